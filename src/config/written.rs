//! The configuration as written: the tables of all files joined by name, keys still unread.

use super::guess;
use super::judge::{Judge, Place, toml_text};
use super::keys;
use super::site::SitePattern;
use super::syntax::Document;
use std::collections::HashMap;
use toml::de::{DeTable, DeValue};

/// All tables, each kind in the order of its first mention.
#[derive(Default)]
pub(super) struct Written<'a> {
    pub daemon: Option<Table<'a>>,
    pub defaults: Option<Table<'a>>,
    pub groups: Vec<Table<'a>>,
    pub sites: Vec<Table<'a>>,
    pub feeds: Vec<Table<'a>>,
}

/// The keys of one table, from all files that write to it.
pub(super) struct Table<'a> {
    /// What stands behind the dot of the header; empty for `[daemon]` and `[defaults]`.
    pub name: &'a str,
    /// The header as people write it: `[feed.example-world]`.
    pub title: String,
    /// Where its name stands first.
    pub place: Place,
    pub entries: Vec<Entry<'a>>,
}

pub(super) struct Entry<'a> {
    pub key: &'a str,
    pub key_place: Place,
    pub value: Value<'a>,
}

/// A value with its place.
#[derive(Clone, Copy)]
pub(super) struct Value<'a> {
    pub toml: &'a DeValue<'a>,
    pub place: Place,
}

impl Table<'_> {
    pub fn entry(&self, key: &str) -> Option<&Entry<'_>> {
        self.entries.iter().find(|entry| entry.key == key)
    }
}

/// What a value is, in words for people.
pub(super) fn type_name(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a point",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// Joins the documents; `include` is only looked at by `load`, which has read it before.
pub(super) fn join<'a>(judge: &mut Judge<'_>, documents: &'a [Document<'a>]) -> Written<'a> {
    let mut written = Written::default();
    let mut positions = HashMap::new();
    for document in documents {
        for entry in entries(document.source, &document.table) {
            match entry.key {
                "include" => judge_include(judge, &entry),
                "daemon" => join_daemon(judge, &mut written.daemon, &entry),
                "defaults" => join_table(judge, &mut written.defaults, &entry),
                "feed" => join_named(judge, &mut written.feeds, &mut positions, &entry),
                "site" => join_named(judge, &mut written.sites, &mut positions, &entry),
                "group" => join_named(judge, &mut written.groups, &mut positions, &entry),
                _ => unknown_at_top(judge, &entry),
            }
        }
    }
    written
}

/// Says that a key means nothing in its table, with what was probably meant.
pub(super) fn unknown_key(judge: &mut Judge<'_>, table: &Table<'_>, entry: &Entry<'_>, known: &[&'static str]) {
    let message = format!("unknown key `{}` in {}", entry.key, table.title);
    let guess = guess::nearest(entry.key, known.iter().copied());
    match dotted_name(judge, table, entry).or_else(|| belongs_elsewhere(entry.key)) {
        Some(hint) => judge.fault_with_hint(entry.key_place, message, hint),
        None => match guess {
            Some(guess) => judge.fault_with_hint(entry.key_place, message, format!("did you mean `{guess}`?")),
            None => judge.fault(entry.key_place, message),
        },
    }
}

/// The entries of a table in the order written, which the parser's own order isn't.
pub(super) fn entries<'a>(source: usize, table: &'a DeTable<'a>) -> Vec<Entry<'a>> {
    let mut entries: Vec<Entry<'a>> = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref(),
            key_place: Place::new(source, key.span()),
            value: Value { toml: value.get_ref(), place: Place::new(source, value.span()) },
        })
        .collect();
    entries.sort_by_key(|entry| entry.key_place);
    entries
}

fn judge_include(judge: &mut Judge<'_>, entry: &Entry<'_>) {
    if entry.key_place.source != 0 {
        let hint = "list this file's drop-ins in the main file".to_owned();
        judge.fault_with_hint(entry.key_place, "`include` only works in the main file".to_owned(), hint);
        return;
    }
    let is_list_of_strings = match entry.value.toml {
        DeValue::Array(items) => items.iter().all(|item| matches!(item.get_ref(), DeValue::String(_))),
        _ => false,
    };
    if !is_list_of_strings {
        let hint = "write `include = [\"conf.d/*.toml\"]`".to_owned();
        judge.fault_with_hint(entry.value.place, "`include` must be a list of strings".to_owned(), hint);
    }
}

/// `[daemon]` is one table in one file, so that nobody has to look for its other half.
fn join_daemon<'a>(judge: &mut Judge<'_>, daemon: &mut Option<Table<'a>>, entry: &Entry<'a>) {
    match daemon {
        Some(first) => {
            let hint = format!("the first is at {}", judge.name_place(first.place));
            judge.fault_with_hint(entry.key_place, "[daemon] stands in two files".to_owned(), hint);
        }
        None => join_table(judge, daemon, entry),
    }
}

fn join_table<'a>(judge: &mut Judge<'_>, table: &mut Option<Table<'a>>, entry: &Entry<'a>) {
    let title = format!("[{}]", entry.key);
    let Some(more) = table_entries(judge, &title, entry) else { return };
    let table = table.get_or_insert_with(|| Table { name: "", title, place: entry.key_place, entries: Vec::new() });
    add_entries(judge, table, more);
}

