//! Configurations and what is said of them, to the letter.

use super::*;
use proptest::prelude::*;

#[test]
fn a_fault_shows_its_place() {
    check(
        "[feed.example-world]\nurl = \"https://a.example/rss\"\nshedule = \"*/30 * * * *\"\n",
        r#"
error: unknown key `shedule` in [feed.example-world]
  --> feedmill.toml:3:1
  |
3 | shedule = "*/30 * * * *"
  | ^^^^^^^
  hint: did you mean `schedule`?
"#,
    );
}

#[test]
fn tests_of_rules_name_a_page_and_expect_something() {
    check(
        r#"
[[site."a.example".test]]
contains = ["x"]
[[site."a.example".test]]
url = "a.example/1"
published = "yesterday"
contians = ["x"]
[[site."a.example".test]]
file = "pages/a.html"
[site."b.example"]
test = true
[group.g]
test = []
"#,
        r#"
error: [[site."a.example".test]] names no page
  --> feedmill.toml:2:1
  |
2 | [[site."a.example".test]]
  | ^^^^^^^^^^^^^^^^^^^^^^^^^
  hint: add the address of an article in the archive, `url = "https://…"`, or a saved page, `file = "…"`

error: `url` in [[site."a.example".test]] must be a page's address: it begins with https:// or http://
  --> feedmill.toml:5:7
  |
5 | url = "a.example/1"
  |       ^^^^^^^^^^^^^

error: `published` in [[site."a.example".test]] is no date
  --> feedmill.toml:6:13
  |
6 | published = "yesterday"
  |             ^^^^^^^^^^^
  hint: a day reads 2026-11-23, an instant 2026-11-23T08:30:00+01:00

error: unknown key `contians` in [[site."a.example".test]]
  --> feedmill.toml:7:1
  |
7 | contians = ["x"]
  | ^^^^^^^^
  hint: did you mean `contains`?

error: [[site."a.example".test]] expects nothing
  --> feedmill.toml:8:1
  |
8 | [[site."a.example".test]]
  | ^^^^^^^^^^^^^^^^^^^^^^^^^
  hint: add what the page's text holds, such as `contains = ["…"]`, or its title, authors or date

error: `test` in [site."b.example"] must be a list of tables, got true or false
  --> feedmill.toml:11:1
   |
11 | test = true
   | ^^^^
   hint: write a line [[site."b.example".test]] and its keys below it

error: unknown key `test` in [group.g]
  --> feedmill.toml:13:1
   |
13 | test = []
   | ^^^^
"#,
    );
}

#[test]
fn every_fault_at_once() {
    check(
        r#"
wrokers = 3
[daemon]
workers = "many"
[defaults]
gap = 5
robots = "true"
banana = 1
[feed.a]
schedule = "0 25 * * *"
every = "30m"
[feed.b]
url = "ftp://b.example/rss"
group = "nwes"
tags = ["x", 3]
[group.news]
body = ["p", "p!"]
"#,
        r#"
error: unknown key `wrokers` at the top
  --> feedmill.toml:2:1
  |
2 | wrokers = 3
  | ^^^^^^^

error: `workers` in [daemon] must be a whole number from 1 to 1024, got a string
  --> feedmill.toml:4:11
  |
4 | workers = "many"
  |           ^^^^^^

error: `gap` in [defaults] must be a string, got a whole number
  --> feedmill.toml:6:7
  |
6 | gap = 5
  |       ^
  hint: with its unit and in quotes: `gap = "5s"`

error: `robots` in [defaults] must be true or false, got a string
  --> feedmill.toml:7:10
  |
7 | robots = "true"
  |          ^^^^^^
  hint: leave the quotes out

error: unknown key `banana` in [defaults]
  --> feedmill.toml:8:1
  |
8 | banana = 1
  | ^^^^^^

error: [feed.a] has no `url`
  --> feedmill.toml:9:7
  |
9 | [feed.a]
  |       ^
  hint: add the feed's address: `url = "https://news.example/rss"`

error: `schedule` in [feed.a]: the hour field can't be `25`: it takes 0 to 23
  --> feedmill.toml:10:12
   |
10 | schedule = "0 25 * * *"
   |            ^^^^^^^^^^^^

error: `schedule` and `every` are both in [feed.a]
  --> feedmill.toml:11:1
   |
11 | every = "30m"
   | ^^^^^
   hint: keep one of them; `schedule` is at feedmill.toml:10:1

error: `url` in [feed.b] must begin with https:// or http://
  --> feedmill.toml:13:7
   |
13 | url = "ftp://b.example/rss"
   |       ^^^^^^^^^^^^^^^^^^^^^

error: [feed.b]: there is no group `nwes`
  --> feedmill.toml:14:9
   |
14 | group = "nwes"
   |         ^^^^^^
   hint: did you mean `news`?

error: `tags` in [feed.b] must be a list of strings, item 2 is a whole number
  --> feedmill.toml:15:14
   |
15 | tags = ["x", 3]
   |              ^

error: `body` in [group.news]: this isn't a CSS selector
  --> feedmill.toml:17:14
   |
17 | body = ["p", "p!"]
   |              ^^^^
"#,
    );
}

