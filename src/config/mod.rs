//! The configuration: text to what was written, to what is meant, with every fault at once.
//!
//! `load` reads the files, and `compile` is the pure part below it: `syntax` turns each text into a
//! document, `written` joins the documents into tables, `settings` reads a table's keys, `levels` says
//! which of them holds for a feed or an article. Nothing stops at the first fault; `judge` collects
//! them, and a value with a fault counts as not given.

mod compile;
mod credentials;
mod difference;
mod fault;
mod guess;
mod judge;
mod keeping;
mod keys;
mod levels;
mod load;
mod origin;
mod private;
mod rule_tests;
mod schema;
mod settings;
mod site;
mod syntax;
#[cfg(test)]
mod tests;
mod value;
mod watching;
mod written;

pub use compile::compile;
pub use difference::{Difference, FeedDifference, FeedFate, SettingChange, SiteDifference, difference};
pub use fault::{Excerpt, Fault, Faults, Severity};
pub use load::{Stamp, drop_in_folder, load, stamps};
pub use origin::{Concern, Origin, ShownKey};
pub use schema::schema;
pub use watching::{AlarmHook, AlarmWays, Watching};

use crate::model::{Credentials, FeedKey, Fulltext, RetryAfterReach, RuleTest, RuleUse, SiteRules};
use crate::schedule::{Bounds, Rhythm, Schedule};
use crate::zone::Tz;
use levels::Levels;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// One file of the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// As it is shown in faults.
    pub path: PathBuf,
    pub text: String,
}

/// Judges a rule by what it is asked for; the error says what is wrong with it.
pub type JudgeRule = dyn Fn(&str, RuleUse) -> Result<(), String>;

/// What `compile` needs to know of the world around the texts.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// The value of an environment variable.
    pub env: &'a dyn Fn(&str) -> Option<String>,
    /// The content of a file, for `${file:PATH}`; else a sentence that says why not.
    pub read_file: &'a dyn Fn(&Path) -> Result<String, String>,
    /// Whether a text is a rule for pages; else a sentence that says why not.
    pub judge_rule: &'a JudgeRule,
}

/// The configuration as it is meant: checked, with every default filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The main file.
    pub path: PathBuf,
    /// All files that it was read from, those of secrets among them.
    pub files: Vec<PathBuf>,
    pub daemon: DaemonSettings,
    /// In the order of the files, and within a file in the order written.
    pub feeds: Vec<FeedConfig>,
    /// In the order of the files.
    pub rule_tests: Vec<RuleTest>,
    /// What is probably a mistake, though it can be followed.
    pub warnings: Vec<Fault>,
    positions: HashMap<FeedKey, usize>,
    levels: Levels,
}

/// `[daemon]`: what concerns the program as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DaemonSettings {
    /// Resolved against the main file's folder.
    pub database: PathBuf,
    /// Goes into the User-Agent: visible ASCII without parentheses.
    pub contact: Option<String>,
    /// Requests in flight, all hosts together: 1 to 1024.
    pub workers: usize,
    /// How long lines of the request ledger are kept; `None` is for good.
    pub keep_requests: Option<Duration>,
    pub watching: Watching,
    /// With less free space on the database's disk nothing is fetched; 0 for no such floor.
    pub min_free_bytes: u64,
    /// Whether the daemon takes up its files by itself once they have changed.
    pub watch: bool,
    /// All of these, made ready to be shown.
    pub shown: Vec<ShownKey>,
}

/// The floor of free space where none is configured.
pub const MIN_FREE_BYTES: u64 = 200 << 20;

/// One `[feed.KEY]`.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedConfig {
    pub key: FeedKey,
    /// http or https, without credentials.
    pub url: Url,
    pub group: Option<String>,
    /// For the origin of `url` alone: ask `credentials_for`.
    pub credentials: Option<Arc<Credentials>>,
    /// What holds for the feed itself, shared by all that are treated alike; its articles ask
    /// `Config::article_settings`.
    pub settings: Arc<Settings>,
    /// The keys of its own table that are no settings, made ready to be shown.
    pub own: Vec<ShownKey>,
}

/// What holds for a feed or an article once all levels are laid over each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    pub schedule: Schedule,
    /// `every_min` and `every_max`, whether or not the schedule is adaptive.
    pub bounds: Bounds,
    /// Somebody wrote the schedule down.
    pub schedule_is_chosen: bool,
    /// Feeds of one schedule come due at moments of their own within this time after it.
    pub spread: Duration,
    /// Whether the publisher's wishes for its schedule are followed.
    pub hints: bool,
    /// Who waits when one answer says `Retry-After`.
    pub retry_after: RetryAfterReach,
    pub timezone: Tz,
    pub fulltext: Fulltext,
    pub tags: Vec<String>,
    /// Between two requests to the same host.
    pub gap: Duration,
    /// Whether robots.txt is obeyed.
    pub robots: bool,
    /// Whether private and loopback addresses may be asked.
    pub allow_private: bool,
    /// Whether blocks that the site repeats are counted and taken out of its articles.
    pub learn: bool,
    pub revisions: RevisionChecks,
    pub keep: Retention,
    pub rules: SiteRules,
    /// Where each value that somebody wrote was written, by its key.
    pub origins: BTreeMap<&'static str, Arc<Origin>>,
}

/// When the page of an article that was read whole is read again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevisionChecks {
    /// How old the article is then, rising.
    pub ages: Vec<Duration>,
    /// Also when its feed says something else of it.
    pub follow_feed: bool,
}

/// How long things are kept; `None` is for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    pub pages: Option<Duration>,
    pub articles: Option<Duration>,
    /// The newest of a feed are kept however old they are.
    pub last: u32,
}

impl Settings {
    /// What these settings say about when a feed is polled.
    pub fn rhythm(&self) -> Rhythm<'_> {
        Rhythm {
            schedule: &self.schedule,
            zone: self.timezone,
            spread: self.spread,
            follows_hints: self.hints,
            is_chosen: self.schedule_is_chosen,
            habit: None,
        }
    }
}

impl FeedConfig {
    /// The feed's credentials, if a URL is of the origin for which the user gave them.
    pub fn credentials_for(&self, url: &Url) -> Option<Arc<Credentials>> {
        self.credentials.clone().filter(|_| url.origin() == self.url.origin())
    }
}

impl Config {
    /// Different hosts that feeds are configured at.
    pub fn hosts(&self) -> usize {
        self.feeds.iter().filter_map(|feed| feed.url.host_str()).collect::<HashSet<_>>().len()
    }

    /// The feed of that key.
    pub fn feed(&self, key: &FeedKey) -> Option<&FeedConfig> {
        self.feeds.get(*self.positions.get(key)?)
    }

    /// Whether two hosts are one site: the same but for `www.`, or named by the same `[site]` table.
    pub fn is_same_site(&self, host: &str, other: &str) -> bool {
        self.levels.is_same_site(host, other)
    }

    /// What holds for a page at `host` that `feed` led to: feed, then site, group and defaults.
    ///
    /// `host` is as `Url::host_str` gives it. Borrowed for nearly every page: only an article whose
    /// host has other `[site]` tables than its feed's host costs a new value.
    pub fn article_settings(&self, feed: Option<&FeedKey>, host: &str) -> Cow<'_, Settings> {
        let position = feed.and_then(|key| self.positions.get(key).copied());
        match position.and_then(|position| Some((position, self.feeds.get(position)?))) {
            Some((position, feed)) => self.levels.for_article(position, feed, host),
            None => Cow::Borrowed(self.levels.without_feed(host)),
        }
    }
}
