//! HTML to a tree, within limits that hold while parsing.
//!
//! html5ever takes time quadratic in the number of open elements (html5ever #788: 100,000 nested
//! `div` take a minute and a half), so a limit on bytes alone is not enough. Past a limit the
//! parse goes on flat or stops; what was read before stays.

use super::tree::by_name;
use ego_tree::NodeId;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{Tracer, TreeBuilder, TreeBuilderOpts, TreeSink as _};
use html5ever::{LocalName, TokenizerResult};
use scraper::{Html, HtmlTreeSink};
use std::cell::Cell;

/// Browsers stop nesting at 512 open elements too.
const MOST_OPEN_ELEMENTS: usize = 512;

/// Fifty times an ordinary article page.
const MOST_NODES: usize = 200_000;

/// Fed to the tokenizer at once; between pieces its work is looked at.
const PIECE_BYTES: usize = 16 * 1024;

/// Comparisons of attribute names that may be made for one page: well under a second's worth.
const MOST_COMPARISONS: usize = 500_000_000;

/// A parsed page and the limits that cut it short.
pub(super) struct Parsed {
    pub(super) html: Html,
    pub(super) cut_short: Vec<&'static str>,
}

/// Parses a whole document or a fragment of one; never fails.
pub(super) fn parse(html: &str) -> Parsed {
    parse_within(html, MOST_COMPARISONS)
}

fn parse_within(html: &str, most_comparisons: usize) -> Parsed {
    let builder = TreeBuilder::new(HtmlTreeSink::new(Html::new_document()), TreeBuilderOpts::default());
    let guard = Guard {
        builder,
        open_at_most: Cell::new(0),
        may_have_room: Cell::new(true),
        skipped: Cell::new(0),
        too_deep: Cell::new(false),
        full: Cell::new(false),
        gave_token: Cell::new(false),
    };
    let tokenizer = Tokenizer::new(guard, TokenizerOpts::default());
    let input = BufferQueue::default();
    let mut work = AttributeWork::default();
    let mut cut_short = Vec::new();
    for piece in pieces(html) {
        tokenizer.sink.gave_token.set(false);
        input.push_back(StrTendril::from_slice(piece));
        // A closed script or an encoding declaration hands control back; neither asks for anything here.
        while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
        work.note(piece, tokenizer.sink.gave_token.get());
        if work.comparisons > most_comparisons {
            cut_short.push("too_many_attributes");
            break;
        }
        if tokenizer.sink.full.get() {
            break;
        }
    }
    tokenizer.end();
    let guard = tokenizer.sink;
    if guard.too_deep.get() {
        cut_short.push("too_deep");
    }
    if guard.full.get() {
        cut_short.push("too_many_nodes");
    }
    Parsed { html: guard.builder.sink.finish(), cut_short }
}

/// Stands between the tokenizer and the tree builder and holds back what would break a limit.
struct Guard {
    builder: TreeBuilder<NodeId, HtmlTreeSink>,
    /// Upper bound of the open elements: counted at the last look, one more for each start tag since.
    open_at_most: Cell<usize>,
    /// Whether an end tag has passed since the last look found no room.
    may_have_room: Cell<bool>,
    /// Start tags held back whose end tags are still to come.
    skipped: Cell<usize>,
    too_deep: Cell<bool>,
    full: Cell<bool>,
    /// Whether the piece being read has given any token so far.
    gave_token: Cell<bool>,
}

impl TokenSink for Guard {
    type Handle = NodeId;

