//! What has had its time goes, and the space that it leaves is given back: a little at a time, beside the daily work.

use crate::config::Config;
use crate::model::Timestamp;
use crate::store::{FeedRetention, PurgeCounts, RetentionPlan, Store, StoreError};
use chrono::TimeDelta;
use serde::Serialize;
use std::sync::Arc;
use std::time::Duration;

/// Articles and pages that go in one transaction, so that a poll that comes meanwhile waits for these alone.
const AT_ONCE: usize = 50;
/// Pages of the file that are given back in one transaction: 2 MiB.
const GIVEN_BACK_AT_ONCE: u32 = 512;
/// Fewer free pages are left for what comes next: 1 MiB.
const WORTH_GIVING_BACK: u64 = 256;
/// Where nothing was purged, so much of the file must be free: indexes free pages and take them again all the time.
const SHARE_WORTH_GIVING_BACK: u64 = 10;
/// A step of half a thousand pages leaves the writer to others for a moment.
const BREATH: Duration = Duration::from_millis(20);

/// What a purge came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PurgeReport {
    #[serde(flatten)]
    pub purged: PurgeCounts,
    /// Pages of the file that went back to the disk.
    pub pages_given_back: u64,
}

/// What the configuration keeps, reckoned from `now`.
pub fn retention_plan(config: &Config, now: Timestamp) -> RetentionPlan {
    let before = |age: Option<Duration>| now.checked_sub_signed(TimeDelta::from_std(age?).ok()?);
    let feeds = config.feeds.iter().filter_map(|feed| {
        let keep = feed.settings.keep;
        let (pages_before, articles_before) = (before(keep.pages), before(keep.articles));
        let keeps_all = pages_before.is_none() && articles_before.is_none();
        (!keeps_all).then(|| FeedRetention {
            feed: feed.key.clone(),
            pages_before,
            articles_before,
            last: keep.last,
            is_removed: false,
        })
    });
    RetentionPlan { feeds: feeds.collect(), requests_before: before(config.daemon.keep_requests) }
}

/// Purges by the plan until nothing is left to purge, and gives free space back.
///
/// # Errors
/// The store's. What was done until then stays done.
pub async fn purge(store: &Store, plan: RetentionPlan, now: Timestamp) -> Result<PurgeReport, StoreError> {
    let plan = Arc::new(plan);
    let mut report = PurgeReport::default();
    loop {
        let expired = store.expired(Arc::clone(&plan), AT_ONCE).await?;
        if expired.is_empty() {
            break;
        }
        let purged = store.purge(Arc::clone(&plan), expired).await?;
        if purged.is_empty() {
            break;
        }
        report.purged.add(purged);
    }
    store.forget_purged(now).await?;
    let (mut free, all) = store.free_pages().await?;
    let is_worth_it = !report.purged.is_empty() || free * SHARE_WORTH_GIVING_BACK > all;
    while is_worth_it && free > WORTH_GIVING_BACK {
        let left = store.give_back(GIVEN_BACK_AT_ONCE).await?;
        if left >= free {
            // A file that wasn't made by feedmill can't shrink bit by bit.
            break;
        }
        report.pages_given_back += free - left;
        free = left;
        tokio::time::sleep(BREATH).await;
    }
    Ok(report)
}
