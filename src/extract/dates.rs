//! Dates as pages write them: machine formats, and the written forms of some twenty languages.

use super::calendars::{common_year, persian_date, persian_month, year_of_era};
use super::months::month_of;
use crate::model::PublisherTime;
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};

/// Longer texts are no dates.
const READ_CHARACTERS: usize = 200;

/// A number of one or two digits.
macro_rules! number {
    ($value:ident) => {
        Token::Number { value: $value, digits: 1 | 2 }
    };
}

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
    let written = time_after(&tokens, end).or_else(|| time_before(&tokens, start));
    let (time, zone) = written.unwrap_or_default();
    let offset = zone.unwrap_or(FixedOffset::east_opt(0)?);
    let time = offset.from_local_datetime(&NaiveDateTime::new(date, time)).single()?;
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

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Number {
        value: u32,
        digits: usize,
    },
    /// Lower case.
    Word(String),
    Mark(char),
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut characters = text.chars().filter(|c| !is_invisible(*c)).take(READ_CHARACTERS).peekable();
    while let Some(c) = characters.next() {
        if let Some(digit) = digit_of(c) {
            let (mut value, mut digits) = (digit, 1);
            while let Some(next) = characters.peek().and_then(|next| digit_of(*next)) {
                value = value.saturating_mul(10).saturating_add(next);
                digits += 1;
                characters.next();
            }
            tokens.push(Token::Number { value, digits });
        } else if is_date_sign(c) {
            tokens.push(Token::Mark(c));
        } else if c.is_alphabetic() {
            let mut word: String = c.to_lowercase().collect();
            while let Some(next) = characters.next_if(|next| next.is_alphabetic() && !is_date_sign(*next)) {
                word.extend(next.to_lowercase());
            }
            tokens.push(Token::Word(word));
        } else if !c.is_whitespace() {
            tokens.push(Token::Mark(c));
        }
    }
    tokens
}

/// The value of a decimal digit: European, Arabic, Persian, Devanagari, Bengali, Thai or full width.
fn digit_of(c: char) -> Option<u32> {
    const ZEROS: [char; 6] = ['\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{e50}', '\u{ff10}'];
    let of = |zero: char| (c as u32).checked_sub(zero as u32).filter(|value| *value < 10);
    if c.is_ascii() { c.to_digit(10) } else { ZEROS.into_iter().find_map(of) }
}

/// Soft hyphens and marks of direction stand within the words and numbers of some sites.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The signs that Chinese, Japanese and Korean put behind years, months, days, hours and minutes.
fn is_date_sign(c: char) -> bool {
    matches!(c, '年' | '月' | '日' | '号' | '时' | '時' | '点' | '분' | '分' | '秒' | '년' | '월' | '일' | '시')
}

/// A date that begins at a token: the date, its first token, the token behind it.
fn date_at(tokens: &[Token], at: usize, order: Option<Order>) -> Option<(NaiveDate, usize, usize)> {
    let date = |year, month, day, length| {
        let date = common_date(year, month, day).or_else(|| persian_date(year, month, day));
        date.map(|date| (date, at, at + length))
    };
    let year_of = |value: u32, digits: usize| if digits == 2 { 2000 + value } else { value };
    match tokens.get(at..)? {
        [Token::Number { value: packed, digits: 8 }, ..] => date(packed / 10_000, packed / 100 % 100, packed % 100, 1),
        [
            Token::Number { value: y, digits: 4 },
            Token::Mark('年' | '년'),
            number!(m),
            Token::Mark('月' | '월'),
            number!(d),
            ..,
        ] => date(*y, *m, *d, 5),
        [
            Token::Number { value: y, digits: 4 },
            Token::Mark(a @ ('-' | '/' | '.')),
            number!(m),
            Token::Mark(b),
            number!(d),
            ..,
        ] if a == b => date(*y, *m, *d, 5),
        // Two elements without a space between: `28.09.26` and `12:44`.
        [
            number!(d),
            Token::Mark('.'),
            number!(m),
            Token::Mark('.'),
            Token::Number { value: both, digits: 4 },
            Token::Mark(':'),
            Token::Number { digits: 2, .. },
            ..,
        ] if both % 100 < 24 && !(1980..=2100).contains(both) => date(2000 + both / 100, *m, *d, 5),
        [
            number!(d),
            Token::Mark('.'),
            number!(m),
            Token::Mark('.'),
            Token::Number { value: y, digits: digits @ (2 | 4) },
            ..,
        ] => date(year_of(*y, *digits), *m, *d, 5),
        [number!(d), Token::Mark('|'), number!(m), Token::Mark('|'), Token::Number { value: y, digits: 4 }, ..] => {
            date(*y, *m, *d, 5)
        }
        [Token::Word(word), year, Token::Mark('年'), number!(m), Token::Mark('月'), number!(d), ..] => {
            date(year_of_era(word, small_number(year)?)?, *m, *d, 6)
        }
        // `元`, the first year of an era, is a letter like those of its name.
        [Token::Word(word), Token::Mark('年'), number!(m), Token::Mark('月'), number!(d), ..] => {
            date(year_of_era(word.strip_suffix('元')?, 1)?, *m, *d, 5)
        }
        [
            number!(a),
            Token::Mark(mark @ ('/' | '-')),
            number!(b),
            Token::Mark(second),
            Token::Number { value: y, digits: 4 },
            ..,
        ] if mark == second => match (*a, *b) {
            (d, m) if d > 12 || d == m => date(*y, m, d, 5),
            (m, d) if d > 12 => date(*y, m, d, 5),
            (first, second) => match order? {
                Order::DayFirst => date(*y, second, first, 5),
                Order::MonthFirst => date(*y, first, second, 5),
            },
        },
        [Token::Number { .. }, ..] => day_month_year(tokens, at),
        [Token::Word(word), ..] => month_day_year(tokens, at, word),
        _ => None,
    }
}

