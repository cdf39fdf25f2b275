//! What `extract` finds in a page: blocks of the main content, and witnesses for each field.

use super::{PublisherTime, SiteRules, Timestamp, Wall};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use url::Url;

/// What is known of a page before it is read.
#[derive(Clone, Copy, Debug, Default)]
pub struct PageContext<'a> {
    /// Where the page was served: relative links are resolved against it.
    pub url: Option<&'a Url>,
    /// The user's rules for the page's site, if there are any.
    pub rules: Option<&'a SiteRules>,
    /// The title by which the feed announced the page.
    pub feed_title: Option<&'a str>,
    /// When it was fetched: dates such as "3 hours ago" count from then, and are not read without it.
    pub fetched_at: Option<Timestamp>,
}

/// The main content of a page and what the page says about it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Extracted {
    pub metadata: Metadata,
    /// In reading order.
    pub blocks: Vec<Block>,
    pub captions: Vec<String>,
    /// Blocks within the main content and around it that were left out, with the reason.
    pub removed: Vec<Removed>,
    /// How the main content was chosen: `scored`, `rule`, `script`, `feed`, `text`.
    pub method: &'static str,
    /// Limits that cut the page short, such as `too_deep`; empty for nearly every page.
    pub cut_short: Vec<&'static str>,
    /// Readings in parentheses that were taken out, as in `渡(dù)輪`; 0 for nearly every page.
    pub annotations_removed: u32,
    /// What stands in the article's place, if this isn't it.
    pub wall: Option<Wall>,
    /// What came of the user's rules where they failed: `rule body` → `selected nothing`.
    pub rule_notes: BTreeMap<&'static str, &'static str>,
    /// Where the user's rules say that the article goes on.
    pub onward: Onward,
}

/// Other pages of the same article, by the user's rules; absolute.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Onward {
    pub next: Option<Url>,
    /// A view of the whole article on one page.
    pub single_page: Option<Url>,
}

/// What a further page is to its article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageRole {
    /// The text goes on there.
    Next,
    /// The whole text is there.
    SinglePage,
}

impl PageRole {
    /// The word stored.
    pub fn as_str(self) -> &'static str {
        match self {
            PageRole::Next => "next",
            PageRole::SinglePage => "single_page",
        }
    }
}

/// A paragraph or its like, as plain text and as Markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    pub kind: BlockKind,
    pub text: String,
    /// Links and images absolute; no HTML in it.
    pub markdown: String,
}

/// What a block is in the flow of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    Paragraph,
    /// Level 1 to 6.
    Heading(u8),
    /// `depth` 0 is the outermost list.
    ListItem {
        depth: u8,
    },
    Quote,
    Code,
    /// A whole table: one row a line in the text.
    Table,
}

/// What the page claims of itself, each field's witnesses ordered from the most to the least trusted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Metadata {
    pub titles: Vec<Found<String>>,
    pub authors: Vec<Found<Vec<String>>>,
    pub published: Vec<Found<PublisherTime>>,
    pub modified: Vec<Found<PublisherTime>>,
    /// BCP 47, as declared by the page: `zh-CN`.
    pub languages: Vec<Found<String>>,
    pub site_names: Vec<Found<String>>,
    pub descriptions: Vec<Found<String>>,
    /// Absolute URLs.
    pub images: Vec<Found<String>>,
    /// Absolute URLs by which the page calls itself.
    pub canonical_urls: Vec<Found<String>>,
    pub sections: Vec<Found<String>>,
    pub keywords: Vec<Found<Vec<String>>>,
}

/// A value and where it was found, such as `json-ld headline` or `meta og:title`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<T> {
    pub value: T,
    pub source: &'static str,
}

/// A block that was left out of the record, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    pub text: String,
    pub why: String,
    /// It stands around the article rather than within it: at the head of the page, beside the text, at the foot.
    #[serde(default, rename = "around", skip_serializing_if = "std::ops::Not::not")]
    pub is_around: bool,
}

impl Removed {
    /// A block that stands within the article.
    pub fn within(text: String, why: &str) -> Removed {
        Removed { text, why: why.to_owned(), is_around: false }
    }
}
