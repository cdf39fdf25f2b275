//! One table of keys: that the reader, the schema, the example and the documentation agree on it.

use super::super::keys::{self, Key, SETTINGS, Takes};
use super::*;
use serde_json::Value;

const FEED: &str = "[feed.a]\nurl = \"https://a.example/\"\n";

/// Every kind of table with its keys, and a text that a line of one of them makes whole.
fn tables() -> Vec<(&'static str, Vec<&'static Key>, String)> {
    let settings = || keys::settings().collect::<Vec<_>>();
    let feed = keys::FEED.iter().chain(keys::settings()).collect();
    vec![
        ("top", keys::TOP.iter().collect(), String::new()),
        ("daemon", keys::DAEMON.iter().collect(), "[daemon]\n".to_owned()),
        ("defaults", settings(), "[defaults]\n".to_owned()),
        ("group", settings(), "[group.wire]\n".to_owned()),
        ("site", settings(), "[site.\"a.example\"]\n".to_owned()),
        ("feed", feed, "[group.wire]\n[feed.a]\n".to_owned()),
        ("test", keys::TEST.iter().collect(), "[[site.\"a.example\".test]]\n".to_owned()),
    ]
}

#[test]
fn the_reader_knows_every_key_of_the_table() {
    for (kind, keys, header) in tables() {
        for key in keys {
            for value in [key.example, key.default].into_iter().filter(|value| !value.is_empty()) {
                let more = match kind {
                    "feed" if key.name != "url" => "url = \"https://a.example/\"\n",
                    "test" => "file = \"a.html\"\ncontains = [\"x\"]\n",
                    _ => "",
                };
                let more = if kind == "test" && more.contains(&format!("{} =", key.name)) {
                    "url = \"https://a.example/\"\ntitle = \"x\"\n"
                } else {
                    more
                };
                let text = format!("{header}{} = {value}\n{more}", key.name);
                // What an example names need not be there.
                let text = text.replace("${credential:paid-password}", "${FEED_URL}");
                if let Err(faults) = compiled(&[("feedmill.toml", &text)]) {
                    panic!("{kind}: {text}\n{faults}");
                }
            }
        }
    }
}

#[test]
fn nothing_but_the_table_is_known() {
    // A key that a table doesn't have is unknown in it, so whatever the reader took would be in the table.
    for (kind, known, header) in tables() {
        let is_of_kind = |name: &str| kind == "top" && keys::TABLES.contains(&name);
        for (_, others, _) in tables() {
            let others = others.iter().filter(|other| known.iter().all(|key| key.name != other.name));
            for other in others.filter(|other| !is_of_kind(other.name)) {
                let text = format!("{header}{} = {}\n", other.name, other.example);
                let faults = compiled(&[("feedmill.toml", &text)]).unwrap_err();
                let unknown = faults.0.iter().any(|fault| fault.message.contains("nknown key"));
                assert!(unknown, "{kind}: {text}\n{faults}");
            }
        }
    }
}

#[test]
fn defaults_are_what_is_built_in() {
    let config = meant("");
    let shown = config.article_settings(None, "a.example").in_force();
    for setting in SETTINGS {
        let built_in = shown.get(setting.key.name).map_or("", String::as_str);
        assert_eq!(built_in, setting.key.default, "{}", setting.key.name);
    }
    let written: String = keys::DAEMON
        .iter()
        .filter(|key| !key.default.is_empty())
        .map(|key| format!("{} = {}\n", key.name, key.default))
        .collect();
    let written = meant(&format!("[daemon]\n{written}")).daemon;
    assert_eq!(DaemonSettings { shown: config.daemon.shown.clone(), ..written }, config.daemon);
}

/// The paths of all properties: `feed.*.keep.pages`.
fn properties(schema: &Value, path: &str, found: &mut Vec<String>) {
    let under = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    for (name, inner) in schema["properties"].as_object().into_iter().flatten() {
        properties(inner, &under(name), found);
    }
    match (&schema["additionalProperties"], &schema["items"]) {
        (inner @ Value::Object(_), _) if !inner["properties"].is_null() => properties(inner, &under("*"), found),
        (_, inner @ Value::Object(_)) if !inner["properties"].is_null() => properties(inner, path, found),
        _ if schema["properties"].is_null() => found.push(path.to_owned()),
        _ => {}
    }
}

