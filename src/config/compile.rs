//! As written to as meant: every table judged, then laid over each other.

use super::credentials::read_credential;
use super::judge::{Judge, Place};
use super::keeping::read_keep_of_daemon;
use super::keys;
use super::levels::Levels;
use super::origin::{ShownKey, shown_daemon_keys, shown_own_key};
use super::private::is_private;
use super::settings::{Given, read_setting};
use super::site::{PatternFault, SitePattern};
use super::value::{Text, boolean, named, size, text, whole_number};
use super::watching::{WATCHING_KEYS, read_watching};
use super::written::{self, Entry, Table, Written};
use super::{
    Config, DaemonSettings, Fault, Faults, FeedConfig, MIN_FREE_BYTES, Source, Surroundings, guess, rule_tests, syntax,
};
use crate::model::{Credentials, FeedKey, RuleTest};
use crate::schedule::Schedule;
use std::collections::HashMap;
use std::collections::hash_map::Entry as MapEntry;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use url::Url;

const DEFAULT_WORKERS: u32 = 16;
const MOST_WORKERS: u32 = 1024;
const LONGEST_CONTACT: usize = 200;
const REQUESTS_KEPT: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Reads the texts of a configuration, the main file first.
///
/// Pure: all that it asks of the world goes through `around`. The error holds every fault of every
/// text, and the warnings among them.
///
/// ```
/// use feedmill::config::{Source, Surroundings, compile};
/// let around = Surroundings {
///     env: &|_| None,
///     read_file: &|_| Err("there is no such file".to_owned()),
///     judge_rule: &|_, _| Ok(()),
/// };
/// let text = "[feed.world]\nurl = \"https://news.example/rss\"\ngap = \"10s\"";
/// let config = compile(&[Source { path: "feedmill.toml".into(), text: text.into() }], around).unwrap();
/// assert_eq!(config.feeds[0].settings.gap.as_secs(), 10);
/// ```
pub fn compile(sources: &[Source], around: Surroundings<'_>) -> Result<Config, Faults> {
    compile_after(sources, around, Vec::new())
}

/// `compile`, with the faults that were met while the texts were read.
pub(super) fn compile_after(
    sources: &[Source],
    around: Surroundings<'_>,
    earlier: Vec<Fault>,
) -> Result<Config, Faults> {
    let mut judge = Judge::new(sources, around, earlier);
    let documents = syntax::parse(&mut judge);
    let every_file_was_read = !judge.has_errors();
    let written = written::join(&mut judge, &documents);

    let path = sources.first().map(|main| main.path.clone()).unwrap_or_default();
    let daemon = read_daemon(&mut judge, written.daemon.as_ref(), path.parent().unwrap_or(Path::new("")));
    let mut levels = read_levels(&mut judge, &written);
    let rule_tests = read_rule_tests(&mut judge, &written.sites);
    let mut feeds = Vec::with_capacity(written.feeds.len());
    let mut titles = HashMap::new();
    for table in &written.feeds {
        if let Some(feed) = read_feed(&mut judge, &written, table, every_file_was_read) {
            warn_of_same_url(&mut judge, &mut titles, &feed);
            feeds.push(lay_feed(&mut judge, &mut levels, feed));
        }
    }

    let positions = feeds.iter().enumerate().map(|(position, feed)| (feed.key.clone(), position)).collect();
    if judge.has_errors() {
        return Err(Faults(judge.into_faults()));
    }
    let files = judge.files();
    Ok(Config { path, files, daemon, feeds, rule_tests, warnings: judge.into_faults(), positions, levels })
}

fn read_daemon(judge: &mut Judge<'_>, table: Option<&Table<'_>>, folder: &Path) -> DaemonSettings {
    let mut database = None;
    let mut contact = None;
    let mut workers = None;
    let mut requests = None;
    let watching = read_watching(judge, table);
    let mut min_free = None;
    let mut watch = None;
    let entries = table.into_iter().flat_map(|table| table.entries.iter().map(move |entry| (table, entry)));
    for (table, entry) in entries {
        match entry.key {
            "database" => database = read_database(judge, table, entry),
            "contact" => contact = read_contact(judge, table, entry),
            "workers" => workers = whole_number(judge, table, entry, 1..=MOST_WORKERS),
            "keep" => requests = read_keep_of_daemon(judge, table, entry),
            "min_free" => min_free = size(judge, table, entry),
            key if WATCHING_KEYS.contains(&key) => {}
            "watch" => watch = boolean(judge, table, entry),
            _ => written::unknown_key(judge, table, entry, &keys::names(keys::DAEMON).collect::<Vec<_>>()),
        }
    }
    let shown = shown_daemon_keys(judge, table);
    DaemonSettings {
        database: folder.join(database.unwrap_or_else(|| PathBuf::from("feedmill.db"))),
        contact,
        // `whole_number` gives no more than `MOST_WORKERS`.
        workers: workers.unwrap_or(DEFAULT_WORKERS) as usize,
        keep_requests: requests.unwrap_or(Some(REQUESTS_KEPT)),
        watching,
        min_free_bytes: min_free.unwrap_or(MIN_FREE_BYTES),
        watch: watch.unwrap_or(true),
        shown,
    }
}

