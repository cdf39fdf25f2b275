//! What the two lines of work ask before they start on something.

use super::error::StoreError;
use super::records::{ArticleFacts, FeedId, WantedPage};
use super::values::{due_ms, json, read_due, read_json, read_key, read_publisher_time};
use crate::model::{ArticleId, FeedKey, ItemFacts, KnownItem, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};

pub(super) fn next_due_after(connection: &Connection, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
    let due: Option<i64> = connection
        .prepare_cached(
            "SELECT min(due) FROM (
               SELECT (SELECT min(next_poll_at_ms) FROM feed WHERE state = 'active' AND next_poll_at_ms > ?1) AS due
               UNION ALL
               SELECT (SELECT next_try_at_ms FROM wanted JOIN feed ON feed.id = wanted.feed_id
                       WHERE feed.state <> 'paused' AND next_try_at_ms > ?1 ORDER BY next_try_at_ms LIMIT 1)
               UNION ALL
               SELECT (SELECT min(due_ms) FROM to_clean_again WHERE due_ms > ?1)
               UNION ALL
               SELECT (SELECT due_ms FROM page_check JOIN feed ON feed.id = page_check.feed_id
                       WHERE feed.state <> 'paused' AND due_ms > ?1 ORDER BY due_ms LIMIT 1))",
        )?
        .query_row([due_ms(now)], |row| row.get(0))?;
    due.map(read_due).transpose()
}

pub(super) fn known_items(
    connection: &Connection,
    feed_id: FeedId,
    ids: &[String],
) -> Result<Vec<KnownItem>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT item_id, article_id, fingerprint FROM item
         WHERE feed_id = ?1 AND item_id IN (SELECT value FROM json_each(?2))
         UNION ALL
         SELECT item_id, 0, fingerprint FROM purged_item
         WHERE feed_id = ?1 AND item_id IN (SELECT value FROM json_each(?2))",
    )?;
    let known = |row: &Row<'_>| {
        Ok(KnownItem { item_id: row.get(0)?, article_id: ArticleId(row.get(1)?), fingerprint: row.get(2)? })
    };
    statement.query_and_then(params![feed_id.0, json(ids)?], known)?.collect()
}

pub(super) fn wanted_pages(
    connection: &Connection,
    due_by: Timestamp,
    only: Option<&[FeedKey]>,
    limit: usize,
) -> Result<Vec<WantedPage>, StoreError> {
    let sql = "SELECT wanted.article_id, wanted.url, feed.key, feed.id, wanted.failures, wanted.next_try_at_ms
               FROM wanted CROSS JOIN feed ON feed.id = wanted.feed_id
               WHERE wanted.next_try_at_ms <= ?1 AND feed.state <> 'paused'
                 AND (?2 IS NULL OR feed.key IN (SELECT value FROM json_each(?2)))
               ORDER BY wanted.next_try_at_ms, wanted.article_id LIMIT ?3";
    due(connection, sql, (due_by, only, limit), read_wanted)
}

/// What is due by an instant (`?1`), of all feeds or those with the given keys (`?2`), at most so many (`?3`).
pub(super) fn due<T>(
    connection: &Connection,
    sql: &str,
    (due_by, only, limit): (Timestamp, Option<&[FeedKey]>, usize),
    read: fn(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let only = only.map(json).transpose()?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    connection.prepare_cached(sql)?.query_and_then(params![due_ms(due_by), only, limit], read)?.collect()
}

/// A page that is due, in the first six columns.
pub(super) fn read_wanted(row: &Row<'_>) -> Result<WantedPage, StoreError> {
    Ok(WantedPage {
        article_id: ArticleId(row.get(0)?),
        url: row.get(1)?,
        feed: read_key(row.get_ref(2)?.as_str().unwrap_or_default())?,
        feed_id: FeedId(row.get(3)?),
        failures: row.get(4)?,
        next_try_at: read_due(row.get(5)?)?,
    })
}

pub(super) fn article_facts(connection: &Connection, article_id: ArticleId) -> Result<ArticleFacts, StoreError> {
    let article_id = super::merge::where_now(connection, article_id)?;
    let (feed_text, has_content): (String, bool) = connection
        .prepare_cached(
            "SELECT CASE WHEN article.text_item IS NULL THEN '' ELSE article.text END, item.content IS NOT NULL
             FROM article LEFT JOIN item ON item.id = article.text_item WHERE article.id = ?1",
        )?
        .query_row([article_id.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?
        .ok_or(StoreError::UnknownArticle(article_id))?;
    let mut first_item = connection.prepare_cached(
        "SELECT item.title, item.authors, item.published_at, item.published_offset_minutes, item.updated_at,
                item.updated_offset_minutes, feed.language, item.categories
         FROM item JOIN feed ON feed.id = item.feed_id
         WHERE item.article_id = ?1 ORDER BY item.id LIMIT 1",
    )?;
    let item = first_item.query_and_then([article_id.0], read_facts)?.next().transpose()?.unwrap_or_default();
    Ok(ArticleFacts { item, feed_text, has_content })
}

fn read_facts(row: &Row<'_>) -> Result<ItemFacts, StoreError> {
    Ok(ItemFacts {
        title: row.get(0)?,
        authors: read_json(row.get_ref(1)?.as_str().unwrap_or_default())?,
        published: read_publisher_time(row.get(2)?, row.get(3)?)?,
        updated: read_publisher_time(row.get(4)?, row.get(5)?)?,
        language: row.get(6)?,
        keywords: read_json(row.get_ref(7)?.as_str().unwrap_or_default())?,
    })
}
