//! Opening the file: what must be true of it, and the settings of a connection.

use super::error::StoreError;
use super::full_text;
use super::migrate::{known_version, migrate};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Stands in the file's header, so that `file` and feedmill know whose it is: `FMil`.
pub(super) const APPLICATION_ID: i64 = 0x464d_696c;

/// How long a statement waits for a lock that another program holds.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Memory for the pages that the writer works on: what one commit changes, and the inner pages of the indexes. Three times
/// as much takes no less CPU, since the system has the file in memory too.
const WRITER_CACHE_KIB: i64 = 4 * 1024;

/// Statements kept prepared per connection: all that the lines of work use.
const PREPARED_STATEMENTS: usize = 128;

/// The first SQLite without the fault by which two connections, one writing and one checkpointing,
/// could lose commits.
const SOUND_SQLITE: i32 = 3_051_003;

/// Opens the file to write in it; makes it, or brings its schema up to date.
pub(super) fn open_writer(path: &Path) -> Result<Connection, StoreError> {
    if rusqlite::version_number() < SOUND_SQLITE {
        return Err(StoreError::OldSqlite { found: rusqlite::version() });
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(|error| opening(path, error))?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    let fresh = inspect(&connection, path)?;
    if !fresh {
        look_for_damage(&connection, path)?;
    }
    if fresh {
        // Must come before the first table, and before WAL writes the first page.
        connection.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
        connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    }
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    // A feed's answer is often not repeatable, so an acknowledged commit survives a power cut too.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update_and_check(None, "journal_size_limit", 64 * 1024 * 1024, |_| Ok(()))?;
    // 16 MiB: a page that many commits change, as those of an index, is then moved into the file once.
    connection.pragma_update_and_check(None, "wal_autocheckpoint", 4000, |_| Ok(()))?;
    connection.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
    settle_in(&connection)?;
    // The lines of work ask the same again and again: a plan is made once and not for each value anew, since
    // preparing costs more than most of these statements. Readers ask once, and their plans may look at values.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    migrate(&mut connection, path)?;
    full_text::prepare(&connection)?;
    Ok(connection)
}

/// Opens the file to write in it beside the one who holds the lock, whose schema must be this one.
pub(super) fn open_second_writer(path: &Path) -> Result<Connection, StoreError> {
    let reader = open_reader(path)?;
    let version: i64 = reader.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if version != known_version() {
        return Err(StoreError::Locked { path: path.into() });
    }
    open_writer(path)
}

/// Opens the file to look at it; it must be there and of this version or an earlier one.
pub(super) fn open_reader(path: &Path) -> Result<Connection, StoreError> {
    if !path.try_exists().map_err(|source| StoreError::Io { path: path.into(), source: Arc::new(source) })? {
        return Err(StoreError::NotFound { path: path.into() });
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(|error| opening(path, error))?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    if inspect(&connection, path)? {
        return Err(StoreError::NotFeedmill { path: path.into() });
    }
    settle_in(&connection)?;
    Ok(connection)
}

/// The settings that readers and the writer share.
fn settle_in(connection: &Connection) -> Result<(), StoreError> {
    // A file can come from anywhere: its schema may call nothing that acts, its pages are checked, and no
    // statement may write past the tables.
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.set_prepared_statement_cache_capacity(PREPARED_STATEMENTS);
    // Leaves `-wal` and `-shm` in place at the last close, as SQLITE_FCNTL_PERSIST_WAL would: a reader
    // who may not write in the folder can't open a WAL database without them.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    Ok(())
}

/// Refuses a file that isn't feedmill's or is newer than this program. True if the file is still empty.
fn inspect(connection: &Connection, path: &Path) -> Result<bool, StoreError> {
    let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let application_id = number("application_id").map_err(|error| opening(path, error))?;
    let found = number("user_version").map_err(|error| opening(path, error))?;
    let known = known_version();
    if application_id == APPLICATION_ID {
        if found > known {
            return Err(StoreError::Newer { path: path.into(), found, known });
        }
        return Ok(found == 0);
    }
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if application_id != 0 || found != 0 || tables != 0 {
        return Err(StoreError::NotFeedmill { path: path.into() });
    }
    Ok(true)
}

/// The largest file that is read through at each start: it takes less than a tenth of a second.
const READ_THROUGH_BYTES: u64 = 16 << 20;

/// Looks for damage before anything is written: the whole of a small file; of a large one, whether its end is there.
fn look_for_damage(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).map(i64::unsigned_abs);
    let bytes = number("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")?;
    let unsound = |found: String| StoreError::Unsound { path: path.into(), found };
    if bytes <= READ_THROUGH_BYTES {
        let found: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        return if found == "ok" { Ok(()) } else { Err(unsound(found.replace('\n', " "))) };
    }
    let length = |file: &Path| std::fs::metadata(file).map_or(0, |file| file.len());
    let (has, log) = (length(path), length(&super::disk::beside(path, "-wal")));
    // With a log that isn't empty, the end may be in there.
    if log == 0 && has < bytes {
        return Err(unsound(format!("it should have {bytes} bytes and has {has}")));
    }
    Ok(())
}

fn opening(path: &Path, error: rusqlite::Error) -> StoreError {
    use rusqlite::ErrorCode;
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => StoreError::NotFeedmill { path: path.into() },
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            StoreError::Io { path: path.into(), source: Arc::new(std::io::Error::other(error)) }
        }
        _ => error.into(),
    }
}
