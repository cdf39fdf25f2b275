//! Requests and their outcomes: what is asked of a server, what came of it, what follows from it.

use super::{ArticleId, FeedItem};
use serde::Serialize;

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestKind {
    /// A feed.
    Poll,
    /// An article's page.
    Scrape,
    /// A host's robots.txt.
    Robots,
}

impl RequestKind {
    pub fn as_str(self) -> &'static str {
        match self {
            RequestKind::Poll => "poll",
            RequestKind::Scrape => "scrape",
            RequestKind::Robots => "robots",
        }
    }
}

/// What a server gave to recognise a body again; sent back byte for byte, never read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    pub etag: Option<Vec<u8>>,
    pub last_modified: Option<Vec<u8>>,
}

impl Validators {
    pub fn is_empty(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }
}

/// Whether an article's page is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Fulltext {
    /// Yes, unless this feed has been seen to carry its articles whole.
    #[default]
    Auto,
    Always,
    /// No: what the feed carries is the article.
    Feed,
    /// No, and the feed's text isn't kept either: title, link and dates only.
    Off,
}

/// What the store remembers of an item when its feed is read again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownItem {
    pub item_id: String,
    pub article_id: ArticleId,
    /// Hash of what the feed said last (`plan::item_fingerprint`).
    pub fingerprint: String,
}

/// Whether an item is new to its feed or says something else than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemNews {
    New,
    Changed,
}

/// An item that brings something.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedItem {
    pub item: FeedItem,
    pub news: ItemNews,
    pub fingerprint: String,
    /// The link as the key of its story: tracking dropped; `None` for an item without a link, or whose link is one
    /// for many.
    pub story_url: Option<String>,
    /// The page is to be asked for, should no article have it yet.
    pub want_page: bool,
}

/// What one reading of a feed asks of the store.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PollPlan {
    /// Oldest first, so that ids in the store grow with time.
    pub items: Vec<PlannedItem>,
    /// Ids of items that are as they were.
    pub same: Vec<String>,
}
