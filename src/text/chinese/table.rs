//! A table of what is written how, and the longest matches in a text.

use std::collections::HashMap;

/// How single characters are written elsewhere, the likeliest first.
pub(super) type Characters = HashMap<char, Vec<char>>;

/// Words and characters, each with what becomes of it.
pub(super) struct Table {
    /// `None` for a word that is written character by character.
    words: HashMap<&'static str, Option<&'static str>>,
    characters: Characters,
    /// Bytes of the longest word that begins with a character.
    longest: HashMap<char, usize>,
}

/// The lines of a table: what is written, and the ways in which it is written there.
fn lines(data: &'static str) -> impl Iterator<Item = (&'static str, Option<&'static str>)> {
    let lines = data.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split_once('\t').map_or((line, None), |(key, values)| (key, Some(values))))
}

fn single(text: &str) -> Option<char> {
    let mut characters = text.chars();
    characters.next().filter(|_| characters.next().is_none())
}

pub(super) fn characters(data: &'static str) -> Characters {
    let singles = lines(data).filter_map(|(key, values)| Some((single(key)?, values?)));
    singles.map(|(key, values)| (key, values.split(' ').filter_map(single).collect())).collect()
}

/// What is written for a character, or itself.
pub(super) fn likeliest(characters: &Characters, c: char) -> char {
    characters.get(&c).and_then(|values| values.first()).copied().unwrap_or(c)
}

impl Table {
    /// A table in two parts: the first has the characters.
    pub(super) fn read(parts: [&'static str; 2]) -> Table {
        let words: HashMap<_, _> = parts.into_iter().flat_map(lines).filter(|(key, _)| single(key).is_none()).collect();
        let mut longest = HashMap::new();
        for word in words.keys() {
            if let Some(first) = word.chars().next() {
                let bytes = longest.entry(first).or_insert(0);
                *bytes = word.len().max(*bytes);
            }
        }
        Table { words, characters: characters(parts[0]), longest }
    }

    /// A text with its longest words turned first, from its beginning on.
    pub(super) fn convert(&self, text: &str) -> String {
        let mut turned = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let word = self.word_at(rest, first);
            let (found, becomes) = word.unwrap_or((&rest[..first.len_utf8()], None));
            match becomes {
                Some(becomes) => turned.push_str(becomes),
                None => turned.extend(found.chars().map(|c| likeliest(&self.characters, c))),
            }
            rest = &rest[found.len()..];
        }
        turned
    }

    fn word_at<'a>(&self, text: &'a str, first: char) -> Option<(&'a str, Option<&'static str>)> {
        let mut end = text.floor_char_boundary(*self.longest.get(&first)?);
        while end > first.len_utf8() {
            if let Some(becomes) = self.words.get(&text[..end]) {
                return Some((&text[..end], *becomes));
            }
            end = text.floor_char_boundary(end - 1);
        }
        None
    }
}
