//! Storing a scrape: the page as it came, the article made from it, and what it says about other articles.

use super::article::{self, Article, Content, NewState};
use super::error::StoreError;
use super::records::{PagePart, ScrapeOutcome, ScrapeRecord, ScrapeStored, StoredPage};
use super::requests;
use super::values::{count, due_ms, utc_text};
use super::{check_times, figures, learned, merge, rule_figures};
use crate::boilerplate::Learning;
use crate::drift::Reading;
use crate::model::{ArticleId, ArticleStatus, FailureKind, Record, RevisionReason, Timestamp, Wall};
use crate::text::titles_agree;
use rusqlite::{Connection, OptionalExtension, params};

pub(super) fn record(connection: &Connection, scrape: &ScrapeRecord) -> Result<ScrapeStored, StoreError> {
    let id = merge::where_now(connection, scrape.article_id)?;
    let before = article::load(connection, id)?.ok_or(StoreError::UnknownArticle(scrape.article_id))?;
    for request in &scrape.requests {
        requests::record(connection, request, Some(id))?;
    }
    if before.status == ArticleStatus::Pending {
        note_reading(connection, id, scrape)?;
    }
    let id = match &scrape.outcome {
        ScrapeOutcome::Page { url, alias, page, parts, record, learning, feed_was_whole } => {
            let addresses = [alias.as_deref(), Some(url.as_str())];
            let whole = feed_was_whole.filter(|_| before.status != ArticleStatus::Full);
            compare_with_feed(connection, &before, whole)?;
            let read = (record, learning.as_ref());
            store_page(connection, before.clone(), addresses, (page, parts), read, scrape.at)?
        }
        ScrapeOutcome::NoArticle { page, message } => {
            if before.status != ArticleStatus::Full {
                write_page(connection, id, page, &[], scrape.at)?;
                give_up(connection, &before, FailureKind::NoArticle, message, scrape.at)?;
            }
            id
        }
        ScrapeOutcome::Wall { page, wall, next_try_at } => {
            if before.status != ArticleStatus::Full {
                write_page(connection, id, page, &[], scrape.at)?;
                stand_before(connection, &before, *wall, *next_try_at, scrape.at)?;
            }
            id
        }
        ScrapeOutcome::Failed { kind, message, next_try_at: None } => {
            match before.status {
                ArticleStatus::Pending => give_up(connection, &before, *kind, message, scrape.at)?,
                // What was learnt of the page says more than that it can't be had now.
                ArticleStatus::Walled(_) => want_no_more(connection, id)?,
                _ => {}
            }
            id
        }
        ScrapeOutcome::Failed { kind, message, next_try_at: Some(next_try_at) } => {
            try_later(connection, id, kind.as_str(), message, *next_try_at, true)?;
            id
        }
        ScrapeOutcome::PutOff { kind, message, next_try_at } => {
            try_later(connection, id, kind.as_str(), message, *next_try_at, false)?;
            id
        }
    };
    let after = article::standing(connection, id)?.ok_or(StoreError::UnknownArticle(id))?;
    if let (ScrapeOutcome::Page { .. }, Some(then)) = (&scrape.outcome, &scrape.then) {
        check_times::plan(connection, id, then, scrape.at)?;
    }
    let changed = after.content_hash != before.content_hash;
    Ok(ScrapeStored { article_id: id, status: after.status, revision: after.revision, changed })
}

/// The first reading of an article's page tells how well its site is read.
fn note_reading(connection: &Connection, id: ArticleId, scrape: &ScrapeRecord) -> Result<(), StoreError> {
    let (page, record) = match &scrape.outcome {
        ScrapeOutcome::Page { page, record, .. } => (page, Some(record)),
        ScrapeOutcome::NoArticle { page, .. } | ScrapeOutcome::Wall { page, .. } => (page, None),
        ScrapeOutcome::Failed { .. } | ScrapeOutcome::PutOff { .. } => return Ok(()),
    };
    let title_agrees = match record {
        // The feed's title stands in where the page's own have nothing to do with it.
        Some(record) => record.sources.get("title") != Some(&"feed") && is_as_announced(connection, id, record)?,
        None => false,
    };
    let reading = Reading { words: record.map(|record| record.words), title_agrees };
    let feed = scrape.requests.first().and_then(|request| request.feed.as_ref());
    if let Some(record) = record {
        rule_figures::take_in(connection, page, feed, record, scrape.at)?;
    }
    figures::take_in(connection, page, feed, reading, scrape.at)
}

/// Stores the page's record; says where the article is now.
fn store_page(
    connection: &Connection,
    article: Article,
    addresses: [Option<&str>; 2],
    (page, parts): (&StoredPage, &[PagePart]),
    (record, learning): (&Record, Option<&Learning>),
    at: Timestamp,
) -> Result<ArticleId, StoreError> {
    let addresses = if is_as_announced(connection, article.id, record)? { addresses } else { [None; 2] };
    let was_full = article.status == ArticleStatus::Full;
    let mut article = article;
    for address in addresses.into_iter().flatten() {
        article = merge::with_owner_of(connection, article, address, record, at)?;
    }
    let id = article.id;
    want_no_more(connection, id)?;
    if !has_fuller_page(connection, &article, page, record)? {
        let settled = learned::settle(connection, id, record, learning, at)?;
        let reason = match was_full {
            // The page's text takes the place of the feed's.
            false => RevisionReason::New,
            true if settled.is_as_counted => RevisionReason::Reextracted,
            true => RevisionReason::Edited,
        };
        put_record(connection, &article, &settled.record, reason, at)?;
        write_page(connection, id, page, parts, at)?;
    }
    for address in addresses.into_iter().flatten() {
        article::claim_url(connection, id, address)?;
    }
    if let [_, Some(shown)] = addresses
        && article::by_url(connection, shown)? == Some(id)
    {
        article::show_url(connection, id, shown)?;
    }
    Ok(id)
}

