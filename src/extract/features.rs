//! What a text block looks like from its own text, the elements around it, its neighbours, and the
//! place where most of the page's prose stands.

use super::blocks::{ElementIndex, Survey, TextBlock};
use super::groups::Group;
use super::tree::Tag;
use std::collections::HashMap;

macro_rules! features {
    ($($name:ident),* $(,)?) => {
        /// A number that a block is judged by.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(usize)]
        pub(super) enum Feature { $($name),* }

        impl Feature {
            const ALL: &[Feature] = &[$(Feature::$name),*];
            pub(super) const COUNT: usize = Feature::ALL.len();
            /// The names as they are written here, for training and explanation.
            pub(super) const NAMES: [&'static str; Feature::COUNT] = [$(stringify!($name)),*];
        }
    };
}

features! {
    // Text.
    Words, Short, Long, Sentences, Commas, EndsSentence, EndsInColon, Digits, Capitals, Separators, AllStrong,
    // Links, its own and those of three blocks on each side.
    LinkDensity, AllLinked, LinkDensityAround,
    // The element and those around it.
    Paragraph, Heading, ListItem, Division, Cell, Quote,
    InArticle, InAside, InFigure, InFooter, InForm, InHeader, InListItem, InMain, InNavigation, InSection, InArticleBody,
    // Where it stands, seen from the element with the densest prose.
    ProseShareOfHome, ProseShareOfParent, LevelsUp, LevelsDown, BesideProse, SignatureShare,
    BeforeProse, AfterProse,
    // Neighbours and place.
    ProseBefore, ProseAfter, BeforeHeadline, Place, NearStart,
}

impl Feature {
    /// Where a row says whether the element's own or its parent's names are of a group.
    pub(super) fn of_group(group: Group) -> usize {
        Feature::COUNT + group as usize
    }

    /// Where a row says whether names further out are.
    pub(super) fn of_group_around(group: Group) -> usize {
        Feature::COUNT + Group::COUNT + group as usize
    }
}

/// All numbers of one block: the features, then each word group of its own names, then of the names around.
pub(super) const WIDTH: usize = Feature::COUNT + 2 * Group::COUNT;

pub(super) type Row = [f32; WIDTH];

/// How prose is spread over the page's elements.
pub(super) struct Prose {
    /// Prose words before each block.
    before: Vec<f32>,
    /// The element that holds the densest prose directly.
    pub(super) home: ElementIndex,
    /// For each element around `home` and itself: levels up from it.
    levels_up: HashMap<ElementIndex, u32>,
    by_signature: HashMap<u64, f32>,
    total: f32,
}

/// Words of a block that reads like prose, none for others.
fn prose_words(block: &TextBlock) -> f32 {
    let counts = &block.counts;
    let sentences = counts.sentence_marks + counts.commas;
    if counts.words >= 7.0 && sentences > 0 && counts.link_density() < 0.4 { counts.words.min(150.0) } else { 0.0 }
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

pub(super) fn spread_of_prose(survey: &Survey) -> Prose {
    let mut before = Vec::with_capacity(survey.blocks.len() + 1);
    let mut total = 0.0;
    before.push(0.0);
    let mut score = vec![0.0f32; survey.elements.len()];
    let mut by_signature = HashMap::new();
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
        *by_signature.entry(signature(survey, block)).or_insert(0.0) += words;
    }
    let mut home = 0;
    for (index, &candidate) in score.iter().enumerate() {
        if candidate > score[home] {
            home = index;
        }
    }
    let mut levels_up = HashMap::new();
    let mut index = home;
    for level in 0.. {
        levels_up.insert(index, level);
        if index == 0 {
            break;
        }
        index = survey.elements[index].parent;
    }
    Prose { before, home, levels_up, by_signature, total }
}

fn signature(survey: &Survey, block: &TextBlock) -> u64 {
    let element = &survey.elements[block.element];
    element.signature ^ survey.elements[element.parent].signature.rotate_left(21)
}

impl Prose {
    /// The share of the page's prose that an element holds.
    pub(super) fn share(&self, survey: &Survey, element: ElementIndex) -> f32 {
        let range = &survey.elements[element].blocks;
        let at = |index: usize| self.before.get(index).copied().unwrap_or(self.total);
        (at(range.end.max(range.start)) - at(range.start)) / self.total.max(1.0)
    }

    /// Levels from the densest element up to the first that holds both, and down from there.
    fn levels(&self, survey: &Survey, from: ElementIndex) -> (u32, u32) {
        let mut index = from;
        for down in 0.. {
            if let Some(&up) = self.levels_up.get(&index) {
                return (up, down);
            }
            index = survey.elements[index].parent;
        }
        (0, 0)
    }

    /// Words of prose in the blocks from `start` up to `end`.
    pub(super) fn words_between(&self, start: usize, end: usize) -> f32 {
        let at = |index: usize| self.before.get(index).copied().unwrap_or(self.total);
        at(end) - at(start)
    }
}

/// The rows of all blocks, in order; `headline` is the block of the headline.
pub(super) fn rows(survey: &Survey, prose: &Prose, headline: Option<usize>) -> Vec<Row> {
    let headline = headline.unwrap_or(0);
    let links: Vec<(u32, u32)> = prefix_links(survey);
    (0..survey.blocks.len()).map(|index| row(survey, prose, index, headline, &links)).collect()
}

fn prefix_links(survey: &Survey) -> Vec<(u32, u32)> {
    let mut sums = Vec::with_capacity(survey.blocks.len() + 1);
    let mut sum = (0u32, 0u32);
    sums.push(sum);
    for block in &survey.blocks {
        sum.0 = sum.0.saturating_add(block.counts.linked);
        sum.1 = sum.1.saturating_add(block.counts.characters);
        sums.push(sum);
    }
    sums
}

fn row(survey: &Survey, prose: &Prose, index: usize, headline: usize, links: &[(u32, u32)]) -> Row {
    let block = &survey.blocks[index];
    let element = &survey.elements[block.element];
    let mut row = [0.0; WIDTH];
    let mut set = |feature: Feature, value: f32| row[feature as usize] = value;
    let flag = |condition: bool| f32::from(u8::from(condition));

    let counts = &block.counts;
    let words = counts.words.max(0.5);
    set(Feature::Words, (1.0 + words).ln());
    set(Feature::Short, flag(words < 5.0));
    set(Feature::Long, flag(words >= 25.0));
    set(Feature::Sentences, (1.0 + counts.sentence_marks as f32).ln());
    set(Feature::Commas, (1.0 + counts.commas as f32).ln());
    set(Feature::EndsSentence, flag(counts.ends_sentence));
    set(Feature::EndsInColon, flag(counts.ends_in_colon));
    set(Feature::Digits, counts.digits as f32 / counts.characters.max(1) as f32);
    set(Feature::Capitals, (counts.capitals as f32 / words).min(1.0));
    set(Feature::Separators, (counts.separators as f32 / words).min(1.0));
    set(Feature::AllStrong, flag(counts.all_strong));

    let density = counts.link_density();
    set(Feature::LinkDensity, density);
    set(Feature::AllLinked, flag(density > 0.9));
    let (start, end) = (index.saturating_sub(3), (index + 4).min(survey.blocks.len()));
    let around = (links[end].0 - links[start].0) as f32 / (links[end].1 - links[start].1).max(1) as f32;
    set(Feature::LinkDensityAround, around);

    set(Feature::Paragraph, flag(element.tag == Tag::Paragraph));
    set(Feature::Heading, flag(matches!(element.tag, Tag::Heading(_))));
    set(Feature::ListItem, flag(element.tag == Tag::ItemOfList));
    set(Feature::Division, flag(matches!(element.tag, Tag::Division | Tag::Section | Tag::Article)));
    set(Feature::Cell, flag(element.tag == Tag::Cell));
    set(Feature::Quote, flag(element.tag == Tag::Blockquote || element.tags_around.has(Tag::Blockquote)));
    for (feature, tag) in [
        (Feature::InArticle, Tag::Article),
        (Feature::InAside, Tag::Aside),
        (Feature::InFigure, Tag::Figure),
        (Feature::InFooter, Tag::Footer),
        (Feature::InForm, Tag::Form),
        (Feature::InHeader, Tag::Header),
        (Feature::InListItem, Tag::ItemOfList),
        (Feature::InMain, Tag::Main),
        (Feature::InNavigation, Tag::Navigation),
        (Feature::InSection, Tag::Section),
    ] {
        set(feature, flag(element.tag == tag || element.tags_around.has(tag)));
    }

    let home = home_of(survey, block);
    set(Feature::InArticleBody, flag(is_in_article_body(survey, home)));
    set(Feature::ProseShareOfHome, prose.share(survey, home));
    set(Feature::ProseShareOfParent, prose.share(survey, survey.elements[home].parent));
    let (up, down) = prose.levels(survey, home);
    set(Feature::LevelsUp, (up as f32).min(6.0));
    set(Feature::LevelsDown, (down as f32).min(6.0));
    set(Feature::BesideProse, flag(up == 0 && down == 0));
    let same = prose.by_signature.get(&signature(survey, block)).copied().unwrap_or(0.0);
    set(Feature::SignatureShare, same / prose.total.max(1.0));
    let densest = &survey.elements[prose.home].blocks;
    set(Feature::BeforeProse, flag(index < densest.start));
    set(Feature::AfterProse, flag(index >= densest.end.max(densest.start)));

    set(Feature::ProseBefore, (1.0 + prose.words_between(start, index)).ln());
    set(Feature::ProseAfter, (1.0 + prose.words_between(index + 1, end)).ln());
    set(Feature::BeforeHeadline, flag(index < headline));
    set(Feature::Place, index as f32 / survey.blocks.len() as f32);
    set(Feature::NearStart, 1.0 / (1.0 + (index.abs_diff(densest.start)) as f32));

    let own = element.groups.with(survey.elements[element.parent].groups);
    for group in 0..Group::COUNT {
        row[Feature::COUNT + group] = flag(own.has_index(group));
        row[Feature::COUNT + Group::COUNT + group] = flag(element.groups_around.has_index(group));
    }
    row
}

fn is_in_article_body(survey: &Survey, element: ElementIndex) -> bool {
    let mut index = element;
    // Deeper down the mark says little; the bound keeps the climb short on hostile pages.
    for _ in 0..8 {
        if survey.elements[index].is_article_body {
            return true;
        }
        index = survey.elements[index].parent;
    }
    false
}
