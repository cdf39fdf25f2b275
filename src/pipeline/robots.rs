//! Whether a host's robots.txt lets us ask for a page: asked for once a day, remembered in the store.

use super::{Environment, Failure, manners, request_row};
use crate::decode;
use crate::fetch::{Fetch, FetchFailure, FetchRequest, Robots, robots_status, robots_url};
use crate::model::{FailureKind, FeedKey, PauseScope, RequestKind, Timestamp};
use crate::store::{RobotsRow, StoreError};
use chrono::TimeDelta;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// RFC 9309 §2.4 has crawlers use a copy for no longer than a day.
const FRESH_HOURS: i64 = 24;
/// A host that could not be asked is asked again after this long.
const UNREACHABLE_HOURS: i64 = 1;
/// A copy of a host that can't be asked holds for so long.
const LAST_COPY_DAYS: i64 = 30;
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
/// copy is older than a day. A failure only if the host may not be asked at all.
pub(super) async fn robots_for<F: Fetch>(
    env: &Environment<F>,
    page: &FetchRequest,
    feed: &FeedKey,
    at: Timestamp,
) -> Result<Result<Arc<Robots>, Failure>, StoreError> {
    let origin = page.url.origin().ascii_serialization();
    if let Some(robots) = env.robots.get(&origin, at) {
        return Ok(Ok(robots));
    }
    let last = env.store.robots(&origin).await?;
    let copy = match last {
        Some(copy) if at < stale_at(&copy) => copy,
        last => match ask(env, page, &origin, feed, last, at).await? {
            Ok(copy) => copy,
            Err(failure) => return Ok(Err(failure)),
        },
    };
    let robots = Arc::new(rules_of(&copy, at));
    env.robots.put(origin, stale_at(&copy), &robots);
    Ok(Ok(robots))
}

/// What a copy allows: a host that can't be asked is read by what it said last, for up to 30 days; where it
/// never said anything, nothing may be read (RFC 9309 §2.3.1.4 and §2.4).
fn rules_of(copy: &RobotsRow, at: Timestamp) -> Robots {
    let is_too_old = copy.tried_at.is_some() && at - copy.fetched_at > TimeDelta::days(LAST_COPY_DAYS);
    Robots::parse(copy.status.filter(|_| !is_too_old), &copy.body)
}

async fn ask<F: Fetch>(
    env: &Environment<F>,
    page: &FetchRequest,
    origin: &str,
    feed: &FeedKey,
    last: Option<RobotsRow>,
    at: Timestamp,
) -> Result<Result<RobotsRow, Failure>, StoreError> {
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
        // A host that has enough of us has not said that it has no robots.txt.
        Err(failure) if failure.kind == FailureKind::RateLimited => {
            pause(env, &failure, page, feed, at).await?;
            (None, Vec::new())
        }
        // What the guard holds back has nothing to do with the host's wishes.
        Err(failure) if failure.kind.is_held_back() && failure.url == url => return Ok(Err(Failure::from(&failure))),
        Err(failure) => (robots_status(&failure), Vec::new()),
    };
    row.body_bytes = body.len() as u64;
    let copy = match last {
        // It can't be asked now, so what it said last stays.
        Some(last) if is_no_answer(status) && last.status.is_some() => RobotsRow { tried_at: Some(at), ..last },
        _ if is_no_answer(status) => RobotsRow { fetched_at: at, status: None, body: Vec::new(), tried_at: Some(at) },
        _ => RobotsRow { fetched_at: at, status, body, tried_at: None },
    };
    env.store.record_robots(origin.to_owned(), copy.clone(), row).await?;
    Ok(Ok(copy))
}

async fn pause<F: Fetch>(
    env: &Environment<F>,
    failure: &FetchFailure,
    page: &FetchRequest,
    feed: &FeedKey,
    at: Timestamp,
) -> Result<(), StoreError> {
    let settings = env.config.article_settings(Some(feed), page.url.host_str().unwrap_or_default());
    match manners::pause_after(failure, &settings, PauseScope::Pages, 1, at) {
        Some(pause) => env.store.pause(pause, at).await,
        None => Ok(()),
    }
}

/// No connection, no whole answer, or a server's own fault.
fn is_no_answer(status: Option<u16>) -> bool {
    status.is_none_or(|status| !(200..500).contains(&status))
}

/// When a host is asked again: a day after it answered, an hour after it couldn't.
fn stale_at(copy: &RobotsRow) -> Timestamp {
    match copy.tried_at {
        Some(tried_at) => tried_at + TimeDelta::hours(UNREACHABLE_HOURS),
        None => copy.fetched_at + TimeDelta::hours(FRESH_HOURS),
    }
}
