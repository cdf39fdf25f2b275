//! A draft made a document: dates read, titles plain, lengths bounded, ids given.

use super::dates::{self, DateHints};
use super::draft::{FeedDraft, ItemDraft};
use super::{hints, identity, plain};
use crate::model::{FeedDocument, FeedItem, PublisherTime};
use crate::text::tidy_line;
use crate::zone::Tz;
use url::Url;

/// The longest feeds in the wild hold some thousand items; what comes after this many is left out.
pub(super) const MOST_ITEMS: usize = 10_000;

const LONGEST_TITLE_BYTES: usize = 4 * 1024;
const LONGEST_NAME_BYTES: usize = 256;
const LONGEST_CONTENT_BYTES: usize = 2 * 1024 * 1024;
const LONGEST_RAW_DATE_CHARACTERS: usize = 200;
const MOST_NAMES: usize = 100;

/// Authors that items without any take over from their feed.
const MOST_INHERITED: usize = 8;

/// Ends the reading of a feed.
pub(super) fn finish(draft: FeedDraft, timezone: Tz) -> FeedDocument {
    let mut notes = Notes::default();
    let language = draft.language.and_then(|tag| language_tag(&tag));
    let title = draft.title.and_then(|title| plain::plain_line(&title));
    let title = title.map(|title| notes.cut(title, LONGEST_TITLE_BYTES));
    let spoken = language.as_deref().or_else(|| title.as_deref().filter(|title| is_chinese(title)).map(|_| "zh"));
    let dates = DateHints { timezone, language: spoken };
    let given = draft.items.len();
    let mut items: Vec<FeedItem> =
        draft.items.into_iter().take(MOST_ITEMS).map(|item| finish_item(item, dates, &mut notes)).collect();
    let empty = usize::from(draft.is_partial && items.last().is_some_and(|item| !says_something(item)));
    items.truncate(items.len() - empty);
    let mut authors = notes.names(draft.authors.iter().filter_map(|byline| plain::author_name(byline)));
    authors.truncate(MOST_INHERITED);
    for item in items.iter_mut().filter(|item| item.authors.is_empty()) {
        item.authors.clone_from(&authors);
    }
    let kept = items.len();
    let items = identity::assign(items);
    let mut warnings = draft.warnings;
    if given > kept + empty {
        warnings.push(format!("items beyond the first {MOST_ITEMS} are left out"));
    }
    if kept > items.len() {
        warnings.push(format!("items that are in the feed twice: {}", kept - items.len()));
    }
    warnings.extend(notes.sentences());
    FeedDocument {
        format: draft.format,
        title,
        link: draft.link.map(String::from),
        hints: hints::finish(draft.hints, dates),
        language,
        items,
        is_partial: draft.is_partial,
        warnings,
    }
}

fn finish_item(draft: ItemDraft, feed: DateHints<'_>, notes: &mut Notes) -> FeedItem {
    let language = draft.language.and_then(|tag| language_tag(&tag));
    let dates = DateHints { language: language.as_deref().or(feed.language), ..feed };
    let mut unread_date = None;
    let published = notes.first_date(&draft.published, dates, &mut unread_date);
    let updated = notes.first_date(&draft.updated, dates, &mut unread_date);
    let title = draft.title.and_then(|title| plain::plain_line(&title));
    let id = draft.id.map(|id| id.trim().to_owned()).unwrap_or_default();
    FeedItem {
        has_given_id: !id.is_empty(),
        id,
        title: title.map(|title| notes.cut(title, LONGEST_TITLE_BYTES)),
        link: draft.link.map(String::from),
        authors: notes.names(draft.authors.iter().filter_map(|byline| plain::author_name(byline))),
        published,
        updated,
        unread_date: unread_date.filter(|_| published.or(updated).is_none()),
        language: language.filter(|language| Some(language.as_str()) != feed.language),
        base: draft.base.map(String::from),
        summary: notes.body(draft.summary),
        content: notes.body(draft.content),
        categories: notes.names(draft.categories.iter().filter_map(|category| plain::plain_line(category))),
        enclosures: draft.enclosures.into_iter().take(MOST_NAMES).collect(),
    }
}

/// A link to the feed itself leads to no article, though some feeds link every item so, or to a place in themselves.
pub(super) fn drop_links_to_itself(document: &mut FeedDocument, url: Option<&Url>) {
    let Some(own) = url.map(|url| before_fragment(url.as_str())) else { return };
    for item in &mut document.items {
        item.link.take_if(|link| before_fragment(link) == own);
    }
}

fn before_fragment(url: &str) -> &str {
    url.split_once('#').map_or(url, |(before, _)| before)
}

/// Whether anything of an item had come when its document broke off.
fn says_something(item: &FeedItem) -> bool {
    let has_text = item.title.is_some() || item.summary.is_some() || item.content.is_some();
    has_text || !item.id.is_empty() || item.link.is_some() || !item.enclosures.is_empty()
}

fn language_tag(written: &str) -> Option<String> {
    Some(tidy_line(written)).filter(|tag| !tag.is_empty() && tag.len() <= 64)
}

/// Whether a title is Chinese as far as its script tells: Han characters and no kana.
fn is_chinese(title: &str) -> bool {
    title.chars().any(|c| matches!(c, '\u{4e00}'..='\u{9fff}'))
        && !title.chars().any(|c| matches!(c, '\u{3040}'..='\u{30ff}'))
}

/// Counts what was not taken as it came, for one sentence each at the end.
#[derive(Default)]
struct Notes {
    cut_short: usize,
    unread_dates: usize,
    first_unread_date: Option<String>,
}

impl Notes {
    /// The first date that can be read; if there are dates and none can be, the first stands in `unread` as written.
    fn first_date(
        &mut self,
        written: &[String],
        hints: DateHints<'_>,
        unread: &mut Option<String>,
    ) -> Option<PublisherTime> {
        let read = written.iter().find_map(|date| dates::read(date, hints));
        if read.is_none()
            && let Some(date) = written.iter().map(|date| tidy_line(date)).find(|date| !date.is_empty())
        {
            self.unread_dates += 1;
            self.first_unread_date.get_or_insert_with(|| date.chars().take(60).collect());
            unread.get_or_insert_with(|| date.chars().take(LONGEST_RAW_DATE_CHARACTERS).collect());
        }
        read
    }

    /// A body that says something, cut to its limit.
    fn body(&mut self, html: Option<String>) -> Option<String> {
        html.filter(|html| !html.trim().is_empty()).map(|html| self.cut(html, LONGEST_CONTENT_BYTES))
    }

    /// Names without repetitions.
    fn names(&mut self, names: impl Iterator<Item = String>) -> Vec<String> {
        let mut kept: Vec<String> = Vec::new();
        for name in names.take(MOST_NAMES) {
            let name = self.cut(name, LONGEST_NAME_BYTES);
            if !kept.contains(&name) {
                kept.push(name);
            }
        }
        kept
    }

    fn cut(&mut self, mut text: String, limit_bytes: usize) -> String {
        if text.len() > limit_bytes {
            text.truncate(text.floor_char_boundary(limit_bytes));
            self.cut_short += 1;
        }
        text
    }

    fn sentences(self) -> Vec<String> {
        let mut sentences = Vec::new();
        if self.cut_short > 0 {
            sentences.push(format!("overlong texts cut short: {}", self.cut_short));
        }
        if let Some(date) = self.first_unread_date {
            sentences.push(format!("dates that can't be read: {}, such as {date:?}", self.unread_dates));
        }
        sentences
    }
}
