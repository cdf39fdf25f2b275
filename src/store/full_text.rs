//! The full-text index, written by hand: what is taken out must equal what was put in.

use super::error::StoreError;
use crate::model::ArticleId;
use crate::text::searchable;
use rusqlite::{Connection, params};

pub(super) fn insert(
    connection: &Connection,
    id: ArticleId,
    title: Option<&str>,
    text: &str,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT INTO articles_fts (rowid, title, text) VALUES (?1, ?2, ?3)")?
        .execute(params![id.0, title.map(searchable), searchable(text)])?;
    Ok(())
}

/// Takes an article out; `title` and `text` are those with which it was put in.
pub(super) fn remove(
    connection: &Connection,
    id: ArticleId,
    title: Option<&str>,
    text: &str,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT INTO articles_fts (articles_fts, rowid, title, text) VALUES ('delete', ?1, ?2, ?3)")?
        .execute(params![id.0, title.map(searchable), searchable(text)])?;
    Ok(())
}
