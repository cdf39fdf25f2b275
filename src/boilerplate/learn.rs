//! One more article of a site: which story it tells, what its blocks count now, whose records that changes.

use super::judge::thresholds;
use super::memory::{BlockState, KnownBlock, Lesson, SeenArticle, SiteMemory};
use super::template::{BlockKey, Print};
use crate::model::{ArticleId, Block};
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// Blocks of this length tell stories apart, unless the site repeats them.
const LONG_CHARACTERS: u32 = 80;
const LONG_UNSPACED_CHARACTERS: u32 = 27;
/// A block of more stories than these, and in more than this share of the articles, tells no story apart.
const RARE_STORIES: u32 = 5;
const RARE_PERCENT: u32 = 30;
/// Two articles tell one story if this share of the shorter one's long blocks stands in the other.
const SAME_STORY_PERCENT: u32 = 50;
/// Of a known block's text, for people.
const SAMPLE_CHARACTERS: usize = 200;

/// Counts an article's blocks. `prints` belong to `blocks`, one to one.
pub fn learn(memory: &SiteMemory, article_id: ArticleId, blocks: &[Block], prints: &[Print]) -> Lesson {
    if prints.is_empty() {
        return Lesson::default();
    }
    let number = memory.articles.saturating_add(1);
    let holders = holders(memory, prints);
    let (story, long_characters) = tell_story(memory, &holders, prints, number);
    let mut lesson = Lesson::default();
    let mut counted = HashSet::with_capacity(prints.len());
    let mut again = HashSet::new();
    for (block, print) in blocks.iter().zip(prints) {
        if !counted.insert(print.key) {
            continue;
        }
        let holders = holders.get(&print.key).map(Vec::as_slice).unwrap_or_default();
        let before = memory.known.get(&print.key);
        let Some(known) = count(before, holders, story, number, block) else { continue };
        if crosses(before.map_or(1, |before| before.stories), known.stories, print) {
            again.extend(holders.iter().map(|seen| seen.article_id));
        }
        lesson.blocks.push((print.key, known));
    }
    again.remove(&article_id);
    lesson.to_clean_again = again.into_iter().collect();
    lesson.to_clean_again.sort_unstable();
    let keys = prints.iter().map(|print| print.key).filter(|key| counted.remove(key)).collect();
    lesson.seen = Some(SeenArticle { number, article_id, story, long_characters, keys });
    lesson
}

type Holders<'a> = HashMap<BlockKey, Vec<&'a SeenArticle>, BuildHasherDefault<KeyHasher>>;

/// Takes a key for its own hash, which it is. An article's blocks are looked for among those of 128 others, some ten
/// thousand keys.
#[derive(Default)]
struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64((*byte).into()));
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = self.0.rotate_left(8) ^ key;
    }
}

/// For each of the keys the recent articles that have it.
fn holders<'a>(memory: &'a SiteMemory, prints: &[Print]) -> Holders<'a> {
    let mut holders: Holders<'a> = prints.iter().map(|print| (print.key, Vec::new())).collect();
    for seen in &memory.recent {
        for key in &seen.keys {
            if let Some(holders) = holders.get_mut(key) {
                holders.push(seen);
            }
        }
    }
    holders
}

/// The story that an article tells: that of an earlier one with which it shares most of its long blocks,
/// or else one of its own. And how long its long blocks are.
fn tell_story(memory: &SiteMemory, holders: &Holders<'_>, prints: &[Print], number: u32) -> (u32, u32) {
    let most_common = RARE_STORIES.max(memory.articles.saturating_mul(RARE_PERCENT) / 100);
    let mut long_characters = 0u32;
    let mut shared: HashMap<u32, (&SeenArticle, u32)> = HashMap::new();
    let mut said = HashSet::new();
    for print in prints {
        let is_long = print.characters >= if print.is_unspaced { LONG_UNSPACED_CHARACTERS } else { LONG_CHARACTERS };
        let is_rare = memory.known.get(&print.key).is_none_or(|known| known.stories <= most_common);
        if !is_long || !is_rare || !said.insert(print.key) {
            continue;
        }
        long_characters = long_characters.saturating_add(print.characters);
        for seen in holders.get(&print.key).into_iter().flatten() {
            let (_, common) = shared.entry(seen.number).or_insert((seen, 0));
            *common = common.saturating_add(print.characters);
        }
    }
    let closest = shared.values().max_by_key(|(seen, common)| (*common, seen.number));
    let story = closest.filter(|(seen, common)| {
        let shorter = u64::from(long_characters.min(seen.long_characters));
        shorter > 0 && u64::from(*common) * 100 >= shorter * u64::from(SAME_STORY_PERCENT)
    });
    (story.map_or(number, |(seen, _)| seen.story), long_characters)
}

/// What is known of a block after this article; `None` as long as it stood in one story alone.
fn count(
    before: Option<&KnownBlock>,
    holders: &[&SeenArticle],
    story: u32,
    number: u32,
    block: &Block,
) -> Option<KnownBlock> {
    let stories_before: HashSet<u32> = holders.iter().map(|seen| seen.story).collect();
    let is_new_story = !stories_before.contains(&story);
    if let Some(before) = before {
        let stories = before.stories.saturating_add(u32::from(is_new_story));
        return Some(KnownBlock { stories, last_number: number, ..before.clone() });
    }
    let stories = u32::try_from(stories_before.len()).unwrap_or(u32::MAX).saturating_add(u32::from(is_new_story));
    (stories >= 2).then(|| KnownBlock {
        stories,
        first_number: holders.iter().map(|seen| seen.number).min().unwrap_or(number),
        last_number: number,
        state: BlockState::Counted,
        text: block.text.chars().take(SAMPLE_CHARACTERS).collect(),
    })
}

/// Whether a count passes a threshold at which records of articles that have the block may change.
fn crosses(before: u32, after: u32, print: &Print) -> bool {
    thresholds(print).iter().any(|&threshold| before < threshold && after >= threshold)
}
