//! The real program in a folder of its own: what it prints, stores and exits with.

use crate::server::{Answer, Asked, Server};
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use tempfile::TempDir;

/// A folder with a configuration, and the program run in it.
pub struct Desk {
    dir: TempDir,
}

/// What one run of the program came to.
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Desk {
    pub fn new(config: &str) -> Desk {
        let desk = Desk { dir: TempDir::new().unwrap() };
        fs::write(desk.path("feedmill.toml"), config).unwrap();
        desk
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// A command of the program that has not been started.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_feedmill"));
        command
            .current_dir(self.dir.path())
            .env_remove("FEEDMILL_LOG")
            .env("FEEDMILL_CONFIG", self.path("feedmill.toml"))
            .args(arguments);
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        ran(self.command(arguments).output().unwrap())
    }

    /// Runs a command that must succeed, and gives its standard output.
    pub fn ok(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments);
        assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.stderr);
        ran.stdout
    }

    /// The JSON lines that a command prints.
    pub fn lines(&self, arguments: &[&str]) -> Vec<Value> {
        self.ok(arguments).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Rows of a query, as any user would ask it.
    pub fn sql(&self, query: &str) -> Vec<Vec<String>> {
        let path = self.path("feedmill.db");
        let database = rusqlite::Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        let mut statement = database.prepare(query).unwrap();
        let columns = statement.column_count();
        let rows = statement.query_map([], |row| (0..columns).map(|at| text(row, at)).collect()).unwrap();
        rows.map(Result::unwrap).collect()
    }
}

