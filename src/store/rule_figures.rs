//! What became of each site's rules: figures kept with each first reading of a page.

use super::error::StoreError;
use super::records::StoredPage;
use super::values::{read_key, read_optional_utc, utc_text};
use crate::drift::RuleFigures;
use crate::link;
use crate::model::{FeedKey, Record, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;

/// Rules that give something on every page as long as the site stays as it is. What `strip` takes out need
/// not be on each.
const RULES: [(&str, &str); 4] =
    [("body", "rule body"), ("title", "rule title"), ("author", "rule author"), ("date", "rule date")];

/// A site rule that gives nothing on the pages of today; the automatic choice stands in.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StaleRule {
    /// That serves the pages, without `www.`.
    pub host: String,
    /// Its key in the configuration.
    pub rule: String,
    /// The feed for which a page was read by it last.
    pub feed: Option<FeedKey>,
    /// The first page on which it gave nothing was read then.
    pub missed_since: Timestamp,
    /// Of the last `pages`, those on which it gave nothing.
    pub missed: u32,
    #[serde(flatten)]
    pub figures: RuleFigures,
}

/// Takes in what became of the rules at the first reading of an article's page.
pub(super) fn take_in(
    connection: &Connection,
    page: &StoredPage,
    feed: Option<&FeedKey>,
    record: &Record,
    at: Timestamp,
) -> Result<(), StoreError> {
    let url = link::absolute(&page.url, None);
    let Some(host) = url.as_ref().and_then(|url| url.host_str()) else { return Ok(()) };
    let host = host.trim_start_matches("www.");
    let missed = RULES.map(|(rule, source)| (rule, missed(record, source)));
    if missed.iter().all(|(_, missed)| missed.is_none()) {
        // As most sites have none.
        connection.prepare_cached("DELETE FROM rule_figures WHERE host = ?1")?.execute([host])?;
        return Ok(());
    }
    for (rule, missed) in missed {
        match missed {
            Some(missed) => note(connection, (host, rule), feed, missed, at)?,
            None => {
                connection
                    .prepare_cached("DELETE FROM rule_figures WHERE host = ?1 AND rule = ?2")?
                    .execute(params![host, rule])?;
            }
        }
    }
    Ok(())
}

/// Whether a rule gave nothing; `None` if the record wasn't made by such a rule.
fn missed(record: &Record, source: &str) -> Option<bool> {
    if record.sources.contains_key(source) {
        return Some(true);
    }
    let gave =
        record.sources.values().any(|value| *value == source) || source == "rule body" && record.method == "rule";
    gave.then_some(false)
}

fn note(
    connection: &Connection,
    (host, rule): (&str, &str),
    feed: Option<&FeedKey>,
    missed: bool,
    at: Timestamp,
) -> Result<(), StoreError> {
    let before = connection
        .prepare_cached("SELECT pages, missed_bits FROM rule_figures WHERE host = ?1 AND rule = ?2")?
        .query_row([host, rule], |row| Ok(RuleFigures { pages: row.get(0)?, missed_bits: row.get(1)? }))
        .optional()?;
    let after = before.unwrap_or_default().take_in(missed);
    connection
        .prepare_cached(
            "INSERT INTO rule_figures (host, rule, feed_id, pages, missed_bits, missed_since, is_stale)
             VALUES (?1, ?2, (SELECT id FROM feed WHERE key = ?3), ?4, ?5, ?6, ?7)
             ON CONFLICT (host, rule) DO UPDATE SET
                 feed_id = excluded.feed_id, pages = excluded.pages, missed_bits = excluded.missed_bits, is_stale = excluded.is_stale,
                 missed_since = CASE WHEN excluded.missed_bits <> 0 THEN coalesce(missed_since, excluded.missed_since) END",
        )?
        .execute(params![
            host,
            rule,
            feed.map(FeedKey::as_str),
            after.pages,
            after.missed_bits,
            missed.then(|| utc_text(at)),
            after.is_stale()
        ])?;
    Ok(())
}

/// Rules that give nothing any more, the longest stale first.
pub(super) fn stale(connection: &Connection) -> Result<Vec<StaleRule>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT host, rule, pages, missed_bits, missed_since, feed.key
         FROM rule_figures LEFT JOIN feed ON feed.id = feed_id WHERE is_stale ORDER BY missed_since, host, rule",
    )?;
    let rows = statement.query_and_then([], |row| {
        let figures = RuleFigures { pages: row.get(2)?, missed_bits: row.get(3)? };
        let Some(missed_since) = read_optional_utc(row.get(4)?)? else { return Ok(None) };
        let feed: Option<String> = row.get(5)?;
        let feed = feed.as_deref().map(read_key).transpose()?;
        let missed = figures.missed();
        Ok(Some(StaleRule { host: row.get(0)?, rule: row.get(1)?, feed, missed_since, missed, figures }))
    })?;
    rows.filter_map(Result::transpose).collect()
}
