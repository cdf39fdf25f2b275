//! A parsed page as XPath sees it: its nodes in one row, in the order of the document.

use super::super::super::arena::{Node, Tree};
use super::super::super::tree::{Step, Walk, attribute};
use super::expression::{Axis, NodeTest};

/// A node, or one of its attributes. They sort in the order of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) struct Item {
    /// Index into [`Page::nodes`].
    node: usize,
    /// 0 is the node itself, 1 its first attribute.
    attribute: usize,
}

impl Item {
    pub(super) const ROOT: Item = Item { node: 0, attribute: 0 };
}

pub(in super::super) struct Page<'a> {
    nodes: Vec<Placed<'a>>,
}

struct Placed<'a> {
    node: Node<'a>,
    parent: usize,
    /// Behind the last node inside.
    end: usize,
}

impl<'a> Page<'a> {
    pub(in super::super) fn new(tree: &'a Tree) -> Page<'a> {
        let mut nodes: Vec<Placed<'a>> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        for step in Walk::new(tree.root()) {
            match step {
                Step::Open(node) => {
                    let place = nodes.len();
                    nodes.push(Placed { node, parent: open.last().copied().unwrap_or(0), end: place + 1 });
                    open.push(place);
                }
                Step::Close(_) => {
                    if let Some(place) = open.pop() {
                        nodes[place].end = nodes.len();
                    }
                }
            }
        }
        Page { nodes }
    }

    pub(in super::super) fn node(&self, item: Item) -> Node<'a> {
        self.nodes[item.node].node
    }

    /// The name and value, if the item is an attribute.
    pub(in super::super) fn attribute(&self, item: Item) -> Option<(&'a str, &'a str)> {
        let position = item.attribute.checked_sub(1)?;
        let attribute = self.node(item).element()?.attributes.get(position)?;
        Some((&attribute.name.local, &attribute.value))
    }

    /// The name of an element or attribute; empty for any other node.
    pub(super) fn name(&self, item: Item) -> &'a str {
        match self.attribute(item) {
            Some((name, _)) => name,
            None => self.node(item).element().map_or("", |element| &element.name.local),
        }
    }

    /// How much text [`Page::text`] may have to gather.
    pub(super) fn size(&self, item: Item) -> usize {
        self.nodes[item.node].end - item.node
    }

    /// The string value (XPath 1.0 §5).
    pub(super) fn text(&self, item: Item) -> String {
        if let Some((_, value)) = self.attribute(item) {
            return value.to_owned();
        }
        let inside = self.nodes[item.node..self.nodes[item.node].end].iter();
        inside.filter_map(|placed| placed.node.text().map(|text| &**text)).collect()
    }

    /// The elements with an id, first come first.
    pub(super) fn with_id(&self, id: &str) -> Option<Item> {
        let has_id =
            |placed: &Placed<'_>| placed.node.element().is_some_and(|element| attribute(element, "id") == Some(id));
        self.nodes.iter().position(has_id).map(|node| Item { node, attribute: 0 })
    }

    /// Whether a node is the other or somewhere in it.
    pub(super) fn is_below(&self, item: Item, around: Item) -> bool {
        (around.node..self.nodes[around.node].end).contains(&item.node)
    }

    /// How many nodes of the page [`Page::along`] looks at.
    pub(super) fn reach(&self, from: Item, axis: Axis) -> usize {
        match axis {
            Axis::Descendant | Axis::DescendantOrSelf => self.size(from),
            Axis::Following | Axis::Preceding => self.nodes.len(),
            // A parent's children are looked at one by one; counted when they are listed.
            _ => 1,
        }
    }

    /// The nodes on an axis that pass the test, the nearest first.
    pub(super) fn along(&self, from: Item, axis: Axis, test: &NodeTest) -> Vec<Item> {
        if axis == Axis::Attribute {
            let count = self.node(from).element().map_or(0, |element| element.attributes.len());
            let attributes = (1..=count).map(|attribute| Item { attribute, ..from });
            return attributes.filter(|&item| self.is_named(item, test)).collect();
        }
        let at = from.node;
        let is_attribute = from.attribute > 0;
        let nodes: Vec<usize> = match axis {
            Axis::Itself if is_attribute => return if self.is_named(from, test) { vec![from] } else { Vec::new() },
            Axis::Itself => vec![at],
            Axis::Parent if is_attribute => vec![at],
            Axis::Parent => self.parent(at).into_iter().collect(),
            Axis::Ancestor if is_attribute => self.and_ancestors(at),
            Axis::Ancestor => self.parent(at).map(|parent| self.and_ancestors(parent)).unwrap_or_default(),
            Axis::AncestorOrSelf => self.and_ancestors(at),
            Axis::Child | Axis::Descendant | Axis::FollowingSibling | Axis::PrecedingSibling if is_attribute => {
                Vec::new()
            }
            Axis::Child => self.siblings(at + 1, self.nodes[at].end),
            Axis::Descendant => (at + 1..self.nodes[at].end).collect(),
            Axis::DescendantOrSelf => (at..self.nodes[at].end).collect(),
            Axis::FollowingSibling => match self.parent(at) {
                Some(parent) => self.siblings(self.nodes[at].end, self.nodes[parent].end),
                None => Vec::new(),
            },
            Axis::PrecedingSibling => match self.parent(at) {
                Some(parent) => self.siblings(parent + 1, at).into_iter().rev().collect(),
                None => Vec::new(),
            },
            Axis::Following => (self.nodes[at].end..self.nodes.len()).collect(),
            Axis::Preceding => (0..at).rev().filter(|&node| self.nodes[node].end <= at).collect(),
            Axis::Attribute => Vec::new(),
        };
        nodes.into_iter().filter(|&node| self.passes(node, test)).map(|node| Item { node, attribute: 0 }).collect()
    }

    fn parent(&self, node: usize) -> Option<usize> {
        (node > 0).then(|| self.nodes[node].parent)
    }

    fn and_ancestors(&self, node: usize) -> Vec<usize> {
        std::iter::successors(Some(node), |&node| self.parent(node)).collect()
    }

    /// Nodes side by side from one on, up to a place.
    fn siblings(&self, first: usize, end: usize) -> Vec<usize> {
        let before_end = |node: usize| (node < end).then_some(node);
        std::iter::successors(before_end(first), |&node| before_end(self.nodes[node].end)).collect()
    }

    fn passes(&self, node: usize, test: &NodeTest) -> bool {
        let node = self.nodes[node].node;
        match test {
            NodeTest::AnyNode => true,
            NodeTest::AnyName => node.element().is_some(),
            NodeTest::Name(name) => {
                node.element().is_some_and(|element| str::eq_ignore_ascii_case(&element.name.local, name))
            }
            NodeTest::Text => node.text().is_some(),
            // The parser keeps none.
            NodeTest::Comment => false,
        }
    }

    fn is_named(&self, attribute: Item, test: &NodeTest) -> bool {
        match test {
            NodeTest::AnyName | NodeTest::AnyNode => true,
            NodeTest::Name(name) => self.name(attribute).eq_ignore_ascii_case(name),
            NodeTest::Text | NodeTest::Comment => false,
        }
    }
}
