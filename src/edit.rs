//! Whether a page that was read again says something else than before: an edit, or the same in another dress.

use crate::furniture::Line;
use std::collections::HashSet;

/// What was read of an article.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    pub title: Option<&'a str>,
    /// Paragraphs, separated by line breaks.
    pub text: &'a str,
}

/// What a later reading is to an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// White space and furniture aside, the same words in the same order.
    Same,
    Edited,
    /// No more than a part of what was there, word for word: a teaser, or a page that broke off.
    CutOff,
}

/// A line that counts something is no longer than this.
const MOST_COUNTER_CHARACTERS: usize = 60;

/// Compares two readings of one page.
///
/// White space is no word, and neither is a line that furniture's words call so: what counts views and comments, says
/// how long ago the article was changed, or advertises. A figure within a sentence is news.
///
/// ```
/// use feedmill::edit::{Said, Verdict, judge};
/// let said = |text| Said { title: Some("Ferry opens"), text };
/// let before = said("The ferry left at noon.\n\nThree boats followed.");
/// assert_eq!(judge(before, said("The  ferry left\nat noon. Three boats followed.")), Verdict::Same);
/// assert_eq!(judge(before, said("The ferry left at one.\n\nThree boats followed.")), Verdict::Edited);
/// assert_eq!(judge(before, said("The ferry left …")), Verdict::CutOff);
/// ```
pub fn judge(before: Said<'_>, now: Said<'_>) -> Verdict {
    let title = |said: &Said<'_>| without_space(said.title.unwrap_or_default());
    let (words_before, words_now) = (words(before.text), words(now.text));
    if words_before == words_now {
        let is_titled_same = title(&before) == title(&now);
        return if is_titled_same { Verdict::Same } else { Verdict::Edited };
    }
    let most_left = if begins(&words_before, &words_now) { 0.8 } else { 0.5 };
    let is_shorter = words_now.len() as f64 <= words_before.len() as f64 * most_left;
    if is_shorter && is_part(now.text, &words_before) { Verdict::CutOff } else { Verdict::Edited }
}

/// Whether two texts share a paragraph, and one that is long enough not to be shared by chance.
pub fn have_common(one: &str, other: &str) -> bool {
    const LEAST_CHARACTERS: usize = 20;
    let paragraphs = |text: &str| {
        let long = text.lines().map(without_space).filter(|line| line.chars().count() >= LEAST_CHARACTERS);
        long.collect::<HashSet<String>>()
    };
    !paragraphs(one).is_disjoint(&paragraphs(other))
}

/// All that is said, without what furniture's words call furniture.
fn words(text: &str) -> String {
    text.lines().filter(|line| !is_furniture(line)).map(without_space).collect()
}

fn is_furniture(line: &str) -> bool {
    let line = line.trim();
    is_counter(line) || Line::new(line).why().is_some()
}

/// A line that is a number and next to nothing else: "1,204", "12 ♥".
fn is_counter(line: &str) -> bool {
    let is_short = line.len() <= MOST_COUNTER_CHARACTERS;
    is_short && line.chars().any(char::is_numeric) && !line.chars().any(char::is_alphabetic)
}

/// Whether each paragraph, or its beginning, stands in the other text.
fn is_part(text: &str, whole: &str) -> bool {
    text.lines().map(without_space).all(|line| whole.contains(unfinished(&line)))
}

fn begins(whole: &str, beginning: &str) -> bool {
    whole.starts_with(unfinished(beginning))
}

/// Without the signs that say "and so on".
fn unfinished(text: &str) -> &str {
    text.trim_end_matches(['…', '.', '[', ']', '(', ')'])
}

/// Letters and signs in their order; spaces, and characters that only say where a line may break, are left out.
fn without_space(text: &str) -> String {
    let is_seen =
        |c: &char| !c.is_whitespace() && !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    text.chars().filter(is_seen).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(before: &str, now: &str) -> Verdict {
        let said = |text| Said { title: Some("Ferry opens"), text };
        judge(said(before), said(now))
    }

    #[test]
    fn spaces_counters_and_advertisements_are_no_edit() {
        let text = "The ferry left at noon with 3 boats behind it.\n\nHalf of the town had come.";
        for now in [
            "The ferry left at noon with 3 boats behind it. Half of the town had come.",
            "The ferry left at noon\u{a0}with 3 boats behind it.\n\n\u{200b}Half of the town had come.\n",
            "1,204\n\nThe ferry left at noon with 3 boats behind it.\n\nHalf of the town had come.\n\n17",
            "The ferry left at noon with 3 boats behind it.\n\nAdvertisement\n\nHalf of the town had come.",
            "The ferry left at noon with 3 boats behind it.\n\nHalf of the town had come.\n\nSign up for our newsletter",
        ] {
            assert_eq!(verdict(text, now), Verdict::Same, "{now:?}");
        }
    }

    #[test]
    fn words_figures_and_signs_are() {
        let text = "The ferry left at noon with 3 boats behind it.";
        for now in [
            "The ferry left at noon with 5 boats behind it.",
            "The ferry left at noon with 3 boats behind it!",
            "The ferry left at noon with 3 boats behind it.\n\nIt came back at one.",
            "Correction: the ferry stayed.",
        ] {
            assert_eq!(verdict(text, now), Verdict::Edited, "{now:?}");
        }
        assert_eq!(verdict("渡轮今天开放，三艘船随行。", "渡轮今天开放，五艘船随行。"), Verdict::Edited);
        let retitled = judge(Said { title: Some("Ferry opens"), text }, Said { title: Some("Ferry sinks"), text });
        assert_eq!(retitled, Verdict::Edited);
    }

    #[test]
    fn a_beginning_of_the_text_is_a_teaser() {
        let text =
            "The ferry left at noon with 3 boats behind it.\n\nHalf of the town had come.\n\nIts engines are new.";
        assert_eq!(verdict(text, "The ferry left at noon with…"), Verdict::CutOff);
        assert_eq!(verdict("渡轮今天开放，三艘船随行。市长第一个买票。", "渡轮今天开放……"), Verdict::CutOff);
        assert_eq!(verdict(text, ""), Verdict::CutOff);
        let ends_early = "The ferry left at noon with 3 boats behind it.\n\nHalf of the";
        assert_eq!(verdict(text, ends_early), Verdict::CutOff);
        let shorter = "The ferry left at noon with 3 boats behind it.\n\nIts engines are new.";
        assert_eq!(verdict(text, shorter), Verdict::Edited, "a paragraph taken out of the middle");
    }
}
