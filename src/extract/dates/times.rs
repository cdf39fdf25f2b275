//! The time and the zone beside a day.

use super::tokens::{Token, number};
use chrono::{FixedOffset, NaiveTime};

pub(super) type Time = (NaiveTime, Option<FixedOffset>);

/// A time within a few tokens behind the date.
pub(super) fn time_after(tokens: &[Token], end: usize) -> Option<Time> {
    (end..end + 7).find_map(|at| time_at(tokens, at))
}

/// A time that ends where the date begins: `07:48, 23.11.2026`.
pub(super) fn time_before(tokens: &[Token], start: usize) -> Option<Time> {
    (start.saturating_sub(8)..start).find_map(|at| time_at(tokens.get(..start)?, at))
}

pub(super) fn time_at(tokens: &[Token], at: usize) -> Option<Time> {
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
