//! What holds and where it was written, made ready to be shown: never a secret.

use super::judge::Judge;
use super::keys::{self, SETTINGS, as_toml};
use super::written::{Entry, Table, entries};
use super::{Config, DaemonSettings, Settings};
use crate::model::{CommonSettings, SettingsInForce};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use toml::de::DeValue;

/// Where a value was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The table: `[defaults]`, `[feed.example-world]`.
    pub level: String,
    /// File and line: `conf.d/world.toml:12`.
    pub place: String,
    /// The value as it was written.
    pub written: String,
    /// The same as one line, if it was put in from the environment or a file: what came of it is a
    /// secret.
    pub reference: Option<String>,
}

/// A key, its value as TOML that may be shown, and where it was written; without a place it is built in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownKey {
    pub key: String,
    pub value: String,
    pub origin: Option<Arc<Origin>>,
}

/// What a key is about, as far as a change of it asks for something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Concern {
    /// When a feed is asked.
    Timing,
    /// How its articles' pages are read.
    Reading,
    /// How its servers are treated.
    Manners,
    /// What is kept of them.
    Keeping,
    /// Where it is.
    Address,
    Rest,
}

impl Origin {
    pub(super) fn of(judge: &Judge<'_>, table: &Table<'_>, entry: &Entry<'_>) -> Origin {
        let place = judge.name_place(entry.key_place);
        // The column says nothing that the key doesn't.
        let place = place.rsplit_once(':').map_or(place.clone(), |(line, _)| line.to_owned());
        Origin {
            level: table.title.clone(),
            place,
            written: judge.written_at(entry.value.place).to_owned(),
            reference: reference(entry.value.toml),
        }
    }
}

/// Where the settings of an entry are written, by their keys: several for a table such as `keep`.
pub(super) fn origins_of(judge: &Judge<'_>, table: &Table<'_>, entry: &Entry<'_>) -> Vec<(&'static str, Arc<Origin>)> {
    let named = |name: &str, entry: &Entry<'_>| {
        let key = keys::settings().find(|key| key.name == name)?;
        Some((in_place_of(key.name), Arc::new(Origin::of(judge, table, entry))))
    };
    match entry.value.toml {
        DeValue::Table(inner) => {
            let inner = entries(entry.value.place.source, inner);
            inner.iter().filter_map(|line| named(&format!("{}.{}", entry.key, line.key), line)).collect()
        }
        _ => named(entry.key, entry).into_iter().collect(),
    }
}

