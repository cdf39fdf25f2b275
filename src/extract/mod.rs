//! A page to its main content and metadata, from one parse and one tree.
//!
//! `limits` parses, `survey` walks the tree once, `features` and `score` judge each block by `trees`, `choose`
//! picks the runs of blocks that are the article, with the house's `furniture` for what says by its own words
//! that it is none, `render` makes plain text and Markdown of it; `state` finds text that only scripts hold;
//! `metadata` reads what the page says of itself. Nothing here knows the feed, the store or the clock.

mod annotations;
mod arena;
mod blocks;
mod boxes;
mod choose;
mod counts;
mod dates;
mod features;
mod feed_links;
mod groups;
mod headline;
mod indents;
mod limits;
mod markdown;
mod metadata;
mod pages;
mod plain;
mod pointers;
mod posts;
mod references;
mod render;
mod rules;
mod runs;
mod score;
mod state;
mod stems;
mod study;
mod survey;
mod tags;
mod tokenizer;
mod tree;
mod trees;
mod vocabulary;
mod walls;
mod whole;

pub use dates::read_date;
pub use feed_links::feed_links;
pub use pages::{FurtherPage, article_of};
pub use plain::plain_text;
pub use rules::{judge_rule, xpath_fault};
pub use study::{Studied, StudiedBlock, feature_names, study};
pub use whole::fragment;

use crate::link;
use crate::model::{Extracted, Metadata, Onward, PageContext, Removed, SiteRules};
use crate::text::tidy_line;
use arena::Tree;
use blocks::Survey;
use choose::Choice;
use features::{Prose, Table, Witnesses};
use metadata::Article;
use score::Scores;
use std::borrow::Cow;
use survey::survey;
use tokenizer::Wanted;
use tree::attribute;
use trees::Model;
use url::Url;
use whole::{body_blocks, set_aside};

/// Where a page's first tags are looked for.
const LOOKED_AT_BYTES: usize = 16 * 1024;

/// Entries kept of what was left out.
const MOST_REMOVED: usize = 200;

/// Characters kept of each.
const REMOVED_CHARACTERS: usize = 300;

/// `articleBody` is taken where the page shows less than a third of it.
const BODY_TIMES_SHOWN: usize = 3;

/// An `articleBody` shorter than this is a teaser.
const LEAST_BODY_CHARACTERS: usize = 400;

/// The main content of a page and what the page says of itself.
///
/// Never fails: a page without an article has no blocks.
///
/// ```
/// use feedmill::{extract, model::PageContext};
/// let html = "<title>Ferry</title><div id=nav><a href=/>Home</a></div><article><h1>Ferry</h1>
///     <p>The ferry left the harbour at noon, an hour late, and nobody minded.</p></article>";
/// let page = extract::page(html, &PageContext::default());
/// assert!(page.blocks.iter().any(|block| block.text.starts_with("The ferry left")));
/// assert_eq!(page.metadata.titles[0].value, "Ferry");
/// ```
pub fn page(html: &str, context: &PageContext) -> Extracted {
    page_by(html, context, &score::MODEL, |_, _| {})
}

