//! Readings in parentheses, taken out of a page's tree before anything else reads it.

use super::tree::{Tag, tag_of};
use crate::text::{Annotated, AnnotationStudy, may_be_annotated};
use html5ever::tendril::StrTendril;
use scraper::{Html, Node};

/// Takes readings out of all that the page says, where it has them throughout; gives how many there were in
/// what people see. `source` is the page that `html` was parsed from.
pub(super) fn remove(html: &mut Html, source: &str) -> u32 {
    if !may_be_annotated(source) {
        return 0;
    }
    let mut study = AnnotationStudy::default();
    let mut seen_texts = Vec::new();
    for node in html.tree.nodes() {
        let around = node.parent().and_then(|parent| parent.value().as_element()).map_or(Tag::Inline, tag_of);
        if let (Node::Text(text), false) = (node.value(), matches!(around, Tag::Script | Tag::Skipped)) {
            study.read(text);
            seen_texts.push(node.id());
        }
    }
    let Some(annotated) = study.verdict() else { return 0 };
    let mut count = 0;
    for id in seen_texts {
        if let Some(Node::Text(text)) = html.tree.get_mut(id).as_mut().map(|node| node.value()) {
            count += strip(&mut text.text, annotated);
        }
    }
    // What scripts and metadata say is read too, and nobody sees it.
    for node in html.tree.values_mut() {
        match node {
            Node::Text(text) => {
                strip(&mut text.text, annotated);
            }
            Node::Element(element) if tag_of(element) == Tag::Meta => {
                for (_, value) in &mut element.attrs {
                    strip(value, annotated);
                }
            }
            _ => {}
        }
    }
    count
}

fn strip(text: &mut StrTendril, annotated: Annotated) -> u32 {
    let Some((bare, count)) = annotated.strip(text) else { return 0 };
    *text = StrTendril::from(bare);
    count
}
