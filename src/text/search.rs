//! Text and queries as the full-text index takes them: runs of CJK characters as pairs.
//!
//! SQLite's `unicode61` takes a run of Chinese as one word, and its `trigram` can't find words of two
//! characters, which most Chinese words are. So a run is written as its overlapping pairs and its
//! last character: `新闻社` becomes `新闻 闻社 社`. A pair is then a word, a longer word is a phrase of
//! pairs, and a single character is the beginning of a pair or the end of a run.

use super::chinese_spellings;
use std::borrow::Cow;
use thiserror::Error;

/// A text as it is indexed. Text without CJK characters is left as it is.
///
/// ```
/// use feedmill::text::searchable;
/// assert_eq!(searchable("GDP增长快 again"), "GDP 增长 长快 快 again");
/// ```
pub fn searchable(text: &str) -> Cow<'_, str> {
    // Most texts have no byte that one of these characters begins with.
    let may_be_paired = text.bytes().any(|byte| matches!(byte, 0xe1 | 0xe3..=0xf0));
    if !may_be_paired || !text.chars().any(is_paired) {
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

/// What a person typed, understood: `ferry "night mayor" harb* -sport`.
///
/// All words must be there, quoted ones side by side; a `*` behind a word stands for any ending; what a `-`
/// stands before must not be there. Chinese is found in simplified and traditional characters. FTS5's own
/// operators are taken as words.
///
/// ```
/// use feedmill::text::SearchQuery;
/// let expression = |typed| SearchQuery::parse(typed).map(|query| query.expression());
/// assert_eq!(expression("ferry 人口普查").unwrap(), r#""ferry" AND "人口 口普 普查""#);
/// assert_eq!(expression("渡轮公司").unwrap(), r#"("渡轮 轮公 公司" OR "渡輪 輪公 公司")"#);
/// assert_eq!(expression(r#""night mayor" harb* -sport"#).unwrap(), r#"("night mayor" AND "harb"*) NOT ("sport")"#);
/// assert_eq!(expression("报").unwrap(), r#"("报"* OR "報"*)"#);
/// assert!(expression(" -- ").is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchQuery {
    wanted: Vec<SearchTerm>,
    unwanted: Vec<SearchTerm>,
}

/// A word, or several that stand side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchTerm {
    /// As it was typed, without its marks.
    pub text: String,
    /// The last word may go on.
    pub is_prefix: bool,
    /// In simplified and in traditional characters; as it was typed first.
    spellings: Vec<String>,
    /// A single character is meant only where it ends a run.
    ends_runs: bool,
}

/// Why what was typed can't be searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SearchFault {
    #[error("there is no letter and no digit to search for")]
    Nothing,
    #[error("a quotation mark is not closed")]
    OpenQuote,
    #[error("there are only words that must not be found")]
    OnlyUnwanted,
    #[error("there are more than {MOST_TERMS} words")]
    TooMany,
}

/// FTS5 looks each term up in every article that has the ones before.
const MOST_TERMS: usize = 64;

/// Spellings in one query; terms behind them are searched as they were typed.
const MOST_SPELLINGS: usize = 256;

impl SearchFault {
    /// What to do about it.
    pub fn hint(self) -> &'static str {
        match self {
            SearchFault::Nothing => "type a word; punctuation is not indexed",
            SearchFault::OpenQuote => "a phrase stands between two: '\"night mayor\"'",
            SearchFault::OnlyUnwanted => "add a word that must be there: `ferry -sport`",
            SearchFault::TooMany => "a few words find an article, a phrase in quotes finds it best",
        }
    }
}

impl SearchQuery {
    /// # Errors
    /// Each fault has a sentence and a hint.
    pub fn parse(typed: &str) -> Result<SearchQuery, SearchFault> {
        let mut query = SearchQuery { wanted: Vec::new(), unwanted: Vec::new() };
        // Quotation marks as word processors write them.
        let typed = typed.replace(['\u{201c}', '\u{201d}', '\u{201e}'], "\"").replace('\0', "");
        let mut rest = typed.trim_start();
        while !rest.is_empty() {
            let unmarked = rest.strip_prefix('-').filter(|after| !after.starts_with(char::is_whitespace));
            let is_unwanted = unmarked.is_some();
            let (text, after) = first_term(unmarked.unwrap_or(rest))?;
            let is_prefix = text.ends_with('*') || after.starts_with('*');
            let text = text.trim_end_matches('*').to_owned();
            let term = SearchTerm { spellings: vec![text.clone()], text, is_prefix, ends_runs: false };
            if term.text.chars().any(char::is_alphanumeric) {
                if is_unwanted { query.unwanted.push(term) } else { query.wanted.push(term) }
            }
            rest = after.trim_start_matches(|c: char| c.is_whitespace() || c == '*');
        }
        match (query.wanted.len(), query.unwanted.len()) {
            (0, 0) => Err(SearchFault::Nothing),
            (0, _) => Err(SearchFault::OnlyUnwanted),
            (wanted, unwanted) if wanted + unwanted > MOST_TERMS => Err(SearchFault::TooMany),
            _ => Ok(query.spelt()),
        }
    }

    /// With all spellings of its terms, as far as there is room for them.
    fn spelt(mut self) -> SearchQuery {
        let mut left = MOST_SPELLINGS;
        for term in self.wanted.iter_mut().chain(&mut self.unwanted) {
            let spellings = chinese_spellings(&term.text);
            if spellings.len() <= left {
                left -= spellings.len();
                term.spellings = spellings;
            }
        }
        self
    }