#[test]
fn wide_characters_tabs_and_long_lines() {
    check(
        "[feed.\"人民日报\"]\n\turl = \"https://a.example/\" # x\n[feed.\"人民 日报\"]\nurl = \"https://b.example/\"",
        r#"
error: [feed."人民 日报"]: a feed's key is 1 to 100 letters, digits, `-`, `_` or `.`
  --> feedmill.toml:3:7
  |
3 | [feed."人民 日报"]
  |       ^^^^^^^^^^^
"#,
    );
    check(
        "defaults.tags\t= [\"新闻\", \t1, \"\u{202e}x\"]",
        r#"
error: `tags` in [defaults] must be a list of strings, item 2 is a whole number
  --> feedmill.toml:1:25
  |
1 | defaults.tags   = ["新闻",  1, "�x"]
  |                             ^
"#,
    );
    let long = format!("defaults.tags = [\"{}\", 1, \"{}\"]", "长".repeat(80), "y".repeat(200));
    check(
        &long,
        r#"
error: `tags` in [defaults] must be a list of strings, item 2 is a whole number
  --> feedmill.toml:1:102
  |
1 | …长长长长长长长长长长长长长长长长长长", 1, "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy…
  |                                         ^
"#,
    );
}

#[test]
fn what_is_not_toml_is_one_fault_a_file() {
    let faults = compiled(&[
        ("feedmill.toml", "[defaults]\nrobots = 1\n"),
        ("a.toml", "[feed.a]\nurl = https://a.example\ngroup = \"in b\"\nspeed = 1\n"),
        ("b.toml", "[group.x]\ntags = [\"unclosed]\n"),
        ("c.toml", "[feed.c]\nurl = \"https://c.example/\"\ngroup = \"in-b\"\nnonsense = 1"),
    ])
    .unwrap_err();
    let said: Vec<String> =
        faults.0.iter().map(|f| format!("{}:{:?} {}", f.path, f.line.unwrap(), f.message)).collect();
    assert_eq!(
        said,
        [
            "feedmill.toml:2 `robots` in [defaults] must be true or false, got a whole number",
            "a.toml:2 a string must stand in quotes",
            "b.toml:2 a string isn't closed, or has an escape that TOML doesn't know",
            "c.toml:4 unknown key `nonsense` in [feed.c]",
        ]
    );
}

#[test]
fn slips_in_toml() {
    for (text, expected) in [
        ("[feed.a\nurl = \"x\"", "1:8 a table's name isn't closed"),
        ("[daemon]\nworkers =\n", "2:10 a value is missing behind `=`"),
        ("[daemon]\nworkers 3\n", "2:9 a key without a value"),
        ("[feed.a]\nurl = \"x\"\n\n[feed.a]\n", "4:7 `a` is defined twice (the first is at feedmill.toml:1:1)"),
        ("[feed.a]\nurl=1\ngap = 1\n url = 2\n", "4:2 `url` is defined twice (the first is at feedmill.toml:2:1)"),
        ("[defaults]\ntags = [\n\"a\",\n[feed.x]\n", "4:2 a list isn't closed before this place"),
        ("[feed.日本]", "1:7 a name with more than the letters a to z, digits, `-` and `_` must stand in quotes"),
        ("fulltext = feed", "1:12 a string must stand in quotes"),
        ("group = news", "1:9 a string must stand in quotes"),
        ("x = info", "1:5 a string must stand in quotes"),
        ("x = 01", "1:5 this isn't TOML: unexpected leading zero, expected nothing"),
        ("[defaults]\ntags = [\"a\" \"b\"]", "2:13 a comma is missing in a list"),
    ] {
        let faults = compiled(&[("feedmill.toml", text)]).unwrap_err();
        let fault = &faults.0[0];
        let hint = fault.hint.as_deref().filter(|hint| hint.starts_with("the first"));
        let hint = hint.map(|hint| format!(" ({hint})")).unwrap_or_default();
        let said = format!("{}:{} {}{hint}", fault.line.unwrap(), fault.column.unwrap(), fault.message);
        assert_eq!(said, expected, "{text}");
        assert_eq!(faults.0.len(), 1, "{text}: {faults}");
    }
}

