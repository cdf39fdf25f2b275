//! Text to TOML documents; one that isn't TOML is one fault, and the others are still read.

use super::judge::{Judge, Place, toml_text};
use std::ops::Range;
use toml::de::DeTable;

/// A source as TOML sees it.
pub(super) struct Document<'a> {
    /// Which source, in the order given.
    pub source: usize,
    pub table: DeTable<'a>,
}

/// The parser's words for the commonest slips, and what is said to people instead.
const SLIPS: &[(&str, &str, &str)] = &[
    (UNQUOTED, "a string must stand in quotes", "put quotes around it; only numbers, true and false stand without"),
    (
        "invalid unquoted key",
        "a name with more than the letters a to z, digits, `-` and `_` must stand in quotes",
        "put quotes around it, as in `[feed.\"人民日报\"]`",
    ),
    ("missing value", "a value is missing behind `=`", "write one, or take the line out"),
    ("key with no value", "a key without a value", "a line reads `key = value`, and a table begins with `[name]`"),
    ("missing assignment", "`=` is missing", "a line reads `key = value`"),
    ("missing comma", "a comma is missing in a list", "a list reads `[\"one\", \"two\"]`"),
    (UNCLOSED_LIST, "a list isn't closed before this place", "a list ends with `]`"),
    ("unclosed table", "a table's name isn't closed", "a table begins with `[name]`"),
    ("invalid basic string", "a string isn't closed, or has an escape that TOML doesn't know", TEXTS_HINT),
    ("invalid literal string", "a string isn't closed", TEXTS_HINT),
    ("missing escaped value", "a backslash stands before nothing it could escape", TEXTS_HINT),
];

const UNCLOSED_LIST: &str = "unclosed array";

const UNQUOTED: &str = "string values must be quoted";

const TEXTS_HINT: &str = "a string stands on one line, and 'single quotes' leave backslashes alone";

pub(super) fn parse<'a>(judge: &mut Judge<'a>) -> Vec<Document<'a>> {
    let mut documents = Vec::new();
    for (source, file) in judge.sources.iter().enumerate() {
        let text = toml_text(file);
        let (table, errors) = DeTable::parse_recoverable(text);
        // The first in the text is the cause, and what follows it often a consequence.
        let first = errors.iter().rev().min_by_key(|error| error.span().map_or(usize::MAX, |span| span.start));
        match first {
            None => documents.push(Document { source, table: table.into_inner() }),
            Some(error) => {
                let span = error.span().unwrap_or(text.len()..text.len());
                let there = text.get(span.clone()).unwrap_or_default();
                // A table's header behind a list left open is read as the list's next item.
                let list_is_open = errors.iter().any(|error| error.message().starts_with(UNCLOSED_LIST))
                    && text.get(..span.start).unwrap_or_default().ends_with('[');
                let message = slip(error.message(), there, list_is_open);
                explain(judge, source, text, message, span);
            }
        }
    }
    documents
}

/// The parser's message, or that of the slip behind it.
fn slip<'m>(message: &'m str, there: &str, list_is_open: bool) -> &'m str {
    // A bare word is told by its first letter: `true`, `false`, `inf` and `nan` are values.
    let no_value = [UNQUOTED, "invalid boolean", "invalid float"].iter().any(|words| message.starts_with(words));
    if !no_value {
        message
    } else if list_is_open {
        UNCLOSED_LIST
    } else if there.trim().is_empty() {
        "missing value"
    } else if there.starts_with(char::is_alphabetic) {
        UNQUOTED
    } else {
        message
    }
}

fn explain(judge: &mut Judge<'_>, source: usize, text: &str, message: &str, span: Range<usize>) {
    let place = Place::new(source, span.clone());
    if message.starts_with("duplicate key") {
        let name = text.get(span.clone()).unwrap_or_default();
        let sentence = format!("`{name}` is defined twice");
        match first_definition(text, name, span.start) {
            Some(first) => {
                let hint = format!("the first is at {}", judge.name_place(Place::new(source, first)));
                judge.fault_with_hint(place, sentence, hint);
            }
            None => judge.fault(place, sentence),
        }
        return;
    }
    match SLIPS.iter().find(|(words, _, _)| message.starts_with(words)) {
        Some((_, sentence, hint)) => judge.fault_with_hint(place, (*sentence).to_owned(), (*hint).to_owned()),
        None => judge.fault(place, format!("this isn't TOML: {message}")),
    }
}

/// Where the key or header that is repeated at `second` stands first: among the lines above, up to the
/// beginning of the same table for a key.
fn first_definition(text: &str, name: &str, second: usize) -> Option<Range<usize>> {
    let second_start = text.get(..second)?.rfind('\n').map_or(0, |newline| newline + 1);
    let header = text.get(second_start..)?.lines().next()?.trim();
    let mut end = second_start;
    for line in text.get(..second_start)?.split_inclusive('\n').rev() {
        let start = end - line.len();
        end = start;
        let indent = line.len() - line.trim_start().len();
        let line = line.trim();
        let found = if header.starts_with('[') {
            line == header
        } else {
            line.strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with('='))
        };
        if found {
            let length = if header.starts_with('[') { line.len() } else { name.len() };
            return Some(start + indent..start + indent + length);
        }
        if line.starts_with('[') && !header.starts_with('[') {
            return None;
        }
    }
    None
}
