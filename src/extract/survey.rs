//! One walk over the tree: text blocks, the elements that hold them, and where the page speaks of itself.

use super::arena::{Element, Node, NodeId};
use super::blocks::{BlockElement, ElementIndex, Marked, Survey, TagSet, TextBlock};
use super::counts::{count, fingerprint};
use super::groups::Group;
use super::tags::{Tag, by_name};
use super::tree::{self, Step, Walk, attribute};
use super::vocabulary::{Groups, groups_of};
use crate::text::push_folded;

/// More of one kind than any page needs; past it a page is playing games.
const MOST_SIGHTINGS: usize = 200;

/// Elements are alike whose class attributes are up to here.
const MOST_CLASS_BYTES: usize = 200;

/// Class names and ids whose groups are remembered.
const KNOWN_NAMES: usize = 256;

/// Walks the whole page once.
pub(super) fn survey<'a>(root: Node<'a>, marked: &'a Marked) -> Survey {
    let mut surveyor = Surveyor::new(root, marked);
    let mut walk = Walk::new(root);
    while let Some(step) = walk.next() {
        match step {
            Step::Open(node) => {
                if let Some(element) = node.element() {
                    if !surveyor.open(node, element) {
                        walk.pass_over(node);
                    }
                } else if let Some(text) = node.text().filter(|_| !surveyor.is_stripped(node.id())) {
                    surveyor.read(node.id(), text);
                }
            }
            Step::Close(node) => {
                if let Some(element) = node.element() {
                    surveyor.close(node.id(), element.tag);
                }
            }
        }
    }
    surveyor.end_block();
    surveyor.survey
}

struct Surveyor<'a> {
    survey: Survey,
    marked: &'a Marked,
    /// Class names and ids met lately and their groups; pages repeat them on and on.
    known_names: Vec<(&'a str, Groups)>,
    /// Open block-level elements, innermost last.
    open: Vec<ElementIndex>,
    links: u32,
    /// Whether the open link leads to a place in the page itself.
    is_inner_link: bool,
    strongs: u32,
    emphases: u32,
    /// Images so far.
    images: u32,
    block: Option<OpenBlock>,
    /// Line breaks since the last text.
    breaks: u32,
    /// Whether an indent has passed since.
    indented: bool,
    /// Whether an image has passed since the last block.
    image_passed: bool,
}

struct OpenBlock {
    start: usize,
    first: NodeId,
    last: NodeId,
    linked: u32,
    links: u32,
    inner_links: u32,
    not_strong: bool,
    not_emphasis: bool,
    space: bool,
}

