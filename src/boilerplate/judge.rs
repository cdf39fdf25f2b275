//! Which blocks of a record are the site's and not the article's.

use super::memory::{BlockState, KnownBlock, SiteMemory};
use super::template::Print;
use crate::model::Block;
use crate::text::comparable;

/// A block that stood in as many stories goes, wherever it stands; long prose in the middle excepted.
const STORIES: u32 = 3;
/// As many are enough for a short block, and near the end for any that is no prose.
const STORIES_IF_HARMLESS: u32 = 2;
/// As many are asked of long prose before the end: three stories may quote the same sentence.
const STORIES_IF_PROSE: u32 = 5;
/// And that share of the site's stories since it came up.
const PERCENT_IF_PROSE: u32 = 10;
const SHORT_CHARACTERS: u32 = 100;
const SHORT_UNSPACED_CHARACTERS: u32 = 40;
/// Where the end of an article begins, in hundredths of its characters.
const END_PERCENT: u64 = 60;
/// Lines behind a block of the site go with it, if each is no longer than this and they are no sentences.
const TAIL_CHARACTERS: u32 = 150;
const TAIL_UNSPACED_CHARACTERS: u32 = 60;
/// And together no more than this share of the article.
const TAIL_PERCENT: u64 = 40;
/// Less than this left means that the wrong part of the page was taken for the article.
const LEAST_LEFT: u64 = 150;
const LEAST_LEFT_UNSPACED: u64 = 60;
/// A shorter title, or block, is in too many texts by chance.
const LEAST_TITLE_LETTERS: usize = 8;

/// How lines that correct the news begin or go on, `comparable`: they may recur word by word and are news.
const CORRECTIONS: &[&str] = &[
    "correct",
    "corrig",
    "corrigé",
    "rectific",
    "korrektur",
    "korrigiert",
    "berichtigung",
    "sprostowanie",
    "errata",
    "erratum",
    "исправлен",
    "поправка",
    "уточнен",
    "διόρθωση",
    "διορθ",
    "düzeltme",
    "更正",
    "勘误",
    "訂正",
    "勘誤",
    "정정",
    "تصحيح",
    "تصويب",
    "सुधार",
    "शुद्धि",
    "rettelse",
    "rättelse",
];
/// Longer blocks are no correction lines.
const CORRECTION_CHARACTERS: u32 = 200;

/// What is said of one block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Keep,
    /// The site repeats it, or the user pinned it.
    Boilerplate,
    /// It stands behind or between blocks of the site and is no sentence.
    Beside,
}

/// The verdict on each block, and whether the record is suspect: so much of it recurs that nothing would
/// be left, so that all is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    pub verdicts: Vec<Verdict>,
    pub is_suspect: bool,
}

/// The counts at which the verdict on such a block can turn.
pub(super) fn thresholds(print: &Print) -> &'static [u32] {
    match (is_short(print), print.ends_a_sentence) {
        (true, _) => &[STORIES_IF_HARMLESS],
        (false, false) => &[STORIES_IF_HARMLESS, STORIES],
        (false, true) => &[STORIES, STORIES_IF_PROSE],
    }
}

/// Judges the blocks of a record by what the site's memory knows after it was counted.
pub fn judge(memory: &SiteMemory, title: Option<&str>, blocks: &[Block], prints: &[Print]) -> Judgement {
    let all: u64 = prints.iter().map(|print| u64::from(print.characters)).sum();
    let title = title.map(comparable).filter(|title| title.chars().count() >= LEAST_TITLE_LETTERS);
    let mut before = 0u64;
    let mut verdicts = Vec::with_capacity(prints.len());
    for (index, (block, print)) in blocks.iter().zip(prints).enumerate() {
        let centre = before + u64::from(print.characters) / 2;
        let place = Place { is_first: index == 0, is_end: centre * 100 > all * END_PERCENT };
        before += u64::from(print.characters);
        let known = memory.known.get(&print.key);
        let goes = known.is_some_and(|known| {
            is_boilerplate(memory, known, print, place) && !is_news(known, print, block, title.as_deref())
        });
        verdicts.push(if goes { Verdict::Boilerplate } else { Verdict::Keep });
    }
    take_gaps(&mut verdicts, prints);
    take_tail(&mut verdicts, prints, all);
    let left = |wanted: bool| -> u64 {
        let kept = verdicts
            .iter()
            .zip(prints)
            .filter(|(verdict, print)| **verdict == Verdict::Keep && print.is_unspaced == wanted);
        kept.map(|(_, print)| u64::from(print.characters)).sum()
    };
    let is_enough = left(false) * LEAST_LEFT_UNSPACED + left(true) * LEAST_LEFT >= LEAST_LEFT * LEAST_LEFT_UNSPACED;
    let is_suspect = !is_enough && verdicts.iter().any(|verdict| *verdict != Verdict::Keep);
    if is_suspect {
        verdicts.fill(Verdict::Keep);
    }
    Judgement { verdicts, is_suspect }
}

