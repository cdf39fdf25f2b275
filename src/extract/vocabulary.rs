//! What class names and ids say of an element: groups of words that sites use for the same purpose.

use super::arena::Element;
use super::groups::Group;
use super::stems::STEMS;
use super::tree::attribute;

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

    /// Whether a style sheet takes the element off the screen, as it is for those who hear the page.
    pub(super) fn is_for_hearing(self) -> bool {
        self.0 & FOR_HEARING != 0
    }

    fn add(&mut self, group: Group) {
        self.0 |= 1 << group as u32;
    }
}

/// Beside the groups, of which there are fewer.
const FOR_HEARING: u32 = 1 << 31;

/// Class names, without a prefix of the site's own, under which style sheets keep what only screen readers read:
/// "opens in a new window", "skip to content".
const NAMES_FOR_HEARING: [&str; 16] = [
    "sr-only",
    "sr_only",
    "sronly",
    "show-for-sr",
    "visually-hidden",
    "visually_hidden",
    "visuallyhidden",
    "screen-reader-text",
    "screen-reader-only",
    "screen-reader",
    "screenreader-only",
    "screenreadertext",
    "screenreader",
    "element-invisible",
    "assistive-text",
    "a11y-hidden",
];

/// Whether an element's classes say so.
pub(super) fn is_for_hearing(element: Element<'_>) -> bool {
    attribute(element, "class").is_some_and(names_for_hearing)
}

fn names_for_hearing(names: &str) -> bool {
    let bare = |name: &str| NAMES_FOR_HEARING.iter().any(|known| name.eq_ignore_ascii_case(known));
    let is_named =
        |name: &str| bare(name) || name.strip_prefix("u-").or_else(|| name.strip_prefix("is-")).is_some_and(bare);
    names.split_ascii_whitespace().any(is_named)
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
    groups.0 |= if names_for_hearing(names) { FOR_HEARING } else { 0 };
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

    #[test]
    fn what_is_only_heard_says_so() {
        for (names, expected) in [
            ("sr-only", true),
            ("link__note u-visually-hidden", true),
            ("screen-reader-text", true),
            ("Visuallyhidden", true),
            ("sr-only-wrapper", false),
            ("hidden md:block", false),
            ("", false),
        ] {
            assert_eq!(groups_of(names).is_for_hearing(), expected, "{names}");
        }
    }
}
