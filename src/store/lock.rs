//! The lock file beside the database: one daemon writes at a time.

use super::error::StoreError;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Holds `DB.lock` until dropped. The file itself stays, since removing it would let two in.
pub(super) struct WriterLock {
    _file: File,
}

impl WriterLock {
    /// Fails at once if another process, or another part of this one, holds the lock.
    pub(super) fn take(database: &Path) -> Result<WriterLock, StoreError> {
        let path = lock_path(database);
        let io = |source| StoreError::Io { path: path.clone(), source: Arc::new(source) };
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(io)?;
        match file.try_lock() {
            Ok(()) => Ok(WriterLock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(StoreError::Locked { path: database.into() }),
            Err(TryLockError::Error(source)) => Err(io(source)),
        }
    }
}

fn lock_path(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".lock");
    name.into()
}
