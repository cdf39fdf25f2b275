//! White space folded, invisible characters dropped, one normal form.

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// Runs of white space, of any kind Unicode knows, as single spaces; none at the ends.
///
/// ```
/// assert_eq!(feedmill::text::fold_space("\u{3000}东京\u{a0}\n 2026 "), "东京 2026");
/// ```
pub fn fold_space(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

/// One line of text as a record holds it: normal form C, nothing invisible, white space folded.
///
/// Zero-width joiners stay, since Persian, Hindi and emoji are spelt with them.
///
/// ```
/// assert_eq!(feedmill::text::tidy_line("Cafe\u{301}\u{ad}s\u{200b} \u{7}open"), "Cafés open");
/// ```
pub fn tidy_line(text: &str) -> String {
    let needs_work = text.chars().any(|c| c.is_control() || is_invisible(c)) || !is_nfc(text);
    if !needs_work {
        return fold_space(text);
    }
    let visible: String =
        text.chars().filter(|&c| !is_invisible(c)).map(|c| if c.is_control() { ' ' } else { c }).nfc().collect();
    fold_space(&visible)
}

/// Characters without a shape or meaning of their own in running text: soft hyphen, zero-width
/// space and no-break space, word joiner, direction marks and overrides, byte order mark,
/// interlinear marks.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_keep_their_joiners() {
        assert_eq!(tidy_line("می\u{200c}خواهم"), "می\u{200c}خواهم");
        assert_eq!(tidy_line("\u{202b}خبر\u{202c} عاجل"), "خبر عاجل");
    }

    #[test]
    fn tidy_is_idempotent() {
        for text in ["a\u{301}\u{200b}b", "  x \u{feff}y", "한\u{1100}\u{1161}"] {
            let once = tidy_line(text);
            assert_eq!(tidy_line(&once), once);
        }
    }
}
