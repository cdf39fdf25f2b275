//! Dates that count from the moment at which a page was read: "3 hours ago", "yesterday at 10:05", `11月23日`.
//!
//! They say nothing without that moment, so it is asked for, in the zone of the page. Weeks, months and years are not
//! read: the day is not in them.

use super::Reading;
use super::months::month_of;
use super::spans::{AGO_BEFORE, AGO_BEHIND, TODAY, UNITS, Unit, YESTERDAY};
use super::times::first_time;
use super::tokens::{Token, digit_of, number, tokens};
use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveTime, TimeDelta, TimeZone};

/// Longer lines say more than when they were written.
const MOST_CHARACTERS: usize = 60;

/// "9 days ago" is about nine days ago.
const MOST_DAYS: i64 = 7;
const MOST_HOURS: i64 = 48;

/// Behind a unit, so many characters may stand before the word that says that it is past.
const MOST_BYTES_BETWEEN: usize = 3;

/// What a short line says that counts from `now`; the hour and the day are those of its zone.
///
/// Minutes and hours give a moment. Days, and days without a year, give a day, and the time where it is printed.
pub(in super::super) fn read_relative(line: &str, now: DateTime<FixedOffset>) -> Option<Reading> {
    if line.chars().take(MOST_CHARACTERS + 1).count() > MOST_CHARACTERS {
        return None;
    }
    let line = line.trim().to_lowercase();
    ago(&line, now).or_else(|| named_day(&line, now)).or_else(|| day_of_this_year(&line, now))
}

/// "3 hours ago", `vor 2 Stunden`, `2小时前`, `1 hour 20 minutes ago`.
fn ago(line: &str, now: DateTime<FixedOffset>) -> Option<Reading> {
    let counted = with_counted_ones(line);
    let starts = counted.char_indices().filter(|&(at, c)| {
        digit_of(c).is_some() && counted[..at].chars().next_back().is_none_or(|before| digit_of(before).is_none())
    });
    starts.map(|(at, _)| at).find_map(|start| {
        let before = counted[..start].trim_end();
        let is_led = AGO_BEFORE.iter().any(|word| ends_with_word(before, word));
        let (mut minutes, mut rest, mut last) = (0_i64, &counted[start..], None);
        while let Some((count, unit, behind)) = counted_unit(rest) {
            let is_smaller = last.is_none_or(|last| unit_minutes(unit) < unit_minutes(last));
            if !is_smaller {
                break;
            }
            minutes += i64::from(count) * unit_minutes(unit);
            (rest, last) = (behind.trim_start(), Some(unit));
        }
        let unit = last?;
        let is_followed = || {
            AGO_BEHIND.iter().any(|word| {
                rest.find(word)
                    .is_some_and(|at| at <= MOST_BYTES_BETWEEN && is_word_end(&rest[at + word.len()..], word))
            })
        };
        if !is_led && !is_followed() {
            return None;
        }
        // Units become smaller, so nothing but days stands before days.
        if unit == Unit::Day {
            let days = minutes / unit_minutes(Unit::Day);
            let day = now.date_naive().checked_sub_days(Days::new(u64::try_from(days).ok()?))?;
            return (days <= MOST_DAYS).then(|| reading_of(day, None, now)).flatten();
        }
        let time = now.checked_sub_signed(TimeDelta::minutes(minutes))?;
        (minutes <= MOST_HOURS * 60).then_some(Reading { time, has_time: true, has_zone: true })
    })
}

/// "Yesterday at 10:05", `今天 08:30`; without a time only where the line says nothing else.
fn named_day(line: &str, now: DateTime<FixedOffset>) -> Option<Reading> {
    let days_of = |words: &[&str]| words.iter().find(|word| has_word(line, word)).map(|word| word.len());
    let (days_ago, length) = days_of(TODAY).map(|length| (0, length)).or_else(|| Some((1, days_of(YESTERDAY)?)))?;
    let tokens = tokens(line);
    let time = first_time(&tokens, 0);
    let letters = line.chars().filter(|c| c.is_alphabetic()).map(char::len_utf8).sum::<usize>();
    let is_whole = letters <= length;
    if time.is_none() && !is_whole {
        return None;
    }
    reading_of(now.date_naive().checked_sub_days(Days::new(days_ago))?, time, now)
}

/// `23. November, 10:05`, "Nov. 23", `11月23日 08:30`, `11-23 08:30`: the last such day.
fn day_of_this_year(line: &str, now: DateTime<FixedOffset>) -> Option<Reading> {
    let tokens = tokens(line);
    let (month, day, end) = (0..tokens.len()).find_map(|at| yearless(&tokens, at))?;
    let behind = tokens.get(end..).unwrap_or_default();
    let goes_on = behind.iter().take(2).any(|token| matches!(token, Token::Number { digits: 3.., .. }));
    let words = tokens.iter().filter(|token| matches!(token, Token::Word(_))).count();
    // "On 23 November the ferry returns" is no date line.
    if goes_on || words > 4 {
        return None;
    }
    let time = first_time(&tokens, end);
    let tomorrow = now.date_naive().succ_opt()?;
    let this_year = NaiveDate::from_ymd_opt(now.year(), month, day).filter(|date| *date <= tomorrow);
    reading_of(this_year.or_else(|| NaiveDate::from_ymd_opt(now.year() - 1, month, day))?, time, now)
}

