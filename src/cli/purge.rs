//! `feedmill purge`: what has had its time by the configuration goes now, or is counted.

use super::arguments::{Place, Purge};
use super::failure::Failure;
use super::output::{counted, json_line, mebibytes, stdout};
use super::{fetch, locate};
use crate::daemon::{self, PurgeReport, retention_plan};
use crate::store::{Archive, Store, StoreError};
use chrono::Utc;
use std::io::Write;

pub fn purge(place: &Place, arguments: &Purge) -> Result<(), Failure> {
    let config = locate::configuration(place)?;
    let database = &config.daemon.database;
    let now = Utc::now();
    let plan = retention_plan(&config, now);
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
            "{} gone; the file has {} MiB, {} MiB less than before",
            what(&report),
            mebibytes(after),
            mebibytes(before.saturating_sub(after))
        )?,
    }
    Ok(out.flush()?)
}

fn what(report: &PurgeReport) -> String {
    let purged = &report.purged;
    format!(
        "{}, {} of others ({} MiB of pages in all) and {}",
        counted(purged.articles, "article", "articles"),
        counted(purged.pages, "page", "pages"),
        mebibytes(purged.page_bytes),
        counted(purged.requests, "line of the ledger", "lines of the ledger"),
    )
}
