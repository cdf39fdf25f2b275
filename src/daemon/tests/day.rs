//! A scripted day under a clock of our own: a thousand feeds, reloads, an outage, jumps of the clock (D12, D13).

use super::super::shift::SHORTEST_REST;
use super::*;
use crate::config::{Config, Faults, FeedFate, Source, Surroundings, compile};
use crate::fetch::{FetchAnswer, FetchFailure, FetchRequest, Limits, answer_of, failure_of};
use crate::model::FailureKind;
use crate::store::{Archive, Store};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;
use tempfile::TempDir;
use tokio::time::Instant;

/// The servers, the way to them, and the clock on the wall.
#[derive(Default)]
pub(super) struct World {
    now: Timestamp,
    /// When which host was asked.
    pub asked: Vec<(Timestamp, String)>,
    has_no_dns: bool,
}

#[derive(Clone, Default)]
pub(super) struct Servers(pub Arc<Mutex<World>>);

impl Servers {
    fn now(&self) -> Timestamp {
        self.0.lock().unwrap().now
    }
}

impl Fetch for Servers {
    async fn fetch(&self, request: FetchRequest) -> Result<FetchAnswer, FetchFailure> {
        let mut world = self.0.lock().unwrap();
        let now = world.now;
        world.asked.push((now, request.url.host_str().unwrap().to_owned()));
        if world.has_no_dns {
            let failure = failure_of(500, request.url, &[], now);
            return Err(FetchFailure { kind: FailureKind::Dns, status: None, message: "no address".into(), ..failure });
        }
        let lines = [("etag".to_owned(), b"\"1\"".to_vec())];
        let body = b"<rss version=\"2.0\"><channel><title>News</title></channel></rss>".to_vec();
        let status = if request.validators.is_empty() { 200 } else { 304 };
        Ok(answer_of(status, request.url, Vec::new(), &lines, if status == 200 { body } else { Vec::new() }, now))
    }
}

/// Feeds `from..to`, each at a host of its own; those below `twice` are asked twice an hour.
fn read(from: usize, to: usize, twice: usize) -> Result<Config, Faults> {
    let tables = (from..to).map(|n| {
        let schedule = if n < twice { "*/30 * * * *" } else { "@hourly" };
        format!("[feed.f{n}]\nurl = \"https://host{n}.example/feed\"\nschedule = \"{schedule}\"\n")
    });
    let around = Surroundings { env: &|_| None, read_file: &|_| Err("none".to_owned()), judge_rule: &|_, _| Ok(()) };
    compile(&[Source { path: "feedmill.toml".into(), text: tables.collect() }], around)
}

pub(super) struct Day {
    pub shift: Shift<Servers>,
    pub servers: Servers,
    path: PathBuf,
    _folder: TempDir,
}

impl Day {
    pub async fn begin(feeds: usize) -> Day {
        // In memory where the system has a place for that: each poll is a commit that waits for the disk.
        let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
        let path = folder.path().join("archive.db");
        let servers = Servers::default();
        servers.0.lock().unwrap().now = DateTime::parse_from_rfc3339("2026-03-02T00:00:00Z").unwrap().to_utc();
        let store = Store::open(&path).unwrap();
        let mut env = Environment::new(read(0, feeds, 0).unwrap(), store, servers.clone(), Limits::default()).unwrap();
        // Chance has no place in a test.
        env.salt = 0;
        let told = servers.clone();
        take_up(&env, servers.now()).await.unwrap();
        let shift = Shift::new(Arc::new(env), Arc::new(move || told.now()), true);
        let mut day = Day { shift, servers, path, _folder: folder };
        day.pass(TimeDelta::minutes(1)).await;
        day
    }

    /// The loop's own steps, as far apart as it would rest.
    pub async fn pass(&mut self, time: TimeDelta) {
        self.pass_in_steps(time, SHORTEST_REST).await;
    }

    /// The loop's own steps, with a rest of `least` at least.
    pub async fn pass_in_steps(&mut self, time: TimeDelta, least: Duration) {
        let until = self.servers.now() + time;
        while self.servers.now() < until {
            self.shift.draw(&Mode::Forever, false).await.unwrap();
            loop {
                self.shift.start_jobs();
                if self.shift.tasks.is_empty() {
                    break;
                }
                let event = self.shift.job_ended().await.unwrap();
                assert!(!matches!(event, Event::Broken(_)), "{event:?}");
            }
            let left = (until - self.servers.now()).to_std().unwrap_or_default();
            let rest = (self.shift.draw_again_at - Instant::now()).max(least).min(left);
            tokio::time::advance(rest).await;
            self.servers.0.lock().unwrap().now += TimeDelta::from_std(rest).unwrap();
        }
    }

    /// The clock on the wall jumps; time itself doesn't.
    fn jump(&self, by: TimeDelta) {
        self.servers.0.lock().unwrap().now += by;
    }

    /// From here on.
    fn mark(&self) -> Mark {
        let world = self.servers.0.lock().unwrap();
        Mark { at: world.now, asked: world.asked.len() }
    }

