//! Main content and what is known beside it to the clean record.
//!
//! `record` weighs the page's witnesses against the feed's, takes what repeats the headline out of the
//! text, and tells the language; `json` writes a record as `extract --json` prints it. Nothing here knows HTML.

mod common_words;
mod credits;
mod datelines;
mod expected;
mod fields;
mod json;
mod labels;
mod language;
mod names;
mod offices;
mod paragraphs;
mod profile;
mod repeats;
mod tongues;

use crate::furniture::{Line, Setting};
use crate::model::{Block, BlockKind, Extracted, ItemFacts, Record, Removed};
use crate::text::{comparable, count_words};
pub use expected::unmet;
pub use json::extract_json;

/// The clean record of an article, from its page or from the feed's own text.
///
/// ```
/// use feedmill::{clean, extract, model::{ItemFacts, PageContext}};
/// let page = extract::page("<h1>Ferry</h1><p>The ferry left at noon, an hour late.</p>", &PageContext::default());
/// let item = ItemFacts { title: Some("Ferry leaves late".into()), ..ItemFacts::default() };
/// let record = clean::record(page, Some(&item));
/// assert_eq!(record.text, "The ferry left at noon, an hour late.");
/// assert_eq!(record.title.as_deref(), Some("Ferry"));
/// ```
pub fn record(extracted: Extracted, item: Option<&ItemFacts>) -> Record {
    let nothing = ItemFacts::default();
    let item = item.unwrap_or(&nothing);
    let Extracted { metadata, blocks, captions, mut removed, method, annotations_removed, rule_notes, wall, .. } =
        extracted;
    let mut record = Record { method: method.to_owned(), captions, annotations_removed, wall, ..Record::default() };
    let titles: Vec<String> = metadata.titles.iter().map(|found| comparable(&found.value)).collect();
    fields::fill(&mut record, metadata, item);
    let (blocks, repeated) = repeats::without_repeats(blocks, &record, &titles);
    let mut by_clean = repeated;
    let (blocks, credits) = credits::take_credits(blocks, &record.captions, &mut by_clean, &mut removed);
    let blocks = profile::without_profile(blocks, &record, &mut by_clean);
    let blocks = if WHOLE.contains(&method) { without_furniture(blocks, &mut by_clean) } else { blocks };
    removed.splice(0..0, by_clean);
    if record.authors.is_empty()
        && let Some(reporters) = credits.get("reporter").filter(|names| !names.is_empty())
    {
        record.authors.clone_from(reporters);
        record.sources.insert("authors", "credit line");
    }
    record.sources.extend(rule_notes);
    record.credits = credits;
    record.removed = removed;
    record.set_blocks(blocks);
    record.words = count_words(&record.text);
    language::tell(&mut record);
    record
}

/// Methods that take a text as a whole, whose lines nobody has judged yet.
const WHOLE: &[&str] = &["feed", "script"];

/// The blocks without those that are furniture by their words, if any are left.
fn without_furniture(blocks: Vec<Block>, left_out: &mut Vec<Removed>) -> Vec<Block> {
    let why = |block: &Block| {
        let setting = Setting { link_density: None, is_labelling: matches!(block.kind, BlockKind::Heading(_)) };
        let is_line = !matches!(block.kind, BlockKind::Code | BlockKind::Table);
        is_line.then(|| Line::new(&block.text).why_in(setting)).flatten()
    };
    let whys: Vec<_> = blocks.iter().map(why).collect();
    if whys.iter().all(Option::is_some) {
        return blocks;
    }
    let mut kept = Vec::with_capacity(blocks.len());
    for (block, why) in blocks.into_iter().zip(whys) {
        match why {
            Some(reason) => left_out.push(removed(block, reason.as_str())),
            None => kept.push(block),
        }
    }
    kept
}

fn removed(block: Block, why: &str) -> Removed {
    Removed::within(block.text.chars().take(300).collect(), why)
}

#[cfg(test)]
mod tests;
