//! What the text inside an element is: structure, HTML, or HTML in a parcel.

use super::branch::Element;
use super::names::{Space, holds_markup};
use base64::Engine;
use base64::prelude::BASE64_STANDARD as BASE64;

/// How the text inside an element is taken.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Inside {
    /// Elements are structure.
    Structure,
    /// Elements are markup of the text; references are read, since the text is HTML once escaped.
    Escaped,
    /// Elements are markup of the text, and so are references.
    Markup,
}

/// How the text of an element is taken, by its name and Atom's `type` and `mode`.
pub(super) fn inside_of(space: Space, name: &str, attributes: &[(String, String)]) -> Inside {
    if !holds_markup(space, name) {
        return Inside::Structure;
    }
    let says = |wanted: &str| {
        attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.trim().to_ascii_lowercase())
    };
    let kind = says("type").unwrap_or_default();
    let is_old_xml = says("mode").is_some_and(|mode| mode == "xml");
    if space == Space::Xhtml || ((is_xml(&kind) || is_old_xml) && says("mode").is_none_or(|mode| mode == "xml")) {
        Inside::Markup
    } else {
        Inside::Escaped
    }
}

/// Atom packs what is neither text nor XML as base64 (RFC 4287, 4.1.3.3). What turns out to be text is taken so.
pub(super) fn unpack(element: &mut Element) {
    let is_packed = match (element.attribute("mode"), element.attribute("type")) {
        (Some(mode), _) => mode.eq_ignore_ascii_case("base64"),
        (None, Some(kind)) => kind.contains('/') && !kind.starts_with("text/") && !is_xml(kind),
        _ => false,
    };
    if !is_packed || !holds_markup(element.space, &element.name) {
        return;
    }
    let packed: String = element.text.split_whitespace().collect();
    let text = BASE64.decode(packed).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    if let Some(text) = text {
        element.text = text;
    }
}

fn is_xml(kind: &str) -> bool {
    kind == "xhtml" || kind.ends_with("/xml") || kind.ends_with("+xml")
}

/// Elements of feeds that HTML doesn't have.
pub(super) fn never_in_text(name: &str) -> bool {
    matches!(
        name,
        "item"
            | "entry"
            | "guid"
            | "pubDate"
            | "description"
            | "category"
            | "enclosure"
            | "author"
            | "comments"
            | "published"
            | "updated"
            | "content:encoded"
            | "dc:creator"
            | "dc:date"
    )
}
