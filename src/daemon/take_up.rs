//! The store brought in line with the configuration, and with the clock.

use crate::config::FeedConfig;
use crate::fetch::Fetch;
use crate::model::{FeedKey, FollowedFeed, SettingsInForce, Timestamp, WaitReason};
use crate::pipeline::Environment;
use crate::schedule::{self, NewsHabit, Rhythm, Schedule};
use crate::store::{FeedId, FeedSetup, PutOff, StoreError};
use chrono::TimeDelta;
use std::collections::HashMap;
use std::sync::Arc;

/// A feed that missed its time by more than this is one that the daemon wasn't there for.
const OVERDUE_BY_FAR: TimeDelta = TimeDelta::minutes(10);

/// Begins where an earlier daemon ended: due times first, which the configuration then may bring forward.
pub async fn take_up<F: Fetch>(env: &Environment<F>, now: Timestamp) -> Result<(), StoreError> {
    put_in_order(env, now).await?;
    subscribe(env, now).await
}

/// Brings the store's feeds in line with the configuration's.
pub async fn subscribe<F: Fetch>(env: &Environment<F>, now: Timestamp) -> Result<(), StoreError> {
    let followed = env.store.followed_feeds().await?;
    let known: HashMap<&FeedKey, &(FeedId, FollowedFeed)> = followed.iter().map(|feed| (&feed.1.key, feed)).collect();
    let mut setups = Vec::with_capacity(env.config.feeds.len());
    // What is in force for settings that feeds share is made ready once.
    let mut in_force: HashMap<usize, Arc<SettingsInForce>> = HashMap::new();
    for feed in &env.config.feeds {
        let settings =
            in_force.entry(Arc::as_ptr(&feed.settings).addr()).or_insert_with(|| feed.settings.in_force().into());
        let settings = Arc::clone(settings);
        let scheduled_at = match known.get(&feed.key) {
            Some((feed_id, followed)) if followed.settings != settings => {
                scheduled_anew(env, feed, *feed_id, now).await?
            }
            // What stays as it was has been asked for that at the last poll.
            _ => None,
        };
        setups.push(FeedSetup {
            key: feed.key.clone(),
            url: feed.url.to_string(),
            tags: feed.settings.tags.clone(),
            first_poll_at: now,
            scheduled_at,
            settings,
        });
    }
    env.store.sync_feeds(setups, now).await
}

/// When a schedule that has changed has a known feed due next, seen from now.
async fn scheduled_anew<F: Fetch>(
    env: &Environment<F>,
    feed: &FeedConfig,
    feed_id: FeedId,
    now: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    let rhythm = feed.settings.rhythm();
    let phase = schedule::phase(env.salt, feed_id.0);
    if !matches!(rhythm.schedule, Schedule::Adaptive(_)) {
        return Ok(schedule::scheduled(&rhythm, phase, false, now));
    }
    let sightings = env.store.sightings(feed_id).await?;
    let habit = NewsHabit::of(rhythm.zone, &sightings, now);
    Ok(schedule::scheduled(&Rhythm { habit: Some(&habit), ..rhythm }, phase, false, now))
}

/// Puts due times in order that have lost touch with the clock: those that many feeds have missed by far
/// are spread, and those that a clock set which has since been put back are brought near.
pub(super) async fn put_in_order<F: Fetch>(env: &Environment<F>, now: Timestamp) -> Result<(), StoreError> {
    let found = env.store.out_of_time(now, OVERDUE_BY_FAR).await?;
    let missed = (0..).zip(&found.overdue).map(|(rank, feed_id)| PutOff {
        feed_id: *feed_id,
        until: schedule::catch_up(rank, found.overdue.len(), now),
        waits_for: Some(WaitReason::CatchUp),
    });
    // What the old clock showed last: a wait goes on from there, or feeds of one interval would all begin theirs anew.
    let shown = found.from_the_future.iter().map(|(.., set_at)| *set_at).max().unwrap_or(now);
    let brought_near = found.from_the_future.iter().filter_map(|(feed_id, due, _)| {
        let until = schedule::after_clock_was_put_back(*due, shown, now)?;
        Some(PutOff { feed_id: *feed_id, until, waits_for: Some(WaitReason::CatchUp) })
    });
    let put_off: Vec<PutOff> = missed.chain(brought_near).collect();
    if put_off.is_empty() { Ok(()) } else { env.store.put_off_feeds(put_off, now).await }
}
