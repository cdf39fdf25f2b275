//! The disk under the database: what is free of it, how long the write-ahead log is, and who keeps it so long.

use super::error::StoreError;
use rustix::fs::{StatVfs, StatVfsMountFlags};
use serde::Serialize;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A write-ahead log that is longer isn't emptied: a program keeps a transaction open. It is usually emptied at
/// a quarter of it.
pub const LONG_WAL_BYTES: u64 = 64 << 20;

/// How things stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DiskState {
    /// What this user may still write.
    pub free_bytes: u64,
    /// What keeps the database from being written, whoever tries.
    pub obstacle: Option<Obstacle>,
    pub wal_bytes: u64,
    /// Programs with a transaction open, as far as the system tells; only looked for where the log is long.
    pub wal_holders: Vec<Process>,
}

/// Why nothing can be stored, as far as it shows without trying.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Obstacle {
    FullDisk,
    /// It is mounted so, or the system made it so after a fault.
    ReadOnlyDisk,
    /// The database, a file beside it, or its folder: nobody has the right to write there.
    ReadOnly(PathBuf),
}

/// A running program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Process {
    pub id: u32,
    pub name: String,
}

/// Looks at the disk that a database lies on; nothing is opened for it.
///
/// # Errors
/// `Io` if its folder isn't there.
pub fn disk_state(database: &Path) -> Result<DiskState, StoreError> {
    let wal_bytes = fs::metadata(beside(database, "-wal")).map_or(0, |wal| wal.len());
    let wal_holders = if wal_bytes > LONG_WAL_BYTES { readers_of(&beside(database, "-shm")) } else { Vec::new() };
    let disk = disk_of(database)?;
    let free_bytes = available_bytes(&disk);
    let obstacle = if disk.f_flag.contains(StatVfsMountFlags::RDONLY) {
        Some(Obstacle::ReadOnlyDisk)
    } else if free_bytes == 0 {
        Some(Obstacle::FullDisk)
    } else {
        read_only(database).map(Obstacle::ReadOnly)
    };
    Ok(DiskState { free_bytes, obstacle, wal_bytes, wal_holders })
}

/// Free space where a file is or would be.
pub(super) fn free_bytes(file: &Path) -> Result<u64, StoreError> {
    Ok(available_bytes(&disk_of(file)?))
}

fn available_bytes(disk: &StatVfs) -> u64 {
    disk.f_bavail.saturating_mul(disk.f_frsize)
}

fn disk_of(file: &Path) -> Result<StatVfs, StoreError> {
    let folder = folder_of(file);
    let failed = |source: io::Error| StoreError::Io { path: folder.into(), source: Arc::new(source) };
    rustix::fs::statvfs(folder).map_err(|error| failed(error.into()))
}

fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The first of what a writer needs that nobody may write.
fn read_only(database: &Path) -> Option<PathBuf> {
    let files =
        [database.to_owned(), beside(database, "-wal"), beside(database, "-shm"), folder_of(database).to_owned()];
    files.into_iter().find(|file| fs::metadata(file).is_ok_and(|found| found.permissions().readonly()))
}

/// `archive.db-wal` for `archive.db`.
pub(super) fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Who holds a reader's lock on the log's index, by what Linux says of locks; nobody where it says nothing.
fn readers_of(shared: &Path) -> Vec<Process> {
    let Ok(inode) = fs::metadata(shared).map(|file| file.ino()) else { return Vec::new() };
    let locks = fs::read_to_string("/proc/locks").unwrap_or_default();
    let mut ids: Vec<u32> = locks.lines().filter_map(|line| reader(line, inode)).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.retain(|id| *id != std::process::id());
    let name = |id: u32| fs::read_to_string(format!("/proc/{id}/comm")).unwrap_or_default().trim().to_owned();
    ids.into_iter().map(|id| Process { id, name: name(id) }).collect()
}

/// The process of a line such as `12: POSIX  ADVISORY  READ 4711 08:01:131 124 124`, if it reads by that index.
fn reader(line: &str, inode: u64) -> Option<u32> {
    // SQLite's readers lock one of five bytes (walindex in its file-format description: WAL_READ_LOCK).
    const FIRST_READER: u64 = 123;
    const LAST_READER: u64 = 127;
    let mut words = line.split_whitespace().skip(3);
    let is_read = words.next()? == "READ";
    let id: u32 = words.next()?.parse().ok()?;
    let file: u64 = words.next()?.rsplit(':').next()?.parse().ok()?;
    let first: u64 = words.next()?.parse().ok()?;
    (is_read && file == inode && id > 0 && (FIRST_READER..=LAST_READER).contains(&first)).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_may_write_is_told() {
        let folder = tempfile::TempDir::new().unwrap();
        let database = folder.path().join("archive.db");
        for name in ["archive.db", "archive.db-wal"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        assert_eq!(disk_state(&database).unwrap().obstacle, None);
        for file in [database.clone(), beside(&database, "-wal")] {
            let may = fs::metadata(&file).unwrap().permissions();
            let mut may_not = may.clone();
            may_not.set_readonly(true);
            fs::set_permissions(&file, may_not).unwrap();
            assert_eq!(disk_state(&database).unwrap().obstacle, Some(Obstacle::ReadOnly(file.clone())));
            fs::set_permissions(&file, may).unwrap();
        }
    }

    #[test]
    fn readers_are_told_from_other_locks() {
        for (line, expected) in [
            ("1: POSIX  ADVISORY  READ  4711 08:01:131 124 124", Some(4711)),
            ("1: POSIX  ADVISORY  READ  4711 08:01:132 124 124", None),
            ("1: POSIX  ADVISORY  READ  4711 08:01:131 128 128", None),
            ("1: POSIX  ADVISORY  WRITE 4711 08:01:131 120 120", None),
            ("1: -> POSIX  ADVISORY  READ 4711 08:01:131 124 124", None),
            ("", None),
        ] {
            assert_eq!(reader(line, 131), expected, "{line}");
        }
    }
}
