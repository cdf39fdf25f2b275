//! What needs neither configuration nor database: saved files, the demonstration, completions.

use clap::Args;
use std::path::PathBuf;

#[derive(Args, Debug)]
pub struct Completions {
    pub shell: clap_complete::Shell,
}

#[derive(Args, Debug)]
pub struct Demo {
    /// Where the demonstration keeps its files; what an earlier one left there is replaced
    #[arg(long, value_name = "DIR", default_value = "demo")]
    pub dir: PathBuf,
}

#[derive(Args, Debug)]
pub struct Extract {
    /// Pages as HTML or plain text, gzip or zstd too; `-` reads standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The address of the page: relative links are resolved against it, and with --config the rules of
    /// its site apply
    #[arg(long)]
    pub url: Option<String>,
    /// When the pages were fetched: dates such as "3 hours ago" count from then, and are not read without it.
    /// A day, an instant, or a span back from now (2026-11-23, 2026-11-23T08:00:00Z, 7d)
    #[arg(long, value_name = "TIME")]
    pub fetched_at: Option<String>,
    /// One JSON object a line, in the order given
    #[arg(long)]
    pub json: bool,
}

#[derive(Args, Debug)]
pub struct Parse {
    /// Feeds, gzip or zstd too; `-` reads standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The address the feeds are taken to come from
    #[arg(long)]
    pub url: Option<String>,
    /// One JSON object a line, in the order given
    #[arg(long)]
    pub json: bool,
}
