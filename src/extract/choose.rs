//! Scored blocks to the main content: the best run of blocks, less what doesn't belong inside it.

use super::blocks::{BlockElement, Survey, TextBlock};
use super::boxes;
use super::features::Prose;
use super::groups::Group;
use super::pointers;
use super::runs::{best_runs, worths};
use super::tags::Tag;
use crate::furniture::{Line, Reason, Setting};
use std::ops::Range;

/// What became of the page's blocks; indices into [`Survey::blocks`], ascending.
#[derive(Debug, Default)]
pub(super) struct Choice {
    pub(super) kept: Vec<usize>,
    pub(super) captions: Vec<usize>,
    /// Blocks that stand among the kept ones, with a word that says why they were left out.
    pub(super) left_out: Vec<(usize, &'static str)>,
}

/// The element that holds an article holds this share of its characters.
const HELD_SHARE: f32 = 0.9;

impl Choice {
    /// The blocks of the element that holds the article, from its first to its last. A headline may stand
    /// outside of it, and so may a piece of the text.
    pub(super) fn holder(&self, survey: &Survey) -> Range<usize> {
        let characters = |index: &usize| survey.blocks[*index].text.len();
        let Some(longest) = self.kept.iter().max_by_key(|index| characters(index)) else { return 0..0 };
        let all: usize = self.kept.iter().map(characters).sum();
        let mut index = survey.blocks[*longest].element;
        loop {
            let element = &survey.elements[index];
            let held: usize = self.kept.iter().filter(|index| element.blocks.contains(index)).map(characters).sum();
            let is_enough = element.blocks.len() > 1 && held as f32 >= HELD_SHARE * all as f32;
            if is_enough || element.parent == index {
                return element.blocks.clone();
            }
            index = element.parent;
        }
    }
}

/// Inside of the run a block stays from this score on; a line that nothing marks as a part of a text must be surer.
const KEEP_THRESHOLD: f32 = 0.4;
const KEEP_BARE_LINE_THRESHOLD: f32 = 0.5;
const MOST_BARE_WORDS: f32 = 12.0;

/// A paragraph apart from all runs, but between them, is the article's from this score on: what stands around it
/// outweighs it. Behind the last run it must be sure, above the first one very sure: summaries stand there.
const APART_THRESHOLD: f32 = 0.5;
const ABOVE_THRESHOLD: f32 = 0.85;

/// Blocks on each side of the run that say why they are no part of it.
const NEAR: usize = 10;

/// From this score on a block's surroundings don't speak against it: the names of boxes are words that articles
/// are about too, and lists of links are what some articles are made of. Measured on public pages: of the blocks
/// that names and links alone had left out, most below it were furniture, most above it the article's.
const SURE_THRESHOLD: f32 = 0.7;

/// A heading of which nothing is left stays from this score on: some sites make their last line one.
const SURE_HEADING_THRESHOLD: f32 = 0.6;

/// A block with more of its characters in links is a row of links.
const LINK_ROW_DENSITY: f32 = 0.8;

/// A figure with more blocks holds text.
const MOST_CAPTION_BLOCKS: usize = 4;

/// A box that begins with "Advertisement" and has more blocks than this is no advertisement.
const MOST_ADVERTISEMENT_BLOCKS: usize = 4;

/// How far out a box is looked for, and what share of the page's prose it may hold at most.
const LEVELS_OF_BOXES: usize = 2;
/// A link is deeper inside: in its item, in its list.
const LEVELS_OF_LISTS: usize = 4;
const SMALL_BOX_SHARE: f32 = 0.15;

/// Names of boxes that stand inside of articles and are no part of them.
const BOXES: &[(Group, &str)] =
    &[(Group::Newsletter, "newsletter"), (Group::Share, "share"), (Group::Comment, "comment")];

/// The main content by score.
///
/// `headline` is the block of the headline.
pub(super) fn by_score(survey: &Survey, prose: &Prose, headline: Option<usize>, scores: &[f32]) -> Choice {
    let worths = worths(survey, prose, headline, scores);
    let runs = best_runs(&worths);
    let mut run = runs.first().map_or(0, |run| run.start)..runs.last().map_or(0, |run| run.end);
    let within = run.clone();
    let is_apart = |index: usize| {
        let asked = match index {
            above if above < within.start => ABOVE_THRESHOLD,
            below if below >= within.end => SURE_THRESHOLD,
            _ => APART_THRESHOLD,
        };
        worths[index] > 0.0 && scores[index] >= asked && boxes::is_paragraph(&survey.blocks[index])
    };
    if !run.is_empty() {
        run.start = (0..run.start).find(|&at| is_apart(at)).unwrap_or(run.start);
        run.end = (run.end..survey.blocks.len()).rev().find(|&at| is_apart(at)).map_or(run.end, |last| last + 1);
    }
    let mut choice = Choice::default();
    if !run.is_empty() {
        let near = (run.start.saturating_sub(NEAR)..run.start).chain(run.end..survey.blocks.len().min(run.end + NEAR));
        let why = |block: &TextBlock| {
            furniture(survey, prose, block, &line_of(survey, block), 0.0)
                .unwrap_or_else(|| likely_purpose(survey, block))
        };
        choice.left_out.extend(near.map(|index| (index, why(&survey.blocks[index]))));
    }
    let lines: Vec<Line> = run.clone().map(|index| line_of(survey, &survey.blocks[index])).collect();
    let mut opened = boxes::opened(survey, prose, &run, &lines).into_iter().peekable();
    let mut pointing = pointers::lists(survey, run.clone(), scores).into_iter().peekable();
    for (index, line) in run.clone().zip(&lines) {
        let points_away = pointing.next_if_eq(&index).is_some();
        if let Some((_, why)) = opened.next_if(|(at, _)| *at == index) {
            choice.left_out.push((index, line.why().map_or(why, Reason::as_str)));
            continue;
        }
        let block = &survey.blocks[index];
        let is_in_piece = runs.iter().any(|run| run.contains(&index));
        if is_in_piece && is_caption(survey, block, line) {
            choice.captions.push(index);
            choice.left_out.push((index, "caption"));
        } else if let Some(why) = furniture(survey, prose, block, line, scores[index]) {
            choice.left_out.push((index, why));
        } else if points_away {
            choice.left_out.push((index, "link_list"));
        } else if is_in_piece && scores[index] >= keep_threshold(survey, block) || is_apart(index) {
            choice.kept.push(index);
        } else {
            choice.left_out.push((index, likely_purpose(survey, block)));
        }
    }
    let offered = boxes::offered(survey, run.start, &lines, &choice.left_out, &mut choice.kept);
    choice.left_out.extend(offered.into_iter().map(|index| (index, Reason::Paywall.as_str())));
    drop_bare_headings(survey, scores, &mut choice);
    choice.left_out.sort_unstable();
    if choice.kept.is_empty() {
        // A photograph with its story under it: the caption is the article.
        choice.kept = std::mem::take(&mut choice.captions);
        choice.left_out.retain(|(index, _)| choice.kept.binary_search(index).is_err());
    }
    choice
}

/// A few words that are no sentence, in no paragraph, heading, list, table or quotation, are a bare line.
fn keep_threshold(survey: &Survey, block: &TextBlock) -> f32 {
    let is_text = |tag| matches!(tag, Tag::Paragraph | Tag::Heading(_) | Tag::Blockquote | Tag::Preformatted);
    let is_list = |tag| matches!(tag, Tag::List | Tag::OrderedList | Tag::ItemOfList | Tag::Definition);
    let is_cell = |tag| matches!(tag, Tag::Table | Tag::Row | Tag::Cell | Tag::Figure | Tag::Caption);
    let tag = survey.elements[block.element].tag;
    let is_marked = is_text(tag) || is_list(tag) || is_cell(tag);
    let says_little = block.counts.words < MOST_BARE_WORDS && !block.counts.ends_sentence;
    if says_little && !is_marked { KEEP_BARE_LINE_THRESHOLD } else { KEEP_THRESHOLD }
}

fn line_of(survey: &Survey, block: &TextBlock) -> Line {
    Line::new(&survey.text[block.text.clone()])
}

/// Blocks that are never the article, whatever surrounds them: what says so by its words, and below a sure
/// score rows of links, and small boxes whose names say what they are for.
fn furniture(survey: &Survey, prose: &Prose, block: &TextBlock, line: &Line, score: f32) -> Option<&'static str> {
    let setting =
        Setting { link_density: Some(block.counts.link_density()), is_labelling: is_labelling(survey, block) };
    let is_code = survey.elements[block.element].tag == Tag::Preformatted;
    if let Some(reason) = (!is_code).then(|| line.why_in(setting)).flatten() {
        return Some(reason.as_str());
    }
    let is_link = block.counts.link_density() > LINK_ROW_DENSITY;
    let is_heading = matches!(survey.elements[block.element].tag, Tag::Heading(_));
    if is_link && block.counts.leads_inside() && !is_heading {
        return Some("tool");
    }
    if is_link && pointers::is_in_capitals(survey, block) {
        return Some("related");
    }
    by_surroundings(survey, prose, block, is_link, score >= SURE_THRESHOLD)
}

