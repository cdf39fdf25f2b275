//! When an article was published and changed: every witness with how much it says, settled into one order.

use super::super::dates::Reading;
use super::rank;
use crate::model::{Found, PublisherTime};
use chrono::{FixedOffset, Timelike};

/// Beginnings of sources, the most trusted first; what isn't named comes where `""` stands. `meta date` and its
/// like are as often the day of a change or of the delivery.
const RANKS: &[&str] = &[
    "json-ld",
    "meta article:published_time",
    "meta dc.date.issued",
    "meta dc.date.created",
    "microdata",
    "",
    "time",
    "visible date",
    "meta date",
    "meta dc.date",
    "meta dcterms.date",
    "another",
    "url",
    "visible update",
];

/// What a witness says, and who it is.
#[derive(Clone, Copy, Debug)]
struct Moment {
    reading: Reading,
    source: &'static str,
}

#[derive(Debug, Default)]
pub(super) struct Moments {
    published: Vec<Moment>,
    modified: Vec<Moment>,
}

impl Moments {
    pub(super) fn published(&mut self, reading: Reading, source: &'static str) {
        self.published.push(Moment { reading, source });
    }

    pub(super) fn modified(&mut self, reading: Reading, source: &'static str) {
        self.modified.push(Moment { reading, source });
    }

    /// Times of publication and of change, each from the most to the least trusted.
    pub(super) fn settled(self) -> (Vec<Found<PublisherTime>>, Vec<Found<PublisherTime>>) {
        let found = |moment: Moment| Found { value: moment.reading.time, source: moment.source };
        let published = settle(self.published).into_iter().map(found).collect();
        (published, self.modified.into_iter().map(found).collect())
    }
}

fn settle(mut moments: Vec<Moment>) -> Vec<Moment> {
    moments.sort_by_key(|moment| rank(RANKS, moment.source));
    let Some(&best) = moments.first() else { return moments };
    if let Some(fuller) = moments.iter().position(|other| says_more(other, &best)) {
        moments[..=fuller].rotate_right(1);
    }
    let best = moments[0].reading;
    if let Some(zone) = moments.iter().find_map(|other| zone_shown(best, other.reading)) {
        moments[0].reading.time = best.time.with_timezone(&zone);
    }
    moments
}

/// Whether a witness agrees with the best one and adds the time of the day or the zone.
fn says_more(other: &Moment, best: &Moment) -> bool {
    let (one, two) = (best.reading, other.reading);
    let same_day = one.time.date_naive() == two.time.date_naive();
    let same_minute = one.time.naive_local().with_second(0) == two.time.naive_local().with_second(0);
    (!one.has_time && two.has_time && same_day) || (one.has_time && !one.has_zone && two.has_zone && same_minute)
}

/// The publisher's zone, where one witness gives the moment in UTC and another as the clocks there showed it.
fn zone_shown(best: Reading, other: Reading) -> Option<FixedOffset> {
    if !best.has_time || !best.has_zone || best.time.offset().local_minus_utc() != 0 {
        return None;
    }
    if other.has_zone {
        let is_same = other.has_time && (other.time - best.time).num_seconds().abs() < 60;
        return Some(*other.time.offset()).filter(|zone| is_same && zone.local_minus_utc() != 0);
    }
    let (utc, local) = (best.time.naive_utc(), other.time.naive_local());
    let seconds = if other.has_time {
        // Quarters of an hour are too common to be taken for the same moment.
        if utc.minute().is_multiple_of(15) || utc.minute() != local.minute() {
            return None;
        }
        (local.with_second(0)? - utc.with_second(0)?).num_seconds()
    } else {
        // The day that the page shows began at that very moment, east of Greenwich.
        let seconds = (local - utc).num_seconds();
        if !(1..=11 * 3600).contains(&seconds) || seconds % 3600 != 0 {
            return None;
        }
        seconds
    };
    let plausible = (-12 * 3600..=14 * 3600).contains(&seconds) && seconds % 900 == 0 && seconds != 0;
    plausible.then(|| FixedOffset::east_opt(i32::try_from(seconds).ok()?)).flatten()
}

#[cfg(test)]
mod tests {
    use super::super::super::dates::read_reading;
    use super::*;

    fn settled(witnesses: &[(&'static str, &str)]) -> (String, &'static str) {
        let mut moments = Moments::default();
        for (source, text) in witnesses {
            moments.published(read_reading(text, None).unwrap(), source);
        }
        let (published, _) = moments.settled();
        (published[0].value.to_rfc3339(), published[0].source)
    }

    #[test]
    fn one_witness_gives_the_moment_and_another_the_zone() {
        for (declared, shown, expected) in [
            ("2026-11-23T22:04:00Z", "24.11.2026, 00:04", "2026-11-24T00:04:00+02:00"),
            ("2026-11-23T22:04:10Z", "2026-11-24T00:04:10+02:00", "2026-11-24T00:04:10+02:00"),
            ("2026-11-23T23:00:00Z", "24. November 2026", "2026-11-24T00:00:00+01:00"),
            ("2026-11-24T02:25:54Z", "November 23, 2026 9:25 pm", "2026-11-23T21:25:54-05:00"),
            ("2026-11-23T05:00:00Z", "November 23, 2026", "2026-11-23T05:00:00+00:00"),
            ("2026-11-24T02:25:54Z", "November 23, 2026", "2026-11-24T02:25:54+00:00"),
            ("2026-11-23T10:00:00Z", "2026-11-23 12:00", "2026-11-23T10:00:00+00:00"),
            ("2026-11-23T10:07:00Z", "2026-11-25 12:07", "2026-11-23T10:07:00+00:00"),
            ("2026-11-23T10:07:00+01:00", "2026-11-23 12:07", "2026-11-23T10:07:00+01:00"),
        ] {
            let witnesses = [("json-ld datePublished", declared), ("visible date", shown)];
            assert_eq!(settled(&witnesses).0, expected, "{declared} {shown}");
        }
    }

    #[test]
    fn the_fuller_of_two_that_agree_is_taken() {
        for (weaker, expected) in [
            ("2026-11-23T07:48:00+08:00", ("2026-11-23T07:48:00+08:00", "time")),
            ("2026-11-24T07:48:00+08:00", ("2026-11-23T00:00:00+00:00", "json-ld datePublished")),
        ] {
            let found = settled(&[("time", weaker), ("json-ld datePublished", "2026-11-23")]);
            assert_eq!((found.0.as_str(), found.1), expected);
        }
    }

    #[test]
    fn a_day_of_delivery_is_trusted_less_than_what_readers_see() {
        let found = settled(&[("meta date", "2026-11-24"), ("visible date", "2026-11-23"), ("url", "2026-11-22")]);
        assert_eq!(found, ("2026-11-23T00:00:00+00:00".to_owned(), "visible date"));
    }
}
