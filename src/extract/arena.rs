//! A page's tree: its nodes in one row, the attributes of all elements in another, texts lent from the page.
//!
//! scraper's tree is for CSS selectors; this one holds what the extractor asks for, in a quarter of the room.

use super::tags::{Tag, tag_of};
use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{QualName, ns};
use std::borrow::Cow;
use std::cell::{Ref, RefCell};
use std::iter;

/// Where a node stands in its tree; the document itself is first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct NodeId(u32);

const DOCUMENT: NodeId = NodeId(0);

/// Stands where there is no node; limits keep real numbers far below.
const NONE: NodeId = NodeId(u32::MAX);

#[derive(Debug)]
pub(super) struct Tree {
    nodes: Vec<Record>,
    attributes: Vec<Attribute>,
}

#[derive(Debug)]
struct Record {
    parent: NodeId,
    previous: NodeId,
    next: NodeId,
    first: NodeId,
    last: NodeId,
    content: Content,
}

#[derive(Debug)]
enum Content {
    /// The document, its type, a template's content: without name and text.
    Bare,
    Element {
        name: QualName,
        tag: Tag,
        first_attribute: u32,
        attributes: u32,
    },
    Text(StrTendril),
}

/// An attribute of an element.
#[derive(Debug)]
pub(super) struct Attribute {
    pub(super) name: QualName,
    pub(super) value: StrTendril,
}

/// A node in its tree.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node<'a> {
    tree: &'a Tree,
    id: NodeId,
}

/// An element's name and attributes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element<'a> {
    pub(super) name: &'a QualName,
    pub(super) tag: Tag,
    pub(super) attributes: &'a [Attribute],
}

impl Tree {
    fn new(room: usize) -> Tree {
        let mut tree = Tree { nodes: Vec::with_capacity(room), attributes: Vec::with_capacity(room) };
        tree.add(Content::Bare);
        tree
    }

    pub(super) fn root(&self) -> Node<'_> {
        Node { tree: self, id: DOCUMENT }
    }

    pub(super) fn get(&self, id: NodeId) -> Node<'_> {
        Node { tree: self, id }
    }

    /// Every node, those that stand nowhere in the document among them.
    pub(super) fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        (0..self.nodes.len()).map(|at| Node { tree: self, id: NodeId(at as u32) })
    }

    /// The text of a text node, to be changed.
    pub(super) fn text_mut(&mut self, id: NodeId) -> Option<&mut StrTendril> {
        match &mut self.record_mut(id).content {
            Content::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The attributes of an element, to be changed.
    pub(super) fn attributes_mut(&mut self, id: NodeId) -> &mut [Attribute] {
        match self.record(id).content {
            Content::Element { first_attribute, attributes, .. } => {
                &mut self.attributes[first_attribute as usize..][..attributes as usize]
            }
            _ => &mut [],
        }
    }

    fn record(&self, id: NodeId) -> &Record {
        &self.nodes[id.0 as usize]
    }

    fn record_mut(&mut self, id: NodeId) -> &mut Record {
        &mut self.nodes[id.0 as usize]
    }

    /// A new node, standing nowhere.
    fn add(&mut self, content: Content) -> NodeId {
        let id = NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        let nowhere = Record { parent: NONE, previous: NONE, next: NONE, first: NONE, last: NONE, content };
        self.nodes.push(nowhere);
        id
    }

    fn add_attributes(&mut self, attributes: Vec<html5ever::Attribute>) -> (u32, u32) {
        let first = self.attributes.len() as u32;
        let owned = attributes.into_iter().map(|attribute| Attribute { name: attribute.name, value: attribute.value });
        self.attributes.extend(owned);
        (first, self.attributes.len() as u32 - first)
    }

    fn append(&mut self, parent: NodeId, id: NodeId) {
        self.detach(id);
        let last = self.record(parent).last;
        let record = self.record_mut(id);
        (record.parent, record.previous) = (parent, last);
        if last == NONE {
            self.record_mut(parent).first = id;
        } else {
            self.record_mut(last).next = id;
        }
        self.record_mut(parent).last = id;
    }

    /// A new text right before a node.
    pub(super) fn put_text_before(&mut self, sibling: NodeId, text: StrTendril) {
        let id = self.add(Content::Text(text));
        self.insert_before(sibling, id);
    }

    fn insert_before(&mut self, sibling: NodeId, id: NodeId) {
        self.detach(id);
        let (parent, previous) = (self.record(sibling).parent, self.record(sibling).previous);
        let record = self.record_mut(id);
        (record.parent, record.previous, record.next) = (parent, previous, sibling);
        if previous == NONE {
            self.record_mut(parent).first = id;
        } else {
            self.record_mut(previous).next = id;
        }
        self.record_mut(sibling).previous = id;
    }

    fn detach(&mut self, id: NodeId) {
        let record = self.record_mut(id);
        if record.parent == NONE {
            return;
        }
        let (parent, previous, next) = (record.parent, record.previous, record.next);
        (record.parent, record.previous, record.next) = (NONE, NONE, NONE);
        if previous == NONE {
            self.record_mut(parent).first = next;
        } else {
            self.record_mut(previous).next = next;
        }
        if next == NONE {
            self.record_mut(parent).last = previous;
        } else {
            self.record_mut(next).previous = previous;
        }
    }

    /// Adds to a text node that stands at a place; false if none stands there.
    fn continue_text(&mut self, id: NodeId, more: &StrTendril) -> bool {
        let Some(Record { content: Content::Text(text), .. }) = self.nodes.get_mut(id.0 as usize) else { return false };
        text.push_tendril(more);
        true
    }
}

impl<'a> Node<'a> {
    pub(super) fn id(self) -> NodeId {
        self.id
    }

    pub(super) fn element(self) -> Option<Element<'a>> {
        let Content::Element { name, tag, first_attribute, attributes } = &self.record().content else { return None };
        let attributes = &self.tree.attributes[*first_attribute as usize..][..*attributes as usize];
        Some(Element { name, tag: *tag, attributes })
    }

    pub(super) fn text(self) -> Option<&'a StrTendril> {
        match &self.record().content {
            Content::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn parent(self) -> Option<Node<'a>> {
        self.linked(self.record().parent)
    }

    pub(super) fn first_child(self) -> Option<Node<'a>> {
        self.linked(self.record().first)
    }

    pub(super) fn next_sibling(self) -> Option<Node<'a>> {
        self.linked(self.record().next)
    }

    /// The nodes around it, the innermost first.
    pub(super) fn ancestors(self) -> impl Iterator<Item = Node<'a>> {
        iter::successors(self.parent(), |node| node.parent())
    }

    fn record(self) -> &'a Record {
        self.tree.record(self.id)
    }

    fn linked(self, link: NodeId) -> Option<Node<'a>> {
        (link != NONE).then_some(Node { id: link, ..self })
    }
}

