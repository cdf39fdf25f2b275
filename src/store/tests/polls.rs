//! Feeds, polls, validators, due times.

use super::*;
use crate::model::FailureKind;

fn failed(gone: bool) -> PollOutcome {
    PollOutcome::Failed { kind: FailureKind::TimeoutTotal, message: "after 60 s".into(), gone, is_outage: false }
}

#[test]
fn the_configuration_decides_which_feeds_are_polled() {
    let bench = Bench::new();
    bench.poll("one", 10, vec![item("a", None, "Title", "Text")]);
    bench.wait(bench.store.sync_feeds(vec![setup("one")], at(20))).unwrap();
    let states = bench.wait(bench.store.feed_states(None)).unwrap();
    assert_eq!(states.iter().map(|state| state.key.as_str()).collect::<Vec<_>>(), ["one"]);
    assert_eq!(states[0].next_poll_at, at(1810), "a restart does not poll early");
    assert_eq!(bench.archive().feed(&feed_key("two")).unwrap().unwrap().status, "paused");
    assert_eq!(bench.archive().feed(&feed_key("one")).unwrap().unwrap().status, "ok");

    bench.wait(bench.store.sync_feeds(vec![setup("one"), setup("two")], at(30))).unwrap();
    assert_eq!(bench.archive().feed(&feed_key("two")).unwrap().unwrap().status, "new");

    let sooner = FeedSetup { scheduled_at: Some(at(100)), ..setup("one") };
    bench.wait(bench.store.sync_feeds(vec![sooner, setup("two")], at(40))).unwrap();
    assert_eq!(bench.state("one").next_poll_at, at(100), "a shorter schedule counts at once");
}

#[test]
fn a_new_url_drops_validators_and_is_due_at_once() {
    let bench = Bench::new();
    bench.poll("one", 10, vec![item("a", None, "Title", "Text")]);
    assert_eq!(bench.state("one").validators.etag.as_deref(), Some(&b"\"1\""[..]));
    let moved = FeedSetup { url: "https://new.example/".into(), ..setup("one") };
    bench.wait(bench.store.sync_feeds(vec![moved, setup("two")], at(20))).unwrap();
    let state = bench.state("one");
    assert!(state.validators.is_empty() && !state.first_poll);
    assert_eq!(state.next_poll_at, at(20));
    // An answer of the old address that comes in late brings no validators for the new one.
    bench.poll("one", 21, Vec::new());
    assert!(bench.state("one").validators.is_empty());
}

#[test]
fn validators_follow_the_answers() {
    let bench = Bench::new();
    let feed_id = bench.state("one").feed_id;
    let record = |seconds, outcome| {
        bench.wait(bench.store.record_poll(poll_outcome(feed_id, "one", seconds, outcome))).unwrap();
        bench.state("one").validators
    };
    let bytes =
        |etag: &[u8], modified: &[u8]| Validators { etag: Some(etag.to_vec()), last_modified: Some(modified.to_vec()) };
    record(1, fresh(Vec::new()));
    let odd = Validators { etag: None, last_modified: Some(b"caf\xe9".to_vec()) };
    assert_eq!(record(2, PollOutcome::NotModified { validators: Some(odd) }), bytes(b"\"1\"", b"caf\xe9"));
    assert_eq!(
        record(3, PollOutcome::NotModified { validators: Some(Validators::default()) }),
        bytes(b"\"1\"", b"caf\xe9")
    );
    assert_eq!(record(4, failed(false)), bytes(b"\"1\"", b"caf\xe9"));
    assert!(record(5, PollOutcome::NotModified { validators: None }).is_empty(), "they were another address's");
    record(6, fresh(Vec::new()));
    let bare = PollOutcome::Fresh {
        title: None,
        link: None,
        language: None,
        validators: Validators::default(),
        validators_url: feed_url("one"),
        items: Vec::new(),
        same: Vec::new(),
        warning: None,
        hints: PollHints::default(),
        frozen_validators: None,
    };
    assert!(record(7, bare).is_empty(), "an answer without validators clears them");
}

#[test]
fn failures_count_until_a_success_and_gone_pauses() {
    let bench = Bench::new();
    let feed_id = bench.state("one").feed_id;
    for seconds in [1, 2] {
        bench.wait(bench.store.record_poll(poll_outcome(feed_id, "one", seconds, failed(false)))).unwrap();
    }
    assert_eq!(bench.state("one").failures, 2);
    assert_eq!(bench.sql("SELECT error FROM feeds WHERE key = 'one'"), "timeout_total: after 60 s");
    assert_eq!(bench.sql("SELECT status FROM feeds WHERE key = 'one'"), "failing");
    bench.poll("one", 3, Vec::new());
    assert_eq!(bench.state("one").failures, 0);
    assert_eq!(bench.sql("SELECT error IS NULL FROM feeds WHERE key = 'one'"), "1");
    bench.wait(bench.store.record_poll(poll_outcome(feed_id, "one", 4, failed(true)))).unwrap();
    assert_eq!(bench.sql("SELECT status FROM feeds WHERE key = 'one'"), "gone");
    bench.wait(bench.store.sync_feeds(vec![setup("one"), setup("two")], at(5))).unwrap();
    assert_eq!(bench.wait(bench.store.feed_states(None)).unwrap().len(), 1, "a restart does not bring it back");
    bench.wait(bench.store.retry_feed(feed_key("one"), Vec::new(), at(6))).unwrap();
    assert_eq!(bench.state("one").next_poll_at, at(6));
    let unknown = bench.wait(bench.store.retry_feed(feed_key("three"), Vec::new(), at(6)));
    assert!(matches!(unknown, Err(StoreError::UnknownFeed)));
}

