//! The first line: one request to a feed, and what its answer means for the archive.

use super::{Environment, Failure, jitter, request_row, span};
use crate::config::FeedConfig;
use crate::fetch::{Fetch, FetchAnswer, FetchRequest, Reach};
use crate::model::{
    ArticleStatus, Extracted, FailureKind, FeedDocument, FeedItem, FeedKey, Fulltext, ItemFacts, PlannedItem,
    RequestKind, Timestamp, Validators,
};
use crate::store::{FeedState, ItemRecord, PollOutcome, PollRecord, StoreError, WantedPage};
use crate::{clean, decode, extract, feed, link, plan, schedule};

/// What one poll came to, for the log and the progress bar.
#[derive(Debug)]
pub struct PollReport {
    pub feed: FeedKey,
    /// `fresh`, `not_modified`, or the kind of the failure.
    pub outcome: String,
    pub failure: Option<Failure>,
    pub new_articles: u32,
    pub changed_articles: u32,
    /// Pages that are to be asked for now.
    pub wanted: Vec<WantedPage>,
    pub next_poll_at: Timestamp,
    pub took_ms: u64,
}

/// Polls one feed at the instant `at` and stores what came of it in one transaction.
pub async fn poll<F: Fetch>(
    env: &Environment<F>,
    feed: &FeedConfig,
    state: &FeedState,
    at: Timestamp,
) -> Result<PollReport, StoreError> {
    let mut answer = env
        .fetcher
        .fetch(FetchRequest {
            url: feed.url.clone(),
            kind: RequestKind::Poll,
            validators: state.validators.clone(),
            reach: Reach { private: feed.settings.allow_private, any_port: true },
            gap: feed.settings.gap,
        })
        .await;
    let mut request = request_row(RequestKind::Poll, &feed.key, feed.url.as_str(), at, &answer);
    // Kept until all is stored: what waits for the writer is then bounded by the workers too.
    let _place = answer.as_mut().ok().map(|answer| std::mem::take(&mut answer.place));
    let read = match answer {
        Ok(answer) if answer.status == 304 => Ok(not_modified(state, answer)),
        Ok(answer) => read_answer(env, feed, state, answer, at, &mut request.body_bytes).await?,
        Err(failure) => Err(Failure::from(&failure)),
    };
    let next_poll_at = next_poll(feed, state, read.as_ref().err(), at);
    let failure = read.as_ref().err().cloned();
    let outcome = read.unwrap_or_else(|failure| PollOutcome::Failed {
        kind: failure.kind,
        gone: failure.kind == FailureKind::Gone,
        message: failure.message,
    });
    request.outcome = outcome_word(&outcome).to_owned();
    let (label, took_ms) = (request.outcome.clone(), request.took_ms);
    let stored =
        env.store.record_poll(PollRecord { feed_id: state.feed_id, at, next_poll_at, request, outcome }).await?;
    Ok(PollReport {
        feed: feed.key.clone(),
        outcome: label,
        failure,
        new_articles: stored.new_articles,
        changed_articles: stored.changed_articles,
        wanted: stored.wanted,
        next_poll_at,
        took_ms,
    })
}

/// A 304 from another address than the one whose validators were sent vouches for nothing.
fn not_modified(state: &FeedState, answer: FetchAnswer) -> PollOutcome {
    let same_address = state.validators_url.as_deref() == Some(answer.url.as_str());
    PollOutcome::NotModified { validators: same_address.then_some(answer.validators) }
}

/// Decodes and parses an answer, compares it with what is known, and cleans what is new.
async fn read_answer<F: Fetch>(
    env: &Environment<F>,
    feed: &FeedConfig,
    state: &FeedState,
    mut answer: FetchAnswer,
    at: Timestamp,
    body_bytes: &mut u64,
) -> Result<Result<PollOutcome, Failure>, StoreError> {
    let validators = (std::mem::take(&mut answer.validators), answer.url.to_string());
    let (timezone, limit) = (feed.settings.timezone, env.limits.poll.decoded);
    let parsed = env.think(move || parse_answer(&answer, timezone, at, limit)).await.and_then(|parsed| parsed);
    let mut document = match parsed {
        Ok((document, decoded_bytes)) => {
            *body_bytes = decoded_bytes;
            document
        }
        Err(failure) => return Ok(Err(failure)),
    };
    let ids = document.items.iter().map(|item| item.id.clone()).collect();
    let known = env.store.known_items(state.feed_id, ids).await?;
    let (fulltext, carries_whole) = (feed.settings.fulltext, state.carries_whole);
    let planned = env.think(move || {
        let items = std::mem::take(&mut document.items);
        let plan = plan::plan_poll(items, &known, fulltext, carries_whole);
        let language = document.language.clone();
        let items = plan.items.into_iter().map(|planned| item_record(planned, language.as_deref(), fulltext)).collect();
        fresh(document, validators, items, plan.same)
    });
    Ok(planned.await)
}

