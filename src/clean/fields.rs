//! The best witness for each field, the feed's word among them, and what the others said.

use crate::model::{Alternative, Found, ItemFacts, Metadata, Record};
use crate::text::{comparable, tidy_line};

/// Witnesses for the date of publication that are trusted less than the feed.
const WEAK_DATES: &[&str] = &["visible date", "url", "modified"];

/// What is kept of witnesses that were not believed.
const MOST_ALTERNATIVES: usize = 5;
const ALTERNATIVE_CHARACTERS: usize = 200;

pub(super) fn fill(record: &mut Record, metadata: Metadata, item: &ItemFacts) {
    let mut metadata = metadata;
    add_feed(&mut metadata, item);
    title(record, &metadata);
    authors(record, &metadata);
    take(record, "published", &metadata.published, |record, value| record.published = Some(value));
    take(record, "modified", &metadata.modified, |record, value| record.modified = Some(value));
    take(record, "language", &metadata.languages, |record, value| record.language = Some(value));
    take(record, "site_name", &metadata.site_names, |record, value| record.site_name = Some(value));
    take(record, "description", &metadata.descriptions, |record, value| record.description = Some(value));
    take(record, "image", &metadata.images, |record, value| record.image = Some(value));
    take(record, "canonical_url", &metadata.canonical_urls, |record, value| record.canonical_url = Some(value));
    take(record, "section", &metadata.sections, |record, value| record.section = Some(value));
    take(record, "keywords", &metadata.keywords, |record, value| record.keywords = value);
    note_alternatives(record, &metadata);
}

/// The feed's word, in the place among the page's witnesses that it is trusted in.
fn add_feed(metadata: &mut Metadata, item: &ItemFacts) {
    let lines = |words: &[String]| -> Option<Vec<String>> {
        let lines: Vec<String> = words.iter().map(|word| tidy_line(word)).filter(|word| !word.is_empty()).collect();
        (!lines.is_empty()).then_some(lines)
    };
    let title = item.title.as_deref().map(tidy_line).filter(|title| !title.is_empty());
    metadata.titles.extend(title.map(from_feed));
    metadata.authors.extend(lines(&item.authors).map(from_feed));
    metadata.keywords.extend(lines(&item.keywords).map(from_feed));
    metadata.modified.extend(item.updated.map(from_feed));
    metadata.languages.extend(item.language.clone().map(from_feed));
    if let Some(date) = item.published {
        let strong = metadata.published.iter().take_while(|found| !WEAK_DATES.contains(&found.source)).count();
        metadata.published.insert(strong, from_feed(date));
    }
}

fn from_feed<T>(value: T) -> Found<T> {
    Found { value, source: "feed" }
}

fn take<T: Clone>(record: &mut Record, field: &'static str, witnesses: &[Found<T>], set: impl Fn(&mut Record, T)) {
    if let Some(found) = witnesses.first() {
        record.sources.insert(field, found.source);
        set(record, found.value.clone());
    }
}

fn note_alternatives(record: &mut Record, metadata: &Metadata) {
    let line = |value: &String| value.clone();
    let lines = |value: &Vec<String>| value.join(", ");
    let time = |value: &crate::model::PublisherTime| value.to_rfc3339();
    let fields = [
        ("title", others(&metadata.titles, record.title.clone(), line)),
        ("authors", others(&metadata.authors, Some(record.authors.join(", ")), lines)),
        ("published", others(&metadata.published, record.published.as_ref().map(time), time)),
        ("modified", others(&metadata.modified, record.modified.as_ref().map(time), time)),
        ("language", others(&metadata.languages, record.language.clone(), line)),
        ("site_name", others(&metadata.site_names, record.site_name.clone(), line)),
        ("description", others(&metadata.descriptions, record.description.clone(), line)),
        ("image", others(&metadata.images, record.image.clone(), line)),
        ("canonical_url", others(&metadata.canonical_urls, record.canonical_url.clone(), line)),
        ("section", others(&metadata.sections, record.section.clone(), line)),
        ("keywords", others(&metadata.keywords, Some(record.keywords.join(", ")), lines)),
    ];
    record.alternatives = fields.into_iter().filter(|(_, others)| !others.is_empty()).collect();
}

