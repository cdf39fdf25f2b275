//! The two lines of work; the only room that knows the order of the steps.
//!
//! ```text
//! poll    due feed    → fetch → decode → parse   → plan  → store   items, validators, wanted pages: one transaction
//! scrape  wanted page → fetch → decode → extract → clean → store   page, article, revision: one transaction
//! ```
//!
//! `recheck` is the second line once more for a page that was read, as far as the page has changed.
//!
//! What goes wrong with a feed or a page is an outcome that is stored; only the store itself can fail
//! here. A kill at any moment repeats work and loses none, since the store draws what is due again.

mod backfill;
mod failed;
mod feed_document;
mod manners;
mod next_poll;
mod pages;
mod poll;
mod recheck;
mod reread;
mod robots;
mod saved;
mod scrape;
#[cfg(test)]
mod tests;
mod thinkers;

pub use backfill::{BackfillEnd, BackfilledPage, backfill};
pub use poll::{PollReport, poll};
pub use recheck::{CheckReport, recheck};
pub use reread::{CleanReport, KeptReading, clean_again, idle_rules, kept_record};
pub use saved::saved_record;
pub use scrape::{ScrapeReport, scrape};

use crate::config::Config;
use crate::decode::UnpackFault;
use crate::fetch::{FetchAnswer, FetchFailure, Limits, Place};
use crate::model::{FailureKind, FeedKey, RequestKind, Timestamp};
use crate::schedule::Reachability;
use crate::store::{RequestRow, Store};
use crate::text::tidy_line;
use robots::RobotsCache;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use thinkers::Thinkers;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Pages that were read and wait for the writer at once, each with its record: some 100 KB. Where there are many workers,
/// more come while one commit is made.
const LEAST_UNSAVED: usize = 12;
const WORKERS_PER_UNSAVED: usize = 4;

/// What both lines work with: the outside by its few doors, and the configuration as it is meant.
pub struct Environment<F> {
    pub config: Config,
    pub store: Store,
    pub fetcher: Arc<F>,
    pub limits: Limits,
    /// The archive's own number, by which this installation's moments differ from others'.
    pub salt: u64,
    thinkers: Arc<Thinkers>,
    robots: Arc<RobotsCache>,
    reach: Arc<Mutex<Reachability>>,
    unsaved: Arc<Semaphore>,
}

impl<F> Environment<F> {
    /// # Errors
    /// If the system has no threads left.
    pub fn new(config: Config, store: Store, fetcher: F, limits: Limits) -> io::Result<Environment<F>> {
        let (thinkers, robots) = (Arc::new(Thinkers::start()?), Arc::default());
        let (salt, reach) = (store.salt(), Arc::new(Mutex::new(Reachability::among(config.hosts()))));
        let most_unsaved = LEAST_UNSAVED.max(config.daemon.workers / WORKERS_PER_UNSAVED);
        let (fetcher, unsaved) = (Arc::new(fetcher), Arc::new(Semaphore::new(most_unsaved)));
        Ok(Environment { config, store, fetcher, limits, salt, thinkers, robots, reach, unsaved })
    }

    /// The same doors and all that was learnt behind them, by another configuration. What `[daemon]` says stays as it
    /// was: the doors are open.
    pub fn with_config(&self, mut config: Config) -> Environment<F> {
        config.daemon.clone_from(&self.config.daemon);
        let mut reach = self.reach.lock().unwrap_or_else(PoisonError::into_inner);
        reach.hosts_are(config.hosts());
        drop(reach);
        Environment {
            config,
            store: self.store.clone(),
            fetcher: Arc::clone(&self.fetcher),
            limits: self.limits,
            salt: self.salt,
            thinkers: Arc::clone(&self.thinkers),
            robots: Arc::clone(&self.robots),
            reach: Arc::clone(&self.reach),
            unsaved: Arc::clone(&self.unsaved),
        }
    }

    /// Takes a place among what waits for the writer, then gives back the one among the requests: the next request
    /// goes out while this one's page is stored, and memory stays bounded.
    async fn unsaved_place(&self, request: Place) -> Option<SemaphorePermit<'_>> {
        // Acquiring fails only once the semaphore is closed, which it never is.
        let place = self.unsaved.acquire().await.ok();
        drop(request);
        place
    }

    /// A number from 0 to 1 that is the same for the same thing, instant and archive: spreads waits without chance.
    fn jitter(&self, thing: &str, at: Timestamp) -> f64 {
        let hash = crate::text::fingerprint(&[thing, &at.to_rfc3339(), &self.salt.to_string()]);
        let leading = u32::from_str_radix(&hash[..8], 16).unwrap_or(0);
        f64::from(leading) / f64::from(u32::MAX)
    }

    /// Runs a pure step away from the network; its panic is a failure of this one feed or page.
    async fn think<T: Send + 'static>(&self, step: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
        let broken = |_| Failure::new(FailureKind::Internal, "reading the answer failed inside feedmill");
        self.thinkers.run(step).await.map_err(broken)
    }
}

/// Why a poll or a scrape brought nothing, whichever step it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub kind: FailureKind,
    pub message: String,
    /// The server's own wish, where it gave one.
    pub retry_after: Option<Duration>,
    /// For a page that is not to blame: when it is asked for instead.
    pub put_off_until: Option<Timestamp>,
}

impl Failure {
    fn new(kind: FailureKind, message: impl Into<String>) -> Failure {
        // What servers send can stand in it, and what is stored and logged is one line that steers nothing.
        Failure { kind, message: tidy_line(&message.into()), retry_after: None, put_off_until: None }
    }
}

impl From<&FetchFailure> for Failure {
    fn from(failure: &FetchFailure) -> Failure {
        Failure { retry_after: failure.retry_after, ..Failure::new(failure.kind, failure.message.as_str()) }
    }
}

impl From<UnpackFault> for Failure {
    fn from(fault: UnpackFault) -> Failure {
        let kind = match fault {
            UnpackFault::TooLarge { .. } => FailureKind::TooLarge,
            _ => FailureKind::Encoding,
        };
        Failure::new(kind, fault.to_string())
    }
}

/// One line of the request ledger; the outcome is filled in when the answer has been read.
fn request_row(
    kind: RequestKind,
    feed: &FeedKey,
    url: &str,
    at: Timestamp,
    answer: &Result<FetchAnswer, FetchFailure>,
) -> RequestRow {
    let (status, outcome, wire_bytes, took) = match answer {
        Ok(answer) => (Some(answer.status), String::new(), answer.body.len() as u64, answer.took),
        Err(failure) => (failure.status, failure.kind.as_str().to_owned(), failure.wire_bytes, failure.took),
    };
    RequestRow {
        at,
        feed: Some(feed.clone()),
        url: url.to_owned(),
        kind,
        status,
        outcome,
        wire_bytes,
        body_bytes: 0,
        took_ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
    }
}

/// What is said of a feed or page that isn't asked for because its server wants to be left alone.
fn left_alone(until: Timestamp) -> Failure {
    let until = until.format("%Y-%m-%d %H:%M UTC");
    Failure::new(FailureKind::RateLimited, format!("not asked: its server wants to be left alone until {until}"))
}
