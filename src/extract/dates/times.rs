//! The time and the zone beside a day.

use super::tokens::{Token, number};
use crate::zone::{HalfOfDay, NamedZone, abbreviated_half_of_day, half_of_day, zone_named};
use chrono::{FixedOffset, NaiveTime};

/// Between a day and the time that belongs to it stand a comma, a dash, a weekday or "at".
const MOST_TOKENS_BETWEEN: usize = 7;

/// A time as it stands among tokens.
#[derive(Clone, Copy, Debug)]
pub(super) struct Time {
    pub(super) time: NaiveTime,
    pub(super) zone: Option<NamedZone>,
    /// The token behind its digits.
    end: usize,
}

/// The time that belongs to a date from the token `start` to `end`: right behind it, or else right before it
/// (`07:48, 23.11.2026`), or else not far from it.
pub(super) fn time_beside(tokens: &[Token], start: usize, end: usize) -> Option<Time> {
    let behind = |most: usize| (end..end + most).find_map(|at| time_at(tokens, at));
    let before =
        || (start.saturating_sub(MOST_TOKENS_BETWEEN + 1)..start).find_map(|at| time_at(tokens.get(..start)?, at));
    behind(2)
        .or_else(|| before().filter(|time| time.end == start))
        .or_else(|| behind(MOST_TOKENS_BETWEEN))
        .or_else(before)
}

/// The first time at or behind a token.
pub(super) fn first_time(tokens: &[Token], from: usize) -> Option<NaiveTime> {
    (from..tokens.len()).find_map(|at| time_at(tokens, at)).map(|found| found.time)
}

fn time_at(tokens: &[Token], at: usize) -> Option<Time> {
    let (mut hour, minute, mut next) = match tokens.get(at..)? {
        [number!(h), Token::Mark(':' | '：'), number!(m), ..] => (*h, *m, at + 3),
        [number!(h), Token::Mark('时' | '時' | '点' | '點' | '시'), number!(m), Token::Mark('分' | '분'), ..] => {
            (*h, *m, at + 4)
        }
        [number!(h), Token::Mark('时' | '時' | '点' | '點' | '시'), ..] => (*h, 0, at + 2),
        // As British and Indonesian papers have it: `15.05 GMT`.
        [number!(h), Token::Mark('.'), Token::Number { value: m, digits: 2 }, Token::Word(word), ..]
            if matches!(word.as_str(), "uhr" | "น" | "hs" | "hrs") || zone_named(word).is_some() =>
        {
            (*h, *m, at + 3)
        }
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
    let before = match tokens.get(at.wrapping_sub(1)) {
        Some(Token::Word(word)) => half_of_day(word),
        _ => None,
    };
    let behind = half_behind(tokens, next);
    if let Some((_, end)) = behind {
        next = end;
    }
    if let Some(half) = behind.map(|(half, _)| half).or(before) {
        hour = half.hour_of_day(hour);
    }
    Some(Time { time: NaiveTime::from_hms_opt(hour, minute, second)?, zone: zone_at(tokens, next), end: next })
}

/// The half of the day that stands behind a time, and the token behind that.
fn half_behind(tokens: &[Token], at: usize) -> Option<(HalfOfDay, usize)> {
    match tokens.get(at..)? {
        [Token::Word(first), Token::Mark('.'), Token::Word(second), rest @ ..]
            if let Some(half) = abbreviated_half_of_day(first, second) =>
        {
            Some((half, at + 3 + usize::from(matches!(rest, [Token::Mark('.'), ..]))))
        }
        [Token::Word(word), ..] => Some((half_of_day(word)?, at + 1)),
        [Token::Mark(':'), Token::Word(word), ..] => Some((half_of_day(word)?, at + 2)),
        _ => None,
    }
}

fn zone_at(tokens: &[Token], at: usize) -> Option<NamedZone> {
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
        return Some(NamedZone::Offset(offset));
    }
    let Token::Word(name) = tokens.get(at)? else { return None };
    if matches!(name.as_str(), "utc" | "gmt")
        && let Some(offset) = offset_at(at + 1)
    {
        return Some(NamedZone::Offset(offset));
    }
    zone_named(name)
}
