//! The form in which two spellings of one headline or name are the same.

use super::is_letter_or_digit;
use unicode_normalization::UnicodeNormalization;

/// Characters of most texts, of which compatibility forms leave the letters and digits as they are.
fn stands_for_itself(c: char) -> bool {
    matches!(
        c,
        '\0'..='\u{a0}' | '«' | '»' | '·' | '\u{c0}'..='\u{131}' | '\u{14a}'..='\u{17e}' | '\u{391}'..='\u{3a1}'
            | '\u{3a3}'..='\u{3ce}' | '\u{400}'..='\u{45f}' | '\u{2010}'..='\u{2023}' | '\u{2025}'..='\u{2027}'
            | '\u{3000}'..='\u{3020}' | '\u{3041}'..='\u{3094}' | '\u{30a1}'..='\u{30fa}' | '\u{4e00}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7a3}' | '，' | '：' | '？' | '！' | '（' | '）'
    )
}

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
    if text.chars().all(stands_for_itself) {
        let letters = text.chars().filter(|&c| is_letter_or_digit(c));
        return letters.flat_map(char::to_lowercase).collect();
    }
    text.nfkc().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_for_itself_is_no_other_letter() {
        for c in ('\0'..=char::MAX).filter(|&c| stands_for_itself(c)) {
            let letters: String = c.to_string().nfkc().filter(|c| c.is_alphanumeric()).collect();
            let own: String = Some(c).into_iter().filter(|&c| is_letter_or_digit(c)).collect();
            assert_eq!(letters, own, "{c:?}");
            assert_eq!(is_letter_or_digit(c), c.is_alphanumeric(), "{c:?}");
        }
    }
}
