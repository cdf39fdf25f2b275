//! What a page says of itself: every witness for every field, from the most to the least trusted.

mod bylines;
mod datelines;
mod disputes;
mod jsonld;
mod leadins;
mod metas;
mod moments;
mod names;
mod near;
mod title;
mod unspaced;
mod witness;
mod zones;

use super::arena::{Element, NodeId, Tree};
use super::blocks::Survey;
use super::dates::{Order, order_of, read_machine};
use super::references::{self, Place};
use super::tree::{attribute, text_below};
use crate::link;
use crate::model::{Found, Metadata, Timestamp};
use crate::text::{comparable, tidy_line};
use url::Url;

pub(super) use jsonld::Article;
use jsonld::Signatories;
use metas::{Field, field_of, labels_author};
use moments::Moments;
pub(super) use names::declared_names;

/// What is read for metadata: the tree and where in it to look.
pub(super) struct Source<'a> {
    pub(super) tree: &'a Tree,
    pub(super) survey: &'a Survey,
    /// Whether the survey is of one post among several of the page; it begins with its title then.
    pub(super) is_one_of_several: bool,
    /// Where the page was served.
    pub(super) url: Option<&'a Url>,
    /// What relative links are resolved against.
    pub(super) base: Option<&'a Url>,
    /// The title by which a feed announced the page.
    pub(super) feed_title: Option<&'a str>,
    /// When the page was fetched, from which relative dates count.
    pub(super) fetched_at: Option<Timestamp>,
}

impl Source<'_> {
    /// The block of the title of one post among several.
    pub(super) fn title_of_post(&self) -> Option<usize> {
        (self.is_one_of_several && !self.survey.blocks.is_empty()).then_some(0)
    }
}

/// Days that the dates of one article's markup may name.
const MOST_MARKED_DAYS: usize = 2;

/// Longer values are no titles, names or descriptions.
const MOST_VALUE_BYTES: usize = 2_000;

/// The page's metadata, and the article among its linked data.
pub(super) fn read(source: &Source<'_>) -> (Metadata, Article) {
    let article = jsonld::article(&json_ld_texts(source), &announced(source));
    let order = order_of_days(source);
    let mut gathered =
        Gathered { metadata: Metadata::default(), moments: Moments::default(), base: source.base, order };
    gathered.moments.is_news = article.is_news;
    gathered.read_article(&article);
    gathered.read_metas(source);
    gathered.read_microdata(source);
    gathered.read_links(source);
    if let Some(language) = &source.survey.sightings.language {
        gathered.language(language, "html lang");
    }
    let site_names = gathered.site_names();
    let headline = source.title_of_post().or_else(|| title::headline_at(source, &site_names));
    bylines::read(source, headline, &mut gathered.metadata);
    gathered.moments.country = gathered.country(source);
    datelines::read(source, headline, order, &mut gathered.moments);
    gathered.read_address(source.url);
    title::read(source, headline, &site_names, &mut gathered.metadata);
    let Gathered { mut metadata, moments, .. } = gathered;
    (metadata.published, metadata.modified) = moments.settled();
    let sites = title::site_in_title(source, &metadata.titles);
    for found in metadata.authors.iter_mut().filter(|found| found.source == "meta author") {
        if found.value.iter().all(|name| sites.contains(&comparable(name))) {
            found.source = "meta organisation";
        }
    }
    metadata.authors.sort_by_key(|found| rank(AUTHOR_RANKS, found.source));
    metadata.titles.sort_by_key(|found| rank(TITLE_RANKS, found.source));
    (metadata, article)
}

/// The order of day and month in dates such as `3/4/2026`: as the page's language has it, else as another
/// date of the page shows it.
fn order_of_days(source: &Source<'_>) -> Option<Order> {
    let declared = source.survey.sightings.language.as_deref().and_then(order_of);
    let locale = || {
        let metas = source.survey.sightings.metas.iter().filter_map(|&id| element(source.tree, id));
        let mut locales = metas.filter(|meta| attribute(*meta, "property") == Some("og:locale"));
        locales.find_map(|meta| attribute(meta, "content")).and_then(order_of)
    };
    declared.or_else(locale).or_else(|| datelines::order_on_page(source))
}

/// Beginnings of sources, the most trusted first; the longest that fits counts, and what isn't named comes where
/// `""` stands.
const TITLE_RANKS: &[&str] = &["heading", "json-ld news", "h1", "json-ld", "meta og:title", "title", "microdata", ""];
const AUTHOR_RANKS: &[&str] = &[
    "json-ld",
    "meta author",
    "",
    "microdata",
    "rel author",
    "author link",
    "byline",
    "lead-in",
    "end of text",
    "summary",
    "portrait",
    "editor",
];

fn rank(ranks: &[&str], source: &str) -> usize {
    let unnamed = ranks.iter().position(|rank| rank.is_empty()).unwrap_or(ranks.len());
    let named = ranks.iter().enumerate().filter(|(_, rank)| !rank.is_empty() && source.starts_with(**rank));
    named.max_by_key(|(_, rank)| rank.len()).map_or(unnamed, |(at, _)| at)
}

