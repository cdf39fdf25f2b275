//! Elements from pieces, one item at a time, with every gap closed that a document leaves.
//!
//! An end tag closes the nearest open element of its name and all within, an item closes the item before
//! it, and the end of the document closes all. Nothing here recurses, and everything has a limit.

use super::branch::{Branch, Element};
use super::fields;
use super::names::{Prefixes, Space};
use super::texts::{Inside, inside_of, never_in_text, unpack};
use super::tokens::{Piece, Pieces, Tag};
use crate::feed::document::MOST_ITEMS;
use crate::feed::draft::{FeedDraft, ItemDraft};
use crate::feed::{FeedFault, entities};
use crate::model::{FailureKind, FeedFormat};
use std::rc::Rc;
use url::Url;

/// As deep as browsers nest; deeper elements are passed over.
const DEEPEST: usize = 512;

/// How far back an end tag looks for its element.
const FARTHEST_END: usize = 64;

/// Elements held at a time: those of one item and those of the feed around it.
const MOST_ELEMENTS: usize = 8 * 1024;

/// Reads a document of any XML dialect.
pub(super) fn read(text: &str, base: Option<&Url>) -> Result<FeedDraft, FeedFault> {
    let mut growing = Growing::new(base);
    for piece in Pieces::new(text) {
        match piece {
            Piece::Open { tag, is_empty } => growing.open(tag, is_empty),
            Piece::Close(name) => growing.close(name),
            Piece::Text(text) => growing.text(text),
            Piece::Verbatim(text) => growing.verbatim(text),
            Piece::Reference(name) => growing.reference(name),
            Piece::BrokenOff(markup) => growing.break_off(markup),
        }
    }
    growing.finish()
}

/// An element that is open.
struct Frame<'a> {
    /// As written, with its prefix.
    name: &'a str,
    /// Its place among the elements, unless it is not kept.
    index: Option<usize>,
    space: Space,
    /// How many prefixes were declared before it.
    prefixes: usize,
    is_item: bool,
}

struct Growing<'a> {
    format: Option<FeedFormat>,
    elements: Vec<Element>,
    frames: Vec<Frame<'a>>,
    prefixes: Prefixes<'a>,
    base: Option<Rc<Url>>,
    inside: Inside,
    /// Names of elements open in markup.
    markup: Vec<&'a str>,
    items: Vec<ItemDraft>,
    warnings: Vec<String>,
    too_deep: usize,
    passed_over: usize,
    /// Where the elements of the open item begin.
    item_start: usize,
    /// The outermost element of a document that is no feed.
    other_root: Option<&'a str>,
    /// The document stands where a feed was and names the feed's new address.
    is_redirect: bool,
}

