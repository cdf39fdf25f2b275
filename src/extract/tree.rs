//! Steps over the parsed tree without recursion, and what an element shows of itself.

use super::arena::{Element, Node, NodeId, Tree};
use super::tags::{Tag, by_name};

/// One step of a walk in document order.
pub(super) enum Step<'a> {
    Open(Node<'a>),
    Close(Node<'a>),
}

/// A walk over a subtree, its root included, that can pass over what it doesn't want.
pub(super) struct Walk<'a> {
    root: NodeId,
    next: Option<Step<'a>>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(root: Node<'a>) -> Walk<'a> {
        Walk { root: root.id(), next: Some(Step::Open(root)) }
    }

    /// A walk that begins at a node somewhere within `root`, as if all before it had been passed.
    pub(super) fn from(root: Node<'a>, node: Node<'a>) -> Walk<'a> {
        Walk { root: root.id(), next: Some(Step::Open(node)) }
    }

    /// After an `Open`: goes on behind that node, without its `Close`.
    pub(super) fn pass_over(&mut self, node: Node<'a>) {
        self.next = self.step_behind(node);
    }

    fn step_behind(&self, node: Node<'a>) -> Option<Step<'a>> {
        if node.id() == self.root {
            return None;
        }
        match node.next_sibling() {
            Some(sibling) => Some(Step::Open(sibling)),
            None => node.parent().map(Step::Close),
        }
    }
}

impl<'a> Iterator for Walk<'a> {
    type Item = Step<'a>;

    fn next(&mut self) -> Option<Step<'a>> {
        let step = self.next.take()?;
        self.next = match &step {
            Step::Open(node) => Some(node.first_child().map_or(Step::Close(*node), Step::Open)),
            Step::Close(node) => self.step_behind(*node),
        };
        Some(step)
    }
}

/// An attribute's value. Elements have few, so that looking at each is faster than interning the name.
pub(super) fn attribute<'a>(element: Element<'a>, name: &str) -> Option<&'a str> {
    element.attributes.iter().find(|known| &*known.name.local == name).map(|known| &*known.value)
}

/// The element to which a fragment of the page's address leads.
pub(super) fn anchor(tree: &Tree, name: &str) -> Option<NodeId> {
    let is_called = |element: Element<'_>| {
        attribute(element, "id") == Some(name) || (element.tag == Tag::Link && attribute(element, "name") == Some(name))
    };
    tree.nodes().find(|node| node.element().is_some_and(is_called)).map(|node| node.id())
}

/// Whether a template is shown at once, as the inside of the element around it.
pub(super) fn is_shadow_root(element: Element<'_>) -> bool {
    element.name.local == html5ever::local_name!("template") && attribute(element, "shadowrootmode").is_some()
}

/// Bytes of all text below a node, shown or not.
pub(super) fn text_bytes_below(root: Node<'_>) -> usize {
    let texts = Walk::new(root).filter_map(|step| match step {
        Step::Open(node) => node.text().map(|text| text.len()),
        Step::Close(_) => None,
    });
    texts.sum()
}

/// Whether the page itself doesn't show the element.
///
/// React sends late parts of a page hidden, with ids from `S:0` on, and lets a script show them.
pub(super) fn is_hidden(element: Element<'_>) -> bool {
    let is_shown_later = || attribute(element, "id").is_some_and(|id| id.starts_with("S:"));
    element.attributes.iter().any(|attribute| {
        let value = &*attribute.value;
        by_name!(attribute.name.local, {
            "hidden" => !value.eq_ignore_ascii_case("until-found") && !is_shown_later(),
            "style" => hides(value),
            "aria-hidden" => value.eq_ignore_ascii_case("true"),
        } else false)
    })
}

/// Whether an inline style takes the element off the page.
fn hides(style: &str) -> bool {
    style.split(';').filter_map(|rule| rule.split_once(':')).any(|(property, value)| {
        let value = value.trim();
        let is = |wanted: &str| value.get(..wanted.len()).is_some_and(|start| start.eq_ignore_ascii_case(wanted));
        (property.trim().eq_ignore_ascii_case("display") && is("none"))
            || (property.trim().eq_ignore_ascii_case("visibility") && is("hidden"))
    })
}

/// The text below a node, white space folded, at most about `most_bytes` of it.
pub(super) fn text_below(root: Node<'_>, most_bytes: usize) -> String {
    let mut text = String::new();
    let mut walk = Walk::new(root);
    while let Some(step) = walk.next() {
        let Step::Open(node) = step else { continue };
        if let Some(piece) = node.text() {
            if text.len() > most_bytes {
                break;
            }
            text.push_str(&piece[..piece.floor_char_boundary(most_bytes)]);
        } else if let Some(element) = node.element().filter(|_| node.id() != root.id()) {
            match element.tag {
                Tag::Skipped | Tag::Script => walk.pass_over(node),
                Tag::LineBreak => text.push(' '),
                tag if tag.is_block() => text.push(' '),
                _ => {}
            }
        }
    }
    crate::text::tidy_line(&text)
}
