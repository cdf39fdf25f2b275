//! What configurations mean, level by level, and how files join.

use super::*;
use crate::model::ExpectedDate;
use std::fs;

#[test]
fn drop_ins_join_and_name_both_places() {
    let main = ("feedmill.toml", "[defaults]\ngap = \"1s\"\n[daemon]\nworkers = 2\n");
    let first = ("conf.d/a.toml", "[feed.a]\nurl = \"https://a.example/\"\n[site.\"www.a.example\"]\ngap = \"2s\"\n");
    let second = (
        "conf.d/b.toml",
        "[feed.a]\ntags = [\"x\"]\n[site.\"a.example\"]\nrobots = false\n[defaults]\nrobots = true\n",
    );
    let config = compiled(&[main, first, second]).unwrap();
    let settings = &config.feed(&key("a")).unwrap().settings;
    assert_eq!((settings.gap.as_secs(), settings.robots, settings.tags.len()), (2, false, 1));

    let clash = ("conf.d/c.toml", "include = []\n[site.\"A.example\"]\ngap = \"3s\"\n[daemon]\n");
    let faults = compiled(&[main, first, second, clash]).unwrap_err();
    let said: Vec<_> = faults.0.iter().map(|f| (f.message.as_str(), f.hint.as_deref().unwrap())).collect();
    assert_eq!(
        said,
        [
            ("`include` only works in the main file", "list this file's drop-ins in the main file"),
            ("`gap` in [site.\"www.a.example\"] is defined twice", "the first is at conf.d/a.toml:4:1"),
            ("[daemon] stands in two files", "the first is at feedmill.toml:3:2"),
        ]
    );
}

#[test]
fn nothing_written_has_defaults() {
    let config = meant("");
    let daemon = DaemonSettings {
        database: "feedmill.db".into(),
        contact: None,
        workers: 16,
        keep_requests: Some(Duration::from_secs(365 * 86_400)),
        watching: Watching::default(),
        min_free_bytes: 200 << 20,
        watch: true,
        shown: config.daemon.shown.clone(),
    };
    assert_eq!(config.daemon, daemon);
    let settings = config.article_settings(None, "a.example");
    assert_eq!(settings.schedule.to_string(), "@hourly");
    assert!(!settings.schedule_is_chosen && settings.hints);
    assert_eq!((settings.spread.as_secs(), settings.retry_after), (3600, RetryAfterReach::Domain));
    assert_eq!((settings.timezone, settings.fulltext, settings.gap.as_secs()), (Tz::UTC, Fulltext::Auto, 5));
    assert!(settings.robots && !settings.allow_private && settings.tags.is_empty());
}

#[test]
fn what_is_read_again_goes_by_the_nearest_level_key_by_key() {
    let built_in = meant("");
    let revisions = &built_in.article_settings(None, "a.example").revisions;
    assert_eq!((revisions.ages.as_slice(), revisions.follow_feed), (&[Duration::from_secs(86_400)][..], true));
    let config = meant(
        "[defaults]\nrevisions.check = [\"7d\", \"1h\", \"1h\"]\n[site.\"a.example\"]\nrevisions.follow_feed = false\n\
         [feed.a]\nurl = \"https://a.example/\"\n[feed.b]\nurl = \"https://b.example/\"\nrevisions = { check = [] }",
    );
    let of = |feed: &str| {
        let revisions = &config.feed(&key(feed)).unwrap().settings.revisions;
        (revisions.ages.iter().map(Duration::as_secs).collect::<Vec<_>>(), revisions.follow_feed)
    };
    assert_eq!(of("a"), (vec![3600, 7 * 86_400], false));
    assert_eq!(of("b"), (vec![], true));
}

