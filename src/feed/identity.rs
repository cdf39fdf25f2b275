//! The id of an item: unique within its feed, and the same at every poll.
//!
//! The rule, in this order:
//! 1. what the feed gives as id (`guid`, `rdf:about`, Atom's and JSON Feed's `id`);
//! 2. else the link, as its story's key, so that changing tracking parameters make no new item;
//! 3. else a fingerprint of title and date of publication;
//! 4. else a fingerprint of the content.
//!
//! Where a feed gives one id to several items, as some give every item the id of the site, the id alone is none.
//! It is told apart by the first of these that differs among them: link, title with date of publication, content.
//! Items that none of these tell apart are one item, and the first stands.
//!
//! Never a random number, and never the title where there is something steadier, since headlines are corrected.

use crate::link::story_key;
use crate::model::FeedItem;
use crate::text::fingerprint;
use std::collections::{HashMap, HashSet};
use url::Url;

/// A longer id is kept as its fingerprint: it is a key in the store, and some feeds put whole texts there.
const LONGEST_ID_BYTES: usize = 1024;

/// Gives every item its id. On entry `item.id` is what the feed gave, empty for nothing.
pub(super) fn assign(mut items: Vec<FeedItem>) -> Vec<FeedItem> {
    for item in &mut items {
        item.id = own_id(item);
    }
    for difference in [link_key, title_and_date, content] {
        tell_apart(&mut items, difference);
    }
    for item in &mut items {
        item.id = shortened(std::mem::take(&mut item.id));
    }
    let mut taken = HashSet::with_capacity(items.len());
    items.retain(|item| taken.insert(item.id.clone()));
    items
}

/// Adds the difference to the ids of items that share one id and differ in this.
fn tell_apart(items: &mut [FeedItem], difference: fn(&FeedItem) -> String) {
    let mut places: HashMap<&str, Vec<usize>> = HashMap::with_capacity(items.len());
    for (place, item) in items.iter().enumerate() {
        places.entry(&item.id).or_default().push(place);
    }
    let shared: Vec<Vec<usize>> = places.into_values().filter(|places| places.len() > 1).collect();
    for group in shared {
        let differences: Vec<(usize, String)> =
            group.iter().filter_map(|&place| Some((place, difference(items.get(place)?)))).collect();
        let all_the_same = differences.windows(2).all(|pair| matches!(pair, [(_, one), (_, other)] if one == other));
        if all_the_same {
            continue;
        }
        for (place, difference) in differences {
            if let Some(item) = items.get_mut(place) {
                item.id = format!("{} {difference}", item.id);
            }
        }
    }
}

fn link_key(item: &FeedItem) -> String {
    let link = item.link.as_deref().and_then(|link| Url::parse(link).ok());
    link.map(|link| story_key(&link)).unwrap_or_default()
}

fn title_and_date(item: &FeedItem) -> String {
    let published = item.published.or(item.updated).map(|time| time.to_utc().to_rfc3339());
    fingerprint(&["title", item.title.as_deref().unwrap_or_default(), &published.unwrap_or_default()])
}

fn content(item: &FeedItem) -> String {
    let enclosure = item.enclosures.first().map_or("", |enclosure| &enclosure.url);
    let [content, summary] = [&item.content, &item.summary].map(|text| text.as_deref().unwrap_or_default());
    fingerprint(&["content", content, summary, enclosure])
}

fn own_id(item: &FeedItem) -> String {
    if !item.id.is_empty() {
        return item.id.clone();
    }
    let key = link_key(item);
    if !key.is_empty() {
        return key;
    }
    format!("blake3:{}", if item.title.is_some() { title_and_date(item) } else { content(item) })
}

fn shortened(id: String) -> String {
    if id.len() <= LONGEST_ID_BYTES { id } else { format!("blake3:{}", fingerprint(&[&id])) }
}