/// Whether a page's title has to do with what feeds announced. If not, it may be a login or a consent page,
/// to which many articles lead, and its address names no story.
pub(super) fn is_as_announced(connection: &Connection, id: ArticleId, record: &Record) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached("SELECT title FROM item WHERE article_id = ?1")?;
    let titles = statement.query_map([id.0], |row| row.get::<_, Option<String>>(0))?;
    for announced in titles {
        if titles_agree(announced?.as_deref(), record.title.as_deref()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Of two pages at different addresses that tell one story, the one with more words stays.
fn has_fuller_page(
    connection: &Connection,
    article: &Article,
    page: &StoredPage,
    record: &Record,
) -> Result<bool, StoreError> {
    let kept_url: Option<String> = connection
        .prepare_cached("SELECT url FROM page WHERE article_id = ?1")?
        .query_row([article.id.0], |row| row.get(0))
        .optional()?;
    let elsewhere = kept_url.is_some_and(|kept| kept != page.url);
    Ok(article.status == ArticleStatus::Full && elsewhere && article.content.words >= record.words)
}

pub(super) fn put_record(
    connection: &Connection,
    article: &Article,
    record: &Record,
    reason: RevisionReason,
    at: Timestamp,
) -> Result<(), StoreError> {
    let mut content = Content::from_record(record)?;
    content.keep_summary_of(&article.content);
    let state = NewState { status: ArticleStatus::Full, content, text_item: None, error: None, reason };
    article::put(connection, article, state, at)?;
    Ok(())
}

/// The feed whose text stood in so far learns whether its text was as good as the page.
fn compare_with_feed(connection: &Connection, before: &Article, whole: Option<bool>) -> Result<(), StoreError> {
    if let (Some(whole), Some(item)) = (whole, before.text_item) {
        connection
            .prepare_cached(
                "UPDATE feed SET pages_compared = pages_compared + 1, pages_matched = pages_matched + ?2
                 WHERE id = (SELECT feed_id FROM item WHERE id = ?1)",
            )?
            .execute(params![item, whole])?;
    }
    Ok(())
}

pub(super) fn write_page(
    connection: &Connection,
    id: ArticleId,
    page: &StoredPage,
    parts: &[PagePart],
    at: Timestamp,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO page (article_id, url, fetched_at, status, content_type, content_encoding, body_bytes, body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (article_id) DO UPDATE SET
                 url = excluded.url, fetched_at = excluded.fetched_at, status = excluded.status,
                 content_type = excluded.content_type, content_encoding = excluded.content_encoding,
                 body_bytes = excluded.body_bytes, body = excluded.body
             WHERE body <> excluded.body OR url <> excluded.url",
        )?
        .execute(params![
            id.0,
            page.url,
            utc_text(at),
            page.status,
            page.content_type,
            page.content_encoding,
            count(page.body_bytes),
            page.body,
        ])?;
    write_parts(connection, id, parts)
}

/// Puts the article's further pages in the place of those it had.
fn write_parts(connection: &Connection, id: ArticleId, parts: &[PagePart]) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM page_part WHERE article_id = ?1")?.execute([id.0])?;
    for (PagePart { role, page }, number) in parts.iter().zip(1_u32..) {
        connection
            .prepare_cached(
                "INSERT INTO page_part
                   (article_id, number, role, url, status, content_type, content_encoding, body_bytes, body)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![
                id.0,
                number,
                role.as_str(),
                page.url,
                page.status,
                page.content_type,
                page.content_encoding,
                count(page.body_bytes),
                page.body,
            ])?;
    }
    Ok(())
}

/// The feed's text stands in for as long as the wall does.
fn stand_before(
    connection: &Connection,
    before: &Article,
    wall: Wall,
    next_try_at: Option<Timestamp>,
    at: Timestamp,
) -> Result<(), StoreError> {
    match next_try_at {
        Some(next_try_at) => {
            try_later(connection, before.id, wall.as_str(), wall.sentence(), next_try_at, true)?;
        }
        None => want_no_more(connection, before.id)?,
    }
    let state = NewState {
        status: ArticleStatus::Walled(wall),
        content: before.content.clone(),
        text_item: before.text_item,
        error: Some(format!("{}: {}", wall.as_str(), wall.sentence())),
        reason: RevisionReason::New,
    };
    article::put(connection, before, state, at)?;
    Ok(())
}

fn want_no_more(connection: &Connection, id: ArticleId) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM wanted WHERE article_id = ?1")?.execute([id.0])?;
    Ok(())
}

/// The page is no longer wanted, and the feed's text stands in.
fn give_up(
    connection: &Connection,
    before: &Article,
    kind: FailureKind,
    message: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    want_no_more(connection, before.id)?;
    let state = NewState {
        status: kind.wall().map_or(ArticleStatus::Failed, ArticleStatus::Walled),
        content: before.content.clone(),
        text_item: before.text_item,
        error: Some(format!("{}: {message}", kind.as_str())),
        reason: RevisionReason::New,
    };
    article::put(connection, before, state, at)?;
    Ok(())
}

fn try_later(
    connection: &Connection,
    id: ArticleId,
    kind: &str,
    message: &str,
    next_try_at: Timestamp,
    is_counted: bool,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE wanted SET failures = failures + ?4, error = ?2, next_try_at_ms = ?3 WHERE article_id = ?1",
        )?
        .execute(params![id.0, format!("{kind}: {message}"), due_ms(next_try_at), is_counted])?;
    Ok(())
}
