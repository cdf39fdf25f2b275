//! Which blocks the page itself quotes: in its title, its description, its linked data.

use crate::text::{is_letter_or_digit, is_unspaced, split_ascii};

/// Letters of one fingerprint.
const WINDOW: usize = 12;

/// Fingerprints taken of a block.
pub(super) const SAMPLES: usize = 8;

/// Texts are read up to here.
const MOST_BYTES: usize = 64 * 1024;

/// And blocks up to here.
const MOST_SAMPLED_BYTES: usize = 2_000;

/// One fingerprint sets one bit of these; with 10,000 windows one in thirteen is set.
const BITS: usize = 1 << 17;

/// The fingerprints of all windows of a text; empty if the text is shorter than one.
#[derive(Default)]
pub(super) struct Fingerprints {
    bits: Vec<u64>,
    letters: usize,
}

impl Fingerprints {
    pub(super) fn of(text: &str) -> Fingerprints {
        let mut letters = Vec::new();
        read_letters(&text[..text.floor_char_boundary(MOST_BYTES)], &mut letters);
        if letters.len() < WINDOW {
            return Fingerprints::default();
        }
        let mut bits = vec![0u64; BITS / 64];
        for window in letters.windows(WINDOW) {
            let bit = fingerprint(window);
            bits[bit / 64] |= 1 << (bit % 64);
        }
        Fingerprints { bits, letters: letters.len() }
    }

    /// How many of a text's sampled windows are among these, of [`SAMPLES`]; -1 where there are none.
    pub(super) fn shared(&self, text: &Letters) -> i16 {
        if self.bits.is_empty() {
            return -1;
        }
        let has = |bit: &&usize| self.bits[**bit / 64] & (1 << (**bit % 64)) != 0;
        let found = text.samples.iter().flatten().filter(has).count();
        i16::try_from(found).unwrap_or(0)
    }

    pub(super) fn letters(&self) -> usize {
        self.letters
    }
}

/// A text's letters, sampled.
pub(super) struct Letters {
    /// None of a text shorter than one window.
    samples: Option<[usize; SAMPLES]>,
}

impl Letters {
    /// Samples of a text, whose beginning and end count like its middle.
    pub(super) fn sample(text: &str, buffer: &mut Vec<u32>) -> Letters {
        read_letters(&text[..text.floor_char_boundary(MOST_SAMPLED_BYTES)], buffer);
        let sample = |last: usize| {
            std::array::from_fn(|n| last * n / (SAMPLES - 1)).map(|start| fingerprint(&buffer[start..start + WINDOW]))
        };
        Letters { samples: buffer.len().checked_sub(WINDOW).map(sample) }
    }
}

/// Letters and digits of a text, small; an unspaced script's three times, for its words are short.
fn read_letters(text: &str, letters: &mut Vec<u32>) {
    // No character gives more letters than it has bytes.
    letters.clear();
    letters.resize(text.len(), 0);
    let (mut count, mut rest) = (0, text);
    loop {
        let (ascii, behind) = split_ascii(rest);
        for byte in ascii.bytes() {
            // The next letter is written over it if it was none: no step depends on what a byte is.
            letters[count] = u32::from(byte.to_ascii_lowercase());
            count += usize::from(byte.is_ascii_alphanumeric());
        }
        let mut characters = behind.chars();
        let Some(c) = characters.next() else { break };
        rest = characters.as_str();
        if is_unspaced(c) {
            letters[count..count + 3].fill(u32::from(c));
            count += 3;
        } else if is_letter_or_digit(c) {
            letters[count] = c.to_lowercase().next().map_or(0, u32::from);
            count += 1;
        }
    }
    letters.truncate(count);
}

fn fingerprint(window: &[u32]) -> usize {
    let hash = window
        .iter()
        .fold(0xcbf2_9ce4_8422_2325u64, |hash, &letter| (hash ^ u64::from(letter)).wrapping_mul(0x0100_0000_01b3));
    (hash >> 20) as usize % BITS
}
