//! Site rules by the real program: articles on several pages, and what rules are held against.

use crate::program::{Desk, paths, rss, subscribe};
use crate::server::{Answer, Server};
use std::fs;

const RULES: &str = r#"
[site."127.0.0.1"]
body = [".story"]
strip = [".pitch"]
title = ["h2"]
author = [".by"]
date = ["time"]
next = ["a.next"]
single_page = ["a.all"]
"#;

const PROSE: &str = "the ferry that links the two halves of the town came back into service after a winter in dry dock, \
    and half of the town had come to see it off, with flags, with thermos flasks and with a brass band.";

/// Page `number` of a story, with these links at its foot.
fn part(number: u32, links: &str) -> Answer {
    let html = format!(
        "<!doctype html><meta charset=utf-8><title>Wrong | The Daily Test</title><h2>The night ferry</h2><p class=by>By Jane Doe</p>\
         <time datetime=2026-11-22T07:30:00+01:00>Sunday</time><div class=story><p>Read on all our pages.</p>\
         <p>On page {number} {PROSE}</p><p class=pitch>Buy a boat.</p></div><p>Left outside of page {number}, {PROSE}</p>{links}"
    );
    Answer::ok("text/html; charset=utf-8", html)
}

fn desk(server: &Server, rules: &str) -> Desk {
    server.answer("/feed.xml", rss(server, &[("/one.html", "The night ferry")]));
    Desk::new(&format!("[daemon]\nworkers = 1\n{}{rules}", subscribe(server, &[("daily", "/feed.xml")])))
}

/// The numbers of the pages that the only article's text was taken from, in its order.
fn pages_in_text(desk: &Desk) -> Vec<String> {
    let text = &desk.sql("SELECT text FROM articles")[0][0];
    text.split("On page ").skip(1).map(|rest| rest[..1].to_owned()).collect()
}

#[test]
fn an_article_is_joined_from_its_pages() {
    let server = Server::start();
    for (page, next) in [(1, "two.html"), (2, "two.html?page=3&utm_source=x"), (3, "one.html")] {
        let path = ["/one.html", "/two.html", "/two.html?page=3&utm_source=x"][page - 1];
        server.answer(path, part(page as u32, &format!("<a class=next href='{next}'>Next</a>")));
    }
    let desk = desk(&server, RULES);
    desk.ok(&["fetch", "--strict"]);
    assert_eq!(pages_in_text(&desk), ["1", "2", "3"]);
    let record = "SELECT title, authors, published_at, method, url, json_extract(sources, '$.title'),
                  json_extract(sources, '$.authors'), json_extract(sources, '$.published') FROM articles";
    let url = server.url("/one.html");
    let expected = [
        "The night ferry",
        "[\"Jane Doe\"]",
        "2026-11-22T06:30:00Z",
        "rule",
        &url,
        "rule title",
        "rule author",
        "rule date",
    ];
    assert_eq!(desk.sql(record)[0], expected);
    let text = &desk.sql("SELECT text FROM articles")[0][0];
    assert!(!text.contains("outside") && !text.contains("Buy a boat"), "{text}");
    assert_eq!(text.matches("Read on all our pages.").count(), 1, "what stands on each page is said once");
    assert_eq!(desk.sql("SELECT count(*) FROM requests WHERE kind = 'scrape' AND outcome = 'page'")[0][0], "3");

    // All pages are kept, so that the record can be made again.
    server.take_asked();
    assert!(desk.ok(&["reextract"]).contains("1 page read again: 0 articles changed"));
    let config = fs::read_to_string(desk.path("feedmill.toml")).unwrap().replace("strip = [\".pitch\"]\n", "");
    fs::write(desk.path("feedmill.toml"), config).unwrap();
    assert!(desk.ok(&["reextract"]).contains("1 article changed"));
    assert_eq!(pages_in_text(&desk), ["1", "2", "3"]);
    assert_eq!(desk.sql("SELECT text FROM articles")[0][0].matches("Buy a boat").count(), 1);
    assert!(server.take_asked().is_empty(), "no network");
}

