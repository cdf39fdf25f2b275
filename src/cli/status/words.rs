//! Times, spans, shares and small graphs as a person reads them at a glance.

use crate::model::Timestamp;
use chrono::TimeDelta;

/// A span in its largest unit: `12 s`, `5 min`, `3 h`, `9 d`, `7 w`, `2 y`.
pub fn span(span: TimeDelta) -> String {
    let seconds = span.num_seconds().unsigned_abs();
    let (count, unit) = match seconds {
        0..60 => (seconds, "s"),
        60..3600 => (seconds / 60, "min"),
        3600..172_800 => (seconds / 3600, "h"),
        172_800..2_419_200 => (seconds / 86_400, "d"),
        2_419_200..63_072_000 => (seconds / 604_800, "w"),
        _ => (seconds / 31_536_000, "y"),
    };
    format!("{count} {unit}")
}

/// How long ago; a dash for never.
pub fn ago(time: Option<Timestamp>, now: Timestamp) -> String {
    time.map_or_else(|| "-".to_owned(), |time| span(now - time))
}

/// In how long; `due` for what has come already, a dash for never.
pub fn ahead(time: Option<Timestamp>, now: Timestamp) -> String {
    match time {
        None => "-".to_owned(),
        Some(time) if time <= now => "due".to_owned(),
        Some(time) => span(time - now),
    }
}

pub fn share(share: Option<f64>) -> String {
    share.map_or_else(|| "-".to_owned(), |share| format!("{:.0} %", share * 100.0))
}

/// A bar a number, the oldest first, against the largest of them; a dot for none.
pub fn sparkline(numbers: &[u32]) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let largest = numbers.iter().copied().max().unwrap_or(0).max(1);
    let bar = |number: u32| match number {
        0 => '·',
        number => BARS[((u64::from(number) * 8).div_ceil(u64::from(largest)) - 1).min(7) as usize],
    };
    numbers.iter().map(|number| bar(*number)).collect()
}

/// A count with its thousands apart: `1,204,553`.
pub fn thousands(count: u64) -> String {
    let digits = count.to_string();
    let mut parted = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            parted.push(',');
        }
        parted.push(digit);
    }
    parted
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    #[test]
    fn spans_are_in_their_largest_unit() {
        for (seconds, read) in [
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (3599, "59 min"),
            (3600, "1 h"),
            (47 * 3600, "47 h"),
            (48 * 3600, "2 d"),
            (27 * 86_400, "27 d"),
            (28 * 86_400, "4 w"),
            (729 * 86_400, "104 w"),
            (800 * 86_400, "2 y"),
            (-90, "1 min"),
        ] {
            assert_eq!(span(TimeDelta::seconds(seconds)), read, "{seconds}");
        }
        let now = DateTime::UNIX_EPOCH;
        assert_eq!((ago(None, now), ahead(None, now)), ("-".into(), "-".into()));
        assert_eq!(ahead(Some(now), now), "due");
        assert_eq!(ahead(Some(now + TimeDelta::minutes(48)), now), "48 min");
    }

    #[test]
    fn graphs_and_numbers() {
        assert_eq!(sparkline(&[0, 1, 4, 8]), "·▁▄█");
        assert_eq!(sparkline(&[0, 0]), "··");
        assert_eq!(sparkline(&[1, u32::MAX]), "▁█");
        assert_eq!([thousands(0), thousands(999), thousands(1_204_553)], ["0", "999", "1,204,553"]);
    }
}
