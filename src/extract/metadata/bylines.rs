//! Who wrote it, as readers see it: elements that name the author, bylines near the text, names at its end.

use super::super::arena::NodeId;
use super::super::blocks::{Survey, TextBlock};
use super::super::survey::leads_to_author;
use super::super::tree::{attribute, text_below};
use super::near::{SHORT_LINE_WORDS, is_prose, lines_near_text};
use super::{Source, leadins, names, page_title, unspaced};
use crate::furniture::{Role, label_at};
use crate::model::{Found, Metadata};
use crate::text::is_person;

/// Paragraphs at the end of a page's prose that may close with names.
const PARAGRAPHS_WITH_NAMES: usize = 12;

/// Blocks below the prose that may name who wrote it.
const BLOCKS_BELOW: usize = 8;

/// Blocks below the headline that may begin with a lead-in, and the length that makes them sentences.
const SENTENCES_WITH_LEAD_IN: usize = 3;
const LEAST_SENTENCE_WORDS: f32 = 8.0;

/// Longer elements are more than a byline.
const MOST_BYLINE_CHARACTERS: usize = 100;

/// Adds the names that the page shows, the plainest first.
pub(super) fn read(source: &Source<'_>, headline: Option<usize>, metadata: &mut Metadata) {
    let mut push = |names: Vec<String>, source: &'static str| {
        if !names.is_empty() {
            metadata.authors.push(Found { value: names, source });
        }
    };
    let elements = elements(source);
    let is_unnamed = elements.is_empty();
    push(elements.by_relation, "rel author");
    push(elements.by_link, "author link");
    push(elements.led, "byline");
    let near = byline_near_text(source.survey, headline);
    let is_missing = near.is_empty();
    push(near, "byline");
    push(elements.named, "byline");
    push(first_line(source.survey), "byline");
    if is_missing {
        push(beside_date(source, headline), "byline");
        push(names_in_lead_in(source.survey, headline), "lead-in");
        push(names_at_end(source.survey, headline), "end of text");
        push(portrayed(source, headline), "portrait");
    }
    if is_missing && is_unnamed {
        let summaries: Vec<&String> = metadata.descriptions.iter().take(2).map(|found| &found.value).collect();
        let names = summaries.into_iter().map(|summary| names::names_in_summary(summary));
        let names = names.into_iter().find(|names| !names.is_empty());
        metadata.authors.extend(names.map(|value| Found { value, source: "summary" }));
    }
    if metadata.authors.is_empty() {
        let names = labelled_anywhere(source.survey);
        metadata.authors.extend(names.map(|value| Found { value, source: "end of text" }));
    }
    demote_editors(source.survey, &mut metadata.authors);
}

/// Marks the declared authors whom the page itself calls editors, where a byline names somebody else.
fn demote_editors(survey: &Survey, authors: &mut [Found<Vec<String>>]) {
    let Some(declared) = authors.first().filter(|found| !is_shown(found)).map(|found| found.value.clone()) else {
        return;
    };
    let is_other = |found: &Found<Vec<String>>| {
        is_shown(found) && found.value.iter().all(|name| is_person(name) && !declared.contains(name))
    };
    if !authors.iter().any(is_other) {
        return;
    }
    let lines = survey.blocks.iter().filter_map(|block| survey.text.get(block.text.clone()));
    let editors: Vec<String> = lines
        .filter(|line| line.len() <= MOST_BYLINE_CHARACTERS)
        .filter_map(|line| match label_at(&line.trim().replacen(" :", ":", 1))? {
            (Some(Role::Editor), names) => Some(names::names_of(names.trim_start_matches([' ', ':', '：']))),
            _ => None,
        })
        .flatten()
        .collect();
    for found in authors.iter_mut().filter(|found| found.value.iter().all(|name| editors.contains(name))) {
        found.source = "editor";
    }
}

fn is_shown(found: &Found<Vec<String>>) -> bool {
    matches!(found.source, "byline" | "rel author" | "author link")
}

/// The person who stands alone beside a date near the text; links beside dates lead to sections, and what the page's
/// title says is no name.
fn beside_date(source: &Source<'_>, headline: Option<usize>) -> Vec<String> {
    let near = lines_near_text(source.survey, headline);
    let lines = near.filter(|&(at, _)| source.survey.blocks[at].counts.links == 0).map(|(_, line)| line);
    let names = lines.map(names::names_beside_date).find(|names| !names.is_empty()).unwrap_or_default();
    let title = if names.is_empty() { String::new() } else { page_title(source.tree, source.survey) };
    if names.iter().any(|name| title.contains(name.as_str())) { Vec::new() } else { names }
}

