//! `feedmill export`: articles to a file or a folder, whole or not at all, or to standard output.

mod cursor;
mod feeds;

use super::arguments::{Export, Format, Partition, Place, Selection};
use super::failure::Failure;
use super::files::{self, Staged};
use super::{locate, progress, selection};
use crate::export::{self, ArticleWriter, Atom, AtomHead, Csv, Jsonl};
use crate::store::{Archive, Filter};
use chrono::{Days, NaiveDate, NaiveTime, Utc};
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
    let expected = archive.counts()?.articles.min(filter.limit.map_or(u64::MAX, |limit| limit as u64));
    let mut run = Run { archive: &archive, arguments, bar: progress::bar(expected, "articles"), last_change: None };
    match &arguments.out {
        Some(out) if arguments.format == Format::Markdown => run.documents(&filter, out)?,
        Some(out) if arguments.partition.is_some() => run.partitions(&filter, out, arguments.partition)?,
        Some(out) => files::whole(out, |file| run.articles(&filter, Box::new(file)))?,
        None => run.articles(&filter, Box::new(BufWriter::new(io::stdout())))?,
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
    bar: ProgressBar,
    /// Change number of the last article written.
    last_change: Option<i64>,
}

impl Run<'_> {
    /// The articles as one file.
    fn articles(&mut self, filter: &Filter, out: Box<dyn Write + Send + '_>) -> Result<(), Failure> {
        let mut writer = self.writer(filter, out)?;
        self.archive.each_article(filter, &mut |article| -> Result<(), Failure> {
            self.bar.inc(1);
            self.last_change = Some(article.change_seq);
            Ok(writer.write(&article)?)
        })?;
        Ok(writer.finish()?)
    }

    fn writer<'w>(
        &self,
        filter: &Filter,
        out: Box<dyn Write + Send + 'w>,
    ) -> Result<Box<dyn ArticleWriter + 'w>, Failure> {
        Ok(match self.arguments.format {
            Format::Csv => Box::new(Csv::new(out, self.arguments.keep_formulas)?),
            Format::Atom => {
                let selection = described(&self.arguments.selection);
                let updated_at = self.archive.newest_update(filter)?.unwrap_or_default();
                let head = AtomHead { title: &selection, selection: &selection, updated_at };
                Box::new(Atom::new(out, &head)?)
            }
            #[cfg(feature = "parquet")]
            Format::Parquet => Box::new(export::Parquet::new(out)?),
            _ => Box::new(Jsonl::new(out)),
        })
    }

    /// One Markdown document an article, in a folder a month.
    fn documents(&mut self, filter: &Filter, out: &Path) -> Result<(), Failure> {
        let staged = Staged::new(out, self.arguments.cursor.is_some())?;
        self.archive.each_article(filter, &mut |article| -> Result<(), Failure> {
            self.bar.inc(1);
            self.last_change = Some(article.change_seq);
            let (folder, name) = export::markdown_path(&article);
            staged.file(&folder, &name, |file| Ok(file.write_all(export::markdown_document(&article).as_bytes())?))
        })?;
        // The title may have changed since the last export, and with it the rest of the name.
        staged.install(|name| name.split(['-', '.']).next().map(str::to_owned))
    }

    /// One file for each partition, in folders as Hive names them, which DuckDB, Spark and pandas read as a column.
    fn partitions(&mut self, filter: &Filter, out: &Path, by: Option<Partition>) -> Result<(), Failure> {
        let staged = Staged::new(out, self.arguments.cursor.is_some())?;
        let ending = match self.arguments.format {
            Format::Csv => "csv",
            Format::Parquet => "parquet",
            _ => "jsonl",
        };
        // Each export with a cursor adds files of its own.
        let name = match filter.up_to_change {
            Some(change) => format!("articles-{change}.{ending}"),
            None => format!("articles.{ending}"),
        };
        let parts: Vec<(String, Filter)> = match by {
            Some(Partition::Feed) => {
                let feeds = self.archive.first_feeds(filter)?.into_iter();
                feeds
                    .map(|feed| (format!("feed={feed}"), Filter { first_feed: Some(feed), ..filter.clone() }))
                    .collect()
            }
            _ => {
                let days = self.archive.days(filter)?.into_iter();
                days.filter_map(|day| Some((format!("day={day}"), on_day(filter, day.parse().ok()?)?))).collect()
            }
        };
        for (folder, filter) in parts {
            staged.file(&folder, &name, |file| self.articles(&filter, Box::new(file)))?;
        }
        staged.install(|name| Some(name.to_owned()))
    }
}

/// The part of a selection that falls on a day.
fn on_day(filter: &Filter, day: NaiveDate) -> Option<Filter> {
    let start = day.and_time(NaiveTime::MIN).and_utc();
    let end = day.checked_add_days(Days::new(1))?.and_time(NaiveTime::MIN).and_utc();
    let since = filter.since.map_or(start, |since| since.max(start));
    let until = filter.until.map_or(end, |until| until.min(end));
    Some(Filter { since: Some(since), until: Some(until), ..filter.clone() })
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
