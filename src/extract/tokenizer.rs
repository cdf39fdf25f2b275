//! A page's text to tags and texts, as the HTML Standard (13.2.5) has it, for html5ever's tree builder.
//!
//! html5ever's own tokenizer takes a page as it comes off the net, a character at a time. Here the whole page is
//! at hand: a search for the next mark takes the place of most states, texts and values are lent from the page,
//! and what nobody reads is passed over, as are comments. Tests hold the trees of both against each other.

use super::references::{self, Place};
use super::tags::by_name;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Doctype, Tag, TagKind, Token, TokenSink, TokenSinkResult};
use html5ever::{Attribute, LocalName, QualName, ns};
use memchr::{memchr, memmem};
use std::ops::Range;

/// Attributes of one element; what more it has is passed over.
const MOST_ATTRIBUTES: usize = 200;

/// Which attributes are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Those that the extractor or the tree builder asks for.
    Known,
    /// All, for the user's rules.
    All,
}

/// A page being read.
pub(super) struct Tokenizer<'p, S> {
    html: &'p str,
    /// The same text, of which pieces can be lent.
    page: StrTendril,
    at: usize,
    state: State,
    /// What ends a raw text.
    last_start: LocalName,
    tags: Names,
    known_attributes: Names,
    all_attributes: Names,
    wanted: Wanted,
    has_zeros: bool,
    pub(super) cut_attributes: bool,
    pub(super) sink: S,
}

#[derive(Clone, Copy)]
enum State {
    Data,
    Raw(RawKind),
    Plaintext,
}

