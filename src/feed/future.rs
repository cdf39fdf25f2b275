//! Dates that cannot be true yet.

use crate::model::{FeedDocument, Timestamp};
use chrono::TimeDelta;

/// A wrong zone moves a date by 26 hours at most, and nearly always by less than a day.
const FARTHEST_AHEAD: TimeDelta = TimeDelta::days(1);

/// Takes back dates of publication that lie more than a day ahead of `now`, so that an event's date or a slip of
/// the year doesn't stand above all news for months. The date stays on the item as it was written.
///
/// Ids are given before, so they don't depend on the time of the poll.
pub fn doubt_future(document: &mut FeedDocument, now: Timestamp) {
    let mut doubted = 0usize;
    for item in &mut document.items {
        if let Some(published) = item.published.take_if(|published| *published > now + FARTHEST_AHEAD) {
            item.unread_date = Some(published.to_rfc3339());
            doubted += 1;
        }
    }
    if doubted > 0 {
        document.warnings.push(format!("dates more than a day ahead, not believed: {doubted}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::{FeedContext, parse};
    use crate::zone::Tz;

    #[test]
    fn a_date_far_ahead_is_kept_as_text_alone() {
        let item = |date: &str| format!("<item><guid>{date}</guid><pubDate>{date}</pubDate></item>");
        let dates = ["2026-11-23T12:00:00Z", "2026-11-24T10:00:00Z", "2027-11-23T12:00:00+01:00"];
        let feed = format!("<rss><channel>{}</channel></rss>", dates.map(item).concat());
        let context = FeedContext { url: None, content_type: None, timezone: Tz::UTC };
        let mut document = parse(feed.as_bytes(), &context).unwrap();
        doubt_future(&mut document, "2026-11-23T12:00:00Z".parse().unwrap());
        let believed: Vec<bool> = document.items.iter().map(|item| item.published.is_some()).collect();
        assert_eq!(believed, [true, true, false]);
        assert_eq!(document.items[2].unread_date.as_deref(), Some(dates[2]));
        assert_eq!(document.warnings, ["dates more than a day ahead, not believed: 1"]);
    }
}
