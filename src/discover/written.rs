//! A subscription as TOML.

use crate::model::{FeedFormat, FeedKey};
use serde_json::Value;
use std::fmt::Write;
use url::Url;

/// A feed that was found and read.
#[derive(Clone, Debug, PartialEq)]
pub struct Subscription {
    pub key: FeedKey,
    pub url: Url,
    pub title: Option<String>,
    pub format: FeedFormat,
    /// Items in it now.
    pub items: usize,
    /// Private addresses may be asked for it.
    pub allow_private: bool,
}

/// A table for the configuration, with what the feed calls itself as a comment above. `is_offer` puts each line
/// behind a `#`, to be taken away.
///
/// ```
/// use feedmill::{discover::{Subscription, subscription}, model::{FeedFormat, FeedKey}};
/// let feed = Subscription {
///     key: FeedKey::parse("日报").unwrap(),
///     url: url::Url::parse("https://a.example/rss").unwrap(),
///     title: Some("日报".to_owned()),
///     format: FeedFormat::Rss,
///     items: 20,
///     allow_private: false,
/// };
/// assert_eq!(subscription(&feed, false), "# 日报 (rss, 20 items)\n[feed.\"日报\"]\nurl = \"https://a.example/rss\"\n");
/// ```
pub fn subscription(feed: &Subscription, is_offer: bool) -> String {
    let sign = if is_offer { "#" } else { "" };
    let items = if feed.items == 1 { "item" } else { "items" };
    let title = feed.title.as_deref().unwrap_or("without a title");
    let title = comment(title);
    let mut toml = format!("# {title} ({}, {} {items})\n", feed.format.as_str(), feed.items);
    // Writing to a String never fails.
    let _ = writeln!(toml, "{sign}[feed.{}]", bare_or_quoted(feed.key.as_str()));
    let _ = writeln!(toml, "{sign}url = {}", quoted(feed.url.as_str()));
    if feed.allow_private {
        let _ = writeln!(toml, "{sign}allow_private = true");
    }
    toml
}

pub(super) fn bare_or_quoted(key: &str) -> String {
    let is_bare = key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if is_bare { key.to_owned() } else { quoted(key) }
}

/// Text for a comment, which ends with its line; control characters are no part of TOML.
pub(super) fn comment(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// JSON's strings are basic strings of TOML, but for U+007F, which neither keys nor URLs have.
pub(super) fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offers_are_comments_to_the_last_line() {
        let feed = Subscription {
            key: FeedKey::parse("a.b").unwrap(),
            url: Url::parse("http://127.0.0.1/f?q=\"\\").unwrap(),
            title: Some("Line\nbreak\u{7}".to_owned()),
            format: FeedFormat::Atom,
            items: 1,
            allow_private: true,
        };
        let offer = subscription(&feed, true);
        assert!(offer.lines().all(|line| line.starts_with('#')), "{offer}");
        let toml = subscription(&feed, false);
        assert_eq!(
            toml,
            "# Line break  (atom, 1 item)\n[feed.\"a.b\"]\nurl = \"http://127.0.0.1/f?q=%22\\\\\"\nallow_private = true\n"
        );
    }
}
