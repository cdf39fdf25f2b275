//! What the store remembers of the configuration: the feeds it follows, and the settings by which it does.

use super::{FeedKey, Timestamp};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Settings by their keys, as TOML that may be shown.
pub type SettingsInForce = BTreeMap<String, String>;

/// A feed as it is followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowedFeed {
    pub key: FeedKey,
    /// As configured when it was taken up last.
    pub url: String,
    /// It was taken out of the configuration; its articles stay.
    pub is_paused: bool,
    /// Empty if an older version took the feed up; shared by feeds that are followed alike.
    pub settings: Arc<SettingsInForce>,
}

/// What of the configuration concerns no single feed.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CommonSettings {
    pub daemon: SettingsInForce,
    /// By the names of the site tables.
    pub sites: BTreeMap<String, SettingsInForce>,
}

/// How the daemon that ran last, or runs, came by its configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigurationState {
    pub pid: u32,
    /// When the configuration in force was taken up.
    pub applied_at: Timestamp,
    /// The last look at it.
    pub tried_at: Timestamp,
    /// Looks since the daemon started, the first among them.
    pub tries: u64,
    /// Why the last one was refused.
    pub fault: Option<String>,
    pub common: CommonSettings,
}
