//! Where the headline stands among the blocks.

use super::blocks::{Survey, TextBlock};
use super::tags::Tag;
use crate::text::{comparable, is_unspaced};

/// What stands between a headline and the name of the site in a page's title.
const SEPARATORS: &[&str] = &[
    " | ", " - ", " – ", " — ", " :: ", " » ", " « ", " · ", " • ", " › ", " / ", " > ", "｜", "|", "_", " － ", "－",
    "—", " ‖ ",
];

/// A shorter headline might be any word of the page.
const LEAST_CHARACTERS: usize = 4;

/// Blocks looked at for a headline that is no heading.
const MOST_BLOCKS: usize = 400;

/// The block of the headline: the first `h1` of some words, else the first block outside of links that
/// is the page's title up to one of its separators, as on pages laid out with tables.
pub(super) fn headline_block(survey: &Survey, page_title: &str) -> Option<usize> {
    let is_h1 = |block: &TextBlock| survey.elements[block.element].tag == Tag::Heading(1) && block.counts.words >= 2.0;
    survey.blocks.iter().position(is_h1).or_else(|| block_of_title(survey, page_title))
}

/// The first block outside of links that is the page's title up to one of its separators.
pub(super) fn block_of_title(survey: &Survey, page_title: &str) -> Option<usize> {
    let starts: Vec<String> = cuts(page_title)
        .into_iter()
        .map(|(at, _)| comparable(&page_title[..at]))
        .chain([comparable(page_title)])
        .filter(|start| start.chars().count() >= LEAST_CHARACTERS)
        .collect();
    if starts.is_empty() {
        return None;
    }
    let is_title = |block: &TextBlock| {
        let text = &survey.text[block.text.clone()];
        text.len() <= page_title.len() * 2 && block.counts.link_density() < 0.5 && starts.contains(&comparable(text))
    };
    survey.blocks.iter().take(MOST_BLOCKS).position(is_title)
}

/// Places where a title may be cut: end of the first part, start of the second; the first such places first.
pub(super) fn cuts(title: &str) -> Vec<(usize, usize)> {
    let mut cuts: Vec<(usize, usize)> = SEPARATORS
        .iter()
        .flat_map(|separator| title.match_indices(separator).map(|(at, found)| (at, at + found.len())))
        .collect();
    // Between unspaced scripts the hyphen needs no space to be a separator.
    cuts.extend(
        title
            .match_indices('-')
            .filter(|(at, _)| {
                let (before, after) = (title[..*at].chars().next_back(), title[at + 1..].chars().next());
                before.is_some_and(is_unspaced) && after.is_some_and(is_unspaced)
            })
            .map(|(at, _)| (at, at + 1)),
    );
    cuts.sort_unstable();
    cuts.truncate(20);
    cuts
}
