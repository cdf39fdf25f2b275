//! A feed's answer to its items: decoded, parsed, compared with what is known, and cleaned where it is new.

use super::{Environment, Failure};
use crate::config::FeedConfig;
use crate::fetch::{Fetch, FetchAnswer};
use crate::model::{ArticleStatus, Extracted, FeedDocument, FeedItem, Fulltext, ItemFacts, PlannedItem, Timestamp};
use crate::store::{FeedState, ItemRecord, StoreError};
use crate::zone::Tz;
use crate::{clean, decode, extract, feed, link, plan};
use url::Url;

/// An answer to be read, and when it was asked for.
pub(super) struct RawAnswer {
    pub answer: FetchAnswer,
    pub at: Timestamp,
}

/// A feed document whose items have been compared with what is known.
pub(super) struct ReadFeed {
    /// Without its items.
    pub document: FeedDocument,
    /// New and changed, each with the record that the feed's own text gives.
    pub items: Vec<ItemRecord>,
    /// Ids of the others.
    pub same: Vec<String>,
    /// After redirects.
    pub answered_by: Url,
    pub decoded_bytes: u64,
}

pub(super) async fn read_feed<F: Fetch>(
    env: &Environment<F>,
    feed: &FeedConfig,
    state: &FeedState,
    RawAnswer { answer, at }: RawAnswer,
) -> Result<Result<ReadFeed, Failure>, StoreError> {
    let (timezone, limit, answered_by) = (feed.settings.timezone, env.limits.poll.decoded, answer.url.clone());
    let parsed = env.think(move || parse_answer(&answer, timezone, at, limit)).await.and_then(|parsed| parsed);
    let (mut document, decoded_bytes) = match parsed {
        Ok(parsed) => parsed,
        Err(failure) => return Ok(Err(failure)),
    };
    let ids = document.items.iter().map(|item| item.id.clone()).collect();
    let known = env.store.known_items(state.feed_id, ids).await?;
    let (fulltext, carries_whole) = (feed.settings.fulltext, state.carries_whole);
    let planned = env.think(move || {
        let items = std::mem::take(&mut document.items);
        let plan = plan::plan_poll(items, document.link.as_deref(), &known, fulltext, carries_whole);
        let language = document.language.as_deref();
        let items = plan.items.into_iter().map(|planned| item_record(planned, language, fulltext)).collect();
        ReadFeed { items, same: plan.same, answered_by, decoded_bytes, document }
    });
    Ok(planned.await)
}

fn parse_answer(
    answer: &FetchAnswer,
    timezone: Tz,
    at: Timestamp,
    limit_bytes: usize,
) -> Result<(FeedDocument, u64), Failure> {
    let body = decode::unpack(&answer.content_encoding, &answer.body, limit_bytes)?;
    let context = feed::FeedContext { url: Some(&answer.url), content_type: answer.content_type.as_deref(), timezone };
    let mut document = feed::parse(&body, &context).map_err(|fault| Failure::new(fault.kind, fault.message))?;
    feed::doubt_future(&mut document, at);
    Ok((document, body.len() as u64))
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
