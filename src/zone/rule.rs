//! How a clock goes on for ever: POSIX's `TZ`, as in `CET-1CEST,M3.5.0,M10.5.0/3`, with what RFC 9636 adds to it.

use super::table::Stretch;
use chrono::{DateTime, Datelike, Days, NaiveDate};

/// Standard time all year long, or summer time for a part of each.
pub(super) struct Rule {
    standard: Clock,
    summer: Option<Summer>,
}

#[derive(Clone, Copy)]
struct Clock {
    east_seconds: i32,
    called: &'static str,
}

struct Summer {
    clock: Clock,
    begins: Change,
    ends: Change,
}

/// When the clock is changed, each year anew, by the clock that runs until then.
struct Change {
    day: Day,
    /// Since the day's midnight; up to a week before or after it.
    seconds: i64,
}

enum Day {
    /// 1 to 365, no year having a 29th of February.
    Counted(u32),
    /// 0 to 365.
    Ordinal(u32),
    /// The `week`th such weekday of the month, the fifth being the last; Sunday is 0.
    Weekday { month: u32, week: u32, weekday: u32 },
}

impl Rule {
    pub(super) fn read(text: &'static str) -> Option<Rule> {
        let (called, text) = name(text)?;
        let (behind, text) = seconds(text)?;
        let standard = Clock { east_seconds: i32::try_from(-behind).ok()?, called };
        if text.is_empty() {
            return Some(Rule { standard, summer: None });
        }
        let (called, text) = name(text)?;
        let (behind, text) = seconds(text).unwrap_or((behind - 3600, text));
        let clock = Clock { east_seconds: i32::try_from(-behind).ok()?, called };
        let (begins, ends) = text.strip_prefix(',')?.split_once(',')?;
        let summer = Summer { clock, begins: Change::read(begins)?, ends: Change::read(ends)? };
        Some(Rule { standard, summer: Some(summer) })
    }

    pub(super) fn stretch(&self, at: i64) -> Stretch {
        let always = |clock: Clock| Stretch {
            from: i64::MIN,
            to: i64::MAX,
            east_seconds: clock.east_seconds,
            called: clock.called,
        };
        let (Some(summer), Some(when)) = (&self.summer, DateTime::from_timestamp(at, 0)) else {
            return always(self.standard);
        };
        let mut stretch = always(self.standard);
        for year in when.year() - 1..=when.year() + 1 {
            let begins = summer.begins.instant(year).map(|shown| shown - i64::from(self.standard.east_seconds));
            let ends = summer.ends.instant(year).map(|shown| shown - i64::from(summer.clock.east_seconds));
            for (change, clock) in [(begins, summer.clock), (ends, self.standard)] {
                match change {
                    // Of two at one instant the later one in the year holds.
                    Some(change) if change <= at && change >= stretch.from => {
                        stretch = Stretch { from: change, to: stretch.to, ..always(clock) };
                    }
                    Some(change) if change > at => stretch.to = stretch.to.min(change),
                    _ => {}
                }
            }
        }
        stretch
    }
}

impl Change {
    fn read(text: &str) -> Option<Change> {
        let (day, time) = text.split_once('/').map_or((text, None), |(day, time)| (day, Some(time)));
        let seconds = match time {
            Some(time) => seconds(time)?.0,
            None => 2 * 3600,
        };
        Some(Change { day: Day::read(day)?, seconds })
    }

    /// What a clock at Greenwich shows when this one shows the time of the change. Seconds since 1970.
    fn instant(&self, year: i32) -> Option<i64> {
        Some(self.day.in_year(year)?.and_time(chrono::NaiveTime::MIN).and_utc().timestamp() + self.seconds)
    }
}

impl Day {
    fn read(text: &str) -> Option<Day> {
        if let Some(counted) = text.strip_prefix('J') {
            return counted.parse().ok().map(Day::Counted);
        }
        let Some(weekday) = text.strip_prefix('M') else {
            return text.parse().ok().map(Day::Ordinal);
        };
        let mut numbers = weekday.split('.').map(|number| number.parse().ok());
        Some(Day::Weekday { month: numbers.next()??, week: numbers.next()??, weekday: numbers.next()?? })
    }

    fn in_year(&self, year: i32) -> Option<NaiveDate> {
        match *self {
            Day::Counted(day) => {
                let leap = NaiveDate::from_ymd_opt(year, 2, 29).is_some();
                NaiveDate::from_yo_opt(year, day + u32::from(leap && day >= 60))
            }
            Day::Ordinal(day) => NaiveDate::from_yo_opt(year, day + 1),
            Day::Weekday { month, week, weekday } => {
                let first = NaiveDate::from_ymd_opt(year, month, 1)?;
                let to_weekday = (7 + weekday - first.weekday().num_days_from_sunday()) % 7;
                let day = first.checked_add_days(Days::new(u64::from(to_weekday + 7 * week.saturating_sub(1))))?;
                if day.month() == month { Some(day) } else { day.checked_sub_days(Days::new(7)) }
            }
        }
    }
}

/// A clock's name, `CET` or `<+03>`, and the rest.
fn name(text: &'static str) -> Option<(&'static str, &'static str)> {
    if let Some(quoted) = text.strip_prefix('<') {
        return quoted.split_once('>');
    }
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

/// `[+-]hh[:mm[:ss]]` in seconds, and the rest.
fn seconds(text: &str) -> Option<(i64, &str)> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '+' | '-' | ':'))).unwrap_or(text.len());
    let (time, rest) = text.split_at(end);
    let (sign, time) = match time.strip_prefix('-') {
        Some(time) => (-1, time),
        None => (1, time.strip_prefix('+').unwrap_or(time)),
    };
    let mut parts = time.split(':').map(|part| part.parse::<i64>().ok());
    let hours = parts.next()??;
    let minutes = parts.next().unwrap_or(Some(0))?;
    let seconds = parts.next().unwrap_or(Some(0))?;
    Some((sign * (hours * 3600 + minutes * 60 + seconds), rest))
}
