//! Expressions, zones and instants as a table; the search checked against counting minute by minute.

use super::*;
use crate::model::FailureKind;
use crate::zone::Tz;
use chrono::{DateTime, Datelike, NaiveDateTime, TimeDelta, Timelike, Utc};
use proptest::prelude::*;

fn instant(text: &str) -> Timestamp {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

/// The next three times `expression` is due after `after`, as the zone's own clock shows them.
fn three(expression: &str, zone: &str, after: &str) -> Vec<String> {
    let schedule = Schedule::cron(expression).unwrap();
    let zone: Tz = zone.parse().unwrap();
    let mut last = instant(after);
    (0..3)
        .map(|_| {
            last = next_due(&schedule, zone, last).unwrap();
            last.with_timezone(&zone).format("%m-%d %H:%M:%S %z").to_string()
        })
        .collect()
}

#[test]
fn expressions_zones_and_instants() {
    #[rustfmt::skip]
    let cases = [
        // Plain fields, lists, ranges, steps and names.
        ("*/30 * * * *", "UTC", "2026-01-31T08:30:00Z", ["01-31 09:00:00 +0000", "01-31 09:30:00 +0000", "01-31 10:00:00 +0000"]),
        ("0 6-8 * * *", "Asia/Shanghai", "2026-01-31T00:00:00Z", ["02-01 06:00:00 +0800", "02-01 07:00:00 +0800", "02-01 08:00:00 +0800"]),
        ("5,35 1-9/4 * * *", "UTC", "2026-01-01T00:00:00Z", ["01-01 01:05:00 +0000", "01-01 01:35:00 +0000", "01-01 05:05:00 +0000"]),
        ("0 0 31 * *", "UTC", "2026-01-31T00:00:00Z", ["03-31 00:00:00 +0000", "05-31 00:00:00 +0000", "07-31 00:00:00 +0000"]),
        ("0 0 29 feb *", "UTC", "2026-01-01T00:00:00Z", ["02-29 00:00:00 +0000", "02-29 00:00:00 +0000", "02-29 00:00:00 +0000"]),
        ("0 9 * JAN,mar Mon-Fri", "UTC", "2026-01-30T09:00:00Z", ["03-02 09:00:00 +0000", "03-03 09:00:00 +0000", "03-04 09:00:00 +0000"]),
        ("15 0 12 * * *", "UTC", "2026-01-01T12:00:15Z", ["01-02 12:00:15 +0000", "01-03 12:00:15 +0000", "01-04 12:00:15 +0000"]),
        ("*/20 * * * * *", "UTC", "2026-01-01T00:00:00.5Z", ["01-01 00:00:20 +0000", "01-01 00:00:40 +0000", "01-01 00:01:00 +0000"]),
        // Sunday is 0, 7 and sun; 2026-02-01 is one.
        ("0 0 * * 0", "UTC", "2026-01-31T00:00:00Z", ["02-01 00:00:00 +0000", "02-08 00:00:00 +0000", "02-15 00:00:00 +0000"]),
        ("0 0 * * 7", "UTC", "2026-01-31T00:00:00Z", ["02-01 00:00:00 +0000", "02-08 00:00:00 +0000", "02-15 00:00:00 +0000"]),
        ("0 0 * * sat-sun", "UTC", "2026-01-31T00:00:00Z", ["02-01 00:00:00 +0000", "02-07 00:00:00 +0000", "02-08 00:00:00 +0000"]),
        ("0 0 * * 5-7", "UTC", "2026-01-31T00:00:00Z", ["02-01 00:00:00 +0000", "02-06 00:00:00 +0000", "02-07 00:00:00 +0000"]),
        ("0 0 * * */3", "UTC", "2026-01-31T00:00:00Z", ["02-01 00:00:00 +0000", "02-04 00:00:00 +0000", "02-07 00:00:00 +0000"]),
        // Two restricted day fields mean either; one that begins with `*` means both.
        ("0 0 13 * 5", "UTC", "2026-01-31T00:00:00Z", ["02-06 00:00:00 +0000", "02-13 00:00:00 +0000", "02-20 00:00:00 +0000"]),
        ("0 0 */2 * 5", "UTC", "2026-01-31T00:00:00Z", ["02-13 00:00:00 +0000", "02-27 00:00:00 +0000", "03-13 00:00:00 +0000"]),
        ("0 0 30 2 1", "UTC", "2026-01-31T00:00:00Z", ["02-02 00:00:00 +0000", "02-09 00:00:00 +0000", "02-16 00:00:00 +0000"]),
        // Shortcuts.
        ("@hourly", "UTC", "2026-01-01T00:00:00Z", ["01-01 01:00:00 +0000", "01-01 02:00:00 +0000", "01-01 03:00:00 +0000"]),
        ("@daily", "Europe/Berlin", "2026-01-01T00:00:00Z", ["01-02 00:00:00 +0100", "01-03 00:00:00 +0100", "01-04 00:00:00 +0100"]),
        ("@weekly", "UTC", "2026-01-31T00:00:00Z", ["02-01 00:00:00 +0000", "02-08 00:00:00 +0000", "02-15 00:00:00 +0000"]),
        ("@monthly", "UTC", "2026-01-01T00:00:00Z", ["02-01 00:00:00 +0000", "03-01 00:00:00 +0000", "04-01 00:00:00 +0000"]),
        ("@yearly", "UTC", "2026-01-01T00:00:00Z", ["01-01 00:00:00 +0000", "01-01 00:00:00 +0000", "01-01 00:00:00 +0000"]),
        // Clocks put forward: New York, 2026-03-08, 02:00 to 03:00.
        ("30 2 * * *", "America/New_York", "2026-03-07T08:00:00Z", ["03-08 03:00:00 -0400", "03-09 02:30:00 -0400", "03-10 02:30:00 -0400"]),
        ("*/20 2 * * *", "America/New_York", "2026-03-08T06:59:59Z", ["03-08 03:00:00 -0400", "03-09 02:00:00 -0400", "03-09 02:20:00 -0400"]),
        ("30 1 * * *", "America/New_York", "2026-03-07T12:00:00Z", ["03-08 01:30:00 -0500", "03-09 01:30:00 -0400", "03-10 01:30:00 -0400"]),
        ("*/30 * * * *", "America/New_York", "2026-03-08T06:00:00Z", ["03-08 01:30:00 -0500", "03-08 03:00:00 -0400", "03-08 03:30:00 -0400"]),
        ("0 */2 * * *", "America/New_York", "2026-03-08T05:00:00Z", ["03-08 04:00:00 -0400", "03-08 06:00:00 -0400", "03-08 08:00:00 -0400"]),
        // Clocks put back: New York, 2026-11-01, 02:00 to 01:00.
        ("30 1 * * *", "America/New_York", "2026-10-31T12:00:00Z", ["11-01 01:30:00 -0400", "11-02 01:30:00 -0500", "11-03 01:30:00 -0500"]),
        ("30 1 * * *", "America/New_York", "2026-11-01T06:10:00Z", ["11-02 01:30:00 -0500", "11-03 01:30:00 -0500", "11-04 01:30:00 -0500"]),
        ("*/30 * * * *", "America/New_York", "2026-11-01T05:30:00Z", ["11-01 01:00:00 -0500", "11-01 01:30:00 -0500", "11-01 02:00:00 -0500"]),
        ("30 */1 * * *", "America/New_York", "2026-11-01T05:00:00Z", ["11-01 01:30:00 -0400", "11-01 01:30:00 -0500", "11-01 02:30:00 -0500"]),
        // Half an hour back, and a day that an island left out.
        ("*/15 * * * *", "Australia/Lord_Howe", "2026-04-04T14:30:00Z", ["04-05 01:45:00 +1100", "04-05 01:30:00 +1030", "04-05 01:45:00 +1030"]),
        ("0 12 * * *", "Pacific/Apia", "2011-12-29T12:00:00Z", ["12-29 12:00:00 -1000", "12-31 00:00:00 +1400", "12-31 12:00:00 +1400"]),
    ];
    for (expression, zone, after, expected) in cases {
        assert_eq!(three(expression, zone, after), expected, "{expression} in {zone} after {after}");
    }
}

/// Answers of croniter, and where it differs around a change of the clock those of a model of Vixie's cron: made by
/// `examples/crontab_runs/compare.py --write`.
#[test]
fn answers_of_other_programs() {
    let cases = include_str!("../../tests/fixtures/crontab.tsv");
    for case in cases.lines() {
        let [expression, zone, after, expected] = case.split('\t').collect::<Vec<_>>()[..] else { panic!("{case}") };
        let (schedule, zone) = (Schedule::cron(expression).unwrap(), zone.parse().unwrap());
        let mut last = DateTime::from_timestamp(after.parse().unwrap(), 0).unwrap();
        let answer: Vec<String> = expected
            .split(' ')
            .map(|_| {
                last = next_due(&schedule, zone, last).unwrap();
                last.timestamp().to_string()
            })
            .collect();
        assert_eq!(answer.join(" "), expected, "{case}");
    }
    assert!(cases.lines().count() > 100);
}

#[test]
fn faults_name_the_field() {
    for (text, expected) in [
        ("", "a crontab schedule has five fields, or six with seconds first, and this has 0"),
        ("* * * *", "a crontab schedule has five fields, or six with seconds first, and this has 4"),
        ("0 0 0 1 1 * 2026", "a crontab schedule has five fields, or six with seconds first, and this has 7"),
        ("60 * * * *", "the minute field can't be `60`: it takes 0 to 59"),
        ("* * 0 * *", "the day-of-month field can't be `0`: it takes 1 to 31"),
        ("* * * 13 *", "the month field can't be `13`: it takes 1 to 12 or jan to dec"),
        ("* * * * mo", "the weekday field can't be `mo`: it takes 0 to 7 or sun to sat"),
        ("* 1, * * *", "the hour field can't be `1,`: it takes 0 to 23"),
        ("* 9-5 * * *", "the hour field can't be `9-5`: the range `9-5` ends before it begins"),
        ("5/10 * * * *", "the minute field can't be `5/10`: a step goes with `*` or a range, as in `*/10`"),
        ("*/0 * * * *", "the minute field can't be `*/0`: the step behind `/` is a number from 1 to 59"),
        ("99 * * * * *", "the second field can't be `99`: it takes 0 to 59"),
        ("0 0 30 2 *", "this date never comes"),
        ("0 0 31 4,6,9,11 *", "this date never comes"),
        ("@reboot", "`@reboot` isn't one of @hourly, @daily, @weekly, @monthly, @yearly"),
        ("٥ * * * *", "the minute field can't be `٥`: it takes 0 to 59"),
    ] {
        assert_eq!(Schedule::cron(text).unwrap_err().to_string(), expected, "{text}");
    }
}

#[test]
fn lengths_of_time() {
    for (text, seconds) in
        [("5s", 5), ("30m", 1800), ("1h30m", 5400), ("2d", 172_800), ("0s", 0), ("1w1s", 604_801), ("090s", 90)]
    {
        assert_eq!(parse_duration(text).unwrap(), Duration::from_secs(seconds), "{text}");
    }
    for (text, expected) in [
        ("", "it is empty"),
        ("30", "needs its unit"),
        ("m", "each number is whole"),
        ("1.5h", "the units are"),
        ("-5s", "each number is whole"),
        ("30m1h", "from large to small"),
        ("1h1h", "from large to small"),
        ("5分", "the units are"),
        ("99999999999999999999s", "too long"),
        ("9999999999999999999w", "too long"),
    ] {
        let sentence = parse_duration(text).unwrap_err().to_string();
        assert!(sentence.contains(expected), "{text}: {sentence}");
    }
}

#[test]
fn intervals() {
    let after = instant("2026-01-31T08:30:12Z");
    let due = next_due(&Schedule::every("1h30m").unwrap(), Tz::named("Europe/Berlin").unwrap(), after);
    assert_eq!(due, Some(instant("2026-01-31T10:00:12Z")));
    assert_eq!(Schedule::every("59s"), Err(ScheduleFault::TooShort));
    assert_eq!(Schedule::every("367d"), Err(ScheduleFault::TooLong));
    assert_eq!(Schedule::every("1h30m").unwrap().to_string(), "every 1h30m");
    assert_eq!(Schedule::cron(" @daily ").unwrap().to_string(), "@daily");
}

#[test]
fn the_ends_of_time() {
    let hourly = Schedule::cron("@hourly").unwrap();
    let first = next_due(&hourly, Tz::named("Asia/Tokyo").unwrap(), DateTime::<Utc>::MIN_UTC);
    assert_eq!(first, Some(instant("1970-01-01T01:00:00Z")));
    assert_eq!(next_due(&hourly, Tz::named("Asia/Tokyo").unwrap(), DateTime::<Utc>::MAX_UTC), None);
    assert_eq!(next_due(&Schedule::every("1m").unwrap(), Tz::UTC, DateTime::<Utc>::MAX_UTC), None);
}

#[test]
fn feeds_back_off() {
    let now = instant("2026-01-01T00:00:00Z");
    let soon = now + TimeDelta::minutes(1);
    #[rustfmt::skip]
    let cases = [
        (FailureKind::TimeoutTotal, 1, 0.0, 5), (FailureKind::TimeoutTotal, 1, 1.0, 15),
        (FailureKind::TimeoutTotal, 2, 0.0, 60), (FailureKind::TimeoutTotal, 3, 1.0, 132),
        (FailureKind::ServerError, 20, 0.0, 24 * 60), (FailureKind::Dns, 21, 0.0, 7 * 24 * 60),
        (FailureKind::Dns, u32::MAX, 1.0, 7 * 24 * 66), (FailureKind::RateLimited, 1, 0.0, 60),
        (FailureKind::Parse, 1, 0.0, 60), (FailureKind::NotFound, 5, 0.0, 16 * 60),
        (FailureKind::NotAFeed, 6, 0.0, 24 * 60), (FailureKind::Internal, 0, 0.0, 60),
        (FailureKind::Forbidden, 1, 0.0, 24 * 60), (FailureKind::Robots, 2, 0.0, 48 * 60),
        (FailureKind::Forbidden, 9, 0.0, 7 * 24 * 60), (FailureKind::Forbidden, 1, f64::NAN, 24 * 60),
    ];
    for (kind, failures, jitter, minutes) in cases {
        let due = after_failure(kind, failures, soon, now, jitter);
        assert_eq!(due - now, TimeDelta::minutes(minutes), "{kind:?} {failures} {jitter}");
    }
    let late = now + TimeDelta::days(40);
    assert_eq!(after_failure(FailureKind::Reset, 3, late, now, 0.5), late);
}

#[test]
fn pages_are_given_up() {
    let now = instant("2026-01-01T00:00:00Z");
    let minutes: Vec<i64> =
        (1..).map_while(|failures| page_retry(failures, now, 0.0)).map(|due| (due - now).num_minutes()).collect();
    assert_eq!(minutes, [15, 60, 360, 1440, 4320]);
    assert_eq!(page_retry(1, now, 1.0), Some(now + TimeDelta::seconds(990)));
    assert_eq!(page_retry(u32::MAX, now, 0.0), None);
}

/// One field's item and the numbers it stands for, in a form a reader checks at sight.
fn item(lowest: u32, highest: u32) -> impl Strategy<Value = (String, Vec<u32>)> {
    let range = (lowest..=highest).prop_flat_map(move |first| (Just(first), first..=highest, 1..=highest));
    prop_oneof![
        3 => Just(("*".to_owned(), (lowest..=highest).collect())),
        1 => (1..=highest).prop_map(move |step| {
            (format!("*/{step}"), (lowest..=highest).step_by(step as usize).collect())
        }),
        1 => range.clone().prop_map(|(first, last, _)| (format!("{first}-{last}"), (first..=last).collect())),
        1 => range.prop_map(|(first, last, step)| {
            (format!("{first}-{last}/{step}"), (first..=last).step_by(step as usize).collect())
        }),
        1 => (lowest..=highest, lowest..=highest).prop_map(|(a, b)| (format!("{a},{b}"), vec![a, b])),
    ]
}

type FieldCase = (String, Vec<u32>);

fn matches(fields: &[FieldCase; 5], time: NaiveDateTime) -> bool {
    let [minute, hour, day, month, weekday] = fields;
    let has = |field: &FieldCase, number: u32| field.1.contains(&number);
    let day_matches = has(day, time.day());
    let sunday_based = time.weekday().num_days_from_sunday();
    let weekday_matches = has(weekday, sunday_based) || (sunday_based == 0 && has(weekday, 7));
    let either = !day.0.starts_with('*') && !weekday.0.starts_with('*');
    has(minute, time.minute())
        && has(hour, time.hour())
        && has(month, time.month())
        && if either { day_matches || weekday_matches } else { day_matches && weekday_matches }
}

proptest! {
    #[test]
    fn the_search_agrees_with_counting_minutes(
        minute in item(0, 59), hour in item(0, 23), day in item(1, 31), month in item(1, 12), weekday in item(0, 7),
        start in 0_i64..3_000_000_000,
    ) {
        let fields = [minute, hour, day, month, weekday];
        let expression: Vec<&str> = fields.iter().map(|field| field.0.as_str()).collect();
        let Ok(schedule) = Schedule::cron(&expression.join(" ")) else { return Ok(()) };
        let after = DateTime::from_timestamp(start, 0).unwrap();
        let due = next_due(&schedule, Tz::UTC, after);
        let counted = (1..5 * 24 * 60)
            .map(|minutes| after.with_second(0).unwrap() + TimeDelta::minutes(minutes))
            .find(|time| matches(&fields, time.naive_utc()));
        match counted {
            Some(time) => prop_assert_eq!(due, Some(time)),
            None => prop_assert!(due.is_none_or(|due| due >= after + TimeDelta::days(4))),
        }
    }

    #[test]
    fn each_time_is_later_than_the_last(
        text in prop::sample::select(vec![
            "*/7 * * * *", "30 2 * * *", "30 1,2 * * *", "*/10 1-3 * * *", "0 */3 * * *", "59 59 23 31 12 *", "0 0 1 * 1",
        ]),
        zone in prop::sample::select(vec![
            Tz::UTC, Tz::named("Europe/Berlin").unwrap(), Tz::named("America/New_York").unwrap(), Tz::named("Australia/Lord_Howe").unwrap(), Tz::named("Pacific/Apia").unwrap(),
            Tz::named("Africa/Casablanca").unwrap(), Tz::named("Asia/Kolkata").unwrap(),
        ]),
        start in -10_000_000_000_i64..5_000_000_000,
        nanoseconds in 0_u32..1_000_000_000,
    ) {
        let schedule = Schedule::cron(text).unwrap();
        let mut last = DateTime::from_timestamp(start, nanoseconds).unwrap();
        for _ in 0..20 {
            let Some(due) = next_due(&schedule, zone, last) else { break };
            prop_assert!(due > last);
            last = due;
        }
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,40}", crontab_like in "[-0-9*/,a-z@ ]{0,30}") {
        for text in [&text, &crontab_like] {
            let _ = Schedule::cron(text);
            let _ = Schedule::every(text);
        }
    }

    #[test]
    fn intervals_are_read_back(seconds in 60_u64..366 * 86_400) {
        let schedule = Schedule::Every(Duration::from_secs(seconds));
        let text = schedule.to_string();
        prop_assert_eq!(Schedule::every(text.trim_start_matches("every ")), Ok(schedule));
    }
}