impl<'a> Surveyor<'a> {
    fn new(root: Node<'a>, marked: &'a Marked) -> Surveyor<'a> {
        let whole = BlockElement {
            node: root.id(),
            tag: Tag::Body,
            parent: 0,
            depth: 0,
            groups: Groups::default(),
            groups_around: Groups::default(),
            tags_around: TagSet::default(),
            signature: 0,
            is_article_body: false,
            blocks: 0..0,
            images: 0,
            by_rule: false,
        };
        let survey = Survey { elements: vec![whole], ..Survey::default() };
        Surveyor {
            survey,
            marked,
            known_names: vec![("", Groups::default()); KNOWN_NAMES],
            open: vec![0],
            links: 0,
            is_inner_link: false,
            strongs: 0,
            emphases: 0,
            images: 0,
            block: None,
            breaks: 0,
            indented: false,
            image_passed: false,
        }
    }

    /// Returns whether to go on inside.
    fn open(&mut self, node: Node<'a>, element: Element<'a>) -> bool {
        let id = node.id();
        let by_rule = self.marked.body.contains(&id);
        let tag = match element.tag {
            // What the user's rule selects stands apart, though it be a `span`.
            tag if by_rule && !tag.is_block() => Tag::Division,
            tag => tag,
        };
        if self.note_head_matter(tag, id, element) {
            return false;
        }
        if tag == Tag::Skipped && !tree::is_shadow_root(element) {
            return false;
        }
        if self.is_stripped(id) {
            self.survey.stripped.push(tree::text_below(node, 300));
            return false;
        }
        // A rule may select what the page shows only to some.
        let is_called_for = by_rule || self.marked.around.contains(&id);
        if tree::is_hidden(element) && tag != Tag::Body && !is_called_for {
            return false;
        }
        let names = self.note_self_description(tag, id, element);
        // The headline is told of some pages this way.
        if names.is_for_hearing() && tag != Tag::Heading(1) && !is_called_for {
            return false;
        }
        match tag {
            Tag::Link => {
                self.links += 1;
                if let Some(block) = &mut self.block {
                    block.links += 1;
                    block.inner_links += u32::from(self.is_inner_link);
                }
            }
            Tag::Strong => self.strongs += 1,
            Tag::Emphasis => self.emphases += 1,
            Tag::LineBreak => {
                self.breaks += 1;
                if self.breaks == 2 {
                    self.end_block();
                } else if let Some(block) = &mut self.block {
                    block.space = true;
                }
            }
            Tag::Image => {
                self.image_passed |= self.block.is_none();
                self.images += 1;
                push_bounded(&mut self.survey.sightings.images, id);
            }
            _ if tag.is_block() => {
                self.end_block();
                self.open_element(id, element, tag, names);
            }
            _ => {}
        }
        true
    }

    fn is_stripped(&self, id: NodeId) -> bool {
        !self.marked.strip.is_empty() && self.marked.strip.contains(&id)
    }

    fn open_element(&mut self, node: NodeId, element: Element<'_>, tag: Tag, names: Groups) {
        let parent_index = self.open.last().copied().unwrap_or(0);
        let parent = &self.survey.elements[parent_index];
        let class = attribute(element, "class").unwrap_or_default();
        let class = &class.as_bytes()[..class.len().min(MOST_CLASS_BYTES)];
        let signature = fingerprint(class).rotate_left(9) ^ fingerprint(element.name.local.as_bytes());
        let around = if parent.tag == Tag::Body { Groups::default() } else { parent.groups };
        let entry = BlockElement {
            node,
            tag,
            parent: parent_index,
            depth: parent.depth + 1,
            groups: if tag == Tag::Body { Groups::default() } else { names },
            groups_around: parent.groups_around.with(around),
            tags_around: parent.tags_around.with(parent.tag),
            signature,
            is_article_body: attribute(element, "itemprop")
                .is_some_and(|names| names.split_ascii_whitespace().any(|name| name == "articleBody")),
            blocks: self.survey.blocks.len()..self.survey.blocks.len(),
            images: self.images,
            by_rule: parent.by_rule || (!self.marked.body.is_empty() && self.marked.body.contains(&node)),
        };
        self.open.push(self.survey.elements.len());
        self.survey.elements.push(entry);
    }

    fn close(&mut self, node: NodeId, tag: Tag) {
        let innermost = self.open.last().copied().unwrap_or(0);
        if innermost != 0 && self.survey.elements[innermost].node == node {
            self.end_block();
            let closed = &mut self.survey.elements[innermost];
            closed.blocks.end = self.survey.blocks.len();
            closed.images = self.images - closed.images;
            self.open.pop();
        } else if tag == Tag::Link {
            self.links = self.links.saturating_sub(1);
        } else if tag == Tag::Strong {
            self.strongs = self.strongs.saturating_sub(1);
        } else if tag == Tag::Emphasis {
            self.emphases = self.emphases.saturating_sub(1);
        }
    }

    /// Adds a text node to the open block, or opens one.
    fn read(&mut self, node: NodeId, text: &str) {
        self.indented |= begins_indented(text);
        if text.chars().all(char::is_whitespace) {
            if let Some(block) = &mut self.block {
                block.space |= !text.is_empty();
            }
            return;
        }
        if self.opens_paragraph() {
            self.end_block();
        }
        (self.breaks, self.indented) = (0, false);
        let buffer = &mut self.survey.text;
        let block = self.block.get_or_insert_with(|| OpenBlock {
            start: buffer.len(),
            first: node,
            last: node,
            linked: 0,
            links: self.links.min(1),
            inner_links: u32::from(self.links > 0 && self.is_inner_link),
            not_strong: false,
            not_emphasis: false,
            space: false,
        });
        let before = buffer.len();
        if (block.space || text.starts_with(char::is_whitespace)) && buffer.len() > block.start {
            buffer.push(' ');
        }
        push_folded(buffer, text);
        block.space = text.ends_with(char::is_whitespace);
        block.last = node;
        block.not_strong |= self.strongs == 0;
        block.not_emphasis |= self.emphases == 0;
        if self.links > 0 {
            block.linked += characters(&buffer[before..]);
        }
    }

    /// Whether the text that comes is another paragraph of the same element: an indent in front of it says so
    /// behind a line break or a sentence; in scripts without spaces so does a line break behind a sentence.
    fn opens_paragraph(&self) -> bool {
        let is_broken = self.breaks > 0;
        if self.block.is_none() || !is_broken && !self.indented {
            return false;
        }
        let innermost = self.open.last().copied().unwrap_or(0);
        let is_told = is_broken && self.indented || ends_unspaced_sentence(&self.survey.text);
        is_told && self.survey.elements[innermost].tag != Tag::Preformatted
    }

    fn end_block(&mut self) {
        (self.breaks, self.indented) = (0, false);
        let Some(block) = self.block.take() else { return };
        let range = block.start..self.survey.text.len();
        let mut counts = count(&self.survey.text[range.clone()]);
        counts.linked = block.linked.min(counts.characters);
        counts.links = block.links;
        counts.inner_links = block.inner_links;
        counts.all_strong = !block.not_strong;
        counts.all_emphasis = !block.not_emphasis;
        let element = self.open.last().copied().unwrap_or(0);
        let after_image = std::mem::take(&mut self.image_passed);
        let (first, last) = (block.first, block.last);
        self.survey.blocks.push(TextBlock { text: range, first, last, element, after_image, counts });
        let end = self.survey.blocks.len();
        self.survey.elements[0].blocks.end = end;
    }

    /// Elements that hold metadata alone; returns whether this was one.
    fn note_head_matter(&mut self, tag: Tag, id: NodeId, element: Element<'_>) -> bool {
        let sightings = &mut self.survey.sightings;
        match tag {
            Tag::Meta => {
                push_bounded(&mut sightings.metas, id);
                if attribute(element, "itemprop").is_some() {
                    push_bounded(&mut sightings.with_itemprop, id);
                }
            }
            Tag::LinkElement => push_bounded(&mut sightings.links, id),
            Tag::TitleElement => push_bounded(&mut sightings.titles, id),
            Tag::Base => sightings.base = sightings.base.or(Some(id)),
            Tag::Script => {
                let is_json_ld = attribute(element, "type").is_some_and(|kind| {
                    kind.trim().get(..19).is_some_and(|k| k.eq_ignore_ascii_case("application/ld+json"))
                });
                if is_json_ld {
                    push_bounded(&mut sightings.json_ld, id);
                } else if attribute(element, "src").is_none() {
                    push_bounded(&mut sightings.scripts, id);
                }
            }
            _ => return false,
        }
        true
    }

    /// Visible elements that name the headline, the author or the date; returns the groups of their names.
    fn note_self_description(&mut self, tag: Tag, id: NodeId, element: Element<'a>) -> Groups {
        let mut names = Groups::default();
        let around = &self.survey.elements[self.open.last().copied().unwrap_or(0)];
        // Who commented, and who wrote what a menu offers, is not the author.
        let is_aside = around.groups.with(around.groups_around).has(Group::Comment)
            || around.tag == Tag::Navigation
            || around.tags_around.has(Tag::Navigation);
        let sightings = &mut self.survey.sightings;
        if tag == Tag::Time {
            push_bounded(&mut sightings.times, id);
        }
        for tree_attribute in element.attributes {
            let (name, value) = (&tree_attribute.name, &*tree_attribute.value);
            by_name!(name.local, {
                "class" | "role" => names = names.with(groups_known(&mut self.known_names, value)),
                // A heading's id is made of its words: "social-benefits".
                "id" => if !matches!(tag, Tag::Heading(_)) {
                    names = names.with(groups_known(&mut self.known_names, value));
                },
                "href" => if tag == Tag::Link {
                    self.is_inner_link = value.len() > 1 && value.starts_with('#');
                    if !is_aside && leads_to_author(value) {
                        push_bounded(&mut sightings.bylines, id);
                    }
                },
                "itemprop" => if !is_aside || value != "author" {
                    push_bounded(&mut sightings.with_itemprop, id);
                },
                "rel" => if value.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("author")) {
                    push_bounded(&mut sightings.bylines, id);
                },
                "lang" => if element.name.local == html5ever::local_name!("html") {
                    sightings.language.get_or_insert_with(|| value.to_string());
                },
            } else if &*name.local == "data-component" {
                names = names.with(groups_of(value));
            })
        }
        if names.has(Group::Author) && !is_aside && !names.has(Group::Comment) {
            push_bounded(&mut sightings.bylines, id);
        }
        if names.has(Group::Meta) || names.has(Group::Author) {
            push_bounded(&mut sightings.date_elements, id);
        }
        names
    }
}

