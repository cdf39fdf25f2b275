//! feedmill among the torture sites: three passes, sound, hostile, sound again, and what must hold after each.
//!
//! The real daemon loop with its real fetcher and store; only the clock, the resolver and the limits that a case is to
//! meet are the test's. Names lead to addresses as in the world and from there to loopback, so the address guard
//! stands as it does for everybody: no feed here has `allow_private`.

use super::case::{Article, Case, Expect, Found, Hurry, Tls};
use super::log::warnings_of;
use super::server::{Grounds, Phase};
use super::site::title;
use super::tls::Certificates;
use chrono::{DateTime, TimeDelta, Utc};
use feedmill::config::{self, Config, Source, Surroundings};
use feedmill::daemon::{self, Asks, CancellationToken, Event, Mode};
use feedmill::fetch::{Fetch, FetchAnswer, FetchFailure, FetchOptions, FetchRequest, HttpFetcher, Limits, Names};
use feedmill::model::{FeedKey, Timestamp};
use feedmill::pipeline::Environment;
use feedmill::store::Store;
use std::collections::HashMap;
use std::future::Future;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::TcpListener;

/// The feed of a site that never does anything wrong, polled beside all others.
const CONTROL: &str = "control";

/// Limits on bytes for the test: a hundredth of the real ones does as well.
const MIB: usize = 1024 * 1024;

/// Runs all cases and gives a sentence for each requirement that isn't met.
pub async fn faults_of(cases: Vec<Case>) -> Vec<String> {
    let mut world = World::new(cases).await;
    world.pass(Phase::Sound).await;
    world.judge_sound("before the hostile poll", "1");
    world.remember();
    world.pass(Phase::Hostile).await;
    world.judge_hostile();
    world.forgive_the_gone().await;
    world.pass(Phase::SoundAgain).await;
    world.judge_sound("after the hostile poll", "2");
    world.judge_requests();
    world.faults
}

struct World {
    cases: Vec<Case>,
    grounds: Arc<Grounds>,
    names: Arc<TestNames>,
    authority: Vec<u8>,
    /// What listens where nothing may ever be asked.
    canary: Arc<AtomicUsize>,
    dir: TempDir,
    /// By case, as it was before the hostile poll.
    before: HashMap<String, Found>,
    faults: Vec<String>,
}

impl World {
    async fn new(mut cases: Vec<Case>) -> World {
        cases.push(super::case::feed(
            CONTROL,
            |asked| super::site::ok("", super::site::feed_of(asked, &["x"])),
            super::case::reads(1),
        ));
        let certificates = Certificates::new();
        let authority = certificates.authority();
        let grounds = Grounds::new(cases.clone(), Some(certificates));
        let plain = grounds.listen((Ipv4Addr::LOCALHOST, 0).into()).await.unwrap();
        let mut ways = HashMap::new();
        for case in cases.iter().filter(|case| case.tls != Tls::No) {
            ways.insert(format!("{}.example", case.id), grounds.listen_tls(&case.id).await.unwrap());
        }
        let names = Arc::new(TestNames { grounds: Arc::clone(&grounds), plain, ways, dialled: Mutex::default() });
        let canary = set_canary().await;
        World {
            cases,
            grounds,
            names,
            authority,
            canary,
            dir: TempDir::new().unwrap(),
            before: HashMap::new(),
            faults: Vec::new(),
        }
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join("feedmill.db")
    }

    fn fault(&mut self, case: &str, what: impl std::fmt::Display) {
        self.faults.push(format!("{case}: {what}"));
    }

    fn config(&self) -> Config {
        let mut text = "[defaults]\ngap = \"0s\"\n".to_owned();
        for case in &self.cases {
            text.push_str(&format!("[feed.{}]\nurl = \"{}\"\n{}\n", case.id, case.feed_url(), case.config));
        }
        let around = Surroundings {
            env: &|name| (name == "TORTURE_SECRET").then(|| "open sesame".to_owned()),
            read_file: &|_| Err("there is no such file".to_owned()),
            judge_rule: &|_, _| Ok(()),
        };
        let mut config =
            config::compile(&[Source { path: self.dir.path().join("feedmill.toml"), text }], around).unwrap();
        config.daemon.database = self.path();
        config
    }

