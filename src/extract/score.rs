//! Blocks to scores between 0 and 1: how surely each belongs to the article.
//!
//! Two stages of boosted trees, grown by `training/fit_blocks.py` on public benchmark pages with known
//! bodies; `docs/extraction.md` has what they were grown on and how well they do. The first stage judges
//! each block by itself, the second in the light of what the first made of the blocks around it.

use super::blocks::Survey;
use super::features::{HOPELESS, Row, Standing, Table, WIDTH, standings};
use super::trees::{Model, Written};
use std::sync::LazyLock;

/// The table in use; what is none doesn't compile.
const TABLE: Written<'static> = match Written::read(include_bytes!("trees.bin")) {
    Some(table) => table,
    None => panic!("trees.bin is no table of trees"),
};

/// The trees in use.
pub(super) static MODEL: LazyLock<Model<'static>> = LazyLock::new(|| TABLE.model());

/// Scores of all blocks in order; with `standing` those that the second stage was asked with.
pub(super) struct Scores {
    pub(super) second: Vec<f32>,
    pub(super) standings: Vec<Standing>,
}

pub(super) fn scores(survey: &Survey, table: &Table, model: &Model<'_>) -> Scores {
    let mut asked = [0; 256];
    let judge = |row: &Row| {
        asked[..WIDTH].copy_from_slice(row);
        model.first.judge(&asked)
    };
    let first: Vec<f32> = table.rows.iter().map(judge).collect();
    let standings = standings(survey, &first, &table.signatures);
    let judge = |((row, standing), &first): ((&Row, &Standing), &f32)| {
        if first < HOPELESS {
            return first;
        }
        asked[..WIDTH].copy_from_slice(row);
        asked[WIDTH..WIDTH + Standing::COUNT].copy_from_slice(standing.numbers());
        model.second.judge(&asked)
    };
    let second = table.rows.iter().zip(&standings).zip(&first).map(judge).collect();
    Scores { second, standings }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_asks_for_features_that_exist() {
        assert!(MODEL.first.last_feature() < WIDTH);
        assert!(MODEL.second.last_feature() < WIDTH + Standing::COUNT);
    }
}