impl<'p, S: TokenSink> Tokenizer<'p, S> {
    pub(super) fn new(html: &'p str, wanted: Wanted, sink: S) -> Tokenizer<'p, S> {
        let html = html.strip_prefix('\u{feff}').unwrap_or(html);
        Tokenizer {
            html,
            page: StrTendril::from_slice(html),
            at: 0,
            state: State::Data,
            last_start: LocalName::default(),
            tags: Names::default(),
            known_attributes: Names::default(),
            all_attributes: Names::default(),
            wanted,
            has_zeros: memchr(0, html.as_bytes()).is_some(),
            cut_attributes: false,
            sink,
        }
    }

    /// Reads on to the next tag; false at the end.
    pub(super) fn step(&mut self) -> bool {
        if self.at >= self.html.len() {
            return false;
        }
        match self.state {
            State::Data => self.data(),
            State::Raw(kind) => self.raw(kind),
            State::Plaintext => {
                self.raw_text(self.at..self.html.len(), Place::Raw);
                self.at = self.html.len();
            }
        }
        true
    }

    /// Tells the tree builder that the page has ended.
    pub(super) fn end(&mut self) {
        self.give(Token::EOFToken);
        self.sink.end();
    }

    fn data(&mut self) {
        let start = self.at;
        let end = self.find(b'<', start);
        self.text(start..end, Place::Text);
        if end == self.html.len() {
            self.at = end;
            return;
        }
        let bytes = self.html.as_bytes();
        match (bytes.get(end + 1), bytes.get(end + 2)) {
            (Some(first), _) if first.is_ascii_alphabetic() => self.tag(end + 1, TagKind::StartTag),
            (Some(b'/'), Some(first)) if first.is_ascii_alphabetic() => self.tag(end + 2, TagKind::EndTag),
            (Some(b'/'), None) => self.text_up_to(end, end + 2),
            (Some(b'/'), _) => self.pass_over_bogus_comment(end + 2),
            (Some(b'!'), _) => self.declaration(end + 2),
            (Some(b'?'), _) => self.pass_over_bogus_comment(end + 1),
            _ => self.text_up_to(end, end + 1),
        }
    }

    fn text_up_to(&mut self, start: usize, end: usize) {
        self.text(start..end, Place::Text);
        self.at = end;
    }

    fn pass_over_bogus_comment(&mut self, start: usize) {
        self.at = (self.find(b'>', start) + 1).min(self.html.len());
    }

    /// What follows `<!`.
    fn declaration(&mut self, start: usize) {
        let rest = &self.html.as_bytes()[start..];
        if rest.starts_with(b"--") {
            self.at = start + 2 + end_of_comment(&rest[2..]);
        } else if rest.get(..7).is_some_and(|word| word.eq_ignore_ascii_case(b"doctype")) {
            let end = self.find(b'>', start);
            self.give(Token::DoctypeToken(doctype(&self.html[start + 7..end], end < self.html.len())));
            self.at = (end + 1).min(self.html.len());
        } else if rest.starts_with(b"[CDATA[") && self.sink.adjusted_current_node_present_but_not_in_html_namespace() {
            let start = start + 7;
            let end = memmem::find(&self.html.as_bytes()[start..], b"]]>");
            let length = end.unwrap_or(self.html.len() - start);
            self.text(start..start + length, Place::Raw);
            self.at = start + length + if end.is_some() { 3 } else { 0 };
        } else {
            self.pass_over_bogus_comment(start);
        }
    }

    /// A tag from its name on. One that the page's end cuts off is none.
    fn tag(&mut self, start: usize, kind: TagKind) {
        let bytes = self.html.as_bytes();
        let mut at = start + length_until(&bytes[start..], ends_name);
        let name = self.tags.get(&self.html[start..at], |_| true).unwrap_or_default();
        let wants_all = self.wanted == Wanted::All || is_formatting(&name);
        let mut attributes = Vec::new();
        let mut self_closing = false;
        loop {
            at += length_until(&bytes[at..], |byte| !is_space(byte));
            match bytes.get(at) {
                None => {
                    self.at = at;
                    return;
                }
                Some(b'>') => break,
                Some(b'/') => {
                    at += 1;
                    if bytes.get(at) == Some(&b'>') {
                        self_closing = true;
                        break;
                    }
                }
                Some(_) => {
                    let Some((name, value, end)) = attribute_at(bytes, at) else {
                        self.at = bytes.len();
                        return;
                    };
                    at = end;
                    if kind == TagKind::StartTag {
                        self.add_attribute(name, value, wants_all, &mut attributes);
                    }
                }
            }
        }
        self.at = at + 1;
        self.state = State::Data;
        if kind == TagKind::StartTag {
            self.last_start = name.clone();
        }
        let tag = Tag { kind, name, self_closing, attrs: attributes, had_duplicate_attributes: false };
        match self.sink.process_token(Token::TagToken(tag), 1) {
            TokenSinkResult::Plaintext => self.state = State::Plaintext,
            TokenSinkResult::RawData(kind) => self.state = State::Raw(kind),
            // A closed script, or an encoding: neither asks for anything here.
            TokenSinkResult::Continue | TokenSinkResult::Script(_) | TokenSinkResult::EncodingIndicator(_) => {}
        }
    }

    fn add_attribute(&mut self, name: Range<usize>, value: Range<usize>, wants_all: bool, to: &mut Vec<Attribute>) {
        let written = &self.html[name];
        let name = if wants_all {
            self.all_attributes.get(written, |_| true)
        } else {
            self.known_attributes.get(written, is_known)
        };
        let Some(name) = name else { return };
        if to.len() >= MOST_ATTRIBUTES {
            self.cut_attributes = true;
        } else if !to.iter().any(|known| known.name.local == name) {
            let value = self.lent(value, Place::Attribute);
            to.push(Attribute { name: QualName::new(None, ns!(), name), value });
        }
    }

    fn raw(&mut self, kind: RawKind) {
        let rest = &self.html.as_bytes()[self.at..];
        let end = match kind {
            RawKind::Rcdata | RawKind::Rawtext => end_of_raw_text(rest, &self.last_start),
            RawKind::ScriptData | RawKind::ScriptDataEscaped(_) => end_of_script(rest, &self.last_start),
        };
        let place = if matches!(kind, RawKind::Rcdata) { Place::Text } else { Place::Raw };
        let start = self.at;
        let end = start + end.unwrap_or(rest.len());
        self.raw_text(start..end, place);
        self.at = end;
        if end < self.html.len() {
            self.tag(end + 2, TagKind::EndTag);
        }
    }

    /// A piece of text between tags, in which zero bytes are for the tree builder to judge.
    fn text(&mut self, range: Range<usize>, place: Place) {
        if !self.has_zeros {
            self.raw_text(range, place);
            return;
        }
        let mut at = range.start;
        while let Some(length) = memchr(0, &self.html.as_bytes()[at..range.end]) {
            self.raw_text(at..at + length, place);
            self.give(Token::NullCharacterToken);
            at += length + 1;
        }
        self.raw_text(at..range.end, place);
    }

    fn raw_text(&mut self, range: Range<usize>, place: Place) {
        if !range.is_empty() {
            self.give(Token::CharacterTokens(self.lent(range, place)));
        }
    }

    /// A piece of the page, or what its references make of it.
    fn lent(&self, range: Range<usize>, place: Place) -> StrTendril {
        match references::read(&self.html[range.clone()], place) {
            Some(read) => StrTendril::from(read),
            None => self.page.subtendril(range.start as u32, range.len() as u32),
        }
    }

    /// For tokens that are no tags: they never ask for another state.
    fn give(&self, token: Token) {
        let _ = self.sink.process_token(token, 1);
    }

    /// Where a byte stands next; the page's end if nowhere.
    fn find(&self, byte: u8, from: usize) -> usize {
        let from = from.min(self.html.len());
        memchr(byte, &self.html.as_bytes()[from..]).map_or(self.html.len(), |length| from + length)
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\x0c' | b'\r')
}

fn ends_name(byte: u8) -> bool {
    is_space(byte) || matches!(byte, b'/' | b'>')
}

fn length_until(bytes: &[u8], is_end: impl Fn(u8) -> bool) -> usize {
    bytes.iter().position(|&byte| is_end(byte)).unwrap_or(bytes.len())
}

/// An attribute's name, its value, and where it ends; `None` if it is cut off.
fn attribute_at(bytes: &[u8], start: usize) -> Option<(Range<usize>, Range<usize>, usize)> {
    // The first character is part of the name even if it is `=`.
    let name = start..start + 1 + length_until(&bytes[start + 1..], |byte| ends_name(byte) || byte == b'=');
    let sign = name.end + length_until(&bytes[name.end..], |byte| !is_space(byte));
    if *bytes.get(sign)? != b'=' {
        return Some((name, sign..sign, sign));
    }
    let value = sign + 1 + length_until(&bytes[sign + 1..], |byte| !is_space(byte));
    match *bytes.get(value)? {
        quote @ (b'"' | b'\'') => {
            let end = value + 1 + memchr(quote, &bytes[value + 1..])?;
            Some((name, value + 1..end, end + 1))
        }
        _ => {
            let end = value + length_until(&bytes[value..], |byte| is_space(byte) || byte == b'>');
            Some((name, value..end, end))
        }
    }
}

/// Where a comment ends, from behind its `<!--`.
fn end_of_comment(rest: &[u8]) -> usize {
    if rest.starts_with(b">") {
        return 1;
    }
    if rest.starts_with(b"->") {
        return 2;
    }
    let mut from = 0;
    while let Some(dashes) = memmem::find(&rest[from..], b"--") {
        let behind = from + dashes + length_until(&rest[from + dashes..], |byte| byte != b'-');
        match &rest[behind..] {
            [b'>', ..] => return behind + 1,
            [b'!', b'>', ..] => return behind + 2,
            _ => from = behind,
        }
    }
    rest.len()
}

/// Whether the end tag of a raw text begins with the `<` at a place.
fn is_end_tag(bytes: &[u8], at: usize, name: &str) -> bool {
    let Some(rest) = bytes.get(at + 1..).and_then(|rest| rest.strip_prefix(b"/")) else { return false };
    let is_name = rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()));
    is_name && rest.get(name.len()).is_some_and(|&byte| ends_name(byte))
}

