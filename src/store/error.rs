//! What can go wrong with the archive: a kind for code, a sentence and a hint for people.

use crate::model::ArticleId;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use thiserror::Error;

/// Why the store did not do what it was asked for.
///
/// It can be cloned, since one failed commit is the answer to all who had a share in it.
#[derive(Clone, Debug, Error)]
pub enum StoreError {
    #[error("there is no database at {}", path.display())]
    NotFound { path: PathBuf },
    #[error("{} is not a feedmill database", path.display())]
    NotFeedmill { path: PathBuf },
    /// The file was made by a later version of feedmill.
    #[error("{} has schema version {found}, and this feedmill knows versions up to {known}", path.display())]
    Newer { path: PathBuf, found: i64, known: i64 },
    /// Another process holds the lock file.
    #[error("another feedmill is writing to {}", path.display())]
    Locked { path: PathBuf },
    /// Another program kept a transaction open for longer than feedmill waits.
    #[error("the database is locked by another program")]
    Busy,
    #[error("no space is left for the database")]
    Full,
    #[error("the database is damaged")]
    Damaged(#[source] Arc<rusqlite::Error>),
    /// A backup that SQLite's own checks find fault with: so the database it was made of is damaged.
    #[error("the copy {} is not sound: {found}", path.display())]
    UnsoundCopy { path: PathBuf, found: String },
    /// The SQLite in use has a fault that can lose commits.
    #[error("SQLite {found} can lose data; feedmill needs 3.51.3 or later")]
    OldSqlite { found: &'static str },
    #[error("there is no article {}", .0.0)]
    UnknownArticle(ArticleId),
    #[error("there is no such feed in the database")]
    UnknownFeed,
    /// The store was closed before the work was done.
    #[error("the database is closed")]
    Closed,
    /// A stored value that this version can't read.
    #[error("cannot read the stored {what} {value:?}")]
    Unreadable { what: &'static str, value: String },
    #[error("cannot open {}", path.display())]
    Io { path: PathBuf, source: Arc<io::Error> },
    #[error("database error: {0}")]
    Sqlite(#[source] Arc<rusqlite::Error>),
}

impl StoreError {
    /// What a person can do about it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            StoreError::NotFound { .. } => Some("run `feedmill fetch` first, or name the file with --database"),
            StoreError::NotFeedmill { .. } => Some("name another file as `database`; this one is left as it is"),
            StoreError::Newer { .. } => Some("use the feedmill that wrote it, or a later one"),
            StoreError::Locked { .. } => Some("stop the other one first; to look at the articles needs no stop"),
            StoreError::Busy => Some("close the program that holds a transaction open on it, such as a sqlite3 shell"),
            StoreError::Full => Some("make space on the disk; feedmill then goes on by itself"),
            StoreError::Damaged(_) | StoreError::UnsoundCopy { .. } => {
                Some("put the last backup in its place, or try sqlite3's `.recover` on a copy")
            }
            StoreError::OldSqlite { .. } => Some("build feedmill with the SQLite that it brings along"),
            StoreError::UnknownArticle(_) => Some("`feedmill list` shows the articles and their ids"),
            StoreError::UnknownFeed => Some("`feedmill status` shows the feeds and their keys"),
            StoreError::Io { .. } => Some("check that the folder exists and that it is yours to read and write"),
            StoreError::Closed | StoreError::Unreadable { .. } | StoreError::Sqlite(_) => None,
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => StoreError::Full,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy,
            Some(ErrorCode::DatabaseCorrupt) => StoreError::Damaged(Arc::new(error)),
            _ => StoreError::Sqlite(Arc::new(error)),
        }
    }
}
