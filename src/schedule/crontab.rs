//! crontab(5) expressions and the clock on the wall: a layer over `cron`, which only searches dates.
//!
//! `cron` speaks Quartz: it counts Sunday as 1, wants both day fields to match, and steps over or
//! doubles the hours at a change of clocks. So fields are read here and handed over as plain lists of
//! numbers, the search runs on wall-clock times as if they were UTC, and zones are applied here.

use super::ScheduleFault;
use crate::model::Timestamp;
use crate::zone::Tz;
use chrono::{DateTime, Datelike, FixedOffset, NaiveDateTime, Offset, TimeDelta, TimeZone, Timelike};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// A crontab schedule; cheap to clone, and equal to another by its source text.
#[derive(Clone)]
pub struct CronSchedule {
    source: Arc<str>,
    /// One, or two of which either may match: days of the month, weekdays.
    either: Arc<[cron::Schedule]>,
    /// Whether the hour field begins with `*`, so that a repeated hour is served twice: the rule of Vixie's cron,
    /// which asks the minute field too and so leaves `*/20 2 * * *` out for a day whose clock has no such hour.
    follows_the_clock: bool,
}

impl CronSchedule {
    /// The expression as it was written, less the space around it.
    pub fn source(&self) -> &str {
        &self.source
    }

    pub(super) fn parse(text: &str) -> Result<CronSchedule, ScheduleFault> {
        let source = text.trim();
        let expression = if source.starts_with('@') { shortcut(source)? } else { source };
        let mut texts: Vec<&str> = expression.split_whitespace().collect();
        match texts.len() {
            5 => texts.insert(0, "0"),
            6 => {}
            count => return Err(ScheduleFault::FieldCount(count)),
        }
        let sets = FIELDS.iter().zip(&texts).map(|(field, text)| field.parse(text)).collect::<Result<Vec<u64>, _>>()?;
        let lists: Vec<String> = FIELDS.iter().zip(&sets).map(|(field, set)| field.list(*set)).collect();
        let ([_, _, hour_text, day_text, _, weekday_text], [seconds, minutes, hours, days, months, weekdays]) =
            (texts.as_slice(), lists.as_slice())
        else {
            return Err(ScheduleFault::FieldCount(texts.len()));
        };

        // The rule of Vixie's cron: two restricted day fields mean either, and a field that begins
        // with `*` is unrestricted even where it has a step.
        let both_restricted = !day_text.starts_with('*') && !weekday_text.starts_with('*');
        let day_pairs: &[(&str, &str)] =
            if both_restricted { &[(days, "*"), ("*", weekdays)] } else { &[(days, weekdays)] };
        let either = day_pairs
            .iter()
            .map(|(days, weekdays)| {
                cron::Schedule::from_str(&format!("{seconds} {minutes} {hours} {days} {months} {weekdays}"))
            })
            .collect::<Result<Arc<[cron::Schedule]>, _>>()
            .map_err(|_| ScheduleFault::NeverComes)?;

        let schedule = CronSchedule { source: source.into(), either, follows_the_clock: hour_text.starts_with('*') };
        let comes = schedule.next_on_the_wall(DateTime::UNIX_EPOCH.naive_utc()).is_some();
        if comes { Ok(schedule) } else { Err(ScheduleFault::NeverComes) }
    }

    pub(super) fn next_after(&self, zone: Tz, after: Timestamp) -> Option<Timestamp> {
        let after = after.max(DateTime::UNIX_EPOCH);
        if after.year() >= 2100 {
            None
        } else if self.follows_the_clock {
            self.next_by_the_clock(zone, after)
        } else {
            self.next_at_fixed_hours(zone, after)
        }
    }

    fn next_at_fixed_hours(&self, zone: Tz, after: Timestamp) -> Option<Timestamp> {
        let mut wall = after.with_timezone(&zone).naive_local();
        loop {
            wall = self.next_on_the_wall(wall)?;
            // In the second pass of a repeated hour this finds the first pass, and moves on.
            if let Some(due) = first_instant(zone, wall)
                && due > after
            {
                return Some(due);
            }
        }
    }

