//! `feedmill export`: articles to a file or a folder, whole or not at all, or to standard output.

mod cursor;
mod feeds;

use super::arguments::{Chinese, Export, Format, Partition, Place, Selection};
use super::failure::Failure;
use super::files::{self, Staged};
use super::{locate, progress, selection};
use crate::export::{self, ArticleWriter, Atom, AtomHead, Csv, Jsonl};
use crate::model::{ArticleId, ArticleRow};
use crate::store::{Archive, Filter, PartitionBy};
use crate::text::{ChineseConverter, ChineseForm};
use chrono::Utc;
use indicatif::ProgressBar;
use std::io::{self, BufWriter, Write};
use std::path::Path;

pub fn export(place: &Place, arguments: &Export) -> Result<(), Failure> {
    judge(arguments)?;
    if arguments.format == Format::Opml {
        return feeds::export(place, arguments);
    }
    let mut filter = selection::filter(&arguments.selection, arguments.limit, Utc::now())?;
    let archive = locate::archive(place)?;
    let cursor = arguments.cursor.as_deref().map(|path| cursor::read(path, &archive)).transpose()?;
    if let Some(span) = &cursor {
        filter.after_change = Some(span.after_change);
        filter.up_to_change = Some(span.up_to_change);
    }
    let bar = progress::bar(0, "articles");
    let converter = arguments.chinese.map(|chinese| ChineseConverter::new(form_of(chinese)));
    let mut run = Run { archive: &archive, arguments, filter: &filter, bar, converter, last_change: None };
    match (&arguments.out, arguments.partition) {
        (Some(out), _) if arguments.format == Format::Markdown => run.documents(out)?,
        (Some(out), Some(partition)) => run.partitions(out, partition)?,
        (Some(out), None) => {
            let ids = run.selected()?;
            files::whole(out, |file| run.articles(&ids, Box::new(file)))?;
        }
        (None, _) => {
            let ids = run.selected()?;
            run.articles(&ids, Box::new(BufWriter::new(io::stdout())))?;
        }
    }
    run.bar.finish_and_clear();
    match (&arguments.cursor, cursor) {
        // Where a limit ended the export, the next one goes on behind the last article.
        (Some(path), Some(span)) => cursor::write(
            path,
            if filter.limit.is_some() { run.last_change.unwrap_or(span.after_change) } else { span.up_to_change },
        ),
        _ => Ok(()),
    }
}

fn form_of(chinese: Chinese) -> ChineseForm {
    match chinese {
        Chinese::Simplified => ChineseForm::Simplified,
        Chinese::Traditional => ChineseForm::Traditional,
        Chinese::HongKong => ChineseForm::HongKong,
    }
}

/// Options that don't go together.
fn judge(arguments: &Export) -> Result<(), Failure> {
    let refused = |message: &str, hint: &str| Err(Failure::usage(message).with_hint(hint));
    let format = arguments.format;
    if arguments.out.is_none() && (format == Format::Markdown || arguments.partition.is_some()) {
        return refused("this export is a folder", "name it with --out DIR");
    }
    if arguments.partition.is_some() && !matches!(format, Format::Jsonl | Format::Csv | Format::Parquet) {
        return refused("--partition is for jsonl, csv and parquet", "leave it away");
    }
    if arguments.partition.is_some() && arguments.limit.is_some() && arguments.cursor.is_some() {
        return refused("--limit with --cursor takes one file", "leave --partition or --limit away");
    }
    if format == Format::Opml && arguments.chinese.is_some() {
        return refused("OPML has the feeds' titles as they are", "leave --chinese away");
    }
    if format == Format::Opml && (arguments.cursor.is_some() || arguments.limit.is_some()) {
        return refused("OPML is the list of feeds, not of articles", "leave --cursor and --limit away");
    }
    if cfg!(not(feature = "parquet")) && format == Format::Parquet {
        return refused("this feedmill was built without Parquet", "build it with the feature `parquet`");
    }
    Ok(())
}

/// One export under way.
struct Run<'a> {
    archive: &'a Archive,
    arguments: &'a Export,
    filter: &'a Filter,
    bar: ProgressBar,
    converter: Option<ChineseConverter>,
    /// Change number of the last article written.
    last_change: Option<i64>,
}

