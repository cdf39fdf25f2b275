//! How well each site's pages are read: running figures, kept with each first reading of a page.

use super::error::StoreError;
use super::records::StoredPage;
use super::values::{read_key, read_optional_utc, utc_text};
use crate::boilerplate::site_of;
use crate::drift::{self, Drift, Figures, Means, Reading};
use crate::link;
use crate::model::{FeedKey, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;

/// A site whose pages are read worse than before.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SiteDrift {
    pub site: String,
    /// The feed for which a page of it was read last.
    pub feed: Option<FeedKey>,
    pub fell_at: Timestamp,
    pub drifts: Vec<Drift>,
    pub figures: Figures,
}

const FIGURES: &str =
    "readings, articles, past_found, past_words, past_titles, recent_found, recent_words, recent_titles";

/// Takes in the first reading of an article's page.
pub(super) fn take_in(
    connection: &Connection,
    page: &StoredPage,
    feed: Option<&FeedKey>,
    reading: Reading,
    at: Timestamp,
) -> Result<(), StoreError> {
    let Some(site) = link::absolute(&page.url, None).and_then(|url| site_of(&url)) else { return Ok(()) };
    let sql = format!("SELECT {FIGURES} FROM site_figures WHERE site = ?1");
    let before = connection.prepare_cached(&sql)?.query_row([&site], read_figures).optional()?.unwrap_or_default();
    let after = drift::take_in(before, reading);
    let fell_at = (!drift::drifts(&after).is_empty()).then(|| utc_text(at));
    let sql = format!(
        "INSERT INTO site_figures (site, {FIGURES}, feed_id, fell_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, (SELECT id FROM feed WHERE key = ?10), ?11)
         ON CONFLICT (site) DO UPDATE SET
             readings = excluded.readings, articles = excluded.articles, past_found = excluded.past_found,
             past_words = excluded.past_words, past_titles = excluded.past_titles,
             recent_found = excluded.recent_found, recent_words = excluded.recent_words,
             recent_titles = excluded.recent_titles, feed_id = excluded.feed_id,
             fell_at = CASE WHEN excluded.fell_at IS NOT NULL THEN coalesce(fell_at, excluded.fell_at) END"
    );
    connection.prepare_cached(&sql)?.execute(params![
        site,
        after.readings,
        after.articles,
        after.past.found,
        after.past.words,
        after.past.titles,
        after.recent.found,
        after.recent.words,
        after.recent.titles,
        feed.map(FeedKey::as_str),
        fell_at,
    ])?;
    Ok(())
}

/// Sites whose pages are read worse than before, the longest first.
pub(super) fn fallen(connection: &Connection) -> Result<Vec<SiteDrift>, StoreError> {
    let sql = format!(
        "SELECT {FIGURES}, site, feed.key, fell_at FROM site_figures LEFT JOIN feed ON feed.id = feed_id
         WHERE fell_at IS NOT NULL ORDER BY fell_at, site"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_and_then([], |row| {
        let figures = read_figures(row)?;
        let Some(fell_at) = read_optional_utc(row.get(10)?)? else { return Ok(None) };
        let feed: Option<String> = row.get(9)?;
        let feed = feed.as_deref().map(read_key).transpose()?;
        Ok(Some(SiteDrift { site: row.get(8)?, feed, fell_at, drifts: drift::drifts(&figures), figures }))
    })?;
    rows.filter_map(Result::transpose).collect()
}

fn read_figures(row: &Row<'_>) -> rusqlite::Result<Figures> {
    let means = |first: usize| {
        Ok::<_, rusqlite::Error>(Means {
            found: row.get(first)?,
            words: row.get(first + 1)?,
            titles: row.get(first + 2)?,
        })
    };
    Ok(Figures { readings: row.get(0)?, articles: row.get(1)?, past: means(2)?, recent: means(5)? })
}
