//! Fills an archive through the store's own doors, as the daemon would, and says what each article cost.

use crate::chance::Chance;
use crate::meter;
use crate::world::{self, BATCH, Batch, World};
use chrono::{DateTime, TimeDelta, Utc};
use feedmill::model::{FeedKey, PollHints, RequestKind, Validators};
use feedmill::store::{
    Address, Archive, FeedId, Filter, PollOutcome, PollRecord, RequestRow, ScrapeOutcome, ScrapeRecord, Store,
    StoredPage,
};
use std::collections::HashMap;
use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// Polls under way at once; each scrapes its pages together.
const AT_ONCE: usize = 8;
/// Polls that are answered by "not modified" for one that brings news.
const UNCHANGED: u64 = 2;

type Failed = Box<dyn Error + Send + Sync>;

/// Fills the archive up to so many articles; goes on where an earlier filling ended.
pub fn fill(path: &Path, articles: u64, page_bytes: usize, say_each: u64) -> Result<(), Failed> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let world = Arc::new(World::new());
    runtime.block_on(async {
        let store = Store::open(path)?;
        let ids = subscribe(&store, &world).await?;
        let polls: u64 = Archive::open_read_only(path)?.feeds()?.iter().map(|feed| feed.polls_looked_at).sum();
        let done = if polls == 0 { 0 } else { resume_at(path)? };
        run(&store, &world, &Arc::new(ids), (done / BATCH, articles / BATCH), page_bytes, say_each, path).await?;
        store.close().await;
        Ok(())
    })
}

/// Puts the world's feeds in; gives their rows by their keys.
pub async fn subscribe(store: &Store, world: &World) -> Result<HashMap<String, FeedId>, Failed> {
    store.sync_feeds(world.setups(world::time_of(0)), world::time_of(0)).await?;
    Ok(store.feed_states(None).await?.into_iter().map(|feed| (feed.key.to_string(), feed.feed_id)).collect())
}

/// Articles that are there, by the numbers in their addresses.
fn resume_at(path: &Path) -> Result<u64, Failed> {
    let newest = Archive::open_read_only(path)?.list(&Filter { limit: Some(2000), ..Filter::default() })?;
    let numbers = newest
        .iter()
        .filter_map(|article| article.url.as_deref()?.rsplit_once('-')?.1.strip_suffix(".html")?.parse::<u64>().ok());
    Ok(numbers.max().map_or(0, |number| number + 1).div_ceil(BATCH) * BATCH)
}

async fn run(
    store: &Store,
    world: &Arc<World>,
    ids: &Arc<HashMap<String, FeedId>>,
    (first, end): (u64, u64),
    page_bytes: usize,
    say_each: u64,
    path: &Path,
) -> Result<(), Failed> {
    let (sender, mut receiver) = mpsc::channel::<(u64, Batch)>(64);
    let maker = world.clone();
    let making = std::thread::spawn(move || {
        for number in first..end {
            if sender.blocking_send((number, maker.batch(number))).is_err() {
                return;
            }
        }
    });
    println!(
        "{:>9}{:>12}{:>12}{:>12}{:>10}{:>10}",
        "articles", "cpu ms/a", "wall ms/a", "written/a", "MiB", "peak MiB"
    );
    let mut window = Window::start();
    let mut polls = JoinSet::new();
    let mut done = first;
    loop {
        let next = receiver.recv().await;
        while polls.len() >= AT_ONCE || (next.is_none() && !polls.is_empty()) {
            polls.join_next().await.transpose()?.transpose()?;
            done += 1;
            if (done * BATCH).is_multiple_of(say_each) {
                println!("{}", window.end(done * BATCH, say_each, path));
            }
        }
        let Some((number, batch)) = next else { break };
        polls.spawn(store_batch(store.clone(), world.clone(), ids.clone(), number, batch, page_bytes));
    }
    making.join().map_err(|_| "the maker of articles panicked")?;
    Ok(())
}

/// Between two lines of the report.
struct Window {
    started: Instant,
    cpu: Duration,
    written: u64,
}

impl Window {
    fn start() -> Window {
        Window { started: Instant::now(), cpu: meter::cpu_of_threads("store-writer"), written: meter::bytes_written() }
    }

    fn end(&mut self, articles: u64, in_window: u64, path: &Path) -> String {
        let now = Window::start();
        let each = |value: f64| value / in_window as f64;
        let bytes = std::fs::metadata(path).map(|file| file.len()).unwrap_or(0);
        let line = format!(
            "{articles:>9}{:>12.3}{:>12.3}{:>12.0}{:>10}{:>10}",
            each((now.cpu - self.cpu).as_secs_f64() * 1000.0),
            each((now.started - self.started).as_secs_f64() * 1000.0),
            each((now.written - self.written) as f64),
            bytes >> 20,
            meter::peak_mib(),
        );
        *self = now;
        line
    }
}

