//! A feed's wishes for its schedule, read loosely and held within bounds.

use super::dates::{self, DateHints};
use super::draft::HintsDraft;
use crate::model::FeedHints;
use chrono::Weekday;
use url::Url;

const MINUTE_SECONDS: u64 = 60;
const HOUR_SECONDS: u64 = 60 * MINUTE_SECONDS;
const DAY_SECONDS: u64 = 24 * HOUR_SECONDS;

/// A longer `ttl` is a mistake of the unit.
const LONGEST_TTL_SECONDS: u64 = 31 * DAY_SECONDS;
const LONGEST_INTERVAL_SECONDS: u64 = 366 * DAY_SECONDS;
const MOST_HUBS: usize = 8;

/// Makes hints of what was found; what can't be understood is no hint.
pub(super) fn finish(draft: HintsDraft, dates: DateHints<'_>) -> FeedHints {
    let url = |url: Option<Url>| url.map(String::from);
    let mut skip_hours: Vec<u8> = draft.skip_hours.iter().filter_map(|hour| hour_of(hour)).collect();
    skip_hours.sort_unstable();
    skip_hours.dedup();
    let mut skip_days: Vec<Weekday> = draft.skip_days.iter().filter_map(|day| weekday(day)).collect();
    skip_days.sort_unstable_by_key(Weekday::num_days_from_monday);
    skip_days.dedup();
    let mut hub_urls: Vec<String> = draft.hub_urls.into_iter().take(MOST_HUBS).map(String::from).collect();
    hub_urls.dedup();
    FeedHints {
        ttl_seconds: draft.ttl.and_then(|minutes| ttl_seconds(&minutes)),
        update_interval_seconds: interval_seconds(draft.update_period.as_deref(), draft.update_frequency.as_deref()),
        update_base: draft.update_base.and_then(|base| dates::read(&base, dates)),
        // Whoever skips everything has misunderstood, and would never be asked again.
        skip_hours: if skip_hours.len() < 24 { skip_hours } else { Vec::new() },
        skip_days: if skip_days.len() < 7 { skip_days } else { Vec::new() },
        new_url: url(draft.new_url),
        self_url: url(draft.self_url),
        hub_urls,
        previous_archive_url: url(draft.previous_archive_url),
        next_page_url: url(draft.next_page_url),
        next_archive_url: url(draft.next_archive_url),
    }
}

/// Whole minutes, with a word or a fraction behind them perhaps; nought is no wish.
fn ttl_seconds(minutes: &str) -> Option<u64> {
    let minutes = leading_number(minutes).filter(|minutes| *minutes > 0)?;
    Some(minutes.saturating_mul(MINUTE_SECONDS).min(LONGEST_TTL_SECONDS))
}

/// The period divided by how often it brings something; a day and once if not said (RSS 1.0's syndication module).
fn interval_seconds(period: Option<&str>, frequency: Option<&str>) -> Option<u64> {
    if period.is_none() && frequency.is_none() {
        return None;
    }
    let period_seconds = match period.map(|period| period.trim().to_ascii_lowercase()).as_deref() {
        Some("hourly") => HOUR_SECONDS,
        None | Some("daily") => DAY_SECONDS,
        Some("weekly") => 7 * DAY_SECONDS,
        Some("monthly") => 30 * DAY_SECONDS,
        Some("yearly") => 365 * DAY_SECONDS,
        Some(_) => return None,
    };
    let times = frequency.map_or(Some(1), leading_number).filter(|times| *times > 0)?;
    Some((period_seconds / times).clamp(MINUTE_SECONDS, LONGEST_INTERVAL_SECONDS))
}

/// RSS 0.91 counts hours from 1 to 24, RSS 2.0 from 0 to 23; 24 is midnight in both.
fn hour_of(hour: &str) -> Option<u8> {
    leading_number(hour).filter(|hour| *hour <= 24).and_then(|hour| u8::try_from(hour % 24).ok())
}

/// English names, whole or short.
fn weekday(day: &str) -> Option<Weekday> {
    day.trim().parse().ok()
}

fn leading_number(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.get(..digits)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zone::Tz;

    #[test]
    fn minutes_are_read_loosely() {
        for (written, seconds) in [
            ("60", Some(3600)),
            (" 60\n", Some(3600)),
            ("15 minutes", Some(900)),
            ("0", None),
            ("-5", None),
            ("soon", None),
            ("999999999", Some(LONGEST_TTL_SECONDS)),
            ("99999999999999999999999", None),
        ] {
            assert_eq!(ttl_seconds(written), seconds, "{written:?}");
        }
    }

    #[test]
    fn periods_are_divided_by_their_frequency() {
        for (period, frequency, seconds) in [
            (Some("hourly"), Some("2"), Some(1800)),
            (Some(" Hourly "), None, Some(3600)),
            (None, Some("4"), Some(6 * 3600)),
            (Some("weekly"), Some("1"), Some(7 * 86_400)),
            (Some("hourly"), Some("100000"), Some(60)),
            (Some("hourly"), Some("0"), None),
            (Some("often"), Some("1"), None),
            (None, None, None),
        ] {
            assert_eq!(interval_seconds(period, frequency), seconds, "{period:?} {frequency:?}");
        }
    }

    #[test]
    fn hours_and_days_are_a_set() {
        let hours = |hours: &[&str]| HintsDraft {
            skip_hours: hours.iter().map(|hour| (*hour).to_owned()).collect(),
            ..HintsDraft::default()
        };
        let dates = DateHints { timezone: Tz::UTC, language: None };
        assert_eq!(finish(hours(&["3", " 24", "3", "25", "x"]), dates).skip_hours, [0, 3]);
        let all: Vec<String> = (0..24).map(|hour| hour.to_string()).collect();
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        assert!(finish(hours(&all), dates).skip_hours.is_empty());
        let days = ["Sunday", "sat", "Sunday", "Someday"].map(str::to_owned).to_vec();
        let read = finish(HintsDraft { skip_days: days, ..HintsDraft::default() }, dates).skip_days;
        assert_eq!(read, [Weekday::Sat, Weekday::Sun]);
    }
}
