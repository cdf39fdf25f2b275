//! What a user lays down for the pages of one site, and how it is tried out.

use chrono::NaiveDate;
use std::path::PathBuf;
use url::Url;

use super::PublisherTime;

/// The user's rules for the pages of one site, checked when the configuration is read.
///
/// Each is a CSS selector, for a value with an attribute behind it (`meta[name=by] @content`), or an
/// XPath behind `xpath:`. Of `title`, `author`, `date`, `next` and `single_page` the first that gives
/// something counts; `body` and `strip` take what any of them selects. `replace` holds no selectors.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct SiteRules {
    /// Made in the page's source before it is read: what is looked for, `=>`, what takes its place.
    pub replace: Vec<String>,
    /// The main content is what these select; empty leaves the choice to the extractor.
    pub body: Vec<String>,
    /// Taken out before anything is chosen.
    pub strip: Vec<String>,
    pub title: Vec<String>,
    pub author: Vec<String>,
    /// The date of publication.
    pub date: Vec<String>,
    /// The link to the next page of the article.
    pub next: Vec<String>,
    /// The link to a view of the whole article on one page.
    pub single_page: Vec<String>,
}

/// What a rule is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleUse {
    /// Elements of the page, for `body` and `strip`.
    Elements,
    /// Text, for the other keys: of an element, or of one of its attributes.
    Value,
    /// A change of the page's source, for `replace`.
    Replacement,
}

/// A stored page and what today's rules are to make of it.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleTest {
    /// The site table's name as written: `*.example.com`.
    pub site: String,
    /// Where the test is written: `conf.d/rules.toml:12`.
    pub place: String,
    /// The page: the archive's of this address, unless there is a file.
    pub url: Option<Url>,
    /// A saved page.
    pub file: Option<PathBuf>,
    pub expected: Expected,
}

/// What a record is held against; what is empty isn't asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Expected {
    /// The text holds each of these.
    pub contains: Vec<String>,
    /// The text holds none of these.
    pub absent: Vec<String>,
    pub title: Option<String>,
    pub authors: Option<Vec<String>>,
    pub published: Option<ExpectedDate>,
}

/// A day in the publisher's zone, or an instant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ExpectedDate {
    Day(NaiveDate),
    Instant(PublisherTime),
}
