//! Character references: the names of HTML, and numbers.

use crate::text::named_characters;
use std::borrow::Cow;

/// HTML reads these numbers as the characters that windows-1252 has there, and feeds mean them so.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text for what stands between `&` and `;`; `None` if that is no reference.
pub(super) fn read(name: &str) -> Option<Cow<'static, str>> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
            None => number.parse().ok()?,
        };
        let character = match code {
            0x80..=0x9f => WINDOWS_1252.get(code as usize - 0x80).copied()?,
            // XML has no control characters, and a text with one in it is refused further on.
            0..=8 | 0xb | 0xc | 0xe..=0x1f => char::REPLACEMENT_CHARACTER,
            code => char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER),
        };
        return Some(Cow::Owned(character.to_string()));
    }
    match name {
        "amp" => return Some(Cow::Borrowed("&")),
        "lt" => return Some(Cow::Borrowed("<")),
        "gt" => return Some(Cow::Borrowed(">")),
        "quot" => return Some(Cow::Borrowed("\"")),
        _ => {}
    }
    Some(Cow::Owned(named_characters(name)?.characters().collect()))
}
