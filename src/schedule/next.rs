//! When a feed is polled next: its schedule, the publisher's wishes and what went wrong, each with its say.

use super::backoff::{Persistence, after_failure, persistence};
use super::{NewsHabit, Schedule, next_due};
use crate::model::{FailureKind, PollHints, Timestamp, WaitReason};
use crate::zone::Tz;
use chrono::{Datelike, TimeDelta, Timelike};
use std::time::Duration;

/// A cached answer keeps a feed from being asked for at most so long.
const LONGEST_FRESHNESS: TimeDelta = TimeDelta::days(7);
/// `ttl` and its like put a poll off for at most so long.
const LONGEST_INTERVAL_HINT: TimeDelta = TimeDelta::days(1);
/// Hours and days to be skipped put a poll off for at most so long: a long weekend.
const LONGEST_QUIET: TimeDelta = TimeDelta::days(4);
/// `Retry-After`: no server needs less, and none may ask for more.
const SHORTEST_RETRY_AFTER: TimeDelta = TimeDelta::minutes(15);
const LONGEST_RETRY_AFTER: TimeDelta = TimeDelta::days(31);
/// Between two polls of a feed for which nobody chose a schedule and whose server can't say "not modified".
const GAP_WITHOUT_VALIDATORS: TimeDelta = TimeDelta::hours(4);
/// And of one whose schedule is adaptive.
const ADAPTIVE_GAP_WITHOUT_VALIDATORS: TimeDelta = TimeDelta::hours(1);
/// While the network is down a feed is tried again after so long, and up to an hour's end later.
const OUTAGE_WAIT: TimeDelta = TimeDelta::minutes(10);
const OUTAGE_SPREAD: TimeDelta = TimeDelta::minutes(50);
/// A poll this much later than its moment is still in time.
const LATENESS: TimeDelta = TimeDelta::minutes(2);
/// Schedules that come more seldom don't leave out a time because the last poll was close to it.
const SELDOM: TimeDelta = TimeDelta::hours(2);

/// What the configuration says about when a feed is polled.
#[derive(Clone, Debug, PartialEq)]
pub struct Rhythm<'a> {
    pub schedule: &'a Schedule,
    pub zone: Tz,
    /// Feeds of one schedule come due at moments of their own within this time after it.
    pub spread: Duration,
    /// Whether the publisher's wishes are followed.
    pub follows_hints: bool,
    /// Somebody wrote the schedule down; otherwise it is the built-in one.
    pub is_chosen: bool,
    /// When the feed brings news, for a schedule that is adaptive.
    pub habit: Option<&'a NewsHabit>,
}

/// What the server and the feed itself say about being asked again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// How long the answer stays fresh, by its header.
    pub fresh_seconds: Option<u64>,
    /// `Retry-After` on an answer that was no failure.
    pub retry_after: Option<Duration>,
    /// By the feed's own word.
    pub hints: PollHints,
    /// The server gave something to recognise this answer by.
    pub has_validators: bool,
}

/// How a poll went, as far as the next one depends on it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Went {
    Well(Wishes),
    Wrong {
        kind: FailureKind,
        /// In a row, this one included.
        failures: u32,
        retry_after: Option<Duration>,
        /// Nearly no host can be reached, so that the fault is on this side.
        is_outage: bool,
    },
}

/// The next poll and what it waits for; `None` for the schedule alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextPoll {
    pub at: Timestamp,
    pub waits_for: Option<WaitReason>,
}

/// A feed's own moment within any stretch of time, 0 to 1: the same for as long as the archive lives.
///
/// Steps of the golden section put any number of feeds evenly apart, and the archive's `salt` keeps two
/// installations from asking a server at the same moment.
pub fn phase(salt: u64, feed_number: i64) -> f64 {
    const GOLDEN_STEP: u64 = 0x9e37_79b9_7f4a_7c15;
    let turn = salt.wrapping_add(feed_number.cast_unsigned().wrapping_mul(GOLDEN_STEP));
    // The upper 53 bits are what an f64 holds exactly.
    (turn >> 11) as f64 / (1_u64 << 53) as f64
}

/// An instant moved later by the phase's share of a span.
pub fn later_by_phase(at: Timestamp, spread: TimeDelta, phase: f64) -> Timestamp {
    at + share(spread, phase)
}

