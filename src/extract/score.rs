//! Blocks to scores between 0 and 1: how surely each belongs to the article.
//!
//! A logistic function of the features. The weights were fitted by ridge-penalised logistic regression
//! to the blocks of public benchmark pages with known bodies (English, German, Greek, Polish, Russian,
//! Chinese and others), each page weighing the same, a block's label being the share of its four-word
//! windows that stand in the true body. Fitted on four fifths of the sites they serve the last fifth as well.

use super::features::{Feature, Row};
use super::vocabulary::Group;

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

const BIAS: f32 = -1.02;

/// Feature by feature.
const WEIGHTS: &[(Feature, f32)] = &[
    (Feature::Words, 0.04),
    (Feature::Short, 0.31),
    (Feature::Long, 0.40),
    (Feature::Sentences, -0.46),
    (Feature::Commas, 0.22),
    (Feature::EndsSentence, 0.99),
    (Feature::EndsInColon, 0.61),
    (Feature::Digits, -0.57),
    (Feature::Capitals, -0.18),
    (Feature::Separators, -0.86),
    (Feature::AllStrong, -0.24),
    (Feature::LinkDensity, -1.86),
    (Feature::AllLinked, 0.98),
    (Feature::LinkDensityAround, -1.89),
    (Feature::Paragraph, 0.50),
    (Feature::Heading, 1.26),
    (Feature::ListItem, 1.12),
    (Feature::Division, 0.28),
    (Feature::Cell, 1.94),
    (Feature::Quote, 1.13),
    (Feature::InArticle, 0.21),
    (Feature::InAside, -0.80),
    (Feature::InFigure, -1.10),
    (Feature::InFooter, -1.36),
    (Feature::InForm, -1.03),
    (Feature::InHeader, -1.15),
    (Feature::InListItem, 0.23),
    (Feature::InMain, 0.48),
    (Feature::InNavigation, 0.93),
    (Feature::InSection, 0.24),
    (Feature::InArticleBody, -0.38),
    (Feature::ProseShareOfHome, 0.66),
    (Feature::ProseShareOfParent, 0.19),
    (Feature::LevelsDown, -0.10),
    (Feature::BesideProse, 0.21),
    (Feature::SignatureShare, 2.34),
    (Feature::BeforeProse, -0.34),
    (Feature::AfterProse, -1.27),
    (Feature::ProseAfter, 0.12),
    (Feature::BeforeHeadline, -1.75),
    (Feature::Place, -1.03),
    (Feature::NearStart, -0.53),
];

/// Word groups: in the names of the element and its parent, in the names further out.
const GROUP_WEIGHTS: &[(Group, f32, f32)] = &[
    (Group::Article, -0.20, 0.12),
    (Group::Body, -0.09, 0.56),
    (Group::Ad, -1.22, 0.29),
    (Group::Author, -0.83, -0.09),
    (Group::Box, -0.21, 0.29),
    (Group::Caption, -1.18, 0.05),
    (Group::Comment, -2.16, -1.13),
    (Group::Consent, -0.95, -0.12),
    (Group::Embed, -1.34, 0.02),
    (Group::Footer, -0.74, -0.26),
    (Group::Header, -0.24, -0.19),
    (Group::Lead, -0.08, -0.03),
    (Group::List, -0.16, 0.21),
    (Group::Meta, -0.43, 0.30),
    (Group::Navigation, 0.44, 0.21),
    (Group::Newsletter, -1.50, -0.12),
    (Group::Paywall, -0.87, 0.18),
    (Group::Related, 0.17, -0.68),
    (Group::Share, -1.02, 0.11),
    (Group::Sidebar, -0.91, -0.10),
    (Group::Tags, 0.47, 0.23),
    (Group::Title, -0.05, 0.13),
];
