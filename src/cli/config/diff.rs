//! `feedmill config diff`: what taking up the configuration would change, told before it is done.

use crate::cli::arguments::{ConfigDiff, Place};
use crate::cli::failure::Failure;
use crate::cli::locate;
use crate::cli::output::{counted, json_line, printable, stdout, utc};
use crate::config::{Concern, Config, Difference, FeedDifference, FeedFate, SettingChange, difference};
use crate::fetch::masked_text;
use crate::store::{Archive, StoreError, writing_process};
use std::io::{self, Write};

pub fn diff(place: &Place, arguments: &ConfigDiff) -> Result<(), Failure> {
    let config = locate::configuration(place)?;
    let (difference, refused) = against_the_database(&config)?;
    let mut out = stdout();
    if arguments.json {
        for feed in &difference.feeds {
            json_line(&mut out, feed)?;
        }
        for site in &difference.sites {
            json_line(&mut out, site)?;
        }
        if !difference.daemon.is_empty() {
            json_line(&mut out, &serde_json::json!({"daemon": difference.daemon}))?;
        }
    } else {
        if let Some(refused) = refused {
            writeln!(out, "{}\n", printable(&refused))?;
        }
        print_difference(&mut out, &difference)?;
        let is_running = writing_process(&config.daemon.database)?.is_some();
        if !difference.is_empty() {
            let how = if is_running { "`feedmill reload` takes it up" } else { "`feedmill run` begins with it" };
            writeln!(out, "hint: {how}")?;
        }
    }
    Ok(out.flush()?)
}

/// The difference from what the database has, and what the daemon said of its last look.
fn against_the_database(config: &Config) -> Result<(Difference, Option<String>), Failure> {
    let archive = match Archive::open_read_only(&config.daemon.database) {
        Ok(archive) => archive,
        // Before the first run everything is new.
        Err(StoreError::NotFound { .. }) => return Ok((difference(config, &[], None), None)),
        Err(error) => return Err(error.into()),
    };
    let state = archive.configuration()?;
    let refused = state.as_ref().and_then(|state| {
        let fault = state.fault.as_ref()?;
        Some(format!("the daemon refused the configuration as it was at {}:\n{fault}", utc(state.tried_at)))
    });
    let common = state.as_ref().map(|state| &state.common);
    Ok((difference(config, &archive.followed_feeds()?, common), refused))
}

/// Every change, one block a feed or site, and the sums.
fn print_difference(out: &mut impl Write, difference: &Difference) -> io::Result<()> {
    if difference.is_empty() {
        return writeln!(out, "nothing would change");
    }
    for feed in &difference.feeds {
        writeln!(out, "{} feed {}{}", sign(feed.what), feed.feed, remark(feed))?;
        print_changes(out, &feed.changes)?;
    }
    for site in &difference.sites {
        writeln!(out, "~ site {}", printable(&site.site))?;
        print_changes(out, &site.changes)?;
        if site.changes.iter().any(|change| change.concern == Concern::Reading) {
            writeln!(out, "      stored pages are read by it with `feedmill reextract --site {}`", bare(&site.site))?;
        }
    }
    if !difference.daemon.is_empty() {
        writeln!(out, "~ [daemon], from the next start on")?;
        print_changes(out, &difference.daemon)?;
    }
    writeln!(out, "{}", fates(difference))
}

/// `2 added, 1 paused, 3 re-timed`.
pub fn fates(difference: &Difference) -> String {
    let concerned = |concern| difference.concerned(concern);
    let counts = [
        (difference.count(FeedFate::Added), "added"),
        (difference.count(FeedFate::Resumed), "resumed"),
        (difference.count(FeedFate::Paused), "paused"),
        (concerned(Concern::Address), "at another address"),
        (concerned(Concern::Timing), "re-timed"),
        (concerned(Concern::Reading), "read otherwise"),
        (concerned(Concern::Keeping), "kept otherwise"),
        (difference.feeds.iter().filter(|feed| is_otherwise(feed)).count(), "changed otherwise"),
    ];
    let counts = counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
    let feeds = counts.collect::<Vec<_>>().join(", ");
    let sites = counted(difference.sites.len() as u64, "site", "sites");
    match (feeds.is_empty(), difference.sites.is_empty()) {
        (true, true) => "no feed changes".to_owned(),
        (true, false) => format!("{sites} changed"),
        (false, true) => format!("feeds: {feeds}"),
        (false, false) => format!("feeds: {feeds}; {sites} changed"),
    }
}

fn is_otherwise(feed: &FeedDifference) -> bool {
    feed.changes.iter().any(|change| matches!(change.concern, Concern::Manners | Concern::Rest))
}

fn sign(fate: FeedFate) -> char {
    match fate {
        FeedFate::Added | FeedFate::Resumed => '+',
        FeedFate::Changed => '~',
        FeedFate::Paused => '-',
    }
}

fn remark(feed: &FeedDifference) -> &'static str {
    match feed.what {
        FeedFate::Added => ": new, asked at once",
        FeedFate::Resumed => ": goes on where it was paused",
        FeedFate::Changed => "",
        FeedFate::Paused => ": paused, its articles stay",
    }
}

fn print_changes(out: &mut impl Write, changes: &[SettingChange]) -> io::Result<()> {
    let shown = |value: &Option<String>| value.as_deref().map_or_else(|| "…".to_owned(), masked_text);
    for change in changes {
        let line = format!("      {}: {} → {}", change.key, shown(&change.from), shown(&change.to));
        writeln!(out, "{}", printable(&line))?;
    }
    Ok(())
}

fn bare(site: &str) -> &str {
    site.strip_prefix("*.").unwrap_or(site)
}
