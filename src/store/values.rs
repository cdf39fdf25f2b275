//! Values as columns hold them: times, lists, numbers; the same way for every statement.

use super::error::StoreError;
use crate::model::{ArticleStatus, FeedKey, PageRole, PublisherTime, RequestKind, RevisionReason, Timestamp, Wall};
use chrono::{DateTime, Datelike, FixedOffset, NaiveDateTime, Offset, Timelike, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;

const UTC_TEXT: &str = "%Y-%m-%dT%H:%M:%SZ";

/// `2026-01-31T08:30:00Z`. Years that don't fit in four digits become the nearest that do.
pub(super) fn utc_text(time: Timestamp) -> String {
    match time.year() {
        year if year < 0 => "0000-01-01T00:00:00Z".to_owned(),
        year if year > 9999 => "9999-12-31T23:59:59Z".to_owned(),
        // By hand: a format that is read anew costs as much as the statement that takes the time.
        year => {
            let (month, day, hour, minute, second) =
                (time.month(), time.day(), time.hour(), time.minute(), time.second());
            format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
        }
    }
}

pub(super) fn read_utc(text: &str) -> Result<Timestamp, StoreError> {
    NaiveDateTime::parse_from_str(text, UTC_TEXT)
        .map(|time| time.and_utc())
        .map_err(|_| StoreError::Unreadable { what: "time", value: text.to_owned() })
}

pub(super) fn read_optional_utc(text: Option<String>) -> Result<Option<Timestamp>, StoreError> {
    text.as_deref().map(read_utc).transpose()
}

/// A publisher's date as two columns: the instant, and the zone in minutes east of UTC.
pub(super) fn publisher_columns(time: Option<PublisherTime>) -> (Option<String>, Option<i32>) {
    match time {
        Some(time) => (Some(utc_text(time.to_utc())), Some(time.offset().local_minus_utc() / 60)),
        None => (None, None),
    }
}

pub(super) fn read_publisher_time(
    text: Option<String>,
    offset_minutes: Option<i32>,
) -> Result<Option<PublisherTime>, StoreError> {
    let Some(time) = read_optional_utc(text)? else { return Ok(None) };
    let seconds = offset_minutes.unwrap_or(0).saturating_mul(60);
    let zone = FixedOffset::east_opt(seconds).unwrap_or(Utc.fix());
    Ok(Some(time.with_timezone(&zone)))
}

/// A due time as milliseconds of the Unix epoch.
pub(super) fn due_ms(time: Timestamp) -> i64 {
    time.timestamp_millis()
}

pub(super) fn read_due(milliseconds: i64) -> Result<Timestamp, StoreError> {
    DateTime::from_timestamp_millis(milliseconds)
        .ok_or_else(|| StoreError::Unreadable { what: "due time", value: milliseconds.to_string() })
}

/// Lists and maps of text always have a JSON form.
pub(super) fn json<T: Serialize + ?Sized>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Unreadable { what: "list", value: error.to_string() })
}

pub(super) fn read_json<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Unreadable { what: "list", value: text.to_owned() })
}

/// A count of bytes or milliseconds; SQLite's integers end at 2^63.
pub(super) fn count(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

pub(super) fn read_key(text: &str) -> Result<FeedKey, StoreError> {
    FeedKey::parse(text).map_err(|_| StoreError::Unreadable { what: "feed key", value: text.to_owned() })
}

pub(super) fn read_status(text: &str) -> Result<ArticleStatus, StoreError> {
    let all = [ArticleStatus::Full, ArticleStatus::FeedOnly, ArticleStatus::Pending, ArticleStatus::Failed];
    all.into_iter()
        .chain(Wall::ALL.map(ArticleStatus::Walled))
        .find(|status| status.as_str() == text)
        .ok_or_else(|| StoreError::Unreadable { what: "article status", value: text.to_owned() })
}

pub(super) fn read_reason(text: &str) -> Result<RevisionReason, StoreError> {
    let all = [RevisionReason::New, RevisionReason::Edited, RevisionReason::Reextracted];
    all.into_iter()
        .find(|reason| reason.as_str() == text)
        .ok_or_else(|| StoreError::Unreadable { what: "revision reason", value: text.to_owned() })
}

pub(super) fn read_request_kind(text: &str) -> Result<RequestKind, StoreError> {
    let all = [RequestKind::Poll, RequestKind::Scrape, RequestKind::Robots];
    all.into_iter()
        .find(|kind| kind.as_str() == text)
        .ok_or_else(|| StoreError::Unreadable { what: "request kind", value: text.to_owned() })
}

pub(super) fn read_page_role(text: &str) -> Result<PageRole, StoreError> {
    let all = [PageRole::Next, PageRole::SinglePage];
    all.into_iter()
        .find(|role| role.as_str() == text)
        .ok_or_else(|| StoreError::Unreadable { what: "page role", value: text.to_owned() })
}
