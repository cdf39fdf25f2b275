//! The article in a page's script state (`__NEXT_DATA__`, `__NUXT__`, Fusion, Apollo and the like), for
//! pages that show next to nothing until their scripts have run.
//!
//! `flight` reads what Next's app router streams, `flat` makes trees of lists whose values name each other.

mod flat;
mod flight;

use serde_json::Value;
use std::collections::HashMap;

/// Keys under which sites keep an article's text, whole or piece by piece; lower case.
const TEXT_KEYS: &[&str] = &[
    "articlebody",
    "article_body",
    "body",
    "bodyhtml",
    "body_html",
    "bodytext",
    "body_text",
    "content",
    "contenthtml",
    "content_html",
    "fulltext",
    "full_text",
    "html",
    "maintext",
    "markdown",
    "paragraph",
    "rendered",
    "story",
    "storybody",
    "storyhtml",
    "text",
    "textcontent",
    "value",
];

/// Keys that lead from a paragraph to what is written in it.
const INNER_KEYS: &[&str] = &["attrs", "children", "data", "elements", "leaves", "node", "nodes", "props", "spans"];

/// Keys of what has a page of its own.
const ADDRESS_KEYS: &[&str] = &["canonicalurl", "canonical_url", "headline", "permalink", "slug", "weburl"];

/// Script text read in one page, values looked at in it.
const MOST_BYTES: usize = 4 << 20;
const MOST_VALUES: usize = 200_000;

/// Pieces of one script that look like JSON and aren't, each read to where it fails.
const MOST_FAILURES: usize = 30;

/// A shorter text under a key is no whole article.
const LEAST_WHOLE_BYTES: usize = 400;

/// A shorter piece is no paragraph, but a label.
const LEAST_PIECE_BYTES: usize = 30;

/// Values looked at in one piece, and the text read of it.
const MOST_VALUES_IN_PIECE: usize = 300;
const MOST_PIECE_BYTES: usize = 20_000;

/// The longest text that reads as an article's, as HTML; empty if there is none.
pub(super) fn article_html(scripts: &[&str]) -> String {
    let streamed = flight::document(scripts, MOST_BYTES, MOST_VALUES);
    let mut best = streamed.as_ref().map(longest).unwrap_or_default();
    let mut room = MOST_BYTES;
    for script in scripts.iter().filter(|script| script.len() >= LEAST_WHOLE_BYTES) {
        if script.len() > room {
            break;
        }
        room -= script.len();
        for document in documents(script) {
            let document = flat::expanded(document, MOST_VALUES);
            let answers: Vec<Value> = containers(&document).flat_map(answers_in).collect();
            for document in std::iter::once(&document).chain(&answers) {
                keep_longer(&mut best, longest(document));
            }
        }
    }
    best
}

/// The JSON within an object's strings: what a page's server was answered, as SvelteKit keeps it.
fn answers_in(value: &Value) -> Vec<Value> {
    let texts = value.as_object().into_iter().flat_map(|object| object.values()).filter_map(Value::as_str);
    let bodies = texts.filter(|text| text.len() >= LEAST_WHOLE_BYTES && text.starts_with(['{', '[']));
    bodies.filter_map(|text| serde_json::from_str(text).ok()).collect()
}

/// The JSON in a script: all of it, what is assigned in it, or what is parsed from a string in it.
fn documents(script: &str) -> Vec<Value> {
    let text = script.trim();
    if text.starts_with(['{', '['])
        && let Ok(value) = serde_json::from_str(text)
    {
        return vec![value];
    }
    let mut documents = Vec::new();
    let mut failures = 0;
    let mut rest = text;
    while let Some(at) = rest.find(['=', '(', ':', ',']) {
        // Behind a colon or a comma JavaScript's objects go on, of which only the strings are JSON.
        let (marks, in_object) =
            if matches!(rest.as_bytes()[at], b':' | b',') { (&['"'][..], true) } else { (&['{', '[', '"'][..], false) };
        rest = &rest[at + 1..];
        if !rest.trim_start().starts_with(marks) {
            continue;
        }
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        let Some(Ok(value)) = values.next() else {
            failures += 1;
            if failures > MOST_FAILURES {
                break;
            }
            continue;
        };
        rest = rest.get(values.byte_offset()..).unwrap_or_default();
        match value {
            Value::String(inner) if inner.len() >= LEAST_WHOLE_BYTES => match parsed(&inner) {
                Some(document) if !in_object => documents.push(document),
                _ if is_markup(&inner) => documents.push(Value::Array(vec![Value::String(inner)])),
                _ => {}
            },
            Value::Array(_) | Value::Object(_) => documents.push(value),
            _ => {}
        }
    }
    documents
}

