//! A feed as its document has it: raw dates, titles with their markup, ids as given or missing.
//!
//! Every reader ends here, so what an item's fields mean is decided once, in `document.rs`.

use crate::model::{Enclosure, FeedFormat};
use url::Url;

/// What a reader found of a feed.
#[derive(Clone, Debug)]
pub(super) struct FeedDraft {
    pub format: FeedFormat,
    /// May hold HTML.
    pub title: Option<String>,
    pub link: Option<Url>,
    pub language: Option<String>,
    /// Of all items that name none themselves.
    pub authors: Vec<String>,
    pub items: Vec<ItemDraft>,
    pub warnings: Vec<String>,
}

/// What a reader found of an item. Texts are untrimmed, and empty ones count as missing.
#[derive(Clone, Debug, Default)]
pub(super) struct ItemDraft {
    pub id: Option<String>,
    /// May hold HTML.
    pub title: Option<String>,
    pub link: Option<Url>,
    /// As written: a name, an address with a name in brackets, a list.
    pub authors: Vec<String>,
    /// Dates as written, the most telling first; the first that can be read counts.
    pub published: Vec<String>,
    pub updated: Vec<String>,
    /// HTML.
    pub summary: Option<String>,
    /// HTML.
    pub content: Option<String>,
    pub categories: Vec<String>,
    pub enclosures: Vec<Enclosure>,
}
