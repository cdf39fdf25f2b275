//! Articles listed and streamed.

use super::{Archive, Filter};
use crate::model::{ArticleId, ArticleRow, FeedKey, Timestamp};
use crate::store::error::StoreError;
use crate::store::values::{read_json, read_key, read_publisher_time, read_status, read_utc, utc_text};
use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};

/// The columns that `read_article` takes.
pub(super) const ARTICLE: &str = "articles.id, articles.url, articles.site, articles.title, articles.authors,
     articles.published_at, articles.published_offset_minutes, articles.modified_at,
     articles.modified_offset_minutes, articles.first_seen_at, articles.updated_at, articles.language,
     articles.summary, articles.text, articles.markdown, articles.words, articles.method, articles.content_hash,
     articles.revision, articles.cluster_id, articles.status, articles.feeds, articles.section,
     articles.keywords, articles.image, articles.error, articles.change_seq";

/// Rows read at a time when streaming: no read stays open for long, so the WAL can be emptied meanwhile.
const STREAMED_AT_ONCE: usize = 256;

impl Archive {
    /// Articles by date, the newest first.
    pub fn list(&self, filter: &Filter) -> Result<Vec<ArticleRow>, StoreError> {
        let (conditions, mut values) = conditions(filter);
        values.push(limit(filter.limit));
        let sql = format!(
            "SELECT {ARTICLE} FROM articles WHERE {conditions}
             ORDER BY coalesce(articles.published_at, articles.first_seen_at) DESC, articles.id DESC LIMIT ?"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        statement.query_and_then(params_from_iter(values), read_article)?.collect()
    }

    /// Hands every article to `each`; memory doesn't grow with their number. They come in the order of their ids,
    /// or with `after_change` in the order in which they last changed.
    ///
    /// Each article comes once, as it is when it is read: a daemon may go on writing. With `after_change` that
    /// takes `up_to_change` too, since an article that changes meanwhile comes again at the end.
    ///
    /// # Errors
    /// The store's, or whatever `each` gives, which ends the stream.
    pub fn each_article<E: From<StoreError>>(
        &self,
        filter: &Filter,
        each: &mut dyn FnMut(ArticleRow) -> Result<(), E>,
    ) -> Result<(), E> {
        let (conditions, values) = conditions(filter);
        let order = if filter.after_change.is_some() { "change_seq" } else { "id" };
        let sql = format!(
            "SELECT {ARTICLE} FROM articles WHERE {conditions} AND articles.{order} > ?
             ORDER BY articles.{order} LIMIT ?"
        );
        let mut left = filter.limit.unwrap_or(usize::MAX);
        let mut last = 0;
        while left > 0 {
            let mut values = values.clone();
            values.extend([Value::Integer(last), limit(Some(left.min(STREAMED_AT_ONCE)))]);
            let rows = self.rows(&sql, values)?;
            let Some(row) = rows.last() else { break };
            last = if filter.after_change.is_some() { row.change_seq } else { row.id.0 };
            left -= rows.len();
            rows.into_iter().try_for_each(&mut *each)?;
        }
        Ok(())
    }

    /// The days on which articles were published, or first seen where that isn't known: `2026-11-23`, in UTC.
    pub fn days(&self, filter: &Filter) -> Result<Vec<String>, StoreError> {
        self.distinct("date(coalesce(articles.published_at, articles.first_seen_at))", filter)
    }

    /// The feeds that listed articles before any other feed did.
    pub fn first_feeds(&self, filter: &Filter) -> Result<Vec<FeedKey>, StoreError> {
        let keys = self.distinct(
            "(SELECT feed.key FROM item JOIN feed ON feed.id = item.feed_id
              WHERE item.article_id = articles.id ORDER BY item.id LIMIT 1)",
            filter,
        )?;
        keys.iter().map(|key| read_key(key)).collect()
    }

    /// When the newest of the articles changed last; `None` if there are none.
    pub fn newest_update(&self, filter: &Filter) -> Result<Option<Timestamp>, StoreError> {
        let (conditions, values) = conditions(filter);
        let sql = format!("SELECT max(articles.updated_at) FROM articles WHERE {conditions}");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let newest: Option<String> = statement.query_row(params_from_iter(values), |row| row.get(0))?;
        newest.map(|time| read_utc(&time)).transpose()
    }

