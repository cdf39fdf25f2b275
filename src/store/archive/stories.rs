//! An article's story: the near copies that were joined to it.

use super::Archive;
use crate::model::{ArticleId, Timestamp};
use crate::store::error::StoreError;
use crate::store::merge::where_now;
use crate::store::values::read_utc;
use rusqlite::Row;
use serde::Serialize;

/// One article of a story.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StoryMember {
    pub article_id: ArticleId,
    pub site: Option<String>,
    pub title: Option<String>,
    pub first_seen_at: Timestamp,
    /// The article by which it came into the story; `None` for the one that was seen first.
    pub similar_to: Option<ArticleId>,
    /// How much of the two texts is the same, 0 to 1.
    pub likeness: Option<f64>,
}

impl Archive {
    /// The articles of the story that an article belongs to, the first seen in front; the article alone where
    /// nothing is like it, and nothing for an id that isn't there.
    pub fn story(&self, id: ArticleId) -> Result<Vec<StoryMember>, StoreError> {
        let id = where_now(&self.connection, id)?;
        let mut statement = self.connection.prepare_cached(
            "SELECT article.id, article.site, article.title, article.first_seen_at, signature.similar_to, signature.likeness
             FROM article LEFT JOIN signature ON signature.article_id = article.id
             WHERE article.id = ?1
                OR article.cluster_id = (SELECT cluster_id FROM article WHERE id = ?1)
             ORDER BY article.id",
        )?;
        statement.query_and_then([id.0], read_member)?.collect()
    }
}

fn read_member(row: &Row<'_>) -> Result<StoryMember, StoreError> {
    Ok(StoryMember {
        article_id: ArticleId(row.get(0)?),
        site: row.get(1)?,
        title: row.get(2)?,
        first_seen_at: read_utc(row.get_ref(3)?.as_str().unwrap_or_default())?,
        similar_to: row.get::<_, Option<i64>>(4)?.map(ArticleId),
        likeness: row.get(5)?,
    })
}
