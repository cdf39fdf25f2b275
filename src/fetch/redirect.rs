//! Where a redirect leads: status, URL and `Location` to the next URL, or why it can't be followed.

use super::failure::masked;
use thiserror::Error;
use url::Url;

/// Longer than any address that is meant; beyond it a `Location` is a mistake or an attack.
const LONGEST_LOCATION_BYTES: usize = 8 * 1024;

/// Why a redirect can't be followed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RedirectFault {
    #[error("the redirect names no target")]
    Missing,
    #[error("the redirect's target can't be read as an address")]
    Unreadable,
    #[error("the redirect leads in a circle, back to {0}")]
    Loop(String),
    #[error("more than {0} redirects")]
    TooMany(usize),
}

/// Whether a status sends the client elsewhere (RFC 9110 §15.4).
pub fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// Resolves a `Location` against the URL that answered with it. The scheme isn't judged here.
///
/// Credentials in a `Location` are dropped; those of `from`, which the user wrote, go along only
/// within its origin. The fragment is dropped: it would not be sent.
pub fn target(from: &Url, location: Option<&[u8]>) -> Result<Url, RedirectFault> {
    let location = location.unwrap_or_default().trim_ascii();
    if location.is_empty() {
        return Err(RedirectFault::Missing);
    }
    if location.len() > LONGEST_LOCATION_BYTES {
        return Err(RedirectFault::Unreadable);
    }
    let location = str::from_utf8(location).map_err(|_| RedirectFault::Unreadable)?;
    let mut to = from.join(location).map_err(|_| RedirectFault::Unreadable)?;
    to.set_fragment(None);
    if to.has_host() {
        let same_origin = to.origin() == from.origin();
        let (user, password) = if same_origin { (from.username(), from.password()) } else { ("", None) };
        // Both fail only without a host.
        let _ = to.set_username(user);
        let _ = to.set_password(password);
    }
    Ok(to)
}

/// Whether one more hop may be made from `visited`, which holds the chain so far, the first URL first.
pub fn may_go_on(visited: &[Url], to: &Url, most_hops: usize) -> Result<(), RedirectFault> {
    if visited.contains(to) {
        Err(RedirectFault::Loop(masked(to)))
    } else if visited.len() > most_hops {
        Err(RedirectFault::TooMany(most_hops))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_are_resolved_as_browsers_do() {
        let from = Url::parse("https://me:secret@news.example/world/feed.xml?x=1#top").unwrap();
        for (location, expected) in [
            ("/rss", Ok("https://me:secret@news.example/rss")),
            ("rss.xml", Ok("https://me:secret@news.example/world/rss.xml")),
            ("?page=2", Ok("https://me:secret@news.example/world/feed.xml?page=2")),
            ("https://news.example:443/rss", Ok("https://me:secret@news.example/rss")),
            ("https://good@news.example/rss", Ok("https://me:secret@news.example/rss")),
            ("http://news.example/rss", Ok("http://news.example/rss")),
            ("//cdn.example/x#frag", Ok("https://cdn.example/x")),
            ("https://good:pass@evil.example/", Ok("https://evil.example/")),
            (" /a b ", Ok("https://me:secret@news.example/a%20b")),
            ("https://新闻.example/头条", Ok("https://xn--efvy88h.example/%E5%A4%B4%E6%9D%A1")),
            ("file:///etc/passwd", Ok("file:///etc/passwd")),
            ("", Err(RedirectFault::Missing)),
            ("http://", Err(RedirectFault::Unreadable)),
            ("http://[::1", Err(RedirectFault::Unreadable)),
        ] {
            let actual = target(&from, Some(location.as_bytes())).map(String::from);
            assert_eq!(actual, expected.map(String::from), "{location}");
        }
        assert_eq!(target(&from, None), Err(RedirectFault::Missing));
        assert_eq!(target(&from, Some(b"/\xff")), Err(RedirectFault::Unreadable));
        assert_eq!(target(&from, Some(&[b'a'; 9000])), Err(RedirectFault::Unreadable));
    }

    #[test]
    fn chains_end() {
        let url = |number: u32| Url::parse(&format!("http://a.example/{number}")).unwrap();
        let visited: Vec<Url> = (0..3).map(url).collect();
        assert_eq!(may_go_on(&visited, &url(3), 3), Ok(()));
        assert_eq!(may_go_on(&visited, &url(3), 2), Err(RedirectFault::TooMany(2)));
        assert_eq!(may_go_on(&visited, &url(1), 3), Err(RedirectFault::Loop("http://a.example/1".to_owned())));
    }
}