    fn process_token(&self, token: Token, line_number: u64) -> TokenSinkResult<NodeId> {
        if !matches!(token, Token::ParseError(_)) {
            self.gave_token.set(true);
        }
        match &token {
            // Nothing is read from comments, and dropping them joins the text around them.
            Token::CommentToken(_) | Token::ParseError(_) => return TokenSinkResult::Continue,
            Token::EOFToken => {}
            _ if self.full.get() => return TokenSinkResult::Continue,
            Token::TagToken(tag) if !self.lets_pass(tag) => return TokenSinkResult::Continue,
            _ => {}
        }
        self.builder.process_token(token, line_number)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

impl Guard {
    fn lets_pass(&self, tag: &Tag) -> bool {
        if never_nests(&tag.name) {
            return !self.is_full();
        }
        match tag.kind {
            TagKind::EndTag if self.skipped.get() > 0 => {
                self.skipped.set(self.skipped.get() - 1);
                false
            }
            TagKind::EndTag => {
                self.may_have_room.set(true);
                true
            }
            TagKind::StartTag if self.is_full() => false,
            TagKind::StartTag if self.has_room() => true,
            TagKind::StartTag => {
                self.too_deep.set(true);
                if !tag.self_closing {
                    self.skipped.set(self.skipped.get() + 1);
                }
                false
            }
        }
    }

    fn is_full(&self) -> bool {
        if self.builder.sink.0.borrow().tree.values().len() >= MOST_NODES {
            self.full.set(true);
        }
        self.full.get()
    }

    /// Whether one more element may be opened. A look at the open elements costs as much as there are,
    /// so it is taken only where the upper bound has reached the limit and something may have closed.
    fn has_room(&self) -> bool {
        if self.open_at_most.get() >= MOST_OPEN_ELEMENTS {
            if self.skipped.get() > 0 || !self.may_have_room.get() {
                return false;
            }
            self.open_at_most.set(self.count_open());
        }
        let has_room = self.open_at_most.get() < MOST_OPEN_ELEMENTS;
        if has_room {
            self.open_at_most.set(self.open_at_most.get() + 1);
        }
        self.may_have_room.set(has_room);
        has_room
    }

    fn count_open(&self) -> usize {
        let counter = Counter(Cell::new(0));
        self.builder.trace_handles(&counter);
        counter.0.get()
    }
}

struct Counter(Cell<usize>);

impl Tracer for Counter {
    type Handle = NodeId;

    fn trace_handle(&self, _node: &NodeId) {
        self.0.set(self.0.get() + 1);
    }
}

/// Elements that hold no others: void ones, and those whose content the tokenizer reads as mere text,
/// which needs their start tags.
fn never_nests(name: &LocalName) -> bool {
    by_name!(*name, {
        "area" | "base" | "br" | "col" | "embed" | "hr" | "img" | "input" | "link" | "meta" | "param" | "source"
        | "track" | "wbr" | "script" | "style" | "title" | "textarea" | "iframe" | "noscript" | "xmp" | "noembed"
        | "noframes" | "plaintext" => true,
    } else false)
}

/// How far a page may be read before the tokenizer's work on one tag's attributes grows out of bounds.
///
/// The tokenizer compares each attribute's name with all before it in its tag, so that a tag of a
/// million attributes takes minutes. A piece of the page from which no token came lies inside of one
/// tag or comment; what may separate attributes in it bounds the comparisons made.
#[derive(Default)]
struct AttributeWork {
    /// Attributes that the open tag may have.
    attributes: usize,
    comparisons: usize,
}

impl AttributeWork {
    fn note(&mut self, piece: &str, gave_token: bool) {
        if gave_token {
            self.attributes = 0;
            return;
        }
        let gaps = piece.bytes().filter(|b| b.is_ascii_whitespace() || *b == b'/').count();
        let quotes = piece.bytes().filter(|b| matches!(b, b'"' | b'\'')).count();
        let more = gaps + quotes / 2;
        self.attributes += more;
        self.comparisons = self.comparisons.saturating_add(self.attributes.saturating_mul(more));
    }
}

/// The page in pieces of `PIECE_BYTES`, cut between characters.
fn pieces(html: &str) -> impl Iterator<Item = &str> {
    let mut rest = html;
    std::iter::from_fn(move || {
        let (piece, after) = rest.split_at(rest.ceil_char_boundary(PIECE_BYTES));
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits_met(html: &str) -> Vec<&'static str> {
        parse_within(html, 50_000_000).cut_short
    }

    #[test]
    fn hostile_pages_are_cut_short() {
        let attributes: String = (0..20_000).map(|n| format!("a{n} ")).collect();
        for (name, html, limits) in [
            ("div", "<div>x".repeat(100_000), &["too_deep"][..]),
            ("list", "<ul><li>x".repeat(100_000), &["too_deep"]),
            ("formatting", (0..5_000).map(|n| format!("<p><b id={n}>x</p>")).collect(), &["too_deep"]),
            ("siblings", "<p>x</p>".repeat(1_000_000), &["too_many_nodes"]),
            ("attributes", format!("<p>kept</p><div {attributes}>lost"), &["too_many_attributes"]),
            ("quoted", format!("<p>kept</p><div x='>' {attributes}>lost"), &["too_many_attributes"]),
            ("long attribute", format!("<p class=\"{}\">x", "w".repeat(1 << 20)), &[]),
            ("long class", format!("<p class=\"{}\">x", "word ".repeat(5_000)), &[]),
            ("script", format!("<script>{}</script><p>x", "a b / ".repeat(200_000)), &[]),
            ("text", "word ".repeat(400_000), &[]),
        ] {
            assert_eq!(limits_met(&html), limits, "{name}");
        }
    }

    #[test]
    fn text_past_the_depth_limit_stays() {
        let html = format!("{}deep{}<p>after</p>", "<div>".repeat(2_000), "</div>".repeat(2_000));
        let parsed = parse(&html);
        let text: String = parsed.html.root_element().text().collect();
        assert_eq!(text, "deepafter");
        assert_eq!(parsed.cut_short, ["too_deep"]);
    }
}
