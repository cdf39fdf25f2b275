//! Links that lead many items to one page, such as a site's front page, a live blog, release notes.
//!
//! "One article a story URL" would take such items for one story, of which one text stays. Where each leads to a place of
//! its own, the place belongs to the story's key, and the page is read for the post at that place. Where nothing tells
//! them apart, their own texts are the articles, and the page isn't asked for, which holds all of them or none.

use crate::link;
use crate::model::FeedItem;
use crate::text::{fingerprint, titles_agree};
use std::collections::{HashMap, HashSet};
use url::Url;

/// Where an item's story is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The key of its story; with a fragment where only that tells it from others on its page; `None` where nothing does.
    pub(super) story_url: Option<String>,
    /// The story can be read at its address.
    pub(super) has_page: bool,
}

/// An item's link, taken apart.
struct Link {
    key: String,
    fragment: Option<String>,
    /// Hash of what the item says. An item that is listed twice says the same.
    face: String,
}

/// The place of each item of a document whose site is at `site`, in the order of the items.
pub(super) fn places(items: &[FeedItem], site: Option<&str>) -> Vec<Place> {
    let links: Vec<Option<Link>> = items.iter().map(link_of).collect();
    let site = site.and_then(|site| link::absolute(site, None)).map(|site| link::story_key(&site));
    let mut pages: HashMap<&str, Vec<usize>> = HashMap::with_capacity(items.len());
    for (number, link) in links.iter().enumerate() {
        if let Some(link) = link {
            pages.entry(&link.key).or_default().push(number);
        }
    }
    let (mut posts, mut apart) = (HashSet::new(), HashSet::new());
    for (key, on_page) in pages {
        let is_front_page = site.as_deref() == Some(key);
        let at = |number: &usize| links.get(*number)?.as_ref();
        let fragments: HashSet<_> = on_page.iter().filter_map(at).map(|link| &link.fragment).collect();
        // A fragment that all items have is a mark of the feed, not a place in the page.
        let is_post = |link: &Link| link.fragment.is_some() && fragments.len() > 1;
        let (placed, plain): (Vec<usize>, Vec<usize>) =
            on_page.into_iter().partition(|number| at(number).is_some_and(is_post));
        let plain_faces: HashSet<_> = plain.iter().filter_map(at).map(|link| &link.face).collect();
        posts.extend(placed.into_iter().filter(|number| at(number).is_some_and(|it| !plain_faces.contains(&it.face))));
        if is_front_page || tell_many(items, &plain, plain_faces.len()) {
            apart.extend(plain);
        }
    }
    let mut uses: HashMap<(&str, &str), usize> = HashMap::new();
    for link in links.iter().flatten() {
        *uses.entry((&link.key, link.fragment.as_deref().unwrap_or_default())).or_default() += 1;
    }
    let place = |(number, link): (usize, &Option<Link>)| {
        let Some(link) = link else { return Place { story_url: None, has_page: false } };
        let leads_to_app = link.fragment.as_deref().is_some_and(|place| place.starts_with(['!', '/']));
        let has_place = leads_to_app || posts.contains(&number);
        if !has_place && !apart.contains(&number) {
            return Place { story_url: Some(link.key.clone()), has_page: true };
        }
        let own = link.fragment.as_deref().filter(|place| uses.get(&(&*link.key, place)) == Some(&1));
        let story_url = own.map(|place| format!("{}#{place}", link.key));
        Place { has_page: story_url.is_some() && posts.contains(&number) && !leads_to_app, story_url }
    };
    links.iter().enumerate().map(place).collect()
}

/// Whether items of one address tell several stories: three or more that say different things, or two under titles
/// that have nothing to do with each other. Two alike are one story with a corrected headline.
fn tell_many(items: &[FeedItem], on_page: &[usize], faces: usize) -> bool {
    let titles: Vec<Option<&str>> =
        on_page.iter().filter_map(|number| items.get(*number)).map(|item| item.title.as_deref()).collect();
    match titles.as_slice() {
        [first, rest @ ..] if faces == 2 => rest.iter().any(|title| !titles_agree(*first, *title)),
        _ => faces > 2,
    }
}

