//! What good manners need to remember: due times set anew, servers left alone, feeds that move.

use super::error::StoreError;
use super::records::{Address, FeedId, OutOfTime, PutOff};
use super::values::{due_ms, json, read_due, read_optional_utc, read_utc, utc_text};
use crate::model::{FeedKey, Pause, Sighting, Timestamp};
use chrono::TimeDelta;
use rusqlite::{Connection, Row, params};
use url::Url;

/// A pause that ends later than any that is ever set was written by a clock that has been put back.
const LONGEST_PAUSE: TimeDelta = TimeDelta::days(40);

pub(super) fn salt(connection: &Connection) -> Result<u64, StoreError> {
    let salt: i64 = connection.query_row("SELECT salt FROM installation", [], |row| row.get(0))?;
    Ok(salt.cast_unsigned())
}

pub(super) fn out_of_time(
    connection: &Connection,
    now: Timestamp,
    tolerance: TimeDelta,
) -> Result<OutOfTime, StoreError> {
    let mut overdue = connection.prepare_cached(
        "SELECT id FROM feed WHERE state = 'active' AND last_try_at IS NOT NULL AND next_poll_at_ms < ?1
         ORDER BY next_poll_at_ms, id",
    )?;
    let overdue = overdue.query_and_then([due_ms(now - tolerance)], |row| Ok(FeedId(row.get(0)?)))?;
    let overdue = overdue.collect::<Result<_, StoreError>>()?;
    let mut future = connection.prepare_cached(
        "SELECT id, next_poll_at_ms, coalesce(last_try_at, added_at) AS set_at FROM feed
         WHERE state = 'active' AND set_at > ?1",
    )?;
    let read = |row: &Row<'_>| {
        let set_at = read_utc(row.get_ref(2)?.as_str().unwrap_or_default())?;
        Ok((FeedId(row.get(0)?), read_due(row.get(1)?)?, set_at))
    };
    let from_the_future = future.query_and_then([utc_text(now)], read)?.collect::<Result<_, StoreError>>()?;
    Ok(OutOfTime { overdue, from_the_future })
}

/// Times in the future are those of a clock that has been put back: they become `now`, so that the wait is
/// set right only once.
pub(super) fn put_off_feeds(connection: &Connection, feeds: &[PutOff], now: Timestamp) -> Result<(), StoreError> {
    let mut update = connection.prepare_cached(
        "UPDATE feed SET next_poll_at_ms = ?2, waits_for = ?3, added_at = min(added_at, ?4),
             last_try_at = min(last_try_at, ?4) WHERE id = ?1",
    )?;
    for feed in feeds {
        let reason = feed.waits_for.map(|reason| reason.as_str());
        update.execute(params![feed.feed_id.0, due_ms(feed.until), reason, utc_text(now)])?;
    }
    Ok(())
}

/// Of two wishes of one server the longer holds.
pub(super) fn pause(connection: &Connection, pause: &Pause, now: Timestamp) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO pause (whose, scope, until_ms, set_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (whose, scope) DO UPDATE SET until_ms = excluded.until_ms, set_at = excluded.set_at
             WHERE excluded.until_ms > until_ms",
        )?
        .execute(params![pause.whose, pause.scope.as_str(), due_ms(pause.until), utc_text(now)])?;
    connection.prepare_cached("DELETE FROM pause WHERE until_ms < ?1")?.execute([due_ms(now)])?;
    Ok(())
}

pub(super) fn paused_until(
    connection: &Connection,
    whose: &[String],
    is_page: bool,
    now: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    let until: Option<i64> = connection
        .prepare_cached(
            "SELECT max(until_ms) FROM pause
             WHERE whose IN (SELECT value FROM json_each(?1)) AND (scope = 'all' OR ?2) AND until_ms > ?3 AND until_ms < ?4",
        )?
        .query_row(params![json(whose)?, is_page, due_ms(now), due_ms(now + LONGEST_PAUSE)], |row| row.get(0))?;
    until.map(read_due).transpose()
}

/// Whether there is any pause at `now`.
pub(super) fn is_anybody_paused(connection: &Connection, now: Timestamp) -> Result<bool, StoreError> {
    Ok(connection.prepare_cached("SELECT 1 FROM pause WHERE until_ms > ?1 LIMIT 1")?.exists([due_ms(now)])?)
}

