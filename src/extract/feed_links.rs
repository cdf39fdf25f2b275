//! The feeds that a page names.

use super::arena::Element;
use super::limits;
use super::tokenizer::Wanted;
use super::tree::{Step, Walk, attribute, text_below};
use crate::link;
use crate::model::FeedLink;
use crate::text::tidy_line;
use std::borrow::Cow;
use url::Url;

/// A page that names more is a directory of feeds.
const MOST_LINKS: usize = 100;

const MOST_TITLE_BYTES: usize = 200;

/// Every feed that a page names: those it declares (`<link rel="alternate">`), then links in its text that
/// look like feeds, each address once and in the page's order. `page` is where the page came from.
///
/// ```
/// let page = url::Url::parse("https://news.example/world/").unwrap();
/// let html = "<link rel=alternate type=application/rss+xml title=World href=feed.xml><a href=/atom.xml>Atom</a>";
/// let found = feedmill::extract::feed_links(html, Some(&page));
/// let urls: Vec<&str> = found.iter().map(|link| link.url.as_str()).collect();
/// assert_eq!(urls, ["https://news.example/world/feed.xml", "https://news.example/atom.xml"]);
/// assert!(found[0].is_declared && !found[1].is_declared);
/// ```
pub fn feed_links(html: &str, page: Option<&Url>) -> Vec<FeedLink> {
    let parsed = limits::parse(html, Wanted::Known);
    let (mut declared, mut seen) = (Vec::new(), Vec::new());
    let mut base = page.cloned();
    let mut has_base = false;
    let walk = Walk::new(parsed.tree.root());
    let opened = walk.filter_map(|step| match step {
        Step::Open(node) => Some(node),
        Step::Close(_) => None,
    });
    for node in opened {
        let Some(element) = node.element() else { continue };
        let href = attribute(element, "href");
        match (&*element.name.local, href) {
            ("base", Some(href)) if !has_base => {
                has_base = true;
                base = link::absolute(href, page).or(base);
            }
            ("link", Some(href)) if declared.len() < MOST_LINKS && declares_feed(element) => {
                let title = attribute(element, "title").map(str::to_owned).unwrap_or_default();
                declared.extend(found(href, base.as_ref(), title, true));
            }
            ("a" | "area", Some(href)) if seen.len() < MOST_LINKS => {
                let Some(link) = found(href, base.as_ref(), String::new(), false) else { continue };
                let text = text_below(node, MOST_TITLE_BYTES);
                if is_feed_type(element) || looks_like_feed(&link.url) || names_feed(&text) {
                    seen.push(FeedLink { title: titled(&text), ..link });
                }
            }
            _ => {}
        }
    }
    let mut links: Vec<FeedLink> = Vec::new();
    for link in declared.into_iter().chain(seen) {
        if !links.iter().any(|other| other.url == link.url) {
            links.push(link);
        }
    }
    links.truncate(MOST_LINKS);
    links
}

fn found(href: &str, base: Option<&Url>, title: String, is_declared: bool) -> Option<FeedLink> {
    let mut url = link::absolute(&without_feed_scheme(href), base)?;
    url.set_fragment(None);
    Some(FeedLink { url, title: titled(&title), is_declared })
}

/// `feed:https://…` and `feed://…` once told browsers to hand an address to a reader.
fn without_feed_scheme(href: &str) -> Cow<'_, str> {
    match href.trim().strip_prefix("feed:") {
        Some(rest) if rest.starts_with("//") => Cow::Owned(format!("http:{rest}")),
        Some(rest) => Cow::Borrowed(rest),
        None => Cow::Borrowed(href),
    }
}

fn titled(text: &str) -> Option<String> {
    let line = tidy_line(text);
    let end = line.floor_char_boundary(MOST_TITLE_BYTES);
    line.get(..end).map(str::to_owned).filter(|line| !line.is_empty())
}

/// `rel` is `alternate` or the older `feed`, and the type is a feed's. Translations of the page are alternates too.
fn declares_feed(element: Element<'_>) -> bool {
    let relations = attribute(element, "rel").unwrap_or_default();
    let is = |wanted: &str| relations.split_ascii_whitespace().any(|relation| relation.eq_ignore_ascii_case(wanted));
    is("feed") || (is("alternate") && !is("stylesheet") && is_feed_type(element))
}

/// Plain `application/json` is no feed's: many sites declare their interfaces so.
fn is_feed_type(element: Element<'_>) -> bool {
    let kind = attribute(element, "type").unwrap_or_default().to_ascii_lowercase();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    matches!(
        kind,
        "application/rss+xml"
            | "application/atom+xml"
            | "application/rdf+xml"
            | "application/feed+json"
            | "application/rss"
            | "application/atom"
            | "application/xml"
            | "text/xml"
            | "text/rss"
            | "text/rss+xml"
    )
}

