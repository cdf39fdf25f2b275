//! Scored blocks to the main content: the best run of blocks, less what doesn't belong inside it.

use super::blocks::{Survey, TextBlock};
use super::tree::Tag;
use super::vocabulary::Group;

/// What became of the page's blocks; indices into [`Survey::blocks`], ascending.
#[derive(Debug, Default)]
pub(super) struct Choice {
    pub(super) kept: Vec<usize>,
    pub(super) captions: Vec<usize>,
    /// Blocks that stand among the kept ones, with a word that says why they were left out.
    pub(super) left_out: Vec<(usize, &'static str)>,
}

/// A run is worth the sum of its blocks' scores above this.
const RUN_THRESHOLD: f32 = 0.4;

/// Inside of the run a block stays from this score on.
const KEEP_THRESHOLD: f32 = 0.4;

/// The main content by score.
pub(super) fn by_score(survey: &Survey, scores: &[f32]) -> Choice {
    let worths: Vec<f32> = survey.blocks.iter().zip(scores).map(|(block, score)| worth(block, *score)).collect();
    let run = best_run(&worths);
    let mut choice = Choice::default();
    for index in run {
        let block = &survey.blocks[index];
        if is_caption(survey, block) {
            choice.captions.push(index);
            choice.left_out.push((index, "caption"));
        } else if scores[index] >= KEEP_THRESHOLD {
            choice.kept.push(index);
        } else {
            choice.left_out.push((index, reason(survey, block)));
        }
    }
    choice
}

/// Everything, or everything that the user's rule selects; captions apart.
pub(super) fn all(survey: &Survey, only_by_rule: bool) -> Choice {
    let mut choice = Choice::default();
    for (index, block) in survey.blocks.iter().enumerate() {
        if only_by_rule && !survey.elements[block.element].by_rule {
            continue;
        }
        if is_caption(survey, block) {
            choice.captions.push(index);
            choice.left_out.push((index, "caption"));
        } else {
            choice.kept.push(index);
        }
    }
    choice
}

/// Long blocks decide where the run begins and ends, but none outweighs several others.
fn worth(block: &TextBlock, score: f32) -> f32 {
    (score - RUN_THRESHOLD) * (1.0 + block.counts.words).ln()
}

/// The run with the greatest sum; empty if no block is worth anything.
fn best_run(worths: &[f32]) -> std::ops::Range<usize> {
    let mut best = (0.0, 0..0);
    let (mut start, mut sum) = (0, 0.0);
    for (index, worth) in worths.iter().enumerate() {
        sum += worth;
        if sum <= 0.0 {
            (start, sum) = (index + 1, 0.0);
        } else if sum > best.0 {
            best = (sum, start..index + 1);
        }
    }
    best.1
}

/// Text of a figure other than a table or a quotation, which some sites wrap in one too.
fn is_caption(survey: &Survey, block: &TextBlock) -> bool {
    let element = &survey.elements[block.element];
    match element.tag {
        Tag::Caption => true,
        Tag::Cell | Tag::Blockquote | Tag::ItemOfList | Tag::Preformatted => false,
        _ if element.tags_around.has(Tag::Cell) || element.tags_around.has(Tag::Blockquote) => false,
        tag => {
            let parent = &survey.elements[element.parent];
            tag == Tag::Figure || parent.tag == Tag::Figure || parent.tag == Tag::Caption
        }
    }
}

/// The likeliest purpose of a block that isn't part of the article.
fn reason(survey: &Survey, block: &TextBlock) -> &'static str {
    let element = &survey.elements[block.element];
    let groups = element.groups.with(survey.elements[element.parent].groups).with(element.groups_around);
    let by_name = [
        (Group::Newsletter, "newsletter"),
        (Group::Share, "share"),
        (Group::Comment, "comment"),
        (Group::Related, "related"),
        (Group::Ad, "advertisement"),
        (Group::Consent, "notice"),
        (Group::Paywall, "paywall"),
        (Group::Author, "byline"),
        (Group::Tags, "tags"),
        (Group::Navigation, "navigation"),
        (Group::Caption, "caption"),
    ];
    if block.counts.link_density() > 0.5 {
        return "link_list";
    }
    by_name.into_iter().find(|(group, _)| groups.has(*group)).map_or("low_score", |(_, why)| why)
}

#[cfg(test)]
mod tests {
    use super::best_run;

    #[test]
    fn the_best_run_bridges_small_losses() {
        for (worths, run) in [
            (&[-1.0, 2.0, -0.5, 3.0, -4.0, 1.0][..], 1..4),
            (&[2.0, -5.0, 2.5], 2..3),
            (&[-1.0, -2.0], 0..0),
            (&[], 0..0),
        ] {
            assert_eq!(best_run(worths), run);
        }
    }
}