fn parse_answer(
    answer: &FetchAnswer,
    timezone: chrono_tz::Tz,
    at: Timestamp,
    limit_bytes: usize,
) -> Result<(FeedDocument, u64), Failure> {
    let body = decode::unpack(&answer.content_encoding, &answer.body, limit_bytes)?;
    let context = feed::FeedContext { url: Some(&answer.url), content_type: answer.content_type.as_deref(), timezone };
    let mut document = feed::parse(&body, &context).map_err(|fault| Failure::new(fault.kind, fault.message))?;
    feed::doubt_future(&mut document, at);
    Ok((document, body.len() as u64))
}

/// A feed that breaks off is stored without validators, or the next 304 would hide what was cut off.
fn fresh(
    document: FeedDocument,
    (validators, validators_url): (Validators, String),
    items: Vec<ItemRecord>,
    same: Vec<String>,
) -> PollOutcome {
    PollOutcome::Fresh {
        title: document.title,
        link: document.link,
        language: document.language,
        validators: if document.is_partial { Validators::default() } else { validators },
        validators_url,
        items,
        same,
        warning: document.warnings.first().cloned(),
    }
}

/// The record that a feed's own text gives.
fn item_record(planned: PlannedItem, language: Option<&str>, fulltext: Fulltext) -> ItemRecord {
    let item = &planned.item;
    // Templates paste an article's HTML as it stands on its page, so that its links start there if nothing is said.
    let base = item.base.as_deref().or(item.link.as_deref()).and_then(|base| link::absolute(base, None));
    let read = |html: &String| extract::fragment(html, base.as_ref());
    let summary = item.summary.as_ref().map(read);
    let description = summary.as_ref().and_then(one_line);
    let text = if fulltext == Fulltext::Off { None } else { item.content.as_ref().map(read).or(summary) };
    let extracted = text.unwrap_or_else(|| Extracted { method: "feed", ..Extracted::default() });
    let mut record = clean::record(extracted, Some(&item_facts(item, language)));
    record.description = description;
    let status = if planned.want_page { ArticleStatus::Pending } else { ArticleStatus::FeedOnly };
    ItemRecord { planned, record, status }
}

fn item_facts(item: &FeedItem, language: Option<&str>) -> ItemFacts {
    ItemFacts {
        title: item.title.clone(),
        authors: item.authors.clone(),
        published: item.published,
        updated: item.updated,
        language: item.language.as_deref().or(language).map(str::to_owned),
        keywords: item.categories.clone(),
    }
}

/// A summary as one line of plain text.
fn one_line(summary: &Extracted) -> Option<String> {
    let text = summary.blocks.iter().map(|block| block.text.as_str()).collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// The scheduled time, or later where the feed failed or its server asked for patience.
fn next_poll(feed: &FeedConfig, state: &FeedState, failure: Option<&Failure>, at: Timestamp) -> Timestamp {
    let settings = &feed.settings;
    let a_day_later = at + chrono::TimeDelta::days(1);
    let scheduled = schedule::next_due(&settings.schedule, settings.timezone, at).unwrap_or(a_day_later);
    let Some(failure) = failure else { return scheduled };
    let failures = state.failures.saturating_add(1);
    let backed_off = schedule::after_failure(failure.kind, failures, scheduled, at, jitter(feed.key.as_str(), at));
    failure.retry_after.map_or(backed_off, |wait| backed_off.max(at + span(wait)))
}

fn outcome_word(outcome: &PollOutcome) -> &'static str {
    match outcome {
        PollOutcome::Fresh { .. } => "fresh",
        PollOutcome::NotModified { .. } => "not_modified",
        PollOutcome::Failed { kind, .. } => kind.as_str(),
    }
}
