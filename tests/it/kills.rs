//! kill -9 while a run is at work, again and again: what it said it had stored is there, once, and the file is sound.
//!
//! What was acknowledged is noted outside the database, from the log: a line there comes after the commit.
//! `cargo test --release --test it -- --ignored kills --nocapture` does it two hundred times and prints the figures.

use crate::program::{DEFAULTS, Desk, page, rss};
use crate::server::Server;
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::{Duration, Instant};

/// Stories that are new before each start.
const NEWS: usize = 40;

/// What the runs said that they had stored.
#[derive(Default)]
struct Acknowledged {
    pages: BTreeSet<String>,
    new_articles: usize,
    slowest_start: Duration,
}

#[test]
fn three_kills_lose_nothing() {
    kill_again_and_again(3);
}

#[test]
#[ignore = "two hundred runs take minutes"]
fn two_hundred_kills_lose_nothing() {
    let Acknowledged { pages, new_articles, slowest_start } = kill_again_and_again(200);
    println!(
        "200 kills: {} pages and {new_articles} new articles acknowledged, none lost, none doubled; slowest start {} ms",
        pages.len(),
        slowest_start.as_millis()
    );
    assert!(slowest_start < Duration::from_secs(2), "ready within two seconds (D01)");
}

fn kill_again_and_again(times: usize) -> Acknowledged {
    let server = Server::start();
    let config = format!("{DEFAULTS}schedule = \"* * * * * *\"\n[feed.daily]\nurl = \"{}\"\n", server.url("/feed.xml"));
    let desk = Desk::new(&config);
    let mut acknowledged = Acknowledged::default();
    for round in 0..times {
        publish(&server, round);
        // Where in the work it is killed differs from round to round.
        let pages_until_killed = (round * 7 + 3) % NEWS;
        // A feed lists its news in two rounds: in one of them it is polled before the kill, whatever waits to be read.
        run_until(&desk, pages_until_killed, round % 2 == 1, &mut acknowledged);
        check(&desk, &acknowledged);
    }
    assert!(!acknowledged.pages.is_empty());
    // What was wanted when it was killed is read in the end, and no story is there twice.
    desk.ok(&["fetch"]);
    check(&desk, &acknowledged);
    let all = (NEWS * times).to_string();
    let whole =
        desk.sql("SELECT count(*), count(DISTINCT url), count(DISTINCT title) FROM articles WHERE status = 'full'");
    assert_eq!(whole, [[all.clone(), all.clone(), all.clone()]]);
    assert_eq!(desk.sql("SELECT count(*) FROM revisions"), [[all.clone()]]);
    assert_eq!(desk.sql("SELECT count(DISTINCT item_id), count(*) FROM article_feeds"), [[all.clone(), all]]);
    acknowledged
}

/// The feed with the news of this round and the last one.
fn publish(server: &Server, round: usize) {
    let stories: Vec<(String, String)> = (round.saturating_sub(1)..=round)
        .flat_map(|round| {
            (0..NEWS).map(move |story| (format!("/{round}-{story}.html"), format!("Story {story} of {round}")))
        })
        .collect();
    for (path, title) in &stories {
        server.answer(path, page(title));
    }
    let items: Vec<(&str, &str)> = stories.iter().map(|(path, title)| (path.as_str(), title.as_str())).collect();
    server.answer("/feed.xml", rss(server, &items).with("ETag", &format!("\"{round}\"")));
}

/// Starts a run and kills it once it has said so often that a page was read, and if asked to that the feed was polled.
fn run_until(desk: &Desk, pages: usize, wants_poll: bool, acknowledged: &mut Acknowledged) {
    let started = Instant::now();
    let mut run = desk
        .command(&["run"])
        .env("FEEDMILL_LOG", "debug")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(run.stderr.take().unwrap()).lines().map_while(Result::ok);
    let (mut read, mut awaits_poll) = (0, wants_poll);
    for line in lines.by_ref() {
        if line.contains("is running") {
            acknowledged.slowest_start = acknowledged.slowest_start.max(started.elapsed());
        }
        read += note(&line, acknowledged);
        awaits_poll &= !line.contains("\"new\":");
        if read > pages && !awaits_poll {
            break;
        }
    }
    run.kill().unwrap();
    // What it said before it was killed counts too.
    for line in lines {
        note(&line, acknowledged);
    }
    run.wait().unwrap();
}

/// Takes down what a line acknowledges; 1 if it is a page.
fn note(line: &str, acknowledged: &mut Acknowledged) -> usize {
    // The last one may have been cut off.
    let Ok(line) = serde_json::from_str::<Value>(line) else { return 0 };
    if let Some(new) = line["new"].as_u64() {
        acknowledged.new_articles += usize::try_from(new).unwrap();
    }
    if line["message"] != "read page" {
        return 0;
    }
    acknowledged.pages.insert(line["url"].as_str().expect("a page has its address").to_owned());
    1
}

fn check(desk: &Desk, acknowledged: &Acknowledged) {
    let full: BTreeSet<String> =
        desk.sql("SELECT url FROM articles WHERE status = 'full'").into_iter().map(|row| row[0].clone()).collect();
    let lost: Vec<&String> = acknowledged.pages.difference(&full).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    let articles: usize = desk.sql("SELECT count(*) FROM articles")[0][0].parse().unwrap();
    assert!(articles >= acknowledged.new_articles, "{articles} of {}", acknowledged.new_articles);
    assert_eq!(desk.sql("PRAGMA integrity_check"), [["ok"]]);
    assert_eq!(desk.sql("SELECT count(*) FROM pragma_foreign_key_check"), [["0"]]);
}
