//! Dates that readers see: `time` elements, date lines near the headline, the day in the address.
//!
//! A page shows many dates; the article's own stands with its headline, so what is nearest behind it counts first.
//! `labels` lists what says of a date what it is, `address` reads the one in the page's address.

mod address;
mod labels;
mod scripts;

use super::super::arena::{Node, NodeId};
use super::super::blocks::Survey;
use super::super::dates::{Order, Reading, order_shown, read_machine, read_reading, read_relative};
use super::super::tree::{attribute, text_below};
use super::moments::Moments;
use super::names::names_behind_lead;
use super::near::{is_prose, lines_near_text};
use super::{Source, page_title};
use crate::model::PublisherTime;
use crate::text::find;
pub(super) use address::date_in_url;
use labels::{PUBLISHED, says_changed};
use scripts::date_in_scripts;

/// "Last updated: 23 September 2026" and the like.
const MOST_BARE_DATE_BYTES: usize = 40;
const LEAST_DATE_DIGITS: usize = 5;

/// Of a text, so much may be a date at its beginning, and a place or a label before it.
const MOST_OPENING_BYTES: usize = 24;
const MOST_DATELINE_BYTES: usize = 70;
const OPENING_BLOCKS: usize = 3;

/// What stands between a dateline and the text.
const DATELINE_ENDS: &[&str] =
    &[" – ", " — ", "– ", "— ", " -- ", " - ", " | ", " /PRNewswire", " (GLOBE", " (Business"];

/// "Last updated on:", as a line of its own.
const MOST_LABEL_BYTES: usize = 40;

/// "23. November 2026".
const MOST_TITLE_DATE_BYTES: usize = 24;

/// A line that says what its date is may say more.
const MOST_LABELLED_BYTES: usize = 160;

/// Longer elements are more than a date line.
const MOST_DATE_LINE_CHARACTERS: usize = 120;

/// Elements looked at on either side of the headline.
const MOST_ELEMENTS: usize = 60;

/// Blocks above and below the headline among which its date stands.
const BLOCKS_ABOVE_HEADLINE: usize = 6;
const BLOCKS_BELOW_HEADLINE: usize = 12;

/// Adds what the page shows: with the headline, then elsewhere.
pub(super) fn read(source: &Source<'_>, headline: Option<usize>, order: Option<Order>, moments: &mut Moments) {
    let sightings = &source.survey.sightings;
    let place = Place::around(source.survey, headline);
    let (near, far) = place.split(&sightings.date_elements);
    let (near_times, far_times) = place.split(&sightings.times);
    let mut page = Shown { source, headline, order, changed: None };
    let shown = page.shown(&near);
    if let Some(reading) = page.time_in(&near_times) {
        moments.published(reading, "time");
    } else if let Some(reading) = page.time_in(&far_times) {
        let differs = shown.is_some_and(|reading_shown| reading_shown.time.date_naive() != reading.time.date_naive());
        moments.published(reading, if differs { "another time" } else { "time" });
    }
    if let Some(reading) = shown {
        moments.published(reading, "visible date");
    } else if let Some(reading) = page.elsewhere(&far) {
        moments.published(reading, "another date");
    }
    if !moments.is_dated()
        && let Some(reading) = date_in_scripts(source)
    {
        moments.published(reading, "script");
    }
    if let Some(fetched_at) = source.fetched_at.filter(|_| !moments.is_dated()) {
        let near = near.into_iter().chain(near_times);
        if let Some(reading) = page.relative(near, moments.there(fetched_at)) {
            moments.published(reading, "relative date");
        }
    }
    if let Some(reading) = page.changed {
        moments.modified(reading, "visible update");
        moments.published(reading, "visible update");
    }
}

/// What is looked for in a page, and the first date of a change that was met on the way.
struct Shown<'a> {
    source: &'a Source<'a>,
    headline: Option<usize>,
    order: Option<Order>,
    changed: Option<Reading>,
}

