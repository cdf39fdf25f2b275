//! Values of a known type out of what was written, secrets put in.

use super::judge::{Judge, Place};
use super::written::{Entry, Table, Value, type_name};
use std::ops::RangeInclusive;
use std::path::Path;
use toml::de::DeValue;

/// A string as it is meant.
pub(super) struct Text {
    pub value: String,
    pub place: Place,
    /// It came from the environment or a file, so it is never repeated in a message.
    pub is_secret: bool,
}

impl Text {
    /// The value as it may stand in a message.
    pub fn shown(&self) -> String {
        if self.is_secret { "the value put in".to_owned() } else { format!("`{}`", self.value) }
    }
}

/// A key and its table as they are named in messages.
pub(super) fn named(table: &Table<'_>, entry: &Entry<'_>) -> String {
    format!("`{}` in {}", entry.key, table.title)
}

pub(super) fn text(judge: &mut Judge<'_>, table: &Table<'_>, entry: &Entry<'_>) -> Option<Text> {
    match entry.value.toml {
        DeValue::String(written) => put_in(judge, &named(table, entry), written, entry.value.place),
        other => {
            let message = format!("{} must be a string, got {}", named(table, entry), type_name(other));
            match other {
                DeValue::Integer(number)
                    if matches!(entry.key, "gap" | "every" | "every_min" | "every_max" | "spread") =>
                {
                    let hint = format!("with its unit and in quotes: `{} = \"{number}s\"`", entry.key);
                    judge.fault_with_hint(entry.value.place, message, hint);
                }
                _ => judge.fault(entry.value.place, message),
            }
            None
        }
    }
}

pub(super) fn boolean(judge: &mut Judge<'_>, table: &Table<'_>, entry: &Entry<'_>) -> Option<bool> {
    match entry.value.toml {
        DeValue::Boolean(value) => Some(*value),
        other => {
            let message = format!("{} must be true or false, got {}", named(table, entry), type_name(other));
            match other {
                DeValue::String(word) if matches!(word.as_ref(), "true" | "false") => {
                    judge.fault_with_hint(entry.value.place, message, "leave the quotes out".to_owned());
                }
                _ => judge.fault(entry.value.place, message),
            }
            None
        }
    }
}

/// Bytes, written with their unit: `200MiB`, `1.5GB`, or `0`.
pub(super) fn size(judge: &mut Judge<'_>, table: &Table<'_>, entry: &Entry<'_>) -> Option<u64> {
    let text = text(judge, table, entry)?;
    let bytes = parse_size(&text.value);
    if bytes.is_none() {
        let message = format!("{}: {} is no size", named(table, entry), text.shown());
        judge.fault_with_hint(text.place, message, "a size is written like `200MiB`, `1.5GB` or `0`".to_owned());
    }
    bytes
}

fn parse_size(text: &str) -> Option<u64> {
    const UNITS: &[(&str, u32, u32)] = &[
        ("", 10, 0),
        ("B", 10, 0),
        ("kB", 10, 3),
        ("KB", 10, 3),
        ("MB", 10, 6),
        ("GB", 10, 9),
        ("TB", 10, 12),
        ("KiB", 2, 10),
        ("MiB", 2, 20),
        ("GiB", 2, 30),
        ("TiB", 2, 40),
    ];
    let text = text.trim();
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
    let (number, written) = (&text[..digits], text[digits..].trim());
    let (unit, base, power) = *UNITS.iter().find(|(unit, ..)| *unit == written)?;
    let number: f64 = number.parse().ok()?;
    let bytes = number * f64::from(base).powi(i32::try_from(power).ok()?);
    // A bare number may be anything; only nothing is nothing in every unit.
    (bytes <= 1e15 && (!unit.is_empty() || number == 0.0)).then_some(bytes as u64)
}

