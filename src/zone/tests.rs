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

/// At every change of every clock, from one that ran until then to one that runs behind it: what it shows leads back to
/// when it is.
#[test]
fn every_clock_leads_back() {
    let until: Timestamp = "2040-01-01T00:00:00Z".parse().unwrap();
    for zone in Tz::names().map(tz) {
        let clock = tz::db().get(zone.name()).unwrap();
        for change in
            clock.following("1880-01-01T00:00:00Z".parse().unwrap()).take_while(|change| change.timestamp() < until)
        {
            for beside_seconds in [-1800, -1, 0, 1, 1800] {
                let utc = DateTime::from_timestamp(change.timestamp().as_second() + beside_seconds, 0).unwrap();
                let shown = utc.with_timezone(&zone);
                let readings = zone.from_local_datetime(&shown.naive_local());
                let leads_back = |reading: Option<DateTime<Tz>>| reading.is_some_and(|time| time == utc);
                assert!(leads_back(readings.earliest()) || leads_back(readings.latest()), "{zone} showing {shown}");
            }
        }
    }
}

#[test]
fn times_that_no_calendar_reaches_are_utc() {
    let berlin = tz("Europe/Berlin");
    for utc in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
        assert_eq!(utc.with_timezone(&berlin).offset().fix(), Utc.fix());
        assert_eq!(berlin.from_local_datetime(&utc.naive_utc()).single().map(|time| time.to_utc()), Some(utc));
    }
}
