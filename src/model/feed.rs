//! What a feed says: the document, its items, and the key by which the user knows it.

use super::PublisherTime;
use serde::Serialize;
use std::fmt;
use thiserror::Error;

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
    /// What was repaired, dropped or cut short, one sentence each.
    pub warnings: Vec<String>,
}

/// What a feed says about one article.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedItem {
    /// Unique within its feed and the same at every poll (the rule is in `feed/identity.rs`).
    pub id: String,
    /// Plain text.
    pub title: Option<String>,
    /// Absolute, http or https.
    pub link: Option<String>,
    /// Separate names, plain text.
    pub authors: Vec<String>,
    pub published: Option<PublisherTime>,
    pub updated: Option<PublisherTime>,
    /// HTML as the feed gave it, unsanitised.
    pub summary: Option<String>,
    /// HTML as the feed gave it, unsanitised: the article's body where the feed carries one.
    pub content: Option<String>,
    pub categories: Vec<String>,
    pub enclosures: Vec<Enclosure>,
}

/// A file that an item carries along, such as an episode or a picture.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Enclosure {
    pub url: String,
    pub media_type: Option<String>,
    pub length_bytes: Option<u64>,
}
