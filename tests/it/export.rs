//! Articles and feeds on their way out and in: `export`, `import`, `backup`, `diff` on the real program.

use crate::program::{DEFAULTS, Desk, page, rss, subscribe};
use crate::server::{Answer, Server};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A desk with two articles, from two feeds that both list the second.
fn stocked() -> (Desk, Server) {
    let server = Server::start();
    server.answer("/a.xml", rss(&server, &[("/one.html", "First story"), ("/two.html", "Second story")]));
    server.answer("/b.xml", rss(&server, &[("/two.html", "Second story")]));
    server.answer("/one.html", page("First story"));
    server.answer("/two.html", page("Second story"));
    let groups = "[group.World]\ntags = [\"w\"]\n";
    let config = subscribe(&server, &[("a", "/a.xml"), ("b", "/b.xml")]) + "group = \"World\"\n" + groups;
    let desk = Desk::new(&config);
    desk.ok(&["fetch"]);
    (desk, server)
}

/// The files below a folder, by their paths in it.
fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for path in fs::read_dir(next).unwrap().map(|entry| entry.unwrap().path()) {
            match path.is_dir() {
                true => folders.push(path),
                false => found.push(path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned()),
            }
        }
    }
    found.sort();
    found
}

#[test]
fn every_format_is_written_whole() {
    let (desk, _server) = stocked();
    for (format, name) in [("jsonl", "a.jsonl"), ("csv", "a.csv"), ("parquet", "a.parquet"), ("atom", "a.xml")] {
        desk.ok(&["export", "--format", format, "-o", name]);
        assert!(fs::metadata(desk.path(name)).unwrap().len() > 500, "{format}");
    }
    assert_eq!(&fs::read(desk.path("a.parquet")).unwrap()[..4], b"PAR1");
    let atom = fs::read(desk.path("a.xml")).unwrap();
    let read = desk.run(&["parse", "--json", "a.xml"]);
    assert!(read.stdout.contains("\"format\":\"atom\"") && read.stdout.contains("Second story"), "{}", read.stdout);
    assert!(String::from_utf8(atom).unwrap().contains("<title>feedmill: all articles</title>"));

    desk.ok(&["export", "--format", "markdown", "-o", "notes"]);
    let notes = files(&desk.path("notes"));
    assert_eq!(notes.len(), 2);
    assert!(notes.iter().any(|path| path.ends_with("-first-story.md")), "{notes:?}");
    let refused = desk.run(&["export", "--format", "markdown", "-o", "notes"]);
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("not empty") && refused.stderr.contains("hint:"), "{}", refused.stderr);
    let left: Vec<PathBuf> = fs::read_dir(desk.path(".")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(left.iter().all(|path| !path.to_str().unwrap().ends_with(".part")), "{left:?}");
    assert_eq!(desk.run(&["export", "--format", "markdown"]).code, 2, "a folder is no standard output");
}

#[test]
fn a_cursor_goes_on_where_it_stood() {
    let (desk, server) = stocked();
    let export = ["export", "--format", "jsonl", "--cursor", "seen"];
    assert_eq!(desk.lines(&export).len(), 2);
    assert_eq!(desk.lines(&export).len(), 0);
    server.answer("/b.xml", rss(&server, &[("/three.html", "Third story")]).with("ETag", "\"two\""));
    server.answer("/three.html", page("Third story"));
    desk.ok(&["fetch"]);
    let new = desk.lines(&export);
    assert_eq!(new.len(), 1);
    assert_eq!(new[0]["title"], "Third story");

    let first = desk.lines(&["export", "--format", "jsonl", "--cursor", "slow", "--limit", "2"]);
    let rest = desk.lines(&["export", "--format", "jsonl", "--cursor", "slow", "--limit", "2"]);
    assert_eq!((first.len(), rest.len()), (2, 1), "a limit leaves the rest for the next time");
    fs::write(desk.path("odd"), "no number").unwrap();
    assert_eq!(desk.run(&["export", "--format", "jsonl", "--cursor", "odd"]).code, 1);
    fs::write(desk.path("odd"), "999999").unwrap();
    let other = desk.run(&["export", "--format", "jsonl", "--cursor", "odd"]);
    assert!(other.code == 1 && other.stderr.contains("another's"), "{}", other.stderr);
}

#[test]
fn partitions_are_folders_with_each_article_once() {
    let (desk, server) = stocked();
    desk.ok(&["export", "--format", "jsonl", "--partition", "day", "-o", "days"]);
    assert_eq!(files(&desk.path("days")), ["day=2026-11-23/articles.jsonl"]);
    desk.ok(&["export", "--format", "parquet", "--partition", "feed", "--cursor", "seen", "-o", "feeds"]);
    let before = files(&desk.path("feeds"));
    // Both are polled at once, so either may have been first; no article stands in both.
    assert!(before.iter().all(|path| path.starts_with("feed=") && path.ends_with(".parquet")), "{before:?}");
    server.answer("/a.xml", rss(&server, &[("/three.html", "Third story")]).with("ETag", "\"two\""));
    server.answer("/three.html", page("Third story"));
    desk.ok(&["fetch"]);
    desk.ok(&["export", "--format", "parquet", "--partition", "feed", "--cursor", "seen", "-o", "feeds"]);
    let after = files(&desk.path("feeds"));
    assert_eq!(after.len(), before.len() + 1, "{after:?}");
    assert!(before.iter().all(|path| after.contains(path)), "what was written stays: {after:?}");
}

