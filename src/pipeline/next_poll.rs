//! When a feed is asked again: its schedule, and what the server, the feed and its past say to that.

use super::{Environment, Failure, manners};
use crate::config::FeedConfig;
use crate::fetch::{FetchAnswer, FetchFailure, Hop};
use crate::model::{ItemNews, Pause, PauseScope, Sighting, Timestamp};
use crate::schedule::{self, NewsHabit, NextPoll, Rhythm, Schedule, Went, Wishes};
use crate::store::{FeedState, PollOutcome, StoreError};
use std::time::Duration;

/// What an answer says beside its body.
pub(super) struct ServerSaid {
    pub fresh_seconds: Option<u64>,
    pub retry_after: Option<Duration>,
    pub has_validators: bool,
    pub hops: Vec<Hop>,
    pub pause: Option<Pause>,
    pub is_outage: bool,
}

impl ServerSaid {
    pub fn of<F>(
        env: &Environment<F>,
        feed: &FeedConfig,
        state: &FeedState,
        answer: &mut Result<FetchAnswer, FetchFailure>,
        at: Timestamp,
    ) -> ServerSaid {
        let is_outage = manners::is_outage(env, answer, at);
        let failures = state.failures.saturating_add(1);
        match answer {
            Ok(answer) => ServerSaid {
                fresh_seconds: answer.cache.max_age_seconds,
                retry_after: answer.cache.retry_after,
                // A 304 without any leaves the old ones in force.
                has_validators: answer.status == 304 || !answer.validators.is_empty(),
                hops: std::mem::take(&mut answer.hops),
                pause: None,
                is_outage,
            },
            Err(failure) => ServerSaid {
                fresh_seconds: None,
                retry_after: failure.retry_after,
                has_validators: false,
                hops: Vec::new(),
                pause: manners::pause_after(failure, &feed.settings, PauseScope::All, failures, at),
                is_outage,
            },
        }
    }
}

/// When a feed with an adaptive schedule brings news, what it has brought just now among it; `None` for others.
pub(super) async fn habit_of<F>(
    env: &Environment<F>,
    feed: &FeedConfig,
    state: &FeedState,
    read: &Result<PollOutcome, Failure>,
    at: Timestamp,
) -> Result<Option<NewsHabit>, StoreError> {
    if !matches!(feed.settings.schedule, Schedule::Adaptive(_)) {
        return Ok(None);
    }
    let mut sightings = env.store.sightings(state.feed_id).await?;
    if let Ok(PollOutcome::Fresh { items, .. }) = read {
        let new = items.iter().filter(|item| item.planned.news == ItemNews::New);
        sightings.extend(new.map(|item| Sighting {
            first_seen_at: at,
            published_at: item.planned.item.published.map(|published| published.to_utc()),
        }));
    }
    Ok(Some(NewsHabit::of(feed.settings.timezone, &sightings, at)))
}

/// The scheduled time, or later where something speaks for it.
pub(super) fn next_poll<F>(
    env: &Environment<F>,
    feed: &FeedConfig,
    state: &FeedState,
    read: &Result<PollOutcome, Failure>,
    said: &ServerSaid,
    habit: Option<&NewsHabit>,
    at: Timestamp,
) -> NextPoll {
    let wishes = |hints| Wishes {
        fresh_seconds: said.fresh_seconds,
        retry_after: said.retry_after,
        hints,
        has_validators: said.has_validators,
    };
    let went = match read {
        Ok(PollOutcome::Fresh { hints, .. }) => Went::Well(wishes(*hints)),
        Ok(_) => Went::Well(wishes(state.hints)),
        Err(failure) => Went::Wrong {
            kind: failure.kind,
            failures: state.failures.saturating_add(1),
            retry_after: said.retry_after,
            is_outage: said.is_outage,
        },
    };
    let phase = schedule::phase(env.salt, state.feed_id.0);
    let jitter = env.jitter(feed.key.as_str(), at);
    let rhythm = Rhythm { habit, ..feed.settings.rhythm() };
    schedule::next_poll(&rhythm, phase, state.first_poll, &went, at, jitter)
}
