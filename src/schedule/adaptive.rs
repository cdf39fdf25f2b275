//! How often a feed really brings news, by the hour of the day, and when it is worth another look.

use super::{ScheduleFault, duration};
use crate::model::{Sighting, Timestamp};
use crate::zone::Tz;
use chrono::{NaiveTime, TimeDelta, Timelike};
use std::fmt;
use std::time::Duration;

/// News this old says little of today: a day's news weighs half as much a week later.
const HALF_LIFE: TimeDelta = TimeDelta::days(7);
/// And nothing after four weeks.
const MEMORY: TimeDelta = TimeDelta::days(28);
/// A feed is asked again once so much news is expected, so that most of its news waits for half a usual gap.
const WORTH_A_LOOK: f64 = 0.5;
/// What comes at once is one piece of news: a poll brings all of it.
const AT_ONCE: TimeDelta = TimeDelta::minutes(5);
/// News is believed to have come when it says, if that is at most so long before it was seen.
const LATE_SIGHT: TimeDelta = TimeDelta::days(1);
/// How often a feed of which nothing is known is asked: once an hour, as if one piece of news had come in that time.
const UNKNOWN_HOURS: f64 = 1.0;
/// Each hour of the day counts as if it had brought this much more, at the mean rate.
const HOUR_PRIOR: f64 = 1.0;

/// Between which lengths an adaptive schedule keeps the time from one poll to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    pub shortest: Duration,
    pub longest: Duration,
}

impl Default for Bounds {
    fn default() -> Bounds {
        Bounds { shortest: Duration::from_secs(15 * 60), longest: Duration::from_secs(24 * 60 * 60) }
    }
}

impl Bounds {
    /// # Errors
    /// If the shortest is longer than the longest.
    pub fn check(self) -> Result<(), ScheduleFault> {
        if self.shortest <= self.longest { Ok(()) } else { Err(ScheduleFault::Bounds) }
    }

    /// The wait nearest to this one that lies between the bounds.
    pub(super) fn keep(self, wait: TimeDelta) -> TimeDelta {
        let span = |duration| TimeDelta::from_std(duration).unwrap_or(TimeDelta::days(366));
        let shortest = span(self.shortest);
        wait.clamp(shortest, span(self.longest).max(shortest))
    }
}

impl fmt::Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", duration::display(self.shortest), duration::display(self.longest))
    }
}

/// A feed's habit: how much news each hour of the day brings.
#[derive(Clone, Debug, PartialEq)]
pub struct NewsHabit {
    zone: Tz,
    /// Pieces of news in an hour, by the hour of the day in `zone`.
    per_hour: [f64; 24],
    /// Pieces of news that it was learnt from.
    pub news: usize,
    /// For how long the feed was watched, at most four weeks.
    pub watched: TimeDelta,
}

impl NewsHabit {
    /// What a feed's items tell at `now`, read by the clock of `zone`. Their order doesn't matter.
    ///
    /// The first answer is history: its items count from the oldest that is not older than four weeks. Later ones
    /// count when they say that they were published, unless that is long before they were seen, or no more than a
    /// date.
    pub fn of(zone: Tz, sightings: &[Sighting], now: Timestamp) -> NewsHabit {
        let begins = now - MEMORY;
        let Some(first_seen) = sightings.iter().map(|sighting| sighting.first_seen_at).min() else {
            return NewsHabit::unknown(zone);
        };
        let mut came: Vec<Timestamp> =
            sightings.iter().filter_map(|sighting| came_at(sighting, first_seen)).filter(|at| *at <= now).collect();
        came.sort_unstable();
        let is_older = came.first().is_some_and(|at| *at < begins);
        came.retain(|at| *at >= begins);
        // Before the first poll only its items were watched, as far back as they go.
        let since = match came.first() {
            Some(oldest) => (*oldest).min(first_seen),
            None if is_older => begins,
            None => first_seen,
        };
        let since = since.clamp(begins, now);
        came.dedup_by(|later, earlier| *later - *earlier < AT_ONCE);

        let (mut weights, mut hours) = ([0.0; 24], [0.0; 24]);
        for at in &came {
            weights[hour_of(zone, *at)] += weight(now - *at);
        }
        let mut from = since;
        while from < now {
            let to = next_hour(zone, from).min(now);
            hours[hour_of(zone, from)] += hours_of(to - from) * weight(now - from);
            from = to;
        }
        NewsHabit { per_hour: rates(&weights, &hours), zone, news: came.len(), watched: now - since }
    }

    fn unknown(zone: Tz) -> NewsHabit {
        NewsHabit { zone, per_hour: [1.0 / UNKNOWN_HOURS; 24], news: 0, watched: TimeDelta::zero() }
    }

    /// Pieces of news in a day.
    pub fn per_day(&self) -> f64 {
        self.per_hour.iter().sum()
    }

    /// By the hour of the day, in the zone of the schedule.
    pub fn by_hour(&self) -> &[f64; 24] {
        &self.per_hour
    }

