//! Text to draft, by feed-rs.

use super::dates::{self, DateHints};
use super::draft::{FeedDraft, ItemDraft};
use super::{FeedContext, FeedFault};
use crate::link::absolute;
use crate::model::{Enclosure, FailureKind, FeedFormat};
use feed_rs::model::{Entry, FeedType, Link};
use feed_rs::parser::{Builder, ParseErrorKind, ParseFeedError};
use url::Url;

/// Reads with feed-rs; its own ids and dates are replaced by those of this room.
pub(super) fn read(text: &str, context: &FeedContext<'_>) -> Result<FeedDraft, FeedFault> {
    let timezone = context.timezone;
    let parser = Builder::new()
        .base_uri(context.url.map(Url::as_str))
        .id_generator(|_, _, _| String::new())
        .timestamp_parser(move |date| {
            dates::read(date, DateHints { timezone, language: None }).map(|time| time.to_utc())
        })
        .sanitize_content(false)
        .build();
    let feed = parser.parse(text.as_bytes()).map_err(|error| match error {
        ParseFeedError::ParseError(ParseErrorKind::NoFeedRoot) => {
            FeedFault::new(FailureKind::NotAFeed, "no feed in it")
        }
        error => FeedFault::new(FailureKind::Parse, error.to_string()),
    })?;
    let format = match feed.feed_type {
        FeedType::Atom => FeedFormat::Atom,
        FeedType::JSON => FeedFormat::Json,
        FeedType::RSS0 | FeedType::RSS2 => FeedFormat::Rss,
        FeedType::RSS1 => FeedFormat::Rdf,
    };
    Ok(FeedDraft {
        format,
        title: feed.title.map(|title| title.content),
        link: alternate(&feed.links, context.url),
        language: feed.language,
        items: feed.entries.into_iter().map(|entry| item(entry, context.url)).collect(),
        warnings: Vec::new(),
    })
}

fn item(entry: Entry, base: Option<&Url>) -> ItemDraft {
    ItemDraft {
        link: alternate(&entry.links, base),
        id: Some(entry.id),
        title: entry.title.map(|title| title.content),
        authors: entry
            .authors
            .into_iter()
            .map(|person| person.email.filter(|_| person.name == "author").unwrap_or(person.name))
            .collect(),
        published: entry.published.iter().map(|time| time.to_rfc3339()).collect(),
        updated: entry.updated.iter().map(|time| time.to_rfc3339()).collect(),
        summary: entry.summary.map(|summary| summary.content),
        content: entry.content.and_then(|content| content.body),
        categories: entry.categories.into_iter().map(|category| category.label.unwrap_or(category.term)).collect(),
        enclosures: entry
            .media
            .into_iter()
            .flat_map(|media| media.content)
            .filter_map(|content| {
                Some(Enclosure {
                    url: content.url?.into(),
                    media_type: content.content_type.map(|media_type| media_type.to_string()),
                    length_bytes: content.size,
                })
            })
            .collect(),
    }
}

fn alternate(links: &[Link], base: Option<&Url>) -> Option<Url> {
    let is_alternate = |link: &&Link| link.rel.as_deref().is_none_or(|rel| rel == "alternate");
    links.iter().filter(is_alternate).find_map(|link| absolute(&link.href, base))
}
