//! `feedmill status`: the health of each feed, or all that is known of one.

mod disk;
mod one;
mod table;
mod words;

use super::arguments::{Place, Status};
use super::failure::Failure;
use super::grid::Canvas;
use super::locate;
use super::output::{counted, json_line, short_time, stdout};
use crate::config::MIN_FREE_BYTES;
use crate::drift::Drift;
use crate::model::{ConfigurationState, FeedKey, Timestamp};
use crate::store::{Archive, FeedRow, SiteDrift, StaleRule, StoreError, disk_state};
use chrono::Utc;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::time::Duration;
use words::share;

pub fn status(place: &Place, arguments: &Status) -> Result<(), Failure> {
    let looked_at = LookedAt::open(place)?;
    match arguments.watch {
        Some(seconds) => watch(&looked_at, arguments, Duration::from_secs(seconds)),
        None => {
            let mut out = stdout();
            print(&mut out, &looked_at, arguments, Canvas::of_stdout())?;
            Ok(out.flush()?)
        }
    }
}

/// The archive, and the disk that it lies on.
struct LookedAt {
    archive: Archive,
    database: PathBuf,
    /// As the daemon has it, or as it would without a configuration.
    floor_bytes: u64,
}

impl LookedAt {
    fn open(place: &Place) -> Result<LookedAt, Failure> {
        let (database, floor_bytes) = match &place.database {
            Some(database) => (database.clone(), MIN_FREE_BYTES),
            None => {
                let daemon = locate::configuration(place)?.daemon;
                (daemon.database, daemon.min_free_bytes)
            }
        };
        Ok(LookedAt { archive: Archive::open_read_only(&database)?, database, floor_bytes })
    }
}

/// Draws the table again and again, until the terminal is closed or the program interrupted.
fn watch(looked_at: &LookedAt, arguments: &Status, every: Duration) -> Result<(), Failure> {
    if !std::io::stdout().is_terminal() {
        return Err(Failure::usage("--watch wants a terminal").with_hint("`feedmill status --json` is for programs"));
    }
    loop {
        // The size is asked for each time: windows change.
        let canvas = Canvas::of_stdout();
        let mut drawn = Vec::new();
        print(&mut drawn, looked_at, arguments, canvas)?;
        let drawn = String::from_utf8_lossy(&drawn);
        let rows = canvas.height.unwrap_or(usize::MAX).saturating_sub(2);
        let mut out = stdout();
        // Home, each line cleared behind its end, then all below: nothing flickers.
        write!(out, "\u{1b}[H")?;
        for line in drawn.lines().take(rows) {
            writeln!(out, "{line}\u{1b}[K")?;
        }
        let hidden = drawn.lines().count().saturating_sub(rows);
        let more = if hidden > 0 { format!("… {hidden} more lines; ") } else { String::new() };
        write!(
            out,
            "{more}{} UTC, every {} s, Ctrl-C ends it\u{1b}[J",
            Utc::now().format("%H:%M:%S"),
            every.as_secs()
        )?;
        out.flush()?;
        std::thread::sleep(every);
    }
}

fn print(out: &mut impl Write, looked_at: &LookedAt, arguments: &Status, canvas: Canvas) -> Result<(), Failure> {
    let now = Utc::now();
    let archive = &looked_at.archive;
    let mut feeds = match &arguments.feed {
        Some(name) => vec![one_feed(archive, name)?],
        None => archive.feeds()?,
    };
    archive.count_days(&mut feeds, now)?;
    if arguments.json {
        feeds.iter().try_for_each(|feed| json_line(out, feed))?;
    } else if arguments.feed.is_some() {
        feeds.iter().try_for_each(|feed| one::print_one(out, feed, now))?;
    } else {
        let overview = table::Overview {
            feeds: &feeds,
            counts: archive.counts()?,
            page_failures: &archive.page_failures()?,
            drift: &archive.drift()?,
            stale_rules: &archive.stale_rules()?,
            alarms: &archive.alarms(now)?,
            refused: archive.configuration()?.as_ref().and_then(refused_change),
            disk: disk::lines(&disk_state(&looked_at.database)?, looked_at.floor_bytes),
        };
        writeln!(out, "{}", table::draw(&overview, now, canvas))?;
    }
    Ok(())
}

fn one_feed(archive: &Archive, name: &str) -> Result<FeedRow, Failure> {
    let key = FeedKey::parse(name).map_err(Failure::usage)?;
    Ok(archive.feed(&key)?.ok_or(StoreError::UnknownFeed)?)
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

/// The automatic choice stands in for such a rule, so that nothing else shows it.
fn stale_sentence(stale: &StaleRule) -> String {
    let StaleRule { host, rule, missed, figures, missed_since, .. } = stale;
    let (pages, since) = (counted(u64::from(figures.pages), "page", "pages"), short_time(Some(*missed_since)));
    format!("{host}: the rule `{rule}` selected nothing in {missed} of the last {pages}, first at {since}")
}

/// The daemon goes on by the configuration from before, which nobody sees who reads the file.
fn refused_change(state: &ConfigurationState) -> Option<String> {
    let fault = state.fault.as_ref()?;
    let (tried, applied) = (short_time(Some(state.tried_at)), short_time(Some(state.applied_at)));
    Some(format!("the configuration was refused at {tried}, the one of {applied} is in force: {fault}"))
}

/// Since when a feed fails and how often it has; empty for one that doesn't.
fn failing(feed: &FeedRow, now: Timestamp) -> String {
    let polls = counted(feed.failures.into(), "poll", "polls");
    match feed.failing_since {
        _ if feed.failures == 0 => String::new(),
        None => polls,
        Some(since) => format!("for {}, {polls}", words::span(now - since)),
    }
}
