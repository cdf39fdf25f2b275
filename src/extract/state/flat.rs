//! State that stands as one flat list of values which name each other by their places: Nuxt's payload (devalue),
//! and the streams of Remix and React Router (turbo-stream).

use serde_json::{Map, Value};

/// Deeper values are none of an article's.
const MOST_DEPTH: usize = 24;

/// Words with which a list says what it holds at the place that follows.
const WRAPPERS: &[&str] = &["Reactive", "ShallowReactive", "Ref", "ShallowRef", "EmptyRef", "P"];

/// A flat list as the tree that it stands for, of `most_values` values at most; any other document as it is.
pub(super) fn expanded(document: Value, most_values: usize) -> Value {
    match &document {
        Value::Array(values) if is_flat(values) => Places { values, room: most_values }.at(0, 0),
        _ => document,
    }
}

/// Whether a list's first value holds nothing but places in it.
fn is_flat(values: &[Value]) -> bool {
    let is_place = |value: &Value| value.as_i64().is_some_and(|at| at < values.len() as i64);
    match values.first() {
        Some(Value::Object(object)) => !object.is_empty() && object.values().all(is_place),
        Some(Value::Array(places)) => match &places[..] {
            [Value::String(word), place] => WRAPPERS.contains(&word.as_str()) && is_place(place),
            _ => false,
        },
        _ => false,
    }
}

struct Places<'a> {
    values: &'a [Value],
    room: usize,
}

impl Places<'_> {
    /// The value at a place; its depth is bounded, and so is how many are made.
    fn at(&mut self, place: usize, depth: usize) -> Value {
        let Some(value) = self.values.get(place).filter(|_| depth < MOST_DEPTH && self.room > 0) else {
            return Value::Null;
        };
        self.room -= 1;
        match value {
            Value::Object(object) => {
                let fields = object.iter().map(|(key, inner)| (self.key(key), self.inner(inner, depth)));
                Value::Object(fields.collect::<Map<_, _>>())
            }
            Value::Array(values) => match &values[..] {
                [Value::String(word), inner] if WRAPPERS.contains(&word.as_str()) => self.inner(inner, depth),
                values => Value::Array(values.iter().map(|inner| self.inner(inner, depth)).collect()),
            },
            other => other.clone(),
        }
    }

    fn inner(&mut self, value: &Value, depth: usize) -> Value {
        match value.as_u64() {
            Some(place) => self.at(usize::try_from(place).unwrap_or(usize::MAX), depth + 1),
            None => Value::Null,
        }
    }

    /// Turbo-stream names keys by their places, too: `_12`.
    fn key(&self, written: &str) -> String {
        let place = written.strip_prefix('_').and_then(|place| place.parse::<usize>().ok());
        let named = place.and_then(|place| self.values.get(place)).and_then(Value::as_str);
        named.unwrap_or(written).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn places_become_what_stands_there() {
        for (flat, expected) in [
            (
                json!([["Reactive", 1], { "post": 2 }, { "title": 3, "tags": 4 }, "Ferry", [3, -1]]),
                json!({ "post": { "title": "Ferry", "tags": ["Ferry", null] } }),
            ),
            (json!([{ "_1": 2 }, "post", { "_3": 4 }, "title", "Ferry"]), json!({ "post": { "title": "Ferry" } })),
            (json!([1, 2, 3]), json!([1, 2, 3])),
            (json!([{ "width": 1200 }]), json!([{ "width": 1200 }])),
            (json!({ "a": 0 }), json!({ "a": 0 })),
        ] {
            assert_eq!(expanded(flat.clone(), 100), expected, "{flat}");
        }
    }

    #[test]
    fn what_holds_itself_ends() {
        let itself = json!([{ "a": 0, "b": 0, "c": 0 }]);
        let text = expanded(itself, 1_000).to_string();
        assert!(text.len() < 100_000, "{}", text.len());
    }
}
