//! The place in a text where a query matches, cut out for people to read.
//!
//! FTS5's own `snippet` counts words as they were indexed, in pairs for CJK, so it can't cut the text
//! as it is.

use crate::text::{SearchTerm, fold_letter, is_unspaced, simplified_character};
use serde::Serialize;
use std::ops::Range;

/// Characters shown before the first match, and altogether.
const CHARS_BEFORE: usize = 50;
const CHARS_SHOWN: usize = 200;

/// A piece of a text, one line, `…` where it was cut.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Snippet {
    pub text: String,
    /// Byte ranges in `text` that match the query.
    pub matches: Vec<Range<usize>>,
}

/// A word, or one character of a script without spaces, as it is compared.
#[derive(Debug, PartialEq)]
struct Token {
    folded: String,
    bytes: Range<usize>,
}

/// Cuts out the surroundings of the first match; the text's beginning if only its title matched.
pub(super) fn snippet(text: &str, wanted: &[SearchTerm]) -> Snippet {
    let terms: Vec<Term> = wanted.iter().map(Term::of).filter(|term| !term.words.is_empty()).collect();
    let tokens = tokens(text);
    let found = matches(&tokens, &terms);
    let first = found.first().map_or(0, |range| range.start);
    let start = window_start(text, first);
    let end = text[start..].char_indices().nth(CHARS_SHOWN).map_or(text.len(), |(offset, _)| start + offset);
    // A word cut in two at the window's end is left out, unless it is all there is.
    let end = tokens
        .iter()
        .find(|token| token.bytes.start < end && end < token.bytes.end)
        .map_or(end, |token| if token.bytes.start > first { token.bytes.start } else { end });
    assemble(text, start..end, &found)
}

fn assemble(text: &str, window: Range<usize>, found: &[Range<usize>]) -> Snippet {
    let mut snippet = Snippet::default();
    if window.start > 0 {
        snippet.text.push('…');
    }
    let shown = &text[window.clone()];
    let mut after_space = true;
    let mut matches = found.iter().filter(|range| window.start <= range.start && range.end <= window.end).peekable();
    let mut open = None;
    for (offset, c) in shown.char_indices() {
        let at = window.start + offset;
        if let Some(range) = matches.peek() {
            if at == range.start {
                open = Some(snippet.text.len());
            } else if at >= range.end {
                snippet.matches.extend(open.take().map(|from| from..snippet.text.len()));
                matches.next();
                if matches.peek().is_some_and(|next| at == next.start) {
                    open = Some(snippet.text.len());
                }
            }
        }
        // Paragraphs run on in one line.
        if !c.is_whitespace() {
            snippet.text.push(c);
        } else if !after_space {
            snippet.text.push(' ');
        }
        after_space = c.is_whitespace();
    }
    snippet.matches.extend(open.map(|from| from..snippet.text.len()));
    if window.end < text.len() {
        snippet.text.truncate(snippet.text.trim_end().len().max(snippet.matches.last().map_or(0, |range| range.end)));
        snippet.text.push('…');
    }
    snippet
}

/// Where to begin, so that the match at `first` has some text before it and no word is cut in two.
fn window_start(text: &str, first: usize) -> usize {
    let before = &text[..first];
    let Some((start, _)) = before.char_indices().rev().nth(CHARS_BEFORE) else { return 0 };
    let skipped = before[start..]
        .char_indices()
        .find(|&(_, c)| !c.is_alphanumeric() || is_single(c))
        .map_or(0, |(offset, _)| offset);
    let rest = &before[start + skipped..];
    first - rest.trim_start_matches(|c: char| !c.is_alphanumeric()).len()
}

/// Words that stand side by side, as they are compared.
struct Term {
    words: Vec<String>,
    /// The last word may go on.
    is_prefix: bool,
}

impl Term {
    fn of(term: &SearchTerm) -> Term {
        Term { words: tokens(&term.text).into_iter().map(|token| token.folded).collect(), is_prefix: term.is_prefix }
    }

