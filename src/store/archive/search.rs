//! Full-text search, the best match first.

use super::articles::{ARTICLE, conditions, limit, read_article};
use super::snippet::{Snippet, snippet};
use super::{Archive, Filter};
use crate::model::ArticleRow;
use crate::store::error::StoreError;
use crate::text::search_query;
use rusqlite::params_from_iter;
use rusqlite::types::Value;
use serde::Serialize;

/// An article that was found, with the place where it matches.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SearchHit {
    pub article: ArticleRow,
    pub snippet: Snippet,
}

impl Archive {
    /// Articles that hold all words of the query, quoted words side by side; a word in the title counts
    /// five times. A query without any letter or digit finds nothing.
    pub fn search(&self, query: &str, filter: &Filter) -> Result<Vec<SearchHit>, StoreError> {
        let Some(expression) = search_query(query) else { return Ok(Vec::new()) };
        let (conditions, filtered) = conditions(filter);
        let mut values = vec![Value::Text(expression)];
        values.extend(filtered);
        values.push(limit(filter.limit));
        let sql = format!(
            "SELECT {ARTICLE} FROM articles_fts JOIN articles ON articles.id = articles_fts.rowid
             WHERE articles_fts MATCH ? AND {conditions} ORDER BY articles_fts.rank, articles.id DESC LIMIT ?"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let hits = statement.query_and_then(params_from_iter(values), |row| {
            let article = read_article(row)?;
            let snippet = snippet(&article.text, query);
            Ok(SearchHit { article, snippet })
        })?;
        hits.collect()
    }
}