/// What witnesses say, each saying once and by the most trusted who says it, but for what was taken.
fn others<T>(witnesses: &[Found<T>], taken: Option<String>, as_text: impl Fn(&T) -> String) -> Vec<Alternative> {
    let mut others: Vec<Alternative> = Vec::new();
    for found in witnesses {
        let value: String = as_text(&found.value).chars().take(ALTERNATIVE_CHARACTERS).collect();
        let is_taken = taken.as_ref().is_some_and(|taken| taken.chars().take(ALTERNATIVE_CHARACTERS).eq(value.chars()));
        if !is_taken && !others.iter().any(|other| other.value == value) {
            others.push(Alternative { source: found.source.to_owned(), value });
        }
        if others.len() == MOST_ALTERNATIVES {
            break;
        }
    }
    others
}

/// The page's spelling of what the feed announced; else what most of the page's witnesses agree on.
fn title(record: &mut Record, metadata: &Metadata) {
    let is_feed = |found: &&Found<String>| found.source == "feed";
    let page: Vec<&Found<String>> = metadata.titles.iter().filter(|found| !is_feed(found)).collect();
    let announced = metadata.titles.iter().find(is_feed);
    let folded = announced.map(|found| comparable(&found.value));
    let confirmed = page.iter().find(|found| Some(comparable(&found.value)) == folded).copied();
    let is_cut = |title: &&Found<String>| page.iter().any(|found| goes_on_behind(&found.value, &title.value));
    let chosen = confirmed.or_else(|| announced.filter(is_cut)).or_else(|| most_agreed(&page)).or(announced);
    if let Some(found) = chosen {
        record.title = Some(found.value.clone());
        record.sources.insert("title", found.source);
    }
}

/// Whether a title is the headline and, behind a separator, a section's or site's name.
fn goes_on_behind(title: &str, headline: &str) -> bool {
    let behind = title.strip_prefix(headline).map(str::trim_start);
    behind.is_some_and(|rest| rest.starts_with(['_', '|', '｜', '-', '–', '—', '－', '·', '•', '»', '›', '>', '/']))
}

/// The title with the most weight behind it; among equals, and for the spelling, the most trusted witness.
fn most_agreed<'a>(titles: &[&'a Found<String>]) -> Option<&'a Found<String>> {
    let folded: Vec<String> = titles.iter().map(|found| comparable(&found.value)).collect();
    let behind = |title: &String| -> u32 {
        let witnesses = folded.iter().zip(titles).filter(|(other, _)| *other == title);
        witnesses.map(|(_, found)| title_weight(found.source)).sum()
    };
    let best = folded.iter().map(behind).max()?;
    titles.iter().zip(&folded).find(|(_, title)| behind(title) == best).map(|(found, _)| *found)
}

/// What editors sign counts most, then what readers see; cards and titles are often rewritten for search.
fn title_weight(source: &str) -> u32 {
    match source {
        "json-ld news headline" => 5,
        "h1" => 2,
        "json-ld headline" | "meta og:title" | "meta twitter:title" | "title" => 1,
        _ => 2,
    }
}

/// The first witness that names somebody else than the site itself, else the site.
fn authors(record: &mut Record, metadata: &Metadata) {
    let site_names: Vec<String> = metadata.site_names.iter().map(|found| comparable(&found.value)).collect();
    let is_site = |names: &[String]| names.iter().all(|name| site_names.contains(&comparable(name)));
    let people = metadata.authors.iter().find(|found| !is_site(&found.value));
    if let Some(found) = people.or(metadata.authors.first()) {
        record.authors = fuller(&found.value, metadata);
        record.sources.insert("authors", found.source);
    }
}

/// A single word that another witness spells with the family's name: "Jane" where a byline has "Jane Doe".
fn fuller(names: &[String], metadata: &Metadata) -> Vec<String> {
    let [name] = names else { return names.to_vec() };
    if name.contains(' ') || name.chars().any(crate::text::is_unspaced) {
        return names.to_vec();
    }
    let whole = metadata.authors.iter().flat_map(|found| &found.value).find(|other| {
        other.split_once(' ').is_some_and(|(first, _)| comparable(first) == comparable(name))
            && other.split_whitespace().count() <= 3
    });
    vec![whole.unwrap_or(name).clone()]
}
