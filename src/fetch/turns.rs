//! One request at a time to each host, and a rest between two.
//!
//! Requests to one host queue in the order they came; hosts don't wait for each other. A place in
//! the queue costs nothing but memory: a worker is taken only once it is the request's turn.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::OwnedMutexGuard;
use tokio::time::{Instant, sleep_until};
use url::{Host, Url};

/// How long a host is remembered at least after its last request.
///
/// Longer than any `Crawl-delay` that is honoured, so a host never loses its rest by being forgotten.
const REMEMBERED: Duration = Duration::from_secs(180);

/// Below this many hosts nothing is swept.
const FEW_HOSTS: usize = 256;

/// The queues of all hosts.
#[derive(Debug, Default)]
pub struct Turns {
    hosts: Mutex<Hosts>,
}

#[derive(Debug, Default)]
struct Hosts {
    queues: HashMap<String, Arc<tokio::sync::Mutex<Rest>>>,
    /// Forgotten hosts are looked for when the map has grown to this: the work stays proportional
    /// to the requests made.
    sweep_at: usize,
}

/// What is known of a host between two requests.
#[derive(Debug, Default)]
struct Rest {
    ended: Option<Instant>,
    gap: Duration,
    hung: bool,
}

/// The right to ask one host; dropping it ends the request and starts the rest.
#[derive(Debug)]
pub struct Turn {
    rest: OwnedMutexGuard<Rest>,
    /// Since the last request to the host, if it is remembered.
    pub rested: Option<Duration>,
}

impl Turn {
    /// Whether the host let the last request hang until its time was over.
    pub fn has_hung(&self) -> bool {
        self.rest.hung
    }

    /// Notes whether it let this one hang.
    pub fn note(&mut self, hung: bool) {
        self.rest.hung = hung;
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.rest.ended = Some(Instant::now());
    }
}

impl Turns {
    /// Waits until no other request to the host is under way and `gap` has passed since the last.
    ///
    /// First come, first served. Dropping the future leaves the queue as if it had never been joined.
    pub async fn take(&self, host: &str, gap: Duration) -> Turn {
        let queue = self.queue_of(host);
        let mut rest = queue.lock_owned().await;
        let ready = rest.ended.and_then(|ended| ended.checked_add(gap));
        if let Some(ready) = ready {
            sleep_until(ready).await;
        }
        rest.gap = gap;
        let rested = rest.ended.map(|ended| ended.elapsed());
        Turn { rest, rested }
    }

    fn queue_of(&self, host: &str) -> Arc<tokio::sync::Mutex<Rest>> {
        // The map is whole between any two statements, so a panic elsewhere can't have broken it.
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.queues.len() >= hosts.sweep_at.max(FEW_HOSTS) {
            hosts.queues.retain(|_, queue| is_in_use(queue));
            hosts.sweep_at = hosts.queues.len() * 2;
        }
        match hosts.queues.get(host) {
            Some(queue) => Arc::clone(queue),
            None => Arc::clone(hosts.queues.entry(host.to_owned()).or_default()),
        }
    }
}

/// Whether someone holds or awaits a turn, or the rest after the last one may still matter.
fn is_in_use(queue: &Arc<tokio::sync::Mutex<Rest>>) -> bool {
    if Arc::strong_count(queue) > 1 {
        return true;
    }
    let Ok(rest) = queue.try_lock() else { return true };
    rest.ended.is_some_and(|ended| ended.elapsed() < rest.gap.max(REMEMBERED))
}

/// The name by which a URL's host queues: without port and trailing dot; empty without a host.
pub fn host_of(url: &Url) -> String {
    match url.host() {
        Some(Host::Domain(name)) => name.trim_end_matches('.').to_owned(),
        Some(address) => address.to_string(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::mpsc;
    use tokio::time::advance;

    const GAP: Duration = Duration::from_secs(5);

    #[tokio::test(start_paused = true)]
    async fn the_rest_counts_from_the_end_of_the_last_request() {
        let turns = Turns::default();
        let begun = Instant::now();
        let turn = turns.take("a.example", GAP).await;
        assert_eq!(begun.elapsed(), Duration::ZERO);
        advance(Duration::from_secs(3)).await;
        drop(turn);
        drop(turns.take("a.example", GAP).await);
        assert_eq!(begun.elapsed(), Duration::from_secs(8));
        drop(turns.take("b.example", GAP).await);
        assert_eq!(begun.elapsed(), Duration::from_secs(8));
        drop(turns.take("a.example", Duration::ZERO).await);
        assert_eq!(begun.elapsed(), Duration::from_secs(8));
    }

    #[tokio::test(start_paused = true)]
    async fn first_come_first_served_and_never_two_at_once() {
        let turns = Arc::new(Turns::default());
        let held = turns.take("a.example", GAP).await;
        let (order, mut served) = mpsc::channel(8);
        let mut tasks = Vec::new();
        for number in 0..4 {
            let (turns, order) = (Arc::clone(&turns), order.clone());
            tasks.push(tokio::spawn(async move {
                let turn = turns.take("a.example", GAP).await;
                order.send((number, "start", Instant::now())).await.unwrap();
                tokio::time::sleep(Duration::from_secs(1)).await;
                order.send((number, "end", Instant::now())).await.unwrap();
                drop(turn);
            }));
            tokio::task::yield_now().await;
        }
        let begun = Instant::now();
        drop(held);
        for number in 0..4_u32 {
            for (what, seconds) in [("start", 5), ("end", 6)] {
                let (who, event, at) = served.recv().await.unwrap();
                assert_eq!((who, event), (number, what));
                assert_eq!(at - begun, Duration::from_secs(seconds) + 6 * Duration::from_secs(1) * number);
            }
        }
        for task in tasks {
            task.await.unwrap();
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_waiter_that_gives_up_changes_nothing() {
        let turns = Turns::default();
        let begun = Instant::now();
        drop(turns.take("a.example", GAP).await);
        let given_up = tokio::time::timeout(Duration::from_secs(2), turns.take("a.example", GAP)).await;
        assert!(given_up.is_err());
        drop(turns.take("a.example", GAP).await);
        assert_eq!(begun.elapsed(), GAP);
    }

    #[tokio::test(start_paused = true)]
    async fn hosts_are_forgotten_once_their_rest_is_over() {
        let turns = Turns::default();
        let held = turns.take("held.example", GAP).await;
        let count = || turns.hosts.lock().unwrap().queues.len();
        for number in 0..FEW_HOSTS {
            drop(turns.take(&format!("{number}.example"), GAP).await);
        }
        drop(turns.take("recent.example", GAP).await);
        assert_eq!(count(), FEW_HOSTS + 2, "hosts that still rest are kept");
        advance(REMEMBERED + Duration::from_secs(1)).await;
        for number in 0..FEW_HOSTS {
            drop(turns.take(&format!("later-{number}.example"), GAP).await);
        }
        assert!(count() <= FEW_HOSTS + 2, "{} hosts", count());
        assert!(turns.hosts.lock().unwrap().queues.contains_key("held.example"));
        drop(held);
    }

    #[test]
    fn a_host_is_one_by_any_port_and_dot() {
        for (text, expected) in [
            ("http://News.example:8080/a", "news.example"),
            ("https://news.example./b", "news.example"),
            ("http://127.1/", "127.0.0.1"),
            ("http://[::1]:80/", "[::1]"),
        ] {
            assert_eq!(host_of(&Url::parse(text).unwrap()), expected);
        }
    }
}
