//! Tells of alarms by a command and by a web hook: one after the other, again until it went well, never in anybody's way.
//!
//! What waits is in memory alone: after a restart what still stands is told again.

mod command;

use crate::alarm::{Message, Outbox, Retry};
use crate::config::{AlarmHook, AlarmWays};
use crate::fetch::HttpFetcher;
use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};
use tracing::{debug, warn};

/// What one way still has to tell; whoever puts something in never waits.
struct Way {
    name: &'static str,
    outbox: Mutex<Outbox>,
    begun: Instant,
    is_new: Notify,
}

impl Way {
    fn new(name: &'static str) -> Arc<Way> {
        Arc::new(Way { name, outbox: Mutex::default(), begun: Instant::now(), is_new: Notify::new() })
    }

    fn push(&self, message: Message) {
        let now = self.begun.elapsed();
        if let Some(dropped) = self.outbox().push(message, now) {
            warn!(
                way = self.name,
                dropped, "too many alarms wait to be told by the {}: the oldest was dropped", self.name
            );
        }
        self.is_new.notify_one();
    }

    fn outbox(&self) -> std::sync::MutexGuard<'_, Outbox> {
        self.outbox.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next message, once it is due.
    async fn next(&self) -> (u64, Message) {
        loop {
            let next = self.outbox().next().map(|(number, message, due_at)| (number, message.clone(), due_at));
            let Some((number, message, due_at)) = next else {
                self.is_new.notified().await;
                continue;
            };
            tokio::select! {
                () = sleep_until(self.begun + due_at) => return (number, message),
                // It may be due earlier.
                () = self.is_new.notified() => {}
            }
        }
    }

    /// Tells what is put in, until the future is dropped.
    async fn work<F: Future<Output = Result<(), String>>>(&self, deliver: impl Fn(Message) -> F) {
        loop {
            let (number, message) = self.next().await;
            let (kind, whose) = (message.alarm.kind.as_str(), message.alarm.whose.clone());
            let outcome = deliver(message).await;
            let name = self.name;
            let Err(why) = outcome else {
                self.outbox().told(number);
                debug!(way = name, alarm = kind, whose, "told by the {name}");
                continue;
            };
            let retry = self.outbox().failed(number, self.begun.elapsed());
            match retry {
                Retry::After(wait) => {
                    let minutes = wait.as_secs() / 60;
                    warn!(way = name, alarm = kind, whose, "not told by the {name}, again in {minutes} min: {why}");
                }
                Retry::Never => warn!(way = name, alarm = kind, whose, "not told by the {name}, given up: {why}"),
            }
        }
    }
}

/// Where alarms are handed in to be told outside.
#[derive(Clone, Default)]
pub struct Tellers(Vec<Arc<Way>>);

impl Tellers {
    /// Begins to tell by the ways that the configuration names. What is under way when the runtime ends is dropped, and
    /// a command is killed.
    pub fn start(ways: &AlarmWays, fetcher: &Arc<HttpFetcher>) -> Tellers {
        let mut tellers = Tellers::default();
        if let Some(words) = ways.command.clone() {
            let words: Arc<[String]> = words.into();
            tellers.spawn("command", move |message| {
                let words = Arc::clone(&words);
                async move { command::run(&words, &message).await }
            });
        }
        if let Some(AlarmHook { url, allow_private }) = ways.hook.clone() {
            let fetcher = Arc::clone(fetcher);
            tellers.spawn("web hook", move |message| {
                let (fetcher, url) = (Arc::clone(&fetcher), url.clone());
                async move { fetcher.post_json(&url, message.json(), allow_private).await }
            });
        }
        tellers
    }

    pub(super) fn spawn<F>(&mut self, name: &'static str, deliver: impl Fn(Message) -> F + Send + Sync + 'static)
    where
        F: Future<Output = Result<(), String>> + Send,
    {
        let way = Way::new(name);
        self.0.push(Arc::clone(&way));
        tokio::spawn(async move { way.work(deliver).await });
    }

    pub(super) fn tell(&self, messages: &[Message]) {
        for (way, message) in self.0.iter().flat_map(|way| messages.iter().map(move |message| (way, message))) {
            way.push(message.clone());
        }
    }
}

impl fmt::Debug for Tellers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|way| way.name)).finish()
    }
}

#[cfg(test)]
mod tests;
