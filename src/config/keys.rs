//! Every key of the configuration, in one table: what the reader knows, what editors are told, what can be shown.

use super::{Concern, Settings};
use crate::model::{Fulltext, RetryAfterReach};
use crate::schedule::{Schedule, display_duration};
use std::time::Duration;

/// One key of one kind of table.
pub(super) struct Key {
    pub name: &'static str,
    pub takes: Takes,
    /// What it does: a sentence or two for an editor's help.
    pub about: &'static str,
    /// What holds where nobody writes it, as TOML; empty if nothing does.
    pub default: &'static str,
    /// As somebody might write it, as TOML.
    pub example: &'static str,
}

/// What stands behind the `=`.
#[derive(Clone, Copy)]
pub(super) enum Takes {
    Text,
    Address,
    /// A crontab expression, a shortcut, or `adaptive`.
    Schedule,
    /// A length of time from one minute on.
    Interval,
    /// Any length of time.
    Span,
    /// A length of time, or `forever`.
    Kept,
    /// Bytes with their unit.
    Size,
    Zone,
    Flag,
    Whole(u32, u32),
    Word(&'static [&'static str]),
    Texts,
    /// A table of strings.
    Lines,
    /// A day or an instant.
    Date,
}

/// A key that every level takes.
pub(super) struct Setting {
    pub key: Key,
    pub concern: Concern,
    /// The value in force, as TOML; `None` if another key stands in its place.
    pub show: fn(&Settings) -> Option<String>,
}

const fn key(
    name: &'static str,
    takes: Takes,
    default: &'static str,
    example: &'static str,
    about: &'static str,
) -> Key {
    Key { name, takes, about, default, example }
}

pub(super) const RETRY_AFTER: &[&str] = &["domain", "host", "feed"];
pub(super) const FULLTEXT: &[&str] = &["auto", "always", "feed", "off"];

/// At the top of the main file.
pub(super) const TOP: &[Key] = &[key(
    "include",
    Takes::Texts,
    "[]",
    "[\"conf.d/*.toml\"]",
    "More files, relative to this one: paths, or patterns such as conf.d/*.toml. Each may hold any table but [daemon]. \
     Only in the main file.",
)];

/// `[daemon]`: what concerns the program as a whole.
pub(super) const DAEMON: &[Key] = &[
    key(
        "database",
        Takes::Text,
        "\"feedmill.db\"",
        "\"/var/lib/feedmill/feedmill.db\"",
        "Where the articles go, relative to this file.",
    ),
    key(
        "contact",
        Takes::Text,
        "",
        "\"https://example.org/bot\"",
        "How sites can reach you: a page or a mailbox, sent along with every request.",
    ),
    key(
        "workers",
        Takes::Whole(1, 1024),
        "16",
        "32",
        "Requests in flight, all sites together. Sites that stay silent for more than two seconds don't count.",
    ),
    key(
        "min_free",
        Takes::Size,
        "\"200MiB\"",
        "\"1GiB\"",
        "With less free space on the database's disk nothing is fetched until there is more; \"0\" for no such floor.",
    ),
    key(
        "listen",
        Takes::Text,
        "",
        "\"127.0.0.1:9184\"",
        "Where the daemon serves /healthz, /metrics (Prometheus) and /status.json to who asks.",
    ),
    key("listen_anywhere", Takes::Flag, "false", "true", "Whether listen may be an address that other machines reach."),
    key(
        "alarm.command",
        Takes::Texts,
        "",
        "[\"/usr/local/bin/tell\", \"--quiet\"]",
        "A program that is told of alarms, with its arguments and without a shell: one JSON object on its input.",
    ),
    key(
        "alarm.url",
        Takes::Address,
        "",
        "\"https://hooks.example.org/feedmill\"",
        "A web hook that is told of alarms: the same JSON by POST.",
    ),
    key(
        "alarm.allow_private",
        Takes::Flag,
        "false",
        "true",
        "Whether the web hook may be at a private or loopback address.",
    ),
    key(
        "keep.requests",
        Takes::Kept,
        "\"1y\"",
        "\"90d\"",
        "How long the lines of the request ledger are kept, or \"forever\".",
    ),
    key(
        "watch",
        Takes::Flag,
        "true",
        "false",
        "Whether the daemon takes up its files by itself once they have changed. SIGHUP and feedmill reload work anyway.",
    ),
];

