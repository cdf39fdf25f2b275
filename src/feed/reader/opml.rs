//! OPML subscription lists: outlines with a feed's address, and the folders around them.

use super::tokens::{Piece, Pieces};
use crate::decode::feed_text;
use crate::feed::FeedFault;
use crate::model::FailureKind;
use crate::text::fold_space;

/// Outlines nested deeper count for the folder at this depth.
const DEEPEST: usize = 64;

/// More feeds are passed over and told.
const MOST_FEEDS: usize = 10_000;

/// A feed that the list names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpmlOutline {
    /// As written; nobody has checked it.
    pub url: String,
    pub title: Option<String>,
    /// The names of the folders around it, the outermost first.
    pub folders: Vec<String>,
    /// What the outline's `category` names, its paths cut at the last `/`.
    pub categories: Vec<String>,
}

/// What a list holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpmlList {
    pub feeds: Vec<OpmlOutline>,
    /// Feeds beyond the most that are read.
    pub passed_over: usize,
}

/// Reads OPML 1.0 and 2.0, well-formed or not.
///
/// # Errors
/// `NotAFeed` if there is no `opml` element.
///
/// ```
/// let list = feedmill::feed::opml(br#"<opml><body><outline text="World"><outline xmlUrl="https://a.example/rss"
///     text="A &amp; B"/></outline></body></opml>"#).unwrap();
/// assert_eq!(list.feeds[0].title.as_deref(), Some("A & B"));
/// assert_eq!(list.feeds[0].folders, ["World"]);
/// ```
pub fn opml(bytes: &[u8]) -> Result<OpmlList, FeedFault> {
    let decoded = feed_text(bytes, None);
    let mut list = OpmlList::default();
    let mut is_opml = false;
    // For each open outline the folder's name; none for a feed with outlines inside.
    let mut open: Vec<Option<String>> = Vec::new();
    let mut too_deep = 0usize;
    for piece in Pieces::new(&decoded.text) {
        match piece {
            Piece::Open { tag, .. } if tag.name().eq_ignore_ascii_case("opml") => is_opml = true,
            Piece::Open { tag, is_empty } if tag.name().eq_ignore_ascii_case("outline") => {
                let outline = Outline::read(tag.attributes());
                let folder = if outline.url.is_none() { outline.name.clone() } else { None };
                if let Some(url) = outline.url {
                    if list.feeds.len() < MOST_FEEDS {
                        let folders = open.iter().flatten().cloned().collect();
                        list.feeds.push(OpmlOutline {
                            url,
                            title: outline.name,
                            folders,
                            categories: outline.categories,
                        });
                    } else {
                        list.passed_over += 1;
                    }
                }
                match is_empty {
                    true => {}
                    false if open.len() < DEEPEST => open.push(folder),
                    false => too_deep += 1,
                }
            }
            Piece::Close(name) if name.eq_ignore_ascii_case("outline") => {
                if too_deep > 0 {
                    too_deep -= 1;
                } else {
                    open.pop();
                }
            }
            _ => {}
        }
    }
    if is_opml {
        Ok(list)
    } else {
        Err(FeedFault::new(FailureKind::NotAFeed, "this is no OPML: it has no `opml` element"))
    }
}

#[derive(Default)]
struct Outline {
    url: Option<String>,
    name: Option<String>,
    categories: Vec<String>,
}

impl Outline {
    fn read<'a>(attributes: impl Iterator<Item = (&'a str, std::borrow::Cow<'a, str>)>) -> Outline {
        let mut outline = Outline::default();
        for (name, value) in attributes {
            let value = fold_space(&value);
            match name.to_ascii_lowercase().as_str() {
                _ if value.is_empty() => {}
                // Readers have written it in every case.
                "xmlurl" => outline.url = Some(value),
                "title" => outline.name = Some(value),
                "text" => outline.name = outline.name.or(Some(value)),
                "category" => {
                    let last = |path: &str| path.rsplit('/').next().unwrap_or_default().trim().to_owned();
                    outline.categories = value.split(',').map(last).filter(|name| !name.is_empty()).collect();
                }
                _ => {}
            }
        }
        outline
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn outlines_keep_their_folders() {
        let list = opml(
            r#"<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body>
            <outline text="新闻"><outline text="Europe" title="Europa">
              <outline type="rss" text="One" xmlUrl=" https://a.example/1 " category="/x/Politics, local"/></outline>
              <outline type="rss" XMLURL="https://a.example/2"></outline></outline>
            <outline text="Three" xmlurl="https://a.example/3"/><outline text="a link" type="link" url="https://b"/>
            </body></opml>"#
                .as_bytes(),
        )
        .unwrap();
        let found: Vec<_> =
            list.feeds.iter().map(|feed| (&*feed.url, feed.title.as_deref(), feed.folders.join("/"))).collect();
        assert_eq!(
            found,
            [
                ("https://a.example/1", Some("One"), "新闻/Europa".to_owned()),
                ("https://a.example/2", None, "新闻".to_owned()),
                ("https://a.example/3", Some("Three"), String::new()),
            ]
        );
        assert_eq!(list.feeds[0].categories, ["Politics", "local"]);
        assert!(opml(b"<rss/>").is_err());
    }

    #[test]
    fn floods_end() {
        let many = "<outline xmlUrl='u'/>".repeat(MOST_FEEDS + 5);
        let list = opml(format!("<opml>{many}</opml>").as_bytes()).unwrap();
        assert_eq!((list.feeds.len(), list.passed_over), (MOST_FEEDS, 5));
        let deep = format!("<opml>{}<outline xmlUrl='u'/>", "<outline text='f'>".repeat(5000));
        assert_eq!(opml(deep.as_bytes()).unwrap().feeds[0].folders.len(), DEEPEST);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn nothing_panics(text in "(<opml>|<outline |xmlUrl=|\"|'|>|/>|</outline>|&amp|[a-z&<;]{0,4}){0,40}") {
            let _ = opml(text.as_bytes());
        }
    }
}
