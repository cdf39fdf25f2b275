//! Words counted in any script.

/// Whether the script of a character is written without spaces between words: Han, kana, Thai, Lao,
/// Khmer, Burmese.
#[inline]
pub fn is_unspaced(c: char) -> bool {
    // Most characters of most texts are told at once.
    c >= '\u{e00}'
        && matches!(
            c,
            '\u{e00}'..='\u{eff}'
                | '\u{1000}'..='\u{109f}'
                | '\u{1780}'..='\u{17ff}'
                | '\u{3005}'..='\u{3007}'
                | '\u{3040}'..='\u{30ff}'
                | '\u{3400}'..='\u{4dbf}'
                | '\u{4e00}'..='\u{9fff}'
                | '\u{f900}'..='\u{faff}'
                | '\u{20000}'..='\u{3ffff}'
        )
}

/// Whether a character is a letter or a digit; told at once of those that most texts are written in.
#[inline]
pub fn is_letter_or_digit(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    match c {
        '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2c1}' | '\u{400}'..='\u{481}' => true,
        '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => true,
        '\u{a0}' | '\u{b7}' | '\u{2010}'..='\u{2027}' | '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' => false,
        '\u{fffd}' | '\u{ff00}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' => false,
        _ => c.is_alphanumeric(),
    }
}

/// Words of a text; in scripts without spaces each character counts as one.
///
/// ```
/// use feedmill::text::count_words;
/// assert_eq!(count_words("The mayor's 3 ferries"), 4);
/// assert_eq!(count_words("新闻 GDP增长"), 5);
/// ```
pub fn count_words(text: &str) -> u32 {
    let (mut words, mut inside) = (0usize, 0u8);
    let mut rest = text;
    loop {
        let (ascii, behind) = split_ascii(rest);
        for byte in ascii.bytes() {
            let class = CLASSES[usize::from(byte) % CLASSES.len()];
            words += usize::from(class & LETTER & !inside);
            inside = (inside & !(class >> 1)) | (class & LETTER);
        }
        let mut characters = behind.chars();
        let Some(c) = characters.next() else { break };
        rest = characters.as_str();
        if is_unspaced(c) {
            words += usize::from(is_letter_or_digit(c));
            inside = 0;
        } else if is_letter_or_digit(c) {
            words += usize::from(!inside & LETTER);
            inside = LETTER;
        } else if c.is_whitespace() {
            inside = 0;
        }
    }
    u32::try_from(words).unwrap_or(u32::MAX)
}

/// A text up to its first character that isn't ASCII, and from there: what most texts are is gone through by the byte.
pub fn split_ascii(text: &str) -> (&str, &str) {
    let bytes = text.as_bytes();
    // So it is at nearly every sign of some scripts.
    if bytes.first().is_some_and(|byte| !byte.is_ascii()) {
        return ("", text);
    }
    let mut at = 0;
    while bytes.get(at..at + 16).is_some_and(<[u8]>::is_ascii) {
        at += 16;
    }
    at += bytes[at..].iter().take_while(|byte| byte.is_ascii()).count();
    text.split_at(at)
}

const LETTER: u8 = 1;
const SPACE: u8 = 2;

/// What each byte of ASCII is: a letter or digit, white space, or neither.
const CLASSES: [u8; 128] = {
    let (mut classes, mut byte) = ([0; 128], 0u8);
    while byte < 128 {
        if byte.is_ascii_alphanumeric() {
            classes[byte as usize] = LETTER;
        } else if matches!(byte, b'\t'..=b'\r' | b' ') {
            classes[byte as usize] = SPACE;
        }
        byte += 1;
    }
    classes
};

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_word_is_what_holds_a_letter_between_white_space(text in "[a-z0-9'., \n\u{a0}é-]{0,60}") {
            let words = text.split_whitespace().filter(|word| word.contains(is_letter_or_digit)).count();
            prop_assert_eq!(count_words(&text), words as u32);
        }
    }

    #[test]
    fn what_is_told_at_once_is_told_right() {
        assert_eq!(('\0'..=char::MAX).find(|&c| is_letter_or_digit(c) != c.is_alphanumeric()), None);
    }
}