    /// When the feed is worth another look after one at `after`, within the bounds.
    pub fn next_look(&self, after: Timestamp, bounds: Bounds) -> Timestamp {
        let latest = after + bounds.keep(TimeDelta::MAX);
        let mut expected = 0.0;
        let mut at = after;
        while at < latest {
            let rate = self.per_hour[hour_of(self.zone, at)];
            let hour_ends = next_hour(self.zone, at);
            let more = rate * hours_of(hour_ends - at);
            if expected + more >= WORTH_A_LOOK {
                let hours = (WORTH_A_LOOK - expected) / rate;
                at += TimeDelta::milliseconds((hours * 3_600_000.0) as i64);
                break;
            }
            expected += more;
            at = hour_ends;
        }
        after + bounds.keep(at - after)
    }
}

/// When an item came, as far as it can be known; `None` for one that was there before anybody looked and bears no
/// date.
fn came_at(sighting: &Sighting, first_seen: Timestamp) -> Option<Timestamp> {
    let seen = sighting.first_seen_at;
    let said = sighting.published_at.filter(|at| *at <= seen);
    if seen == first_seen {
        return said;
    }
    let is_date_alone = |at: &Timestamp| at.time() == NaiveTime::MIN;
    Some(said.filter(|at| seen - *at < LATE_SIGHT && !is_date_alone(at)).unwrap_or(seen))
}

/// Each hour's rate, drawn towards the mean where little is known, and lent to its neighbours: news at five to nine
/// are near news at nine. The day as a whole keeps its sum.
fn rates(weights: &[f64; 24], hours: &[f64; 24]) -> [f64; 24] {
    let mean = (weights.iter().sum::<f64>() + 1.0) / (hours.iter().sum::<f64>() + UNKNOWN_HOURS);
    let lent = |all: &[f64; 24], hour: usize| (all[(hour + 23) % 24] + 2.0 * all[hour] + all[(hour + 1) % 24]) / 4.0;
    let rate = |hour| (lent(weights, hour) + HOUR_PRIOR) / (lent(hours, hour) + HOUR_PRIOR / mean);
    let mut rates: [f64; 24] = std::array::from_fn(rate);
    let scale = mean * 24.0 / rates.iter().sum::<f64>();
    rates.iter_mut().for_each(|rate| *rate *= scale);
    rates
}

fn weight(age: TimeDelta) -> f64 {
    0.5_f64.powf(hours_of(age) / hours_of(HALF_LIFE))
}

fn hours_of(span: TimeDelta) -> f64 {
    span.num_milliseconds() as f64 / 3_600_000.0
}

fn hour_of(zone: Tz, at: Timestamp) -> usize {
    at.with_timezone(&zone).hour() as usize
}

