//! The papers' pages: a story in its paper's template, furniture and all.

use super::markup::{escape, fill};
use super::papers::Paper;
use super::round::Round;
use super::story::{Block, Story};
use serde_json::json;

/// A story's page; the error names a slot of the template that no value fills.
pub(super) fn render(
    template: &str,
    paper: &Paper,
    origin: &str,
    story: &Story,
    round: Round,
) -> Result<String, String> {
    fill(template, &slots(paper, origin, story, round))
}

/// The text as paragraphs and their like, without the fact box.
pub(super) fn body_markup(blocks: &[Block]) -> String {
    blocks.iter().filter_map(block_markup).map(|markup| markup + "\n").collect()
}

/// A paper's front page: its stories, and the feed for those who look for one.
pub(super) fn front_page(paper: &Paper, round: Round) -> String {
    let links: String = paper.stories.iter().map(|story| story_link(paper, story, round)).collect();
    format!(
        r#"<!doctype html>
<html lang="{language}" dir="{direction}">
<head>
<meta charset="utf-8">
<title>{name}</title>
<meta name="description" content="{motto}">
<link rel="alternate" type="{feed_type}" title="{name}" href="{feed_path}">
</head>
<body>
<h1>{name}</h1>
<p>{motto}</p>
<ul>
{links}</ul>
</body>
</html>
"#,
        language = paper.language,
        direction = if paper.language == "ar" { "rtl" } else { "ltr" },
        name = escape(paper.name),
        motto = escape(paper.motto),
        feed_type = paper.feed_media_type().split(';').next().unwrap_or_default(),
        feed_path = paper.feed_path,
    )
}

fn slots(paper: &Paper, origin: &str, story: &Story, round: Round) -> Vec<(&'static str, String)> {
    let (first, rest) = halves(&story.blocks);
    let correction = match (&story.correction, round) {
        (Some(correction), Round::Second) => format!("<p>{}</p>\n", escape(correction.note)),
        _ => String::new(),
    };
    let facts = story.blocks.iter().filter_map(|block| match block {
        Block::Fact(fact) => Some(format!("<li>{}</li>\n", escape(fact))),
        _ => None,
    });
    let others: Vec<&Story> = neighbours(paper, story);
    vec![
        ("paper", escape(paper.name)),
        ("home", format!("{origin}/")),
        ("feed", format!("{origin}{}", paper.feed_path)),
        ("url", escape(&page_url(paper, origin, story))),
        ("picture", format!("{origin}/picture.svg")),
        ("title", escape(round.title(story))),
        ("summary", escape(story.summary)),
        ("byline", escape(story.byline)),
        ("section", escape(story.section)),
        ("caption", escape(story.caption)),
        ("credit", escape(story.credit)),
        ("published", story.published.to_rfc3339()),
        ("updated", round.updated(story).to_rfc3339()),
        ("date", story.published.format(paper.date_format).to_string()),
        ("first", body_markup(first)),
        ("rest", body_markup(rest) + &correction),
        ("facts", facts.collect()),
        ("also_read", others.first().map(|other| anchor(paper, other, round)).unwrap_or_default()),
        ("related", others.iter().skip(1).map(|other| story_link(paper, other, round)).collect()),
        ("json_ld", json_ld(paper, origin, story, round)),
    ]
}

/// The text in two parts, between which a template places what interrupts the reader.
fn halves(blocks: &[Block]) -> (&[Block], &[Block]) {
    let first_part = blocks.len().div_ceil(2).min(3);
    blocks.split_at(first_part)
}

fn block_markup(block: &Block) -> Option<String> {
    match block {
        Block::Paragraph(text) => Some(format!("<p>{}</p>", escape(text))),
        Block::Heading(text) => Some(format!("<h2>{}</h2>", escape(text))),
        Block::Quote(text) => Some(format!("<blockquote><p>{}</p></blockquote>", escape(text))),
        Block::Fact(_) => None,
    }
}

/// The paper's other stories, those printed after this one first.
fn neighbours<'a>(paper: &'a Paper, story: &Story) -> Vec<&'a Story> {
    let place = paper.stories.iter().position(|other| other.slug == story.slug).unwrap_or(0);
    let (before, after) = paper.stories.split_at(place);
    after.iter().skip(1).chain(before).collect()
}

fn story_link(paper: &Paper, story: &Story, round: Round) -> String {
    format!("<li>{}</li>\n", anchor(paper, story, round))
}

fn anchor(paper: &Paper, story: &Story, round: Round) -> String {
    format!("<a href=\"{}\">{}</a>", page_path(paper, story), escape(round.title(story)))
}

/// Where the page lies on its site.
pub(super) fn page_path(paper: &Paper, story: &Story) -> String {
    format!("{}{}{}", paper.page_prefix, story.slug, paper.page_suffix)
}

fn page_url(paper: &Paper, origin: &str, story: &Story) -> String {
    format!("{origin}{}", page_path(paper, story))
}

fn json_ld(paper: &Paper, origin: &str, story: &Story, round: Round) -> String {
    let article = json!({
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": round.title(story),
        "description": story.summary,
        "datePublished": story.published.to_rfc3339(),
        "dateModified": round.updated(story).to_rfc3339(),
        "inLanguage": paper.language,
        "articleSection": story.section,
        "author": [{ "@type": "Person", "name": story.byline }],
        "publisher": { "@type": "Organization", "name": paper.name },
        "image": [format!("{origin}/picture.svg")],
        "mainEntityOfPage": page_url(paper, origin, story),
    });
    // A script ends at the first `</`, so no `<` may stand in it.
    article.to_string().replace('<', "\\u003c")
}
