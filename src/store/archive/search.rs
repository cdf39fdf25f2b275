//! Articles found by their words.
//!
//! FTS5 finds a word at once, but ranking costs a microsecond for each article that has it, and half of a million may.
//! So of what matches, the newest are ranked: two thousand, and five hundred that have all the words in their title.
//! docs/search.md has the figures.

use super::articles::{Conditions, limit};
use super::selection::{IdSet, Selected};
use super::snippet::{Snippet, snippet};
use super::{Archive, Filter};
use crate::model::ArticleRow;
use crate::store::error::StoreError;
use crate::text::SearchQuery;
use rusqlite::params_from_iter;
use rusqlite::types::Value;
use serde::Serialize;
use std::collections::HashSet;
use std::sync::Arc;

/// Of the articles that match, so many are ranked: the newest, as their ids have it.
const RANKED: usize = 2000;
/// And so many of those that have all the words in their title.
const RANKED_BY_TITLE: usize = 500;

/// By parts of a filter that leave too many articles to be gathered at once, the newest matches are tried one by one;
/// when fewer than a quarter of the ranked pass among so many, all is gathered nevertheless, and the older matches are
/// tried by that.
const TRIED: usize = 2 * RANKED;
const ENOUGH_OF_TRIED: usize = RANKED / 4;

/// Where so many articles have a single character at the end of a run, those that have it elsewhere aren't looked for:
/// FTS5 would gather them all, which takes a second among a million. Tests reach it.
const ENOUGH_AT_ENDS: usize = if cfg!(test) { 3 } else { 200 };

/// An article that was found, with the place where it matches.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SearchHit {
    pub article: ArticleRow,
    pub snippet: Snippet,
}

impl Archive {
    /// Articles by how well they match: first those that have all the words in their title, then the others; within
    /// each those that have Chinese words in the characters in which they were typed, then by BM25, and of equals the
    /// newest first. Beyond the newest 2,000 that match, and the newest 500 that do by their title, an older article is
    /// found with an earlier bound to its date, or with one more word.
    pub fn search(&self, query: &SearchQuery, filter: &Filter) -> Result<Vec<SearchHit>, StoreError> {
        let most = filter.limit.unwrap_or(RANKED);
        let selected = self.selected(filter)?;
        if selected.is_nothing() {
            return Ok(Vec::new());
        }
        let found = |query: &SearchQuery| {
            self.ids_that_match(query, &Looked { filter, selected: &selected, as_typed: query.as_typed() }, most)
        };
        let at_ends = match query.at_ends_of_runs() {
            Some(at_ends) if self.are_many(&at_ends.expression(), &selected, ENOUGH_AT_ENDS.max(most))? => {
                found(&at_ends)?
            }
            _ => Vec::new(),
        };
        let mut ids = if at_ends.len() < most { found(query)? } else { at_ends };
        ids.truncate(most);
        let hit = |article: ArticleRow| SearchHit { snippet: snippet(&article.text, query.wanted()), article };
        Ok(self.rows_of(&ids)?.into_iter().map(hit).collect())
    }

    /// Whether so many articles match, by what was gathered of the filter.
    fn are_many(&self, expression: &str, selected: &Selected, many: usize) -> Result<bool, StoreError> {
        let matching = Matching { expression, ids: selected.ids.clone(), up_to: i64::MAX };
        Ok(self.newest_behind(&matching, many.saturating_sub(1))?.is_some())
    }

    /// What matches, the best first; more than `most` where more were ranked.
    fn ids_that_match(&self, query: &SearchQuery, looked: &Looked<'_>, most: usize) -> Result<Vec<i64>, StoreError> {
        let mut ids = self.ranked(&query.title_expression(), looked, RANKED_BY_TITLE.max(most))?;
        if ids.len() < most {
            let by_title: HashSet<i64> = ids.iter().copied().collect();
            let others = self.ranked(&query.expression(), looked, RANKED.max(most))?;
            ids.extend(others.into_iter().filter(|id| !by_title.contains(id)));
        }
        Ok(ids)
    }

