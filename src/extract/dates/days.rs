//! A day among the tokens of a text, in the orders and calendars in which days are written.

use super::Order;
use super::calendars::{common_year, persian_date, persian_month, year_of_era};
use super::months::{month_of, month_of_letters, month_of_words};
use super::tokens::{Token, number};
use chrono::NaiveDate;

/// A date that begins at a token: the date, its first token, the token behind it.
pub(super) fn date_at(tokens: &[Token], at: usize, order: Option<Order>) -> Option<(NaiveDate, usize, usize)> {
    let date = |year, month, day, length| {
        let date = common_date(year, month, day).or_else(|| persian_date(year, month, day));
        date.map(|date| (date, at, at + length))
    };
    let year_of = |value: u32, digits: usize| if digits == 2 { 2000 + value } else { value };
    match tokens.get(at..)? {
        [Token::Number { value: packed, digits: 8 }, ..] => date(packed / 10_000, packed / 100 % 100, packed % 100, 1),
        [
            Token::Number { value: y, digits: 4 },
            Token::Mark('年' | '년'),
            number!(m),
            Token::Mark('月' | '월'),
            number!(d),
            ..,
        ] => date(*y, *m, *d, 5),
        [
            Token::Number { value: y, digits: 4 },
            Token::Mark(a @ ('-' | '/' | '.')),
            number!(m),
            Token::Mark(b),
            number!(d),
            ..,
        ] if a == b => date(*y, *m, *d, 5),
        // Two elements without a space between: `28.09.26` and `12:44`.
        [
            number!(d),
            Token::Mark('.'),
            number!(m),
            Token::Mark('.'),
            Token::Number { value: both, digits: 4 },
            Token::Mark(':'),
            Token::Number { digits: 2, .. },
            ..,
        ] if both % 100 < 24 && !(1980..=2100).contains(both) => date(2000 + both / 100, *m, *d, 5),
        [
            number!(d),
            Token::Mark('.'),
            number!(m),
            Token::Mark('.'),
            Token::Number { value: y, digits: digits @ (2 | 4) },
            ..,
        ] => date(year_of(*y, *digits), *m, *d, 5),
        [number!(d), Token::Mark('|'), number!(m), Token::Mark('|'), Token::Number { value: y, digits: 4 }, ..] => {
            date(*y, *m, *d, 5)
        }
        [Token::Word(word), year, Token::Mark('年'), number!(m), Token::Mark('月'), number!(d), ..] => {
            date(year_of_era(word, small_number(year)?)?, *m, *d, 6)
        }
        // `元`, the first year of an era, is a letter like those of its name.
        [Token::Word(word), Token::Mark('年'), number!(m), Token::Mark('月'), number!(d), ..] => {
            date(year_of_era(word.strip_suffix('元')?, 1)?, *m, *d, 5)
        }
        [
            number!(a),
            Token::Mark(mark @ ('/' | '-')),
            number!(b),
            Token::Mark(second),
            Token::Number { value: y, digits: digits @ (2 | 4) },
            ..,
        ] if mark == second && (*digits == 4 || *mark == '/') => {
            let year = year_of(*y, *digits);
            match (*a, *b) {
                (d, m) if d > 12 || d == m => date(year, m, d, 5),
                (m, d) if d > 12 => date(year, m, d, 5),
                (first, second) => match order? {
                    Order::DayFirst => date(year, second, first, 5),
                    Order::MonthFirst => date(year, first, second, 5),
                },
            }
        }
        [Token::Number { .. }, ..] => day_month_year(tokens, at),
        [Token::Word(word), ..] => month_day_year(tokens, at, word),
        _ => None,
    }
}

/// A date of plausible years, which may be counted from the Buddha's death.
fn common_date(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    let year = i32::try_from(common_year(year)).ok().filter(|year| (1900..=2100).contains(year))?;
    NaiveDate::from_ymd_opt(year, month, day)
}

