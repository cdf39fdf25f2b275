//! Which level's word holds: feed, then site, then group, then defaults, key by key.

use super::settings::{Given, built_in};
use super::site::{SiteIndex, SitePattern, same_host};
use super::{FeedConfig, Settings};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

/// The levels below the feeds, and what each feed itself says.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Levels {
    /// `[defaults]` over what is built in: what holds without a feed and without a site.
    ground: Settings,
    groups: HashMap<String, Given>,
    sites: Vec<Site>,
    index: SiteIndex,
    feeds: Vec<FeedLevel>,
    /// What holds for feeds that say nothing themselves, by their site's table and their group.
    silent: HashMap<(Option<usize>, Option<String>), Arc<Settings>>,
}

#[derive(Clone, Debug, PartialEq)]
struct Site {
    /// As its table spells it, less what makes no difference.
    name: String,
    /// The table over all tables whose wider patterns match too.
    given: Given,
    /// What holds for a page of the site that no feed led to.
    settings: Settings,
}

#[derive(Clone, Debug, PartialEq)]
struct FeedLevel {
    /// `None` if it says nothing itself, as most feeds do.
    given: Option<Box<Given>>,
    /// The site table of the feed's own host.
    site: Option<usize>,
}

impl Levels {
    pub fn new(defaults: Given, groups: HashMap<String, Given>, mut sites: Vec<(SitePattern, Given)>) -> Levels {
        let ground = defaults.settle(&built_in());
        // From wide to narrow, so that the index finds for each what it can be laid over.
        sites.sort_by_key(|(pattern, _)| pattern.specificity());
        let mut index = SiteIndex::default();
        let mut laid: Vec<Site> = Vec::with_capacity(sites.len());
        for (pattern, given) in sites {
            let wider = index.find(pattern.name()).and_then(|position| laid.get(position));
            let given = wider.map_or_else(|| given.clone(), |wider| given.over(&wider.given));
            let settings = given.clone().settle(&ground);
            index.insert(&pattern, laid.len());
            laid.push(Site { name: pattern.to_string(), given, settings });
        }
        Levels { ground, groups, sites: laid, index, feeds: Vec::new(), silent: HashMap::new() }
    }

    /// Adds the next feed; the answer is what holds for the feed itself.
    pub fn add_feed(&mut self, given: Given, group: Option<&str>, host: &str) -> Arc<Settings> {
        let site = self.index.find(host);
        if given != Given::default() {
            let settings = Arc::new(self.lay(&given, site, group));
            self.feeds.push(FeedLevel { given: Some(Box::new(given)), site });
            return settings;
        }
        self.feeds.push(FeedLevel { given: None, site });
        let alike = (site, group.map(str::to_owned));
        if let Some(settings) = self.silent.get(&alike) {
            return Arc::clone(settings);
        }
        let settings = Arc::new(self.lay(&given, site, group));
        self.silent.insert(alike, Arc::clone(&settings));
        settings
    }

    pub fn for_article<'a>(&'a self, position: usize, feed: &'a FeedConfig, host: &str) -> Cow<'a, Settings> {
        let site = self.index.find(host);
        match self.feeds.get(position) {
            Some(level) if level.site != site => {
                let given = level.given.as_deref().cloned().unwrap_or_default();
                Cow::Owned(self.lay(&given, site, feed.group.as_deref()))
            }
            _ => Cow::Borrowed(&feed.settings),
        }
    }

    pub fn is_same_site(&self, host: &str, other: &str) -> bool {
        let table = self.index.find(host);
        same_host(host, other) || (table.is_some() && table == self.index.find(other))
    }

    /// The site tables, each with what holds for a page that no feed led to.
    pub fn sites(&self) -> impl Iterator<Item = (String, &Settings)> {
        self.sites.iter().map(|site| (site.name.clone(), &site.settings))
    }

    pub fn without_feed(&self, host: &str) -> &Settings {
        let site = self.index.find(host).and_then(|position| self.sites.get(position));
        site.map_or(&self.ground, |site| &site.settings)
    }

    fn lay(&self, feed: &Given, site: Option<usize>, group: Option<&str>) -> Settings {
        let site = site.and_then(|position| self.sites.get(position)).map(|site| &site.given);
        let group = group.and_then(|group| self.groups.get(group));
        let farther = [site, group].into_iter().flatten();
        farther.fold(feed.clone(), |nearer, farther| nearer.over(farther)).settle(&self.ground)
    }
}
