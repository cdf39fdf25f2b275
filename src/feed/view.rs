//! A document as the line that `feedmill parse --json` prints.

use super::FeedFault;
use crate::model::{FeedDocument, FeedItem, PublisherTime};
use serde_json::{Value, json};

/// The line for one file; its keys are promised in the contract and are there whether or not the file was read.
///
/// ```
/// use feedmill::feed::{FeedContext, parse, to_json};
/// let context = FeedContext { url: None, content_type: None, timezone: feedmill::zone::Tz::UTC };
/// let line = to_json("empty.xml", &parse(b"", &context));
/// assert_eq!(line["ok"], false);
/// assert_eq!(line["error"], "empty: the body is empty");
/// ```
pub fn to_json(file: &str, result: &Result<FeedDocument, FeedFault>) -> Value {
    match result {
        Ok(document) => json!({
            "file": file,
            "ok": true,
            "error": null,
            "format": document.format,
            "title": document.title,
            "link": document.link,
            "language": document.language,
            "hints": document.hints,
            "is_partial": document.is_partial,
            "warnings": document.warnings,
            "entries": document.items.iter().map(entry).collect::<Vec<Value>>(),
        }),
        Err(fault) => json!({
            "file": file,
            "ok": false,
            "error": format!("{}: {}", fault.kind.as_str(), fault.message),
            "format": null,
            "title": null,
            "link": null,
            "language": null,
            "hints": {},
            "is_partial": false,
            "warnings": [],
            "entries": [],
        }),
    }
}

fn entry(item: &FeedItem) -> Value {
    let written = |time: Option<PublisherTime>| time.map(|time| time.to_rfc3339());
    let mut entry = json!({
        "id": item.id,
        "title": item.title,
        "link": item.link,
        "authors": item.authors,
        "published": written(item.published),
        "updated": written(item.updated),
        "summary": item.summary,
        "content": item.content,
        "categories": item.categories,
        "enclosures": item.enclosures,
    });
    // Said only where there is something to say: nearly no item has any of these.
    let rare = [("unread_date", &item.unread_date), ("language", &item.language), ("base", &item.base)];
    if let Some(entry) = entry.as_object_mut() {
        entry.extend(rare.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value.clone()?.into()))));
    }
    entry
}