/// A date of plausible years, which may be counted from the Buddha's death.
fn common_date(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    let year = i32::try_from(common_year(year)).ok().filter(|year| (1900..=2100).contains(year))?;
    NaiveDate::from_ymd_opt(year, month, day)
}

/// A number of up to three digits.
fn small_number(token: &Token) -> Option<u32> {
    match token {
        Token::Number { value, digits: 1..=3 } => Some(*value),
        _ => None,
    }
}

/// `23 November 2026`, `23. März 2026`, `1er mars 2026`, `23 de noviembre de 2026`, `2026 November 23`.
fn day_month_year(tokens: &[Token], at: usize) -> Option<(NaiveDate, usize, usize)> {
    let Token::Number { value: first, digits } = tokens.get(at)? else { return None };
    let mut next = skip_fillers(tokens, at + 1);
    let Token::Word(word) = tokens.get(next)? else { return None };
    let persian = persian_month(word);
    let month = persian.or_else(|| month_of(word))?;
    next = skip_fillers(tokens, next + 1);
    let Token::Number { value: last, digits: last_digits } = tokens.get(next)? else { return None };
    let (year, day) = match (digits, last_digits) {
        (1 | 2, 4) => (*last, *first),
        (4, 1 | 2) => (*first, *last),
        _ => return None,
    };
    let date = match persian {
        Some(_) => persian_date(year, month, day),
        None => common_date(year, month, day),
    };
    date.map(|date| (date, at, next + 1))
}

/// `November 23, 2026`, `Nov. 23rd 2026`.
fn month_day_year(tokens: &[Token], at: usize, word: &str) -> Option<(NaiveDate, usize, usize)> {
    let day_at = skip_fillers(tokens, at + 1);
    let Token::Number { value: day, digits: 1 | 2 } = tokens.get(day_at)? else { return None };
    let year_at = skip_fillers(tokens, day_at + 1);
    let Token::Number { value: year @ 1900..=2100, digits: 4 } = tokens.get(year_at)? else { return None };
    // The names are looked up last, since most words are no months.
    NaiveDate::from_ymd_opt(*year as i32, month_of(word)?, *day).map(|date| (date, at, year_at + 1))
}

/// Passes what stands between the parts of a written date.
fn skip_fillers(tokens: &[Token], mut at: usize) -> usize {
    for _ in 0..3 {
        match tokens.get(at) {
            Some(Token::Mark('.' | ',' | '-' | '/' | 'º' | '،' | '\u{e4c}')) => at += 1,
            Some(Token::Word(word))
                if matches!(
                    word.as_str(),
                    "de" | "del" | "of" | "st" | "nd" | "rd" | "th" | "er" | "º" | "da" | "den"
                ) =>
            {
                at += 1;
            }
            _ => break,
        }
    }
    at
}

type Time = (NaiveTime, Option<FixedOffset>);

/// A time within a few tokens behind the date.
fn time_after(tokens: &[Token], end: usize) -> Option<Time> {
    (end..end + 7).find_map(|at| time_at(tokens, at))
}

/// A time that ends where the date begins: `07:48, 23.11.2026`.
fn time_before(tokens: &[Token], start: usize) -> Option<Time> {
    (start.saturating_sub(8)..start).find_map(|at| time_at(tokens.get(..start)?, at))
}

