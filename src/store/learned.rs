//! What sites repeat: their memory loaded for one article, and a lesson saved. What follows from it is
//! decided in `boilerplate`.

use super::error::StoreError;
use super::values::{due_ms, utc_text};
use crate::boilerplate::{
    self, BlockKey, BlockState, Judgement, KnownBlock, Learning, Lesson, SeenArticle, SiteMemory, WINDOW,
};
use crate::model::{ArticleId, Record, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::borrow::Cow;
use std::collections::HashMap;

/// Rows of blocks that a site may have; those that the user spoke of come on top.
const MOST_BLOCKS: i64 = 1000;
/// Above it as many go at once, so that it is looked at seldom.
const EVICTED_AT_ONCE: i64 = 100;
/// How long an article waits to be cleaned again: a site that comes in teaches something with each article.
const CLEAN_AGAIN_AFTER: chrono::TimeDelta = chrono::TimeDelta::minutes(5);

/// A record without the blocks of its site, and how it was before.
pub(super) struct Settled<'a> {
    pub record: Cow<'a, Record>,
    /// The record says what it said when the article was counted, whatever is cut out of it today.
    pub is_as_counted: bool,
}

/// Counts an article unless it was counted before, and takes out of its record what the site repeats.
pub(super) fn settle<'a>(
    connection: &Connection,
    id: ArticleId,
    record: &'a Record,
    learning: Option<&Learning>,
    at: Timestamp,
) -> Result<Settled<'a>, StoreError> {
    let Some(learning) = learning else { return Ok(untouched(record)) };
    let site_id = site_row(connection, &learning.site)?;
    let mut memory = load(connection, site_id, learning)?;
    let extracted_hash = super::article::hash(record.title.as_deref(), &record.text);
    let counted = counted_hash(connection, id)?;
    if counted.is_none() {
        let lesson = boilerplate::learn(&memory, id, &record.blocks, &learning.prints);
        save(connection, site_id, &lesson, &extracted_hash, at)?;
        memory.take_in(lesson);
    }
    let judgement = boilerplate::judge(&memory, record.title.as_deref(), &record.blocks, &learning.prints);
    let is_as_counted = counted.is_some_and(|hash| hash == extracted_hash);
    note(connection, id, &extracted_hash, judgement.is_suspect)?;
    Ok(settled(record, &judgement, is_as_counted))
}

/// What `settle` would make of a record, without counting it.
pub(super) fn look<'a>(
    connection: &Connection,
    record: &'a Record,
    learning: Option<&Learning>,
) -> Result<Cow<'a, Record>, StoreError> {
    let Some(learning) = learning else { return Ok(Cow::Borrowed(record)) };
    let Some(site_id) = known_site(connection, &learning.site)? else { return Ok(Cow::Borrowed(record)) };
    let memory = load(connection, site_id, learning)?;
    let judgement = boilerplate::judge(&memory, record.title.as_deref(), &record.blocks, &learning.prints);
    Ok(settled(record, &judgement, true).record)
}

fn untouched(record: &Record) -> Settled<'_> {
    Settled { record: Cow::Borrowed(record), is_as_counted: false }
}

fn settled<'a>(record: &'a Record, judgement: &Judgement, is_as_counted: bool) -> Settled<'a> {
    Settled { record: boilerplate::cut(record, judgement), is_as_counted }
}

pub(super) fn known_site(connection: &Connection, name: &str) -> Result<Option<i64>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT id FROM site WHERE name = ?1")?;
    Ok(statement.query_row([name], |row| row.get(0)).optional()?)
}

fn site_row(connection: &Connection, name: &str) -> Result<i64, StoreError> {
    if let Some(id) = known_site(connection, name)? {
        return Ok(id);
    }
    connection.prepare_cached("INSERT INTO site (name) VALUES (?1)")?.execute([name])?;
    Ok(connection.last_insert_rowid())
}

