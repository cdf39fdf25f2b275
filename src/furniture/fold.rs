//! The form in which lines and phrases are compared: one case, no accents, numbers as `#`.

use crate::text::{fold_letter, is_letter_or_digit, is_unspaced, split_ascii};

/// A line or phrase folded: lower case; without the accents of Latin, Greek and Cyrillic letters and the vowel
/// signs of Arabic; full-width signs as ASCII; all double quotation marks as `"`; a number as `#`; one space.
pub(super) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return fold_ascii(text);
    }
    let mut folded = String::with_capacity(text.len());
    let mut before = ' ';
    let mut push = |c: char| {
        let repeats = (c == ' ' || c == '#') && c == before;
        if !repeats {
            folded.push(c);
            before = c;
        }
    };
    let mut rest = text;
    loop {
        let (ascii, behind) = split_ascii(rest);
        ascii.bytes().for_each(|byte| push(FOLDED[usize::from(byte) % FOLDED.len()].into()));
        let mut characters = behind.chars();
        let Some(c) = characters.next() else { break };
        rest = characters.as_str();
        if let Some(c) = fold_character(c) {
            push(c);
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// The same for plain ASCII, as most lines are.
fn fold_ascii(text: &str) -> String {
    // What repeats is written too, and the next byte over it: no step depends on what a byte is.
    let mut folded = vec![0; text.len()];
    let (mut count, mut before) = (0, b' ');
    for byte in text.bytes() {
        let byte = FOLDED[usize::from(byte) % FOLDED.len()];
        folded[count] = byte;
        count += usize::from(byte != before || !matches!(byte, b' ' | b'#'));
        before = byte;
    }
    folded.truncate(count);
    let last = folded.iter().rposition(|byte| !matches!(byte, b'\t'..=b'\r' | b' '));
    folded.truncate(last.map_or(0, |last| last + 1));
    String::from_utf8(folded).unwrap_or_default()
}

/// What each byte of ASCII is folded to.
const FOLDED: [u8; 128] = {
    let (mut folded, mut byte) = ([0; 128], 0u8);
    while byte < 128 {
        folded[byte as usize] = match byte {
            b'0'..=b'9' => b'#',
            byte if byte.is_ascii_whitespace() => b' ',
            byte => byte.to_ascii_lowercase(),
        };
        byte += 1;
    }
    folded
};

/// A folded line without what isn't said at its ends: bullets, arrows, brackets.
pub(super) fn bare(folded: &str) -> &str {
    let decoration = |c: char| !is_letter_or_digit(c) && !matches!(c, '#' | '©' | '"' | '@');
    folded.trim_start_matches(decoration).trim_end_matches(|c: char| !is_letter_or_digit(c) && c != '#')
}

/// `None` for signs that don't count.
pub(super) fn fold_character(c: char) -> Option<char> {
    Some(match c {
        'a'..='z' => c,
        // Kana, Han and Hangul have no case and no accents.
        '\u{3041}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' => c,
        // Small already, and without accents.
        'а'..='и' | 'к'..='я' | 'α'..='ρ' | 'σ'..='ω' => c,
        '0'..='9' => '#',
        '\0'..='\x7f' if c.is_ascii_whitespace() => ' ',
        '\0'..='\x7f' => c.to_ascii_lowercase(),
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{fe0f}' | '\u{feff}' => {
            return None;
        }
        '“' | '”' | '„' | '‟' | '«' | '»' | '「' | '」' | '『' | '』' | '＂' => '"',
        '‘' | '’' | 'ʼ' | '‚' | '´' => '\'',
        '–' | '—' | '―' | '‐' | '‑' | '−' => '-',
        'ı' => 'i',
        'ς' => 'σ',
        '\u{80}'..='\u{52f}' if c.is_alphabetic() || is_mark(c) => fold_letter(c)?,
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        '\u{640}' | '\u{64b}'..='\u{652}' => return None,
        '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}' | '\u{966}'..='\u{96f}' | '\u{ff10}'..='\u{ff19}' => '#',
        '\u{1e00}'..='\u{1fff}' => fold_letter(c)?,
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).map_or(c, |narrow| narrow.to_ascii_lowercase()),
        c if c.is_whitespace() => ' ',
        c if c as u32 >= 0x600 => c,
        c => c.to_lowercase().next().unwrap_or(c),
    })
}

fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// Whether a word that ends a phrase goes on in the text.
pub(super) fn goes_on_in_word(head: &str, behind: &str) -> bool {
    let ends_in_letter = head.chars().next_back().is_some_and(|c| c.is_alphanumeric() && !is_joined(c));
    ends_in_letter && behind.starts_with(char::is_alphanumeric)
}

/// Scripts in which a word isn't set apart: without spaces, or with particles that hang on it.
pub(super) fn is_joined(c: char) -> bool {
    is_unspaced(c) || ('\u{ac00}'..='\u{d7af}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn lines_and_phrases_meet() {
        for (text, folded) in [
            ("  À  lire\u{a0}aussi ", "a lire aussi"),
            ("ΔΙΑΒΑΣΤΕ ΕΠΙΣΗΣ", "διαβαστε επισησ"),
            ("Διαβάστε επίσης", "διαβαστε επισησ"),
            ("İlgili Haberler", "ilgili haberler"),
            ("اقرأ أيضاً", "اقرا ايضا"),
            ("２４小時報料熱線：400-800", "#小時報料熱線:#-#"),
            ("10 Min. Read", "# min. read"),
            ("„Zitat“", "\"zitat\""),
            ("기사 제보", "기사 제보"),
            ("यह भी पढ़ें", "यह भी पढ़ें"),
            ("  Read\tmore: 10 Stories \n", "read more: # stories"),
        ] {
            assert_eq!(fold(text), folded);
        }
    }
}
