//! An article as a Markdown document with YAML front matter, and where in a folder it stands.

use super::columns::{own_time, publisher_time};
use crate::model::{ArticleRow, FeedKey};
use serde_json::{Value, json};
use std::fmt::Write;

const LONGEST_SLUG_CHARACTERS: usize = 60;

/// Where the article stands below the folder: the month in which it was first seen, its id, words of its title.
///
/// The part up to the id never changes, whatever becomes of the title. Only letters, digits and `-` come from
/// outside, so no title leads out of the folder or is a name that some system keeps for itself.
pub fn markdown_path(article: &ArticleRow) -> (String, String) {
    let month = article.first_seen_at.format("%Y-%m").to_string();
    let slug = slug(article.title.as_deref().unwrap_or_default());
    let sign = if slug.is_empty() { "" } else { "-" };
    (month, format!("{}{sign}{slug}.md", article.id.0))
}

fn slug(title: &str) -> String {
    let mut slug = String::new();
    let lower = title.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut left = LONGEST_SLUG_CHARACTERS;
    for word in words {
        if left == 0 {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        let taken: String = word.chars().take(left).collect();
        left -= taken.chars().count();
        slug.push_str(&taken);
    }
    slug
}

/// The document: front matter with the facts that are known, the title as a heading, the text.
pub fn markdown_document(article: &ArticleRow) -> String {
    let feeds: Vec<_> = article.feeds.iter().map(FeedKey::as_str).collect();
    let facts = [
        ("id", json!(article.id)),
        ("title", json!(article.title)),
        ("url", json!(article.url)),
        ("site", json!(article.site)),
        ("authors", json!(article.authors)),
        ("published_at", json!(article.published.map(publisher_time))),
        ("modified_at", json!(article.modified.map(publisher_time))),
        ("first_seen_at", json!(own_time(article.first_seen_at))),
        ("updated_at", json!(own_time(article.updated_at))),
        ("gone_at", json!(article.gone_at.map(own_time))),
        ("language", json!(article.language)),
        ("summary", json!(article.summary)),
        ("section", json!(article.section)),
        ("keywords", json!(article.keywords)),
        ("image", json!(article.image)),
        ("feeds", json!(feeds)),
        ("words", json!(article.words)),
        ("status", json!(article.status)),
        ("revision", json!(article.revision)),
    ];
    let mut document = String::from("---\n");
    for (name, value) in facts.iter().filter(|(_, value)| is_known(value)) {
        // JSON's scalars and arrays are YAML's flow style (YAML 1.2 §1.3). Writing to a String never fails.
        let _ = writeln!(document, "{name}: {value}");
    }
    document.push_str("---\n\n");
    if let Some(title) = &article.title {
        let _ = write!(document, "# {}\n\n", escaped(title));
    }
    document.push_str(&article.markdown);
    document.push('\n');
    document
}

fn is_known(value: &Value) -> bool {
    !value.is_null() && value.as_array().is_none_or(|values| !values.is_empty())
}

/// A title as Markdown: signs that would mean something there are escaped.
fn escaped(title: &str) -> String {
    let mut escaped = String::with_capacity(title.len());
    for c in title.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|') {
            escaped.push('\\');
        }
        escaped.push(if c.is_control() { ' ' } else { c });
    }
    escaped
}
