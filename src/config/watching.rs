//! `[daemon]`'s keys for those who watch over it: where it listens.

use super::judge::Judge;
use super::value::{boolean, named, text};
use super::written::{Entry, Table};
use std::net::SocketAddr;

/// Keys of `[daemon]` that are read here.
pub(super) const WATCHING_KEYS: &[&str] = &["listen", "listen_anywhere"];

/// Who may look at the daemon, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watching {
    /// Where `/healthz`, `/metrics` and `/status.json` are served; `None` is nowhere.
    pub listen: Option<SocketAddr>,
}

/// Reads the keys of these that stand in `[daemon]`.
pub(super) fn read_watching(judge: &mut Judge<'_>, table: Option<&Table<'_>>) -> Watching {
    let Some(table) = table else { return Watching::default() };
    let may_be_anywhere =
        table.entry("listen_anywhere").and_then(|entry| boolean(judge, table, entry)).unwrap_or(false);
    let listen = table.entry("listen").and_then(|entry| read_listen(judge, table, entry, may_be_anywhere));
    Watching { listen }
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
