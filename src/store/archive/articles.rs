//! Articles listed and streamed.

use super::{Archive, Filter};
use crate::model::{ArticleId, ArticleRow, FeedKey, Timestamp};
use crate::store::error::StoreError;
use crate::store::values::{
    json, read_json, read_key, read_optional_utc, read_publisher_time, read_status, read_utc, utc_text,
};
use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};

/// The columns that `read_article` takes.
pub(super) const ARTICLE: &str = "articles.id, articles.url, articles.site, articles.title, articles.authors,
     articles.published_at, articles.published_offset_minutes, articles.modified_at,
     articles.modified_offset_minutes, articles.first_seen_at, articles.updated_at, articles.language,
     articles.summary, articles.text, articles.markdown, articles.words, articles.method, articles.content_hash,
     articles.revision, articles.cluster_id, articles.status, articles.feeds, articles.section,
     articles.keywords, articles.image, articles.error, articles.change_seq, articles.gone_at";

/// Rows read at a time when streaming: no read stays open for long, so the WAL can be emptied meanwhile.
const STREAMED_AT_ONCE: usize = 256;

/// So few articles are sorted by themselves; more of them are met on the way through all dates soon enough. Tests
/// reach it.
const SORTED_BY_THEMSELVES: usize = if cfg!(test) { 2 } else { 3000 };

/// When an article was published, or first seen where that isn't known: what it is listed by. Written as the index has it.
const DATE: &str = "coalesce(articles.published_at, articles.first_seen_at)";

/// By what an export is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartitionBy {
    /// The day of publication in UTC, or of the first sight where that isn't known.
    Day,
    /// The feed that listed the article before any other.
    FirstFeed,
}

/// One part of a selection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticlesOfPart {
    /// `2026-11-23`, or the feed's key.
    pub name: String,
    /// In the order of the whole selection.
    pub ids: Vec<ArticleId>,
}

impl Archive {
    /// Articles by date, the newest first.
    pub fn list(&self, filter: &Filter) -> Result<Vec<ArticleRow>, StoreError> {
        let ids = self.newest(filter)?;
        self.rows_of(&ids)
    }

    /// Ids by date, the newest first.
    fn newest(&self, filter: &Filter) -> Result<Vec<i64>, StoreError> {
        // Dates bound the way through the index of dates, and the rest is tried on it.
        let (since, until) = (filter.since, filter.until);
        let selected = self.selected(&Filter { since: None, until: None, ..filter.clone() })?;
        let dates = self.conditions(&Filter { since, until, ..Filter::default() })?;
        let (which, few) = match &selected.ids {
            Some(ids) if ids.len() <= SORTED_BY_THEMSELVES => {
                let few: Vec<i64> = ids.iter().collect();
                ("articles.id IN (SELECT value FROM json_each(?)) AND", Some(Value::Text(json(&few)?)))
            }
            Some(ids) => {
                self.let_pass(ids.clone())?;
                ("is_selected(articles.id) AND", None)
            }
            None => ("", None),
        };
        // The plus keeps SQLite from going through all dates where few articles are left to be sorted, and the other
        // one from gathering what many articles have in common.
        let plus = if few.is_some() { "+" } else { "" };
        let sql = format!(
            "SELECT articles.id FROM articles WHERE {which} {} AND {}
             ORDER BY {plus}{DATE} DESC, articles.id DESC LIMIT ?",
            selected.others.sql_of_rows(),
            dates.sql,
        );
        let values = few.into_iter().chain(selected.others.after([], [])).chain(dates.after([], [limit(filter.limit)]));
        self.ids(&sql, values.collect())
    }

    /// The articles that a filter leaves, in the order of their ids, or with `after_change` in the order in which
    /// they last changed: the order in which they are exported.
    pub fn article_ids(&self, filter: &Filter) -> Result<Vec<ArticleId>, StoreError> {
        let conditions = self.conditions(filter)?;
        let order = if filter.after_change.is_some() { "change_seq" } else { "id" };
        let sql =
            format!("SELECT articles.id FROM articles WHERE {} ORDER BY articles.{order} LIMIT ?", conditions.sql);
        Ok(self.ids(&sql, conditions.after([], [limit(filter.limit)]))?.into_iter().map(ArticleId).collect())
    }

