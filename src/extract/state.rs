//! The article in a page's script state (`__NEXT_DATA__`, `__NUXT__`, Fusion, Apollo and the like), for
//! pages that show next to nothing until their scripts have run.

use serde_json::Value;

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

/// Script text read in one page, values looked at in it.
const MOST_BYTES: usize = 4 << 20;
const MOST_VALUES: usize = 200_000;

/// Pieces of one script that look like JSON and aren't, each read to where it fails.
const MOST_FAILURES: usize = 30;

/// A shorter text under a key is no whole article.
const LEAST_WHOLE_BYTES: usize = 400;

/// A shorter piece is no paragraph, but a label.
const LEAST_PIECE_BYTES: usize = 30;

/// The longest text that reads as an article's, as HTML; empty if there is none.
pub(super) fn article_html(scripts: &[&str]) -> String {
    let mut best = String::new();
    let mut room = MOST_BYTES;
    for script in scripts.iter().filter(|script| script.len() >= LEAST_WHOLE_BYTES) {
        if script.len() > room {
            break;
        }
        room -= script.len();
        for document in documents(script) {
            let found = longest(&document);
            if found.len() > best.len() {
                best = found;
            }
        }
    }
    best
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
    while let Some(at) = rest.find(['=', '(']) {
        rest = &rest[at + 1..];
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        if !rest.trim_start().starts_with(['{', '[', '"']) {
            continue;
        }
        let Some(Ok(value)) = values.next() else {
            failures += 1;
            if failures > MOST_FAILURES {
                break;
            }
            continue;
        };
        rest = rest.get(values.byte_offset()..).unwrap_or_default();
        match value {
            Value::String(inner) if inner.len() >= LEAST_WHOLE_BYTES => {
                documents.extend(serde_json::from_str(&inner).ok())
            }
            Value::Array(_) | Value::Object(_) => documents.push(value),
            _ => {}
        }
    }
    documents
}

/// The longest candidate of a document: a text under one of the keys, or a list of pieces of text.
fn longest(document: &Value) -> String {
    let mut best = String::new();
    let mut waiting = vec![document];
    let mut looked_at = 0;
    while let Some(value) = waiting.pop() {
        looked_at += 1;
        if looked_at > MOST_VALUES {
            break;
        }
        match value {
            Value::Object(object) => {
                for (key, inner) in object {
                    match inner {
                        Value::String(text) if is_whole(key, text) => keep_longer(&mut best, as_html(text)),
                        Value::Array(_) | Value::Object(_) => waiting.push(inner),
                        _ => {}
                    }
                }
            }
            Value::Array(values) => {
                let pieces: Vec<String> = values.iter().filter_map(piece).map(as_html).collect();
                if pieces.len() >= 2 {
                    keep_longer(&mut best, pieces.concat());
                }
                waiting.extend(values.iter().filter(|value| value.is_array() || value.is_object()));
            }
            _ => {}
        }
    }
    best
}

fn keep_longer(best: &mut String, found: String) {
    if found.len() > best.len() && found.len() >= LEAST_WHOLE_BYTES {
        *best = found;
    }
}

fn is_whole(key: &str, text: &str) -> bool {
    text.len() >= LEAST_WHOLE_BYTES && TEXT_KEYS.contains(&key.to_ascii_lowercase().as_str()) && is_prose(text)
}

/// A list's element as a piece of text.
fn piece(value: &Value) -> Option<&str> {
    let text = match value {
        Value::String(text) => text,
        Value::Object(object) => object
            .iter()
            .find_map(|(key, inner)| Some(inner.as_str()?).filter(|_| TEXT_KEYS.contains(&key.as_str())))?,
        _ => return None,
    };
    (text.len() >= LEAST_PIECE_BYTES && is_prose(text)).then_some(text)
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

/// Plain text as paragraphs; HTML as it is.
fn as_html(text: &str) -> String {
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