/// Month, day, and the token behind them.
fn yearless(tokens: &[Token], at: usize) -> Option<(u32, u32, usize)> {
    let is_dot = |at: usize| usize::from(matches!(tokens.get(at), Some(Token::Mark('.'))));
    match tokens.get(at..)? {
        [number!(m), Token::Mark('月' | '월'), number!(d), ..] => {
            let has_sign = matches!(tokens.get(at + 3), Some(Token::Mark('日' | '号' | '일')));
            Some((*m, *d, at + 3 + usize::from(has_sign)))
        }
        // Chinese sites of today's news print no year.
        [
            Token::Number { value: m @ 1..=12, digits: 2 },
            Token::Mark('-'),
            Token::Number { value: d, digits: 2 },
            Token::Number { digits: 2, .. },
            Token::Mark(':'),
            ..,
        ] if at == 0 => Some((*m, *d, at + 3)),
        [number!(d), ..] => {
            let next = at + 1 + is_dot(at + 1);
            let next = next + usize::from(matches!(tokens.get(next), Some(Token::Word(of)) if of == "de"));
            let Token::Word(word) = tokens.get(next)? else { return None };
            Some((month_of(word)?, *d, next + 1 + is_dot(next + 1)))
        }
        [Token::Word(word), ..] => {
            let next = at + 1 + is_dot(at + 1);
            let number!(d) = tokens.get(next)? else { return None };
            Some((month_of(word)?, *d, next + 1))
        }
        _ => None,
    }
}

fn reading_of(day: NaiveDate, time: Option<NaiveTime>, now: DateTime<FixedOffset>) -> Option<Reading> {
    let local = day.and_time(time.unwrap_or(NaiveTime::MIN));
    // A day stands in no zone, as any other that is read.
    let zone = if time.is_some() { *now.offset() } else { FixedOffset::east_opt(0)? };
    let moment = zone.from_local_datetime(&local).single()?;
    Some(Reading { time: moment, has_time: time.is_some(), has_zone: time.is_some() })
}

fn unit_minutes(unit: Unit) -> i64 {
    match unit {
        Unit::Minute => 1,
        Unit::Hour => 60,
        Unit::Day => 24 * 60,
    }
}

/// A number, the unit behind it, and what stands behind that.
fn counted_unit(text: &str) -> Option<(u32, Unit, &str)> {
    let digits: usize = text.chars().take_while(|c| digit_of(*c).is_some()).map(char::len_utf8).sum();
    let count =
        text[..digits].chars().filter_map(digit_of).fold(0_u32, |count, digit| count.saturating_mul(10) + digit);
    let behind = text[digits..].trim_start();
    let fits = |word: &&str| behind.strip_prefix(*word).is_some_and(|rest| is_word_end(rest, word));
    let units = UNITS.iter().flat_map(|(unit, words)| words.iter().map(move |word| (*unit, *word)));
    let (unit, word) = units.filter(|(_, word)| fits(word)).max_by_key(|(_, word)| word.len())?;
    (digits > 0 && count < 1_000).then(|| (count, unit, &behind[word.len()..]))
}

/// "an hour ago" as "1 hour ago".
fn with_counted_ones(line: &str) -> String {
    const ONES: &[&str] =
        &["a", "an", "one", "einer", "einem", "une", "un", "una", "uma", "um", "een", "en", "et", "ett", "o", "bir"];
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_unit = |word: &str| UNITS.iter().any(|(_, units)| units.contains(&word));
    let counted = words.iter().enumerate().map(|(at, word)| {
        let next = words.get(at + 1).map(|next| next.trim_end_matches(|c: char| !c.is_alphanumeric()));
        if ONES.contains(word) && next.is_some_and(is_unit) { "1" } else { word }
    });
    counted.collect::<Vec<_>>().join(" ")
}

/// Whether a word ends there: scripts without spaces have no ends of words.
fn is_word_end(rest: &str, word: &str) -> bool {
    word.ends_with(crate::text::is_unspaced) || !rest.starts_with(char::is_alphabetic)
}

fn ends_with_word(text: &str, word: &str) -> bool {
    let before = text.strip_suffix(word);
    before.is_some_and(|before| !before.ends_with(char::is_alphabetic))
}

fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, found)| {
        let starts = word.starts_with(crate::text::is_unspaced) || !line[..at].ends_with(char::is_alphabetic);
        starts && is_word_end(&line[at + found.len()..], word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Option<String> {
        let now = DateTime::parse_from_rfc3339("2026-11-24T09:30:00+01:00").unwrap();
        let reading = read_relative(line, now)?;
        Some(if reading.has_time { reading.time.to_rfc3339() } else { reading.time.date_naive().to_string() })
    }

    #[test]
    fn spans_of_time_count_back_from_now() {
        for (line, expected) in [
            ("3 hours ago", "2026-11-24T06:30:00+01:00"),
            ("Updated 45 mins ago", "2026-11-24T08:45:00+01:00"),
            ("an hour ago", "2026-11-24T08:30:00+01:00"),
            ("1 hour 20 minutes ago", "2026-11-24T08:10:00+01:00"),
            ("10h ago", "2026-11-23T23:30:00+01:00"),
            ("vor 2 Stunden", "2026-11-24T07:30:00+01:00"),
            ("vor einer Stunde", "2026-11-24T08:30:00+01:00"),
            ("Vor 3 Tagen", "2026-11-21"),
            ("il y a 2 heures", "2026-11-24T07:30:00+01:00"),
            ("hace 20 minutos", "2026-11-24T09:10:00+01:00"),
            ("há 2 horas", "2026-11-24T07:30:00+01:00"),
            ("2 ore fa", "2026-11-24T07:30:00+01:00"),
            ("2 uur geleden", "2026-11-24T07:30:00+01:00"),
            ("för 2 timmar sedan", "2026-11-24T07:30:00+01:00"),
            ("2 godziny temu", "2026-11-24T07:30:00+01:00"),
            ("před 2 hodinami", "2026-11-24T07:30:00+01:00"),
            ("2 часа назад", "2026-11-24T07:30:00+01:00"),
            ("2 години тому", "2026-11-24T07:30:00+01:00"),
            ("πριν από 2 ώρες", "2026-11-24T07:30:00+01:00"),
            ("2 saat önce", "2026-11-24T07:30:00+01:00"),
            ("2 jam yang lalu", "2026-11-24T07:30:00+01:00"),
            ("2 giờ trước", "2026-11-24T07:30:00+01:00"),
            ("منذ 2 ساعات", "2026-11-24T07:30:00+01:00"),
            ("٣ ساعات مضت، منذ ٣ ساعات", "2026-11-24T06:30:00+01:00"),
            ("۲ ساعت پیش", "2026-11-24T07:30:00+01:00"),
            ("2 घंटे पहले", "2026-11-24T07:30:00+01:00"),
            ("2小时前", "2026-11-24T07:30:00+01:00"),
            ("2 個小時前", "2026-11-24T07:30:00+01:00"),
            ("5分钟前", "2026-11-24T09:25:00+01:00"),
            ("2時間前", "2026-11-24T07:30:00+01:00"),
            ("3日前", "2026-11-21"),
            ("2시간 전", "2026-11-24T07:30:00+01:00"),
            ("2 ชั่วโมงที่แล้ว", "2026-11-24T07:30:00+01:00"),
            ("לפני 2 שעות", "2026-11-24T07:30:00+01:00"),
            ("2 days ago", "2026-11-22"),
        ] {
            assert_eq!(read(line).as_deref(), Some(expected), "{line}");
        }
    }

    #[test]
    fn days_are_named_and_stand_without_a_year() {
        for (line, expected) in [
            ("Yesterday at 10:05", "2026-11-23T10:05:00+01:00"),
            ("Gestern, 10:05 Uhr", "2026-11-23T10:05:00+01:00"),
            ("Heute", "2026-11-24"),
            ("hier à 10h05", "2026-11-23T10:05:00+01:00"),
            ("вчера, 10:05", "2026-11-23T10:05:00+01:00"),
            ("今天 08:30", "2026-11-24T08:30:00+01:00"),
            ("昨日 08:30", "2026-11-23T08:30:00+01:00"),
            ("어제 08:30", "2026-11-23T08:30:00+01:00"),
            ("Nov. 23", "2026-11-23"),
            ("23. November, 10:05 Uhr", "2026-11-23T10:05:00+01:00"),
            ("Dec 30", "2025-12-30"),
            ("3 de marzo", "2026-03-03"),
            ("11月23日 08:30", "2026-11-23T08:30:00+01:00"),
            ("11-23 08:30", "2026-11-23T08:30:00+01:00"),
            ("11월 23일", "2026-11-23"),
        ] {
            assert_eq!(read(line).as_deref(), Some(expected), "{line}");
        }
    }

    #[test]
    fn what_says_no_day_is_none() {
        for line in [
            "3 hours",
            "2 weeks ago",
            "a year ago",
            "400 days ago",
            "vor Ort",
            "today's weather",
            "Heute im Hafen",
            "Yesterday's papers",
            "11-23",
            "23 ferries",
            "On 23 November the ferry returns to the old harbour",
            "May 2026",
            "November 23, 2026",
            "3 Stunden Fahrt",
            "",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