/// Only in `[feed.KEY]`.
pub(super) const FEED: &[Key] = &[
    key(
        "url",
        Takes::Address,
        "",
        "\"https://news.example.org/world.rss\"",
        "The feed's address. Another one keeps the feed's articles: its name is the table's.",
    ),
    key(
        "group",
        Takes::Text,
        "",
        "\"wire\"",
        "The [group.NAME] whose settings hold for the feed where its own table and its site's are silent.",
    ),
    key("username", Takes::Text, "", "\"reader\"", "Sent by HTTP Basic to the origin of the feed's address alone."),
    key(
        "password",
        Takes::Text,
        "",
        "\"${credential:paid-password}\"",
        "Goes with username. Keep it out of the configuration: \"${NAME}\", \"${file:PATH}\" or \"${credential:NAME}\".",
    ),
    key(
        "headers",
        Takes::Lines,
        "{}",
        "{ X-Api-Key = \"${FEED_URL}\" }",
        "Header lines sent to the origin of the feed's address alone.",
    ),
];

/// The key in a site's table under which its tests stand.
pub(super) const TESTS: &str = "test";

/// In `[[site."HOST".test]]`.
pub(super) const TEST: &[Key] = &[
    key("url", Takes::Address, "", "\"https://news.example.org/ferry\"", "The address of an article in the archive."),
    key("file", Takes::Text, "", "\"pages/ferry.html\"", "A saved page, relative to this file."),
    key("contains", Takes::Texts, "", "[\"The ferry left at noon\"]", "What the article's text must hold."),
    key("absent", Takes::Texts, "", "[\"Read more\"]", "What the article's text must not hold."),
    key("title", Takes::Text, "", "\"The ferry is back\"", "The article's title."),
    key("authors", Takes::Texts, "", "[\"Jane Doe\"]", "The article's authors, in order."),
    key("published", Takes::Date, "", "2026-11-23", "The day or the instant of its publication."),
];

const fn setting(key: Key, concern: Concern, show: fn(&Settings) -> Option<String>) -> Setting {
    Setting { key, concern, show }
}

const fn keeping(
    name: &'static str,
    takes: Takes,
    default: &'static str,
    example: &'static str,
    about: &'static str,
    show: fn(&Settings) -> Option<String>,
) -> Setting {
    setting(key(name, takes, default, example, about), Concern::Keeping, show)
}

const fn rules(name: &'static str, about: &'static str, show: fn(&Settings) -> Option<String>) -> Setting {
    setting(key(name, Takes::Texts, "[]", "[\"article .story\"]", about), Concern::Reading, show)
}