/// A number of up to three digits.
fn small_number(token: &Token) -> Option<u32> {
    match token {
        Token::Number { value, digits: 1..=3 } => Some(*value),
        _ => None,
    }
}

/// `23 November 2026`, `23. März 2026`, `1er mars 2026`, `23 de noviembre de 2026`, `2026 November 23`.
fn day_month_year(tokens: &[Token], at: usize) -> Option<(NaiveDate, usize, usize)> {
    let Token::Number { value: first, digits } = tokens.get(at)? else { return None };
    let mut next = skip_fillers(tokens, at + 1);
    let Token::Word(word) = tokens.get(next)? else { return None };
    let persian = persian_month(word);
    let several = month_of_several(tokens, next);
    let month = persian.or(several.map(|(month, _)| month)).or_else(|| month_of(word))?;
    next = skip_fillers(tokens, several.map_or(next + 1, |(_, end)| end));
    let Token::Number { value: last, digits: last_digits } = tokens.get(next)? else { return None };
    let is_thai = word.chars().all(|c| ('\u{e01}'..='\u{e5b}').contains(&c));
    let (year, day) = match (digits, last_digits) {
        (1 | 2, 4) => (*last, *first),
        (4, 1 | 2) => (*first, *last),
        (1 | 2, 2) if is_thai => (2500 + *last, *first),
        _ => return None,
    };
    let date = match persian {
        Some(_) => persian_date(year, month, day),
        None => common_date(year, month, day),
    };
    date.map(|date| (date, at, next + 1))
}

/// The month that more than one token names, and the token behind them: `พ.ย.`, `تشرين الثاني`, `tháng 11`.
fn month_of_several(tokens: &[Token], at: usize) -> Option<(u32, usize)> {
    match tokens.get(at..)? {
        [Token::Word(first), Token::Mark('.'), Token::Word(second), ..] => {
            Some((month_of_letters(first, second)?, at + 3))
        }
        [Token::Word(first), Token::Word(second), ..] => Some((month_of_words(first, second)?, at + 2)),
        [Token::Word(word), Token::Number { value: month @ 1..=12, digits: 1 | 2 }, ..] if word == "tháng" => {
            Some((*month, at + 2))
        }
        _ => None,
    }
}

/// `November 23, 2026`, `Nov. 23rd 2026`.
fn month_day_year(tokens: &[Token], at: usize, word: &str) -> Option<(NaiveDate, usize, usize)> {
    let day_at = skip_fillers(tokens, at + 1);
    let Token::Number { value: day, digits: 1 | 2 } = tokens.get(day_at)? else { return None };
    let year_at = skip_fillers(tokens, day_at + 1);
    let Token::Number { value: year @ 1900..=2100, digits: 4 } = tokens.get(year_at)? else { return None };
    // The names are looked up last, since most words are no months.
    NaiveDate::from_ymd_opt(*year as i32, month_of(word)?, *day).map(|date| (date, at, year_at + 1))
}

/// Passes what stands between the parts of a written date.
fn skip_fillers(tokens: &[Token], mut at: usize) -> usize {
    for _ in 0..3 {
        // `พ.ศ.`, the era of the Buddha.
        if let Some([Token::Word(first), Token::Mark('.'), Token::Word(second), Token::Mark('.'), ..]) =
            tokens.get(at..)
            && (first.as_str(), second.as_str()) == ("พ", "ศ")
        {
            at += 4;
            continue;
        }
        match tokens.get(at) {
            Some(Token::Mark('.' | ',' | '-' | '/' | 'º' | '،' | '\u{e4c}')) => at += 1,
            Some(Token::Word(word))
                if matches!(
                    word.as_str(),
                    "de" | "del" | "of" | "st" | "nd" | "rd" | "th" | "er" | "º" | "da" | "den" | "năm"
                ) =>
            {
                at += 1;
            }
            _ => break,
        }
    }
    at
}
