//! Each say in the next poll by itself, and that none of them makes it early or endless.

use super::*;
use crate::model::FailureKind;
use chrono::DateTime;
use proptest::prelude::*;

const HOUR: u64 = 3600;

fn instant(text: &str) -> Timestamp {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn now() -> Timestamp {
    // A Saturday.
    instant("2026-01-31T08:30:00Z")
}

fn cron(text: &str) -> Schedule {
    Schedule::cron(text).unwrap()
}

fn rhythm(schedule: &Schedule) -> Rhythm<'_> {
    Rhythm {
        schedule,
        zone: Tz::UTC,
        spread: Duration::from_secs(HOUR),
        follows_hints: true,
        is_chosen: true,
        habit: None,
    }
}

/// The next poll of a feed that is due each hour at half past.
fn next(went: Went, jitter: f64) -> (i64, Option<&'static str>) {
    let hourly = cron("30 * * * *");
    let rhythm = Rhythm { spread: Duration::ZERO, ..rhythm(&hourly) };
    let next = next_poll(&rhythm, 0.0, false, &went, now(), jitter);
    ((next.at - now()).num_seconds(), next.waits_for.map(WaitReason::as_str))
}

fn well(wishes: Wishes) -> Went {
    Went::Well(Wishes { has_validators: true, ..wishes })
}

fn hints(interval_seconds: u64) -> Wishes {
    let hints = PollHints { interval_seconds: Some(interval_seconds), ..PollHints::default() };
    Wishes { hints, ..Wishes::default() }
}

#[test]
fn moments_within_the_schedule() {
    for (expression, spread, phase, from, expected) in [
        ("@hourly", "1h", 0.5, "2026-01-31T08:30:00Z", "2026-01-31T09:30:00Z"),
        ("@hourly", "1h", 0.5, "2026-01-31T08:30:20Z", "2026-01-31T09:30:00Z"),
        // Too soon after a poll at another moment: the time is left out.
        ("@hourly", "1h", 0.9, "2026-01-31T08:02:00Z", "2026-01-31T09:54:00Z"),
        ("@hourly", "1h", 0.9, "2026-01-31T07:59:00Z", "2026-01-31T09:54:00Z"),
        ("@hourly", "1h", 0.99, "2026-01-31T08:00:30Z", "2026-01-31T08:59:24Z"),
        ("@hourly", "0s", 0.9, "2026-01-31T08:59:00Z", "2026-01-31T09:00:00Z"),
        ("@hourly", "10m", 0.5, "2026-01-31T08:05:00Z", "2026-01-31T09:05:00Z"),
        ("*/30 * * * *", "1h", 0.5, "2026-01-31T08:15:00Z", "2026-01-31T08:45:00Z"),
        ("0 6-8 * * *", "1h", 0.5, "2026-01-31T08:30:00Z", "2026-02-01T06:30:00Z"),
        ("@daily", "1h", 0.5, "2026-01-31T00:10:00Z", "2026-01-31T00:30:00Z"),
        ("@daily", "1d", 0.5, "2026-01-31T06:00:00Z", "2026-01-31T12:00:00Z"),
        ("*/10 * * * * *", "1h", 0.5, "2026-01-31T06:00:05Z", "2026-01-31T06:00:15Z"),
    ] {
        let schedule = cron(expression);
        let spread = super::super::parse_duration(spread).unwrap();
        let rhythm = Rhythm { spread, ..rhythm(&schedule) };
        let due = scheduled(&rhythm, phase, false, instant(from));
        assert_eq!(due, Some(instant(expected)), "{expression} {phase} from {from}");
    }
    let hourly = Schedule::every("6h").unwrap();
    let minutes = |is_first| (scheduled(&rhythm(&hourly), 0.5, is_first, now()).unwrap() - now()).num_minutes();
    assert_eq!((minutes(true), minutes(false)), (390, 360));
}

#[test]
fn the_publishers_wishes() {
    let fresh = |seconds| well(Wishes { fresh_seconds: Some(seconds), ..Wishes::default() });
    for (went, expected) in [
        (well(Wishes::default()), (3600, None)),
        (fresh(0), (3600, None)),
        (fresh(3600), (3600, None)),
        (fresh(7200), (7200, Some("cache"))),
        (fresh(u64::MAX), (7 * 86_400, Some("cache"))),
        (well(hints(60)), (3600, None)),
        (well(hints(2 * HOUR)), (2 * 3600, Some("feed_hint"))),
        (well(hints(31 * 24 * HOUR)), (86_400, Some("feed_hint"))),
        (well(Wishes { fresh_seconds: Some(9 * HOUR), ..hints(2 * HOUR) }), (9 * 3600, Some("cache"))),
        (
            well(Wishes { retry_after: Some(Duration::from_secs(9 * HOUR)), ..Wishes::default() }),
            (9 * 3600, Some("retry_after")),
        ),
        (Went::Well(Wishes::default()), (3600, None)),
    ] {
        assert_eq!(next(went, 0.0), expected, "{went:?}");
    }
    let hourly = cron("@hourly");
    let built_in = Rhythm { is_chosen: false, spread: Duration::ZERO, ..rhythm(&hourly) };
    let bare = next_poll(&built_in, 0.0, false, &Went::Well(Wishes::default()), now(), 0.0);
    assert_eq!((bare.at - now(), bare.waits_for), (TimeDelta::hours(4), Some(WaitReason::NoValidators)));
    let deaf = Rhythm { follows_hints: false, spread: Duration::ZERO, ..rhythm(&hourly) };
    let deaf = next_poll(&deaf, 0.0, false, &fresh(u64::MAX), now(), 0.0);
    assert_eq!((deaf.at - now(), deaf.waits_for), (TimeDelta::minutes(30), None));
}

