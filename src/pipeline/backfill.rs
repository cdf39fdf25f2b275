//! Older documents of a feed (RFC 5005): asked for only because somebody said so, one after the other.

use super::feed_document::{RawAnswer, ReadFeed, read_feed};
use super::{Environment, Failure, left_alone, manners, request_row};
use crate::config::FeedConfig;
use crate::fetch::{Fetch, FetchRequest, Reach};
use crate::model::{FeedHints, RequestKind, Timestamp, Validators};
use crate::store::{Address, FeedState, PollOutcome, PollRecord, RequestRow, StoreError};
use std::collections::HashSet;
use url::Url;

/// Documents asked for after the feed itself.
const MOST_PAGES: usize = 50;

/// What one document brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackfilledPage {
    pub url: String,
    pub new_articles: u32,
    pub changed_articles: u32,
    /// Pages of articles that are to be asked for now.
    pub wanted: usize,
}

/// Why no further document was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BackfillEnd {
    /// The last one names no older one.
    Oldest,
    /// As many as may be asked for at once.
    Enough,
    /// It names one that has been read already.
    Loop,
    /// It names one at another origin.
    Elsewhere(String),
    Failed(Failure),
}

/// Reads the feed and the older documents that it names, each in the host's turn, and stores their items.
/// The feed's validators and its due time stay as they are.
pub async fn backfill<F: Fetch>(
    env: &Environment<F>,
    feed: &FeedConfig,
    state: &FeedState,
    now: impl Fn() -> Timestamp,
    mut on_page: impl FnMut(&BackfilledPage),
) -> Result<BackfillEnd, StoreError> {
    let mut url = Url::parse(state.ask_url()).unwrap_or_else(|_| feed.url.clone());
    let mut read = HashSet::from([url.clone()]);
    for number in 0..=MOST_PAGES {
        let at = now();
        if let Some(until) = manners::paused_until(env, [&url], &feed.settings, false, at).await? {
            return Ok(BackfillEnd::Failed(left_alone(until)));
        }
        let (page, older, origin) = match one_page(env, feed, state, url, at).await? {
            Ok(page) => page,
            Err(failure) => return Ok(BackfillEnd::Failed(failure)),
        };
        on_page(&page);
        let Some(older) = older else { return Ok(BackfillEnd::Oldest) };
        if number == MOST_PAGES {
            break;
        }
        if older.origin() != origin.origin() {
            return Ok(BackfillEnd::Elsewhere(older.into()));
        }
        if !read.insert(older.clone()) {
            return Ok(BackfillEnd::Loop);
        }
        url = older;
    }
    Ok(BackfillEnd::Enough)
}

/// What was stored of one document, the older one that it names, and where it was served.
type OnePage = (BackfilledPage, Option<Url>, Url);

async fn one_page<F: Fetch>(
    env: &Environment<F>,
    feed: &FeedConfig,
    state: &FeedState,
    url: Url,
    at: Timestamp,
) -> Result<Result<OnePage, Failure>, StoreError> {
    let asked = FetchRequest {
        url: url.clone(),
        kind: RequestKind::Poll,
        validators: Validators::default(),
        credentials: feed.credentials_for(&url),
        reach: Reach { private: feed.settings.allow_private, any_port: true },
        gap: feed.settings.gap,
    };
    let mut answer = env.fetcher.fetch(asked).await;
    let mut request = request_row(RequestKind::Poll, &feed.key, url.as_str(), at, &answer);
    let _place = answer.as_mut().ok().map(|answer| std::mem::take(&mut answer.place));
    let read = match answer {
        Ok(answer) => read_feed(env, feed, state, RawAnswer { answer, at }).await?,
        Err(failure) => Err(Failure::from(&failure)),
    };
    let failed = read.as_ref().err().cloned();
    let (outcome, older, origin) = match read {
        Ok(ReadFeed { document, items, same, answered_by, decoded_bytes, .. }) => {
            request.outcome = "fresh".to_owned();
            request.body_bytes = decoded_bytes;
            (PollOutcome::Older { items, same }, older_than(&document.hints), answered_by)
        }
        Err(failure) => {
            request.outcome = failure.kind.as_str().to_owned();
            (PollOutcome::Older { items: Vec::new(), same: Vec::new() }, None, url.clone())
        }
    };
    let stored = env.store.record_poll(record(feed, state, request, outcome, at)).await?;
    let page = BackfilledPage {
        url: url.into(),
        new_articles: stored.new_articles,
        changed_articles: stored.changed_articles,
        wanted: stored.wanted.len(),
    };
    Ok(failed.map_or(Ok((page, older, origin)), Err))
}

fn record(
    feed: &FeedConfig,
    state: &FeedState,
    request: RequestRow,
    outcome: PollOutcome,
    at: Timestamp,
) -> PollRecord {
    PollRecord {
        feed_id: state.feed_id,
        configured_url: feed.url.to_string(),
        at,
        next_poll_at: state.next_poll_at,
        waits_for: None,
        request,
        outcome,
        address: Address::Silent,
        pause: None,
        // An older document's word is an older one.
        rereads_changed: false,
    }
}

/// An archive's previous document, or a paged feed's next page.
fn older_than(hints: &FeedHints) -> Option<Url> {
    let named = hints.previous_archive_url.as_deref().or(hints.next_page_url.as_deref())?;
    let mut url = Url::parse(named).ok()?;
    url.set_fragment(None);
    Some(url)
}
