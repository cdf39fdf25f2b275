//! Character references of HTML in texts and attribute values (HTML Standard, 13.2.5.72 and on).

use crate::text::named_characters;
use html5ever::data::C1_REPLACEMENTS;
use memchr::memchr3;

/// No name is longer: `CounterClockwiseContourIntegral`.
const LONGEST_NAME: usize = 31;

/// No name that needs no semicolon is longer: `AElig` or `frac12`.
const LONGEST_OLD_NAME: usize = 6;

/// What a piece of a page is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Text,
    Attribute,
    /// Of a script or style sheet, where no references are.
    Raw,
}

/// The text that a piece of a page stands for; `None` if it stands for itself.
///
/// Carriage returns become line feeds and zero bytes the replacement character.
pub(super) fn read(piece: &str, place: Place) -> Option<String> {
    let bytes = piece.as_bytes();
    let special = |from: usize| {
        let rest = &bytes[from..];
        let found = if place == Place::Raw { memchr::memchr2(b'\r', 0, rest) } else { memchr3(b'&', b'\r', 0, rest) };
        found.map(|at| from + at)
    };
    let mut at = special(0)?;
    let mut text = String::with_capacity(piece.len());
    let mut done = 0;
    loop {
        text.push_str(&piece[done..at]);
        done = at
            + match bytes[at] {
                b'\r' => {
                    text.push('\n');
                    1 + usize::from(bytes.get(at + 1) == Some(&b'\n'))
                }
                b'&' => reference(&piece[at + 1..], place, &mut text),
                _ => {
                    text.push(char::REPLACEMENT_CHARACTER);
                    1
                }
            };
        match special(done) {
            Some(next) => at = next,
            None => break,
        }
    }
    text.push_str(&piece[done..]);
    Some(text)
}

/// Reads what stands behind `&`; gives the bytes read, the `&` counted.
fn reference(behind: &str, place: Place, text: &mut String) -> usize {
    let found = match behind.as_bytes().first() {
        Some(b'#') => numeric(&behind[1..], text).map(|length| length + 1),
        Some(byte) if byte.is_ascii_alphanumeric() => named(behind, place, text),
        _ => None,
    };
    if found.is_none() {
        text.push('&');
    }
    1 + found.unwrap_or(0)
}

fn numeric(behind: &str, text: &mut String) -> Option<usize> {
    let (base, digits) = match behind.strip_prefix(['x', 'X']) {
        Some(digits) => (16, digits),
        None => (10, behind),
    };
    let length = digits.bytes().take_while(|byte| char::from(*byte).is_digit(base)).count();
    if length == 0 {
        return None;
    }
    let code = digits[..length]
        .bytes()
        .filter_map(|byte| char::from(byte).to_digit(base))
        .fold(0u32, |code, digit| code.saturating_mul(base).saturating_add(digit));
    let character = match code {
        0 => None,
        0x80..=0x9f => C1_REPLACEMENTS[code as usize - 0x80].or(char::from_u32(code)),
        _ => char::from_u32(code),
    };
    text.push(character.unwrap_or(char::REPLACEMENT_CHARACTER));
    let semicolon = usize::from(digits.as_bytes().get(length) == Some(&b';'));
    Some(behind.len() - digits.len() + length + semicolon)
}

/// The longest name that the text begins with. Old names need no semicolon, but in attributes, where `&lang=en`
/// is part of an address.
fn named(behind: &str, place: Place, text: &mut String) -> Option<usize> {
    for (name, character) in [("amp;", '&'), ("quot;", '"'), ("nbsp;", '\u{a0}'), ("lt;", '<'), ("gt;", '>')] {
        if behind.starts_with(name) {
            text.push(character);
            return Some(name.len());
        }
    }
    let word = behind.bytes().take(LONGEST_NAME).take_while(u8::is_ascii_alphanumeric).count();
    let next = |length: usize| behind.as_bytes().get(length);
    if next(word) == Some(&b';')
        && let Some(named) = named_characters(&behind[..word])
    {
        text.extend(named.characters());
        return Some(word + 1);
    }
    let old = |length: usize| named_characters(&behind[..length]).filter(|named| !named.needs_semicolon);
    let (length, named) = (1..=word.min(LONGEST_OLD_NAME)).rev().find_map(|length| Some((length, old(length)?)))?;
    let goes_on = next(length).is_some_and(|byte| *byte == b'=' || byte.is_ascii_alphanumeric());
    if place == Place::Attribute && goes_on {
        return None;
    }
    text.extend(named.characters());
    Some(length)
}
