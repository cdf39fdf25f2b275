//! The state that Next's app router streams into a page: `self.__next_f.push([1,"…"])`, which put together are rows
//! of React's flight format, `12:["$","p",null,{"children":"The ferry left"}]` or `13:T1f4,` and so many bytes of text.

use serde_json::{Value, json};
use std::collections::HashMap;

const PUSH: &str = "__next_f.push(";

/// All rows of a page as one object, with the texts that they name by their rows in their places; `None` without any.
pub(super) fn document(scripts: &[&str], most_bytes: usize, most_values: usize) -> Option<Value> {
    let stream = stream(scripts, most_bytes);
    let (mut rows, texts) = rows(&stream);
    if rows.is_empty() && texts.is_empty() {
        return None;
    }
    for row in &mut rows {
        fill_in(row, &texts, most_values);
    }
    let texts = texts.into_values().map(|text| json!({ "text": text }));
    // Not a list, as which all rows would be the paragraphs of one text.
    let named = (0..).zip(rows.into_iter().chain(texts)).map(|(at, row): (usize, Value)| (at.to_string(), row));
    Some(Value::Object(named.collect()))
}

/// What the pushes of all scripts hold, put together.
fn stream(scripts: &[&str], most_bytes: usize) -> String {
    let mut stream = String::new();
    for script in scripts {
        let pushes = script.match_indices(PUSH).map(|(at, _)| &script[at + PUSH.len()..]);
        for push in pushes.filter(|push| push.trim_start().starts_with("[1,")) {
            let Some(Ok(value)) = serde_json::Deserializer::from_str(push).into_iter::<Value>().next() else {
                continue;
            };
            let piece = value.get(1).and_then(Value::as_str).unwrap_or_default();
            if stream.len() + piece.len() > most_bytes {
                return stream;
            }
            stream.push_str(piece);
        }
    }
    stream
}

/// The rows that hold JSON, and the texts by the names of their rows.
fn rows(stream: &str) -> (Vec<Value>, HashMap<&str, &str>) {
    let (mut rows, mut texts) = (Vec::new(), HashMap::new());
    let mut rest = stream;
    while let Some((name, behind)) = rest.split_once(':').filter(|(name, _)| is_name(name)) {
        if let Some(text) = behind.strip_prefix('T') {
            let Some((length, text)) = text.split_once(',') else { break };
            let end = usize::from_str_radix(length, 16).unwrap_or(usize::MAX);
            let Some(whole) = text.get(..end) else { break };
            texts.insert(name.trim(), whole);
            rest = &text[end..];
            continue;
        }
        let (row, after) = behind.split_once('\n').unwrap_or((behind, ""));
        if row.starts_with(['[', '{']) {
            rows.extend(serde_json::from_str::<Value>(row));
        }
        rest = after;
    }
    (rows, texts)
}

/// Rows are named by hexadecimal numbers; the first has none in some versions.
fn is_name(name: &str) -> bool {
    let name = name.trim();
    name.len() <= 8 && name.bytes().all(|b| b.is_ascii_hexdigit())
}

/// Puts texts where a row names them: `"$13"`.
fn fill_in(row: &mut Value, texts: &HashMap<&str, &str>, most_values: usize) {
    let mut waiting = vec![row];
    let mut looked_at = 0;
    while let Some(value) = waiting.pop() {
        looked_at += 1;
        if looked_at > most_values {
            break;
        }
        match value {
            Value::String(written) => {
                if let Some(text) = written.strip_prefix('$').and_then(|name| texts.get(name)) {
                    *written = (*text).to_owned();
                }
            }
            Value::Array(values) => waiting.extend(values),
            Value::Object(object) => waiting.extend(object.values_mut()),
            _ => {}
        }
    }
}

/// What an element of React holds, `["$", "p", key, { "children": … }]`; `None` for any other list.
pub(super) fn children(list: &[Value]) -> Option<&Value> {
    match list {
        [Value::String(mark), _, _, properties, ..] if mark == "$" => properties.get("children"),
        _ => None,
    }
}

/// The text in the children of an element, of `most_bytes` at most.
pub(super) fn text_of(children: &Value, most_bytes: usize) -> String {
    let mut text = String::new();
    let mut waiting = vec![children];
    while let Some(value) = waiting.pop() {
        if text.len() > most_bytes {
            break;
        }
        match value {
            Value::String(part) if !part.starts_with('$') => text.push_str(part),
            Value::Array(values) => match self::children(values) {
                Some(inner) => waiting.push(inner),
                None => waiting.extend(values.iter().rev()),
            },
            _ => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pushed(pieces: &[&str]) -> Vec<String> {
        let script = |piece: &&str| format!("self.__next_f.push([1,{}])", Value::String((*piece).to_owned()));
        pieces.iter().map(script).collect()
    }

    #[test]
    fn rows_are_put_together_over_scripts() {
        let scripts = pushed(&[
            "1:\"$Sreact.fragment\"\n2:I[1,[],\"\"]\n3:{\"title\":\"Fer",
            "ry\",\"body\":\"$4\"}\n4:T10,<p>La traversée",
            "5:[\"$\",\"p\",null,{\"children\":\"x\"}]\n",
        ]);
        let scripts: Vec<&str> = scripts.iter().map(String::as_str).collect();
        let found = document(&scripts, 10_000, 1_000).unwrap();
        let expected = json!({
            "0": { "title": "Ferry", "body": "<p>La traversée" },
            "1": ["$", "p", null, { "children": "x" }],
            "2": { "text": "<p>La traversée" },
        });
        assert_eq!(found, expected);
    }

    #[test]
    fn what_is_no_stream_is_none() {
        for piece in ["", "no rows at all", "1:T", "1:Tffffffff,x", "1:T1,é", "zz:{}", "1:{"] {
            let scripts = pushed(&[piece]);
            assert_eq!(document(&[&scripts[0]], 10_000, 1_000), None, "{piece}");
        }
        assert_eq!(document(&["self.__next_f.push([1,", "self.__next_f.push([0])"], 10_000, 1_000), None);
    }

    #[test]
    fn elements_hold_texts() {
        let element = json!(["$", "p", null, { "children": ["The ", ["$", "b", null, { "children": "ferry" }], " left.", "$L4"] }]);
        let list = element.as_array().unwrap();
        assert_eq!(text_of(children(list).unwrap(), 1_000), "The ferry left.");
        assert_eq!(children(json!(["a", "b"]).as_array().unwrap()), None);
    }
}
