//! Pages that were kept: which there are, one of them, and what reading it again would change.

use super::articles::limit;
use super::{Archive, Filter};
use crate::boilerplate::Learning;
use crate::model::{ArticleId, Record, Timestamp};
use crate::store::error::StoreError;
use crate::store::merge::where_now;
use crate::store::records::{ContentChange, KeptArticle, PurgeCounts, RetentionPlan, StoredPage};
use crate::store::{purge, reread};
use rusqlite::params_from_iter;
use rusqlite::types::Value;

/// The page that was kept for an article.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptPage {
    pub fetched_at: Timestamp,
    pub page: StoredPage,
}

impl Archive {
    /// The page as it was served, if one was kept.
    pub fn page(&self, id: ArticleId) -> Result<Option<KeptPage>, StoreError> {
        let id = where_now(&self.connection, id)?;
        Ok(reread::kept_page(&self.connection, id)?.map(|(fetched_at, page)| KeptPage { fetched_at, page }))
    }

    /// At most `most` of the articles that have a page, in the order of their ids, from behind `after` on.
    pub fn kept_ids(&self, filter: &Filter, after: ArticleId, most: usize) -> Result<Vec<ArticleId>, StoreError> {
        let conditions = self.conditions(filter)?;
        let sql = format!(
            "SELECT articles.id FROM articles JOIN page ON page.article_id = articles.id
             WHERE {} AND articles.id > ? ORDER BY articles.id LIMIT ?",
            conditions.sql
        );
        let ids = self.ids(&sql, conditions.after([], [Value::Integer(after.0), limit(Some(most))]))?;
        Ok(ids.into_iter().map(ArticleId).collect())
    }

    /// How many articles have a page.
    pub fn count_kept(&self, filter: &Filter) -> Result<u64, StoreError> {
        let conditions = self.conditions(filter)?;
        let sql = format!(
            "SELECT count(*) FROM articles JOIN page ON page.article_id = articles.id WHERE {}",
            conditions.sql
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let values = params_from_iter(conditions.after([], []));
        Ok(statement.query_row(values, |row| row.get::<_, i64>(0))?.unsigned_abs())
    }

    /// What a purge by the plan would take, and how much is in it.
    pub fn would_purge(&self, plan: &RetentionPlan) -> Result<PurgeCounts, StoreError> {
        purge::count(&self.connection, plan)
    }

    /// An article's page with what is known beside it; `None` if no page was kept.
    pub fn kept_article(&self, id: ArticleId) -> Result<Option<KeptArticle>, StoreError> {
        reread::kept_article(&self.connection, id)
    }

    /// What would differ if a record took the place of the article's content.
    pub fn compare(
        &self,
        id: ArticleId,
        record: &Record,
        learning: Option<&Learning>,
    ) -> Result<ContentChange, StoreError> {
        reread::compare_with(&self.connection, id, record, learning)
    }
}