/// The first moment later than `now` at which the schedule has a feed of this phase due; `None` past the
/// year 2099.
///
/// A crontab schedule's times are moved later by the phase's share of `spread`, never past its next time.
/// After a poll at another moment than its own, one that comes at least every two hours leaves a time out
/// that is closer than its interval. Intervals, adaptive ones too, count from `now`, and from the `is_first`
/// poll somewhat longer.
pub fn scheduled(rhythm: &Rhythm<'_>, phase: f64, is_first: bool, now: Timestamp) -> Option<Timestamp> {
    let spread = span(rhythm.spread);
    match rhythm.schedule {
        Schedule::Every(_) => first_longer(next_due(rhythm.schedule, rhythm.zone, now)?, spread, phase, is_first, now),
        Schedule::Adaptive(bounds) => {
            let due = match rhythm.habit {
                Some(habit) => habit.next_look(now, *bounds),
                None => next_due(rhythm.schedule, rhythm.zone, now)?,
            };
            first_longer(due, spread, phase, is_first, now)
        }
        Schedule::Cron(_) if spread.is_zero() => next_due(rhythm.schedule, rhythm.zone, now),
        Schedule::Cron(_) => next_moment(rhythm, spread, phase, now),
    }
}

/// The first interval is made longer by the phase's share of it, so that feeds that came in together drift apart.
fn first_longer(due: Timestamp, spread: TimeDelta, phase: f64, is_first: bool, now: Timestamp) -> Option<Timestamp> {
    let into_phase = if is_first { share((due - now).min(spread), phase) } else { TimeDelta::zero() };
    due.checked_add_signed(into_phase)
}

fn next_moment(rhythm: &Rhythm<'_>, spread: TimeDelta, phase: f64, now: Timestamp) -> Option<Timestamp> {
    let next = |after| next_due(rhythm.schedule, rhythm.zone, after);
    let mut tick = last_but_one(rhythm, spread, now).or_else(|| next(now))?;
    let mut was_in_time = false;
    loop {
        let after = next(tick).unwrap_or(tick + TimeDelta::days(366));
        let interval = after - tick;
        let moment = tick + share(interval.min(spread), phase);
        // A poll starts a little late where many are due.
        was_in_time |= moment <= now && now - moment <= share(interval, 0.1).min(LATENESS);
        let is_far_enough = was_in_time || interval > SELDOM || moment - now >= interval;
        if moment > now && is_far_enough {
            return Some(moment);
        }
        tick = after;
    }
}

/// A time of the schedule before `now`: the last but one where there are two not far back, since a late poll
/// may have crossed the last.
fn last_but_one(rhythm: &Rhythm<'_>, spread: TimeDelta, now: Timestamp) -> Option<Timestamp> {
    let next = |after| next_due(rhythm.schedule, rhythm.zone, after).filter(|due| *due <= now);
    // The search only looks ahead, so it begins a little back, and farther for schedules that come seldom.
    let backs = [TimeDelta::minutes(2), TimeDelta::hours(2), spread];
    let mut found = None;
    for back in backs {
        let (mut before, mut last) = (None, next(now - back));
        while let Some(later) = last.and_then(next) {
            (before, last) = (last, Some(later));
        }
        found = before.or(last);
        if before.is_some() {
            break;
        }
    }
    found
}

/// When a feed is polled next, after a poll at `now` that went as `went` says.
///
/// Never earlier than the schedule has it, but for a network that was down: then every feed is tried
/// within the hour. `jitter` (0 to 1) makes waits longer by up to a tenth.
pub fn next_poll(
    rhythm: &Rhythm<'_>,
    phase: f64,
    is_first: bool,
    went: &Went,
    now: Timestamp,
    jitter: f64,
) -> NextPoll {
    let scheduled = scheduled(rhythm, phase, is_first, now).unwrap_or(now + TimeDelta::days(1));
    match went {
        Went::Well(wishes) => after_success(rhythm, scheduled, wishes, now, jitter),
        Went::Wrong { is_outage: true, .. } => {
            NextPoll { at: after_outage(now, jitter), waits_for: Some(WaitReason::Outage) }
        }
        Went::Wrong { kind, failures, retry_after, .. } => {
            let backed_off = after_failure(*kind, *failures, scheduled, now, jitter);
            let told = retry_after.map(|wait| retry_at(wait, now, jitter));
            let reason = match persistence(*kind) {
                Persistence::Refused => WaitReason::Refused,
                _ => WaitReason::BackOff,
            };
            let next = later(NextPoll { at: scheduled, waits_for: None }, Some(backed_off), reason);
            later(next, told, WaitReason::RetryAfter)
        }
    }
}

fn after_success(rhythm: &Rhythm<'_>, scheduled: Timestamp, wishes: &Wishes, now: Timestamp, jitter: f64) -> NextPoll {
    let mut next = NextPoll { at: scheduled, waits_for: None };
    if !wishes.has_validators {
        next = put_off(next, gap_without_validators(rhythm), WaitReason::NoValidators, now, jitter);
    }
    if rhythm.follows_hints {
        let fresh = wishes.fresh_seconds.map(|seconds| seconds_span(seconds).min(LONGEST_FRESHNESS));
        next = put_off(next, fresh, WaitReason::Cache, now, jitter);
        let hint = wishes.hints.interval_seconds.map(|seconds| seconds_span(seconds).min(LONGEST_INTERVAL_HINT));
        next = put_off(next, hint, WaitReason::FeedHint, now, jitter);
        next = later(next, past_quiet(next.at, &wishes.hints), WaitReason::QuietHours);
    }
    later(next, wishes.retry_after.map(|wait| retry_at(wait, now, jitter)), WaitReason::RetryAfter)
}

