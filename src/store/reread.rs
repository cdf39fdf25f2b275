//! Kept pages read again: what is handed out for it, and what their new records change.

use super::article::{self, Article, Content};
use super::error::StoreError;
use super::records::{ArticleFacts, ContentChange, KeptArticle, PagePart, Reread, RereadRecord, StoredPage};
use super::values::{read_key, read_page_role, read_utc, utc_text};
use super::{learned, lines, merge, scrape};
use crate::boilerplate::Learning;
use crate::model::{ArticleId, ArticleStatus, FeedKey, Record, RevisionReason, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};

/// An article's pages with what is known beside them; `None` if no page was kept.
pub(super) fn kept_article(connection: &Connection, id: ArticleId) -> Result<Option<KeptArticle>, StoreError> {
    let article_id = merge::where_now(connection, id)?;
    let Some((fetched_at, page)) = kept_page(connection, article_id)? else { return Ok(None) };
    let facts: ArticleFacts = lines::article_facts(connection, article_id)?;
    let feeds = listed_by(connection, article_id)?;
    let parts = kept_parts(connection, article_id)?;
    Ok(Some(KeptArticle { article_id, feeds, fetched_at, page, parts, facts }))
}

/// The page as it was served, and when.
pub(super) fn kept_page(connection: &Connection, id: ArticleId) -> Result<Option<(Timestamp, StoredPage)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT url, status, content_type, content_encoding, body, body_bytes, fetched_at
         FROM page WHERE article_id = ?1",
    )?;
    let read = |row: &Row<'_>| Ok((read_utc(row.get_ref(6)?.as_str().unwrap_or_default())?, read_page(row)?));
    statement.query_and_then([id.0], read)?.next().transpose()
}

/// The page that another post was read from since a moment, where both stand on the page of this address. Their stories'
/// keys are this one with a fragment behind it.
pub(super) fn shared_page(
    connection: &Connection,
    id: ArticleId,
    page_url: &str,
    since: Timestamp,
) -> Result<Option<StoredPage>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT page.url, status, content_type, content_encoding, body, body_bytes
         FROM story_url JOIN page USING (article_id)
         WHERE story_url.url > ?1 || '#' AND story_url.url < ?1 || '$' AND article_id <> ?2 AND fetched_at >= ?3
         ORDER BY fetched_at DESC LIMIT 1",
    )?;
    statement.query_and_then(params![page_url, id.0, utc_text(since)], read_page)?.next().transpose()
}

/// The further pages of an article, in reading order.
fn kept_parts(connection: &Connection, id: ArticleId) -> Result<Vec<PagePart>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT url, status, content_type, content_encoding, body, body_bytes, role
         FROM page_part WHERE article_id = ?1 ORDER BY number",
    )?;
    let read = |row: &Row<'_>| {
        let role = read_page_role(row.get_ref(6)?.as_str().unwrap_or_default())?;
        Ok(PagePart { role, page: read_page(row)? })
    };
    statement.query_and_then([id.0], read)?.collect()
}

fn read_page(row: &Row<'_>) -> Result<StoredPage, StoreError> {
    Ok(StoredPage {
        url: row.get(0)?,
        status: row.get(1)?,
        content_type: row.get(2)?,
        content_encoding: row.get(3)?,
        body: row.get(4)?,
        body_bytes: row.get::<_, i64>(5)?.unsigned_abs(),
    })
}

/// Keys of the feeds that list an article, the one that listed it first in front.
fn listed_by(connection: &Connection, id: ArticleId) -> Result<Vec<FeedKey>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT feed.key FROM item JOIN feed ON feed.id = item.feed_id
         WHERE item.article_id = ?1 GROUP BY feed.id ORDER BY min(item.id)",
    )?;
    statement.query_and_then([id.0], |row| read_key(row.get_ref(0)?.as_str().unwrap_or_default()))?.collect()
}

/// Stores what a kept page gives today. A page that was fetched anew meanwhile has been read by the same
/// rules, so nothing is done then.
pub(super) fn record(connection: &Connection, reread: &RereadRecord) -> Result<Reread, StoreError> {
    let id = merge::where_now(connection, reread.article_id)?;
    learned::cleaned_again(connection, id)?;
    let fetched_at: Option<String> = connection
        .prepare_cached("SELECT fetched_at FROM page WHERE article_id = ?1")?
        .query_row([id.0], |row| row.get(0))
        .optional()?;
    if fetched_at != Some(utc_text(reread.page_fetched_at)) {
        return Ok(Reread::Overtaken);
    }
    let Some(before) = article::load(connection, id)? else { return Ok(Reread::Overtaken) };
    let Some(record) = &reread.record else { return Ok(Reread::NoArticle) };
    let settled = learned::settle(connection, id, record, reread.learning.as_ref(), reread.at)?;
    let change = compare(&before, &settled.record)?;
    // Where the rules of the day found no article, the feed's text stood in: that is news, not another reading.
    let reason = if before.status == ArticleStatus::Full { RevisionReason::Reextracted } else { RevisionReason::New };
    scrape::put_record(connection, &before, &settled.record, reason, reread.at)?;
    Ok(Reread::Article(change))
}

/// What would differ if a record took the place of the article's content.
pub(super) fn compare_with(
    connection: &Connection,
    id: ArticleId,
    record: &Record,
    learning: Option<&Learning>,
) -> Result<ContentChange, StoreError> {
    let id = merge::where_now(connection, id)?;
    let before = article::load(connection, id)?.ok_or(StoreError::UnknownArticle(id))?;
    let record = learned::look(connection, record, learning)?;
    compare(&before, &record)
}

fn compare(before: &Article, record: &Record) -> Result<ContentChange, StoreError> {
    let mut after = Content::from_record(record)?;
    after.keep_summary_of(&before.content);
    Ok(ContentChange {
        fields: before.content.fields_unlike(&after),
        was_full: before.status == ArticleStatus::Full,
        words_before: before.content.words,
        words_after: after.words,
    })
}
