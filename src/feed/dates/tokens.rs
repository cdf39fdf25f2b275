//! A date cut into numbers, words and signs, in one spelling for all scripts.

use super::names::SPLIT_MONTHS;
use std::borrow::Cow;

/// A piece of a date. White space is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// `digits` counts leading zeros too: `07` has two.
    Number {
        value: u64,
        digits: u8,
    },
    /// Lower case, without full stops; a Han, kana or Hangul unit such as `年` is a word of its own.
    Word(String),
    Sign(char),
}

impl Token {
    pub(super) fn word(&self) -> Option<&str> {
        match self {
            Token::Word(word) => Some(word),
            _ => None,
        }
    }

    pub(super) fn is_sign(&self, sign: char) -> bool {
        matches!(self, Token::Sign(found) if *found == sign)
    }

    /// Whether this stands between hour and minute.
    pub(super) fn parts_hour(&self) -> bool {
        self.is_sign(':')
            || self.word().is_some_and(|word| matches!(word, "時" | "时" | "点" | "點" | "시" | "h" | "ч"))
    }

    /// Whether this stands between minute and second, or behind either.
    pub(super) fn parts_minute(&self) -> bool {
        self.is_sign(':') || self.word().is_some_and(|word| matches!(word, "分" | "秒" | "분" | "초"))
    }
}

/// Cuts a text; digits of any script that feeds use are read as numbers.
pub(super) fn cut(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut text = Cow::Borrowed(text);
    let may_be_split = !text.is_ascii();
    for (split, one_word) in SPLIT_MONTHS.iter().filter(|_| may_be_split) {
        if text.contains(split) {
            text = Cow::Owned(text.replace(split, one_word));
        }
    }
    let mut characters = text.chars().flat_map(char::to_lowercase).peekable();
    while let Some(c) = characters.next() {
        if let Some(digit) = digit(c) {
            let (mut value, mut digits) = (digit, 1u8);
            while let Some(next) = characters.peek().copied().and_then(self::digit) {
                value = value.saturating_mul(10).saturating_add(next);
                digits = digits.saturating_add(1);
                characters.next();
            }
            tokens.push(Token::Number { value, digits });
        } else if is_unit(c) {
            tokens.push(Token::Word(c.to_string()));
        } else if is_letter(c) {
            let mut word = String::from(c);
            while let Some(&next) = characters.peek() {
                if next == '.' && word.chars().count() == 1 && word.is_ascii() {
                    // `a.m.` and `p.m.`, not the full stop behind a longer word.
                    characters.next();
                    continue;
                }
                if !is_letter(next) || is_unit(next) {
                    break;
                }
                word.push(next);
                characters.next();
            }
            tokens.push(Token::Word(word));
        } else if !c.is_whitespace() {
            tokens.push(Token::Sign(match c {
                '\u{2212}' | '\u{2010}'..='\u{2014}' | '\u{ff0d}' => '-',
                '：' => ':',
                '／' => '/',
                '．' => '.',
                '＋' => '+',
                '，' | '、' | '،' => ',',
                other => other,
            }));
        }
    }
    tokens
}

/// ASCII, full-width, Arabic, Persian, Devanagari, Bengali and Thai digits.
fn digit(c: char) -> Option<u64> {
    let zero = match c {
        '0'..='9' => '0',
        '０'..='９' => '０',
        '٠'..='٩' => '٠',
        '۰'..='۹' => '۰',
        '०'..='९' => '०',
        '০'..='৯' => '০',
        '๐'..='๙' => '๐',
        _ => return None,
    };
    Some(u64::from(u32::from(c) - u32::from(zero)))
}

/// Letters with the marks that Devanagari, Bengali and Arabic words carry.
fn is_letter(c: char) -> bool {
    c.is_alphabetic()
        || matches!(c, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{652}' | '\u{93c}' | '\u{94d}' | '\u{9bc}' | '\u{9cd}')
}

/// What parts the numbers of a Chinese, Japanese or Korean date.
fn is_unit(c: char) -> bool {
    matches!(
        c,
        '年' | '月'
            | '日'
            | '号'
            | '時'
            | '时'
            | '点'
            | '點'
            | '分'
            | '秒'
            | '년'
            | '월'
            | '일'
            | '시'
            | '분'
            | '초'
    )
}
