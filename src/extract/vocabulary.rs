//! What class names and ids say of an element: groups of words that sites use for the same purpose.

use super::groups::Group;
use super::stems::STEMS;

/// A set of word groups.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Groups(u32);

impl Groups {
    pub(super) fn has(self, group: Group) -> bool {
        self.0 & (1 << group as u32) != 0
    }

    pub(super) fn has_index(self, index: usize) -> bool {
        self.0 & (1 << index) != 0
    }

    pub(super) fn with(self, other: Groups) -> Groups {
        Groups(self.0 | other.0)
    }

    fn add(&mut self, group: Group) {
        self.0 |= 1 << group as u32;
    }
}

const LETTERS: usize = 26;

/// Where the stems of each pair of first letters begin, and of the next.
const BUCKETS: [u16; LETTERS * LETTERS + 1] = {
    let mut buckets = [0; LETTERS * LETTERS + 1];
    let mut pair = 1;
    while pair < buckets.len() {
        let mut at = buckets[pair - 1];
        while (at as usize) < STEMS.len() && pair_of(STEMS[at as usize].0.as_bytes()) < pair {
            at += 1;
        }
        buckets[pair] = at;
        pair += 1;
    }
    buckets
};

/// The first two letters as a number. Words and stems are small letters, two at least.
const fn pair_of(word: &[u8]) -> usize {
    (word[0] - b'a') as usize * LETTERS + (word[1] - b'a') as usize
}

/// Longer attribute values name no purpose that their beginning doesn't.
const READ_BYTES: usize = 160;

const LONGEST_WORD: usize = 24;

/// The groups that a class attribute or an id belongs to.
///
/// Words end at anything but a letter, and where a capital follows a small letter.
pub(super) fn groups_of(names: &str) -> Groups {
    let mut groups = Groups::default();
    let mut word = [0u8; LONGEST_WORD];
    let mut length = 0;
    let mut after_small = false;
    for &byte in names.as_bytes().iter().take(READ_BYTES) {
        let is_letter = byte.is_ascii_alphabetic();
        if !is_letter || (after_small && byte.is_ascii_uppercase()) {
            groups.read(&word[..length]);
            length = 0;
        }
        after_small = byte.is_ascii_lowercase();
        if is_letter && length < LONGEST_WORD {
            word[length] = byte.to_ascii_lowercase();
            length += 1;
        }
    }
    groups.read(&word[..length]);
    groups
}

impl Groups {
    fn read(&mut self, word: &[u8]) {
        if word.len() < 2 {
            return;
        }
        let pair = pair_of(word);
        let bucket = usize::from(BUCKETS[pair])..usize::from(BUCKETS[pair + 1]);
        let found = STEMS[bucket].iter().rev().find(|(stem, _)| match stem.as_bytes() {
            [whole @ .., b'$'] => whole == word,
            stem => word.starts_with(stem),
        });
        if let Some((_, group)) = found {
            self.add(*group);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_can_be_searched() {
        assert!(STEMS.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn names_tell_their_purpose() {
        for (names, expected) in [
            ("article__body", &[Group::Article, Group::Body][..]),
            ("articleBody", &[Group::Article, Group::Body]),
            ("related-posts", &[Group::Related, Group::Article]),
            ("sharing", &[Group::Share]),
            ("site-nav", &[Group::Navigation]),
            ("ad", &[Group::Ad]),
            ("added", &[]),
            ("", &[]),
        ] {
            let groups = groups_of(names);
            for &group in expected {
                assert!(groups.has(group), "{names} {group:?}");
            }
            assert_eq!(groups.0.count_ones() as usize, expected.len(), "{names}");
        }
    }
}