    /// One pass over every feed and all that it wants.
    async fn pass(&mut self, phase: Phase) {
        self.grounds.enter(phase);
        let limits = limits(Hurry::No);
        let fetcher = Fetchers::new(&self.cases, &self.names, &self.authority);
        let store = Store::open(&self.path()).unwrap();
        let env = Arc::new(Environment::new(self.config(), store, fetcher, limits).unwrap());
        let now = time_of(phase);
        let mut polls: HashMap<FeedKey, usize> = HashMap::new();
        let mut broken = Vec::new();
        let mode = Mode::Once { feeds: Vec::new() };
        daemon::work(Arc::clone(&env), mode, Arc::new(move || now), CancellationToken::new(), Asks::none(), |event| {
            let warnings = warnings_of(|| daemon::log_event(event));
            if warnings > 1 {
                broken.push(format!("{warnings} warnings of one event: {event:?}"));
            }
            match event {
                Event::Polled(report) => *polls.entry(report.feed.clone()).or_default() += 1,
                Event::Broken(message) => broken.push(message.clone()),
                _ => {}
            }
        })
        .await
        .unwrap();
        env.store.clone().close().await;
        for message in broken {
            self.fault("U7", format!("{phase:?}: {message}"));
        }
        let ids: Vec<String> = self.cases.iter().map(|case| case.id.clone()).collect();
        for id in ids {
            match polls.get(&FeedKey::parse(&id).unwrap()) {
                Some(1) => {}
                other => {
                    self.fault(&id, format!("{phase:?}: polled {} times in one pass", other.copied().unwrap_or(0)))
                }
            }
        }
    }

    fn remember(&mut self) {
        self.before = self.cases.iter().map(|case| (case.id.clone(), self.found(&case.id, Phase::Sound))).collect();
    }

    fn judge_sound(&mut self, when: &str, newest: &str) {
        let phase = if newest == "1" { Phase::Sound } else { Phase::SoundAgain };
        for case in self.cases.clone() {
            let found = self.found(&case.id, phase);
            if let Some(error) = &found.error {
                self.fault(&case.id, format!("{when}: {error}"));
            }
            if case.url.is_some() {
                continue;
            }
            match found.article(&title(&case.id, newest)) {
                Ok(article) if article.status == "full" || article.status == "feed_only" => {}
                Ok(article) => {
                    self.fault(&case.id, format!("{when}: article {newest} is {}: {:?}", article.status, article.error))
                }
                Err(fault) => self.fault(&case.id, format!("{when}: {fault}")),
            }
        }
    }

    fn judge_hostile(&mut self) {
        for case in self.cases.clone() {
            let found = self.found(&case.id, Phase::Hostile);
            let before = self.before.remove(&case.id).unwrap_or_default();
            for fault in hostile_faults(&case, &before, &found) {
                self.fault(&case.id, fault);
            }
        }
        let took: Vec<(String, i64)> = self
            .query("SELECT feed || ' ' || url, took_ms FROM requests WHERE took_ms > 70000", |row| {
                Ok((row.get(0)?, row.get(1)?))
            });
        for (request, took_ms) in took {
            self.fault("U1", format!("{request} took {took_ms} ms"));
        }
        self.judge_return();
        let internal: Vec<String> =
            self.query("SELECT feed || ' ' || url FROM requests WHERE outcome = 'internal'", |row| row.get(0));
        for request in internal {
            self.fault("U7", format!("{request} met a fault of feedmill's own"));
        }
        let outgrown: Vec<String> =
            self.query("SELECT feed || ' ' || url FROM requests WHERE body_bytes > 2200000", |row| row.get(0));
        for request in outgrown {
            self.fault("U2", format!("{request} was unpacked past its limit"));
        }
    }

