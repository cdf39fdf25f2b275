//! What a text block looks like: from its own text, the elements around it, its neighbours, the place
//! where most of the page's prose stands, and what the page says of itself.

mod page;
mod prose;
mod standing;
mod topic;
mod witness;

use super::blocks::{BlockElement, Survey, TextBlock};
use super::groups::Group;
use super::tags::Tag;
use page::Page;
pub(super) use page::Witnesses;
pub(super) use prose::{Prose, prose_words, spread_of_prose};
pub(super) use standing::{HOPELESS, POSITION_NAMES, Standing, standings};

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

// Shares are in thousandths.
features! {
    // Text.
    Words, Sentences, WordsInSentence, Commas, EndsSentence, EndsInColon, Digits, Capitals, Uppercase, Separators,
    AllStrong, AllEmphasis,
    // Links: its own; of three blocks before, three after, both with itself; of ten on each side.
    Links, InnerLinks, LinkDensity, LinkDensityBefore, LinkDensityAfter, LinkDensityAround, LinkDensityFar,
    // The element and those around it.
    TagOfBlock, TagOfParent, Depth, InArticle, InAside, InQuote, InCell, InFigure, InFooter, InForm, InHeader,
    InListItem, InMain, InNavigation, InSection, InArticleBody, AfterImage, ImagesInside,
    // The element whose text it is, and those around that one: share of the page's prose, blocks, links, prose.
    ProseShareOfHome, ProseShareOfParent, ProseShareOfGrandparent, ProseShareOfThird,
    BlocksOfHome, BlocksOfParent, ImagesOfHome, LinkDensityOfHome, LinkDensityOfParent, ProseDensityOfHome, ProseDensityOfParent,
    // Blocks in elements of the same tags and classes.
    SignatureShare, SignatureBlocks, SignatureProse, SignatureLinkDensity,
    // Where it stands, seen from the element with the densest prose.
    LevelsUp, LevelsDown, FromProseStart, FromProseEnd,
    // Place.
    ProseBeforeShare, Index, FromEnd, Place, FromHeadline, ProseSinceHeadline,
    // Neighbours.
    WordsBefore, WordsAfter, LinkDensityOfBefore, LinkDensityOfAfter, TagBefore, TagAfter,
    ProseBefore, ProseAfter, SinceProse, UntilProse, SinceComment, UntilComment, Repeats,
    // What the page says of itself.
    InLinkedData, InDescription, InTitle, TitleLength, NamesAuthor,
}

/// All numbers of one block: the features, then how near each word group is.
pub(super) const WIDTH: usize = Feature::COUNT + Group::COUNT;

pub(super) type Row = [i16; WIDTH];

/// The rows of all blocks in order, and a number for each that blocks of one signature share.
pub(super) struct Table {
    pub(super) rows: Vec<Row>,
    pub(super) signatures: Vec<u32>,
}

/// What each block looks like; `headline` is the block of the headline.
pub(super) fn table(survey: &Survey, prose: &Prose, headline: Option<usize>, witnesses: &Witnesses<'_>) -> Table {
    let page = Page::new(survey, prose, headline, witnesses);
    let mut rows = vec![[0; WIDTH]; survey.blocks.len()];
    for (index, row) in rows.iter_mut().enumerate() {
        fill(&page, index, row);
    }
    Table { rows, signatures: page.into_signatures() }
}

/// Farther is far: a page of a thousand lines is no other than one of some hundreds.
const MOST_BLOCKS_APART: f32 = 400.0;

/// More images or repetitions say no more.
const MOST_OF_FEW: u32 = 20;

/// A number within a row's bounds.
fn small(value: f32) -> i16 {
    // Saturates, and what is no number is none.
    value as i16
}

fn thousandths(part: f32, whole: f32) -> i16 {
    if whole > 0.0 { small(1000.0 * part / whole) } else { 0 }
}

fn distance(from: usize, to: usize) -> i16 {
    small((from as f32 - to as f32).clamp(-MOST_BLOCKS_APART, MOST_BLOCKS_APART))
}

/// A few more or less of something.
fn few(number: u32) -> i16 {
    i16::try_from(number.min(MOST_OF_FEW)).unwrap_or(i16::MAX)
}

fn fill(page: &Page<'_>, index: usize, row: &mut Row) {
    let survey = page.survey;
    let block = &survey.blocks[index];
    let element = &survey.elements[block.element];
    of_text(block, row);
    of_links(page, index, block, row);
    of_tags(survey, element, block, row);
    of_containers(page, index, block, row);
    of_place(page, index, row);
    of_neighbours(page, index, row);
    of_witnesses(page, index, row);
    let own = element.groups;
    let near = own.with(survey.elements[element.parent].groups);
    for group in 0..Group::COUNT {
        let nearness = [own, near, element.groups_around].iter().position(|groups| groups.has_index(group));
        row[Feature::COUNT + group] = nearness.map_or(0, |place| 3 - place as i16);
    }
}

