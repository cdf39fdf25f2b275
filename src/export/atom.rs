//! A full-text Atom feed (RFC 4287) of a selection, for any feed reader.

use super::ArticleWriter;
use super::columns::{own_time, publisher_time};
use super::html::html;
use super::xml::Xml;
use crate::model::{ArticleRow, Timestamp};
use crate::text::fingerprint;
use std::io::{self, Write};

/// What stands above the entries.
#[derive(Clone, Debug, PartialEq)]
pub struct AtomHead<'a> {
    pub title: &'a str,
    /// Names the selection: the same text gives the feed the same id.
    pub selection: &'a str,
    /// When the newest of its articles changed.
    pub updated_at: Timestamp,
}

/// The feed in the making. An entry's id is made of the article's id and of when it was first seen, so it
/// outlives edits, redirects and merges.
pub struct Atom<W: Write> {
    xml: Xml<W>,
}

impl<W: Write> Atom<W> {
    /// Writes the head.
    ///
    /// # Errors
    /// Whatever `out` gives.
    pub fn new(out: W, head: &AtomHead<'_>) -> io::Result<Atom<W>> {
        let mut xml = Xml::new(out)?;
        xml.open("feed", &[("xmlns", "http://www.w3.org/2005/Atom")])?;
        xml.text("id", &[], &urn(&["feed", head.selection]))?;
        xml.text("title", &[], head.title)?;
        xml.text("updated", &[], &own_time(head.updated_at))?;
        xml.text("generator", &[("version", env!("CARGO_PKG_VERSION"))], "feedmill")?;
        Ok(Atom { xml })
    }
}

impl<W: Write> ArticleWriter for Atom<W> {
    fn write(&mut self, article: &ArticleRow) -> io::Result<()> {
        let first_seen_at = own_time(article.first_seen_at);
        let xml = &mut self.xml;
        match &article.language {
            Some(language) => xml.open("entry", &[("xml:lang", language)])?,
            None => xml.open("entry", &[])?,
        }
        xml.text("id", &[], &urn(&["article", &article.id.0.to_string(), &first_seen_at]))?;
        xml.text("title", &[], article.title.as_deref().unwrap_or_default())?;
        if let Some(url) = &article.url {
            xml.empty("link", &[("rel", "alternate"), ("href", url)])?;
        }
        xml.text("updated", &[], &own_time(article.updated_at))?;
        if let Some(published) = article.published {
            xml.text("published", &[], &publisher_time(published))?;
        }
        // An entry needs an author (RFC 4287 §4.1.2); where nobody signs, the site does.
        let site = article.site.as_deref().unwrap_or("unknown");
        let names = article.authors.iter().map(String::as_str).chain(article.authors.is_empty().then_some(site));
        for name in names {
            xml.open("author", &[])?;
            xml.text("name", &[], name)?;
            xml.close("author")?;
        }
        for keyword in &article.keywords {
            xml.empty("category", &[("term", keyword)])?;
        }
        if let Some(summary) = &article.summary {
            xml.text("summary", &[], summary)?;
        }
        xml.text("content", &[("type", "html")], &html(&article.markdown))?;
        xml.close("entry")
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.xml.close("feed")?;
        self.xml.finish()
    }
}

/// A UUID of version 8 (RFC 9562 §5.8) made of a hash, so that the same parts have the same name everywhere.
fn urn(parts: &[&str]) -> String {
    let hash = fingerprint(parts);
    let variant = match hash.as_bytes().get(16) {
        Some(b'0'..=b'3') => '8',
        Some(b'4'..=b'7') => '9',
        Some(b'8' | b'9' | b'a' | b'b') => 'a',
        _ => 'b',
    };
    format!("urn:uuid:{}-{}-8{}-{variant}{}-{}", &hash[..8], &hash[8..12], &hash[13..16], &hash[17..20], &hash[20..])
}