    /// Servers that limited everybody at one moment aren't asked again at one moment.
    fn judge_return(&mut self) {
        const MOMENT_MS: i64 = 10_000;
        let limited = super::rows::fleet::LIMITED;
        let due: Vec<i64> = self.query(
            &format!("SELECT next_poll_at_ms FROM feed WHERE key LIKE '{limited}-%' ORDER BY next_poll_at_ms"),
            |row| row.get(0),
        );
        let crowd = due.len() / 4 + 1;
        if due.windows(crowd).any(|crowd| crowd[crowd.len() - 1] - crowd[0] < MOMENT_MS) {
            self.fault(limited, format!("{crowd} of {} come back within ten seconds", due.len()));
        }
    }

    /// What must hold of every request to any site, and of everything that was dialled.
    fn judge_requests(&mut self) {
        for asked in self.grounds.all_asked() {
            for name in ["cookie", "referer", "origin"] {
                if let Some(value) = asked.header(name) {
                    self.fault(&asked.case, format!("was sent {name}: {}", String::from_utf8_lossy(&value)));
                }
            }
            if !asked.header("user-agent").is_none_or(|agent| agent.starts_with(b"feedmill/")) {
                self.fault(&asked.case, "was asked in disguise");
            }
        }
        for (name, address) in self.names.dialled.lock().unwrap().clone() {
            if !address.ip().is_loopback() {
                self.faults.push(format!("U6: {name} was dialled at {address}"));
            }
        }
        let caught = self.canary.load(Ordering::SeqCst);
        if caught > 0 {
            self.fault("U6", format!("{caught} connections were made to where nothing may be asked"));
        }
    }

    /// A feed that is gone is polled again once a person says so.
    async fn forgive_the_gone(&mut self) {
        let gone: Vec<String> = self.query("SELECT key FROM feed WHERE state = 'gone'", |row| row.get(0));
        let store = Store::open(&self.path()).unwrap();
        for key in gone {
            store.retry_feed(FeedKey::parse(&key).unwrap(), Vec::new(), time_of(Phase::SoundAgain)).await.unwrap();
        }
        store.close().await;
    }

