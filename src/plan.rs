//! What a feed's document means for what is known: items new, changed or the same, pages wanted.

mod shared;

use crate::link;
use crate::model::{FeedItem, Fulltext, ItemNews, KnownItem, PlannedItem, PollPlan};
use crate::text::{count_words, fingerprint};
use std::collections::HashMap;
use url::Url;

/// Compares a feed's items with what is known of them.
///
/// `site` is the page to which the feed says it belongs; `known` holds the items of this feed that the store has
/// met under the same ids; `carries_whole` says that this feed has been seen to carry its articles whole, which
/// `Fulltext::Auto` goes by.
pub fn plan_poll(
    items: Vec<FeedItem>,
    site: Option<&str>,
    known: &[KnownItem],
    fulltext: Fulltext,
    carries_whole: bool,
) -> PollPlan {
    let places = shared::places(&items, site);
    let known: HashMap<&str, &KnownItem> = known.iter().map(|item| (item.item_id.as_str(), item)).collect();
    let mut plan = PollPlan::default();
    // Feeds list the newest first.
    for (item, place) in items.into_iter().zip(places).rev().filter(|(item, _)| says_something(item)) {
        let fingerprint = item_fingerprint(&item);
        let news = match known.get(item.id.as_str()) {
            Some(before) if before.fingerprint == fingerprint => {
                plan.same.push(item.id);
                continue;
            }
            Some(_) => ItemNews::Changed,
            None => ItemNews::New,
        };
        let want_page = place.has_page && wants_page(fulltext, carries_whole, item.content.is_some());
        plan.items.push(PlannedItem { item, news, fingerprint, story_url: place.story_url, want_page });
    }
    plan
}

/// An item without title, text, link and file is no article, unless its feed knows it by an id.
fn says_something(item: &FeedItem) -> bool {
    let is_given = |text: &Option<String>| text.is_some();
    item.has_given_id
        || [&item.title, &item.link, &item.summary, &item.content].into_iter().any(is_given)
        || !item.enclosures.is_empty()
}

/// A hash of what a feed says of an article. Tracking in the link and the addresses of enclosures, which
/// often carry counters, are no change.
pub fn item_fingerprint(item: &FeedItem) -> String {
    let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
    let updated = item.updated.map(|time| time.to_rfc3339()).unwrap_or_default();
    fingerprint(&[
        &or_empty(&item.title),
        &page_url(item).unwrap_or_default(),
        &or_empty(&item.summary),
        &or_empty(&item.content),
        &updated,
        &item.authors.join("\n"),
    ])
}

/// The addresses that a page gives its story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageAddresses {
    /// The one to show.
    pub shown: String,
    /// The one by which the page calls itself, if it may be believed and is another.
    pub alias: Option<String>,
}

/// What a page's own address, redirects followed, and its canonical URL say together.
///
/// A canonical URL is believed on the same site, and not for the front page, which broken templates name
/// in every article. It is shown where it differs in the query or a slash alone; elsewhere it is an alias,
/// under which the story is found again, for a template copied from another page names that page. A post that shares
/// its page with others, whose address ends with its place in it, has no other.
///
/// ```
/// use feedmill::plan::page_addresses;
/// let page = url::Url::parse("https://news.example/a?amp=1").unwrap();
/// assert_eq!(page_addresses(&page, Some("https://www.news.example/a/")).shown, "https://www.news.example/a/");
/// assert_eq!(page_addresses(&page, Some("/b")).alias.as_deref(), Some("https://news.example/b"));
/// assert_eq!(page_addresses(&page, Some("/")).alias, None);
/// assert_eq!(page_addresses(&page, Some("https://elsewhere.example/a")).alias, None);
/// let post = url::Url::parse("https://news.example/today#noon").unwrap();
/// assert_eq!(page_addresses(&post, Some("/today")).shown, "https://news.example/today#noon");
/// ```
pub fn page_addresses(page: &Url, canonical: Option<&str>) -> PageAddresses {
    let own = link::story_key(page);
    if let Some(place) = page.fragment() {
        return PageAddresses { shown: format!("{own}#{place}"), alias: None };
    }
    let believed = canonical.and_then(|canonical| link::absolute(canonical, Some(page))).filter(|canonical| {
        let front_page = canonical.path() == "/" && canonical.query().is_none() && page.path() != "/";
        link::site(canonical) == link::site(page) && !front_page
    });
    let Some(canonical) = believed else { return PageAddresses { shown: own, alias: None } };
    let key = link::story_key(&canonical);
    let same_place = canonical.path().trim_end_matches('/') == page.path().trim_end_matches('/');
    let (shown, other) = if same_place { (key, own) } else { (own, key) };
    PageAddresses { alias: (other != shown).then_some(other), shown }
}

