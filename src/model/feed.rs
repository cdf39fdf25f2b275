//! What a feed says: the document, its items, and the key by which the user knows it.

use super::PublisherTime;
use chrono::Weekday;
use serde::Serialize;
use std::fmt;
use thiserror::Error;
use url::Url;

/// The name of a feed's table in the configuration: its identity for good, whatever its URL becomes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct FeedKey(String);

/// Why a text can't be a feed's key.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("a feed's key is 1 to 100 letters, digits, `-`, `_` or `.`")]
pub struct InvalidFeedKey;

impl FeedKey {
    /// Takes letters and digits of any script, `-`, `_` and `.`, at most 100 of them.
    ///
    /// ```
    /// use feedmill::model::FeedKey;
    /// assert_eq!(FeedKey::parse("人民日报").unwrap().as_str(), "人民日报");
    /// assert!(FeedKey::parse("two words").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<FeedKey, InvalidFeedKey> {
        let allowed = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        let length = text.chars().count();
        if (1..=100).contains(&length) && text.chars().all(allowed) {
            Ok(FeedKey(text.to_owned()))
        } else {
            Err(InvalidFeedKey)
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FeedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The family a feed document belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FeedFormat {
    /// RSS 0.9x and 2.0.
    Rss,
    /// RSS 1.0 and 0.90, which are RDF.
    Rdf,
    Atom,
    Json,
}

impl FeedFormat {
    pub fn as_str(self) -> &'static str {
        match self {
            FeedFormat::Rss => "rss",
            FeedFormat::Rdf => "rdf",
            FeedFormat::Atom => "atom",
            FeedFormat::Json => "json",
        }
    }
}

/// One feed as one answer carried it.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedDocument {
    pub format: FeedFormat,
    pub title: Option<String>,
    /// The site the feed belongs to, absolute.
    pub link: Option<String>,
    pub language: Option<String>,
    /// In the feed's own order.
    pub items: Vec<FeedItem>,
    pub hints: FeedHints,
    /// The document breaks off before its end, so a validator that came with it vouches for too much.
    pub is_partial: bool,
    /// What was repaired, dropped or cut short, one sentence each.
    pub warnings: Vec<String>,
}

/// What a feed says about when and where to ask for it. Wishes of its publisher, which nobody has checked.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct FeedHints {
    /// How long the document may be kept: RSS's `ttl`, at most 31 days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ttl_seconds: Option<u64>,
    /// How far apart updates are: `sy:updatePeriod` by `sy:updateFrequency`, a minute to 366 days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub update_interval_seconds: Option<u64>,
    /// From when these updates are counted: `sy:updateBase`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub update_base: Option<PublisherTime>,
    /// Hours of the day in UTC, 0 to 23, at which nothing new comes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skip_hours: Vec<u8>,
    /// Days in UTC on which nothing new comes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skip_days: Vec<Weekday>,
    /// Where the feed has moved: `itunes:new-feed-url`, or a document that is a `<redirect>`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_url: Option<String>,
    /// What the feed calls its own address: `rel="self"`, `feed_url`; a WebSub topic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub self_url: Option<String>,
    /// WebSub hubs that tell of updates, at most 8.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hub_urls: Vec<String>,
    /// The document with older items: `prev-archive` of RFC 5005.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_archive_url: Option<String>,
    /// The document that goes on where this one ends: `next` of RFC 5005, `next_url` of JSON Feed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_page_url: Option<String>,
    /// The document with newer items: `next-archive` of RFC 5005.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_archive_url: Option<String>,
}

/// What a feed says about one article.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FeedItem {
    /// Unique within its feed and the same at every poll (the rule is in `feed/identity.rs`).
    pub id: String,
    /// The feed gave an id; else it was derived from what the item says.
    pub has_given_id: bool,
    /// Plain text.
    pub title: Option<String>,
    /// Absolute, http or https.
    pub link: Option<String>,
    /// Separate names, plain text.
    pub authors: Vec<String>,
    pub published: Option<PublisherTime>,
    pub updated: Option<PublisherTime>,
    /// The date as written, where the feed gives some and none could be read or believed.
    pub unread_date: Option<String>,
    /// As the item declares it, where its feed's language does not hold for it.
    pub language: Option<String>,
    /// What relative links in summary and content start from, where the feed declares it (`xml:base`).
    pub base: Option<String>,
    /// HTML as the feed gave it, unsanitised.
    pub summary: Option<String>,
    /// HTML as the feed gave it, unsanitised: the article's body where the feed carries one.
    pub content: Option<String>,
    pub categories: Vec<String>,
    pub enclosures: Vec<Enclosure>,
}

/// A feed as a page names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedLink {
    pub url: Url,
    /// As the page calls it, one line.
    pub title: Option<String>,
    /// The page's head says that it is a feed; otherwise a link in its text looks like one.
    pub is_declared: bool,
}

/// A file that an item carries along, such as an episode or a picture.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Enclosure {
    pub url: String,
    pub media_type: Option<String>,
    pub length_bytes: Option<u64>,
}