    /// What was asked since a mark, minute by minute, and by host.
    fn since(&self, mark: Mark) -> Asked {
        let world = self.servers.0.lock().unwrap();
        let (mut minutes, mut hosts) = (BTreeMap::new(), BTreeMap::new());
        for (at, host) in &world.asked[mark.asked..] {
            *minutes.entry((*at - mark.at).num_minutes()).or_insert(0_usize) += 1;
            *hosts.entry(host.clone()).or_insert(0_usize) += 1;
        }
        let all = (world.now - mark.at).num_minutes().max(1);
        let sum: usize = minutes.values().sum();
        Asked { most: minutes.values().copied().max().unwrap_or(0), mean: sum as f64 / all as f64, hosts }
    }

    fn archive(&self) -> Archive {
        Archive::open_read_only(&self.path).unwrap()
    }

    fn failures(&self) -> u32 {
        self.archive().feeds().unwrap().iter().map(|feed| feed.failures).sum()
    }
}

#[derive(Clone, Copy)]
struct Mark {
    at: Timestamp,
    asked: usize,
}

struct Asked {
    most: usize,
    mean: f64,
    hosts: BTreeMap<String, usize>,
}

impl Asked {
    #[track_caller]
    fn is_even(&self, what: &str, a_few: usize) {
        let most = (self.mean * 2.0).max(a_few as f64);
        println!("{what}: {:.1} a minute, {} at the most", self.mean, self.most);
        assert!(self.most as f64 <= most, "{what}: {} in a minute where the mean is {:.1}", self.most, self.mean);
    }

    #[track_caller]
    fn is_each(&self, what: &str, hosts: std::ops::Range<usize>, times: usize) {
        for host in hosts {
            let asked = self.hosts.get(&format!("host{host}.example")).copied().unwrap_or(0);
            assert_eq!(asked, times, "{what}: host {host}");
        }
    }
}

/// No minute has more than twice the mean, but for `a_few`: the mean of a hundred feeds is below two.
async fn day(feeds: usize, a_few: usize) {
    let hours = TimeDelta::hours;
    let tenth = feeds / 10;
    let mut day = Day::begin(feeds).await;

    // The schedule is kept: each feed once an hour, none in a crowd.
    day.pass(hours(1)).await;
    let from = day.mark();
    day.pass(hours(5)).await;
    let kept = day.since(from);
    kept.is_even("five hours as planned", a_few);
    kept.is_each("five hours as planned", 0..feeds, 5);

    // A tenth goes, a few come, a tenth is asked more often; then a configuration that can't be followed.
    let (few, twice) = ((feeds / 100).max(1), tenth * 2);
    let event = day.shift.reload(read(tenth, feeds + few, twice)).await;
    let Event::Reloaded(difference) = event else { panic!("{event:?}") };
    let count = |fate| difference.count(fate);
    assert_eq!((count(FeedFate::Paused), count(FeedFate::Added), count(FeedFate::Changed)), (tenth, few, tenth));
    let from = day.mark();
    day.pass(hours(2)).await;
    let event = day.shift.reload(read(tenth, feeds, 0).and_then(|_| Err(Faults::of_reading("broken".into())))).await;
    assert!(matches!(event, Event::ReloadRefused(_)), "{event:?}");
    assert!(day.archive().configuration().unwrap().unwrap().fault.unwrap().contains("broken"));
    day.pass(hours(2)).await;
    let reloaded = day.since(from);
    reloaded.is_even("four hours with a reload and a bad one", a_few);
    reloaded.is_each("paused", 0..tenth, 0);
    reloaded.is_each("as before", twice..feeds, 4);
    let hosts = twice..feeds + few;

    // No name is resolved for an hour: nobody's fault, and afterwards everybody is back within an hour.
    day.servers.0.lock().unwrap().has_no_dns = true;
    day.pass(hours(1)).await;
    // Until five hosts in a row have failed, the fault may be theirs.
    assert!(day.failures() <= 5, "{} failures of feeds", day.failures());
    day.servers.0.lock().unwrap().has_no_dns = false;
    let back = day.mark();
    day.pass(hours(1)).await;
    let after = day.since(back);
    after.is_even("the hour after the outage", a_few);
    for host in hosts.clone() {
        assert!(after.hosts.contains_key(&format!("host{host}.example")), "host {host} is not back");
    }
    day.pass(hours(1)).await;

    // Eight hours asleep, a clock put back by two, ahead by a year.
    for jump in [hours(8), hours(-2), TimeDelta::days(365)] {
        day.jump(jump);
        let from = day.mark();
        day.pass(hours(3)).await;
        let after = day.since(from);
        // What was missed is made up for each 3.6 seconds at the most, over an hour at the longest.
        after.is_even(&format!("three hours after a jump of {} h", jump.num_hours()), a_few.max(17));
        for host in hosts.clone() {
            let asked = after.hosts.get(&format!("host{host}.example")).copied().unwrap_or(0);
            assert!((2..=4).contains(&asked), "host {host} was asked {asked} times in three hours");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_day_of_a_hundred_feeds() {
    day(100, 6).await;
}

#[tokio::test(start_paused = true)]
#[ignore = "about 25,000 polls: .ci/run has it"]
async fn a_day_of_a_thousand_feeds() {
    day(1000, 0).await;
}
