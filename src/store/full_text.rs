//! The full-text index, written by hand: what is taken out must equal what was put in.
//!
//! Changes are gathered in a temporary table and reach the index once a commit. FTS5 writes out all it
//! holds at each savepoint, and each job has one, so an index written job by job would be a heap of tiny
//! segments, each merged with the next.

use super::error::StoreError;
use crate::model::ArticleId;
use crate::text::searchable;
use rusqlite::{Connection, params};

/// Makes the place where changes are gathered; a job that fails takes its own back out of it.
pub(super) fn prepare(connection: &Connection) -> Result<(), StoreError> {
    connection.execute_batch(
        "CREATE TEMP TABLE index_change (position INTEGER PRIMARY KEY, removes INTEGER, article_id INTEGER, title TEXT, text TEXT)",
    )?;
    Ok(())
}

/// Puts an article in with the next commit.
pub(super) fn insert(
    connection: &Connection,
    id: ArticleId,
    title: Option<&str>,
    text: &str,
) -> Result<(), StoreError> {
    gather(connection, false, id, title, text)
}

/// Takes an article out with the next commit; `title` and `text` are those with which it was put in.
pub(super) fn remove(
    connection: &Connection,
    id: ArticleId,
    title: Option<&str>,
    text: &str,
) -> Result<(), StoreError> {
    gather(connection, true, id, title, text)
}

/// Writes what was gathered into the index, in the order in which it came.
pub(super) fn write_gathered(connection: &Connection) -> Result<(), StoreError> {
    let mut insert = connection.prepare_cached("INSERT INTO articles_fts (rowid, title, text) VALUES (?1, ?2, ?3)")?;
    let mut remove = connection
        .prepare_cached("INSERT INTO articles_fts (articles_fts, rowid, title, text) VALUES ('delete', ?1, ?2, ?3)")?;
    let mut gathered = connection
        .prepare_cached("SELECT removes, article_id, title, text FROM temp.index_change ORDER BY position")?;
    let mut rows = gathered.query([])?;
    while let Some(row) = rows.next()? {
        let statement = if row.get(0)? { &mut remove } else { &mut insert };
        let id: i64 = row.get(1)?;
        let (title, text): (Option<String>, String) = (row.get(2)?, row.get(3)?);
        statement.execute(params![id, title.as_deref().map(searchable), searchable(&text)])?;
    }
    drop(rows);
    connection.prepare_cached("DELETE FROM temp.index_change")?.execute([])?;
    Ok(())
}

fn gather(
    connection: &Connection,
    removes: bool,
    id: ArticleId,
    title: Option<&str>,
    text: &str,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT INTO temp.index_change (removes, article_id, title, text) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![removes, id.0, title, text])?;
    Ok(())
}
