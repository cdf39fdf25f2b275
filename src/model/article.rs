//! An article as the archive gives it out: the columns of the view `articles`.

use super::{ArticleId, ArticleStatus, FeedKey, PublisherTime, Timestamp};
use serde::Serialize;

/// One article, as it is listed, searched and exported.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ArticleRow {
    pub id: ArticleId,
    /// `None` for an item without a link.
    pub url: Option<String>,
    /// The URL's host without `www.`.
    pub site: Option<String>,
    pub title: Option<String>,
    pub authors: Vec<String>,
    #[serde(rename = "published_at")]
    pub published: Option<PublisherTime>,
    #[serde(rename = "modified_at")]
    pub modified: Option<PublisherTime>,
    pub first_seen_at: Timestamp,
    /// When feedmill last changed the record.
    pub updated_at: Timestamp,
    pub language: Option<String>,
    pub summary: Option<String>,
    pub text: String,
    pub markdown: String,
    pub words: u32,
    pub method: String,
    pub content_hash: String,
    /// 0 until the first settled text.
    pub revision: u32,
    pub cluster_id: Option<i64>,
    pub status: ArticleStatus,
    /// Keys of the feeds that list it, in order.
    pub feeds: Vec<FeedKey>,
    pub section: Option<String>,
    pub keywords: Vec<String>,
    pub image: Option<String>,
    /// Why the page could not be had or read, kind first.
    pub error: Option<String>,
    /// Grows with every change in the archive: remember the greatest to read on from there.
    pub change_seq: i64,
    /// When its site said that it is there no more; `None` while it is.
    pub gone_at: Option<Timestamp>,
}