/// The same by trees of any kind; `watch` is shown what they are asked with and what they say, and may have its say.
fn page_by(
    html: &str,
    context: &PageContext,
    model: &Model<'_>,
    watch: impl FnOnce(&Survey, &mut Judged),
) -> Extracted {
    let rules = context.rules.filter(|rules| **rules != SiteRules::default());
    let source = rules.map_or(Cow::Borrowed(html), |rules| rules::replaced(html, rules));
    let html = &*source;
    let mut parsed = limits::parse(html, if rules.is_some() { Wanted::All } else { Wanted::Known });
    let annotations_removed = annotations::remove(&mut parsed.tree, html);
    indents::part_paragraphs(&mut parsed.tree, html);
    let ruled = rules.map(|rules| rules::RuledPage::new(&parsed.tree, rules));
    let marked = ruled.as_ref().map(rules::RuledPage::marked).unwrap_or_default();
    let mut found = survey(parsed.tree.root(), &marked);
    let page_title = metadata::page_title(&parsed.tree, &found);
    let anchor = context.url.and_then(Url::fragment).and_then(|name| tree::anchor(&parsed.tree, name));
    let others = posts::single_out(&mut found, anchor, context.feed_title, &page_title);
    let base = base_of(&parsed.tree, &found, context.url);
    let source = metadata::Source {
        tree: &parsed.tree,
        survey: &found,
        is_one_of_several: others.is_some(),
        url: context.url,
        base: base.as_ref(),
        feed_title: context.feed_title,
        fetched_at: context.fetched_at,
    };
    let (mut metadata, article) = metadata::read(&source);
    let mut rule_notes = ruled.as_ref().map(|ruled| ruled.fill(&mut metadata)).unwrap_or_default();

    let by_rule = choose::all(&found, true);
    let (choice, method) = if by_rule.kept.is_empty() {
        let mut judged = judge(&source, &page_title, &metadata, &article, model);
        watch(&found, &mut judged);
        (choose::by_score(&found, &judged.prose, judged.headline, &judged.scores.second), "scored")
    } else {
        (by_rule, "rule")
    };
    let rendering = markdown::Source { tree: &parsed.tree, survey: &found, base: base.as_ref(), strip: &marked.strip };
    let mut extracted = assemble(&rendering, &choice, metadata, method);
    let others = others.unwrap_or_default().into_iter();
    let others = others.map(|text| Removed { is_around: true, ..Removed::within(short(&text), "other_post") });
    let room = MOST_REMOVED.saturating_sub(extracted.removed.len());
    extracted.removed.extend(others.take(room));
    extracted.cut_short = parsed.cut_short;
    extracted.annotations_removed = annotations_removed;
    if method == "scored" && context.rules.is_some_and(|rules| !rules.body.is_empty()) {
        rule_notes.insert("rule body", rules::SELECTED_NOTHING);
    }
    extracted.rule_notes = rule_notes;
    if let Some(ruled) = &ruled {
        extracted.onward = Onward { next: ruled.next(base.as_ref()), single_page: ruled.single_page(base.as_ref()) };
    }
    if method == "scored" && shows_too_little(&extracted, &article.body) {
        extracted.blocks = body_blocks(&article.body, base.as_ref());
        extracted.method = "script";
    } else if method == "scored" && shown_characters(&extracted) < LEAST_BODY_CHARACTERS {
        let in_scripts = state::article_html(&script_texts(&parsed.tree, &found));
        let told = [fragment(&in_scripts, base.as_ref()), set_aside(&parsed.tree, base.as_ref())];
        let most = LEAST_BODY_CHARACTERS.max(BODY_TIMES_SHOWN * shown_characters(&extracted));
        if let Some(article) = told.into_iter().find(|told| shown_characters(told) > most) {
            extracted.blocks = article.blocks;
            extracted.method = "script";
        }
    }
    extracted.wall = walls::judge(&walls::Evidence {
        extracted: &extracted,
        survey: &found,
        choice: &choice,
        html,
        page_title: &page_title,
        url: context.url,
        feed_title: context.feed_title,
        is_free: article.is_free,
        // An article that goes on elsewhere isn't cut off.
        announced_words: if extracted.onward == Onward::default() { article.words } else { 0 },
    });
    extracted
}

/// Key and text of each of a site's rules that selects nothing on a page of it.
///
/// ```
/// use feedmill::{extract, model::SiteRules};
/// let rules = SiteRules { body: vec!["article".into()], strip: vec![".pitch".into()], ..SiteRules::default() };
/// assert_eq!(extract::idle_rules("<article>Ferry</article>", &rules), [("strip", ".pitch".to_owned())]);
/// ```
pub fn idle_rules(html: &str, rules: &SiteRules) -> Vec<(&'static str, String)> {
    let replacements = rules::idle_replacements(html, rules).into_iter().map(|rule| ("replace", rule));
    let html = rules::replaced(html, rules);
    let selectors = rules::RuledPage::new(&limits::parse(&html, Wanted::All).tree, rules).idle();
    replacements.chain(selectors).collect()
}

/// What the scorer makes of a page.
struct Judged {
    prose: Prose,
    /// The block of the headline.
    headline: Option<usize>,
    table: Table,
    scores: Scores,
}

