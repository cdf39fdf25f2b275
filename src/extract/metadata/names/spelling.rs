//! How names are spelt, and what is none.

use super::super::super::dates::month_of;
use super::words::{BESIDE_NAMES, NO_NAMES};
use crate::text::is_unspaced;

/// Longer than any person's or agency's name in a script without spaces.
const MOST_UNSPACED_CHARACTERS: usize = 15;

/// Longer than any person's or agency's name.
const MOST_CHARACTERS: usize = 60;

/// A word with a capital and a short one without, or a number of things: "Recommendations are", "9 articles".
pub(super) fn is_phrase(text: &str) -> bool {
    text.split_once(' ').is_some_and(|(first, rest)| {
        let is_short = first.starts_with(char::is_uppercase) && rest.len() <= 4;
        (is_short || first.chars().all(char::is_numeric)) && rest.chars().all(char::is_lowercase)
    })
}

/// Two or three words in small letters and nothing else.
pub(super) fn is_small_name(text: &str) -> bool {
    (2..=3).contains(&text.split(' ').count())
        && text.chars().all(|c| c.is_lowercase() || matches!(c, ' ' | '.' | '\'' | '-'))
        && text.chars().count() <= 30
        && !BESIDE_NAMES.contains(&text)
}

pub(super) fn is_name(text: &str) -> bool {
    let length = text.chars().count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let is_address = text.contains('@')
        || text.contains("[at]")
        || text.contains("://")
        || text.contains("www.")
        || text.contains(".com/");
    (2..=MOST_CHARACTERS).contains(&length)
        && letters * 2 > length
        && digits <= 2
        && !is_address
        && text.split_whitespace().count() <= 7
        && (length <= MOST_UNSPACED_CHARACTERS || !text.chars().any(is_unspaced))
        && text.matches('.').count() < 4
        && !is_identifier(text)
        && !text.contains(['©', '{', '}', '<', '>', '=', '。', '，', '！', '？', '“', '｜', '■'])
        && (text.is_ascii() || !NO_NAMES.iter().any(|word| text.contains(word)))
        && (text.chars().any(is_unspaced) || is_spelt_as_name(text))
}

/// Whether a text is a name of a program's: `page.head.author`.
fn is_identifier(text: &str) -> bool {
    text.matches('.').count() > 2 && text.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '.' | '_'))
}

/// Whether a line of a script with spaces is spelt as names are: words with capitals, but for particles;
/// none of the words that stand beside names, no month.
fn is_spelt_as_name(text: &str) -> bool {
    const PARTICLES: &[&str] = &[
        "de", "del", "der", "den", "des", "di", "da", "do", "dos", "das", "du", "la", "le", "van", "von", "vom", "zu",
        "ter", "te", "ten", "bin", "ibn", "al", "el", "of", "the", "and", "for", "av", "af", "y", "e", "st", "dan",
        "für", "und", "pour", "per",
    ];
    let lower = text.to_lowercase();
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
    if BESIDE_NAMES.contains(&bare) || lower.starts_with("about ") || text.contains(['!', '?', '*']) {
        return false;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_capital = |word: &&str| {
        let first = word.chars().find(|c| c.is_alphanumeric());
        first.is_none_or(|c| !c.is_lowercase()) || PARTICLES.contains(word)
    };
    // Nicknames are often all small letters.
    let small = text.chars().all(|c| !c.is_uppercase()) && words.len() == 1 && !text.ends_with('.');
    let has_month = text.contains(|c: char| c.is_ascii_digit())
        && lower.split(|c: char| !c.is_alphabetic()).any(|word| word.len() > 2 && month_of(word).is_some());
    (small || words.iter().filter(|word| !is_capital(word)).count() * 2 <= words.len()) && !has_month
}