fn of_text(block: &TextBlock, row: &mut Row) {
    let counts = &block.counts;
    let words = counts.words.max(0.5);
    let mut set = |feature: Feature, value: i16| row[feature as usize] = value;
    set(Feature::Words, small(counts.words));
    set(Feature::Sentences, small(counts.sentence_marks as f32));
    set(Feature::WordsInSentence, small(10.0 * words / counts.sentence_marks.max(1) as f32));
    set(Feature::Commas, small(counts.commas as f32));
    set(Feature::EndsSentence, i16::from(counts.ends_sentence));
    set(Feature::EndsInColon, i16::from(counts.ends_in_colon));
    set(Feature::Digits, thousandths(counts.digits as f32, counts.characters as f32));
    set(Feature::Capitals, thousandths(counts.capitals as f32, words));
    set(Feature::Uppercase, thousandths(counts.uppercase as f32, counts.characters as f32));
    set(Feature::Separators, thousandths(counts.separators as f32, words));
    set(Feature::AllStrong, i16::from(counts.all_strong));
    set(Feature::AllEmphasis, i16::from(counts.all_emphasis));
}

fn of_links(page: &Page<'_>, index: usize, block: &TextBlock, row: &mut Row) {
    let mut set = |feature: Feature, value: i16| row[feature as usize] = value;
    set(Feature::Links, small(block.counts.links as f32));
    set(Feature::InnerLinks, thousandths(block.counts.inner_links as f32, block.counts.links as f32));
    set(Feature::LinkDensity, small(1000.0 * block.counts.link_density()));
    set(Feature::LinkDensityBefore, page.link_density(index.saturating_sub(3), index));
    set(Feature::LinkDensityAfter, page.link_density(index + 1, index + 4));
    set(Feature::LinkDensityAround, page.link_density(index.saturating_sub(3), index + 4));
    set(Feature::LinkDensityFar, page.link_density(index.saturating_sub(10), index + 11));
}

fn of_tags(survey: &Survey, element: &BlockElement, block: &TextBlock, row: &mut Row) {
    let mut set = |feature: Feature, value: i16| row[feature as usize] = value;
    set(Feature::TagOfBlock, code_of(element.tag));
    set(Feature::TagOfParent, code_of(survey.elements[element.parent].tag));
    set(Feature::Depth, small(element.depth as f32));
    for (feature, tag) in [
        (Feature::InArticle, Tag::Article),
        (Feature::InAside, Tag::Aside),
        (Feature::InQuote, Tag::Blockquote),
        (Feature::InCell, Tag::Cell),
        (Feature::InFigure, Tag::Figure),
        (Feature::InFooter, Tag::Footer),
        (Feature::InForm, Tag::Form),
        (Feature::InHeader, Tag::Header),
        (Feature::InListItem, Tag::ItemOfList),
        (Feature::InMain, Tag::Main),
        (Feature::InNavigation, Tag::Navigation),
        (Feature::InSection, Tag::Section),
    ] {
        set(feature, i16::from(element.tag == tag || element.tags_around.has(tag)));
    }
    set(Feature::AfterImage, i16::from(block.after_image));
    set(Feature::ImagesInside, few(element.images));
}

/// Tags as a number; those alike stand beside one another.
fn code_of(tag: Tag) -> i16 {
    match tag {
        Tag::Paragraph => 0,
        Tag::Blockquote => 1,
        Tag::Preformatted => 2,
        Tag::Division => 3,
        Tag::Section => 4,
        Tag::Article => 5,
        Tag::Main => 6,
        Tag::Body => 7,
        Tag::Cell => 8,
        Tag::Row | Tag::Table => 9,
        Tag::ItemOfList => 10,
        Tag::List | Tag::OrderedList => 11,
        Tag::Definition => 12,
        Tag::Heading(level) => 12 + i16::from(level),
        Tag::Figure => 19,
        Tag::Caption => 20,
        Tag::Header => 21,
        Tag::Aside => 22,
        Tag::Form => 23,
        Tag::Footer => 24,
        Tag::Navigation => 25,
        _ => 26,
    }
}