fn judge(
    source: &metadata::Source<'_>,
    page_title: &str,
    metadata: &Metadata,
    article: &Article,
    model: &Model<'_>,
) -> Judged {
    let survey = source.survey;
    let prose = features::spread_of_prose(survey);
    let headline = source.title_of_post().or_else(|| headline::headline_block(survey, page_title));
    let witnesses = Witnesses {
        title: metadata.titles.first().map_or(page_title, |title| &title.value),
        description: metadata.descriptions.first().map_or("", |description| &description.value),
        body: &article.body,
        authors: metadata.authors.first().map_or(&[], |authors| &authors.value),
    };
    let table = features::table(survey, &prose, headline, &witnesses);
    let scores = score::scores(survey, &table, model);
    Judged { prose, headline, table, scores }
}

/// Whether a text is a page rather than plain text: it begins with a tag, or its beginning holds one of the tags that
/// every page has.
///
/// ```
/// assert!(feedmill::extract::is_html("\n<!DOCTYPE html><title>Ferry</title>"));
/// assert!(!feedmill::extract::is_html("The ferry left at noon; 3 < 4."));
/// ```
pub fn is_html(text: &str) -> bool {
    const TAGS: [&str; 14] = [
        "<!doctype html",
        "<html",
        "<head",
        "<title",
        "<meta ",
        "<link ",
        "<script",
        "<style",
        "<body",
        "<p>",
        "<p ",
        "<div",
        "<article",
        "<br",
    ];
    let begins_with_tag = |rest: &str| rest.starts_with("!--") || rest.starts_with(|c: char| c.is_ascii_alphabetic());
    if text.trim_start().strip_prefix('<').is_some_and(begins_with_tag) {
        return true;
    }
    let beginning = &text[..text.floor_char_boundary(LOOKED_AT_BYTES)];
    beginning.match_indices('<').any(|(at, _)| {
        let found = &beginning.as_bytes()[at..];
        TAGS.iter().any(|tag| found.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag.as_bytes())))
    })
}

/// What relative links are resolved against: `<base href>`, itself resolved against the page's address.
fn base_of(tree: &Tree, found: &Survey, url: Option<&Url>) -> Option<Url> {
    let element = found.sightings.base.and_then(|id| tree.get(id).element());
    let declared = element.and_then(|base| attribute(base, "href")).and_then(|href| link::absolute(href, url));
    declared.or_else(|| url.cloned())
}

fn assemble(source: &markdown::Source<'_>, choice: &Choice, metadata: Metadata, method: &'static str) -> Extracted {
    let line = |index: usize| {
        let block = &source.survey.blocks[index];
        tidy_line(&source.survey.text[block.text.clone()])
    };
    let holder = choice.holder(source.survey);
    let stripped = source.survey.stripped.iter().map(|text| Removed::within(short(text), "strip_rule"));
    // Captions have a field of their own.
    let left_out = choice.left_out.iter().filter(|(index, _)| choice.captions.binary_search(index).is_err());
    let left_out = left_out.map(|&(index, why)| Removed {
        is_around: !holder.contains(&index),
        ..Removed::within(short(&line(index)), why)
    });
    let removed = left_out.chain(stripped).filter(|removed| !removed.text.is_empty()).take(MOST_REMOVED).collect();
    let captions = choice.captions.iter().map(|&index| line(index)).filter(|text| !text.is_empty()).collect();
    Extracted {
        metadata,
        blocks: render::render(source, &choice.kept),
        captions,
        removed,
        method,
        ..Extracted::default()
    }
}

fn short(text: &str) -> String {
    text.chars().take(REMOVED_CHARACTERS).collect()
}

fn shows_too_little(extracted: &Extracted, body: &str) -> bool {
    let told = body.chars().count();
    told >= LEAST_BODY_CHARACTERS && told > BODY_TIMES_SHOWN * shown_characters(extracted)
}

fn shown_characters(extracted: &Extracted) -> usize {
    extracted.blocks.iter().map(|block| block.text.chars().count()).sum()
}

fn script_texts<'a>(tree: &'a Tree, found: &Survey) -> Vec<&'a str> {
    let scripts = found.sightings.scripts.iter().map(|&id| tree.get(id));
    scripts.filter_map(|script| script.first_child()?.text().map(|text| &**text)).collect()
}

#[cfg(test)]
mod tests;