/// The JSON in a string, percent-encoded perhaps.
fn parsed(inner: &str) -> Option<Value> {
    if inner.starts_with("%7B") || inner.starts_with("%5B") {
        return serde_json::from_str(&percent_decoded(inner)?).ok();
    }
    serde_json::from_str(inner).ok()
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let digits = (first == b'%').then(|| after.get(..2).and_then(|two| std::str::from_utf8(two).ok())).flatten();
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).ok()
}

/// All arrays and objects of a document, up to a bound.
fn containers(document: &Value) -> impl Iterator<Item = &Value> {
    let mut waiting = vec![document];
    let walk = std::iter::from_fn(move || {
        let value = waiting.pop()?;
        let is_container = |inner: &&Value| inner.is_array() || inner.is_object();
        match value {
            Value::Object(object) => waiting.extend(object.values().filter(is_container)),
            Value::Array(values) => waiting.extend(values.iter().filter(is_container)),
            _ => {}
        }
        Some(value)
    });
    walk.take(MOST_VALUES)
}

/// The longest candidate of a document: a text under one of the keys, or a list of pieces of text.
fn longest(document: &Value) -> String {
    let mut best = String::new();
    let by_key = records_by_key(document);
    for value in containers(document) {
        match value {
            Value::Object(object) => {
                let texts = object.iter().filter_map(|(key, inner)| Some((key, inner.as_str()?)));
                let whole = texts.filter(|(key, text)| is_whole(key, text));
                whole.for_each(|(_, text)| keep_longer(&mut best, as_html(text)));
            }
            Value::Array(values) => {
                let whole = values.iter().filter_map(Value::as_str).filter(|text| is_markup(text) && is_prose(text));
                whole.for_each(|text| keep_longer(&mut best, as_html(text)));
                keep_longer(&mut best, pieces_as_html(values, &by_key));
            }
            _ => {}
        }
    }
    best
}

type ByKey<'v> = HashMap<&'v str, &'v Value>;

/// The records of a normalised cache, as Apollo keeps them: "Paragraph:12" and what it stands for.
fn records_by_key(document: &Value) -> ByKey<'_> {
    let objects = containers(document).filter_map(Value::as_object);
    let named = objects.flatten().filter(|(key, inner)| inner.is_object() && key.contains(':'));
    named.map(|(key, inner)| (key.as_str(), inner)).collect()
}

fn keep_longer(best: &mut String, found: String) {
    if found.len() > best.len() && found.len() >= LEAST_WHOLE_BYTES {
        *best = found;
    }
}

fn is_whole(key: &str, text: &str) -> bool {
    text.len() >= LEAST_WHOLE_BYTES && TEXT_KEYS.contains(&key.to_ascii_lowercase().as_str()) && is_prose(text)
}

/// The paragraphs of a list, if it is one of paragraphs: two at least that are no labels.
fn pieces_as_html(values: &[Value], by_key: &ByKey<'_>) -> String {
    let pieces: Vec<String> = values.iter().map(|value| piece(value, by_key)).collect();
    let is_long = |text: &&String| text.len() >= LEAST_PIECE_BYTES && is_prose(text);
    if pieces.iter().filter(is_long).count() < 2 {
        return String::new();
    }
    let is_label = |value: &Value, text: &String| text.len() < LEAST_PIECE_BYTES && !value.is_object();
    let paragraphs = values.iter().zip(&pieces).filter(|(value, text)| is_prose(text) && !is_label(value, text));
    paragraphs.map(|(_, text)| as_html(text)).collect()
}

/// The text of a list's element, of all that is written in it in its order; empty if it is none.
fn piece(value: &Value, by_key: &ByKey<'_>) -> String {
    let mut text = String::new();
    let mut waiting = vec![value];
    let mut looked_at = 0;
    while let Some(value) = waiting.pop() {
        looked_at += 1;
        if looked_at > MOST_VALUES_IN_PIECE || text.len() > MOST_PIECE_BYTES {
            break;
        }
        match value {
            Value::String(part) => text.push_str(part),
            Value::Array(values) if flight::children(values).is_some() => {
                let children = flight::children(values).unwrap_or(&Value::Null);
                text.push_str(&flight::text_of(children, MOST_PIECE_BYTES));
            }
            Value::Array(values) => waiting.extend(values.iter().rev().filter(|inner| !inner.is_string())),
            Value::Object(object) => {
                let has = |keys: &[&str], key: &str| keys.contains(&key.to_ascii_lowercase().as_str());
                // What has an address of its own is another article.
                if object.keys().any(|key| has(ADDRESS_KEYS, key)) {
                    continue;
                }
                if let Some(record) = object.get("__ref").and_then(Value::as_str).and_then(|key| by_key.get(key)) {
                    waiting.push(record);
                } else if let Some((_, text)) =
                    object.iter().find(|(key, inner)| inner.is_string() && has(TEXT_KEYS, key))
                {
                    waiting.push(text);
                } else {
                    let inside = object.iter().filter(|(key, _)| has(TEXT_KEYS, key) || has(INNER_KEYS, key));
                    waiting.extend(inside.map(|(_, inner)| inner).filter(|inner| !inner.is_string()));
                }
            }
            _ => {}
        }
    }
    text
}