/// When the zone's clock shows the next full hour.
fn next_hour(zone: Tz, at: Timestamp) -> Timestamp {
    let shown = at.with_timezone(&zone).time();
    let into = TimeDelta::minutes(shown.minute().into())
        + TimeDelta::seconds(shown.second().into())
        + TimeDelta::nanoseconds(shown.nanosecond().into());
    // A leap second shows as the second before it, somewhat long.
    at + (TimeDelta::hours(1) - into).max(TimeDelta::milliseconds(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use proptest::prelude::*;

    fn instant(text: &str) -> Timestamp {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    fn now() -> Timestamp {
        instant("2026-03-02T12:30:00Z")
    }

    fn bounds(shortest_minutes: u64, longest_hours: u64) -> Bounds {
        Bounds {
            shortest: Duration::from_secs(shortest_minutes * 60),
            longest: Duration::from_secs(longest_hours * 3600),
        }
    }

    /// News at these many hours before now, seen the moment it came, by a feed that was first polled `watched` ago.
    fn habit(watched: TimeDelta, hours_ago: impl IntoIterator<Item = f64>) -> NewsHabit {
        let first = Sighting { first_seen_at: now() - watched, published_at: None };
        let came = hours_ago.into_iter().map(|hours| Sighting {
            first_seen_at: now() - TimeDelta::milliseconds((hours * 3_600_000.0) as i64),
            published_at: None,
        });
        NewsHabit::of(Tz::UTC, &[first].into_iter().chain(came).collect::<Vec<_>>(), now())
    }

    fn minutes(habit: &NewsHabit, from: Timestamp, bounds: Bounds) -> i64 {
        (habit.next_look(from, bounds) - from).num_minutes()
    }

    #[test]
    fn the_more_news_the_more_looks() {
        let wide = bounds(1, 24 * 30);
        let weeks = TimeDelta::days(28);
        let every = |hours: f64| habit(weeks, (1..=(28.0 * 24.0 / hours) as i64 - 1).map(|n| n as f64 * hours));
        for (what, habit, expected) in [
            ("nothing known", NewsHabit::of(Tz::UTC, &[], now()), 30..=30),
            ("each ten minutes", every(1.0 / 6.0), 4..=6),
            ("each hour", every(1.0), 28..=32),
            ("each six hours", every(6.0), 2 * 60..=5 * 60),
            ("each four days", every(96.0), 35 * 60..=60 * 60),
            ("silence for a day", habit(TimeDelta::days(1), []), 11 * 60..=13 * 60),
            ("silence for four weeks", habit(weeks, []), 4 * 24 * 60..=6 * 24 * 60),
        ] {
            let waits = minutes(&habit, now(), wide);
            assert!(expected.contains(&waits), "{what}: {waits}, {} a day", habit.per_day());
        }
        assert_eq!(minutes(&every(1.0 / 6.0), now(), bounds(15, 24)), 15);
        assert_eq!(minutes(&habit(weeks, []), now(), bounds(15, 24)), 24 * 60);
    }

    #[test]
    fn the_hour_of_the_day_counts() {
        // Twenty pieces of news between 07:00 and 08:00 each morning.
        let mornings = (0..28).flat_map(|day| (0..10).map(move |n| f64::from(day) * 24.0 + 4.6 + f64::from(n) * 0.09));
        let paper = habit(TimeDelta::days(28), mornings);
        let bounds = bounds(10, 24);
        let at_night = instant("2026-03-02T20:00:00Z");
        let night = minutes(&paper, at_night, bounds);
        assert!(night > 5 * 60, "{night} minutes");
        let in_the_morning = instant("2026-03-03T07:05:00Z");
        assert_eq!(minutes(&paper, in_the_morning, bounds), 10);
        let noon = minutes(&paper, instant("2026-03-02T11:00:00Z"), bounds);
        assert!(noon > 3 * 60, "{noon} minutes");
    }

    #[test]
    fn an_hour_is_one_of_the_zones_clock() {
        let morning = Sighting { first_seen_at: instant("2026-03-01T00:40:00Z"), published_at: None };
        let first = Sighting { first_seen_at: instant("2026-02-20T00:00:00Z"), published_at: None };
        let habit = NewsHabit::of(Tz::named("Asia/Kolkata").unwrap(), &[first, morning], now());
        let busiest = (0..24).max_by(|a, b| habit.per_hour[*a].total_cmp(&habit.per_hour[*b])).unwrap();
        assert_eq!(busiest, 6, "00:40 UTC is 06:10 in Kolkata");
    }

    #[test]
    fn the_first_answer_is_history() {
        let seen = now() - TimeDelta::minutes(1);
        let item = |hours: i64| Sighting { first_seen_at: seen, published_at: Some(now() - TimeDelta::hours(hours)) };
        let hourly: Vec<Sighting> = (1..=20).map(item).collect();
        let habit = NewsHabit::of(Tz::UTC, &hourly, now());
        assert_eq!((habit.news, habit.watched), (20, TimeDelta::hours(20)));
        assert!((20.0..=26.0).contains(&habit.per_day()), "{}", habit.per_day());
        let old: Vec<Sighting> = (1..=20).map(|n| item(n * 1000)).collect();
        assert_eq!(NewsHabit::of(Tz::UTC, &old, now()).watched, MEMORY, "nothing came in all that time");
        let undated: Vec<Sighting> = (0..20).map(|_| Sighting { first_seen_at: seen, published_at: None }).collect();
        assert_eq!(NewsHabit::of(Tz::UTC, &undated, now()).news, 0, "they may be of any time");
    }

    #[test]
    fn when_news_came() {
        let first = instant("2026-02-01T00:00:00Z");
        let seen = instant("2026-03-01T10:00:00Z");
        for (published, expected) in [
            (None, seen),
            (Some("2026-03-01T09:20:00Z"), instant("2026-03-01T09:20:00Z")),
            (Some("2026-03-01T00:00:00Z"), seen),
            (Some("2026-02-11T09:20:00Z"), seen),
            (Some("2027-03-01T09:20:00Z"), seen),
        ] {
            let sighting = Sighting { first_seen_at: seen, published_at: published.map(instant) };
            assert_eq!(came_at(&sighting, first), Some(expected), "{published:?}");
        }
    }

    proptest! {
        #[test]
        fn looks_keep_the_bounds_and_the_sum(
            hours in proptest::collection::vec(0.0_f64..2000.0, 0..80), watched_hours in 1_i64..3000,
            shortest in 1_u64..500, more in 0_u64..500, from in 0_i64..100_000,
        ) {
            let habit = habit(TimeDelta::hours(watched_hours), hours);
            let bounds = Bounds {
                shortest: Duration::from_secs(shortest * 60),
                longest: Duration::from_secs((shortest + more) * 60),
            };
            prop_assert!(habit.per_hour.iter().all(|rate| rate.is_finite() && *rate > 0.0));
            let from = now() + TimeDelta::minutes(from);
            let wait = (habit.next_look(from, bounds) - from).to_std().unwrap();
            prop_assert!(bounds.shortest <= wait && wait <= bounds.longest);
        }
    }
}
