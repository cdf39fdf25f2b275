//! All that is known of one feed, as a list of names and values.

use super::super::output::{counted, printable, short_time};
use super::words::{share, sparkline};
use super::{drift_sentence, failing, stale_sentence};
use crate::fetch::masked_text;
use crate::model::{FailureKind, Timestamp};
use crate::store::FeedRow;
use std::io::Write;

pub fn print_one(out: &mut impl Write, feed: &FeedRow, now: Timestamp) -> std::io::Result<()> {
    let kind = feed.error.as_deref().and_then(FailureKind::of_error);
    let rows = [
        ("feed", feed.key.to_string()),
        ("title", feed.title.clone().unwrap_or_default()),
        ("url", masked_text(&feed.url)),
        ("moved to", feed.moved_url.as_deref().map(masked_text).unwrap_or_default()),
        ("site", feed.link.clone().unwrap_or_default()),
        ("tags", feed.tags.join(", ")),
        ("status", feed.status.clone()),
        ("error", feed.error.clone().unwrap_or_default()),
        ("means", kind.map_or_else(String::new, |kind| format!("{} {}", kind.meaning(), kind.advice()))),
        ("failing", failing(feed, now)),
        ("warning", feed.warning.clone().unwrap_or_default()),
        ("last try", short_time(feed.last_try_at)),
        ("last success", short_time(feed.last_success_at)),
        ("last new article", short_time(feed.last_new_at)),
        ("next poll", short_time(feed.next_poll_at)),
        ("it waits", feed.waits_for.as_deref().map(waiting).unwrap_or_default().to_owned()),
        (
            "not modified",
            format!(
                "{} of the last {}, which spared {} bytes",
                share(feed.not_modified_share),
                counted(feed.polls_looked_at, "poll", "polls"),
                feed.spared_bytes
            ),
        ),
        ("articles", feed.articles.to_string()),
        (
            "a day",
            format!("{}  today: {}", sparkline(&feed.new_per_day), feed.new_per_day.last().copied().unwrap_or(0)),
        ),
        ("drift", feed.drift.iter().map(drift_sentence).collect::<Vec<_>>().join("; ")),
        ("stale rules", feed.stale_rules.iter().map(stale_sentence).collect::<Vec<_>>().join("; ")),
    ];
    for (name, value) in rows.iter().filter(|(_, value)| !value.is_empty()) {
        writeln!(out, "{name:>16}  {}", printable(value))?;
    }
    Ok(())
}

/// Why a feed's next poll is later than its schedule has it, as a person reads it.
fn waiting(reason: &str) -> &str {
    match reason {
        "cache" => "until the last answer is no longer fresh, by its header",
        "feed_hint" => "as long as the feed itself says that nothing new comes",
        "quiet_hours" => "past hours or days that the feed asks to be skipped",
        "no_validators" => "longer, as its server can't say \"not modified\" and no schedule was chosen",
        "retry_after" => "as long as its server asked for (`feedmill retry` ends it)",
        "back_off" => "since it failed (`feedmill retry` ends it)",
        "refused" => "since the site said no (`feedmill retry` ends it)",
        "outage" => "since nearly no host could be reached",
        "catch_up" => "its turn, as many feeds were overdue",
        other => other,
    }
}
