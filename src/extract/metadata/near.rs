//! The short lines that stand with an article: around its headline and around its first prose.

use super::super::blocks::{Survey, TextBlock};
use super::super::tags::Tag;

/// Blocks looked at below the headline, and above it.
const BLOCKS_NEAR_HEADLINE: usize = 8;
const BLOCKS_ABOVE_HEADLINE: usize = 3;

/// Blocks from here on are text, not matter around it.
const PROSE_WORDS: f32 = 20.0;

/// Bylines and date lines are shorter.
pub(super) const SHORT_LINE_WORDS: f32 = 20.0;

/// Where the short blocks stand that are around the headline's, around the first prose, and around an `h1` that is
/// another block; those below a headline before those above it.
pub(super) fn blocks_near_text(survey: &Survey, headline: Option<usize>) -> impl Iterator<Item = usize> {
    let prose = survey.blocks.iter().position(is_prose);
    let first_h1 = survey.blocks.iter().position(|block| survey.elements[block.element].tag == Tag::Heading(1));
    let around_prose = prose.map(|at| at.saturating_sub(BLOCKS_NEAR_HEADLINE)..at + 3);
    let other_h1 = first_h1.filter(|_| first_h1 != headline).map(around);
    let near = headline.map(around).into_iter().flatten();
    let near = near.chain(around_prose.into_iter().flatten()).chain(other_h1.into_iter().flatten());
    near.filter(|&at| survey.blocks.get(at).is_some_and(|block| block.counts.words < SHORT_LINE_WORDS))
}

/// The lines of these blocks, and where each stands.
pub(super) fn lines_near_text(survey: &Survey, headline: Option<usize>) -> impl Iterator<Item = (usize, &str)> {
    blocks_near_text(survey, headline).filter_map(|at| Some((at, survey.text.get(survey.blocks[at].text.clone())?)))
}

/// The blocks below a headline, then those above it.
fn around(at: usize) -> impl Iterator<Item = usize> {
    (at..at + BLOCKS_NEAR_HEADLINE).chain(at.saturating_sub(BLOCKS_ABOVE_HEADLINE)..at)
}

pub(super) fn is_prose(block: &TextBlock) -> bool {
    block.counts.words >= PROSE_WORDS && block.counts.ends_sentence && block.counts.link_density() < 0.3
}
