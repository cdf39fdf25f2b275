//! The nouns that travel between the steps; no behaviour beyond their invariants.
//!
//! Every step takes values of this room and returns values of this room, so no step needs to
//! know another. Ids are newtypes, times are UTC, and a field that may be unknown is an `Option`.

mod article;
mod credentials;
mod failure;
mod feed;
mod following;
mod page;
mod polling;
mod record;
mod rules;
mod waiting;
mod wall;

pub use article::ArticleRow;
pub use credentials::Credentials;
pub use failure::FailureKind;
pub use feed::{Enclosure, FeedDocument, FeedFormat, FeedHints, FeedItem, FeedKey, FeedLink, InvalidFeedKey};
pub use following::{CommonSettings, ConfigurationState, FollowedFeed, SettingsInForce};
pub use page::{Block, BlockKind, Extracted, Found, Metadata, Onward, PageContext, PageRole, Removed};
pub use polling::{Fulltext, ItemNews, KnownItem, PlannedItem, PollPlan, RequestKind, Validators};
pub use record::{Alternative, ArticleId, ArticleStatus, ItemFacts, LanguageRun, Record, RevisionReason};
pub use rules::{Expected, ExpectedDate, RuleTest, RuleUse, SiteRules};
pub use waiting::{MoveClaim, Pause, PauseScope, PollHints, RetryAfterReach, Sighting, WaitReason};
pub use wall::Wall;

/// An instant as it is stored and compared.
pub type Timestamp = chrono::DateTime<chrono::Utc>;

/// A date as its publisher wrote it, zone included: the day on the page is the day in the record.
pub type PublisherTime = chrono::DateTime<chrono::FixedOffset>;