#[test]
fn what_leads_astray_is_not_followed() {
    let elsewhere = Server::start();
    elsewhere.answer("/two.html", part(2, ""));
    let other_host = format!("http://localhost:{}/two.html", elsewhere.address.port());
    for (name, next, redirect, pages, note) in [
        ("another host", other_host.as_str(), None, 1, "page not read"),
        ("a redirect to another host", "two.html", Some(other_host.as_str()), 1, "page not read"),
        ("a redirect back", "two.html", Some("/one.html"), 1, "page not read"),
        ("itself", "#top", None, 1, "NULL"),
        ("robots.txt says no", "private/two.html", None, 1, "page not read"),
        ("a page that isn't there", "none.html", None, 1, "page not read"),
    ] {
        let server = Server::start();
        server.answer("/robots.txt", Answer::ok("text/plain", "User-agent: *\nDisallow: /private/\n"));
        server.answer("/one.html", part(1, &format!("<a class=next href='{next}'>Next</a>")));
        server.answer("/private/two.html", part(2, ""));
        if let Some(target) = redirect {
            server.answer("/two.html", Answer::status(302).with("Location", target));
        }
        let desk = desk(&server, RULES);
        desk.ok(&["fetch", "--strict"]);
        assert_eq!(pages_in_text(&desk).len(), pages, "{name}: {:?}", desk.sql("SELECT error FROM wanted"));
        let noted = desk.sql("SELECT json_extract(sources, '$.\"rule next\"') FROM articles");
        assert_eq!(noted[0][0], note, "{name}");
        assert_eq!(elsewhere.take_asked().is_empty(), redirect != Some(&other_host), "{name}");
        assert!(!paths(&server.take_asked(), "two.html").contains(&"/private/two.html".to_owned()), "{name}");
    }
}

#[test]
fn pages_end_at_five_and_wait_for_one_that_may_come() {
    let server = Server::start();
    let path = |page: u32| if page == 1 { "/one.html".to_owned() } else { format!("/{page}.html") };
    for page in 1..8 {
        server.answer(&path(page), part(page, &format!("<a class=next href='{}'>Next</a>", path(page + 1))));
    }
    let whole = desk(&server, RULES);
    whole.ok(&["fetch", "--strict"]);
    assert_eq!(pages_in_text(&whole), ["1", "2", "3", "4", "5"]);
    assert_eq!(whole.sql("SELECT json_extract(sources, '$.\"rule next\"') FROM articles")[0][0], "page not read");

    server.answer("/3.html", Answer::status(503));
    let desk = desk(&server, RULES);
    desk.ok(&["fetch"]);
    assert_eq!(desk.sql("SELECT status FROM articles")[0][0], "pending", "half an article is none yet");
    assert!(desk.sql("SELECT error FROM wanted")[0][0].contains("503"));
    assert_eq!(desk.sql("SELECT outcome FROM requests WHERE kind = 'scrape' ORDER BY id")[0..2], [["page"], ["page"]]);
}

#[test]
fn a_view_on_one_page_stands_in() {
    let server = Server::start();
    let links = "<a class=next href=two.html>Next</a><a class=all href='all.html'>All on one page</a>";
    server.answer("/one.html", part(1, links));
    server.answer("/two.html", part(2, ""));
    server.answer("/all.html", part(9, "<link rel=canonical href='all.html'>"));
    let desk = desk(&server, RULES);
    desk.ok(&["fetch", "--strict"]);
    assert_eq!(pages_in_text(&desk), ["9"]);
    assert_eq!(desk.sql("SELECT url FROM articles")[0][0], server.url("/one.html"));
    assert_eq!(paths(&server.take_asked(), ".html"), ["/one.html", "/all.html"]);
    assert!(desk.ok(&["reextract"]).contains("1 page read again: 0 articles changed"));

    // Where it can't be had, the pages are joined.
    server.answer("/all.html", Answer::status(404));
    let other = self::desk(&server, RULES);
    other.ok(&["fetch", "--strict"]);
    assert_eq!(pages_in_text(&other), ["1", "2"]);
}

