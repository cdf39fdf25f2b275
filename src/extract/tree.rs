//! Steps over the parsed tree without recursion, and what an element's name means for the text.

use super::arena::{Element, Node, NodeId};
use html5ever::LocalName;

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

/// What an element is for the text around and inside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    /// Part of a line: `span`, `em`, and whatever isn't known.
    Inline,
    Link,
    Strong,
    Emphasis,
    CodeSpan,
    Image,
    LineBreak,
    /// Ends a block and is nothing more: `div` and the like.
    Division,
    Article,
    Aside,
    Blockquote,
    Body,
    Caption,
    Cell,
    Definition,
    Figure,
    Footer,
    Form,
    Header,
    Heading(u8),
    ItemOfList,
    List,
    OrderedList,
    Main,
    Navigation,
    Paragraph,
    Preformatted,
    Row,
    Section,
    Table,
    /// Head matter: read for metadata, without text of its own.
    Base,
    Head,
    LinkElement,
    Meta,
    Script,
    TitleElement,
    /// Dates are read from it; its text belongs to the line.
    Time,
    /// Neither text nor metadata in it.
    Skipped,
}

/// Matches a name against those that the parser knows, which are numbers to it.
macro_rules! by_name {
    ($name:expr, { $($($known:tt)|+ => $meaning:expr,)+ } else $other:expr) => {
        match $name {
            $($(html5ever::local_name!($known))|+ => $meaning,)+
            _ => $other,
        }
    };
}
pub(super) use by_name;

/// What an element of a name is.
pub(super) fn tag_of(name: &LocalName) -> Tag {
    by_name!(*name, {
        "a" => Tag::Link,
        "b" | "strong" => Tag::Strong,
        "em" | "i" | "cite" => Tag::Emphasis,
        "code" | "kbd" | "samp" | "tt" => Tag::CodeSpan,
        "img" => Tag::Image,
        "br" => Tag::LineBreak,
        "address" | "center" | "details" | "dialog" | "dir" | "div" | "dl" | "fieldset"
        | "hgroup" | "hr" | "menu" | "optgroup" | "summary" => Tag::Division,
        "article" => Tag::Article,
        "aside" => Tag::Aside,
        "blockquote" => Tag::Blockquote,
        "body" => Tag::Body,
        "figcaption" | "caption" | "legend" => Tag::Caption,
        "td" | "th" => Tag::Cell,
        "dd" | "dt" => Tag::Definition,
        "figure" | "picture" => Tag::Figure,
        "footer" => Tag::Footer,
        "form" => Tag::Form,
        "header" => Tag::Header,
        "h1" => Tag::Heading(1),
        "h2" => Tag::Heading(2),
        "h3" => Tag::Heading(3),
        "h4" => Tag::Heading(4),
        "h5" => Tag::Heading(5),
        "h6" => Tag::Heading(6),
        "li" => Tag::ItemOfList,
        "ul" => Tag::List,
        "ol" => Tag::OrderedList,
        "main" => Tag::Main,
        "nav" => Tag::Navigation,
        "p" => Tag::Paragraph,
        "pre" | "listing" => Tag::Preformatted,
        "tr" => Tag::Row,
        "section" => Tag::Section,
        "table" | "tbody" | "thead" | "tfoot" => Tag::Table,
        "base" => Tag::Base,
        "head" => Tag::Head,
        "link" => Tag::LinkElement,
        "meta" => Tag::Meta,
        "script" => Tag::Script,
        "title" => Tag::TitleElement,
        "time" => Tag::Time,
        "audio" | "button" | "canvas" | "datalist" | "embed" | "frameset" | "iframe" | "input" | "map" | "math"
        | "meter" | "noembed" | "noframes" | "noscript" | "object" | "option" | "progress" | "rp" | "rt" | "rtc"
        | "select" | "style" | "svg" | "template" | "textarea" | "video" => Tag::Skipped,
    } else match &**name {
        "amp-img" => Tag::Image,
        "amp-ad" | "amp-consent" | "amp-embed" | "amp-sidebar" | "amp-social-share" | "amp-sticky-ad" => Tag::Skipped,
        custom if custom.contains('-') => Tag::Division,
        _ => Tag::Inline,
    })
}

impl Tag {
    /// Whether the element's text stands apart from what is before and after it.
    pub(super) fn is_block(self) -> bool {
        !matches!(
            self,
            Tag::Inline
                | Tag::Link
                | Tag::Strong
                | Tag::Emphasis
                | Tag::CodeSpan
                | Tag::Image
                | Tag::LineBreak
                | Tag::Base
                | Tag::LinkElement
                | Tag::Meta
                | Tag::Script
                | Tag::TitleElement
                | Tag::Time
                | Tag::Skipped
        )
    }
}

/// An attribute's value. Elements have few, so that looking at each is faster than interning the name.
pub(super) fn attribute<'a>(element: Element<'a>, name: &str) -> Option<&'a str> {
    element.attributes.iter().find(|known| &*known.name.local == name).map(|known| &*known.value)
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
