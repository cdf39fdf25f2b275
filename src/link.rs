//! Links from outside: made absolute, http and https alone, and the form in which they name a story.

mod suffixes;

use url::{Host, Url};

/// Query parameters that say where a reader came from, never what is read.
const TRACKING_PARAMETERS: &[&str] = &[
    "_ga",
    "_gl",
    "_hsenc",
    "_hsmi",
    "at_campaign",
    "at_medium",
    "cmpid",
    "dclid",
    "fbclid",
    "gad_source",
    "gbraid",
    "gclid",
    "gclsrc",
    "igshid",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "msclkid",
    "ncid",
    "ns_campaign",
    "ns_mchannel",
    "ns_source",
    "oly_anon_id",
    "oly_enc_id",
    "s_cid",
    "spm",
    "srsltid",
    "twclid",
    "vero_id",
    "wbraid",
    "wickedid",
    "wprov",
    "yclid",
];

/// Families of tracking parameters, known by how they begin.
const TRACKING_PREFIXES: &[&str] = &["utm_", "mtm_", "pk_", "piwik_", "hsa_", "itm_"];

/// Longer than any address a person follows; beyond it a link is a mistake or an attack.
const LONGEST_LINK_BYTES: usize = 8 * 1024;

/// A link as a feed or page wrote it, absolute; `None` unless it is http or https and names a host.
///
/// ```
/// let base = url::Url::parse("https://news.example/world/").unwrap();
/// assert_eq!(feedmill::link::absolute(" ../a b.html ", Some(&base)).unwrap().as_str(), "https://news.example/a%20b.html");
/// assert!(feedmill::link::absolute("java\nscript:alert(1)", Some(&base)).is_none());
/// ```
pub fn absolute(text: &str, base: Option<&Url>) -> Option<Url> {
    if text.len() > LONGEST_LINK_BYTES {
        return None;
    }
    let text = text.trim_matches(|c: char| c.is_whitespace() || c.is_control());
    if text.is_empty() {
        return None;
    }
    let link = match base {
        Some(base) => base.join(text),
        None => Url::parse(text),
    }
    .ok()?;
    let followable = matches!(link.scheme(), "http" | "https") && link.has_host();
    followable.then_some(link)
}

/// The key by which two links are known to name one story: no fragment, no tracking, no credentials.
///
/// Nothing else is touched, since a trailing slash, letter case or the order of parameters may matter
/// to the server, and the key is also the address that is asked for.
///
/// ```
/// let link = url::Url::parse("https://news.example/a?id=7&utm_source=rss#top").unwrap();
/// assert_eq!(feedmill::link::story_key(&link), "https://news.example/a?id=7");
/// ```
pub fn story_key(link: &Url) -> String {
    let mut key = link.clone();
    key.set_fragment(None);
    // Both fail only for links without a host, which `absolute` never gives.
    let _ = key.set_username("");
    let _ = key.set_password(None);
    if let Some(query) = link.query() {
        let kept: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !is_tracking(pair)).collect();
        key.set_query((!kept.is_empty()).then(|| kept.join("&")).as_deref());
    }
    key.into()
}

/// The host as articles and rules are grouped by it: lower case, without `www.`; `None` without a host.
///
/// ```
/// let link = url::Url::parse("https://www.News.example:8443/a").unwrap();
/// assert_eq!(feedmill::link::site(&link).as_deref(), Some("news.example"));
/// ```
pub fn site(link: &Url) -> Option<String> {
    let host = link.host_str()?;
    Some(host.strip_prefix("www.").unwrap_or(host).to_owned())
}

