//! Which blocks the page itself quotes: in its title, its description, its linked data.

use crate::text::is_unspaced;

/// Letters of one fingerprint.
const WINDOW: usize = 12;

/// Fingerprints taken of a block.
pub(super) const SAMPLES: usize = 8;

/// Texts are read up to here.
const MOST_BYTES: usize = 64 * 1024;

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
        let letters: Vec<u32> = letters(&text[..text.floor_char_boundary(MOST_BYTES)]).collect();
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
        let found = text.samples.iter().filter(has).count();
        i16::try_from(found * SAMPLES / text.samples.len().max(1)).unwrap_or(0)
    }

    pub(super) fn letters(&self) -> usize {
        self.letters
    }
}

/// A text's letters, sampled.
#[derive(Default)]
pub(super) struct Letters {
    samples: Vec<usize>,
}

impl Letters {
    /// Samples of a text, whose beginning and end count like its middle.
    pub(super) fn sample(text: &str, buffer: &mut Vec<u32>) -> Letters {
        buffer.clear();
        buffer.extend(letters(&text[..text.floor_char_boundary(2_000)]));
        let Some(last) = buffer.len().checked_sub(WINDOW) else { return Letters::default() };
        let samples = (0..SAMPLES).map(|n| last * n / (SAMPLES - 1));
        Letters { samples: samples.map(|start| fingerprint(&buffer[start..start + WINDOW])).collect() }
    }
}

/// Letters and digits of a text, small; an unspaced script's count for three, for its words are short.
fn letters(text: &str) -> impl Iterator<Item = u32> + '_ {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(|c| {
        let times = if is_unspaced(c) { 3 } else { 1 };
        std::iter::repeat_n(c.to_lowercase().next().unwrap_or(c) as u32, times)
    })
}

fn fingerprint(window: &[u32]) -> usize {
    let hash = window
        .iter()
        .fold(0xcbf2_9ce4_8422_2325u64, |hash, &letter| (hash ^ u64::from(letter)).wrapping_mul(0x0100_0000_01b3));
    (hash >> 20) as usize % BITS
}