#[test]
fn a_rule_that_selects_nothing_is_told_and_done_without() {
    let server = Server::start();
    server.answer("/one.html", part(1, ""));
    let desk = desk(&server, "[site.\"127.0.0.1\"]\nbody = [\".gone\"]\ntitle = [\"xpath: //h7\"]\n");
    desk.ok(&["fetch", "--strict"]);
    let told = "SELECT method, json_extract(sources, '$.\"rule body\"'), json_extract(sources, '$.\"rule title\"') FROM articles";
    assert_eq!(desk.sql(told)[0], ["scored", "selected nothing", "selected nothing"]);
    assert_eq!(pages_in_text(&desk), ["1"]);
}

#[test]
fn a_stale_rule_is_flagged_until_pages_are_as_it_says_again() {
    let server = Server::start();
    let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
    let stories: Vec<(String, String)> =
        days.iter().map(|day| (format!("/{day}.html"), format!("The ferry of {day}"))).collect();
    let rules = "[site.\"127.0.0.1\"]\nbody = [\".story\"]\nstrip = [\".advert\"]\n";
    let desk = Desk::new(&format!("{}{rules}", subscribe(&server, &[("daily", "/feed.xml")])));
    let story = |body: &str, title: &str| {
        let page = String::from_utf8(part(1, "").body).unwrap().replace("The night ferry", title);
        Answer::ok("text/html; charset=utf-8", page.replace("class=story", body))
    };
    let fetch = |many: usize, body: &str| {
        let listed: Vec<(&str, &str)> = stories[..many].iter().map(|(path, title)| (&**path, &**title)).collect();
        server.answer("/feed.xml", rss(&server, &listed).with("ETag", &format!("\"{many}\"")));
        listed.iter().for_each(|(path, title)| server.answer(path, story(body, title)));
        desk.ok(&["fetch", "--strict"]);
        desk.ok(&["status"])
    };
    assert!(!fetch(2, "class=text").contains("the rule"), "two pages are no change yet");
    let said = fetch(3, "class=text");
    let sentence = "127.0.0.1: the rule `body` selected nothing in 3 of the last 3 pages, first at 20";
    assert!(said.contains(sentence) && said.contains("hint: `feedmill explain ID` names the rules"), "{said}");
    let stale = &desk.lines(&["status", "--json"])[0]["stale_rules"];
    assert_eq!(
        (&stale[0]["rule"], &stale[0]["missed"], stale.as_array().unwrap().len()),
        (&"body".into(), &3.into(), 1)
    );
    assert!(desk.ok(&["status", "daily"]).contains("stale rules  127.0.0.1: the rule `body`"));
    let told = desk.ok(&["explain", "1"]);
    assert!(told.contains("rule body  selected nothing"), "{told}");
    assert!(
        told.contains("select nothing on the kept page\n            body  .story\n           strip  .advert\n"),
        "{told}"
    );

    assert!(!fetch(6, "class=story").contains("the rule"), "three pages in a row are as it says");
}

#[test]
fn a_saved_page_is_read_by_the_rules_of_its_address() {
    let server = Server::start();
    let desk = desk(&server, RULES);
    fs::write(desk.path("page.html"), part(1, "").body).unwrap();
    let with_rules = &desk.lines(&["extract", "--json", "--url", "http://127.0.0.1/one.html", "page.html"])[0];
    assert_eq!((&with_rules["method"], &with_rules["title"]), (&"rule".into(), &"The night ferry".into()));
    for arguments in
        [&["extract", "--json", "--url", "https://a.example/", "page.html"][..], &["extract", "--json", "page.html"]]
    {
        assert_eq!(desk.lines(arguments)[0]["method"], "scored", "{arguments:?}");
    }
}

