//! Feed bytes to a `FeedDocument`: text, reader, dates, identity.
//!
//! `decode` gives text; a reader (XML or JSON; feed-rs where these find no feed) makes a draft of it, in which
//! everything still stands as the feed wrote it; `document` reads dates, makes titles plain, cuts what is too long,
//! and gives every item its id. A feed that is broken in places gives what can be read and a warning for each repair.

mod dates;
mod document;
mod draft;
mod entities;
mod future;
mod hints;
mod identity;
mod plain;
mod reader;
mod second_opinion;
mod view;

pub use future::doubt_future;
pub use reader::{OpmlList, OpmlOutline, opml};
pub use view::to_json;

use crate::decode::feed_text;
use crate::model::{FailureKind, FeedDocument};
use crate::zone::Tz;
use std::panic::{AssertUnwindSafe, catch_unwind};
use thiserror::Error;
use url::Url;

/// What is known of a feed's body before it is read.
#[derive(Clone, Copy, Debug)]
pub struct FeedContext<'a> {
    /// Where the body came from, redirects followed: relative links are resolved against it.
    pub url: Option<&'a Url>,
    /// The header as the server sent it.
    pub content_type: Option<&'a str>,
    /// The zone of dates that name none.
    pub timezone: Tz,
}

/// Why a body gives no feed. `kind` is one of `Empty`, `NotAFeed`, `Parse`, `Internal`.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct FeedFault {
    pub kind: FailureKind,
    pub message: String,
}

impl FeedFault {
    fn new(kind: FailureKind, message: impl Into<String>) -> FeedFault {
        FeedFault { kind, message: message.into() }
    }
}

/// Reads RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, and JSON Feed, well-formed or not.
///
/// The same bytes in the same context give the same document. A panic below this point is a fault of kind
/// `Internal`, so that one hostile feed costs one poll.
///
/// ```
/// use feedmill::feed::{FeedContext, parse};
/// let context = FeedContext { url: None, content_type: None, timezone: feedmill::zone::Tz::UTC };
/// let feed = parse(b"<rss><channel><item><title>One &amp; two</title></item></channel></rss>", &context).unwrap();
/// assert_eq!(feed.items[0].title.as_deref(), Some("One & two"));
/// assert!(parse(b"<html><body>Not here</body></html>", &context).is_err());
/// ```
pub fn parse(bytes: &[u8], context: &FeedContext<'_>) -> Result<FeedDocument, FeedFault> {
    // Nothing is shared with the closure but borrowed bytes, so nothing can be left half done.
    catch_unwind(AssertUnwindSafe(|| read(bytes, context)))
        .unwrap_or_else(|_| Err(FeedFault::new(FailureKind::Internal, "the feed's parser broke off in a panic")))
}

fn read(bytes: &[u8], context: &FeedContext<'_>) -> Result<FeedDocument, FeedFault> {
    let decoded = feed_text(bytes, context.content_type);
    let text = decoded.text.trim();
    if text.is_empty() {
        return Err(FeedFault::new(FailureKind::Empty, "the body is empty"));
    }
    let draft = reader::read(text, context);
    let mut draft = draft.or_else(|fault| second_opinion::read(text, context).ok_or(fault))?;
    if decoded.replaced {
        draft.warnings.push(format!("some bytes are no text in {} and became U+FFFD", decoded.charset));
    }
    let mut document = document::finish(draft, context.timezone);
    document::drop_links_to_itself(&mut document, context.url);
    Ok(document)
}

#[cfg(test)]
mod tests;
