//! The two states in which the newsroom can be served.

use super::story::Story;
use crate::model::PublisherTime;

/// The state of the newsroom: as first printed, or with its correction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Round {
    First,
    /// One headline has been corrected, in its feed and on its page.
    Second,
}

impl Round {
    /// The story's headline in this round.
    pub(super) fn title(self, story: &Story) -> &'static str {
        match (&story.correction, self) {
            (Some(correction), Round::Second) => correction.title,
            _ => story.title,
        }
    }

    /// When the story was last changed, as of this round.
    pub(super) fn updated(self, story: &Story) -> PublisherTime {
        match (&story.correction, self) {
            (Some(correction), Round::Second) => correction.at,
            _ => story.published,
        }
    }
}
