//! What is kept only for so long: what has had its time, its end, and the space that it leaves.
//!
//! An article is kept as long as any feed that lists it keeps it, and a feed that isn't configured any more keeps all
//! of its own unless it is told otherwise by name. What is purged is looked for by a reader and looked at again by the
//! writer, a batch at a time.

use super::error::StoreError;
use super::records::{Expired, FeedId, FeedRetention, PurgeCounts, RetentionPlan};
use super::values::utc_text;
use super::{article, full_text, stories};
use crate::link;
use crate::model::{ArticleId, Timestamp};
use chrono::TimeDelta;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::{HashMap, HashSet};

/// A purged item is forgotten once its feed hasn't listed it for so long, by polls that were answered in full.
const TOMBSTONE_AGE: TimeDelta = TimeDelta::days(90);
/// An address that was listed within this time is taken for the same listing under another id.
const STILL_LISTED: TimeDelta = TimeDelta::days(7);
/// Lines of the ledger that go at once: they are small.
const REQUESTS_AT_ONCE: usize = 20;

/// What one feed keeps, as its items are compared with it.
struct Limit {
    pages_before: Option<String>,
    articles_before: Option<String>,
    /// The oldest item of those that stay whatever their age.
    floor: i64,
}

/// By the feeds' rows; feeds that keep everything have none.
struct Limits(HashMap<i64, Limit>);

impl Limits {
    fn of(connection: &Connection, plan: &RetentionPlan) -> Result<Limits, StoreError> {
        let mut limits = HashMap::new();
        for FeedRetention { feed, pages_before, articles_before, last, is_removed } in &plan.feeds {
            let row: Option<i64> = connection
                .prepare_cached("SELECT id FROM feed WHERE key = ?1 AND (state = 'paused') = ?2")?
                .query_row(params![feed.as_str(), is_removed], |row| row.get(0))
                .optional()?;
            let Some(feed_id) = row else { continue };
            let text = |time: &Option<Timestamp>| time.map(utc_text);
            let (pages_before, articles_before) = (text(pages_before), text(articles_before));
            limits.insert(feed_id, Limit { pages_before, articles_before, floor: floor(connection, feed_id, *last)? });
        }
        Ok(Limits(limits))
    }

    /// Whether no feed keeps the article any more.
    fn article_is_over(&self, connection: &Connection, id: ArticleId) -> Result<bool, StoreError> {
        let is_over = |limit: &Limit, item: i64, seen: &str| {
            item < limit.floor && limit.articles_before.as_deref().is_some_and(|before| seen < before)
        };
        // The number of the last change isn't given again, so the article that has it stays until there is another.
        let is_last_change: bool = connection
            .prepare_cached("SELECT change = (SELECT max(change) FROM article) FROM article WHERE id = ?1")?
            .query_row([id.0], |row| row.get(0))
            .optional()?
            .unwrap_or(true);
        Ok(!is_last_change && self.all_listings(connection, id, is_over)?)
    }

    /// Whether no feed keeps a page of the article that was fetched then.
    fn page_is_over(&self, connection: &Connection, id: ArticleId, fetched: &str) -> Result<bool, StoreError> {
        self.all_listings(connection, id, |limit, item, _| {
            item < limit.floor && limit.pages_before.as_deref().is_some_and(|before| fetched < before)
        })
    }