    fn query<T>(&self, sql: &str, read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>) -> Vec<T> {
        let database =
            rusqlite::Connection::open_with_flags(self.path(), rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        let mut statement = database.prepare(sql).unwrap();
        statement.query_map([], read).unwrap().map(Result::unwrap).collect()
    }

    fn found(&self, case: &str, phase: Phase) -> Found {
        let now = time_of(phase).timestamp();
        let feed = format!(
            "SELECT error, warning, state, failures, etag, last_modified, next_poll_at_ms / 1000 - {now}
             FROM feed WHERE key = '{case}'"
        );
        let mut found = self.query(&feed, |row| {
            Ok(Found {
                error: row.get(0)?,
                warning: row.get(1)?,
                state: row.get(2)?,
                failures: row.get(3)?,
                etag: row.get(4)?,
                last_modified: row.get(5)?,
                next_poll_seconds: row.get(6)?,
                ..Found::default()
            })
        });
        let mut found = found.pop().unwrap_or_default();
        let articles = format!(
            "SELECT coalesce(title, ''), url, status,
                 coalesce(error, (SELECT error FROM wanted WHERE article_id = articles.id)), text, markdown, authors, revision, published_at FROM articles
             WHERE id IN (SELECT article_id FROM article_feeds WHERE feed = '{case}') ORDER BY id"
        );
        found.articles = self.query(&articles, |row| {
            Ok(Article {
                title: row.get(0)?,
                url: row.get(1)?,
                status: row.get(2)?,
                error: row.get(3)?,
                text: row.get(4)?,
                markdown: row.get(5)?,
                authors: row.get(6)?,
                revision: row.get(7)?,
                published_at: row.get(8)?,
            })
        });
        found.asked = self.grounds.asked(case, phase);
        found.most_at_once = self
            .cases
            .iter()
            .find(|known| known.id == case)
            .and_then(|case| case.host)
            .map_or(0, |host| self.grounds.most_at_once(host));
        found
    }
}

/// What is wrong with a case's feed and articles after the hostile poll.
fn hostile_faults(case: &Case, before: &Found, found: &Found) -> Vec<String> {
    let mut faults = Vec::new();
    let kind = found.error.as_deref().and_then(|error| error.split(':').next());
    let new = found.articles.len() as i64 - before.articles.len() as i64;
    match case.expect {
        Expect::Fails(kinds) => {
            if !kind.is_some_and(|kind| kinds.contains(&kind)) {
                faults.push(format!("expected {kinds:?}, got {:?} ({new} new)", found.error));
            }
            if new != 0 {
                faults.push(format!("the failed poll brought {new} articles"));
            }
            if found.failures != 1 {
                faults.push(format!("failures are {}", found.failures));
            }
            if (&found.etag, &found.last_modified) != (&before.etag, &before.last_modified) {
                faults.push("a failed poll changed the validators".to_owned());
            }
        }
        Expect::Reads { articles, warning } => {
            if found.error.is_some() || new != articles as i64 {
                faults.push(format!("expected {articles} new, got {new}, {:?}, {:?}", found.error, found.warning));
            }
            if let Some(warning) = warning
                && !found.warning.as_deref().is_some_and(|found| found.contains(warning))
            {
                faults.push(format!("expected a warning of {warning:?}, got {:?}", found.warning));
            }
        }
        Expect::Either { kinds, articles } => {
            let page = found
                .articles
                .last()
                .and_then(|article| article.error.as_deref())
                .and_then(|error| error.split(':').next());
            let failed = [kind, page].into_iter().flatten().any(|kind| kinds.contains(&kind));
            if !(failed || found.error.is_none() && new == articles as i64) {
                faults.push(format!(
                    "expected {kinds:?} or {articles} new, got {:?}, {page:?} and {new} new",
                    found.error
                ));
            }
        }
        Expect::Any => {}
        Expect::NotModified => {
            if found.error.is_some() || new != 0 {
                faults.push(format!("expected not modified, got {:?} and {new} new", found.error));
            }
        }
        Expect::Page { status, error } => {
            if let Some(error) = &found.error {
                faults.push(format!("the feed itself failed: {error}"));
            }
            match found
                .article(&title(&case.id, "x"))
                .or_else(|_| found.articles.last().ok_or_else(|| "no article".to_owned()))
            {
                Ok(article) => {
                    let kind = article.error.as_deref().and_then(|error| error.split(':').next());
                    if article.status != status || (kind != error) {
                        faults.push(format!("expected {status} {error:?}, got {} {:?}", article.status, article.error));
                    }
                }
                Err(fault) => faults.push(fault),
            }
        }
    }
    for old in &before.articles {
        if !found.articles.contains(old) {
            faults.push(format!("the article {:?} is no longer as it was", old.title));
        }
    }
    if !(found.state == "gone" || (1..=366 * 24 * 3600).contains(&found.next_poll_seconds)) {
        faults.push(format!("the next poll is in {} s", found.next_poll_seconds));
    }
    let polls = found.asked.iter().filter(|asked| asked.path == "feed.xml").count();
    if polls > 1 + case.guests && !matches!(case.expect, Expect::Fails(["redirect"])) {
        faults.push(format!("the feed was asked for {polls} times"));
    }
    if let Some(check) = &case.check
        && let Err(fault) = check(found)
    {
        faults.push(fault);
    }
    faults
}

/// A month between the hostile poll and the next, so that every wait that a server may ask for is over.
fn time_of(phase: Phase) -> Timestamp {
    let day: DateTime<Utc> = "2026-11-24T08:00:00Z".parse().unwrap();
    match phase {
        Phase::Sound => day,
        Phase::Hostile => day + TimeDelta::days(1),
        Phase::SoundAgain => day + TimeDelta::days(41),
    }
}

/// The real limits on time are far off, but for the one that a case is to meet.
fn limits(hurry: Hurry) -> Limits {
    let far = Duration::from_secs(60);
    let near = Duration::from_millis(400);
    let silence = Duration::from_millis(200);
    let mut limits = Limits { connect: far, headers: far, silence, idle: far, total: far, ..Limits::default() };
    limits.poll.wire = MIB;
    limits.poll.decoded = 2 * MIB;
    limits.scrape.wire = MIB;
    limits.scrape.decoded = 2 * MIB;
    limits.robots.wire = MIB / 2;
    match hurry {
        Hurry::No => {}
        Hurry::Connect => limits.connect = near,
        Hurry::Headers => limits.headers = near,
        Hurry::Idle => limits.idle = near,
        Hurry::Total => limits.total = near,
    }
    limits
}

/// A fetcher for each limit that is short, and the cases that are asked by it.
struct Fetchers {
    by_hurry: HashMap<Hurry, HttpFetcher>,
    hurries: HashMap<String, Hurry>,
    names: Arc<TestNames>,
}

impl Fetchers {
    fn new(cases: &[Case], names: &Arc<TestNames>, authority: &[u8]) -> Fetchers {
        let fetcher = |hurry| {
            HttpFetcher::new(FetchOptions {
                contact: None,
                workers: 64,
                limits: limits(hurry),
                names: Arc::clone(names) as Arc<dyn Names>,
                authorities: Some(vec![authority.to_vec()]),
            })
        };
        let all = [Hurry::No, Hurry::Connect, Hurry::Headers, Hurry::Idle, Hurry::Total];
        Fetchers {
            by_hurry: all.into_iter().map(|hurry| (hurry, fetcher(hurry))).collect(),
            hurries: cases.iter().map(|case| (format!("{}.example", case.id), case.hurry)).collect(),
            names: Arc::clone(names),
        }
    }
}

impl Fetch for Fetchers {
    async fn fetch(&self, request: FetchRequest) -> Result<FetchAnswer, FetchFailure> {
        let own = request.url.host_str().and_then(|host| self.hurries.get(host).copied()).unwrap_or(Hurry::No);
        let hurry = if self.names.grounds.phase() == Phase::Hostile { own } else { Hurry::No };
        self.by_hurry[&hurry].fetch(request).await
    }
}

/// The test's world of names: each stands for a public address, whose way leads to the torture server.
#[derive(Debug)]
struct TestNames {
    grounds: Arc<Grounds>,
    plain: SocketAddr,
    /// Of names that are served by TLS.
    ways: HashMap<String, SocketAddr>,
    dialled: Mutex<Vec<(String, SocketAddr)>>,
}

impl TestNames {
    fn addresses(&self, name: &str) -> Vec<IpAddr> {
        let public = IpAddr::from([93, 184, 215, 14]);
        let hostile = self.grounds.phase() == Phase::Hostile;
        match name {
            "localhost" | "localhost." => vec![IpAddr::from([127, 0, 0, 1])],
            "metadata.google.internal" => vec![IpAddr::from([169, 254, 169, 254])],
            "t26-private.example" if hostile => vec![IpAddr::from([10, 0, 0, 1])],
            "t26-mixed.example" if hostile => vec![public, IpAddr::from([192, 168, 0, 1])],
            "t26-rebound.example" if hostile => vec![IpAddr::from([127, 0, 0, 1])],
            "t26-mapped.example" if hostile => vec!["::ffff:127.0.0.1".parse().unwrap()],
            "t26-nothing.example" if hostile => vec![],
            _ => vec![public],
        }
    }
}

impl Names for TestNames {
    fn lookup<'a>(&'a self, name: &'a str) -> Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send + 'a>> {
        Box::pin(async move {
            let known = self.addresses(name);
            if name.ends_with(".invalid") {
                return Err(io::Error::other("failed to lookup address information: Name or service not known"));
            }
            Ok(known.into_iter().map(|address| SocketAddr::new(address, 0)).collect())
        })
    }

    fn way(&self, name: &str, _admitted: SocketAddr) -> SocketAddr {
        let way = self.ways.get(name).copied().unwrap_or(self.plain);
        self.dialled.lock().unwrap().push((name.to_owned(), way));
        way
    }
}

impl std::fmt::Debug for Grounds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Grounds")
    }
}

/// Listens on the port of loopback that hostile redirects and links name, and counts who comes.
async fn set_canary() -> Arc<AtomicUsize> {
    let caught = Arc::new(AtomicUsize::new(0));
    // Another test's canary, or anything else, may listen there already: one is enough.
    if let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, super::CANARY_PORT)).await {
        let counter = Arc::clone(&caught);
        tokio::spawn(async move {
            while listener.accept().await.is_ok() {
                counter.fetch_add(1, Ordering::SeqCst);
            }
        });
    }
    caught
}
