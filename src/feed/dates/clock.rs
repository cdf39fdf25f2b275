//! The time of day in a date.

use super::tokens::Token;
use crate::zone::half_of_day;
use chrono::Duration;

/// A time of day that was taken out of the tokens.
pub(super) struct Clock {
    /// Where it stood.
    pub at: usize,
    /// A leap second or an hour of the night may lie beyond the day.
    pub since_midnight: Duration,
}

/// Takes `7:48`, `07:48:40.123`, `T0748`, `7时48分`, with `AM`, `PM`, `下午` around it.
pub(super) fn take(tokens: &mut Vec<Token>) -> Option<Clock> {
    let (start, mut end, [hour, minute, second]) = find(tokens)?;
    let half = |token: Option<&Token>| token.and_then(Token::word).and_then(half_of_day);
    let before = start.checked_sub(1).and_then(|index| half(tokens.get(index)));
    let after = half(tokens.get(end));
    end += usize::from(after.is_some());
    let hour = match (before.or(after), u32::try_from(hour)) {
        (Some(half), Ok(hour)) => u64::from(half.hour_of_day(hour)),
        _ => hour,
    };
    let total = i64::try_from(hour * 3600 + minute * 60 + second).ok()?;
    tokens.drain(start..end);
    // Hours beyond 23 are the next day's: `24:00` anywhere, `25:30` in Japan.
    (hour < 48).then_some(Clock { at: start, since_midnight: Duration::seconds(total) })
}

/// Where a time begins and ends, and its hour, minute and second.
type Found = (usize, usize, [u64; 3]);

/// Digits behind a `T` are surest, then colons, then a lone hour.
fn find(tokens: &[Token]) -> Option<Found> {
    let places = || 0..tokens.len();
    places()
        .find_map(|start| joined_clock(tokens, start))
        .or_else(|| places().find_map(|start| parted_clock(tokens, start)))
        .or_else(|| places().find_map(|start| lone_hour(tokens, start)))
}

/// `7:48`, `07:48:40.123`, `7时48分40秒`.
fn parted_clock(tokens: &[Token], start: usize) -> Option<Found> {
    let [Token::Number { value: hour, digits: 1..=2 }, sign, Token::Number { value: minute, digits: 1..=2 }, rest @ ..] =
        tokens.get(start..)?
    else {
        return None;
    };
    if !sign.parts_hour() {
        return None;
    }
    let mut end = start + 3;
    let mut second = 0;
    if let [sign, Token::Number { value, digits: 1..=2 }, ..] = rest
        && sign.parts_minute()
    {
        second = *value;
        end += 2;
        if let Some([Token::Sign('.' | ',' | ':'), Token::Number { .. }]) = tokens.get(end..end + 2) {
            end += 2;
        }
    }
    if tokens.get(end).is_some_and(|token| token.parts_minute() && !token.is_sign(':')) {
        end += 1;
    }
    Some((start, end, [*hour, *minute, second]))
}

/// `T074840`, `T0748`, `T07`.
fn joined_clock(tokens: &[Token], start: usize) -> Option<Found> {
    let [Token::Number { .. }, Token::Word(t), Token::Number { value, digits }, rest @ ..] = tokens.get(start..)?
    else {
        return None;
    };
    let clock = match digits {
        2 if !rest.first().is_some_and(Token::parts_hour) => [*value, 0, 0],
        4 => [value / 100, value % 100, 0],
        6 => [value / 10_000, value / 100 % 100, value % 100],
        _ => return None,
    };
    (t == "t").then_some((start + 1, start + 3, clock))
}

/// `7 PM`, `下午3时`.
fn lone_hour(tokens: &[Token], start: usize) -> Option<Found> {
    let [Token::Number { value: hour, digits: 1..=2 }, unit @ Token::Word(word), ..] = tokens.get(start..)? else {
        return None;
    };
    if half_of_day(word).is_some() {
        return Some((start, start + 1, [*hour, 0, 0]));
    }
    unit.parts_hour().then_some((start, start + 2, [*hour, 0, 0]))
}
