//! Commands about how pages become records: site rules, what sites repeat, stored pages read again.

use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub enum RulesCommand {
    /// The tests of site rules, on pages of the archive and on saved ones; no network
    Test(RulesTest),
    /// A checkout of ftr-site-config to TOML; what has no counterpart is told line by line
    Import(RulesImport),
}

#[derive(Args, Debug)]
pub struct RulesImport {
    /// The folder with files such as `example.com.txt`
    pub dir: PathBuf,
    /// A new file for the rules [default: standard output]
    #[arg(short, long, value_name = "OUT")]
    pub out: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub struct RulesTest {
    /// Those of this site, and of hosts below it
    #[arg(long, value_name = "HOST")]
    pub site: Option<String>,
    /// Exit with 1 if there is a test whose page isn't there
    #[arg(long)]
    pub strict: bool,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
}

#[derive(Args, Debug)]
pub struct Boilerplate {
    /// The site, by a host or an address of it
    pub site: String,
    /// Take the block with this id out wherever it stands
    #[arg(long, value_name = "ID")]
    pub pin: Option<String>,
    /// Leave the block with this id wherever it stands
    #[arg(long, value_name = "ID", conflicts_with = "pin")]
    pub free: Option<String>,
    /// Let the count decide about the block with this id again
    #[arg(long, value_name = "ID", conflicts_with_all = ["pin", "free"])]
    pub count: Option<String>,
    /// One JSON object a line for each block
    #[arg(long)]
    pub json: bool,
}

#[derive(Args, Debug)]
pub struct Reextract {
    /// Pages of articles of this feed [default: all pages]
    #[arg(long, value_name = "KEY")]
    pub feed: Option<String>,
    /// Pages of this host and of those below it
    #[arg(long, value_name = "HOST")]
    pub site: Option<String>,
    /// Of articles published at this time or later: 2026-11-23, 2026-11-23T08:00:00Z, or a span back such as 7d
    #[arg(long, value_name = "TIME")]
    pub since: Option<String>,
    /// Say what would change, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// One JSON object a line for each article that changes
    #[arg(long)]
    pub json: bool,
}