#[test]
fn the_schema_knows_every_key_and_no_other() {
    let mut found = Vec::new();
    properties(&schema(), "", &mut found);
    found.sort();
    let path = |kind: &str, key: &Key| match kind {
        "top" => key.name.to_owned(),
        "daemon" | "defaults" => format!("{kind}.{}", key.name),
        "test" => format!("site.*.test.{}", key.name),
        _ => format!("{kind}.*.{}", key.name),
    };
    let mut expected: Vec<String> =
        tables().iter().flat_map(|(kind, keys, _)| keys.iter().map(move |key| path(kind, key))).collect();
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn the_example_and_the_documentation_name_every_key() {
    let example = include_str!("../../../config/feedmill.toml");
    let page = include_str!("../../../docs/configuration.md");
    for key in tables().into_iter().flat_map(|(_, keys, _)| keys) {
        let is_set = |line: &str| {
            let line = line.strip_prefix('#').unwrap_or(line);
            line.strip_prefix(key.name).is_some_and(|rest| rest.trim_start().starts_with('='))
        };
        assert!(example.lines().any(is_set), "config/feedmill.toml has no `{}`", key.name);
        let default = if key.default.is_empty() { String::new() } else { format!("`{}`", key.default) };
        let row = format!("| `{}` | {default} | {} |", key.name, key.about);
        assert!(page.contains(&row), "docs/configuration.md needs this row:\n{row}");
    }
}

#[test]
fn each_value_knows_where_it_was_written() {
    let main = "[defaults]\ngap = \"1s\"\nevery = \"2h\"\nkeep = { last = 5 }\n[site.\"a.example\"]\nrobots = false\n";
    let drop_in = "\u{feff}# feeds\n[feed.a]\nurl = \"${FEED_URL}\"\nusername = \"me\"\npassword = \"hunter2\"\n\
                   headers = { X-Key = \"abc\", X-Other = \"${FEED_URL}\" }\ntags = [\"x\", \"${FEED_URL}\"]\n\
                   keep.pages = \"9d\"\nschedule = \"@daily\"\n";
    let config = compiled(&[("feedmill.toml", main), ("conf.d/a.toml", drop_in)]).unwrap();
    let feed = config.feed(&key("a")).unwrap();
    let shown: Vec<String> = feed
        .own
        .iter()
        .cloned()
        .chain(feed.settings.shown())
        .filter_map(|shown| {
            let origin = shown.origin?;
            Some(format!("{} = {}  {} {}", shown.key, shown.value, origin.place, origin.level))
        })
        .collect();
    assert_eq!(
        shown,
        [
            "url = \"${FEED_URL}\"  conf.d/a.toml:3 [feed.a]",
            "username = \"me\"  conf.d/a.toml:4 [feed.a]",
            "password = \"…\"  conf.d/a.toml:5 [feed.a]",
            "headers = { X-Key = \"…\", X-Other = \"${FEED_URL}\" }  conf.d/a.toml:6 [feed.a]",
            "schedule = \"@daily\"  conf.d/a.toml:9 [feed.a]",
            "tags = [\"x\", \"${FEED_URL}\"]  conf.d/a.toml:7 [feed.a]",
            "gap = \"1s\"  feedmill.toml:2 [defaults]",
            "keep.pages = \"9d\"  conf.d/a.toml:8 [feed.a]",
            "keep.last = 5  feedmill.toml:4 [defaults]",
        ]
    );
    assert!(!format!("{shown:?}").contains("secret.example"));
    let own_site = config.settings_for(feed, Some("a.example")).shown();
    let robots = own_site.iter().find(|shown| shown.key == "robots").unwrap();
    assert_eq!(robots.origin.as_ref().unwrap().place, "feedmill.toml:6");
    assert!(config.files.iter().any(|file| file.ends_with("a.toml")));
}

fn followed(config: &Config) -> Vec<crate::model::FollowedFeed> {
    let follow = |feed: &FeedConfig| crate::model::FollowedFeed {
        key: feed.key.clone(),
        url: feed.url.to_string(),
        is_paused: false,
        settings: feed.settings.in_force().into(),
    };
    config.feeds.iter().map(follow).collect()
}

#[test]
fn what_a_reload_would_change() {
    let before = meant(
        "[site.\"x.example\"]\nbody = [\".a\"]\n[feed.same]\nurl = \"https://s.example/\"\n[feed.goes]\nurl = \"https://g.example/\"\n\
         [feed.timed]\nurl = \"https://t.example/\"\n[feed.moved]\nurl = \"https://m.example/\"\n\
         [feed.back]\nurl = \"https://b.example/\"\n",
    );
    let after = meant(
        "[daemon]\nworkers = 3\n[site.\"x.example\"]\nbody = [\".b\"]\n[site.\"new.example\"]\ngap = \"9s\"\n\
         [feed.same]\nurl = \"https://s.example/\"\n[feed.timed]\nurl = \"https://t.example/\"\nevery = \"30m\"\nfulltext = \"off\"\n\
         [feed.moved]\nurl = \"https://m.example/2\"\n[feed.back]\nurl = \"https://b.example/\"\n[feed.new]\nurl = \"${FEED_URL}\"\n",
    );
    let mut known = followed(&before);
    known.last_mut().unwrap().is_paused = true;
    assert!(difference(&before, &followed(&before), Some(&before.common())).is_empty());
    let found = difference(&after, &known, Some(&before.common()));
    let said = |changes: &[SettingChange]| -> Vec<String> {
        let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
        changes.iter().map(|change| format!("{} {}>{}", change.key, shown(&change.from), shown(&change.to))).collect()
    };
    let feeds: Vec<_> = found.feeds.iter().map(|feed| (feed.feed.as_str(), feed.what, said(&feed.changes))).collect();
    let timed = ["every ->\"30m\"", "fulltext \"auto\">\"off\"", "schedule \"@hourly\">-"].map(str::to_owned);
    assert_eq!(
        feeds,
        [
            ("timed", FeedFate::Changed, timed.to_vec()),
            ("moved", FeedFate::Changed, vec!["url https://m.example/>https://m.example/2".to_owned()]),
            ("back", FeedFate::Resumed, vec![]),
            ("new", FeedFate::Added, vec![]),
            ("goes", FeedFate::Paused, vec![]),
        ]
    );
    assert_eq!(
        [Concern::Timing, Concern::Reading, Concern::Address, Concern::Keeping].map(|concern| found.concerned(concern)),
        [1, 1, 1, 0]
    );
    assert_eq!(said(&found.daemon), ["workers 16>3"]);
    let sites: Vec<_> = found.sites.iter().map(|site| site.site.as_str()).collect();
    assert_eq!(sites, ["new.example", "x.example"]);
    assert_eq!(said(&found.sites[1].changes), ["body [\".a\"]>[\".b\"]"]);
}

#[test]
fn adaptive_schedules_and_their_bounds() {
    let config = meant(
        "[defaults]\nschedule = \"adaptive\"\nevery_min = \"20m\"\n[group.g]\nevery_max = \"6h\"\n\
         [feed.a]\nurl = \"https://a.example/\"\ngroup = \"g\"\n[feed.b]\nurl = \"https://b.example/\"\nevery = \"1h\"\n",
    );
    let of = |feed: &str| config.feed(&key(feed)).unwrap().settings.schedule.to_string();
    assert_eq!((of("a"), of("b")), ("adaptive, 20m to 6h".to_owned(), "every 1h".to_owned()));
    check_line(
        "schedule = \"adaptve\"",
        "`schedule` in [feed.a]: a crontab schedule has five fields, or six with seconds first, and this has 1",
        "did you mean `adaptive`?",
    );
    check_line("every_min = \"5s\"", "`every_min` in [feed.a]: the shortest interval is one minute", "");
    let text = format!("{FEED}schedule = \"adaptive\"\nevery_min = \"2d\"\n");
    let faults = compiled(&[("feedmill.toml", &text)]).unwrap_err();
    assert_eq!(
        faults.0[0].message,
        "[feed.a] is asked 2d to 1d apart: the shortest time between two polls is longer than the longest"
    );
    assert!(matches!(SETTINGS[0].key.takes, Takes::Schedule));
}