impl Run<'_> {
    /// The articles to be exported, in order.
    fn selected(&self) -> Result<Vec<ArticleId>, Failure> {
        let ids = self.archive.article_ids(self.filter)?;
        self.bar.set_length(ids.len() as u64);
        Ok(ids)
    }

    /// The articles as one file.
    fn articles(&mut self, ids: &[ArticleId], out: Box<dyn Write + Send + '_>) -> Result<(), Failure> {
        let mut writer = self.writer(out)?;
        self.each(ids, |article| Ok(writer.write(article)?))?;
        Ok(writer.finish()?)
    }

    fn each(
        &mut self,
        ids: &[ArticleId],
        mut write: impl FnMut(&ArticleRow) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.archive.each_of(ids, self.filter.up_to_change, &mut |article| {
            self.bar.inc(1);
            self.last_change = Some(article.change_seq);
            match &self.converter {
                Some(converter) => write(&export::in_chinese_form(article, converter)),
                None => write(&article),
            }
        })
    }

    fn writer<'w>(&self, out: Box<dyn Write + Send + 'w>) -> Result<Box<dyn ArticleWriter + 'w>, Failure> {
        Ok(match self.arguments.format {
            Format::Csv => Box::new(Csv::new(out, self.arguments.keep_formulas)?),
            Format::Atom => {
                let selection = described(&self.arguments.selection);
                let updated_at = self.archive.newest_update(self.filter)?.unwrap_or_default();
                let head = AtomHead { title: &selection, selection: &selection, updated_at };
                Box::new(Atom::new(out, &head)?)
            }
            #[cfg(feature = "parquet")]
            Format::Parquet => Box::new(export::Parquet::new(out)?),
            _ => Box::new(Jsonl::new(out)),
        })
    }

    /// One Markdown document an article, in a folder a month.
    fn documents(&mut self, out: &Path) -> Result<(), Failure> {
        let staged = Staged::new(out, self.arguments.cursor.is_some())?;
        self.each(&self.selected()?, |article| {
            let (folder, name) = export::markdown_path(article);
            staged.file(&folder, &name, |file| Ok(file.write_all(export::markdown_document(article).as_bytes())?))
        })?;
        // The title may have changed since the last export, and with it the rest of the name.
        staged.install(|name| name.split(['-', '.']).next().map(str::to_owned))
    }

    /// One file for each partition, in folders as Hive names them, which DuckDB, Spark and pandas read as a column.
    fn partitions(&mut self, out: &Path, partition: Partition) -> Result<(), Failure> {
        let staged = Staged::new(out, self.arguments.cursor.is_some())?;
        let ending = match self.arguments.format {
            Format::Csv => "csv",
            Format::Parquet => "parquet",
            _ => "jsonl",
        };
        // Each export with a cursor adds files of its own.
        let name = match self.filter.up_to_change {
            Some(change) => format!("articles-{change}.{ending}"),
            None => format!("articles.{ending}"),
        };
        let (column, by) = match partition {
            Partition::Day => ("day", PartitionBy::Day),
            Partition::Feed => ("feed", PartitionBy::FirstFeed),
        };
        let parts = self.archive.parts(self.filter, by)?;
        self.bar.set_length(parts.iter().map(|part| part.ids.len() as u64).sum());
        for part in parts {
            let folder = format!("{column}={}", part.name);
            staged.file(&folder, &name, |file| self.articles(&part.ids, Box::new(file)))?;
        }
        staged.install(|name| Some(name.to_owned()))
    }
}

/// A selection in words, as the title of a feed made of it.
fn described(selection: &Selection) -> String {
    let parts = [
        ("feed", &selection.feed),
        ("tag", &selection.tag),
        ("language", &selection.language),
        ("since", &selection.since),
        ("until", &selection.until),
    ];
    let parts: Vec<String> =
        parts.iter().filter_map(|(name, value)| value.as_ref().map(|value| format!("{name} {value}"))).collect();
    if parts.is_empty() { "feedmill: all articles".to_owned() } else { format!("feedmill: {}", parts.join(", ")) }
}
