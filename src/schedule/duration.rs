//! Lengths of time as people write them: `5s`, `30m`, `1h30m`, `2d`, `5y`.

use super::ScheduleFault;
use std::time::Duration;

/// From large to small, which is also the order they are written in.
const UNITS: &[(char, u64)] =
    &[('y', 365 * 24 * 60 * 60), ('w', 7 * 24 * 60 * 60), ('d', 24 * 60 * 60), ('h', 60 * 60), ('m', 60), ('s', 1)];

/// Reads whole years of 365 days, weeks, days, hours, minutes and seconds, large units first, each with its letter.
///
/// ```
/// use feedmill::schedule::parse_duration;
/// assert_eq!(parse_duration("1h30m").unwrap().as_secs(), 5400);
/// assert!(parse_duration("30").is_err());
/// ```
pub fn parse_duration(text: &str) -> Result<Duration, ScheduleFault> {
    let fault = |reason| ScheduleFault::Duration { text: text.to_owned(), reason };
    let mut rest = text.trim();
    if rest.is_empty() {
        return Err(fault("it is empty; write it like `30m`, `1h30m` or `2d`"));
    }
    let mut units = UNITS.iter();
    let mut seconds: u64 = 0;
    while !rest.is_empty() {
        let after_number = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let number = rest.strip_suffix(after_number).unwrap_or_default();
        if number.is_empty() {
            return Err(fault("each number is whole and has its unit behind it, as in `30m`, `1h30m` or `2d`"));
        }
        let Some(letter) = after_number.chars().next() else {
            return Err(fault("a number needs its unit: `s`, `m`, `h`, `d`, `w` or `y`"));
        };
        if !UNITS.iter().any(|(unit, _)| *unit == letter) {
            return Err(fault("the units are `s`, `m`, `h`, `d`, `w` and `y`"));
        }
        let Some((_, unit_seconds)) = units.find(|(unit, _)| *unit == letter) else {
            return Err(fault("units go from large to small, each once, as in `1h30m`"));
        };
        let part = number.parse::<u64>().ok().and_then(|n| n.checked_mul(*unit_seconds));
        seconds = part.and_then(|part| seconds.checked_add(part)).ok_or_else(|| fault("it is too long"))?;
        rest = after_number.strip_prefix(letter).unwrap_or_default();
    }
    Ok(Duration::from_secs(seconds))
}

/// The shortest text that `parse_duration` reads back as the same length.
pub fn display(duration: Duration) -> String {
    let mut seconds = duration.as_secs();
    if seconds == 0 {
        return "0s".to_owned();
    }
    let mut text = String::new();
    for (letter, unit_seconds) in UNITS {
        if seconds >= *unit_seconds {
            text.push_str(&format!("{}{letter}", seconds / unit_seconds));
            seconds %= unit_seconds;
        }
    }
    text
}
