//! What goes in and comes out for pages that are read again.

use super::{PagePart, RequestRow, StoredPage, WantedPage};
use crate::boilerplate::Learning;
use crate::model::{ArticleId, FeedKey, Record, Timestamp, Validators};

/// What a page that was read leaves for the time when it is read again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NextReading {
    pub feed: Option<FeedKey>,
    pub validators: Validators,
    /// `None` if nothing but its feed asks for it.
    pub due: Option<Timestamp>,
}

/// A page that was read whole, to be read again.
#[derive(Clone, Debug, PartialEq)]
pub struct PageCheck {
    /// At the address where it was served; its failures are those of this check.
    pub page: WantedPage,
    pub validators: Validators,
    /// Its feed says something else of it.
    pub by_feed: bool,
    /// Checks without news since the last edit.
    pub quiet: u32,
    /// When the article came out: published, or first seen if that was before.
    pub born: Timestamp,
}

/// One check and all that follows from it: stored in one transaction.
#[derive(Clone, Debug)]
pub struct CheckRecord {
    pub article_id: ArticleId,
    pub at: Timestamp,
    /// In the order in which they were sent.
    pub requests: Vec<RequestRow>,
    pub outcome: CheckOutcome,
    /// `None` if nothing but its feed asks for it.
    pub next_check_at: Option<Timestamp>,
    /// If this brought no news, its feed's word counts from then on.
    pub quiet_until: Timestamp,
}

#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "one value a check, most of them pages")]
pub enum CheckOutcome {
    /// The page is as it was. A validator that is present takes the old one's place.
    NotModified { validators: Validators },
    /// The page was read, and an article is in it.
    Read(ReadAgain),
    /// The site says that the page is there no more.
    Gone,
    /// Something stands in the article's place, or the page can't be had: that says nothing.
    Nothing,
    /// It is tried again at `until`, as one failure more if `is_counted`.
    Later { until: Timestamp, is_counted: bool },
    /// The configuration wants no check.
    NotAsked,
}

/// A page that was read again.
#[derive(Clone, Debug)]
pub struct ReadAgain {
    pub page: StoredPage,
    /// In reading order.
    pub parts: Vec<PagePart>,
    pub record: Record,
    /// `None` where nothing is learned of the site.
    pub learning: Option<Learning>,
    pub validators: Validators,
    /// It was served at another address than before.
    pub is_elsewhere: bool,
    /// It says something else than the page that was kept, both by today's rules.
    pub is_edit: bool,
}

/// What came of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked {
    Same,
    Edited,
    /// It is there no more, which is new.
    Gone,
    /// It was gone, and is there again.
    Back,
    /// Nothing was learnt of it.
    Kept,
    Later,
}
