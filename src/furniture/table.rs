//! A language's file to phrases, and all languages' phrases to tables that are searched fast.

use super::fold::{bare, fold};
use super::{Reason, Role};

/// What a section of a language's file says of its phrases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    /// Lines that hold the phrase are left out for this reason.
    Why(Reason),
    /// What is left out begins here: related articles, comments.
    After,
    /// The first step of a trail of links.
    FrontPage,
    /// A label before names, or behind them.
    Credit(Role),
    /// A label of a fact that is no name.
    Fact,
    Agency,
    /// Words of a dateline: "reported", "news from".
    Dateline,
}

impl Section {
    /// Whether its phrases are asked for at one place of a text, never looked for.
    fn is_at_a_known_place(self) -> bool {
        matches!(self, Section::Credit(_) | Section::Fact | Section::Agency | Section::Dateline)
    }
}

/// Where in a line a phrase counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The line is the phrase and nothing else.
    Whole,
    Start,
    /// At the beginning of any word.
    Anywhere,
    End,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Phrase {
    /// Folded; what must come first.
    pub(super) head: String,
    /// Folded; what must follow, in this order, with anything in between.
    pub(super) rest: Vec<String>,
    /// The last word may go on.
    pub(super) goes_on: bool,
    /// Decides alone in a paragraph of any length.
    pub(super) is_sure: bool,
    /// Counts only in a line that is mostly a link.
    pub(super) is_link: bool,
    pub(super) place: Place,
    pub(super) section: Section,
}

/// A line of a language's file that can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) line: usize,
    pub(super) says: &'static str,
}

/// The phrases of a language's file, and the lines that are none.
pub(super) fn read(file: &str) -> (Vec<Phrase>, Vec<Fault>) {
    let (mut phrases, mut faults) = (Vec::new(), Vec::new());
    let mut section = None;
    for (index, line) in file.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with("//") {
            continue;
        }
        let mut fault = |says| faults.push(Fault { line: index + 1, says });
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = section_named(name);
            if section.is_none() {
                fault("no such section");
            }
            continue;
        }
        match section.map(|section| phrase(line, section)) {
            Some(Ok(phrase)) => phrases.push(phrase),
            Some(Err(says)) => fault(says),
            None => fault("a phrase before any section"),
        }
    }
    (phrases, faults)
}

fn section_named(name: &str) -> Option<Section> {
    if let Some(role) = name.strip_prefix("credit ") {
        return Role::named(role).map(Section::Credit);
    }
    match name {
        "after" => Some(Section::After),
        "front page" => Some(Section::FrontPage),
        "fact" => Some(Section::Fact),
        "agency" => Some(Section::Agency),
        "dateline words" => Some(Section::Dateline),
        _ => Reason::named(name).map(Section::Why),
    }
}

fn phrase(line: &str, section: Section) -> Result<Phrase, &'static str> {
    let (is_sure, line) = line.strip_prefix('!').map_or((false, line), |rest| (true, rest));
    let (is_link, line) = line.strip_prefix('~').map_or((false, line), |rest| (true, rest));
    let (place, line) = match line.chars().next() {
        Some('=') => (Place::Whole, &line[1..]),
        Some('^') => (Place::Start, &line[1..]),
        Some('$') => (Place::End, &line[1..]),
        _ if section.is_at_a_known_place() => (Place::Start, line),
        _ => (Place::Anywhere, line),
    };
    let (goes_on, line) = line.strip_suffix('*').map_or((false, line), |rest| (true, rest));
    let gap = if line.is_ascii() { None } else { line.split_once('…') };
    let (head, rest) = gap.map_or((line, None), |(head, rest)| (head, Some(rest)));
    // "广告 …" asks for the space.
    let ends_in_space = head.ends_with(' ') && rest.is_some();
    let mut head = fold(head);
    if place == Place::Whole {
        head = bare(&head).to_owned();
    }
    if ends_in_space {
        head.push(' ');
    }
    let least = if place == Place::Anywhere { LEAST_CHARACTERS_ANYWHERE } else { 1 };
    if head.chars().nth(least - 1).is_none() {
        return Err("too short to be looked for anywhere");
    }
    let rest = rest.map_or(Vec::new(), |rest| rest.split('…').map(fold).filter(|part| !part.is_empty()).collect());
    Ok(Phrase { head, rest, goes_on, is_sure, is_link, place, section })
}

/// The index looks at this many characters.
const LEAST_CHARACTERS_ANYWHERE: usize = 3;

/// Phrases sorted by their heads, with an index of what they begin with.
#[derive(Debug)]
pub(super) struct Table {
    phrases: Vec<Phrase>,
    /// What is looked at of each phrase before the phrase itself.
    heads: Vec<Head>,
    /// For each hash of first characters the phrases between which all stand that begin so: first, and behind the last.
    index: Vec<(u16, u16)>,
    /// How many first characters are looked at.
    looks_at: usize,
}