/// Whether an address is shaped like those of feeds.
fn looks_like_feed(url: &Url) -> bool {
    let path = url.path().trim_end_matches('/').to_ascii_lowercase();
    let last = path.rsplit('/').next().unwrap_or_default();
    let (stem, ending) = last.rsplit_once('.').unwrap_or((last, ""));
    let names_one = |word: &str| {
        word.split(['-', '_', '.']).any(|part| matches!(part, "rss" | "rss2" | "atom" | "feed" | "feeds" | "rdf"))
    };
    match ending {
        "rss" | "atom" | "rdf" => true,
        "xml" => names_one(stem) || stem == "index",
        "json" => names_one(stem),
        "" | "php" | "aspx" | "asp" | "cgi" => {
            matches!(stem, "rss" | "rss2" | "atom" | "feed" | "rdf")
                || url.query_pairs().any(|(name, kind)| name == "feed" && matches!(&*kind, "rss" | "rss2" | "atom"))
        }
        _ => false,
    }
}

/// Whether a link's whole text is a word for feeds. Pages that explain feeds are called so too, so whoever
/// asks for them finds out.
fn names_feed(text: &str) -> bool {
    let text = text.to_lowercase();
    matches!(
        text.as_str(),
        "rss"
            | "rss feed"
            | "rss-feed"
            | "rss 2.0"
            | "atom"
            | "atom feed"
            | "feed"
            | "xml"
            | "json feed"
            | "rss订阅"
            | "rss 订阅"
            | "rss訂閱"
            | "rssフィード"
            | "خلاصات rss"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urls(html: &str) -> Vec<String> {
        let page = Url::parse("https://news.example/world/page.html").unwrap();
        feed_links(html, Some(&page)).into_iter().map(|link| link.url.into()).collect()
    }

    #[test]
    fn declared_feeds() {
        for (html, expected) in [
            ("<link rel=alternate type='application/rss+xml' href=/f>", &["https://news.example/f"][..]),
            (
                "<link rel='ALTERNATE nofollow' type='application/Atom+XML; charset=utf-8' href='f'>",
                &["https://news.example/world/f"],
            ),
            ("<link rel=feed href=f.json>", &["https://news.example/world/f.json"]),
            ("<link rel=alternate type=application/feed+json href=//b.example/f>", &["https://b.example/f"]),
            ("<base href=/deep/><link rel=alternate type=text/xml href=f>", &["https://news.example/deep/f"]),
            ("<link rel=alternate type=application/rss+xml href='feed:https://a.example/f'>", &["https://a.example/f"]),
            ("<link rel=alternate type=application/rss+xml href='feed://a.example/f'>", &["http://a.example/f"]),
            ("<link rel=alternate type=application/json href=/wp-json/wp/v2/posts>", &[]),
            ("<link rel=alternate type='application/json+oembed' href=/o>", &[]),
            ("<link rel=alternate hreflang=de href=/de>", &[]),
            ("<link rel='alternate stylesheet' type='text/xml' href=/s>", &[]),
            ("<link rel=alternate type='application/rss+xml' href='javascript:x'>", &[]),
            // In the body, as some themes have it, and twice.
            (
                "<body><p>x<link rel=alternate type='application/rss+xml' href=/f><a href='/f#x'>RSS</a>",
                &["https://news.example/f"],
            ),
        ] {
            assert_eq!(urls(html), expected, "{html}");
        }
    }

    #[test]
    fn links_that_look_like_feeds() {
        for href in [
            "/rss",
            "/rss.xml",
            "/a/feed/",
            "/atom.xml",
            "/index.xml",
            "/index.rdf",
            "/news.rss",
            "/feed.json",
            "/?feed=rss2",
            "/rss.php",
            "/feeds/posts-atom.xml",
            "/all-feed.xml",
        ] {
            assert_eq!(urls(&format!("<a href='{href}'>here</a>")).len(), 1, "{href}");
        }
        for href in
            ["/", "/feedback", "/about.html", "/sitemap.xml", "/atom-physics", "/manifest.json", "/feeding-birds.xml"]
        {
            assert!(urls(&format!("<a href='{href}'>here</a>")).is_empty(), "{href}");
        }
        assert_eq!(urls("<a href=/subscribe> RSS </a><a href=/2>RSS订阅</a>").len(), 2);
    }

    #[test]
    fn declared_feeds_come_first_and_have_titles() {
        let html = "<a href=/rss>All <b>news</b></a><link rel=alternate type=application/rss+xml title=' World\n news ' href=/w>";
        let found = feed_links(html, Url::parse("https://a.example/").ok().as_ref());
        let read: Vec<_> =
            found.iter().map(|link| (link.url.path(), link.title.as_deref(), link.is_declared)).collect();
        assert_eq!(read, [("/w", Some("World news"), true), ("/rss", Some("All news"), false)]);
    }

    #[test]
    fn a_flood_of_links_has_an_end() {
        let html: String = (0..500).map(|n| format!("<a href='/{n}.rss'>x</a>")).collect();
        assert_eq!(urls(&html).len(), MOST_LINKS);
    }
}
