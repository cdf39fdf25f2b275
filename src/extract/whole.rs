//! Texts that are content as a whole, so that nothing in them is judged by its place: a feed's HTML, what linked
//! data tells, what a page holds for others than its readers.

use super::arena::{Node, Tree};
use super::blocks::Marked;
use super::survey::survey;
use super::tokenizer::Wanted;
use super::tree::{self, Step, Walk};
use super::{annotations, assemble, choose, indents, limits, markdown, plain, state};
use crate::model::{Block, Extracted, Metadata};
use std::borrow::Cow;
use url::Url;

/// A feed's own HTML: all of it is content, but for scripts, trackers and what is hidden.
///
/// ```
/// let item = feedmill::extract::fragment("<p>One.</p><script>x()</script>Two.", None);
/// let texts: Vec<&str> = item.blocks.iter().map(|block| block.text.as_str()).collect();
/// assert_eq!(texts, ["One.", "Two."]);
/// assert_eq!(feedmill::extract::fragment("One &amp; two.\n\nThree.", None).blocks.len(), 2);
/// ```
pub fn fragment(html: &str, base: Option<&Url>) -> Extracted {
    let html = &*with_paragraphs(html);
    let mut parsed = limits::parse(html, Wanted::Known);
    let annotations_removed = annotations::remove(&mut parsed.tree, html);
    indents::part_paragraphs(&mut parsed.tree, html);
    let mut extracted = all_below(parsed.tree.root(), &parsed.tree, base);
    extracted.cut_short = parsed.cut_short;
    extracted.annotations_removed = annotations_removed;
    extracted
}

/// Text without a tag, of which line breaks are the only form, as HTML.
fn with_paragraphs(html: &str) -> Cow<'_, str> {
    let begins_tag = |after: &str| after.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
    if !html.trim().contains(['\n', '\r']) || html.split('<').skip(1).any(begins_tag) {
        return Cow::Borrowed(html);
    }
    plain::paragraphs(html).iter().map(|paragraph| format!("<p>{}</p>", paragraph.text)).collect()
}

/// Everything below a node, captions apart.
fn all_below(root: Node<'_>, tree: &Tree, base: Option<&Url>) -> Extracted {
    let marked = Marked::default();
    let found = survey(root, &marked);
    let choice = choose::all(&found, false);
    let rendering = markdown::Source { tree, survey: &found, base, strip: &marked.strip };
    assemble(&rendering, &choice, Metadata::default(), "feed")
}

/// What a page holds for others than its readers: in `noscript`, for those without scripts, or in a template,
/// which its scripts fill in. The longest of these.
pub(super) fn set_aside(tree: &Tree, base: Option<&Url>) -> Extracted {
    let mut longest = (0, None);
    let mut walk = Walk::new(tree.root());
    while let Some(step) = walk.next() {
        let Step::Open(node) = step else { continue };
        if node.element().is_some_and(|element| matches!(&*element.name.local, "noscript" | "template")) {
            let bytes = tree::text_bytes_below(node);
            if bytes > longest.0 {
                longest = (bytes, node.first_child());
            }
            walk.pass_over(node);
        }
    }
    match longest.1.map(|inside| (inside, inside.text())) {
        // Scripts are on, so that the parser took it for text.
        Some((_, Some(noscript))) => fragment(noscript, base),
        Some((template, None)) => all_below(template, tree, base),
        None => Extracted::default(),
    }
}

/// What linked data tells as the article's text: plain, or marked up against the rules.
pub(super) fn body_blocks(body: &str, base: Option<&Url>) -> Vec<Block> {
    if body.contains("</") || body.contains("&lt;/") {
        fragment(&state::as_html(body), base).blocks
    } else {
        plain::paragraphs(body)
    }
}