fn time_at(tokens: &[Token], at: usize) -> Option<Time> {
    let (mut hour, minute, mut next) = match tokens.get(at..)? {
        [number!(h), Token::Mark(':' | '：'), number!(m), ..] => (*h, *m, at + 3),
        [number!(h), Token::Mark('时' | '時' | '点' | '시'), number!(m), Token::Mark('分' | '분'), ..] => {
            (*h, *m, at + 4)
        }
        [number!(h), Token::Mark('.'), number!(m), Token::Word(word), ..] if word == "uhr" => (*h, *m, at + 3),
        [number!(h), Token::Word(word), number!(m), ..] if word == "h" => (*h, *m, at + 3),
        [number!(h), Token::Word(word), ..] if matches!(word.as_str(), "am" | "pm") => (*h, 0, at + 1),
        _ => return None,
    };
    let mut second = 0;
    if let Some([Token::Mark(':'), number!(s), ..]) = tokens.get(next..) {
        second = (*s).min(59);
        next += 2;
        match tokens.get(next..) {
            Some([Token::Mark('.' | ','), Token::Number { .. }, ..])
            | Some([Token::Mark(':'), Token::Number { digits: 3, .. }, ..]) => next += 2,
            _ => {}
        }
    }
    match tokens.get(next..) {
        Some([Token::Word(word), ..]) if word == "pm" || word == "am" => {
            hour = on_the_clock(hour, word == "pm");
            next += 1;
        }
        Some([Token::Word(half), Token::Mark('.'), Token::Word(m), ..])
            if m == "m" && matches!(half.as_str(), "a" | "p") =>
        {
            hour = on_the_clock(hour, half == "p");
            next += if matches!(tokens.get(next + 3), Some(Token::Mark('.'))) { 4 } else { 3 };
        }
        _ => {}
    }
    Some((NaiveTime::from_hms_opt(hour, minute, second)?, zone_at(tokens, next)))
}

fn on_the_clock(hour: u32, afternoon: bool) -> u32 {
    match (hour, afternoon) {
        (12, false) => 0,
        (1..=11, true) => hour + 12,
        _ => hour,
    }
}

fn zone_at(tokens: &[Token], at: usize) -> Option<FixedOffset> {
    let at = if matches!(tokens.get(at), Some(Token::Mark('(' | ','))) { at + 1 } else { at };
    let offset_at = |at: usize| {
        let sign = match tokens.get(at)? {
            Token::Mark('+') => 1,
            Token::Mark('-' | '−') => -1,
            _ => return None,
        };
        // An event's time goes on: `10:00 - 11:30 Uhr`.
        if let Some([Token::Number { .. }, Token::Mark(':'), Token::Number { .. }, Token::Word(word), ..]) =
            tokens.get(at + 1..)
            && word == "uhr"
        {
            return None;
        }
        let (hours, minutes) = match tokens.get(at + 1..)? {
            [Token::Number { value, digits: 4 }, ..] => (value / 100, value % 100),
            [number!(h), Token::Mark(':'), number!(m), ..] => (*h, *m),
            [number!(h), ..] => (*h, 0),
            _ => return None,
        };
        // No zone west of Greenwich is a half hour off but Newfoundland and the Marquesas.
        let is_zone = sign > 0 || minutes == 0 || (minutes == 30 && matches!(hours, 2 | 3 | 9));
        (is_zone && hours <= 14 && minutes < 60)
            .then(|| FixedOffset::east_opt(sign * (hours * 60 + minutes) as i32 * 60))
            .flatten()
    };
    if let Some(offset) = offset_at(at) {
        return Some(offset);
    }
    let Token::Word(name) = tokens.get(at)? else { return None };
    if matches!(name.as_str(), "utc" | "gmt")
        && let Some(offset) = offset_at(at + 1)
    {
        return Some(offset);
    }
    let hours = ZONES.iter().find(|(zone, _)| zone == name)?.1;
    FixedOffset::east_opt(hours * 3600)
}

/// Zone names with one meaning in practice, and their hours east of Greenwich.
const ZONES: &[(&str, i32)] = &[
    ("z", 0),
    ("utc", 0),
    ("gmt", 0),
    ("bst", 1),
    ("cet", 1),
    ("cest", 2),
    ("mez", 1),
    ("mesz", 2),
    ("eet", 2),
    ("eest", 3),
    ("msk", 3),
    ("est", -5),
    ("edt", -4),
    ("cst", -6),
    ("cdt", -5),
    ("mst", -7),
    ("mdt", -6),
    ("pst", -8),
    ("pdt", -7),
    ("hkt", 8),
    ("jst", 9),
    ("kst", 9),
    ("aest", 10),
    ("aedt", 11),
];

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
