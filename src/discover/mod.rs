//! Which of a site's feeds to take, and how a subscription to it is written.
//!
//! The pages and feeds themselves are read by others: this is the choice alone.

mod key;
mod list;
mod written;

pub use key::key_for;
pub use list::{ImportedFeed, imported};
pub use written::{Subscription, subscription};

use crate::link;
use crate::model::FeedLink;
use url::Url;

/// Candidates that are looked at; a site that offers more has one for each of its sections.
pub const MOST_CANDIDATES: usize = 8;

/// Addresses at which sites keep their feeds, the most usual first.
const WELL_KNOWN: &[&str] = &["feed", "rss.xml", "feed.xml", "atom.xml", "index.xml", "rss", "feed.json", "index.rdf"];

/// The feeds of a page in the order in which they are worth a look, at most [`MOST_CANDIDATES`].
///
/// What the page declares comes before links that only look like feeds, its own site's before others', and
/// the feeds of comments come last.
pub fn best_first(mut links: Vec<FeedLink>, page: &Url) -> Vec<FeedLink> {
    let site = link::site(page);
    links.sort_by_key(|found| (is_of_comments(found), !found.is_declared, link::site(&found.url) != site));
    links.truncate(MOST_CANDIDATES);
    links
}

/// Where to look when a page names no feed: below the page's own folder, then at the top of its site.
///
/// ```
/// let page = url::Url::parse("https://a.example/blog/?x=1").unwrap();
/// let paths = feedmill::discover::well_known(&page);
/// assert_eq!(paths[0].as_str(), "https://a.example/blog/feed");
/// assert!(paths.iter().any(|path| path.as_str() == "https://a.example/rss.xml"));
/// ```
pub fn well_known(page: &Url) -> Vec<Url> {
    let last = page.path().rsplit('/').next().unwrap_or_default();
    // `/blog` is a folder like `/blog/`, `/blog/post.html` is in one.
    let is_folder = !last.is_empty() && !last.contains('.');
    let own = page.join(&if is_folder { format!("./{last}/") } else { ".".to_owned() });
    let folders = [own, page.join("/")];
    let mut found: Vec<Url> = Vec::new();
    for folder in folders.into_iter().flatten() {
        let paths = WELL_KNOWN.iter().filter_map(|path| folder.join(path).ok());
        let new: Vec<Url> = paths.filter(|url| !found.contains(url)).collect();
        found.extend(new);
    }
    found
}

/// WordPress declares the feed of comments beside that of articles.
fn is_of_comments(link: &FeedLink) -> bool {
    let title = link.title.as_deref().unwrap_or_default().to_lowercase();
    let told =
        ["comment", "kommentar", "commentaire", "comentario", "comentário", "评论", "評論", "コメント", "تعليقات"];
    let in_path = link.url.path().split('/').any(|part| part.eq_ignore_ascii_case("comments"));
    in_path || told.iter().any(|word| title.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(url: &str, title: &str, is_declared: bool) -> FeedLink {
        FeedLink { url: Url::parse(url).unwrap(), title: Some(title.to_owned()), is_declared }
    }

    #[test]
    fn articles_of_the_site_itself_come_first() {
        let page = Url::parse("https://www.a.example/").unwrap();
        let links = vec![
            feed("https://a.example/rss", "RSS", false),
            feed("https://a.example/comments/feed/", "A » Feed", true),
            feed("https://a.example/?feed=c", "站点评论", true),
            feed("https://b.example/feed", "B", true),
            feed("https://a.example/feed/", "A » Feed", true),
        ];
        let order: Vec<String> = best_first(links, &page).into_iter().map(|link| link.url.into()).collect();
        assert_eq!(
            order,
            [
                "https://a.example/feed/",
                "https://b.example/feed",
                "https://a.example/rss",
                "https://a.example/comments/feed/",
                "https://a.example/?feed=c"
            ]
        );
    }

    #[test]
    fn each_usual_place_is_named_once() {
        let paths = well_known(&Url::parse("https://a.example/").unwrap());
        assert_eq!(paths.len(), WELL_KNOWN.len());
        let below = well_known(&Url::parse("https://a.example/blog/post.html").unwrap());
        assert_eq!(below.len(), 2 * WELL_KNOWN.len());
        assert_eq!(below[1].as_str(), "https://a.example/blog/rss.xml");
        let folder = well_known(&Url::parse("https://a.example/blog?page=2#top").unwrap());
        assert_eq!(folder, below);
    }
}