    fn all_listings(
        &self,
        connection: &Connection,
        id: ArticleId,
        is_over: impl Fn(&Limit, i64, &str) -> bool,
    ) -> Result<bool, StoreError> {
        let mut statement =
            connection.prepare_cached("SELECT feed_id, id, first_seen_at FROM item WHERE article_id = ?1")?;
        let mut rows = statement.query([id.0])?;
        while let Some(row) = rows.next()? {
            let seen = row.get_ref(2)?.as_str().unwrap_or_default();
            let limit = self.0.get(&row.get(0)?);
            if !limit.is_some_and(|limit| is_over(limit, row.get(1).unwrap_or(i64::MAX), seen)) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// The row of the oldest among a feed's newest `last` items; all below it have only their age to speak for them.
fn floor(connection: &Connection, feed_id: i64, last: u32) -> Result<i64, StoreError> {
    if last == 0 {
        return Ok(i64::MAX);
    }
    let floor: Option<i64> = connection
        .prepare_cached("SELECT id FROM item WHERE feed_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2")?
        .query_row(params![feed_id, last - 1], |row| row.get(0))
        .optional()?;
    Ok(floor.unwrap_or(0))
}

/// What has had its time: at most `limit` of each kind, the oldest first.
pub(super) fn expired(connection: &Connection, plan: &RetentionPlan, limit: usize) -> Result<Expired, StoreError> {
    let limits = Limits::of(connection, plan)?;
    Ok(Expired {
        articles: expired_articles(connection, &limits, limit)?,
        pages: expired_pages(connection, &limits, limit)?,
        requests: expired_requests(connection, plan, limit.saturating_mul(REQUESTS_AT_ONCE))?,
    })
}

fn expired_articles(connection: &Connection, limits: &Limits, most: usize) -> Result<Vec<ArticleId>, StoreError> {
    let mut found = HashSet::new();
    for (feed_id, limit) in &limits.0 {
        let Some(before) = &limit.articles_before else { continue };
        let mut statement = connection
            .prepare_cached("SELECT article_id, first_seen_at FROM item WHERE feed_id = ?1 AND id < ?2 ORDER BY id")?;
        let mut rows = statement.query(params![feed_id, limit.floor])?;
        while let Some(row) = rows.next()? {
            if found.len() >= most {
                break;
            }
            // Rows grow with time: the first that is young enough ends the search.
            if row.get_ref(1)?.as_str().unwrap_or_default() >= before.as_str() {
                break;
            }
            let id = ArticleId(row.get(0)?);
            if limits.article_is_over(connection, id)? {
                found.insert(id);
            }
        }
    }
    Ok(found.into_iter().collect())
}

fn expired_pages(connection: &Connection, limits: &Limits, most: usize) -> Result<Vec<ArticleId>, StoreError> {
    let Some(latest) = limits.0.values().filter_map(|limit| limit.pages_before.as_ref()).max() else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    let mut statement = connection
        .prepare_cached("SELECT article_id, fetched_at FROM page WHERE fetched_at < ?1 ORDER BY fetched_at")?;
    let mut rows = statement.query([latest])?;
    while let Some(row) = rows.next()? {
        if found.len() >= most {
            break;
        }
        let id = ArticleId(row.get(0)?);
        if limits.page_is_over(connection, id, row.get_ref(1)?.as_str().unwrap_or_default())? {
            found.push(id);
        }
    }
    Ok(found)
}

fn expired_requests(connection: &Connection, plan: &RetentionPlan, most: usize) -> Result<Vec<i64>, StoreError> {
    let Some(before) = plan.requests_before else { return Ok(Vec::new()) };
    let mut statement = connection.prepare_cached("SELECT id FROM request WHERE at < ?1 ORDER BY at LIMIT ?2")?;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let ids = statement.query_map(params![utc_text(before), most], |row| row.get(0))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// How much has had its time.
pub(super) fn count(connection: &Connection, plan: &RetentionPlan) -> Result<PurgeCounts, StoreError> {
    let Expired { articles, pages, requests } = expired(connection, plan, usize::MAX)?;
    // A page that goes with its article is the article's.
    let articles: HashSet<ArticleId> = articles.into_iter().collect();
    let pages: HashSet<ArticleId> = pages.into_iter().filter(|id| !articles.contains(id)).collect();
    let mut page_bytes = 0;
    for id in articles.iter().chain(&pages) {
        page_bytes += page_bytes_of(connection, *id)?.unwrap_or(0);
    }
    Ok(PurgeCounts {
        articles: articles.len() as u64,
        pages: pages.len() as u64,
        page_bytes,
        requests: requests.len() as u64,
    })
}

/// Purges what a reader found, as far as it still holds.
pub(super) fn purge(
    connection: &Connection,
    plan: &RetentionPlan,
    expired: &Expired,
) -> Result<PurgeCounts, StoreError> {
    let limits = Limits::of(connection, plan)?;
    let mut counts = PurgeCounts::default();
    for id in &expired.articles {
        if limits.article_is_over(connection, *id)? {
            bury(connection, *id)?;
            counts.page_bytes += drop_page(connection, *id)?.unwrap_or(0);
            drop_article(connection, *id)?;
            counts.articles += 1;
        }
    }
    for id in &expired.pages {
        let fetched: Option<String> = connection
            .prepare_cached("SELECT fetched_at FROM page WHERE article_id = ?1")?
            .query_row([id.0], |row| row.get(0))
            .optional()?;
        if let Some(fetched) = fetched
            && limits.page_is_over(connection, *id, &fetched)?
        {
            counts.page_bytes += drop_page(connection, *id)?.unwrap_or(0);
            counts.pages += 1;
        }
    }
    let mut forget = connection.prepare_cached("DELETE FROM request WHERE id = ?1")?;
    for id in &expired.requests {
        counts.requests += forget.execute([id])? as u64;
    }
    Ok(counts)
}

/// Remembers the items of an article that goes, so that their feeds don't bring it back.
fn bury(connection: &Connection, id: ArticleId) -> Result<(), StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT feed_id, item_id, fingerprint, link, last_seen_at FROM item WHERE article_id = ?1")?;
    let mut rows = statement.query([id.0])?;
    while let Some(row) = rows.next()? {
        let link: Option<String> = row.get(3)?;
        let url = link.and_then(|link| link::absolute(&link, None)).map(|link| link::story_key(&link));
        let (feed_id, item_id, fingerprint): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let last_seen_at: String = row.get(4)?;
        connection
            .prepare_cached(
                "INSERT OR REPLACE INTO purged_item (feed_id, item_id, fingerprint, url, last_seen_at)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![feed_id, item_id, fingerprint, url, last_seen_at])?;
    }
    Ok(())
}

/// The size of the pages that are kept of an article, as they are kept.
fn page_bytes_of(connection: &Connection, id: ArticleId) -> Result<Option<u64>, StoreError> {
    let bytes: Option<i64> = connection
        .prepare_cached(
            "SELECT length(body) + (SELECT coalesce(sum(length(body)), 0) FROM page_part WHERE article_id = ?1)
             FROM page WHERE article_id = ?1",
        )?
        .query_row([id.0], |row| row.get(0))
        .optional()?;
    Ok(bytes.map(i64::unsigned_abs))
}

/// Gives the size of what went.
fn drop_page(connection: &Connection, id: ArticleId) -> Result<Option<u64>, StoreError> {
    let bytes = page_bytes_of(connection, id)?;
    for statement in [
        "DELETE FROM page WHERE article_id = ?1",
        "DELETE FROM page_part WHERE article_id = ?1",
        "DELETE FROM to_clean_again WHERE article_id = ?1",
    ] {
        connection.prepare_cached(statement)?.execute([id.0])?;
    }
    Ok(bytes)
}

fn drop_article(connection: &Connection, id: ArticleId) -> Result<(), StoreError> {
    let Some(article) = article::load(connection, id)? else { return Ok(()) };
    stories::leave(connection, id, &article.content.text)?;
    if article.indexed {
        full_text::remove(connection, id, article.content.title.as_deref(), &article.content.text)?;
    }
    // What belongs to the article goes with it, but for its items.
    for statement in ["DELETE FROM item WHERE article_id = ?1", "DELETE FROM article WHERE id = ?1"] {
        connection.prepare_cached(statement)?.execute([id.0])?;
    }
    Ok(())
}

/// Whether an item is one whose article was purged; if so it is noted that its feed still lists it.
pub(super) fn is_buried(
    connection: &Connection,
    feed_id: FeedId,
    item_id: &str,
    story_url: Option<&str>,
    fingerprint: &str,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let seen = connection
        .prepare_cached(
            "UPDATE purged_item SET fingerprint = ?3, last_seen_at = max(last_seen_at, ?4)
             WHERE feed_id = ?1 AND item_id = ?2",
        )?
        .execute(params![feed_id.0, item_id, fingerprint, utc_text(at)])?;
    if seen > 0 {
        return Ok(true);
    }
    // Some feeds give what they list a new id each day; an address that comes back after a while is news.
    let (Some(url), Some(lately)) = (story_url, at.checked_sub_signed(STILL_LISTED)) else { return Ok(false) };
    let seen = connection
        .prepare_cached(
            "UPDATE purged_item SET last_seen_at = max(last_seen_at, ?3)
             WHERE feed_id = ?1 AND url = ?2 AND last_seen_at > ?4",
        )?
        .execute(params![feed_id.0, url, utc_text(at), utc_text(lately)])?;
    Ok(seen > 0)
}

/// Forgets purged items that their feeds haven't listed for long.
pub(super) fn forget_buried(connection: &Connection, now: Timestamp) -> Result<u64, StoreError> {
    let Some(before) = now.checked_sub_signed(TOMBSTONE_AGE) else { return Ok(0) };
    let forgotten = connection
        .prepare_cached(
            "DELETE FROM purged_item WHERE (feed_id, item_id) IN (
               SELECT feed_id, item_id FROM purged_item JOIN feed ON feed.id = purged_item.feed_id
               WHERE purged_item.last_seen_at < ?1
                 AND julianday(feed.last_fresh_at) - julianday(purged_item.last_seen_at) > ?2 LIMIT 2000)",
        )?
        .execute(params![utc_text(before), TOMBSTONE_AGE.num_days()])?;
    Ok(forgotten as u64)
}

/// Gives at most so many of the file's free pages back to the disk. Gives how many are left.
pub(super) fn give_back(connection: &Connection, most: u32) -> Result<u64, StoreError> {
    let mut statement = connection.prepare(&format!("PRAGMA incremental_vacuum({most})"))?;
    let mut rows = statement.query([])?;
    while rows.next()?.is_some() {}
    Ok(free_pages(connection)?.0)
}

/// Pages of the file that hold nothing, and all of its pages.
pub(super) fn free_pages(connection: &Connection) -> Result<(u64, u64), StoreError> {
    let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).map(i64::unsigned_abs);
    Ok((number("freelist_count")?, number("page_count")?))
}
