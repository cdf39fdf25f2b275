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
        ("user_version", &migrate::MIGRATIONS.len().to_string()),
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

/// A shell with an open transaction delays the work and loses none.
#[test]
fn a_foreign_writer_is_waited_for() {
    let bench = Bench::new();
    let shell = Connection::open(bench.path()).unwrap();
    shell.execute_batch("BEGIN IMMEDIATE").unwrap();
    let record = poll(bench.state("one").feed_id, "one", 1, vec![item("a", None, "Title", "Text")]);
    let writing = bench.store.record_poll(record);
    let (stored, ()) = bench.wait(async {
        tokio::join!(writing, async {
            tokio::task::yield_now().await;
            shell.execute_batch("ROLLBACK").unwrap();
        })
    });
    assert_eq!(stored.unwrap().new_articles, 1);
}

/// A limit on the file's pages is to SQLite what a full disk is.
#[test]
fn a_full_disk_is_told_and_harms_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("archive.db");
    let connection = connection::open_writer(&path).unwrap();
    let pages: i64 = connection.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    connection.pragma_update_and_check(None, "max_page_count", pages + 20, |_| Ok(())).unwrap();
    let writer = Writer::start(connection, Some(WriterLock::take(&path).unwrap())).unwrap();
    let bench = Bench {
        folder,
        store: Store {
            writer: writer.into(),
            readers: Readers::start(&path).unwrap(),
            pauses: Arc::default(),
            salt: 0,
        },
        runtime: runtime(),
    };
    bench.wait(bench.store.sync_feeds(vec![setup("one")], at(0))).unwrap();
    bench.poll("one", 1, vec![item("a", None, "Title", "Text")]);
    let large = item("b", None, "Title", &"many words ".repeat(50_000));
    let refused = bench.wait(bench.store.record_poll(poll(bench.state("one").feed_id, "one", 2, vec![large])));
    assert!(matches!(refused, Err(StoreError::Full)), "{refused:?}");
    assert_eq!(bench.state("one").next_poll_at, at(1801), "the failed poll left no trace");
    bench.poll("one", 3, vec![item("c", None, "Title", "Text")]);
    assert_eq!(bench.all().len(), 2);
    assert_eq!(bench.sql("PRAGMA integrity_check"), "ok");
}

#[test]
fn every_error_has_a_sentence_without_a_dot_and_most_a_hint() {
    let path = PathBuf::from("/a/b.db");
    for error in [
        StoreError::NotFound { path: path.clone() },
        StoreError::NotFeedmill { path: path.clone() },
        StoreError::Newer { path: path.clone(), found: 2, known: 1 },
        StoreError::Locked { path },
        StoreError::Busy,
        StoreError::Full,
        StoreError::UnknownArticle(ArticleId(3)),
        StoreError::UnknownFeed,
    ] {
        assert!(!error.to_string().ends_with('.') && error.hint().is_some_and(|hint| !hint.ends_with('.')), "{error}");
    }
}