#[test]
fn subscriptions_go_out_as_opml_and_come_back() {
    let (desk, _server) = stocked();
    desk.ok(&["export", "--format", "opml", "-o", "feeds.opml"]);
    let text = fs::read_to_string(desk.path("feeds.opml")).unwrap();
    assert!(text.contains("<outline text=\"World\">") && text.contains("title=\"The Daily Test\""), "{text}");

    let known = desk.run(&["import", "feeds.opml"]);
    assert_eq!(known.code, 0, "{}", known.stderr);
    assert!(known.stdout.is_empty() && known.stderr.contains("it is there already"), "{}", known.stderr);

    let fresh = Desk::new("include = [\"conf.d/*.toml\"]\n");
    fs::create_dir(fresh.path("conf.d")).unwrap();
    let odd = "<outline text='Odd' xmlUrl='file:///etc/passwd'/><outline text='Old' xmlUrl='feed://old.example/rss'/>";
    fs::write(fresh.path("feeds.opml"), text.replace("</body>", &format!("{odd}</body>"))).unwrap();
    let ran = fresh.run(&["import", "feeds.opml", "--out", "conf.d/imported.toml"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stderr.contains("3 feeds written") && ran.stderr.contains("file:///etc/passwd"), "{}", ran.stderr);
    let checked = fresh.ok(&["check"]);
    assert!(checked.contains("3 feeds, no faults"), "{checked}");
    let toml = fs::read_to_string(fresh.path("conf.d/imported.toml")).unwrap();
    assert!(toml.contains("[group.world]") && toml.contains("http://old.example/rss"), "{toml}");
    assert_eq!(fresh.run(&["import", "feeds.opml", "--out", "conf.d/imported.toml"]).code, 1, "no file is replaced");
    fs::write(fresh.path("page.html"), "<html></html>").unwrap();
    assert_eq!(fresh.run(&["import", "page.html"]).code, 1);
}

#[test]
fn a_backup_is_an_archive_of_its_own() {
    let (desk, _server) = stocked();
    let ran = desk.run(&["backup", "copy.db"]);
    assert!(ran.code == 0 && ran.stderr.contains("verified"), "{}", ran.stderr);
    assert_eq!(desk.lines(&["list", "--json", "--database", "copy.db"]).len(), 2);
    let again = desk.run(&["backup", "copy.db"]);
    assert!(again.code == 1 && again.stderr.contains("exists"), "{}", again.stderr);
}

#[test]
fn a_diff_shows_the_words_that_changed() {
    let server = Server::start();
    let feed = |text: &str| {
        let item = format!("<item><guid>1</guid><title>Ferry</title><description>{text}</description></item>");
        Answer::ok("text/xml", format!("<rss version=\"2.0\"><channel>{item}</channel></rss>"))
    };
    server.answer("/feed.xml", feed("The ferry left at noon, with 12 people on board."));
    let config = format!("{DEFAULTS}fulltext = \"feed\"\n[feed.f]\nurl = \"{}\"\n", server.url("/feed.xml"));
    let desk = Desk::new(&config);
    desk.ok(&["fetch"]);
    let one = desk.run(&["diff", "1"]);
    assert!(one.code == 1 && one.stderr.contains("one revision"), "{}", one.stderr);
    server.answer("/feed.xml", feed("The ferry left at one, with 12 people on board."));
    desk.ok(&["fetch"]);
    let shown = desk.ok(&["diff", "1"]);
    assert!(shown.contains("left at [-noon-]{+one+}, with"), "{shown}");
    let lines = desk.lines(&["diff", "1", "--json"]);
    assert_eq!((&lines[0]["from"]["revision"], &lines[0]["to"]["reason"]), (&1.into(), &"edited".into()));
    assert_eq!(lines[0]["text"][1]["kind"], "removed");
    assert_eq!(desk.run(&["diff", "1", "--to", "9"]).code, 2);
    assert_eq!(desk.run(&["diff", "77"]).code, 1);
}

/// The script in docs/schema.md that reads on from where it was.
#[test]
#[ignore = "needs sqlite3's shell"]
fn the_script_that_reads_on_misses_nothing_and_says_nothing_twice() {
    let script = include_str!("../../docs/schema.md").split("```sh\n").find_map(|part| part.strip_prefix("#!/bin/sh"));
    let server = Server::start();
    let desk = Desk::new(&subscribe(&server, &[("local", "/feed")]));
    fs::write(desk.path("read-on"), script.unwrap().split("```").next().unwrap()).unwrap();
    // What a user may have set for the shell must not spoil its output.
    fs::write(desk.path(".sqliterc"), ".headers on\n.mode box\n").unwrap();
    let news = || {
        let mut shell = Command::new("sh");
        let ran = shell.arg("read-on").current_dir(desk.path("")).env("HOME", desk.path("")).output().unwrap();
        assert!(ran.status.success() && ran.stderr.is_empty(), "{}", String::from_utf8_lossy(&ran.stderr));
        let lines = String::from_utf8(ran.stdout).unwrap();
        lines
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].as_i64().unwrap())
            .collect::<Vec<_>>()
    };
    let list = |titles: &[(&str, &str)], tag: &str| {
        for (path, title) in titles {
            server.answer(path, page(title));
        }
        server.answer("/feed", rss(&server, titles).with("ETag", tag));
        desk.ok(&["fetch"]);
    };
    list(&[("/a", "Ferry opens"), ("/b", "A \"quoted\" 新闻")], "1");
    assert_eq!(news(), [1, 2]);
    assert_eq!(news(), [0; 0]);
    list(&[("/a", "Ferry opens late"), ("/b", "A \"quoted\" 新闻"), ("/c", "Third")], "2");
    let mut again = news();
    again.sort_unstable();
    assert_eq!(again, [2, 3], "one was edited, one is new");
    fs::remove_file(desk.path("feedmill.cursor")).unwrap();
    assert_eq!(news().len(), 3, "all of it without a cursor");
}