    fn next_by_the_clock(&self, zone: Tz, after: Timestamp) -> Option<Timestamp> {
        let mut from = after;
        let mut wall = from.with_timezone(&zone).naive_local();
        loop {
            // Between two changes of the clock, wall time and real time run alike.
            let offset = offset_at(zone, from);
            let due = self.next_on_the_wall(wall)?.checked_sub_offset(offset)?.and_utc();
            match first_change(zone, from, due) {
                None => return Some(due),
                Some(change) => {
                    from = change;
                    wall = change.with_timezone(&zone).naive_local() - TimeDelta::seconds(1);
                }
            }
        }
    }

    /// The first matching time strictly later than `wall`, in a world without zones.
    fn next_on_the_wall(&self, wall: NaiveDateTime) -> Option<NaiveDateTime> {
        let nexts = self.either.iter().filter_map(|schedule| schedule.after(&wall.and_utc()).next());
        nexts.min().map(|next| next.naive_utc())
    }
}

impl PartialEq for CronSchedule {
    fn eq(&self, other: &CronSchedule) -> bool {
        self.source == other.source
    }
}

impl fmt::Debug for CronSchedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CronSchedule({:?})", self.source)
    }
}

fn shortcut(text: &str) -> Result<&'static str, ScheduleFault> {
    Ok(match text.to_ascii_lowercase().as_str() {
        "@hourly" => "0 * * * *",
        "@daily" | "@midnight" => "0 0 * * *",
        "@weekly" => "0 0 * * 0",
        "@monthly" => "0 0 1 * *",
        "@yearly" | "@annually" => "0 0 1 1 *",
        _ => return Err(ScheduleFault::Shortcut(text.to_owned())),
    })
}

/// The earlier instant of a time shown twice, and the end of the gap for one never shown.
fn first_instant(zone: Tz, wall: NaiveDateTime) -> Option<Timestamp> {
    // The widest gaps are whole days, where islands crossed the date line (Samoa, 2011).
    const WIDEST_GAP_MINUTES: i64 = 25 * 60;
    if let Some(instant) = zone.from_local_datetime(&wall).earliest() {
        return Some(instant.to_utc());
    }
    let minute = wall.with_second(0)?.with_nanosecond(0)?;
    let shown = (1..=WIDEST_GAP_MINUTES)
        .find_map(|minutes| zone.from_local_datetime(&(minute + TimeDelta::minutes(minutes))).earliest())?;
    Some(shown.to_utc())
}

/// The first instant in (`from`, `to`] at which the zone's offset is another than at `from`.
fn first_change(zone: Tz, from: Timestamp, to: Timestamp) -> Option<Timestamp> {
    // No zone has changed its clock twice within such a stretch.
    const STRETCH: TimeDelta = TimeDelta::hours(12);
    let offset = offset_at(zone, from);
    let mut same = from.with_nanosecond(0)?;
    let mut changed = loop {
        if same >= to {
            return None;
        }
        let probe = (same + STRETCH).min(to);
        if offset_at(zone, probe) != offset {
            break probe;
        }
        same = probe;
    };
    while changed - same > TimeDelta::seconds(1) {
        let middle = same + TimeDelta::seconds((changed - same).num_seconds() / 2);
        if offset_at(zone, middle) == offset {
            same = middle;
        } else {
            changed = middle;
        }
    }
    Some(changed)
}

fn offset_at(zone: Tz, instant: Timestamp) -> FixedOffset {
    zone.offset_from_utc_datetime(&instant.naive_utc()).fix()
}

/// One of the six fields: what it is called and what it takes.
struct Field {
    name: &'static str,
    lowest: u8,
    highest: u8,
    /// Three-letter names, the first standing for `lowest`.
    names: &'static [&'static str],
}