impl Shown<'_> {
    /// The date of a line, if it isn't that of a change; such a date is kept.
    fn of_publication(&mut self, line: Line) -> Option<Reading> {
        if line.changed {
            self.changed.get_or_insert(line.reading);
        }
        (!line.changed).then_some(line.reading)
    }

    /// The date that stands near the headline, in the text's beginning, or in the page's title.
    fn shown(&mut self, near: &[NodeId]) -> Option<Reading> {
        let (source, headline, order) = (self.source, self.headline, self.order);
        let in_elements = near.iter().take(MOST_ELEMENTS).filter_map(|&id| element_with_date(source, id, order));
        let lines = lines_near_text(source.survey, headline).map(|(_, line)| line);
        let lines = lines.chain(dates_of_openings(source.survey)).chain(bare_dates(source.survey));
        let in_lines = lines.filter_map(|line| line_with_date(source, line, order));
        let found = in_elements.chain(in_lines).find_map(|line| self.of_publication(line));
        found.or_else(|| date_in_title(source, order))
    }

    /// The date of an element far from the headline, else the one that the page labels.
    fn elsewhere(&mut self, far: &[NodeId]) -> Option<Reading> {
        let (source, order) = (self.source, self.order);
        let mut in_elements = far.iter().take(MOST_ELEMENTS).filter_map(|&id| element_with_date(source, id, order));
        if let Some(line) = in_elements.find(|line| !line.changed) {
            return Some(line.reading);
        }
        labelled(source.survey, order).and_then(|line| self.of_publication(line))
    }

    /// The first `time` of publication among elements.
    fn time_in(&mut self, ids: &[NodeId]) -> Option<Reading> {
        let (source, order) = (self.source, self.order);
        ids.iter().find_map(|&id| {
            let reading = time_of(source.tree.get(id), order)?;
            self.of_publication(Line { reading, changed: is_of_change(source, id) })
        })
    }

    /// The date near the headline that counts from `now`.
    fn relative(&mut self, near: impl Iterator<Item = NodeId>, now: PublisherTime) -> Option<Reading> {
        let (source, headline) = (self.source, self.headline);
        let elements = near.take(MOST_ELEMENTS).map(|id| text_below(source.tree.get(id), 200));
        let lines = lines_near_text(source.survey, headline).map(|(_, line)| line.to_owned());
        elements.chain(lines).find_map(|text| {
            let reading = read_relative(&text, now)?;
            self.of_publication(Line { reading, changed: says_changed(&text) })
        })
    }
}

/// An element with its date, which microformats keep in the title of one that shows none.
fn element_with_date(source: &Source<'_>, id: NodeId, order: Option<Order>) -> Option<Line> {
    let node = source.tree.get(id);
    let text = text_below(node, 200);
    let seen = read_reading(&text, order).filter(|_| text.chars().count() <= MOST_DATE_LINE_CHARACTERS);
    let reading = seen.or_else(|| read_machine(attribute(node.element()?, "title")?, order))?;
    Some(Line { reading, changed: says_changed(&text) })
}

/// A line with a date, and whether it says that it is the date of a change.
#[derive(Clone, Copy)]
struct Line {
    reading: Reading,
    changed: bool,
}

/// What stands around the headline, as nodes in the order of the page.
struct Place {
    top: Option<NodeId>,
    headline: Option<NodeId>,
    bottom: Option<NodeId>,
}

impl Place {
    fn around(survey: &Survey, headline: Option<usize>) -> Place {
        let first_of = |at: usize| survey.blocks.get(at).map(|block| block.first);
        Place {
            top: headline.and_then(|at| first_of(at.saturating_sub(BLOCKS_ABOVE_HEADLINE))),
            headline: headline.and_then(first_of),
            bottom: headline.and_then(|at| first_of(at + BLOCKS_BELOW_HEADLINE)),
        }
    }

    /// Elements within the place, those below the headline first, and those elsewhere; in a page without a headline
    /// all are within.
    fn split(&self, elements: &[NodeId]) -> (Vec<NodeId>, Vec<NodeId>) {
        let Some(top) = self.top else { return (elements.to_vec(), Vec::new()) };
        let is_near = |id: &&NodeId| **id >= top && self.bottom.is_none_or(|bottom| **id <= bottom);
        let (mut near, far): (Vec<NodeId>, Vec<NodeId>) = elements.iter().partition(is_near);
        near.sort_by_key(|id| self.is_above(*id));
        (near, far)
    }

    /// Whether a node stands above the headline.
    fn is_above(&self, id: NodeId) -> bool {
        self.headline.is_some_and(|headline| id < headline)
    }
}

/// What a `time` element says, to machines rather than to readers.
fn time_of(node: Node<'_>, order: Option<Order>) -> Option<Reading> {
    let machine = attribute(node.element()?, "datetime").and_then(|text| read_machine(text, order));
    machine.or_else(|| read_reading(&text_below(node, 100), order))
}

/// Whether a `time` element is that of a change: by its name, by what stands before it.
fn is_of_change(source: &Source<'_>, id: NodeId) -> bool {
    let node = source.tree.get(id);
    let Some(element) = node.element() else { return false };
    let has = |name: &str, word: &str| {
        attribute(element, name).is_some_and(|names| names.split_ascii_whitespace().any(|name| name == word))
    };
    if has("itemprop", "dateModified") || has("class", "updated") && !has("class", "published") {
        return true;
    }
    let survey = source.survey;
    let Some(at) = survey.blocks.partition_point(|block| block.first <= id).checked_sub(1) else { return false };
    // The block that the element's own text opens stands behind it.
    let is_within = survey.blocks[at].last > id;
    let (around, before) = if is_within { (at, at.checked_sub(1)) } else { (at + 1, Some(at)) };
    let text_at = |at: usize| survey.blocks.get(at).and_then(|block| survey.text.get(block.text.clone()));
    let text = text_below(node, 100);
    let label = text_at(around).and_then(|block| Some(&block[..block.find(text.trim())?])).map(str::trim);
    match label {
        Some("") => {
            before.and_then(text_at).is_some_and(|label| label.len() <= MOST_LABEL_BYTES && ends_changed(label))
        }
        Some(label) => says_changed(label.rsplit([';', '|', '•', '·']).next().unwrap_or(label)),
        None => false,
    }
}

