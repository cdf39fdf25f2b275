use super::*;
use chrono::{DateTime, Utc};

fn tz(name: &str) -> Tz {
    Tz::named(name).unwrap()
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn a_clock_is_put_forward_and_back() {
    let berlin = tz("Europe/Berlin");
    for (at, shown) in [
        ("2026-03-29T00:59:59Z", "2026-03-29 01:59:59 CET"),
        ("2026-03-29T01:00:00Z", "2026-03-29 03:00:00 CEST"),
        ("2026-10-25T00:59:59Z", "2026-10-25 02:59:59 CEST"),
        ("2026-10-25T01:00:00Z", "2026-10-25 02:00:00 CET"),
        ("1890-01-01T00:00:00Z", "1890-01-01 00:53:28 LMT"),
        ("2999-07-01T00:00:00Z", "2999-07-01 02:00:00 CEST"),
    ] {
        assert_eq!(instant(at).with_timezone(&berlin).to_string(), shown);
    }
    let local = |text: &str| berlin.from_local_datetime(&text.parse().unwrap());
    assert_eq!(local("2026-03-29T02:30:00"), MappedLocalTime::None);
    let MappedLocalTime::Ambiguous(earlier, later) = local("2026-10-25T02:30:00") else { panic!("it comes twice") };
    assert_eq!((earlier.to_utc(), later.to_utc()), (instant("2026-10-25T00:30:00Z"), instant("2026-10-25T01:30:00Z")));
    assert_eq!(local("2026-07-01T12:00:00").single().unwrap().to_utc(), instant("2026-07-01T10:00:00Z"));
}

#[test]
fn names_are_taken_as_they_are() {
    assert_eq!(tz("UTC"), Tz::UTC);
    assert_eq!(tz("Asia/Tokyo").name(), "Asia/Tokyo");
    assert_eq!("asia/tokyo".parse::<Tz>(), Err(UnknownZone));
    assert_eq!("Mars/Olympus".parse::<Tz>(), Err(UnknownZone));
    assert!(Tz::names().all(|name| Tz::named(name).is_some_and(|zone| zone.name() == name)));
}

/// At every change of every clock: what it shows leads back to when it is, and stretches join without a gap.
#[test]
fn every_clock_leads_back() {
    const HALF_AN_HOUR: i64 = 1800;
    let end = instant("2040-01-01T00:00:00Z").timestamp();
    for zone in Tz::names().map(tz) {
        assert!(zone == Tz::UTC || Table::read(zone.data).is_some(), "{zone} can't be read");
        let mut at = instant("1880-01-01T00:00:00Z").timestamp();
        while at < end {
            let stretch = zone.stretch(at);
            assert!(stretch.from <= at && at < stretch.to, "{zone} at {at}");
            assert_eq!(zone.stretch(stretch.to - 1), stretch);
            for at in [at - HALF_AN_HOUR, at, at + HALF_AN_HOUR] {
                let utc = DateTime::from_timestamp(at, 0).unwrap();
                let shown = utc.with_timezone(&zone).naive_local();
                let readings = zone.from_local_datetime(&shown);
                assert!(
                    readings.earliest().is_some_and(|time| time == utc)
                        || readings.latest().is_some_and(|time| time == utc),
                    "{zone} showing {shown}"
                );
            }
            at = stretch.to;
        }
    }
}