pub(super) fn end_pauses(connection: &Connection, whose: &[String]) -> Result<(), StoreError> {
    let mut delete = connection.prepare_cached("DELETE FROM pause WHERE whose = ?1")?;
    whose.iter().try_for_each(|whose| delete.execute([whose]).map(|_| ()))?;
    Ok(())
}

pub(super) fn addresses_of(connection: &Connection, key: &FeedKey) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT url FROM feed WHERE key = ?1 UNION SELECT moved_url FROM feed WHERE key = ?1 AND moved_url IS NOT NULL
         UNION SELECT validators_url FROM feed WHERE key = ?1 AND validators_url IS NOT NULL",
    )?;
    statement.query_and_then([key.as_str()], |row| Ok(row.get(0)?))?.collect()
}

pub(super) fn movers_to(connection: &Connection, host: &str, since: Timestamp) -> Result<Vec<String>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT url FROM feed WHERE move_host = ?1 AND move_seen_at >= ?2")?;
    statement.query_and_then(params![host, utc_text(since)], |row| Ok(row.get(0)?))?.collect()
}

pub(super) fn learn_address(connection: &Connection, feed_id: FeedId, address: &Address) -> Result<(), StoreError> {
    const NO_CLAIM: &str = "move_target = NULL, move_sightings = 0, move_since = NULL, move_seen_at = NULL";
    match address {
        Address::Silent => {}
        Address::Stays => {
            connection
                .prepare_cached(&format!(
                    "UPDATE feed SET {NO_CLAIM}, move_host = NULL WHERE id = ?1 AND move_host IS NOT NULL"
                ))?
                .execute([feed_id.0])?;
        }
        Address::Claimed(claim) => {
            connection
                .prepare_cached(
                    "UPDATE feed SET move_target = ?2, move_host = ?3, move_sightings = ?4, move_since = ?5,
                         move_seen_at = ?6 WHERE id = ?1",
                )?
                .execute(params![
                    feed_id.0,
                    claim.target,
                    host_of(&claim.target),
                    claim.sightings,
                    utc_text(claim.since),
                    utc_text(claim.seen_at),
                ])?;
        }
        Address::Moved(url) => {
            connection
                .prepare_cached(&format!("UPDATE feed SET {NO_CLAIM}, move_host = NULL, moved_url = ?2 WHERE id = ?1"))?
                .execute(params![feed_id.0, url])?;
        }
        Address::Returned => {
            connection
                .prepare_cached(&format!(
                    "UPDATE feed SET {NO_CLAIM}, move_host = NULL, moved_url = NULL, etag = NULL, last_modified = NULL,
                         validators_url = NULL WHERE id = ?1"
                ))?
                .execute([feed_id.0])?;
        }
    }
    Ok(())
}

fn host_of(url: &str) -> Option<String> {
    Url::parse(url).ok()?.host_str().map(str::to_owned)
}

/// Polls that brought news are told by the items' first sightings.
/// Items looked at for a feed's habit.
const MOST_SIGHTINGS: i64 = 1000;

/// When the newest items of a feed were first there, the newest first.
pub(super) fn sightings(connection: &Connection, feed_id: FeedId) -> Result<Vec<Sighting>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT first_seen_at, published_at FROM item WHERE feed_id = ?1 ORDER BY id DESC LIMIT ?2")?;
    let read = |row: &Row<'_>| {
        Ok(Sighting {
            first_seen_at: read_utc(row.get_ref(0)?.as_str().unwrap_or_default())?,
            published_at: read_optional_utc(row.get(1)?)?,
        })
    };
    statement.query_and_then(params![feed_id.0, MOST_SIGHTINGS], read)?.collect()
}

pub(super) fn usual_gap(connection: &Connection, feed_id: FeedId) -> Result<Option<TimeDelta>, StoreError> {
    let (times, first, last): (i64, Option<String>, Option<String>) = connection
        .prepare_cached(
            "SELECT count(DISTINCT first_seen_at), min(first_seen_at), max(first_seen_at) FROM item WHERE feed_id = ?1",
        )?
        .query_row([feed_id.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let (Some(first), Some(last)) = (first, last) else { return Ok(None) };
    let gaps = i32::try_from(times - 1).unwrap_or(i32::MAX);
    Ok(if gaps > 0 { Some((read_utc(&last)? - read_utc(&first)?) / gaps) } else { None })
}