/// The names behind the labels for authors, wherever they stand, if all labels name the same. Beside a book's
/// publisher they are its author's.
fn labelled_anywhere(survey: &Survey) -> Option<Vec<String>> {
    const OF_BOOKS: &[&str] = &["isbn", "verlag", "publisher:", "editorial:", "éditeur"];
    let line_at = |at: usize| survey.blocks.get(at).and_then(|block| survey.text.get(block.text.clone()));
    let is_short = |line: &&str| line.len() <= MOST_BYLINE_CHARACTERS;
    let of_book = |at: usize| {
        let around = (at.saturating_sub(5)..at + 6).filter_map(line_at).filter(is_short).map(str::to_lowercase);
        around.into_iter().any(|line| OF_BOOKS.iter().any(|word| line.contains(word)))
    };
    let mut labelled = (0..survey.blocks.len()).filter_map(|at| {
        let names = names::names_behind_label(line_at(at).filter(is_short)?);
        (!names.is_empty() && !of_book(at)).then_some(names)
    });
    let first = labelled.next()?;
    labelled.all(|names| names == first).then_some(first)
}

/// A name in capitals, bold and alone, above the first prose: so papers sign that post all under one account.
fn first_line(survey: &Survey) -> Vec<String> {
    let Some(above) = survey.blocks.iter().position(is_prose).and_then(|first| first.checked_sub(1)) else {
        return Vec::new();
    };
    let block = &survey.blocks[above];
    let line = survey.text.get(block.text.clone()).map(str::trim).unwrap_or_default();
    let is_capital = line.chars().all(|c| !c.is_lowercase()) && line.chars().any(char::is_uppercase);
    let is_alone = block.counts.all_strong && block.counts.links == 0 && block.counts.words <= 4.0;
    if is_capital && is_alone && is_person(line) { names::names_of(line) } else { Vec::new() }
}

/// A line near the text that is nothing but a person's name, which an image of the page bears as well: the author's
/// portrait.
fn portrayed(source: &Source<'_>, headline: Option<usize>) -> Vec<String> {
    let images = source.survey.sightings.images.iter().filter_map(|&id| source.tree.get(id).element());
    let shown: Vec<&str> = images.filter_map(|image| attribute(image, "alt")).map(str::trim).collect();
    let is_shown = |name: &&str| shown.iter().any(|alt| alt.starts_with(*name) && alt.len() < 2 * name.len());
    let lines = lines_near_text(source.survey, headline).map(|(_, line)| line.trim());
    // Scripts without capitals don't tell a name from a phrase.
    let is_name = |line: &&str| line.contains(' ') && line.starts_with(char::is_uppercase) && is_person(line);
    let found = lines.filter(is_name).find(is_shown);
    found.map(names::names_of).unwrap_or_default()
}

/// What the elements say that name the author by their `rel`, their target or their class.
#[derive(Default)]
struct Elements {
    by_relation: Vec<String>,
    by_link: Vec<String>,
    /// Of an element that begins as bylines do.
    led: Vec<String>,
    /// Of an element that reads as a person's name, else of any.
    named: Vec<String>,
}

impl Elements {
    fn is_empty(&self) -> bool {
        [&self.by_relation, &self.by_link, &self.led, &self.named].iter().all(|names| names.is_empty())
    }
}

fn elements(source: &Source<'_>) -> Elements {
    let mut found = Elements::default();
    let mut other = Vec::new();
    for &id in source.survey.sightings.bylines.iter().take(20) {
        let node = source.tree.get(id);
        let Some(element) = node.element() else { continue };
        let is_relation =
            attribute(element, "rel").is_some_and(|rel| rel.split_ascii_whitespace().any(|word| word == "author"));
        let text = text_below(node, 200);
        if found.led.is_empty() {
            found.led = names::names_behind_lead(&text);
        }
        if text.chars().count() > MOST_BYLINE_CHARACTERS {
            if found.named.is_empty() {
                found.named = name_above_profile(source.survey, id, &text);
            }
            continue;
        }
        let mut names = names::names_of(&text);
        if names.is_empty() {
            names = names::names_of(names::before_date(&text));
            names.retain(|name| is_person(name));
        }
        if is_relation {
            extend(&mut found.by_relation, names);
        } else if attribute(element, "href").is_some_and(leads_to_author) {
            if found.by_link.is_empty() {
                found.by_link = names;
            }
        } else if found.named.is_empty() && names.iter().any(|name| is_person(name)) {
            found.named = names;
        } else if other.is_empty() {
            other = names;
        }
    }
    if found.named.is_empty() {
        found.named = other;
    }
    found
}

