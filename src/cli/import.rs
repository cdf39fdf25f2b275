//! `feedmill import`: an OPML list to the TOML that subscribes to its feeds. No server is asked.

use super::arguments::{Import, Place};
use super::failure::{Failure, chain};
use super::output::{counted, printable, stdout};
use super::{files, locate, saved};
use crate::config::Config;
use crate::discover::{ImportedFeed, imported, key_for};
use crate::feed::{self, OpmlOutline};
use crate::link;
use std::collections::HashSet;
use std::io::Write;
use url::Url;

/// Larger lists are no lists of subscriptions.
const LARGEST_LIST_BYTES: u64 = 10 << 20;

pub fn import(place: &Place, arguments: &Import) -> Result<(), Failure> {
    let bytes = saved::read(&arguments.file, LARGEST_LIST_BYTES)
        .map_err(|message| Failure::new(format!("{}: {message}", arguments.file.display())))?;
    let list = feed::opml(&bytes).map_err(|fault| {
        Failure::new(format!("{}: {}", arguments.file.display(), chain(&fault)))
            .with_hint("export the subscriptions of your feed reader as OPML; `feedmill add` takes a single feed")
    })?;
    // Without a configuration nothing is known yet, which is how many begin.
    let config = locate::config_path(place).is_ok().then(|| locate::configuration(place)).transpose()?;
    let taken = list.feeds;
    let mut told: Vec<String> = Vec::new();
    let feeds = subscriptions(taken, config.as_ref(), &mut told)?;
    if list.passed_over > 0 {
        told.push(format!("{} more feeds than are read from one list", list.passed_over));
    }
    let is_taken = |name: &str| {
        config.as_ref().is_some_and(|config| config.feeds.iter().any(|feed| feed.group.as_deref() == Some(name)))
    };
    let toml = imported(&feeds, &is_taken);
    match &arguments.out {
        Some(path) => files::new_file(path, &toml)?,
        None => {
            let mut out = stdout();
            out.write_all(toml.as_bytes())?;
            out.flush()?;
        }
    }
    for sentence in &told {
        eprintln!("passed over {}", printable(sentence));
    }
    let place = arguments.out.as_ref().map(|path| format!(" to {}; `feedmill check` judges it", path.display()));
    eprintln!("{} written{}", counted(feeds.len() as u64, "feed", "feeds"), place.unwrap_or_default());
    Ok(())
}

/// Gives each feed its key; what can't be subscribed to or is there already is `told`.
fn subscriptions(
    outlines: Vec<OpmlOutline>,
    config: Option<&Config>,
    told: &mut Vec<String>,
) -> Result<Vec<ImportedFeed>, Failure> {
    let configured = || config.into_iter().flat_map(|config| &config.feeds);
    let mut urls: HashSet<String> = configured().map(|feed| link::story_key(&feed.url)).collect();
    let mut keys: HashSet<String> = configured().map(|feed| feed.key.to_string()).collect();
    let mut feeds = Vec::new();
    for outline in outlines {
        let Some(url) = web_address(&outline.url) else {
            told.push(format!("{}: neither http nor https, or with a password in it", outline.url));
            continue;
        };
        if !urls.insert(link::story_key(&url)) {
            told.push(format!("{url}: it is there already"));
            continue;
        }
        let key = key_for(outline.title.as_deref(), &url, &|key| keys.contains(key)).map_err(Failure::new)?;
        keys.insert(key.to_string());
        let OpmlOutline { title, folders, categories, .. } = outline;
        feeds.push(ImportedFeed { key, url, title, folders, tags: categories });
    }
    Ok(feeds)
}

/// The address as the configuration takes it. `feed:` is how old readers wrote http.
fn web_address(written: &str) -> Option<Url> {
    let written = match written.strip_prefix("feed:") {
        Some(rest) if rest.starts_with("http") => rest.to_owned(),
        Some(rest) => format!("http:{rest}"),
        None => written.to_owned(),
    };
    let url = link::absolute(&written, None)?;
    (url.username().is_empty() && url.password().is_none()).then_some(url)
}
