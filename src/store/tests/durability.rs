//! What power cuts, damage, other programs and full disks do to the file: docs/safety.md has the list.

use super::*;
use std::fs;
use std::path::Path;

const URL: &str = "https://one.example/a";

/// Some articles with pages, and nothing left in the log.
fn stocked() -> (TempDir, PathBuf) {
    let bench = Bench::new();
    for number in 0..20 {
        let url = format!("https://one.example/{number}");
        let id =
            bench.poll("one", number, vec![item(&format!("i{number}"), Some(&url), "Title", "x")]).wanted[0].article_id;
        let text: String = (0..400).map(|word| format!("word{} ", word * number)).collect();
        bench.scrape(id, number, page(&url, "Title", &text));
    }
    let path = bench.path();
    let Bench { folder, store, runtime } = bench;
    runtime.block_on(store.close());
    (folder, path)
}

/// D03: the log as a power cut may leave it, after each commit that was answered. What was on the disk by then is
/// there; what was written after it is there, in part, or garbage.
#[test]
fn a_power_cut_takes_nothing_that_was_acknowledged() {
    let bench = Bench::new();
    let (file, log) = (bench.path(), super::disk::beside(&bench.path(), "-wal"));
    let feed_id = bench.state("one").feed_id;
    let mut acknowledged = Vec::new();
    for number in 0..12 {
        let listed = vec![item(&format!("i{number}"), None, "Title", &format!("Text {number}"))];
        bench.wait(bench.store.record_poll(poll(feed_id, "one", number, listed))).unwrap();
        acknowledged.push(fs::metadata(&log).unwrap().len());
    }
    let (database, whole) = (fs::read(&file).unwrap(), fs::read(&log).unwrap());
    for (count, synced) in (1_usize..).zip(&acknowledged) {
        let synced = usize::try_from(*synced).unwrap();
        let rest = whole.len() - synced;
        for (more, garbage) in [(0, 0), (rest / 3, 0), (rest / 2, 3000), (rest, 0), (0, 9000)] {
            let mut left = whole[..synced + more].to_vec();
            left.extend((0..garbage).map(|n| (n * 7 % 251) as u8));
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("archive.db");
            fs::write(&path, &database).unwrap();
            fs::write(super::disk::beside(&path, "-wal"), left).unwrap();
            drop(Store::open(&path).unwrap());
            let archive = Archive::open_read_only(&path).unwrap();
            let found: usize = one_value(archive.connection(), "SELECT count(*) FROM article_feeds").parse().unwrap();
            assert!(found >= count, "{found} of {count} with {more} more and {garbage} of garbage");
            assert_eq!(one_value(archive.connection(), "PRAGMA integrity_check"), "ok");
            let others = format!("SELECT count(*) FROM article_feeds WHERE item_id NOT IN {}", ids(found));
            assert_eq!(one_value(archive.connection(), &others), "0", "the first ones, without a hole");
        }
    }
}

fn ids(count: usize) -> String {
    let ids: Vec<String> = (0..count).map(|number| format!("'i{number}'")).collect();
    format!("({})", ids.join(", "))
}

