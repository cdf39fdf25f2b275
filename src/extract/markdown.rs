//! The inline content of a block as Markdown in which no HTML survives.

use super::arena::{Element, NodeId, Tree};
use super::blocks::{Survey, TextBlock};
use super::tags::Tag;
use super::tree::{self, Step, Walk, attribute};
use super::vocabulary::is_for_hearing;
use crate::link;
use crate::text::{fold_space, tidy_code, tidy_line};
use std::collections::HashSet;
use url::Url;

/// What rendering needs to know of the page.
pub(super) struct Source<'a> {
    pub(super) tree: &'a Tree,
    pub(super) survey: &'a Survey,
    pub(super) base: Option<&'a Url>,
    /// Taken out by the user's rules.
    pub(super) strip: &'a HashSet<NodeId>,
}

/// Bytes that a span's marks may take.
const ROOM_FOR_MARKS: usize = 8;

/// A block's inline Markdown.
pub(super) struct Line(String);

impl Line {
    /// For use behind a marker that fixes what the line is, such as a heading's.
    pub(super) fn inner(self) -> String {
        self.0
    }

    /// For use where a line begins: what would read as a marker there is escaped.
    pub(super) fn at_line_start(self) -> String {
        let line = self.0;
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        let first_behind = line[digits..].chars().next();
        match (digits, first_behind) {
            (0, Some('#' | '+' | '-' | '>' | '=' | '|' | '~')) => format!("\\{line}"),
            (1..=9, Some('.' | ')')) => format!("{}\\{}", &line[..digits], &line[digits..]),
            _ => line,
        }
    }
}