#[test]
fn values_of_a_feed() {
    for (line, message, hint) in [
        (
            "fulltext = \"allways\"",
            "`fulltext` in [feed.a] can't be `allways`: it is auto, always, feed or off",
            "did you mean `always`?",
        ),
        ("fulltext = false", "`fulltext` in [feed.a] must be a string, got true or false", ""),
        ("timezone = \"Berlin\"", "`timezone` in [feed.a]: `Berlin` is no time zone", "did you mean `Europe/Berlin`?"),
        (
            "schedule = \"30m\"",
            "`schedule` in [feed.a]: a crontab schedule has five fields, or six with seconds first, and this has 1",
            "an interval is written `every = \"30m\"`",
        ),
        (
            "every = \"*/5 * * * *\"",
            "`every` in [feed.a]: `*/5 * * * *` isn't a length of time: each number is whole and has its unit behind it, as in `30m`, `1h30m` or `2d`",
            "a crontab schedule is written `schedule = \"*/5 * * * *\"`",
        ),
        ("every = \"5s\"", "`every` in [feed.a]: the shortest interval is one minute", ""),
        ("spread = \"25h\"", "`spread` in [feed.a]: the widest spread is one day", ""),
        (
            "retry_after = \"hosts\"",
            "`retry_after` in [feed.a] can't be `hosts`: it is domain, host or feed",
            "did you mean `host`?",
        ),
        ("gap = \"2d\"", "`gap` in [feed.a]: the longest gap is one day", ""),
        (
            "tags = \"world\"",
            "`tags` in [feed.a] must be a list of strings, got a string",
            "a list stands in brackets: `tags = [\"one\", \"two\"]`",
        ),
        ("tags = [\" \"]", "a tag of `tags` in [feed.a] is empty or has a control character", ""),
        ("group = \"none\"", "[feed.a]: there is no group `none`", "a group is made by its table: [group.NAME]"),
        ("workers = 3", "unknown key `workers` in [feed.a]", "`workers` belongs in [daemon]"),
        ("allow-private = true", "unknown key `allow-private` in [feed.a]", "did you mean `allow_private`?"),
        ("auth = { user = { name = 1 } }", "unknown key `auth` in [feed.a]", ""),
        ("retention = \"30d\"", "unknown key `retention` in [feed.a]", ""),
        (
            "revisions = [\"1d\"]",
            "`revisions` in [feed.a] must be a table, got a list",
            "its keys are written like `revisions.check = [\"1h\", \"1d\"]`",
        ),
        ("keep.pages = \"5m\"", "`pages` in [feed.a.keep]: from an hour to 200 years, or \"forever\"", ""),
        ("keep.requests = \"1y\"", "unknown key `requests` in [feed.a.keep]", ""),
        ("revisions.chek = []", "unknown key `chek` in [feed.a.revisions]", "did you mean `check`?"),
        (
            "revisions.check = [\"5m\"]",
            "`check` in [feed.a.revisions]: an article is read again 10 minutes to 366 days after it came out",
            "",
        ),
    ] {
        check_line(line, message, hint);
    }
}

#[test]
fn addresses() {
    for (url, expected) in [
        (
            "news.example/rss",
            "isn't an address: relative URL without a base (did you mean `https://news.example/rss`?)",
        ),
        ("https://", "isn't an address: empty host"),
        ("localhost:8080/rss", "must begin with https:// or http://"),
        (
            "https://me:secret@a.example/rss",
            "has credentials in it (write them as `username` and `password` of the feed)",
        ),
        ("${BAD_URL}", "isn't an address: relative URL without a base"),
        ("${NOT_SET}", "takes its value from the environment, where `NOT_SET` isn't set"),
        ("${file:gone.txt}", "takes its value from conf.d/gone.txt: there is no such file"),
    ] {
        let text = format!("[feed.a]\nurl = '{url}'");
        let faults = compiled(&[("conf.d/a.toml", &text)]).unwrap_err();
        let [fault] = faults.0.as_slice() else { panic!("{faults}") };
        let hint = fault.hint.as_ref().map(|hint| format!(" ({hint})")).unwrap_or_default();
        let said = format!("{}{hint}", fault.message);
        assert_eq!(said.trim_start_matches("`url` in [feed.a]").trim_start(), expected, "{url}");
        assert!(!faults.to_string().contains("hunter2"));
    }
}

