//! What changed between two texts, word by word; in scripts without spaces, character by character.

use super::is_unspaced;
use serde::Serialize;
use similar::DiffTag;
use similar::algorithms::{Capture, Compact, Replace, histogram};

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
    let mut hook = Compact::new(Replace::new(Capture::new()), old.as_slice(), new.as_slice());
    // Histogram keeps paragraphs together and stays fast where whole texts were replaced. It is called by its name:
    // `TextDiff` would bring every other algorithm of the crate too, half a megabyte of the program.
    let Ok(()) = histogram::diff(&mut hook, old.as_slice(), 0..old.len(), new.as_slice(), 0..new.len());
    let mut found = Vec::new();
    for operation in hook.into_inner().into_inner().into_ops() {
        let (tag, of_old, of_new) = operation.as_tag_tuple();
        if tag == DiffTag::Equal {
            tell(&mut found, Difference::Same(old[of_old].concat()));
            continue;
        }
        for piece in [Difference::Removed(old[of_old].concat()), Difference::Added(new[of_new].concat())] {
            tell(&mut found, piece);
        }
    }
    found
}

/// Puts a piece behind the others, as one with the last where they are of one kind.
fn tell(found: &mut Vec<Difference>, piece: Difference) {
    match (piece, found.last_mut()) {
        (piece, _) if piece.text().is_empty() => {}
        (Difference::Same(text), Some(Difference::Same(open)))
        | (Difference::Removed(text), Some(Difference::Removed(open)))
        | (Difference::Added(text), Some(Difference::Added(open))) => open.push_str(&text),
        (piece, _) => found.push(piece),
    }
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
