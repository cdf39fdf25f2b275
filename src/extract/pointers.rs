//! What points away from an article amid its text, told by layout alone: lists of links to other pages, lines of
//! one link in capitals.

use super::blocks::{Survey, TextBlock};
use super::tags::Tag;
use std::ops::Range;

/// A list of links is the article's from this mean score on: some articles are made of them. Measured on public pages,
/// by trees that had not seen them: below it 42 lists were furniture and 25 the article's, ten of these on one page.
const SURE_LIST: f32 = 0.6;

/// A longer list is what its page is about.
const MOST_ITEMS: usize = 10;

/// The mean of its items: what has less in links or fewer words lists things rather than headlines.
const LEAST_LINK_DENSITY: f32 = 0.6;
const LEAST_WORDS: f32 = 5.0;

/// A line of fewer words in capitals is a label or a name.
const LEAST_CAPITAL_WORDS: f32 = 4.0;

/// The blocks of `run` in lists of which every item is a link to another page, by a few words beside it.
pub(super) fn lists(survey: &Survey, run: Range<usize>, scores: &[f32]) -> Vec<usize> {
    let mut found = Vec::new();
    let mut start = run.start;
    while start < run.end {
        let list = list_of(survey, start);
        let same = |&at: &usize| list.is_some() && list_of(survey, at) == list;
        let items = start..start + (start..run.end).take_while(same).count().max(1);
        start = items.end;
        if (2..=MOST_ITEMS).contains(&items.len()) && points_away(&survey.blocks[items.clone()], &scores[items.clone()])
        {
            found.extend(items);
        }
    }
    found
}

/// The list whose item a block is the text of.
pub(super) fn list_of(survey: &Survey, block: usize) -> Option<usize> {
    let element = &survey.elements[survey.blocks[block].element];
    (element.tag == Tag::ItemOfList).then_some(element.parent)
}

fn points_away(items: &[TextBlock], scores: &[f32]) -> bool {
    let mean = |sum: f32| sum / items.len() as f32;
    items.iter().all(|item| item.counts.links > 0)
        && mean(items.iter().map(|item| item.counts.link_density()).sum()) >= LEAST_LINK_DENSITY
        && mean(items.iter().map(|item| item.counts.words).sum()) >= LEAST_WORDS
        && mean(scores.iter().sum()) < SURE_LIST
}

/// Whether a linked block outside of headings, lists and tables is all in capitals: how some newsrooms set links to
/// other stories between two paragraphs.
pub(super) fn is_in_capitals(survey: &Survey, block: &TextBlock) -> bool {
    let is_lower = |text: &str| text.chars().any(char::is_lowercase);
    let is_listed = |tag| matches!(tag, Tag::Heading(_) | Tag::ItemOfList | Tag::Definition | Tag::Cell);
    block.counts.words >= LEAST_CAPITAL_WORDS
        && 2 * block.counts.uppercase > block.counts.characters
        && !is_listed(survey.elements[block.element].tag)
        && !is_lower(&survey.text[block.text.clone()])
}

#[cfg(test)]
mod tests {
    use super::super::blocks::Marked;
    use super::super::limits;
    use super::super::survey::survey;
    use super::super::tokenizer::Wanted;
    use super::*;

    fn surveyed(html: &str) -> Survey {
        survey(limits::parse(html, Wanted::Known).tree.root(), &Marked::default())
    }

    #[test]
    fn a_list_of_headlines_points_away_unless_it_is_sure() {
        let headline = "<li>Harbour: <a href=/b>The ferry that never came back to its island</a></li>";
        let name = "<li><a href=/ann>Ann</a></li>";
        let fact = "<li>The ferry carries four hundred people and is <a href=/b>old</a></li>";
        for (items, score, pointing) in [
            (headline.repeat(3), 0.5, 3),
            (headline.repeat(3), 0.7, 0),
            (headline.to_owned(), 0.5, 0),
            (headline.repeat(11), 0.5, 0),
            (name.repeat(3), 0.5, 0),
            (fact.repeat(3), 0.5, 0),
            (format!("{headline}<li>A headline that leads nowhere at all</li>"), 0.5, 0),
        ] {
            let survey = surveyed(&format!("<p>The ferry left at noon.</p><ul>{items}</ul><p>Nobody waved.</p>"));
            let scores = vec![score; survey.blocks.len()];
            let found = lists(&survey, 0..survey.blocks.len(), &scores);
            assert_eq!(found, (1..=pointing).collect::<Vec<usize>>(), "{items} of {score}");
        }
    }

    #[test]
    fn a_line_in_capitals_points_away_if_it_is_no_label() {
        for (html, points_away) in [
            ("<p><a href=/b>THE FERRY THAT NEVER CAME BACK</a></p>", true),
            ("<p><a href=/b>ПАРОМ, КОТОРЫЙ НЕ ВЕРНУЛСЯ ДОМОЙ</a></p>", true),
            ("<p><a href=/b>The FERRY THAT NEVER CAME BACK</a></p>", false),
            ("<p><a href=/b>THE FERRY</a></p>", false),
            ("<h2><a href=/b>THE FERRY THAT NEVER CAME BACK</a></h2>", false),
            ("<p><a href=/b>再也没有回来的渡轮，港口，码头</a></p>", false),
        ] {
            let survey = surveyed(html);
            assert_eq!(is_in_capitals(&survey, &survey.blocks[0]), points_away, "{html}");
        }
    }
}