#[test]
fn what_is_kept_is_kept_for_good_unless_a_level_says_otherwise() {
    let days = |days: u64| Some(Duration::from_secs(days * 86_400));
    let built_in = meant("");
    assert_eq!(built_in.article_settings(None, "a.example").keep, Retention { pages: None, articles: None, last: 20 });
    let config = meant(
        "[daemon]\nkeep.requests = \"forever\"\nmin_free = \"1.5GB\"\n[defaults]\nkeep.pages = \"90d\"\n\
         [feed.a]\nurl = \"https://a.example/\"\nkeep = { articles = \"5y\", last = 1000 }\n\
         [feed.b]\nurl = \"https://b.example/\"\nkeep.pages = \"forever\"",
    );
    assert_eq!((config.daemon.keep_requests, config.daemon.min_free_bytes), (None, 1_500_000_000));
    let hook = "[daemon.alarm]\ncommand = [\"/bin/tell\", \"$HOME; 报\"]\nurl = \"https://a.example/s3cret\"";
    let daemon = meant(hook).daemon;
    let ways = &daemon.watching.alarm;
    assert_eq!(ways.command.as_deref(), Some(&["/bin/tell".to_owned(), "$HOME; 报".to_owned()][..]));
    assert_eq!(ways.hook.as_ref().map(|hook| (hook.url.path(), hook.allow_private)), Some(("/s3cret", false)));
    assert_eq!(daemon.in_force().get("alarm.url").map(String::as_str), Some("\"…\""), "it may be a secret");
    assert!(!format!("{ways:?}").contains("s3cret"));
    let warnings = |more: &str| meant(&format!("[daemon.alarm]\nurl = \"http://127.0.0.1:81/\"\n{more}")).warnings;
    assert_eq!(warnings("")[0].hint.as_deref(), Some("write `allow_private = true` in [daemon.alarm]"));
    assert!(warnings("allow_private = true").is_empty());
    let of = |feed: &str| config.feed(&key(feed)).unwrap().settings.keep;
    assert_eq!(of("a"), Retention { pages: days(90), articles: days(5 * 365), last: 1000 });
    assert_eq!(of("b"), Retention { pages: None, articles: None, last: 20 });
}

#[test]
fn the_nearest_level_wins() {
    let config = meant(
        r#"
[defaults]
gap = "1s"
tags = ["defaults"]
timezone = "Asia/Tokyo"
fulltext = "off"
schedule = "@daily"
[group.g]
gap = "2s"
tags = ["group"]
every = "2h"
[site."*.example.com"]
gap = "3s"
strip = [".wide"]
next = ["a.on"]
title = ["h1"]
tags = ["site"]
[site."news.example.com"]
gap = "4s"
title = ["h2"]
[site."*.eu.example.com"]
gap = "6s"
[site."x.eu.example.com"]
robots = false
[site."other.example"]
gap = "5m"
body = ["article"]
[feed.a]
url = "https://www.news.example.com/rss"
group = "g"
tags = []
[feed.b]
url = "https://feeds.elsewhere.example/rss"
group = "g"
gap = "0s"
"#,
    );
    let seconds = |feed: Option<&FeedKey>, host| config.article_settings(feed, host).gap.as_secs();
    let (a, b) = (key("a"), key("b"));
    let settings = &config.feed(&a).unwrap().settings;
    assert_eq!((settings.gap.as_secs(), settings.tags.len()), (4, 0));
    let rules = &settings.rules;
    assert_eq!((&rules.strip[0], &rules.next[0], &rules.title[0]), (&".wide".into(), &"a.on".into(), &"h2".into()));
    assert_eq!(settings.schedule.to_string(), "every 2h");
    assert_eq!((settings.timezone, settings.fulltext), (Tz::named("Asia/Tokyo").unwrap(), Fulltext::Off));

    // An article goes by its own host, and without a site table by group and defaults.
    assert_eq!(seconds(Some(&a), "sport.example.com"), 3);
    assert_eq!(seconds(Some(&a), "other.example"), 300);
    assert_eq!(seconds(Some(&a), "unknown.example"), 2);
    // A narrow pattern says its own, and the wider ones the rest.
    let narrow = config.article_settings(None, "x.eu.example.com");
    assert_eq!((narrow.robots, narrow.gap.as_secs(), narrow.rules.strip.len()), (false, 6, 1));
    assert_eq!(seconds(Some(&b), "other.example"), 0);
    assert_eq!(config.article_settings(Some(&b), "other.example").rules.body, ["article"]);
    assert_eq!(seconds(None, "example.com"), 3);
    assert_eq!(seconds(None, "unknown.example"), 1);
    assert_eq!(seconds(Some(&key("gone")), "other.example"), 300);
    for (host, other, is_same) in [
        ("sport.example.com", "example.com", true),
        ("sport.example.com", "news.example.com", false),
        ("www.Unknown.example", "unknown.example.", true),
        ("unknown.example", "elsewhere.example", false),
    ] {
        assert_eq!(config.is_same_site(host, other), is_same, "{host} {other}");
    }
    let own = config.article_settings(Some(&a), "news.example.com");
    assert!(matches!(own, Cow::Borrowed(_)));
}

