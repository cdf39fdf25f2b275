//! Where a block stands among the others once each has been judged by itself: what the second stage of
//! trees is asked with beside the block's own row.

use super::prose::home_of;
use super::topic::Topic;
use super::{small, thousandths};
use crate::extract::blocks::Survey;

/// A block with more words tells no more of what is around it.
const MOST_WORDS: f32 = 60.0;

/// Below this in the first stage a block is out, and the second is not asked.
pub(in crate::extract) const HOPELESS: f32 = 0.01;

macro_rules! positions {
    ($($name:ident),* $(,)?) => {
        #[derive(Clone, Copy)]
        enum Position { $($name),* }

        /// The names as they are written here, for training and explanation.
        pub(in crate::extract) const POSITION_NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

// Scores in thousandths; "share" is the share of all words that the first stage took for the article's.
positions! {
    Own, Before, After, SecondBefore, SecondAfter, Around, FarAround,
    OfHome, OfParent, OfGrandparent, ShareOfHome, ShareOfParent, ShareOfGrandparent, OfSignature,
    ShareBefore, BestBefore, BestAfter,
    // Words that it has in common with other blocks of the article, and with none but the rest.
    Topic, TopicOfRest,
}

const COUNT: usize = POSITION_NAMES.len();

/// The numbers of one block.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::extract) struct Standing([i16; COUNT]);

impl Standing {
    pub(in crate::extract) const COUNT: usize = COUNT;

    pub(in crate::extract) fn numbers(&self) -> &[i16] {
        &self.0
    }
}

/// Words so far, and of them those of the article.
#[derive(Clone, Copy, Default)]
struct Sums {
    words: f32,
    found: f32,
}

pub(in crate::extract) fn standings(survey: &Survey, first: &[f32], signatures: &[u32]) -> Vec<Standing> {
    let sums = sums(survey, first);
    let at = |index: usize| sums[index.min(first.len())];
    let between = |start: usize, end: usize| {
        let (from, to) = (at(start), at(end.max(start)));
        Sums { words: to.words - from.words, found: to.found - from.found }
    };
    let all = at(first.len());
    let of_signature = by_signature(survey, first, signatures);
    let score = |index: Option<usize>| index.and_then(|index| first.get(index)).map_or(-1, |p| small(1000.0 * p));
    let topic = Topic::of(survey, first);
    let best = |scores: &[f32]| small(1000.0 * scores.iter().copied().fold(0.0, f32::max));
    let stand = |index: usize| {
        let mut numbers = [0; COUNT];
        let mut set = |position: Position, value: i16| numbers[position as usize] = value;
        set(Position::Own, score(Some(index)));
        set(Position::Before, score(index.checked_sub(1)));
        set(Position::After, score(Some(index + 1)));
        set(Position::SecondBefore, score(index.checked_sub(2)));
        set(Position::SecondAfter, score(Some(index + 2)));
        for (position, reach) in [(Position::Around, 3), (Position::FarAround, 10)] {
            let around = between(index.saturating_sub(reach), index + reach + 1);
            set(position, thousandths(around.found, around.words));
        }
        let mut element = home_of(survey, &survey.blocks[index]);
        for (density, share) in [
            (Position::OfHome, Position::ShareOfHome),
            (Position::OfParent, Position::ShareOfParent),
            (Position::OfGrandparent, Position::ShareOfGrandparent),
        ] {
            let range = &survey.elements[element].blocks;
            let inside = between(range.start, range.end);
            set(density, thousandths(inside.found, inside.words));
            set(share, thousandths(inside.found, all.found));
            element = survey.elements[element].parent;
        }
        let same = of_signature[signatures[index] as usize];
        set(Position::OfSignature, thousandths(same.found, same.words));
        set(Position::ShareBefore, thousandths(at(index).found, all.found));
        set(Position::BestBefore, best(&first[index.saturating_sub(8)..index]));
        set(Position::BestAfter, best(&first[index + 1..first.len().min(index + 9)]));
        if first[index] >= HOPELESS {
            let shares = topic.shares(index);
            set(Position::Topic, shares.article);
            set(Position::TopicOfRest, shares.rest);
        }
        Standing(numbers)
    };
    (0..first.len()).map(stand).collect()
}

fn weight(survey: &Survey, index: usize) -> f32 {
    survey.blocks[index].counts.words.clamp(0.5, MOST_WORDS)
}

fn sums(survey: &Survey, first: &[f32]) -> Vec<Sums> {
    let mut sums = Vec::with_capacity(first.len() + 1);
    let mut sum = Sums::default();
    sums.push(sum);
    for (index, score) in first.iter().enumerate() {
        let words = weight(survey, index);
        sum.words += words;
        sum.found += score * words;
        sums.push(sum);
    }
    sums
}

fn by_signature(survey: &Survey, first: &[f32], signatures: &[u32]) -> Vec<Sums> {
    let mut sums = vec![Sums::default(); first.len()];
    for (index, (score, &signature)) in first.iter().zip(signatures).enumerate() {
        let words = weight(survey, index);
        sums[signature as usize].words += words;
        sums[signature as usize].found += score * words;
    }
    sums
}
