//! Commands about what is in the archive: articles, stories, exports, copies.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

#[derive(Args, Debug)]
pub struct List {
    #[command(flatten)]
    pub selection: Selection,
    /// How many
    #[arg(long, default_value_t = 20)]
    pub limit: u32,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}

#[derive(Args, Debug)]
pub struct Show {
    /// The article's id, as `list` and `search` print it
    pub id: i64,
    /// The Markdown in place of the plain text
    #[arg(long)]
    pub markdown: bool,
    /// The whole record as one JSON object
    #[arg(long)]
    pub json: bool,
}

#[derive(Args, Debug)]
pub struct Search {
    /// Words that must all be there; "words in quotes" side by side, harb* with any ending; and in one argument with
    /// others -word for what must not be there
    #[arg(required = true)]
    pub query: Vec<String>,
    #[command(flatten)]
    pub selection: Selection,
    /// How many
    #[arg(long, default_value_t = 20)]
    pub limit: u32,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}

#[derive(Args, Debug)]
pub struct Diff {
    /// The article's id, as `list` and `search` print it
    pub id: i64,
    /// The earlier revision [default: the one before `--to`]
    #[arg(long, value_name = "REVISION")]
    pub from: Option<u32>,
    /// The later revision [default: the current one]
    #[arg(long, value_name = "REVISION")]
    pub to: Option<u32>,
    /// One JSON object
    #[arg(long)]
    pub json: bool,
}

#[derive(Args, Debug)]
pub struct Story {
    /// The article's id, as `list` and `search` print it
    pub id: i64,
    /// Take the article out of its story for good
    #[arg(long, conflicts_with = "together")]
    pub apart: bool,
    /// Let an article that was taken out be compared again
    #[arg(long)]
    pub together: bool,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}

#[derive(Args, Debug)]
pub struct Backup {
    /// A new file for the copy, whole or not at all
    #[arg(value_name = "OUT")]
    pub out: PathBuf,
}

#[derive(Args, Debug)]
pub struct Export {
    /// `markdown` is a folder with one document an article, `opml` the list of feeds
    #[arg(long, value_enum)]
    pub format: Format,
    #[command(flatten)]
    pub selection: Selection,
    /// How many, the oldest first [default: all]
    #[arg(long)]
    pub limit: Option<u32>,
    /// Only what is new or changed since the last export with this file, which remembers how far it came
    #[arg(long, value_name = "FILE")]
    pub cursor: Option<PathBuf>,
    /// A folder with one file for each day of publication, or for each feed that had an article first
    #[arg(long, value_enum, value_name = "BY")]
    pub partition: Option<Partition>,
    /// Chinese articles in these characters, whichever they were written in
    #[arg(long, value_enum, value_name = "FORM")]
    pub chinese: Option<Chinese>,
    /// In CSV, leave text as it is that a spreadsheet would run as a formula
    #[arg(long)]
    pub keep_formulas: bool,
    /// The file or folder to write, whole or not at all [default: standard output]
    #[arg(short, long, value_name = "OUT")]
    pub out: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub struct Purge {
    /// Instead all that this feed had, which must have been taken out of the configuration; what other feeds list stays
    #[arg(long, value_name = "FEED")]
    pub feed: Option<String>,
    /// Say what would go, and take nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Write the whole file anew, as small as it gets; the daemon must be stopped, and the disk needs room for two
    #[arg(long, conflicts_with = "dry_run")]
    pub compact: bool,
    /// Print what went as one JSON object
    #[arg(long)]
    pub json: bool,
}

#[derive(Args, Debug)]
pub struct Explain {
    /// The article's id, as `list` and `search` print it
    pub id: i64,
    /// One JSON object
    #[arg(long)]
    pub json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Partition {
    Day,
    Feed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Jsonl,
    Csv,
    Parquet,
    Markdown,
    Atom,
    Opml,
}

/// Characters in which Chinese is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Chinese {
    /// As on the mainland and in Singapore
    Simplified,
    /// As in Taiwan
    Traditional,
    /// Traditional as in Hong Kong
    HongKong,
}

// Which articles are meant. No help of its own, which would be put in place of the command's.
#[derive(Args, Debug, Default)]
pub struct Selection {
    /// Of this feed
    #[arg(long, value_name = "KEY")]
    pub feed: Option<String>,
    /// Of feeds with this tag
    #[arg(long)]
    pub tag: Option<String>,
    /// In this language, such as `zh`
    #[arg(long)]
    pub language: Option<String>,
    /// Published at this time or later: 2026-11-23, 2026-11-23T08:00:00Z, or a span back such as 7d
    #[arg(long, value_name = "TIME")]
    pub since: Option<String>,
    /// Published before this time
    #[arg(long, value_name = "TIME")]
    pub until: Option<String>,
}
