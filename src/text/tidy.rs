//! White space folded, invisible characters dropped, one normal form.

use super::leftovers::without_leftovers;
use std::borrow::Cow;
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

/// One line of text as a record holds it: character references read that were escaped too often, normal
/// form C, nothing invisible or private, white space folded.
///
/// Joiners stay where Persian, Hindi and emoji are spelt with them.
///
/// ```
/// use feedmill::text::tidy_line;
/// assert_eq!(tidy_line("Cafe\u{301}\u{ad}s\u{200b} \u{7}open &amp;nbsp;\u{e001}"), "Cafés open");
/// ```
pub fn tidy_line(text: &str) -> String {
    let line = seen(text);
    match without_leftovers(&line) {
        Cow::Borrowed(_) => line,
        Cow::Owned(read) => seen(&read),
    }
}

/// What is seen of a line.
fn seen(text: &str) -> String {
    // Most lines of most pages: nothing to be looked up character by character.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return fold_space(text);
    }
    let needs_work = text.chars().any(|c| c.is_control() || is_invisible(c) || is_joiner(c)) || !is_nfc(text);
    if !needs_work {
        return fold_space(text);
    }
    fold_space(&visible(text).nfc().collect::<String>())
}

/// Code as it was set, line breaks and tabs included, without what can't be seen.
pub fn tidy_code(text: &str) -> String {
    text.chars().filter(|&c| matches!(c, '\n' | '\t') || !(c.is_control() || is_invisible(c))).collect()
}

fn visible(text: &str) -> impl Iterator<Item = char> {
    let mut before = ' ';
    text.chars().filter_map(move |c| {
        if is_invisible(c) || is_joiner(c) && !is_joined(before) {
            return None;
        }
        before = c;
        Some(if c.is_control() { ' ' } else { c })
    })
}

/// Zero-width non-joiner and joiner.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Whether a joiner behind this character says something: in Arabic letters, Indic scripts, Mongolian, and
/// emoji with their variation selectors and skin tones.
fn is_joined(c: char) -> bool {
    matches!(
        c,
        '\u{600}'..='\u{8ff}' | '\u{900}'..='\u{dff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{18af}'
            | '\u{2190}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe0f}' | '\u{fe70}'..='\u{fefc}'
            | '\u{1f000}'..='\u{1faff}' | '\u{11000}'..='\u{11fff}'
    )
}

/// Characters without a shape or meaning of their own in running text: soft hyphen, fillers, zero-width
/// space and no-break space, word joiner, every control of direction, byte order mark, interlinear marks,
/// private use, which only a site's own font gives a shape, and what is no character.
///
/// Letters have their direction in themselves. Controls matter where marks stand between two directions,
/// and a copy of half a pair of them turns the rest of a page around.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
            | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffc}'
            | '\u{fffe}' | '\u{ffff}' | '\u{e0000}' | '\u{e0001}' | '\u{f0000}'..='\u{10ffff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn scripts_keep_their_joiners() {
        for (text, tidy) in [
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("क्\u{200d}ष", "क्\u{200d}ष"),
            ("👩\u{200d}🚒 and ❤\u{fe0f}\u{200d}🔥", "👩\u{200d}🚒 and ❤\u{fe0f}\u{200d}🔥"),
            ("Fäh\u{200c}re und 渡\u{200d}轮\u{200c}", "Fähre und 渡轮"),
            ("\u{202b}خبر\u{202c} عاجل", "خبر عاجل"),
            ("\u{2068}שלום\u{2069} (2026)", "שלום (2026)"),
            ("\u{e0b1} Icons\u{f015}", "Icons"),
        ] {
            assert_eq!(tidy_line(text), tidy);
        }
        assert_eq!(tidy_code("if\u{200b} x {\n\ty\u{7}\n}"), "if x {\n\ty\n}");
    }

    proptest! {
        #[test]
        fn tidy_is_idempotent(text in "\\PC{0,30}|[a&;#0-9mpx\u{200b}-\u{200f}\u{e000}\u{301}\u{ad}한ᄀ\u{1161} می新]{0,30}") {
            let once = tidy_line(&text);
            prop_assert_eq!(tidy_line(&once), once);
        }

        #[test]
        fn plain_prose_stays(text in "[A-Za-z0-9,.!?'\"()%$-]{1,9}( [A-Za-z0-9,.!?'\"()%$-]{1,9}){0,8}") {
            prop_assert_eq!(tidy_line(&text), text);
        }
    }
}
