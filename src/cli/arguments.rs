//! What can be typed: commands and their options, as `docs/` and the help show them.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// The news archive daemon: feeds in a TOML file, clean articles in a SQLite database.
#[derive(Debug, Parser)]
#[command(name = "feedmill", version, max_term_width = 100)]
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

#[derive(Debug, Subcommand)]
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
    Config(ConfigLook),
    /// Have the running daemon take up the changed configuration
    Reload(Reload),
    /// When each feed is asked next, and why then
    Schedule(Schedule),
    /// Site rules: tried out on stored pages, and taken over from elsewhere
    Rules(Rules),
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
pub struct Extract {
    /// Pages as HTML or plain text, gzip or zstd too; `-` reads standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The address of the page: relative links are resolved against it, and with --config the rules of
    /// its site apply
    #[arg(long)]
    pub url: Option<String>,
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

#[derive(Args, Debug)]
pub struct ConfigLook {
    #[command(subcommand)]
    pub command: ConfigCommand,
}

#[derive(Debug, Subcommand)]
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
pub struct Rules {
    #[command(subcommand)]
    pub command: RulesCommand,
}

#[derive(Debug, Subcommand)]
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
pub struct Import {
    /// The list, gzip or zstd too; `-` reads standard input
    #[arg(value_name = "FILE.opml")]
    pub file: PathBuf,
    /// A new file for the TOML [default: standard output]
    #[arg(short, long, value_name = "OUT")]
    pub out: Option<PathBuf>,
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

/// Which articles are meant.
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
