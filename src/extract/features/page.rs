//! Sums and counts over a whole page, made once, from which the numbers of each block are read.

use super::prose::{Prose, prose_words};
use super::witness::{Fingerprints, Letters};
use super::{distance, few, thousandths};
use crate::extract::blocks::{Survey, TextBlock};
use crate::extract::counts::fingerprint;
use crate::extract::groups::Group;
use crate::text::find;

/// A block with more words is not compared with the title.
const MOST_TITLE_WORDS: f32 = 60.0;

/// A block with more words says more than who wrote the article.
const MOST_NAMED_WORDS: f32 = 120.0;

/// A shorter name is any word.
const LEAST_NAME_BYTES: usize = 5;

/// Room for "By" or "About" before a name, in any script.
const MOST_BEFORE_NAME: usize = 12;

/// Who makes up an article's authors; more are a list of everybody.
const MOST_AUTHORS: usize = 4;

/// Shorter blocks are quoted by chance.
const LEAST_QUOTED_CHARACTERS: u32 = 12;

/// What the page says of itself; empty where it says nothing.
#[derive(Default)]
pub(in crate::extract) struct Witnesses<'a> {
    pub(in crate::extract) title: &'a str,
    pub(in crate::extract) description: &'a str,
    /// `articleBody` of its linked data.
    pub(in crate::extract) body: &'a str,
    pub(in crate::extract) authors: &'a [String],
}

pub(super) struct Page<'a> {
    pub(super) survey: &'a Survey,
    pub(super) prose: &'a Prose,
    pub(super) headline: Option<usize>,
    pub(super) nearest: Vec<Nearest>,
    pub(super) told: Vec<Told>,
    /// Sums over the blocks before each, and of all.
    sums: Vec<Sums>,
    signatures: Signatures,
    repeats: Vec<u16>,
}

#[derive(Clone, Copy, Default)]
struct Sums {
    characters: f32,
    linked: f32,
    words: f32,
}

/// Blocks between one and the nearest of a kind, before and after it.
#[derive(Clone, Default)]
pub(super) struct Nearest {
    pub(super) since_prose: i16,
    pub(super) until_prose: i16,
    pub(super) since_comment: i16,
    pub(super) until_comment: i16,
}

/// How far the page's own words quote a block.
#[derive(Clone, Default)]
pub(super) struct Told {
    pub(super) linked_data: i16,
    pub(super) description: i16,
    pub(super) title: i16,
    pub(super) title_length: i16,
    /// 2 if it begins with an author's name, 1 if it names one further on.
    pub(super) author: i16,
}

/// What all blocks of one signature have together.
#[derive(Clone, Copy, Default)]
pub(super) struct Same {
    pub(super) blocks: u32,
    pub(super) prose: f32,
    pub(super) words: f32,
    pub(super) characters: f32,
    pub(super) linked: f32,
}

struct Signatures {
    of_block: Vec<u32>,
    sums: Vec<Same>,
}

impl<'a> Page<'a> {
    pub(super) fn new(
        survey: &'a Survey,
        prose: &'a Prose,
        headline: Option<usize>,
        witnesses: &Witnesses<'_>,
    ) -> Page<'a> {
        Page {
            survey,
            prose,
            headline,
            nearest: nearest(survey),
            told: told(survey, witnesses),
            sums: sums(survey),
            signatures: signatures(survey),
            repeats: repeats(survey),
        }
    }

    /// The share of linked characters in the blocks from `start` up to `end`, in thousandths.
    pub(super) fn link_density(&self, start: usize, end: usize) -> i16 {
        let (from, to) = (self.sum(start), self.sum(end));
        thousandths(to.linked - from.linked, to.characters - from.characters)
    }

    pub(super) fn words_between(&self, start: usize, end: usize) -> f32 {
        self.sum(end).words - self.sum(start).words
    }

    fn sum(&self, index: usize) -> Sums {
        self.sums[index.min(self.sums.len() - 1)]
    }

    pub(super) fn same_signature(&self, index: usize) -> Same {
        self.signatures.sums[self.signatures.of_block[index] as usize]
    }

    pub(super) fn into_signatures(self) -> Vec<u32> {
        self.signatures.of_block
    }

    /// How many blocks of the page say the same.
    pub(super) fn repeats(&self, index: usize) -> i16 {
        few(u32::from(self.repeats[index]))
    }
}

fn sums(survey: &Survey) -> Vec<Sums> {
    let mut sums = Vec::with_capacity(survey.blocks.len() + 1);
    let mut sum = Sums::default();
    sums.push(sum);
    for TextBlock { counts, .. } in &survey.blocks {
        sum.characters += counts.characters as f32;
        sum.linked += counts.linked as f32;
        sum.words += counts.words;
        sums.push(sum);
    }
    sums
}

