//! The keys by which a feed proves who is asking: `username`, `password`, `headers`.

use super::judge::Judge;
use super::value::{Text, named, text};
use super::written::{Entry, Table, entries, type_name};
use crate::model::Credentials;
use toml::de::DeValue;

/// Lines that are the client's own, or that a proxy in between acts on; setting them would break requests or hide
/// who asks.
const NOT_THE_USERS: &[&str] = &[
    "accept-encoding",
    "connection",
    "content-length",
    "content-type",
    "expect",
    "from",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "keep-alive",
    "origin",
    "proxy-authorization",
    "proxy-connection",
    "range",
    "referer",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "via",
];

const MOST_HEADERS: usize = 16;

/// Reads one entry into the feed's credentials; false if it is none of theirs.
pub(super) fn read_credential(
    judge: &mut Judge<'_>,
    table: &Table<'_>,
    entry: &Entry<'_>,
    credentials: &mut Credentials,
) -> bool {
    match entry.key {
        "username" => credentials.username = sendable(judge, table, entry).map(|text| text.value),
        "password" => {
            let given = sendable(judge, table, entry);
            if let Some(given) = &given {
                warn_if_written_out(judge, table, entry, given);
            }
            credentials.password = given.map(|text| text.value);
        }
        "headers" => credentials.headers = headers(judge, table, entry),
        _ => return false,
    }
    true
}

/// A text that may stand in a header line.
fn sendable(judge: &mut Judge<'_>, table: &Table<'_>, entry: &Entry<'_>) -> Option<Text> {
    let given = text(judge, table, entry)?;
    if given.value.chars().any(char::is_control) {
        judge.fault(given.place, format!("{} has a control character", named(table, entry)));
        return None;
    }
    Some(given)
}

fn warn_if_written_out(judge: &mut Judge<'_>, table: &Table<'_>, entry: &Entry<'_>, given: &Text) {
    if !given.is_secret {
        let hint = "keep it out of the configuration: \"${NAME}\" from the environment, \"${file:PATH}\" from a file, \
                    or \"${credential:NAME}\" from systemd's LoadCredential"
            .to_owned();
        judge.warn_of_secret(given.place, format!("{} is written out", named(table, entry)), hint);
    }
}

fn headers(judge: &mut Judge<'_>, table: &Table<'_>, entry: &Entry<'_>) -> Vec<(String, String)> {
    let DeValue::Table(lines) = entry.value.toml else {
        let message = format!("{} must be a table, got {}", named(table, entry), type_name(entry.value.toml));
        let hint = "such as `headers = { X-Api-Key = \"${NAME}\" }`".to_owned();
        judge.fault_with_hint(entry.value.place, message, hint);
        return Vec::new();
    };
    let mut headers: Vec<(String, String)> = Vec::new();
    for line in entries(entry.value.place.source, lines) {
        let name = line.key.to_ascii_lowercase();
        let is_token =
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b));
        if !is_token || NOT_THE_USERS.contains(&name.as_str()) {
            let why = if is_token { "is feedmill's own to send" } else { "is no name of a header" };
            judge.fault(line.key_place, format!("`{}` in `headers` of {} {why}", line.key.escape_debug(), table.title));
        } else if headers.len() >= MOST_HEADERS || headers.iter().any(|(other, _)| *other == name) {
            judge.fault(line.key_place, format!("`headers` of {} has `{}` twice, or too many", table.title, line.key));
        } else if let Some(value) = sendable(judge, table, &line) {
            warn_if_written_out(judge, table, &line, &value);
            headers.push((name, value.value));
        }
    }
    headers
}
