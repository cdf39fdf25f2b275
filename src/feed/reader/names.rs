//! Vocabularies: which elements a namespace or prefix means, however it is misspelt.

/// The vocabularies that say something of items. Dialects of RSS and Atom are one, since feeds mix them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    /// RSS in all its versions, Atom in both.
    Core,
    Dublin,
    Content,
    Media,
    Itunes,
    Xhtml,
    FeedBurner,
    Syndication,
    Other,
}

/// Parts of namespace addresses by which a vocabulary is known. Whole addresses are not compared: the wild
/// has them with `https`, without a slash, in other letter case, and from hosts long gone.
const ADDRESSES: &[(&str, Space)] = &[
    ("w3.org/2005/atom", Space::Core),
    ("purl.org/atom/ns", Space::Core),
    ("purl.org/rss/1.0/modules/content", Space::Content),
    ("purl.org/rss/1.0/modules/syndication", Space::Syndication),
    ("purl.org/rss/1.0/modules/", Space::Other),
    ("purl.org/rss/", Space::Core),
    ("purl.org/net/rss", Space::Core),
    ("netscape.com/rdf", Space::Core),
    ("netscape.com/publish/formats/rss", Space::Core),
    ("backend.userland.com", Space::Core),
    ("blogs.law.harvard.edu/tech/rss", Space::Core),
    ("rssboard.org/rss-spec", Space::Core),
    ("22-rdf-syntax-ns", Space::Core),
    ("purl.org/dc/", Space::Dublin),
    ("search.yahoo.com/mrss", Space::Media),
    ("itunes.com/dtds", Space::Itunes),
    ("w3.org/1999/xhtml", Space::Xhtml),
    ("rssnamespace.org/feedburner", Space::FeedBurner),
];

/// Prefixes that are in force at one place of a document; what is declared beyond these is not looked at.
const MOST_PREFIXES: usize = 64;

/// The prefixes in force, the innermost last.
#[derive(Default)]
pub(super) struct Prefixes<'a> {
    declared: Vec<(&'a str, Space)>,
}

impl<'a> Prefixes<'a> {
    /// Takes an attribute `xmlns` or `xmlns:…`.
    pub(super) fn declare(&mut self, attribute: &'a str, address: &str) {
        let prefix = attribute.strip_prefix("xmlns").unwrap_or(attribute);
        let prefix = prefix.strip_prefix(':').unwrap_or(prefix);
        if self.declared.len() < MOST_PREFIXES {
            self.declared.push((prefix, by_address(address).unwrap_or_else(|| by_prefix(prefix))));
        }
    }

    /// What a prefix means here, declared or not.
    pub(super) fn space(&self, prefix: &str) -> Space {
        let declared = self.declared.iter().rev().find(|(declared, _)| *declared == prefix);
        declared.map_or_else(|| by_prefix(prefix), |(_, space)| *space)
    }

    pub(super) fn len(&self) -> usize {
        self.declared.len()
    }

    /// Forgets what was declared behind the first `length`.
    pub(super) fn truncate(&mut self, length: usize) {
        self.declared.truncate(length);
    }
}

/// The vocabulary of a namespace's address; `None` for an address that is not known.
fn by_address(address: &str) -> Option<Space> {
    let address = address.trim().to_ascii_lowercase();
    ADDRESSES.iter().find(|(part, _)| address.contains(part)).map(|(_, space)| *space)
}

/// The vocabulary of a prefix that is not declared, or declared as something unknown.
fn by_prefix(prefix: &str) -> Space {
    match prefix.to_ascii_lowercase().as_str() {
        "" | "rss" | "atom" | "atom03" | "atom10" | "a10" | "rdf" => Space::Core,
        "dc" | "dcterms" | "dct" => Space::Dublin,
        "content" => Space::Content,
        "media" => Space::Media,
        "itunes" => Space::Itunes,
        "xhtml" | "html" => Space::Xhtml,
        "feedburner" => Space::FeedBurner,
        "sy" | "syn" => Space::Syndication,
        _ => Space::Other,
    }
}

/// Whether an element's content is text that may hold markup, so that elements in it are no structure.
pub(super) fn holds_markup(space: Space, name: &str) -> bool {
    match space {
        Space::Core => matches!(
            name,
            "title"
                | "description"
                | "summary"
                | "content"
                | "subtitle"
                | "tagline"
                | "info"
                | "rights"
                | "copyright"
                | "fullitem"
                | "body"
        ),
        Space::Content => name == "encoded",
        Space::Xhtml => matches!(name, "body" | "div"),
        Space::Dublin => matches!(name, "title" | "description"),
        Space::Itunes => matches!(name, "summary" | "subtitle"),
        Space::Media => matches!(name, "title" | "description" | "text"),
        Space::FeedBurner | Space::Syndication | Space::Other => false,
    }
}
