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
    let mut parts = line.split('…');
    let head = parts.next().unwrap_or_default();
    // "广告 …" asks for the space.
    let ends_in_space = head.ends_with(' ') && line.contains('…');
    let mut head = fold(head);
    if place == Place::Whole {
        head = bare(&head).to_owned();
    }
    if ends_in_space {
        head.push(' ');
    }
    let least = if place == Place::Anywhere { LEAST_CHARACTERS_ANYWHERE } else { 1 };
    if head.chars().count() < least {
        return Err("too short to be looked for anywhere");
    }
    let rest = parts.map(fold).filter(|part| !part.is_empty()).collect();
    Ok(Phrase { head, rest, goes_on, is_sure, is_link, place, section })
}

/// Bloom filters look at this many characters.
const LEAST_CHARACTERS_ANYWHERE: usize = 3;

/// Phrases sorted by their heads, with a filter for what no phrase begins with.
#[derive(Debug)]
pub(super) struct Table {
    phrases: Vec<Phrase>,
    /// For each phrase the one before it whose head its own head begins with.
    shorter: Vec<Option<usize>>,
    filter: Vec<u64>,
    looks_at: usize,
}

/// Bits of the filter: 2 kB.
const FILTER_BITS: usize = 1 << 14;

impl Table {
    pub(super) fn new(mut phrases: Vec<Phrase>) -> Table {
        phrases.sort_by(|a, b| a.head.cmp(&b.head));
        let looks_at = phrases.iter().map(|phrase| phrase.head.chars().count()).min().unwrap_or(1).min(3);
        let mut filter = vec![0; FILTER_BITS / 64];
        let mut shorter: Vec<Option<usize>> = Vec::with_capacity(phrases.len());
        for (index, phrase) in phrases.iter().enumerate() {
            let bit = bit_of(&phrase.head, looks_at);
            filter[bit / 64] |= 1 << (bit % 64);
            let mut before = index.checked_sub(1);
            while let Some(at) = before
                && !phrase.head.starts_with(phrases[at].head.as_str())
            {
                before = shorter[at];
            }
            shorter.push(before);
        }
        Table { phrases, shorter, filter, looks_at }
    }

    /// The phrases whose heads the text begins with, the longest first.
    ///
    /// All of them are beginnings of the last phrase that sorts before the text, as whatever sorts between a
    /// text and one of its beginnings begins so too.
    pub(super) fn at<'p>(&'p self, text: &str) -> impl Iterator<Item = &'p Phrase> + use<'p> {
        let bit = bit_of(text, self.looks_at);
        let may = self.filter[bit / 64] & (1 << (bit % 64)) != 0;
        let mut last =
            if may { self.phrases.partition_point(|phrase| phrase.head.as_str() <= text).checked_sub(1) } else { None };
        while let Some(at) = last
            && !text.starts_with(self.phrases[at].head.as_str())
        {
            last = self.shorter[at];
        }
        std::iter::successors(last, |&at| self.shorter[at]).map(|at| &self.phrases[at])
    }
}

/// The filter's bit for the first characters of a text.
fn bit_of(text: &str, looks_at: usize) -> usize {
    let hash = text.chars().take(looks_at).fold(0u32, |hash, c| (hash ^ c as u32).wrapping_mul(0x9e37_79b1));
    (hash >> 18) as usize
}
