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

#[test]
fn a_block_is_learned_shown_freed_and_pinned() {
    let server = Server::start();
    let stories = [("/one.html", "First story"), ("/two.html", "Bread is dear"), ("/three.html", "Snow in the hills")];
    server.answer("/feed.xml", rss(&server, &stories));
    for (path, title) in stories {
        server.answer(path, article_with_line(title));
    }
    let desk = Desk::new(&subscribe(&server, &[("daily", "/feed.xml")]));
    let summary = desk.ok(&["fetch"]);
    assert!(summary.contains("cleaned again"), "{summary}");
    let lines = "SELECT count(*) FROM articles WHERE text LIKE '%pocket%'";
    assert_eq!(desk.sql(lines)[0][0], "0");

    let site = server.address.to_string();
    let blocks = desk.lines(&["boilerplate", &site, "--json"]);
    assert_eq!(blocks.len(), 1, "{blocks:?}");
    assert_eq!((&blocks[0]["stories"], &blocks[0]["state"]), (&3.into(), &"counted".into()));
    assert_eq!(blocks[0]["examples"].as_array().unwrap().len(), 3);
    let listed = desk.ok(&["boilerplate", &site]);
    assert!(listed.contains("Carry the paper in your pocket") && listed.contains("in 3 articles counted"), "{listed}");

    let told = desk.ok(&["explain", "1"]);
    for part in ["listed by daily", "asked ", "where the fields came from", "site_boilerplate  Carry", "in 3 stories"] {
        assert!(told.contains(part), "{part} in {told}");
    }
    let told = desk.lines(&["explain", "1", "--json"]).remove(0);
    let removed = told["removed"].as_array().unwrap();
    assert!(removed.iter().any(|one| one["why"] == "site_boilerplate" && one["evidence"]["stories"] == 3), "{told}");
    assert_eq!(told["requests"][0]["outcome"], "page");

    let id = &blocks[0]["id"].as_str().unwrap()[..8];
    assert!(desk.ok(&["boilerplate", &site, "--free", id]).contains("3 articles to be cleaned again"));
    desk.ok(&["fetch"]);
    assert_eq!(desk.sql(lines)[0][0], "3");
    desk.ok(&["boilerplate", &site, "--pin", id]);
    desk.ok(&["fetch"]);
    assert_eq!(desk.sql(lines)[0][0], "0");
    assert_eq!(desk.sql("SELECT count(*) FROM revisions WHERE reason = 'edited'")[0][0], "0");

    let before = desk.sql("SELECT count(*), max(made_at) FROM revisions");
    assert!(desk.ok(&["reextract"]).contains(": 0 articles changed"));
    assert_eq!(desk.sql("SELECT count(*), max(made_at) FROM revisions"), before);
    assert_eq!(desk.run(&["boilerplate", "nowhere.example"]).code, 1);
    assert_eq!(desk.run(&["boilerplate", &site, "--pin", "zz"]).code, 2);
}

/// Articles that share a line and nothing else.
fn article_with_line(title: &str) -> Answer {
    let sentence = |what: &str| {
        format!(
            "{title}: that is what {what} said on Monday, and there was more to it than anybody in the town hall had thought."
        )
    };
    let paragraphs: String = ["the mayor", "the baker", "a neighbour", "the school"]
        .iter()
        .map(|who| format!("<p>{} {}</p>", sentence(who), sentence(&format!("{who} of the next town"))))
        .collect();
    Answer::ok(
        "text/html; charset=utf-8",
        format!(
            "<!doctype html><html lang=en><head><meta charset=utf-8><title>{title}</title></head><body><article>\
             <h1>{title}</h1>{paragraphs}<p>Carry the paper in your pocket wherever the day takes you, and read it before the others do.</p></article></body></html>"
        ),
    )
}
