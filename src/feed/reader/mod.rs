//! Text to draft: one road for all XML dialects, one for JSON.
//!
//! `tokens` cuts the XML, `tree` builds one item at a time from what is there, whatever it leaves open
//! or unclosed, and `fields` reads items and feeds of every dialect from such a tree. There is no strict reader
//! in front: one that is tolerant reads well-formed feeds as well, and a fall-back only helps where the first
//! reader finds nothing at all. There feed-rs is asked (`second_opinion`), and the tests compare with it.

mod branch;
mod fields;
mod hints;
mod json;
mod links;
mod names;
mod opml;
mod texts;
mod tokens;
mod tree;

pub use opml::{OpmlList, OpmlOutline, opml};

use super::draft::FeedDraft;
use super::{FeedContext, FeedFault};

/// Reads a feed from its text, which is not blank and has no XML declaration.
pub(super) fn read(text: &str, context: &FeedContext<'_>) -> Result<FeedDraft, FeedFault> {
    if text.starts_with(['{', '[']) { json::read(text, context.url) } else { tree::read(text, context.url) }
}
