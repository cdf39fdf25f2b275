//! The lock file beside the database: one process writes at a time, and its number stands in the file.

use super::error::StoreError;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
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
            Ok(()) => {
                write_number(&file).map_err(io)?;
                Ok(WriterLock { _file: file })
            }
            Err(TryLockError::WouldBlock) => Err(StoreError::Locked { path: database.into() }),
            Err(TryLockError::Error(source)) => Err(io(source)),
        }
    }
}

fn write_number(mut file: &File) -> io::Result<()> {
    file.set_len(0)?;
    writeln!(file, "{}", std::process::id())
}

/// The process that writes to a database; `None` if there is none.
///
/// # Errors
/// If the lock file can't be opened.
pub fn writing_process(database: &Path) -> Result<Option<u32>, StoreError> {
    let path = lock_path(database);
    let io = |source| StoreError::Io { path: path.clone(), source: Arc::new(source) };
    let mut file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(io(error)),
    };
    match file.try_lock_shared() {
        Ok(()) => Ok(None),
        Err(TryLockError::WouldBlock) => {
            let mut number = String::new();
            file.read_to_string(&mut number).map_err(io)?;
            Ok(number.trim().parse().ok())
        }
        Err(TryLockError::Error(source)) => Err(io(source)),
    }
}

fn lock_path(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".lock");
    name.into()
}
