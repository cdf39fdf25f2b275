//! One article with all that is known of it: where it was listed, how it was made, what it was before.

use super::Archive;
use super::articles::{ARTICLE, read_article};
use crate::model::{Alternative, ArticleId, ArticleRow, FeedKey, Removed, RevisionReason, Timestamp};
use crate::store::article::by_url;
use crate::store::error::StoreError;
use crate::store::merge::where_now;
use crate::store::records::RequestRow;
use crate::store::values::{read_json, read_key, read_optional_utc, read_reason, read_request_kind, read_utc};
use rusqlite::Row;
use serde::Serialize;
use std::collections::BTreeMap;

/// An article and how its record came about.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ArticleDetails {
    #[serde(flatten)]
    pub article: ArticleRow,
    pub site_name: Option<String>,
    /// The URL by which the page calls itself.
    pub canonical_url: Option<String>,
    pub captions: Vec<String>,
    pub credits: BTreeMap<String, Vec<String>>,
    /// Field → where its value was found.
    pub sources: BTreeMap<String, String>,
    /// Field → what other witnesses said, the most trusted first.
    pub alternatives: BTreeMap<String, Vec<Alternative>>,
    pub removed: Vec<Removed>,
    /// When its site answered for it last.
    pub checked_at: Option<Timestamp>,
    /// Every URL by which the article is known.
    pub urls: Vec<String>,
    /// In the order in which they were first seen.
    pub listings: Vec<Listing>,
    /// The scrapes, oldest first.
    pub requests: Vec<RequestRow>,
}

/// An article's place in a feed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Listing {
    pub feed: FeedKey,
    pub item_id: String,
    pub item_title: Option<String>,
    pub item_link: Option<String>,
    pub first_seen_at: Timestamp,
    pub last_seen_at: Timestamp,
}

/// One state of an article's content.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Revision {
    pub revision: u32,
    pub made_at: Timestamp,
    pub title: Option<String>,
    pub text: String,
    pub reason: RevisionReason,
}

impl Archive {
    /// One article; `None` if no article has the id. The id of an article that was merged into another
    /// one gives the other.
    pub fn show(&self, id: ArticleId) -> Result<Option<ArticleDetails>, StoreError> {
        let id = where_now(&self.connection, id)?;
        let sql = format!(
            "SELECT {ARTICLE}, site_name, canonical_url, captions, credits, sources, removed, checked_at,
                    (SELECT alternatives FROM article WHERE article.id = articles.id) AS alternatives
             FROM articles WHERE articles.id = ?1"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query_and_then([id.0], |row| self.read_details(id, row))?;
        rows.next().transpose()
    }

    fn read_details(&self, id: ArticleId, row: &Row<'_>) -> Result<ArticleDetails, StoreError> {
        let text = |column: &str| -> Result<String, StoreError> { Ok(row.get(column)?) };
        Ok(ArticleDetails {
            article: read_article(row)?,
            site_name: row.get("site_name")?,
            canonical_url: row.get("canonical_url")?,
            captions: read_json(&text("captions")?)?,
            credits: read_json(&text("credits")?)?,
            sources: read_json(&text("sources")?)?,
            alternatives: read_json(&text("alternatives")?)?,
            removed: read_removed(&text("removed")?)?,
            checked_at: read_optional_utc(row.get("checked_at")?)?,
            urls: self.urls(id)?,
            listings: self.listings(id)?,
            requests: self.requests_for(id)?,
        })
    }

    /// Every state of an article's content, oldest first.
    pub fn revisions(&self, id: ArticleId) -> Result<Vec<Revision>, StoreError> {
        let id = where_now(&self.connection, id)?;
        let mut statement = self.connection.prepare_cached(
            "SELECT revision, made_at, title, coalesce(text, ''), reason FROM revisions
             WHERE article_id = ?1 ORDER BY revision",
        )?;
        let read = |row: &Row<'_>| {
            Ok(Revision {
                revision: row.get(0)?,
                made_at: read_utc(row.get_ref(1)?.as_str().unwrap_or(""))?,
                title: row.get(2)?,
                text: row.get(3)?,
                reason: read_reason(row.get_ref(4)?.as_str().unwrap_or(""))?,
            })
        };
        statement.query_and_then([id.0], read)?.collect()
    }

    /// The article that is known by an address, as `link::story_key` gives it.
    pub fn article_at(&self, story_url: &str) -> Result<Option<ArticleId>, StoreError> {
        by_url(&self.connection, story_url)
    }

    fn urls(&self, id: ArticleId) -> Result<Vec<String>, StoreError> {
        let mut statement =
            self.connection.prepare_cached("SELECT url FROM story_url WHERE article_id = ?1 ORDER BY url")?;
        Ok(statement.query_map([id.0], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    fn listings(&self, id: ArticleId) -> Result<Vec<Listing>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT feed, item_id, item_title, item_link, first_seen_at, last_seen_at FROM article_feeds
             WHERE article_id = ?1 ORDER BY first_seen_at, feed, item_id",
        )?;
        let read = |row: &Row<'_>| {
            Ok(Listing {
                feed: read_key(row.get_ref(0)?.as_str().unwrap_or(""))?,
                item_id: row.get(1)?,
                item_title: row.get(2)?,
                item_link: row.get(3)?,
                first_seen_at: read_utc(row.get_ref(4)?.as_str().unwrap_or(""))?,
                last_seen_at: read_utc(row.get_ref(5)?.as_str().unwrap_or(""))?,
            })
        };
        statement.query_and_then([id.0], read)?.collect()
    }

    fn requests_for(&self, id: ArticleId) -> Result<Vec<RequestRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT at, feed, url, kind, status, outcome, wire_bytes, body_bytes, took_ms FROM requests
             WHERE article_id = ?1 ORDER BY id",
        )?;
        statement.query_and_then([id.0], read_request)?.collect()
    }
}

fn read_request(row: &Row<'_>) -> Result<RequestRow, StoreError> {
    let feed: Option<String> = row.get(1)?;
    let number = |column| -> Result<u64, StoreError> { Ok(row.get::<_, i64>(column)?.unsigned_abs()) };
    Ok(RequestRow {
        at: read_utc(row.get_ref(0)?.as_str().unwrap_or(""))?,
        feed: feed.as_deref().map(read_key).transpose()?,
        url: row.get(2)?,
        kind: read_request_kind(row.get_ref(3)?.as_str().unwrap_or(""))?,
        status: row.get(4)?,
        outcome: row.get(5)?,
        wire_bytes: number(6)?,
        body_bytes: number(7)?,
        took_ms: number(8)?,
    })
}

fn read_removed(json: &str) -> Result<Vec<Removed>, StoreError> {
    read_json(json)
}
