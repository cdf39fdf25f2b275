//! Dates as pages write them: machine formats, and the written forms of some thirty languages.
//!
//! `tokens` reads a text as numbers, words and marks; `days` finds a day among them, `times` what stands beside it;
//! `relative` reads what counts from the moment at which the page was read.

mod calendars;
mod days;
mod months;
mod relative;
mod spans;
mod times;
mod tokens;

use crate::model::PublisherTime;
use crate::zone::NamedZone;
use chrono::{DateTime, NaiveTime, TimeZone};
use days::date_at;
pub(super) use months::month_of;
pub(super) use relative::read_relative;
use times::time_beside;
use tokens::{READ_CHARACTERS, Token, digit_of, number, tokens};

/// The first date in a short text, with the time and zone beside it if they are there.
///
/// Without a zone the time is taken as UTC, without a time it is midnight: the day is always the one
/// that is printed. A day and month that could be read either way, such as `3/4/2026`, are no date.
///
/// ```
/// use feedmill::extract::read_date;
/// let read = |text| read_date(text).unwrap().to_rfc3339();
/// assert_eq!(read("2026-11-23T07:48:00+08:00"), "2026-11-23T07:48:00+08:00");
/// assert_eq!(read("2026年11月23日 07:48"), "2026-11-23T07:48:00+00:00");
/// assert_eq!(read("Published Nov. 23, 2026 at 7:48 p.m. EST"), "2026-11-23T19:48:00-05:00");
/// assert_eq!(read("23. März 2026"), "2026-03-23T00:00:00+00:00");
/// ```
pub fn read_date(text: &str) -> Option<PublisherTime> {
    read_reading(text, None).map(|reading| reading.time)
}

/// A date as it stands in a text, and how much of it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    /// At midnight if there is no time, in UTC if there is no zone.
    pub(super) time: PublisherTime,
    pub(super) has_time: bool,
    pub(super) has_zone: bool,
}

/// What the first number of a date such as `3/4/2026` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    DayFirst,
    MonthFirst,
}

/// The order in which a page of a declared language writes dates; unknown for English without a country.
pub(super) fn order_of(language: &str) -> Option<Order> {
    let tag = language.to_ascii_lowercase().replace('_', "-");
    match tag.as_str() {
        "en-us" => Some(Order::MonthFirst),
        _ => match tag.split('-').next().unwrap_or_default() {
            "zh" | "ja" | "ko" | "" => None,
            "en" if tag.len() == 2 => None,
            _ => Some(Order::DayFirst),
        },
    }
}

/// As [`read_date`], with the order of day and month where it is known.
pub(super) fn read_reading(text: &str, order: Option<Order>) -> Option<Reading> {
    if !text.chars().take(READ_CHARACTERS).any(|c| digit_of(c).is_some()) {
        return None;
    }
    let tokens = tokens(text);
    let (date, start, end) = (0..tokens.len()).find_map(|at| date_at(&tokens, at, order))?;
    let written = time_beside(&tokens, start, end);
    let local = date.and_time(written.map_or(NaiveTime::MIN, |written| written.time));
    let zone = written.and_then(|written| written.zone);
    let time = match zone {
        Some(NamedZone::Offset(offset)) => offset.from_local_datetime(&local).single()?,
        Some(NamedZone::Place(place)) => place.moment(local)?,
        None => local.and_utc().fixed_offset(),
    };
    Some(Reading { time, has_time: written.is_some(), has_zone: zone.is_some() })
}

/// A date as it stands in an attribute for machines: as in a text, or in seconds or milliseconds since 1970.
pub(super) fn read_machine(text: &str, order: Option<Order>) -> Option<Reading> {
    let text = text.trim();
    let is_count = matches!(text.len(), 10 | 13) && text.bytes().all(|b| b.is_ascii_digit());
    if !is_count {
        return read_reading(text, order);
    }
    let seconds = text.get(..10)?.parse().ok()?;
    let time = DateTime::from_timestamp(seconds, 0)?.fixed_offset();
    Some(Reading { time, has_time: true, has_zone: true })
}

