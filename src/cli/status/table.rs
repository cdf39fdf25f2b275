//! The overview of all feeds: a line a feed, the worst news in colour, and below it what else is odd.

use super::super::grid::{Canvas, Cell, Column, Tone, grid, painted};
use super::super::output::{bytes, counted, printable};
use super::words::{ago, ahead, share, sparkline, thousands};
use super::{drift_sentence, failing, stale_sentence};
use crate::alarm::{Alarm, AlarmKind};
use crate::model::Timestamp;
use crate::store::{Counts, FeedRow, PageFailures, SiteDrift, StaleRule};

/// All that the overview is drawn from.
pub struct Overview<'a> {
    pub feeds: &'a [FeedRow],
    pub counts: Counts,
    pub page_failures: &'a [PageFailures],
    pub drift: &'a [SiteDrift],
    pub stale_rules: &'a [StaleRule],
    pub alarms: &'a [Alarm],
    /// What stands in the daemon's way on the disk.
    pub disk: Vec<String>,
    /// A change of the configuration that was not taken up.
    pub refused: Option<String>,
}

const COLUMNS: &[Column] = &[
    Column { title: "FEED", is_number: false, goes: 0 },
    Column { title: "STATUS", is_number: false, goes: 0 },
    Column { title: "14 DAYS", is_number: false, goes: 3 },
    Column { title: "ARTICLES", is_number: true, goes: 4 },
    Column { title: "LAST NEW", is_number: true, goes: 1 },
    Column { title: "LAST TRY", is_number: true, goes: 5 },
    Column { title: "NEXT", is_number: true, goes: 2 },
    Column { title: "304", is_number: true, goes: 6 },
    Column { title: "ERROR", is_number: false, goes: 0 },
];

/// The table and the lines below it, without a line end behind the last.
pub fn draw(overview: &Overview<'_>, now: Timestamp, canvas: Canvas) -> String {
    let rows: Vec<_> = overview.feeds.iter().map(|feed| row(feed, now)).collect();
    let mut lines = vec![grid(COLUMNS, &rows, canvas), String::new(), summary(overview, canvas)];
    lines.extend(overview.disk.iter().map(|line| painted(line, Tone::Bad, canvas.has_colours)));
    lines.extend(overview.refused.iter().map(|line| painted(&printable(line), Tone::Bad, canvas.has_colours)));
    lines.extend(polls(overview.feeds));
    lines.extend(overview.page_failures.iter().map(page_failure));
    let odd = |sentence: String| painted(&printable(&sentence), Tone::Odd, canvas.has_colours);
    // Broken feeds stand in the table, sites that drift below.
    let silent = overview.alarms.iter().filter(|alarm| alarm.kind == AlarmKind::Silent);
    lines.extend(silent.map(|alarm| odd(alarm.what.clone())));
    lines.extend(overview.drift.iter().map(drift_sentence).map(odd));
    if !overview.drift.is_empty() {
        lines.push(
            "hint: `feedmill explain ID` shows how a new article of it was read; a table [site.\"HOST\"] can mend it"
                .into(),
        );
    }
    lines.extend(overview.stale_rules.iter().map(stale_sentence).map(odd));
    if !overview.stale_rules.is_empty() {
        lines.push("hint: `feedmill explain ID` names the rules that select nothing on an article's page".into());
    }
    lines.join("\n")
}

fn row(feed: &FeedRow, now: Timestamp) -> Vec<Cell> {
    let is_late = feed.failing_since.is_none() && feed.waits_for.is_some();
    let mut error = failing(feed, now);
    if let Some(what) = &feed.error {
        error = if error.is_empty() { what.clone() } else { format!("{error}: {what}") };
    }
    vec![
        Cell::plain(feed.key.to_string()),
        Cell::toned(feed.status.clone(), tone(feed)),
        Cell::plain(sparkline(&feed.new_per_day)),
        Cell::plain(thousands(feed.articles)),
        Cell::plain(ago(feed.last_new_at, now)),
        Cell::plain(ago(feed.last_try_at, now)),
        Cell::toned(ahead(feed.next_poll_at, now), if is_late { Tone::Faint } else { Tone::Plain }),
        Cell::plain(share(feed.not_modified_share)),
        Cell::toned(error, if feed.error.is_some() { Tone::Bad } else { Tone::Plain }),
    ]
}

fn tone(feed: &FeedRow) -> Tone {
    match feed.status.as_str() {
        "ok" if feed.drift.is_empty() && feed.stale_rules.is_empty() => Tone::Good,
        "ok" => Tone::Odd,
        "failing" | "gone" => Tone::Bad,
        _ => Tone::Faint,
    }
}

/// `12 feeds: 10 ok, 1 failing, 1 paused. 1,204 articles (1,100 with their page, 4 pending), 31 MiB`.
fn summary(overview: &Overview<'_>, canvas: Canvas) -> String {
    let of_status = |status: &str| overview.feeds.iter().filter(|feed| feed.status == status).count();
    let statuses = [
        ("ok", Tone::Good),
        ("failing", Tone::Bad),
        ("gone", Tone::Bad),
        ("new", Tone::Plain),
        ("paused", Tone::Faint),
    ];
    let statuses: Vec<_> = statuses
        .into_iter()
        .map(|(status, tone)| (of_status(status), status, tone))
        .filter(|(count, ..)| *count > 0)
        .map(|(count, status, tone)| painted(&format!("{count} {status}"), tone, canvas.has_colours))
        .collect();
    let feeds = counted(overview.feeds.len() as u64, "feed", "feeds");
    let counts = overview.counts;
    let open = [(counts.pending, "pending"), (counts.failed, "failed"), (counts.feed_only, "from the feed alone")];
    let open: String = open
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!(", {} {what}", thousands(*count)))
        .collect();
    let articles = if counts.articles == 1 { "article" } else { "articles" };
    format!(
        "{feeds}: {}\n{} {articles} ({} with their page{open}), {}",
        if statuses.is_empty() { "none yet".to_owned() } else { statuses.join(", ") },
        thousands(counts.articles),
        thousands(counts.full),
        bytes(counts.database_bytes)
    )
}

/// What conditional requests have spared: the share of polls that were answered by "not modified".
fn polls(feeds: &[FeedRow]) -> Option<String> {
    let polls: u64 = feeds.iter().map(|feed| feed.polls_looked_at).sum();
    if polls == 0 {
        return None;
    }
    let share_of = |feed: &FeedRow| feed.not_modified_share.unwrap_or(0.0) * feed.polls_looked_at as f64;
    let answered = share(Some(feeds.iter().map(share_of).sum::<f64>() / polls as f64));
    let spared = bytes(feeds.iter().map(|feed| feed.spared_bytes).sum());
    let polls = counted(polls, "poll", "polls");
    Some(format!("of the last {polls} {answered} were answered by \"not modified\", which spared {spared}"))
}

/// Which pages they are, `feedmill show` and the view `articles` tell.
fn page_failure(failure: &PageFailures) -> String {
    let pages = counted(failure.given_up + failure.waiting, "page", "pages");
    let again =
        if failure.waiting > 0 { format!(", {} asked for again later", failure.waiting) } else { String::new() };
    format!("{pages} not read: {}{again}", printable(&failure.kind))
}
