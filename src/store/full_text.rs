//! The full-text index, written by hand: what is taken out must equal what was put in.
//!
//! Changes are gathered in a temporary table and reach the index once a commit, in the order of the articles' ids.
//! FTS5 writes out all it holds at each savepoint, and each job has one, and whenever an id is smaller than the one
//! before, and pages come in any order. Written as it comes, an index would be a heap of tiny segments, each merged
//! with the next.

use super::error::StoreError;
use crate::model::ArticleId;
use crate::text::searchable;
use rusqlite::{Connection, params};

/// Makes the place where changes are gathered; a job that fails takes its own back out of it.
pub(super) fn prepare(connection: &Connection) -> Result<(), StoreError> {
    connection.execute_batch(
        "CREATE TEMP TABLE index_change (
           article_id INTEGER PRIMARY KEY,
           leaves INTEGER NOT NULL DEFAULT 0, old_title TEXT, old_text TEXT, -- what is in the index before
           enters INTEGER NOT NULL DEFAULT 0, new_title TEXT, new_text TEXT) -- and after",
    )?;
    Ok(())
}

/// Puts an article in with the next commit; it isn't in the index, or is about to be taken out.
pub(super) fn insert(
    connection: &Connection,
    id: ArticleId,
    title: Option<&str>,
    text: &str,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO temp.index_change (article_id, enters, new_title, new_text) VALUES (?1, 1, ?2, ?3)
             ON CONFLICT DO UPDATE SET enters = 1, new_title = excluded.new_title, new_text = excluded.new_text",
        )?
        .execute(params![id.0, title, text])?;
    Ok(())
}

/// Takes an article out with the next commit; `title` and `text` are those with which it was put in.
pub(super) fn remove(
    connection: &Connection,
    id: ArticleId,
    title: Option<&str>,
    text: &str,
) -> Result<(), StoreError> {
    // What was put in since the last commit never gets there.
    connection
        .prepare_cached(
            "INSERT INTO temp.index_change (article_id, leaves, old_title, old_text) VALUES (?1, 1, ?2, ?3)
             ON CONFLICT DO UPDATE SET enters = 0, new_title = NULL, new_text = NULL",
        )?
        .execute(params![id.0, title, text])?;
    Ok(())
}

/// Writes what was gathered into the index.
pub(super) fn write_gathered(connection: &Connection) -> Result<(), StoreError> {
    let mut insert = connection.prepare_cached("INSERT INTO articles_fts (rowid, title, text) VALUES (?1, ?2, ?3)")?;
    let mut remove = connection
        .prepare_cached("INSERT INTO articles_fts (articles_fts, rowid, title, text) VALUES ('delete', ?1, ?2, ?3)")?;
    let mut gathered = connection.prepare_cached(
        "SELECT article_id, leaves, old_title, old_text, enters, new_title, new_text
         FROM temp.index_change ORDER BY article_id",
    )?;
    let mut rows = gathered.query([])?;
    let mut has_any = false;
    while let Some(row) = rows.next()? {
        has_any = true;
        let id: i64 = row.get(0)?;
        for (statement, first) in [(&mut remove, 1), (&mut insert, 4)] {
            if row.get(first)? {
                let (title, text): (Option<String>, String) = (row.get(first + 1)?, row.get(first + 2)?);
                statement.execute(params![id, title.as_deref().map(searchable), searchable(&text)])?;
            }
        }
    }
    drop(rows);
    // Most polls bring nothing, and even deleting nothing is a transaction.
    if has_any {
        connection.prepare_cached("DELETE FROM temp.index_change")?.execute([])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::connection::open_writer;
    use tempfile::TempDir;

    fn index() -> (TempDir, Connection) {
        let folder = TempDir::new().unwrap();
        let connection = open_writer(&folder.path().join("archive.db")).unwrap();
        (folder, connection)
    }

    fn put(connection: &Connection, id: i64, text: &str) {
        insert(connection, ArticleId(id), Some("Title"), text).unwrap();
    }

    fn take(connection: &Connection, id: i64, text: &str) {
        remove(connection, ArticleId(id), Some("Title"), text).unwrap();
    }

    fn found(connection: &Connection, word: &str) -> Vec<i64> {
        let sql = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?1 ORDER BY rowid";
        let mut statement = connection.prepare(sql).unwrap();
        statement.query_map([word], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn of_several_changes_in_one_commit_the_last_holds() {
        let (_folder, connection) = index();
        put(&connection, 1, "first");
        take(&connection, 1, "first");
        put(&connection, 1, "second");
        put(&connection, 2, "second");
        put(&connection, 3, "third");
        take(&connection, 3, "third");
        write_gathered(&connection).unwrap();
        assert_eq!((found(&connection, "first"), found(&connection, "second")), (vec![], vec![1, 2]));
        assert_eq!(found(&connection, "title"), [1, 2]);

        take(&connection, 1, "second");
        put(&connection, 1, "fourth");
        take(&connection, 1, "fourth");
        put(&connection, 1, "fifth");
        take(&connection, 2, "second");
        write_gathered(&connection).unwrap();
        write_gathered(&connection).unwrap();
        for (word, expected) in [("second", vec![]), ("fourth", vec![]), ("fifth", vec![1]), ("title", vec![1])] {
            assert_eq!(found(&connection, word), expected, "{word}");
        }
        connection.execute_batch("INSERT INTO articles_fts (articles_fts) VALUES ('integrity-check')").unwrap();
    }

    #[test]
    fn a_commit_is_one_segment_in_whatever_order_its_articles_come() {
        let (_folder, connection) = index();
        connection.execute_batch("BEGIN").unwrap();
        for id in [40, 7, 39, 8, 38, 9] {
            put(&connection, id, "a story about the ferry");
        }
        write_gathered(&connection).unwrap();
        connection.execute_batch("COMMIT").unwrap();
        let segments = "SELECT count(DISTINCT segid) FROM articles_fts_idx";
        assert_eq!(connection.query_row(segments, [], |row| row.get::<_, i64>(0)).unwrap(), 1);
        assert_eq!(found(&connection, "ferry"), [7, 8, 9, 38, 39, 40]);
    }
}
