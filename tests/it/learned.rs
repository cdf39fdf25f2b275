//! Stored pages read again, and what the archive learns of a site, by the real program.

use crate::program::{Desk, page, rss, subscribe};
use crate::server::{Answer, Server};
use std::fs;

/// A page on which a box stands among the paragraphs.
fn page_with_box(title: &str) -> Answer {
    let plain = page(title);
    let html = String::from_utf8(plain.body).unwrap();
    let with_box = "<div class=pitch><p>Our harbour letter tells you each morning which ferries run, and it is free \
                    for all who live on either bank of the river.</p></div></article>";
    Answer::ok("text/html; charset=utf-8", html.replace("</article>", with_box))
}

#[test]
fn stored_pages_are_read_again_by_the_rules_of_today() {
    let server = Server::start();
    let stories = [("/one.html", "First story"), ("/two.html", "Second story"), ("/three.html", "Third story")];
    server.answer("/feed.xml", rss(&server, &stories));
    for (path, title) in stories {
        server.answer(path, if title == "Third story" { page(title) } else { page_with_box(title) });
    }
    let config = subscribe(&server, &[("daily", "/feed.xml")]);
    let desk = Desk::new(&config);
    desk.ok(&["fetch"]);
    let boxes = "SELECT count(*) FROM articles WHERE text LIKE '%harbour letter%'";
    assert_eq!(desk.sql(boxes)[0][0], "2");
    assert!(desk.ok(&["reextract"]).contains("3 pages read again: 0 articles changed"));
    server.take_asked();

    fs::write(desk.path("feedmill.toml"), config + "strip = [\".pitch\"]\n").unwrap();
    let dry = desk.ok(&["reextract", "--dry-run"]);
    assert!(dry.contains("3 pages read again: 2 articles would change, 2 in their text, 0 in their title"), "{dry}");
    assert!(dry.contains("First story: ") && dry.contains("(text, markdown"), "{dry}");
    assert_eq!(desk.sql(boxes)[0][0], "2", "a dry run changes nothing");
    assert_eq!(desk.lines(&["reextract", "--dry-run", "--json", "--site", "127.0.0.1"]).len(), 2);
    assert_eq!(desk.lines(&["reextract", "--dry-run", "--json", "--since", "2026-11-24"]).len(), 0);

    let said = desk.ok(&["reextract", "--feed", "daily"]);
    assert!(said.contains("2 articles changed"), "{said}");
    assert_eq!(desk.sql(boxes)[0][0], "0");
    let reasons = "SELECT reason, count(*) FROM revisions GROUP BY reason ORDER BY reason";
    assert_eq!(desk.sql(reasons), [["new", "3"], ["reextracted", "2"]]);
    assert!(desk.ok(&["reextract"]).contains(": 0 articles changed"));
    assert_eq!(desk.sql(reasons), [["new", "3"], ["reextracted", "2"]]);
    assert!(server.take_asked().is_empty(), "no network");
}
