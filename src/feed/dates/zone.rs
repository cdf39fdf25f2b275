//! The zone in a date.

use super::DateHints;
use super::names;
use super::tokens::Token;
use crate::zone::{NamedZone, Tz, zone_named};
use chrono::{FixedOffset, Offset};

/// The zone: an offset right behind the time (`at`), else the first name of a zone anywhere.
pub(super) fn take(tokens: &mut Vec<Token>, at: usize, hints: DateHints<'_>) -> Option<NamedZone> {
    let mut start = at;
    while tokens.get(start).is_some_and(|token| matches!(token, Token::Sign('(' | ',' | '.' | '[' | '/'))) {
        start += 1;
    }
    let named = tokens.get(start).and_then(Token::word).is_some_and(names::is_universal);
    let signed = if named { start + 1 } else { start };
    if let Some((offset, length)) = numeric_offset(tokens.get(signed..).unwrap_or_default()) {
        tokens.drain(start..signed + length);
        return Some(NamedZone::Offset(offset));
    }
    if tokens.get(start).and_then(Token::word).is_some_and(|word| word.len() == 1 && word.is_ascii()) {
        // RFC 5322 takes the one-letter zones of RFC 822 as UTC, since they were mostly used wrongly.
        tokens.remove(start);
        return Some(NamedZone::Offset(Offset::fix(&chrono::Utc)));
    }
    let (index, zone) =
        tokens.iter().enumerate().find_map(|(index, token)| Some((index, named_zone(token.word()?, hints)?)))?;
    tokens.remove(index);
    Some(zone)
}

/// A zone by its name in the time zone database: `Europe/Brussels`.
pub(super) fn by_place(text: &str) -> Option<NamedZone> {
    let words = text.split_whitespace().filter(|word| word.contains('/'));
    let mut places = words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    places.find_map(|name| name.parse().ok()).map(NamedZone::Place)
}

/// `+01:00`, `+0100`, `-5`, `+05:30:00`.
fn numeric_offset(tokens: &[Token]) -> Option<(FixedOffset, usize)> {
    let [Token::Sign(sign @ ('+' | '-')), Token::Number { value, digits }, rest @ ..] = tokens else {
        return None;
    };
    let (hours, minutes, length) = match (digits, rest) {
        (1..=2, [Token::Sign(':'), Token::Number { value: minutes, digits: 2 }, ..]) => (*value, *minutes, 4),
        (1..=2, _) => (*value, 0, 2),
        (3..=4, _) => (value / 100, value % 100, 2),
        (6, _) => (value / 10_000, value / 100 % 100, 2),
        _ => return None,
    };
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok().filter(|_| minutes < 60)?;
    Some((FixedOffset::east_opt(if *sign == '-' { -seconds } else { seconds })?, length))
}

fn named_zone(word: &str, hints: DateHints<'_>) -> Option<NamedZone> {
    if word == "cst" && hints.speaks(&["zh"]) {
        return Tz::named("Asia/Shanghai").map(NamedZone::Place);
    }
    zone_named(word)
}