    /// The newest articles that match, by rank. The rarer spelling of a word counts more by BM25, so those that have
    /// it as it was typed come first.
    fn ranked(&self, expression: &str, looked: &Looked<'_>, most: usize) -> Result<Vec<i64>, StoreError> {
        let Looked { filter, selected, as_typed } = looked;
        let matching = Matching { expression, ids: selected.ids.clone(), up_to: i64::MAX };
        let mut found = if selected.others.is_empty() {
            self.newest_matches(&matching, None, 0, most)?
        } else {
            let floor = self.newest_behind(&matching, TRIED)?;
            let mut found = self.newest_matches(&matching, Some(&selected.others), floor.unwrap_or(0), most)?;
            if let Some(floor) = floor
                && found.len() < ENOUGH_OF_TRIED.max(most.min(RANKED_BY_TITLE))
            {
                let ids = self.all_selected(filter)?.map(Arc::new);
                let older = Matching { expression, ids, up_to: floor - 1 };
                found.extend(self.newest_matches(&older, None, 0, most - found.len())?);
            }
            found
        };
        let as_typed = match as_typed {
            Some(as_typed) => self.matches_among(as_typed, &found)?,
            None => HashSet::new(),
        };
        let is_other = |id: &i64| !as_typed.contains(id);
        found.sort_by(|one, other| {
            is_other(&one.1).cmp(&is_other(&other.1)).then(one.0.total_cmp(&other.0)).then(other.1.cmp(&one.1))
        });
        Ok(found.into_iter().map(|(_, id)| id).collect())
    }

    /// Of what was found, and of what stands between, the articles that match an expression too.
    fn matches_among(&self, expression: &str, found: &[(f64, i64)]) -> Result<HashSet<i64>, StoreError> {
        let bound = |id: Option<i64>| Value::Integer(id.unwrap_or(0));
        let [first, last] = [found.iter().map(|(_, id)| *id).min(), found.iter().map(|(_, id)| *id).max()].map(bound);
        let sql = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? AND rowid BETWEEN ? AND ?";
        Ok(self.ids(sql, vec![Value::Text(expression.to_owned()), first, last])?.into_iter().collect())
    }

    /// Rank and id of the newest articles that match, from `first` on, and fulfil the conditions.
    fn newest_matches(
        &self,
        matching: &Matching<'_>,
        conditions: Option<&Conditions>,
        first: i64,
        most: usize,
    ) -> Result<Vec<(f64, i64)>, StoreError> {
        let (which, mut values) = self.matching(matching, first)?;
        // What doesn't pass isn't ranked.
        let tried = match conditions {
            Some(conditions) => {
                values.extend(conditions.after([], []));
                let sql = conditions.sql_of_rows();
                format!("AND EXISTS (SELECT 1 FROM articles WHERE articles.id = articles_fts.rowid AND {sql})")
            }
            None => String::new(),
        };
        values.push(limit(Some(most)));
        let sql = format!(
            "SELECT articles_fts.rank, articles_fts.rowid FROM articles_fts WHERE {which} {tried}
             ORDER BY articles_fts.rowid DESC LIMIT ?"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let found = statement.query_map(params_from_iter(values), |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// The id of the newest article that matches behind the first so many; `None` if there are no more.
    fn newest_behind(&self, matching: &Matching<'_>, many: usize) -> Result<Option<i64>, StoreError> {
        let (which, mut values) = self.matching(matching, 0)?;
        values.push(limit(Some(many)));
        let sql = format!("SELECT rowid FROM articles_fts WHERE {which} ORDER BY rowid DESC LIMIT 1 OFFSET ?");
        Ok(self.ids(&sql, values)?.first().copied())
    }

    /// What matches from an id on, in SQL.
    fn matching(&self, matching: &Matching<'_>, first: i64) -> Result<(String, Vec<Value>), StoreError> {
        let mut which = "articles_fts MATCH ? AND articles_fts.rowid BETWEEN ? AND ?".to_owned();
        let mut bounds = [first, matching.up_to];
        if let Some(ids) = &matching.ids {
            let [least, greatest] = ids.bounds().unwrap_or([0, -1]);
            bounds = [bounds[0].max(least), bounds[1].min(greatest)];
            self.let_pass(ids.clone())?;
            which.push_str(" AND is_selected(articles_fts.rowid)");
        }
        let values =
            vec![Value::Text(matching.expression.to_owned()), Value::Integer(bounds[0]), Value::Integer(bounds[1])];
        Ok((which, values))
    }
}

/// Where a search looks, and what comes first.
struct Looked<'a> {
    filter: &'a Filter,
    selected: &'a Selected,
    /// The query without other spellings, if it has any.
    as_typed: Option<String>,
}

/// What is looked for in the index.
struct Matching<'a> {
    expression: &'a str,
    /// The articles that pass; `None` for all.
    ids: Option<Arc<IdSet>>,
    /// The greatest id.
    up_to: i64,
}
