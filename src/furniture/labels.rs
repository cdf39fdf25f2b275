//! Labels before and behind names, agencies, and the words of datelines.

use super::fold::{fold_character, goes_on_in_word};
use super::table::{Phrase, Section};
use super::{FURNITURE, Role};

/// The longest phrase is shorter; more of a text is not folded.
const MOST_CHARACTERS: usize = 60;

/// The label that a text begins with: whose names follow (`None`: a fact that is no name), and what follows.
///
/// ```
/// use feedmill::furniture::{Role, label_at};
/// assert_eq!(label_at("责任编辑：李雷"), Some((Some(Role::Editor), "李雷")));
/// assert_eq!(label_at("Reporting by Jane Doe"), Some((Some(Role::Reporter), " Jane Doe")));
/// assert_eq!(label_at("Reports say so"), None);
/// ```
pub fn label_at(text: &str) -> Option<(Option<Role>, &str)> {
    let folded = beginning(text, &FURNITURE.labels)?;
    let phrase = longest(FURNITURE.labels.at(&folded), &folded)?;
    let role = match phrase.section {
        Section::Credit(role) => Some(role),
        _ => None,
    };
    Some((role, behind(text, &phrase.head)))
}

/// The label that a text ends with, and what stands before it: `李雷 摄`.
pub fn label_before(text: &str) -> Option<(&str, Role)> {
    let phrase = FURNITURE.label_ends.iter().filter(|phrase| text.ends_with(phrase.head.as_str()));
    let phrase = phrase.max_by_key(|phrase| phrase.head.len())?;
    let Section::Credit(role) = phrase.section else { return None };
    Some((text[..text.len() - phrase.head.len()].trim_end(), role))
}

/// The agency or paper whose name a text begins with, and what follows.
pub fn agency_at(text: &str) -> Option<(&str, &str)> {
    split_at(text, &FURNITURE.agencies)
}

/// Whether a text is the name of an agency and nothing else.
pub fn is_agency(text: &str) -> bool {
    agency_at(text).is_some_and(|(_, behind)| behind.trim().is_empty())
}

/// The word of a dateline that a text begins with, and what follows: `电`, `消息`, `報導`.
pub fn dateline_word_at(text: &str) -> Option<(&str, &str)> {
    split_at(text, &FURNITURE.dateline_words)
}

fn split_at<'a>(text: &'a str, table: &'static super::Table) -> Option<(&'a str, &'a str)> {
    let folded = beginning(text, table)?;
    let phrase = longest(table.at(&folded), &folded)?;
    let behind = behind(text, &phrase.head);
    Some((&text[..text.len() - behind.len()], behind))
}

fn longest<'a>(phrases: impl Iterator<Item = &'a Phrase>, folded: &str) -> Option<&'a Phrase> {
    let fits = |phrase: &&Phrase| phrase.goes_on || !goes_on_in_word(&phrase.head, &folded[phrase.head.len()..]);
    phrases.filter(fits).max_by_key(|phrase| phrase.head.len())
}

/// The first characters of a text, folded one by one; `None` if its first few say that it begins with no phrase of
/// the table, as most do.
fn beginning(text: &str, table: &super::Table) -> Option<String> {
    let mut characters = text.chars().take(MOST_CHARACTERS).filter_map(fold_character);
    let mut folded = String::with_capacity(2 * MOST_CHARACTERS);
    folded.extend(characters.by_ref().take(table.looks_at()));
    if !table.may_begin(&folded) {
        return None;
    }
    folded.extend(characters);
    Some(folded)
}

/// What follows in a text that begins, folded, with `head`.
fn behind<'a>(text: &'a str, head: &str) -> &'a str {
    let mut left = head.chars().count();
    let end = text.char_indices().find(|(_, c)| {
        let counts = fold_character(*c).is_some();
        let is_end = left == 0 && counts;
        left -= usize::from(counts && left > 0);
        is_end
    });
    end.map_or("", |(at, _)| &text[at..])
}
