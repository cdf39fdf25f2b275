//! One reader for every way in which feeds write dates.
//!
//! The text is cut into numbers, words and signs; then a time of day, its zone, and a date are looked for in them.
//! So RFC 822, RFC 3339, ctime, `23.11.2026 07:48` and `2026年11月23日 下午3:05` are one road, and what stands
//! around them (weekdays, brackets, `at`) is passed over. What is no date for certain is `None`.

mod clock;
mod names;
mod tokens;
mod zone;

use crate::model::PublisherTime;
use crate::zone::{NamedZone, Tz};
use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use tokens::Token;

/// No date takes more; a longer text is prose.
const LONGEST_DATE_BYTES: usize = 256;

/// The Gregorian years in which feed items are taken to be written. Beyond them stand placeholders such
/// as `0001-01-01` and `9999-12-31`.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

/// What decides where a date leaves things open.
#[derive(Clone, Copy, Debug)]
pub(super) struct DateHints<'a> {
    /// The zone of a date that names none.
    pub timezone: Tz,
    /// The feed's language: `CST` is China's time in a Chinese feed, `3/4/2026` is 3 April in a French one.
    pub language: Option<&'a str>,
}

impl DateHints<'_> {
    fn speaks(&self, languages: &[&str]) -> bool {
        let primary = |tag: &str| tag.split(['-', '_']).next().unwrap_or(tag).trim().to_ascii_lowercase();
        self.language.is_some_and(|language| languages.contains(&primary(language).as_str()))
    }

    /// English outside the United States, and nearly all other languages, put the day first.
    fn day_comes_first(&self) -> bool {
        let is_american = |tag: &str| {
            let tag = tag.to_ascii_lowercase().replace('_', "-");
            tag == "en" || tag.starts_with("en-us")
        };
        self.language.is_some_and(|language| !is_american(language.trim()))
    }
}

/// The instant that a date names, in the zone in which it was written.
pub(super) fn read(text: &str, hints: DateHints<'_>) -> Option<PublisherTime> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST_DATE_BYTES {
        return None;
    }
    if let Some(time) = DateTime::parse_from_rfc3339(text).ok().filter(|time| is_plausible(time.naive_local())) {
        return Some(time);
    }
    let mut tokens = tokens::cut(text);
    if let [Token::Number { value, digits: 9.. }] = tokens[..] {
        return from_epoch(value);
    }
    let clock = clock::take(&mut tokens);
    let clock_end = clock.as_ref().map_or(tokens.len(), |clock| clock.at);
    let zone = zone::take(&mut tokens, clock_end, hints).or_else(|| zone::by_place(text));
    let date = read_date(&tokens, hints)?;
    let local = date
        .and_time(NaiveTime::MIN)
        .checked_add_signed(clock.map_or(Duration::zero(), |clock| clock.since_midnight))?;
    if !is_plausible(local) {
        return None;
    }
    match zone {
        Some(NamedZone::Offset(offset)) => offset.from_local_datetime(&local).single(),
        Some(NamedZone::Place(place)) => place.moment(local),
        None => hints.timezone.moment(local),
    }
}

/// Outside the range, or the zero of a clock that was never set.
fn is_plausible(local: NaiveDateTime) -> bool {
    YEARS.contains(&local.year()) && local.and_utc().timestamp() != 0
}

/// Seconds since 1970 with 9 or 10 digits, milliseconds with 12 or 13, and the digits of `20261123074840`.
fn from_epoch(value: u64) -> Option<PublisherTime> {
    let utc = match value {
        100_000_000..=9_999_999_999 => DateTime::from_timestamp(i64::try_from(value).ok()?, 0)?,
        100_000_000_000..=9_999_999_999_999 => DateTime::from_timestamp_millis(i64::try_from(value).ok()?)?,
        19_000_101_000_000..=21_001_231_235_959 => {
            let part = |divisor: u64, modulus: u64| u32::try_from(value / divisor % modulus).ok();
            NaiveDate::from_ymd_opt(
                i32::try_from(value / 10_000_000_000).ok()?,
                part(100_000_000, 100)?,
                part(1_000_000, 100)?,
            )?
            .and_hms_opt(part(10_000, 100)?, part(100, 100)?, part(1, 100)?)?
            .and_utc()
        }
        _ => return None,
    };
    is_plausible(utc.naive_utc()).then(|| utc.fixed_offset())
}

