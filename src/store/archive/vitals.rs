//! Figures for monitors: few, and cheap on a large archive.

use super::Archive;
use crate::model::Timestamp;
use crate::store::error::StoreError;
use crate::store::values::{due_ms, read_optional_utc};
use chrono::TimeDelta;
use rusqlite::params;
use std::collections::BTreeMap;

/// A feed that has been due for longer is overdue.
const PATIENCE: TimeDelta = TimeDelta::minutes(10);

/// How the archive fares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vitals {
    /// Feeds by status, those of which there are none too.
    pub feeds: BTreeMap<String, u64>,
    /// Feeds that have been due for ten minutes or more.
    pub overdue: u64,
    pub articles: u64,
    /// Pages still to be read.
    pub wanted: u64,
    /// Sites whose pages are read worse than before.
    pub drifting: u64,
    pub database_bytes: u64,
    /// When a feed brought something new last.
    pub last_new_at: Option<Timestamp>,
}

impl Archive {
    pub fn vitals(&self, now: Timestamp) -> Result<Vitals, StoreError> {
        let statuses = ["ok", "failing", "gone", "new", "paused"];
        let mut feeds: BTreeMap<String, u64> = statuses.into_iter().map(|status| (status.to_owned(), 0)).collect();
        let mut statement = self.connection.prepare_cached("SELECT status, count(*) FROM feeds GROUP BY status")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            feeds.insert(row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs());
        }
        let mut statement = self.connection.prepare_cached(
            "SELECT (SELECT count(*) FROM feed WHERE state = 'active' AND next_poll_at_ms < ?1),
                    (SELECT coalesce(sum(articles), 0) FROM article_count), (SELECT count(*) FROM wanted),
                    (SELECT count(*) FROM site_figures WHERE fell_at IS NOT NULL),
                    (SELECT page_count * page_size FROM pragma_page_count, pragma_page_size),
                    (SELECT max(last_new_at) FROM feed)",
        )?;
        statement
            .query_row(params![due_ms(now - PATIENCE)], |row| {
                let number = |column| row.get::<_, i64>(column).map(i64::unsigned_abs);
                Ok((number(0)?, number(1)?, number(2)?, number(3)?, number(4)?, row.get(5)?))
            })
            .map_err(StoreError::from)
            .and_then(|(overdue, articles, wanted, drifting, database_bytes, last_new_at)| {
                let last_new_at = read_optional_utc(last_new_at)?;
                Ok(Vitals { feeds, overdue, articles, wanted, drifting, database_bytes, last_new_at })
            })
    }
}
