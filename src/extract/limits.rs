//! HTML to a tree, within limits that hold while parsing.
//!
//! html5ever takes time quadratic in the number of open elements (html5ever #788: 100,000 nested
//! `div` take a minute and a half), so a limit on bytes alone is not enough. Past a limit the
//! parse goes on flat or stops; what was read before stays.

use super::arena::{Builder, NodeId, Tree};
use super::tags::by_name;
use super::tokenizer::{Tokenizer, Wanted};
use html5ever::LocalName;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult};
use html5ever::tree_builder::{Tracer, TreeBuilder, TreeBuilderOpts, TreeSink as _};
use std::cell::Cell;

/// Browsers stop nesting at 512 open elements too.
const MOST_OPEN_ELEMENTS: usize = 512;

/// Fifty times an ordinary article page.
const MOST_NODES: usize = 200_000;

/// A page has about one node for so many bytes.
const BYTES_PER_NODE: usize = 40;

/// A parsed page and the limits that cut it short.
pub(super) struct Parsed {
    pub(super) tree: Tree,
    pub(super) cut_short: Vec<&'static str>,
}

/// Parses a whole document or a fragment of one; never fails.
pub(super) fn parse(html: &str, wanted: Wanted) -> Parsed {
    let room = (html.len() / BYTES_PER_NODE).min(MOST_NODES);
    let builder = TreeBuilder::new(Builder::new(room), TreeBuilderOpts::default());
    let mut tokenizer = Tokenizer::new(html, wanted, Guard::new(builder));
    while !tokenizer.sink.full.get() && tokenizer.step() {}
    tokenizer.end();
    let Tokenizer { sink: guard, cut_attributes, .. } = tokenizer;
    let met = [
        (cut_attributes, "too_many_attributes"),
        (guard.too_deep.get(), "too_deep"),
        (guard.full.get(), "too_many_nodes"),
    ];
    let cut_short = met.into_iter().filter(|(is_met, _)| *is_met).map(|(_, limit)| limit).collect();
    Parsed { tree: guard.builder.sink.finish(), cut_short }
}

/// Stands between the tokenizer and the tree builder and holds back what would break a limit.
struct Guard {
    builder: TreeBuilder<NodeId, Builder>,
    /// Upper bound of the open elements: counted at the last look, one more for each start tag since.
    open_at_most: Cell<usize>,
    /// Whether an end tag has passed since the last look found no room.
    may_have_room: Cell<bool>,
    /// Start tags held back whose end tags are still to come.
    skipped: Cell<usize>,
    too_deep: Cell<bool>,
    full: Cell<bool>,
}

impl TokenSink for Guard {
    type Handle = NodeId;

    fn process_token(&self, token: Token, line_number: u64) -> TokenSinkResult<NodeId> {
        match &token {
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
    fn new(builder: TreeBuilder<NodeId, Builder>) -> Guard {
        Guard {
            builder,
            open_at_most: Cell::new(0),
            may_have_room: Cell::new(true),
            skipped: Cell::new(0),
            too_deep: Cell::new(false),
            full: Cell::new(false),
        }
    }

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
        if self.builder.sink.node_count() >= MOST_NODES {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn limits_met(html: &str) -> Vec<&'static str> {
        parse(html, Wanted::All).cut_short
    }

    #[test]
    fn hostile_pages_are_cut_short() {
        let attributes: String = (0..20_000).map(|n| format!("a{n} ")).collect();
        for (name, html, limits) in [
            ("div", "<div>x".repeat(100_000), &["too_deep"][..]),
            ("list", "<ul><li>x".repeat(100_000), &["too_deep"]),
            ("formatting", (0..5_000).map(|n| format!("<p><b id={n}>x</p>")).collect(), &["too_deep"]),
            ("siblings", "<p>x</p>".repeat(1_000_000), &["too_many_nodes"]),
            ("attributes", format!("<p>kept</p><div {attributes}>and this"), &["too_many_attributes"]),
            ("quoted", format!("<p>kept</p><div x='>' {attributes}>and this"), &["too_many_attributes"]),
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
        let parsed = parse(&html, Wanted::Known);
        let text: String = parsed.tree.nodes().filter_map(|node| node.text().map(|text| text.to_string())).collect();
        assert_eq!(text, "deepafter");
        assert_eq!(parsed.cut_short, ["too_deep"]);
    }
}
