//! `feedmill rules import`: a checkout of ftr-site-config to site rules in TOML. No server is asked.

use crate::cli::arguments::RulesImport;
use crate::cli::failure::Failure;
use crate::cli::files;
use crate::cli::output::{counted, printable, stdout};
use crate::extract;
use crate::ftr::{Imported, SiteFile, import as import_files};
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// Larger files are no rules.
const LARGEST_FILE_BYTES: u64 = 256 << 10;

pub fn import(arguments: &RulesImport) -> Result<(), Failure> {
    let mut unread = 0_u64;
    let files: Vec<SiteFile> = paths(&arguments.dir)?
        .into_iter()
        .filter_map(|path| match read(&path) {
            Ok(text) => Some(SiteFile { path, text }),
            Err(why) => {
                unread += 1;
                eprintln!("{}: {}", printable(&path.display().to_string()), printable(&why));
                None
            }
        })
        .collect();
    let imported = import_files(&files, &extract::xpath_fault);
    if imported.sites == 0 {
        return Err(Failure::new(format!("{}: there are no site rules in it", arguments.dir.display()))
            .with_hint("name the folder that holds files such as `example.com.txt`"));
    }
    match &arguments.out {
        Some(path) => files::new_file(path, &imported.toml)?,
        None => {
            let mut out = stdout();
            out.write_all(imported.toml.as_bytes())?;
            out.flush()?;
        }
    }
    tell(&imported, arguments.out.as_deref());
    if unread > 0 { Err(Failure::new(format!("{unread} files could not be read"))) } else { Ok(()) }
}

/// The rule files of a folder, by name.
fn paths(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let told = |error: std::io::Error| Failure::new(format!("{}: {error}", folder.display()));
    let entries = fs::read_dir(folder).map_err(told)?.map(|entry| entry.map(|entry| entry.path()));
    let mut paths: Vec<PathBuf> = entries.collect::<Result<_, _>>().map_err(told)?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt") && path.is_file());
    paths.sort();
    Ok(paths)
}

fn read(path: &Path) -> Result<String, String> {
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(|error| error.to_string())?;
    file.take(LARGEST_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > LARGEST_FILE_BYTES {
        return Err(format!("larger than {} KiB", LARGEST_FILE_BYTES >> 10));
    }
    String::from_utf8(bytes).map_err(|_| "it isn't UTF-8".to_owned())
}

fn tell(imported: &Imported, out: Option<&Path>) {
    for left in &imported.left_out {
        let place = if left.line == 0 { String::new() } else { format!(":{}", left.line) };
        let directive = if left.directive.is_empty() { String::new() } else { format!(" {}:", left.directive) };
        let line = format!("{}{place}:{directive} {}", left.path.display(), left.why);
        eprintln!("{}", printable(&line));
    }
    let rules_left_out = imported.left_out.iter().filter(|left| left.is_rule).count();
    let place = out.map(|path| format!(" to {}; `feedmill check` judges it", path.display())).unwrap_or_default();
    eprintln!(
        "{} of {} and {} written{place}; left out: {}, and {} about something else",
        counted(imported.rules as u64, "rule", "rules"),
        counted(imported.sites as u64, "site", "sites"),
        counted(imported.tests as u64, "test", "tests"),
        counted(rules_left_out as u64, "rule", "rules"),
        counted((imported.left_out.len() - rules_left_out) as u64, "line", "lines"),
    );
}
