//! Commands about feeds, their configuration and their times.

use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Args, Debug)]
pub struct Fetch {
    /// Keys of the feeds to fetch; all if none is named
    #[arg(value_name = "FEED")]
    pub feeds: Vec<String>,
    /// Exit with 1 if a feed failed
    #[arg(long)]
    pub strict: bool,
    /// Print the summary as one JSON object
    #[arg(long)]
    pub json: bool,
}

#[derive(Args, Debug)]
pub struct Add {
    /// A feed, or a page of the site; without a scheme it is https
    pub url: String,
    /// Write the best into a new file of the configuration's first included folder
    #[arg(long)]
    pub write: bool,
    /// Private and loopback addresses may be asked
    #[arg(long)]
    pub allow_private: bool,
    /// One JSON object a line for each feed, the best first
    #[arg(long)]
    pub json: bool,
}

#[derive(Args, Debug)]
pub struct Check {
    /// Ask for each feed once, unconditionally, and tell what it is; the database stays as it is
    #[arg(long)]
    pub online: bool,
    /// Print the JSON Schema of the configuration, for editors
    #[arg(long, conflicts_with_all = ["online", "json"])]
    pub schema: bool,
    /// Faults and warnings as one JSON object a line
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub enum ConfigCommand {
    /// Every value in force for a feed, or of the table `daemon` if none is named; no secrets
    Show(ConfigShow),
    /// What a reload would do: feeds added, paused, re-timed, at another address, read otherwise
    Diff(ConfigDiff),
}

#[derive(Args, Debug)]
pub struct ConfigShow {
    /// Key of a feed
    pub feed: Option<String>,
    /// Where each value was written: file, line and table
    #[arg(long)]
    pub origin: bool,
    /// What holds for the feed's articles at this host
    #[arg(long, value_name = "HOST", requires = "feed")]
    pub host: Option<String>,
    /// One JSON object a line, origins among them
    #[arg(long)]
    pub json: bool,
}

#[derive(Args, Debug)]
pub struct ConfigDiff {
    /// One JSON object a line for each feed or site
    #[arg(long)]
    pub json: bool,
}

#[derive(Args, Debug)]
pub struct Reload {
    /// What came of it as one JSON object
    #[arg(long)]
    pub json: bool,
}

#[derive(Args, Debug)]
pub struct Schedule {
    /// The key of one feed, for all that decides about its next polls
    pub feed: Option<String>,
    /// How many polls to look ahead [default: 1, for one feed 5]
    #[arg(short = 'n', long = "count", value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub count: Option<u16>,
    /// One JSON object a line for each feed
    #[arg(long)]
    pub json: bool,
}

#[derive(Args, Debug)]
pub struct Status {
    /// The key of one feed, for all that is known of it
    pub feed: Option<String>,
    /// Draw it again every so many seconds, until Ctrl-C
    #[arg(long, value_name = "SECONDS", num_args = 0..=1, require_equals = true, default_missing_value = "2", conflicts_with = "json",
          value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub watch: Option<u64>,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}

#[derive(Args, Debug)]
pub struct Retry {
    /// Keys of the feeds
    #[arg(required = true, value_name = "FEED")]
    pub feeds: Vec<String>,
}

#[derive(Args, Debug)]
pub struct Backfill {
    /// Key of the feed
    #[arg(value_name = "FEED")]
    pub feed: String,
    /// Print the summary as one JSON object
    #[arg(long)]
    pub json: bool,
}

#[derive(Args, Debug)]
pub struct Import {
    /// The list, gzip or zstd too; `-` reads standard input
    #[arg(value_name = "FILE.opml")]
    pub file: PathBuf,
    /// A new file for the TOML [default: standard output]
    #[arg(short, long, value_name = "OUT")]
    pub out: Option<PathBuf>,
}