/// Text of one style.
#[derive(Debug, PartialEq, Eq)]
struct Span {
    text: String,
    style: Style,
    /// Index into the block's link targets.
    link: Option<usize>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Style {
    strong: bool,
    emphasis: bool,
    code: bool,
    /// Markdown already, such as an image.
    ready: bool,
}

/// Renders the block's text nodes and what is between them.
pub(super) fn line(source: &Source<'_>, block: &TextBlock) -> Line {
    let mut spans = Spans::default();
    let element = source.survey.elements[block.element].node;
    let (root, first) = (source.tree.get(element), source.tree.get(block.first));
    let mut around: Vec<_> = first.ancestors().take_while(|node| node.id() != element).collect();
    around.reverse();
    for node in around {
        if let Some(inline) = node.element() {
            spans.open(source, inline);
        }
    }
    let mut walk = Walk::from(root, first);
    while let Some(step) = walk.next() {
        match step {
            Step::Open(node) => {
                if let Some(text) = node.text() {
                    if !source.strip.contains(&node.id()) {
                        spans.push(text);
                    }
                    if node.id() == block.last {
                        break;
                    }
                } else if let Some(inline) = node.element() {
                    let left_out = matches!(inline.tag, Tag::Skipped | Tag::Script | Tag::TitleElement)
                        || tree::is_hidden(inline)
                        || is_for_hearing(inline)
                        || source.strip.contains(&node.id());
                    if left_out {
                        walk.pass_over(node);
                    } else {
                        spans.open(source, inline);
                    }
                }
            }
            Step::Close(node) => {
                if let Some(inline) = node.element() {
                    spans.close(inline.tag);
                }
            }
        }
    }
    Line(spans.into_markdown())
}

#[derive(Default)]
struct Spans {
    spans: Vec<Span>,
    strong: u32,
    emphasis: u32,
    code: u32,
    /// Targets of the open links; `None` for one that can't be followed.
    open_links: Vec<Option<usize>>,
    targets: Vec<String>,
}

impl Spans {
    fn open(&mut self, source: &Source<'_>, element: Element<'_>) {
        match element.tag {
            Tag::Strong => self.strong += 1,
            Tag::Emphasis => self.emphasis += 1,
            Tag::CodeSpan => self.code += 1,
            Tag::LineBreak => self.push(" "),
            Tag::Link => {
                let target = attribute(element, "href").and_then(|href| link::absolute(href, source.base));
                self.open_links.push(target.map(|target| {
                    self.targets.push(in_parentheses(target.as_str()));
                    self.targets.len() - 1
                }));
            }
            Tag::Image => {
                let alt = escape(&tidy_line(attribute(element, "alt").unwrap_or_default()));
                if let Some(url) = attribute(element, "src").and_then(|src| link::absolute(src, source.base)) {
                    let text = format!("![{alt}]({})", in_parentheses(url.as_str()));
                    self.last_of(Style { ready: true, ..Style::default() }).push_str(&text);
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, tag: Tag) {
        match tag {
            Tag::Strong => self.strong = self.strong.saturating_sub(1),
            Tag::Emphasis => self.emphasis = self.emphasis.saturating_sub(1),
            Tag::CodeSpan => self.code = self.code.saturating_sub(1),
            Tag::Link => {
                self.open_links.pop();
            }
            _ => {}
        }
    }

    fn push(&mut self, text: &str) {
        let style = Style { strong: self.strong > 0, emphasis: self.emphasis > 0, code: self.code > 0, ready: false };
        let tidy = if style.code { fold_space(&tidy_code(text)) } else { tidy_line(text) };
        let span = self.last_of(style);
        if tidy.is_empty() {
            span.push_str(if text.is_empty() { "" } else { " " });
            return;
        }
        if text.starts_with(char::is_whitespace) {
            span.push(' ');
        }
        span.push_str(&tidy);
        if text.ends_with(char::is_whitespace) {
            span.push(' ');
        }
    }

    /// The text of the last span, which is of this style and in the link that is open.
    fn last_of(&mut self, style: Style) -> &mut String {
        let link = self.open_links.last().copied().flatten();
        if self.spans.last().is_none_or(|last| last.style != style || last.link != link) {
            self.spans.push(Span { text: String::new(), style, link });
        }
        let last = self.spans.len() - 1;
        &mut self.spans[last].text
    }

    fn into_markdown(self) -> String {
        let mut markdown = String::with_capacity(self.spans.iter().map(|span| span.text.len() + ROOM_FOR_MARKS).sum());
        let mut spans = self.spans.iter().peekable();
        while let Some(span) = spans.next() {
            let Some(target) = span.link.and_then(|index| self.targets.get(index)) else {
                push_styled(&mut markdown, span);
                continue;
            };
            let mut inner = String::new();
            push_styled(&mut inner, span);
            while let Some(next) = spans.next_if(|next| next.link == span.link) {
                push_styled(&mut inner, next);
            }
            let text = inner.trim();
            if text.is_empty() {
                markdown.push(' ');
            } else {
                let (before, from_text) = inner.split_at(inner.len() - inner.trim_start().len());
                let after = &from_text[text.len()..];
                markdown.extend([before, "[", text, "](", target, ")", after]);
            }
        }
        fold_space(&markdown)
    }
}

/// A span with its marks, which stand at its words and not at the space around them.
fn push_styled(markdown: &mut String, span: &Span) {
    let words = span.text.trim();
    if words.is_empty() || span.style.ready {
        markdown.push_str(&span.text);
        return;
    }
    let (before, from_words) = span.text.split_at(span.text.len() - span.text.trim_start().len());
    let marks = match (span.style.strong, span.style.emphasis) {
        (true, true) => "***",
        (true, false) => "**",
        (false, true) => "*",
        (false, false) => "",
    };
    markdown.extend([before, marks]);
    if span.style.code && !words.contains('`') {
        markdown.extend(["`", &words.replace('<', "‹"), "`"]);
    } else {
        push_escaped(markdown, words);
    }
    markdown.extend([marks, &from_words[words.len()..]]);
}

/// Text in which nothing reads as Markdown or HTML.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + ROOM_FOR_MARKS);
    push_escaped(&mut escaped, text);
    escaped
}

/// Adds a text in which nothing reads as Markdown or HTML.
fn push_escaped(escaped: &mut String, text: &str) {
    // All bytes and not the first that does: that goes many at a time.
    let reads = |byte: u8| matches!(byte, b'<' | b'&' | b'\\' | b'`' | b'*' | b'_' | b'[' | b']');
    if !text.bytes().fold(false, |any, byte| any | reads(byte)) {
        escaped.push_str(text);
        return;
    }
    let mut before = ' ';
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let next = characters.peek().copied().unwrap_or(' ');
        match c {
            '<' => escaped.push_str("&lt;"),
            '&' if next.is_ascii_alphanumeric() || next == '#' => escaped.push_str("&amp;"),
            '_' if before.is_alphanumeric() && next.is_alphanumeric() => escaped.push('_'),
            '\\' | '`' | '*' | '_' | '[' | ']' => {
                escaped.push('\\');
                escaped.push(c);
            }
            _ => escaped.push(c),
        }
        before = c;
    }
}

/// A link's target as it may stand between parentheses.
fn in_parentheses(url: &str) -> String {
    url.replace('(', "%28").replace(')', "%29").replace('<', "%3C").replace('>', "%3E")
}

/// The text of a `pre` with its lines.
pub(super) fn lines_of_code(source: &Source<'_>, block: &TextBlock) -> String {
    let element = source.survey.elements[block.element].node;
    let (root, first) = (source.tree.get(element), source.tree.get(block.first));
    let mut code = String::new();
    for step in Walk::from(root, first) {
        let Step::Open(node) = step else { continue };
        if let Some(text) = node.text() {
            code.push_str(text);
        } else if node.element().is_some_and(|element| element.tag == Tag::LineBreak) {
            code.push('\n');
        }
        if node.id() == block.last {
            break;
        }
    }
    let code = tidy_code(&code);
    let lines: Vec<&str> = code.lines().map(str::trim_end).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

/// Code between fences longer than any run of backticks in it.
pub(super) fn fenced(code: &str) -> String {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}\n{code}\n{fence}")
}

/// A paragraph of plain text.
pub(super) fn plain(text: &str) -> String {
    Line(escape(text)).at_line_start()
}
