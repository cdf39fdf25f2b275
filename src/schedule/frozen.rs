//! When a validator that never changes is doubted: some servers answer "not modified" whatever happens.

use crate::model::Timestamp;
use chrono::TimeDelta;

/// "Not modified" is believed at least so long.
const SHORTEST_TRUST: TimeDelta = TimeDelta::days(14);
/// And for so many of the feed's usual gaps between news.
const TRUSTED_GAPS: i32 = 5;
/// How often a feed is asked for in full whose validators have been found out.
const FOUND_OUT_GAP: TimeDelta = TimeDelta::days(1);

/// Whether the feed is to be asked for in full at `now`, validators aside.
///
/// `last_fresh_at` is when it last came in full, so that one such request puts off the next. `usual_gap` is
/// the average time between its news. `is_found_out`: a request in full has shown news once.
pub fn is_doubted(last_fresh_at: Timestamp, usual_gap: Option<TimeDelta>, is_found_out: bool, now: Timestamp) -> bool {
    let trust = if is_found_out {
        FOUND_OUT_GAP
    } else {
        usual_gap.and_then(|gap| gap.checked_mul(TRUSTED_GAPS)).map_or(SHORTEST_TRUST, |gaps| gaps.max(SHORTEST_TRUST))
    };
    now - last_fresh_at > trust
}

/// Whether it is worth finding out how far apart the feed's news are.
pub fn may_be_doubted(last_fresh_at: Timestamp, is_found_out: bool, now: Timestamp) -> bool {
    is_doubted(last_fresh_at, None, is_found_out, now)
}
