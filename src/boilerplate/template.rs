//! A block's text to its template, and the key by which the site's memory knows it.

use crate::model::Block;
use crate::text::{find, fold_space, is_unspaced, short_hash};
use std::borrow::Cow;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// Names a template: the same on every machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlockKey(pub u64);

/// What is remembered and judged of a block without its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Print {
    pub key: BlockKey,
    pub characters: u32,
    /// Written without spaces for the most part, so that a character says as much as half a word.
    pub is_unspaced: bool,
    /// It ends as sentences do: prose rather than a line of a list.
    pub ends_a_sentence: bool,
}

/// Longer words are no names of months.
const LONGEST_MONTH: usize = 12;
/// Of a year; without one there is no date.
const YEAR_DIGITS: usize = 4;
/// Words between the day and the year: `5 de enero de 2026`, `5th of January, 2026`.
const MOST_DATE_WORDS: usize = 4;
/// Beyond this a block's text tells it apart from any other.
const MOST_CHARACTERS: usize = 2000;

/// The prints of a record's blocks, in their order.
pub fn prints(blocks: &[Block]) -> Vec<Print> {
    blocks.iter().map(|block| print(&block.text)).collect()
}

fn print(text: &str) -> Print {
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let characters = count(text.chars().count());
    let unspaced = if text.is_ascii() { 0 } else { count(text.chars().filter(|&c| is_unspaced(c)).count()) };
    Print {
        key: key_of(text),
        characters,
        is_unspaced: unspaced.saturating_mul(2) > characters,
        ends_a_sentence: ends_a_sentence(text),
    }
}

/// The key of a block's text.
///
/// ```
/// use feedmill::boilerplate::key_of;
/// assert_eq!(key_of("Updated 5 January 2026, 10:24"), key_of("UPDATED 17. Feb. 2027, 9:01"));
/// assert_eq!(key_of("浏览次数：1024"), key_of("浏览次数：7"));
/// assert_ne!(key_of("Page 3 of 12"), key_of("Part 3 of 12"));
/// ```
pub fn key_of(text: &str) -> BlockKey {
    BlockKey(short_hash(&template(text)))
}

/// Compatibility forms folded, lower case, single spaces; addresses, dates and numbers masked. A text
/// without letters stays as it is: nothing but its numbers tells it from others.
fn template(text: &str) -> String {
    let is_long = text.len() > MOST_CHARACTERS;
    let cut = is_long.then(|| text.char_indices().nth(MOST_CHARACTERS)).flatten();
    let text = cut.map_or(text, |(end, _)| &text[..end]);
    let folded: Cow<'_, str> = if text.is_ascii() || is_nfkc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfkc().collect())
    };
    let lower = folded.to_lowercase();
    if !lower.chars().any(char::is_alphabetic) {
        return lower;
    }
    if is_plain(&lower) && find(&lower, "www.").is_none() {
        return fold_space(&lower) + " ";
    }
    let mut template = String::with_capacity(lower.len() + 1);
    let mut pieces = Vec::new();
    if !may_have_year(&lower) {
        for word in lower.split_whitespace() {
            if is_plain(word) && !word.starts_with("www.") {
                template.push_str(word);
                template.push(' ');
            } else {
                pieces.clear();
                push_pieces(&mut pieces, word);
                pieces.iter().for_each(|piece| piece.write(&mut template));
            }
        }
        return template;
    }
    for word in lower.split_whitespace() {
        push_pieces(&mut pieces, word);
    }
    let has_year = pieces.contains(&Piece::Number(YEAR_DIGITS));
    let mut at = 0;
    while let Some(piece) = pieces.get(at) {
        if has_year && let Some(after) = end_of_date(&pieces, at) {
            template.push_str("<date>");
            at = after;
            continue;
        }
        piece.write(&mut template);
        at += 1;
    }
    template
}

/// False for a text without a number of four digits, as most paragraphs are.
fn may_have_year(lower: &str) -> bool {
    let mut digits = 0;
    for byte in lower.bytes() {
        if byte.is_ascii_digit() {
            digits += 1;
        } else if digits == YEAR_DIGITS {
            return true;
        } else {
            digits = 0;
        }
    }
    digits == YEAR_DIGITS || has_other_digits(lower)
}

/// Whether nothing in a text is masked, unless it begins as the names of servers do: it has no digit, and no sign that makes
/// an address.
fn is_plain(text: &str) -> bool {
    let may_stay = |byte: u8| !byte.is_ascii_digit() & (byte != b':') & (byte != b'@');
    // All bytes and not the first that may not: that goes many at a time.
    text.bytes().fold(true, |plain, byte| plain & may_stay(byte)) && !has_other_digits(text)
}

