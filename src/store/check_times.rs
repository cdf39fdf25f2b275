//! When pages are read again: planned, asked for, due.

use super::error::StoreError;
use super::lines;
use super::records::{FeedId, NextReading, PageCheck};
use super::values::{due_ms, read_utc, utc_text};
use crate::model::{ArticleId, FeedKey, Timestamp, Validators};
use rusqlite::{Connection, Row, params};

/// Notes when the page of an article that was just read whole is read again, if at all.
pub(super) fn plan(
    connection: &Connection,
    id: ArticleId,
    NextReading { feed, validators, due }: &NextReading,
    at: Timestamp,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO page_check (article_id, feed_id, checked_at, due_ms, etag, last_modified)
             SELECT ?1, id, ?3, ?4, ?5, ?6 FROM feed WHERE key = ?2
             ON CONFLICT (article_id) DO UPDATE SET
               checked_at = excluded.checked_at, due_ms = excluded.due_ms, by_feed = 0, quiet = 0, failures = 0,
               not_before_ms = 0,
               etag = excluded.etag, last_modified = excluded.last_modified",
        )?
        .execute(params![
            id.0,
            feed.as_ref().map(FeedKey::as_str),
            utc_text(at),
            due.map(due_ms),
            validators.etag,
            validators.last_modified
        ])?;
    Ok(())
}

/// Its feed says something else of an article: its page is read again, unless such readings brought nothing of late.
pub(super) fn ask_for(
    connection: &Connection,
    id: ArticleId,
    feed_id: FeedId,
    at: Timestamp,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO page_check (article_id, feed_id, checked_at, due_ms, by_feed) VALUES (?1, ?2, ?4, ?3, 1)
             ON CONFLICT (article_id) DO UPDATE SET by_feed = 1,
               due_ms = min(max(excluded.due_ms, not_before_ms), coalesce(due_ms, max(excluded.due_ms, not_before_ms)))",
        )?
        .execute(params![id.0, feed_id.0, due_ms(at), utc_text(at)])?;
    Ok(())
}

/// Pages to be read again, at most `limit` of those due by `due_by`, the longest due first; all, or those of the
/// given feeds. Those of feeds that are no longer configured wait.
pub(super) fn due(
    connection: &Connection,
    due_by: Timestamp,
    only: Option<&[FeedKey]>,
    limit: usize,
) -> Result<Vec<PageCheck>, StoreError> {
    // `CROSS JOIN` keeps the order of the tables: once there are statistics, SQLite may think it cheaper to go
    // through all articles than to take what is due from its index. The validators are those of the first page alone,
    // and a 304 would vouch for none of the others.
    let sql = "SELECT page_check.article_id, coalesce(page.url, article.url), feed.key, feed.id, page_check.failures,
                      page_check.due_ms, CASE WHEN has_parts THEN NULL ELSE page_check.etag END,
                      CASE WHEN has_parts THEN NULL ELSE page_check.last_modified END, by_feed, quiet,
                      min(article.first_seen_at, coalesce(article.published_at, article.first_seen_at))
               FROM (SELECT *, EXISTS (SELECT 1 FROM page_part WHERE page_part.article_id = page_check.article_id)
                                 AS has_parts
                     FROM page_check) AS page_check
               CROSS JOIN feed ON feed.id = page_check.feed_id
               CROSS JOIN article ON article.id = page_check.article_id
               LEFT JOIN page ON page.article_id = page_check.article_id
               WHERE page_check.due_ms <= ?1 AND feed.state <> 'paused'
                 AND (?2 IS NULL OR feed.key IN (SELECT value FROM json_each(?2)))
                 AND coalesce(page.url, article.url) IS NOT NULL
               ORDER BY page_check.due_ms, page_check.article_id LIMIT ?3";
    lines::due(connection, sql, (due_by, only, limit), read_check)
}

fn read_check(row: &Row<'_>) -> Result<PageCheck, StoreError> {
    Ok(PageCheck {
        page: lines::read_wanted(row)?,
        validators: Validators { etag: row.get(6)?, last_modified: row.get(7)? },
        by_feed: row.get(8)?,
        quiet: row.get(9)?,
        born: read_utc(row.get_ref(10)?.as_str().unwrap_or_default())?,
    })
}

/// Puts an article's next reading at a time, or off for good.
pub(super) fn set_due(connection: &Connection, id: ArticleId, due: Option<Timestamp>) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE page_check SET due_ms = ?2, by_feed = 0 WHERE article_id = ?1")?
        .execute(params![id.0, due.map(due_ms)])?;
    Ok(())
}
