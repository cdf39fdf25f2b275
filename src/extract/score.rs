//! Blocks to scores between 0 and 1: how surely each belongs to the article.
//!
//! A logistic function of the features. The weights were fitted by ridge-penalised logistic regression
//! to the blocks of public benchmark pages with known bodies (English, German, Greek, Polish, Russian,
//! Chinese and others), each page weighing the same, a block's label being the share of its four-word
//! windows that stand in the true body. `training/fit_blocks.py` prints these tables.

use super::features::{Feature, Row};
use super::groups::Group;

/// The scores of all blocks, in order.
pub(super) fn scores(rows: &[Row]) -> Vec<f32> {
    rows.iter().map(score).collect()
}

fn score(row: &Row) -> f32 {
    let features: f32 = WEIGHTS.iter().map(|&(feature, weight)| weight * row[feature as usize]).sum();
    let groups: f32 = GROUP_WEIGHTS
        .iter()
        .map(|&(group, own, around)| {
            own * row[Feature::of_group(group)] + around * row[Feature::of_group_around(group)]
        })
        .sum();
    1.0 / (1.0 + (-(BIAS + features + groups)).exp())
}

const BIAS: f32 = -1.18;

/// Feature by feature.
const WEIGHTS: &[(Feature, f32)] = &[
    (Feature::Words, 0.06),
    (Feature::Short, 0.31),
    (Feature::Long, 0.38),
    (Feature::Sentences, -0.48),
    (Feature::Commas, 0.22),
    (Feature::EndsSentence, 1.00),
    (Feature::EndsInColon, 0.62),
    (Feature::Digits, -0.53),
    (Feature::Capitals, -0.18),
    (Feature::Separators, -0.80),
    (Feature::AllStrong, -0.23),
    (Feature::LinkDensity, -2.05),
    (Feature::AllLinked, 1.16),
    (Feature::LinkDensityAround, -1.90),
    (Feature::Paragraph, 0.61),
    (Feature::Heading, 1.43),
    (Feature::ListItem, 1.25),
    (Feature::Division, 0.42),
    (Feature::Cell, 2.10),
    (Feature::Quote, 1.19),
    (Feature::InArticle, 0.21),
    (Feature::InAside, -0.84),
    (Feature::InFigure, -1.06),
    (Feature::InFooter, -1.43),
    (Feature::InForm, -1.03),
    (Feature::InHeader, -1.21),
    (Feature::InListItem, 0.25),
    (Feature::InMain, 0.49),
    (Feature::InNavigation, 0.99),
    (Feature::InSection, 0.24),
    (Feature::InArticleBody, -0.38),
    (Feature::ProseShareOfHome, 0.68),
    (Feature::ProseShareOfParent, 0.18),
    (Feature::LevelsDown, -0.11),
    (Feature::BesideProse, 0.17),
    (Feature::SignatureShare, 2.38),
    (Feature::BeforeProse, -0.39),
    (Feature::AfterProse, -1.31),
    (Feature::ProseAfter, 0.12),
    (Feature::BeforeHeadline, -1.85),
    (Feature::Place, -1.08),
    (Feature::NearStart, -0.56),
];

/// Word groups: in the names of the element and its parent, in the names further out.
const GROUP_WEIGHTS: &[(Group, f32, f32)] = &[
    (Group::Article, -0.19, 0.12),
    (Group::Body, -0.09, 0.59),
    (Group::Ad, -1.26, 0.32),
    (Group::Author, -0.81, -0.09),
    (Group::Box, -0.22, 0.30),
    (Group::Caption, -1.16, 0.05),
    (Group::Comment, -2.19, -1.12),
    (Group::Consent, -0.97, -0.12),
    (Group::Embed, -1.34, 0.02),
    (Group::Footer, -0.74, -0.23),
    (Group::Header, -0.25, -0.19),
    (Group::Lead, -0.06, -0.01),
    (Group::List, -0.16, 0.21),
    (Group::Meta, -0.44, 0.30),
    (Group::Navigation, 0.47, 0.22),
    (Group::Newsletter, -1.51, -0.13),
    (Group::Paywall, -0.86, 0.16),
    (Group::Related, 0.16, -0.68),
    (Group::Share, -1.03, 0.11),
    (Group::Sidebar, -0.90, -0.09),
    (Group::Tags, 0.45, 0.23),
    (Group::Title, -0.02, 0.11),
];