/// The day, from what is left when time and zone are gone.
fn read_date(tokens: &[Token], hints: DateHints<'_>) -> Option<NaiveDate> {
    let numbers: Vec<(u64, u8)> = tokens
        .iter()
        .filter_map(|token| match token {
            Token::Number { value, digits } => Some((*value, *digits)),
            _ => None,
        })
        .collect();
    // `mar.` is Tuesday in French and March in English: the month is the later of two such words.
    if let Some(month) = tokens.iter().rev().filter_map(Token::word).find_map(names::month) {
        return match numbers[..] {
            [(year, 4), (day, 1..=2), ..] | [(day, 1..=2), (year, 4), ..] => day_of(year, month, day),
            [(day, 1..=2), (year, 2), ..] => day_of(full_year(year), month, day),
            [(year, 4)] => day_of(year, month, 1),
            _ => None,
        };
    }
    let separator = tokens.iter().find_map(|token| match token {
        Token::Sign(sign @ ('/' | '.' | '-')) => Some(*sign),
        _ => None,
    });
    match numbers[..] {
        [(date, 8), ..] => day_of(date / 10_000, date / 100 % 100, date % 100),
        [(year, 4), (ordinal, 3), ..] => {
            NaiveDate::from_yo_opt(i32::try_from(year).ok()?, u32::try_from(ordinal).ok()?)
        }
        [(date, 7)] => NaiveDate::from_yo_opt(i32::try_from(date / 1000).ok()?, u32::try_from(date % 1000).ok()?),
        [(year, 4), (month, 1..=2), (day, 1..=2), ..] => day_of(year, month, day).or_else(|| day_of(year, day, month)),
        [(year, 4), (month, 1..=2)] => day_of(year, month, 1),
        [(year, 4)] if tokens.len() == 1 => day_of(year, 1, 1),
        [(first, 1..=2), (second, 1..=2), (year, 4), ..] => {
            let day_first = separator != Some('/') || hints.day_comes_first();
            let [expected, other] =
                if day_first { [(second, first), (first, second)] } else { [(first, second), (second, first)] };
            day_of(year, expected.0, expected.1).or_else(|| day_of(year, other.0, other.1))
        }
        [(first, 1..=2), (second, 1..=2), (third, 2), ..] => match separator {
            Some('-') => day_of(full_year(first), second, third),
            Some('.') => day_of(full_year(third), second, first),
            Some('/') if hints.day_comes_first() => day_of(full_year(third), second, first),
            Some('/') => day_of(full_year(third), first, second),
            _ => None,
        },
        _ => None,
    }
}

/// RFC 2822's reading of two digits, with the turn at 69 that POSIX has.
fn full_year(two_digits: u64) -> u64 {
    if two_digits < 69 { 2000 + two_digits } else { 1900 + two_digits }
}

fn day_of(year: u64, month: u64, day: u64) -> Option<NaiveDate> {
    // Servers set to Thai count the years from the Buddha's death.
    let year = if (2443..=2643).contains(&year) { year - 543 } else { year };
    let (year, month) = (i32::try_from(year).ok()?, u32::try_from(month).ok()?);
    // 31 June is 1 July, as most readers of dates have it.
    let first = NaiveDate::from_ymd_opt(year, month, 1)?;
    (1..=31).contains(&day).then_some(first)?.checked_add_days(chrono::Days::new(day - 1))
}

#[cfg(test)]
mod tests;