/// Whether a text is written for people: words or clauses, none of the marks of code and addresses.
fn is_prose(text: &str) -> bool {
    let beginning = &text[..text.floor_char_boundary(2_000)];
    let is_code = beginning.starts_with(['{', '[', '#', '.', '@'])
        || beginning.starts_with("http")
        || beginning.contains("function(")
        || beginning.contains("{\"");
    let is_written = beginning.contains(' ') || beginning.contains(['，', '。', '、']);
    is_written && !is_code
}

/// Whether a text is long enough for an article, and marked up.
fn is_markup(text: &str) -> bool {
    text.len() >= LEAST_WHOLE_BYTES && text.contains("</p>")
}

/// Plain text as paragraphs; HTML as it is, what is escaped once more unescaped.
pub(super) fn as_html(text: &str) -> String {
    if text.contains("&lt;/") && !text.contains("</") {
        let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
        let unescaped = entities.iter().fold(text.to_owned(), |text, (entity, sign)| text.replace(entity, sign));
        return format!("<div>{unescaped}</div>");
    }
    if text.contains("</") || text.contains("<p") || text.contains("<br") {
        return format!("<div>{text}</div>");
    }
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    let lines = escaped.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| format!("<p>{line}</p>")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str =
        "The ferry left the harbour at noon, an hour late, and nobody on board minded the delay at all. ";

    #[test]
    fn state_of_any_shape_gives_the_text() {
        let whole = LINE.repeat(6);
        let blocks: Vec<String> = (0..6).map(|n| format!(r#"{{"type":"text","content":"{n} {LINE}"}}"#)).collect();
        let quoted = serde_json::to_string(&format!(r#"{{"story":{{"body":"<p>{whole}</p>"}}}}"#)).unwrap();
        for script in [
            format!(r#"{{"props":{{"article":{{"bodyHtml":"<p>{whole}</p>"}}}}}}"#),
            format!(r#"window.__STATE__ = {{"a":[{{"content_elements":[{}]}}]}};go()"#, blocks.join(",")),
            format!("window.x=1;window.__NUXT__=JSON.parse({quoted})"),
        ] {
            assert!(article_html(&[&script]).contains("The ferry left"), "{script}");
        }
    }

    #[test]
    fn state_in_rows_and_flat_lists_gives_the_text() {
        let whole = LINE.repeat(6);
        let element =
            |n: usize| format!(r#"["$","p","{n}",{{"children":["{n} ",["$","b",null,{{"children":"{LINE}"}}]]}}]"#);
        let elements: Vec<String> = (0..6).map(element).collect();
        let rows = format!("1:[\"$\",\"div\",null,{{\"children\":[{}]}}]\n", elements.join(","));
        let text = format!("2:{{\"body\":\"$3\"}}\n3:T{:x},{whole}4:{{}}\n", whole.len());
        let quoted = |text: &str| serde_json::to_string(text).unwrap();
        let answer = format!(r#"{{"article":{{"body":"<p>{whole}</p>"}}}}"#);
        let stream = format!(r#"[{{"_1":2}},"article",{{"_3":4}},"body",{}]"#, quoted(&whole));
        for script in [
            format!("self.__next_f.push([1,{}])", quoted(&rows)),
            format!("self.__next_f.push([1,{}])", quoted(&text)),
            format!(r#"{{"status":200,"headers":{{}},"body":{}}}"#, quoted(&answer)),
            format!("window.__reactRouterContext.streamController.enqueue({});", quoted(&stream)),
        ] {
            assert!(article_html(&[&script]).contains("The ferry left"), "{script}");
        }
    }

    #[test]
    fn code_and_labels_are_no_text() {
        let style = "a { color: red } ".repeat(60);
        for script in [
            format!(r#"{{"css":"{style}"}}"#),
            format!(r#"{{"menu":[{}]}}"#, vec![r#"{"text":"Home"}"#; 300].join(",")),
            "x=".repeat(10_000),
            format!("x={}", "[".repeat(10_000)),
        ] {
            assert_eq!(article_html(&[&script]), "");
        }
    }
}
