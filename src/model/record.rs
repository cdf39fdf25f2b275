//! The clean record of an article, and the states it passes through.

use super::{Block, BlockKind, PublisherTime, Removed, Wall};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An article's row in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct ArticleId(pub i64);

/// The clean record: made by `clean` alone, from a page or from a feed's own text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    pub title: Option<String>,
    pub authors: Vec<String>,
    pub published: Option<PublisherTime>,
    pub modified: Option<PublisherTime>,
    /// BCP 47 primary language where the text shows it, else as declared.
    pub language: Option<String>,
    /// Runs of paragraphs in one language, in order; empty unless the text is in more than one.
    pub languages: Vec<LanguageRun>,
    pub site_name: Option<String>,
    pub description: Option<String>,
    /// Absolute URL of the lead image.
    pub image: Option<String>,
    /// The URL by which the page calls itself, absolute.
    pub canonical_url: Option<String>,
    pub section: Option<String>,
    pub keywords: Vec<String>,
    /// What text and markdown are made of, in reading order.
    pub blocks: Vec<Block>,
    /// Paragraphs separated by one blank line.
    pub text: String,
    /// The same content with headings, links, lists and tables; no HTML in it.
    pub markdown: String,
    pub captions: Vec<String>,
    /// What the page says of its makers: `reporter`, `editor`, `photographer`, `agency`, …
    pub credits: BTreeMap<String, Vec<String>>,
    /// Words; in scripts without spaces each character counts as one.
    pub words: u32,
    /// How the main content was chosen: `scored`, `rule`, `script`, `feed`, `text`.
    pub method: String,
    pub removed: Vec<Removed>,
    /// Readings in parentheses that were taken out, as in `渡(dù)輪`.
    pub annotations_removed: u32,
    /// What the page shows in the article's place, if it isn't the article.
    pub wall: Option<Wall>,
    /// Where each field came from: `title` → `meta og:title`.
    pub sources: BTreeMap<&'static str, &'static str>,
    /// What other witnesses said of a field, the most trusted first; a few, and none that agree.
    pub alternatives: BTreeMap<&'static str, Vec<Alternative>>,
}

impl Record {
    /// Takes the blocks, with the text and the markdown that they make.
    pub fn set_blocks(&mut self, blocks: Vec<Block>) {
        self.text = joined(&blocks, |block| &block.text);
        self.markdown = joined(&blocks, |block| &block.markdown);
        self.blocks = blocks;
    }
}

/// Blocks with a blank line between them; items of one list stand line by line.
fn joined(blocks: &[Block], part: impl Fn(&Block) -> &String) -> String {
    let mut text = String::new();
    let mut before: Option<BlockKind> = None;
    for block in blocks {
        let in_list = |kind: BlockKind| matches!(kind, BlockKind::ListItem { .. });
        match before {
            None => {}
            Some(kind) if in_list(kind) && in_list(block.kind) => text.push('\n'),
            Some(_) => text.push_str("\n\n"),
        }
        text.push_str(part(block));
        before = Some(block.kind);
    }
    text
}

/// What a witness said that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alternative {
    /// Such as `meta og:title`.
    pub source: String,
    /// As text: names and keywords with commas between, times in RFC 3339; long ones are cut.
    pub value: String,
}

/// Paragraphs of a text that follow each other and are in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LanguageRun {
    pub language: String,
    pub paragraphs: u32,
}

/// What a feed says of an article, as a witness for its page's record.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ItemFacts {
    pub title: Option<String>,
    pub authors: Vec<String>,
    pub published: Option<PublisherTime>,
    pub updated: Option<PublisherTime>,
    /// The feed's own language.
    pub language: Option<String>,
    pub keywords: Vec<String>,
}

/// How far an article's record has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ArticleStatus {
    /// Made from the page.
    Full,
    /// The feed's own text, and no page is wanted.
    FeedOnly,
    /// The feed's own text, until the page has been read.
    Pending,
    /// The feed's own text, since the page could not be had or read.
    Failed,
    /// The feed's own text, since the site shows something else in the article's place.
    #[serde(untagged)]
    Walled(Wall),
}

impl ArticleStatus {
    pub fn as_str(self) -> &'static str {
        match self {
            ArticleStatus::Full => "full",
            ArticleStatus::FeedOnly => "feed_only",
            ArticleStatus::Pending => "pending",
            ArticleStatus::Failed => "failed",
            ArticleStatus::Walled(wall) => wall.as_str(),
        }
    }
}

/// Why a revision was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RevisionReason {
    /// The article's first state, or the page's text taking the place of the feed's.
    New,
    /// The publisher changed it.
    Edited,
    /// The same page by newer rules.
    Reextracted,
}

impl RevisionReason {
    pub fn as_str(self) -> &'static str {
        match self {
            RevisionReason::New => "new",
            RevisionReason::Edited => "edited",
            RevisionReason::Reextracted => "reextracted",
        }
    }
}
