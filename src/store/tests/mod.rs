//! The store against temporary files.

mod articles;
mod durability;
mod files;
mod invariants;
mod learning;
mod migrations;
mod polls;
mod purges;
mod rereads;
mod schema;
mod stories;

use super::*;
use crate::model::{
    Alternative, ArticleStatus, FeedItem, ItemNews, PlannedItem, PollHints, Record, RequestKind, Validators,
};
use crate::text::{SearchQuery, count_words, fingerprint};
use chrono::TimeZone;
use rusqlite::Connection;
use std::path::PathBuf;
use tempfile::TempDir;

/// A store in a folder of its own, with two feeds, `one` and `two`.
struct Bench {
    folder: TempDir,
    store: Store,
    runtime: tokio::runtime::Runtime,
}

impl Bench {
    fn new() -> Bench {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("archive.db")).unwrap();
        let bench = Bench { folder, store, runtime: runtime() };
        bench.wait(bench.store.sync_feeds(vec![setup("one"), setup("two")], at(0))).unwrap();
        bench
    }

    fn wait<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("archive.db")
    }

    fn archive(&self) -> Archive {
        Archive::open_read_only(&self.path()).unwrap()
    }

    fn state(&self, key: &str) -> FeedState {
        self.wait(self.store.feed_states(Some(vec![feed_key(key)]))).unwrap().remove(0)
    }

    /// One poll of a feed that brings these items.
    fn poll(&self, key: &str, seconds: i64, items: Vec<ItemRecord>) -> PollStored {
        self.wait(self.store.record_poll(poll(self.state(key).feed_id, key, seconds, items))).unwrap()
    }

    fn scrape(&self, id: ArticleId, seconds: i64, outcome: ScrapeOutcome) -> ScrapeStored {
        self.wait(self.store.record_scrape(scrape(id, seconds, outcome))).unwrap()
    }

    /// What came of reading a page again.
    fn check(&self, id: ArticleId, seconds: i64, outcome: CheckOutcome) -> Checked {
        let check = CheckRecord {
            article_id: id,
            at: at(seconds),
            requests: vec![request(RequestKind::Scrape, "one", "https://one.example/page", seconds, "page")],
            outcome,
            next_check_at: None,
            quiet_until: at(seconds),
        };
        self.wait(self.store.record_check(check)).unwrap()
    }

    /// What the kept page of an article gives by other rules.
    fn reread(&self, id: ArticleId, seconds: i64, record: Option<Record>) -> Reread {
        let Some(kept) = self.archive().kept_article(id).unwrap() else { return Reread::Overtaken };
        let page_fetched_at = kept.fetched_at;
        let reread = RereadRecord { article_id: id, at: at(seconds), page_fetched_at, record, learning: None };
        self.wait(self.store.record_rereads(vec![reread])).unwrap().remove(0)
    }

    fn article(&self, id: ArticleId) -> ArticleDetails {
        self.archive().show(id).unwrap().unwrap()
    }

    fn all(&self) -> Vec<crate::model::ArticleRow> {
        self.archive().list(&Filter::default()).unwrap()
    }

    fn found(&self, query: &str) -> Vec<i64> {
        let hits = self.search(query, &Filter::default());
        hits.into_iter().map(|hit| hit.article.id.0).collect()
    }

    fn search(&self, query: &str, filter: &Filter) -> Vec<SearchHit> {
        self.archive().search(&SearchQuery::parse(query).unwrap(), filter).unwrap()
    }

    fn wanted(&self) -> Vec<WantedPage> {
        self.wait(self.store.wanted_pages(at(1_000_000), None, 1000)).unwrap()
    }

    /// A line of SQL against the file, as anybody may run it.
    fn sql(&self, sql: &str) -> String {
        one_value(self.archive().connection(), sql)
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

fn one_value(connection: &Connection, sql: &str) -> String {
    let value = connection.query_row(sql, [], |row| row.get::<_, rusqlite::types::Value>(0)).unwrap();
    match value {
        rusqlite::types::Value::Integer(number) => number.to_string(),
        rusqlite::types::Value::Text(text) => text,
        other => format!("{other:?}"),
    }
}

fn at(seconds: i64) -> Timestamp {
    chrono::Utc.with_ymd_and_hms(2026, 1, 31, 8, 30, 0).unwrap() + chrono::TimeDelta::seconds(seconds)
}

fn feed_key(key: &str) -> FeedKey {
    FeedKey::parse(key).unwrap()
}

fn feed_url(key: &str) -> String {
    format!("https://{key}.example/feed.xml")
}

fn setup(key: &str) -> FeedSetup {
    FeedSetup {
        key: feed_key(key),
        url: feed_url(key),
        tags: vec![format!("tag-{key}")],
        first_poll_at: at(0),
        scheduled_at: None,
        settings: Default::default(),
    }
}

fn request(kind: RequestKind, feed: &str, url: &str, seconds: i64, outcome: &str) -> RequestRow {
    RequestRow {
        at: at(seconds),
        feed: Some(feed_key(feed)),
        url: url.to_owned(),
        kind,
        status: Some(200),
        outcome: outcome.to_owned(),
        wire_bytes: 10,
        body_bytes: 20,
        took_ms: 30,
    }
}

fn fresh(items: Vec<ItemRecord>) -> PollOutcome {
    PollOutcome::Fresh {
        title: Some("A feed".into()),
        link: None,
        language: Some("en".into()),
        validators: Validators { etag: Some(b"\"1\"".to_vec()), last_modified: None },
        validators_url: feed_url("one"),
        items,
        same: Vec::new(),
        warning: None,
        hints: PollHints::default(),
        frozen_validators: None,
    }
}

fn poll(feed_id: FeedId, key: &str, seconds: i64, items: Vec<ItemRecord>) -> PollRecord {
    poll_outcome(feed_id, key, seconds, fresh(items))
}

fn poll_outcome(feed_id: FeedId, key: &str, seconds: i64, outcome: PollOutcome) -> PollRecord {
    let request = request(RequestKind::Poll, key, &feed_url(key), seconds, "fresh");
    PollRecord {
        feed_id,
        configured_url: feed_url(key),
        at: at(seconds),
        next_poll_at: at(seconds + 1800),
        waits_for: None,
        request,
        outcome,
        address: Address::Silent,
        pause: None,
        rereads_changed: true,
    }
}

/// An item whose page is wanted if it has a URL.
fn item(id: &str, url: Option<&str>, title: &str, text: &str) -> ItemRecord {
    let fingerprint = fingerprint(&[title, text, url.unwrap_or_default()]);
    ItemRecord {
        planned: PlannedItem {
            item: FeedItem {
                id: id.into(),
                title: Some(title.into()),
                link: url.map(str::to_owned),
                authors: vec!["A. Writer".into()],
                published: None,
                updated: None,
                summary: Some(text.into()),
                content: None,
                categories: vec!["news".into()],
                enclosures: Vec::new(),
                ..FeedItem::default()
            },
            news: ItemNews::New,
            fingerprint,
            story_url: url.map(str::to_owned),
            want_page: url.is_some(),
        },
        record: record(title, text, "feed"),
        status: if url.is_some() { ArticleStatus::Pending } else { ArticleStatus::FeedOnly },
    }
}

/// The same item where the feed's own text is the article.
fn feed_only(mut item: ItemRecord) -> ItemRecord {
    item.planned.want_page = false;
    item.status = ArticleStatus::FeedOnly;
    item
}

fn record(title: &str, text: &str, method: &str) -> Record {
    Record {
        title: Some(title.into()),
        text: text.into(),
        markdown: text.into(),
        words: count_words(text),
        method: method.into(),
        ..Record::default()
    }
}

fn scrape(id: ArticleId, seconds: i64, outcome: ScrapeOutcome) -> ScrapeRecord {
    let request = request(RequestKind::Scrape, "one", "https://one.example/page", seconds, "page");
    ScrapeRecord { article_id: id, at: at(seconds), requests: vec![request], outcome, then: None }
}

fn page(url: &str, title: &str, text: &str) -> ScrapeOutcome {
    ScrapeOutcome::Page {
        url: url.into(),
        alias: None,
        page: stored_page(url, text),
        parts: Vec::new(),
        record: record(title, text, "scored"),
        learning: None,
        feed_was_whole: None,
    }
}

fn stored_page(url: &str, text: &str) -> StoredPage {
    StoredPage {
        url: url.into(),
        status: 200,
        content_type: Some("text/html".into()),
        content_encoding: String::new(),
        body: text.as_bytes().to_vec(),
        body_bytes: text.len() as u64,
    }
}
