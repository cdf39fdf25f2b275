//! What changed between two texts, word by word; in scripts without spaces, character by character.

use super::is_unspaced;
use serde::Serialize;
use similar::{Algorithm, ChangeTag, TextDiff, TextDiffConfig};

/// A piece of text that both have or only one of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "text", rename_all = "lowercase")]
pub enum Difference {
    Same(String),
    Removed(String),
    Added(String),
}

impl Difference {
    pub fn text(&self) -> &str {
        match self {
            Difference::Same(text) | Difference::Removed(text) | Difference::Added(text) => text,
        }
    }
}

/// The way from `old` to `new`. `Same` and `Removed` together give `old`, `Same` and `Added` give `new`.
///
/// ```
/// use feedmill::text::{Difference::*, difference};
/// let found = difference("The ferry left at noon.", "The ferry left at one.");
/// assert_eq!(found, [Same("The ferry left at ".into()), Removed("noon".into()), Added("one".into()), Same(".".into())]);
/// ```
pub fn difference(old: &str, new: &str) -> Vec<Difference> {
    let (old, new) = (tokens(old), tokens(new));
    // Histogram keeps paragraphs together and stays fast where whole texts were replaced.
    let mut differ: TextDiffConfig = TextDiff::configure();
    let diff = differ.algorithm(Algorithm::Histogram).diff_slices(&old, &new);
    let mut found: Vec<Difference> = Vec::new();
    for change in diff.iter_all_changes() {
        let text = change.value();
        match (change.tag(), found.last_mut()) {
            (ChangeTag::Equal, Some(Difference::Same(open)))
            | (ChangeTag::Delete, Some(Difference::Removed(open)))
            | (ChangeTag::Insert, Some(Difference::Added(open))) => open.push_str(text),
            (ChangeTag::Equal, _) => found.push(Difference::Same(text.to_owned())),
            (ChangeTag::Delete, _) => found.push(Difference::Removed(text.to_owned())),
            (ChangeTag::Insert, _) => found.push(Difference::Added(text.to_owned())),
        }
    }
    found
}

/// Words, runs of white space, and single characters of everything else.
fn tokens(text: &str) -> Vec<&str> {
    #[derive(PartialEq)]
    enum Kind {
        Word,
        Space,
        Single,
    }
    let kind = |c: char| match c {
        _ if c.is_whitespace() => Kind::Space,
        _ if c.is_alphanumeric() && !is_unspaced(c) => Kind::Word,
        _ => Kind::Single,
    };
    let mut tokens = Vec::new();
    let mut start = 0;
    let mut open = Kind::Single;
    for (at, c) in text.char_indices() {
        let next = kind(c);
        if at > 0 && (next == Kind::Single || next != open) {
            tokens.push(&text[start..at]);
            start = at;
        }
        open = next;
    }
    if start < text.len() {
        tokens.push(&text[start..]);
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn characters_are_told_where_there_are_no_words() {
        let found = difference("渡轮今天开放", "渡轮明天开放");
        let told: Vec<_> = found.iter().map(Difference::text).collect();
        assert_eq!(told, ["渡轮", "今", "明", "天开放"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn both_texts_can_be_read_from_it(old in "[a-c \n新闻,]{0,40}", new in "[a-c \n新闻,]{0,40}") {
            let found = difference(&old, &new);
            let joined = |skip: fn(&Difference) -> bool| -> String {
                found.iter().filter(|piece| !skip(piece)).map(Difference::text).collect()
            };
            prop_assert_eq!(joined(|piece| matches!(piece, Difference::Added(_))), old);
            prop_assert_eq!(joined(|piece| matches!(piece, Difference::Removed(_))), new);
        }
    }
}
