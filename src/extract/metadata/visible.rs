//! Dates and names that readers see: `time` elements, bylines, date lines near the headline, the URL.

use super::super::blocks::{Survey, TextBlock};
use super::super::dates::{Order, order_of, read_date, read_date_in};
use super::super::survey::leads_to_author;
use super::super::tree::{Tag, attribute, text_below};
use super::{Source, names, unspaced};
use crate::model::{Found, Metadata, PublisherTime};
use chrono::{FixedOffset, NaiveDate, NaiveTime, TimeZone};
use url::Url;

/// Blocks looked at around the headline for a date line.
const BLOCKS_NEAR_HEADLINE: usize = 8;

/// Blocks from here on are text, not matter around it.
const PROSE_WORDS: f32 = 20.0;

/// "Last updated: 23 September 2026" and the like.
const MOST_BARE_DATE_BYTES: usize = 40;
const LEAST_DATE_DIGITS: usize = 5;

/// Paragraphs at the end of a page's prose that may close with names.
const PARAGRAPHS_WITH_NAMES: usize = 12;

/// Bylines and date lines are shorter.
const SHORT_LINE_WORDS: f32 = 20.0;

pub(super) fn read(source: &Source<'_>, metadata: &mut Metadata) {
    let order = source.survey.sightings.language.as_deref().and_then(order_of);
    if let Some(date) = first_time(source) {
        metadata.published.push(Found { value: date, source: "time" });
    }
    if let Some(date) = date_element(source, order).or_else(|| date_near_text(source.survey, order)) {
        metadata.published.push(Found { value: date, source: "visible date" });
    }
    for (byline, origin) in bylines(source) {
        metadata.authors.push(Found { value: byline, source: origin });
    }
    if let Some(names) = byline_near_text(source.survey) {
        metadata.authors.push(Found { value: names, source: "byline" });
    } else if let Some(names) = names_at_end(source.survey) {
        metadata.authors.push(Found { value: names, source: "byline at the end" });
    }
}

/// The first `time` element with a date that a machine can read.
fn first_time(source: &Source<'_>) -> Option<PublisherTime> {
    source.survey.sightings.times.iter().take(20).find_map(|&id| {
        let node = source.tree.get(id)?;
        let machine = attribute(node.value().as_element()?, "datetime").and_then(read_date);
        machine.or_else(|| read_date(&text_below(node, 100)))
    })
}

/// An element whose class says that it is a date.
fn date_element(source: &Source<'_>, order: Option<Order>) -> Option<PublisherTime> {
    source.survey.sightings.date_elements.iter().take(60).find_map(|&id| {
        let text = text_below(source.tree.get(id)?, 200);
        if text.chars().count() > 120 { None } else { read_date_in(&text, order) }
    })
}

/// A short line with a date, close to the headline or to where the text begins.
fn date_near_text(survey: &Survey, order: Option<Order>) -> Option<PublisherTime> {
    let near = lines_near_text(survey).find_map(|line| read_date_in(line, order));
    near.or_else(|| bare_dates(survey).find_map(|line| read_date_in(line, order)))
}

/// Lines above the last of the prose that hold a date and next to nothing else.
fn bare_dates(survey: &Survey) -> impl Iterator<Item = &str> {
    let last = survey.blocks.iter().rposition(is_prose).unwrap_or(0);
    let lines = survey.blocks.iter().take(last).filter_map(|block| survey.text.get(block.text.clone()));
    lines.filter(|line| {
        line.len() <= MOST_BARE_DATE_BYTES && line.bytes().filter(u8::is_ascii_digit).count() >= LEAST_DATE_DIGITS
    })
}

/// A short line near the text that begins as bylines do.
fn byline_near_text(survey: &Survey) -> Option<Vec<String>> {
    let lines: Vec<&str> = lines_near_text(survey).collect();
    let behind_lead = |(index, line): (usize, &&str)| {
        let found = [names::names_behind_lead(line), names::names_within(line)];
        let next = lines.get(index + 1).filter(|_| names::is_lead(line)).map(|next| names::names_of(next));
        found.into_iter().chain(next).find(|names| !names.is_empty())
    };
    lines.iter().enumerate().find_map(behind_lead)
}

