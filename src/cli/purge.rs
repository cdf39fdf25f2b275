//! `feedmill purge`: what has had its time by the configuration goes now, or all that a removed feed had, or it is
//! counted.

use super::arguments::{Place, Purge};
use super::failure::Failure;
use super::output::{bytes, counted, json_line, stdout};
use super::{fetch, locate};
use crate::config::Config;
use crate::daemon::{self, PurgeReport, retention_plan};
use crate::model::{FeedKey, Timestamp};
use crate::store::{Archive, RetentionPlan, Store, StoreError};
use chrono::Utc;
use std::io::Write;

pub fn purge(place: &Place, arguments: &Purge) -> Result<(), Failure> {
    let config = locate::configuration(place)?;
    let database = &config.daemon.database;
    let now = Utc::now();
    let plan = match &arguments.feed {
        Some(name) => removal(name, &config, now)?,
        None => retention_plan(&config, now),
    };
    let mut out = stdout();
    if arguments.dry_run {
        let purged = Archive::open_read_only(database)?.would_purge(&plan)?;
        let report = PurgeReport { purged, pages_given_back: 0 };
        match arguments.json {
            true => json_line(&mut out, &report)?,
            false => writeln!(out, "{} would go", what(&report))?,
        }
        return Ok(out.flush()?);
    }
    // The file is there already: a purge makes none.
    drop(Archive::open_read_only(database)?);
    let before = std::fs::metadata(database)?.len();
    let store = if arguments.compact { Store::open(database)? } else { Store::open_beside(database)? };
    let report = fetch::runtime()?.block_on(async {
        let report = daemon::purge(&store, plan, now).await?;
        if arguments.compact {
            store.compact().await?;
        }
        store.close().await;
        Ok::<_, StoreError>(report)
    })?;
    let after = std::fs::metadata(database)?.len();
    match arguments.json {
        true => json_line(&mut out, &report)?,
        false => writeln!(
            out,
            "{} gone; the file has {}, {} less than before",
            what(&report),
            bytes(after),
            bytes(before.saturating_sub(after))
        )?,
    }
    Ok(out.flush()?)
}

/// The plan by which a feed's articles go; refused while anything says that the feed is still followed.
fn removal(name: &str, config: &Config, now: Timestamp) -> Result<RetentionPlan, Failure> {
    let key = FeedKey::parse(name).map_err(Failure::usage)?;
    if config.feed(&key).is_some() {
        let hint = "take it out first; `keep.articles` says how long articles of a feed that stays are kept";
        return Err(Failure::new(format!("the feed {key} is in the configuration")).with_hint(hint));
    }
    let feed = Archive::open_read_only(&config.daemon.database)?.feed(&key)?.ok_or(StoreError::UnknownFeed)?;
    if feed.status != "paused" {
        let hint = "`feedmill reload` tells a daemon that runs, `feedmill fetch` goes by the configuration at once";
        return Err(Failure::new(format!("the feed {key} was followed until now")).with_hint(hint));
    }
    Ok(RetentionPlan::of_removed(key, now))
}

fn what(report: &PurgeReport) -> String {
    let purged = &report.purged;
    format!(
        "{}, {} of others ({} of pages in all) and {}",
        counted(purged.articles, "article", "articles"),
        counted(purged.pages, "page", "pages"),
        bytes(purged.page_bytes),
        counted(purged.requests, "line of the ledger", "lines of the ledger"),
    )
}