fn link_of(item: &FeedItem) -> Option<Link> {
    let link: Url = link::absolute(item.link.as_deref()?, None)?;
    let [title, summary, content] =
        [&item.title, &item.summary, &item.content].map(|text| text.as_deref().unwrap_or_default());
    Some(Link {
        key: link::story_key(&link),
        fragment: link.fragment().filter(|fragment| !fragment.is_empty()).map(str::to_owned),
        face: fingerprint(&[title, summary, content]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(link: &str, title: &str, text: &str) -> FeedItem {
        let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        FeedItem { link: given(link), title: given(title), summary: given(text), ..FeedItem::default() }
    }

    /// The story URL of each, `+` before those whose page may be asked for.
    fn told(items: &[FeedItem]) -> Vec<String> {
        let shown = |place: Place| {
            format!("{}{}", if place.has_page { "+" } else { "" }, place.story_url.as_deref().unwrap_or("none"))
        };
        places(items, Some("https://a.example")).into_iter().map(shown).collect()
    }

    #[test]
    fn a_link_of_its_own_names_a_story() {
        let items = [item("https://a.example/1?utm_source=x#top", "One", ""), item("", "Two", "")];
        assert_eq!(told(&items), ["+https://a.example/1", "none"]);
    }

    #[test]
    fn posts_of_a_live_blog_are_told_apart_by_their_fragments() {
        let items = [
            item("https://a.example/live#p1", "Noon", "The ferry left."),
            item("https://a.example/live#p2", "Noon", "The ferry came."),
            item("https://a.example/live", "Live: the ferry", "All of it."),
        ];
        let expected = ["+https://a.example/live#p1", "+https://a.example/live#p2", "+https://a.example/live"];
        assert_eq!(told(&items), expected);
    }

    #[test]
    fn a_mark_that_a_feed_sets_on_its_links_tells_nothing_apart() {
        let twice = [item("https://a.example/1#rss", "One", ""), item("https://a.example/1#rss", "One", "")];
        assert_eq!(told(&twice), ["+https://a.example/1"; 2]);
        let marked =
            [item("https://a.example/1#comments", "One", "Text."), item("https://a.example/1", "One", "Text.")];
        assert_eq!(told(&marked), ["+https://a.example/1"; 2]);
    }

    #[test]
    fn an_address_of_many_stories_names_none() {
        let notes = ["Ferries", "Trains", "Roads"].map(|title| item("https://a.example/notes", title, "Text."));
        assert_eq!(told(&notes), ["none"; 3]);
        assert_eq!(told(&notes[..2]), ["none"; 2]);
        let forecasts = ["1", "2", "3"].map(|text| item("https://a.example/weather", "Weather", text));
        assert_eq!(told(&forecasts), ["none"; 3]);
    }

    #[test]
    fn a_corrected_headline_is_the_same_story() {
        let items =
            [item("https://a.example/1", "Ferry opens late", "A"), item("https://a.example/1", "Ferry opens", "B")];
        assert_eq!(told(&items), ["+https://a.example/1"; 2]);
    }

    #[test]
    fn the_sites_own_page_is_no_story() {
        assert_eq!(told(&[item("https://a.example/?utm_source=rss", "One", "")]), ["none"]);
        let items = [item("https://a.example/#1", "One", ""), item("https://a.example/#2", "Two", "")];
        assert_eq!(told(&items), ["+https://a.example/#1", "+https://a.example/#2"]);
        let marked = [item("https://a.example/#rss", "One", ""), item("https://a.example/#rss", "Two", "")];
        assert_eq!(told(&marked), ["none"; 2]);
    }

    #[test]
    fn a_fragment_that_is_a_path_leads_to_another_page_than_the_server_sends() {
        assert_eq!(told(&[item("https://a.example/app#!/story/5", "One", "")]), ["https://a.example/app#!/story/5"]);
    }
}
