//! The fields of items and feeds in every XML dialect: one list of places for each field, the best first.

use super::branch::{Branch, Element};
use super::names::Space;
use super::{hints, links};
use crate::feed::draft::{FeedDraft, ItemDraft};
use crate::feed::plain;
use crate::model::FeedFormat;

type Place = (Space, &'static str);

const TITLES: &[Place] =
    &[(Space::Core, "title"), (Space::Dublin, "title"), (Space::Media, "title"), (Space::Itunes, "title")];
const IDS: &[Place] = &[(Space::Core, "guid"), (Space::Core, "id")];
const OTHER_IDS: &[Place] = &[(Space::Dublin, "identifier")];
const PUBLISHED: &[Place] = &[
    (Space::Core, "pubdate"),
    (Space::Core, "published"),
    (Space::Core, "issued"),
    (Space::Dublin, "issued"),
    (Space::Dublin, "date"),
    (Space::Core, "created"),
    (Space::Dublin, "created"),
    (Space::Core, "date"),
];
const UPDATED: &[Place] =
    &[(Space::Core, "updated"), (Space::Core, "modified"), (Space::Dublin, "modified"), (Space::Core, "lastbuilddate")];
const SUMMARIES: &[Place] = &[
    (Space::Core, "summary"),
    (Space::Core, "description"),
    (Space::Dublin, "description"),
    (Space::Itunes, "summary"),
];
const SHORT_SUMMARIES: &[Place] = &[(Space::Media, "description"), (Space::Itunes, "subtitle")];
const CONTENTS: &[Place] = &[
    (Space::Content, "encoded"),
    (Space::Core, "content"),
    (Space::Core, "fullitem"),
    (Space::Core, "body"),
    (Space::Xhtml, "body"),
    (Space::Xhtml, "div"),
];
const LANGUAGES: &[Place] = &[(Space::Core, "language"), (Space::Dublin, "language")];

/// Dates of one kind that are looked at.
const MOST_DATES: usize = 16;

/// What an item's or entry's branch says.
pub(super) fn item(branch: Branch<'_>) -> ItemDraft {
    let children = branch.children();
    let own = children.clone().filter_map(Branch::top);
    // Media RSS nests the texts of its files, and an item may have no others.
    let nested = branch.elements().filter(|element| element.space == Space::Media);
    let said = |places: &[Place]| first(own.clone(), places).and_then(Element::said).map(str::to_owned);
    let about = branch.top().and_then(|top| top.attribute("rdf:about")).map(str::to_owned);
    let summary = longest(own.clone(), SUMMARIES).or_else(|| first(own.clone().chain(nested.clone()), SHORT_SUMMARIES));
    let content = longest(own.clone(), CONTENTS);
    let body = content.or(summary);
    ItemDraft {
        id: said(IDS).or(about).or_else(|| said(OTHER_IDS)),
        title: said(TITLES).or_else(|| first(nested, TITLES)?.said().map(str::to_owned)),
        link: links::page(own.clone()),
        authors: authors(children.clone()),
        published: all(own.clone(), PUBLISHED),
        updated: all(own.clone(), UPDATED),
        summary: summary.and_then(html),
        content: content.and_then(html),
        categories: categories(own),
        enclosures: links::enclosures(children),
        language: language(branch, body),
        base: body.or(branch.top()).and_then(Element::declared_base).cloned(),
    }
}

/// The language of an item's text, where the item says something of it.
fn language(item: Branch<'_>, body: Option<&Element>) -> Option<String> {
    let declared = [body, item.top()].into_iter().flatten().find_map(|element| element.attribute("xml:lang"));
    let own = item.children().filter_map(Branch::top);
    declared.or_else(|| first(own, LANGUAGES)?.said()).map(str::to_owned)
}

/// The authors of an Atom feed, whom its entries inherit (RFC 4287, 4.2.1). RSS has editors instead.
pub(super) fn feed_authors(feed: Branch<'_>) -> Vec<String> {
    authors(feed.children())
}

/// What a feed says of itself; `format`, `authors` and `items` are for the caller to fill in.
pub(super) fn feed(document: Branch<'_>) -> FeedDraft {
    let is_channel =
        |branch: &Branch<'_>| branch.top().is_some_and(|top| top.space == Space::Core && top.name == "channel");
    let about = document.children().find(is_channel).unwrap_or(document);
    let own = about.children().filter_map(Branch::top);
    let said = |places: &[Place]| first(own.clone(), places).and_then(Element::said).map(str::to_owned);
    let declared =
        [about, document].into_iter().find_map(|branch| branch.top()?.attribute("xml:lang").map(str::to_owned));
    FeedDraft {
        format: FeedFormat::Rss,
        title: said(TITLES),
        link: links::page(own.clone()),
        language: said(LANGUAGES).or(declared),
        authors: Vec::new(),
        items: Vec::new(),
        hints: hints::collect(about, document),
        is_partial: false,
        warnings: Vec::new(),
    }
}

/// The first element, in the order of the places, that says something.
fn first<'t>(elements: impl Iterator<Item = &'t Element> + Clone, places: &[Place]) -> Option<&'t Element> {
    places.iter().find_map(|place| at(elements.clone(), *place).next())
}

