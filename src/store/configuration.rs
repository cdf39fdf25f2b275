//! What is remembered of the configuration: what is followed, and what became of the last look at it.

use super::error::StoreError;
use super::records::{ConfigurationLook, FeedId};
use super::values::{json, read_json, read_key, read_utc, utc_text};
use crate::model::{CommonSettings, ConfigurationState, FollowedFeed, SettingsInForce};
use rusqlite::{Connection, Row, params};
use std::sync::Arc;

pub(super) fn followed(connection: &Connection) -> Result<Vec<(FeedId, FollowedFeed)>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT id, key, url, state = 'paused', settings FROM feed ORDER BY key")?;
    // Most of ten thousand feeds are followed like the one before.
    let mut last: (String, Arc<SettingsInForce>) = Default::default();
    let read = |row: &Row<'_>| {
        let settings = row.get_ref(4)?.as_str().unwrap_or_default();
        if last.0 != settings {
            last = (settings.to_owned(), Arc::new(read_json(settings)?));
        }
        let feed = FollowedFeed {
            key: read_key(row.get_ref(1)?.as_str().unwrap_or_default())?,
            url: row.get(2)?,
            is_paused: row.get(3)?,
            settings: Arc::clone(&last.1),
        };
        Ok((FeedId(row.get(0)?), feed))
    };
    statement.query_and_then([], read)?.collect()
}

pub(super) fn note(connection: &Connection, look: &ConfigurationLook) -> Result<(), StoreError> {
    let at = utc_text(look.at);
    let in_force = look.outcome.as_ref().ok().map(json).transpose()?;
    let fault = look.outcome.as_ref().err();
    if look.is_start {
        connection.prepare_cached("DELETE FROM configuration")?.execute([])?;
    }
    connection
        .prepare_cached(
            "INSERT INTO configuration (id, pid, applied_at, tried_at, tries, fault, in_force)
             VALUES (1, ?1, ?2, ?2, 1, ?3, coalesce(?4, '{}'))
             ON CONFLICT (id) DO UPDATE SET pid = excluded.pid, tried_at = excluded.tried_at, tries = tries + 1,
                 fault = excluded.fault, in_force = coalesce(?4, in_force),
                 applied_at = CASE WHEN ?4 IS NULL THEN applied_at ELSE excluded.applied_at END",
        )?
        .execute(params![look.pid, at, fault, in_force])?;
    Ok(())
}

pub(super) fn state(connection: &Connection) -> Result<Option<ConfigurationState>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT pid, applied_at, tried_at, tries, fault, in_force FROM configuration WHERE id = 1")?;
    let time = |row: &Row<'_>, column| read_utc(row.get_ref(column)?.as_str().unwrap_or_default());
    let read = |row: &Row<'_>| -> Result<ConfigurationState, StoreError> {
        let common: Option<CommonSettings> = read_json(row.get_ref(5)?.as_str().unwrap_or_default()).ok();
        Ok(ConfigurationState {
            pid: row.get(0)?,
            applied_at: time(row, 1)?,
            tried_at: time(row, 2)?,
            tries: row.get::<_, i64>(3)?.unsigned_abs(),
            fault: row.get(4)?,
            common: common.unwrap_or_default(),
        })
    };
    statement.query_and_then([], read)?.next().transpose()
}
