//! Good manners at the command line: who is left alone, brought back, or read back to its beginning.

use crate::program::{DEFAULTS, Desk, subscribe};
use crate::server::{Answer, Server};

fn feed(items: &[&str], older: Option<&str>) -> Answer {
    let link = older.map(|older| format!("<atom:link rel=\"prev-archive\" href=\"{older}\"/>")).unwrap_or_default();
    let items: String =
        items.iter().map(|id| format!("<item><guid>{id}</guid><title>Story {id}</title></item>")).collect();
    let feed = format!(
        "<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel><title>Daily</title>{link}{items}</channel></rss>"
    );
    Answer::ok("application/rss+xml", feed).with("ETag", "\"one\"")
}

#[test]
fn a_feed_that_is_gone_is_brought_back_by_retry() {
    let server = Server::start();
    server.answer("/feed.xml", Answer::status(410));
    let desk = Desk::new(&subscribe(&server, &[("daily", "/feed.xml")]));
    desk.ok(&["fetch"]);
    desk.ok(&["fetch"]);
    assert_eq!(server.take_asked().len(), 1, "what is gone isn't asked again");
    assert_eq!(desk.sql("SELECT status, next_poll_at FROM feeds"), [["gone", "NULL"]]);

    server.answer("/feed.xml", feed(&["a"], None));
    let told = desk.ok(&["retry", "daily"]);
    assert!(told.contains("daily is due now"), "{told}");
    desk.ok(&["fetch"]);
    assert_eq!(desk.sql("SELECT status, error FROM feeds"), [["ok", "NULL"]]);
    let unknown = desk.run(&["retry", "weekly"]);
    assert_eq!((unknown.code, unknown.stderr.contains("no feed is called `weekly`")), (2, true), "{}", unknown.stderr);
}

#[test]
fn a_servers_wish_to_be_left_alone_outlives_the_program() {
    let server = Server::start();
    server.answer("/one.xml", Answer::status(429).with("Retry-After", "7200"));
    server.answer("/two.xml", feed(&["a"], None));
    let one = format!("{DEFAULTS}[feed.one]\nurl = \"{}\"\n", server.url("/one.xml"));
    let desk = Desk::new(&one);
    desk.ok(&["fetch"]);
    std::fs::write(desk.path("feedmill.toml"), one + &format!("[feed.two]\nurl = \"{}\"\n", server.url("/two.xml")))
        .unwrap();
    let summary = desk.ok(&["fetch", "--json"]);
    assert!(summary.contains("\"left_alone\":2"), "{summary}");
    assert_eq!(server.take_asked().len(), 1, "neither the feed nor its neighbour is asked");
    assert_eq!(
        desk.sql("SELECT key, waits_for FROM feeds ORDER BY key"),
        [["one", "retry_after"], ["two", "retry_after"]]
    );
    let status = desk.ok(&["status", "one"]);
    assert!(status.contains("as long as its server asked for"), "{status}");

    desk.ok(&["retry", "two"]);
    desk.ok(&["fetch", "two"]);
    assert_eq!(desk.sql("SELECT status, waits_for FROM feeds WHERE key = 'two'"), [["ok", "NULL"]]);
    let status = desk.ok(&["status"]);
    assert!(status.contains("were answered by \"not modified\""), "{status}");
}

#[test]
fn older_documents_come_in_when_asked_for() {
    let server = Server::start();
    server.answer("/feed.xml", feed(&["c"], Some("/2.xml")));
    server.answer("/2.xml", feed(&["b"], Some("/1.xml")));
    server.answer("/1.xml", feed(&["a"], None));
    let desk = Desk::new(&subscribe(&server, &[("daily", "/feed.xml")]));
    desk.ok(&["fetch"]);
    assert_eq!(server.take_asked().len(), 1, "a poll reads no older document");
    let told = desk.ok(&["backfill", "daily"]);
    assert!(told.starts_with("3 documents read, 2 articles new"), "{told}");
    assert_eq!(desk.sql("SELECT count(*) FROM articles"), [["3"]]);
    assert_eq!(desk.sql("SELECT group_concat(outcome) FROM requests"), [["fresh,fresh,fresh,fresh"]]);
}
