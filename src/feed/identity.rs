//! The id of an item: unique within its feed, and the same at every poll.
//!
//! The rule, in this order:
//! 1. what the feed gives as id (`guid`, `rdf:about`, Atom's and JSON Feed's `id`), unless the feed gives it
//!    to items with different links: then the id and the link together;
//! 2. else the link, as its story's key, so that changing tracking parameters make no new item;
//! 3. else a fingerprint of title and date of publication;
//! 4. else a fingerprint of the content.
//!
//! Never a random number, and never the title where there is something steadier, since headlines are
//! corrected. Items that the rule takes for one are one: the first stands.

use crate::link::story_key;
use crate::model::FeedItem;
use crate::text::fingerprint;
use std::collections::{HashMap, HashSet};
use url::Url;

/// A longer id is kept as its fingerprint: it is a key in the store, and some feeds put whole texts there.
const LONGEST_ID_BYTES: usize = 1024;

/// Gives every item its id. On entry `item.id` is what the feed gave, empty for nothing.
pub(super) fn assign(items: Vec<FeedItem>) -> Vec<FeedItem> {
    let shared = shared_ids(&items);
    let mut taken = HashSet::with_capacity(items.len());
    items
        .into_iter()
        .filter_map(|mut item| {
            item.id = shortened(derived(&item, &shared));
            taken.insert(item.id.clone()).then_some(item)
        })
        .collect()
}

/// Ids that the feed gives to items with different links.
fn shared_ids(items: &[FeedItem]) -> HashSet<String> {
    let mut link_of: HashMap<&str, Option<String>> = HashMap::with_capacity(items.len());
    let mut shared = HashSet::new();
    for item in items.iter().filter(|item| !item.id.is_empty()) {
        let key = key_of(item);
        match link_of.get(item.id.as_str()) {
            Some(other) if *other != key => {
                shared.insert(item.id.clone());
            }
            Some(_) => {}
            None => {
                link_of.insert(&item.id, key);
            }
        }
    }
    shared
}

fn key_of(item: &FeedItem) -> Option<String> {
    item.link.as_deref().and_then(|link| Url::parse(link).ok()).map(|link| story_key(&link))
}

fn derived(item: &FeedItem, shared: &HashSet<String>) -> String {
    let key = key_of(item);
    if !item.id.is_empty() {
        return match key {
            Some(key) if shared.contains(&item.id) => format!("{} {key}", item.id),
            _ => item.id.clone(),
        };
    }
    if let Some(key) = key {
        return key;
    }
    let published = item.published.or(item.updated).map(|time| time.to_utc().to_rfc3339());
    match (&item.title, published) {
        (Some(title), published) => {
            format!("blake3:{}", fingerprint(&["title", title, &published.unwrap_or_default()]))
        }
        (None, published) => {
            let content = item.content.as_deref().or(item.summary.as_deref()).unwrap_or_default();
            let enclosure = item.enclosures.first().map_or("", |enclosure| &enclosure.url);
            format!("blake3:{}", fingerprint(&["content", content, enclosure, &published.unwrap_or_default()]))
        }
    }
}

fn shortened(id: String) -> String {
    if id.len() <= LONGEST_ID_BYTES { id } else { format!("blake3:{}", fingerprint(&[&id])) }
}
