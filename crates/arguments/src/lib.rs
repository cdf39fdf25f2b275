//! What can be typed: commands and their options, as `docs/` and the help show them.
//!
//! A crate of its own, since what is made of these declarations is long and runs once: it is built to be small.

mod articles;
mod feeds;
mod files;
mod rules;

pub use articles::*;
pub use feeds::*;
pub use files::*;
pub use rules::*;

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// The news archive daemon: feeds in a TOML file, clean articles in a SQLite database.
#[derive(Debug, Parser)]
#[command(name = "feedmill", max_term_width = 100)]
pub struct Arguments {
    #[command(flatten)]
    pub place: Place,
    #[command(subcommand)]
    pub command: Command,
}

/// Where the configuration and the database are, and how the log is written.
#[derive(Args, Clone, Debug, Default)]
pub struct Place {
    /// The configuration [default: $XDG_CONFIG_HOME/feedmill/feedmill.toml, else /etc/feedmill/feedmill.toml]
    #[arg(long, global = true, value_name = "FILE", env = "FEEDMILL_CONFIG")]
    pub config: Option<PathBuf>,
    /// The database, in place of the one that the configuration names
    #[arg(long, global = true, value_name = "FILE")]
    pub database: Option<PathBuf>,
    /// How the log is written, to standard error
    #[arg(long, global = true, value_enum, default_value_t)]
    pub log_format: LogFormat,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Text on a terminal, fields to the journal where that is listening, else JSON
    #[default]
    Auto,
    Text,
    /// One object a line
    Json,
    /// systemd's journal, with its priorities
    Journal,
}

/// Options of a command are read when that command is asked for: nearly all of what is here is none's business.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub enum Command {
    /// Show feedmill at work, without network or configuration: a newsroom of our own on this machine
    Demo(Demo),
    /// The daemon: every feed on its schedule, until SIGTERM
    Run,
    /// One pass now, schedule aside: poll, read the wanted pages, store, print a summary
    Fetch(Fetch),
    /// Saved pages to records: no network, no database
    Extract(Extract),
    /// Saved feeds to what the parser reads in them
    Parse(Parse),
    /// Find the feeds of a site, or take a feed's URL, and print the TOML that subscribes to it
    Add(Add),
    /// Judge the whole configuration: every fault with its place and a guess
    Check(Check),
    /// What the configuration comes to, and what taking it up would change
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Have the running daemon take up the changed configuration
    Reload(Reload),
    /// When each feed is asked next, and why then
    Schedule(Schedule),
    /// Site rules: tried out on stored pages, and taken over from elsewhere
    #[command(subcommand)]
    Rules(RulesCommand),
    /// The health of each feed, or of one
    Status(Status),
    /// Ask a feed again, whatever kept it from it: a 410, a long wait after failures, a server's Retry-After
    Retry(Retry),
    /// The older documents that a feed names (RFC 5005), at most 50, one after the other
    Backfill(Backfill),
    /// The newest articles
    List(List),
    /// One article with its whole text
    Show(Show),
    /// Articles that hold all the words, in any script; quote a phrase. Chinese in simplified and traditional
    /// characters alike
    Search(Search),
    /// Articles to a file or to standard output
    Export(Export),
    /// What changed between two revisions of an article
    Diff(Diff),
    /// The near copies of an article on other sites
    Story(Story),
    /// Stored pages through today's rules again: no network, and each changed record a revision
    Reextract(Reextract),
    /// How an article's record came about: requests, the source of each field, what was left out and why
    Explain(Explain),
    /// What the articles of a site repeat, and your word on it
    Boilerplate(Boilerplate),
    /// The subscriptions of another feed reader, as OPML, to TOML: folders become groups
    Import(Import),
    /// A consistent, verified copy of the database, also while the daemon writes
    Backup(Backup),
    /// What a shell needs to complete these commands, on standard output
    Completions(Completions),
    /// What has had its time by `keep` goes now, and not at the daemon's next look
    Purge(Purge),
}
