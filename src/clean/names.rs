//! Names in a line that is known to hold names: where one ends and the next begins, and whether it is spelled as one.

use crate::furniture::{Role, is_agency};
use crate::text::{is_unspaced, tidy_line};

/// Marks between several names on one line.
const BETWEEN: &[char] = &['、', '，', ',', ';', '；', ' ', '\u{3000}', '/', '／'];

/// What stands behind a name and isn't it: a place, an address.
const BEHIND_NAMES: &[&str] = &[" in ", " at ", " for ", " via ", " aus ", " à ", " en "];

/// A longer name is none.
const MOST_NAME_CHARACTERS: usize = 40;
const MOST_NAME_WORDS: usize = 5;

/// "von", "de la".
const MOST_PARTICLE_CHARACTERS: usize = 3;

/// In scripts without spaces: names in Han characters, in kana, and of papers.
pub(super) const MOST_HAN_NAME_CHARACTERS: usize = 4;
const MOST_UNSPACED_NAME_CHARACTERS: usize = 12;
const MOST_PAPER_CHARACTERS: usize = 20;

/// The names of a line that holds several.
///
/// `李雷、韩梅梅` is two of them, and so is `Jane Doe and John Roe in London`.
pub(super) fn names_between(names: &str) -> Vec<String> {
    let spaced = !names.chars().any(is_unspaced);
    let tidy = |part: &str| tidy_line(part.trim_matches(|c: char| matches!(c, '.' | ':' | '-' | ' ')));
    if !spaced {
        return names.split(BETWEEN).map(tidy).filter(|name| !name.is_empty()).collect();
    }
    let parts = [" and ", " und ", " et ", " y ", " e ", " и ", " i ", " & "]
        .iter()
        .fold(vec![names], |parts, between| parts.into_iter().flat_map(|part| part.split(between)).collect());
    let parts = parts.into_iter().flat_map(|part| part.split(','));
    let name = |part: &str| tidy(BEHIND_NAMES.iter().fold(part, |part, word| part.split(word).next().unwrap_or(part)));
    parts.map(name).filter(|name| !name.is_empty()).collect()
}

/// Spelled as a name is: few words, the longer ones with capitals where the script has them; few characters
/// where it has no words.
pub(super) fn is_name(name: &str, role: Role) -> bool {
    let characters = name.chars().count();
    if name.chars().any(is_unspaced) {
        let most = if role == Role::Agency { MOST_PAPER_CHARACTERS } else { MOST_UNSPACED_NAME_CHARACTERS };
        let is_han = name.chars().all(|c| !('\u{3040}'..='\u{30ff}').contains(&c));
        return characters <= if is_han && role != Role::Agency { MOST_HAN_NAME_CHARACTERS } else { most };
    }
    let is_spelled = |word: &str| {
        !word.starts_with(char::is_lowercase) || word.contains('/') || word.chars().count() <= MOST_PARTICLE_CHARACTERS
    };
    let starts = !name.starts_with(char::is_lowercase) || name.contains('/') || is_agency(name);
    characters <= MOST_NAME_CHARACTERS
        && name.split_whitespace().count() <= MOST_NAME_WORDS
        && starts
        && (name.split_whitespace().all(is_spelled) || is_agency(name))
}
