//! Articles found by their words.
//!
//! FTS5 finds a word at once, but ranking costs a microsecond for each article that has it, and half of a million may.
//! So of what matches, the newest are ranked: two thousand, and five hundred that have all the words in their title.
//! docs/search.md has the figures.

use super::articles::{Conditions, limit};
use super::snippet::{Snippet, snippet};
use super::{Archive, Filter};
use crate::model::ArticleRow;
use crate::store::error::StoreError;
use crate::text::SearchQuery;
use rusqlite::params_from_iter;
use rusqlite::types::Value;
use serde::Serialize;
use std::collections::HashSet;

/// Of the articles that match, so many are ranked: the newest, as their ids have it.
const RANKED: usize = 2000;
/// And so many of those that have all the words in their title.
const RANKED_BY_TITLE: usize = 500;

/// The newest matches are tried by the filter one by one; when fewer than a quarter of the ranked pass among so many,
/// what the filter leaves is gathered first, and the older matches are tried by that.
const TRIED: usize = 4 * RANKED;
const ENOUGH_OF_TRIED: usize = RANKED / 4;

/// A selection of dates that leaves at most so many articles bounds the ids that are looked at.
const BOUNDING: i64 = 50_000;

/// An article that was found, with the place where it matches.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SearchHit {
    pub article: ArticleRow,
    pub snippet: Snippet,
}

impl Archive {
    /// Articles by how well they match: first those that have all the words in their title, then the others; within
    /// each those that have Chinese words in the characters in which they were typed, then by BM25, and of equals the
    /// newest first. Beyond the newest 2,000 that match, and the newest 500 that do by
    /// their title, an older article is found with a later bound to its date, or with one more word.
    pub fn search(&self, query: &SearchQuery, filter: &Filter) -> Result<Vec<SearchHit>, StoreError> {
        let most = filter.limit.unwrap_or(RANKED);
        let looked = Looked { conditions: self.conditions(filter)?, ids: self.ids_of_dates(filter)? };
        let as_typed = query.as_typed();
        let ranked = |expression: &str, most| self.ranked(expression, as_typed.as_deref(), &looked, most);
        let mut ids = ranked(&query.title_expression(), RANKED_BY_TITLE.max(most))?;
        if ids.len() < most {
            let by_title: HashSet<i64> = ids.iter().copied().collect();
            let others = ranked(&query.expression(), RANKED.max(most))?;
            ids.extend(others.into_iter().filter(|id| !by_title.contains(id)));
        }
        ids.truncate(most);
        let hit = |article: ArticleRow| SearchHit { snippet: snippet(&article.text, query.wanted()), article };
        Ok(self.rows_of(&ids)?.into_iter().map(hit).collect())
    }

    /// The newest articles that match, by rank. The rarer spelling of a word counts more by BM25, so those that have
    /// it as it was typed come first.
    fn ranked(
        &self,
        expression: &str,
        as_typed: Option<&str>,
        looked: &Looked,
        most: usize,
    ) -> Result<Vec<i64>, StoreError> {
        let [first, last] = looked.ids;
        let mut found = Vec::new();
        // The rank of nothing that is left out is worked out: it is asked for last.
        let mut take = |condition: &str, conditions: &Conditions, first: i64, last: i64, left: usize| {
            let sql = format!(
                "SELECT articles_fts.rowid, articles_fts.rank FROM articles_fts
                 WHERE articles_fts MATCH ? AND articles_fts.rowid BETWEEN ? AND ? AND {condition}
                 ORDER BY articles_fts.rowid DESC LIMIT ?"
            );
            let bounds = [Value::Text(expression.to_owned()), Value::Integer(first), Value::Integer(last)];
            let mut statement = self.connection.prepare_cached(&sql)?;
            let values = params_from_iter(conditions.after(bounds, [limit(Some(left))]));
            for row in statement.query_map(values, |row| Ok((row.get(1)?, row.get(0)?)))? {
                found.push(row?);
            }
            Ok::<usize, StoreError>(found.len())
        };
        if looked.conditions.is_empty() {
            take("1", &looked.conditions, first, last, most)?;
        } else {
            let floor = self.nth_newest(expression, looked.ids, TRIED)?;
            let one_by_one = format!(
                "EXISTS (SELECT 1 FROM articles WHERE articles.id = articles_fts.rowid AND {})",
                looked.conditions.sql
            );
            let passed = take(&one_by_one, &looked.conditions, floor.unwrap_or(first), last, most)?;
            if let Some(floor) = floor
                && passed < ENOUGH_OF_TRIED.max(most.min(RANKED_BY_TITLE))
            {
                let gathered = format!(
                    "+articles_fts.rowid IN (SELECT articles.id FROM articles WHERE {})",
                    looked.conditions.sql
                );
                take(&gathered, &looked.conditions, first, floor - 1, most - passed)?;
            }
        }
        let as_typed = match as_typed {
            Some(as_typed) => self.matching(as_typed, &found)?,
            None => HashSet::new(),
        };
        let first = |id: &i64| !as_typed.contains(id);
        found.sort_by(|one: &(f64, i64), other| {
            first(&one.1).cmp(&first(&other.1)).then(one.0.total_cmp(&other.0)).then(other.1.cmp(&one.1))
        });
        Ok(found.into_iter().map(|(_, id)| id).collect())
    }

    /// Of what was found, and of what stands between, the articles that match an expression too.
    fn matching(&self, expression: &str, found: &[(f64, i64)]) -> Result<HashSet<i64>, StoreError> {
        let bound = |id: Option<i64>| Value::Integer(id.unwrap_or(0));
        let [first, last] = [found.iter().map(|(_, id)| *id).min(), found.iter().map(|(_, id)| *id).max()].map(bound);
        let sql = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? AND rowid BETWEEN ? AND ?";
        Ok(self.ids(sql, vec![Value::Text(expression.to_owned()), first, last])?.into_iter().collect())
    }

    /// The id of the nth newest article that matches; `None` if there are fewer.
    fn nth_newest(&self, expression: &str, [first, last]: [i64; 2], nth: usize) -> Result<Option<i64>, StoreError> {
        let values = vec![
            Value::Text(expression.to_owned()),
            Value::Integer(first),
            Value::Integer(last),
            Value::Integer(i64::try_from(nth).unwrap_or(i64::MAX)),
        ];
        let found = self.ids(
            "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? AND rowid BETWEEN ? AND ?
             ORDER BY rowid DESC LIMIT 1 OFFSET ?",
            values,
        )?;
        Ok(found.first().copied())
    }

    /// The least and the greatest id that a filter's dates leave, where these leave few articles.
    fn ids_of_dates(&self, filter: &Filter) -> Result<[i64; 2], StoreError> {
        let all = [0, i64::MAX];
        if filter.since.is_none() && filter.until.is_none() {
            return Ok(all);
        }
        let dates = Filter { since: filter.since, until: filter.until, ..Filter::default() };
        let conditions = self.conditions(&dates)?;
        let sql = format!(
            "SELECT count(*), coalesce(min(id), 0), coalesce(max(id), 0)
             FROM (SELECT articles.id AS id FROM articles WHERE {} LIMIT ?)",
            conditions.sql
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let values = params_from_iter(conditions.after([], [Value::Integer(BOUNDING + 1)]));
        let (articles, first, last) = statement.query_row(values, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(if BOUNDING < articles { all } else { [first, last] })
    }
}

/// Where a search looks.
struct Looked {
    conditions: Conditions,
    /// The least and the greatest id.
    ids: [i64; 2],
}