const fn field(name: &'static str, lowest: u8, highest: u8, names: &'static [&'static str]) -> Field {
    Field { name, lowest, highest, names }
}

const FIELDS: [Field; 6] = [
    field("second", 0, 59, &[]),
    field("minute", 0, 59, &[]),
    field("hour", 0, 23, &[]),
    field("day-of-month", 1, 31, &[]),
    field("month", 1, 12, &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
    field("weekday", 0, 7, WEEKDAYS),
];

const WEEKDAYS: &[&str] = &["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

impl Field {
    /// The field's text as a set: bit n stands for the number n, Sunday being 0.
    fn parse(&self, text: &str) -> Result<u64, ScheduleFault> {
        let mut set = 0;
        for item in text.split(',') {
            let (range, step) = match item.split_once('/') {
                Some((range, step)) => (range, self.step(text, range, step)?),
                None => (item, 1),
            };
            let (first, last) = self.range(text, range)?;
            for number in (first..=last).step_by(step) {
                set |= 1_u64 << self.normal(number);
            }
        }
        Ok(set)
    }

    fn range(&self, text: &str, range: &str) -> Result<(u8, u8), ScheduleFault> {
        if range == "*" {
            return Ok((self.lowest, self.highest));
        }
        let Some((first, last)) = range.split_once('-') else {
            let number = self.number(text, range)?;
            return Ok((number, number));
        };
        let (first, mut last) = (self.number(text, first)?, self.number(text, last)?);
        if self.is_weekday() && last == 0 && first > 0 {
            last = 7;
        }
        if first > last {
            return Err(self.fault(text, format!("the range `{range}` ends before it begins")));
        }
        Ok((first, last))
    }

    fn number(&self, text: &str, number: &str) -> Result<u8, ScheduleFault> {
        let name = self.names.iter().position(|name| name.eq_ignore_ascii_case(number));
        let number = match name.and_then(|position| u8::try_from(position).ok()) {
            Some(position) => Some(position + self.lowest),
            None if number.bytes().all(|b| b.is_ascii_digit()) => number.parse().ok(),
            None => None,
        };
        number.filter(|number| (self.lowest..=self.highest).contains(number)).ok_or_else(|| {
            let or_names = match self.names {
                [first, .., last] => format!(" or {first} to {last}"),
                _ => String::new(),
            };
            self.fault(text, format!("it takes {} to {}{or_names}", self.lowest, self.highest))
        })
    }

    fn step(&self, text: &str, range: &str, step: &str) -> Result<usize, ScheduleFault> {
        if range != "*" && !range.contains('-') {
            return Err(self.fault(text, format!("a step goes with `*` or a range, as in `*/{step}`")));
        }
        let number = if step.bytes().all(|b| b.is_ascii_digit()) { step.parse().ok() } else { None };
        let whole = number.filter(|number| (1..=usize::from(self.highest)).contains(number));
        whole.ok_or_else(|| self.fault(text, format!("the step behind `/` is a number from 1 to {}", self.highest)))
    }

    /// The set as `cron` reads it, which counts Sunday as 1.
    fn list(&self, set: u64) -> String {
        let top = if self.is_weekday() { 6 } else { self.highest };
        let numbers: Vec<u8> = (self.lowest..=top).filter(|number| set & (1_u64 << number) != 0).collect();
        if numbers.len() == usize::from(top - self.lowest) + 1 {
            return "*".to_owned();
        }
        let shift = u8::from(self.is_weekday());
        let texts: Vec<String> = numbers.iter().map(|number| (number + shift).to_string()).collect();
        texts.join(",")
    }

    fn is_weekday(&self) -> bool {
        self.highest == 7
    }

    /// 7 is Sunday too.
    fn normal(&self, number: u8) -> u8 {
        if self.is_weekday() { number % 7 } else { number }
    }

    fn fault(&self, text: &str, reason: String) -> ScheduleFault {
        ScheduleFault::Field { field: self.name, text: text.to_owned(), reason }
    }
}
