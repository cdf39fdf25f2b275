//! Pages read again: what is an edit, what is none, and when they are asked for.

use super::*;
use crate::model::{ArticleId, RevisionReason};
use crate::store::{Archive, ArticleDetails, Checked};

const FEED: &str = "http://news.example/feed";
const PAGE: &str = "http://news.example/ferry";
const BODY: &str = "The ferry that links the two halves of the town came back into service on Monday after a winter in \
    dry dock, and half of the town had come to see it off. Its engines are new, its bell is the old one. The harbour \
    master, who had promised the date in spring, was the first to buy a ticket, and he paid for it in coins.";
const SECOND: &str = "The mayor spoke for three minutes, as he had said he would. Then the bell was rung, the ropes were \
    taken in, and the boat turned its bow towards the other side, where a band of the fire brigade was waiting.";

fn feed_with(summary: &str) -> Reply {
    let item = format!(
        "<item><guid>ferry</guid><title>Ferry opens</title><link>{PAGE}</link><description>{summary}</description>\
         <pubDate>Sat, 31 Jan 2026 08:00:00 GMT</pubDate></item>"
    );
    reply(200, &[], &format!("<rss version=\"2.0\"><channel><title>News</title>{item}</channel></rss>"))
}

fn html(paragraphs: &[&str]) -> String {
    let text: String = paragraphs.iter().map(|text| format!("<p>{text}</p>")).collect();
    format!(
        "<!doctype html><html lang=en><head><title>Ferry opens</title></head><body><nav><a href=/>Home</a></nav>\
         <article><h1>Ferry opens</h1>{text}</article></body></html>"
    )
}

fn page(paragraphs: &[&str]) -> Reply {
    reply(200, &[("content-type", "text/html"), ("etag", "\"p1\"")], &html(paragraphs))
}

/// An article that was read whole, and nothing asked since.
fn read_once(settings: &str) -> Bench {
    let bench = Bench::new(&format!("[feed.news]\nurl = \"{FEED}\"\nlearn = false\nrobots = false\n{settings}"));
    bench.says(FEED, feed_with("In short"));
    bench.says(PAGE, page(&[BODY, SECOND]));
    bench.poll("news");
    assert_eq!(bench.scrape().len(), 1);
    bench.asked();
    bench
}

impl Bench {
    fn archive(&self) -> Archive {
        Archive::open_read_only(&self._folder.path().join("archive.db")).unwrap()
    }

    fn article(&self) -> ArticleDetails {
        self.archive().show(ArticleId(1)).unwrap().unwrap()
    }

    fn reasons(&self) -> Vec<RevisionReason> {
        self.archive().revisions(ArticleId(1)).unwrap().into_iter().map(|one| one.reason).collect()
    }

    /// The page says something else, and the feed too.
    fn changes(&self, summary: &str, page: Reply) -> Vec<Checked> {
        self.pass(TimeDelta::minutes(40));
        self.says(FEED, feed_with(summary));
        self.says(PAGE, page);
        self.poll("news");
        self.recheck().into_iter().map(|report| report.checked).collect()
    }
}

#[test]
fn a_page_is_read_again_when_its_feed_says_so() {
    let bench = read_once("");
    let edited = BODY.replace("in coins", "in notes");
    assert_eq!(bench.changes("In other words", page(&[&edited, SECOND])), [Checked::Edited]);
    let asked = bench.asked();
    assert_eq!(asked.iter().map(|one| one.url.as_str()).collect::<Vec<_>>(), [FEED, PAGE]);
    assert_eq!(etag(&asked[1]).as_deref(), Some("\"p1\""), "with the page's own validators");
    assert_eq!(bench.reasons(), [RevisionReason::New, RevisionReason::Edited]);
    assert!(bench.article().article.text.contains("in notes"));
    let kept = bench.archive().page(ArticleId(1)).unwrap().unwrap();
    assert_eq!(kept.fetched_at, bench.now(), "the page that is kept is the one that was read");

    bench.pass(TimeDelta::minutes(40));
    bench.poll("news");
    assert!(bench.recheck().is_empty(), "what the feed says no more of isn't asked for");
}

#[test]
fn what_is_no_edit_makes_no_revision() {
    let spaced = BODY.replace(' ', "\n  ");
    let with_furniture = html(&["Advertisement", BODY, SECOND, "1,204"]).replace(
        "</article>",
        "<div class=comments><a href=#c>17 comments</a></div></article><aside class=ad>Buy a boat today.</aside>",
    );
    for other in [html(&[&spaced, SECOND]), with_furniture] {
        let bench = read_once("");
        let before = bench.article();
        let other = reply(200, &[("content-type", "text/html")], &other);
        assert_eq!(bench.changes("In other words", other), [Checked::Same]);
        assert_eq!(bench.reasons(), [RevisionReason::New]);
        assert_eq!(bench.article().article, before.article);
    }
}

