//! How alike two texts are, from small signatures: near copies are found without reading the texts again.
//!
//! MinHash (Broder 1997) by one permutation with the empty places filled (Li, Owen and Zhang 2012; Shrivastava and
//! Li 2014) over runs of words, or of characters where a script has no spaces. The share of equal places estimates
//! the share of runs that two texts have in common.

use super::{is_letter_or_digit, is_unspaced, split_ascii};

/// Places of a signature; the estimate is off by about 0.04.
const PLACES: usize = 128;

/// A run of words, and of characters in scripts without spaces, where three are half a word.
const RUN_WORDS: usize = 3;
const RUN_CHARACTERS: usize = 6;

/// A shorter text says too little to be recognised by.
const LEAST_TOKENS: usize = 50;

/// Places that must all agree for two texts to meet in a band, and how many bands there are. Texts that are
/// half alike meet with three chances of four, those that are two thirds alike with 97 of 100.
const PLACES_A_BAND: usize = 3;
const BANDS: usize = 10;

/// A text in 128 bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The low byte of the smallest hash at each place.
    bytes: [u8; PLACES],
    bands: [i64; BANDS],
}

impl Signature {
    /// Of a text that is long enough to be told from others.
    ///
    /// ```
    /// use feedmill::text::{Signature, likeness};
    /// let text = "The ferry that links the two halves of the town is back in service after a winter in dry dock. ".repeat(4)
    ///     + "Its engines are new and its bell is the old one, and the harbour master was the first to buy a ticket.";
    /// let copy = text.replace("harbour master", "mayor");
    /// let (one, other) = (Signature::of(&text).unwrap(), Signature::of(&copy).unwrap());
    /// assert!(likeness(one.as_bytes(), other.as_bytes()) > 0.7);
    /// assert!(Signature::of("Too short.").is_none());
    /// ```
    pub fn of(text: &str) -> Option<Signature> {
        let tokens = tokens(text);
        if tokens.len() < LEAST_TOKENS {
            return None;
        }
        let unspaced = tokens.iter().filter(|token| token.is_unspaced).count();
        let run = if unspaced * 2 > tokens.len() { RUN_CHARACTERS } else { RUN_WORDS };
        let mut smallest = [u64::MAX; PLACES];
        for run in tokens.windows(run) {
            let hash = run.iter().fold(0u64, |hash, token| mixed(hash.rotate_left(23) ^ token.hash));
            // The top bits choose the place, all of them the smallest.
            let place = &mut smallest[(hash >> 57) as usize];
            *place = (*place).min(hash);
        }
        fill_empty_places(&mut smallest);
        let mut bytes = [0; PLACES];
        for (byte, hash) in bytes.iter_mut().zip(smallest) {
            *byte = hash.to_le_bytes()[0];
        }
        let mut bands = [0; BANDS];
        for (number, (band, places)) in bands.iter_mut().zip(smallest.chunks(PLACES_A_BAND)).enumerate() {
            let hash = places.iter().fold(number as u64, |hash, place| mixed(hash.rotate_left(23) ^ place));
            *band = i64::from_le_bytes(hash.to_le_bytes());
        }
        Some(Signature { bytes, bands })
    }

    /// What is kept of it, for [`likeness`].
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Numbers of which texts that are much alike share at least one, and others hardly ever any.
    pub fn bands(&self) -> &[i64] {
        &self.bands
    }
}

/// How much of two texts is the same, 0 to 1, from the bytes of their signatures.
pub fn likeness(one: &[u8], other: &[u8]) -> f64 {
    if one.len() != PLACES || other.len() != PLACES {
        return 0.0;
    }
    let equal = one.iter().zip(other).filter(|(one, other)| one == other).count() as f64;
    // Of different places one in 256 has the same low byte by chance.
    let chance = (PLACES as f64 - equal) / 255.0;
    ((equal - chance) / PLACES as f64).max(0.0)
}

struct Token {
    hash: u64,
    is_unspaced: bool,
}

impl Token {
    fn of_word(hash: u64) -> Token {
        Token { hash: mixed(hash), is_unspaced: false }
    }
}

/// Words in lower case, and each character of a script without spaces, as hashes.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len() / 5);
    let (mut word, mut rest) = (None, text);
    loop {
        let (ascii, behind) = split_ascii(rest);
        for byte in ascii.bytes() {
            let letter = LETTERS[usize::from(byte) % LETTERS.len()];
            if letter != 0 {
                word = Some(with_letter(word, letter.into()));
            } else if let Some(whole) = word.take() {
                tokens.push(Token::of_word(whole));
            }
        }
        let mut characters = behind.chars();
        let Some(c) = characters.next() else { break };
        rest = characters.as_str();
        let is_letter = is_letter_or_digit(c);
        let is_token = is_letter && is_unspaced(c);
        if is_letter && !is_token {
            word = c.to_lowercase().fold(word, |word, c| Some(with_letter(word, c)));
            continue;
        }
        tokens.extend(word.take().map(Token::of_word));
        if is_token {
            tokens.push(Token { hash: mixed(u64::from(c)), is_unspaced: true });
        }
    }
    tokens.extend(word.map(Token::of_word));
    tokens
}

