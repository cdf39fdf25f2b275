//! When a permanent redirect is believed: not at once, for login pages and mistakes redirect permanently too.

use crate::model::{MoveClaim, Timestamp};
use chrono::TimeDelta;

/// Polls that must have been led to the same address, over at least so long.
const SIGHTINGS: u32 = 3;
const WATCH: TimeDelta = TimeDelta::hours(24);
/// Unrelated domains that move to one host within a day are behind a captive portal.
const UNRELATED_DOMAINS: usize = 3;

/// The claim once one more poll has been led to `target`; a new one if the last led elsewhere.
pub fn claimed_again(earlier: Option<&MoveClaim>, target: &str, now: Timestamp) -> MoveClaim {
    match earlier.filter(|claim| claim.target == target) {
        Some(claim) => MoveClaim { sightings: claim.sightings.saturating_add(1), seen_at: now, ..claim.clone() },
        None => MoveClaim { target: target.to_owned(), sightings: 1, since: now, seen_at: now },
    }
}

/// Whether the feed is asked for at the target from now on.
pub fn is_believed(claim: &MoveClaim) -> bool {
    claim.sightings >= SIGHTINGS && claim.seen_at - claim.since >= WATCH
}

/// Whether so many unrelated domains were led to one host that none of it is believed.
pub fn is_captive_portal(unrelated_domains: usize) -> bool {
    unrelated_domains >= UNRELATED_DOMAINS
}

/// Since when the moves to one host count together.
pub fn portal_watch_begins(now: Timestamp) -> Timestamp {
    now - WATCH
}
