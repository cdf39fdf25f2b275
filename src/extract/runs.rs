//! The runs of blocks that are worth most: where a body begins and ends, in one piece or in several.

use super::blocks::{BlockElement, Survey, TextBlock};
use super::features::Prose;
use super::tags::Tag;
use std::ops::Range;

/// A run is worth the sum of its blocks' scores above this.
const RUN_THRESHOLD: f32 = 0.4;

/// A run apart from the best one is a piece of the body if it is worth this share of it.
const PIECE_SHARE: f32 = 0.15;
const MOST_RUNS: usize = 8;

/// What a block of another article is worth: no run bridges it.
const NOT_THIS_ARTICLE: f32 = -100.0;

/// An element of less prose than this is a headline alone, with its article elsewhere.
const LEAST_ARTICLE_WORDS: f32 = 60.0;

/// What each block adds to a run; those of the page's next articles end it.
pub(super) fn worths(survey: &Survey, prose: &Prose, headline: Option<usize>, scores: &[f32]) -> Vec<f32> {
    let mut worths: Vec<f32> = survey.blocks.iter().zip(scores).map(|(block, score)| worth(block, *score)).collect();
    for other in further_articles(survey, prose, headline) {
        worths[other].fill(NOT_THIS_ARTICLE);
    }
    worths
}

/// Long blocks decide where the run begins and ends, but none outweighs several others.
fn worth(block: &TextBlock, score: f32) -> f32 {
    (score - RUN_THRESHOLD) * (1.0 + block.counts.words).ln()
}

/// The run with the greatest sum, and others worth a good part of it: a body in several pieces. In order.
pub(super) fn best_runs(worths: &[f32]) -> Vec<Range<usize>> {
    let Some((best, sum)) = best_run(worths, 0..worths.len()) else { return Vec::new() };
    let mut gaps = vec![0..best.start, best.end..worths.len()];
    let mut runs = vec![best];
    while let Some(gap) = gaps.pop() {
        if runs.len() == MOST_RUNS {
            break;
        }
        if let Some((run, _)) = best_run(worths, gap.clone()).filter(|(_, worth)| *worth >= PIECE_SHARE * sum) {
            gaps.extend([gap.start..run.start, run.end..gap.end]);
            runs.push(run);
        }
    }
    runs.sort_by_key(|run| run.start);
    runs
}

/// The run with the greatest sum and that sum; none if no block is worth anything.
fn best_run(worths: &[f32], within: Range<usize>) -> Option<(Range<usize>, f32)> {
    let mut best = None;
    let (mut start, mut sum, mut most) = (within.start, 0.0, 0.0);
    for index in within {
        sum += worths[index];
        if sum <= 0.0 {
            (start, sum) = (index + 1, 0.0);
        } else if sum > most {
            most = sum;
            best = Some((start..index + 1, sum));
        }
    }
    best
}

/// The next articles of a page that goes on with them: as whole as the headline's own, each with a headline.
fn further_articles(survey: &Survey, prose: &Prose, headline: Option<usize>) -> Vec<Range<usize>> {
    let is_article = |element: &&BlockElement| element.tag == Tag::Article;
    let Some(own) = headline.and_then(|headline| {
        survey.elements.iter().rev().filter(is_article).find(|element| element.blocks.contains(&headline))
    }) else {
        return Vec::new();
    };
    if prose.words_between(own.blocks.start, own.blocks.end) < LEAST_ARTICLE_WORDS {
        return Vec::new();
    }
    let is_h1 = |block: &TextBlock| survey.elements[block.element].tag == Tag::Heading(1);
    let comes_after = survey.elements.iter().filter(is_article).filter(|other| other.blocks.start >= own.blocks.end);
    comes_after
        .filter(|other| survey.blocks[other.blocks.clone()].iter().any(is_h1))
        .map(|other| other.blocks.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::best_runs;

    #[test]
    fn runs_bridge_small_losses_and_pieces_are_joined() {
        for (worths, runs) in [
            (&[-1.0, 2.0, -0.5, 3.0, -4.0, 0.5][..], "[1..4]"),
            (&[2.0, -5.0, 2.5], "[0..1, 2..3]"),
            (&[9.0, -20.0, 1.0, -20.0, 2.0], "[0..1, 4..5]"),
            (&[-1.0, -2.0], "[]"),
            (&[], "[]"),
        ] {
            assert_eq!(format!("{:?}", best_runs(worths)), runs);
        }
    }
}