fn json_ld_texts<'a>(source: &Source<'a>) -> Vec<&'a str> {
    let scripts = source.survey.sightings.json_ld.iter().map(|&id| source.tree.get(id));
    scripts.filter_map(|script| script.first_child()?.text().map(|text| &**text)).collect()
}

/// All that the headline is known to be part of: the page's title and the feed's.
fn announced(source: &Source<'_>) -> String {
    format!("{} {}", source.feed_title.unwrap_or_default(), page_title(source.tree, source.survey))
}

/// The text of the first `title`.
pub(super) fn page_title(tree: &Tree, survey: &Survey) -> String {
    let title = survey.sightings.titles.first().map(|&id| tree.get(id));
    title.map(|title| text_below(title, MOST_VALUE_BYTES)).unwrap_or_default()
}

fn element(tree: &Tree, id: NodeId) -> Option<Element<'_>> {
    tree.get(id).element()
}

struct Gathered<'a> {
    metadata: Metadata,
    moments: Moments,
    base: Option<&'a Url>,
    order: Option<Order>,
}

impl Gathered<'_> {
    fn read_article(&mut self, article: &Article) {
        let source = if article.is_news { "json-ld news headline" } else { "json-ld headline" };
        self.title(&article.headline, source);
        if !article.authors.is_empty() {
            let source = match article.signatories {
                Signatories::Persons => "json-ld author",
                Signatories::Organisations => "json-ld organisation",
                Signatories::Keeper => "json-ld keeper",
            };
            self.metadata.authors.push(Found { value: article.authors.clone(), source });
        }
        self.published(&article.published, "json-ld datePublished");
        self.modified(&article.modified, "json-ld dateModified");
        self.site_name(&article.publisher, "json-ld publisher");
        self.description(&article.description, "json-ld description");
        self.image(&article.image, "json-ld image");
        self.language(&article.language, "json-ld inLanguage");
        self.section(&article.section, "json-ld articleSection");
        self.keywords(article.keywords.clone(), "json-ld keywords");
    }

    fn read_metas(&mut self, source: &Source<'_>) {
        let metas = source.survey.sightings.metas.iter().filter_map(|&id| element(source.tree, id));
        let mut several_authors: Vec<(&'static str, Vec<String>)> = Vec::new();
        let mut label_is_author = false;
        for meta in metas {
            let name = attribute(meta, "property").or_else(|| attribute(meta, "name"));
            let name = name.or_else(|| attribute(meta, "http-equiv")).unwrap_or_default().trim().to_ascii_lowercase();
            let value = attribute(meta, "content").unwrap_or_default();
            if value.is_empty() || value.len() > MOST_VALUE_BYTES {
                continue;
            }
            if name.starts_with("twitter:label") {
                label_is_author = labels_author(value);
            } else if name.starts_with("twitter:data") && std::mem::take(&mut label_is_author) {
                several_authors.push(("meta twitter:data", names::declared_names(value)));
            }
            let Some((field, meta_name)) = field_of(&name) else { continue };
            match field {
                Field::Title => self.title(value, meta_name),
                Field::Author => match several_authors.iter_mut().find(|(source, _)| *source == meta_name) {
                    Some((_, names)) => names.extend(names::declared_names(value)),
                    None => several_authors.push((meta_name, names::declared_names(value))),
                },
                Field::Published => self.published(value, meta_name),
                Field::Modified => self.modified(value, meta_name),
                Field::SiteName => self.site_name(value, meta_name),
                Field::Description => self.description(value, meta_name),
                Field::Image => self.image(value, meta_name),
                Field::Language => self.language(value, meta_name),
                Field::Url => self.canonical(value, meta_name),
                Field::Section => self.section(value, meta_name),
                Field::Keywords => {
                    self.keywords(value.split([',', '，', '、', ';']).map(tidy_line).collect(), meta_name)
                }
            }
        }
        for (source, mut names) in several_authors {
            names.dedup();
            if !names.is_empty() {
                self.metadata.authors.push(Found { value: names, source });
            }
        }
    }

    fn read_microdata(&mut self, source: &Source<'_>) {
        let mut authors = Vec::new();
        let mut published = Vec::new();
        for &id in &source.survey.sightings.with_itemprop {
            let node = source.tree.get(id);
            let Some(found) = node.element() else { continue };
            let Some(property) = attribute(found, "itemprop") else { continue };
            let machine = ["content", "datetime"].iter().find_map(|name| attribute(found, name));
            let value = || machine.map_or_else(|| text_below(node, 300), str::to_owned);
            for property in property.split_ascii_whitespace() {
                match property {
                    "headline" => self.title(&value(), "microdata headline"),
                    "datePublished" => published.extend(read_machine(&value(), self.order)),
                    "dateModified" => self.modified(&value(), "microdata dateModified"),
                    "author" if authors.len() < 10 => authors.extend(match machine {
                        Some(value) => names::declared_names(value),
                        None => names::names_of(&value()),
                    }),
                    _ => {}
                }
            }
        }
        authors.dedup();
        if !authors.is_empty() {
            self.metadata.authors.push(Found { value: authors, source: "microdata author" });
        }
        if let Some(&first) = published.first() {
            let mut days: Vec<_> = published.iter().map(|reading| reading.time.date_naive()).collect();
            days.sort_unstable();
            days.dedup();
            // Pages that list other articles mark up their dates as well.
            let is_list = days.len() > MOST_MARKED_DAYS;
            self.moments.published(first, if is_list { "another datePublished" } else { "microdata datePublished" });
        }
    }

    /// The day in the page's address, or in the one by which it calls itself.
    fn read_address(&mut self, url: Option<&Url>) {
        let canonical = self.metadata.canonical_urls.iter().filter_map(|found| Url::parse(&found.value).ok());
        let day = url.and_then(datelines::date_in_url);
        if let Some(day) = day.or_else(|| canonical.into_iter().find_map(|url| datelines::date_in_url(&url))) {
            self.moments.published(day, "url");
        }
    }

    /// The name of the zone of the site's country.
    fn country(&self, source: &Source<'_>) -> Option<&'static str> {
        let canonical = || Url::parse(&self.metadata.canonical_urls.first()?.value).ok();
        let found = if source.url.is_none() { canonical() } else { None };
        let language = self.metadata.languages.first().map(|found| found.value.as_str());
        zones::of_site(source.url.or(found.as_ref()), language)
    }

    /// What the site is called, as names are compared.
    fn site_names(&self) -> Vec<String> {
        let names = self.metadata.site_names.iter().map(|found| comparable(&found.value));
        names.filter(|name| !name.is_empty()).collect()
    }

    fn read_links(&mut self, source: &Source<'_>) {
        for &id in &source.survey.sightings.links {
            let Some(found) = element(source.tree, id) else { continue };
            let (Some(relation), Some(target)) = (attribute(found, "rel"), attribute(found, "href")) else { continue };
            if relation.eq_ignore_ascii_case("canonical") {
                self.canonical(target, "link canonical");
            } else if relation.eq_ignore_ascii_case("image_src") {
                self.image(target, "link image_src");
            }
        }
        self.metadata.canonical_urls.sort_by_key(|found| found.source != "link canonical");
    }

    fn title(&mut self, text: &str, source: &'static str) {
        push_line(&mut self.metadata.titles, text, source);
    }

    fn site_name(&mut self, text: &str, source: &'static str) {
        push_line(&mut self.metadata.site_names, text, source);
    }

    fn description(&mut self, text: &str, source: &'static str) {
        push_line(&mut self.metadata.descriptions, text, source);
    }

    fn section(&mut self, text: &str, source: &'static str) {
        push_line(&mut self.metadata.sections, text, source);
    }

    fn language(&mut self, text: &str, source: &'static str) {
        let tag = text.trim().replace('_', "-");
        let is_tag = (2..=16).contains(&tag.len()) && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        if is_tag {
            self.metadata.languages.push(Found { value: tag, source });
        }
    }

    fn keywords(&mut self, mut words: Vec<String>, source: &'static str) {
        words.retain(|word| !word.is_empty() && word.len() < 100);
        words.truncate(50);
        if !words.is_empty() {
            self.metadata.keywords.push(Found { value: words, source });
        }
    }

    fn published(&mut self, text: &str, source: &'static str) {
        if let Some(reading) = read_machine(text, self.order) {
            self.moments.published(reading, source);
        }
    }

    fn modified(&mut self, text: &str, source: &'static str) {
        if let Some(reading) = read_machine(text, self.order) {
            self.moments.modified(reading, source);
        }
    }

    fn image(&mut self, text: &str, source: &'static str) {
        push_link(&mut self.metadata.images, text, self.base, source);
    }

    fn canonical(&mut self, text: &str, source: &'static str) {
        push_link(&mut self.metadata.canonical_urls, text, self.base, source);
    }
}

fn push_line(list: &mut Vec<Found<String>>, text: &str, source: &'static str) {
    if text.len() > MOST_VALUE_BYTES {
        return;
    }
    let value = plain(text);
    if !value.is_empty() {
        list.push(Found { value, source });
    }
}

fn push_link(list: &mut Vec<Found<String>>, text: &str, base: Option<&Url>, source: &'static str) {
    if let Some(url) = link::absolute(text, base) {
        list.push(Found { value: url.into(), source });
    }
}

/// A value as one tidy line; entities that were escaped twice are read.
fn plain(text: &str) -> String {
    let text = tidy_line(text);
    if !(text.contains('&') && text.contains(';')) {
        return text;
    }
    references::read(&text, Place::Text).map_or(text, |read| tidy_line(&read))
}