/// Boxes under the word "Advertisement"; where the score isn't sure, rows of links and what small boxes are called.
fn by_surroundings(
    survey: &Survey,
    prose: &Prose,
    block: &TextBlock,
    is_link: bool,
    is_sure: bool,
) -> Option<&'static str> {
    if is_link && block.counts.links >= 2 && !is_sure {
        return Some("link_list");
    }
    let mut index = block.element;
    for level in 0..LEVELS_OF_LISTS {
        let element = &survey.elements[index];
        if element.tag == Tag::Body || prose.share(survey, index) > SMALL_BOX_SHARE {
            return None;
        }
        if is_link && !is_sure && element.groups.has(Group::Related) {
            return Some("related");
        }
        if level < LEVELS_OF_BOXES {
            if let Some((_, why)) = BOXES.iter().find(|(group, _)| !is_sure && element.groups.has(*group)) {
                return Some(why);
            }
            if is_labelled_box(survey, element) {
                return Some("advertisement");
            }
        }
        index = element.parent;
    }
    None
}

/// Whether a block is named by its word: a heading, or a cell in a row of several.
fn is_labelling(survey: &Survey, block: &TextBlock) -> bool {
    let element = &survey.elements[block.element];
    match element.tag {
        Tag::Heading(_) => true,
        Tag::Cell => survey.elements[element.parent].blocks.len() > 1,
        _ => false,
    }
}

