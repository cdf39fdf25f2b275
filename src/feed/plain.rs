//! Titles and names as plain text: markup taken out, entities read, bylines taken apart.

use crate::text::tidy_line;
use std::borrow::Cow;

/// Elements whose tags are taken out of titles. Other text in angle brackets is meant, as in `Vec<T>`.
#[rustfmt::skip]
const ELEMENTS: &[&str] = &[
    "a", "abbr", "acronym", "address", "article", "b", "bdi", "bdo", "big", "blockquote", "br", "center", "cite", "code",
    "dd", "del", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "i", "iframe", "img", "ins", "kbd", "label", "li", "mark", "nobr", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s",
    "samp", "script", "section", "small", "span", "strike", "strong", "style", "sub", "sup", "svg", "table", "tbody", "td", "th",
    "time", "tr", "tt", "u", "ul", "var", "wbr",
];

/// Plain text of a title that may hold HTML, escaped once or twice; `None` if nothing is left.
pub(super) fn plain_line(markup: &str) -> Option<String> {
    let mut text = Cow::Borrowed(markup);
    // A section that was escaped along with the title it was to protect.
    if text.contains("<![CDATA[") {
        text = Cow::Owned(text.replace("<![CDATA[", "").replace("]]>", ""));
    }
    if text.contains(['<', '&']) {
        text = Cow::Owned(unescape(&without_tags(&text)));
    }
    // Feeds that escape once too often give `AT&amp;amp;T`. Tags are not taken out again: `&lt;br&gt;` is meant.
    if text.contains('&') {
        text = Cow::Owned(unescape(&text));
    }
    Some(tidy_line(&text)).filter(|text| !text.is_empty())
}

/// The names in a byline as feeds write it: `a@b.org (Name)`, `Name <a@b.org>`, `编辑：a@b.org`.
pub(super) fn author_name(byline: &str) -> Option<String> {
    let line = plain_line(byline)?;
    let bracketed = |open: char, close: char| {
        let (before, rest) = line.split_once(open)?;
        let (inside, after) = rest.rsplit_once(close).unwrap_or((rest, ""));
        Some((before.trim(), inside.trim(), after.trim()))
    };
    for (open, close) in [('(', ')'), ('（', '）'), ('<', '>')] {
        if let Some((before, inside, after)) = bracketed(open, close) {
            let outside = tidy_line(&format!("{before} {after}"));
            match (is_address(&outside), is_address(inside)) {
                (true, false) if !inside.is_empty() => return Some(inside.to_owned()),
                (false, true) if !outside.is_empty() => return Some(outside),
                _ => {}
            }
        }
    }
    Some(line)
}

fn is_address(text: &str) -> bool {
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    text.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.') && !text.contains(' '))
}

/// The text without comments and the tags of known elements.
fn without_tags(markup: &str) -> String {
    let mut text = String::with_capacity(markup.len());
    let mut position = 0;
    // Looked for once for all tags before it, so that a text full of `<` costs no more than another.
    let mut next_end = markup.find('>');
    while let Some(start) = find_from(markup, position, '<') {
        text.push_str(markup.get(position..start).unwrap_or_default());
        if next_end.is_some_and(|end| end < start) {
            next_end = find_from(markup, start, '>');
        }
        let tag = markup.get(start..).unwrap_or_default();
        let length = match tag_length(tag, next_end.map(|end| end + 1 - start)) {
            Some((length, true)) => {
                text.push(' ');
                length
            }
            Some((length, false)) => length,
            None => {
                text.push('<');
                1
            }
        };
        position = start + length;
    }
    text.push_str(markup.get(position..).unwrap_or_default());
    text
}

fn find_from(text: &str, position: usize, wanted: char) -> Option<usize> {
    text.get(position..)?.find(wanted).map(|found| position + found)
}

