//! Where a feed lives: what permanent redirects teach, and what they don't.

use super::*;
use proptest::prelude::*;

const OLD: &str = "https://old.example/feed";
const NEW: &str = "https://new.example/feed";
const CONFIG: &str =
    "[defaults]\nfulltext = \"feed\"\nschedule = \"@hourly\"\n[feed.one]\nurl = \"https://old.example/feed\"\n";

fn redirected(status: u16, to: &str) -> Reply {
    Reply { by_way_of: vec![(status, to.to_owned())], ..ok(&["a"]) }
}

fn poll_for_a_day(bench: &Bench, key: &str) {
    for _ in 0..5 {
        bench.poll(key);
        bench.pass(TimeDelta::hours(6));
    }
}

/// B17, B19.
#[test]
fn only_what_moved_for_good_is_asked_at_its_new_address() {
    for (status, to, asked) in [
        (301, NEW, NEW),
        (308, NEW, NEW),
        (302, NEW, OLD),
        (303, NEW, OLD),
        (307, NEW, OLD),
        (301, "http://old.example/feed", OLD),
    ] {
        let bench = Bench::new(CONFIG);
        bench.says(OLD, redirected(status, to));
        bench.says(NEW, ok(&["a"]));
        bench.poll("one");
        bench.poll("one");
        assert_eq!(bench.state("one").ask_url(), OLD, "{status}: not at once");
        poll_for_a_day(&bench, "one");
        bench.asked();
        bench.poll("one");
        assert_eq!(bench.asked_urls(), [asked], "{status} to {to}");
        assert_eq!(bench.state("one").url, OLD, "{status}: what is configured stays");
    }
}

#[test]
fn one_answer_without_the_redirect_begins_the_count_anew() {
    let bench = Bench::new(CONFIG);
    for said in [redirected(301, NEW), ok(&["a"]), redirected(301, NEW), redirected(301, NEW)] {
        bench.says(OLD, said);
        bench.poll("one");
        bench.pass(TimeDelta::hours(13));
    }
    assert_eq!(bench.state("one").moved_url, None);
    bench.poll("one");
    assert_eq!(bench.state("one").moved_url.as_deref(), Some(NEW));
}

#[test]
fn a_new_address_without_a_feed_is_forgotten() {
    for (said, stays) in [
        (reply(404, &[], ""), false),
        (reply(410, &[], ""), false),
        (reply(200, &[], "<html><p>Sold</p></html>"), false),
        (reply(500, &[], ""), true),
    ] {
        let bench = Bench::new(CONFIG);
        bench.says(OLD, redirected(301, NEW));
        bench.says(NEW, ok(&["a"]));
        poll_for_a_day(&bench, "one");
        bench.poll("one");
        bench.says(NEW, said.clone());
        bench.says(OLD, ok(&["a"]));
        bench.poll("one");
        bench.asked();
        bench.poll("one");
        assert_eq!(bench.asked_urls(), [if stays { NEW } else { OLD }], "{said:?}");
    }
}

/// B18: a hotel's login page moves everybody; nothing is learnt of it, then or later.
#[test]
fn a_captive_portal_teaches_nothing() {
    let feeds: String = (0..4).map(|n| format!("[feed.f{n}]\nurl = \"https://host{n}.example/feed\"\n")).collect();
    let portal = "https://portal.example/login";
    let bench = Bench::new(&feeds);
    for _ in 0..12 {
        for n in 0..4 {
            bench.says(&format!("https://host{n}.example/feed"), redirected(301, portal));
            bench.poll(&format!("f{n}"));
        }
        bench.pass(TimeDelta::hours(3));
    }
    for n in 0..4 {
        assert_eq!(bench.state(&format!("f{n}")).moved_url, None);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Whatever servers say in whatever order: one request a poll, the next one later than now and within
    /// bounds, and the configured address untouched.
    #[test]
    fn any_story_keeps_good_manners(story in prop::collection::vec((0_usize..8, 1_i64..50), 1..12)) {
        let replies = [
            ok(&["a"]),
            reply(304, &[], ""),
            redirected(301, NEW),
            redirected(302, NEW),
            reply(429, &[("retry-after", "86400")], ""),
            reply(503, &[], ""),
            reply(404, &[], ""),
            unreachable(),
        ];
        let bench = Bench::new(CONFIG);
        for (number, hours) in story {
            bench.says(OLD, replies[number].clone());
            bench.says(NEW, replies[number].clone());
            let report = bench.poll("one");
            prop_assert!(bench.asked().len() == usize::from(report.outcome != "left_alone"));
            prop_assert!(report.next_poll_at > bench.now());
            prop_assert!(report.next_poll_at <= bench.now() + TimeDelta::days(8));
            prop_assert_eq!(bench.state("one").url, OLD);
            bench.pass(TimeDelta::hours(hours));
        }
    }
}
