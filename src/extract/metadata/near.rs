//! The short lines that stand with an article: around its headline and around its first prose.

use super::super::blocks::{Survey, TextBlock};
use super::super::tree::Tag;

/// Blocks looked at around the headline for a date line.
const BLOCKS_NEAR_HEADLINE: usize = 8;

/// Blocks from here on are text, not matter around it.
const PROSE_WORDS: f32 = 20.0;

/// Bylines and date lines are shorter.
const SHORT_LINE_WORDS: f32 = 20.0;

/// Short lines around the headline's block, around the first prose, and around an `h1` that is another block.
pub(super) fn lines_near_text(survey: &Survey, headline: Option<usize>) -> impl Iterator<Item = &str> {
    let prose = survey.blocks.iter().position(is_prose);
    let first_h1 = survey.blocks.iter().position(|block| survey.elements[block.element].tag == Tag::Heading(1));
    let around = |at: usize| at.saturating_sub(3)..at + BLOCKS_NEAR_HEADLINE;
    let around_prose = prose.map(|at| at.saturating_sub(BLOCKS_NEAR_HEADLINE)..at + 3);
    let other_h1 = first_h1.filter(|_| first_h1 != headline).map(around);
    let near = headline.map(around).into_iter().chain(around_prose).chain(other_h1).flatten();
    near.filter_map(|index| survey.blocks.get(index))
        .filter(|block| block.counts.words < SHORT_LINE_WORDS)
        .filter_map(|block| survey.text.get(block.text.clone()))
}

pub(super) fn is_prose(block: &TextBlock) -> bool {
    block.counts.words >= PROSE_WORDS && block.counts.ends_sentence && block.counts.link_density() < 0.3
}
