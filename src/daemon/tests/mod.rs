//! Due times through restarts and jumps of the clock (D12): nobody early, nobody frozen, no herd.

mod alarms;
mod day;
#[cfg(target_os = "linux")]
mod week;

use super::hold::Hold;
use super::perform::poll_if_configured;
use super::*;
use crate::config::{Source, Surroundings, compile};
use crate::fetch::{FetchAnswer, FetchFailure, FetchRequest, Limits, answer_of};
use crate::store::Store;
use chrono::{DateTime, TimeDelta};
use std::collections::HashMap;
use tempfile::TempDir;

const FEEDS: usize = 200;

/// Every server answers with the same small feed.
struct Everyone;

impl Fetch for Everyone {
    async fn fetch(&self, request: FetchRequest) -> Result<FetchAnswer, FetchFailure> {
        let body = b"<rss version=\"2.0\"><channel><title>News</title></channel></rss>".to_vec();
        let lines = [("etag".to_owned(), b"\"1\"".to_vec())];
        Ok(answer_of(200, request.url, Vec::new(), &lines, body, start()))
    }
}

fn start() -> Timestamp {
    DateTime::parse_from_rfc3339("2026-01-31T08:30:00Z").unwrap().to_utc()
}

/// Hourly feeds, each polled once at the start.
async fn polled(folder: &TempDir) -> Environment<Everyone> {
    let text: String = (0..FEEDS)
        .map(|n| format!("[feed.f{n}]\nurl = \"https://host{n}.example/feed\"\nschedule = \"@hourly\"\n"))
        .collect();
    let around = Surroundings {
        env: &|_| None,
        read_file: &|_| Err("there is no such file".to_owned()),
        judge_rule: &|_, _| Ok(()),
    };
    let config = compile(&[Source { path: "feedmill.toml".into(), text }], around).unwrap();
    let store = Store::open(&folder.path().join("archive.db")).unwrap();
    let env = Environment::new(config, store, Everyone, Limits::default()).unwrap();
    subscribe(&env, start()).await.unwrap();
    let states = env.store.due_feeds(start(), FEEDS).await.unwrap();
    assert_eq!(states.len(), FEEDS, "new feeds are due at once");
    let polls = states.iter().map(|state| poll_if_configured(&env, state, start()));
    for poll in polls {
        poll.await.unwrap();
    }
    env
}

async fn dues(env: &Environment<Everyone>) -> HashMap<FeedKey, Timestamp> {
    let states = env.store.feed_states(None).await.unwrap();
    states.into_iter().map(|state| (state.key, state.next_poll_at)).collect()
}

/// The most that come due within one minute, and the time from `now` to the last of them.
async fn herd(env: &Environment<Everyone>, now: Timestamp) -> (usize, TimeDelta) {
    let dues = dues(env).await;
    let mut minutes: HashMap<i64, usize> = HashMap::new();
    for due in dues.values() {
        assert!(*due >= now, "{due} is before {now}");
        *minutes.entry((*due - now).num_minutes()).or_default() += 1;
    }
    (minutes.into_values().max().unwrap(), *dues.values().max().unwrap() - now)
}

#[tokio::test]
async fn a_restart_polls_nobody_early() {
    let folder = tempfile::tempdir().unwrap();
    let env = polled(&folder).await;
    let before = dues(&env).await;
    for minutes in 0..25 {
        let now = start() + TimeDelta::minutes(minutes);
        take_up(&env, now).await.unwrap();
    }
    assert_eq!(dues(&env).await, before);
}

#[tokio::test]
async fn a_jump_of_the_clock_makes_no_herd_and_freezes_nobody() {
    let hours = TimeDelta::hours;
    let day = TimeDelta::days(1);
    for jump in [hours(8), day * 365, -hours(2), -day * 365, -day * 20_000, TimeDelta::seconds(1), TimeDelta::zero()] {
        let folder = tempfile::tempdir().unwrap();
        let env = polled(&folder).await;
        let now = start() + jump;
        take_up(&env, now).await.unwrap();
        let after = dues(&env).await;
        take_up(&env, now + TimeDelta::seconds(1)).await.unwrap();
        assert_eq!(dues(&env).await, after, "{jump}: a second start changes nothing");
        let (most, last) = herd(&env, now).await;
        assert!(most <= 20, "{jump}: {most} in a minute");
        assert!(last <= hours(2), "{jump}: the last in {last}");
    }
}

#[tokio::test]
async fn a_jump_is_told_from_time_that_passes() {
    let folder = tempfile::tempdir().unwrap();
    let env = Arc::new(polled(&folder).await);
    let mut shift = Shift::new(env, Arc::new(start), true);
    for (seconds, has_jumped) in [(0, false), (60, false), (3660, true), (3660, false), (0, true)] {
        assert_eq!(shift.has_jumped(start() + TimeDelta::seconds(seconds)), has_jumped, "{seconds}");
    }
}

/// D05: below the floor nothing is begun, and nothing moves on.
#[tokio::test]
async fn below_the_floor_of_free_space_the_work_stands_still() {
    let folder = tempfile::tempdir().unwrap();
    let mut env = polled(&folder).await;
    let before = dues(&env).await;
    let floor_bytes = std::mem::replace(&mut env.config.daemon.min_free_bytes, u64::MAX / 2);
    env.config.daemon.database = folder.path().join("archive.db");
    let env = Arc::new(env);
    let (later, stop) = (start() + TimeDelta::days(1), CancellationToken::new());
    let mut told = Vec::new();
    let totals = work(env.clone(), Mode::Forever, Arc::new(move || later), stop.clone(), Asks::none(), |event| {
        if let Event::StandsStill(reason) = event {
            told.push(reason.to_string());
            stop.cancel();
        }
    });
    let totals = totals.await.unwrap();
    assert_eq!((told.len(), totals.polls), (1, 0), "{told:?}");
    assert!(told[0].contains("MiB are free on the database's disk"), "{told:?}");
    let moved = dues(&env).await.into_iter().filter(|(key, due)| before[key] != *due).count();
    assert!(moved > 0, "the start has put the overdue in order");

    let once = work(
        env.clone(),
        Mode::Once { feeds: vec![] },
        Arc::new(start),
        CancellationToken::new(),
        Asks::none(),
        |_| (),
    );
    assert!(matches!(once.await, Err(StoreError::LowSpace { .. })), "a single pass says no at once");

    let database = env.config.daemon.database.clone();
    let mut hold = Hold::over(StoreError::LowSpace { free_bytes: 0, floor_bytes }).unwrap();
    assert!(!hold.is_over(&env.store, &database, u64::MAX / 4).await.unwrap());
    assert!(hold.is_over(&env.store, &database, 0).await.unwrap(), "and goes on by itself");
}
