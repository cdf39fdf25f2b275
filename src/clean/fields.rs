//! The best witness for each field, the feed's word among them, and what the others said.

use super::offices::{is_login, is_no_name, is_office};
use crate::furniture::is_agency;
use crate::link;
use crate::model::{Alternative, Found, ItemFacts, Metadata, Record};
use crate::text::{comparable, goes_on_behind, is_person, is_unspaced, tidy_line};
use url::Url;

/// Witnesses for the date of publication that are trusted less than the feed.
const WEAK_DATES: &[&str] = &[
    "visible date",
    "visible update",
    "meta date",
    "meta dc.date",
    "meta dcterms.date",
    "script",
    "relative date",
    "another date",
    "another time",
    "another datePublished",
    "url",
];

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

/// What the user's rule gave, which stands before every other word.
fn by_rule<T>(witnesses: &[Found<T>]) -> Option<&Found<T>> {
    witnesses.first().filter(|found| found.source.starts_with("rule "))
}

/// The page's spelling of what the feed announced; else what most of the page's witnesses agree on.
fn title(record: &mut Record, metadata: &Metadata) {
    let is_feed = |found: &&Found<String>| found.source == "feed";
    let page: Vec<&Found<String>> = metadata.titles.iter().filter(|found| !is_feed(found)).collect();
    let announced = metadata.titles.iter().find(is_feed);
    let folded = announced.map(|found| comparable(&found.value));
    let confirmed = page.iter().find(|found| Some(comparable(&found.value)) == folded).copied();
    let is_cut = |title: &&Found<String>| page.iter().any(|found| goes_on_behind(&found.value, &title.value));
    let chosen = by_rule(&metadata.titles)
        .or(confirmed)
        .or_else(|| announced.filter(is_cut))
        .or_else(|| most_agreed(&page))
        .or(announced);
    if let Some(found) = chosen {
        record.title = Some(found.value.clone());
        record.sources.insert("title", found.source);
    }
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

/// What readers see below an `h1` written for search engines counts most, then what editors sign, then what
/// readers see; cards are often rewritten, and Twitter's says what Open Graph's says. Fitted to pages with known
/// titles (docs/metadata.md).
fn title_weight(source: &str) -> u32 {
    match source {
        "heading" => 15,
        "json-ld news headline" => 8,
        "h1" => 5,
        "title" => 1,
        "meta twitter:title" | "stray h1" => 0,
        _ => 2,
    }
}

fn authors(record: &mut Record, metadata: &Metadata) {
    if let Some(found) = by_rule(&metadata.authors) {
        record.authors.clone_from(&found.value);
        record.sources.insert("authors", found.source);
        return;
    }
    let Some(found) = believed_authors(metadata) else { return };
    let found = fuller_list(found, metadata).unwrap_or(found);
    let (names, source) = better_spelt(found, metadata);
    record.authors = names;
    record.sources.insert("authors", source);
}

/// The first witness that names somebody else than the site, another organisation or an account; these step back
/// only for persons.
fn believed_authors(metadata: &Metadata) -> Option<&Found<Vec<String>>> {
    let sites = site_names(metadata);
    let is_meta = |found: &Found<Vec<String>>| found.source.starts_with("meta");
    let keepers: Vec<&String> = metadata
        .authors
        .iter()
        .filter(|found| found.source == "json-ld keeper")
        .flat_map(|found| &found.value)
        .collect();
    let is_institution = |found: &&Found<Vec<String>>| {
        let is_none = |name: &String| {
            let is_no_person = is_meta(found) && (is_office(name) || is_no_name(name));
            sites.contains(&comparable(name)) || is_login(name) || keepers.contains(&name) || is_no_person
        };
        matches!(found.source, "json-ld organisation" | "meta organisation") || found.value.iter().all(is_none)
    };
    let first = metadata.authors.first()?;
    if !is_institution(&first) {
        return Some(first);
    }
    let are_persons = |names: &[String]| {
        names.iter().any(|name| is_person(name)) && names.iter().all(|name| is_person(name) || is_agency(name))
    };
    let persons =
        |found: &&Found<Vec<String>>| !is_institution(found) && (found.source == "feed" || are_persons(&found.value));
    metadata.authors.iter().find(persons).or(Some(first))
}

/// What the site is called: by its pages, and by its host with and without its last part.
fn site_names(metadata: &Metadata) -> Vec<String> {
    let mut names: Vec<String> = metadata.site_names.iter().map(|found| comparable(&found.value)).collect();
    let addresses = metadata.canonical_urls.iter().filter_map(|found| Url::parse(&found.value).ok());
    for host in addresses.filter_map(|url| link::site(&url)) {
        names.push(comparable(&host));
        names.extend(host.rsplit_once('.').map(|(name, _)| comparable(name)));
    }
    names.retain(|name| !name.is_empty());
    names
}

/// A witness that names all whom the believed one names, and more: a byline of two where the page's data has one.
fn fuller_list<'a>(found: &Found<Vec<String>>, metadata: &'a Metadata) -> Option<&'a Found<Vec<String>>> {
    const WITH_LISTS: &[&str] = &["meta", "byline", "json-ld"];
    const MOST_NAMES: usize = 10;
    let is_fuller = |other: &&Found<Vec<String>>| {
        let names: Vec<String> = other.value.iter().map(|name| comparable(name)).collect();
        WITH_LISTS.iter().any(|source| other.source.starts_with(source))
            && (found.value.len() + 1..=MOST_NAMES).contains(&names.len())
            && found.value.iter().all(|name| names.contains(&comparable(name)))
            && other.value.iter().all(|name| is_person(name))
    };
    metadata.authors.iter().find(is_fuller)
}

/// A single word that another witness spells as a person's name: `jane.doe`, `jdoe` or "Jane" where a byline has
/// "Jane Doe".
fn better_spelt(found: &Found<Vec<String>>, metadata: &Metadata) -> (Vec<String>, &'static str) {
    if let [name] = &found.value[..]
        && !name.contains(' ')
        && !name.chars().any(is_unspaced)
    {
        let folded = comparable(name);
        for other in &metadata.authors {
            let is_same = |whole: &&String| is_person(whole) && is_short_for(&folded, whole);
            if let Some(whole) = other.value.iter().find(is_same) {
                return (vec![whole.clone()], other.source);
            }
        }
    }
    (found.value.clone(), found.source)
}

/// Whether a word, as names are compared, is a name's first word, all its words, or a beginning and its last word.
fn is_short_for(word: &str, name: &str) -> bool {
    let words: Vec<String> = name.split_whitespace().map(comparable).filter(|part| !part.is_empty()).collect();
    let [first, .., last] = &words[..] else { return false };
    let initial = word.strip_suffix(last.as_str()).is_some_and(|start| !start.is_empty() && first.starts_with(start));
    let whole = words.concat();
    word == first || whole == word || initial || (whole.len() > 8 && word.ends_with(&whole))
}
