//! A record without the blocks of its site.

use super::judge::{Judgement, Verdict};
use crate::model::{Record, Removed};
use crate::text::count_words;
use std::borrow::Cow;

/// Takes the condemned blocks out of a record, and lists them among what was removed, in reading order.
pub fn cut<'a>(record: &'a Record, judgement: &Judgement) -> Cow<'a, Record> {
    if judgement.verdicts.iter().all(|verdict| *verdict == Verdict::Keep) {
        return Cow::Borrowed(record);
    }
    let mut record = record.clone();
    let mut kept = Vec::with_capacity(record.blocks.len());
    for (block, verdict) in std::mem::take(&mut record.blocks).into_iter().zip(&judgement.verdicts) {
        let why = match verdict {
            Verdict::Keep => {
                kept.push(block);
                continue;
            }
            Verdict::Boilerplate => "site_boilerplate",
            Verdict::Beside => "beside_site_boilerplate",
        };
        record.removed.push(Removed::within(block.text, why));
    }
    record.set_blocks(kept);
    record.words = count_words(&record.text);
    Cow::Owned(record)
}
