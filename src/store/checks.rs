//! Pages that are read again: what a reading changes.

use super::article::{self, Article, Content, NewState};
use super::check_times::set_due;
use super::error::StoreError;
use super::records::{CheckOutcome, CheckRecord, Checked, ReadAgain};
use super::scrape::{is_as_announced, put_record, write_page};
use super::values::{due_ms, utc_text};
use super::{learned, merge, requests};
use crate::edit::{Said, Verdict, have_common, judge};
use crate::model::{ArticleId, ArticleStatus, RevisionReason, Timestamp, Validators};
use crate::text::titles_agree;
use rusqlite::{Connection, params};

/// Title and text of an article as they are now.
pub(super) fn said_now(connection: &Connection, id: ArticleId) -> Result<Option<(Option<String>, String)>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT title, text FROM article WHERE id = ?1 AND status = 'full'")?;
    let id = merge::where_now(connection, id)?;
    Ok(statement.query_map([id.0], |row| Ok((row.get(0)?, row.get(1)?)))?.next().transpose()?)
}

/// Stores what came of a reading. An article that isn't read whole any more is left as it is.
pub(super) fn record(connection: &Connection, check: &CheckRecord) -> Result<Checked, StoreError> {
    let id = merge::where_now(connection, check.article_id)?;
    for request in &check.requests {
        requests::record(connection, request, Some(id))?;
    }
    let before = article::load(connection, id)?.filter(|article| article.status == ArticleStatus::Full);
    let Some(before) = before else {
        connection.prepare_cached("DELETE FROM page_check WHERE article_id = ?1")?.execute([id.0])?;
        return Ok(Checked::Kept);
    };
    let at = check.at;
    let checked = match &check.outcome {
        CheckOutcome::Later { until, is_counted } => {
            connection
                .prepare_cached("UPDATE page_check SET due_ms = ?2, failures = failures + ?3 WHERE article_id = ?1")?
                .execute(params![id.0, due_ms(*until), is_counted])?;
            return Ok(Checked::Later);
        }
        CheckOutcome::NotAsked => {
            set_due(connection, id, check.next_check_at)?;
            return Ok(Checked::Kept);
        }
        CheckOutcome::NotModified { validators } => {
            keep_validators(connection, id, validators)?;
            is_there(connection, id, at)?
        }
        CheckOutcome::Read(read) => take_in(connection, &before, read, at)?,
        CheckOutcome::Gone => is_gone(connection, id, at)?,
        CheckOutcome::Nothing => Checked::Kept,
    };
    connection
        .prepare_cached(
            "UPDATE page_check SET checked_at = ?2, failures = 0, quiet = CASE WHEN ?3 THEN 0 ELSE quiet + 1 END,
               not_before_ms = CASE WHEN ?3 THEN 0 ELSE ?4 END
             WHERE article_id = ?1",
        )?
        .execute(params![id.0, utc_text(at), checked == Checked::Edited, due_ms(check.quiet_until)])?;
    set_due(connection, id, check.next_check_at)?;
    Ok(checked)
}

/// What a 304 brings stands for what it leaves out, too.
fn keep_validators(connection: &Connection, id: ArticleId, validators: &Validators) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE page_check SET etag = coalesce(?2, etag), last_modified = coalesce(?3, last_modified)
             WHERE article_id = ?1",
        )?
        .execute(params![id.0, validators.etag, validators.last_modified])?;
    Ok(())
}

/// A page that holds an article: an edit, the same, or another story in its place.
fn take_in(connection: &Connection, before: &Article, read: &ReadAgain, at: Timestamp) -> Result<Checked, StoreError> {
    let (id, record) = (before.id, &read.record);
    // The feed's title stands in where the page's own have nothing to do with it.
    let has_own_title = record.sources.get("title") != Some(&"feed");
    let is_named = has_own_title
        && (titles_agree(before.content.title.as_deref(), record.title.as_deref())
            || is_as_announced(connection, id, record)?);
    if !is_named && !have_common(&before.content.text, &record.text) {
        // Elsewhere it is where sites lead to from addresses that are no more; in its own place it may be anything.
        return if read.is_elsewhere { is_gone(connection, id, at) } else { Ok(Checked::Kept) };
    }
    connection
        .prepare_cached("UPDATE page_check SET etag = ?2, last_modified = ?3 WHERE article_id = ?1")?
        .execute(params![id.0, read.validators.etag, read.validators.last_modified])?;
    let there = is_there(connection, id, at)?;
    if read.is_edit {
        let settled = learned::settle(connection, id, record, read.learning.as_ref(), at)?;
        match judge(before.content.said(), Said { title: settled.record.title.as_deref(), text: &settled.record.text })
        {
            Verdict::Edited => {
                put_record(connection, before, &settled.record, RevisionReason::Edited, at)?;
                write_page(connection, id, &read.page, &read.parts, at)?;
                return Ok(Checked::Edited);
            }
            Verdict::CutOff => return Ok(there),
            Verdict::Same => {}
        }
    }
    let mut content = Content::from_record(record)?;
    content.keep_summary_of(&before.content);
    content.keep_text_of(&before.content);
    if content != before.content {
        let state = NewState {
            status: before.status,
            content,
            text_item: before.text_item,
            error: before.error.clone(),
            reason: RevisionReason::Edited,
        };
        article::put(connection, before, state, at)?;
        write_page(connection, id, &read.page, &read.parts, at)?;
    }
    Ok(there)
}

/// Its site says that the article is there no more. The record stays.
fn is_gone(connection: &Connection, id: ArticleId, at: Timestamp) -> Result<Checked, StoreError> {
    let changed = connection
        .prepare_cached(
            "UPDATE article SET gone_at = ?2, updated_at = ?2, change = (SELECT max(change) + 1 FROM article)
             WHERE id = ?1 AND gone_at IS NULL",
        )?
        .execute(params![id.0, utc_text(at)])?;
    Ok(if changed > 0 { Checked::Gone } else { Checked::Kept })
}

fn is_there(connection: &Connection, id: ArticleId, at: Timestamp) -> Result<Checked, StoreError> {
    let changed = connection
        .prepare_cached(
            "UPDATE article SET gone_at = NULL, updated_at = ?2, change = (SELECT max(change) + 1 FROM article)
             WHERE id = ?1 AND gone_at IS NOT NULL",
        )?
        .execute(params![id.0, utc_text(at)])?;
    Ok(if changed > 0 { Checked::Back } else { Checked::Same })
}
