//! What goes into the store and what comes out for the two lines of work.

mod checks;
mod retention;

pub use checks::{CheckOutcome, CheckRecord, Checked, NextReading, PageCheck, ReadAgain};
pub use retention::{Expired, FeedRetention, PurgeCounts, RetentionPlan};

use crate::boilerplate::Learning;
use crate::model::{
    ArticleId, ArticleStatus, CommonSettings, FailureKind, FeedKey, ItemFacts, MoveClaim, PageRole, Pause, PlannedItem,
    PollHints, Record, RequestKind, SettingsInForce, Timestamp, Validators, WaitReason, Wall,
};
use serde::Serialize;
use std::sync::Arc;

/// A feed's row in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct FeedId(pub i64);

/// A feed as the configuration has it.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedSetup {
    pub key: FeedKey,
    pub url: String,
    pub tags: Vec<String>,
    /// When a feed that is new to the store is polled first.
    pub first_poll_at: Timestamp,
    /// When the schedule has the feed due next. A stored due time later than this is brought forward,
    /// unless something else than the schedule made it so late.
    pub scheduled_at: Option<Timestamp>,
    pub settings: Arc<SettingsInForce>,
}

/// What became of a look at the configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct ConfigurationLook {
    /// Of the daemon.
    pub pid: u32,
    pub at: Timestamp,
    /// What was taken up, else why nothing was.
    pub outcome: Result<CommonSettings, String>,
    /// The daemon's first.
    pub is_start: bool,
}

/// Feeds whose due times have lost touch with the clock.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OutOfTime {
    /// The longest overdue first. Feeds that were never polled aren't among them.
    pub overdue: Vec<FeedId>,
    /// With the due time and the later instant at which it was set.
    pub from_the_future: Vec<(FeedId, Timestamp, Timestamp)>,
}

/// A due time set anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PutOff {
    pub feed_id: FeedId,
    pub until: Timestamp,
    pub waits_for: Option<WaitReason>,
}

/// What a poll needs to know of a feed.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedState {
    pub feed_id: FeedId,
    pub key: FeedKey,
    /// As configured.
    pub url: String,
    /// The address to ask in its place: the server has said for long enough that the feed moved there.
    pub moved_url: Option<String>,
    pub validators: Validators,
    /// The address that gave them, redirects followed.
    pub validators_url: Option<String>,
    pub next_poll_at: Timestamp,
    /// Failed polls since the last success.
    pub failures: u32,
    /// No poll has succeeded yet.
    pub first_poll: bool,
    /// Last poll that was answered by a feed in full.
    pub last_fresh_at: Option<Timestamp>,
    /// "Not modified" was once said of this feed though it had changed.
    pub frozen_validators: bool,
    pub hints: PollHints,
    /// Where permanent redirects have led of late.
    pub move_claim: Option<MoveClaim>,
    /// The feed has been seen to carry its articles whole: so it was with at least four of five pages, and
    /// with five pages at the least.
    pub carries_whole: bool,
}

impl FeedState {
    /// The address that is asked.
    pub fn ask_url(&self) -> &str {
        self.moved_url.as_deref().unwrap_or(&self.url)
    }
}

/// One poll and all that follows from it: stored in one transaction.
#[derive(Clone, Debug)]
pub struct PollRecord {
    pub feed_id: FeedId,
    /// The address that the configuration had when the poll began.
    pub configured_url: String,
    pub at: Timestamp,
    pub next_poll_at: Timestamp,
    pub waits_for: Option<WaitReason>,
    pub request: RequestRow,
    pub outcome: PollOutcome,
    pub address: Address,
    /// The server wants to be left alone.
    pub pause: Option<Pause>,
    /// Pages of which the feed says something else are read again.
    pub rereads_changed: bool,
}

/// What a poll says about where its feed lives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Address {
    /// Nothing.
    #[default]
    Silent,
    /// No permanent redirect: an earlier claim is void.
    Stays,
    /// A permanent redirect led elsewhere, which may be believed later.
    Claimed(MoveClaim),
    /// It has been claimed for long enough: this address is asked from now on.
    Moved(String),
    /// What was believed doesn't hold: the configured address is asked again.
    Returned,
}

#[derive(Clone, Debug)]
pub enum PollOutcome {
    /// A feed was read. Its validators take the place of the old ones, even where there are none.
    Fresh {
        title: Option<String>,
        link: Option<String>,
        language: Option<String>,
        validators: Validators,
        /// The address that gave them, redirects followed.
        validators_url: String,
        items: Vec<ItemRecord>,
        /// Ids of items that were seen again unchanged.
        same: Vec<String>,
        /// What was repaired or left out.
        warning: Option<String>,
        hints: PollHints,
        /// Whether the validators have been found to stand still; `None` if nothing was learnt about it.
        frozen_validators: Option<bool>,
    },
    /// An older document of the feed was read: its items come in, and nothing else changes.
    Older { items: Vec<ItemRecord>, same: Vec<String> },
    /// A validator that is present takes the old one's place. `None` if the answer came from another
    /// address than the validators: they are void, and the next poll asks without.
    NotModified { validators: Option<Validators> },
    Failed {
        kind: FailureKind,
        message: String,
        /// The server said that the feed is no more: it isn't polled again.
        gone: bool,
        /// The network was down for nearly all feeds: not one more failure of this one.
        is_outage: bool,
    },
}

/// An item that is new or changed.
#[derive(Clone, Debug)]
pub struct ItemRecord {
    pub planned: PlannedItem,
    /// Cleaned from the feed's own text.
    pub record: Record,
    /// `Pending` if the page is wanted, else `FeedOnly`.
    pub status: ArticleStatus,
}