/// A box of a few lines under the word "Advertisement", whatever its class is called.
fn is_labelled_box(survey: &Survey, element: &BlockElement) -> bool {
    let first = survey.blocks.get(element.blocks.start);
    (2..=MOST_ADVERTISEMENT_BLOCKS).contains(&element.blocks.len())
        && first.is_some_and(|label| line_of(survey, label).labels_advertisement())
}

/// Takes out headings of which nothing is left: all up to the next heading of their level was left out.
fn drop_bare_headings(survey: &Survey, scores: &[f32], choice: &mut Choice) {
    let level = |index: usize| match survey.elements[survey.blocks[index].element].tag {
        Tag::Heading(level) => Some(level),
        _ => None,
    };
    let mut bare = Vec::new();
    for (at, &index) in choice.kept.iter().enumerate() {
        let Some(own) = level(index) else { continue };
        let next = choice.kept.get(at + 1).copied();
        let closed = next.is_none_or(|next| next > index + 1 && level(next).is_some_and(|other| other <= own));
        if closed && scores[index] < SURE_HEADING_THRESHOLD {
            bare.push(index);
        }
    }
    choice.kept.retain(|index| bare.binary_search(index).is_err());
    choice.left_out.extend(bare.into_iter().map(|index| (index, "bare_heading")));
}

/// Everything, or everything that the user's rule selects; captions apart.
pub(super) fn all(survey: &Survey, only_by_rule: bool) -> Choice {
    let mut choice = Choice::default();
    for (index, block) in survey.blocks.iter().enumerate() {
        if only_by_rule && !survey.elements[block.element].by_rule {
            continue;
        }
        if is_caption(survey, block, &line_of(survey, block)) {
            choice.captions.push(index);
            choice.left_out.push((index, "caption"));
        } else {
            choice.kept.push(index);
        }
    }
    choice
}

/// Text of a figure other than a table or a quotation, which some sites wrap in one too.
fn is_caption(survey: &Survey, block: &TextBlock, line: &Line) -> bool {
    if line.is_caption(block.after_image) {
        return true;
    }
    let element = &survey.elements[block.element];
    match element.tag {
        Tag::Caption => true,
        Tag::Cell | Tag::Blockquote | Tag::ItemOfList | Tag::Preformatted => false,
        _ if element.tags_around.has(Tag::Cell) || element.tags_around.has(Tag::Blockquote) => false,
        tag => {
            let parent = &survey.elements[element.parent];
            // Some sites lay out whole sections as figures.
            let figure = if tag == Tag::Figure { element } else { parent };
            matches!(figure.tag, Tag::Figure | Tag::Caption) && figure.blocks.len() <= MOST_CAPTION_BLOCKS
        }
    }
}

/// The likeliest purpose of a block that only the score keeps out, by the names around it.
fn likely_purpose(survey: &Survey, block: &TextBlock) -> &'static str {
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
