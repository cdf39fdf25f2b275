//! Both lines over servers that are functions, with a clock that is set by hand.

mod endings;
mod manners;
mod moves;
mod posts;
mod rechecks;
mod robots;

use super::*;
use crate::config::{Source, Surroundings, compile};
use crate::fetch::{Fetch, FetchRequest, HeaderLine, Hop, answer_of, failure_of};
use crate::model::{FailureKind, RequestKind};
use crate::store::FeedState;
use chrono::{DateTime, TimeDelta};
use std::collections::HashMap;
use std::sync::Arc;
use tempfile::TempDir;
use url::Url;

/// What a server says.
#[derive(Clone, Debug)]
struct Reply {
    /// `None`: it can't be reached.
    status: Option<u16>,
    lines: Vec<HeaderLine>,
    body: String,
    /// Redirects on the way: status and target.
    by_way_of: Vec<(u16, String)>,
}

fn reply(status: u16, lines: &[(&str, &str)], body: &str) -> Reply {
    let lines = lines.iter().map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec())).collect();
    Reply { status: Some(status), lines, body: body.to_owned(), by_way_of: Vec::new() }
}

/// A feed with these items.
fn feed_of(items: &[&str]) -> String {
    let items: String = items.iter().map(|id| format!("<item><guid>{id}</guid><title>{id}</title></item>")).collect();
    format!("<rss version=\"2.0\"><channel><title>News</title>{items}</channel></rss>")
}

fn ok(items: &[&str]) -> Reply {
    reply(200, &[("etag", "\"1\"")], &feed_of(items))
}

fn unreachable() -> Reply {
    Reply { status: None, ..reply(0, &[], "") }
}

/// The servers: what they say by address, and what they were asked.
#[derive(Clone)]
struct Town(Arc<Mutex<TownState>>);

struct TownState {
    now: Timestamp,
    replies: HashMap<String, Reply>,
    asked: Vec<FetchRequest>,
    /// Places that answers take, where they are counted.
    workers: Option<Arc<Semaphore>>,
}

impl Fetch for Town {
    async fn fetch(&self, request: FetchRequest) -> Result<FetchAnswer, FetchFailure> {
        let mut town = self.0.lock().unwrap();
        town.asked.push(request.clone());
        let said = town.replies.get(request.url.as_str()).cloned().unwrap_or_else(|| reply(404, &[], ""));
        let mut url = request.url;
        let mut hops = Vec::new();
        for (status, to) in said.by_way_of {
            let to = Url::parse(&to).unwrap();
            hops.push(Hop { status, from: url, to: to.clone() });
            url = to;
        }
        match said.status {
            Some(status @ (200 | 226 | 304)) => {
                let answer = answer_of(status, url, hops, &said.lines, said.body.into_bytes(), town.now);
                let permit = town.workers.clone().and_then(|workers| workers.try_acquire_owned().ok());
                Ok(FetchAnswer { place: permit.map(Place::of).unwrap_or_default(), ..answer })
            }
            Some(status) => Err(failure_of(status, url, &said.lines, town.now)),
            None => {
                let failure = failure_of(500, url, &[], town.now);
                Err(FetchFailure { kind: FailureKind::Dns, status: None, message: "no address".into(), ..failure })
            }
        }
    }
}

/// An archive in a folder of its own, and the town around it.
struct Bench {
    env: Arc<Environment<Town>>,
    town: Town,
    runtime: tokio::runtime::Runtime,
    _folder: TempDir,
}

impl Bench {
    /// With the feeds of this configuration, each of which is in the store.
    fn new(text: &str) -> Bench {
        let around = Surroundings {
            env: &|_| None,
            read_file: &|_| Err("there is no such file".to_owned()),
            judge_rule: &|_, _| Ok(()),
        };
        let source = Source { path: "feedmill.toml".into(), text: text.to_owned() };
        let config = compile(&[source], around).unwrap_or_else(|faults| panic!("{faults}"));
        let folder = tempfile::tempdir().unwrap();
        let now = DateTime::parse_from_rfc3339("2026-01-31T08:30:00Z").unwrap().to_utc();
        let town =
            Town(Arc::new(Mutex::new(TownState { now, replies: HashMap::new(), asked: Vec::new(), workers: None })));
        let store = Store::open(&folder.path().join("archive.db")).unwrap();
        let mut env = Environment::new(config, store, town.clone(), Limits::default()).unwrap();
        env.salt = 0;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let bench = Bench { env: Arc::new(env), town, runtime, _folder: folder };
        let setups = bench.env.config.feeds.iter().map(|feed| crate::store::FeedSetup {
            key: feed.key.clone(),
            url: feed.url.to_string(),
            tags: Vec::new(),
            first_poll_at: now,
            scheduled_at: None,
            settings: Default::default(),
        });
        bench.wait(bench.env.store.sync_feeds(setups.collect(), now)).unwrap();
        bench
    }

    fn wait<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    fn now(&self) -> Timestamp {
        self.town.0.lock().unwrap().now
    }

    fn pass(&self, time: TimeDelta) {
        self.town.0.lock().unwrap().now += time;
    }

    fn says(&self, url: &str, reply: Reply) {
        self.town.0.lock().unwrap().replies.insert(url.to_owned(), reply);
    }

    fn state(&self, key: &str) -> FeedState {
        self.wait(self.env.store.feed_states(Some(vec![FeedKey::parse(key).unwrap()]))).unwrap().remove(0)
    }

    fn poll(&self, key: &str) -> PollReport {
        let state = self.state(key);
        let feed = self.env.config.feed(&state.key).unwrap();
        self.wait(poll(&self.env, feed, &state, self.now())).unwrap()
    }

    /// Reads every wanted page that is due.
    fn scrape(&self) -> Vec<ScrapeReport> {
        let wanted = self.wait(self.env.store.wanted_pages(self.now(), None, 100)).unwrap();
        wanted.iter().map(|page| self.wait(scrape(&self.env, page, self.now())).unwrap()).collect()
    }

    /// Reads every page again that is due.
    fn recheck(self: &Bench) -> Vec<CheckReport> {
        let due = self.wait(self.env.store.page_checks(self.now(), None, 100)).unwrap();
        due.iter().map(|check| self.wait(recheck(&self.env, check, self.now())).unwrap()).collect()
    }

    /// What was asked since the last look.
    fn asked(&self) -> Vec<FetchRequest> {
        std::mem::take(&mut self.town.0.lock().unwrap().asked)
    }

    fn asked_urls(&self) -> Vec<String> {
        self.asked().into_iter().map(|request| request.url.into()).collect()
    }

    /// How long the feed waits from now, in minutes.
    fn minutes_to_wait(&self, key: &str) -> i64 {
        (self.state(key).next_poll_at - self.now()).num_minutes()
    }

    fn articles(&self) -> u64 {
        let path = self._folder.path().join("archive.db");
        crate::store::Archive::open_read_only(&path).unwrap().counts().unwrap().articles
    }
}

fn etag(request: &FetchRequest) -> Option<String> {
    request.validators.etag.as_deref().map(|etag| String::from_utf8_lossy(etag).into_owned())
}

#[test]
fn a_failure_is_one_line() {
    let hostile = "text/html\u{9b}31m\r\n2026-11-25 ERROR forged\u{2028}line \u{202e}txt\u{1b}]0;title\u{7}";
    let failure = Failure::new(FailureKind::NotAPage, format!("the link leads to {hostile}"));
    assert_eq!(failure.message, "the link leads to text/html 31m 2026-11-25 ERROR forged line txt ]0;title");
}