#[test]
fn quiet_hours_and_days() {
    let quiet = |skip_hours, skip_days| {
        let hints = PollHints { interval_seconds: None, skip_hours, skip_days };
        next(well(Wishes { hints, ..Wishes::default() }), 0.0)
    };
    // The schedule has it due at 09:30.
    assert_eq!(quiet(1 << 9, 0), (2 * 3600, Some("quiet_hours")));
    assert_eq!(quiet(0b11_1110_0000_0000, 0), (6 * 3600, Some("quiet_hours")), "minutes stay");
    assert_eq!(quiet(1 << 8, 0), (3600, None));
    // Saturday and Sunday: Monday, half past midnight.
    assert_eq!(quiet(0, 0b110_0000), (40 * 3600, Some("quiet_hours")));
    assert_eq!(quiet((1 << 24) - 1, 0), (3600, None), "all hours are a mistake");
    assert_eq!(quiet(0, 0b111_1111), (3600, None), "all days are a mistake");
}

#[test]
fn what_went_wrong() {
    let wrong = |kind, failures, retry_after: Option<u64>| Went::Wrong {
        kind,
        failures,
        retry_after: retry_after.map(Duration::from_secs),
        is_outage: false,
    };
    for (went, expected) in [
        (wrong(FailureKind::TimeoutTotal, 1, None), (3600, None)),
        (wrong(FailureKind::TimeoutTotal, 3, None), (2 * 3600, Some("back_off"))),
        (wrong(FailureKind::Forbidden, 1, None), (86_400, Some("refused"))),
        (wrong(FailureKind::RateLimited, 2, None), (2 * 3600, Some("back_off"))),
        // Retry-After: at least 15 minutes, at most 31 days, and never shorter than the back-off.
        (wrong(FailureKind::RateLimited, 1, Some(1)), (3600, None)),
        (wrong(FailureKind::RateLimited, 1, Some(86_400)), (86_400, Some("retry_after"))),
        (wrong(FailureKind::ServerError, 1, Some(u64::MAX)), (31 * 86_400, Some("retry_after"))),
        (wrong(FailureKind::Parse, 21, None), (7 * 86_400, Some("back_off"))),
    ] {
        assert_eq!(next(went, 0.0), expected, "{went:?}");
    }
    let outage = |jitter| {
        let kind = FailureKind::Dns;
        next(Went::Wrong { kind, failures: 30, retry_after: None, is_outage: true }, jitter)
    };
    assert_eq!((outage(0.0), outage(1.0)), ((600, Some("outage")), (3600, Some("outage"))));
    assert_eq!(retry_at(Duration::ZERO, now(), 0.0) - now(), TimeDelta::minutes(15));
}

/// B26: a thousand hourly feeds, by crontab, by interval, and after a night's sleep.
#[test]
fn a_thousand_feeds_are_spread_over_the_hour() {
    let per_minute = |dues: &mut dyn Iterator<Item = Timestamp>| {
        let mut minutes = [0_usize; 60];
        for due in dues {
            minutes[due.minute() as usize] += 1;
        }
        (minutes.into_iter().min().unwrap(), minutes.into_iter().max().unwrap())
    };
    let even = 8..=33;
    for salt in [0, 1, 0xfeed_5eed, u64::MAX] {
        for (text, schedule) in [("@hourly", cron("@hourly")), ("1h", Schedule::every("1h").unwrap())] {
            let rhythm = rhythm(&schedule);
            let mut dues = (1..=1000).map(|feed| scheduled(&rhythm, phase(salt, feed), true, now()).unwrap());
            let (fewest, most) = per_minute(&mut dues);
            assert!(even.contains(&fewest) && even.contains(&most), "{text}: {fewest} to {most}");
        }
    }
    let (fewest, most) = per_minute(&mut (0..1000).map(|rank| catch_up(rank, 1000, now())));
    assert!(even.contains(&fewest) && even.contains(&most), "caught up: {fewest} to {most}");
    assert_eq!(catch_up(15, 16, now()), now(), "a few are no herd");
}

#[test]
fn installations_differ() {
    let moments = |salt| (1..=10).map(|feed| (phase(salt, feed) * 3600.0) as u32).collect::<Vec<_>>();
    assert_ne!(moments(1), moments(u64::MAX / 3));
    assert_eq!(moments(7), moments(7));
}

