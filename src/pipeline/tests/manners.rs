//! Validators, statuses, pauses, outages, older documents: what is asked, and what isn't.

use super::*;

const ONE: &str = "https://one.example/feed";
const CONFIG: &str = "[defaults]\nfulltext = \"feed\"\nschedule = \"@hourly\"\nspread = \"0s\"\n\
                      [feed.one]\nurl = \"https://one.example/feed\"\n";

/// B03 to B07, B37: each answer, and the entity tag of the next request.
#[test]
fn validators_follow_what_was_read() {
    let elsewhere = |reply: Reply| Reply { by_way_of: vec![(302, "https://other.example/".into())], ..reply };
    let page = "<!DOCTYPE html><html><body><p>Please log in.</p></body></html>";
    let cases = [
        ("the first answer", ok(&["a"]), Some("\"1\"")),
        ("a new one for the same body", reply(200, &[("etag", "\"2\"")], &feed_of(&["a"])), Some("\"2\"")),
        ("one on a 304", reply(304, &[("etag", "\"3\"")], ""), Some("\"3\"")),
        ("a bare 304", reply(304, &[], ""), Some("\"3\"")),
        ("a page in the feed's place", reply(200, &[("etag", "\"page\"")], page), Some("\"3\"")),
        ("a broken feed", reply(200, &[("etag", "\"broken\"")], "<rss"), Some("\"3\"")),
        ("an error", reply(500, &[("etag", "\"error\"")], ""), Some("\"3\"")),
        ("a feed that breaks off", reply(200, &[("etag", "\"4\"")], &feed_of(&["b"])[..90]), None),
        ("again whole", reply(200, &[("etag", "\"5\"")], &feed_of(&["a"])), Some("\"5\"")),
        ("a 304 from another address", elsewhere(reply(304, &[], "")), None),
        ("without any", reply(200, &[], &feed_of(&["a"])), None),
    ];
    let bench = Bench::new(CONFIG);
    for (name, said, expected) in cases {
        bench.says(ONE, said);
        bench.poll("one");
        bench.asked();
        bench.pass(TimeDelta::hours(1));
        bench.says(ONE, reply(500, &[], ""));
        bench.poll("one");
        assert_eq!(etag(&bench.asked()[0]).as_deref(), expected, "{name}");
    }
}

/// B24, B38: what a feed leaves out stays, whether it came as a delta or whole.
#[test]
fn nothing_vanishes() {
    let bench = Bench::new(CONFIG);
    for (said, articles) in
        [(ok(&["a", "b"]), 2), (reply(226, &[("im", "feed")], &feed_of(&["c"])), 3), (ok(&[]), 3), (ok(&["a"]), 3)]
    {
        bench.says(ONE, said);
        let report = bench.poll("one");
        assert_eq!((report.outcome.as_str(), bench.articles()), ("fresh", articles));
    }
}

/// B14, B15, B36: one request a poll, whatever comes of it, and the wait by its kind.
#[test]
fn failures_wait_by_their_kind() {
    for (status, at_least_hours) in [(500, 0), (404, 1), (429, 1), (401, 24), (403, 24), (451, 24)] {
        let bench = Bench::new(CONFIG);
        bench.says(ONE, reply(status, &[], ""));
        bench.poll("one");
        assert_eq!(bench.asked().len(), 1, "{status}");
        let minutes = bench.minutes_to_wait("one");
        assert!(minutes >= at_least_hours * 60 && minutes <= at_least_hours.max(1) * 66, "{status}: {minutes}");
    }
}

/// B16.
#[test]
fn a_feed_that_is_gone_comes_back_by_retry() {
    let bench = Bench::new(CONFIG);
    bench.says(ONE, reply(410, &[], ""));
    bench.poll("one");
    assert!(bench.wait(bench.env.store.feed_states(None)).unwrap().is_empty());
    let key = FeedKey::parse("one").unwrap();
    bench.wait(bench.env.store.retry_feed(key, Vec::new(), bench.now())).unwrap();
    bench.says(ONE, ok(&["a"]));
    assert_eq!(bench.poll("one").outcome, "fresh");
}

const NEIGHBOURS: &str = r#"
[defaults]
fulltext = "feed"
schedule = "@hourly"
[feed.one]
url = "https://feeds.news.example/one"
[feed.two]
url = "https://www.news.example/two"
[feed.other]
url = "https://other.example/feed"
[feed.deaf]
url = "https://deaf.news.example/feed"
retry_after = "feed"
"#;