/// The site's last articles, and the rows of the given blocks.
fn load(connection: &Connection, site_id: i64, learning: &Learning) -> Result<SiteMemory, StoreError> {
    let mut statement = connection.prepare_cached("SELECT articles FROM site WHERE id = ?1")?;
    let articles = statement.query_row([site_id], |row| row.get(0))?;
    let mut known = HashMap::new();
    let mut statement = connection.prepare_cached(
        "SELECT stories, first_number, last_number, state, text FROM site_block WHERE site_id = ?1 AND key = ?2",
    )?;
    for print in &learning.prints {
        let row = statement.query_and_then(params![site_id, as_column(print.key)], read_block)?.next();
        if let Some(block) = row.transpose()? {
            known.insert(print.key, block);
        }
    }
    Ok(SiteMemory { articles, recent: recent(connection, site_id)?, known })
}

/// The site's last articles, the newest first.
pub(super) fn recent(connection: &Connection, site_id: i64) -> Result<Vec<SeenArticle>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT number, article_id, story, long_characters, keys FROM site_article
         WHERE site_id = ?1 ORDER BY number DESC LIMIT ?2",
    )?;
    statement.query_and_then(params![site_id, WINDOW as i64], read_seen)?.collect()
}

fn read_seen(row: &Row<'_>) -> Result<SeenArticle, StoreError> {
    let keys = row.get_ref(4)?.as_blob().unwrap_or_default();
    Ok(SeenArticle {
        number: row.get(0)?,
        article_id: ArticleId(row.get(1)?),
        story: row.get(2)?,
        long_characters: row.get(3)?,
        keys: keys.as_chunks().0.iter().map(|key| BlockKey(u64::from_le_bytes(*key))).collect(),
    })
}

/// A row that begins with `stories, first_number, last_number, state, text`.
pub(super) fn read_block(row: &Row<'_>) -> Result<KnownBlock, StoreError> {
    let state = row.get_ref(3)?.as_str().unwrap_or_default();
    Ok(KnownBlock {
        stories: row.get(0)?,
        first_number: row.get(1)?,
        last_number: row.get(2)?,
        state: BlockState::parse(state)
            .ok_or_else(|| StoreError::Unreadable { what: "state of a block", value: state.to_owned() })?,
        text: row.get(4)?,
    })
}

/// SQLite's integers have a sign.
pub(super) fn as_column(key: BlockKey) -> i64 {
    key.0.cast_signed()
}

fn counted_hash(connection: &Connection, id: ArticleId) -> Result<Option<String>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT extracted_hash FROM site_article WHERE article_id = ?1")?;
    Ok(statement.query_row([id.0], |row| row.get(0)).optional()?)
}

fn save(
    connection: &Connection,
    site_id: i64,
    lesson: &Lesson,
    extracted_hash: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    let Some(seen) = &lesson.seen else { return Ok(()) };
    let keys: Vec<u8> = seen.keys.iter().flat_map(|key| key.0.to_le_bytes()).collect();
    connection
        .prepare_cached(
            "INSERT INTO site_article (site_id, number, article_id, story, long_characters, extracted_hash, is_suspect, keys)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7)",
        )?
        .execute(params![site_id, seen.number, seen.article_id.0, seen.story, seen.long_characters, extracted_hash, keys])?;
    connection.prepare_cached("UPDATE site SET articles = ?2 WHERE id = ?1")?.execute(params![site_id, seen.number])?;
    for (key, block) in &lesson.blocks {
        connection
            .prepare_cached(
                "INSERT INTO site_block (site_id, key, stories, first_number, last_number, known_at, text)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT (site_id, key) DO UPDATE SET stories = excluded.stories, last_number = excluded.last_number",
            )?
            .execute(params![
                site_id,
                as_column(*key),
                block.stories,
                block.first_number,
                block.last_number,
                utc_text(at),
                block.text
            ])?;
    }
    if lesson.blocks.iter().any(|(_, block)| block.stories == 2) {
        evict(connection, site_id)?;
    }
    for article in &lesson.to_clean_again {
        clean_again(connection, *article, at + CLEAN_AGAIN_AFTER)?;
    }
    Ok(())
}

