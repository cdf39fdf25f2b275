//! What a line says of those beside it inside a run: "related articles" or "comments" open a box of links or the end,
//! an item that sells a subscription is one of a list that does.

use super::blocks::{Survey, TextBlock};
use super::features::Prose;
use super::pointers::list_of;
use crate::furniture::{Line, Opening, Reason};
use std::collections::HashSet;
use std::ops::Range;

/// The share of a run's prose behind which such a line ends the article.
const MOST_PROSE: f32 = 0.75;

/// A box that an article goes on behind holds less of the page's prose, and no more blocks.
const MOST_BOX_SHARE: f32 = 0.3;
const MOST_BLOCKS: usize = 40;

/// A block with fewer words, or more of them in links, is no paragraph. An article goes on behind a box with
/// a paragraph at a place where one stood before.
const LEAST_WORDS: f32 = 12.0;
const MOST_LINK_DENSITY: f32 = 0.3;

/// Why blocks of the run are left out because of a line before them; ascending. `lines` are the run's own.
pub(super) fn opened(survey: &Survey, prose: &Prose, run: &Range<usize>, lines: &[Line]) -> Vec<(usize, &'static str)> {
    let all = prose.words_between(run.start, run.end);
    let mut out = Vec::new();
    let mut paragraph = None;
    let mut homes = HashSet::new();
    let mut index = run.start;
    while index < run.end {
        let opened = lines.get(index - run.start).and_then(Line::opens);
        let goes_on = |at: usize| is_paragraph(&survey.blocks[at]) && homes.contains(&survey.place(at));
        let end = match (opened, paragraph) {
            (Some(Opening::Related), Some(paragraph)) => {
                // What a box holds stands deeper than the line above it, or else is links.
                let is_behind = |at: usize| depth(survey, at) <= depth(survey, index) && goes_on(at);
                end_of_box(survey, prose, index, paragraph, is_behind).min(run.end)
            }
            _ => index + 1,
        };
        let is_late = opened.is_some() && prose.words_between(run.start, index) > MOST_PROSE * all;
        if is_late && !(opened == Some(Opening::Related) && (end..run.end).any(goes_on)) {
            out.extend((index + 1..run.end).map(|at| (at, "after_end")));
            break;
        }
        out.extend((index + 1..end).map(|at| (at, "related")));
        if is_paragraph(&survey.blocks[index]) {
            paragraph = Some(index);
            homes.insert(survey.place(index));
        }
        index = end;
    }
    out
}

/// Where the box ends that a line opens: with the outermost element around the line that the paragraph before
/// isn't in, nor one with which the text goes on, and the links right behind it.
fn end_of_box(
    survey: &Survey,
    prose: &Prose,
    line: usize,
    paragraph: usize,
    is_behind: impl Fn(usize) -> bool,
) -> usize {
    let mut element = survey.blocks[line].element;
    let mut end = line + 1;
    while !survey.elements[element].blocks.contains(&paragraph)
        && survey.elements[element].blocks.len() <= MOST_BLOCKS
        && prose.share(survey, element) <= MOST_BOX_SHARE
        && !(line + 1..survey.elements[element].blocks.end).any(&is_behind)
    {
        end = end.max(survey.elements[element].blocks.end);
        let parent = survey.elements[element].parent;
        if parent == element {
            break;
        }
        element = parent;
    }
    let links = survey.blocks.iter().skip(end).take(MOST_BLOCKS).take_while(|block| is_linked(block)).count();
    end + links
}

/// A longer list is none of what there is for the money.
const MOST_OFFERED: usize = 10;

/// Moves out of `kept` the items of lists of which another item was left out as selling a subscription: what there is
/// for the money. `lines` are those of the run from its `first` block on.
pub(super) fn offered(
    survey: &Survey,
    first: usize,
    lines: &[Line],
    left_out: &[(usize, &'static str)],
    kept: &mut Vec<usize>,
) -> Vec<usize> {
    let sells = |block: usize| {
        let line = block.checked_sub(first).and_then(|at| lines.get(at));
        line.is_some_and(|line| line.why() == Some(Reason::Paywall))
    };
    let selling = left_out.iter().filter(|&&(block, why)| why == Reason::Paywall.as_str() && sells(block));
    let lists: HashSet<usize> = selling
        .filter_map(|&(block, _)| list_of(survey, block))
        .filter(|&list| survey.elements[list].blocks.len() <= MOST_OFFERED)
        .collect();
    let is_offered = |block: &mut usize| list_of(survey, *block).is_some_and(|list| lists.contains(&list));
    kept.extract_if(.., is_offered).collect()
}

fn depth(survey: &Survey, block: usize) -> u32 {
    survey.elements[survey.blocks[block].element].depth
}

/// Whether a block is made of sentences rather than links.
pub(super) fn is_paragraph(block: &TextBlock) -> bool {
    block.counts.words >= LEAST_WORDS && block.counts.ends_sentence && !is_linked(block)
}

fn is_linked(block: &TextBlock) -> bool {
    block.counts.link_density() > MOST_LINK_DENSITY
}
