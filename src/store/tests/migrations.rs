//! Files of every earlier version, brought up to this one (D17).

use super::connection::APPLICATION_ID;
use super::migrate::MIGRATIONS;
use super::*;
use rusqlite_migration::Migrations;
use std::fs;
use std::path::Path;

/// A file as the feedmill of that version left it, with a feed, an article and its page in it.
fn file_of(version: usize, path: &Path) {
    let mut old = Connection::open(path).unwrap();
    old.pragma_update(None, "auto_vacuum", "INCREMENTAL").unwrap();
    old.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
    old.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(())).unwrap();
    Migrations::from_slice(&MIGRATIONS[..version]).to_latest(&mut old).unwrap();
    old.execute_batch(
        "INSERT INTO feed (id, key, url, added_at, next_poll_at_ms, last_new_at)
         VALUES (1, 'one', 'https://one.example/feed.xml', '2026-01-31T08:30:00Z', 0, '2026-01-31T08:30:00Z');
         INSERT INTO article (id, url, site, status, first_seen_at, updated_at, change, revision, content_hash, title, text)
         VALUES (1, 'https://one.example/a', 'one.example', 'full', '2026-01-31T08:30:00Z', '2026-01-31T08:30:00Z', 1, 1,
                 'x', 'Ferry opens', 'The whole story');
         INSERT INTO revision (article_id, revision, made_at, reason) VALUES (1, 1, '2026-01-31T08:30:00Z', 'new');
         INSERT INTO story_url (url, article_id) VALUES ('https://one.example/a', 1);
         INSERT INTO item (id, feed_id, item_id, article_id, fingerprint, first_seen_at, last_seen_at, title)
         VALUES (1, 1, 'a', 1, 'x', '2026-01-31T08:30:00Z', '2026-01-31T08:30:00Z', 'Ferry opens');
         INSERT INTO page (article_id, url, fetched_at, status, content_encoding, body_bytes, body)
         VALUES (1, 'https://one.example/a', '2026-01-31T08:30:00Z', 200, '', 1, x'78');",
    )
    .unwrap();
}

/// All that a schema says, in no order of its own.
fn schema(path: &Path) -> Vec<String> {
    let database = Connection::open(path).unwrap();
    let mut statement = database.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name").unwrap();
    let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    // A column that was added later stands behind the others, however its line was broken.
    rows.map(|sql| sql.unwrap().split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

fn version_of(path: &Path) -> i64 {
    Connection::open(path).unwrap().pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
}

#[test]
fn every_earlier_version_comes_up_to_this_one_and_is_copied_before() {
    let folder = tempfile::tempdir().unwrap();
    let fresh = folder.path().join("fresh.db");
    drop(Store::open(&fresh).unwrap());
    for version in 1..MIGRATIONS.len() {
        let path = folder.path().join(format!("v{version}.db"));
        file_of(version, &path);
        drop(Store::open(&path).unwrap());
        assert_eq!(schema(&path), schema(&fresh), "from {version}");
        let archive = Archive::open_read_only(&path).unwrap();
        let article = archive.show(ArticleId(1)).unwrap().unwrap().article;
        assert_eq!((article.title.as_deref(), article.text.as_str()), (Some("Ferry opens"), "The whole story"));
        assert_eq!(one_value(archive.connection(), "PRAGMA integrity_check"), "ok");
        assert_eq!(one_value(archive.connection(), "SELECT count(*) FROM pragma_foreign_key_check"), "0");
        let copy = folder.path().join(format!("v{version}.db.schema-{version}"));
        assert_eq!(version_of(&copy), version as i64, "the copy is as the file was");
        assert_eq!(one_value(&Connection::open(&copy).unwrap(), "SELECT text FROM article"), "The whole story");
    }
    assert!(!folder.path().join("fresh.db.schema-0").exists(), "a new file needs no copy");
}

#[test]
fn two_copies_stay() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    for version in [2, 9, 4] {
        fs::write(folder.path().join(format!("a.db.schema-{version}")), "an older copy").unwrap();
    }
    fs::write(folder.path().join("a.db.schema-5.part"), "left by a kill").unwrap();
    file_of(5, &path);
    drop(Store::open(&path).unwrap());
    let left = |version: i64| folder.path().join(format!("a.db.schema-{version}")).exists();
    assert_eq!([2, 4, 5, 9].map(left), [false, false, true, true]);
    assert!(!folder.path().join("a.db.schema-5.part").exists());
}

/// What stops a migration in its middle leaves the file as it was, for the older feedmill to go on with.
#[test]
fn a_migration_happens_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    for (version, obstacle) in [(1, "signature_band"), (7, "page_part"), (8, "page_check"), (9, "purged_item")] {
        let _ = fs::remove_file(&path);
        file_of(version, &path);
        Connection::open(&path).unwrap().execute_batch(&format!("CREATE TABLE {obstacle} (x)")).unwrap();
        let before = schema(&path);
        assert!(Store::open(&path).is_err(), "{version}");
        assert_eq!((version_of(&path), schema(&path)), (version as i64, before));
        assert!(folder.path().join(format!("a.db.schema-{version}")).exists());
    }
}