#[test]
fn a_move_is_believed_after_three_polls_and_a_day() {
    let start = instant("2026-01-01T00:00:00Z");
    let (new, other) = ("https://new.example/", "https://other.example/");
    let after = |steps: &[(i64, &str)]| {
        let claim = steps.iter().fold(None, |claim, (hours, target)| {
            Some(claimed_again(claim.as_ref(), target, start + TimeDelta::hours(*hours)))
        });
        is_believed(&claim.unwrap())
    };
    for (steps, expected) in [
        (vec![(0, new)], false),
        (vec![(0, new), (30, new)], false),
        (vec![(0, new), (1, new), (2, new), (23, new)], false),
        (vec![(0, new), (12, new), (24, new)], true),
        (vec![(0, new), (12, other), (24, new), (36, new)], false),
        (vec![(0, other), (12, new), (24, new), (36, new)], true),
    ] {
        assert_eq!(after(&steps), expected, "{steps:?}");
    }
    assert!(!is_captive_portal(2) && is_captive_portal(3));
}

#[test]
fn validators_that_stand_still_are_doubted() {
    let now = instant("2026-03-01T00:00:00Z");
    let days = TimeDelta::days;
    for (fresh_days_ago, gap_days, is_found_out, expected) in [
        (14, Some(1), false, false),
        (15, Some(1), false, true),
        (15, None, false, true),
        (20, Some(5), false, false),
        (26, Some(5), false, true),
        (1, Some(5), true, false),
        (2, Some(5), true, true),
    ] {
        let is = is_doubted(now - days(fresh_days_ago), gap_days.map(days), is_found_out, now);
        assert_eq!(is, expected, "{fresh_days_ago} {gap_days:?} {is_found_out}");
    }
}