/// Whether a link leads to an author's page: `/author/jane-doe`, `/autoren/12`, `/?author=3`.
pub(super) fn leads_to_author(href: &str) -> bool {
    const FOLDERS: [&str; 16] = [
        "author",
        "authors",
        "autor",
        "autoren",
        "autores",
        "auteur",
        "auteurs",
        "autore",
        "autori",
        "journalist",
        "journalists",
        "reporter",
        "reporters",
        "writer",
        "writers",
        "contributor",
    ];
    let is_number = |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
    let is_query = |segment: &str| segment.strip_prefix("author=").is_some_and(is_number);
    let mut segments = href.split(['/', '?', '#']).take(8);
    match segments.find(|segment| FOLDERS.contains(segment) || is_query(segment)) {
        Some(segment) => is_query(segment) || segments.next().is_some_and(|name| !name.is_empty()),
        None => false,
    }
}

/// The groups of a class attribute or an id, looked up among those met lately.
fn groups_known<'a>(known: &mut [(&'a str, Groups)], names: &'a str) -> Groups {
    let slot = &mut known[fingerprint(names.as_bytes()) as usize % KNOWN_NAMES];
    if slot.0 != names {
        *slot = (names, groups_of(names));
    }
    slot.1
}

/// Whether a text begins as paragraphs do where no markup parts them: with two spaces that markup doesn't fold.
fn begins_indented(text: &str) -> bool {
    let mut bare = text.trim_start_matches(|c: char| c.is_ascii_whitespace()).chars();
    (0..2).all(|_| matches!(bare.next(), Some('\u{3000}' | '\u{a0}')))
}

fn ends_unspaced_sentence(text: &str) -> bool {
    text.trim_end_matches(['”', '’', '」', '』', '）', ')', '"']).ends_with(['。', '！', '？', '｡'])
}

fn push_bounded(list: &mut Vec<NodeId>, id: NodeId) {
    if list.len() < MOST_SIGHTINGS && list.last() != Some(&id) {
        list.push(id);
    }
}

fn characters(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}
