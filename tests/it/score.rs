//! The score run of `examples/score_run`: what it must show, and that docs/behaviour.md shows it.

#[path = "../../examples/score_run/fleet.rs"]
mod fleet;
#[path = "../../examples/score_run/report.rs"]
mod report;
#[path = "../../examples/score_run/run.rs"]
mod run;

use chrono::TimeDelta;
use report::{answered, scores, whole};
use std::fs;
use std::path::Path;

#[test]
#[ignore = "23,000 polls, half a minute of work and more on a busy machine: .ci/run has it"]
fn sixty_days_of_good_manners() {
    let folder = run::folder().unwrap();
    let ledger = run::run(folder.path());
    let start = ledger.starts[0];
    for score in scores(&ledger) {
        assert_eq!(score.invalid, 0, "{}: validators go back as they came", score.feed);
        let unconditional = match score.feed {
            // Its server gives nothing to be conditional with, so it is asked six times a day at most.
            "bare" => 1..=6 * 60,
            // In full after two weeks, and once a day since that has shown news.
            "frozen" => 40..=48,
            // Once more at the new address.
            "moved" => 1..=2,
            _ => 1..=1,
        };
        assert!(unconditional.contains(&score.unconditional), "{}: {} unconditional", score.feed, score.unconditional);
    }
    let whole = whole(&ledger);
    assert_eq!((whole.telling, whole.early), (0, 0));
    assert!(whole.thousand[0] <= 33, "{:?}", whole.thousand);

    let days = |from: i64, to: i64, feed| {
        let (from, to) = (start + TimeDelta::days(from), start + TimeDelta::days(to));
        answered(&ledger, feed).iter().filter(|asked| asked.at >= from && asked.at < to).count()
    };
    let asked_after_429 = |feed| {
        let limited = answered(&ledger, "limited");
        let refused = limited.iter().find(|asked| asked.status == Some(429)).unwrap().at;
        let end = refused + TimeDelta::days(1);
        answered(&ledger, feed).iter().filter(|asked| asked.at > refused && asked.at < end).count()
    };
    assert_eq!(
        (asked_after_429("limited"), asked_after_429("beside")),
        (0, 0),
        "a domain that wants to be left alone is"
    );
    assert!(days(15, 17, "down") <= 20, "a server that is down is asked less and less");
    assert!(days(17, 20, "down") > 48, "and as before once it is back");
    assert_eq!(days(41, 60, "gone"), 0);
    assert!((1..=3).contains(&days(46, 60, "lost")), "what was lost for weeks is asked once a week");
    assert!(days(8, 9, "moved") >= 23);

    // Our own network was down for six hours: each feed is back within the hour, and none has lost its pace.
    for feed in ["both", "moved", "date"] {
        let back = start + TimeDelta::days(30) + TimeDelta::hours(6);
        let first = answered(&ledger, feed).iter().map(|asked| asked.at).find(|at| *at >= back).unwrap();
        assert!(first - back <= TimeDelta::hours(1), "{feed} came back at {first}");
        assert!(days(31, 32, feed) >= 23, "{feed}");
    }

    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/behaviour.md")).unwrap();
    let fresh = report::put_into(&page, &report::report(&ledger));
    assert!(page == fresh, "docs/behaviour.md is behind: cargo run --example score_run -- --write");
}
