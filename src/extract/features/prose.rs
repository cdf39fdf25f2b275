//! Where most of a page's prose stands, and how it is spread over the page's elements.

use crate::extract::blocks::{ElementIndex, Survey, TextBlock};
use crate::extract::groups::Group;
use crate::extract::tags::Tag;

/// More words of one block add nothing: a long paragraph is no more prose than several short ones.
const MOST_WORDS: f32 = 150.0;

/// Further down it makes no difference, and on hostile pages the climb must end.
const MOST_LEVELS_DOWN: u16 = 32;

/// How prose is spread over the page's elements.
pub(in crate::extract) struct Prose {
    /// Prose words before each block, and of all.
    before: Vec<f32>,
    /// The element that holds the densest prose directly.
    pub(super) home: ElementIndex,
    /// For each element around `home` and itself: levels up from it, and one; for others none.
    levels_up: Vec<u16>,
    pub(super) total: f32,
}

/// Words of a block that reads like prose, none for others.
pub(in crate::extract) fn prose_words(block: &TextBlock) -> f32 {
    let counts = &block.counts;
    let marks = counts.sentence_marks + counts.commas;
    let is_prose = counts.words >= 7.0 && marks > 0 && counts.link_density() < 0.4;
    if is_prose { counts.words.min(MOST_WORDS) } else { 0.0 }
}

/// The element whose text a block belongs to: around a paragraph, list item or the like, else its own.
pub(super) fn home_of(survey: &Survey, block: &TextBlock) -> ElementIndex {
    let mut index = block.element;
    // Lists in lists are rarely deeper; the bound keeps the climb short on hostile pages.
    for _ in 0..6 {
        let element = &survey.elements[index];
        match element.tag {
            Tag::Paragraph
            | Tag::Heading(_)
            | Tag::ItemOfList
            | Tag::List
            | Tag::OrderedList
            | Tag::Blockquote
            | Tag::Preformatted
            | Tag::Definition
            | Tag::Figure
            | Tag::Caption => index = element.parent,
            _ => break,
        }
    }
    index
}

pub(in crate::extract) fn spread_of_prose(survey: &Survey) -> Prose {
    let mut before = Vec::with_capacity(survey.blocks.len() + 1);
    let mut total = 0.0;
    before.push(0.0);
    let mut score = vec![0.0f32; survey.elements.len()];
    for block in &survey.blocks {
        let words = prose_words(block);
        total += words;
        before.push(total);
        if words == 0.0 {
            continue;
        }
        let home = home_of(survey, block);
        let element = &survey.elements[home];
        let unlikely = element.groups.has(Group::Comment) || element.groups_around.has(Group::Comment);
        let words = if unlikely { words * 0.2 } else { words };
        score[home] += words;
        if home != 0 {
            score[element.parent] += words * 0.5;
        }
    }
    let mut home = 0;
    for (index, &candidate) in score.iter().enumerate() {
        if candidate > score[home] {
            home = index;
        }
    }
    Prose { before, home, levels_up: levels_up(survey, home), total }
}

fn levels_up(survey: &Survey, home: ElementIndex) -> Vec<u16> {
    let mut levels = vec![0; survey.elements.len()];
    let mut index = home;
    for level in 1..u16::MAX {
        levels[index] = level;
        if index == 0 {
            break;
        }
        index = survey.elements[index].parent;
    }
    levels
}

impl Prose {
    /// The share of the page's prose that an element holds.
    pub(in crate::extract) fn share(&self, survey: &Survey, element: ElementIndex) -> f32 {
        let range = &survey.elements[element].blocks;
        self.words_between(range.start, range.end.max(range.start)) / self.total.max(1.0)
    }

    /// Levels from the densest element up to the first that holds both, and down from there.
    pub(super) fn levels(&self, survey: &Survey, from: ElementIndex) -> (u16, u16) {
        let mut index = from;
        let mut down = 0;
        while self.levels_up[index] == 0 && down < MOST_LEVELS_DOWN {
            index = survey.elements[index].parent;
            down += 1;
        }
        (self.levels_up[index].saturating_sub(1), down)
    }

    /// Words of prose in the blocks from `start` up to `end`.
    pub(in crate::extract) fn words_between(&self, start: usize, end: usize) -> f32 {
        let at = |index: usize| self.before.get(index).copied().unwrap_or(self.total);
        at(end) - at(start)
    }
}
