//! What happens in the loop, as values: for the log, the progress bar and the summary.

use super::purge::PurgeReport;
use super::repeats::Repeats;
use crate::config::{Difference, FeedFate};
use crate::fetch::masked_text;
use crate::model::{Timestamp, WaitReason};
use crate::pipeline::{CheckReport, CleanReport, PollReport, ScrapeReport};
use crate::store::{Checked, DiskState, Process, StoreError};
use crate::text::tidy_line;
use tracing::{debug, error, info, warn};

/// One thing that happened.
#[derive(Debug)]
pub enum Event {
    Polled(Box<PollReport>),
    Scraped(Box<ScrapeReport>),
    Rechecked(Box<CheckReport>),
    CleanedAgain(CleanReport),
    Purged(PurgeReport),
    /// Nothing is begun until this is over.
    StandsStill(StoreError),
    /// It is over.
    GoesOn,
    /// The write-ahead log can't be emptied, since somebody reads on.
    WalGrown(DiskState),
    WalEmptied,
    /// Another configuration is followed from now on, which made this difference.
    Reloaded(Box<Difference>),
    /// It can't be followed, for these faults: the one from before stays in force.
    ReloadRefused(String),
    /// A job ended in a fault of feedmill's own.
    Broken(String),
    /// How much is left: for progress, not for the log.
    Backlog {
        waiting: usize,
        under_way: usize,
    },
}

/// Sums over a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub polls: u64,
    pub not_modified: u64,
    pub failed_polls: u64,
    /// Feeds that weren't asked, since their servers want to be left alone.
    pub left_alone: u64,
    pub new_articles: u64,
    pub changed_articles: u64,
    pub pages: u64,
    pub failed_pages: u64,
    /// Pages that were read before, asked for again.
    pub rechecked: u64,
    /// Of these, articles that their publishers changed.
    pub edited: u64,
    /// Of these, articles that are there no more.
    pub gone: u64,
    /// Earlier articles out of which more of their site was taken.
    pub cleaned_again: u64,
    pub broken: u64,
}

impl Totals {
    pub fn add(&mut self, event: &Event) {
        match event {
            Event::Polled(report) if report.outcome == "left_alone" => self.left_alone += 1,
            Event::Polled(report) => {
                self.polls += 1;
                self.not_modified += u64::from(report.outcome == "not_modified");
                self.failed_polls += u64::from(report.failure.is_some());
                self.new_articles += u64::from(report.new_articles);
                self.changed_articles += u64::from(report.changed_articles);
            }
            Event::Scraped(report) if report.outcome == "page" => self.pages += 1,
            Event::Scraped(_) => self.failed_pages += 1,
            Event::Rechecked(report) => {
                self.rechecked += 1;
                self.edited += u64::from(report.checked == Checked::Edited);
                self.gone += u64::from(report.checked == Checked::Gone);
            }
            Event::CleanedAgain(report) => self.cleaned_again += u64::from(report.changed),
            Event::Purged(_) | Event::StandsStill(_) | Event::GoesOn | Event::WalGrown(_) | Event::WalEmptied => {}
            Event::Broken(_) => self.broken += 1,
            Event::Reloaded(_) | Event::ReloadRefused(_) | Event::Backlog { .. } => {}
        }
    }
}

/// The log of a daemon that runs for long: pages that fail in the same way are told once an hour.
#[derive(Debug, Default)]
pub struct Log {
    repeats: Repeats,
}

impl Log {
    pub fn write(&mut self, event: &Event, now: Timestamp) {
        let Event::Scraped(report) = event else { return log_event(event) };
        let Some(failure) = &report.failure else { return log_event(event) };
        let host = url::Url::parse(&report.url).ok().and_then(|url| url.host_str().map(str::to_owned));
        let alike = format!("{} {} {}", report.feed, failure.kind.as_str(), host.unwrap_or_default());
        if let Some(untold) = self.repeats.admit(&alike, now) {
            log_event(event);
            if untold > 0 {
                warn!(feed = %report.feed, untold, "{untold} more like this since the last was told");
            }
        }
    }
}

