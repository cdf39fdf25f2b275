//! Which of an element's links is the article, and which are files.

use super::branch::{Branch, Element};
use super::names::Space;
use crate::link::absolute;
use crate::model::Enclosure;
use url::Url;

/// Enclosures of one item; each is compared with the others.
const MOST_ENCLOSURES: usize = 100;

/// The page an item or a feed stands for.
///
/// A link in so many words comes first, then Atom's `alternate`, then a GUID that is an address.
pub(super) fn page<'t>(elements: impl Iterator<Item = &'t Element> + Clone) -> Option<Url> {
    let links = || elements.clone().filter(|element| element.space == Space::Core && element.name == "link");
    let written = links().find_map(|element| absolute(element.said()?, element.base.as_deref()));
    let alternates =
        || links().filter(|element| element.attribute("rel").is_none_or(|rel| rel.eq_ignore_ascii_case("alternate")));
    let href = |element: &Element| absolute(element.attribute("href")?, element.base.as_deref());
    let is_page = |element: &&Element| element.attribute("type").is_some_and(|kind| kind.contains("html"));
    let is_other = |element: &&Element| element.attribute("type").is_some_and(|kind| !kind.contains("html"));
    written
        .or_else(|| alternates().filter(is_page).find_map(href))
        .or_else(|| alternates().filter(|link| !is_other(link)).find_map(href))
        .or_else(|| alternates().find_map(href))
        .or_else(|| original(elements.clone()))
        .or_else(|| permanent(elements.clone()))
}

/// The addresses of links with this relation, one of several perhaps.
pub(super) fn by_relation<'t>(
    elements: impl Iterator<Item = &'t Element>,
    relation: &str,
) -> impl Iterator<Item = Url> {
    let is_related = move |element: &&Element| {
        let relations = element.attribute("rel").unwrap_or_default();
        element.name == "link" && relations.split_ascii_whitespace().any(|rel| rel.eq_ignore_ascii_case(relation))
    };
    elements.filter(is_related).filter_map(|element| absolute(element.attribute("href")?, element.base.as_deref()))
}

/// FeedBurner's note of the link that it replaced.
fn original<'t>(mut elements: impl Iterator<Item = &'t Element>) -> Option<Url> {
    elements
        .find(|element| element.space == Space::FeedBurner && element.name == "origlink")
        .and_then(|element| absolute(element.said()?, None))
}

/// A GUID is an address unless it says that it is none; Atom's id often is one.
fn permanent<'t>(mut elements: impl Iterator<Item = &'t Element>) -> Option<Url> {
    let is_id = |element: &&Element| element.space == Space::Core && matches!(element.name.as_str(), "guid" | "id");
    let guid = elements.find(is_id)?;
    let is_link = guid.attribute("ispermalink").is_none_or(|value| !value.eq_ignore_ascii_case("false"));
    absolute(guid.said()?, None).filter(|_| is_link)
}

/// The files that an item carries: enclosures of RSS and Atom, and the contents of Media RSS.
pub(super) fn enclosures<'t>(children: impl Iterator<Item = Branch<'t>>) -> Vec<Enclosure> {
    let mut found: Vec<Enclosure> = Vec::new();
    for child in children {
        let is_group = child.top().is_some_and(|top| top.space == Space::Media && top.name == "group");
        let inner = child.children().filter(|_| is_group).filter_map(Branch::top);
        for enclosure in child.top().into_iter().chain(inner).filter_map(enclosure) {
            if found.len() < MOST_ENCLOSURES && !found.iter().any(|other| other.url == enclosure.url) {
                found.push(enclosure);
            }
        }
    }
    found
}

fn enclosure(element: &Element) -> Option<Enclosure> {
    let (address, length) = match (element.space, element.name.as_str()) {
        (Space::Core, "enclosure") => ("url", "length"),
        (Space::Core, "link") if element.attribute("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("enclosure")) => {
            ("href", "length")
        }
        (Space::Media, "content") => ("url", "filesize"),
        _ => return None,
    };
    let address = element.attribute(address).or_else(|| element.attribute("href"));
    Some(Enclosure {
        url: absolute(address?, element.base.as_deref())?.into(),
        media_type: element.attribute("type").map(str::to_owned),
        length_bytes: element.attribute(length).and_then(|length| length.parse().ok()),
    })
}