fn of_containers(page: &Page<'_>, index: usize, block: &TextBlock, row: &mut Row) {
    let survey = page.survey;
    let mut set = |feature: Feature, value: i16| row[feature as usize] = value;
    let home = prose::home_of(survey, block);
    let parent = survey.elements[home].parent;
    let grandparent = survey.elements[parent].parent;
    let third = survey.elements[grandparent].parent;
    for (feature, element) in [
        (Feature::ProseShareOfHome, home),
        (Feature::ProseShareOfParent, parent),
        (Feature::ProseShareOfGrandparent, grandparent),
        (Feature::ProseShareOfThird, third),
    ] {
        set(feature, small(1000.0 * page.prose.share(survey, element)));
    }
    for (blocks, links, density, element) in [
        (Feature::BlocksOfHome, Feature::LinkDensityOfHome, Feature::ProseDensityOfHome, home),
        (Feature::BlocksOfParent, Feature::LinkDensityOfParent, Feature::ProseDensityOfParent, parent),
    ] {
        let range = &survey.elements[element].blocks;
        let end = range.end.max(range.start);
        set(blocks, distance(end, range.start));
        set(links, page.link_density(range.start, end));
        set(density, thousandths(page.prose.words_between(range.start, end), page.words_between(range.start, end)));
    }
    set(Feature::ImagesOfHome, few(survey.elements[home].images));
    set(Feature::InArticleBody, i16::from(is_in_article_body(survey, home)));
    let same = page.same_signature(index);
    set(Feature::SignatureShare, thousandths(same.prose, page.prose.total));
    set(Feature::SignatureBlocks, distance(same.blocks as usize, 0));
    set(Feature::SignatureProse, thousandths(same.prose, same.words));
    set(Feature::SignatureLinkDensity, thousandths(same.linked, same.characters));
    let (up, down) = page.prose.levels(survey, home);
    set(Feature::LevelsUp, small(f32::from(up)));
    set(Feature::LevelsDown, small(f32::from(down)));
}

fn of_place(page: &Page<'_>, index: usize, row: &mut Row) {
    let mut set = |feature: Feature, value: i16| row[feature as usize] = value;
    let blocks = page.survey.blocks.len();
    let densest = &page.survey.elements[page.prose.home].blocks;
    set(Feature::FromProseStart, distance(index, densest.start));
    set(Feature::FromProseEnd, distance(index, densest.end.max(densest.start)));
    set(Feature::ProseBeforeShare, thousandths(page.prose.words_between(0, index), page.prose.total));
    set(Feature::Index, distance(index, 0));
    set(Feature::FromEnd, distance(blocks, index));
    set(Feature::Place, thousandths(index as f32, blocks as f32));
    let headline = page.headline.unwrap_or(0);
    set(Feature::FromHeadline, distance(index, headline));
    set(Feature::ProseSinceHeadline, small(page.prose.words_between(headline, index)));
}

fn of_neighbours(page: &Page<'_>, index: usize, row: &mut Row) {
    let survey = page.survey;
    let mut set = |feature: Feature, value: i16| row[feature as usize] = value;
    let before = index.checked_sub(1).map(|before| &survey.blocks[before]);
    let after = survey.blocks.get(index + 1);
    for (words, links, tag, other) in [
        (Feature::WordsBefore, Feature::LinkDensityOfBefore, Feature::TagBefore, before),
        (Feature::WordsAfter, Feature::LinkDensityOfAfter, Feature::TagAfter, after),
    ] {
        let Some(other) = other else {
            set(tag, -1);
            continue;
        };
        set(words, small(other.counts.words));
        set(links, small(1000.0 * other.counts.link_density()));
        set(tag, code_of(survey.elements[other.element].tag));
    }
    set(Feature::ProseBefore, small(page.prose.words_between(index.saturating_sub(3), index)));
    set(Feature::ProseAfter, small(page.prose.words_between(index + 1, index + 4)));
    let near = &page.nearest[index];
    set(Feature::SinceProse, near.since_prose);
    set(Feature::UntilProse, near.until_prose);
    set(Feature::SinceComment, near.since_comment);
    set(Feature::UntilComment, near.until_comment);
    set(Feature::Repeats, page.repeats(index));
}

fn of_witnesses(page: &Page<'_>, index: usize, row: &mut Row) {
    let mut set = |feature: Feature, value: i16| row[feature as usize] = value;
    let told = &page.told[index];
    set(Feature::InLinkedData, told.linked_data);
    set(Feature::InDescription, told.description);
    set(Feature::InTitle, told.title);
    set(Feature::TitleLength, told.title_length);
    set(Feature::NamesAuthor, told.author);
}

fn is_in_article_body(survey: &Survey, element: usize) -> bool {
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
