//! HTML's named characters: `mdash` and 2,124 others.
//!
//! Crates have them as maps that the loader has to fix up, ten thousand addresses at each start of the program.

use super::find_record;

/// Sorted lines; their head says how they are read.
const ENTITIES: &str = include_str!("entities.txt");

/// Where the lines begin whose first byte is this one or a later one.
const STARTS: [u16; 129] = starts(ENTITIES.as_bytes());

/// What stands behind a name that needs no semicolon.
const OLD: char = '*';

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedCharacters {
    pub first: char,
    /// `&bne;` is an equals sign and a stroke that crosses it.
    pub second: Option<char>,
    /// Names from before HTML 4 are read without a semicolon as well.
    pub needs_semicolon: bool,
}

impl NamedCharacters {
    pub fn characters(self) -> impl Iterator<Item = char> {
        [Some(self.first), self.second].into_iter().flatten()
    }
}

/// What stands between `&` and `;`, by the HTML Standard (13.5).
///
/// ```
/// let named = feedmill::text::named_characters("eacute").unwrap();
/// assert_eq!((named.first, named.second, named.needs_semicolon), ('é', None, false));
/// assert_eq!(feedmill::text::named_characters("Eacut"), None);
/// ```
pub fn named_characters(name: &str) -> Option<NamedCharacters> {
    let first = usize::from(*name.as_bytes().first()?);
    let start = usize::from(*STARTS.get(first)?);
    let end = usize::from(*STARTS.get(first + 1)?);
    let line = find_record(ENTITIES.get(start..end)?, b'\n', name, |line| {
        line.split(' ').next().unwrap_or_default().trim_end_matches(OLD)
    })?;
    let (_, mark_and_codes) = line.split_at_checked(name.len())?;
    let needs_semicolon = !mark_and_codes.starts_with(OLD);
    let mut codes =
        mark_and_codes.split(' ').skip(1).map_while(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?));
    Some(NamedCharacters { first: codes.next()?, second: codes.next(), needs_semicolon })
}

const fn starts(lines: &[u8]) -> [u16; 129] {
    assert!(lines.len() <= u16::MAX as usize);
    let mut starts = [0; 129];
    let mut byte = 0;
    let mut at = 0;
    while at < lines.len() {
        while byte <= lines[at] {
            starts[byte as usize] = at as u16;
            byte += 1;
        }
        while lines[at] != b'\n' {
            at += 1;
        }
        at += 1;
    }
    while byte <= 128 {
        starts[byte as usize] = at as u16;
        byte += 1;
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// The crate's map has names with their semicolon, old ones without it too, and the beginnings of names with zeros.
    #[test]
    fn every_name_stands_for_what_it_should() {
        let codes = |named: NamedCharacters| (u32::from(named.first), named.second.map_or(0, u32::from));
        let mut names = BTreeSet::new();
        for (name, expected) in web_atoms::NAMED_ENTITIES.entries().filter(|(_, (first, _))| *first != 0) {
            let bare = name.trim_end_matches(';');
            let named = named_characters(bare);
            assert_eq!(named.map(codes), Some(*expected), "{name}");
            let is_old = web_atoms::NAMED_ENTITIES.get(bare).is_some_and(|(first, _)| *first != 0);
            assert_eq!(named.map(|named| !named.needs_semicolon), Some(is_old), "{name}");
            names.insert(bare);
        }
        let lines = ENTITIES.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(names.len(), lines);
    }

    #[test]
    fn other_names_stand_for_nothing() {
        for name in ["", "a", "acute*", "eacute;", "Zzz", "zzz", "#", "é", "~", "amp ", "\u{7f}"] {
            assert_eq!(named_characters(name), None, "{name:?}");
        }
    }
}