    /// The terms that must be there.
    pub fn wanted(&self) -> &[SearchTerm] {
        &self.wanted
    }

    /// As FTS5 takes it.
    pub fn expression(&self) -> String {
        self.without_unwanted(joined(&self.wanted, " AND "))
    }

    /// The same for articles that have all of it in their title.
    pub fn title_expression(&self) -> String {
        self.without_unwanted(format!("{{title}} : ({})", joined(&self.wanted, " AND ")))
    }

    /// What must be there as it was typed; `None` if nothing of it has another spelling.
    pub fn as_typed(&self) -> Option<String> {
        let phrases = self.wanted.iter().map(|term| phrase(&term.text, term));
        self.wanted.iter().any(|term| term.spellings.len() > 1).then(|| phrases.collect::<Vec<_>>().join(" AND "))
    }

    /// The same where each single character ends a run, as before a comma: all that is found by this is found by the
    /// query too, and at once, while FTS5 gathers every article of every pair that the character begins. `None` if there
    /// is no single character.
    ///
    /// ```
    /// use feedmill::text::SearchQuery;
    /// let ends = SearchQuery::parse("报 ferry").unwrap().at_ends_of_runs().unwrap();
    /// assert_eq!(ends.expression(), r#"("报" OR "報") AND "ferry""#);
    /// assert!(ends.at_ends_of_runs().is_none());
    /// ```
    pub fn at_ends_of_runs(&self) -> Option<SearchQuery> {
        let mut query = self.clone();
        let mut characters =
            query.wanted.iter_mut().filter(|term| !term.ends_runs && is_character(&term.text)).peekable();
        characters.peek()?;
        characters.for_each(|term| (term.ends_runs, term.is_prefix) = (true, false));
        Some(query)
    }

    fn without_unwanted(&self, wanted: String) -> String {
        if self.unwanted.is_empty() { wanted } else { format!("({wanted}) NOT ({})", joined(&self.unwanted, " OR ")) }
    }
}

fn joined(terms: &[SearchTerm], between: &str) -> String {
    terms.iter().map(any_spelling).collect::<Vec<_>>().join(between)
}

/// The first term, without its quotation marks, and what stands behind it.
fn first_term(typed: &str) -> Result<(&str, &str), SearchFault> {
    match typed.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"').ok_or(SearchFault::OpenQuote),
        None => Ok(typed.split_at(typed.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(typed.len()))),
    }
}

fn any_spelling(term: &SearchTerm) -> String {
    let phrases: Vec<String> = term.spellings.iter().map(|spelling| phrase(spelling, term)).collect();
    if phrases.len() > 1 { format!("({})", phrases.join(" OR ")) } else { phrases.concat() }
}

/// One term as an FTS5 string. Its last character gets no word of its own when it ends a run of pairs,
/// so that the term is found in the middle of longer runs too.
fn phrase(text: &str, term: &SearchTerm) -> String {
    let indexed = searchable(text);
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
    // A single character is the beginning of a pair.
    let begins_pairs = !term.ends_runs && matches!(words[..], [only] if is_character(only));
    let star = if term.is_prefix || begins_pairs { "*" } else { "" };
    format!("\"{}\"{star}", words.join(" "))
}

/// Whether a text is one character that would stand in pairs.
fn is_character(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(is_paired) && characters.next().is_none()
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
        for (typed, expression) in [
            ("AND", r#""AND""#),
            ("title:x", r#""title:x""#),
            ("a\"b\"", r#""a" AND "b""#),
            ("東京 OR", r#""東京" AND "OR""#),
            ("iPhone发布会", r#""iPhone 发布 布会""#),
            ("发布会iPhone", r#""发布 布会 会 iPhone""#),
            ("harb*", r#""harb"*"#),
            ("\"night may\"*", r#""night may"*"#),
            ("\"night may*\"", r#""night may"*"#),
            ("a*b", r#""a*b""#),
            ("* ferry - *", r#""ferry""#),
            ("新闻*", r#""新闻"*"#),
            ("\u{201c}night mayor\u{201d}", r#""night mayor""#),
            ("well-known -sport -\"the weather\"", r#"("well-known") NOT ("sport" OR "the weather")"#),
        ] {
            let query = SearchQuery::parse(typed).unwrap();
            assert_eq!(query.as_typed().unwrap_or_else(|| query.expression()), expression, "{typed}");
        }
    }

    #[test]
    fn spellings_are_bounded() {
        let query = SearchQuery::parse(&"发干 ".repeat(MOST_TERMS)).unwrap();
        assert!(query.expression().matches("OR").count() < MOST_SPELLINGS);
        assert_eq!(query.as_typed().unwrap().matches("发干").count(), MOST_TERMS);
        assert_eq!(SearchQuery::parse("ferry").unwrap().as_typed(), None);
        let title = SearchQuery::parse("新闻 ferry").unwrap().title_expression();
        assert_eq!(title, r#"{title} : (("新闻" OR "新聞") AND "ferry")"#);
    }

    #[test]
    fn what_cannot_be_searched_for_is_told() {
        for (typed, fault) in [
            ("", SearchFault::Nothing),
            (" … * -!", SearchFault::Nothing),
            ("\"\"", SearchFault::Nothing),
            ("\"night mayor", SearchFault::OpenQuote),
            ("5\"", SearchFault::OpenQuote),
            ("-ferry", SearchFault::OnlyUnwanted),
            (&"a ".repeat(65), SearchFault::TooMany),
        ] {
            assert_eq!(SearchQuery::parse(typed), Err(fault), "{typed}");
            assert!(!fault.hint().is_empty());
        }
    }
}
