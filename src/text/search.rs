//! Text and queries as the full-text index takes them: runs of CJK characters as pairs.
//!
//! SQLite's `unicode61` takes a run of Chinese as one word, and its `trigram` can't find words of two
//! characters, which most Chinese words are. So a run is written as its overlapping pairs and its
//! last character: `新闻社` becomes `新闻 闻社 社`. A pair is then a word, a longer word is a phrase of
//! pairs, and a single character is the beginning of a pair or the end of a run.

use std::borrow::Cow;

/// A text as it is indexed. Text without CJK characters is left as it is.
///
/// ```
/// use feedmill::text::searchable;
/// assert_eq!(searchable("GDP增长快 again"), "GDP 增长 长快 快 again");
/// ```
pub fn searchable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_paired) {
        return Cow::Borrowed(text);
    }
    let mut indexed = String::with_capacity(text.len() * 3);
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        if !is_paired(c) {
            indexed.push(c);
            continue;
        }
        if !indexed.is_empty() && !indexed.ends_with(' ') {
            indexed.push(' ');
        }
        indexed.push(c);
        match characters.peek() {
            Some(&next) if is_paired(next) => indexed.push(next),
            Some(next) if !next.is_whitespace() => indexed.push(' '),
            _ => {}
        }
    }
    Cow::Owned(indexed)
}

/// What a person typed as an FTS5 query: all words must be there, quoted words side by side.
///
/// `None` if nothing in it can be searched for. FTS5's own operators are taken as words.
///
/// ```
/// use feedmill::text::search_query;
/// assert_eq!(search_query("ferry 人工智能").as_deref(), Some(r#""ferry" "人工 工智 智能""#));
/// assert_eq!(search_query(r#""night mayor""#).as_deref(), Some(r#""night mayor""#));
/// assert_eq!(search_query("报").as_deref(), Some(r#""报"*"#));
/// assert_eq!(search_query(" -- "), None);
/// ```
pub fn search_query(typed: &str) -> Option<String> {
    let terms: Vec<String> = typed
        .split('"')
        .enumerate()
        .flat_map(|(position, part)| if position % 2 == 1 { vec![part] } else { part.split_whitespace().collect() })
        .filter(|term| term.chars().any(char::is_alphanumeric))
        .map(phrase)
        .collect();
    (!terms.is_empty()).then(|| terms.join(" "))
}

/// One term as an FTS5 string. Its last character gets no word of its own when it ends a run of pairs,
/// so that the term is found in the middle of longer runs too.
fn phrase(term: &str) -> String {
    let term = term.replace('\0', "");
    let mut characters = term.chars();
    match (characters.next(), characters.next()) {
        (Some(only), None) if is_paired(only) => return format!("\"{only}\"*"),
        _ => {}
    }
    let indexed = searchable(&term);
    let mut words: Vec<&str> = indexed.split_whitespace().collect();
    let ends_a_run = |last: &str, before: &str| {
        last.chars().count() == 1
            && last.chars().all(is_paired)
            && before.chars().all(is_paired)
            && before.ends_with(last)
    };
    if let [.., before, last] = words[..]
        && ends_a_run(last, before)
    {
        words.pop();
    }
    format!("\"{}\"", words.join(" "))
}

/// Characters that are indexed in pairs: Han, kana, and Hangul, whose words carry their particles.
fn is_paired(c: char) -> bool {
    matches!(
        c,
        '\u{1100}'..='\u{11ff}'
            | '\u{3005}'..='\u{3007}'
            | '\u{3040}'..='\u{30ff}'
            | '\u{3130}'..='\u{318f}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7af}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{3ffff}'
    ) && c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_become_pairs() {
        for (text, indexed) in [
            ("新", "新"),
            ("新闻", "新闻 闻"),
            ("「新闻」です。", "「 新闻 闻 」 です す 。"),
            ("서울에서 만나", "서울 울에 에서 서 만나 나"),
            ("plain text", "plain text"),
        ] {
            assert_eq!(searchable(text), indexed);
        }
    }

    #[test]
    fn a_query_is_never_syntax() {
        for (typed, query) in [
            ("AND", r#""AND""#),
            ("title:x*", r#""title:x*""#),
            ("a\"b", r#""a" "b""#),
            ("東京 OR", r#""東京" "OR""#),
            ("iPhone发布会", r#""iPhone 发布 布会""#),
            ("发布会iPhone", r#""发布 布会 会 iPhone""#),
        ] {
            assert_eq!(search_query(typed).as_deref(), Some(query), "{typed}");
        }
    }
}