fn has_other_digits(text: &str) -> bool {
    !text.is_ascii() && text.chars().any(|c| !c.is_ascii() && c.is_numeric())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece<'a> {
    Space,
    /// How many digits.
    Number(usize),
    Word(&'a str),
    Mark(&'a str),
    /// Of a page or a mailbox.
    Address,
}

impl Piece<'_> {
    fn write(&self, template: &mut String) {
        match self {
            Piece::Space => template.push(' '),
            Piece::Number(_) => template.push('#'),
            Piece::Word(text) | Piece::Mark(text) => template.push_str(text),
            Piece::Address => template.push_str("<address>"),
        }
    }
}

/// A word between white space, cut where letters, digits and marks meet; a space behind it.
fn push_pieces<'a>(pieces: &mut Vec<Piece<'a>>, word: &'a str) {
    // As most are.
    if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        pieces.extend([Piece::Word(word), Piece::Space]);
        return;
    }
    let is_address = (word.contains(':') && word.contains("://"))
        || word.starts_with("www.")
        || (word.contains('@') && word.contains('.'));
    if is_address {
        pieces.extend([Piece::Address, Piece::Space]);
        return;
    }
    let kind = |c: char| match c {
        '\0'..='\x7f' => (c.is_ascii_digit(), c.is_ascii_alphabetic()),
        _ => (c.is_numeric(), c.is_alphabetic()),
    };
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let own = kind(first);
        let end = rest.find(|c| kind(c) != own).unwrap_or(rest.len());
        let (run, behind) = rest.split_at(end);
        pieces.push(match own {
            (true, _) => Piece::Number(run.chars().count()),
            (_, true) => Piece::Word(run),
            _ => Piece::Mark(run),
        });
        rest = behind;
    }
    pieces.push(Piece::Space);
}

/// Where a date ends that begins at this piece: a day, a few words, a year; or a word, a day, a year.
fn end_of_date(pieces: &[Piece<'_>], start: usize) -> Option<usize> {
    let is_day = |piece: &Piece<'_>| matches!(piece, Piece::Number(1 | 2));
    let is_month = |piece: &Piece<'_>| matches!(piece, Piece::Word(word) if word.chars().count() <= LONGEST_MONTH);
    let day = match pieces.get(start)? {
        first if is_day(first) => start,
        first if is_month(first) => {
            let behind =
                pieces.get(start + 1..)?.iter().position(|piece| !matches!(piece, Piece::Space | Piece::Mark(".")))?;
            let day = start + 1 + behind;
            (behind <= 2 && is_day(pieces.get(day)?)).then_some(day)?
        }
        _ => return None,
    };
    let mut words = 0;
    for (at, piece) in pieces.iter().enumerate().skip(day + 1) {
        match piece {
            Piece::Number(YEAR_DIGITS) => return Some(at + 1),
            Piece::Word(_) if words < MOST_DATE_WORDS && is_month(piece) && day == start => words += 1,
            // `5th`: what stands at the day itself.
            Piece::Word("st" | "nd" | "rd" | "th") if at == day + 1 => {}
            Piece::Space | Piece::Mark("." | "," | "-" | "/" | ".,") => {}
            _ => return None,
        }
    }
    None
}

/// Whether the last letter is followed by a mark that ends sentences, in any script.
fn ends_a_sentence(text: &str) -> bool {
    let closers = |c: char| matches!(c, '"' | '\'' | '”' | '’' | '»' | '«' | '」' | '』' | ')' | '）' | ']' | '“');
    let end = text.trim_end_matches(|c: char| c.is_whitespace() || closers(c));
    end.ends_with(['.', '!', '?', '…', '。', '！', '？', '．', '؟', '۔', '।', '።', '։', ';', '；'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_is_masked() {
        for (text, expected) in [
            ("Updated Jan 5, 2026 at 10:24", "updated <date> at #:# "),
            ("Aktualisiert am 5. Januar 2026", "aktualisiert am <date> "),
            ("5 de enero de 2026", "<date> "),
            ("January 5th, 2026", "<date> "),
            ("2026-01-05", "2026-01-05"),
            ("Am 2026-01-05 um 7", "am #-#-# um # "),
            ("５ يناير ٢٠٢٦", "<date> "),
            ("发布时间：2026年11月15日", "发布时间:#年#月#日 "),
            ("Mail us:  desk@news.example  NOW", "mail us: <address> now "),
            ("Leeds 2, Hull 1", "leeds #, hull # "),
            ("In 5 years 2026 people", "in <date> people "),
            ("12", "12"),
        ] {
            assert_eq!(template(text), expected, "{text}");
        }
    }

    #[test]
    fn sentences_end_in_any_script() {
        for (text, ends) in [
            ("He left.”", true),
            ("他走了。", true),
            ("غادر؟", true),
            ("Most read", false),
            ("Ferry sinks (video)", false),
            ("", false),
        ] {
            assert_eq!(ends_a_sentence(text), ends, "{text}");
        }
    }
}