pub async fn store_batch(
    store: Store,
    world: Arc<World>,
    ids: Arc<HashMap<String, FeedId>>,
    number: u64,
    batch: Batch,
    page_bytes: usize,
) -> Result<(), Failed> {
    let key = FeedKey::parse(&world.feeds[batch.feed].key)?;
    let feed_id = *ids.get(key.as_str()).ok_or("a feed is missing")?;
    for before in (1..=UNCHANGED).rev() {
        let at = batch.at - TimeDelta::minutes(before as i64 * 30);
        let unchanged = PollOutcome::NotModified { validators: Some(Validators::default()) };
        store.record_poll(poll(feed_id, &key, at, "not_modified", unchanged)).await?;
    }
    let mut items: Vec<_> = batch.articles.iter().map(|article| article.item()).collect();
    items.extend(batch.relisted.map(|(url, title)| world::listed(&url, title, String::new())));
    let fresh = PollOutcome::Fresh {
        title: Some(format!("The {key} news")),
        link: None,
        language: Some(world.tongues[world.feeds[batch.feed].tongue].code.to_owned()),
        validators: world::validators(number),
        validators_url: world::feed_url(key.as_str()),
        items,
        same: Vec::new(),
        warning: None,
        hints: PollHints::default(),
        frozen_validators: None,
    };
    let stored = store.record_poll(poll(feed_id, &key, batch.at, "fresh", fresh)).await?;
    let mut wanted: HashMap<String, _> =
        stored.wanted.into_iter().map(|page| (page.url.clone(), page.article_id)).collect();
    let mut scrapes = JoinSet::new();
    for article in batch.articles {
        let Some(article_id) = wanted.remove(&article.url) else { continue };
        let (store, key, at) = (store.clone(), key.clone(), batch.at + TimeDelta::seconds(5));
        let body = page_body(article_id.0.unsigned_abs(), page_bytes);
        scrapes.spawn(async move {
            let learning = article.learning();
            let corrected = article.corrected;
            let outcome = page(&article.url, article.record, learning.clone(), body.clone());
            store.record_scrape(scrape(article_id, &key, &article.url, at, outcome)).await?;
            if let Some(record) = corrected {
                let outcome = page(&article.url, record, learning, body);
                let at = at + TimeDelta::hours(2);
                store.record_scrape(scrape(article_id, &key, &article.url, at, outcome)).await?;
            }
            Ok::<(), Failed>(())
        });
    }
    while let Some(scraped) = scrapes.join_next().await {
        scraped??;
    }
    Ok(())
}

/// Bytes as a packed page has them: they can't be packed further.
fn page_body(number: u64, median_bytes: usize) -> Vec<u8> {
    if median_bytes == 0 {
        return Vec::new();
    }
    let mut chance = Chance::of(20, number);
    let words = (chance.length(median_bytes as f64, 0.6) / 8.0) as usize;
    (0..words).flat_map(|_| chance.next().to_le_bytes()).collect()
}

fn request(kind: RequestKind, key: &FeedKey, url: &str, at: DateTime<Utc>, outcome: &str) -> RequestRow {
    RequestRow {
        at,
        feed: Some(key.clone()),
        url: url.to_owned(),
        kind,
        status: Some(if outcome == "not_modified" { 304 } else { 200 }),
        outcome: outcome.to_owned(),
        wire_bytes: 20_000,
        body_bytes: 90_000,
        took_ms: 180,
    }
}

fn poll(feed_id: FeedId, key: &FeedKey, at: DateTime<Utc>, word: &str, outcome: PollOutcome) -> PollRecord {
    let url = world::feed_url(key.as_str());
    PollRecord {
        feed_id,
        configured_url: url.clone(),
        at,
        next_poll_at: at + TimeDelta::minutes(30),
        waits_for: None,
        request: request(RequestKind::Poll, key, &url, at, word),
        outcome,
        address: Address::Silent,
        pause: None,
        rereads_changed: false,
    }
}

fn scrape(
    article_id: feedmill::model::ArticleId,
    key: &FeedKey,
    url: &str,
    at: DateTime<Utc>,
    outcome: ScrapeOutcome,
) -> ScrapeRecord {
    ScrapeRecord {
        article_id,
        at,
        requests: vec![request(RequestKind::Scrape, key, url, at, "page")],
        outcome,
        then: None,
    }
}

fn page(
    url: &str,
    record: feedmill::model::Record,
    learning: Option<feedmill::boilerplate::Learning>,
    body: Vec<u8>,
) -> ScrapeOutcome {
    let page = StoredPage {
        url: url.to_owned(),
        status: 200,
        content_type: Some("text/html; charset=utf-8".to_owned()),
        content_encoding: "zstd".to_owned(),
        body_bytes: body.len() as u64 * 5,
        body,
    };
    ScrapeOutcome::Page {
        url: url.to_owned(),
        alias: None,
        page,
        parts: Vec::new(),
        record,
        learning,
        feed_was_whole: None,
    }
}