/// One line a poll; pages are lines of detail unless they failed.
pub fn log_event(event: &Event) {
    match event {
        Event::Polled(report) => log_poll(report),
        Event::Scraped(report) => log_scrape(report),
        Event::Rechecked(report) => log_check(report),
        Event::CleanedAgain(report) if report.changed => debug!(article = report.article_id.0, "cleaned again"),
        Event::CleanedAgain(_) => {}
        Event::Purged(report) if *report == PurgeReport::default() => {}
        Event::Purged(PurgeReport { purged, pages_given_back }) => info!(
            articles = purged.articles,
            pages = purged.pages,
            page_bytes = purged.page_bytes,
            requests = purged.requests,
            pages_given_back,
            "purged what has had its time"
        ),
        Event::StandsStill(reason) => {
            let hint = reason.hint().map(|hint| format!("; {hint}")).unwrap_or_default();
            error!("nothing is fetched until this is over: {reason}{hint}");
        }
        Event::GoesOn => info!("the work goes on"),
        Event::WalGrown(state) => warn!(
            wal_bytes = state.wal_bytes,
            "the database's -wal file has grown to {} MiB, since a program keeps a transaction open: {}",
            state.wal_bytes >> 20,
            who(&state.wal_holders)
        ),
        Event::WalEmptied => info!("the database's -wal file is empty again"),
        Event::Reloaded(difference) => log_reload(difference),
        Event::ReloadRefused(faults) => {
            error!("the changed configuration is refused, the one from before stays in force: {}", tidy_line(faults));
        }
        Event::Broken(message) => error!("{message}"),
        Event::Backlog { .. } => {}
    }
}

fn log_reload(difference: &Difference) {
    let count = |fate| difference.count(fate);
    info!(
        added = count(FeedFate::Added),
        resumed = count(FeedFate::Resumed),
        changed = count(FeedFate::Changed),
        paused = count(FeedFate::Paused),
        sites = difference.sites.len(),
        "the changed configuration is in force"
    );
    if !difference.daemon.is_empty() {
        let keys: Vec<&str> = difference.daemon.iter().map(|change| change.key.as_str()).collect();
        warn!("changes in [daemon] wait for the next start: {}", keys.join(", "));
    }
}

fn log_poll(report: &PollReport) {
    let next_poll_at = report.next_poll_at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let waits_for = report.waits_for.map(WaitReason::as_str);
    if let Some(note) = report.note.as_ref().filter(|_| report.failure.is_none()) {
        warn!(feed = %report.feed, "{}: {note}", report.feed);
    }
    let note = report.note.as_ref().map(|note| format!("; {note}")).unwrap_or_default();
    match &report.failure {
        Some(failure) if report.outcome == "left_alone" => {
            info!(feed = %report.feed, next_poll_at, "{}: {}", report.feed, failure.message);
        }
        Some(failure) => warn!(
            feed = %report.feed,
            took_ms = report.took_ms,
            next_poll_at,
            waits_for,
            "poll of {} failed: {}: {}{note}", report.feed, failure.kind.as_str(), failure.message
        ),
        None => info!(
            feed = %report.feed,
            outcome = report.outcome,
            new = report.new_articles,
            changed = report.changed_articles,
            pages = report.wanted.len(),
            took_ms = report.took_ms,
            next_poll_at,
            waits_for,
            "polled {}", report.feed
        ),
    }
}

fn log_scrape(report: &ScrapeReport) {
    match &report.failure {
        Some(failure) => warn!(
            feed = %report.feed,
            url = masked_text(&report.url),
            took_ms = report.took_ms,
            "page not read: {}: {}", failure.kind.as_str(), failure.message
        ),
        None => debug!(
            feed = %report.feed,
            url = masked_text(&report.url),
            outcome = report.outcome,
            words = report.words,
            took_ms = report.took_ms,
            "read page"
        ),
    }
}

/// What publishers did to their articles is news; the rest is detail.
fn log_check(report: &CheckReport) {
    let (article, url) = (report.article_id.0, masked_text(&report.url));
    match (report.checked, &report.failure) {
        (Checked::Edited, _) => info!(feed = %report.feed, article, url, "edited by its publisher"),
        (Checked::Gone, _) => info!(feed = %report.feed, article, url, "no longer at its site; the record stays"),
        (Checked::Back, _) => info!(feed = %report.feed, article, url, "back at its site"),
        (_, Some(failure)) => {
            debug!(feed = %report.feed, article, url, "not read again: {}: {}", failure.kind.as_str(), failure.message);
        }
        _ => debug!(feed = %report.feed, article, url, took_ms = report.took_ms, "as it was"),
    }
}

fn who(holders: &[Process]) -> String {
    let named = |process: &Process| format!("{} (process {})", process.name, process.id);
    match holders {
        [] => "the system doesn't tell which".to_owned(),
        holders => holders.iter().map(named).collect::<Vec<_>>().join(", "),
    }
}