/// D07: a damaged file is refused with a word on what to do, or is sound where it is read; it is never written over.
#[test]
fn a_damaged_file_is_refused_and_left_alone() {
    let (_folder, sound) = stocked();
    let whole = fs::read(&sound).unwrap();
    let pages = whole.len() / 4096;
    let mut refused = 0;
    let mut damages: Vec<(String, Vec<u8>)> = vec![
        ("cut in half".into(), whole[..whole.len() / 2].to_vec()),
        ("cut in a page".into(), whole[..whole.len() - 1000].to_vec()),
        ("its beginning alone".into(), whole[..90].to_vec()),
        ("a page of zeros in front".into(), [vec![0; 4096], whole[4096..].to_vec()].concat()),
        ("text".into(), vec![b'x'; whole.len()]),
    ];
    for page in (1..pages).step_by(7) {
        let mut zeroed = whole.clone();
        zeroed[page * 4096..(page + 1) * 4096].fill(0);
        damages.push((format!("page {page} zeroed"), zeroed));
    }
    for seed in 1..6_usize {
        let mut flipped = whole.clone();
        for n in 0..1000 {
            let at = 100 + (seed * 7919 + n * 104_729) % (whole.len() - 100);
            flipped[at] ^= 0x55;
        }
        damages.push((format!("bytes flipped, {seed}"), flipped));
    }
    for (what, bytes) in damages {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("archive.db");
        fs::write(&path, &bytes).unwrap();
        match Store::open(&path) {
            // A byte within a text harms no structure; a page may be one that nothing is in.
            Ok(_) => assert!(what.starts_with("page") || what.starts_with("bytes"), "{what}"),
            Err(error) => {
                refused += 1;
                assert!(error.hint().is_some(), "{what}: {error}");
                assert!(
                    matches!(
                        error,
                        StoreError::Unsound { .. } | StoreError::Damaged(_) | StoreError::NotFeedmill { .. }
                    ),
                    "{what}: {error}"
                );
                assert!(fs::read(&path).unwrap() == bytes, "{what}: written over");
            }
        }
    }
    assert!(refused > pages / 7, "{refused}");
}

/// D08: a reader that holds a transaction makes the log grow; that is seen, and once it lets go the log is emptied.
#[test]
fn a_reader_who_stays_is_seen_and_the_log_is_emptied_after_it() {
    let bench = Bench::new();
    let id = bench.poll("one", 1, vec![item("a", Some(URL), "Title", "x")]).wanted[0].article_id;
    let reader = Connection::open(bench.path()).unwrap();
    reader.execute_batch("BEGIN").unwrap();
    let seen = one_value(&reader, "SELECT count(*) FROM page");
    let mut random = 1_u64;
    for round in 0..20 {
        let mut large = stored_page(URL, "");
        large.body = (0..4 << 20)
            .map(|_| {
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (random >> 56) as u8
            })
            .collect();
        let outcome = ScrapeOutcome::Page {
            url: URL.into(),
            alias: None,
            page: large,
            parts: Vec::new(),
            record: record("Title", &format!("Text {round}"), "scored"),
            learning: None,
            feed_was_whole: None,
        };
        bench.scrape(id, round + 2, outcome);
    }
    let state = disk_state(&bench.path()).unwrap();
    assert!(state.wal_bytes > LONG_WAL_BYTES, "{state:?}");
    assert!(state.wal_holders.is_empty(), "this process itself isn't told as another");
    assert!(!bench.wait(bench.store.empty_wal()).unwrap());
    assert_eq!(one_value(&reader, "SELECT count(*) FROM page"), seen, "the reader sees what it saw");
    reader.execute_batch("COMMIT").unwrap();
    assert!(bench.wait(bench.store.empty_wal()).unwrap());
    assert_eq!(disk_state(&bench.path()).unwrap().wal_bytes, 0);
}

/// D09: what other programs do to the file under a daemon is waited for, borne, or told at once.
#[test]
fn other_programs_at_the_file_lose_nothing() {
    let bench = Bench::new();
    let shell = Connection::open(bench.path()).unwrap();
    let listed = |n: i64| vec![item(&format!("i{n}"), None, "Title", &format!("Text {n}"))];
    bench.poll("one", 1, listed(1));
    shell.execute_batch("CREATE INDEX mine ON article (title); CREATE VIEW also_mine AS SELECT 1; VACUUM;").unwrap();
    bench.poll("one", 2, listed(2));
    let mode: String =
        shell.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get(0)).unwrap_or("refused".into());
    assert_ne!(mode, "delete", "while the daemon has it open");
    bench.poll("one", 3, listed(3));
    assert_eq!(bench.all().len(), 3);
    assert_eq!(bench.sql("PRAGMA integrity_check"), "ok");

    shell.execute_batch("ALTER TABLE story_url RENAME TO elsewhere").unwrap();
    let lost = vec![item("x", Some(URL), "Title", "Text")];
    let told = bench.wait(bench.store.record_poll(poll(bench.state("one").feed_id, "one", 4, lost))).unwrap_err();
    assert!(matches!(told, StoreError::Altered(_)) && told.hint().is_some() && !told.passes(), "{told:?}");
    shell.execute_batch("ALTER TABLE elsewhere RENAME TO story_url").unwrap();
    assert_eq!(bench.all().len(), 3, "the poll that failed left nothing");
    bench.poll("one", 5, vec![item("x", Some(URL), "Title", "Text")]);
    assert_eq!(bench.all().len(), 4);
}