fn read_database(judge: &mut Judge<'_>, table: &Table<'_>, entry: &Entry<'_>) -> Option<PathBuf> {
    let text = text(judge, table, entry)?;
    if text.value.is_empty() || text.value.contains('\0') {
        judge.fault(text.place, format!("{} must be the path of a file", named(table, entry)));
        return None;
    }
    if text.value.starts_with('~') {
        let hint =
            "write the whole path, or put it in quotes as \"${NAME}\" to take it from the environment".to_owned();
        judge.fault_with_hint(text.place, format!("{}: `~` has no meaning here", named(table, entry)), hint);
        return None;
    }
    Some(PathBuf::from(text.value))
}

fn read_contact(judge: &mut Judge<'_>, table: &Table<'_>, entry: &Entry<'_>) -> Option<String> {
    let text = text(judge, table, entry)?;
    // It becomes a comment in the User-Agent header, where parentheses would end it.
    let fits = |c: char| c == ' ' || (c.is_ascii_graphic() && !matches!(c, '(' | ')' | '\\'));
    let contact = text.value.trim();
    if contact.is_empty() || contact.len() > LONGEST_CONTACT || !contact.chars().all(fits) {
        let message = format!("{} must be 1 to {LONGEST_CONTACT} ASCII characters", named(table, entry));
        let hint = "an address of a page or a mailbox, without parentheses".to_owned();
        judge.fault_with_hint(text.place, message, hint);
        return None;
    }
    Some(contact.to_owned())
}

fn read_levels(judge: &mut Judge<'_>, written: &Written<'_>) -> Levels {
    let defaults = written.defaults.as_ref().map(|table| read_level(judge, table)).unwrap_or_default();
    let groups = written.groups.iter().map(|table| (table.name.to_owned(), read_level(judge, table))).collect();
    let mut sites = Vec::with_capacity(written.sites.len());
    for table in &written.sites {
        let given = read_level(judge, table);
        match SitePattern::parse(table.name) {
            Ok(pattern) => sites.push((pattern, given)),
            Err(PatternFault(sentence, hint)) => {
                judge.fault_with_hint(table.place, format!("{}: {sentence}", table.title), hint);
            }
        }
    }
    Levels::new(defaults, groups, sites)
}

fn read_rule_tests(judge: &mut Judge<'_>, sites: &[Table<'_>]) -> Vec<RuleTest> {
    let entries = sites.iter().flat_map(|site| site.entries.iter().map(move |entry| (site, entry)));
    let tests = entries.filter(|(_, entry)| entry.key == keys::TESTS);
    tests.flat_map(|(site, entry)| rule_tests::read(judge, site, entry)).collect()
}

fn read_level(judge: &mut Judge<'_>, table: &Table<'_>) -> Given {
    let mut given = Given::default();
    for entry in &table.entries {
        let is_test = entry.key == keys::TESTS && table.title.starts_with("[site.");
        if !is_test && !read_setting(judge, table, entry, &mut given) {
            written::unknown_key(judge, table, entry, &keys::setting_names().collect::<Vec<_>>());
        }
    }
    given
}

/// A feed's table, read and not yet laid over the other levels.
struct FeedTable {
    key: FeedKey,
    title: String,
    url: Url,
    url_place: Place,
    group: Option<String>,
    credentials: Credentials,
    given: Given,
    own: Vec<ShownKey>,
}