/// `positions` finds a table again by its kind and what its name stands for.
fn join_named<'a>(
    judge: &mut Judge<'_>,
    tables: &mut Vec<Table<'a>>,
    positions: &mut HashMap<(&'a str, String), usize>,
    kind: &Entry<'a>,
) {
    let Some(named) = table_entries(judge, &format!("[{}.KEY]", kind.key), kind) else { return };
    for entry in named {
        let title = format!("[{}.{}]", kind.key, quoted_if_needed(entry.key, kind.key == "site"));
        let Some(more) = table_entries(judge, &title, &entry) else { continue };
        let next = tables.len();
        let position = *positions.entry((kind.key, identity(kind.key, entry.key))).or_insert(next);
        if position == next {
            tables.push(Table { name: entry.key, title, place: entry.key_place, entries: Vec::new() });
        }
        if let Some(table) = tables.get_mut(position) {
            add_entries(judge, table, more);
        }
    }
}

fn table_entries<'a>(judge: &mut Judge<'_>, title: &str, entry: &Entry<'a>) -> Option<Vec<Entry<'a>>> {
    if let DeValue::Table(table) = entry.value.toml {
        return Some(entries(entry.key_place.source, table));
    }
    let message = format!("`{}` must be a table, got {}", entry.key, type_name(entry.value.toml));
    judge.fault_with_hint(entry.key_place, message, format!("write a line {title} and its keys below it"));
    None
}

fn add_entries<'a>(judge: &mut Judge<'_>, table: &mut Table<'a>, more: Vec<Entry<'a>>) {
    for entry in more {
        match table.entry(entry.key) {
            // Tests add up.
            Some(_) if entry.key == keys::TESTS => table.entries.push(entry),
            Some(first) => {
                let message = format!("`{}` in {} is defined twice", entry.key, table.title);
                let hint = format!("the first is at {}", judge.name_place(first.key_place));
                judge.fault_with_hint(entry.key_place, message, hint);
            }
            None => table.entries.push(entry),
        }
    }
}

/// Two spellings of a host name one site.
fn identity(kind: &str, name: &str) -> String {
    let pattern = if kind == "site" { SitePattern::parse(name).ok() } else { None };
    match pattern {
        Some(SitePattern::Host(host)) => host,
        Some(SitePattern::Domain(domain)) => format!("*.{domain}"),
        None => name.to_owned(),
    }
}

pub(super) fn quoted_if_needed(name: &str, always: bool) -> String {
    let is_bare = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if is_bare && !always {
        return name.to_owned();
    }
    // Other scripts stay readable; quotes and control characters become visible.
    let escaped: String = name
        .chars()
        .map(|c| if c.is_control() || matches!(c, '"' | '\\') { c.escape_default().to_string() } else { c.into() })
        .collect();
    format!("\"{escaped}\"")
}

fn unknown_at_top(judge: &mut Judge<'_>, entry: &Entry<'_>) {
    let message = format!("unknown key `{}` at the top", entry.key);
    let hint = match guess::nearest(entry.key, keys::names(keys::TOP).chain(keys::TABLES.iter().copied())) {
        Some(guess) => Some(format!("did you mean `{guess}`?")),
        None => belongs_elsewhere(entry.key),
    };
    match hint {
        Some(hint) => judge.fault_with_hint(entry.key_place, message, hint),
        None => judge.fault(entry.key_place, message),
    }
}

fn belongs_elsewhere(key: &str) -> Option<String> {
    let is_of = |table| keys::names(table).any(|known| known == key);
    if is_of(keys::DAEMON) && keys::is_setting(key) {
        None
    } else if is_of(keys::DAEMON) {
        Some(format!("`{key}` belongs in [daemon]"))
    } else if is_of(keys::FEED) {
        Some(format!("`{key}` belongs in a [feed.KEY]"))
    } else if keys::is_setting(key) {
        Some(format!("`{key}` belongs in [defaults], or in a group, site or feed"))
    } else {
        None
    }
}

/// `[site.example.com]` is TOML for a table `com` in a table `example`: what to write instead.
pub(super) fn dotted_name(judge: &Judge<'_>, table: &Table<'_>, entry: &Entry<'_>) -> Option<String> {
    let kind = table.title.strip_prefix('[')?.split_once('.')?.0;
    let mut name = format!("{}.{}", table.name, entry.key);
    let mut value = entry.value.toml;
    let before = toml_text(judge.sources.get(entry.key_place.source)?).get(..entry.key_place.start)?;
    if !before.ends_with('.') || !matches!(value, DeValue::Table(_)) {
        return None;
    }
    while let DeValue::Table(inner) = value
        && inner.len() == 1
        && let Some((key, next)) = inner.iter().next()
        && matches!(next.get_ref(), DeValue::Table(_))
    {
        name = format!("{name}.{}", key.get_ref());
        value = next.get_ref();
    }
    Some(format!("a name with dots stands in quotes: [{kind}.\"{name}\"]"))
}
