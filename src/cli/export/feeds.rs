//! `feedmill export --format opml`: the feeds of the configuration, groups as folders.

use crate::cli::arguments::{Export, Place};
use crate::cli::failure::Failure;
use crate::cli::output::stdout;
use crate::cli::{files, locate};
use crate::export::{OpmlFeed, opml};
use std::collections::HashMap;

/// Titles and sites are as the feeds gave them last, if a database is there.
pub fn export(place: &Place, arguments: &Export) -> Result<(), Failure> {
    let config = locate::configuration(place)?;
    let known: HashMap<_, _> = match locate::archive(place) {
        Ok(archive) => archive.feeds()?.into_iter().map(|feed| (feed.key.clone(), feed)).collect(),
        Err(_) => HashMap::new(),
    };
    let selection = &arguments.selection;
    let is_meant = |key: &str, tags: &[String]| {
        selection.feed.as_deref().is_none_or(|feed| feed == key)
            && selection.tag.as_ref().is_none_or(|tag| tags.contains(tag))
    };
    let feeds: Vec<OpmlFeed> = config
        .feeds
        .iter()
        .filter(|feed| is_meant(feed.key.as_str(), &feed.settings.tags))
        .map(|feed| OpmlFeed {
            title: known.get(&feed.key).and_then(|known| known.title.clone()).unwrap_or_else(|| feed.key.to_string()),
            url: feed.url.to_string(),
            site_url: known.get(&feed.key).and_then(|known| known.link.clone()),
            folder: feed.group.clone(),
            tags: feed.settings.tags.clone(),
        })
        .collect();
    match &arguments.out {
        Some(path) => files::whole(path, |file| Ok(opml(file, "feedmill", &feeds)?)),
        None => Ok(opml(&mut stdout(), "feedmill", &feeds)?),
    }
}
