//! XML cut into pieces, without a word about what is not well-formed.
//!
//! quick-xml does the cutting with its checks off. Where it stops for good, as at a `<` that begins no
//! tag, the sign is given as text and the cutting goes on behind it.

use crate::feed::plain::unescape;
use quick_xml::events::Event;
use quick_xml::events::attributes::Attributes;
use quick_xml::reader::Reader;
use std::borrow::Cow;

/// Each stop may cost a look at the whole rest, so there is an end to going on.
const MOST_STOPS: usize = 100;

/// More attributes are an attack.
const MOST_ATTRIBUTES: usize = 64;

/// A piece of the document; names and texts as written.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Piece<'a> {
    Open {
        tag: Tag<'a>,
        is_empty: bool,
    },
    Close(&'a str),
    /// Character references in it are still to be read.
    Text(&'a str),
    /// What stands between `&` and `;`.
    Reference(&'a str),
    /// Text to be taken as it is.
    Verbatim(&'a str),
    /// The document breaks off inside this piece of markup.
    BrokenOff(&'a str),
}

/// What stands between `<` and `>` of an opening tag.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tag<'a> {
    inner: &'a str,
    name_bytes: usize,
}

impl<'a> Tag<'a> {
    /// With its prefix.
    pub(super) fn name(&self) -> &'a str {
        self.inner.get(..self.name_bytes).unwrap_or_default()
    }

    /// Everything behind the name, as written.
    pub(super) fn rest(&self) -> &'a str {
        self.inner.get(self.name_bytes..).unwrap_or_default()
    }

    /// Names as written, values with their references read.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&'a str, Cow<'a, str>)> + use<'a> {
        let mut attributes = Attributes::html(self.inner, self.name_bytes);
        attributes.with_checks(false);
        attributes.take(MOST_ATTRIBUTES).filter_map(Result::ok).filter_map(|attribute| {
            let name = std::str::from_utf8(attribute.key.into_inner()).ok()?;
            let value = match attribute.value {
                Cow::Borrowed(value) => Cow::Borrowed(std::str::from_utf8(value).ok()?),
                Cow::Owned(value) => Cow::Owned(String::from_utf8(value).ok()?),
            };
            Some((name, if value.contains('&') { Cow::Owned(unescape(&value)) } else { value }))
        })
    }
}

/// The pieces of a document, to its end.
pub(super) struct Pieces<'a> {
    rest: &'a str,
    reader: Reader<&'a [u8]>,
    stops: usize,
}

impl<'a> Pieces<'a> {
    pub(super) fn new(document: &'a str) -> Pieces<'a> {
        Pieces { rest: document, reader: lenient(document), stops: 0 }
    }

    /// Goes on behind the `<` at this place.
    fn skip_sign(&mut self, position: usize) -> Option<Piece<'a>> {
        self.stops += 1;
        let sign = self.rest.get(position..position + 1)?;
        self.rest = self.rest.get(position + 1..)?;
        self.reader = lenient(self.rest);
        Some(Piece::Text(sign))
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        loop {
            let start = usize::try_from(self.reader.buffer_position()).ok()?;
            let event = self.reader.read_event();
            let may_go_on = self.stops < MOST_STOPS;
            let end = usize::try_from(self.reader.buffer_position()).ok()?;
            let written = self.rest.get(start..end).unwrap_or_default();
            return Some(match event {
                Ok(Event::Start(_)) if may_go_on && !begins_name(written) => return self.skip_sign(start),
                Ok(Event::Start(tag)) => {
                    let name_bytes = tag.name().as_ref().len();
                    Piece::Open { tag: Tag { inner: inner(written, "<", ">"), name_bytes }, is_empty: false }
                }
                Ok(Event::Empty(tag)) => {
                    let name_bytes = tag.name().as_ref().len();
                    Piece::Open { tag: Tag { inner: inner(written, "<", "/>"), name_bytes }, is_empty: true }
                }
                Ok(Event::End(_)) => Piece::Close(inner(written, "</", ">").trim()),
                Ok(Event::Text(text)) => Piece::Text(text_of(text.into_inner())?),
                Ok(Event::CData(text)) => Piece::Verbatim(text_of(text.into_inner())?),
                Ok(Event::GeneralRef(reference)) => Piece::Reference(text_of(reference.into_inner())?),
                Ok(Event::Eof) => return None,
                Ok(Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_)) => continue,
                Err(_) => {
                    let broken = self.rest.get(start..)?;
                    if broken.is_empty() {
                        return None;
                    }
                    if may_go_on && broken.starts_with('<') && broken.contains('>') && !broken.starts_with("<![CDATA[")
                    {
                        return self.skip_sign(start);
                    }
                    self.rest = "";
                    self.reader = lenient("");
                    Piece::BrokenOff(broken)
                }
            });
        }
    }
}

fn lenient(document: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(document);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.check_comments = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    reader
}

fn begins_name(tag: &str) -> bool {
    tag.chars().nth(1).is_some_and(|c| c.is_alphabetic() || c == '_')
}

fn inner<'a>(tag: &'a str, start: &str, end: &str) -> &'a str {
    let tag = tag.strip_prefix(start).unwrap_or(tag);
    tag.strip_suffix(end).unwrap_or(tag)
}

/// Pieces of a document that is UTF-8 are cut at ASCII signs, so they are UTF-8 as well.
fn text_of(bytes: Cow<'_, [u8]>) -> Option<&str> {
    match bytes {
        Cow::Borrowed(bytes) => std::str::from_utf8(bytes).ok(),
        Cow::Owned(_) => None,
    }
}
