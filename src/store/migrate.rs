//! The schema's versions, and bringing a file up to this one: forward only, with a copy of it made first.

use super::disk::{beside, free_bytes};
use super::error::StoreError;
use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Every change of the schema, in order; released ones are never touched again.
pub(super) const MIGRATIONS: &[M<'static>] = &[
    M::up(include_str!("../../migrations/0001_archive.sql")),
    M::up(include_str!("../../migrations/0002_alternatives.sql")),
    M::up(include_str!("../../migrations/0003_behaviour.sql")),
    M::up(include_str!("../../migrations/0004_site_boilerplate.sql")),
    M::up(include_str!("../../migrations/0005_stories.sql")),
    M::up(include_str!("../../migrations/0006_languages.sql")),
    M::up(include_str!("../../migrations/0007_site_figures.sql")),
    M::up(include_str!("../../migrations/0008_page_parts.sql")),
    M::up(include_str!("../../migrations/0009_page_checks.sql")),
    M::up(include_str!("../../migrations/0010_retention.sql")),
    M::up(include_str!("../../migrations/0011_million.sql")),
    M::up(include_str!("../../migrations/0012_rule_figures.sql")),
    M::up(include_str!("../../migrations/0013_sites.sql")),
    M::up(include_str!("../../migrations/0014_schedules.sql")),
];

/// Copies that stay, the newest.
const COPIES_KEPT: usize = 2;

/// The schema of this program.
pub(super) fn known_version() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

/// Runs what the file hasn't seen yet, all of it or none. A file that has something in it is copied before.
pub(super) fn migrate(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found == known_version() {
        return Ok(());
    }
    if found > 0 {
        copy(connection, path, found)?;
    }
    Migrations::from_slice(MIGRATIONS).to_latest(connection).map_err(|error| match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => err.into(),
        other => StoreError::Sqlite(Arc::new(rusqlite::Error::ToSqlConversionFailure(Box::new(other)))),
    })
}

/// Writes the file as it is to `NAME.schema-VERSION`, whole or not at all.
fn copy(connection: &Connection, path: &Path, version: i64) -> Result<(), StoreError> {
    let copy = beside(path, &format!(".schema-{version}"));
    let unfinished = beside(&copy, ".part");
    let io = |source: io::Error| StoreError::Io { path: copy.clone(), source: Arc::new(source) };
    let needed: i64 = connection.query_row(
        "SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size",
        [],
        |row| row.get(0),
    )?;
    let (needed_bytes, free_bytes) = (needed.unsigned_abs(), free_bytes(path)?);
    if free_bytes < needed_bytes {
        return Err(StoreError::NoRoomForCopy { path: path.into(), needed_bytes, free_bytes });
    }
    // Left by a start that was killed; SQLite writes to new files only.
    match fs::remove_file(&unfinished) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(io(error)),
        _ => {}
    }
    let written = connection.execute("VACUUM INTO ?1", [unfinished.to_string_lossy()]).map_err(StoreError::from);
    let finished = written.and_then(|_| {
        // Whoever may read the one may read the other.
        let permissions = fs::metadata(path).map_err(io)?.permissions();
        fs::set_permissions(&unfinished, permissions).map_err(io)?;
        File::open(&unfinished).and_then(|file| file.sync_all()).map_err(io)?;
        fs::rename(&unfinished, &copy).map_err(io)
    });
    if finished.is_err() {
        // What is wrong is told; that the remains could not be removed would add nothing.
        let _ = fs::remove_file(&unfinished);
    }
    finished?;
    drop_old(path);
    Ok(())
}

/// The copies beside a database, the oldest version first.
fn copies(path: &Path) -> Vec<(i64, PathBuf)> {
    let beginning = format!("{}.schema-", path.file_name().unwrap_or_default().to_string_lossy());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut copies: Vec<(i64, PathBuf)> = entries
        .filter_map(|entry| {
            let name = entry.file_name();
            Some((name.to_str()?.strip_prefix(&beginning)?.parse().ok()?, entry.path()))
        })
        .collect();
    copies.sort_unstable();
    copies
}

/// A copy too many does no harm, so nothing is said of one that stays.
fn drop_old(path: &Path) {
    let copies = copies(path);
    let most = copies.len().saturating_sub(COPIES_KEPT);
    for (_, copy) in copies.into_iter().take(most) {
        let _ = fs::remove_file(copy);
    }
}