#[test]
fn tables_in_the_wrong_shape() {
    for (text, message, hint) in [
        ("feed = 1", "`feed` must be a table, got a whole number", "write a line [feed.KEY] and its keys below it"),
        (
            "[[feed]]\nurl = \"x\"",
            "`feed` must be a table, got a list",
            "write a line [feed.KEY] and its keys below it",
        ),
        (
            "[feed]\na = \"https://a.example/\"",
            "`a` must be a table, got a string",
            "write a line [feed.a] and its keys below it",
        ),
        (
            "[feed.b.co.uk]\nurl = \"https://b.example/\"",
            "unknown key `co` in [feed.b]",
            "a name with dots stands in quotes: [feed.\"b.co.uk\"]",
        ),
        (
            "[site.news.example.com]\ngap = \"1s\"",
            "unknown key `example` in [site.\"news\"]",
            "a name with dots stands in quotes: [site.\"news.example.com\"]",
        ),
        (
            "[site.\"https://a.example/\"]",
            "[site.\"https://a.example/\"]: a site is named by its host, not by an address",
            "write the host alone, as in [site.\"news.example.com\"]",
        ),
        ("include = \"conf.d/*.toml\"", "`include` must be a list of strings", "write `include = [\"conf.d/*.toml\"]`"),
        (
            "schedule = \"@daily\"",
            "unknown key `schedule` at the top",
            "`schedule` belongs in [defaults], or in a group, site or feed",
        ),
        (
            "[daemon]\ndatabase = \"~/a.db\"",
            "`database` in [daemon]: `~` has no meaning here",
            "write the whole path, or put it in quotes as \"${NAME}\" to take it from the environment",
        ),
        (
            "[daemon]\ncontact = \"a\\nb\"",
            "`contact` in [daemon] must be 1 to 200 ASCII characters",
            "an address of a page or a mailbox, without parentheses",
        ),
        (
            "[daemon]\nmin_free = \"200\"",
            "`min_free` in [daemon]: `200` is no size",
            "a size is written like `200MiB`, `1.5GB` or `0`",
        ),
        ("[daemon]\nkeep.pages = \"1y\"", "unknown key `pages` in [daemon.keep]", ""),
        (
            "[daemon]\nalarm.command = [\"tell me\"]",
            "`command` in [daemon.alarm] must begin with the whole path of a program",
            "no shell reads it: `command = [\"/usr/local/bin/tell\", \"--quiet\"]`",
        ),
        (
            "[daemon.alarm]\nurl = \"mailto:a@b.example\"",
            "`url` in [daemon.alarm] must be an address that begins with https:// or http://",
            "",
        ),
        ("[daemon.alarm]\ncomand = []", "unknown key `comand` in [daemon.alarm]", "did you mean `command`?"),
        (
            "[daemon]\nalarm = \"/bin/tell\"",
            "`alarm` in [daemon] must be a table, got a string",
            "its keys are written like `alarm.command = [\"/usr/local/bin/tell\"]`",
        ),
        ("[daemon]\nworkers = 0x0", "`workers` in [daemon] must be a whole number from 1 to 1024, got 0x0", ""),
    ] {
        let faults = compiled(&[("feedmill.toml", text)]).unwrap_err();
        assert_eq!(faults.0[0].message, message, "{text}");
        assert_eq!(faults.0[0].hint.as_deref().unwrap_or(""), hint, "{text}");
        assert_eq!(faults.0.len(), 1, "{faults}");
    }
}

#[test]
fn a_byte_order_mark_and_crlf_do_no_harm() {
    check(
        "\u{feff}[defaults]\r\nrobots = 1\r\n",
        r#"
error: `robots` in [defaults] must be true or false, got a whole number
  --> feedmill.toml:2:10
  |
2 | robots = 1
  |          ^
"#,
    );
}

#[test]
fn faults_as_json() {
    let faults = compiled(&[("feedmill.toml", "x = 1")]).unwrap_err();
    let expected = r#"[{"severity":"error","message":"unknown key `x` at the top","path":"feedmill.toml","line":1,"column":1,"hint":null}]"#;
    assert_eq!(serde_json::to_string(&faults).unwrap(), expected);
}

proptest! {
    #[test]
    fn no_text_panics(
        text in "\\PC{0,80}",
        lines in prop::collection::vec(prop::sample::select(vec![
            "[feed.a]", "[feed.人]", "[site.\"*.a.example\"]", "[group]", "[[feed]]", "[daemon]", "url = \"https://a.example\"",
            "url = \"${X}\"", "tags = [1, \"新\t\"]", "every = '1m'", "schedule = \"* * *\"", "group = 'g'", "x.y.z = {a = 1}",
            "gap = 5", "include = ['*']", "\"\\u0000\" = 1", "'''", "🦀 = 1", "timezone = \"新\"", "\u{feff}", "\r",
        ]), 0..12),
    ) {
        for text in [text, lines.join("\n")] {
            if let Err(faults) = compiled(&[("feedmill.toml", &text), ("b.toml", &text)]) {
                prop_assert!(!faults.0.is_empty());
                prop_assert!(faults.to_string().contains("error: "));
            }
        }
    }
}