#[test]
fn rules_are_tested_on_stored_pages() {
    let server = Server::start();
    server.answer("/one.html", part(1, ""));
    let desk = desk(&server, "[site.\"127.0.0.1\"]\nbody = [\".story\"]\nauthor = [\".by\"]\n");
    fs::create_dir(desk.path("pages")).unwrap();
    fs::write(desk.path("pages/nine.html"), part(9, "").body).unwrap();
    let config = fs::read_to_string(desk.path("feedmill.toml")).unwrap();
    let one = server.url("/one.html");
    let with = |tests: &str| fs::write(desk.path("feedmill.toml"), format!("{config}{tests}")).unwrap();

    let none = desk.run(&["rules", "test"]);
    assert_eq!((none.code, none.stderr.contains("there are no tests of rules")), (1, true), "{}", none.stderr);

    let good = format!(
        "[[site.\"127.0.0.1\".test]]\nurl = \"{one}\"\ncontains = [\"On page 1 the ferry\"]\nabsent = [\"outside of\"]\n\
         authors = [\"Jane Doe\"]\npublished = 2026-11-22\n\
         [[site.\"127.0.0.1\".test]]\nfile = \"pages/nine.html\"\ncontains = [\"On page 9\"]\n"
    );
    with(&good);
    let missing = desk.run(&["rules", "test"]);
    assert_eq!(missing.code, 0, "one of them has its page: {}", missing.stdout);
    assert!(missing.stdout.contains("there is no archive yet"), "{}", missing.stdout);
    assert_eq!(desk.run(&["rules", "test", "--strict"]).code, 1);

    desk.ok(&["fetch", "--strict"]);
    server.take_asked();
    let said = desk.ok(&["rules", "test", "--strict", "--site", "127.0.0.1"]);
    assert!(said.contains(&format!("passed   127.0.0.1  {one}\n")), "{said}");
    assert!(said.ends_with("2 tests: 2 passed, 0 failed, 0 without a page\n"), "{said}");

    let stale = format!("{config}{good}title = \"Another\"\n").replace(".story", ".none");
    fs::write(desk.path("feedmill.toml"), stale).unwrap();
    let failed = desk.run(&["rules", "test", "--json"]);
    assert_eq!(failed.code, 1);
    let lines: Vec<serde_json::Value> = failed.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["outcome"], "failed");
    assert_eq!(lines[0]["why"][0], "`body` selects nothing on this page");
    assert_eq!(lines[1]["why"][1], "the title is \"Wrong | The Daily Test\", not \"Another\"");
    assert!(lines[1]["place"].as_str().unwrap().ends_with("feedmill.toml:17:1"), "{}", lines[1]["place"]);
    assert!(server.take_asked().is_empty(), "no network");
}

#[test]
fn rules_are_taken_over_from_site_files() {
    let server = Server::start();
    let desk = desk(&server, "");
    fs::create_dir(desk.path("configs")).unwrap();
    let text = "body: //div[@class='story']\nauthor: //p[@class='by']\nstrip: //p[\ntidy: no\n\
                test_url: https://ferry.example/1\ntest_contains: On page 1\n";
    fs::write(desk.path("configs/ferry.example.txt"), text).unwrap();
    fs::write(desk.path("configs/README.md"), "no rules").unwrap();
    let said = desk.run(&["rules", "import", "configs", "-o", "rules.toml"]);
    assert_eq!(said.code, 0, "{}", said.stderr);
    assert!(said.stderr.contains("configs/ferry.example.txt:3: strip: this isn't an XPath: "), "{}", said.stderr);
    assert!(said.stderr.contains("configs/ferry.example.txt:4: tidy: there is one parser"), "{}", said.stderr);
    let sum = "2 rules of 1 site and 1 test written to rules.toml; `feedmill check` judges it; left out: 1 rule, and 1 line about something else";
    assert!(said.stderr.contains(sum), "{}", said.stderr);
    assert_eq!(desk.run(&["rules", "import", "configs", "-o", "rules.toml"]).code, 1, "what is there stays");
    assert_eq!(desk.ok(&["rules", "import", "configs"]), fs::read_to_string(desk.path("rules.toml")).unwrap());
    assert_eq!(desk.run(&["rules", "import", "."]).code, 1, "no rules in it");

    let config = fs::read_to_string(desk.path("feedmill.toml")).unwrap();
    fs::write(desk.path("feedmill.toml"), format!("include = [\"rules.toml\"]\n{config}")).unwrap();
    desk.ok(&["check"]);
    fs::write(desk.path("page.html"), part(1, "").body).unwrap();
    let record = &desk.lines(&["extract", "--json", "--url", "https://ferry.example/1", "page.html"])[0];
    assert_eq!((&record["method"], &record["authors"][0]), (&"rule".into(), &"Jane Doe".into()));
}