/// Whether a feed's own text of an article is as good as its page: nine tenths of the words at least.
///
/// Pages bring a few lines more than the feed even where the feed is whole, and a teaser is far shorter.
pub fn carries_whole(feed_text: &str, page_words: u32) -> bool {
    let feed_words = count_words(feed_text);
    page_words > 0 && u64::from(feed_words) * 10 >= u64::from(page_words) * 9
}

fn page_url(item: &FeedItem) -> Option<String> {
    Some(link::story_key(&link::absolute(item.link.as_deref()?, None)?))
}

fn wants_page(fulltext: Fulltext, carries_whole: bool, has_content: bool) -> bool {
    match fulltext {
        Fulltext::Auto => !(carries_whole && has_content),
        Fulltext::Always => true,
        Fulltext::Feed | Fulltext::Off => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ArticleId;

    fn item(id: &str, title: &str) -> FeedItem {
        FeedItem {
            id: id.into(),
            title: Some(title.into()),
            link: Some(format!("https://news.example/{id}?utm_source=rss")),
            authors: vec![],
            published: None,
            updated: None,
            summary: Some("<p>Short.</p>".into()),
            content: Some("<p>Long.</p>".into()),
            categories: vec![],
            enclosures: vec![],
            ..FeedItem::default()
        }
    }

    fn known(item: &FeedItem) -> KnownItem {
        KnownItem { item_id: item.id.clone(), article_id: ArticleId(1), fingerprint: item_fingerprint(item) }
    }

    #[test]
    fn new_changed_and_same_are_told_apart() {
        let before = [known(&item("a", "A")), known(&item("b", "B"))];
        let plan = plan_poll(
            vec![item("c", "C"), item("b", "B, corrected"), item("a", "A")],
            None,
            &before,
            Fulltext::Auto,
            false,
        );
        let read: Vec<_> = plan.items.iter().map(|planned| (planned.item.id.as_str(), planned.news)).collect();
        assert_eq!(read, [("b", ItemNews::Changed), ("c", ItemNews::New)]);
        assert_eq!(plan.same, ["a"]);
    }

    #[test]
    fn an_item_that_says_nothing_is_no_article() {
        let nothing = FeedItem { published: Some("2026-11-23T08:00:00Z".parse().unwrap()), ..FeedItem::default() };
        let known_by_id = FeedItem { id: "a".into(), has_given_id: true, ..FeedItem::default() };
        let plan = plan_poll(vec![nothing, known_by_id], None, &[], Fulltext::Auto, false);
        let planned: Vec<_> = plan.items.iter().map(|planned| planned.item.id.as_str()).collect();
        assert_eq!(planned, ["a"]);
    }

    #[test]
    fn the_story_url_has_no_tracking() {
        let plan = plan_poll(vec![item("a", "A")], None, &[], Fulltext::Auto, false);
        assert_eq!(plan.items[0].story_url.as_deref(), Some("https://news.example/a"));
    }

    #[test]
    fn the_policy_decides_over_pages() {
        for (fulltext, whole, wanted) in [
            (Fulltext::Auto, false, true),
            (Fulltext::Auto, true, false),
            (Fulltext::Always, true, true),
            (Fulltext::Feed, false, false),
            (Fulltext::Off, false, false),
        ] {
            let plan = plan_poll(vec![item("a", "A")], None, &[], fulltext, whole);
            assert_eq!(plan.items[0].want_page, wanted, "{fulltext:?} {whole}");
        }
        let without_link = FeedItem { link: None, ..item("a", "A") };
        assert!(!plan_poll(vec![without_link], None, &[], Fulltext::Always, false).items[0].want_page);
    }

    #[test]
    fn a_feed_is_whole_when_the_page_adds_little() {
        assert!(carries_whole("one two three four five six seven eight nine", 10));
        assert!(!carries_whole("one two", 4));
        assert!(carries_whole("新闻报道全文", 6));
        assert!(!carries_whole("anything", 0));
    }
}
