//! Readings in parentheses, taken out of a page's tree before anything else reads it.

use super::arena::{NodeId, Tree};
use super::tags::Tag;
use crate::text::{Annotated, AnnotationStudy, may_be_annotated};
use html5ever::tendril::StrTendril;

/// Takes readings out of all that the page says, where it has them throughout; gives how many there were in
/// what people see. `source` is the page that `tree` was parsed from.
pub(super) fn remove(tree: &mut Tree, source: &str) -> u32 {
    if !may_be_annotated(source) {
        return 0;
    }
    let mut study = AnnotationStudy::default();
    let mut seen_texts = Vec::new();
    for node in tree.nodes() {
        let around = node.parent().and_then(|parent| parent.element()).map_or(Tag::Inline, |element| element.tag);
        if let (Some(text), false) = (node.text(), matches!(around, Tag::Script | Tag::Skipped)) {
            study.read(text);
            seen_texts.push(node.id());
        }
    }
    let Some(annotated) = study.verdict() else { return 0 };
    let mut count = 0;
    for id in seen_texts {
        count += tree.text_mut(id).map_or(0, |text| strip(text, annotated));
    }
    // What scripts and metadata say is read too, and nobody sees it.
    let is_meta = |id: &NodeId| tree.get(*id).element().is_some_and(|element| element.tag == Tag::Meta);
    let ids: Vec<NodeId> = tree.nodes().map(|node| node.id()).collect();
    let metas: Vec<NodeId> = ids.iter().copied().filter(is_meta).collect();
    for id in ids {
        tree.text_mut(id).map(|text| strip(text, annotated));
    }
    for id in metas {
        for attribute in tree.attributes_mut(id) {
            strip(&mut attribute.value, annotated);
        }
    }
    count
}

fn strip(text: &mut StrTendril, annotated: Annotated) -> u32 {
    let Some((bare, count)) = annotated.strip(text) else { return 0 };
    *text = StrTendril::from(bare);
    count
}
