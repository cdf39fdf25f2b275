//! Who wrote it, as readers see it: elements that name the author, bylines near the text, names at its end.

use super::super::blocks::{Survey, TextBlock};
use super::super::survey::leads_to_author;
use super::super::tree::{attribute, text_below};
use super::near::{is_prose, lines_near_text};
use super::{Source, leadins, names, unspaced};
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
    push(elements.by_relation, "rel author");
    push(elements.by_link, "author link");
    push(elements.led, "byline");
    let near = byline_near_text(source.survey, headline);
    let is_missing = near.is_empty();
    push(near, "byline");
    push(elements.named, "byline");
    if is_missing {
        push(names_in_lead_in(source.survey, headline), "lead-in");
        push(names_at_end(source.survey, headline), "end of text");
        push(portrayed(source, headline), "portrait");
    }
}

/// A line near the text that is nothing but a person's name, which an image of the page bears as well: the author's
/// portrait.
fn portrayed(source: &Source<'_>, headline: Option<usize>) -> Vec<String> {
    let images = source.survey.sightings.images.iter().filter_map(|&id| source.tree.get(id).element());
    let shown: Vec<&str> = images.filter_map(|image| attribute(image, "alt")).map(str::trim).collect();
    let is_shown = |name: &&str| shown.iter().any(|alt| alt.starts_with(*name) && alt.len() < 2 * name.len());
    let lines = lines_near_text(source.survey, headline).map(str::trim);
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
            continue;
        }
        let names = names::names_of(&text);
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

fn extend(known: &mut Vec<String>, names: Vec<String>) {
    for name in names {
        if !known.contains(&name) {
            known.push(name);
        }
    }
}

/// Short lines near the text that begin as bylines do, or that follow the words of one.
fn byline_near_text(survey: &Survey, headline: Option<usize>) -> Vec<String> {
    let lines: Vec<&str> = lines_near_text(survey, headline).collect();
    let labelled = |index: usize| lines.get(index + 1).map(|next| names::names_of(next)).unwrap_or_default();
    let mut groups = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if unspaced::is_label(line) {
            let next = lines.get(index + 1).map(|next| unspaced::bare_names(next)).unwrap_or_default();
            extend(&mut groups, next);
            continue;
        }
        if !groups.is_empty() {
            continue;
        }
        let readers = [names::names_behind_lead, names::names_within, leadins::reporters];
        let found = readers.iter().map(|read| read(line)).find(|names| !names.is_empty());
        let found = found.unwrap_or_else(|| if names::is_lead(line) { labelled(index) } else { Vec::new() });
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
    let bare = lines_near_text(survey, headline).map(unspaced::bare_names);
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
