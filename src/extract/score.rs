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

const BIAS: f32 = -1.17;

/// Feature by feature.
const WEIGHTS: &[(Feature, f32)] = &[
    (Feature::Words, 0.05),
    (Feature::Short, 0.32),
    (Feature::Long, 0.41),
    (Feature::Sentences, -0.47),
    (Feature::Commas, 0.21),
    (Feature::EndsSentence, 0.98),
    (Feature::EndsInColon, 0.60),
    (Feature::Digits, -0.53),
    (Feature::Capitals, -0.16),
    (Feature::Separators, -0.84),
    (Feature::AllStrong, -0.21),
    (Feature::LinkDensity, -1.87),
    (Feature::AllLinked, 1.00),
    (Feature::LinkDensityAround, -1.84),
    (Feature::Paragraph, 0.52),
    (Feature::Heading, 1.29),
    (Feature::ListItem, 1.13),
    (Feature::Division, 0.29),
    (Feature::Cell, 1.98),
    (Feature::Quote, 1.14),
    (Feature::InArticle, 0.24),
    (Feature::InAside, -0.79),
    (Feature::InFigure, -1.09),
    (Feature::InFooter, -1.50),
    (Feature::InForm, -1.00),
    (Feature::InHeader, -1.15),
    (Feature::InListItem, 0.24),
    (Feature::InMain, 0.48),
    (Feature::InNavigation, 0.92),
    (Feature::InSection, 0.24),
    (Feature::InArticleBody, -0.35),
    (Feature::ProseShareOfHome, 0.62),
    (Feature::ProseShareOfParent, 0.23),
    (Feature::LevelsDown, -0.10),
    (Feature::BesideProse, 0.27),
    (Feature::SignatureShare, 2.33),
    (Feature::BeforeProse, -0.31),
    (Feature::AfterProse, -1.22),
    (Feature::ProseAfter, 0.12),
    (Feature::BeforeHeadline, -1.77),
    (Feature::Place, -1.08),
    (Feature::NearStart, -0.66),
];

/// Word groups: in the names of the element and its parent, in the names further out.
const GROUP_WEIGHTS: &[(Group, f32, f32)] = &[
    (Group::Article, -0.17, 0.12),
    (Group::Body, -0.12, 0.57),
    (Group::Ad, -1.19, 0.30),
    (Group::Author, -0.82, -0.08),
    (Group::Box, -0.21, 0.31),
    (Group::Caption, -1.17, 0.05),
    (Group::Comment, -2.16, -1.12),
    (Group::Consent, -0.90, -0.16),
    (Group::Embed, -1.65, -0.00),
    (Group::Footer, -0.69, -0.24),
    (Group::Header, -0.23, -0.20),
    (Group::Lead, -0.08, -0.03),
    (Group::List, -0.17, 0.20),
    (Group::Meta, -0.44, 0.33),
    (Group::Navigation, 0.44, 0.25),
    (Group::Newsletter, -1.48, -0.12),
    (Group::Paywall, -0.85, 0.16),
    (Group::Related, 0.16, -0.67),
    (Group::Share, -1.01, 0.11),
    (Group::Sidebar, -0.94, -0.10),
    (Group::Tags, 0.48, 0.23),
    (Group::Title, -0.10, 0.18),
];
