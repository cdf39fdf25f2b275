//! The archive seen from outside: read-only, for the command line and exports, without a runtime.

mod alarms;
mod articles;
mod blocks;
mod details;
mod feeds;
mod kept;
mod search;
mod selection;
mod snippet;
mod stories;
mod vitals;

pub use articles::{ArticlesOfPart, PartitionBy};
pub use blocks::{BlockRow, SiteBlocks};
pub use details::{ArticleDetails, Listing, Revision};
pub use feeds::{FeedRow, FeedTiming};
pub use kept::KeptPage;
pub use search::SearchHit;
pub use snippet::Snippet;
pub use stories::StoryMember;
pub use vitals::Vitals;

use super::connection::open_reader;
use super::error::StoreError;
use super::records::FeedId;
use super::{configuration, manners};
use crate::model::{ConfigurationState, FeedKey, FollowedFeed, Sighting, Timestamp};
use rusqlite::Connection;
use std::path::Path;
use std::sync::Arc;

/// An open archive. It can be read while a daemon writes to it.
pub struct Archive {
    connection: Connection,
}

/// Which articles; the default is all of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Listed by this feed.
    pub feed: Option<FeedKey>,
    /// Listed by a feed with this tag.
    pub tag: Option<String>,
    /// At this host or below it: `example.org` finds `news.example.org`.
    pub site: Option<String>,
    /// A primary language takes its regions in: `zh` finds `zh-CN`.
    pub language: Option<String>,
    /// Published at this instant or later; where that isn't known, first seen.
    pub since: Option<Timestamp>,
    /// Published before this instant; where that isn't known, first seen.
    pub until: Option<Timestamp>,
    /// Changed after this change number, as `Archive::newest_change` gave it.
    pub after_change: Option<i64>,
    /// Not changed after this change number.
    pub up_to_change: Option<i64>,
    pub limit: Option<usize>,
}

/// How much there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    pub feeds: u64,
    pub articles: u64,
    pub full: u64,
    pub feed_only: u64,
    pub pending: u64,
    pub failed: u64,
    /// Of the database, without its WAL.
    pub database_bytes: u64,
}

/// Articles whose pages could not be had or read, by the kind of the failure.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PageFailures {
    pub kind: String,
    /// The feed's text stands in for good.
    pub given_up: u64,
    /// Asked for again later.
    pub waiting: u64,
}

impl Archive {
    /// Opens a database to look at it.
    ///
    /// # Errors
    /// `NotFound`, `NotFeedmill` or `Newer`, each with a hint.
    pub fn open_read_only(path: &Path) -> Result<Archive, StoreError> {
        Ok(Archive { connection: open_reader(path)? })
    }

    /// The connection itself, for tests that look at the views as anybody would.
    #[cfg(test)]
    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// The feeds that were ever configured, with the settings by which they are followed.
    pub fn followed_feeds(&self) -> Result<Vec<FollowedFeed>, StoreError> {
        Ok(configuration::followed(&self.connection)?.into_iter().map(|(_, feed)| feed).collect())
    }

    /// How the daemon came by its configuration; `None` if none has run yet.
    pub fn configuration(&self) -> Result<Option<ConfigurationState>, StoreError> {
        configuration::state(&self.connection)
    }

    /// What decides about the next polls of all feeds, in the order of their keys.
    pub fn feed_timings(&self) -> Result<Vec<FeedTiming>, StoreError> {
        feeds::timings(&self.connection)
    }

    /// When the newest items of a feed were first there.
    pub fn sightings(&self, feed_id: FeedId) -> Result<Vec<Sighting>, StoreError> {
        manners::sightings(&self.connection, feed_id)
    }

    /// Until when servers of these names want to be left alone.
    pub fn paused_until(&self, whose: &[String], now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        manners::paused_until(&self.connection, whose, false, now)
    }

    /// The archive's own number, by which its feeds' moments differ from other installations'.
    pub fn salt(&self) -> Result<u64, StoreError> {
        manners::salt(&self.connection)
    }