impl<'a> Growing<'a> {
    fn new(base: Option<&Url>) -> Growing<'a> {
        Growing {
            format: None,
            elements: Vec::new(),
            frames: Vec::new(),
            prefixes: Prefixes::default(),
            base: base.map(|base| Rc::new(base.clone())),
            inside: Inside::Structure,
            markup: Vec::new(),
            items: Vec::new(),
            warnings: Vec::new(),
            too_deep: 0,
            passed_over: 0,
            item_start: 0,
            other_root: None,
            is_redirect: false,
        }
    }

    fn open(&mut self, tag: Tag<'a>, is_empty: bool) {
        if self.leaves_markup(tag) {
            self.close_top();
        } else if self.inside != Inside::Structure {
            return self.open_markup(tag, is_empty);
        }
        let (prefix, local) = tag.name().split_once(':').unwrap_or(("", tag.name()));
        let name = local.to_ascii_lowercase();
        if self.format.is_none() {
            self.format = root_format(&name);
            self.is_redirect = name == "redirect";
            if self.format.is_none() {
                self.other_root.get_or_insert(tag.name());
                return;
            }
        }
        if self.frames.len() >= DEEPEST {
            self.passed_over += 1;
            self.too_deep += usize::from(!is_empty);
            return;
        }
        let prefixes = self.prefixes.len();
        let attributes: Vec<(String, String)> =
            tag.attributes().map(|(name, value)| (name.to_ascii_lowercase(), value.into_owned())).collect();
        for (name, address) in tag.attributes().filter(|(name, _)| name.starts_with("xmlns")) {
            self.prefixes.declare(name, &address);
        }
        let space = self.prefixes.space(prefix);
        let is_item = space == Space::Core && matches!(name.as_str(), "item" | "entry");
        if is_item {
            self.close_item();
        }
        let frame = Frame { name: tag.name(), index: None, space, prefixes, is_item };
        self.keep(frame, name, attributes);
        if is_empty {
            self.close_top();
        }
    }

    /// Adds an element below the open ones.
    fn keep(&mut self, frame: Frame<'a>, name: String, attributes: Vec<(String, String)>) {
        let depth = self.frames.len();
        let parent = self.frames.last().and_then(|frame| frame.index).and_then(|index| self.elements.get(index));
        let around = parent.map_or(self.base.as_ref(), |parent| parent.base.as_ref());
        let written = attributes.iter().find(|(name, _)| name == "xml:base");
        let own = written.and_then(|(_, base)| crate::link::absolute(base, around.map(Rc::as_ref)));
        let declares_base = own.is_some() || parent.is_some_and(|parent| parent.declares_base);
        let base = own.map(Rc::new).or_else(|| around.cloned());
        self.inside = inside_of(frame.space, &name, &attributes);
        self.markup.clear();
        if frame.is_item {
            self.item_start = self.elements.len();
        }
        let room = self.elements.len() - self.item_start < MOST_ELEMENTS;
        self.passed_over += usize::from(!room);
        let index = room.then_some(self.elements.len());
        if room {
            self.elements.push(Element {
                space: frame.space,
                name,
                attributes,
                text: String::new(),
                depth,
                base,
                declares_base,
            });
        }
        self.frames.push(Frame { index, ..frame });
    }

    /// Whether an element begins that no text has inside, so that the text's end tag must be missing.
    fn leaves_markup(&self, tag: Tag<'a>) -> bool {
        let Some(text) = self.frames.last().filter(|_| self.inside == Inside::Escaped) else { return false };
        never_in_text(tag.name())
            || (text.name == "title" && matches!(tag.name(), "link" | "summary" | "content" | "id"))
    }

    fn open_markup(&mut self, tag: Tag<'a>, is_empty: bool) {
        let name = tag.name();
        let local = name.split_once(':').map_or(name, |(_, local)| local);
        let Some(element) = self.top() else { return };
        element.text.push('<');
        element.text.push_str(local);
        element.text.push_str(tag.rest().trim_end());
        element.text.push_str(if is_empty { "/>" } else { ">" });
        if !is_empty && self.markup.len() < DEEPEST {
            self.markup.push(name);
        }
    }

    fn close(&mut self, name: &'a str) {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        if self.inside != Inside::Structure
            && let Some(place) = self.markup.iter().rev().take(FARTHEST_END).position(|open| *open == name)
        {
            self.markup.truncate(self.markup.len() - 1 - place);
            let local = name.split_once(':').map_or(name, |(_, local)| local);
            if let Some(element) = self.top() {
                element.text.push_str("</");
                element.text.push_str(local);
                element.text.push('>');
            }
            return;
        }
        let mut near = self.frames.iter().rev().take(FARTHEST_END);
        if let Some(place) = near.position(|frame| frame.name.eq_ignore_ascii_case(name)) {
            for _ in 0..=place {
                self.close_top();
            }
        }
    }

    /// Closes the item that is open, if one is.
    fn close_item(&mut self) {
        if let Some(place) = self.frames.iter().rposition(|frame| frame.is_item) {
            while self.frames.len() > place {
                self.close_top();
            }
        }
    }

    fn close_top(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        self.inside = Inside::Structure;
        self.markup.clear();
        self.prefixes.truncate(frame.prefixes);
        if let Some(element) = frame.index.and_then(|index| self.elements.get_mut(index)) {
            unpack(element);
        }
        if let Some(start) = frame.index.filter(|_| frame.is_item) {
            let branch = Branch { elements: self.elements.get(start..).unwrap_or_default() };
            if self.items.len() <= MOST_ITEMS {
                self.items.push(fields::item(branch));
            }
            self.elements.truncate(start);
            self.item_start = 0;
        }
    }

    fn top(&mut self) -> Option<&mut Element> {
        if self.too_deep > 0 {
            return None;
        }
        let index = self.frames.last()?.index?;
        self.elements.get_mut(index)
    }

    fn text(&mut self, text: &str) {
        if let Some(element) = self.top() {
            element.text.push_str(text);
        }
    }

    /// Text from a `CDATA` section: in markup its signs are text, elsewhere it is like other text.
    fn verbatim(&mut self, text: &str) {
        let is_markup = self.inside == Inside::Markup;
        let Some(element) = self.top() else { return };
        if is_markup {
            element.text.push_str(&text.replace('&', "&amp;").replace('<', "&lt;"));
        } else {
            element.text.push_str(text);
        }
    }

    fn reference(&mut self, name: &str) {
        let is_markup = self.inside == Inside::Markup;
        let Some(element) = self.top() else { return };
        match entities::read(name) {
            Some(text) if !is_markup => element.text.push_str(&text),
            _ => {
                element.text.push('&');
                element.text.push_str(name);
                element.text.push(';');
            }
        }
    }

    /// What is open when the document breaks off is dropped, but not an element whose end tag has begun.
    fn break_off(&mut self, markup: &str) {
        if markup.starts_with("</") && self.markup.is_empty() {
            self.close_top();
        }
        if let Some(text) = markup.strip_prefix("<![CDATA[") {
            self.verbatim(text);
        }
    }

    fn finish(mut self) -> Result<FeedDraft, FeedFault> {
        // A page may quote a feed in its text, but a feed behind a page's remains has items.
        let format = self.format.filter(|_| {
            self.other_root.is_none() || !self.items.is_empty() || self.frames.iter().any(|frame| frame.is_item)
        });
        let Some(format) = format else {
            let found = self.other_root.map_or("it is no XML".to_owned(), |root| {
                format!("it begins with <{}>", root.chars().take(40).collect::<String>())
            });
            let message = format!("there is no RSS, Atom or JSON feed in it: {found}");
            return Err(FeedFault::new(FailureKind::NotAFeed, message));
        };
        let is_partial = !self.frames.is_empty();
        if is_partial {
            // What is open holds less than it should: an item keeps its whole fields only.
            if self.frames.iter().any(|frame| frame.is_item)
                && let Some(element) = self.top()
            {
                element.text.clear();
            }
            self.close_item();
            self.warnings.push("the document breaks off: its last item may lack something".to_owned());
        }
        if self.passed_over > 0 {
            self.warnings.push(format!("elements passed over, too deep or too many: {}", self.passed_over));
        }
        let document = Branch { elements: &self.elements };
        let authors = if format == FeedFormat::Atom { fields::feed_authors(document) } else { Vec::new() };
        let told = fields::feed(document);
        if self.is_redirect {
            let Some(new_url) = &told.hints.new_url else {
                return Err(FeedFault::new(FailureKind::NotAFeed, "it is a redirect that names no feed"));
            };
            self.warnings.push(format!("the feed has moved to {new_url}"));
        }
        Ok(FeedDraft { format, authors, items: self.items, is_partial, warnings: self.warnings, ..told })
    }
}

/// The format that a document's outermost element stands for.
fn root_format(name: &str) -> Option<FeedFormat> {
    match name {
        "rss" | "channel" => Some(FeedFormat::Rss),
        "rdf" => Some(FeedFormat::Rdf),
        "feed" | "entry" => Some(FeedFormat::Atom),
        // A document in the place of a feed that has moved, of which RSS's makers speak.
        "redirect" => Some(FeedFormat::Rss),
        _ => None,
    }
}
