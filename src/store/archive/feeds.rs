//! The health of feeds.

use super::Archive;
use crate::model::{FeedKey, PollHints, Timestamp};
use crate::store::error::StoreError;
use crate::store::figures::{self, SiteDrift};
use crate::store::records::FeedId;
use crate::store::rule_figures::{self, StaleRule};
use crate::store::values::{read_due, read_json, read_key, read_optional_utc, read_utc};
use rusqlite::{Connection, Row, params};
use serde::Serialize;
use std::collections::HashMap;

/// Days of `FeedRow::new_per_day`.
const DAYS: usize = 14;

/// A feed and how it fares.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FeedRow {
    pub key: FeedKey,
    pub url: String,
    pub title: Option<String>,
    /// The site it belongs to.
    pub link: Option<String>,
    pub language: Option<String>,
    pub tags: Vec<String>,
    /// `new`, `ok`, `failing`, `gone`, `paused`.
    pub status: String,
    pub last_try_at: Option<Timestamp>,
    pub last_success_at: Option<Timestamp>,
    /// Last poll that brought an item new to the feed.
    pub last_new_at: Option<Timestamp>,
    /// `None` while it isn't polled.
    pub next_poll_at: Option<Timestamp>,
    /// Failed polls since the last success.
    pub failures: u32,
    /// When the first of them was made.
    pub failing_since: Option<Timestamp>,
    /// Of the last poll, kind first; `None` when it was fine.
    pub error: Option<String>,
    pub warning: Option<String>,
    /// Why the next poll is later than the schedule has it.
    pub waits_for: Option<String>,
    /// The address that is asked in place of `url`.
    pub moved_url: Option<String>,
    /// Of the last 100 polls, 0 to 1; `None` before the first.
    pub not_modified_share: Option<f64>,
    /// How many polls that is the share of.
    pub polls_looked_at: u64,
    /// Bytes that their "not modified" spared, each counted as large as the last answer in full.
    pub spared_bytes: u64,
    /// Items that it has listed: one for an article, but for those that it listed under two ids.
    pub articles: u64,
    /// Items new to the feed on each of the last 14 days in UTC, today last; empty unless asked for.
    pub new_per_day: Vec<u32>,
    /// Sites whose pages, read for this feed, are read worse than before.
    pub drift: Vec<SiteDrift>,
    /// Site rules that give nothing any more on pages read for this feed.
    pub stale_rules: Vec<StaleRule>,
}

/// What decides about a feed's next polls.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedTiming {
    pub feed_id: FeedId,
    pub key: FeedKey,
    /// `active`, `gone` or `paused`.
    pub state: String,
    pub next_poll_at: Timestamp,
    /// Why that is later than the schedule has it.
    pub waits_for: Option<String>,
    pub failures: u32,
    pub failing_since: Option<Timestamp>,
    pub error: Option<String>,
    pub last_try_at: Option<Timestamp>,
    /// By the feed's own word.
    pub hints: PollHints,
    /// The address that is asked.
    pub ask_url: String,
}

pub(super) fn timings(connection: &Connection) -> Result<Vec<FeedTiming>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, key, state, next_poll_at_ms, waits_for, failures, failing_since, error, last_try_at,
             hint_interval_seconds, hint_skip_hours, hint_skip_days, coalesce(moved_url, url) FROM feed ORDER BY key",
    )?;
    let read = |row: &Row<'_>| {
        Ok(FeedTiming {
            feed_id: FeedId(row.get(0)?),
            key: read_key(row.get_ref(1)?.as_str().unwrap_or_default())?,
            state: row.get(2)?,
            next_poll_at: read_due(row.get(3)?)?,
            waits_for: row.get(4)?,
            failures: row.get(5)?,
            failing_since: read_optional_utc(row.get(6)?)?,
            error: row.get(7)?,
            last_try_at: read_optional_utc(row.get(8)?)?,
            hints: PollHints {
                interval_seconds: row.get::<_, Option<i64>>(9)?.map(i64::unsigned_abs),
                skip_hours: row.get(10)?,
                skip_days: row.get(11)?,
            },
            ask_url: row.get(12)?,
        })
    };
    statement.query_and_then([], read)?.collect()
}

const FEED: &str = "SELECT feeds.key, feeds.url, feeds.title, feeds.link, feeds.language, feeds.tags, feeds.status,
     feeds.last_try_at, feeds.last_success_at, feeds.last_new_at,
     feeds.next_poll_at, feeds.failures, feeds.error, feeds.warning,
     (SELECT json_array(count(*), coalesce(sum(outcome = 'not_modified'), 0)) FROM
        (SELECT outcome FROM request WHERE feed_id = feed.id AND kind = 'poll' ORDER BY id DESC LIMIT 100)),
     coalesce((SELECT wire_bytes FROM request WHERE feed_id = feed.id AND kind = 'poll' AND outcome = 'fresh'
        ORDER BY id DESC LIMIT 1), 0),
     feed.items,
     feeds.waits_for, feeds.failing_since, feeds.moved_url
     FROM feeds JOIN feed ON feed.key = feeds.key";

