//! `revisions` and `keep`: the tables within a level that say what is read again and what is kept how long.

use super::judge::{Judge, Place};
use super::keys;
use super::value::{Text, boolean, named, text, texts, whole_number};
use super::written::{self, Entry, Table, type_name};
use super::{Retention, RevisionChecks};
use crate::schedule::parse_duration;
use std::time::Duration;
use toml::de::DeValue;

const MOST_CHECKS: usize = 12;
const EARLIEST_CHECK: Duration = Duration::from_secs(10 * 60);
const LATEST_CHECK: Duration = Duration::from_secs(366 * 24 * 60 * 60);
const SHORTEST_KEPT: Duration = Duration::from_secs(60 * 60);
const LONGEST_KEPT: Duration = Duration::from_secs(200 * 365 * 24 * 60 * 60);
const MOST_KEPT: u32 = 1_000_000;
const FOREVER: &str = "forever";

/// What one level says of both; `None` leaves the word to the next.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct GivenKeeping {
    check: Option<Vec<Duration>>,
    follow_feed: Option<bool>,
    pages: Option<Option<Duration>>,
    articles: Option<Option<Duration>>,
    last: Option<u32>,
}

impl GivenKeeping {
    /// This level, and `farther` where this one is silent.
    pub fn over(self, farther: &GivenKeeping) -> GivenKeeping {
        GivenKeeping {
            check: self.check.or_else(|| farther.check.clone()),
            follow_feed: self.follow_feed.or(farther.follow_feed),
            pages: self.pages.or(farther.pages),
            articles: self.articles.or(farther.articles),
            last: self.last.or(farther.last),
        }
    }

    pub fn revisions(&self, ground: &RevisionChecks) -> RevisionChecks {
        RevisionChecks {
            ages: self.check.clone().unwrap_or_else(|| ground.ages.clone()),
            follow_feed: self.follow_feed.unwrap_or(ground.follow_feed),
        }
    }

    pub fn retention(&self, ground: Retention) -> Retention {
        Retention {
            pages: self.pages.unwrap_or(ground.pages),
            articles: self.articles.unwrap_or(ground.articles),
            last: self.last.unwrap_or(ground.last),
        }
    }
}

pub(super) fn read_revisions(judge: &mut Judge<'_>, table: &Table<'_>, entry: &Entry<'_>, given: &mut GivenKeeping) {
    let Some(inner) = inner_table(judge, table, entry) else { return };
    for entry in &inner.entries {
        match entry.key {
            "check" => given.check = ages(judge, &inner, entry),
            "follow_feed" => given.follow_feed = boolean(judge, &inner, entry),
            _ => written::unknown_key(judge, &inner, entry, &keys::inner_names(keys::settings(), "revisions")),
        }
    }
}

pub(super) fn read_keep(judge: &mut Judge<'_>, table: &Table<'_>, entry: &Entry<'_>, given: &mut GivenKeeping) {
    let Some(inner) = inner_table(judge, table, entry) else { return };
    for entry in &inner.entries {
        match entry.key {
            "pages" => given.pages = kept(judge, &inner, entry),
            "articles" => given.articles = kept(judge, &inner, entry),
            "last" => given.last = whole_number(judge, &inner, entry, 0..=MOST_KEPT),
            _ => written::unknown_key(judge, &inner, entry, &keys::inner_names(keys::settings(), "keep")),
        }
    }
}

/// `keep` in `[daemon]`: the ledger isn't one feed's. The inner `None` is for good.
pub(super) fn read_keep_of_daemon(
    judge: &mut Judge<'_>,
    table: &Table<'_>,
    entry: &Entry<'_>,
) -> Option<Option<Duration>> {
    let inner = inner_table(judge, table, entry)?;
    let mut requests = None;
    for entry in &inner.entries {
        match entry.key {
            "requests" => requests = kept(judge, &inner, entry),
            _ => written::unknown_key(judge, &inner, entry, &keys::inner_names(keys::DAEMON.iter(), "keep")),
        }
    }
    requests
}

/// The table that stands as a value in another one; `keep.pages = "90d"` is one too.
pub(super) fn inner_table<'a>(judge: &mut Judge<'_>, table: &Table<'a>, entry: &Entry<'a>) -> Option<Table<'a>> {
    let title = format!("[{}.{}]", table.title.trim_matches(['[', ']']), entry.key);
    let DeValue::Table(inner) = entry.value.toml else {
        let got = type_name(entry.value.toml);
        let message = format!("{} must be a table, got {got}", named(table, entry));
        let example = match entry.key {
            "alarm" => "alarm.command = [\"/usr/local/bin/tell\"]",
            "revisions" => "revisions.check = [\"1h\", \"1d\"]",
            _ => "keep.pages = \"90d\"",
        };
        judge.fault_with_hint(entry.value.place, message, format!("its keys are written like `{example}`"));
        return None;
    };
    let entries = written::entries(entry.key_place.source, inner);
    Some(Table { name: table.name, title, place: entry.key_place, entries })
}

/// Ages, made to rise: each once.
fn ages(judge: &mut Judge<'_>, table: &Table<'_>, entry: &Entry<'_>) -> Option<Vec<Duration>> {
    let written = texts(judge, table, entry)?;
    if written.len() > MOST_CHECKS {
        judge.fault(entry.value.place, format!("{} has more than {MOST_CHECKS} ages", named(table, entry)));
        return None;
    }
    let limits = (EARLIEST_CHECK..=LATEST_CHECK, "an article is read again 10 minutes to 366 days after it came out");
    let mut ages: Vec<Duration> =
        written.iter().filter_map(|text| length(judge, (table, entry), text, limits.clone())).collect();
    ages.sort_unstable();
    ages.dedup();
    Some(ages)
}

/// How long something is kept; the inner `None` is for good.
fn kept(judge: &mut Judge<'_>, table: &Table<'_>, entry: &Entry<'_>) -> Option<Option<Duration>> {
    let text = text(judge, table, entry)?;
    if text.value == FOREVER {
        return Some(None);
    }
    let limits = (SHORTEST_KEPT..=LONGEST_KEPT, "from an hour to 200 years, or \"forever\"");
    length(judge, (table, entry), &text, limits).map(Some)
}

fn length(
    judge: &mut Judge<'_>,
    (table, entry): (&Table<'_>, &Entry<'_>),
    text: &Text,
    (range, sentence): (std::ops::RangeInclusive<Duration>, &str),
) -> Option<Duration> {
    let place: Place = text.place;
    match parse_duration(&text.value) {
        Ok(length) if range.contains(&length) => return Some(length),
        Ok(_) => judge.fault(place, format!("{}: {sentence}", named(table, entry))),
        Err(fault) => judge.fault(place, format!("{}: {fault}", named(table, entry))),
    }
    None
}
