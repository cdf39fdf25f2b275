//! Words counted in any script.

/// Whether the script of a character is written without spaces between words: Han, kana, Thai, Lao,
/// Khmer, Burmese.
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
pub fn is_letter_or_digit(c: char) -> bool {
    match c {
        '\0'..='\x7f' => c.is_ascii_alphanumeric(),
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
    let mut words = 0u32;
    let mut inside = false;
    let mut rest = text;
    loop {
        // Byte by byte as long as it is ASCII, of which most texts are.
        let ascii = rest.bytes().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
        let (run, behind) = rest.split_at(ascii);
        for byte in run.bytes() {
            let is_letter = byte.is_ascii_alphanumeric();
            words = words.saturating_add(u32::from(is_letter && !inside));
            inside = is_letter || inside && !byte.is_ascii_whitespace() && byte != b'\x0b';
        }
        let mut characters = behind.chars();
        let Some(c) = characters.next() else { return words };
        rest = characters.as_str();
        if is_unspaced(c) {
            words = words.saturating_add(u32::from(is_letter_or_digit(c)));
            inside = false;
        } else if is_letter_or_digit(c) {
            words = words.saturating_add(u32::from(!inside));
            inside = true;
        } else if c.is_whitespace() {
            inside = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_at_once_is_told_right() {
        assert_eq!(('\0'..=char::MAX).find(|&c| is_letter_or_digit(c) != c.is_alphanumeric()), None);
    }
}
