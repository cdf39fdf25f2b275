//! When an article was published and changed: every witness with how much it says, settled into one order.

use super::super::dates::Reading;
use super::disputes::Dispute;
use super::witness::Moment;
use super::{rank, zones};
use crate::model::{Found, PublisherTime, Timestamp};
use crate::zone::Tz;
use chrono::{TimeZone, Timelike};

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
    "script",
    "relative date",
    "another",
    "url",
    "visible update",
];

#[derive(Debug, Default)]
pub(super) struct Moments {
    published: Vec<Moment>,
    modified: Vec<Moment>,
    /// Whether the article calls itself news.
    pub(super) is_news: bool,
    /// The name of the zone of the site's country, if it has but one.
    pub(super) country: Option<&'static str>,
}

impl Moments {
    pub(super) fn published(&mut self, reading: Reading, source: &'static str) {
        self.published.push(Moment { reading, source });
    }

    /// Whether a witness says when it was published who is trusted more than one that counts from today.
    pub(super) fn is_dated(&self) -> bool {
        let relative = rank(RANKS, "relative date");
        self.published.iter().any(|moment| rank(RANKS, moment.source) < relative)
    }

    /// A moment as the clocks of the site's country show it; in UTC where no country is known.
    pub(super) fn there(&self, moment: Timestamp) -> PublisherTime {
        match self.country.and_then(Tz::named) {
            Some(zone) => moment.with_timezone(&zone).fixed_offset(),
            None => moment.fixed_offset(),
        }
    }

    pub(super) fn modified(&mut self, reading: Reading, source: &'static str) {
        self.modified.push(Moment { reading, source });
    }

    /// Times of publication and of change, each from the most to the least trusted.
    pub(super) fn settled(mut self) -> (Vec<Found<PublisherTime>>, Vec<Found<PublisherTime>>) {
        self.settle();
        self.put_on_clocks();
        let found = |moment: Moment| Found { value: moment.reading.time, source: moment.source };
        (self.published.into_iter().map(found).collect(), self.modified.into_iter().map(found).collect())
    }

    fn settle(&mut self) {
        // Of the names that sites coin the earliest day counts: others are days of the page's making.
        let coined = |moment: &Moment| (moment.source == "meta published").then_some(moment.reading.time);
        self.published.sort_by_key(|moment| (rank(RANKS, moment.source), coined(moment)));
        if self.published.is_empty() {
            return;
        }
        // A day off by the zone is no dispute.
        self.put_in_zone();
        let Moments { published, modified, is_news, .. } = self;
        let believed = Dispute { published, modified, is_news: *is_news }.believed();
        published[..=believed].rotate_right(1);
        let best = published[0];
        if let Some(fuller) = published.iter().position(|other| says_more(other, &best)) {
            published[..=fuller].rotate_right(1);
        }
        self.put_in_zone();
    }

    /// Puts the first witness's time into the publisher's zone, if that is known.
    fn put_in_zone(&mut self) {
        let (best, others) = (self.published[0], &self.published[1..]);
        let shown = others.iter().find_map(|other| zones::shown_by(best.reading, other.reading));
        if let Some(zone) = shown.or_else(|| zones::by_day(best, others, &self.modified, self.country)) {
            self.published[0].reading.time = best.reading.time.with_timezone(&zone);
        }
    }

    /// Puts times without a zone on the clocks of the site's country, or else on those that a witness of the other
    /// time has; where neither is known they stay in UTC.
    fn put_on_clocks(&mut self) {
        let country = self.country.and_then(Tz::named);
        let zone_of = |moments: &[Moment]| {
            let best = moments.first().filter(|best| best.reading.has_zone)?;
            Some(*best.reading.time.offset()).filter(|zone| zone.local_minus_utc() != 0)
        };
        let (of_change, of_publication) = (zone_of(&self.modified), zone_of(&self.published));
        for (moments, other) in [(&mut self.published, of_change), (&mut self.modified, of_publication)] {
            for Reading { time, has_zone, .. } in moments.iter_mut().map(|moment| &mut moment.reading).filter(is_local)
            {
                let local = time.naive_local();
                let there = match country {
                    Some(country) => country.moment(local),
                    None => other.and_then(|zone| zone.from_local_datetime(&local).single()),
                };
                if let Some(there) = there {
                    (*time, *has_zone) = (there, true);
                }
            }
        }
    }
}

/// Whether a reading is a time that some clock shows, nobody says where.
fn is_local(reading: &&mut Reading) -> bool {
    reading.has_time && !reading.has_zone
}