/// `schedule` and `every` stand in each other's place.
fn in_place_of(key: &'static str) -> &'static str {
    if key == "every" { "schedule" } else { key }
}

/// The value as written, if it or a part of it is put in from elsewhere.
fn reference(value: &DeValue<'_>) -> Option<String> {
    let is_reference = |text: &str| text.starts_with("${") && text.ends_with('}');
    match value {
        DeValue::String(text) => is_reference(text).then(|| as_toml(text)),
        DeValue::Array(items) => {
            let texts = items.iter().filter_map(|item| item.get_ref().as_str());
            let texts: Vec<&str> = texts.collect();
            let written: Vec<String> = texts.iter().map(|text| as_toml(text)).collect();
            texts.iter().any(|text| is_reference(text)).then(|| format!("[{}]", written.join(", ")))
        }
        _ => None,
    }
}

/// A key that only feeds have. What proves who is asking is hidden, also where somebody wrote it out.
pub(super) fn shown_own_key(judge: &Judge<'_>, table: &Table<'_>, entry: &Entry<'_>) -> Option<ShownKey> {
    if !keys::names(keys::FEED).any(|known| known == entry.key) {
        return None;
    }
    let origin = Origin::of(judge, table, entry);
    let hidden = || as_toml("…");
    let value = match (&origin.reference, entry.value.toml) {
        (Some(reference), _) => reference.clone(),
        (None, DeValue::Table(lines)) => {
            let lines = entries(entry.value.place.source, lines);
            let lines = lines.iter().map(|line| {
                let value = reference(line.value.toml).unwrap_or_else(hidden);
                format!("{} = {value}", super::written::quoted_if_needed(line.key, false))
            });
            format!("{{ {} }}", lines.collect::<Vec<_>>().join(", "))
        }
        (None, DeValue::String(text)) if entry.key != "password" => as_toml(text),
        _ => hidden(),
    };
    Some(ShownKey { key: entry.key.to_owned(), value, origin: Some(Arc::new(origin)) })
}

/// The keys of `[daemon]` as they are written, and what is built in where nothing is.
pub(super) fn shown_daemon_keys(judge: &Judge<'_>, table: Option<&Table<'_>>) -> Vec<ShownKey> {
    let shown = keys::DAEMON.iter().filter_map(|key| {
        let entry = table.and_then(|table| Some((table, written_entry(table, key.name)?)));
        let (value, origin) = match entry {
            Some((table, entry)) => {
                let origin = Origin::of(judge, table, &entry);
                // Who knows a web hook's address may use it.
                let is_secret = key.name == "alarm.url" && origin.reference.is_none();
                let value = if is_secret { as_toml("…") } else { origin.written.clone() };
                (value, Some(Arc::new(origin)))
            }
            None => (key.default.to_owned(), None),
        };
        (!value.is_empty()).then(|| ShownKey { key: key.name.to_owned(), value, origin })
    });
    shown.collect()
}

/// The entry of a key, which may stand in a table of its own.
fn written_entry<'a>(table: &'a Table<'a>, name: &str) -> Option<Entry<'a>> {
    let (outer, inner) = name.split_once('.').map_or((name, None), |(outer, inner)| (outer, Some(inner)));
    let entry = table.entry(outer)?;
    let place = entry.value.place.source;
    match (inner, entry.value.toml) {
        (None, _) => Some(Entry { key: entry.key, key_place: entry.key_place, value: entry.value }),
        (Some(inner), DeValue::Table(lines)) => entries(place, lines).into_iter().find(|line| line.key == inner),
        _ => None,
    }
}

impl DaemonSettings {
    /// The settings by their keys, as TOML.
    pub fn in_force(&self) -> SettingsInForce {
        self.shown.iter().map(|shown| (shown.key.clone(), shown.value.clone())).collect()
    }
}

impl Settings {
    /// Every setting in force as it was written, in the order of the documentation.
    pub fn shown(&self) -> Vec<ShownKey> {
        let shown = SETTINGS.iter().filter_map(|setting| {
            let value = (setting.show)(self)?;
            let origin = self.origins.get(in_place_of(setting.key.name)).cloned();
            let written = origin.as_ref().map(|origin| &origin.written).filter(|written| !written.contains('\n'));
            Some(ShownKey { key: setting.key.name.to_owned(), value: written.cloned().unwrap_or(value), origin })
        });
        shown.collect()
    }

    /// The settings in force by their keys, as TOML that is the same however a value is written.
    pub fn in_force(&self) -> SettingsInForce {
        let in_force = SETTINGS.iter().filter_map(|setting| {
            let origin = self.origins.get(in_place_of(setting.key.name));
            let reference = origin.and_then(|origin| origin.reference.clone());
            let value = (setting.show)(self)?;
            Some((setting.key.name.to_owned(), reference.unwrap_or(value)))
        });
        in_force.collect()
    }
}

impl Config {
    /// What of this concerns no single feed.
    pub fn common(&self) -> CommonSettings {
        CommonSettings { daemon: self.daemon.in_force(), sites: self.sites_in_force() }
    }

    /// What each `[site]` table comes to for a page that no feed led to, by the table's name.
    pub fn sites_in_force(&self) -> BTreeMap<String, SettingsInForce> {
        self.levels.sites().map(|(name, settings)| (name, settings.in_force())).collect()
    }

    /// What holds for a feed's pages at `host`, or for the feed itself.
    pub fn settings_for<'a>(&'a self, feed: &'a super::FeedConfig, host: Option<&str>) -> Cow<'a, Settings> {
        match host {
            Some(host) => self.article_settings(Some(&feed.key), host),
            None => Cow::Borrowed(&feed.settings),
        }
    }
}

/// What a setting's key is about.
pub(super) fn concern_of(key: &str) -> Concern {
    SETTINGS.iter().find(|setting| setting.key.name == key).map_or(Concern::Rest, |setting| setting.concern)
}