/// Who answers for a URL: the domain that somebody registered, by the Public Suffix List; for an address, a
/// name without dots and what lies below `localhost` the host and its port, behind which several servers are.
///
/// ```
/// let whose = |text| feedmill::link::registrable_domain(&url::Url::parse(text).unwrap());
/// assert_eq!(whose("https://feeds.news.example.co.uk/rss").as_deref(), Some("example.co.uk"));
/// assert_eq!(whose("https://me.github.io/feed").as_deref(), Some("me.github.io"));
/// assert_eq!(whose("http://127.0.0.1:8080/feed").as_deref(), Some("127.0.0.1:8080"));
/// ```
pub fn registrable_domain(link: &Url) -> Option<String> {
    let Some(Host::Domain(name)) = link.host() else { return host_and_port(link) };
    let name = name.strip_suffix('.').unwrap_or(name);
    let is_local = !name.contains('.') || name.ends_with(".localhost");
    let domain = Some(name).filter(|_| !is_local).and_then(suffixes::registered);
    domain.map(str::to_owned).or_else(|| host_and_port(link))
}

/// The host with its port, whether or not that is the scheme's own.
pub fn host_and_port(link: &Url) -> Option<String> {
    let host = link.host_str()?;
    Some(link.port_or_known_default().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

fn is_tracking(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or(pair).to_ascii_lowercase();
    TRACKING_PARAMETERS.binary_search(&name.as_str()).is_ok()
        || TRACKING_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> String {
        story_key(&Url::parse(text).unwrap())
    }

    #[test]
    fn one_answers_for_many_hosts() {
        for (link, expected) in [
            ("https://example.org/", "example.org"),
            ("https://a.b.example.org:8443/", "example.org"),
            ("https://example.org./", "example.org"),
            ("https://www.新闻.中国/", "xn--efvy88h.xn--fiqs8s"),
            ("https://someone.blogspot.com/", "someone.blogspot.com"),
            ("https://news.co.jp/", "news.co.jp"),
            ("https://co.uk/", "co.uk:443"),
            ("http://localhost/", "localhost:80"),
            ("http://bridge.localhost:81/", "bridge.localhost:81"),
            ("http://printer/", "printer:80"),
            ("http://[::1]:8080/", "[::1]:8080"),
        ] {
            assert_eq!(registrable_domain(&Url::parse(link).unwrap()).as_deref(), Some(expected), "{link}");
        }
    }

    #[test]
    fn the_list_can_be_searched() {
        assert!(TRACKING_PARAMETERS.is_sorted());
    }

    #[test]
    fn tracking_goes_and_meaning_stays() {
        for (link, expected) in [
            ("https://a.example/x?utm_source=f&utm_medium=rss", "https://a.example/x"),
            ("https://a.example/x?id=1&fbclid=z&page=2", "https://a.example/x?id=1&page=2"),
            ("https://a.example/x?UTM_Source=f", "https://a.example/x"),
            ("https://a.example/x?utmost=1", "https://a.example/x?utmost=1"),
            ("https://a.example/x?b=%2F&a=%26", "https://a.example/x?b=%2F&a=%26"),
            ("https://a.example/x/?", "https://a.example/x/"),
            ("https://me:secret@a.example/x#frag", "https://a.example/x"),
            ("https://新闻.example/头条?gclid=1", "https://xn--efvy88h.example/%E5%A4%B4%E6%9D%A1"),
        ] {
            assert_eq!(key(link), expected, "{link}");
        }
    }

    #[test]
    fn a_key_is_its_own_key() {
        for link in ["https://a.example/x?id=1&fbclid=z#f", "http://b.example:8080/?a=b&&c"] {
            assert_eq!(key(&key(link)), key(link));
        }
    }

    #[test]
    fn only_links_that_can_be_followed() {
        let base = Url::parse("http://a.example/feed").unwrap();
        for (text, expected) in [
            ("/x", Some("http://a.example/x")),
            ("//b.example/y", Some("http://b.example/y")),
            ("mailto:a@b.example", None),
            ("javascript:alert(1)", None),
            ("file:///etc/passwd", None),
            ("data:text/html,x", None),
            ("", None),
            ("http://", None),
        ] {
            let link = absolute(text, Some(&base)).map(String::from);
            assert_eq!(link.as_deref(), expected, "{text}");
        }
        assert!(absolute(&format!("/{}", "a".repeat(9000)), Some(&base)).is_none());
        assert!(absolute("relative", None).is_none());
    }
}