/// What each poll of such a feed costs is a whole feed. A schedule that somebody wrote down is followed all the same;
/// one that leaves the choice to us isn't run at its fastest.
fn gap_without_validators(rhythm: &Rhythm<'_>) -> Option<TimeDelta> {
    match rhythm.schedule {
        Schedule::Adaptive(bounds) => Some(bounds.keep(ADAPTIVE_GAP_WITHOUT_VALIDATORS)),
        _ => (!rhythm.is_chosen).then_some(GAP_WITHOUT_VALIDATORS),
    }
}

/// `next`, or the end of a wait from `now` where that is later; then up to a tenth and ten minutes later
/// still, since many answers go stale at the same moment.
fn put_off(next: NextPoll, wait: Option<TimeDelta>, reason: WaitReason, now: Timestamp, jitter: f64) -> NextPoll {
    match wait {
        Some(wait) if now + wait > next.at => {
            let more = share(wait.min(TimeDelta::minutes(100)), 0.1 * jitter);
            NextPoll { at: now + wait + more, waits_for: Some(reason) }
        }
        _ => next,
    }
}

/// The later of the two, with the reason of whichever it is.
fn later(next: NextPoll, at: Option<Timestamp>, reason: WaitReason) -> NextPoll {
    match at {
        Some(at) if at > next.at => NextPoll { at, waits_for: Some(reason) },
        _ => next,
    }
}

/// When what met a network that is down is tried again: within the hour, all of it spread over that.
pub fn after_outage(now: Timestamp, jitter: f64) -> Timestamp {
    now + OUTAGE_WAIT + share(OUTAGE_SPREAD, jitter)
}

/// When a server that wants to be left alone may be asked again.
pub fn retry_at(wait: Duration, now: Timestamp, jitter: f64) -> Timestamp {
    let wait = span(wait).clamp(SHORTEST_RETRY_AFTER, LONGEST_RETRY_AFTER);
    now + wait + share(wait.min(TimeDelta::hours(10)), 0.1 * jitter)
}

/// `due`, or as many whole hours later as take it out of the hours and days to be skipped: minutes stay,
/// so that feeds don't gather at the end of the night. Lists that leave no time open are a mistake.
fn past_quiet(due: Timestamp, hints: &PollHints) -> Option<Timestamp> {
    let is_quiet = |at: &Timestamp| {
        hints.skip_hours & (1 << at.hour()) != 0 || hints.skip_days & (1 << at.weekday().num_days_from_monday()) != 0
    };
    (0..=LONGEST_QUIET.num_hours()).map(|hours| due + TimeDelta::hours(hours)).find(|at| !is_quiet(at))
}

/// Where overdue feeds go that have missed their time by far, as after a night's sleep or a jump of the
/// clock: number `rank` of `count` (from 0) comes due so long after `now`.
///
/// A few are asked at once; many are spread over up to an hour, none closer to the last than 3.6 s.
pub fn catch_up(rank: usize, count: usize, now: Timestamp) -> Timestamp {
    const AT_ONCE: usize = 16;
    const APART_MS: i64 = 3_600;
    if count <= AT_ONCE {
        return now;
    }
    let (rank, count) = (i64::try_from(rank).unwrap_or(0), i64::try_from(count).unwrap_or(1));
    let window_ms = (count * APART_MS).min(TimeDelta::hours(1).num_milliseconds());
    now + TimeDelta::milliseconds(rank.saturating_mul(window_ms) / count)
}

/// A due time by a clock which has since been put back: what was left of the wait, from `now` on.
///
/// `shown` is what that clock showed last. `None` if nothing is wrong with it.
pub fn after_clock_was_put_back(due: Timestamp, shown: Timestamp, now: Timestamp) -> Option<Timestamp> {
    const TOLERANCE: TimeDelta = TimeDelta::minutes(1);
    (shown > now + TOLERANCE).then(|| now + (due - shown).clamp(TimeDelta::zero(), LONGEST_RETRY_AFTER))
}

fn span(duration: Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or(LONGEST_RETRY_AFTER)
}

fn seconds_span(seconds: u64) -> TimeDelta {
    span(Duration::from_secs(seconds))
}

/// `share` (0 to 1) of a span, in whole milliseconds.
fn share(span: TimeDelta, share: f64) -> TimeDelta {
    let share = if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) };
    TimeDelta::milliseconds((span.num_milliseconds() as f64 * share) as i64)
}

#[cfg(test)]
mod tests;