    /// The values of a column that is never NULL for the articles that `filter` leaves.
    fn distinct(&self, column: &str, filter: &Filter) -> Result<Vec<String>, StoreError> {
        let (conditions, values) = conditions(filter);
        let sql = format!("SELECT DISTINCT {column} AS value FROM articles WHERE {conditions} ORDER BY value");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let values = statement.query_map(params_from_iter(values), |row| row.get::<_, Option<String>>(0))?;
        Ok(values.filter_map(Result::transpose).collect::<Result<_, _>>()?)
    }

    fn rows(&self, sql: &str, values: Vec<Value>) -> Result<Vec<ArticleRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        statement.query_and_then(params_from_iter(values), read_article)?.collect()
    }
}

/// A filter as SQL and the values in it.
pub(super) fn conditions(filter: &Filter) -> (String, Vec<Value>) {
    let mut parts: Vec<&str> = vec!["1"];
    let mut values = Vec::new();
    let text = |text: &str| Value::Text(text.to_owned());
    if let Some(feed) = &filter.feed {
        parts.push("articles.id IN (SELECT article_id FROM article_feeds WHERE feed = ?)");
        values.push(text(feed.as_str()));
    }
    if let Some(tag) = &filter.tag {
        parts.push(
            "articles.id IN (SELECT item.article_id FROM item JOIN feed ON feed.id = item.feed_id
             WHERE EXISTS (SELECT 1 FROM json_each(feed.tags) WHERE value = ?))",
        );
        values.push(text(tag));
    }
    if let Some(site) = &filter.site {
        parts.push("(articles.site = ? OR articles.site LIKE ? ESCAPE '\\')");
        let below = site.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        values.extend([text(site), text(&format!("%.{below}"))]);
    }
    if let Some(language) = &filter.language {
        parts.push("(lower(articles.language) = ? OR lower(articles.language) LIKE ? ESCAPE '\\')");
        let language = language.to_lowercase();
        let prefix = language.replace(['\\', '%', '_'], "");
        values.extend([text(&language), text(&format!("{prefix}-%"))]);
    }
    if let Some(since) = filter.since {
        parts.push("coalesce(articles.published_at, articles.first_seen_at) >= ?");
        values.push(Value::Text(utc_text(since)));
    }
    if let Some(until) = filter.until {
        parts.push("coalesce(articles.published_at, articles.first_seen_at) < ?");
        values.push(Value::Text(utc_text(until)));
    }
    if let Some(change) = filter.after_change {
        parts.push("articles.change_seq > ?");
        values.push(Value::Integer(change));
    }
    if let Some(change) = filter.up_to_change {
        parts.push("articles.change_seq <= ?");
        values.push(Value::Integer(change));
    }
    if let Some(feed) = &filter.first_feed {
        parts.push(
            "(SELECT feed.key FROM item JOIN feed ON feed.id = item.feed_id
              WHERE item.article_id = articles.id ORDER BY item.id LIMIT 1) = ?",
        );
        values.push(text(feed.as_str()));
    }
    (parts.join(" AND "), values)
}

/// SQLite takes a negative limit as none.
pub(super) fn limit(limit: Option<usize>) -> Value {
    Value::Integer(limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(-1)))
}

pub(super) fn read_article(row: &Row<'_>) -> Result<ArticleRow, StoreError> {
    let list = |column| -> Result<Vec<String>, StoreError> { read_json(row.get_ref(column)?.as_str().unwrap_or("")) };
    let time = |column| -> Result<_, StoreError> { read_utc(row.get_ref(column)?.as_str().unwrap_or("")) };
    let feeds = list(21)?.iter().map(|key| read_key(key)).collect::<Result<Vec<FeedKey>, _>>()?;
    Ok(ArticleRow {
        id: ArticleId(row.get(0)?),
        url: row.get(1)?,
        site: row.get(2)?,
        title: row.get(3)?,
        authors: list(4)?,
        published: read_publisher_time(row.get(5)?, row.get(6)?)?,
        modified: read_publisher_time(row.get(7)?, row.get(8)?)?,
        first_seen_at: time(9)?,
        updated_at: time(10)?,
        language: row.get(11)?,
        summary: row.get(12)?,
        text: row.get(13)?,
        markdown: row.get(14)?,
        words: row.get(15)?,
        method: row.get(16)?,
        content_hash: row.get(17)?,
        revision: row.get(18)?,
        cluster_id: row.get(19)?,
        status: read_status(row.get_ref(20)?.as_str().unwrap_or(""))?,
        feeds,
        section: row.get(22)?,
        keywords: list(23)?,
        image: row.get(24)?,
        error: row.get(25)?,
        change_seq: row.get(26)?,
    })
}