fn text(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<String> {
    use rusqlite::types::ValueRef;
    Ok(match row.get_ref(at)? {
        ValueRef::Null => "NULL".to_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into_owned(),
    })
}

fn ran(output: Output) -> Ran {
    Ran {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

pub const DEFAULTS: &str = "[defaults]\ngap = \"0s\"\nallow_private = true\n";

/// A configuration that subscribes to these paths of the server.
pub fn subscribe(server: &Server, feeds: &[(&str, &str)]) -> String {
    let tables = feeds.iter().map(|(key, path)| format!("[feed.{key}]\nurl = \"{}\"\n", server.url(path)));
    DEFAULTS.to_owned() + &tables.collect::<String>()
}

/// An RSS feed whose items link to these paths under these titles.
pub fn rss(server: &Server, items: &[(&str, &str)]) -> Answer {
    let items: String = items
        .iter()
        .map(|(path, title)| {
            let link = server.url(path);
            format!(
                "<item><title>{title}</title><link>{link}</link><guid>{path}</guid>\
                 <pubDate>Mon, 23 Nov 2026 08:30:00 GMT</pubDate><description>In short: {title}.</description></item>"
            )
        })
        .collect();
    let feed = format!("<rss version=\"2.0\"><channel><title>The Daily Test</title>{items}</channel></rss>");
    Answer::ok("application/rss+xml", feed).with("ETag", "\"one\"")
}

const BODY: &str = "The ferry that links the two halves of the town came back into service on Monday after a winter in dry dock, \
    and half of the town had come to see it off. Its engines are new, its bell is the old one. The harbour master, who had \
    promised the date in spring, was the first to buy a ticket, and he paid for it in coins.";

pub fn page(title: &str) -> Answer {
    let html = format!(
        "<!doctype html><html lang=en><head><meta charset=utf-8><title>{title} | The Daily Test</title></head><body>\
         <nav><a href=/>Home</a> <a href=/sport>Sport</a></nav><article><h1>{title}</h1><p>{BODY}</p>\
         <p>{title}: that was the headline of the day, and nobody in the harbour doubted it for a moment, for once.</p>\
         <p>{BODY}</p></article><footer>All rights reserved.</footer></body></html>"
    );
    Answer::ok("text/html; charset=utf-8", html)
}

pub fn paths(asked: &[Asked], ending: &str) -> Vec<String> {
    asked.iter().map(|request| request.path.clone()).filter(|path| path.ends_with(ending)).collect()
}

#[test]
fn from_a_feed_to_clean_articles() {
    let server = Server::start();
    server.answer("/feed.xml", rss(&server, &[("/two.html", "Second story"), ("/one.html", "First story")]));
    server.answer("/one.html", page("First story"));
    server.answer("/two.html", page("Second story"));
    let desk = Desk::new(&subscribe(&server, &[("daily", "/feed.xml")]));

    let summary = desk.ok(&["fetch"]);
    assert!(
        summary.contains("2 new articles") || summary.contains("2 articles new") || summary.contains("2 articles"),
        "{summary}"
    );
    let rows = desk.sql("SELECT title, status, feeds, revision, language, text FROM articles ORDER BY title");
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0][..5], ["First story", "full", "[\"daily\"]", "1", "en"]);
    assert!(rows[0][5].starts_with("The ferry that links"), "{}", rows[0][5]);
    assert!(!rows[0][5].contains("Sport") && !rows[0][5].contains("All rights reserved"));

    let kept = desk.sql("SELECT content_encoding, length(body) < body_bytes FROM page");
    assert_eq!(kept, [["zstd", "1"], ["zstd", "1"]], "pages that came plain are packed");
    let asked = server.take_asked();
    assert_eq!(paths(&asked, ".html").len(), 2);
    assert!(asked.iter().all(|request| request.headers["user-agent"].starts_with("feedmill/")));
    assert!(
        asked.iter().all(|request| !request.headers.contains_key("cookie") && !request.headers.contains_key("referer"))
    );

    desk.ok(&["fetch"]);
    let asked = server.take_asked();
    assert_eq!(asked.len(), 1, "the second pass asks for the feed alone: {asked:?}");
    assert_eq!(asked[0].headers["if-none-match"], "\"one\"");
    assert_eq!(desk.sql("SELECT count(*) FROM articles")[0][0], "2");
    assert_eq!(desk.sql("SELECT count(*) FROM revisions")[0][0], "2");
}

#[test]
fn one_story_in_two_feeds_is_one_article() {
    let server = Server::start();
    server.answer("/a.xml", rss(&server, &[("/story.html", "One story")]));
    server.answer("/b.xml", rss(&server, &[("/story.html?utm_source=b&utm_medium=rss", "One story")]));
    server.answer("/story.html", page("One story"));
    let desk = Desk::new(&subscribe(&server, &[("a", "/a.xml"), ("b", "/b.xml")]));
    desk.ok(&["fetch"]);
    assert_eq!(desk.sql("SELECT feeds, status FROM articles"), [["[\"a\",\"b\"]", "full"]]);
    assert_eq!(desk.sql("SELECT count(*) FROM article_feeds")[0][0], "2");
    assert_eq!(paths(&server.take_asked(), "/story.html").len(), 1);
}

#[test]
fn what_fails_is_told_and_harms_nothing_beside_it() {
    let server = Server::start();
    server.answer("/good.xml", rss(&server, &[("/good.html", "Good"), ("/missing.html", "Page is gone")]));
    server.answer("/good.html", page("Good"));
    server.answer("/html.xml", Answer::ok("text/html", "<html><body>Please log in</body></html>"));
    let desk =
        Desk::new(&subscribe(&server, &[("good", "/good.xml"), ("html", "/html.xml"), ("missing", "/nothing.xml")]));

    desk.ok(&["fetch"]);
    let feeds = desk.sql("SELECT key, status, error FROM feeds ORDER BY key");
    assert_eq!(feeds[0][..], ["good", "ok", "NULL"]);
    assert!(feeds[1][2].starts_with("not_a_feed: "), "{:?}", feeds[1]);
    assert!(feeds[2][2].starts_with("not_found: "), "{:?}", feeds[2]);
    let articles = desk.sql("SELECT title, status, text FROM articles ORDER BY title");
    assert_eq!(articles[0][1], "full");
    assert_eq!(articles[1], ["Page is gone", "failed", "In short: Page is gone."], "the feed's text stands in");

    let strict = desk.run(&["fetch", "--strict"]);
    assert_eq!(strict.code, 1);
    assert!(strict.stderr.contains("2 feeds failed") && strict.stderr.contains("hint:"), "{}", strict.stderr);
    let status = desk.ok(&["status"]);
    assert!(status.contains("not_a_feed") && status.contains("1 page not read: not_found"), "{status}");
}

#[test]
fn private_addresses_are_refused_unless_allowed() {
    let server = Server::start();
    server.answer("/feed.xml", rss(&server, &[]));
    let config = subscribe(&server, &[("local", "/feed.xml")]).replace("allow_private = true", "");
    let desk = Desk::new(&config);
    desk.ok(&["fetch"]);
    assert!(desk.sql("SELECT error FROM feeds")[0][0].starts_with("blocked_address: "));
    assert!(server.take_asked().is_empty(), "no byte may have reached the server");
}

#[test]
fn robots_are_asked_once_and_obeyed() {
    let server = Server::start();
    server.answer("/robots.txt", Answer::ok("text/plain", "User-agent: *\nDisallow: /private/\n"));
    server.answer("/feed.xml", rss(&server, &[("/private/a.html", "Not for robots"), ("/b.html", "For all")]));
    server.answer("/b.html", page("For all"));
    let desk = Desk::new(&subscribe(&server, &[("daily", "/feed.xml")]));
    desk.ok(&["fetch"]);
    let asked = server.take_asked();
    assert_eq!(paths(&asked, "/robots.txt").len(), 1);
    assert_eq!(paths(&asked, ".html"), ["/b.html"]);
    let rows = desk.sql("SELECT title, status, error FROM articles ORDER BY title");
    assert_eq!(rows[1][..2], ["Not for robots", "failed"]);
    assert!(rows[1][2].starts_with("robots: "));
}

#[test]
fn a_kill_in_the_middle_loses_nothing_and_repeats_nothing() {
    let server = Server::start();
    let stories: Vec<(String, String)> = (0..8).map(|n| (format!("/{n}.html"), format!("Story {n}"))).collect();
    let items: Vec<(&str, &str)> = stories.iter().map(|(path, title)| (path.as_str(), title.as_str())).collect();
    server.answer("/feed.xml", rss(&server, &items));
    for (path, title) in &items {
        server.answer(path, page(title));
    }
    let desk = Desk::new(&subscribe(&server, &[("daily", "/feed.xml")]));
    let held = server.hold("/4.html");
    let mut killed = desk.command(&["fetch"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    held.recv().unwrap();
    killed.kill().unwrap();
    killed.wait().unwrap();
    server.release("/4.html");
    assert!(desk.sql("SELECT count(*) FROM articles WHERE status = 'pending'")[0][0] != "0", "pages are still wanted");

    desk.ok(&["fetch"]);
    assert_eq!(desk.sql("SELECT count(*), count(DISTINCT url) FROM articles WHERE status = 'full'"), [["8", "8"]]);
    assert_eq!(desk.sql("SELECT count(*) FROM revisions")[0][0], "8");
    let polls = server.take_asked().into_iter().filter(|request| request.path == "/feed.xml").collect::<Vec<_>>();
    assert!(polls[1].headers.contains_key("if-none-match"), "the first poll was stored with its validators");
}

#[test]
fn the_daemon_polls_on_schedule_and_stops_when_told() {
    let server = Server::start();
    server.answer("/feed.xml", rss(&server, &[("/one.html", "First story")]));
    server.answer("/one.html", page("First story"));
    let desk = Desk::new(&subscribe(&server, &[("daily", "/feed.xml")]));
    let mut daemon = desk.command(&["run"]).env("FEEDMILL_LOG", "debug").stderr(Stdio::piped()).spawn().unwrap();
    wait_for_line(&mut daemon, "read page");
    terminate(&daemon);
    assert!(daemon.wait().unwrap().success());
    assert_eq!(desk.sql("SELECT title, status FROM articles"), [["First story", "full"]]);
    let next = &desk.sql("SELECT next_poll_at > last_try_at FROM feeds")[0][0];
    assert_eq!(next, "1");

    server.take_asked();
    let mut again = desk.command(&["run"]).stderr(Stdio::piped()).spawn().unwrap();
    wait_for_line(&mut again, "is running");
    terminate(&again);
    assert!(again.wait().unwrap().success());
    assert!(server.take_asked().is_empty(), "a restart never polls early");
}

fn wait_for_line(child: &mut Child, wanted: &str) {
    let mut seen = String::new();
    for line in BufReader::new(child.stderr.as_mut().unwrap()).lines() {
        let line = line.unwrap();
        if line.contains(wanted) {
            return;
        }
        seen.push_str(&line);
    }
    panic!("the daemon ended without saying `{wanted}`: {seen}");
}

pub fn terminate(child: &Child) {
    signal(child, "-TERM");
}

/// `name` as kill(1) takes it.
pub fn signal(child: &Child, name: &str) {
    let told = Command::new("kill").args([name, &child.id().to_string()]).status().unwrap();
    assert!(told.success());
}

#[test]
fn a_bad_configuration_touches_nothing() {
    let desk = Desk::new("[defaults]\nshedule = \"@hourly\"\n[feed.a]\nurl = \"ftp://a.example/\"\n[feed.b]\n");
    for command in ["check", "fetch", "run", "list"] {
        let ran = desk.run(&[command]);
        assert_eq!(ran.code, 78, "{command}: {}", ran.stderr);
        for part in ["feedmill.toml:2:1", "did you mean `schedule`?", "feedmill.toml:4:", "[feed.b]"] {
            assert!(ran.stderr.contains(part), "{command}: {part} in {}", ran.stderr);
        }
    }
    assert!(!desk.path("feedmill.db").exists());
}

#[test]
fn an_unknown_command_is_wrong_usage() {
    assert_eq!(Desk::new("").run(&["fetsch"]).code, 2);
}

#[test]
fn readers_find_what_was_stored() {
    let server = Server::start();
    server.answer("/feed.xml", rss(&server, &[("/zh.html", "港口新闻今日发布"), ("/en.html", "Harbour news")]));
    server.answer("/en.html", page("Harbour news"));
    let desk = Desk::new(&(subscribe(&server, &[("daily", "/feed.xml")]) + "tags = [\"local\"]\n"));
    desk.ok(&["fetch"]);

    let list = desk.lines(&["list", "--json"]);
    assert_eq!(list.len(), 2);
    let ids: Vec<String> = list.iter().map(|article| article["id"].to_string()).collect();
    for (query, expected) in [("新闻", 1), ("harbour", 2), ("\"half of the town\"", 1), ("nowhere", 0)] {
        let found = desk.lines(&["search", query, "--json"]).len();
        assert!(found == expected || query == "harbour" && found >= 1, "{query}: {found}");
    }
    let record: Value = serde_json::from_str(&desk.ok(&["show", &ids[0], "--json"])).unwrap();
    assert_eq!(record["id"].to_string(), ids[0]);
    assert!(desk.ok(&["show", &ids[0]]).contains(record["title"].as_str().unwrap()));
    assert_eq!(desk.run(&["show", "999"]).code, 1);
    assert_eq!(desk.lines(&["list", "--json", "--tag", "local"]).len(), 2);
    assert_eq!(desk.lines(&["list", "--json", "--tag", "other"]).len(), 0);
    assert_eq!(desk.lines(&["list", "--json", "--since", "2026-11-24"]).len(), 0);

    let exported = desk.lines(&["export", "--format", "jsonl"]);
    assert_eq!(exported.len(), 2);
    assert!(exported.iter().all(|article| article["text"].is_string() && article["authors"].is_array()));
    desk.ok(&["export", "--format", "jsonl", "-o", "out.jsonl"]);
    assert_eq!(fs::read_to_string(desk.path("out.jsonl")).unwrap().lines().count(), 2);
}

#[test]
fn what_a_publisher_changes_and_takes_away_is_kept() {
    let server = Server::start();
    let desk = Desk::new(&subscribe(&server, &[("local", "/feed")]));
    let feed = |title| rss(&server, &[("/ferry", title)]).with("ETag", title);
    server.answer("/feed", feed("Ferry opens"));
    server.answer("/ferry", page("Ferry opens"));
    desk.ok(&["fetch"]);
    let once = desk.run(&["diff", "1"]);
    assert_eq!((once.code, once.stderr.contains("one revision")), (1, true), "{}", once.stderr);

    let edited = String::from_utf8(page("Ferry opens late").body).unwrap().replace("in coins", "in notes");
    server.answer("/ferry", Answer::ok("text/html", edited));
    server.answer("/feed", feed("Ferry opens late"));
    let summary: Value = serde_json::from_str(&desk.ok(&["fetch", "--json"])).unwrap();
    assert_eq!((&summary["rechecked"], &summary["edited"], &summary["gone"]), (&1.into(), &1.into(), &0.into()));
    let shown = desk.ok(&["diff", "1"]);
    assert!(shown.contains("in [-coins-]{+notes+}.") && shown.contains("opens{+ late+}"), "{shown}");
    let told: Value = serde_json::from_str(&desk.ok(&["diff", "1", "--json"])).unwrap();
    assert_eq!((&told["to"]["revision"], &told["to"]["reason"]), (&2.into(), &"edited".into()));
    assert!(told["text"].as_array().unwrap().iter().any(|piece| piece["kind"] == "added" && piece["text"] == "notes"));

    server.answer("/ferry", Answer::status(410));
    server.answer("/feed", feed("Ferry opens after all"));
    let gone = desk.ok(&["fetch"]);
    assert!(gone.contains("1 page read again: 0 edited, 1 gone"), "{gone}");
    let shown = desk.ok(&["show", "1"]);
    assert!(shown.contains("no longer at its site") && shown.contains("in notes"), "{shown}");
    assert!(desk.ok(&["explain", "1"]).contains("gone since"));
    assert!(desk.ok(&["list"]).contains("[gone]"));
    assert!(desk.lines(&["export", "--format", "jsonl"])[0]["gone_at"].is_string());
    let rows = desk.sql("SELECT status, revision, gone_at IS NOT NULL, checked_at IS NOT NULL FROM articles");
    assert_eq!(rows, [["full", "2", "1", "1"]]);
}

#[test]
fn files_are_read_without_network_or_store() {
    let desk = Desk::new("");
    fs::write(desk.path("page.html"), page("First story").body).unwrap();
    fs::write(desk.path("note.txt"), "A headline\n\nA paragraph of plain text.\n").unwrap();
    fs::write(desk.path("feed.json"), r#"{"version":"https://jsonfeed.org/version/1.1","title":"J","items":[{"id":"1","url":"/a","title":"T","content_text":"x"}]}"#).unwrap();

    fs::write(desk.path("late.html"), "<title>Ferry</title><h1>Ferry</h1><p>3 hours ago</p><p>The ferry left.</p>")
        .unwrap();
    let late = &desk.lines(&["extract", "--json", "--fetched-at", "2026-11-24T08:30:00Z", "late.html"])[0];
    assert_eq!(late["published"], "2026-11-24T05:30:00+00:00");
    assert!(desk.lines(&["extract", "--json", "late.html"])[0]["published"].is_null());

    let records = desk.lines(&["extract", "--json", "--url", "https://a.example/x", "page.html", "note.txt"]);
    assert_eq!(records[0]["title"], "First story");
    assert!(records[1]["text"].as_str().unwrap().contains("A paragraph of plain text."));
    let mut keys: Vec<_> = records[0].as_object().unwrap().keys().cloned().collect();
    keys.sort();
    let mut promised = [
        "file",
        "url",
        "title",
        "authors",
        "published",
        "modified",
        "language",
        "languages",
        "site_name",
        "description",
        "image",
        "canonical_url",
        "section",
        "keywords",
        "text",
        "markdown",
        "captions",
        "credits",
        "words",
        "method",
        "removed",
        "sources",
        "alternatives",
        "annotations_removed",
        "around",
        "wall",
    ];
    promised.sort_unstable();
    assert_eq!(keys, promised);

    let feed = desk.lines(&["parse", "--json", "--url", "https://a.example/feed", "feed.json"]);
    assert_eq!(feed[0]["entries"][0]["link"], "https://a.example/a");
    assert_eq!(feed[0]["ok"], true);

    fs::write(desk.path("empty.html"), "").unwrap();
    fs::write(desk.path("picture.html"), b"\x89PNG\r\n\x1a\n").unwrap();
    let told = desk.run(&["extract", "--json", "empty.html", "picture.html"]);
    assert!(told.code == 1 && told.stdout.lines().all(|line| line.contains("\"error\"")), "{}", told.stdout);

    let ran = desk.run(&["extract", "--json", "missing.html", "page.html"]);
    assert_eq!(ran.code, 1);
    let first: Value = serde_json::from_str(ran.stdout.lines().next().unwrap()).unwrap();
    assert!(first["error"].is_string() && first["file"] == "missing.html");
    assert_eq!(ran.stdout.lines().count(), 2, "the good file beside it is read");
    assert!(!desk.path("feedmill.db").exists());
}

#[test]
fn the_demonstration_shows_all_its_languages() {
    let desk = Desk::new("");
    let shown = desk.ok(&["demo", "--dir", "demo"]);
    assert!(shown.contains("Try next"), "{shown}");
    let tried =
        shown.lines().find_map(|line| line.split_once(" search ")).map(|(_, rest)| rest.split(' ').next().unwrap());
    let database = desk.path("demo/feedmill.db");
    let database = database.to_str().unwrap();
    for language in ["en", "zh", "ja", "ar"] {
        let articles = desk.lines(&["list", "--json", "--language", language, "--database", database]);
        assert!(articles.len() >= 5, "{language}: {}", articles.len());
    }
    assert!(!desk.lines(&["search", tried.unwrap(), "--json", "--database", database]).is_empty(), "{shown}");
    desk.ok(&["demo", "--dir", "demo"]);
}