#[test]
fn nothing_less_than_the_article_takes_its_place() {
    let wall =
        "<!doctype html><title>Just a moment...</title><h1>Checking your browser</h1><p>Verify you are human.</p>";
    let teaser = html(&["The ferry that links the two halves of the town came back into service on Monday …"]);
    let consent = "<!doctype html><title>Consent</title><p>We value your privacy. We and our partners use cookies. \
        Accept all cookies or manage your choices.</p>";
    let another =
        html(&["The council meets on Friday and will speak of the budget and of the price of bread, as ever."])
            .replace("Ferry opens", "Politics");
    let feed = feed_with("In short, as before, and a little more of it").body;
    for other in [wall, &teaser, consent, "", "<html><body></body></html>", &another, &feed] {
        let bench = read_once("");
        let before = bench.article();
        bench.changes("In other words", reply(200, &[("content-type", "text/html")], other));
        assert_eq!(bench.article().article.text, before.article.text, "{other}");
        assert_eq!(bench.reasons(), [RevisionReason::New], "{other}");
        assert_eq!(bench.article().article.gone_at, None, "{other}");
    }
}

#[test]
fn what_is_gone_at_its_site_stays_here_and_may_come_back() {
    let home = html(&["The market opens at seven. Bread is cheaper. The council meets on Friday.", BODY])
        .replace("Ferry opens", "The Daily Test");
    let redirect = Reply {
        by_way_of: vec![(302, "http://news.example/".to_owned())],
        ..reply(200, &[("content-type", "text/html")], &home)
    };
    let listing = "<!doctype html><html lang=en><head><title>Politics</title></head><body><article><h1>Politics</h1>\
        <p>The council meets on Friday and will speak of the budget, of the new school and of the price of bread.</p>\
        <p>The market opens at seven in the morning, and whoever comes late will find the best of it sold.</p></article>";
    let elsewhere = Reply {
        by_way_of: vec![(301, "http://news.example/section/politics".to_owned())],
        ..reply(200, &[("content-type", "text/html")], listing)
    };
    for other in [reply(404, &[], ""), reply(410, &[], ""), redirect, elsewhere] {
        let bench = read_once("");
        let before = bench.article();
        assert_eq!(bench.changes("In other words", other.clone()), [Checked::Gone], "{other:?}");
        let gone = bench.article();
        assert_eq!(gone.article.gone_at, Some(bench.now()));
        assert_eq!((gone.article.text, gone.article.status), (before.article.text.clone(), before.article.status));
        assert!(gone.article.change_seq > before.article.change_seq, "readers that follow hear of it");
        assert_eq!(bench.reasons(), [RevisionReason::New]);
        bench.pass(TimeDelta::days(2));
        assert_eq!(bench.changes("In yet other words", page(&[BODY, SECOND])), [Checked::Back]);
        assert_eq!(bench.article().article.gone_at, None);
    }
}

#[test]
fn a_young_article_is_read_again_at_the_ages_configured() {
    let bench = read_once("revisions.check = [\"1h\", \"1d\"]");
    let hours = |hours: i64| {
        bench.pass(TimeDelta::hours(hours));
        bench.recheck().len()
    };
    // It came out half an hour before it was read.
    assert_eq!([hours(0), hours(1), hours(1), hours(20), hours(4), hours(24 * 10)], [0, 1, 0, 0, 1, 0]);
    let asked = bench.asked();
    assert_eq!(asked.len(), 2);
    assert!(asked.iter().all(|one| etag(one).is_some()));
}

#[test]
fn a_304_is_the_same_and_nothing_is_never() {
    let bench = read_once("");
    let unchanged = reply(304, &[("etag", "\"p2\"")], "");
    assert_eq!(bench.changes("In other words", unchanged.clone()), [Checked::Same]);
    assert_eq!(bench.article().requests.last().unwrap().outcome, "not_modified");
    bench.asked();
    bench.pass(TimeDelta::days(1));
    bench.says(PAGE, unchanged);
    bench.recheck();
    assert_eq!(etag(&bench.asked()[0]).as_deref(), Some("\"p2\""));

    let never = read_once("revisions.check = []\nrevisions.follow_feed = false");
    assert_eq!(never.changes("In other words", page(&[SECOND, BODY])), []);
    never.pass(TimeDelta::days(30));
    assert!(never.recheck().is_empty());
}

#[test]
fn a_feed_that_says_something_else_each_time_is_followed_less_and_less() {
    let bench = read_once("revisions.check = []");
    let polls = 48;
    let read: usize =
        (0..polls).map(|n| bench.changes(&format!("{n} people read this"), page(&[BODY, SECOND])).len()).sum();
    assert!((4..=6).contains(&read), "{read} readings in {polls} polls over 32 hours");
}

#[test]
fn a_page_that_fails_is_tried_again_and_then_left() {
    let bench = read_once("revisions.check = []");
    assert_eq!(bench.changes("In other words", reply(503, &[], "")), [Checked::Later]);
    for _ in 0..10 {
        bench.pass(TimeDelta::days(4));
        bench.recheck();
    }
    assert!(bench.asked().len() <= 8);
    assert_eq!(bench.article().article.gone_at, None);
    assert_eq!(bench.reasons(), [RevisionReason::New]);
}
