//! What goes in and comes out for purges.

use crate::model::{ArticleId, FeedKey, Timestamp};
use chrono::TimeDelta;
use serde::Serialize;

const A_CENTURY: TimeDelta = TimeDelta::days(36_525);

/// What is kept only for so long, as instants: the configuration's word at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RetentionPlan {
    /// Feeds that keep something only for so long; those that aren't among them keep everything.
    pub feeds: Vec<FeedRetention>,
    /// Lines of the request ledger that are older than this go.
    pub requests_before: Option<Timestamp>,
}

impl RetentionPlan {
    /// Nothing is kept of a feed that was taken out of the configuration, but for what other feeds list too.
    pub fn of_removed(feed: FeedKey, now: Timestamp) -> RetentionPlan {
        // Clocks have been put back: so far ahead that nothing was first seen later.
        let articles_before = now.checked_add_signed(A_CENTURY);
        let feed = FeedRetention { feed, pages_before: None, articles_before, last: 0, is_removed: true };
        RetentionPlan { feeds: vec![feed], requests_before: None }
    }
}

/// What one feed keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedRetention {
    pub feed: FeedKey,
    /// Pages that were fetched before this go.
    pub pages_before: Option<Timestamp>,
    /// Articles that the feed listed first before this go.
    pub articles_before: Option<Timestamp>,
    /// The feed's newest articles, and their pages, stay however old they are.
    pub last: u32,
    /// It was taken out of the configuration; without this word such a feed keeps all that it had.
    pub is_removed: bool,
}

/// What has had its time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expired {
    pub articles: Vec<ArticleId>,
    /// Articles whose pages go.
    pub pages: Vec<ArticleId>,
    /// Lines of the ledger.
    pub requests: Vec<i64>,
}

impl Expired {
    pub fn is_empty(&self) -> bool {
        self.articles.is_empty() && self.pages.is_empty() && self.requests.is_empty()
    }
}

/// How much was purged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PurgeCounts {
    pub articles: u64,
    /// Pages of articles that stay.
    pub pages: u64,
    /// As they were kept, of both.
    pub page_bytes: u64,
    pub requests: u64,
}

impl PurgeCounts {
    pub fn is_empty(&self) -> bool {
        self.articles + self.pages + self.requests == 0
    }

    pub fn add(&mut self, more: PurgeCounts) {
        self.articles += more.articles;
        self.pages += more.pages;
        self.page_bytes += more.page_bytes;
        self.requests += more.requests;
    }
}
