//! JSON Feed, with any type taken where it can be understood.

use crate::feed::draft::{FeedDraft, HintsDraft, ItemDraft};
use crate::feed::{FeedFault, document::MOST_ITEMS};
use crate::link::absolute;
use crate::model::{Enclosure, FailureKind, FeedFormat};
use serde_json::{Map, Value};
use url::Url;

type Object = Map<String, Value>;

/// Reads a JSON Feed of version 1 or 1.1; the version itself is often missing or misspelt.
pub(super) fn read(text: &str, base: Option<&Url>) -> Result<FeedDraft, FeedFault> {
    let mut warnings = Vec::new();
    let mut is_partial = false;
    let value = serde_json::from_str(text).or_else(|fault| {
        let repaired = whole_items(text).and_then(|text| serde_json::from_str(&text).ok());
        is_partial = true;
        warnings.push("the document breaks off: its last item is left out".to_owned());
        repaired.ok_or_else(|| FeedFault::new(FailureKind::Parse, format!("it is no valid JSON: {fault}")))
    });
    let not_a_feed = || FeedFault::new(FailureKind::NotAFeed, "it is JSON, but no JSON feed");
    let Value::Object(feed) = value? else { return Err(not_a_feed()) };
    let items = match feed.get("items") {
        Some(Value::Array(items)) => items.as_slice(),
        _ if text_of(&feed, "version").is_some_and(|version| version.contains("jsonfeed")) => &[],
        _ => return Err(not_a_feed()),
    };
    Ok(FeedDraft {
        format: FeedFormat::Json,
        title: text_of(&feed, "title").map(escaped),
        link: link(&feed, &["home_page_url"], base),
        language: text_of(&feed, "language"),
        authors: authors(&feed),
        items: items.iter().filter_map(Value::as_object).take(MOST_ITEMS + 1).map(|found| item(found, base)).collect(),
        hints: hints(&feed, base),
        is_partial,
        warnings,
    })
}

fn item(item: &Object, base: Option<&Url>) -> ItemDraft {
    ItemDraft {
        id: text_of(item, "id"),
        title: text_of(item, "title").map(escaped),
        link: link(item, &["url", "external_url"], base),
        authors: authors(item),
        published: text_of(item, "date_published").into_iter().collect(),
        updated: text_of(item, "date_modified").into_iter().collect(),
        summary: text_of(item, "summary").map(escaped),
        content: content(item),
        categories: texts(item.get("tags")).into_iter().map(escaped).collect(),
        enclosures: enclosures(item, base),
        language: text_of(item, "language"),
        base: None,
    }
}

fn hints(feed: &Object, base: Option<&Url>) -> HintsDraft {
    let hubs = feed.get("hubs").and_then(Value::as_array);
    HintsDraft {
        self_url: link(feed, &["feed_url"], base),
        next_page_url: link(feed, &["next_url"], base),
        hub_urls: hubs.into_iter().flatten().filter_map(|hub| link(hub.as_object()?, &["url"], base)).collect(),
        ..HintsDraft::default()
    }
}

/// The fuller of the two forms, which need not say the same.
fn content(item: &Object) -> Option<String> {
    let [html, text] = ["content_html", "content_text"].map(|key| text_of(item, key));
    match (html, text) {
        (Some(html), Some(text)) if text.len() > html.len() => Some(escaped(text)),
        (Some(html), _) => Some(html),
        (None, text) => text.map(escaped),
    }
}

/// A string, or a number as one.
fn text_of(object: &Object, key: &str) -> Option<String> {
    object.get(key).and_then(text)
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// One text or a list of them.
fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Array(list)) => list.iter().filter_map(text).collect(),
        Some(value) => text(value).into_iter().collect(),
        None => Vec::new(),
    }
}

/// Plain text as HTML, which is what a draft holds.
fn escaped(text: String) -> String {
    if text.contains(['<', '&']) { text.replace('&', "&amp;").replace('<', "&lt;") } else { text }
}

fn link(object: &Object, keys: &[&str], base: Option<&Url>) -> Option<Url> {
    keys.iter().find_map(|key| absolute(object.get(*key)?.as_str()?, base))
}

/// `authors` of version 1.1, `author` of version 1, each an object, a name, or a list.
fn authors(object: &Object) -> Vec<String> {
    let one = |value: &Value| match value {
        Value::Object(author) => text_of(author, "name").or_else(|| text_of(author, "url")),
        other => text(other),
    };
    let list = |key: &str| -> Vec<String> {
        match object.get(key) {
            Some(Value::Array(list)) => list.iter().filter_map(one).collect(),
            Some(value) => one(value).into_iter().collect(),
            None => Vec::new(),
        }
    };
    let named = list("authors");
    if named.is_empty() { list("author") } else { named }
}

fn enclosures(item: &Object, base: Option<&Url>) -> Vec<Enclosure> {
    let attachments = item.get("attachments").and_then(Value::as_array);
    let read = |attachment: &Value| {
        let attachment = attachment.as_object()?;
        Some(Enclosure {
            url: link(attachment, &["url"], base)?.into(),
            media_type: text_of(attachment, "mime_type"),
            length_bytes: attachment.get("size_in_bytes").and_then(length),
        })
    };
    attachments.into_iter().flatten().filter_map(read).collect()
}

/// A count of bytes, written as a whole number, a broken one, or text.
fn length(value: &Value) -> Option<u64> {
    let number = match value {
        Value::String(text) => text.trim().parse().ok()?,
        value => value.as_f64()?,
    };
    // The cast saturates, and what is beyond 2^53 is no length of a file.
    (0.0..9e15).contains(&number).then_some(number as u64)
}

/// A document that breaks off, ended behind its last whole item; `None` if it has no item, or is broken otherwise.
fn whole_items(text: &str) -> Option<String> {
    let mut depth = 0usize;
    let mut in_text = false;
    let mut is_escaped = false;
    let mut end = None;
    for (position, byte) in text.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_text => is_escaped = true,
            b'"' => in_text = !in_text,
            _ if in_text => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.checked_sub(1)?;
                // An item is an object in a list in the feed's object.
                if depth == 2 && byte == b'}' {
                    end = Some(position + 1);
                }
            }
            _ => {}
        }
    }
    Some(format!("{}]}}", text.get(..end.filter(|_| depth > 0)?)?))
}