/// The head of a phrase as far as it tells most of them from most texts.
#[derive(Debug)]
struct Head {
    beginning: u128,
    bytes: usize,
    /// The phrase before this one whose head its own head begins with.
    shorter: Option<u16>,
}

/// Bytes of a [`beginning`].
const BEGINNING_BYTES: usize = 16;

/// Hashes told apart: 64 kB.
const INDEX_BITS: u32 = 14;

impl Table {
    pub(super) fn new(mut phrases: Vec<Phrase>) -> Table {
        sort_by_head(&mut phrases);
        let looks_at = phrases.iter().map(|phrase| phrase.head.chars().count()).min().unwrap_or(1).min(3);
        let mut index = vec![(0, 0); 1 << INDEX_BITS];
        let mut heads: Vec<Head> = Vec::with_capacity(phrases.len());
        for (at, phrase) in phrases.iter().enumerate() {
            let number = u16::try_from(at).unwrap_or(u16::MAX - 1);
            let (first, end) = &mut index[hash_of(&phrase.head, looks_at)];
            if *end == 0 {
                *first = number;
            }
            *end = number + 1;
            let mut shorter = number.checked_sub(1);
            while let Some(before) = shorter.map(usize::from)
                && !phrase.head.starts_with(phrases[before].head.as_str())
            {
                shorter = heads[before].shorter;
            }
            heads.push(Head { beginning: beginning(&phrase.head), bytes: phrase.head.len(), shorter });
        }
        Table { phrases, heads, index, looks_at }
    }

    /// How many characters of a text [`Table::may_begin`] looks at.
    pub(super) fn looks_at(&self) -> usize {
        self.looks_at
    }

    /// False if the text begins with no phrase's head; told by its first characters.
    pub(super) fn may_begin(&self, text: &str) -> bool {
        self.index[hash_of(text, self.looks_at)].1 > 0
    }

    /// The phrases whose heads the text begins with, the longest first.
    ///
    /// All of them are beginnings of the last phrase that sorts before the text, as whatever sorts between a
    /// text and one of its beginnings begins so too.
    pub(super) fn at<'p>(&'p self, text: &str) -> impl Iterator<Item = &'p Phrase> + use<'p> {
        let (first, end) = self.index[hash_of(text, self.looks_at)];
        let range = usize::from(first)..usize::from(end);
        let own = beginning(text);
        let mut behind = range.start + self.heads[range.clone()].partition_point(|head| head.beginning <= own);
        // Of those that begin alike the rest decides.
        while behind > range.start
            && self.heads[behind - 1].beginning == own
            && self.phrases[behind - 1].head.as_str() > text
        {
            behind -= 1;
        }
        let mut last = (behind > range.start).then(|| behind - 1);
        while let Some(at) = last
            && !self.begins_with(text, own, at)
        {
            last = self.shorter(at);
        }
        std::iter::successors(last, |&at| self.shorter(at)).map(|at| &self.phrases[at])
    }

    fn shorter(&self, at: usize) -> Option<usize> {
        self.heads[at].shorter.map(usize::from)
    }

    /// Whether a text whose beginning is `own` begins with the head of a phrase.
    fn begins_with(&self, text: &str, own: u128, at: usize) -> bool {
        let head = &self.heads[at];
        let in_common = (head.beginning ^ own).leading_zeros() as usize / 8;
        in_common >= head.bytes.min(BEGINNING_BYTES)
            && text.len() >= head.bytes
            && (head.bytes <= BEGINNING_BYTES || text.starts_with(self.phrases[at].head.as_str()))
    }
}

/// The first bytes of a text as a number: texts sort as their numbers do.
fn beginning(text: &str) -> u128 {
    if let Some(first) = text.as_bytes().first_chunk() {
        return u128::from_be_bytes(*first);
    }
    let mut bytes = [0; BEGINNING_BYTES];
    bytes[..text.len()].copy_from_slice(text.as_bytes());
    u128::from_be_bytes(bytes)
}

/// By their first bytes as one number, which is most of the work of every start, and then by the rest.
fn sort_by_head(phrases: &mut [Phrase]) {
    phrases.sort_by_cached_key(|phrase| beginning(&phrase.head));
    for alike in phrases.chunk_by_mut(|a, b| beginning(&a.head) == beginning(&b.head)) {
        alike.sort_by(|a, b| a.head.cmp(&b.head));
    }
}

/// A hash of the first characters of a text.
fn hash_of(text: &str, looks_at: usize) -> usize {
    let step = |hash: u32, c: u32| (hash ^ c).wrapping_mul(0x9e37_79b1);
    if let (3, [a @ ..0x80, b @ ..0x80, c @ ..0x80, ..]) = (looks_at, text.as_bytes()) {
        return (step(step(step(0, u32::from(*a)), u32::from(*b)), u32::from(*c)) >> (32 - INDEX_BITS)) as usize;
    }
    let hash = text.chars().take(looks_at).fold(0, |hash, c| step(hash, c as u32));
    (hash >> (32 - INDEX_BITS)) as usize
}
