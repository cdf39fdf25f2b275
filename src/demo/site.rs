//! What each paper's site answers: every path with its body and validators, made once a round.

use super::feeds::{self, Listing};
use super::pages::{self, page_path};
use super::papers::{Pages, Paper};
use super::round::Round;
use super::story::{PageFate, Story};
use crate::model::PublisherTime;
use bytes::Bytes;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// A paper's site: answers by path.
pub(super) type Site = HashMap<String, Answer>;

/// What a path answers.
pub(super) enum Answer {
    Document(Document),
    /// A permanent redirect to this path.
    MovedTo(String),
}

/// A body and what goes with it.
pub(super) struct Document {
    pub media_type: &'static str,
    pub cache_control: &'static str,
    pub body: Bytes,
    pub etag: String,
    pub last_modified: PublisherTime,
}

/// The sites of all papers, in the papers' order; `origins` are their addresses without a path.
///
/// The error names a template's slot that nothing fills.
pub(super) fn build(papers: &[Paper], origins: &[String], round: Round) -> Result<Vec<Site>, String> {
    papers.iter().zip(origins).map(|(paper, origin)| build_one(paper, origin, papers, origins, round)).collect()
}

fn build_one(paper: &Paper, origin: &str, papers: &[Paper], origins: &[String], round: Round) -> Result<Site, String> {
    let listings = listings(paper, papers, origins, round);
    let newest = listings.iter().map(|listing| round.updated(listing.story)).max().unwrap_or_default();
    let mut site = Site::new();
    let mut put = |path: &str, media_type, body: Bytes, last_modified| {
        site.insert(path.to_owned(), Answer::Document(document(media_type, body, last_modified)));
    };
    put(paper.feed_path, paper.feed_media_type(), feeds::render(paper, origin, &listings).into(), newest);
    put("/", UTF8_PAGE, pages::front_page(paper, round).into(), newest);
    put("/robots.txt", "text/plain; charset=utf-8", ROBOTS.into(), newest);
    put("/picture.svg", "image/svg+xml", PICTURE.into(), newest);
    for story in &paper.stories {
        let path = page_path(paper, story);
        let modified = round.updated(story);
        match &paper.pages {
            _ if story.fate == PageFate::Gone => {}
            Pages::Template(template) => {
                let page = pages::render(template, paper, origin, story, round)?;
                put(&path, UTF8_PAGE, page.into(), modified);
            }
            // The header names no character encoding: the page does, as old pages do.
            Pages::Whole(pages) => {
                let (_, bytes) = pages.iter().find(|(slug, _)| *slug == story.slug).ok_or(story.slug)?;
                put(&path, "text/html", Bytes::from_static(bytes), modified);
            }
        }
    }
    for story in paper.stories.iter().filter(|story| story.fate == PageFate::Moved) {
        site.insert(old_path(story), Answer::MovedTo(page_path(paper, story)));
    }
    Ok(site)
}

const UTF8_PAGE: &str = "text/html; charset=utf-8";
const ROBOTS: &str = "User-agent: *\nDisallow: /search\n";
const PICTURE: &str = include_str!("newsroom/picture.svg");

/// A paper's own stories and those it takes from others, newest first.
fn listings<'a>(paper: &Paper, papers: &'a [Paper], origins: &[String], round: Round) -> Vec<Listing<'a>> {
    let mut listings = Vec::new();
    for (printed_by, origin) in papers.iter().zip(origins) {
        for story in &printed_by.stories {
            let link = format!("{origin}{}", listed_path(printed_by, story));
            if printed_by.key == paper.key {
                listings.push(Listing { story, printed_by, link, round });
            } else if story.also_in == Some(paper.key) {
                let link = format!("{link}?utm_source={}&utm_medium=feed", paper.key);
                listings.push(Listing { story, printed_by, link, round });
            }
        }
    }
    listings.sort_by_key(|listing| std::cmp::Reverse(listing.story.published));
    listings
}

fn listed_path(paper: &Paper, story: &Story) -> String {
    if story.fate == PageFate::Moved { old_path(story) } else { page_path(paper, story) }
}

fn old_path(story: &Story) -> String {
    format!("/go/{}", story.slug)
}

fn document(media_type: &'static str, body: Bytes, last_modified: PublisherTime) -> Document {
    let mut hasher = DefaultHasher::new();
    body.hash(&mut hasher);
    let etag = format!("\"{:016x}\"", hasher.finish());
    let cache_control = if media_type.starts_with("text/html") { "max-age=600" } else { "max-age=60" };
    Document { media_type, cache_control, body, etag, last_modified }
}
