//! Storing a poll: the feed's state, its items, the articles they make, and the pages they want.

use super::article::{self, Article, Content, NewState};
use super::error::StoreError;
use super::records::{FeedId, ItemRecord, PollOutcome, PollRecord, PollStored, WantedPage};
use super::values::{count, due_ms, json, publisher_columns, read_key, utc_text};
use super::{check_times, manners, purge, requests};
use crate::edit::{Verdict, judge};
use crate::model::{ArticleId, ArticleStatus, FeedKey, RevisionReason, Timestamp, Validators};
use rusqlite::{Connection, OptionalExtension, params};

pub(super) fn record(connection: &Connection, poll: &PollRecord) -> Result<PollStored, StoreError> {
    let key: Option<String> = connection
        .prepare_cached("SELECT key FROM feed WHERE id = ?1")?
        .query_row([poll.feed_id.0], |row| row.get(0))
        .optional()?;
    let key = read_key(&key.ok_or(StoreError::UnknownFeed)?)?;
    let mut stored = PollStored::default();
    match &poll.outcome {
        PollOutcome::Fresh { items, same, .. } => {
            let news = record_items(connection, poll, &key, items, same, &mut stored)?;
            succeeded(connection, poll, news)?;
            settle(connection, poll)?;
        }
        PollOutcome::Older { items, same } => {
            record_items(connection, poll, &key, items, same, &mut stored)?;
        }
        PollOutcome::NotModified { validators } => {
            not_modified(connection, poll, validators.as_ref())?;
            learn_manners(connection, poll)?;
        }
        PollOutcome::Failed { kind, message, gone, is_outage } => {
            let error = format!("{}: {message}", kind.as_str());
            connection
                .prepare_cached(
                    "UPDATE feed SET error = ?2, failures = failures + ?3, failing_since = coalesce(failing_since, ?4),
                         state = CASE WHEN ?5 AND state = 'active' THEN 'gone' ELSE state END
                     WHERE id = ?1",
                )?
                .execute(params![poll.feed_id.0, error, !is_outage, utc_text(poll.at), gone])?;
            settle(connection, poll)?;
        }
    }
    requests::record(connection, &poll.request, None)?;
    Ok(stored)
}

/// What follows from every poll: the next due time, and what the server said beside its answer.
fn settle(connection: &Connection, poll: &PollRecord) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE feed SET last_try_at = ?2, next_poll_at_ms = ?3, waits_for = ?4 WHERE id = ?1")?
        .execute(params![
            poll.feed_id.0,
            utc_text(poll.at),
            due_ms(poll.next_poll_at),
            poll.waits_for.map(|reason| reason.as_str()),
        ])?;
    learn_manners(connection, poll)
}

fn learn_manners(connection: &Connection, poll: &PollRecord) -> Result<(), StoreError> {
    manners::learn_address(connection, poll.feed_id, &poll.address)?;
    poll.pause.as_ref().map_or(Ok(()), |pause| manners::pause(connection, pause, poll.at))
}

/// Stores the items of a document. True if one of them is new to the feed.
fn record_items(
    connection: &Connection,
    poll: &PollRecord,
    key: &FeedKey,
    items: &[ItemRecord],
    same: &[String],
    stored: &mut PollStored,
) -> Result<bool, StoreError> {
    let mut news = false;
    for item in items {
        news |= record_item(connection, poll, key, item, stored)?;
    }
    seen_again(connection, poll, same)?;
    Ok(news)
}

fn succeeded(connection: &Connection, poll: &PollRecord, news: bool) -> Result<(), StoreError> {
    let PollOutcome::Fresh {
        title, link, language, validators, validators_url, warning, hints, frozen_validators, ..
    } = &poll.outcome
    else {
        return Ok(());
    };
    connection
        .prepare_cached(
            "UPDATE feed SET title = coalesce(?2, title), link = coalesce(?3, link), language = coalesce(?4, language),
                 etag = CASE url WHEN ?12 THEN ?5 END, last_modified = CASE url WHEN ?12 THEN ?6 END,
                 validators_url = ?11, warning = ?7, last_success_at = ?8, last_fresh_at = ?8,
                 last_new_at = CASE WHEN ?9 THEN ?8 ELSE last_new_at END,
                 failures = 0, error = NULL, failing_since = NULL, frozen_validators = coalesce(?10, frozen_validators),
                 hint_interval_seconds = ?13, hint_skip_hours = ?14, hint_skip_days = ?15
             WHERE id = ?1",
        )?
        .execute(params![
            poll.feed_id.0,
            title,
            link,
            language,
            validators.etag,
            validators.last_modified,
            warning,
            utc_text(poll.at),
            news,
            frozen_validators,
            validators_url,
            // An answer of an address that is no longer configured brings no validators.
            poll.configured_url,
            hints.interval_seconds.map(count),
            hints.skip_hours,
            hints.skip_days,
        ])?;
    Ok(())
}