/// Names in brackets behind a paragraph, or behind a writer's marker on a line of their own below the
/// text; else a line near the text that is nothing but a name.
fn names_at_end(survey: &Survey) -> Option<Vec<String>> {
    let text_of = |block: &TextBlock| survey.text.get(block.text.clone());
    let last = survey.blocks.iter().rposition(is_prose)?;
    let start = last.saturating_sub(PARAGRAPHS_WITH_NAMES);
    let behind = survey.blocks.get(start..).unwrap_or_default();
    let bracketed = behind.iter().filter_map(text_of).map(unspaced::bracketed_names);
    let marked = survey.blocks.get(last + 1..).unwrap_or_default().iter().take(3).filter_map(text_of);
    let bare = lines_near_text(survey).map(unspaced::bare_names);
    bracketed.chain(marked.map(unspaced::names_behind_marker)).chain(bare).find(|names| !names.is_empty())
}

/// Short lines around the headline, then around the first prose.
fn lines_near_text(survey: &Survey) -> impl Iterator<Item = &str> {
    let headline = survey.blocks.iter().position(|block| survey.elements[block.element].tag == Tag::Heading(1));
    let prose = survey.blocks.iter().position(is_prose);
    let around_headline = headline.map(|at| at.saturating_sub(3)..at + BLOCKS_NEAR_HEADLINE);
    let around_prose = prose.map(|at| at.saturating_sub(BLOCKS_NEAR_HEADLINE)..at + 3);
    let near = around_headline.into_iter().chain(around_prose).flatten();
    near.filter_map(|index| survey.blocks.get(index))
        .filter(|block| block.counts.words < SHORT_LINE_WORDS)
        .filter_map(|block| survey.text.get(block.text.clone()))
}

fn is_prose(block: &TextBlock) -> bool {
    block.counts.words >= PROSE_WORDS && block.counts.ends_sentence && block.counts.link_density() < 0.3
}

/// Elements that name the author by their `rel` or class.
fn bylines(source: &Source<'_>) -> Vec<(Vec<String>, &'static str)> {
    let mut by_relation = Vec::new();
    let mut by_link = Vec::new();
    let mut by_class = Vec::new();
    for &id in source.survey.sightings.bylines.iter().take(20) {
        let Some(node) = source.tree.get(id) else { continue };
        let Some(element) = node.value().as_element() else { continue };
        let is_relation =
            attribute(element, "rel").is_some_and(|rel| rel.split_ascii_whitespace().any(|word| word == "author"));
        let text = text_below(node, 200);
        if text.chars().count() > 100 {
            continue;
        }
        let found = names::names_of(&text);
        if is_relation {
            by_relation.extend(found);
        } else if attribute(element, "href").is_some_and(leads_to_author) {
            if by_link.is_empty() {
                by_link = found;
            }
        } else if by_class.is_empty() {
            by_class = found;
        }
    }
    by_relation.dedup();
    let found = [(by_relation, "rel author"), (by_link, "author link"), (by_class, "byline")];
    found.into_iter().filter(|(names, _)| !names.is_empty()).collect()
}

/// The day in an address such as `/2026/11/23/ferry`, `/2026-11-23/`, `/20261123/`, `/2026/1123/`.
pub(super) fn date_in_url(url: &Url) -> Option<PublisherTime> {
    let runs: Vec<&str> =
        url.path().split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty()).take(20).collect();
    let number = |run: &str| run.parse::<u32>().ok();
    let day = |year: u32, month: u32, day: u32| {
        (1995..=2100).contains(&year).then(|| NaiveDate::from_ymd_opt(year as i32, month, day)).flatten()
    };
    let date = (0..runs.len()).find_map(|at| match &runs[at..] {
        [y, m, d, ..] if y.len() == 4 && m.len() <= 2 && d.len() <= 2 => day(number(y)?, number(m)?, number(d)?),
        [y, md, ..] if y.len() == 4 && md.len() == 4 => day(number(y)?, number(md)? / 100, number(md)? % 100),
        [packed, ..] if packed.len() == 8 => {
            let packed = number(packed)?;
            day(packed / 10_000, packed / 100 % 100, packed % 100)
        }
        _ => None,
    })?;
    FixedOffset::east_opt(0)?.from_local_datetime(&date.and_time(NaiveTime::MIN)).single()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_addresses() {
        for (url, day) in [
            ("https://a.example/2026/11/23/ferry", Some("2026-11-23")),
            ("https://a.example/news/2026-11-23-ferry.html", Some("2026-11-23")),
            ("https://a.example/n/20261123/c1.html", Some("2026-11-23")),
            ("https://a.example/n/2026/1123/c1-7.html", Some("2026-11-23")),
            ("https://a.example/2026/ferry-12", None),
            ("https://a.example/99999999/", None),
        ] {
            let found = date_in_url(&Url::parse(url).unwrap()).map(|date| date.date_naive().to_string());
            assert_eq!(found.as_deref(), day, "{url}");
        }
    }
}
