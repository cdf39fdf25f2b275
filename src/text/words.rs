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
    let bytes = text.as_bytes();
    let (mut words, mut inside, mut at) = (0usize, 0u8, 0);
    while let Some(&byte) = bytes.get(at) {
        // Most texts are ASCII for the most part.
        if byte.is_ascii() {
            let class = CLASSES[usize::from(byte)];
            words += usize::from(class & LETTER & !inside);
            inside = (inside & !(class >> 1)) | (class & LETTER);
            at += 1;
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        at += c.len_utf8();
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