/// The one statement of most polls: it settles them too.
fn not_modified(connection: &Connection, poll: &PollRecord, validators: Option<&Validators>) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE feed SET etag = CASE WHEN ?5 THEN coalesce(?2, etag) END,
                 last_modified = CASE WHEN ?5 THEN coalesce(?3, last_modified) END,
                 last_success_at = ?4, failures = 0, error = NULL, failing_since = NULL,
                 last_try_at = ?4, next_poll_at_ms = ?6, waits_for = ?7
             WHERE id = ?1",
        )?
        .execute(params![
            poll.feed_id.0,
            validators.and_then(|given| given.etag.as_deref()),
            validators.and_then(|given| given.last_modified.as_deref()),
            utc_text(poll.at),
            validators.is_some(),
            due_ms(poll.next_poll_at),
            poll.waits_for.map(|reason| reason.as_str()),
        ])?;
    Ok(())
}

fn seen_again(connection: &Connection, poll: &PollRecord, same: &[String]) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE item SET last_seen_at = ?3
             WHERE feed_id = ?1 AND item_id IN (SELECT value FROM json_each(?2)) AND last_seen_at < ?3",
        )?
        .execute(params![poll.feed_id.0, json(same)?, utc_text(poll.at)])?;
    connection
        .prepare_cached(
            "UPDATE purged_item SET last_seen_at = ?3
             WHERE feed_id = ?1 AND item_id IN (SELECT value FROM json_each(?2)) AND last_seen_at < ?3",
        )?
        .execute(params![poll.feed_id.0, json(same)?, utc_text(poll.at)])?;
    Ok(())
}

/// Stores one item and what it means for its article. True if the item is new to the feed.
fn record_item(
    connection: &Connection,
    poll: &PollRecord,
    key: &FeedKey,
    item: &ItemRecord,
    stored: &mut PollStored,
) -> Result<bool, StoreError> {
    let known = known_item(connection, poll.feed_id, &item.planned.item.id)?;
    let mut story_url = item.planned.story_url.as_deref();
    let (id, fingerprint) = (&item.planned.item.id, &item.planned.fingerprint);
    if known.is_none() && purge::is_buried(connection, poll.feed_id, id, story_url, fingerprint, poll.at)? {
        return Ok(false);
    }
    let (article, new_article) = match &known {
        Some(known) => (load(connection, known.article_id)?, false),
        None => match story_url.map(|url| article::by_url(connection, url)).transpose()?.flatten() {
            Some(id) => (load(connection, id)?, false),
            None => (article::create(connection, story_url, poll.at)?, true),
        },
    };
    let item_row = write_item(connection, poll, article.id, item, known.as_ref())?;
    if known.as_ref().is_some_and(|known| known.fingerprint == item.planned.fingerprint) {
        return Ok(false);
    }
    // Its link was one for many when it came, and names no story because the others are no longer listed.
    if known.as_ref().is_some_and(|known| known.link == item.planned.item.link)
        && let Some(url) = story_url
        && article::by_url(connection, url)? != Some(article.id)
    {
        story_url = None;
    }
    if let Some(url) = story_url {
        article::claim_url(connection, article.id, url)?;
    }
    let wants = story_url.is_some()
        && item.status == ArticleStatus::Pending
        && wants_page(connection, &article, known.is_some())?;
    let changed = offer_text(connection, &article, item, item_row, wants, poll.at)?;
    if wants && let Some(url) = story_url {
        stored.wanted.extend(want(connection, poll, key, article.id, url)?);
    }
    if poll.rereads_changed && known.is_some() && article.status == ArticleStatus::Full {
        check_times::ask_for(connection, article.id, poll.feed_id, poll.at)?;
        stored.to_reread += 1;
    }
    stored.new_articles += u32::from(new_article);
    stored.changed_articles += u32::from(changed && !new_article);
    Ok(known.is_none())
}

struct KnownRow {
    row: i64,
    link: Option<String>,
    article_id: ArticleId,
    fingerprint: String,
}

fn known_item(connection: &Connection, feed_id: FeedId, item_id: &str) -> Result<Option<KnownRow>, StoreError> {
    let known = connection
        .prepare_cached("SELECT id, article_id, fingerprint, link FROM item WHERE feed_id = ?1 AND item_id = ?2")?
        .query_row(params![feed_id.0, item_id], |row| {
            Ok(KnownRow {
                row: row.get(0)?,
                article_id: ArticleId(row.get(1)?),
                fingerprint: row.get(2)?,
                link: row.get(3)?,
            })
        })
        .optional()?;
    Ok(known)
}

fn load(connection: &Connection, id: ArticleId) -> Result<Article, StoreError> {
    article::load(connection, id)?.ok_or(StoreError::UnknownArticle(id))
}

