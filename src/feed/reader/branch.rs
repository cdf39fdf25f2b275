//! Elements of an item or a feed, in the document's order.

use super::names::Space;
use std::rc::Rc;
use url::Url;

/// An element with its own text.
#[derive(Debug)]
pub(super) struct Element {
    pub space: Space,
    /// Lower case, without prefix.
    pub name: String,
    /// Names lower case, with prefix.
    pub attributes: Vec<(String, String)>,
    /// References are read. Where markup is allowed, it is HTML with tags as written.
    pub text: String,
    pub depth: usize,
    /// Where its relative links start from.
    pub base: Option<Rc<Url>>,
    /// Whether the document says so, on this element or around it.
    pub declares_base: bool,
}

impl Element {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(found, _)| found == name)
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// Where its relative links start from by the document's own word.
    pub(super) fn declared_base(&self) -> Option<&Url> {
        self.base.as_deref().filter(|_| self.declares_base)
    }

    /// The text, if there is more in it than white space.
    pub(super) fn said(&self) -> Option<&str> {
        Some(self.text.as_str()).filter(|text| !text.trim().is_empty())
    }
}

/// An element and all in it, in the document's order.
#[derive(Clone, Copy)]
pub(super) struct Branch<'t> {
    /// The first is around the others; what is inside an element follows it, one deeper.
    pub elements: &'t [Element],
}

impl<'t> Branch<'t> {
    /// Of all elements in it, the one around the others.
    pub(super) fn top(self) -> Option<&'t Element> {
        self.elements.first()
    }

    /// The one around the others, and all in it.
    pub(super) fn elements(self) -> impl Iterator<Item = &'t Element> + Clone {
        self.elements.iter()
    }

    /// The elements right inside, each with all in it.
    pub(super) fn children(self) -> impl Iterator<Item = Branch<'t>> + Clone {
        let inside = self.top().map_or(usize::MAX, |top| top.depth + 1);
        let starts = self.elements.iter().enumerate().filter(move |(_, element)| element.depth == inside);
        starts.map(move |(start, _)| self.at(start))
    }

    fn at(self, start: usize) -> Branch<'t> {
        let rest = self.elements.get(start..).unwrap_or_default();
        let depth = rest.first().map_or(0, |top| top.depth);
        let end = rest.iter().skip(1).position(|element| element.depth <= depth).map_or(rest.len(), |end| end + 1);
        Branch { elements: rest.get(..end).unwrap_or_default() }
    }
}