    /// The articles that a filter leaves, part by part in the order of the parts' names.
    pub fn parts(&self, filter: &Filter, by: PartitionBy) -> Result<Vec<ArticlesOfPart>, StoreError> {
        let conditions = self.conditions(filter)?;
        let order = if filter.after_change.is_some() { "change_seq" } else { "id" };
        let name = match by {
            PartitionBy::Day => format!("date({DATE})"),
            PartitionBy::FirstFeed => "(SELECT feed.key FROM item JOIN feed ON feed.id = item.feed_id
              WHERE item.article_id = articles.id ORDER BY item.id LIMIT 1)"
                .to_owned(),
        };
        let sql = format!(
            "SELECT name, id FROM (SELECT {name} AS name, articles.id AS id, articles.{order} AS place
                                   FROM articles WHERE {} ORDER BY articles.{order} LIMIT ?)
             WHERE name IS NOT NULL ORDER BY name, place",
            conditions.sql
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(conditions.after([], [limit(filter.limit)])))?;
        let mut parts: Vec<ArticlesOfPart> = Vec::new();
        while let Some(row) = rows.next()? {
            let (name, id) = (row.get_ref(0)?.as_str().unwrap_or_default(), ArticleId(row.get(1)?));
            match parts.last_mut().filter(|part| part.name == name) {
                Some(part) => part.ids.push(id),
                None => parts.push(ArticlesOfPart { name: name.to_owned(), ids: vec![id] }),
            }
        }
        Ok(parts)
    }

    /// Hands each of these articles to `each`, as it is when it is read: a daemon may go on writing. Beside the ids,
    /// memory doesn't grow with their number. What is no more is passed over, and what was changed behind
    /// `up_to_change` meanwhile: it comes with the next export.
    ///
    /// # Errors
    /// The store's, or whatever `each` gives, which ends the stream.
    pub fn each_of<E: From<StoreError>>(
        &self,
        ids: &[ArticleId],
        up_to_change: Option<i64>,
        each: &mut dyn FnMut(ArticleRow) -> Result<(), E>,
    ) -> Result<(), E> {
        for some in ids.chunks(STREAMED_AT_ONCE) {
            let some: Vec<i64> = some.iter().map(|id| id.0).collect();
            let rows = self.rows_of(&some)?;
            rows.into_iter()
                .filter(|row| up_to_change.is_none_or(|last| row.change_seq <= last))
                .try_for_each(&mut *each)?;
        }
        Ok(())
    }

    /// When the newest of the articles changed last; `None` if there are none.
    pub fn newest_update(&self, filter: &Filter) -> Result<Option<Timestamp>, StoreError> {
        let conditions = self.conditions(filter)?;
        let sql = format!("SELECT max(articles.updated_at) FROM articles WHERE {}", conditions.sql);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let values = params_from_iter(conditions.after([], []));
        let newest: Option<String> = statement.query_row(values, |row| row.get(0))?;
        newest.map(|time| read_utc(&time)).transpose()
    }

    /// Whole rows in the order of the ids; those that are no more are left out.
    pub(super) fn rows_of(&self, ids: &[i64]) -> Result<Vec<ArticleRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {ARTICLE} FROM json_each(?1) AS wanted JOIN articles ON articles.id = wanted.value
             ORDER BY wanted.key"
        ))?;
        statement.query_and_then([json(ids)?], read_article)?.collect()
    }

    pub(super) fn ids(&self, sql: &str, values: Vec<Value>) -> Result<Vec<i64>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let ids = statement.query_map(params_from_iter(values), |row| row.get(0))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }

    /// A filter as SQL about the view `articles`, and the values in it.
    pub(super) fn conditions(&self, filter: &Filter) -> Result<Conditions, StoreError> {
        let languages = filter.language.as_deref().map(|language| self.languages(language)).transpose()?;
        conditions(filter, languages.as_deref())
    }

    /// The languages of articles that a filter's language takes in: `zh` has `zh-CN` in it.
    fn languages(&self, wanted: &str) -> Result<Vec<String>, StoreError> {
        // From one language to the next by the index.
        let mut statement = self.connection.prepare_cached(
            "WITH RECURSIVE known (language) AS (
               SELECT min(language) FROM article
               UNION ALL
               SELECT (SELECT min(language) FROM article WHERE article.language > known.language)
               FROM known WHERE known.language IS NOT NULL)
             SELECT language FROM known WHERE language IS NOT NULL",
        )?;
        let known = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        let wanted = wanted.to_lowercase();
        let takes_in = |language: &String| {
            let language = language.to_lowercase();
            language.strip_prefix(&wanted).is_some_and(|region| region.is_empty() || region.starts_with('-'))
        };
        Ok(known.into_iter().filter(takes_in).collect())
    }
}

/// A filter in SQL.
pub(super) struct Conditions {
    pub(super) sql: String,
    values: Vec<Value>,
}

impl Conditions {
    /// Every article passes.
    pub(super) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The same to be tried on each row that another index gives.
    pub(super) fn sql_of_rows(&self) -> String {
        self.sql.replace("articles.language IN", "+articles.language IN").replace("articles.id IN", "+articles.id IN")
    }

    /// The values of a statement that has others before and behind them.
    pub(super) fn after<const BEFORE: usize, const BEHIND: usize>(
        &self,
        before: [Value; BEFORE],
        behind: [Value; BEHIND],
    ) -> Vec<Value> {
        before.into_iter().chain(self.values.iter().cloned()).chain(behind).collect()
    }
}

fn conditions(filter: &Filter, languages: Option<&[String]>) -> Result<Conditions, StoreError> {
    let mut parts: Vec<&str> = vec!["1"];
    let mut values = Vec::new();
    let text = |text: &str| Value::Text(text.to_owned());
    if let Some(feed) = &filter.feed {
        parts.push("articles.id IN (SELECT article_id FROM item WHERE feed_id = (SELECT id FROM feed WHERE key = ?))");
        values.push(text(feed.as_str()));
    }
    if let Some(tag) = &filter.tag {
        parts.push(
            "articles.id IN (SELECT article_id FROM item WHERE feed_id IN
             (SELECT feed.id FROM feed, json_each(feed.tags) AS tag WHERE tag.value = ?))",
        );
        values.push(text(tag));
    }
    if let Some(site) = &filter.site {
        parts.push("(articles.site = ? OR articles.site LIKE ? ESCAPE '\\')");
        let below = site.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        values.extend([text(site), text(&format!("%.{below}"))]);
    }
    if let Some(languages) = languages {
        parts.push("articles.language IN (SELECT value FROM json_each(?))");
        values.push(Value::Text(json(languages)?));
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
    Ok(Conditions { sql: parts.join(" AND "), values })
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
        gone_at: read_optional_utc(row.get(27)?)?,
    })
}
