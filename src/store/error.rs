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
    /// Less than the floor that the configuration sets, so nothing is begun that would need it.
    #[error("{} MiB are free on the database's disk, and the floor is {} MiB", free_bytes >> 20, floor_bytes >> 20)]
    LowSpace { free_bytes: u64, floor_bytes: u64 },
    /// The file must be brought up to date, and a copy of it comes first.
    #[error("{} needs a copy before its schema changes: {} MiB, and {} MiB are free", path.display(), needed_bytes >> 20, free_bytes >> 20)]
    NoRoomForCopy { path: PathBuf, needed_bytes: u64, free_bytes: u64 },
    /// The file or its folder is read-only, or the disk fails.
    #[error("the database can't be written: {0}")]
    Unwritable(#[source] Arc<rusqlite::Error>),
    /// Somebody dropped or renamed what feedmill made.
    #[error("the database's tables are not as feedmill made them: {0}")]
    Altered(#[source] Arc<rusqlite::Error>),
    /// What SQLite's own check finds at the start, before anything is written.
    #[error("{} is damaged: {found}", path.display())]
    Unsound { path: PathBuf, found: String },
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
            StoreError::Full | StoreError::LowSpace { .. } => {
                Some("make space on the disk; a daemon goes on by itself")
            }
            StoreError::NoRoomForCopy { .. } => Some("make space on the disk, or move the database to one with more"),
            StoreError::Unwritable(_) => {
                Some("check that the disk is sound, and the file and its folder yours to write")
            }
            StoreError::Altered(_)
            | StoreError::Damaged(_)
            | StoreError::Unsound { .. }
            | StoreError::UnsoundCopy { .. } => {
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

impl StoreError {
    /// Whether it may be over by itself, with nothing lost: whoever waits and tries again is right.
    pub fn passes(&self) -> bool {
        matches!(self, StoreError::Full | StoreError::LowSpace { .. } | StoreError::Busy | StoreError::Unwritable(_))
    }

    /// Of those that pass, the ones that nobody but a person can end.
    pub fn is_a_fault(&self) -> bool {
        matches!(self, StoreError::Unwritable(_))
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => StoreError::Full,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => StoreError::Damaged(Arc::new(error)),
            Some(
                ErrorCode::ReadOnly | ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::PermissionDenied,
            ) => StoreError::Unwritable(Arc::new(error)),
            Some(ErrorCode::Unknown | ErrorCode::SchemaChanged) if is_of_schema(&error) => {
                StoreError::Altered(Arc::new(error))
            }
            _ => StoreError::Sqlite(Arc::new(error)),
        }
    }
}

/// SQLite has no code of its own for a name that isn't there.
fn is_of_schema(error: &rusqlite::Error) -> bool {
    let message = error.to_string();
    ["no such table", "no such column", "no such view", "has no column named"].iter().any(|told| message.contains(told))
}
