//! What an element's name means for the text.

use html5ever::LocalName;

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
