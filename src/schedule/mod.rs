//! When a feed is due next: crontab, intervals, back-off; a function of its arguments.

mod adaptive;
mod backoff;
mod checks;
mod crontab;
mod duration;
mod frozen;
mod moves;
mod next;
mod outage;
#[cfg(test)]
mod tests;

pub use adaptive::{Bounds, NewsHabit};
pub use backoff::{after_failure, page_retry, wall_retry};
pub use checks::{check_for_feed, next_check};
pub use crontab::CronSchedule;
pub use duration::{display as display_duration, parse_duration};
pub use frozen::{is_doubted, may_be_doubted};
pub use moves::{claimed_again, is_believed, is_captive_portal, portal_watch_begins};
pub use next::{
    NextPoll, Rhythm, Went, Wishes, after_clock_was_put_back, after_outage, catch_up, later_by_phase, next_poll, phase,
    retry_at, scheduled,
};
pub use outage::{Reachability, is_unreachable};

use crate::model::Timestamp;
use crate::zone::Tz;
use chrono::TimeDelta;
use std::fmt;
use std::time::Duration;
use thiserror::Error;

const SHORTEST_INTERVAL: Duration = Duration::from_secs(60);
const LONGEST_INTERVAL: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// When a feed is polled if all goes well.
#[derive(Clone, Debug, PartialEq)]
pub enum Schedule {
    /// By the clock on the wall of a time zone.
    Cron(CronSchedule),
    /// So long after the last poll.
    Every(Duration),
    /// As often as the feed brings news, within these bounds.
    Adaptive(Bounds),
}

impl Schedule {
    /// Reads a crontab(5) expression: five fields, six with seconds first, or a shortcut such as `@daily`.
    ///
    /// ```
    /// use feedmill::schedule::Schedule;
    /// assert!(Schedule::cron("*/30 6-22 * * mon-fri").is_ok());
    /// let fault = Schedule::cron("0 25 * * *").unwrap_err();
    /// assert_eq!(fault.to_string(), "the hour field can't be `25`: it takes 0 to 23");
    /// ```
    pub fn cron(text: &str) -> Result<Schedule, ScheduleFault> {
        CronSchedule::parse(text).map(Schedule::Cron)
    }

    /// Reads an interval such as `30m` or `1h30m`, from one minute to 366 days.
    pub fn every(text: &str) -> Result<Schedule, ScheduleFault> {
        parse_interval(text).map(Schedule::Every)
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Schedule::Cron(cron) => f.write_str(cron.source()),
            Schedule::Every(interval) => write!(f, "every {}", duration::display(*interval)),
            Schedule::Adaptive(bounds) => write!(f, "adaptive, {bounds}"),
        }
    }
}

/// Reads the time between two polls, from one minute to 366 days.
pub fn parse_interval(text: &str) -> Result<Duration, ScheduleFault> {
    let interval = parse_duration(text)?;
    if interval < SHORTEST_INTERVAL {
        return Err(ScheduleFault::TooShort);
    }
    if interval > LONGEST_INTERVAL {
        return Err(ScheduleFault::TooLong);
    }
    Ok(interval)
}

/// Why a text is no schedule; each is a sentence to stand behind the name of the key.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ScheduleFault {
    #[error("a crontab schedule has five fields, or six with seconds first, and this has {0}")]
    FieldCount(usize),
    #[error("the {field} field can't be `{text}`: {reason}")]
    Field { field: &'static str, text: String, reason: String },
    #[error("`{0}` isn't one of @hourly, @daily, @weekly, @monthly, @yearly")]
    Shortcut(String),
    #[error("this date never comes")]
    NeverComes,
    #[error("`{text}` isn't a length of time: {reason}")]
    Duration { text: String, reason: &'static str },
    #[error("the shortest interval is one minute")]
    TooShort,
    #[error("the longest interval is 366 days")]
    TooLong,
    #[error("the shortest time between two polls is longer than the longest")]
    Bounds,
}

/// The first instant strictly later than `after` at which the schedule is due; `None` past the year 2099.
///
/// A crontab schedule is read by the clock of `zone`. Where that clock is put forward, a job at a fixed
/// hour inside the gap is due right after it; where it is put back, such a job is due once, at the first
/// pass. A schedule whose hour field begins with `*` follows the clock through both passes instead.
///
/// An adaptive schedule is one of a feed of which nothing is known: `scheduled` knows more.
pub fn next_due(schedule: &Schedule, zone: Tz, after: Timestamp) -> Option<Timestamp> {
    match schedule {
        Schedule::Cron(cron) => cron.next_after(zone, after),
        Schedule::Every(interval) => {
            after.checked_add_signed(TimeDelta::from_std((*interval).max(SHORTEST_INTERVAL)).ok()?)
        }
        Schedule::Adaptive(bounds) => after.checked_add_signed(bounds.keep(TimeDelta::hours(1))),
    }
}
