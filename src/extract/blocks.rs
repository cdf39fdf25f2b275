//! What the walk over a page brings home: its text blocks and the elements around them.

use super::arena::NodeId;
use super::counts::Counts;
use super::tags::Tag;
use super::vocabulary::Groups;
use std::collections::HashSet;
use std::ops::Range;

/// An index into [`Survey::elements`].
pub(super) type ElementIndex = usize;

/// Text between two block boundaries.
#[derive(Debug)]
pub(super) struct TextBlock {
    /// Into [`Survey::text`].
    pub(super) text: Range<usize>,
    pub(super) first: NodeId,
    pub(super) last: NodeId,
    /// The innermost block-level element around it.
    pub(super) element: ElementIndex,
    /// Whether an image stands between the block before and this one.
    pub(super) after_image: bool,
    pub(super) counts: Counts,
}

/// A block-level element.
#[derive(Debug)]
pub(super) struct BlockElement {
    pub(super) node: NodeId,
    pub(super) tag: Tag,
    /// The enclosing block-level element; the first is its own parent.
    pub(super) parent: ElementIndex,
    pub(super) depth: u32,
    /// Groups of its class and id.
    pub(super) groups: Groups,
    /// Groups of everything around it.
    pub(super) groups_around: Groups,
    pub(super) tags_around: TagSet,
    /// The same for elements of the same name and classes.
    pub(super) signature: u64,
    pub(super) is_article_body: bool,
    /// The blocks inside.
    pub(super) blocks: Range<usize>,
    /// The images inside.
    pub(super) images: u32,
    /// Selected by the user's rule.
    pub(super) by_rule: bool,
}

/// Which of the telling tags stand around an element.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct TagSet(u16);

impl TagSet {
    const TELLING: [Tag; 12] = [
        Tag::Article,
        Tag::Aside,
        Tag::Blockquote,
        Tag::Cell,
        Tag::Figure,
        Tag::Footer,
        Tag::Form,
        Tag::Header,
        Tag::ItemOfList,
        Tag::Main,
        Tag::Navigation,
        Tag::Section,
    ];

    pub(super) fn with(self, tag: Tag) -> TagSet {
        match TagSet::TELLING.iter().position(|&telling| telling == tag) {
            Some(bit) => TagSet(self.0 | 1 << bit),
            None => self,
        }
    }

    pub(super) fn has(self, tag: Tag) -> bool {
        TagSet::TELLING.iter().position(|&telling| telling == tag).is_some_and(|bit| self.0 & 1 << bit != 0)
    }
}

/// Where the page speaks of itself; read by `metadata`.
#[derive(Debug, Default)]
pub(super) struct Sightings {
    pub(super) metas: Vec<NodeId>,
    pub(super) links: Vec<NodeId>,
    pub(super) titles: Vec<NodeId>,
    pub(super) json_ld: Vec<NodeId>,
    /// Scripts with text that aren't linked data.
    pub(super) scripts: Vec<NodeId>,
    pub(super) times: Vec<NodeId>,
    pub(super) with_itemprop: Vec<NodeId>,
    pub(super) bylines: Vec<NodeId>,
    pub(super) date_elements: Vec<NodeId>,
    pub(super) images: Vec<NodeId>,
    pub(super) base: Option<NodeId>,
    pub(super) language: Option<String>,
}

/// Everything that the walk brought home.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// The text of all blocks, white space folded, one after the other.
    pub(super) text: String,
    pub(super) blocks: Vec<TextBlock>,
    pub(super) elements: Vec<BlockElement>,
    pub(super) sightings: Sightings,
    /// What the user's rules took out.
    pub(super) stripped: Vec<String>,
}

impl Survey {
    /// Where a block stands, as far as others stand in like places: the name and classes of its element and of the one
    /// around it.
    pub(super) fn place(&self, block: usize) -> [u64; 2] {
        let element = &self.elements[self.blocks[block].element];
        [element.signature, self.elements[element.parent].signature]
    }
}

/// Elements named by the user's rules.
#[derive(Debug, Default)]
pub(super) struct Marked {
    pub(super) body: HashSet<NodeId>,
    /// Everything that one of `body` stands in.
    pub(super) around: HashSet<NodeId>,
    pub(super) strip: HashSet<NodeId>,
}
