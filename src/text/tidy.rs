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
    push_folded(&mut folded, text);
    folded
}

/// Adds a text to another, its white space folded.
pub fn push_folded(folded: &mut String, text: &str) {
    let bytes = text.as_bytes();
    let (mut at, mut is_first) = (0, true);
    while at < bytes.len() {
        let space = space_at(bytes, at);
        if space > 0 {
            at += space;
            continue;
        }
        let start = at;
        at = end_of_folded(bytes, at);
        if !is_first {
            folded.push(' ');
        }
        folded.push_str(&text[start..at]);
        is_first = false;
    }
}

/// How far a text that begins with a word is folded already: words with a single space between them.
fn end_of_folded(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    // Where a whole run is tried next: not twice where it has failed.
    let mut whole_from = at;
    while at < bytes.len() {
        if at >= whole_from
            && let Some((run, [behind, ..])) = bytes[at..].split_first_chunk()
        {
            let is_whole = is_folded_ascii(run, *behind);
            whole_from = at + run.len();
            if is_whole {
                at = whole_from;
                continue;
            }
        }
        match bytes[at] {
            b'!'..=b'~' => at += 1,
            // A character of three bytes that is no white space, as Han and Hangul are.
            0xe4..=0xef => at += 3,
            b' ' if bytes.get(at + 1).is_some_and(|next| matches!(next, b'!'..=b'~')) => at += 2,
            b' ' if at + 1 < bytes.len() && space_at(bytes, at + 1) == 0 => at += 2,
            _ if space_at(bytes, at) == 0 => at += 1,
            _ => break,
        }
    }
    at
}

/// Whether a run is plain ASCII with nothing to be folded; `behind` is the byte that follows. Told of all bytes at once.
#[inline]
fn is_folded_ascii(run: &[u8; 16], behind: u8) -> bool {
    let is_word = |byte: u8| byte.wrapping_sub(b'!') <= b'~' - b'!';
    let next = |at: usize| if at + 1 < run.len() { run[at + 1] } else { behind };
    (0..run.len()).fold(true, |folded, at| folded & (is_word(run[at]) | ((run[at] == b' ') & is_word(next(at)))))
}

/// The length of the white space that begins at a byte: 0 if none does.
#[inline]
fn space_at(bytes: &[u8], at: usize) -> usize {
    match bytes[at] {
        b'\t'..=b'\r' | b' ' => 1,
        ..0xc2 | 0xc3..0xe1 | 0xe4.. => 0,
        0xc2 => {
            if matches!(bytes.get(at + 1), Some(0x85 | 0xa0)) {
                2
            } else {
                0
            }
        }
        first => {
            let is_space = matches!(
                (first, bytes.get(at + 1), bytes.get(at + 2)),
                (0xe1, Some(0x9a), Some(0x80))
                    | (0xe2, Some(0x80), Some(0x80..=0x8a | 0xa8 | 0xa9 | 0xaf))
                    | (0xe2, Some(0x81), Some(0x9f))
                    | (0xe3, Some(0x80), Some(0x80))
            );
            if is_space { 3 } else { 0 }
        }
    }
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
    // All bytes and not the first that isn't: that goes many at a time.
    let is_plain = text.bytes().fold(true, |plain, byte| plain & ((b' '..=b'~').contains(&byte) | (byte == b'\n')));
    if is_plain || text.chars().all(is_settled) {
        return fold_space(text);
    }
    let needs_work = text.chars().any(|c| c.is_control() || is_invisible(c) || is_joiner(c)) || !is_nfc(text);
    if !needs_work {
        return fold_space(text);
    }
    fold_space(&visible(text).nfc().collect::<String>())
}

/// Characters of most lines of most pages, which nothing is done about: white space, and what is seen and in
/// normal form C whatever stands beside it.
fn is_settled(c: char) -> bool {
    matches!(
        c,
        ' '..='~' | '\t' | '\n' | '\x0c' | '\r' | '\u{a0}'..='\u{ac}' | '\u{ae}'..='\u{2ff}'
            | '\u{391}'..='\u{3a1}' | '\u{3a3}'..='\u{3ce}' | '\u{400}'..='\u{45f}' | '\u{621}'..='\u{63a}' | '\u{641}'..='\u{64a}'
            | '\u{2010}'..='\u{2027}' | '\u{3000}'..='\u{3029}' | '\u{3041}'..='\u{3094}' | '\u{30a1}'..='\u{30fa}'
            | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{ff01}'..='\u{ff5e}'
            | '\u{fffd}'
    )
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

    #[test]
    fn what_is_settled_needs_no_work() {
        for c in ('\0'..=char::MAX).filter(|&c| is_settled(c)) {
            let is_quick = unicode_normalization::is_nfc_quick([c].into_iter());
            assert_eq!(is_quick, unicode_normalization::IsNormalized::Yes, "{c:?}");
            assert_eq!(unicode_normalization::char::canonical_combining_class(c), 0, "{c:?}");
            assert!(!is_invisible(c) && !is_joiner(c) && (!c.is_control() || c.is_whitespace()), "{c:?}");
        }
    }

    #[test]
    fn all_white_space_is_known() {
        for c in '\0'..=char::MAX {
            let folded = if c.is_whitespace() { "a b".to_owned() } else { format!("a{c}b") };
            assert_eq!(
                fold_space(&format!(" {c} a{c}b{c} ")).trim_matches([c, ' ']),
                folded.trim_matches([c, ' ']),
                "{c:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn words_have_one_space_between_them(text in "[a-zé渡 ]{0,40}[ \n\u{a0}\u{3000}]{0,2}[a-z渡 ]{0,40}") {
            prop_assert_eq!(fold_space(&text), text.split_whitespace().collect::<Vec<_>>().join(" "));
        }

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
