//! Pages as the scorer sees them: what trees are grown on, and what explains a choice.

use super::blocks::{Survey, TextBlock};
use super::features::{Feature, POSITION_NAMES};
use super::groups::Group;
use super::score::{self, Scores};
use super::trees::Model;
use super::{Judged, page_by};
use crate::model::{Extracted, PageContext};

/// A text block, chosen or not.
#[derive(Clone, Debug, PartialEq)]
pub struct StudiedBlock {
    pub text: String,
    /// In the order of [`feature_names`]: what both stages are asked with.
    pub features: Vec<i16>,
    /// From 0 to 1.
    pub score: f32,
}

/// A page's blocks, and what is made of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Studied {
    pub blocks: Vec<StudiedBlock>,
    pub extracted: Extracted,
}

/// What the numbers of a [`StudiedBlock`] are: features, then how near each word group is, both asked
/// for by both stages; then what the second stage is asked with alone.
pub fn feature_names() -> Vec<String> {
    let features = Feature::NAMES.iter().map(|name| (*name).to_owned());
    let groups = Group::ALL.iter().map(|group| format!("Near{group:?}"));
    features.chain(groups).chain(POSITION_NAMES.iter().map(|name| format!("First{name}"))).collect()
}

/// A page read with a table of trees other than the one in use, or with that one. `scores` may judge its blocks in
/// place of the trees: with what is known to be right it shows what the steps behind them make of that.
///
/// None if `trees` is no such table: `training/fit_blocks.py` writes them.
pub fn study(html: &str, trees: Option<&[u8]>, scores: impl FnOnce(&mut [f32])) -> Option<Studied> {
    let model = trees.map_or_else(|| Some(score::MODEL.clone()), Model::read)?;
    let mut blocks = Vec::new();
    let extracted = page_by(html, &PageContext::default(), &model, |survey, judged| {
        scores(&mut judged.scores.second);
        blocks = seen(survey, judged);
    });
    Some(Studied { blocks, extracted })
}

fn seen(survey: &Survey, judged: &Judged) -> Vec<StudiedBlock> {
    let Scores { second, standings } = &judged.scores;
    let block = |(index, block): (usize, &TextBlock)| StudiedBlock {
        text: survey.text[block.text.clone()].to_owned(),
        features: judged.table.rows[index].iter().chain(standings[index].numbers()).copied().collect(),
        score: second[index],
    };
    survey.blocks.iter().enumerate().map(block).collect()
}
