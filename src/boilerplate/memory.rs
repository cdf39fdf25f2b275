//! What is kept of a site: its last articles by the keys of their blocks, and the blocks that recur; what one article
//! changes in it.

use super::template::BlockKey;
use crate::model::ArticleId;
use std::collections::HashMap;

/// How many of a site's last articles a new one is compared with.
pub const WINDOW: usize = 128;

/// A site's memory, or the part of it that one article touches.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SiteMemory {
    /// Articles counted so far: the number of the last one.
    pub articles: u32,
    /// The last `WINDOW` articles, in any order.
    pub recent: Vec<SeenArticle>,
    /// Blocks that stood in two stories or more, or that the user spoke of.
    pub known: HashMap<BlockKey, KnownBlock>,
}

/// An article that was counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenArticle {
    /// From 1 on, in the order in which the site's articles were counted.
    pub number: u32,
    pub article_id: ArticleId,
    /// Number of the first article that told the same story.
    pub story: u32,
    /// In long blocks that the site does not repeat: what tells stories apart.
    pub long_characters: u32,
    /// Of its blocks, each once.
    pub keys: Vec<BlockKey>,
}

/// A block that recurs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownBlock {
    /// Different stories in which it stood.
    pub stories: u32,
    /// Numbers of the first and the last article that had it.
    pub first_number: u32,
    pub last_number: u32,
    pub state: BlockState,
    /// Its beginning, as one article had it.
    pub text: String,
}

/// Who decides about a block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BlockState {
    /// The count.
    #[default]
    Counted,
    /// The user: it goes wherever it stands.
    Pinned,
    /// The user: it stays wherever it stands.
    Freed,
}

impl BlockState {
    pub fn as_str(self) -> &'static str {
        match self {
            BlockState::Counted => "counted",
            BlockState::Pinned => "pinned",
            BlockState::Freed => "freed",
        }
    }

    /// The state that a word names.
    pub fn parse(word: &str) -> Option<BlockState> {
        [BlockState::Counted, BlockState::Pinned, BlockState::Freed].into_iter().find(|state| state.as_str() == word)
    }
}

/// What an article changes in its site's memory. Empty for one that was counted before.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lesson {
    pub seen: Option<SeenArticle>,
    /// Blocks whose rows are new or changed.
    pub blocks: Vec<(BlockKey, KnownBlock)>,
    /// Earlier articles with blocks that have now been seen often enough.
    pub to_clean_again: Vec<ArticleId>,
}

impl SiteMemory {
    /// The article as it was counted before, if it was.
    pub fn seen(&self, article_id: ArticleId) -> Option<&SeenArticle> {
        self.recent.iter().find(|seen| seen.article_id == article_id)
    }

    /// The memory after a lesson: what a store does in its tables.
    pub fn take_in(&mut self, lesson: Lesson) {
        self.known.extend(lesson.blocks);
        if let Some(seen) = lesson.seen {
            self.articles = seen.number;
            self.recent.retain(|earlier| earlier.number + WINDOW as u32 > seen.number);
            self.recent.push(seen);
        }
    }
}
