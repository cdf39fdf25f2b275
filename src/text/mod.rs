//! Text in any script: white space, words, the forms in which text is compared and searched.

mod annotations;
mod chinese;
mod comparable;
mod difference;
mod entities;
mod fold;
mod headline;
mod leftovers;
mod likeness;
mod mojibake;
mod person;
mod readings;
mod records;
mod search;
mod tidy;
mod words;

pub use annotations::{Annotated, AnnotationStudy, may_be_annotated};
pub use chinese::{ChineseConverter, ChineseForm, ChineseRewriter, chinese_spellings, simplified_character};
pub use comparable::comparable;
pub use difference::{Difference, difference};
pub use entities::{NamedCharacters, named_characters};
pub use fold::fold_letter;
pub use headline::{goes_on_behind, titles_agree};
pub use likeness::{Signature, likeness};
pub use mojibake::without_mojibake;
pub use person::is_person;
pub use records::find_record;
pub use search::{SearchFault, SearchQuery, SearchTerm, searchable};
pub use tidy::{fold_space, push_folded, tidy_code, tidy_line};
pub use words::{count_words, is_letter_or_digit, is_unspaced, split_ascii};

/// A short hash of several texts, the same on every machine: 32 hexadecimal digits of BLAKE3.
///
/// The parts are kept apart, so `["ab", "c"]` and `["a", "bc"]` differ.
///
/// ```
/// use feedmill::text::fingerprint;
/// assert_eq!(fingerprint(&["title", "text"]).len(), 32);
/// assert_ne!(fingerprint(&["ab", "c"]), fingerprint(&["a", "bc"]));
/// ```
pub fn fingerprint(parts: &[&str]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().to_hex()[..32].to_owned()
}

/// Where a word first stands in a text, as `str::find` tells it, which prepares each search for long texts: in a line that
/// costs more than the search.
///
/// ```
/// assert_eq!(feedmill::text::find("the ferry", "ferry"), Some(4));
/// assert_eq!(feedmill::text::find("the ferry", "dock"), None);
/// ```
pub fn find(text: &str, word: &str) -> Option<usize> {
    memchr::memmem::find(text.as_bytes(), word.as_bytes())
}

/// A short hash of one text, the same on every machine: 64 bits of BLAKE3.
pub fn short_hash(text: &str) -> u64 {
    let hash = blake3::hash(text.as_bytes());
    let [a, b, c, d, e, f, g, h, ..] = *hash.as_bytes();
    u64::from_le_bytes([a, b, c, d, e, f, g, h])
}
