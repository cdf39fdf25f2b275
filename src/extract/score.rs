//! Blocks to scores between 0 and 1: how surely each belongs to the article.

use super::blocks::Survey;
use super::features::{Prose, Row, home_of};

/// The scores of all blocks, in order.
pub(super) fn scores(survey: &Survey, prose: &Prose, rows: &[Row]) -> Vec<f32> {
    let _ = (prose, home_of as fn(_, _) -> _);
    rows.iter()
        .zip(&survey.blocks)
        .map(|(row, block)| {
            let near = row[super::features::Feature::BesideProse as usize];
            let density = block.counts.link_density();
            let x = near * 3.0 - density * 4.0 + row[0] - 2.5;
            1.0 / (1.0 + (-x).exp())
        })
        .collect()
}
