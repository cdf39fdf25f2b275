//! `[daemon]`'s keys for those who watch over it: where it listens, whom it tells of alarms.

use super::judge::Judge;
use super::keeping::inner_table;
use super::keys;
use super::private::is_private;
use super::value::{boolean, named, text, texts};
use super::written::{self, Entry, Table};
use std::fmt;
use std::net::SocketAddr;
use url::Url;

/// Keys of `[daemon]` that are read here.
pub(super) const WATCHING_KEYS: &[&str] = &["alarm", "listen", "listen_anywhere"];

/// Who may look at the daemon, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watching {
    /// Where `/healthz`, `/metrics` and `/status.json` are served; `None` is nowhere.
    pub listen: Option<SocketAddr>,
    pub alarm: AlarmWays,
}

/// By which ways alarms go out, beside the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AlarmWays {
    /// The program and its arguments.
    pub command: Option<Vec<String>>,
    pub hook: Option<AlarmHook>,
}

/// A web hook; its address may be a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct AlarmHook {
    /// http or https.
    pub url: Url,
    pub allow_private: bool,
}

impl fmt::Debug for AlarmHook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AlarmHook").field("url", &"***").field("allow_private", &self.allow_private).finish()
    }
}

/// Reads the keys of these that stand in `[daemon]`.
pub(super) fn read_watching(judge: &mut Judge<'_>, table: Option<&Table<'_>>) -> Watching {
    let Some(table) = table else { return Watching::default() };
    let may_be_anywhere =
        table.entry("listen_anywhere").and_then(|entry| boolean(judge, table, entry)).unwrap_or(false);
    let listen = table.entry("listen").and_then(|entry| read_listen(judge, table, entry, may_be_anywhere));
    let alarm = table.entry("alarm").map(|entry| read_alarm(judge, table, entry)).unwrap_or_default();
    Watching { listen, alarm }
}

fn read_alarm(judge: &mut Judge<'_>, table: &Table<'_>, entry: &Entry<'_>) -> AlarmWays {
    let Some(inner) = inner_table(judge, table, entry) else { return AlarmWays::default() };
    let (mut command, mut url, mut allow_private) = (None, None, None);
    for entry in &inner.entries {
        match entry.key {
            "command" => command = read_command(judge, &inner, entry),
            "url" => url = read_hook(judge, &inner, entry).map(|url| (url, entry.value.place)),
            "allow_private" => allow_private = boolean(judge, &inner, entry),
            _ => written::unknown_key(judge, &inner, entry, &keys::inner_names(keys::DAEMON.iter(), "alarm")),
        }
    }
    let allow_private = allow_private.unwrap_or(false);
    if let Some((_, place)) = url.as_ref().filter(|(url, _)| !allow_private && url.host().is_some_and(is_private)) {
        let hint = format!("write `allow_private = true` in {}", inner.title);
        judge.warn_of_secret(
            *place,
            "the web hook is at a private or loopback address and won't be asked".to_owned(),
            hint,
        );
    }
    let hook = url.map(|(url, _)| AlarmHook { url, allow_private });
    AlarmWays { command, hook }
}

fn read_command(judge: &mut Judge<'_>, table: &Table<'_>, entry: &Entry<'_>) -> Option<Vec<String>> {
    let words: Vec<String> = texts(judge, table, entry)?.into_iter().map(|text| text.value).collect();
    let is_whole = words.first().is_some_and(|program| program.starts_with('/'));
    if !is_whole || words.iter().any(|word| word.contains('\0')) {
        let message = format!("{} must begin with the whole path of a program", named(table, entry));
        let hint = "no shell reads it: `command = [\"/usr/local/bin/tell\", \"--quiet\"]`".to_owned();
        judge.fault_with_hint(entry.value.place, message, hint);
        return None;
    }
    Some(words)
}

fn read_hook(judge: &mut Judge<'_>, table: &Table<'_>, entry: &Entry<'_>) -> Option<Url> {
    let text = text(judge, table, entry)?;
    let url = Url::parse(&text.value).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if url.is_none() {
        judge.fault(
            text.place,
            format!("{} must be an address that begins with https:// or http://", named(table, entry)),
        );
    }
    url
}

fn read_listen(
    judge: &mut Judge<'_>,
    table: &Table<'_>,
    entry: &Entry<'_>,
    may_be_anywhere: bool,
) -> Option<SocketAddr> {
    let text = text(judge, table, entry)?;
    let named = named(table, entry);
    let Ok(address) = text.value.parse::<SocketAddr>() else {
        let hint = "an IP address and a port: \"127.0.0.1:9184\"".to_owned();
        judge.fault_with_hint(text.place, format!("{named}: {} is no address to listen at", text.shown()), hint);
        return None;
    };
    if !address.ip().is_loopback() && !may_be_anywhere {
        let hint = "everybody who reaches it may read what it serves: if that is meant, `listen_anywhere = true`";
        judge.fault_with_hint(text.place, format!("{named}: {address} is not on this machine alone"), hint.to_owned());
        return None;
    }
    Some(address)
}