/// D16: a copy that is made while articles come in holds the first so many of them, whole.
#[test]
fn a_copy_made_meanwhile_is_a_state_that_was() {
    let bench = Bench::new();
    let feed_id = bench.state("one").feed_id;
    let (path, folder) = (bench.path(), bench.folder.path().to_owned());
    let copying = std::thread::spawn(move || {
        let archive = Archive::open_read_only(&path).unwrap();
        (0..6)
            .map(|number| {
                let copy = folder.join(format!("copy{number}.db"));
                archive.backup(&copy).unwrap();
                copy
            })
            .collect::<Vec<_>>()
    });
    for number in 0..150_i64 {
        let listed = vec![item(&format!("i{number}"), None, "Title", &format!("Text {number}"))];
        bench.wait(bench.store.record_poll(poll(feed_id, "one", number, listed))).unwrap();
    }
    let mut last = 0;
    for copy in copying.join().unwrap() {
        let count = rows_of(&copy);
        assert!(count >= last, "{count} after {last}");
        last = count;
        // It is an archive to go on with.
        let store = Store::open(&copy).unwrap();
        drop(store);
        assert_eq!(one_value(&Connection::open(&copy).unwrap(), "PRAGMA integrity_check"), "ok");
    }
}

/// How many items a copy has; they are the first ones, each with its article and the poll that brought it.
fn rows_of(copy: &Path) -> usize {
    let copy = Connection::open(copy).unwrap();
    let count: usize = one_value(&copy, "SELECT count(*) FROM item").parse().unwrap();
    let holes = format!("SELECT count(*) FROM item WHERE item_id NOT IN {}", ids(count));
    for (sql, expected) in [
        (holes.as_str(), 0),
        ("SELECT count(*) FROM article", count),
        ("SELECT count(*) FROM request", count),
        ("SELECT count(*) FROM articles_fts", count),
    ] {
        assert_eq!(one_value(&copy, sql), expected.to_string(), "{sql}");
    }
    count
}

/// D18: SQLite leaves the page at 1 GiB alone, where its locks are; a file that grows past it is sound.
#[test]
#[ignore = "writes 2.3 GB"]
fn a_file_grows_past_a_gibibyte() {
    let bench = Bench::new();
    for number in 0..140 {
        let url = format!("https://one.example/{number}");
        let id =
            bench.poll("one", number, vec![item(&format!("i{number}"), Some(&url), "Title", "x")]).wanted[0].article_id;
        let mut outcome = page(&url, "Title", &format!("Text {number}"));
        if let ScrapeOutcome::Page { page, .. } = &mut outcome {
            page.body = vec![number as u8; 8 << 20];
        }
        bench.scrape(id, number, outcome);
    }
    let bytes: u64 =
        bench.sql("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").parse().unwrap();
    assert!(bytes > 1 << 30);
    let copy = bench.folder.path().join("copy.db");
    bench.archive().backup(&copy).unwrap();
    assert_eq!(one_value(&Connection::open(&copy).unwrap(), "SELECT count(*) FROM page"), "140");
    let Bench { folder, store, runtime } = bench;
    runtime.block_on(store.close());
    let path = folder.path().join("archive.db");
    drop(Store::open(&path).unwrap());
    let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
    file.set_len(bytes - 4096 * 100).unwrap();
    let refused = Store::open(&path).err().unwrap();
    assert!(matches!(refused, StoreError::Unsound { .. } | StoreError::Damaged(_)), "{refused}");
}