/// What says most; of equals the first.
fn longest<'t>(elements: impl Iterator<Item = &'t Element> + Clone, places: &[Place]) -> Option<&'t Element> {
    let found = places.iter().flat_map(|place| at(elements.clone(), *place));
    found.reduce(|one, other| if other.text.trim().len() > one.text.trim().len() { other } else { one })
}

fn all<'t>(elements: impl Iterator<Item = &'t Element> + Clone, places: &[Place]) -> Vec<String> {
    let found = places.iter().flat_map(|place| at(elements.clone(), *place));
    found.take(MOST_DATES).map(|element| element.text.clone()).collect()
}

/// The elements of one place that say something.
fn at<'t>(elements: impl Iterator<Item = &'t Element>, place: Place) -> impl Iterator<Item = &'t Element> {
    elements.filter(move |element| (element.space, element.name.as_str()) == place && element.said().is_some())
}

/// A text as HTML. Atom's plain text is escaped, unless it is HTML under a wrong label, which is common.
fn html(element: &Element) -> Option<String> {
    let text = element.said()?;
    let is_plain = element
        .attribute("type")
        .is_some_and(|kind| kind.eq_ignore_ascii_case("text") || kind.eq_ignore_ascii_case("text/plain"));
    if is_plain && text.contains(['<', '&']) && !plain::holds_html(text) {
        return Some(text.replace('&', "&amp;").replace('<', "&lt;"));
    }
    Some(text.to_owned())
}

fn authors<'t>(children: impl Iterator<Item = Branch<'t>> + Clone) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for places in [
        &[(Space::Core, "author"), (Space::Dublin, "creator")][..],
        &[(Space::Itunes, "author"), (Space::Dublin, "contributor")],
    ] {
        for child in children.clone() {
            let Some(top) = child.top().filter(|top| places.contains(&(top.space, top.name.as_str()))) else {
                continue;
            };
            let inner = |name: &str| {
                child.children().filter_map(Branch::top).find(|element| element.name == name).and_then(Element::said)
            };
            names.extend(inner("name").or_else(|| top.said()).or_else(|| inner("email")).map(str::to_owned));
        }
        if !names.is_empty() {
            break;
        }
    }
    names
}

fn categories<'t>(elements: impl Iterator<Item = &'t Element>) -> Vec<String> {
    let label = |element: &'t Element| match (element.space, element.name.as_str()) {
        (Space::Core, "category") => {
            element.attribute("label").or_else(|| element.said()).or_else(|| element.attribute("term"))
        }
        (Space::Dublin, "subject") => element.said(),
        (Space::Media, "category") => element.said(),
        (Space::Itunes, "category") => element.attribute("text"),
        _ => None,
    };
    elements.filter_map(label).map(str::to_owned).take(256).collect()
}