#[test]
fn tests_of_rules_add_up() {
    let first = "[[site.\"*.a.example\".test]]\nfile = \"pages/1.html\"\npublished = 2026-11-23T08:00:00+01:00\n";
    let second = "[[site.\"*.a.example\".test]]\nurl = \"https://a.example/2\"\nauthors = []\npublished = 2026-11-23\n";
    let config = compiled(&[("feedmill.toml", first), ("conf.d/a.toml", second)]).unwrap();
    let tests = config.rule_tests;
    assert_eq!((tests.len(), tests[0].site.as_str(), tests[1].place.as_str()), (2, "*.a.example", "conf.d/a.toml:1:1"));
    assert_eq!(tests[0].file.as_deref(), Some(Path::new("pages/1.html")));
    assert_eq!(tests[1].expected.authors.as_deref(), Some(&[][..]));
    assert!(matches!(tests[0].expected.published, Some(ExpectedDate::Instant(_))));
    assert!(matches!(tests[1].expected.published, Some(ExpectedDate::Day(_))));
}

#[test]
fn feeds_keep_the_order_written() {
    let texts = [
        ("feedmill.toml", "[feed.z]\nurl = \"https://z.example/\"\n[feed.b]\nurl = \"https://b.example/\"\n"),
        ("c.toml", "[feed.a]\nurl = \"https://a.example/\"\n"),
    ];
    let keys: Vec<String> = compiled(&texts).unwrap().feeds.iter().map(|feed| feed.key.to_string()).collect();
    assert_eq!(keys, ["z", "b", "a"]);
}

#[test]
fn secrets_are_whole_strings() {
    let text =
        "[feed.env]\nurl = \"${FEED_URL}\"\n[feed.file]\nurl = \"${file:secret.txt}\"\ntags = [\"a${FEED_URL}\"]";
    let config = compiled(&[("conf.d/main.toml", text)]).unwrap();
    let urls: Vec<&str> = config.feeds.iter().map(|feed| feed.url.as_str()).collect();
    assert_eq!(urls, ["https://secret.example/rss", "https://file.example/rss"]);
    assert_eq!(config.feeds[1].settings.tags, ["a${FEED_URL}"]);
    assert_eq!(config.warnings[0].message, "`${` in `tags` in [feed.file] stays as it is");
}

#[test]
fn warnings_leave_the_configuration_whole() {
    let config = meant(
        r#"
[feed.a]
url = "https://a.example/rss"
[feed.b]
url = "https://A.example/rss"
[feed.c]
url = "http://127.0.0.2:8080/rss"
[feed.d]
url = "http://[::ffff:10.0.0.1]/rss"
allow_private = true
[feed.e]
url = "http://localhost/rss"
[site."127.0.0.3"]
allow_private = true
[feed.f]
url = "http://127.0.0.3/rss"
[feed.g]
url = "http://www.a.example/rss/#top"
"#,
    );
    let said: Vec<String> = config.warnings.iter().map(|f| format!("{} {}", f.line.unwrap(), f.message)).collect();
    assert_eq!(
        said,
        [
            "5 [feed.b] has the same `url` as [feed.a]",
            "7 [feed.c] has a private address, which nothing allows: it won't be asked",
            "12 [feed.e] has a private address, which nothing allows: it won't be asked",
            "18 [feed.g] has nearly the same `url` as [feed.a]",
        ]
    );
    assert!(config.warnings[0].to_string().starts_with("warning: "));
}

