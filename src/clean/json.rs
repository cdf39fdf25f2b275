//! A record as `extract --json` prints it.

use crate::model::{Record, Removed};
use serde_json::{Value, json};
use url::Url;

/// One line of `extract --json`; unknown is `null` or empty. Dates are RFC 3339 in the publisher's zone.
///
/// ```
/// use feedmill::{clean, model::Record};
/// let line = clean::extract_json("a.html", None, &Record::default());
/// assert_eq!(line["file"], "a.html");
/// assert!(line["title"].is_null());
/// ```
pub fn extract_json(file: &str, url: Option<&Url>, record: &Record) -> Value {
    json!({
        "file": file,
        "url": url.map(Url::as_str).or(record.canonical_url.as_deref()),
        "title": record.title,
        "authors": record.authors,
        "published": record.published.map(|date| date.to_rfc3339()),
        "modified": record.modified.map(|date| date.to_rfc3339()),
        "language": record.language,
        "languages": record.languages,
        "site_name": record.site_name,
        "description": record.description,
        "image": record.image,
        "canonical_url": record.canonical_url,
        "section": record.section,
        "keywords": record.keywords,
        "text": record.text,
        "markdown": record.markdown,
        "captions": record.captions,
        "credits": record.credits,
        "words": record.words,
        "method": record.method,
        "removed": left_out(record, false),
        "around": left_out(record, true),
        "sources": record.sources,
        "alternatives": record.alternatives,
        "annotations_removed": record.annotations_removed,
        "wall": record.wall,
    })
}

/// What was left out within the text, or around it.
fn left_out(record: &Record, is_around: bool) -> Vec<Value> {
    let meant = record.removed.iter().filter(|removed| removed.is_around == is_around);
    meant.map(|Removed { text, why, .. }| json!({ "text": text, "why": why })).collect()
}
