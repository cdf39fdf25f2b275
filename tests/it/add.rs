//! `feedmill add` on the real program: what it finds, prints and writes.

use crate::program::{DEFAULTS, Desk};
use crate::server::{Answer, Server};
use std::fs;

const QUICK: &str = "include = [\"conf.d/*.toml\"]\n[defaults]\ngap = \"0s\"\n";

fn feed(title: &str) -> Answer {
    let item = "<item><title>One</title><guid>1</guid></item>";
    Answer::ok("text/xml", format!("<rss version=\"2.0\"><channel><title>{title}</title>{item}</channel></rss>"))
}

fn page(html: &str) -> Answer {
    Answer::ok("text/html; charset=utf-8", format!("<!doctype html><title>A site</title>{html}"))
}

fn add<'a>(url: &'a str, options: &[&'a str]) -> Vec<&'a str> {
    [&["add", url, "--allow-private"], options].concat()
}

#[test]
fn a_page_gives_its_feeds_the_best_first() {
    let server = Server::start();
    let html = "<link rel=alternate type=application/rss+xml title=Comments href=/comments/feed>\
        <link rel=alternate type=application/rss+xml href=/feed><link rel=alternate type=application/rss+xml href=/gone>\
        <a href=/world.rss>World</a>";
    server.answer("/", page(html));
    server.answer("/feed", feed("人民日报"));
    server.answer("/comments/feed", feed("Comments on it"));
    server.answer("/world.rss", feed("The World, Daily"));
    let desk = Desk::new(QUICK);
    let url = server.url("/");

    let ran = desk.run(&add(&url, &[]));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stderr.contains("/gone"), "what was passed over is said: {}", ran.stderr);
    assert!(ran.stdout.starts_with("# ") && ran.stdout.contains("has 3 feeds"), "{}", ran.stdout);
    let best = format!(
        "# 人民日报 (rss, 1 item)\n[feed.\"人民日报\"]\nurl = \"{}\"\nallow_private = true\n",
        server.url("/feed")
    );
    assert!(ran.stdout.contains(&best), "{}", ran.stdout);
    assert!(ran.stdout.contains("#[feed.the-world-daily]\n#url = "), "{}", ran.stdout);

    let lines = desk.lines(&add(&url, &["--json"]));
    let keys: Vec<&str> = lines.iter().map(|line| line["key"].as_str().unwrap()).collect();
    assert_eq!(keys, ["人民日报", "the-world-daily", "comments-on-it"]);

    // What is printed is a configuration.
    fs::write(desk.path("feedmill.toml"), format!("{DEFAULTS}{}", ran.stdout)).unwrap();
    desk.ok(&["check"]);
}

#[test]
fn what_is_written_is_a_new_file_and_is_known_from_then_on() {
    let server = Server::start();
    server.answer("/rss", feed("The Daily Test"));
    let desk = Desk::new(QUICK);
    let url = server.url("/rss");

    desk.ok(&add(&url, &["--write"]));
    let file = desk.path("conf.d/the-daily-test.toml");
    let written = fs::read_to_string(&file).unwrap();
    assert!(written.contains("[feed.the-daily-test]"), "{written}");
    desk.ok(&["check"]);
    assert!(desk.ok(&["fetch"]).contains("1 feed polled"));

    let again = desk.run(&add(&url, &["--write"]));
    assert_eq!(again.code, 0, "{}", again.stderr);
    assert!(again.stdout.contains("configured already, as [feed.the-daily-test]"), "{}", again.stdout);
    assert_eq!(fs::read_dir(desk.path("conf.d")).unwrap().count(), 1);

    // Another feed of the same title gets another key, and a file that is in the way stays.
    server.answer("/other", feed("The Daily Test"));
    fs::write(desk.path("conf.d/the-daily-test-2.toml"), "# mine\n").unwrap();
    let lines = desk.lines(&add(&server.url("/other"), &["--write", "--json"]));
    assert_eq!(lines[0]["key"], "the-daily-test-3");
    assert!(lines[0]["written"].as_str().unwrap().ends_with("conf.d/the-daily-test-3.toml"));
    assert_eq!(fs::read_to_string(desk.path("conf.d/the-daily-test-2.toml")).unwrap(), "# mine\n");
    assert_eq!(fs::read_to_string(&file).unwrap(), written);
}

#[test]
fn usual_places_are_tried_only_if_the_page_names_none() {
    let server = Server::start();
    server.answer("/blog/", page("Nothing here."));
    server.answer("/blog/atom.xml", feed("Below"));
    server.answer("/feed", feed("Top"));
    let desk = Desk::new(QUICK);
    let lines = desk.lines(&add(&server.url("/blog/"), &["--json"]));
    assert_eq!((lines.len(), lines[0]["title"].as_str()), (1, Some("Below")));

    server.answer("/named", page("<a href=/feed>RSS</a>"));
    server.take_asked();
    desk.ok(&add(&server.url("/named"), &[]));
    let asked: Vec<String> = server.take_asked().into_iter().map(|asked| asked.path).collect();
    assert_eq!(asked, ["/named", "/feed"]);

    // A link that is called so may lead to a page about feeds.
    server.answer("/about", page("What feeds are."));
    server.answer("/explains", page("<a href=/about>RSS</a>"));
    let lines = desk.lines(&add(&server.url("/explains"), &["--json"]));
    assert_eq!(lines[0]["title"], "Top");
}

#[test]
fn a_feed_that_moved_for_good_is_taken_where_it_is_now() {
    let server = Server::start();
    server.answer("/now", feed("Here"));
    server.answer("/old", Answer::status(301).with("Location", "/now"));
    server.answer("/detour", Answer::status(302).with("Location", "/now"));
    let desk = Desk::new(QUICK);
    for (path, expected) in [("/old", "/now"), ("/detour", "/detour")] {
        let lines = desk.lines(&add(&server.url(path), &["--json"]));
        assert_eq!(lines[0]["url"].as_str(), Some(server.url(expected).as_str()), "{path}");
    }
}

#[test]
fn what_cant_be_added_says_why() {
    let server = Server::start();
    server.answer("/", page("Nothing here."));
    let desk = Desk::new("[defaults]\ngap = \"0s\"\nallow_private = true\n");
    let url = server.url("/");
    for (arguments, code, said) in [
        (&["add", &url][..], 2, "--allow-private"),
        (&["add", "ftp://a.example/"], 2, "a.example"),
        (&["add", "https://me:pw@a.example/"], 2, "credentials"),
        (&["add", "not a url"], 2, "not a url"),
        (&["add", &url, "--allow-private"], 1, "no feed"),
        (&["add", &server.url("/missing"), "--allow-private"], 1, "404"),
        (&["add", &url, "--allow-private", "--write"], 78, "include = "),
    ] {
        let ran = desk.run(arguments);
        assert_eq!(ran.code, code, "{arguments:?}: {}", ran.stderr);
        assert!(ran.stderr.contains(said), "{arguments:?}: {}", ran.stderr);
        assert!(!ran.stderr.contains(":pw@"), "{}", ran.stderr);
    }
}