/// The letters and digits of ASCII in lower case; nothing for the other bytes.
const LETTERS: [u8; 128] = {
    let (mut letters, mut byte) = ([0; 128], 0u8);
    while byte < 128 {
        if byte.is_ascii_alphanumeric() {
            letters[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    letters
};

/// The hash of a word that goes on: FNV-1a by the letter.
fn with_letter(word: Option<u64>, letter: char) -> u64 {
    (word.unwrap_or(0xcbf2_9ce4_8422_2325) ^ u64::from(letter)).wrapping_mul(0x0100_0000_01b3)
}

/// The finaliser of SplitMix64: each bit of the input changes half of the output.
fn mixed(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// Gives every place that no run fell into the value of a place chosen by its number alone, so that two texts
/// choose alike.
fn fill_empty_places(smallest: &mut [u64; PLACES]) {
    let given = *smallest;
    if given.iter().all(|&hash| hash == u64::MAX) {
        return;
    }
    for (place, hash) in smallest.iter_mut().enumerate() {
        let mut try_number = 0u64;
        while *hash == u64::MAX {
            try_number += 1;
            let from = mixed((place as u64) << 32 | try_number) as usize % PLACES;
            if given[from] != u64::MAX {
                *hash = mixed(given[from] ^ try_number);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A text of numbered words, some of them others.
    fn numbered(words: usize, changed: impl Fn(usize) -> bool) -> String {
        (0..words).map(|n| if changed(n) { format!("other{n} ") } else { format!("word{n} ") }).collect()
    }

    fn alike(one: &str, other: &str) -> f64 {
        likeness(Signature::of(one).unwrap().as_bytes(), Signature::of(other).unwrap().as_bytes())
    }

    #[test]
    fn the_estimate_is_near_the_share_of_common_runs() {
        let text = numbered(600, |_| false);
        assert_eq!(alike(&text, &text), 1.0);
        assert!(alike(&text, &numbered(600, |_| true)) < 0.05);
        // Half of the text again: half of the runs are common.
        let half = alike(&text, &numbered(300, |_| false));
        assert!((half - 0.5).abs() < 0.15, "{half}");
        // Every 30th word is another: 3 of 30 runs differ on each side, 0.82 of all are common.
        let edited = alike(&text, &numbered(600, |n| n % 30 == 0));
        assert!((edited - 0.82).abs() < 0.12, "{edited}");
    }

    #[test]
    fn case_and_punctuation_make_no_difference() {
        let text = numbered(80, |_| false);
        assert_eq!(alike(&text, &text.to_uppercase().replace(' ', " – ")), 1.0);
        let chinese: String = (0u32..200).filter_map(|n| char::from_u32(0x4e00 + n * 7)).collect();
        let spaced: String = chinese.chars().flat_map(|c| [c, '　', '，']).collect();
        assert_eq!(alike(&chinese, &spaced), 1.0);
    }

    #[test]
    fn copies_meet_in_a_band_and_strangers_do_not() {
        let meet = |one: &str, other: &str| {
            let (one, other) = (Signature::of(one).unwrap(), Signature::of(other).unwrap());
            one.bands().iter().zip(other.bands()).any(|(one, other)| one == other)
        };
        let text = numbered(400, |_| false);
        assert!(meet(&text, &numbered(400, |n| n % 40 == 0)));
        let strangers =
            (0..200).filter(|step| meet(&text, &numbered(400, |n| n % 2 == 0 || n % 7 == step % 7))).count();
        assert_eq!(strangers, 0);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_is_like_itself_alone(text in "[a-z新闻كتا0-9 .]{0,400}", other in "[a-z ]{300,400}") {
            if let Some(signature) = Signature::of(&text) {
                prop_assert_eq!(likeness(signature.as_bytes(), signature.as_bytes()), 1.0);
                if let Some(other) = Signature::of(&other) {
                    let there = likeness(signature.as_bytes(), other.as_bytes());
                    prop_assert_eq!(there, likeness(other.as_bytes(), signature.as_bytes()));
                    prop_assert!((0.0..=1.0).contains(&there));
                }
            }
        }
    }
}
