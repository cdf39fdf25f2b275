//! Sixty simulated days: the real poll line and a real store, over servers that are functions.

use super::fleet::{self, FLEET, Instant, Reply};
use chrono::{DateTime, TimeDelta, Utc};
use feedmill::config::{Config, Source, Surroundings, compile};
use feedmill::daemon;
use feedmill::fetch::{
    Fetch, FetchAnswer, FetchFailure, FetchRequest, HeaderLine, Hop, Limits, answer_of, failure_of, lines_of,
    user_agent,
};
use feedmill::model::FailureKind;
use feedmill::pipeline::{self, Environment};
use feedmill::store::Store;
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use url::Url;

pub const DAYS: i64 = 60;

/// What was asked, by whom it was answered, and how.
#[derive(Clone, Debug)]
pub struct Asked {
    pub at: Instant,
    /// Key of the feed for which the server answers.
    pub feed: &'static str,
    pub lines: Vec<HeaderLine>,
    /// The validators that the server had given last, before this request.
    pub given_before: Vec<HeaderLine>,
    /// `None` if the network was down.
    pub status: Option<u16>,
}

/// All that happened.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    pub asked: Vec<Asked>,
    /// When the program was started.
    pub starts: Vec<Instant>,
}

/// The servers and the network to them.
#[derive(Clone)]
struct Simulation {
    start: Instant,
    state: Arc<Mutex<State>>,
}

struct State {
    now: Instant,
    ledger: Ledger,
    given: HashMap<&'static str, Vec<HeaderLine>>,
}

impl Fetch for Simulation {
    async fn fetch(&self, request: FetchRequest) -> Result<FetchAnswer, FetchFailure> {
        let mut state = self.state.lock().unwrap();
        let (now, start) = (state.now, self.start);
        let lines = lines_of(&request, &user_agent(Some("https://example.org/bot")));
        let feed = fleet::feed_at(request.url.as_str()).expect("only the fleet is asked");
        let given_before = state.given.get(feed.key).cloned().unwrap_or_default();
        let reply = (!is_network_down(start, now)).then(|| {
            let asked: HashMap<String, Vec<u8>> = lines.iter().cloned().collect();
            fleet::answer(feed, request.url.as_str(), &asked, start, now)
        });
        let status = reply.as_ref().map(|reply| reply.status);
        state.ledger.asked.push(Asked { at: now, feed: feed.key, lines, given_before, status });
        match reply {
            None => Err(no_network(request.url)),
            Some(reply) => {
                let given = given_after(&reply, state.given.get(feed.key));
                state.given.insert(feed.key, given);
                received(reply, &request, now)
            }
        }
    }
}

/// The validators that are in force once a reply has been sent: a 200 sets them, a 304 changes those it names.
fn given_after(reply: &Reply, before: Option<&Vec<HeaderLine>>) -> Vec<HeaderLine> {
    let is_validator = |(name, _): &&HeaderLine| name == "etag" || name == "last-modified";
    let named: Vec<HeaderLine> = reply.lines.iter().filter(is_validator).cloned().collect();
    let before = before.cloned().unwrap_or_default();
    match reply.status {
        200 => named,
        304 => {
            let kept = before.into_iter().filter(|(name, _)| named.iter().all(|(new, _)| new != name));
            kept.chain(named.clone()).collect()
        }
        _ => before,
    }
}

#[expect(clippy::result_large_err, reason = "it is what `Fetch` gives")]
fn received(reply: Reply, request: &FetchRequest, now: Instant) -> Result<FetchAnswer, FetchFailure> {
    let hops: Vec<Hop> = reply
        .by_way_of
        .into_iter()
        .map(|(status, to)| Hop { status, from: request.url.clone(), to: Url::parse(to).unwrap() })
        .collect();
    let url = hops.last().map_or_else(|| request.url.clone(), |hop| hop.to.clone());
    match reply.status {
        200 | 304 => Ok(answer_of(reply.status, url, hops, &reply.lines, reply.body, now)),
        status => Err(failure_of(status, url, &reply.lines, now)),
    }
}

