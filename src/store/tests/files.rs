//! Which files are opened, which are refused, and what is left of them.

use super::*;
use std::fs;

#[test]
fn a_second_writer_is_refused_until_the_first_is_gone() {
    let bench = Bench::new();
    let refused = Store::open(&bench.path()).err().unwrap();
    assert!(matches!(refused, StoreError::Locked { .. }), "{refused}");
    assert!(refused.to_string().starts_with("another feedmill is writing to"));
    let Bench { folder, store, runtime } = bench;
    runtime.block_on(store.close());
    Store::open(&folder.path().join("archive.db")).unwrap();
}

#[test]
fn foreign_newer_and_missing_files_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.db");
    assert!(matches!(Archive::open_read_only(&path), Err(StoreError::NotFound { .. })));
    assert!(!path.exists());

    fs::write(&path, "some notes of mine, no database at all").unwrap();
    assert!(matches!(Store::open(&path), Err(StoreError::NotFeedmill { .. })));
    assert!(matches!(Archive::open_read_only(&path), Err(StoreError::NotFeedmill { .. })));
    assert_eq!(fs::read_to_string(&path).unwrap(), "some notes of mine, no database at all");

    fs::remove_file(&path).unwrap();
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE mine (x)").unwrap();
    assert!(matches!(Store::open(&path), Err(StoreError::NotFeedmill { .. })));

    fs::remove_file(&path).unwrap();
    drop(Store::open(&path).unwrap());
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let newer = Store::open(&path).err().unwrap();
    assert!(matches!(newer, StoreError::Newer { found: 99, .. }), "{newer}");
    assert!(newer.hint().is_some());
}

#[test]
fn the_settings_are_as_promised() {
    let folder = tempfile::tempdir().unwrap();
    let connection = connection::open_writer(&folder.path().join("a.db")).unwrap();
    for (pragma, value) in [
        ("journal_mode", "wal"),
        ("synchronous", "2"),
        ("foreign_keys", "1"),
        ("auto_vacuum", "2"),
        ("trusted_schema", "0"),
        ("cell_size_check", "1"),
        ("temp_store", "2"),
        ("busy_timeout", "10000"),
        ("journal_size_limit", "67108864"),
        ("application_id", "1179478380"),
        ("user_version", "1"),
    ] {
        assert_eq!(one_value(&connection, &format!("PRAGMA {pragma}")), value, "{pragma}");
    }
    assert!(rusqlite::version_number() >= 3_051_003);
}

/// Without them, a reader who may not write in the folder can't open the database.
#[test]
fn the_wal_files_stay_after_a_close() {
    let bench = Bench::new();
    bench.poll("one", 1, vec![item("a", None, "Title", "Text")]);
    let Bench { folder, store, runtime } = bench;
    runtime.block_on(store.close());
    assert_eq!(fs::metadata(folder.path().join("archive.db-wal")).unwrap().len(), 0);
    assert!(folder.path().join("archive.db-shm").exists());
    let archive = Archive::open_read_only(&folder.path().join("archive.db")).unwrap();
    drop(archive);
    assert!(folder.path().join("archive.db-wal").exists());
}

#[test]
fn what_was_handed_over_is_written_though_nobody_waits() {
    let bench = Bench::new();
    let feed_id = bench.state("one").feed_id;
    bench.wait(async {
        for number in 0..20 {
            let items = vec![item(&format!("i{number}"), None, "Title", &format!("Text {number}"))];
            let store = bench.store.clone();
            let waiting = tokio::spawn(async move { store.record_poll(poll(feed_id, "one", number, items)).await });
            tokio::task::yield_now().await;
            waiting.abort();
        }
    });
    let Bench { folder, store, runtime } = bench;
    drop((runtime, store));
    let store = Store::open(&folder.path().join("archive.db")).unwrap();
    let archive = Archive::open_read_only(&folder.path().join("archive.db")).unwrap();
    assert_eq!(archive.counts().unwrap().articles, 20);
    drop(store);
}

#[test]
fn a_copy_is_whole_and_never_overwrites() {
    let bench = Bench::new();
    bench.poll("one", 1, vec![item("a", None, "Title", "Text")]);
    let copy = bench.folder.path().join("copy.db");
    bench.archive().backup(&copy).unwrap();
    assert_eq!(Archive::open_read_only(&copy).unwrap().counts().unwrap().articles, 1);
    assert!(matches!(bench.archive().backup(&copy), Err(StoreError::Io { .. })));
}

#[test]
fn a_closed_store_says_so() {
    let bench = Bench::new();
    let other = bench.store.clone();
    let Bench { folder: _folder, store, runtime } = bench;
    runtime.block_on(store.close());
    let late = runtime.block_on(other.sync_feeds(Vec::new(), at(0)));
    assert!(matches!(late, Err(StoreError::Closed)));
    assert!(matches!(runtime.block_on(other.feed_states(None)), Err(StoreError::Closed)));
}

/// A job that fails takes nothing with it of those committed beside it.
#[test]
fn a_failing_job_fails_alone() {
    let bench = Bench::new();
    let feed_id = bench.state("one").feed_id;
    let good = poll(feed_id, "one", 1, vec![item("a", None, "Title", "Text")]);
    let bad = poll(FeedId(77), "one", 1, vec![item("b", None, "Title", "Text")]);
    let (bad, good) = bench.wait(async { tokio::join!(bench.store.record_poll(bad), bench.store.record_poll(good)) });
    assert!(matches!(bad, Err(StoreError::UnknownFeed)));
    assert_eq!(good.unwrap().new_articles, 1);
    assert_eq!(bench.sql("SELECT count(*) FROM requests"), "1");
}
