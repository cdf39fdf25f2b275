//! Which articles a command is about: what was typed to the store's filter.

use super::arguments::{Reextract, Selection};
use super::failure::Failure;
use crate::model::{FeedKey, Timestamp};
use crate::schedule;
use crate::store::Filter;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

/// The filter that the options ask for. A span such as `7d` counts back from `now`.
pub fn filter(selection: &Selection, limit: Option<u32>, now: Timestamp) -> Result<Filter, Failure> {
    let feed = selection.feed.as_deref().map(|key| FeedKey::parse(key).map_err(Failure::usage)).transpose()?;
    let time = |text: &Option<String>| text.as_deref().map(|text| read_time(text, now)).transpose();
    Ok(Filter {
        feed,
        tag: selection.tag.clone(),
        language: selection.language.clone(),
        since: time(&selection.since)?,
        until: time(&selection.until)?,
        limit: limit.map(|limit| usize::try_from(limit).unwrap_or(usize::MAX)),
        ..Filter::default()
    })
}

/// The filter that `reextract`'s options ask for.
pub fn of_pages(arguments: &Reextract, now: Timestamp) -> Result<Filter, Failure> {
    let selection = Selection { feed: arguments.feed.clone(), since: arguments.since.clone(), ..Selection::default() };
    let host = |site: &String| site.trim_start_matches("www.").to_lowercase();
    Ok(Filter { site: arguments.site.as_ref().map(host), ..filter(&selection, None, now)? })
}

/// A day, an instant, or a span back from `now`.
pub fn read_time(text: &str, now: Timestamp) -> Result<Timestamp, Failure> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Ok(time.with_timezone(&Utc));
    }
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Ok(day.and_time(NaiveTime::MIN).and_utc());
    }
    let span = schedule::parse_duration(text).ok().and_then(|span| chrono::TimeDelta::from_std(span).ok());
    span.and_then(|span| now.checked_sub_signed(span)).ok_or_else(|| {
        Failure::usage(format!("`{text}` is no time"))
            .with_hint("write a day (2026-11-23), an instant (2026-11-23T08:00:00Z) or a span back from now (7d, 12h)")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_three_forms() {
        let now = DateTime::parse_from_rfc3339("2026-11-23T12:00:00Z").unwrap().with_timezone(&Utc);
        for (text, expected) in [
            ("2026-11-20", "2026-11-20T00:00:00Z"),
            ("2026-11-20T08:00:00+02:00", "2026-11-20T06:00:00Z"),
            ("7d", "2026-11-16T12:00:00Z"),
        ] {
            assert_eq!(super::super::output::utc(read_time(text, now).ok().unwrap()), expected);
        }
        assert!(read_time("yesterday", now).is_err());
    }
}
