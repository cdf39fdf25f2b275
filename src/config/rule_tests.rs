//! `[[site."HOST".test]]`: a stored page, and what the site's rules are to make of it.

use super::judge::{Judge, Place};
use super::keys;
use super::value::{Text, named, text, texts};
use super::written::{self, Entry, Table, Value, type_name};
use crate::model::{Expected, ExpectedDate, RuleTest};
use chrono::{DateTime, NaiveDate};
use std::path::{Path, PathBuf};
use toml::de::DeValue;
use url::Url;

/// The tests that one entry holds; each fault is told, and leaves its test out.
pub(super) fn read(judge: &mut Judge<'_>, site: &Table<'_>, entry: &Entry<'_>) -> Vec<RuleTest> {
    let title = format!("[{}.{}]]", site.title.trim_end_matches(']'), keys::TESTS);
    let DeValue::Array(items) = entry.value.toml else {
        let message = format!("{} must be a list of tables, got {}", named(site, entry), type_name(entry.value.toml));
        judge.fault_with_hint(entry.key_place, message, format!("write a line {title} and its keys below it"));
        return Vec::new();
    };
    let tables = items.iter().filter_map(|item| {
        let place = Place::new(entry.value.place.source, item.span());
        match item.get_ref() {
            DeValue::Table(table) => {
                let entries = written::entries(place.source, table);
                Some(Table { name: site.name, title: title.clone(), place, entries })
            }
            other => {
                judge.fault(place, format!("{title} must be a table, got {}", type_name(other)));
                None
            }
        }
    });
    let tables: Vec<Table<'_>> = tables.collect();
    tables.iter().filter_map(|table| read_test(judge, table)).collect()
}

fn read_test(judge: &mut Judge<'_>, table: &Table<'_>) -> Option<RuleTest> {
    let (mut url, mut file, mut expected, mut expects) = (None, None, Expected::default(), false);
    for entry in &table.entries {
        expects |= !matches!(entry.key, "url" | "file");
        match entry.key {
            "url" => url = read_url(judge, table, entry),
            "file" => file = read_file(judge, table, entry),
            "contains" => expected.contains = lines(texts(judge, table, entry)),
            "absent" => expected.absent = lines(texts(judge, table, entry)),
            "title" => expected.title = text(judge, table, entry).map(|text| text.value),
            "authors" => expected.authors = texts(judge, table, entry).map(|names| lines(Some(names))),
            "published" => expected.published = read_date(judge, table, entry),
            _ => written::unknown_key(judge, table, entry, &keys::names(keys::TEST).collect::<Vec<_>>()),
        }
    }
    if table.entry("url").is_none() && table.entry("file").is_none() {
        let hint =
            "add the address of an article in the archive, `url = \"https://…\"`, or a saved page, `file = \"…\"`";
        judge.fault_with_hint(table.place, format!("{} names no page", table.title), hint.to_owned());
        return None;
    }
    if !expects {
        let hint = "add what the page's text holds, such as `contains = [\"…\"]`, or its title, authors or date";
        judge.fault_with_hint(table.place, format!("{} expects nothing", table.title), hint.to_owned());
        return None;
    }
    let place = judge.name_place(table.place);
    Some(RuleTest { site: table.name.to_owned(), place, url, file, expected })
}

fn read_url(judge: &mut Judge<'_>, table: &Table<'_>, entry: &Entry<'_>) -> Option<Url> {
    let text = text(judge, table, entry)?;
    let url = Url::parse(&text.value).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if url.is_none() {
        let message = format!("{} must be a page's address: it begins with https:// or http://", named(table, entry));
        judge.fault(text.place, message);
    }
    url
}

/// A path relative to the file that names it.
fn read_file(judge: &mut Judge<'_>, table: &Table<'_>, entry: &Entry<'_>) -> Option<PathBuf> {
    let text = text(judge, table, entry)?;
    if text.value.is_empty() {
        judge.fault(text.place, format!("{} must be the path of a file", named(table, entry)));
        return None;
    }
    let folder = judge.sources.get(text.place.source).and_then(|source| source.path.parent());
    Some(folder.unwrap_or(Path::new("")).join(text.value))
}

/// A day or an instant, in quotes or as TOML's own.
fn read_date(judge: &mut Judge<'_>, table: &Table<'_>, entry: &Entry<'_>) -> Option<ExpectedDate> {
    let Value { toml, place } = entry.value;
    let written = match toml {
        DeValue::Datetime(date) => date.to_string(),
        _ => text(judge, table, entry)?.value,
    };
    let day = written.parse::<NaiveDate>().ok().map(ExpectedDate::Day);
    let date = day.or_else(|| DateTime::parse_from_rfc3339(&written).ok().map(ExpectedDate::Instant));
    if date.is_none() {
        let hint = "a day reads 2026-11-23, an instant 2026-11-23T08:30:00+01:00".to_owned();
        judge.fault_with_hint(place, format!("{} is no date", named(table, entry)), hint);
    }
    date
}

fn lines(texts: Option<Vec<Text>>) -> Vec<String> {
    texts.into_iter().flatten().map(|text| text.value).collect()
}