/// Builds a tree from what html5ever's tree builder says.
pub(super) struct Builder(RefCell<Tree>);

impl Builder {
    /// A builder with room for about as many nodes.
    pub(super) fn new(room: usize) -> Builder {
        Builder(RefCell::new(Tree::new(room)))
    }

    pub(super) fn node_count(&self) -> usize {
        self.0.borrow().nodes.len()
    }
}

/// Nothing here but bookkeeping: what must happen, and when, is for the tree builder to say.
impl TreeSink for Builder {
    type Handle = NodeId;
    type Output = Tree;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Tree {
        self.0.into_inner()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn get_document(&self) -> NodeId {
        DOCUMENT
    }

    fn same_node(&self, x: &NodeId, y: &NodeId) -> bool {
        x == y
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Ref<'a, QualName> {
        const NO_NAME: &QualName = &QualName { prefix: None, ns: ns!(), local: html5ever::local_name!("") };
        Ref::map(self.0.borrow(), |tree| match &tree.record(*target).content {
            Content::Element { name, .. } => name,
            _ => NO_NAME,
        })
    }

    fn create_element(&self, name: QualName, attributes: Vec<html5ever::Attribute>, flags: ElementFlags) -> NodeId {
        let mut tree = self.0.borrow_mut();
        let (first_attribute, attributes) = tree.add_attributes(attributes);
        let tag = tag_of(&name.local);
        let id = tree.add(Content::Element { name, tag, first_attribute, attributes });
        if flags.template {
            let content = tree.add(Content::Bare);
            tree.append(id, content);
        }
        id
    }

    fn create_comment(&self, _: StrTendril) -> NodeId {
        self.0.borrow_mut().add(Content::Bare)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> NodeId {
        self.0.borrow_mut().add(Content::Bare)
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        let mut tree = self.0.borrow_mut();
        let child = match child {
            NodeOrText::AppendNode(id) => id,
            NodeOrText::AppendText(text) => {
                let last = tree.record(*parent).last;
                if tree.continue_text(last, &text) {
                    return;
                }
                tree.add(Content::Text(text))
            }
        };
        tree.append(*parent, child);
    }

    fn append_before_sibling(&self, sibling: &NodeId, child: NodeOrText<NodeId>) {
        let mut tree = self.0.borrow_mut();
        if let NodeOrText::AppendNode(id) = child {
            tree.detach(id);
        }
        if tree.record(*sibling).parent == NONE {
            return;
        }
        let child = match child {
            NodeOrText::AppendNode(id) => id,
            NodeOrText::AppendText(text) => {
                let previous = tree.record(*sibling).previous;
                if tree.continue_text(previous, &text) {
                    return;
                }
                tree.add(Content::Text(text))
            }
        };
        tree.insert_before(*sibling, child);
    }

    fn append_based_on_parent_node(&self, element: &NodeId, previous: &NodeId, child: NodeOrText<NodeId>) {
        let is_attached = self.0.borrow().record(*element).parent != NONE;
        if is_attached {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.0.borrow_mut().detach(*target);
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        let mut tree = self.0.borrow_mut();
        loop {
            let child = tree.record(*node).first;
            if child == NONE {
                break;
            }
            tree.append(*new_parent, child);
        }
    }

    fn add_attrs_if_missing(&self, target: &NodeId, more: Vec<html5ever::Attribute>) {
        let mut tree = self.0.borrow_mut();
        let mut all: Vec<html5ever::Attribute> = tree
            .get(*target)
            .element()
            .into_iter()
            .flat_map(|element| element.attributes)
            .map(|known| html5ever::Attribute { name: known.name.clone(), value: known.value.clone() })
            .collect();
        let known = all.len();
        all.extend(more.into_iter().filter(|attribute| !is_among(&tree, *target, &attribute.name)));
        if all.len() == known {
            return;
        }
        // They stand in one row, so that all of them move behind the others.
        let (first, count) = tree.add_attributes(all);
        if let Content::Element { first_attribute, attributes, .. } = &mut tree.record_mut(*target).content {
            (*first_attribute, *attributes) = (first, count);
        }
    }

    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        self.0.borrow().record(*target).first
    }
}

fn is_among(tree: &Tree, id: NodeId, name: &QualName) -> bool {
    tree.get(id).element().is_some_and(|element| element.attributes.iter().any(|known| known.name == *name))
}
