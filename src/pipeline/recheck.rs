//! Pages that were read whole, read again: what their publishers changed since, and what they took away.

use super::failed::failed;
use super::pages::Desk;
use super::reread::kept_record;
use super::scrape::read_article;
use super::{Environment, Failure};
use crate::edit::{Said, Verdict, judge};
use crate::fetch::{Fetch, FetchAnswer};
use crate::link::story_key;
use crate::model::{ArticleId, FailureKind, FeedKey, Record, Timestamp, Wall};
use crate::store::{CheckOutcome, CheckRecord, Checked, PageCheck, ReadAgain, ScrapeOutcome, StoreError, StoredPage};
use crate::{link, schedule};
use std::sync::Arc;
use url::{Position, Url};

/// What one check came to, for the log and the summary.
#[derive(Debug)]
pub struct CheckReport {
    pub article_id: ArticleId,
    pub feed: FeedKey,
    pub url: String,
    pub checked: Checked,
    pub failure: Option<Failure>,
    pub took_ms: u64,
}

/// Asks for a page again at the instant `at`, if it has changed since it was read, and stores what changed.
pub async fn recheck<F: Fetch>(
    env: &Arc<Environment<F>>,
    check: &PageCheck,
    at: Timestamp,
) -> Result<CheckReport, StoreError> {
    let (page, jitter) = (&check.page, env.jitter(&check.page.url, at));
    let host = Url::parse(&page.url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    let revisions = env.config.article_settings(Some(&page.feed), &host).revisions.clone();
    let is_wanted = if check.by_feed { revisions.follow_feed } else { !revisions.ages.is_empty() };
    let mut desk = Desk::new(env, page, at);
    let read = if is_wanted { read_again(env, &mut desk, check).await? } else { Ok(CheckOutcome::NotAsked) };
    let failure = read.as_ref().err().cloned();
    let outcome = read.unwrap_or_else(|failure| without_page(failure, check, at, jitter));
    let is_over = matches!(failure, Some(Failure { kind: FailureKind::Gone, .. }));
    let Desk { mut requests, place, .. } = desk;
    if let Some(own) = requests.first_mut().filter(|own| own.status == Some(304)) {
        "not_modified".clone_into(&mut own.outcome);
    }
    let took_ms = requests.iter().map(|request| request.took_ms).sum();
    let record = CheckRecord {
        article_id: page.article_id,
        at,
        requests,
        outcome,
        next_check_at: schedule::next_check(&revisions.ages, check.born, at, jitter).filter(|_| !is_over),
        quiet_until: schedule::check_for_feed(check.quiet.saturating_add(1), at, at),
    };
    let unsaved = env.unsaved_place(place).await;
    let checked = env.store.record_check(record).await?;
    drop(unsaved);
    Ok(CheckReport {
        article_id: page.article_id,
        feed: page.feed.clone(),
        url: page.url.clone(),
        checked,
        failure,
        took_ms,
    })
}

async fn read_again<F: Fetch>(
    env: &Arc<Environment<F>>,
    desk: &mut Desk<'_, F>,
    check: &PageCheck,
) -> Result<Result<CheckOutcome, Failure>, StoreError> {
    let Some(url) = link::absolute(&check.page.url, None) else {
        return Ok(Err(Failure::new(FailureKind::BlockedScheme, "the link is neither http nor https")));
    };
    let answer = match desk.ask(url.clone(), check.validators.clone()).await? {
        Ok(answer) if answer.status == 304 => return Ok(Ok(not_modified(&url, answer))),
        Ok(answer) => answer,
        Err(failure) => return Ok(Err(failure)),
    };
    let is_elsewhere = story_key(&answer.url) != story_key(&url);
    let (outcome, validators) = match read_article(desk, answer).await? {
        Ok(read) => read,
        Err(failure) => return Ok(Err(failure)),
    };
    Ok(Ok(match outcome {
        ScrapeOutcome::Page { page, parts, record, learning, .. } => {
            let is_edit = is_edit(env, check.page.article_id, &page, &record).await?;
            CheckOutcome::Read(ReadAgain { page, parts, record, learning, validators, is_elsewhere, is_edit })
        }
        ScrapeOutcome::Wall { wall: Wall::NotFound, .. } => CheckOutcome::Gone,
        _ => CheckOutcome::Nothing,
    }))
}

/// A 304 from another address than the one whose validators were sent vouches for nothing.
fn not_modified(asked: &Url, answer: FetchAnswer) -> CheckOutcome {
    match answer.url[..Position::AfterQuery] == asked[..Position::AfterQuery] {
        true => CheckOutcome::NotModified { validators: answer.validators },
        false => CheckOutcome::Nothing,
    }
}

/// Whether a page says something else than it did. Where it differs from the record, the page that was kept is read
/// again too: what differs by the rules of the day is no edit.
async fn is_edit<F: Fetch>(
    env: &Arc<Environment<F>>,
    id: ArticleId,
    page: &StoredPage,
    record: &Record,
) -> Result<bool, StoreError> {
    let Some((title, text)) = env.store.said_now(id).await? else { return Ok(false) };
    if judge(Said { title: title.as_deref(), text: &text }, said(record)) == Verdict::Same {
        return Ok(false);
    }
    let Some(kept) = env.store.kept_article(id).await? else { return Ok(true) };
    if kept.parts.is_empty() && kept.page.body == page.body {
        return Ok(false);
    }
    let around = Arc::clone(env);
    let reading = env.think(move || kept_record(&kept, &around.config)).await;
    let Ok(Ok(Some(before))) = reading.map(|read| read.map(|read| read.record)) else { return Ok(true) };
    Ok(judge(said(&before), said(record)) == Verdict::Edited)
}

fn said(record: &Record) -> Said<'_> {
    Said { title: record.title.as_deref(), text: &record.text }
}

/// What a failure says of the article: gone, or nothing now, and perhaps more later.
fn without_page(failure: Failure, check: &PageCheck, at: Timestamp, jitter: f64) -> CheckOutcome {
    if matches!(failure.kind, FailureKind::NotFound | FailureKind::Gone) {
        return CheckOutcome::Gone;
    }
    match failed(failure, &check.page, at, jitter) {
        ScrapeOutcome::PutOff { next_try_at, .. } => CheckOutcome::Later { until: next_try_at, is_counted: false },
        ScrapeOutcome::Failed { next_try_at: Some(next_try_at), .. } => {
            CheckOutcome::Later { until: next_try_at, is_counted: true }
        }
        _ => CheckOutcome::Nothing,
    }
}