#[derive(Clone, Copy)]
struct Place {
    is_first: bool,
    is_end: bool,
}

fn is_short(print: &Print) -> bool {
    print.characters < if print.is_unspaced { SHORT_UNSPACED_CHARACTERS } else { SHORT_CHARACTERS }
}

fn is_boilerplate(memory: &SiteMemory, known: &KnownBlock, print: &Print, place: Place) -> bool {
    match known.state {
        BlockState::Pinned => return true,
        BlockState::Freed => return false,
        BlockState::Counted => {}
    }
    if is_short(print) || (place.is_end && !print.ends_a_sentence) {
        return known.stories >= STORIES_IF_HARMLESS;
    }
    if !print.ends_a_sentence || place.is_first || place.is_end {
        return known.stories >= STORIES;
    }
    let since = memory.articles.saturating_sub(known.first_number).saturating_add(1);
    known.stories >= STORIES_IF_PROSE && known.stories.saturating_mul(100) >= since.saturating_mul(PERCENT_IF_PROSE)
}

/// What stays although it recurs: the headline, which boxes of other articles repeat, and corrections.
fn is_news(known: &KnownBlock, print: &Print, block: &Block, title: Option<&str>) -> bool {
    if known.state == BlockState::Pinned {
        return false;
    }
    let text = comparable(&block.text);
    let is_title = title.is_some_and(|title| {
        text.contains(title) || (text.chars().count() >= LEAST_TITLE_LETTERS && title.contains(&text))
    });
    let corrects = print.characters <= CORRECTION_CHARACTERS
        && print.ends_a_sentence
        && CORRECTIONS.iter().any(|word| text.contains(word));
    is_title || corrects
}

/// One short line between two blocks of the site is part of what they frame.
fn take_gaps(verdicts: &mut [Verdict], prints: &[Print]) {
    for middle in 1..verdicts.len().saturating_sub(1) {
        let framed = verdicts[middle - 1] == Verdict::Boilerplate && verdicts[middle + 1] == Verdict::Boilerplate;
        let print = &prints[middle];
        if framed && verdicts[middle] == Verdict::Keep && is_line(print) && print.characters <= 60 {
            verdicts[middle] = Verdict::Beside;
        }
    }
}

/// Lines behind a block of the site near the end: links that change with every article.
fn take_tail(verdicts: &mut [Verdict], prints: &[Print], all: u64) {
    let mut tail = 0u64;
    for index in (0..verdicts.len()).rev() {
        if verdicts[index] == Verdict::Keep {
            tail += u64::from(prints[index].characters);
            if !is_line(&prints[index]) || tail * 100 > all * TAIL_PERCENT {
                return;
            }
            continue;
        }
        if verdicts[index] != Verdict::Boilerplate {
            continue;
        }
        let before: u64 = prints[..index].iter().map(|print| u64::from(print.characters)).sum();
        if before * 100 < all * END_PERCENT {
            return;
        }
        for verdict in &mut verdicts[index + 1..] {
            if *verdict == Verdict::Keep {
                *verdict = Verdict::Beside;
            }
        }
    }
}

fn is_line(print: &Print) -> bool {
    let longest = if print.is_unspaced { TAIL_UNSPACED_CHARACTERS } else { TAIL_CHARACTERS };
    print.characters <= longest && !print.ends_a_sentence
}