/// The name with which an element begins that says more of the author.
fn name_above_profile(survey: &Survey, element: NodeId, text: &str) -> Vec<String> {
    let first = survey.blocks.partition_point(|block| block.first < element);
    let line = survey.blocks.get(first).and_then(|block| survey.text.get(block.text.clone())).unwrap_or_default();
    let Some(profile) = text.strip_prefix(line) else { return Vec::new() };
    // A profile says the name again.
    let words = line.split_whitespace().filter(|word| word.chars().count() > 2);
    let is_repeated = words.into_iter().any(|word| profile.contains(word));
    if is_repeated && is_person(line.trim()) { names::names_of(line) } else { Vec::new() }
}

fn extend(known: &mut Vec<String>, names: Vec<String>) {
    for name in names {
        if !known.contains(&name) {
            known.push(name);
        }
    }
}

/// Short lines near the text that begin as bylines do, or that follow the words of one.
fn byline_near_text(survey: &Survey, headline: Option<usize>) -> Vec<String> {
    let below = |at: usize| {
        let block = survey.blocks.get(at + 1).filter(|block| block.counts.words < SHORT_LINE_WORDS);
        block.and_then(|block| survey.text.get(block.text.clone())).unwrap_or_default()
    };
    let mut groups = Vec::new();
    for (at, line) in lines_near_text(survey, headline) {
        if unspaced::is_label(line) {
            let next = unspaced::bare_names(below(at));
            extend(&mut groups, next);
            continue;
        }
        if !groups.is_empty() {
            continue;
        }
        let readers = [names::names_behind_lead, names::names_within, leadins::reporters, names::names_beside_date];
        let found = readers.iter().map(|read| read(line)).find(|names| !names.is_empty());
        let found = found.unwrap_or_else(|| if names::is_lead(line) { names::names_of(below(at)) } else { Vec::new() });
        if !found.is_empty() {
            return found;
        }
    }
    groups
}

/// Names in brackets behind a paragraph, or behind a writer's marker on a line of their own below the
/// text; else a line near the text that is nothing but a name.
fn names_at_end(survey: &Survey, headline: Option<usize>) -> Vec<String> {
    let text_of = |block: &TextBlock| survey.text.get(block.text.clone());
    let Some(last) = survey.blocks.iter().rposition(is_prose) else { return Vec::new() };
    let start = last.saturating_sub(PARAGRAPHS_WITH_NAMES);
    let behind = survey.blocks.get(start..).unwrap_or_default();
    let bracketed = behind.iter().filter_map(text_of).map(unspaced::bracketed_names);
    let marked = survey.blocks.get(last + 1..).unwrap_or_default().iter().take(3).filter_map(text_of);
    let below: Vec<&str> = lines_below(survey).collect();
    let led = below.windows(2).filter(|pair| names::is_lead(pair[0])).map(|pair| names::names_of(pair[1]));
    let labelled = lines_below(survey).map(names::names_behind_label);
    let bare = lines_near_text(survey, headline).map(|(_, line)| unspaced::bare_names(line));
    let reporters = lines_below(survey).map(leadins::reporters);
    let marked = marked.map(unspaced::names_behind_marker);
    let found = bracketed.chain(marked).chain(labelled).chain(led).chain(reporters).chain(bare);
    let sources = lines_below(survey).map(unspaced::named_source);
    found.chain(sources).find(|names| !names.is_empty()).unwrap_or_default()
}

/// Names that one of the first sentences below the headline begins with.
fn names_in_lead_in(survey: &Survey, headline: Option<usize>) -> Vec<String> {
    let below = survey.blocks.get(headline.map_or(0, |at| at + 1)..).unwrap_or_default().iter();
    let sentences = below.filter(|block| block.counts.ends_sentence && block.counts.words >= LEAST_SENTENCE_WORDS);
    let texts = sentences.take(SENTENCES_WITH_LEAD_IN).filter_map(|block| survey.text.get(block.text.clone()));
    texts.map(leadins::names_in_lead_in).find(|names| !names.is_empty()).unwrap_or_default()
}

/// The lines below the last of the prose.
fn lines_below(survey: &Survey) -> impl Iterator<Item = &str> {
    let last = survey.blocks.iter().rposition(is_prose).map_or(0, |last| last + 1);
    let below = survey.blocks.get(last..).unwrap_or_default().iter().take(BLOCKS_BELOW);
    below.filter_map(|block| survey.text.get(block.text.clone()))
}
