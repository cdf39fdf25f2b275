//! The request ledger, and what robots.txt files said.

use super::error::StoreError;
use super::records::{RequestRow, RobotsRow};
use super::values::{count, read_optional_utc, read_utc, utc_text};
use crate::model::ArticleId;
use rusqlite::{Connection, Row, params};

/// Adds a line to the ledger; `article_id` is the article for which a page was asked.
pub(super) fn record(
    connection: &Connection,
    request: &RequestRow,
    article_id: Option<ArticleId>,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO request (at, feed_id, article_id, url, kind, status, outcome, wire_bytes, body_bytes, took_ms)
             VALUES (?1, (SELECT id FROM feed WHERE key = ?2), ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute(params![
            utc_text(request.at),
            request.feed.as_ref().map(|feed| feed.as_str()),
            article_id.map(|id| id.0),
            request.url,
            request.kind.as_str(),
            request.status,
            request.outcome,
            count(request.wire_bytes),
            count(request.body_bytes),
            count(request.took_ms),
        ])?;
    Ok(())
}

pub(super) fn record_robots(
    connection: &Connection,
    origin: &str,
    robots: &RobotsRow,
    request: &RequestRow,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO robots (origin, fetched_at, status, body, tried_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            origin,
            utc_text(robots.fetched_at),
            robots.status,
            robots.body,
            robots.tried_at.map(utc_text),
        ])?;
    record(connection, request, None)
}

pub(super) fn robots(connection: &Connection, origin: &str) -> Result<Option<RobotsRow>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT fetched_at, status, body, tried_at FROM robots WHERE origin = ?1")?;
    let read = |row: &Row<'_>| {
        Ok(RobotsRow {
            fetched_at: read_utc(row.get_ref(0)?.as_str().unwrap_or_default())?,
            status: row.get(1)?,
            body: row.get(2)?,
            tried_at: read_optional_utc(row.get(3)?)?,
        })
    };
    statement.query_and_then([origin], read)?.next().transpose()
}
