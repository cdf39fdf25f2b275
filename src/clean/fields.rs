//! The best witness for each field, the feed's word among them.

use crate::model::{Found, ItemFacts, Metadata, Record};
use crate::text::{comparable, tidy_line};

/// Witnesses for the date of publication that are trusted less than the feed.
const WEAK_DATES: &[&str] = &["visible date", "url", "modified"];

pub(super) fn fill(record: &mut Record, metadata: Metadata, item: &ItemFacts) {
    title(record, &metadata, item);
    authors(record, &metadata, item);
    published(record, &metadata, item);
    take(record, "modified", metadata.modified, |record, value| record.modified = Some(value));
    if record.modified.is_none()
        && let Some(updated) = item.updated
    {
        record.modified = Some(updated);
        record.sources.insert("modified", "feed");
    }
    take(record, "language", metadata.languages, |record, value| record.language = Some(value));
    if record.language.is_none()
        && let Some(language) = &item.language
    {
        record.language = Some(language.clone());
        record.sources.insert("language", "feed");
    }
    take(record, "site_name", metadata.site_names, |record, value| record.site_name = Some(value));
    take(record, "description", metadata.descriptions, |record, value| record.description = Some(value));
    take(record, "image", metadata.images, |record, value| record.image = Some(value));
    take(record, "canonical_url", metadata.canonical_urls, |record, value| record.canonical_url = Some(value));
    take(record, "section", metadata.sections, |record, value| record.section = Some(value));
    take(record, "keywords", metadata.keywords, |record, value| record.keywords = value);
    if record.keywords.is_empty() && !item.keywords.is_empty() {
        record.keywords = item.keywords.iter().map(|word| tidy_line(word)).filter(|word| !word.is_empty()).collect();
        record.sources.insert("keywords", "feed");
    }
}

fn take<T>(record: &mut Record, field: &'static str, witnesses: Vec<Found<T>>, set: impl Fn(&mut Record, T)) {
    if let Some(found) = witnesses.into_iter().next() {
        record.sources.insert(field, found.source);
        set(record, found.value);
    }
}

/// The page's spelling of what the feed announced; else what most of the page's witnesses agree on.
fn title(record: &mut Record, metadata: &Metadata, item: &ItemFacts) {
    let announced = item.title.as_deref().map(tidy_line).filter(|title| !title.is_empty());
    let folded = announced.as_deref().map(comparable);
    let confirmed = metadata.titles.iter().find(|found| Some(comparable(&found.value)) == folded);
    let is_longer = |title: &String| metadata.titles.iter().any(|found| goes_on_behind(&found.value, title));
    if confirmed.is_none()
        && let Some(title) = announced.clone().filter(is_longer)
    {
        record.title = Some(title);
        record.sources.insert("title", "feed");
    } else if let Some(found) = confirmed.or_else(|| most_agreed(&metadata.titles)) {
        record.title = Some(found.value.clone());
        record.sources.insert("title", found.source);
    } else if let Some(title) = announced {
        record.title = Some(title);
        record.sources.insert("title", "feed");
    }
}

/// Whether a title is the headline and, behind a separator, a section's or site's name.
fn goes_on_behind(title: &str, headline: &str) -> bool {
    let behind = title.strip_prefix(headline).map(str::trim_start);
    behind.is_some_and(|rest| rest.starts_with(['_', '|', '｜', '-', '–', '—', '－', '·', '•', '»', '›', '>', '/']))
}

/// The title with the most weight behind it; among equals, and for the spelling, the most trusted witness.
fn most_agreed(titles: &[Found<String>]) -> Option<&Found<String>> {
    let folded: Vec<String> = titles.iter().map(|found| comparable(&found.value)).collect();
    let behind = |title: &String| -> u32 {
        let witnesses = folded.iter().zip(titles).filter(|(other, _)| *other == title);
        witnesses.map(|(_, found)| title_weight(found.source)).sum()
    };
    let best = folded.iter().map(behind).max()?;
    titles.iter().zip(&folded).find(|(_, title)| behind(title) == best).map(|(found, _)| found)
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

fn authors(record: &mut Record, metadata: &Metadata, item: &ItemFacts) {
    let site_names: Vec<String> = metadata.site_names.iter().map(|found| comparable(&found.value)).collect();
    let is_site = |names: &[String]| names.iter().all(|name| site_names.contains(&comparable(name)));
    let people = metadata.authors.iter().find(|found| !is_site(&found.value));
    if let Some(found) = people.or(metadata.authors.first()) {
        record.authors = fuller(&found.value, metadata);
        record.sources.insert("authors", found.source);
    }
    let from_feed = !item.authors.is_empty() && people.is_none();
    if from_feed {
        record.authors = item.authors.iter().map(|name| tidy_line(name)).filter(|name| !name.is_empty()).collect();
        record.sources.insert("authors", "feed");
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

fn published(record: &mut Record, metadata: &Metadata, item: &ItemFacts) {
    let is_weak = |found: &&Found<_>| WEAK_DATES.contains(&found.source);
    let strong = metadata.published.iter().find(|found| !is_weak(found));
    let chosen = match (strong, item.published) {
        (Some(found), _) => Some((found.value, found.source)),
        (None, Some(date)) => Some((date, "feed")),
        (None, None) => metadata.published.first().map(|found| (found.value, found.source)),
    };
    if let Some((date, source)) = chosen {
        record.published = Some(date);
        record.sources.insert("published", source);
    }
}