#[test]
fn a_clock_that_was_put_back() {
    let hour = TimeDelta::hours(1);
    let year = TimeDelta::days(365);
    let brought = |due, set_at| after_clock_was_put_back(due, set_at, now()).map(|due| due - now());
    assert_eq!(brought(now() + year + hour, now() + year), Some(hour));
    assert_eq!(brought(now() + hour, now() - hour), None);
    assert_eq!(brought(now() + hour, now() + TimeDelta::seconds(30)), None, "rounding is no jump");
    assert_eq!(brought(now() + year * 9, now() + hour), Some(TimeDelta::days(31)));
    assert_eq!(brought(now() - hour, now() + hour), Some(TimeDelta::zero()));
}

fn any_wishes() -> impl Strategy<Value = Wishes> {
    let seconds = || prop::option::of(prop_oneof![0_u64..1_000_000, Just(u64::MAX)]);
    (seconds(), seconds(), seconds(), any::<u32>(), 0_u8..128, any::<bool>()).prop_map(
        |(fresh_seconds, retry_after, interval_seconds, skip_hours, skip_days, has_validators)| Wishes {
            fresh_seconds,
            retry_after: retry_after.map(Duration::from_secs),
            hints: PollHints { interval_seconds, skip_hours: skip_hours & 0xff_ffff, skip_days },
            has_validators,
        },
    )
}

fn any_went() -> impl Strategy<Value = Went> {
    let kinds = prop::sample::select(vec![
        FailureKind::Dns,
        FailureKind::RateLimited,
        FailureKind::Forbidden,
        FailureKind::Parse,
        FailureKind::Gone,
    ]);
    prop_oneof![
        any_wishes().prop_map(Went::Well),
        (kinds, any::<u32>(), prop::option::of(any::<u64>())).prop_map(|(kind, failures, retry_after)| Went::Wrong {
            kind,
            failures,
            retry_after: retry_after.map(Duration::from_secs),
            is_outage: false,
        }),
    ]
}

fn any_schedule() -> impl Strategy<Value = Schedule> {
    prop_oneof![
        prop::sample::select(vec!["* * * * *", "*/30 * * * *", "@hourly", "0 6-8 * * *", "7 */5 * * 1-5", "@daily"])
            .prop_map(cron),
        (60_u64..86_400).prop_map(|seconds| Schedule::Every(Duration::from_secs(seconds))),
    ]
}

proptest! {
    /// Never earlier than the schedule and the shortest wish, never later than the longest of them allows.
    #[test]
    fn no_poll_is_early_and_none_is_endless(
        schedule in any_schedule(), went in any_went(), phase in 0.0..1.0, jitter in 0.0..1.0,
        start in 1_700_000_000_i64..1_800_000_000, follows_hints in any::<bool>(), is_chosen in any::<bool>(),
        spread in 0_u64..90_000,
    ) {
        let now = DateTime::from_timestamp(start, 0).unwrap();
        let spread = Duration::from_secs(spread);
        let rhythm = Rhythm { schedule: &schedule, zone: Tz::UTC, spread, follows_hints, is_chosen, habit: None };
        let due = scheduled(&rhythm, phase, false, now).unwrap();
        let next = next_poll(&rhythm, phase, false, &went, now, jitter);
        prop_assert!(due > now);
        prop_assert!(next.at >= due);
        prop_assert_eq!(next.waits_for.is_none(), next.at == due);
        prop_assert!(next.at <= due.max(now + TimeDelta::days(31)) + TimeDelta::days(4) + TimeDelta::hours(2));
        if let Went::Well(wishes) = went && follows_hints {
            let fresh = TimeDelta::seconds(wishes.fresh_seconds.unwrap_or(0).min(7 * 86_400) as i64);
            prop_assert!(next.at >= now + fresh);
        }
    }

    /// A feed that is polled at its moments keeps them, and comes as often as its schedule.
    #[test]
    fn moments_are_kept(
        text in prop::sample::select(vec!["@hourly", "*/30 * * * *", "*/5 * * * *", "0 */3 * * *"]),
        phase in 0.0..1.0, start in 1_700_000_000_i64..1_800_000_000, late_ms in 0_i64..20_000,
    ) {
        let schedule = cron(text);
        let rhythm = rhythm(&schedule);
        let first = scheduled(&rhythm, phase, true, DateTime::from_timestamp(start, 0).unwrap()).unwrap();
        let second = scheduled(&rhythm, phase, false, first + TimeDelta::milliseconds(late_ms)).unwrap();
        let interval = next_due(&schedule, Tz::UTC, first).map(|tick| next_due(&schedule, Tz::UTC, tick).unwrap() - tick);
        prop_assert_eq!(Some(second - first), interval);
    }

    #[test]
    fn phases_lie_between_nought_and_one(salt in any::<u64>(), feed in any::<i64>()) {
        prop_assert!((0.0..1.0).contains(&phase(salt, feed)));
    }
}