/// The item as the feed said it, raw. Gives its row.
fn write_item(
    connection: &Connection,
    poll: &PollRecord,
    article_id: ArticleId,
    record: &ItemRecord,
    known: Option<&KnownRow>,
) -> Result<i64, StoreError> {
    let item = &record.planned.item;
    let (published_at, published_offset) = publisher_columns(item.published);
    let (updated_at, updated_offset) = publisher_columns(item.updated);
    connection
        .prepare_cached(
            "INSERT INTO item (feed_id, item_id, article_id, fingerprint, first_seen_at, last_seen_at, title, link,
                 published_at, published_offset_minutes, updated_at, updated_offset_minutes, authors, categories,
                 enclosures, summary, content)
             VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
             ON CONFLICT (feed_id, item_id) DO UPDATE SET
                 fingerprint = excluded.fingerprint, last_seen_at = max(last_seen_at, excluded.last_seen_at),
                 title = excluded.title, link = excluded.link, published_at = excluded.published_at,
                 published_offset_minutes = excluded.published_offset_minutes, updated_at = excluded.updated_at,
                 updated_offset_minutes = excluded.updated_offset_minutes, authors = excluded.authors,
                 categories = excluded.categories, enclosures = excluded.enclosures, summary = excluded.summary,
                 content = excluded.content",
        )?
        .execute(params![
            poll.feed_id.0,
            item.id,
            article_id.0,
            record.planned.fingerprint,
            utc_text(poll.at),
            item.title,
            item.link,
            published_at,
            published_offset,
            updated_at,
            updated_offset,
            json(&item.authors)?,
            json(&item.categories)?,
            json(&item.enclosures)?,
            item.summary,
            item.content,
        ])?;
    Ok(known.map_or_else(|| connection.last_insert_rowid(), |known| known.row))
}

/// A page is asked for once: not for an article that has it, nor again for one that it failed for, unless
/// an item new to its feed lists the article and no page was kept.
fn wants_page(connection: &Connection, article: &Article, item_known: bool) -> Result<bool, StoreError> {
    Ok(match article.status {
        ArticleStatus::Pending => true,
        ArticleStatus::Full => false,
        // Whether and when it is asked for again was settled when the wall was met.
        ArticleStatus::Walled(_) => false,
        ArticleStatus::FeedOnly | ArticleStatus::Failed => {
            let has_page =
                connection.prepare_cached("SELECT 1 FROM page WHERE article_id = ?1")?.exists([article.id.0])?;
            !has_page && (article.status == ArticleStatus::FeedOnly || !item_known)
        }
    })
}

/// Takes a feed's text for an article that has no page's. Of several feeds' texts the longest stands, and
/// the feed that gave it may change it. True if title or text changed.
fn offer_text(
    connection: &Connection,
    article: &Article,
    item: &ItemRecord,
    item_row: i64,
    wants: bool,
    at: Timestamp,
) -> Result<bool, StoreError> {
    if article.status == ArticleStatus::Full {
        return Ok(false);
    }
    let mut offered = Content::from_record(&item.record)?;
    let own = article.text_item == Some(item_row);
    if own && judge(article.content.said(), offered.said()) == Verdict::Same {
        offered.keep_text_of(&article.content);
    }
    let takes = own || article.text_item.is_none() || offered.words > article.content.words;
    let status = match article.status {
        _ if wants => ArticleStatus::Pending,
        // Nobody else asked for the page, and this item doesn't either.
        ArticleStatus::Pending if article.text_item.is_none() => ArticleStatus::FeedOnly,
        other => other,
    };
    let (content, text_item) =
        if takes { (offered, Some(item_row)) } else { (article.content.clone(), article.text_item) };
    // Another feed's fuller text is no edit by the publisher.
    let reason = if own { RevisionReason::Edited } else { RevisionReason::New };
    let error = if wants { None } else { article.error.clone() };
    let put = article::put(connection, article, NewState { status, content, text_item, error, reason }, at)?;
    Ok(put.changed)
}

/// Notes that a page is to be asked for. `None` if that is known; a feed may correct the address that it
/// gave, and takes over from one that is no longer polled.
fn want(
    connection: &Connection,
    poll: &PollRecord,
    key: &FeedKey,
    article_id: ArticleId,
    url: &str,
) -> Result<Option<WantedPage>, StoreError> {
    let added = connection
        .prepare_cached(
            "INSERT INTO wanted (article_id, url, feed_id, wanted_at, next_try_at_ms) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (article_id) DO UPDATE SET feed_id = excluded.feed_id, url = excluded.url
             WHERE (SELECT state FROM feed WHERE id = wanted.feed_id) = 'paused'
                OR (wanted.feed_id = excluded.feed_id AND wanted.url <> excluded.url)",
        )?
        .execute(params![article_id.0, url, poll.feed_id.0, utc_text(poll.at), due_ms(poll.at)])?;
    Ok((added > 0).then(|| WantedPage {
        article_id,
        url: url.to_owned(),
        feed: key.clone(),
        feed_id: poll.feed_id,
        failures: 0,
        next_try_at: poll.at,
    }))
}