/// Whether a witness agrees with the best one and adds the time of the day or the zone.
fn says_more(other: &Moment, best: &Moment) -> bool {
    let (one, two) = (best.reading, other.reading);
    let same_day = one.time.date_naive() == two.time.date_naive();
    let same_minute = one.time.naive_local().with_second(0) == two.time.naive_local().with_second(0);
    (!one.has_time && two.has_time && same_day) || (one.has_time && !one.has_zone && two.has_zone && same_minute)
}

#[cfg(test)]
mod tests {
    use super::super::super::dates::read_reading;
    use super::*;

    fn settled(witnesses: &[(&'static str, &str)]) -> (String, &'static str) {
        settled_in(witnesses, None)
    }

    fn settled_in(witnesses: &[(&'static str, &str)], country: Option<&'static str>) -> (String, &'static str) {
        let mut moments = Moments { country, ..Moments::default() };
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
            ("2026-11-24T05:30:59Z", "2026-11-23T23:30:59Z", "2026-11-23T23:30:59-06:00"),
            ("2026-11-24T05:31:00Z", "2026-11-23T23:31:00Z", "2026-11-24T05:31:00+00:00"),
        ] {
            let witnesses = [("json-ld datePublished", declared), ("visible date", shown)];
            assert_eq!(settled(&witnesses).0, expected, "{declared} {shown}");
        }
    }

    #[test]
    fn the_day_that_readers_see_is_in_the_site_s_zone() {
        let berlin = Some("Europe/Berlin");
        let buenos_aires = Some("America/Argentina/Buenos_Aires");
        for (declared, shown, country, expected) in [
            ("2026-11-24T00:25:56Z", "November 23, 2026", buenos_aires, "2026-11-23T21:25:56-03:00"),
            ("2026-11-24T00:25:56Z", "November 23, 2026", None, "2026-11-24T00:25:56+00:00"),
            ("2026-11-24T00:25:56Z", "November 23, 2026", berlin, "2026-11-24T00:25:56+00:00"),
            ("2026-12-31T23:11:59Z", "1. Januar 2027", berlin, "2027-01-01T00:11:59+01:00"),
            ("2026-07-31T22:11:59Z", "1. August 2026", berlin, "2026-08-01T00:11:59+02:00"),
            ("2026-07-31T12:11:59Z", "31. Juli 2026", berlin, "2026-07-31T12:11:59+00:00"),
        ] {
            let witnesses = [("json-ld datePublished", declared), ("visible date", shown)];
            assert_eq!(settled_in(&witnesses, country).0, expected, "{declared} {shown}");
        }
        let midnight = [("json-ld datePublished", "2026-11-22T23:00:00Z")];
        assert_eq!(settled_in(&midnight, berlin).0, "2026-11-23T00:00:00+01:00");
        let elsewhere = [
            ("json-ld datePublished", "2026-11-24T02:41:41Z"),
            ("time", "2026-11-23T21:46:01-05:00"),
            ("visible date", "November 23, 2026"),
        ];
        assert_eq!(settled_in(&elsewhere, berlin).0, "2026-11-23T21:41:41-05:00");
    }

    #[test]
    fn a_time_without_a_zone_is_the_sites_own() {
        for (shown, country, expected) in [
            ("2026.11.23. 오후 3:05", Some("Asia/Seoul"), "2026-11-23T15:05:00+09:00"),
            ("23.07.2026, 15:05 Uhr", Some("Europe/Berlin"), "2026-07-23T15:05:00+02:00"),
            ("23.11.2026, 15:05 GMT", Some("Europe/Berlin"), "2026-11-23T15:05:00+00:00"),
            ("23.11.2026", Some("Europe/Berlin"), "2026-11-23T00:00:00+00:00"),
            ("23.11.2026, 15:05 Uhr", None, "2026-11-23T15:05:00+00:00"),
        ] {
            assert_eq!(settled_in(&[("visible date", shown)], country).0, expected, "{shown}");
        }
    }

    #[test]
    fn a_change_is_on_the_clocks_of_the_publication() {
        let mut moments = Moments::default();
        moments.published(read_reading("2026-11-23T14:05:00+01:00", None).unwrap(), "meta date");
        moments.modified(read_reading("23.11.2026, 16:10 Uhr", None).unwrap(), "visible update");
        let (_, modified) = moments.settled();
        assert_eq!(modified[0].value.to_rfc3339(), "2026-11-23T16:10:00+01:00");
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
        let found = settled(&[("meta date", "2026-11-24"), ("visible date", "2026-11-23"), ("url", "2026-11-23")]);
        assert_eq!(found, ("2026-11-23T00:00:00+00:00".to_owned(), "visible date"));
    }
}