fn read_feed(
    judge: &mut Judge<'_>,
    written: &Written<'_>,
    table: &Table<'_>,
    every_file_was_read: bool,
) -> Option<FeedTable> {
    let key = FeedKey::parse(table.name);
    if let Err(fault) = &key {
        judge.fault(table.place, format!("{}: {fault}", table.title));
    }
    let (mut url, mut group, mut given) = (None, None, Given::default());
    let mut credentials = Credentials::default();
    let mut own = Vec::new();
    for entry in &table.entries {
        own.extend(shown_own_key(judge, table, entry));
        match entry.key {
            "url" => url = read_url(judge, table, entry),
            "group" => {
                group = text(judge, table, entry);
                if every_file_was_read && let Some(group) = &group {
                    judge_group(judge, table, group, &written.groups);
                }
            }
            _ => {
                let known = read_credential(judge, table, entry, &mut credentials)
                    || read_setting(judge, table, entry, &mut given);
                if !known {
                    let known: Vec<_> = keys::names(keys::FEED).chain(keys::setting_names()).collect();
                    written::unknown_key(judge, table, entry, &known);
                }
            }
        }
    }
    // A broken file may hold the rest of the table, and a table of another name the keys meant for it.
    let may_be_elsewhere =
        !every_file_was_read || table.entries.iter().any(|entry| written::dotted_name(judge, table, entry).is_some());
    if table.entry("url").is_none() && !may_be_elsewhere {
        let hint = "add the feed's address: `url = \"https://news.example/rss\"`".to_owned();
        judge.fault_with_hint(table.place, format!("{} has no `url`", table.title), hint);
    }
    let (url, url_place) = url?;
    let group = group.map(|group| group.value);
    Some(FeedTable { key: key.ok()?, title: table.title.clone(), url, url_place, group, credentials, given, own })
}

fn read_url(judge: &mut Judge<'_>, table: &Table<'_>, entry: &Entry<'_>) -> Option<(Url, Place)> {
    let text = text(judge, table, entry)?;
    let named = named(table, entry);
    let url = match Url::parse(&text.value) {
        Ok(url) => url,
        Err(error) => {
            let message = format!("{named} isn't an address: {error}");
            if error == url::ParseError::RelativeUrlWithoutBase && !text.is_secret && !text.value.is_empty() {
                let hint = format!("did you mean `https://{}`?", text.value.trim_start_matches('/'));
                judge.fault_with_hint(text.place, message, hint);
            } else {
                judge.fault(text.place, message);
            }
            return None;
        }
    };
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        judge.fault(text.place, format!("{named} must begin with https:// or http://"));
        return None;
    }
    if !url.username().is_empty() || url.password().is_some() {
        let hint = "write them as `username` and `password` of the feed".to_owned();
        judge.fault_with_hint(text.place, format!("{named} has credentials in it"), hint);
        return None;
    }
    Some((url, text.place))
}

fn judge_group(judge: &mut Judge<'_>, table: &Table<'_>, group: &Text, groups: &[Table<'_>]) {
    if groups.iter().any(|known| known.name == group.value) {
        return;
    }
    let message = format!("{}: there is no group {}", table.title, group.shown());
    let hint = match guess::nearest(&group.value, groups.iter().map(|known| known.name)) {
        Some(guess) => format!("did you mean `{guess}`?"),
        None => "a group is made by its table: [group.NAME]".to_owned(),
    };
    judge.fault_with_hint(group.place, message, hint);
}

/// `titles` holds the feeds before this one, by what their URLs come to.
fn warn_of_same_url(judge: &mut Judge<'_>, titles: &mut HashMap<String, (Url, String, Place)>, feed: &FeedTable) {
    let (url, title, place) = match titles.entry(spelling(&feed.url)) {
        MapEntry::Occupied(earlier) => earlier.get().clone(),
        MapEntry::Vacant(first) => {
            first.insert((feed.url.clone(), feed.title.clone(), feed.url_place));
            return;
        }
    };
    let message = if url == feed.url {
        format!("{} has the same `url` as {title}", feed.title)
    } else {
        format!("{} has nearly the same `url` as {title}", feed.title)
    };
    let hint = format!("the first is at {}", judge.name_place(place));
    judge.warn(feed.url_place, message, hint);
}

/// What two spellings of one address have in common: no scheme, no `www.`, no fragment, no slash at the end.
fn spelling(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    format!("{host}{port}{}{query}", url.path().trim_end_matches('/'))
}

fn lay_feed(judge: &mut Judge<'_>, levels: &mut Levels, feed: FeedTable) -> FeedConfig {
    let host = feed.url.host_str().unwrap_or_default();
    let settings = levels.add_feed(feed.given, feed.group.as_deref(), host);
    if let Schedule::Adaptive(bounds) = &settings.schedule
        && let Err(fault) = bounds.check()
    {
        let hint = "`every_min` is at most `every_max`, whichever level they come from".to_owned();
        judge.fault_with_hint(feed.url_place, format!("{} is asked {bounds} apart: {fault}", feed.title), hint);
    }
    if !settings.allow_private && feed.url.host().is_some_and(is_private) {
        let message = format!("{} has a private address, which nothing allows: it won't be asked", feed.title);
        judge.warn(feed.url_place, message, format!("write `allow_private = true` in {}", feed.title));
    }
    let credentials = (!feed.credentials.is_empty()).then(|| Arc::new(feed.credentials));
    FeedConfig { key: feed.key, url: feed.url, group: feed.group, credentials, settings, own: feed.own }
}
