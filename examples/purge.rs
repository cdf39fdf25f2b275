//! What a purge costs: an archive of so many articles, most of which have had their time, and how long others wait.
//!
//!     purge FOLDER ARTICLES
//!
//! The folder must be new; an article's page has 20 kB. Half of the articles go; meanwhile another task writes and
//! writes, and the longest that it waited is printed.

use chrono::{DateTime, TimeDelta, Utc};
use feedmill::daemon;
use feedmill::model::{
    ArticleStatus, FeedItem, FeedKey, ItemNews, PlannedItem, PollHints, Record, RequestKind, Validators,
};
use feedmill::store::{
    Address, FeedRetention, FeedSetup, ItemRecord, PollOutcome, PollRecord, RequestRow, RetentionPlan, ScrapeOutcome,
    ScrapeRecord, Store, StoredPage,
};
use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

const PAGE_BYTES: usize = 20_000;
const A_POLL: usize = 50;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), Some(articles)) = (arguments.next(), arguments.next()) else {
        return Err("purge FOLDER ARTICLES".into());
    };
    let articles: usize = articles.parse()?;
    std::fs::create_dir(&folder)?;
    let path = Path::new(&folder).join("archive.db");
    tokio::runtime::Runtime::new()?.block_on(async {
        let store = Store::open(&path)?;
        let start = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        fill(&store, articles, start).await?;
        let megabytes = || std::fs::metadata(&path).map_or(0, |file| file.len() / 1_000_000);
        store.empty_wal().await?;
        println!("{articles} articles, {} MB", megabytes());

        let other = store.clone();
        let waiting = tokio::spawn(async move {
            let mut waits: Vec<Duration> = Vec::new();
            loop {
                let asked = Instant::now();
                if other.probe().await.is_err() {
                    return waits;
                }
                waits.push(asked.elapsed());
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        });
        let half = start + TimeDelta::minutes(articles as i64 / 2);
        let one = FeedRetention {
            feed: FeedKey::parse("one")?,
            pages_before: None,
            articles_before: Some(half),
            last: 20,
            is_removed: false,
        };
        let plan = RetentionPlan { feeds: vec![one], requests_before: None };
        let began = Instant::now();
        let report = daemon::purge(&store, plan, start).await?;
        let took = began.elapsed();
        store.empty_wal().await?;
        println!(
            "{} articles purged in {:.1} s: {:.2} ms each, {} MB left",
            report.purged.articles,
            took.as_secs_f64(),
            took.as_secs_f64() * 1000.0 / report.purged.articles.max(1) as f64,
            megabytes()
        );
        store.close().await;
        let mut waits = waiting.await?;
        waits.sort_unstable();
        let at = |share: f64| waits[((waits.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
        println!("{} writes beside it waited {:.0} ms in the median, {:.0} ms at most", waits.len(), at(0.5), at(1.0));
        Ok::<(), Box<dyn Error>>(())
    })
}

/// One article a minute, fifty a poll.
async fn fill(store: &Store, articles: usize, start: DateTime<Utc>) -> Result<(), Box<dyn Error>> {
    let key = FeedKey::parse("one")?;
    let url = "https://one.example/feed.xml".to_owned();
    let setup = FeedSetup {
        key: key.clone(),
        url: url.clone(),
        tags: Vec::new(),
        first_poll_at: start,
        scheduled_at: None,
        settings: Default::default(),
    };
    store.sync_feeds(vec![setup], start).await?;
    let feed_id = store.feed_states(None).await?.first().ok_or("no feed")?.feed_id;
    let request = |url: &str, kind, at| RequestRow {
        at,
        feed: Some(key.clone()),
        url: url.to_owned(),
        kind,
        status: Some(200),
        outcome: "fresh".to_owned(),
        wire_bytes: 0,
        body_bytes: 0,
        took_ms: 0,
    };
    let mut random = 1_u64;
    for first in (0..articles).step_by(A_POLL) {
        let at = start + TimeDelta::minutes(first as i64);
        let items = (first..articles.min(first + A_POLL)).map(item).collect();
        let outcome = PollOutcome::Fresh {
            title: None,
            link: None,
            language: None,
            validators: Validators::default(),
            validators_url: url.clone(),
            items,
            same: Vec::new(),
            warning: None,
            hints: PollHints::default(),
            frozen_validators: None,
        };
        let stored = store
            .record_poll(PollRecord {
                feed_id,
                configured_url: url.clone(),
                at,
                next_poll_at: at,
                waits_for: None,
                request: request(&url, RequestKind::Poll, at),
                outcome,
                address: Address::Silent,
                pause: None,
                rereads_changed: false,
            })
            .await?;
        let mut scrapes = Vec::new();
        for wanted in stored.wanted {
            let text = words(&mut random, 400);
            let record = Record {
                title: Some("A title".to_owned()),
                text: text.clone(),
                markdown: text,
                words: 400,
                ..Record::default()
            };
            let body: Vec<u8> = (0..PAGE_BYTES).map(|_| next(&mut random) as u8).collect();
            let page = StoredPage {
                url: wanted.url.clone(),
                status: 200,
                content_type: None,
                content_encoding: String::new(),
                body,
                body_bytes: PAGE_BYTES as u64,
            };
            let outcome = ScrapeOutcome::Page {
                url: wanted.url.clone(),
                alias: None,
                page,
                parts: Vec::new(),
                record,
                learning: None,
                feed_was_whole: None,
            };
            let requests = vec![request(&wanted.url, RequestKind::Scrape, at)];
            let scrape = ScrapeRecord { article_id: wanted.article_id, at, requests, outcome, then: None };
            let store = store.clone();
            scrapes.push(tokio::spawn(async move { store.record_scrape(scrape).await }));
        }
        for scrape in scrapes {
            scrape.await??;
        }
    }
    Ok(())
}

fn item(number: usize) -> ItemRecord {
    let url = format!("https://one.example/{number}");
    let item =
        FeedItem { id: url.clone(), title: Some("A title".to_owned()), link: Some(url.clone()), ..FeedItem::default() };
    ItemRecord {
        planned: PlannedItem {
            item,
            news: ItemNews::New,
            fingerprint: number.to_string(),
            story_url: Some(url),
            want_page: true,
        },
        record: Record { title: Some("A title".to_owned()), ..Record::default() },
        status: ArticleStatus::Pending,
    }
}

/// Words of a language of ten thousand.
fn words(random: &mut u64, count: usize) -> String {
    (0..count).map(|_| format!("w{} ", next(random) % 10_000)).collect()
}

/// A linear congruential generator: the same archive each time.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
    *state >> 40
}