/// Six hours on day 30 our own network is down.
fn is_network_down(start: Instant, now: Instant) -> bool {
    let since = now - start;
    since >= TimeDelta::days(30) && since < TimeDelta::days(30) + TimeDelta::hours(6)
}

fn no_network(url: Url) -> FetchFailure {
    FetchFailure {
        kind: FailureKind::Dns,
        message: "the host's name could not be resolved".to_owned(),
        status: None,
        url,
        retry_after: None,
        wire_bytes: 0,
        took: Duration::ZERO,
    }
}

/// When the program is stopped and started again: each day once, twenty times within an hour on day 3, and
/// on day 25 after eight hours.
fn restarts(start: Instant) -> Vec<(Instant, TimeDelta)> {
    let daily =
        (1..DAYS).map(|day| (start + TimeDelta::days(day) + TimeDelta::minutes(day * 7), TimeDelta::seconds(5)));
    let often = (0..20).map(|n| {
        (start + TimeDelta::days(3) + TimeDelta::hours(12) + TimeDelta::minutes(n * 3), TimeDelta::seconds(5))
    });
    let mut all: Vec<(Instant, TimeDelta)> = daily.chain(often).collect();
    all.push((start + TimeDelta::days(25) + TimeDelta::hours(6), TimeDelta::hours(8)));
    all.sort();
    all
}

/// A folder for the database: in memory where the system has a place for that, since each of so many polls is
/// a commit that waits for the disk.
pub fn folder() -> std::io::Result<tempfile::TempDir> {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir())
}

/// Runs the fleet in `folder`, which holds the database.
pub fn run(folder: &Path) -> Ledger {
    let start: Instant = DateTime::<Utc>::from_timestamp(1_767_225_600, 0).unwrap();
    let end = start + TimeDelta::days(DAYS);
    let state = State { now: start, ledger: Ledger::default(), given: HashMap::new() };
    let simulation = Simulation { start, state: Arc::new(Mutex::new(state)) };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut from = start;
    for (stop, pause) in restarts(start).into_iter().chain([(end, TimeDelta::zero())]) {
        runtime.block_on(one_life(folder, &simulation, from, stop));
        from = stop + pause;
    }
    let state = simulation.state.lock().unwrap();
    state.ledger.clone()
}

/// From one start of the program to the next stop.
async fn one_life(folder: &Path, simulation: &Simulation, from: Instant, until: Instant) {
    let store = Store::open(&folder.join("score.db")).unwrap();
    let mut env = Environment::new(configuration(), store, simulation.clone(), Limits::default()).unwrap();
    // Chance has no place in a report.
    env.salt = 0;
    daemon::take_up(&env, from).await.unwrap();
    simulation.state.lock().unwrap().ledger.starts.push(from);
    let mut now = from;
    while now < until {
        simulation.state.lock().unwrap().now = now;
        for state in env.store.due_feeds(now, 100).await.unwrap() {
            let feed = env.config.feed(&state.key).unwrap();
            pipeline::poll(&env, feed, &state, now).await.unwrap();
        }
        now = env.store.next_due_after(now).await.unwrap().unwrap_or(until);
    }
    env.store.clone().close().await;
}

fn configuration() -> Config {
    let feeds = FLEET.iter().map(|feed| format!("[feed.{}]\nurl = \"{}\"\n", feed.key, feed.url));
    let text = feeds.fold("[defaults]\nfulltext = \"feed\"\n".to_owned(), |text, feed| text + &feed);
    let around = Surroundings {
        env: &|_| None,
        read_file: &|_| Err("there is no such file".to_owned()),
        judge_rule: &|_, _| Ok(()),
    };
    compile(&[Source { path: "feedmill.toml".into(), text }], around).unwrap_or_else(|faults| panic!("{faults}"))
}
