//! Paragraphs that nothing but an indent sets apart, as Chinese pages have them in one text: one text node each.

use super::arena::{NodeId, Tree};
use super::tags::Tag;
use html5ever::tendril::StrTendril;
use memchr::memmem;

/// Two full-width spaces.
const INDENT: &str = "\u{3000}\u{3000}";

/// Paragraphs parted in a page; a page of more is playing games.
const MOST_PARTED: usize = 20_000;

/// Cuts texts before the indents in them. `source` is the page that `tree` was parsed from.
pub(super) fn part_paragraphs(tree: &mut Tree, source: &str) {
    if memmem::find(source.as_bytes(), INDENT.as_bytes()).is_none() {
        return;
    }
    let mut parted = Vec::new();
    let mut count = 0;
    for node in tree.nodes() {
        let Some(text) = node.text() else { continue };
        let around = node.parent().and_then(|parent| parent.element()).map_or(Tag::Inline, |element| element.tag);
        let cuts = cuts(text);
        if !cuts.is_empty() && !matches!(around, Tag::Script | Tag::Skipped | Tag::Preformatted) {
            count += cuts.len();
            parted.push((node.id(), cuts));
        }
        if count > MOST_PARTED {
            break;
        }
    }
    for (id, cuts) in parted {
        part(tree, id, &cuts);
    }
}

/// Where paragraphs begin inside of a text: at indents with something before and behind them.
fn cuts(text: &str) -> Vec<usize> {
    let mut cuts: Vec<usize> = Vec::new();
    for (at, _) in text.match_indices(INDENT) {
        let from = cuts.last().copied().unwrap_or(0);
        if !text[from..at].trim().is_empty() && !text[at..].trim().is_empty() {
            cuts.push(at);
        }
    }
    cuts
}

fn part(tree: &mut Tree, id: NodeId, cuts: &[usize]) {
    let Some(whole) = tree.text_mut(id) else { return };
    let text = whole.clone();
    let last = cuts.last().copied().unwrap_or(0);
    *whole = StrTendril::from(&text[last..]);
    let mut start = 0;
    for &cut in cuts {
        tree.put_text_before(id, StrTendril::from(&text[start..cut]));
        start = cut;
    }
}

#[cfg(test)]
mod tests {
    use super::cuts;

    #[test]
    fn paragraphs_begin_at_indents() {
        let paragraphs = |text: &'static str| cuts(text).len() + 1;
        assert_eq!(paragraphs("　　渡轮中午离开。　　晚了一个小时。\n　　没有人在意。"), 3);
        assert_eq!(paragraphs("　　渡轮中午离开。　　"), 1);
        assert_eq!(paragraphs("渡轮　中午　离开"), 1);
    }
}
