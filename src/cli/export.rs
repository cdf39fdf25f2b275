//! `feedmill export`: articles to a file, whole or not at all, or to standard output.

use super::arguments::{Export, Format, Place};
use super::failure::Failure;
use super::output::stdout;
use super::{locate, progress, selection};
use crate::export;
use crate::store::{Archive, Filter};
use chrono::Utc;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

pub fn export(place: &Place, arguments: &Export) -> Result<(), Failure> {
    if arguments.format != Format::Jsonl {
        return Err(Failure::not_yet(&format!("export --format {}", format!("{:?}", arguments.format).to_lowercase())));
    }
    if arguments.cursor.is_some() {
        return Err(Failure::not_yet("export --cursor"));
    }
    let filter = selection::filter(&arguments.selection, arguments.limit, Utc::now())?;
    let archive = locate::archive(place)?;
    match &arguments.out {
        Some(path) => whole_file(path, |file| write(&archive, &filter, file)),
        None => write(&archive, &filter, &mut stdout()),
    }
}

fn write(archive: &Archive, filter: &Filter, out: &mut impl Write) -> Result<(), Failure> {
    let expected = archive.counts()?.articles.min(filter.limit.map_or(u64::MAX, |limit| limit as u64));
    let bar = progress::bar(expected, "articles");
    archive.each_article(filter, &mut |article| -> Result<(), Failure> {
        bar.inc(1);
        Ok(export::jsonl(out, &article)?)
    })?;
    bar.finish_and_clear();
    Ok(out.flush()?)
}

/// Writes beside the file and takes its place at the end: readers see the old one or the whole new one.
fn whole_file(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> Result<(), Failure>) -> Result<(), Failure> {
    let told = |error: std::io::Error| Failure::new(format!("{}: {error}", path.display()));
    let unfinished = beside(path);
    let mut file = BufWriter::new(File::create(&unfinished).map_err(told)?);
    let written = write(&mut file).and_then(|()| {
        file.into_inner().map_err(|error| told(error.into_error()))?.sync_all().map_err(told)?;
        fs::rename(&unfinished, path).map_err(told)
    });
    if written.is_err() {
        // What went wrong is told; that the remains could not be removed would add nothing.
        let _ = fs::remove_file(&unfinished);
    }
    written
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().map_or_else(|| OsString::from("export"), OsString::from);
    name.push(format!(".{}.part", std::process::id()));
    path.with_file_name(name)
}
