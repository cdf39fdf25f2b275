//! What decides when a feed is asked again, beside its schedule.

use super::{FeedHints, Timestamp};
use serde::Serialize;

/// Why a feed's next poll comes later than its schedule has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitReason {
    /// The answer's header calls it fresh until then.
    Cache,
    /// The feed's own `ttl` or update interval.
    FeedHint,
    /// The feed's own `skipHours` and `skipDays`.
    QuietHours,
    /// The server can't say "not modified", and nobody chose the schedule.
    NoValidators,
    /// `Retry-After`, of this feed or of another at its domain.
    RetryAfter,
    /// It failed.
    BackOff,
    /// The site said no.
    Refused,
    /// Nearly no host could be reached, so it isn't the feed's fault.
    Outage,
    /// It was overdue along with many others.
    CatchUp,
}

impl WaitReason {
    pub const ALL: [WaitReason; 9] = [
        WaitReason::Cache,
        WaitReason::FeedHint,
        WaitReason::QuietHours,
        WaitReason::NoValidators,
        WaitReason::RetryAfter,
        WaitReason::BackOff,
        WaitReason::Refused,
        WaitReason::Outage,
        WaitReason::CatchUp,
    ];

    /// The word stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            WaitReason::Cache => "cache",
            WaitReason::FeedHint => "feed_hint",
            WaitReason::QuietHours => "quiet_hours",
            WaitReason::NoValidators => "no_validators",
            WaitReason::RetryAfter => "retry_after",
            WaitReason::BackOff => "back_off",
            WaitReason::Refused => "refused",
            WaitReason::Outage => "outage",
            WaitReason::CatchUp => "catch_up",
        }
    }
}

/// A feed's own word on its updates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PollHints {
    /// The longer of `ttl` and `sy:updatePeriod` by `sy:updateFrequency`.
    pub interval_seconds: Option<u64>,
    /// Hours in UTC at which nothing new comes: bit 0 is midnight.
    pub skip_hours: u32,
    /// Days in UTC on which nothing new comes: bit 0 is Monday.
    pub skip_days: u8,
}

impl From<&FeedHints> for PollHints {
    fn from(hints: &FeedHints) -> PollHints {
        PollHints {
            interval_seconds: hints.ttl_seconds.max(hints.update_interval_seconds),
            skip_hours: hints.skip_hours.iter().filter(|hour| **hour < 24).fold(0, |set, hour| set | 1 << hour),
            skip_days: hints.skip_days.iter().fold(0, |set, day| set | 1 << day.num_days_from_monday()),
        }
    }
}

/// When an item was first there, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// The poll that brought it.
    pub first_seen_at: Timestamp,
    /// By the feed's word.
    pub published_at: Option<Timestamp>,
}

/// Permanent redirects that have led a feed's polls to one address, which isn't believed yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoveClaim {
    pub target: String,
    /// Polls in a row that were led there.
    pub sightings: u32,
    pub since: Timestamp,
    pub seen_at: Timestamp,
}

/// A server that wants to be left alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pause {
    /// A registrable domain, or a host.
    pub whose: String,
    pub scope: PauseScope,
    pub until: Timestamp,
}

/// Who waits when one answer says `Retry-After`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RetryAfterReach {
    /// Everything at its registrable domain.
    #[default]
    Domain,
    /// Everything at its host.
    Host,
    /// The feed or page that was asked for.
    Feed,
}

/// What of a server is left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PauseScope {
    All,
    /// Articles' pages and robots.txt: a feed is often served by other machines than the pages.
    Pages,
}

impl PauseScope {
    pub fn as_str(self) -> &'static str {
        match self {
            PauseScope::All => "all",
            PauseScope::Pages => "pages",
        }
    }
}