/// B13: the whole domain waits, for as long as the server says, within bounds; others don't.
#[test]
fn a_domain_that_wants_to_be_left_alone_is() {
    for (status, header, minutes) in [
        (429, Some("120"), 15),
        (429, Some("7200"), 120),
        (503, Some("7200"), 120),
        (429, Some("99999999999"), 31 * 24 * 60),
        (429, Some("soon"), 60),
        (429, None, 60),
        (503, None, 0),
        (404, Some("7200"), 0),
    ] {
        let bench = Bench::new(NEIGHBOURS);
        for url in ["https://www.news.example/two", "https://other.example/feed", "https://deaf.news.example/feed"] {
            bench.says(url, ok(&["a"]));
        }
        let lines: Vec<(&str, &str)> = header.iter().map(|value| ("retry-after", *value)).collect();
        bench.says("https://feeds.news.example/one", reply(status, &lines, ""));
        bench.poll("one");
        let name = format!("{status} {header:?}");
        let report = bench.poll("two");
        if minutes == 0 {
            assert_eq!(report.outcome, "fresh", "{name}");
            continue;
        }
        assert_eq!(report.outcome, "left_alone", "{name}");
        let waits = bench.minutes_to_wait("two");
        assert!((minutes..=minutes + 10).contains(&waits), "{name}: {waits}");
        assert_eq!(bench.poll("other").outcome, "fresh", "{name}");
        assert_eq!(bench.poll("deaf").outcome, "fresh", "{name}");
        bench.pass(TimeDelta::minutes(minutes + 1));
        assert_eq!(bench.poll("two").outcome, "fresh", "{name}");
        assert_eq!(bench.state("two").failures, 0, "{name}");
    }
}

/// B13: what the user says ends the wait.
#[test]
fn retry_ends_a_servers_wish() {
    let bench = Bench::new(NEIGHBOURS);
    bench.says("https://feeds.news.example/one", reply(429, &[("retry-after", "7200")], ""));
    bench.says("https://www.news.example/two", ok(&["a"]));
    bench.poll("one");
    assert_eq!(bench.poll("two").outcome, "left_alone");
    let two = FeedKey::parse("two").unwrap();
    bench.wait(bench.env.store.retry_feed(two, vec!["news.example".into()], bench.now())).unwrap();
    assert_eq!(bench.poll("two").outcome, "fresh");
}

/// D13: with nearly every host out of reach, no feed is to blame, and all are back within the hour.
#[test]
fn an_outage_of_our_own_is_not_the_feeds() {
    let feeds: String =
        (0..20).map(|n| format!("[feed.f{n}]\nurl = \"https://host{n}.example/feed\"\nevery = \"1d\"\n")).collect();
    let bench = Bench::new(&feeds);
    for round in 0..6 {
        for n in 0..20 {
            bench.says(&format!("https://host{n}.example/feed"), unreachable());
            bench.poll(&format!("f{n}"));
            bench.pass(TimeDelta::seconds(1));
        }
        if round > 0 {
            let counted: Vec<u32> = (0..20).map(|n| bench.state(&format!("f{n}")).failures).collect();
            assert!(counted.iter().sum::<u32>() <= 4, "{counted:?}");
        }
        bench.pass(TimeDelta::hours(1));
    }
    bench.pass(-TimeDelta::hours(1));
    let waits: Vec<i64> = (0..20).map(|n| bench.minutes_to_wait(&format!("f{n}"))).collect();
    assert!(waits.iter().all(|minutes| (9..=60).contains(minutes)), "{waits:?}");
    assert!(waits.iter().max().unwrap() - waits.iter().min().unwrap() > 20, "{waits:?}");
    // One host that fails among others that don't is one that fails.
    for n in 1..20 {
        bench.says(&format!("https://host{n}.example/feed"), ok(&["a"]));
        bench.poll(&format!("f{n}"));
    }
    let before = bench.state("f0").failures;
    bench.poll("f0");
    assert_eq!(bench.state("f0").failures, before + 1);
}