impl Archive {
    /// All feeds, in the order of their keys.
    pub fn feeds(&self) -> Result<Vec<FeedRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!("{FEED} ORDER BY feeds.key"))?;
        let mut feeds = statement.query_and_then([], read_feed)?.collect::<Result<Vec<_>, _>>()?;
        for fallen in self.drift()? {
            if let Some(feed) = feeds.iter_mut().find(|feed| Some(&feed.key) == fallen.feed.as_ref()) {
                feed.drift.push(fallen);
            }
        }
        for stale in self.stale_rules()? {
            if let Some(feed) = feeds.iter_mut().find(|feed| Some(&feed.key) == stale.feed.as_ref()) {
                feed.stale_rules.push(stale);
            }
        }
        Ok(feeds)
    }

    /// Fills in how many items were new to each feed on the last days.
    pub fn count_days(&self, feeds: &mut [FeedRow], now: Timestamp) -> Result<(), StoreError> {
        let today = now.date_naive();
        let mut days: HashMap<i64, Vec<u32>> = HashMap::new();
        let mut statement =
            self.connection.prepare_cached("SELECT feed_id, first_seen_at FROM item ORDER BY id DESC")?;
        let mut rows = statement.query([])?;
        // Ids grow with time, so what is older than the days that are shown isn't read.
        while let Some(row) = rows.next()? {
            let seen_on = read_utc(row.get_ref(1)?.as_str().unwrap_or(""))?.date_naive();
            let days_ago = usize::try_from((today - seen_on).num_days()).unwrap_or(0);
            if days_ago >= DAYS {
                break;
            }
            days.entry(row.get(0)?).or_insert_with(|| vec![0; DAYS])[DAYS - 1 - days_ago] += 1;
        }
        let mut id_of = self.connection.prepare_cached("SELECT id FROM feed WHERE key = ?1")?;
        for feed in feeds {
            let id = id_of.query_row([feed.key.as_str()], |row| row.get(0))?;
            feed.new_per_day = days.remove(&id).unwrap_or_else(|| vec![0; DAYS]);
        }
        Ok(())
    }

    /// Sites whose pages are read worse than before, those that fell first in front.
    pub fn drift(&self) -> Result<Vec<SiteDrift>, StoreError> {
        figures::fallen(&self.connection)
    }

    /// Site rules that give nothing any more, those that began to fail first in front.
    pub fn stale_rules(&self) -> Result<Vec<StaleRule>, StoreError> {
        rule_figures::stale(&self.connection)
    }

    /// One feed; `None` if the database has none of that key.
    pub fn feed(&self, key: &FeedKey) -> Result<Option<FeedRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!("{FEED} WHERE feeds.key = ?1"))?;
        let mut feed = statement.query_and_then(params![key.as_str()], read_feed)?.next().transpose()?;
        if let Some(feed) = &mut feed {
            feed.drift = self.drift()?.into_iter().filter(|fallen| fallen.feed.as_ref() == Some(key)).collect();
            feed.stale_rules = self.stale_rules()?.into_iter().filter(|rule| rule.feed.as_ref() == Some(key)).collect();
        }
        Ok(feed)
    }
}

fn read_feed(row: &Row<'_>) -> Result<FeedRow, StoreError> {
    let time = |column| -> Result<_, StoreError> { read_optional_utc(row.get(column)?) };
    let number = |column| row.get::<_, i64>(column).map(i64::unsigned_abs);
    let [polls_looked_at, not_modified]: [u64; 2] = read_json(row.get_ref(14)?.as_str().unwrap_or(""))?;
    Ok(FeedRow {
        key: read_key(row.get_ref(0)?.as_str().unwrap_or(""))?,
        url: row.get(1)?,
        title: row.get(2)?,
        link: row.get(3)?,
        language: row.get(4)?,
        tags: read_json(row.get_ref(5)?.as_str().unwrap_or(""))?,
        status: row.get(6)?,
        last_try_at: time(7)?,
        last_success_at: time(8)?,
        last_new_at: time(9)?,
        next_poll_at: time(10)?,
        failures: row.get(11)?,
        error: row.get(12)?,
        warning: row.get(13)?,
        not_modified_share: (polls_looked_at > 0).then(|| not_modified as f64 / polls_looked_at as f64),
        polls_looked_at,
        spared_bytes: not_modified * number(15)?,
        articles: number(16)?,
        new_per_day: Vec::new(),
        drift: Vec::new(),
        stale_rules: Vec::new(),
        waits_for: row.get(17)?,
        failing_since: time(18)?,
        moved_url: row.get(19)?,
    })
}
