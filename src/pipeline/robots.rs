//! Whether a host's robots.txt lets us ask for a page: asked for once a day, remembered in the store.

use super::{Environment, request_row};
use crate::decode;
use crate::fetch::{Fetch, FetchRequest, Robots, robots_status, robots_url};
use crate::model::{FeedKey, RequestKind, Timestamp};
use crate::store::StoreError;
use chrono::TimeDelta;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// RFC 9309 §2.4 has crawlers use a copy for no longer than a day.
const FRESH_HOURS: i64 = 24;
/// A host that could not be asked is asked again after this long.
const UNREACHABLE_HOURS: i64 = 1;
/// Parsed files kept in memory; past it the store is read again.
const MOST_CACHED: usize = 4096;

/// Parsed robots.txt files by origin.
#[derive(Default)]
pub(super) struct RobotsCache(Mutex<HashMap<String, (Timestamp, Arc<Robots>)>>);

impl RobotsCache {
    fn get(&self, origin: &str, at: Timestamp) -> Option<Arc<Robots>> {
        let cached = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (stale_at, robots) = cached.get(origin)?;
        (at < *stale_at).then(|| Arc::clone(robots))
    }

    fn put(&self, origin: String, stale_at: Timestamp, robots: &Arc<Robots>) {
        let mut cached = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if cached.len() >= MOST_CACHED {
            cached.clear();
        }
        cached.insert(origin, (stale_at, Arc::clone(robots)));
    }
}

/// The file in force for a page's host at the instant `at`, asked for under the page's own terms if the
/// copy is older than a day.
pub(super) async fn robots_for<F: Fetch>(
    env: &Environment<F>,
    page: &FetchRequest,
    feed: &FeedKey,
    at: Timestamp,
) -> Result<Arc<Robots>, StoreError> {
    let origin = page.url.origin().ascii_serialization();
    if let Some(robots) = env.robots.get(&origin, at) {
        return Ok(robots);
    }
    if let Some(row) = env.store.robots(&origin).await? {
        let robots = Arc::new(Robots::parse(row.status, &row.body));
        let stale_at = stale_at(row.fetched_at, &robots);
        if at < stale_at {
            env.robots.put(origin, stale_at, &robots);
            return Ok(robots);
        }
    }
    let robots = Arc::new(ask(env, page, &origin, feed, at).await?);
    env.robots.put(origin, stale_at(at, &robots), &robots);
    Ok(robots)
}

async fn ask<F: Fetch>(
    env: &Environment<F>,
    page: &FetchRequest,
    origin: &str,
    feed: &FeedKey,
    at: Timestamp,
) -> Result<Robots, StoreError> {
    let url = robots_url(&page.url);
    let request = FetchRequest { url: url.clone(), kind: RequestKind::Robots, ..page.clone() };
    let answer = env.fetcher.fetch(request).await;
    let mut row = request_row(RequestKind::Robots, feed, url.as_str(), at, &answer);
    let (status, body) = match answer {
        Ok(answer) => {
            row.outcome = "fresh".to_owned();
            let limit_bytes = env.limits.robots.decoded;
            let body = decode::unpack(&answer.content_encoding, &answer.body, limit_bytes);
            (Some(answer.status), body.map(|body| body.into_owned()).unwrap_or_default())
        }
        Err(failure) => (robots_status(&failure), Vec::new()),
    };
    row.body_bytes = body.len() as u64;
    let robots = Robots::parse(status, &body);
    env.store.record_robots(origin.to_owned(), at, status, body, row).await?;
    Ok(robots)
}

fn stale_at(fetched_at: Timestamp, robots: &Robots) -> Timestamp {
    fetched_at + TimeDelta::hours(if robots.is_unreachable() { UNREACHABLE_HOURS } else { FRESH_HOURS })
}