/// What a poll changed in the archive.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PollStored {
    pub new_articles: u32,
    pub changed_articles: u32,
    /// Pages that this poll made wanted.
    pub wanted: Vec<WantedPage>,
    /// Pages that are to be read again since the feed says something else of them.
    pub to_reread: u32,
}

/// A page to be asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct WantedPage {
    pub article_id: ArticleId,
    pub url: String,
    /// The feed whose settings apply.
    pub feed: FeedKey,
    pub feed_id: FeedId,
    /// Failed tries so far.
    pub failures: u32,
    pub next_try_at: Timestamp,
}

/// One scrape and all that follows from it: stored in one transaction.
#[derive(Clone, Debug)]
pub struct ScrapeRecord {
    pub article_id: ArticleId,
    pub at: Timestamp,
    /// In the order in which they were sent; empty if nothing was asked of the network: robots.txt said no.
    pub requests: Vec<RequestRow>,
    pub outcome: ScrapeOutcome,
    /// When the page is read again, should it hold the article.
    pub then: Option<NextReading>,
}

#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "one value a scrape, most of them pages")]
pub enum ScrapeOutcome {
    Page {
        /// The address to show, redirects followed, as a story key.
        url: String,
        /// Another story key by which the page is known.
        alias: Option<String>,
        page: StoredPage,
        /// In reading order.
        parts: Vec<PagePart>,
        record: Record,
        /// `None` where nothing is learned of the site.
        learning: Option<Learning>,
        /// Whether the feed's text was as good as the page; `None` if the feed carries no article text.
        feed_was_whole: Option<bool>,
    },
    /// The page holds no article: it is kept, the feed's text stands in, and it isn't asked for again.
    NoArticle { page: StoredPage, message: String },
    /// The site shows something else in the article's place: it is kept, and the feed's text stands in.
    Wall {
        page: StoredPage,
        wall: Wall,
        /// `None` if it isn't asked for again.
        next_try_at: Option<Timestamp>,
    },
    Failed {
        kind: FailureKind,
        message: String,
        /// `None` gives the page up: the feed's text stands in.
        next_try_at: Option<Timestamp>,
    },
    /// No failure of the page's own: it waits, and no try is counted.
    PutOff { kind: FailureKind, message: String, next_try_at: Timestamp },
}

/// A page as it was served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPage {
    /// After redirects.
    pub url: String,
    pub status: u16,
    pub content_type: Option<String>,
    /// Codings of `body` in the order they were applied, as in the header; empty for none.
    pub content_encoding: String,
    pub body: Vec<u8>,
    /// Decoded size.
    pub body_bytes: u64,
}

/// A further page that the article's text was taken from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PagePart {
    pub role: PageRole,
    pub page: StoredPage,
}

/// What a scrape changed in the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScrapeStored {
    /// Where the article is now; another id than was given if two were found to be one.
    pub article_id: ArticleId,
    pub status: ArticleStatus,
    /// Number of the current revision.
    pub revision: u32,
    /// Title or text is another than before.
    pub changed: bool,
}

/// One line of the request ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RequestRow {
    pub at: Timestamp,
    pub feed: Option<FeedKey>,
    pub url: String,
    pub kind: RequestKind,
    /// HTTP; `None` if no answer came.
    pub status: Option<u16>,
    /// `fresh`, `not_modified`, `page`, or the kind of the failure.
    pub outcome: String,
    pub wire_bytes: u64,
    pub body_bytes: u64,
    pub took_ms: u64,
}

/// What a host's robots.txt said last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RobotsRow {
    /// When it was answered last, or asked for first if it never was.
    pub fetched_at: Timestamp,
    /// Of the last answer; `None` if there never was one.
    pub status: Option<u16>,
    pub body: Vec<u8>,
    /// The last try, if it brought no answer.
    pub tried_at: Option<Timestamp>,
}

/// What feeds have said of an article, for the reading of its page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArticleFacts {
    /// Of the item by which the article was first seen.
    pub item: ItemFacts,
    /// The cleaned text that a feed gave; empty once the article has its page's text.
    pub feed_text: String,
    /// That text came from the feed's content, not from its summary.
    pub has_content: bool,
}

/// The pages that were kept of an article, with what is known beside them, to be read again.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptArticle {
    pub article_id: ArticleId,
    /// The feeds that list it, the one that listed it first in front.
    pub feeds: Vec<FeedKey>,
    pub fetched_at: Timestamp,
    pub page: StoredPage,
    /// In reading order.
    pub parts: Vec<PagePart>,
    pub facts: ArticleFacts,
}

/// What a kept page gives today: stored in one transaction.
#[derive(Clone, Debug)]
pub struct RereadRecord {
    pub article_id: ArticleId,
    pub at: Timestamp,
    /// Which page was read: as `KeptArticle` had it.
    pub page_fetched_at: Timestamp,
    /// `None` if no article is found in it today; what there is stays then.
    pub record: Option<Record>,
    /// `None` where nothing is learned of the site.
    pub learning: Option<Learning>,
}

/// What came of reading a kept page again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reread {
    Article(ContentChange),
    /// No article is found today, so the record stays as it was.
    NoArticle,
    /// The article or its page is another by now.
    Overtaken,
}

/// How a record differs from the one before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ContentChange {
    /// Names of the fields that differ.
    pub fields: Vec<&'static str>,
    /// The record before was made from the page too.
    pub was_full: bool,
    pub words_before: u32,
    pub words_after: u32,
}

impl ContentChange {
    pub fn is_none(&self) -> bool {
        self.fields.is_empty() && self.was_full
    }
}
