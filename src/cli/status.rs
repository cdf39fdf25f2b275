//! `feedmill status`: the health of each feed, or all that is known of one.

use super::arguments::{Place, Status};
use super::failure::Failure;
use super::locate;
use super::output::{counted, json_line, printable, short_time, stdout, table};
use crate::drift::Drift;
use crate::fetch::masked_text;
use crate::model::{FailureKind, FeedKey};
use crate::store::{Archive, Counts, FeedRow, PageFailures, SiteDrift, StoreError};
use std::io::Write;

pub fn status(place: &Place, arguments: &Status) -> Result<(), Failure> {
    let archive = locate::archive(place)?;
    let feeds = match &arguments.feed {
        Some(name) => vec![one_feed(&archive, name)?],
        None => archive.feeds()?,
    };
    let mut out = stdout();
    if arguments.json {
        for feed in &feeds {
            json_line(&mut out, feed)?;
        }
    } else if arguments.feed.is_some() {
        feeds.iter().try_for_each(|feed| print_one(&mut out, feed))?;
    } else {
        print_all(&mut out, &feeds, &archive.counts()?)?;
        print_polls(&mut out, &feeds)?;
        print_page_failures(&mut out, &archive.page_failures()?)?;
        print_drift(&mut out, &archive.drift()?)?;
    }
    Ok(out.flush()?)
}

fn one_feed(archive: &Archive, name: &str) -> Result<FeedRow, Failure> {
    let key = FeedKey::parse(name).map_err(Failure::usage)?;
    Ok(archive.feed(&key)?.ok_or(StoreError::UnknownFeed)?)
}

fn print_all(out: &mut impl Write, feeds: &[FeedRow], counts: &Counts) -> std::io::Result<()> {
    let header = ["FEED", "STATUS", "ARTICLES", "LAST TRY (UTC)", "LAST NEW", "NEXT POLL", "304", "FAILING", "ERROR"];
    let rows = feeds.iter().map(|feed| {
        vec![
            feed.key.to_string(),
            feed.status.clone(),
            feed.articles.to_string(),
            short_time(feed.last_try_at),
            short_time(feed.last_new_at),
            short_time(feed.next_poll_at),
            share(feed.not_modified_share),
            failing(feed),
            feed.error.clone().unwrap_or_default(),
        ]
    });
    writeln!(out, "{}\n", table(&header, rows))?;
    let open = [(counts.pending, "pending"), (counts.failed, "failed"), (counts.feed_only, "from the feed alone")];
    let open: String =
        open.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!(", {count} {what}")).collect();
    let articles = counted(counts.articles, "article", "articles");
    let size = counts.database_bytes as f64 / f64::from(1 << 20);
    writeln!(out, "{articles} ({} with their page{open}), {size:.1} MiB", counts.full)
}

/// What conditional requests have spared: the share of polls that were answered by "not modified".
fn print_polls(out: &mut impl Write, feeds: &[FeedRow]) -> std::io::Result<()> {
    let polls: u64 = feeds.iter().map(|feed| feed.polls_looked_at).sum();
    if polls == 0 {
        return Ok(());
    }
    let share_of = |feed: &FeedRow| feed.not_modified_share.unwrap_or(0.0) * feed.polls_looked_at as f64;
    let share = feeds.iter().map(share_of).sum::<f64>() / polls as f64 * 100.0;
    let spared = feeds.iter().map(|feed| feed.spared_bytes).sum::<u64>() as f64 / f64::from(1 << 20);
    let polls = counted(polls, "poll", "polls");
    writeln!(out, "of the last {polls} {share:.0} % were answered by \"not modified\", which spared {spared:.1} MiB")
}

/// Which pages they are, `feedmill show` and the view `articles` tell.
fn print_page_failures(out: &mut impl Write, failures: &[PageFailures]) -> std::io::Result<()> {
    for failure in failures {
        let pages = counted(failure.given_up + failure.waiting, "page", "pages");
        let again =
            if failure.waiting > 0 { format!(", {} asked for again later", failure.waiting) } else { String::new() };
        writeln!(out, "{pages} not read: {}{again}", failure.kind)?;
    }
    Ok(())
}

/// What fell, beside what it was: a redesign, most of the time.
fn print_drift(out: &mut impl Write, fallen: &[SiteDrift]) -> std::io::Result<()> {
    for site in fallen {
        writeln!(out, "{}", printable(&drift_sentence(site)))?;
    }
    if !fallen.is_empty() {
        writeln!(
            out,
            "hint: `feedmill explain ID` shows how a new article of it was read; a table [site.\"HOST\"] can mend it"
        )?;
    }
    Ok(())
}

fn drift_sentence(site: &SiteDrift) -> String {
    let (past, recent) = (&site.figures.past, &site.figures.recent);
    let what = site.drifts.iter().map(|drift| match drift {
        Drift::Yield => {
            format!("an article in {} of its pages where it was {}", share(Some(recent.found)), share(Some(past.found)))
        }
        Drift::Length => format!("articles of {:.0} words where they had {:.0}", recent.words, past.words),
        Drift::Titles => {
            format!("titles as announced in {} where it was {}", share(Some(recent.titles)), share(Some(past.titles)))
        }
    });
    let what = what.collect::<Vec<_>>().join("; ");
    format!("{} is read worse since {}: {what}", site.site, short_time(Some(site.fell_at)))
}

fn print_one(out: &mut impl Write, feed: &FeedRow) -> std::io::Result<()> {
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
        ("failing", failing(feed)),
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
        ("drift", feed.drift.iter().map(drift_sentence).collect::<Vec<_>>().join("; ")),
    ];
    for (name, value) in rows.iter().filter(|(_, value)| !value.is_empty()) {
        writeln!(out, "{name:>16}  {}", printable(value))?;
    }
    Ok(())
}

/// Since when a feed fails and how often it has; empty for one that doesn't.
fn failing(feed: &FeedRow) -> String {
    match (feed.failures, feed.failing_since) {
        (0, _) => String::new(),
        (failures, None) => counted(failures.into(), "poll", "polls"),
        (failures, since) => format!("since {}, {}", short_time(since), counted(failures.into(), "poll", "polls")),
    }
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

fn share(share: Option<f64>) -> String {
    share.map_or_else(|| "-".to_owned(), |share| format!("{:.0} %", share * 100.0))
}
