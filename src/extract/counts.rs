//! What a block's text is made of, told in one pass without regard to its script.

use crate::text::{is_letter_or_digit, is_unspaced};

/// What a block's text is made of.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    pub(super) characters: u32,
    /// Characters inside of links.
    pub(super) linked: u32,
    pub(super) links: u32,
    /// Of these, links to places in the page itself.
    pub(super) inner_links: u32,
    /// Words, each character of an unspaced script as half of one.
    pub(super) words: f32,
    pub(super) digits: u32,
    /// Words that begin with a capital.
    pub(super) capitals: u32,
    /// Letters that are capitals.
    pub(super) uppercase: u32,
    pub(super) sentence_marks: u32,
    pub(super) commas: u32,
    pub(super) separators: u32,
    pub(super) ends_sentence: bool,
    pub(super) ends_in_colon: bool,
    pub(super) all_strong: bool,
    pub(super) all_emphasis: bool,
}

impl Counts {
    pub(super) fn link_density(&self) -> f32 {
        self.linked as f32 / self.characters.max(1) as f32
    }

    /// Whether all of it leads to places in the page itself: a line of its table of contents.
    pub(super) fn leads_inside(&self) -> bool {
        self.inner_links > 0 && self.inner_links == self.links
    }
}

/// Counts everything but links, which the text alone doesn't show.
pub(super) fn count(text: &str) -> Counts {
    let mut counts = Counts::default();
    let mut inside = false;
    for c in text.chars() {
        counts.characters += 1;
        if c.is_ascii_lowercase() {
            counts.words += f32::from(u8::from(!inside));
            inside = true;
        } else if c == ' ' {
            inside = false;
        } else if is_unspaced(c) {
            counts.words += if is_letter_or_digit(c) { 0.5 } else { 0.0 };
            inside = false;
        } else if is_letter_or_digit(c) {
            counts.words += f32::from(u8::from(!inside));
            let is_upper = c.is_uppercase();
            counts.capitals += u32::from(!inside && is_upper);
            counts.uppercase += u32::from(is_upper);
            counts.digits += u32::from(c.is_numeric());
            inside = true;
        } else {
            match c {
                '.' | '!' | '?' | '…' | '。' | '！' | '？' | '｡' | '؟' | '۔' | '।' | '։' => {
                    counts.sentence_marks += 1
                }
                ',' | '，' | '、' | '،' | ';' | '；' | '؛' => counts.commas += 1,
                '|' | '·' | '»' | '«' | '›' | '•' | '/' | '｜' | '→' | '+' | '#' | '@' | '©' | '[' | ']' | '>' =>
                {
                    counts.separators += 1;
                }
                _ => {}
            }
        }
    }
    let closing =
        |c: char| matches!(c, '"' | '\'' | '”' | '’' | '“' | '»' | ')' | '）' | '」' | '』' | '】' | ']' | ' ');
    let last = text.trim_end_matches(closing).chars().next_back();
    counts.ends_sentence =
        last.is_some_and(|c| matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '｡' | '؟' | '۔' | '।' | '։'));
    counts.ends_in_colon = last.is_some_and(|c| matches!(c, ':' | '：'));
    counts
}

/// A number of a text: equal texts give equal ones, which is all that is asked of it.
pub(super) fn fingerprint(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let step = |hash: u64, word: u64| (hash.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    let hash = words.iter().fold(bytes.len() as u64, |hash, word| step(hash, u64::from_le_bytes(*word)));
    rest.iter().fold(hash, |hash, &byte| step(hash, u64::from(byte)))
}