/// A line that is nothing but the words before a date of change.
fn ends_changed(label: &str) -> bool {
    !label.contains(|c: char| c.is_numeric()) && says_changed(label)
}

/// The date with which the page's title ends: "Ferry returns | Bridge | 23.11.2026".
fn date_in_title(source: &Source<'_>, order: Option<Order>) -> Option<Reading> {
    let title = page_title(source.tree, source.survey);
    let last = title.rsplit(['|', '–', '·', '•']).next().filter(|last| last.len() < title.len())?.trim();
    let is_date = last.starts_with(|c: char| c.is_numeric()) && last.len() <= MOST_TITLE_DATE_BYTES;
    read_reading(last, order).filter(|_| is_date)
}

/// A line with its date; what is written below a picture has none.
fn line_with_date(source: &Source<'_>, line: &str, order: Option<Order>) -> Option<Line> {
    let reading = read_reading(line, order)?;
    let is_description = || {
        let mut images = source.survey.sightings.images.iter().filter_map(|&id| source.tree.get(id).element());
        images.any(|image| attribute(image, "alt").map(str::trim) == Some(line.trim()))
    };
    if line.len() > MOST_BARE_DATE_BYTES && is_description() {
        return None;
    }
    Some(Line { reading, changed: says_changed(line) })
}

/// The last short line of the page that says of its date what it is, of publication before one of a change; or the
/// one below a byline.
fn labelled(survey: &Survey, order: Option<Order>) -> Option<Line> {
    let line_at = |at: usize| survey.blocks.get(at).and_then(|block| survey.text.get(block.text.clone()));
    let is_short = |line: &str| line.len() <= MOST_LABELLED_BYTES && line.contains(|c: char| c.is_numeric());
    let mut of_change = None;
    for at in (0..survey.blocks.len()).rev() {
        let Some(line) = line_at(at).filter(|line| is_short(line)) else { continue };
        let lower = line.to_lowercase();
        let behind = |words: &[&str]| words.iter().find_map(|word| Some(&lower[find(&lower, word)? + word.len()..]));
        if let Some(reading) = behind(PUBLISHED).and_then(|rest| read_reading(rest, order)) {
            return Some(Line { reading, changed: false });
        }
        let Some(reading) = read_reading(line, order) else { continue };
        if says_changed(line) {
            of_change.get_or_insert(Line { reading, changed: true });
        } else if at.checked_sub(1).and_then(line_at).is_some_and(|above| !names_behind_lead(above).is_empty()) {
            return Some(Line { reading, changed: false });
        }
    }
    of_change
}

/// Lines above the last of the prose that hold a date and next to nothing else.
fn bare_dates(survey: &Survey) -> impl Iterator<Item = &str> {
    let last = survey.blocks.iter().rposition(is_prose).unwrap_or(0);
    let lines = survey.blocks.iter().take(last).filter_map(|block| survey.text.get(block.text.clone()));
    lines.filter(|line| {
        line.len() <= MOST_BARE_DATE_BYTES && line.bytes().filter(u8::is_ascii_digit).count() >= LEAST_DATE_DIGITS
    })
}

/// The date with which the text begins, as in `23.11.2026 – The ferry sank` or `RIVER TOWN, 23 November 2026 – The
/// ferry sank`; a summary may stand above it.
fn dates_of_openings(survey: &Survey) -> impl Iterator<Item = &str> {
    let prose = survey.blocks.iter().filter(|block| is_prose(block)).take(OPENING_BLOCKS);
    prose.filter_map(|block| {
        let text = survey.text.get(block.text.clone())?.trim_start_matches([' ', '(', '[']);
        if text.starts_with(char::is_numeric) {
            return Some(&text[..text.floor_char_boundary(MOST_OPENING_BYTES)]);
        }
        let head = &text[..text.floor_char_boundary(MOST_DATELINE_BYTES)];
        let end = DATELINE_ENDS.iter().filter_map(|mark| head.find(mark)).min()?;
        Some(&head[..end]).filter(|line| line.contains(|c: char| c.is_numeric()))
    })
}

/// The order of day and month that another date of the page shows.
pub(super) fn order_on_page(source: &Source<'_>) -> Option<Order> {
    let elements = source.survey.sightings.date_elements.iter().take(MOST_ELEMENTS / 3);
    let texts = elements.map(|&id| text_below(source.tree.get(id), 100));
    texts.filter(|text| text.contains('/')).find_map(|text| order_shown(&text))
}