pub(super) fn whole_number(
    judge: &mut Judge<'_>,
    table: &Table<'_>,
    entry: &Entry<'_>,
    range: RangeInclusive<u32>,
) -> Option<u32> {
    let got = match entry.value.toml {
        DeValue::Integer(number) => {
            let value = u32::from_str_radix(number.as_str(), number.radix()).ok();
            if let Some(value) = value.filter(|value| range.contains(value)) {
                return Some(value);
            }
            number.to_string()
        }
        other => type_name(other).to_owned(),
    };
    let (named, low, high) = (named(table, entry), range.start(), range.end());
    judge.fault(entry.value.place, format!("{named} must be a whole number from {low} to {high}, got {got}"));
    None
}

/// The items that are strings; each that isn't is a fault.
pub(super) fn texts(judge: &mut Judge<'_>, table: &Table<'_>, entry: &Entry<'_>) -> Option<Vec<Text>> {
    let named = named(table, entry);
    let DeValue::Array(items) = entry.value.toml else {
        let message = format!("{named} must be a list of strings, got {}", type_name(entry.value.toml));
        let hint = format!("a list stands in brackets: `{} = [\"one\", \"two\"]`", entry.key);
        judge.fault_with_hint(entry.value.place, message, hint);
        return None;
    };
    let mut texts = Vec::new();
    for (number, item) in (1..).zip(items.iter()) {
        let value = Value { toml: item.get_ref(), place: Place::new(entry.value.place.source, item.span()) };
        match value.toml {
            DeValue::String(written) => texts.extend(put_in(judge, &named, written, value.place)),
            other => {
                let got = type_name(other);
                judge.fault(value.place, format!("{named} must be a list of strings, item {number} is {got}"));
            }
        }
    }
    Some(texts)
}

/// `${NAME}`, `${file:PATH}` and `${credential:NAME}` replaced where they are the whole string.
fn put_in(judge: &mut Judge<'_>, named: &str, written: &str, place: Place) -> Option<Text> {
    let as_written = || Text { value: written.to_owned(), place, is_secret: false };
    let inner = written.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
    let (value, missing) = match inner {
        Some(inner) if inner.starts_with("file:") => {
            let path = Path::new(inner.trim_start_matches("file:"));
            let folder = judge.sources.get(place.source).and_then(|source| source.path.parent());
            let path = folder.unwrap_or(Path::new("")).join(path);
            judge.secret_files.push(path.clone());
            match (judge.around.read_file)(&path) {
                Ok(content) => (Some(content.trim().to_owned()), String::new()),
                Err(why) => (None, format!("{named} takes its value from {}: {why}", path.display())),
            }
        }
        Some(inner) if inner.strip_prefix("credential:").is_some_and(is_file_name) => {
            let name = inner.trim_start_matches("credential:");
            credential(judge, named, name)
        }
        Some(name) if is_variable_name(name) => {
            let missing = format!("{named} takes its value from the environment, where `{name}` isn't set");
            ((judge.around.env)(name), missing)
        }
        _ => {
            if written.contains("${") {
                let hint = "only a whole string is replaced: \"${NAME}\", \"${file:PATH}\" or \"${credential:NAME}\""
                    .to_owned();
                judge.warn(place, format!("`${{` in {named} stays as it is"), hint);
            }
            return Some(as_written());
        }
    };
    match value {
        Some(value) => Some(Text { value, place, is_secret: true }),
        None => {
            judge.fault(place, missing);
            None
        }
    }
}

/// What systemd's `LoadCredential=` put into the folder that it names; else a sentence that says why not.
fn credential(judge: &Judge<'_>, named: &str, name: &str) -> (Option<String>, String) {
    let Some(folder) = (judge.around.env)("CREDENTIALS_DIRECTORY") else {
        let why = "no folder of credentials: systemd gives one with `LoadCredential`";
        return (None, format!("{named} takes its value from the credential `{name}`, but there is {why}"));
    };
    match (judge.around.read_file)(&Path::new(&folder).join(name)) {
        Ok(content) => (Some(content.trim().to_owned()), String::new()),
        Err(why) => (None, format!("{named} takes its value from the credential `{name}`: {why}")),
    }
}

fn is_file_name(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\0'])
}

fn is_variable_name(name: &str) -> bool {
    let begins_well = name.chars().next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    begins_well && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