    /// Whether it stands at the beginning of `tokens`.
    fn begins(&self, tokens: &[Token]) -> bool {
        let Some((last, before)) = self.words.split_last() else { return false };
        let Some((end, beginning)) = tokens.get(..self.words.len()).and_then(<[Token]>::split_last) else {
            return false;
        };
        let ends = if self.is_prefix { end.folded.starts_with(last) } else { end.folded == *last };
        ends && before.iter().zip(beginning).all(|(word, token)| *word == token.folded)
    }
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut inside = false;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        if is_single(c) && c.is_alphanumeric() {
            tokens.push(Token { folded: simplified_character(c).to_string(), bytes: at..end });
            inside = false;
            continue;
        }
        match (fold_letter(c), tokens.last_mut()) {
            // An accent belongs to the letter before it.
            (None, Some(token)) if inside => token.bytes.end = end,
            (Some(folded), Some(token)) if inside && c.is_alphanumeric() => {
                token.folded.push(folded);
                token.bytes.end = end;
            }
            (Some(folded), _) if c.is_alphanumeric() => {
                tokens.push(Token { folded: folded.to_string(), bytes: at..end });
                inside = true;
            }
            _ => inside = false,
        }
    }
    tokens
}

/// Characters that are found in the middle of a run: scripts without spaces, and Hangul, whose words
/// carry their particles.
fn is_single(c: char) -> bool {
    is_unspaced(c) || matches!(c, '\u{ac00}'..='\u{d7af}' | '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}')
}

/// Byte ranges of all matches, in order and apart from each other.
fn matches(tokens: &[Token], terms: &[Term]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut position = 0;
    while let Some(rest) = tokens.get(position..).filter(|rest| !rest.is_empty()) {
        let longest = terms.iter().filter(|term| term.begins(rest)).map(|term| term.words.len()).max();
        match (longest, rest.first()) {
            (Some(length), Some(first)) => {
                let last = rest.get(length.saturating_sub(1)).unwrap_or(first);
                found.push(first.bytes.start..last.bytes.end);
                position += length;
            }
            _ => position += 1,
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::SearchQuery;
    use proptest::prelude::*;

    fn marked(text: &str, query: &str) -> String {
        let snippet = snippet(text, SearchQuery::parse(query).unwrap().wanted());
        let mut marked = snippet.text.clone();
        for range in snippet.matches.iter().rev() {
            marked.insert(range.end, ']');
            marked.insert(range.start, '[');
        }
        marked
    }

    #[test]
    fn matches_are_words_in_any_script() {
        for (text, query, expected) in [
            ("A ferry, a Ferryman.\n\nThe FERRY", "ferry", "A [ferry], a Ferryman. The [FERRY]"),
            ("今天的新闻，旧闻", "新闻", "今天的[新闻]，旧闻"),
            ("今天的新聞", "新闻", "今天的[新聞]"),
            ("用iPhone 发布会", "iPhone发布会", "用[iPhone 发布会]"),
            ("Un café fermé", "cafe", "Un [café] fermé"),
            ("서울에서 만나", "서울", "[서울]에서 만나"),
            ("the night mayor of the night", "\"night mayor\"", "the [night mayor] of the night"),
            ("nothing here", "absent", "nothing here"),
            ("harbours and a harbour", "harb*", "[harbours] and a [harbour]"),
            ("a night mayoress", "\"night may\"*", "a [night mayoress]"),
            ("東京都の新聞、東京で", "東京 新聞", "[東京]都の[新聞]、[東京]で"),
            ("في مدينة القاهرة", "مدينة", "في [مدينة] القاهرة"),
        ] {
            assert_eq!(marked(text, query), expected, "{query}");
        }
    }

    #[test]
    fn a_long_text_is_cut_around_the_match() {
        let text = format!("{} needle {}", "hay ".repeat(100).trim(), "straw ".repeat(100).trim());
        let cut = marked(&text, "needle");
        assert!(cut.starts_with("…hay ") && cut.ends_with("straw…") && cut.contains("[needle]"), "{cut}");
        assert!(cut.chars().count() <= CHARS_SHOWN + 4, "{cut}");
        let text = format!("{}针{}", "草".repeat(300), "禾".repeat(300));
        let cut = marked(&text, "针");
        assert!(cut.starts_with("…草") && cut.contains("草[针]禾") && cut.ends_with("禾…"), "{cut}");
    }

    proptest! {
        #[test]
        fn any_text_and_query_give_a_snippet(text in "\\PC{0,300}", query in "\\PC{0,10}") {
            let Ok(query) = SearchQuery::parse(&query) else { return Ok(()) };
            let snippet = snippet(&text, query.wanted());
            for range in snippet.matches {
                prop_assert!(snippet.text.get(range).is_some_and(|found| !found.is_empty()));
            }
        }
    }
}
