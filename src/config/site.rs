//! Hosts as `[site."…"]` names them: one host, or a domain with all that is below it.

use std::collections::HashMap;
use std::fmt;
use std::net::Ipv6Addr;
use url::Host;

/// What a site table's name matches. `www.` in front of a host is ignored.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum SitePattern {
    Host(String),
    /// `*.example.com`: the domain and every host below it.
    Domain(String),
}

/// Why a text is no site pattern: a sentence, and a hint.
pub(super) struct PatternFault(pub &'static str, pub String);

impl SitePattern {
    pub fn parse(text: &str) -> Result<SitePattern, PatternFault> {
        let example = || "write the host alone, as in [site.\"news.example.com\"]".to_owned();
        let (domain, wildcard) = match text.strip_prefix("*.") {
            Some(domain) => (domain, true),
            None => (text, false),
        };
        if text == "*" {
            return Err(PatternFault(
                "`*` alone would be every site",
                "what holds everywhere goes into [defaults]".into(),
            ));
        }
        if domain.contains('*') {
            let hint = "`*.example.com` is example.com and every host below it".to_owned();
            return Err(PatternFault("`*` can only stand in front, before a dot", hint));
        }
        if text.contains('/') {
            return Err(PatternFault("a site is named by its host, not by an address", example()));
        }
        let host = match domain.parse::<Ipv6Addr>() {
            Ok(address) => Host::Ipv6(address),
            Err(_) => Host::parse(domain).map_err(|_| PatternFault("this isn't the name of a host", example()))?,
        };
        match (host, wildcard) {
            (Host::Domain(domain), true) => Ok(SitePattern::Domain(bare(&domain).to_owned())),
            (_, true) => Err(PatternFault("nothing is below an address of numbers", example())),
            (host, false) => Ok(SitePattern::Host(bare(&host.to_string()).to_owned())),
        }
    }

    /// The host, or the domain without `*.`.
    pub fn name(&self) -> &str {
        let (SitePattern::Host(name) | SitePattern::Domain(name)) = self;
        name
    }

    /// How much a pattern says: a host more than a domain, a longer domain more than a shorter.
    pub fn specificity(&self) -> (bool, usize) {
        match self {
            SitePattern::Host(host) => (true, host.len()),
            SitePattern::Domain(domain) => (false, domain.len()),
        }
    }
}

impl fmt::Display for SitePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SitePattern::Host(host) => f.write_str(host),
            SitePattern::Domain(domain) => write!(f, "*.{domain}"),
        }
    }
}

/// Finds the most specific pattern for a host in a few look-ups, however many patterns there are.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct SiteIndex {
    hosts: HashMap<String, usize>,
    domains: HashMap<String, usize>,
}

impl SiteIndex {
    pub fn insert(&mut self, pattern: &SitePattern, position: usize) {
        match pattern {
            SitePattern::Host(host) => self.hosts.insert(host.clone(), position),
            SitePattern::Domain(domain) => self.domains.insert(domain.clone(), position),
        };
    }

    /// `host` is as `Url::host_str` gives it; letter case and a final dot don't matter.
    pub fn find(&self, host: &str) -> Option<usize> {
        if self.hosts.is_empty() && self.domains.is_empty() {
            return None;
        }
        let host = host.to_ascii_lowercase();
        let host = bare(&host);
        if let Some(position) = self.hosts.get(host) {
            return Some(*position);
        }
        let mut domain = host;
        loop {
            if let Some(position) = self.domains.get(domain) {
                return Some(*position);
            }
            domain = domain.split_once('.')?.1;
        }
    }
}

/// Whether two hosts differ in no more than letter case, a final dot and `www.` in front.
pub(super) fn same_host(host: &str, other: &str) -> bool {
    bare(&host.to_ascii_lowercase()) == bare(&other.to_ascii_lowercase())
}

fn bare(host: &str) -> &str {
    let host = host.strip_suffix('.').unwrap_or(host);
    host.strip_prefix("www.").unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_specific_pattern_is_found() {
        let patterns = ["*.example.com", "news.example.com", "*.eu.example.com", "*.新闻.example", "127.0.0.2", "::1"];
        let mut index = SiteIndex::default();
        for (position, text) in patterns.iter().enumerate() {
            index.insert(&SitePattern::parse(text).ok().unwrap(), position);
        }
        for (host, expected) in [
            ("example.com", Some("*.example.com")),
            ("www.Example.com.", Some("*.example.com")),
            ("sport.example.com", Some("*.example.com")),
            ("www.news.example.com", Some("news.example.com")),
            ("a.news.example.com", Some("*.example.com")),
            ("a.eu.example.com", Some("*.eu.example.com")),
            ("notexample.com", None),
            ("a.xn--efvy88h.example", Some("*.新闻.example")),
            ("127.0.0.2", Some("127.0.0.2")),
            ("[::1]", Some("::1")),
            ("", None),
        ] {
            assert_eq!(index.find(host).map(|position| patterns[position]), expected, "{host}");
        }
    }

    #[test]
    fn no_patterns() {
        for text in ["*", "*.*.example", "a.*", "https://a.example/", "a.example:80", "a b", "", "*.", "*.127.0.0.1"] {
            assert!(SitePattern::parse(text).is_err(), "{text}");
        }
    }
}
