//! Feeds: in line with the configuration, and what is due of them.

use super::error::StoreError;
use super::records::{FeedId, FeedSetup, FeedState};
use super::values::{due_ms, json, read_due, read_key, read_optional_utc, utc_text};
use crate::model::{FeedKey, MoveClaim, PollHints, SettingsInForce, Timestamp, Validators};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::HashSet;
use std::sync::Arc;

/// A feed counts as carrying its articles whole after this many pages that held hardly more, of which
/// four of five must agree.
const WHOLE_PAGES: i64 = 5;

pub(super) fn sync(connection: &Connection, feeds: &[FeedSetup], now: Timestamp) -> Result<(), StoreError> {
    let mut configured = HashSet::with_capacity(feeds.len());
    // Most of ten thousand feeds have the same settings as the one before.
    let mut last: Option<(&Arc<SettingsInForce>, String)> = None;
    for feed in feeds {
        configured.insert(feed.key.as_str());
        let settings = match last.take_if(|(settings, _)| Arc::ptr_eq(settings, &feed.settings)) {
            Some((_, text)) => text,
            None => json(&*feed.settings)?,
        };
        sync_one(connection, feed, &settings, now)?;
        last = Some((&feed.settings, settings));
    }
    let mut pause = connection.prepare_cached("UPDATE feed SET state = 'paused' WHERE id = ?1")?;
    let mut stored = connection.prepare_cached("SELECT id, key FROM feed WHERE state <> 'paused'")?;
    let mut rows = stored.query([])?;
    let mut dropped: Vec<i64> = Vec::new();
    while let Some(row) = rows.next()? {
        if !configured.contains(row.get_ref(1)?.as_str().unwrap_or_default()) {
            dropped.push(row.get(0)?);
        }
    }
    for id in dropped {
        pause.execute([id])?;
    }
    Ok(())
}

/// `settings` are the feed's, as they are stored.
fn sync_one(connection: &Connection, feed: &FeedSetup, settings: &str, now: Timestamp) -> Result<(), StoreError> {
    let tags = json(&feed.tags)?;
    let known: Option<(i64, String)> = connection
        .prepare_cached("SELECT id, url FROM feed WHERE key = ?1")?
        .query_row([feed.key.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match known {
        None => connection
            .prepare_cached("INSERT INTO feed (key, url, tags, added_at, next_poll_at_ms, settings) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
            .execute(params![feed.key.as_str(), feed.url, tags, utc_text(now), due_ms(feed.first_poll_at), settings])?,
        // Most feeds stand as they stood: their rows aren't written.
        Some((id, url)) if url == feed.url => connection
            .prepare_cached(
                "UPDATE feed SET tags = ?2, settings = ?4,
                     state = CASE state WHEN 'paused' THEN 'active' ELSE state END,
                     next_poll_at_ms = CASE WHEN waits_for IS NULL
                         THEN min(next_poll_at_ms, coalesce(?3, next_poll_at_ms)) ELSE next_poll_at_ms END
                 WHERE id = ?1 AND (tags <> ?2 OR settings <> ?4 OR state = 'paused'
                     OR (waits_for IS NULL AND next_poll_at_ms > ?3))",
            )?
            .execute(params![id, tags, feed.scheduled_at.map(due_ms), settings])?,
        Some((id, _)) => connection
            .prepare_cached(
                "UPDATE feed SET url = ?2, tags = ?3, settings = ?5, state = 'active', next_poll_at_ms = ?4, failures = 0,
                     error = NULL, etag = NULL, last_modified = NULL, validators_url = NULL,
                     pages_compared = 0, pages_matched = 0, waits_for = NULL, failing_since = NULL,
                     last_fresh_at = NULL, frozen_validators = 0, moved_url = NULL, move_target = NULL,
                     move_host = NULL, move_sightings = 0, move_since = NULL, move_seen_at = NULL
                 WHERE id = ?1",
            )?
            .execute(params![id, feed.url, tags, due_ms(now), settings])?,
    };
    Ok(())
}

pub(super) fn retry(connection: &Connection, key: &FeedKey, at: Timestamp) -> Result<(), StoreError> {
    let found = connection
        .prepare_cached(
            "UPDATE feed SET state = 'active', next_poll_at_ms = ?2, waits_for = NULL
             WHERE key = ?1 AND state <> 'paused'",
        )?
        .execute(params![key.as_str(), due_ms(at)])?;
    if found == 0 { Err(StoreError::UnknownFeed) } else { Ok(()) }
}

/// The columns that `read_state` takes.
const STATE: &str = "SELECT id, key, url, etag, last_modified, validators_url, next_poll_at_ms, failures,
     last_success_at IS NULL, pages_compared, pages_matched, moved_url, last_fresh_at, frozen_validators,
     hint_interval_seconds, hint_skip_hours, hint_skip_days, move_target, move_sightings, move_since, move_seen_at
     FROM feed WHERE state = 'active'";

pub(super) fn states(connection: &Connection, only: Option<&[FeedKey]>) -> Result<Vec<FeedState>, StoreError> {
    let only = only.map(json).transpose()?;
    let mut statement = connection.prepare_cached(&format!(
        "{STATE} AND (?1 IS NULL OR key IN (SELECT value FROM json_each(?1))) ORDER BY key"
    ))?;
    statement.query_and_then([only], read_state)?.collect()
}

pub(super) fn due(connection: &Connection, now: Timestamp, limit: usize) -> Result<Vec<FeedState>, StoreError> {
    let mut statement = connection
        .prepare_cached(&format!("{STATE} AND next_poll_at_ms <= ?1 ORDER BY next_poll_at_ms, key LIMIT ?2"))?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    statement.query_and_then(params![due_ms(now), limit], read_state)?.collect()
}

fn read_state(row: &Row<'_>) -> Result<FeedState, StoreError> {
    let (compared, matched): (i64, i64) = (row.get(9)?, row.get(10)?);
    Ok(FeedState {
        feed_id: FeedId(row.get(0)?),
        key: read_key(row.get_ref(1)?.as_str().unwrap_or_default())?,
        url: row.get(2)?,
        validators: Validators { etag: row.get(3)?, last_modified: row.get(4)? },
        validators_url: row.get(5)?,
        next_poll_at: read_due(row.get(6)?)?,
        failures: row.get(7)?,
        first_poll: row.get(8)?,
        carries_whole: compared >= WHOLE_PAGES && matched.saturating_mul(5) >= compared.saturating_mul(4),
        moved_url: row.get(11)?,
        last_fresh_at: read_optional_utc(row.get(12)?)?,
        frozen_validators: row.get(13)?,
        hints: PollHints {
            interval_seconds: row.get::<_, Option<i64>>(14)?.map(i64::unsigned_abs),
            skip_hours: row.get(15)?,
            skip_days: row.get(16)?,
        },
        move_claim: read_claim(row)?,
    })
}

fn read_claim(row: &Row<'_>) -> Result<Option<MoveClaim>, StoreError> {
    let (since, seen_at) = (read_optional_utc(row.get(19)?)?, read_optional_utc(row.get(20)?)?);
    Ok(match (row.get(17)?, since, seen_at) {
        (Some(target), Some(since), Some(seen_at)) => {
            Some(MoveClaim { target, sightings: row.get(18)?, since, seen_at })
        }
        _ => None,
    })
}
