//! The papers' feeds: RSS 2.0, RSS 1.0, Atom 1.0 and JSON Feed 1.1.

use super::markup::escape;
use super::pages::body_markup;
use super::papers::Paper;
use super::round::Round;
use super::story::{PageFate, Story};
use crate::model::{FeedFormat, PublisherTime};
use serde_json::json;

/// A story as a feed lists it: in its own paper's feed, or as a guest in another's.
pub(super) struct Listing<'a> {
    pub story: &'a Story,
    /// The paper that printed it.
    pub printed_by: &'a Paper,
    /// Absolute.
    pub link: String,
    pub round: Round,
}

impl Listing<'_> {
    /// Names neither host nor port, so that it stays when the newsroom moves to another port.
    fn id(&self) -> String {
        format!("tag:feedmill.invalid,2026:{}/{}", self.printed_by.key, self.story.slug)
    }

    fn title(&self) -> &'static str {
        self.round.title(self.story)
    }

    fn updated(&self) -> PublisherTime {
        self.round.updated(self.story)
    }

    /// The whole text, for a story that has no page.
    fn content(&self) -> Option<String> {
        (self.story.fate == PageFate::Gone).then(|| body_markup(&self.story.blocks))
    }
}

/// A paper's feed; `origin` is its site's address without a path.
pub(super) fn render(paper: &Paper, origin: &str, listings: &[Listing]) -> String {
    match paper.format {
        FeedFormat::Rss => rss(paper, origin, listings),
        FeedFormat::Rdf => rdf(paper, origin, listings),
        FeedFormat::Atom => atom(paper, origin, listings),
        FeedFormat::Json => json_feed(paper, origin, listings),
    }
}

fn rss(paper: &Paper, origin: &str, listings: &[Listing]) -> String {
    let items: String = listings.iter().map(rss_item).collect();
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel>
<title>{name}</title>
<link>{origin}/</link>
<description>{motto}</description>
<language>{language}</language>
<atom:link href="{origin}{feed_path}" rel="self" type="application/rss+xml"/>
<ttl>30</ttl>
{items}</channel>
</rss>
"#,
        name = escape(paper.name),
        motto = escape(paper.motto),
        language = paper.language,
        feed_path = paper.feed_path,
    )
}

fn rss_item(listing: &Listing) -> String {
    let story = listing.story;
    format!(
        r#"<item>
<title>{title}</title>
<link>{link}</link>
<guid isPermaLink="false">{id}</guid>
<pubDate>{published}</pubDate>
<dc:creator>{byline}</dc:creator>
<category>{section}</category>
<description>{summary}</description>
{content}</item>
"#,
        title = escape(listing.title()),
        link = escape(&listing.link),
        id = escape(&listing.id()),
        published = story.published.to_rfc2822(),
        byline = escape(story.byline),
        section = escape(story.section),
        summary = escape(&format!("<p>{}</p>", escape(story.summary))),
        content = optional_element("content:encoded", "", listing.content()),
    )
}

fn rdf(paper: &Paper, origin: &str, listings: &[Listing]) -> String {
    let places: String =
        listings.iter().map(|listing| format!("<rdf:li rdf:resource=\"{}\"/>\n", escape(&listing.link))).collect();
    let items: String = listings.iter().map(rdf_item).collect();
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xml:lang="{language}">
<channel rdf:about="{origin}{feed_path}">
<title>{name}</title>
<link>{origin}/</link>
<description>{motto}</description>
<dc:language>{language}</dc:language>
<items><rdf:Seq>
{places}</rdf:Seq></items>
</channel>
{items}</rdf:RDF>
"#,
        language = paper.language,
        feed_path = paper.feed_path,
        name = escape(paper.name),
        motto = escape(paper.motto),
    )
}

fn rdf_item(listing: &Listing) -> String {
    let story = listing.story;
    format!(
        r#"<item rdf:about="{link}">
<title>{title}</title>
<link>{link}</link>
<description>{summary}</description>
<dc:creator>{byline}</dc:creator>
<dc:subject>{section}</dc:subject>
<dc:date>{published}</dc:date>
{content}</item>
"#,
        link = escape(&listing.link),
        title = escape(listing.title()),
        summary = escape(story.summary),
        byline = escape(story.byline),
        section = escape(story.section),
        published = story.published.to_rfc3339(),
        content = optional_element("content:encoded", "", listing.content()),
    )
}

fn atom(paper: &Paper, origin: &str, listings: &[Listing]) -> String {
    let updated = listings.iter().map(Listing::updated).max().map(|time| time.to_rfc3339()).unwrap_or_default();
    let entries: String = listings.iter().map(atom_entry).collect();
    format!(
        r#"<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">
<id>tag:feedmill.invalid,2026:{key}</id>
<title>{name}</title>
<subtitle>{motto}</subtitle>
<link rel="alternate" type="text/html" href="{origin}/"/>
<link rel="self" type="application/atom+xml" href="{origin}{feed_path}"/>
<updated>{updated}</updated>
{entries}</feed>
"#,
        language = paper.language,
        key = paper.key,
        name = escape(paper.name),
        motto = escape(paper.motto),
        feed_path = paper.feed_path,
    )
}

fn atom_entry(listing: &Listing) -> String {
    let story = listing.story;
    format!(
        r#"<entry>
<id>{id}</id>
<title type="html">{title}</title>
<link rel="alternate" type="text/html" href="{link}"/>
<published>{published}</published>
<updated>{updated}</updated>
<author><name>{byline}</name></author>
<category term="{section}"/>
<summary>{summary}</summary>
{content}</entry>
"#,
        id = escape(&listing.id()),
        // An Atom title of type html is markup in text: escaped once for each.
        title = escape(&escape(listing.title())),
        link = escape(&listing.link),
        published = story.published.to_rfc3339(),
        updated = listing.updated().to_rfc3339(),
        byline = escape(story.byline),
        section = escape(story.section),
        summary = escape(story.summary),
        content = optional_element("content", " type=\"html\"", listing.content()),
    )
}

fn optional_element(name: &str, attributes: &str, markup: Option<String>) -> String {
    markup.map(|markup| format!("<{name}{attributes}>{}</{name}>\n", escape(&markup))).unwrap_or_default()
}

fn json_feed(paper: &Paper, origin: &str, listings: &[Listing]) -> String {
    let items: Vec<_> = listings.iter().map(json_item).collect();
    let feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": paper.name,
        "description": paper.motto,
        "language": paper.language,
        "home_page_url": format!("{origin}/"),
        "feed_url": format!("{origin}{}", paper.feed_path),
        "items": items,
    });
    format!("{feed:#}\n")
}

fn json_item(listing: &Listing) -> serde_json::Value {
    let story = listing.story;
    let mut item = json!({
        "id": listing.id(),
        "url": listing.link,
        "title": listing.title(),
        "summary": story.summary,
        "date_published": story.published.to_rfc3339(),
        "date_modified": listing.updated().to_rfc3339(),
        "authors": [{ "name": story.byline }],
        "tags": [story.section],
    });
    // JSON Feed asks every item for content_html or content_text; a teaser is text.
    match listing.content() {
        Some(markup) => item["content_html"] = markup.into(),
        None => item["content_text"] = story.summary.into(),
    }
    item
}
