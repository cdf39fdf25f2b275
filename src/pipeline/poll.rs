//! The first line: one request to a feed, and what its answer means for the archive.

use super::feed_document::{RawAnswer, ReadFeed, read_feed};
use super::next_poll::{ServerSaid, habit_of, next_poll};
use super::{Environment, Failure, left_alone, manners, request_row};
use crate::config::FeedConfig;
use crate::fetch::{Fetch, FetchAnswer, FetchRequest, Reach};
use crate::model::{FailureKind, FeedKey, PollHints, RequestKind, Timestamp, Validators, WaitReason};
use crate::schedule;
use crate::store::{Address, FeedState, PollOutcome, PollRecord, PutOff, StoreError, WantedPage};
use chrono::TimeDelta;
use url::Url;

/// Over so long come back those that have waited for one server.
const LEFT_ALONE_SPREAD: TimeDelta = TimeDelta::minutes(10);

/// RFC 9110 section 15.4.5.
const NOT_MODIFIED: u16 = 304;

/// What one poll came to, for the log and the progress bar.
#[derive(Debug)]
pub struct PollReport {
    pub feed: FeedKey,
    /// `fresh`, `not_modified`, `left_alone` if nothing was asked, or the kind of the failure.
    pub outcome: String,
    pub failure: Option<Failure>,
    pub new_articles: u32,
    pub changed_articles: u32,
    /// Pages that are to be asked for now.
    pub wanted: Vec<WantedPage>,
    /// Pages that are to be read again, since the feed says something else of them.
    pub to_reread: u32,
    pub next_poll_at: Timestamp,
    /// Why that is later than the schedule has it.
    pub waits_for: Option<WaitReason>,
    /// What was learnt about the feed, for the log.
    pub note: Option<String>,
    pub took_ms: u64,
}

/// Polls one feed at the instant `at` and stores what came of it in one transaction.
pub async fn poll<F: Fetch>(
    env: &Environment<F>,
    feed: &FeedConfig,
    state: &FeedState,
    at: Timestamp,
) -> Result<PollReport, StoreError> {
    let url = state.moved_url.as_deref().and_then(|url| Url::parse(url).ok()).unwrap_or_else(|| feed.url.clone());
    if let Some(report) = leave_alone(env, feed, state, &url, at).await? {
        return Ok(report);
    }
    let is_doubted = manners::is_doubted(env, state, at).await?;
    let validators = if is_doubted { Validators::default() } else { state.validators.clone() };
    let asked = FetchRequest {
        credentials: feed.credentials_for(&url),
        url,
        kind: RequestKind::Poll,
        validators,
        reach: Reach { private: feed.settings.allow_private, any_port: true },
        gap: feed.settings.gap,
    };
    let asked_url = asked.url.to_string();
    let mut answer = env.fetcher.fetch(asked).await;
    let mut request = request_row(RequestKind::Poll, &feed.key, &asked_url, at, &answer);
    let mut said = ServerSaid::of(env, feed, state, &mut answer, at);
    // Kept until all is stored: what waits for the writer is then bounded by the workers too. With "not modified" there is
    // nothing to be kept, and the more of them wait, the fewer commits they take.
    let holds_items = |answer: &&mut FetchAnswer| answer.status != NOT_MODIFIED;
    let _place = answer.as_mut().ok().filter(holds_items).map(|answer| std::mem::take(&mut answer.place));
    let read = match answer {
        Ok(answer) if answer.status == NOT_MODIFIED => Ok(not_modified(state, answer)),
        Ok(answer) => read_answer(env, feed, state, answer, at, &mut request.body_bytes).await?,
        Err(failure) => Err(Failure::from(&failure)),
    };
    let address = match &read {
        Ok(_) => manners::address_after(env, state, &said.hops, at).await?,
        Err(failure) => manners::address_after_failure(state, failure.kind),
    };
    let mut note = note_of_move(&address);
    let read = read.map(|outcome| if is_doubted { find_out(state, outcome, &mut note) } else { outcome });
    let habit = habit_of(env, feed, state, &read, at).await?;
    let next = next_poll(env, feed, state, &read, &said, habit.as_ref(), at);
    let failure = read.as_ref().err().cloned();
    let outcome = read.unwrap_or_else(|failure| PollOutcome::Failed {
        kind: failure.kind,
        gone: failure.kind == FailureKind::Gone && address != Address::Returned,
        message: failure.message,
        is_outage: said.is_outage,
    });
    request.outcome = outcome_word(&outcome).to_owned();
    let (label, took_ms) = (request.outcome.clone(), request.took_ms);
    let record = PollRecord {
        feed_id: state.feed_id,
        configured_url: feed.url.to_string(),
        at,
        next_poll_at: next.at,
        waits_for: next.waits_for,
        request,
        outcome,
        address,
        pause: said.pause.take(),
        rereads_changed: feed.settings.revisions.follow_feed,
    };
    let stored = env.store.record_poll(record).await?;
    Ok(PollReport {
        feed: feed.key.clone(),
        outcome: label,
        failure,
        new_articles: stored.new_articles,
        changed_articles: stored.changed_articles,
        wanted: stored.wanted,
        to_reread: stored.to_reread,
        next_poll_at: next.at,
        waits_for: next.waits_for,
        note,
        took_ms,
    })
}