fn nearest(survey: &Survey) -> Vec<Nearest> {
    let count = survey.blocks.len();
    let mut nearest = vec![Nearest::default(); count];
    let marks = |index: usize| {
        let block = &survey.blocks[index];
        let element = &survey.elements[block.element];
        let is_comment = element.groups.has(Group::Comment) || element.groups_around.has(Group::Comment);
        (prose_words(block) > 0.0, is_comment)
    };
    let far = i16::MAX;
    let (mut prose, mut comment) = (None, None);
    for (index, near) in nearest.iter_mut().enumerate() {
        near.since_prose = prose.map_or(far, |at| distance(index, at));
        let (is_prose, is_comment) = marks(index);
        comment = if is_comment { Some(index) } else { comment };
        near.since_comment = comment.map_or(far, |at| distance(index, at));
        prose = if is_prose { Some(index) } else { prose };
    }
    let (mut prose, mut comment) = (None, None);
    for (index, near) in nearest.iter_mut().enumerate().rev() {
        near.until_prose = prose.map_or(far, |at| distance(at, index));
        let (is_prose, is_comment) = marks(index);
        comment = if is_comment { Some(index) } else { comment };
        near.until_comment = comment.map_or(far, |at| distance(at, index));
        prose = if is_prose { Some(index) } else { prose };
    }
    nearest
}

fn told(survey: &Survey, witnesses: &Witnesses<'_>) -> Vec<Told> {
    let [body, description, title] = [witnesses.body, witnesses.description, witnesses.title].map(Fingerprints::of);
    let mut buffer = Vec::new();
    let read = |block: &TextBlock| {
        let counts = &block.counts;
        let text = &survey.text[block.text.clone()];
        let mut told = Told { linked_data: -1, description: -1, title: -1, title_length: -1, author: -1 };
        if counts.characters < LEAST_QUOTED_CHARACTERS {
            return told;
        }
        if counts.words <= MOST_NAMED_WORDS {
            told.author = named(text, witnesses.authors);
        }
        let letters = Letters::sample(text, &mut buffer);
        told.linked_data = body.shared(&letters);
        told.description = description.shared(&letters);
        if counts.words <= MOST_TITLE_WORDS {
            told.title = title.shared(&letters);
            told.title_length = thousandths(counts.characters as f32, title.letters() as f32);
        }
        told
    };
    survey.blocks.iter().map(read).collect()
}

/// Whether a text names one of the authors: at its beginning, a word before it perhaps, or further on.
fn named(text: &str, authors: &[String]) -> i16 {
    let authors = authors.iter().take(MOST_AUTHORS).filter(|name| name.len() >= LEAST_NAME_BYTES);
    let place = |name: &String| find(text, name).map_or(0, |at| if at <= MOST_BEFORE_NAME { 2 } else { 1 });
    authors.map(place).max().unwrap_or(-1)
}

/// Groups blocks by the names and classes of the two innermost elements around them.
fn signatures(survey: &Survey) -> Signatures {
    let signature = |block: &TextBlock| {
        let element = &survey.elements[block.element];
        element.signature ^ survey.elements[element.parent].signature.rotate_left(21)
    };
    let of_block = classes(survey.blocks.iter().map(signature));
    let mut sums = vec![Same::default(); of_block.len()];
    for (block, &class) in survey.blocks.iter().zip(&of_block) {
        let same = &mut sums[class as usize];
        same.blocks += 1;
        same.prose += prose_words(block);
        same.words += block.counts.words;
        same.characters += block.counts.characters as f32;
        same.linked += block.counts.linked as f32;
    }
    Signatures { of_block, sums }
}

/// How often each block's text stands in the page.
fn repeats(survey: &Survey) -> Vec<u16> {
    let texts = survey.blocks.iter().map(|block| fingerprint(survey.text[block.text.clone()].as_bytes()));
    let classes = classes(texts);
    let mut times = vec![0u16; classes.len()];
    for &class in &classes {
        times[class as usize] = times[class as usize].saturating_add(1);
    }
    classes.iter().map(|&class| times[class as usize]).collect()
}

/// Numbers equal keys alike, from 0. By sorting, so that no choice of keys makes it slow.
fn classes(keys: impl Iterator<Item = u64>) -> Vec<u32> {
    let mut sorted: Vec<(u64, u32)> = keys.zip(0..).collect();
    let mut classes = vec![0; sorted.len()];
    sorted.sort_unstable();
    let mut class = 0;
    for (at, &(key, index)) in sorted.iter().enumerate() {
        class += u32::from(at > 0 && key != sorted[at - 1].0);
        classes[index as usize] = class;
    }
    classes
}