/// D13: who is down is told by how many are.
#[test]
fn nearly_everybody_down_is_our_own_fault() {
    let now = instant("2026-01-01T00:00:00Z");
    let verdicts = |hosts: usize, story: &[(&str, bool)]| -> Vec<bool> {
        let mut reach = Reachability::among(hosts);
        story.iter().map(|(host, was_reached)| reach.note(host, *was_reached, now)).collect()
    };
    let (up, down) = (true, false);
    assert_eq!(
        verdicts(
            100,
            &[("a", down), ("b", down), ("c", down), ("d", down), ("e", down), ("f", down), ("a", up), ("g", down)]
        ),
        [false, false, false, false, true, true, false, true],
        "five hosts in a row; one that answers again is no outage of its own"
    );
    assert_eq!(verdicts(100, &[("a", down); 9]), [false; 9], "one host is not the network");
    let half: Vec<(String, bool)> = (0..40).map(|n| (n.to_string(), n % 2 == 0)).collect();
    let half: Vec<(&str, bool)> = half.iter().map(|(host, up)| (host.as_str(), *up)).collect();
    assert!(!verdicts(100, &half).contains(&true));
    assert_eq!(verdicts(3, &[("a", down), ("b", down), ("c", down)]), [false, false, true], "all there are");
    assert_eq!(verdicts(2, &[("a", down), ("b", down)]), [false, false], "too few to tell");
    let mut reach = Reachability::among(9);
    let old = now - TimeDelta::hours(3);
    for host in ["a", "b", "c", "d"] {
        assert!(!reach.note(host, down, old));
    }
    assert!(!reach.note("e", down, now), "what was heard three hours ago counts no more");
}