#[test]
fn files_and_their_drop_ins() {
    let folder = tempfile::tempdir().unwrap();
    let main = folder.path().join("feedmill.toml");
    fs::create_dir(folder.path().join("conf.d")).unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write(
        "feedmill.toml",
        "include = [\"conf.d/*.toml\", \"none/*.toml\", \"*.toml\", \"conf.d/a.toml\"]\n[daemon]\ndatabase = \"x/y.db\"",
    );
    write("conf.d/b.toml", "[feed.b]\nurl = \"https://b.example/\"");
    write("conf.d/a.toml", "[feed.a]\nurl = \"${file:url}\"");
    write("conf.d/.#a.toml", "a draft");
    write("conf.d/url", "https://a.example/\n");
    let config = load(&main, &|_, _| Ok(())).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(config.path, main);
    assert_eq!(config.daemon.database, folder.path().join("x/y.db"));
    let urls: Vec<&str> = config.feeds.iter().map(|feed| feed.url.as_str()).collect();
    assert_eq!(urls, ["https://a.example/", "https://b.example/"]);
}

#[test]
fn files_that_cannot_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let main = folder.path().join("feedmill.toml");
    let faults = load(&main, &|_, _| Ok(())).unwrap_err();
    let expected = format!(
        "error: the configuration can't be read: there is no such file\n  --> {}\n  hint: another file is named by `--config FILE`",
        main.display()
    );
    assert_eq!(faults.to_string(), expected);

    fs::write(folder.path().join("latin.toml"), b"# caf\xe9").unwrap();
    fs::write(&main, "include = [\"gone.toml\", \"latin.toml\", \".\", \"[\"]\nspeed = 1").unwrap();
    let faults = load(&main, &|_, _| Ok(())).unwrap_err();
    let said: Vec<_> = faults.0.iter().map(|f| (f.message.as_str(), f.line, f.column)).collect();
    assert_eq!(
        said,
        [
            ("`gone.toml` in `include`: there is no such file", Some(1), Some(12)),
            ("`.` in `include` is a folder: write `./*.toml`", Some(1), Some(39)),
            ("`[` in `include`: invalid range pattern", Some(1), Some(44)),
            ("the configuration can't be read: it isn't UTF-8", Some(1), Some(6)),
            ("unknown key `speed` at the top", Some(2), Some(1)),
        ]
    );
}

#[test]
fn the_example_is_without_fault() {
    let text = include_str!("../../../config/feedmill.toml");
    let uncommented: String = text
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(setting) if !setting.starts_with(' ') => setting,
            _ => line,
        })
        .map(|line| format!("{line}\n"))
        .collect();
    let around = Surroundings {
        env: &|_| Some("https://env.example.org/rss".to_owned()),
        read_file: &|_| Ok("https://file.example.org/rss".to_owned()),
        judge_rule: &|_, _| Ok(()),
    };
    for (text, feeds) in [(text, 0), (uncommented.as_str(), 6)] {
        let config = compile(&sources(&[("feedmill.toml", text)]), around).unwrap_or_else(|faults| panic!("{faults}"));
        assert_eq!((config.feeds.len(), config.warnings), (feeds, Vec::new()));
    }
}

#[test]
fn the_example_shows_the_built_in_values() {
    let example = meant(include_str!("../../../config/feedmill.toml"));
    let empty = meant("");
    let built_in = empty.article_settings(None, "a.example").into_owned();
    let shown = example.article_settings(None, "a.example");
    let chosen = Settings { schedule_is_chosen: true, origins: shown.origins.clone(), ..built_in };
    assert_eq!(*shown, chosen);
    assert_eq!(DaemonSettings { shown: empty.daemon.shown.clone(), ..example.daemon }, empty.daemon);
}