fn end_of_raw_text(bytes: &[u8], name: &str) -> Option<usize> {
    memchr::memchr_iter(b'<', bytes).find(|&at| is_end_tag(bytes, at, name))
}

/// Where a script's end tag begins. Behind `<!--` a script within the script, up to its own end tag, is part of it.
fn end_of_script(bytes: &[u8], name: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr(b'<', &bytes[at..])?;
        if is_end_tag(bytes, at, name) {
            return Some(at);
        }
        at += 1;
        if bytes[at..].starts_with(b"!--") {
            // Its dashes may be those of the end too: `<!-->`.
            at += 1;
            let mut is_inner = false;
            loop {
                match bytes.get(at)? {
                    b'-' => {
                        let dashes = length_until(&bytes[at..], |byte| byte != b'-');
                        at += dashes;
                        if dashes >= 2 && bytes.get(at) == Some(&b'>') {
                            break;
                        }
                    }
                    b'<' if !is_inner && is_end_tag(bytes, at, name) => return Some(at),
                    b'<' => {
                        let slash = usize::from(is_inner);
                        let behind = bytes.get(at + 1..).unwrap_or_default();
                        let is_other = !is_inner || behind.first() == Some(&b'/');
                        let word = behind.get(slash..slash + 6).is_some_and(|w| w.eq_ignore_ascii_case(b"script"));
                        if is_other && word && behind.get(slash + 6).is_some_and(|&byte| ends_name(byte)) {
                            is_inner = !is_inner;
                            at += slash + 7;
                        }
                        at += 1;
                    }
                    _ => at += length_until(&bytes[at..], |byte| matches!(byte, b'-' | b'<')),
                }
            }
        }
    }
}