/// B35: older documents only when asked for, each once, at the same origin, at most fifty after the first.
#[test]
fn older_documents_are_read_once_each() {
    let document = |item: &str, older: &str| {
        let link = format!("<link rel=\"prev-archive\" href=\"{older}\" xmlns=\"http://www.w3.org/2005/Atom\"/>");
        let body = feed_of(&[item]).replace("<title>News</title>", &format!("<title>News</title>{link}"));
        reply(200, &[("etag", "\"older\"")], &body)
    };
    let run = |bench: &Bench| {
        let (state, feed) = (bench.state("one"), &bench.env.config.feeds[0]);
        let mut pages = 0;
        let end = bench.wait(backfill(&bench.env, feed, &state, || bench.now(), |_| pages += 1)).unwrap();
        (pages, end)
    };
    let bench = Bench::new(CONFIG);
    bench.says(ONE, document("new", "/2"));
    bench.poll("one");
    assert_eq!(bench.asked_urls(), [ONE], "a poll reads no older document");
    let before = bench.state("one");
    bench.says("https://one.example/2", document("old", "/3"));
    bench.says("https://one.example/3", ok(&["oldest"]));
    assert_eq!(run(&bench), (3, BackfillEnd::Oldest));
    let asked = bench.asked();
    assert!(asked.iter().all(|request| request.validators.is_empty() && request.gap.as_secs() == 5));
    assert_eq!((bench.articles(), bench.state("one")), (3, before), "validators and due time stay");

    bench.says("https://one.example/3", document("oldest", "/2"));
    assert_eq!(run(&bench), (3, BackfillEnd::Loop));
    bench.says("https://one.example/3", document("oldest", "https://other.example/4"));
    assert_eq!(run(&bench), (3, BackfillEnd::Elsewhere("https://other.example/4".into())));
    bench.says("https://one.example/3", document("oldest", "/page/0"));
    for n in 0..100 {
        bench.says(&format!("https://one.example/page/{n}"), document("more", &format!("/page/{}", n + 1)));
    }
    bench.asked();
    assert_eq!(run(&bench), (51, BackfillEnd::Enough));
    bench.says("https://one.example/2", reply(500, &[], ""));
    assert!(matches!(run(&bench), (1, BackfillEnd::Failed(_))));
}

/// What waits for the writer is bounded by the workers, but a poll that brought nothing has nothing to be kept.
#[test]
fn a_place_is_kept_until_all_is_stored_unless_there_is_nothing_new() {
    let bench = Bench::new(CONFIG);
    let workers = Arc::new(Semaphore::new(1));
    bench.town.0.lock().unwrap().workers = Some(Arc::clone(&workers));
    for (answer, is_kept) in [(ok(&["a"]), true), (reply(304, &[], ""), false)] {
        bench.says(ONE, answer);
        let state = bench.state("one");
        let feed = bench.env.config.feed(&state.key).unwrap();
        let was_kept = bench.wait(async {
            let mut poll = Box::pin(poll(&bench.env, feed, &state, bench.now()));
            while bench.town.0.lock().unwrap().asked.is_empty() {
                tokio::select! { biased; _ = &mut poll => unreachable!("it has asked nobody"), () = tokio::task::yield_now() => {} }
            }
            let was_kept = tokio::select! {
                biased;
                report = &mut poll => report.map(|_| true),
                _ = workers.acquire() => poll.await.map(|_| false),
            };
            was_kept.unwrap()
        });
        assert_eq!(was_kept, is_kept);
        bench.asked();
    }
}

/// B09: once in full after two weeks; news behind the same validator, and it is once a day.
#[test]
fn a_validator_that_stands_still_is_found_out() {
    let bench = Bench::new(CONFIG);
    bench.says(ONE, ok(&["a"]));
    bench.poll("one");
    let in_full = |days: i64, in_between: &Reply, whole: &Reply| {
        let mut count = 0;
        for _ in 0..days * 24 {
            bench.pass(TimeDelta::hours(1));
            bench.says(ONE, in_between.clone());
            let doubted = bench.wait(manners_is_doubted(&bench));
            if doubted {
                bench.says(ONE, whole.clone());
            }
            bench.asked();
            bench.poll("one");
            assert_eq!(etag(&bench.asked()[0]).is_none(), doubted);
            count += usize::from(doubted);
        }
        count
    };
    let same = reply(304, &[], "");
    assert_eq!(in_full(14, &same, &ok(&["a"])), 0);
    assert_eq!(in_full(14, &same, &ok(&["a"])), 1, "a feed without news is asked in full once in two weeks");
    assert!(!bench.state("one").frozen_validators);
    assert_eq!(in_full(1, &same, &ok(&["a", "b"])), 1);
    assert!(bench.state("one").frozen_validators);
    assert!((9..=10).contains(&in_full(10, &same, &ok(&["a", "b"]))), "from now on once a day");
}

async fn manners_is_doubted(bench: &Bench) -> bool {
    super::super::manners::is_doubted(&bench.env, &bench.state_now().await, bench.now()).await.unwrap()
}

impl Bench {
    async fn state_now(&self) -> FeedState {
        self.env.store.feed_states(None).await.unwrap().remove(0)
    }
}
