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

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn item(id: &str, link: &str, title: &str, content: &str) -> FeedItem {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        FeedItem {
            id: id.to_owned(),
            title: some(title),
            link: some(link),
            content: some(content),
            ..FeedItem::default()
        }
    }

    fn ids(items: Vec<FeedItem>) -> Vec<String> {
        assign(items).into_iter().map(|item| item.id).collect()
    }

    #[test]
    fn given_ids_stand_and_links_stand_in() {
        let items = vec![
            item("7", "https://a.example/7", "Seven", ""),
            item("", "https://a.example/8?utm_source=x#top", "Eight", ""),
            item("9", "", "Nine", ""),
        ];
        assert_eq!(ids(items), ["7", "https://a.example/8", "9"]);
    }

    #[test]
    fn a_corrected_headline_or_a_new_token_makes_no_new_item() {
        let before = ids(vec![item("", "https://a.example/8?utm_source=x", "Eihgt", "")]);
        let after = ids(vec![item("", "https://a.example/8?utm_source=y", "Eight", "more")]);
        assert_eq!(before, after);
    }

    #[test]
    fn a_shared_id_is_told_apart_by_the_first_thing_that_differs() {
        let by_link =
            ids(vec![item("site", "https://a.example/1", "A", ""), item("site", "https://a.example/2", "A", "")]);
        assert_eq!(by_link, ["site https://a.example/1", "site https://a.example/2"]);
        let by_title = ids(vec![item("site", "", "A", ""), item("site", "", "B", ""), item("other", "", "A", "")]);
        assert!(by_title[0].starts_with("site ") && by_title[1].starts_with("site ") && by_title[2] == "other");
        assert_ne!(by_title[0], by_title[1]);
        let by_content = ids(vec![item("site", "", "A", "one"), item("site", "", "A", "two")]);
        assert_ne!(by_content[0], by_content[1]);
        assert_eq!(ids(vec![item("site", "", "A", "one"), item("site", "", "A", "one")]), ["site"]);
    }

    #[test]
    fn told_apart_whatever_the_order() {
        let [a, b, c] = ["1", "2", "2"].map(|n| item("site", &format!("https://a.example/{n}"), n, n));
        let mut one = ids(vec![a.clone(), b.clone(), c.clone()]);
        let mut other = ids(vec![c, b, a]);
        one.sort();
        other.sort();
        assert_eq!(one, other);
    }

    #[test]
    fn without_id_and_link_title_and_date_are_the_id() {
        let mut dated = item("", "", "A", "one");
        dated.published = DateTime::parse_from_rfc3339("2026-11-23T08:00:00+01:00").ok();
        let mut elsewhere = dated.clone();
        elsewhere.published = DateTime::parse_from_rfc3339("2026-11-23T07:00:00+00:00").ok();
        elsewhere.content = Some("two".to_owned());
        assert_eq!(ids(vec![dated.clone()]), ids(vec![elsewhere]));
        assert_ne!(ids(vec![dated]), ids(vec![item("", "", "A", "one")]));
        assert_ne!(ids(vec![item("", "", "", "one")]), ids(vec![item("", "", "", "two")]));
    }

    #[test]
    fn long_ids_become_short() {
        let long = "x".repeat(5000);
        let short = ids(vec![item(&long, "", "", ""), item(&format!("{long}y"), "", "", "")]);
        assert!(short.iter().all(|id| id.starts_with("blake3:") && id.len() < 50));
        assert_ne!(short[0], short[1]);
    }
}