/// The order of day and month that a text's own slashed date shows, as `23/4/2026` does.
pub(super) fn order_shown(text: &str) -> Option<Order> {
    let tokens = tokens(text);
    tokens.windows(5).find_map(|window| match window {
        [number!(a), Token::Mark('/'), number!(b), Token::Mark('/'), Token::Number { value: 1900..=2100, .. }] => {
            match (*a, *b) {
                (13..=31, 1..=12) => Some(Order::DayFirst),
                (1..=12, 13..=31) => Some(Order::MonthFirst),
                _ => None,
            }
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_printed_day_stays() {
        for (text, expected) in [
            ("2026-11-23", "2026-11-23T00:00:00+00:00"),
            ("2026-11-23 23:30:00 -0800", "2026-11-23T23:30:00-08:00"),
            ("2026-11-23T07:48:00.123Z", "2026-11-23T07:48:00+00:00"),
            ("20261123", "2026-11-23T00:00:00+00:00"),
            ("Mon, 23 Nov 2026 07:48:00 GMT", "2026-11-23T07:48:00+00:00"),
            ("Mon Nov 23 2026 12:00:00 GMT+0530", "2026-11-23T12:00:00+05:30"),
            ("23.11.2026, 7.48 Uhr", "2026-11-23T07:48:00+00:00"),
            ("23.11.2026, 10:00 - 11:30 Uhr", "2026-11-23T10:00:00+00:00"),
            ("23.11.26", "2026-11-23T00:00:00+00:00"),
            ("23.11.2607:48", "2026-11-23T00:00:00+00:00"),
            ("Stand 23.11.2023: 15", "2023-11-23T00:00:00+00:00"),
            ("23/11/2026", "2026-11-23T00:00:00+00:00"),
            ("Published on 11/23/26", "2026-11-23T00:00:00+00:00"),
            ("11/23/2026 7:48 PM", "2026-11-23T19:48:00+00:00"),
            ("07:48, 23 ноября 2026", "2026-11-23T07:48:00+00:00"),
            ("Le 1er décembre 2026 à 07h48", "2026-12-01T07:48:00+00:00"),
            ("23 de noviembre de 2026", "2026-11-23T00:00:00+00:00"),
            ("Sunday, May 3rd, 2026 12:05 a.m.", "2026-05-03T00:05:00+00:00"),
            ("2026年3月5日8时5分", "2026-03-05T08:05:00+00:00"),
            ("発行 2026年3月5日(木) 18:05", "2026-03-05T18:05:00+00:00"),
            ("2026년 3월 5일 18:05", "2026-03-05T18:05:00+00:00"),
            ("23 نوفمبر 2026", "2026-11-23T00:00:00+00:00"),
            ("Publié le 23 juillet 2026", "2026-07-23T00:00:00+00:00"),
            ("٢٣ نوفمبر ٢٠٢٦", "2026-11-23T00:00:00+00:00"),
            ("२३ नवंबर २०२६", "2026-11-23T00:00:00+00:00"),
            ("２０２６年３月５日", "2026-03-05T00:00:00+00:00"),
            ("令和8年3月5日 18時05分", "2026-03-05T18:05:00+00:00"),
            ("更新日：平成31年4月30日", "2019-04-30T00:00:00+00:00"),
            ("令和元年5月1日", "2019-05-01T00:00:00+00:00"),
            ("26 | 01 | 2022", "2022-01-26T00:00:00+00:00"),
            ("23 พฤศจิกายน 2569", "2026-11-23T00:00:00+00:00"),
            ("7 กุมภาพันธ์ 2569", "2026-02-07T00:00:00+00:00"),
            ("5 มีนาคม 2026", "2026-03-05T00:00:00+00:00"),
            ("۲ آذر ۱۴۰۵ - ۱۸:۰۵", "2026-11-23T18:05:00+00:00"),
            ("۱۴۰۵/۰۹/۰۲", "2026-11-23T00:00:00+00:00"),
            ("23/11/2569", "2026-11-23T00:00:00+00:00"),
            ("中華民國115年11月23日", "2026-11-23T00:00:00+00:00"),
            ("2026-11-23T07:48:06:684Z", "2026-11-23T07:48:06+00:00"),
            ("입력 2026.11.23. 오후 3:05", "2026-11-23T15:05:00+00:00"),
            ("2026년 11월 23일 오전 12시 5분", "2026-11-23T00:05:00+00:00"),
            ("2026年11月23日（月）午後3時5分", "2026-11-23T15:05:00+00:00"),
            ("2026年11月23日 15時", "2026-11-23T15:00:00+00:00"),
            ("發布時間：2026/11/23 星期一下午 03:05", "2026-11-23T15:05:00+00:00"),
            ("2026年11月23日（月）PM3:05", "2026-11-23T15:05:00+00:00"),
            ("23 نوفمبر 2026 - 03:05 م", "2026-11-23T15:05:00+00:00"),
            ("نُشر: 23-11-2026 03:05 مساءً", "2026-11-23T15:05:00+00:00"),
            ("٢٣ تشرين الثاني ٢٠٢٦ ١٥:٠٥", "2026-11-23T15:05:00+00:00"),
            ("23 كانون الأول 2026", "2026-12-23T00:00:00+00:00"),
            ("23 نونبر 2026", "2026-11-23T00:00:00+00:00"),
            ("23 Νοεμβρίου 2026, 3:05 μ.μ.", "2026-11-23T15:05:00+00:00"),
            ("23 Nov 2026 03:05:PM", "2026-11-23T15:05:00+00:00"),
            ("23 नवंबर 2026, 03:05 PM IST", "2026-11-23T15:05:00+05:30"),
            ("23 अक्टूबर 2026", "2026-10-23T00:00:00+00:00"),
            ("23 मार्च 2026", "2026-03-23T00:00:00+00:00"),
            ("প্রকাশ: ২৩ নভেম্বর ২০২৬, ০৩:০৫ পিএম", "2026-11-23T15:05:00+00:00"),
            ("২৩ অক্টোবর ২০২৬", "2026-10-23T00:00:00+00:00"),
            ("23 בנובמבר 2026, 15:05", "2026-11-23T15:05:00+00:00"),
            ("23 พ.ย. 2569 15:05 น.", "2026-11-23T15:05:00+00:00"),
            ("เผยแพร่: 23 พ.ย. 69 15.05 น.", "2026-11-23T15:05:00+00:00"),
            ("วันจันทร์ที่ 23 พฤศจิกายน พ.ศ. 2569", "2026-11-23T00:00:00+00:00"),
            ("Thứ hai, ngày 23 tháng 11 năm 2026 - 15:05", "2026-11-23T15:05:00+00:00"),
            ("Mon 23 Nov 2026 15.05 GMT", "2026-11-23T15:05:00+00:00"),
            ("Nov. 23, 2026 3:05 p.m. ET", "2026-11-23T15:05:00-05:00"),
            ("July 23, 2026 3:05 PM ET", "2026-07-23T15:05:00-04:00"),
            ("Senin, 23 November 2026 15:05 WIB", "2026-11-23T15:05:00+07:00"),
            ("23 ноября 2026, 15:05 МСК", "2026-11-23T15:05:00+03:00"),
            ("15:05 23.11.2026 (обновлено: 16:10 23.11.2026)", "2026-11-23T15:05:00+00:00"),
            ("23 ноември 2026", "2026-11-23T00:00:00+00:00"),
            ("2026. november 23. 15:05", "2026-11-23T15:05:00+00:00"),
            ("23. studenoga 2026.", "2026-11-23T00:00:00+00:00"),
            ("23. marraskuuta 2026", "2026-11-23T00:00:00+00:00"),
            ("23 listopada 2026, 15:05", "2026-11-23T15:05:00+00:00"),
            ("23 noiembrie 2026", "2026-11-23T00:00:00+00:00"),
            ("23 نومبر 2026", "2026-11-23T00:00:00+00:00"),
            ("23. Ja\u{ad}nu\u{ad}ar 2026", "2026-01-23T00:00:00+00:00"),
        ] {
            assert_eq!(read_date(text).map(|date| date.to_rfc3339()).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn the_language_tells_day_from_month() {
        for (language, day) in [("it", "2026-04-03"), ("en-GB", "2026-04-03"), ("en_US", "2026-03-04")] {
            let date = read_reading("3/4/2026", order_of(language)).map(|read| read.time.date_naive().to_string());
            assert_eq!(date.as_deref(), Some(day), "{language}");
        }
        assert_eq!(read_reading("3/4/2026", order_of("en")), None);
    }

    #[test]
    fn another_date_tells_day_from_month() {
        for (text, order) in [
            ("Posted 11/23/2026", Some(Order::MonthFirst)),
            ("23/11/2026 07:48", Some(Order::DayFirst)),
            ("3/4/2026", None),
            ("1/23", None),
        ] {
            assert_eq!(order_shown(text), order, "{text}");
        }
    }

    #[test]
    fn what_is_written_is_told_from_what_is_filled_in() {
        for (text, has_time, has_zone) in
            [("2026-11-23", false, false), ("2026-11-23 07:48", true, false), ("2026-11-23T00:00:00Z", true, true)]
        {
            let read = read_reading(text, None).unwrap();
            assert_eq!((read.has_time, read.has_zone), (has_time, has_zone), "{text}");
        }
    }

    #[test]
    fn machines_count_seconds() {
        for (text, expected) in [
            ("1795420080", Some("2026-11-23T07:48:00+00:00")),
            (" 1795420080000 ", Some("2026-11-23T07:48:00+00:00")),
            ("20261123", Some("2026-11-23T00:00:00+00:00")),
            ("17954200801", None),
        ] {
            let read = read_machine(text, None).map(|read| read.time.to_rfc3339());
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in ["", "3/4/2026", "2026-13-40", "call 555-1234", "in May", "99999999999999999999", "v1.2.3", "+"] {
            assert_eq!(read_date(text), None, "{text}");
        }
    }
}
