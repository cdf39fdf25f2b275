//! Which words a block shares with what the first stage took for the article, and with what it took for none: the
//! paragraphs of an article speak of the same things, what is set among them of others.

use super::thousandths;
use crate::extract::blocks::Survey;
use crate::text::{is_letter_or_digit, is_unspaced, split_ascii};

/// From this score on a block is the article's, below that one it is surely none of it.
const ARTICLE: f32 = 0.7;
const NOT_ARTICLE: f32 = 0.05;

/// Shorter words are those of any text.
const LEAST_LETTERS: u32 = 4;

/// Blocks are read up to here.
const MOST_BYTES: usize = 2_000;

/// The words of a page by where they stand.
pub(super) struct Topic {
    /// Of all blocks, one after the other, as numbers from 0 on.
    words: Vec<u16>,
    /// Where the words of each block begin among them, and behind them all.
    bounds: Vec<usize>,
    /// For each word the one block of the article that has it, counted from 1, or [`SEVERAL`], or none.
    article: Vec<u16>,
    /// Words of the rest, a bit each.
    rest: Vec<u64>,
}

const SEVERAL: u16 = u16::MAX;

/// The shares of a block's words, in thousandths; -1 where it has none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Shares {
    /// Those that other blocks of the article have.
    pub(super) article: i16,
    /// Those that only the rest of the page has.
    pub(super) rest: i16,
}

impl Topic {
    pub(super) fn of(survey: &Survey, first: &[f32]) -> Topic {
        let (mut words, mut bounds) = (Vec::new(), vec![0]);
        for block in survey.blocks.iter().take(first.len()) {
            for_words(&survey.text[block.text.clone()], |word| words.push(word));
            bounds.push(words.len());
        }
        let different = number(&mut words);
        let (mut article, mut rest) = (vec![0; different], vec![0; different.div_ceil(64)]);
        for (index, &score) in first.iter().enumerate().take(survey.blocks.len()) {
            let own = own_number(index);
            for &word in &words[bounds[index]..bounds[index + 1]] {
                if score >= ARTICLE {
                    let held = &mut article[usize::from(word)];
                    *held = if *held == 0 || *held == own { own } else { SEVERAL };
                } else if score < NOT_ARTICLE {
                    rest[usize::from(word) / 64] |= 1 << (word % 64);
                }
            }
        }
        Topic { words, bounds, article, rest }
    }

    pub(super) fn shares(&self, index: usize) -> Shares {
        let words = &self.words[self.bounds[index]..self.bounds[index + 1]];
        if words.is_empty() {
            return Shares { article: -1, rest: -1 };
        }
        let own = own_number(index);
        let (mut article, mut rest) = (0u16, 0u16);
        for &word in words {
            let held = self.article[usize::from(word)];
            let is_articles = held != 0 && held != own;
            article += u16::from(is_articles);
            rest += u16::from(!is_articles && self.rest[usize::from(word) / 64] & (1 << (word % 64)) != 0);
        }
        let share = |part: u16| thousandths(f32::from(part), words.len() as f32);
        Shares { article: share(article), rest: share(rest) }
    }
}

/// Puts numbers from 0 on in the place of a page's words, the same for the same word; gives how many there are. Some
/// hundreds are different, of 65,536 that could be.
fn number(words: &mut [u16]) -> usize {
    const NONE: u16 = u16::MAX;
    // No more than half of it is ever taken, so that a free place is near.
    let mut places = vec![(0, NONE); (words.len() * 2).next_power_of_two()];
    let last = places.len() - 1;
    let mut different: u16 = 0;
    for word in words {
        let mut at = usize::from(*word).wrapping_mul(0x9e37_79b1) >> 8 & last;
        while places[at].1 != NONE && places[at].0 != *word {
            at = (at + 1) & last;
        }
        if places[at].1 == NONE {
            places[at] = (*word, different);
            // The last word of all, should a page have every one, has the number of the one before.
            different = (different + 1).min(NONE - 1);
        }
        *word = places[at].1;
    }
    usize::from(different) + 1
}

/// A number for each block that is neither none nor several.
fn own_number(index: usize) -> u16 {
    u16::try_from(index % usize::from(SEVERAL - 1)).unwrap_or(0) + 1
}

/// Calls `with` for each word of some length that isn't a number; in scripts without spaces for each two signs.
fn for_words(text: &str, mut with: impl FnMut(u16)) {
    let mut word = Word::default();
    let mut before = None;
    let mut rest = &text[..text.floor_char_boundary(MOST_BYTES)];
    loop {
        let (ascii, behind) = split_ascii(rest);
        for byte in ascii.bytes() {
            if byte.is_ascii_alphanumeric() {
                word.push(byte.to_ascii_lowercase().into(), byte.is_ascii_digit());
            } else if word.letters > 0 {
                word.end(&mut with);
            }
        }
        if !ascii.is_empty() {
            before = None;
        }
        let mut characters = behind.chars();
        let Some(c) = characters.next() else { return word.end(&mut with) };
        rest = characters.as_str();
        let (is_letter, is_sign) = (is_letter_or_digit(c), is_unspaced(c));
        if is_letter && !is_sign {
            word.push(c.to_lowercase().next().unwrap_or(c), c.is_numeric());
            before = None;
            continue;
        }
        word.end(&mut with);
        let sign = is_letter.then_some(c);
        if let (Some(before), Some(sign)) = (before, sign) {
            with(slot(step(step(1, before), sign)));
        }
        before = sign;
    }
}

/// A word as far as it has been read.
#[derive(Default)]
struct Word {
    hash: u32,
    letters: u32,
    /// Digits among the letters.
    digits: u32,
}

impl Word {
    fn push(&mut self, letter: char, is_digit: bool) {
        self.hash = step(self.hash, letter);
        self.letters += 1;
        self.digits += u32::from(is_digit);
    }

    fn end(&mut self, with: &mut impl FnMut(u16)) {
        if self.letters >= LEAST_LETTERS && self.digits < self.letters {
            with(slot(self.hash));
        }
        *self = Word::default();
    }
}

fn step(hash: u32, c: char) -> u32 {
    (hash ^ u32::from(c)).wrapping_mul(0x0100_0193).rotate_left(5)
}

fn slot(hash: u32) -> u16 {
    (hash.wrapping_mul(0x9e37_79b1) >> 16) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> usize {
        let mut count = 0;
        for_words(text, |_| count += 1);
        count
    }

    #[test]
    fn words_are_told_in_any_script() {
        for (text, expected) in [
            ("The ferry left the harbour", 3),
            ("2026 and 12,000", 0),
            ("渡轮离开", 3),
            ("渡轮,港 口", 1),
            ("", 0),
            ("Паром ушёл", 2),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }
}