/// A document type from what stands between its word and `>`, which ends it even in quotation marks.
fn doctype(text: &str, is_closed: bool) -> Doctype {
    const SPACE: &[char] = &[' ', '\t', '\n', '\x0c', '\r'];
    let tendril = |text: &str| StrTendril::from(text.replace('\0', "\u{fffd}"));
    let text = text.trim_start_matches(SPACE);
    let (name, rest) = text.split_at(text.find(SPACE).unwrap_or(text.len()));
    let mut doctype = Doctype { force_quirks: !is_closed || name.is_empty(), ..Doctype::default() };
    if !name.is_empty() {
        doctype.name = Some(tendril(&name.to_ascii_lowercase()));
    }
    let mut rest = rest.trim_start_matches(SPACE);
    let mut ids = Vec::new();
    let is_public = rest.get(..6).is_some_and(|word| word.eq_ignore_ascii_case("public"));
    if is_public || rest.get(..6).is_some_and(|word| word.eq_ignore_ascii_case("system")) {
        rest = rest[6..].trim_start_matches(SPACE);
        while let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'') && ids.len() < 2) {
            let (id, behind) = match rest[1..].split_once(quote) {
                Some(found) => found,
                None => {
                    doctype.force_quirks = true;
                    (&rest[1..], "")
                }
            };
            ids.push(tendril(id));
            rest = behind.trim_start_matches(SPACE);
            if !is_public {
                break;
            }
        }
        doctype.force_quirks |= ids.is_empty() || (is_public && ids.len() < 2 && !rest.is_empty());
    } else {
        doctype.force_quirks |= !rest.is_empty();
    }
    let mut ids = ids.into_iter();
    if is_public {
        doctype.public_id = ids.next();
    }
    doctype.system_id = ids.next();
    doctype
}

/// Elements that the tree builder opens again where a page left them open, which compares all their attributes.
fn is_formatting(name: &LocalName) -> bool {
    by_name!(*name, {
        "a" | "b" | "big" | "code" | "em" | "font" | "i" | "nobr" | "s" | "small" | "strike" | "strong" | "tt"
        | "u" => true,
    } else false)
}

/// Whether an attribute is asked for anywhere in the extractor or the tree builder.
fn is_known(name: &str) -> bool {
    matches!(
        name,
        "alt"
            | "aria-hidden"
            | "class"
            | "content"
            | "data-component"
            | "datetime"
            | "encoding"
            | "hidden"
            | "href"
            | "http-equiv"
            | "id"
            | "itemprop"
            | "lang"
            | "name"
            | "property"
            | "rel"
            | "role"
            | "shadowrootmode"
            | "src"
            | "style"
            | "title"
            | "type"
    )
}

/// Names met lately, so that each is looked up once: a slot for every hash.
struct Names([Option<(u128, Option<LocalName>)>; 128]);

impl Default for Names {
    fn default() -> Names {
        Names([const { None }; 128])
    }
}

impl Names {
    /// A name in small letters; `None` if it isn't wanted, which must be so each time that the name is asked for.
    fn get(&mut self, written: &str, is_wanted: impl Fn(&str) -> bool) -> Option<LocalName> {
        let Some(key) = key_of(written) else { return interned(written, is_wanted) };
        let hash = ((key >> 64) as u64 ^ key as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let slot = &mut self.0[(hash >> 57) as usize];
        match slot {
            Some((known, name)) if *known == key => name.clone(),
            _ => {
                let name = interned(written, is_wanted);
                *slot = Some((key, name.clone()));
                name
            }
        }
    }
}

/// A name of up to 16 bytes as a number, the same for small and capital letters.
fn key_of(name: &str) -> Option<u128> {
    let bytes = name.as_bytes();
    if bytes.len() > 16 || bytes.contains(&0) {
        return None;
    }
    Some(bytes.iter().rev().fold(0, |key, byte| key << 8 | u128::from(byte.to_ascii_lowercase())))
}

fn interned(written: &str, is_wanted: impl Fn(&str) -> bool) -> Option<LocalName> {
    let name = written.to_ascii_lowercase().replace('\0', "\u{fffd}");
    is_wanted(&name).then(|| LocalName::from(name))
}

#[cfg(test)]
mod tests;