/// In `[defaults]`, `[group.NAME]`, `[site."HOST"]` and `[feed.KEY]`; the nearest wins.
pub(super) const SETTINGS: &[Setting] = &[
    setting(
        key(
            "schedule",
            Takes::Schedule,
            "\"@hourly\"",
            "\"*/30 6-22 * * mon-fri\"",
            "When feeds are asked: minute, hour, day of the month, month, weekday, as in crontab(5), seconds in front as a \
             sixth field; @hourly, @daily and the like; or \"adaptive\", as often as the feed brings news.",
        ),
        Concern::Timing,
        |settings| match &settings.schedule {
            Schedule::Cron(cron) => Some(as_toml(cron.source())),
            Schedule::Adaptive(_) => Some(as_toml("adaptive")),
            Schedule::Every(_) => None,
        },
    ),
    setting(
        key("every", Takes::Interval, "", "\"30m\"", "So long after the last poll, in place of a schedule."),
        Concern::Timing,
        |settings| match &settings.schedule {
            Schedule::Every(interval) => Some(as_toml(&display_duration(*interval))),
            _ => None,
        },
    ),
    setting(
        key(
            "every_min",
            Takes::Interval,
            "\"15m\"",
            "\"10m\"",
            "The shortest time between two polls of an adaptive schedule.",
        ),
        Concern::Timing,
        |settings| Some(as_toml(&display_duration(settings.bounds.shortest))),
    ),
    setting(
        key(
            "every_max",
            Takes::Interval,
            "\"1d\"",
            "\"12h\"",
            "The longest time between two polls of an adaptive schedule.",
        ),
        Concern::Timing,
        |settings| Some(as_toml(&display_duration(settings.bounds.longest))),
    ),
    setting(
        key(
            "spread",
            Takes::Span,
            "\"1h\"",
            "\"0s\"",
            "Feeds of one schedule come due at moments of their own within this time after it, and before its next time; \
             \"0s\" keeps the schedule's exact minutes.",
        ),
        Concern::Timing,
        |settings| Some(as_toml(&display_duration(settings.spread))),
    ),
    setting(
        key(
            "hints",
            Takes::Flag,
            "true",
            "false",
            "Whether a publisher's wishes may put a poll off: Cache-Control and Expires, ttl, skipHours and skipDays.",
        ),
        Concern::Timing,
        |settings| Some(settings.hints.to_string()),
    ),
    setting(
        key("timezone", Takes::Zone, "\"UTC\"", "\"Europe/Berlin\"", "The clock that the schedule means."),
        Concern::Timing,
        |settings| Some(as_toml(settings.timezone.name())),
    ),
    setting(
        key(
            "fulltext",
            Takes::Word(FULLTEXT),
            "\"auto\"",
            "\"always\"",
            "Whether articles' pages are read: auto (unless the feed carries its articles whole), always, feed (the feed's \
             own text is the article) or off (title, link and dates only).",
        ),
        Concern::Reading,
        |settings| {
            let word = match settings.fulltext {
                Fulltext::Auto => "auto",
                Fulltext::Always => "always",
                Fulltext::Feed => "feed",
                Fulltext::Off => "off",
            };
            Some(as_toml(word))
        },
    ),
    setting(
        key("tags", Takes::Texts, "[]", "[\"world\"]", "Words to find the feed's articles by."),
        Concern::Rest,
        |settings| Some(texts(&settings.tags)),
    ),
    setting(
        key("gap", Takes::Span, "\"5s\"", "\"10s\"", "Between two requests to the same host."),
        Concern::Manners,
        |settings| Some(as_toml(&display_duration(settings.gap))),
    ),
    setting(
        key(
            "retry_after",
            Takes::Word(RETRY_AFTER),
            "\"domain\"",
            "\"host\"",
            "Who waits when a server asks for patience: everything at its registered domain, at its host, or only the feed \
             or page that was asked for.",
        ),
        Concern::Manners,
        |settings| {
            let word = match settings.retry_after {
                RetryAfterReach::Domain => "domain",
                RetryAfterReach::Host => "host",
                RetryAfterReach::Feed => "feed",
            };
            Some(as_toml(word))
        },
    ),
    setting(
        key("robots", Takes::Flag, "true", "false", "Whether robots.txt is obeyed, for articles' pages."),
        Concern::Manners,
        |settings| Some(settings.robots.to_string()),
    ),
    setting(
        key("allow_private", Takes::Flag, "false", "true", "Whether private and loopback addresses may be asked."),
        Concern::Manners,
        |settings| Some(settings.allow_private.to_string()),
    ),
    setting(
        key(
            "learn",
            Takes::Flag,
            "true",
            "false",
            "Whether blocks that a site repeats from article to article are counted and left out.",
        ),
        Concern::Reading,
        |settings| Some(settings.learn.to_string()),
    ),
    keeping(
        "revisions.check",
        Takes::Texts,
        "[\"1d\"]",
        "[\"1h\", \"1d\", \"7d\"]",
        "How old an article is when its page is read once more, to keep what was edited since; [] for never.",
        |settings| {
            let ages: Vec<String> = settings.revisions.ages.iter().map(|age| display_duration(*age)).collect();
            Some(texts(&ages))
        },
    ),
    keeping(
        "revisions.follow_feed",
        Takes::Flag,
        "true",
        "false",
        "Whether an article's page is read once more when its feed says something else of it.",
        |settings| Some(settings.revisions.follow_feed.to_string()),
    ),
    keeping(
        "keep.pages",
        Takes::Kept,
        "\"forever\"",
        "\"90d\"",
        "How long pages are kept, or \"forever\".",
        |settings| Some(kept(settings.keep.pages)),
    ),
    keeping(
        "keep.articles",
        Takes::Kept,
        "\"forever\"",
        "\"5y\"",
        "How long articles are kept, or \"forever\".",
        |settings| Some(kept(settings.keep.articles)),
    ),
    keeping(
        "keep.last",
        Takes::Whole(0, 1_000_000),
        "20",
        "100",
        "How many of a feed's newest articles stay with their pages however old they are.",
        |settings| Some(settings.keep.last.to_string()),
    ),
    setting(
        key(
            "replace",
            Takes::Texts,
            "[]",
            "[\"<noscript> => <div>\"]",
            "What is changed in a page's source before it is read: this => that.",
        ),
        Concern::Reading,
        |settings| Some(texts(&settings.rules.replace)),
    ),
    rules("body", "What the article is: CSS selectors, or \"xpath: …\".", |settings| {
        Some(texts(&settings.rules.body))
    }),
    rules("strip", "What is left out of it.", |settings| Some(texts(&settings.rules.strip))),
    rules("title", "Its headline: the first rule that gives something.", |settings| Some(texts(&settings.rules.title))),
    rules("author", "Its authors.", |settings| Some(texts(&settings.rules.author))),
    rules("date", "The date of its publication.", |settings| Some(texts(&settings.rules.date))),
    rules("next", "The link to its next page.", |settings| Some(texts(&settings.rules.next))),
    rules("single_page", "The link to a view of the whole article on one page.", |settings| {
        Some(texts(&settings.rules.single_page))
    }),
];

