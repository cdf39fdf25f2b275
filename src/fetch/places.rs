//! Places among the requests in flight: who holds one, who may wait for one, and who gives one up.
//!
//! A place bounds the bodies in memory. A server that stays silent sends none, so that its request gives the place up
//! after a moment and waits on the bench; what a few silent servers hold up is then nobody else's time.

use super::turns::Turn;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};
use tokio::time::timeout;

/// So many requests to silent servers for each that may be in flight: sockets are cheaper than bodies, but not free.
const BENCH_PER_PLACE: usize = 4;

/// A place among the requests in flight, free again when it is dropped.
#[derive(Debug, Default)]
pub struct Place(#[expect(dead_code, reason = "it is held, never looked at")] Option<OwnedSemaphorePermit>);

#[cfg(test)]
impl Place {
    /// For fetchers of tests.
    pub fn of(permit: OwnedSemaphorePermit) -> Place {
        Place(Some(permit))
    }
}

/// All places of a fetcher.
#[derive(Debug)]
pub struct Places {
    workers: Arc<Semaphore>,
    /// Half of the workers: no more of them ask hosts that hung last time, so that those who answer find a place.
    patience: Semaphore,
    /// For requests whose servers are silent.
    bench: Semaphore,
    /// How long a server may be silent before its request goes to the bench.
    silence: Duration,
}

/// One request's right to a place, which it holds or not.
#[derive(Debug)]
pub struct Seat<'a> {
    places: &'a Places,
    held: Option<OwnedSemaphorePermit>,
    patience: Option<SemaphorePermit<'a>>,
    has_hung: bool,
}

impl Places {
    pub fn new(workers: usize, silence: Duration) -> Places {
        let count = |count: usize| count.clamp(1, Semaphore::MAX_PERMITS);
        Places {
            workers: Arc::new(Semaphore::new(count(workers))),
            patience: Semaphore::new(count(workers / 2)),
            bench: Semaphore::new(count(workers.saturating_mul(BENCH_PER_PLACE))),
            silence,
        }
    }

    /// A seat for the host whose turn it is, without a place yet.
    pub fn seat(&self, turn: &Turn) -> Seat<'_> {
        Seat { places: self, held: None, patience: None, has_hung: turn.has_hung() }
    }
}

// Acquiring fails only once a semaphore is closed, which none ever is.
impl Seat<'_> {
    /// Waits for a place, unless one is held.
    pub async fn take(&mut self) {
        if self.held.is_some() {
            return;
        }
        if self.has_hung {
            self.patience = self.places.patience.acquire().await.ok();
        }
        self.held = Arc::clone(&self.places.workers).acquire_owned().await.ok();
    }

    /// Waits for a server to begin its answer. While it is silent for long the place is another's; with an answer
    /// it is taken again, without one it isn't needed any more.
    pub async fn until_heard<T, E>(&mut self, answer: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        let mut answer = pin!(answer);
        if let Ok(heard) = timeout(self.places.silence, &mut answer).await {
            return heard;
        }
        let bench = tokio::select! {
            heard = &mut answer => return heard,
            bench = self.places.bench.acquire() => bench,
        };
        self.held = None;
        self.patience = None;
        let heard = answer.await;
        drop(bench);
        if heard.is_ok() {
            self.held = Arc::clone(&self.places.workers).acquire_owned().await.ok();
        }
        heard
    }

    /// The place, to be kept with what has been read.
    pub fn keep(self) -> Place {
        Place(self.held)
    }
}