/// A feed whose server wants to be left alone isn't asked: it comes due when that is over.
async fn leave_alone<F: Fetch>(
    env: &Environment<F>,
    feed: &FeedConfig,
    state: &FeedState,
    url: &Url,
    at: Timestamp,
) -> Result<Option<PollReport>, StoreError> {
    let answered_by = state.validators_url.as_deref().and_then(|url| Url::parse(url).ok());
    let urls = [Some(url), answered_by.as_ref()].into_iter().flatten();
    let Some(until) = manners::paused_until(env, urls, &feed.settings, false, at).await? else { return Ok(None) };
    // Those that wait for one server come back one by one.
    let until = schedule::later_by_phase(until, LEFT_ALONE_SPREAD, schedule::phase(env.salt, state.feed_id.0));
    let waits_for = Some(WaitReason::RetryAfter);
    env.store.put_off_feeds(vec![PutOff { feed_id: state.feed_id, until, waits_for }], at).await?;
    Ok(Some(PollReport {
        feed: feed.key.clone(),
        outcome: "left_alone".to_owned(),
        failure: Some(left_alone(until)),
        new_articles: 0,
        changed_articles: 0,
        wanted: Vec::new(),
        to_reread: 0,
        next_poll_at: until,
        waits_for,
        note: None,
        took_ms: 0,
    }))
}

/// What a request in full tells of validators that had stood still: news behind a validator that is the
/// same as before were kept from us.
fn find_out(state: &FeedState, outcome: PollOutcome, note: &mut Option<String>) -> PollOutcome {
    let PollOutcome::Fresh { validators, items, warning, .. } = &outcome else { return outcome };
    let stand_still = *validators == state.validators;
    let has_news = !items.is_empty();
    let verdict = if !stand_still { Some(false) } else { has_news.then_some(true) };
    let found_out = verdict == Some(true);
    if found_out {
        *note = Some(
            "the server said \"not modified\" though the feed had changed: it is asked for in full once a day"
                .to_owned(),
        );
    }
    let found = warning.clone().or_else(|| note.clone().filter(|_| found_out));
    match outcome {
        PollOutcome::Fresh { title, link, language, validators, validators_url, items, same, hints, .. } => {
            PollOutcome::Fresh {
                title,
                link,
                language,
                validators,
                validators_url,
                items,
                same,
                hints,
                warning: found,
                frozen_validators: verdict,
            }
        }
        other => other,
    }
}

fn note_of_move(address: &Address) -> Option<String> {
    match address {
        Address::Moved(url) => Some(format!("it has moved for good: {url} is asked from now on")),
        Address::Returned => {
            Some("it is no longer where it had moved to: the configured address is asked again".into())
        }
        _ => None,
    }
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
    let validators = std::mem::take(&mut answer.validators);
    let read = read_feed(env, feed, state, RawAnswer { answer, at }).await?;
    Ok(read.map(|read| {
        *body_bytes = read.decoded_bytes;
        fresh(read, validators)
    }))
}

/// A feed that breaks off is stored without validators, or the next 304 would hide what was cut off.
fn fresh(read: ReadFeed, validators: Validators) -> PollOutcome {
    let document = read.document;
    PollOutcome::Fresh {
        hints: PollHints::from(&document.hints),
        title: document.title,
        link: document.link,
        language: document.language,
        validators: if document.is_partial { Validators::default() } else { validators },
        validators_url: read.answered_by.into(),
        items: read.items,
        same: read.same,
        warning: document.warnings.first().cloned(),
        frozen_validators: None,
    }
}

fn outcome_word(outcome: &PollOutcome) -> &'static str {
    match outcome {
        PollOutcome::Fresh { .. } | PollOutcome::Older { .. } => "fresh",
        PollOutcome::NotModified { .. } => "not_modified",
        PollOutcome::Failed { kind, .. } => kind.as_str(),
    }
}