    pub fn counts(&self) -> Result<Counts, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT (SELECT count(*) FROM feed WHERE state <> 'paused'),
                    (SELECT page_count * page_size FROM pragma_page_count, pragma_page_size)",
        )?;
        let mut counts = statement.query_row([], |row| {
            let number = |column| row.get::<_, i64>(column).map(i64::unsigned_abs);
            Ok(Counts { feeds: number(0)?, database_bytes: number(1)?, ..Counts::default() })
        })?;
        let mut by_status = self.connection.prepare_cached("SELECT status, articles FROM article_count")?;
        let mut rows = by_status.query([])?;
        while let Some(row) = rows.next()? {
            let articles = row.get::<_, i64>(1)?.unsigned_abs();
            counts.articles += articles;
            match row.get_ref(0)?.as_str().unwrap_or_default() {
                "full" => counts.full = articles,
                "feed_only" => counts.feed_only = articles,
                "pending" => counts.pending = articles,
                "failed" => counts.failed = articles,
                _ => {}
            }
        }
        Ok(counts)
    }

    /// What kept pages from being read, the most frequent kind first.
    pub fn page_failures(&self) -> Result<Vec<PageFailures>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT substr(error, 1, instr(error, ':') - 1) AS kind, sum(given_up), sum(1 - given_up)
             FROM (SELECT error, 1 AS given_up FROM article WHERE status = 'failed'
                   UNION ALL SELECT error, 0 FROM wanted)
             WHERE error IS NOT NULL GROUP BY kind ORDER BY count(*) DESC, kind",
        )?;
        let failures = statement.query_map([], |row| {
            let number = |column| row.get::<_, i64>(column).map(i64::unsigned_abs);
            Ok(PageFailures { kind: row.get(0)?, given_up: number(1)?, waiting: number(2)? })
        })?;
        Ok(failures.collect::<Result<_, _>>()?)
    }

    /// The number of the last change: with `Filter::after_change` the place to go on from next time.
    pub fn newest_change(&self) -> Result<i64, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT coalesce(max(change), 0) FROM article")?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }

    /// Writes a consistent copy to a new file while the daemon goes on, and verifies it; the whole file or none.
    ///
    /// # Errors
    /// If `copy` exists or can't be written; `UnsoundCopy` if what was read is damaged.
    pub fn backup(&self, copy: &Path) -> Result<(), StoreError> {
        let io = |source: std::io::Error| StoreError::Io { path: copy.into(), source: Arc::new(source) };
        if copy.try_exists().map_err(io)? {
            return Err(io(std::io::ErrorKind::AlreadyExists.into()));
        }
        let mut unfinished = copy.as_os_str().to_owned();
        unfinished.push(".part");
        // Left by a backup that was killed; SQLite writes to new files only.
        match std::fs::remove_file(&unfinished) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(io(error)),
            _ => {}
        }
        self.connection.execute("VACUUM INTO ?1", [unfinished.to_string_lossy()])?;
        let verified = verify(Path::new(&unfinished)).and_then(|()| {
            // SQLite leaves it to the caller to bring a copy onto the disk.
            std::fs::File::open(&unfinished).and_then(|file| file.sync_all()).map_err(io)?;
            std::fs::rename(&unfinished, copy).map_err(io)
        });
        if verified.is_err() {
            // What is wrong is told; that the remains could not be removed would add nothing.
            let _ = std::fs::remove_file(&unfinished);
        }
        verified
    }
}

/// Reads every page of a database and compares tables with their indexes and references.
fn verify(path: &Path) -> Result<(), StoreError> {
    let connection = open_reader(path)?;
    let found: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    let dangling: i64 = connection.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0))?;
    match (found.as_str(), dangling) {
        ("ok", 0) => Ok(()),
        ("ok", _) => {
            Err(StoreError::UnsoundCopy { path: path.into(), found: "rows refer to rows that are not there".into() })
        }
        _ => Err(StoreError::UnsoundCopy { path: path.into(), found }),
    }
}