/// Of too many blocks those go that stood in the fewest stories, and of these the longest unseen.
fn evict(connection: &Connection, site_id: i64) -> Result<(), StoreError> {
    let rows: i64 = connection
        .prepare_cached("SELECT count(*) FROM site_block WHERE site_id = ?1 AND state = 'counted'")?
        .query_row([site_id], |row| row.get(0))?;
    if rows > MOST_BLOCKS {
        connection
            .prepare_cached(
                "DELETE FROM site_block WHERE site_id = ?1 AND key IN
                   (SELECT key FROM site_block WHERE site_id = ?1 AND state = 'counted'
                    ORDER BY min(stories, 3), last_number LIMIT ?2)",
            )?
            .execute(params![site_id, rows - MOST_BLOCKS + EVICTED_AT_ONCE])?;
    }
    Ok(())
}

/// What the article says today, to know a later edit from a later cleaning.
fn note(connection: &Connection, id: ArticleId, extracted_hash: &str, is_suspect: bool) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE site_article SET extracted_hash = ?2, is_suspect = ?3
             WHERE article_id = ?1 AND (extracted_hash <> ?2 OR is_suspect <> ?3)",
        )?
        .execute(params![id.0, extracted_hash, is_suspect])?;
    Ok(())
}

/// Notes that an article's page is to be read again.
pub(super) fn clean_again(connection: &Connection, id: ArticleId, due: Timestamp) -> Result<(), StoreError> {
    // An article that was merged or deleted meanwhile has no row to point at.
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO to_clean_again (article_id, due_ms)
             SELECT coalesce(merged_article.into_id, wanted.id), ?2
             FROM (SELECT ?1 AS id) AS wanted LEFT JOIN merged_article ON merged_article.id = wanted.id
             WHERE EXISTS (SELECT 1 FROM page WHERE page.article_id = coalesce(merged_article.into_id, wanted.id))",
        )?
        .execute(params![id.0, due_ms(due)])?;
    Ok(())
}

/// Articles that are to be cleaned again, at most `limit` of those due by `due_by`, the longest due first.
pub(super) fn due_to_clean_again(
    connection: &Connection,
    due_by: Timestamp,
    limit: usize,
) -> Result<Vec<ArticleId>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT article_id FROM to_clean_again WHERE due_ms <= ?1 ORDER BY due_ms, article_id LIMIT ?2",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let ids = statement.query_map(params![due_ms(due_by), limit], |row| row.get(0).map(ArticleId))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

pub(super) fn cleaned_again(connection: &Connection, id: ArticleId) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM to_clean_again WHERE article_id = ?1")?.execute([id.0])?;
    Ok(())
}

/// Puts a block into the user's hands, and has every article that it stands in cleaned again. Gives their number.
pub(super) fn set_state(
    connection: &Connection,
    site_id: i64,
    key: BlockKey,
    state: BlockState,
    at: Timestamp,
) -> Result<u64, StoreError> {
    let changed = connection
        .prepare_cached("UPDATE site_block SET state = ?3 WHERE site_id = ?1 AND key = ?2 AND state <> ?3")?
        .execute(params![site_id, as_column(key), state.as_str()])?;
    if changed == 0 {
        return Ok(0);
    }
    let mut statement = connection.prepare_cached(
        "SELECT number, article_id, story, long_characters, keys FROM site_article WHERE site_id = ?1",
    )?;
    let mut holders = 0;
    for seen in statement.query_and_then([site_id], read_seen)? {
        let seen = seen?;
        if seen.keys.contains(&key) {
            clean_again(connection, seen.article_id, at)?;
            holders += 1;
        }
    }
    Ok(holders)
}
