//! The configuration as a JSON Schema (draft-07), for editors: completion, help, and faults while typing.

use super::keys::{self, Key, SETTINGS, Takes};
use crate::zone::Tz;
use serde_json::{Map, Value, json};

/// The schema of any file of a configuration, made from the table that the reader uses.
///
/// It is as strict about keys as the reader, and never stricter about values.
pub fn schema() -> Value {
    let settings = || keys_of(SETTINGS.iter().map(|setting| &setting.key));
    let mut feed = keys_of(keys::FEED);
    feed.extend(settings());
    let mut site = settings();
    let tests = json!({"type": "array", "items": table(keys_of(keys::TEST)),
        "description": "What the site's rules are to make of a stored page: feedmill rules test."});
    site.insert("test".to_owned(), tests);
    let mut top = keys_of(keys::TOP);
    let named =
        |about: &str, table: Value| json!({"type": "object", "description": about, "additionalProperties": table});
    top.insert("daemon".to_owned(), described(table(keys_of(keys::DAEMON)), "What concerns the program as a whole."));
    top.insert("defaults".to_owned(), described(table(settings()), "What holds for every feed and site."));
    top.insert("group".to_owned(), named("What several feeds share.", rhythm(table(settings()))));
    let by_host = "What holds for the articles of a host; *. in front means everything below it, and itself.";
    top.insert("site".to_owned(), named(by_host, rhythm(table(site))));
    let by_key = "A feed. Its name is the feed's for good, even if the address changes.";
    top.insert("feed".to_owned(), named(by_key, rhythm(table(feed))));
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "feedmill.toml",
        "description": "The configuration of feedmill, the news archive daemon.",
        "type": "object",
        "properties": top,
        "additionalProperties": false,
        "definitions": definitions(),
    })
}

fn table(keys: Map<String, Value>) -> Value {
    json!({"type": "object", "properties": keys, "additionalProperties": false})
}

fn described(mut table: Value, about: &str) -> Value {
    table["description"] = json!(about);
    rhythm(table)
}

/// `schedule` and `every` are two words on one thing.
fn rhythm(mut table: Value) -> Value {
    if table["properties"].get("schedule").is_some() {
        table["not"] = json!({"required": ["schedule", "every"]});
    }
    table
}

fn keys_of<'a>(keys: impl IntoIterator<Item = &'a Key>) -> Map<String, Value> {
    let mut all = Map::new();
    for key in keys {
        match key.name.split_once('.') {
            None => {
                all.insert(key.name.to_owned(), value_of(key));
            }
            Some((outer, inner)) => {
                let table = all.entry(outer).or_insert_with(|| table(Map::new()));
                table["properties"][inner] = value_of(key);
            }
        }
    }
    all
}

fn value_of(key: &Key) -> Value {
    let mut value = json!({"description": key.about, "examples": [json_of(key.example)]});
    // Draft-07 looks at nothing that stands beside a `$ref`.
    let of_kind = |kind: &str| json!([{"$ref": format!("#/definitions/{kind}")}]);
    match key.takes {
        Takes::Whole(lowest, highest) => {
            value["type"] = json!("integer");
            value["minimum"] = json!(lowest);
            value["maximum"] = json!(highest);
        }
        Takes::Word(words) => value["anyOf"] = json!([{"enum": words}, {"$ref": "#/definitions/elsewhere"}]),
        Takes::Flag => value["type"] = json!("boolean"),
        Takes::Text | Takes::Date => value["type"] = json!("string"),
        Takes::Address => value["allOf"] = of_kind("address"),
        Takes::Schedule => value["allOf"] = of_kind("schedule"),
        Takes::Interval | Takes::Span => value["allOf"] = of_kind("span"),
        Takes::Size => value["allOf"] = of_kind("size"),
        Takes::Kept => value["anyOf"] = json!([{"const": "forever"}, {"$ref": "#/definitions/span"}]),
        Takes::Zone => value["allOf"] = of_kind("zone"),
        Takes::Texts => {
            value["type"] = json!("array");
            value["items"] = json!({"type": "string"});
        }
        Takes::Lines => {
            value["type"] = json!("object");
            value["additionalProperties"] = json!({"type": "string"});
        }
    }
    if !key.default.is_empty() {
        value["default"] = json_of(key.default);
    }
    value
}

fn definitions() -> Value {
    let zones: Vec<&str> = Tz::names().collect();
    let or_elsewhere = |what: Value| json!({"anyOf": [what, {"$ref": "#/definitions/elsewhere"}]});
    json!({
        "elsewhere": {
            "type": "string",
            "pattern": r"^\$\{.+\}$",
            "description": "Put in from the environment, from a file or from systemd's LoadCredential: the whole string.",
        },
        "address": or_elsewhere(json!({"type": "string", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://"})),
        "span": or_elsewhere(json!({
            "type": "string",
            "pattern": r"^\s*([0-9]+[ywdhms])+\s*$",
            "description": "A length of time: 30m, 1h30m, 2d.",
        })),
        "size": or_elsewhere(json!({
            "type": "string",
            "pattern": r"^\s*[0-9.]+\s*([kKMGT]i?B|B)?\s*$",
            "description": "Bytes with their unit: 200MiB, 1.5GB, or 0.",
        })),
        "schedule": or_elsewhere(json!({
            "type": "string",
            "pattern": r"^\s*(@[A-Za-z]+|adaptive|\S+(\s+\S+){4,5})\s*$",
            "description": "Five crontab fields, six with seconds first, @hourly and the like, or adaptive.",
        })),
        "zone": or_elsewhere(json!({"enum": zones})),
    })
}

/// A value written as TOML.
fn json_of(written: &str) -> Value {
    let value = written.parse::<toml::Value>().unwrap_or(toml::Value::String(written.to_owned()));
    match value {
        toml::Value::Datetime(date) => json!(date.to_string()),
        value => serde_json::to_value(value).unwrap_or_default(),
    }
}
