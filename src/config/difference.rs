//! What taking up a configuration would change: feeds that come, go or are asked otherwise, sites that are read otherwise.

use super::origin::concern_of;
use super::{Concern, Config};
use crate::model::{CommonSettings, FeedKey, FollowedFeed, SettingsInForce};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// All that would change, in the order of the configuration; feeds that go come last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Difference {
    pub feeds: Vec<FeedDifference>,
    pub sites: Vec<SiteDifference>,
    /// Of `[daemon]`; these take effect at the next start.
    pub daemon: Vec<SettingChange>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FeedDifference {
    pub feed: FeedKey,
    pub what: FeedFate,
    pub changes: Vec<SettingChange>,
}

/// What becomes of a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FeedFate {
    Added,
    /// It is in the configuration again: it goes on with its articles.
    Resumed,
    Changed,
    /// It is in the configuration no more: its articles stay.
    Paused,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SiteDifference {
    /// As its table names it.
    pub site: String,
    pub changes: Vec<SettingChange>,
}

/// A value that becomes another one; both as TOML that may be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SettingChange {
    pub key: String,
    pub concern: Concern,
    pub from: Option<String>,
    pub to: Option<String>,
}

impl Difference {
    pub fn is_empty(&self) -> bool {
        self.feeds.is_empty() && self.sites.is_empty() && self.daemon.is_empty()
    }

    pub fn count(&self, what: FeedFate) -> usize {
        self.feeds.iter().filter(|feed| feed.what == what).count()
    }

    /// Feeds that stay and have a change of this kind.
    pub fn concerned(&self, concern: Concern) -> usize {
        let is_concerned = |feed: &&FeedDifference| feed.changes.iter().any(|change| change.concern == concern);
        self.feeds.iter().filter(is_concerned).count()
    }
}

/// Holds a configuration against what is followed now. `common` is `None` where no daemon has run yet.
///
/// A setting of a site is told with the site, and with the feeds whose own host it is.
pub fn difference(config: &Config, followed: &[FollowedFeed], common: Option<&CommonSettings>) -> Difference {
    let known: HashMap<&FeedKey, &FollowedFeed> = followed.iter().map(|feed| (&feed.key, feed)).collect();
    let stay = config.feeds.iter().filter_map(|feed| {
        let difference = |what, changes| Some(FeedDifference { feed: feed.key.clone(), what, changes });
        let Some(followed) = known.get(&feed.key) else { return difference(FeedFate::Added, Vec::new()) };
        let mut all = changes(&followed.settings, &feed.settings.in_force());
        if followed.url != feed.url.as_str() {
            let reference =
                feed.own.iter().find(|own| own.key == "url").and_then(|own| own.origin.as_ref()?.reference.clone());
            let from = reference.is_none().then(|| followed.url.clone());
            let to = Some(reference.unwrap_or_else(|| feed.url.to_string()));
            all.insert(0, SettingChange { key: "url".to_owned(), concern: Concern::Address, from, to });
        }
        match (followed.is_paused, all.is_empty()) {
            (true, _) => difference(FeedFate::Resumed, all),
            (false, false) => difference(FeedFate::Changed, all),
            (false, true) => None,
        }
    });
    let goes = |feed: &&FollowedFeed| !feed.is_paused && config.feed(&feed.key).is_none();
    let go = followed.iter().filter(goes).map(|feed| FeedDifference {
        feed: feed.key.clone(),
        what: FeedFate::Paused,
        changes: Vec::new(),
    });
    let (daemon, sites) = common.map_or((Vec::new(), Vec::new()), |common| {
        let elsewhere = config.article_settings(None, "").in_force();
        let sites = site_changes(&common.sites, &config.sites_in_force(), &elsewhere);
        (changes(&common.daemon, &config.daemon.in_force()), sites)
    });
    Difference { feeds: stay.chain(go).collect(), sites, daemon }
}

/// A table that is new or gone is one whose settings were, or become, those of everywhere else.
fn site_changes(
    before: &BTreeMap<String, SettingsInForce>,
    after: &BTreeMap<String, SettingsInForce>,
    elsewhere: &SettingsInForce,
) -> Vec<SiteDifference> {
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    names.sort();
    names.dedup();
    let differences = names.into_iter().map(|site| SiteDifference {
        site: site.clone(),
        changes: changes(before.get(site).unwrap_or(elsewhere), after.get(site).unwrap_or(elsewhere)),
    });
    differences.filter(|site| !site.changes.is_empty()).collect()
}

/// Nothing is known of what an older version took up, so nothing is told of it.
fn changes(before: &SettingsInForce, after: &SettingsInForce) -> Vec<SettingChange> {
    if before.is_empty() {
        return Vec::new();
    }
    let mut keys: Vec<&String> = before.keys().chain(after.keys()).collect();
    keys.sort();
    keys.dedup();
    let change = |key: &String| SettingChange {
        key: key.clone(),
        concern: concern_of(key),
        from: before.get(key).cloned(),
        to: after.get(key).cloned(),
    };
    keys.into_iter().map(change).filter(|change| change.from != change.to).collect()
}
