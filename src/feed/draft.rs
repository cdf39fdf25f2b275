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
    pub hints: HintsDraft,
    /// The document breaks off.
    pub is_partial: bool,
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
    pub language: Option<String>,
    /// What relative links in summary and content start from, if the document declares it.
    pub base: Option<Url>,
}

/// What a reader found of a feed's wishes, as written; texts are untrimmed.
#[derive(Clone, Debug, Default)]
pub(super) struct HintsDraft {
    /// Minutes.
    pub ttl: Option<String>,
    pub update_period: Option<String>,
    pub update_frequency: Option<String>,
    pub update_base: Option<String>,
    pub skip_hours: Vec<String>,
    pub skip_days: Vec<String>,
    pub new_url: Option<Url>,
    pub self_url: Option<Url>,
    pub hub_urls: Vec<Url>,
    pub previous_archive_url: Option<Url>,
    pub next_page_url: Option<Url>,
    pub next_archive_url: Option<Url>,
}