#[test]
fn due_work_comes_in_order() {
    let bench = Bench::new();
    assert_eq!(bench.wait(bench.store.next_due_after(at(-1))).unwrap(), Some(at(0)));
    bench.poll("one", 5, vec![item("a", Some("https://one.example/a"), "Title", "Text")]);
    let due = bench.wait(bench.store.due_feeds(at(5), 10)).unwrap();
    assert_eq!(due.iter().map(|state| state.key.as_str()).collect::<Vec<_>>(), ["two"]);
    bench.poll("two", 5, Vec::new());
    assert_eq!(bench.wait(bench.store.next_due_after(at(4))).unwrap(), Some(at(5)), "the wanted page");
    assert!(bench.wait(bench.store.next_due_after(at(5))).unwrap() > Some(at(5)), "what is due already is not meant");
    let only = Some(vec![feed_key("two")]);
    assert!(bench.wait(bench.store.wanted_pages(at(9), only, 10)).unwrap().is_empty());
    assert_eq!(bench.wait(bench.store.wanted_pages(at(9), None, 10)).unwrap().len(), 1);
    assert!(bench.wait(bench.store.wanted_pages(at(4), None, 10)).unwrap().is_empty());
}

#[test]
fn known_items_and_those_seen_again() {
    let bench = Bench::new();
    let first = item("报道/1", Some("https://one.example/1"), "标题", "正文");
    let fingerprint = first.planned.fingerprint.clone();
    bench.poll("one", 1, vec![first]);
    let feed_id = bench.state("one").feed_id;
    let known = bench.wait(bench.store.known_items(feed_id, vec!["报道/1".into(), "x".into()])).unwrap();
    assert_eq!(known.len(), 1);
    assert_eq!(known[0].fingerprint, fingerprint);
    let mut again = fresh(Vec::new());
    if let PollOutcome::Fresh { same, .. } = &mut again {
        same.push("报道/1".into());
    }
    bench.wait(bench.store.record_poll(poll_outcome(feed_id, "one", 60, again))).unwrap();
    assert_eq!(
        bench.sql("SELECT first_seen_at || ' ' || last_seen_at FROM article_feeds"),
        "2026-01-31T08:30:01Z 2026-01-31T08:31:00Z"
    );
    assert_eq!(bench.sql("SELECT last_new_at FROM feeds WHERE key = 'one'"), "2026-01-31T08:30:01Z");
}

#[test]
fn robots_are_kept() {
    let bench = Bench::new();
    let origin = "https://one.example";
    assert_eq!(bench.wait(bench.store.robots(origin)).unwrap(), None);
    let request = request(RequestKind::Robots, "one", "https://one.example/robots.txt", 3, "fresh");
    let robots =
        RobotsRow { fetched_at: at(3), status: Some(200), body: b"User-agent: *".to_vec(), tried_at: Some(at(4)) };
    bench.wait(bench.store.record_robots(origin.into(), robots.clone(), request)).unwrap();
    let row = bench.wait(bench.store.robots(origin)).unwrap().unwrap();
    assert_eq!(row, robots);
    assert_eq!(bench.sql("SELECT kind || feed FROM requests"), "robotsone");
}

#[test]
fn ten_thousand_feeds_come_in_at_once() {
    let bench = Bench::new();
    let feeds: Vec<FeedSetup> = (0..10_000).map(|number| setup(&format!("feed-{number}"))).collect();
    bench.wait(bench.store.sync_feeds(feeds.clone(), at(0))).unwrap();
    bench.wait(bench.store.sync_feeds(feeds, at(1))).unwrap();
    assert_eq!(bench.wait(bench.store.feed_states(None)).unwrap().len(), 10_000);
    assert_eq!(bench.archive().feeds().unwrap().len(), 10_002);
}

/// What a feed says in another dress is no edit, as with pages.
#[test]
fn white_space_and_counters_in_a_feeds_text_make_no_revision() {
    let bench = Bench::new();
    let text = "The ferry left at noon. Half of the town had come.";
    bench.poll("one", 1, vec![feed_only(item("a", None, "Ferry opens", text))]);
    for (second, other) in [(2, text.replace(". ", ".\n\n")), (3, format!("{text}\n\n1,204"))] {
        bench.poll("one", second, vec![feed_only(item("a", None, "Ferry opens", &other))]);
        assert_eq!(bench.article(ArticleId(1)).article.revision, 1, "{other:?}");
        assert_eq!(bench.article(ArticleId(1)).article.text, text);
    }
    bench.poll("one", 4, vec![feed_only(item("a", None, "Ferry opens", &text.replace("noon", "one")))]);
    assert_eq!(bench.article(ArticleId(1)).article.revision, 2);
}
