//! The form in which two spellings of one headline or name are the same.

use unicode_normalization::UnicodeNormalization;

/// Letters and digits alone, compatibility forms folded, lower case.
///
/// ```
/// use feedmill::text::comparable;
/// assert_eq!(comparable("Mayor’s “Ferry” – 3 Boats"), comparable("mayor's ferry: ３ boats"));
/// assert_eq!(comparable("东京，2026"), "东京2026");
/// ```
pub fn comparable(text: &str) -> String {
    if text.is_ascii() {
        return text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    }
    text.nfkc().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
