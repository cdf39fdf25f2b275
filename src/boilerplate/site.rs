//! Which articles furnish their pages alike: those of one registrable domain.

use crate::link;
use url::Url;

/// Domains whose hosts belong to different people, beyond those that the public suffix list knows.
const SHARED: &[&str] = &[
    "beehiiv.com",
    "canalblog.com",
    "exblog.jp",
    "hautetfort.com",
    "livejournal.com",
    "medium.com",
    "narod.ru",
    "over-blog.com",
    "pixnet.net",
    "substack.com",
    "tumblr.com",
    "typepad.com",
    "ucoz.ru",
    "wordpress.com",
];

/// The site of a page: its registrable domain, or the whole host where many people share the domain; for
/// an address of numbers with its port. `None` without a host.
///
/// ```
/// use feedmill::boilerplate::site_of;
/// let site = |url| site_of(&url::Url::parse(url).unwrap());
/// assert_eq!(site("https://www1.news.example.co.uk/a").as_deref(), Some("example.co.uk"));
/// assert_eq!(site("https://jane.livejournal.com/a").as_deref(), Some("jane.livejournal.com"));
/// assert_eq!(site("https://www.tumblr.com/a").as_deref(), Some("tumblr.com"));
/// ```
pub fn site_of(url: &Url) -> Option<String> {
    let domain = link::registrable_domain(url)?;
    if SHARED.binary_search(&domain.as_str()).is_ok() { link::site(url) } else { Some(domain) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_can_be_searched() {
        assert!(SHARED.is_sorted());
    }
}