/// The tables that stand at the top, beside `TOP`.
pub(super) const TABLES: &[&str] = &["daemon", "defaults", "feed", "site", "group"];

/// Names as they stand in a table itself: `keep` for `keep.pages`.
pub(super) fn names(keys: &[Key]) -> impl Iterator<Item = &'static str> {
    keys.iter().map(|key| outer(key.name))
}

/// Names of settings, as above.
pub(super) fn setting_names() -> impl Iterator<Item = &'static str> {
    SETTINGS.iter().map(|setting| outer(setting.key.name))
}

/// What stands in the table `outer` of these keys.
pub(super) fn inner_names<'a>(keys: impl Iterator<Item = &'a Key>, outer: &str) -> Vec<&'static str> {
    keys.filter_map(|key| key.name.split_once('.')).filter(|(table, _)| *table == outer).map(|(_, name)| name).collect()
}

pub(super) fn settings() -> impl Iterator<Item = &'static Key> {
    SETTINGS.iter().map(|setting| &setting.key)
}

fn outer(name: &'static str) -> &'static str {
    name.split_once('.').map_or(name, |(outer, _)| outer)
}

/// A string as TOML writes it.
pub(super) fn as_toml(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A length of time, or for good.
fn kept(length: Option<Duration>) -> String {
    as_toml(&length.map_or_else(|| "forever".to_owned(), display_duration))
}

pub(super) fn is_setting(name: &str) -> bool {
    setting_names().any(|known| known == name)
}

fn texts(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| as_toml(text)).collect();
    format!("[{}]", texts.join(", "))
}