/// How long the tag is with which the text begins, and whether it parts words; `to_end` is the length up to
/// the next `>`.
fn tag_length(tag: &str, to_end: Option<usize>) -> Option<(usize, bool)> {
    if tag.starts_with("<!--") {
        return Some((tag.find("-->").map_or(tag.len(), |end| end + 3), false));
    }
    let inner = tag.strip_prefix("</").or_else(|| tag.strip_prefix('<'))?;
    let name_length = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
    let name = inner.get(..name_length).filter(|name| name.len() <= 10)?.to_ascii_lowercase();
    ELEMENTS.binary_search(&name.as_str()).ok()?;
    Some((to_end?, matches!(name.as_str(), "br" | "p" | "div" | "li" | "hr" | "td" | "tr")))
}

/// Text with its character references read; what is no reference stays as it is.
pub(super) fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        let (before, reference) = rest.split_at(start);
        plain.push_str(before);
        // The longest name in HTML has 31 letters.
        let end = reference.bytes().take(40).position(|byte| byte == b';');
        let name = end.and_then(|end| reference.get(1..end));
        match name.and_then(super::entities::read) {
            Some(character) => {
                plain.push_str(&character);
                rest = reference.get(end.unwrap_or(0) + 1..).unwrap_or_default();
            }
            None => {
                plain.push('&');
                rest = reference.get(1..).unwrap_or_default();
            }
        }
    }
    plain.push_str(rest);
    plain
}

/// Whether a text that is called plain has tags of HTML in it.
pub(super) fn holds_html(text: &str) -> bool {
    // A text without a tag in its first places has none, and a text full of `<` costs no more.
    text.match_indices('<').take(16).any(|(start, _)| {
        text.get(start..).is_some_and(|tag| tag_length(tag, tag.find('>').map(|end| end + 1)).is_some())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_can_be_searched() {
        assert!(ELEMENTS.is_sorted());
    }

    #[test]
    fn titles_become_plain() {
        for (markup, expected) in [
            ("Plain", "Plain"),
            ("A <b>bold</b> claim", "A bold claim"),
            ("Line<br/>break <!-- no --> here", "Line break here"),
            ("AT&amp;T &#8211; caf&eacute; &#x4E2D;&#25991; &#151;", "AT&T – café 中文 —"),
            ("AT&amp;amp;T", "AT&T"),
            ("Vec<T> and a < b > c", "Vec<T> and a < b > c"),
            ("How to use &lt;br&gt;", "How to use <br>"),
            ("R&D &unknown; &", "R&D &unknown; &"),
            ("&notin; &NotEqualTilde; &amp", "∉ ≂̸ &amp"),
            ("An unclosed <a href='x", "An unclosed <a href='x"),
            ("<![CDATA[Wrapped]]>", "Wrapped"),
            ("\u{200f}عنوان\u{a0}<i>جديد</i>", "عنوان جديد"),
        ] {
            assert_eq!(plain_line(markup).as_deref(), Some(expected), "{markup}");
        }
        for markup in ["", " \u{a0}", "<img src='x'>", "&nbsp;", "\u{200b}"] {
            assert_eq!(plain_line(markup), None, "{markup}");
        }
    }

    #[test]
    fn bylines_become_names() {
        for (byline, expected) in [
            ("Ana Sousa", "Ana Sousa"),
            ("ana@a.example (Ana Sousa)", "Ana Sousa"),
            ("ana@a.example（张三）", "张三"),
            ("（张三）ana@a.example", "张三"),
            ("Ana Sousa <ana@a.example>", "Ana Sousa"),
            ("Ana Sousa &lt;ana@a.example&gt;", "Ana Sousa"),
            ("Ana Sousa (ana@a.example)", "Ana Sousa"),
            ("mailto:ana@a.example (Ana)", "Ana"),
            ("ana@a.example", "ana@a.example"),
            ("ana@a.example ()", "ana@a.example ()"),
            ("Ana (Lisbon)", "Ana (Lisbon)"),
            ("«ana@a.example»", "«ana@a.example»"),
        ] {
            assert_eq!(author_name(byline).as_deref(), Some(expected), "{byline}");
        }
        assert_eq!(author_name(" "), None);
    }
}
