//! A text as the numbers, words and marks that dates are made of.

/// Longer texts are no dates.
pub(super) const READ_CHARACTERS: usize = 200;

/// A number of one or two digits.
macro_rules! number {
    ($value:ident) => {
        $crate::extract::dates::tokens::Token::Number { value: $value, digits: 1 | 2 }
    };
}
pub(super) use number;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Number {
        value: u32,
        digits: usize,
    },
    /// Lower case.
    Word(String),
    Mark(char),
}

pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut characters = text.chars().filter(|c| !is_invisible(*c)).take(READ_CHARACTERS).peekable();
    while let Some(c) = characters.next() {
        if let Some(digit) = digit_of(c) {
            let (mut value, mut digits) = (digit, 1);
            while let Some(next) = characters.peek().and_then(|next| digit_of(*next)) {
                value = value.saturating_mul(10).saturating_add(next);
                digits += 1;
                characters.next();
            }
            tokens.push(Token::Number { value, digits });
        } else if is_date_sign(c) {
            tokens.push(Token::Mark(c));
        } else if c.is_alphabetic() {
            let mut word: String = c.to_lowercase().collect();
            while let Some(next) =
                characters.next_if(|next| (next.is_alphabetic() || is_mark(*next)) && !is_date_sign(*next))
            {
                word.extend(next.to_lowercase());
            }
            tokens.push(Token::Word(word));
        } else if !c.is_whitespace() {
            tokens.push(Token::Mark(c));
        }
    }
    tokens
}

/// The value of a decimal digit: European, Arabic, Persian, Devanagari, Bengali, Thai or full width.
pub(super) fn digit_of(c: char) -> Option<u32> {
    const ZEROS: [char; 6] = ['\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{e50}', '\u{ff10}'];
    let of = |zero: char| (c as u32).checked_sub(zero as u32).filter(|value| *value < 10);
    if c.is_ascii() { c.to_digit(10) } else { ZEROS.into_iter().find_map(of) }
}

/// Soft hyphens and marks of direction stand within the words and numbers of some sites.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Marks within words that are no letters to Unicode: the nukta and the virama of Devanagari and Bengali.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{93c}' | '\u{94d}' | '\u{9bc}' | '\u{9cd}')
}

/// The signs that Chinese, Japanese and Korean put behind years, months, days, hours and minutes.
fn is_date_sign(c: char) -> bool {
    matches!(c, '年' | '月' | '日' | '号' | '时' | '時' | '点' | '點' | '분' | '分' | '秒' | '년' | '월' | '일' | '시')
}
