//! The publisher's zone: times that a site gives in UTC, on the day that its readers see.

use super::super::dates::Reading;
use super::witness::Moment;
use crate::zone::Tz;
use chrono::{FixedOffset, NaiveTime, Offset, Timelike};
use url::Url;

/// The offset to which a time in UTC belongs, as another witness shows it.
pub(super) fn shown_by(best: Reading, other: Reading) -> Option<FixedOffset> {
    if !is_in_utc(best) {
        return None;
    }
    if other.has_zone && other.time.offset().local_minus_utc() != 0 {
        let is_same = other.has_time && (other.time - best.time).num_seconds().abs() < 60;
        return is_same.then(|| *other.time.offset());
    }
    let (utc, local) = (best.time.naive_utc(), other.time.naive_local());
    let seconds = if other.has_time {
        // Two times of the same second are one moment; some sites call their own time UTC.
        let is_exact = utc.second() == local.second() && utc.second() != 0;
        // Quarters of an hour are too common to be taken for the same moment.
        let is_common = utc.minute().is_multiple_of(15);
        if utc.minute() != local.minute() || !is_exact && (is_common || other.has_zone) {
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

/// The offset in which a time in UTC falls on the day that readers see: one that the page names elsewhere, else that
/// of the site's country, by the name of its zone. Of a country a time is also the day's beginning, where it is
/// midnight there.
pub(super) fn by_day(
    best: Moment,
    others: &[Moment],
    modified: &[Moment],
    country: Option<&str>,
) -> Option<FixedOffset> {
    if !is_in_utc(best.reading) {
        return None;
    }
    let moment = best.reading.time;
    let there = || Some(moment.with_timezone(&Tz::named(country?)?).offset().fix());
    let is_shown = |other: &&Moment| matches!(other.source, "visible date" | "time");
    match others.iter().find(is_shown).map(|shown| shown.day()) {
        Some(day) if day == moment.date_naive() => None,
        Some(day) => {
            let named = others.iter().chain(modified).filter(|other| other.reading.has_zone);
            let mut named = named.map(|other| *other.reading.time.offset()).filter(|zone| zone.local_minus_utc() != 0);
            let is_that_day = |zone: &FixedOffset| moment.with_timezone(zone).date_naive() == day;
            named.find(is_that_day).or_else(|| there().filter(is_that_day))
        }
        None if moment.minute() == 0 && moment.second() == 0 && moment.hour() != 0 => {
            there().filter(|zone| moment.with_timezone(zone).time() == NaiveTime::MIN)
        }
        None => None,
    }
}

fn is_in_utc(reading: Reading) -> bool {
    reading.has_time && reading.has_zone && reading.time.offset().local_minus_utc() == 0
}

/// The name of the zone of a site's country, by the end of its host, else by the language of its pages; unknown for
/// countries with several zones and for languages of many countries.
pub(super) fn of_site(url: Option<&Url>, language: Option<&str>) -> Option<&'static str> {
    let host_end = url.and_then(Url::host_str).and_then(|host| host.rsplit('.').next());
    let parts: Vec<String> = language.unwrap_or_default().split(['-', '_']).map(str::to_ascii_lowercase).collect();
    let region = parts.get(1..).unwrap_or_default().iter().find(|part| part.len() == 2);
    let zone_of = |places: Places, name: &str| places.iter().find(|(known, _)| *known == name).map(|(_, zone)| *zone);
    host_end
        .and_then(|end| zone_of(COUNTRIES, end))
        .or_else(|| zone_of(COUNTRIES, region?))
        .or_else(|| zone_of(LANGUAGES, parts.first().filter(|_| region.is_none())?))
}

/// Codes of places and the names of their zones.
type Places = &'static [(&'static str, &'static str)];

/// Countries of one zone, by their ISO 3166 codes; those whose domains are sold for their letters are left out.
const COUNTRIES: Places = &[
    ("ae", "Asia/Dubai"),
    ("ar", "America/Argentina/Buenos_Aires"),
    ("at", "Europe/Vienna"),
    ("bd", "Asia/Dhaka"),
    ("be", "Europe/Brussels"),
    ("bg", "Europe/Sofia"),
    ("bo", "America/La_Paz"),
    ("by", "Europe/Minsk"),
    ("ch", "Europe/Zurich"),
    ("cn", "Asia/Shanghai"),
    ("cr", "America/Costa_Rica"),
    ("cz", "Europe/Prague"),
    ("de", "Europe/Berlin"),
    ("dk", "Europe/Copenhagen"),
    ("do", "America/Santo_Domingo"),
    ("dz", "Africa/Algiers"),
    ("ee", "Europe/Tallinn"),
    ("eg", "Africa/Cairo"),
    ("fi", "Europe/Helsinki"),
    ("fr", "Europe/Paris"),
    ("ge", "Asia/Tbilisi"),
    ("gh", "Africa/Accra"),
    ("gr", "Europe/Athens"),
    ("gt", "America/Guatemala"),
    ("hk", "Asia/Hong_Kong"),
    ("hr", "Europe/Zagreb"),
    ("hu", "Europe/Budapest"),
    ("ie", "Europe/Dublin"),
    ("il", "Asia/Jerusalem"),
    ("in", "Asia/Kolkata"),
    ("iq", "Asia/Baghdad"),
    ("ir", "Asia/Tehran"),
    ("is", "Atlantic/Reykjavik"),
    ("it", "Europe/Rome"),
    ("jo", "Asia/Amman"),
    ("jp", "Asia/Tokyo"),
    ("ke", "Africa/Nairobi"),
    ("kr", "Asia/Seoul"),
    ("kw", "Asia/Kuwait"),
    ("lb", "Asia/Beirut"),
    ("lk", "Asia/Colombo"),
    ("lt", "Europe/Vilnius"),
    ("lu", "Europe/Luxembourg"),
    ("lv", "Europe/Riga"),
    ("ma", "Africa/Casablanca"),
    ("mk", "Europe/Skopje"),
    ("my", "Asia/Kuala_Lumpur"),
    ("ng", "Africa/Lagos"),
    ("nl", "Europe/Amsterdam"),
    ("no", "Europe/Oslo"),
    ("np", "Asia/Kathmandu"),
    ("pe", "America/Lima"),
    ("ph", "Asia/Manila"),
    ("pk", "Asia/Karachi"),
    ("pl", "Europe/Warsaw"),
    ("py", "America/Asuncion"),
    ("qa", "Asia/Qatar"),
    ("ro", "Europe/Bucharest"),
    ("rs", "Europe/Belgrade"),
    ("sa", "Asia/Riyadh"),
    ("se", "Europe/Stockholm"),
    ("sg", "Asia/Singapore"),
    ("si", "Europe/Ljubljana"),
    ("sk", "Europe/Bratislava"),
    ("th", "Asia/Bangkok"),
    ("tn", "Africa/Tunis"),
    ("tr", "Europe/Istanbul"),
    ("tw", "Asia/Taipei"),
    ("tz", "Africa/Dar_es_Salaam"),
    ("ua", "Europe/Kyiv"),
    ("uk", "Europe/London"),
    ("gb", "Europe/London"),
    ("uy", "America/Montevideo"),
    ("ve", "America/Caracas"),
    ("vn", "Asia/Ho_Chi_Minh"),
    ("za", "Africa/Johannesburg"),
];

/// Languages that are written in one zone for the most part, by their ISO 639 codes.
const LANGUAGES: Places = &[
    ("bg", "Europe/Sofia"),
    ("cs", "Europe/Prague"),
    ("da", "Europe/Copenhagen"),
    ("de", "Europe/Berlin"),
    ("el", "Europe/Athens"),
    ("et", "Europe/Tallinn"),
    ("fa", "Asia/Tehran"),
    ("fi", "Europe/Helsinki"),
    ("fr", "Europe/Paris"),
    ("he", "Asia/Jerusalem"),
    ("hi", "Asia/Kolkata"),
    ("hr", "Europe/Zagreb"),
    ("hu", "Europe/Budapest"),
    ("it", "Europe/Rome"),
    ("ja", "Asia/Tokyo"),
    ("ko", "Asia/Seoul"),
    ("lt", "Europe/Vilnius"),
    ("lv", "Europe/Riga"),
    ("nb", "Europe/Oslo"),
    ("nl", "Europe/Amsterdam"),
    ("no", "Europe/Oslo"),
    ("pl", "Europe/Warsaw"),
    ("ro", "Europe/Bucharest"),
    ("sk", "Europe/Bratislava"),
    ("sl", "Europe/Ljubljana"),
    ("sr", "Europe/Belgrade"),
    ("sv", "Europe/Stockholm"),
    ("th", "Asia/Bangkok"),
    ("tr", "Europe/Istanbul"),
    ("uk", "Europe/Kyiv"),
    ("vi", "Asia/Ho_Chi_Minh"),
    ("zh", "Asia/Shanghai"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_s_country_has_one_zone() {
        for (url, language, zone) in [
            ("https://fluss.example.de/", Some("en-US"), Some("Europe/Berlin")),
            ("https://river.example/", Some("pt-AR"), Some("America/Argentina/Buenos_Aires")),
            ("https://river.example/", Some("de"), Some("Europe/Berlin")),
            ("https://river.example/", Some("zh-Hant-TW"), Some("Asia/Taipei")),
            ("https://river.example/", Some("en-US"), None),
            ("https://river.example/", Some("es"), None),
            ("https://river.example/", None, None),
        ] {
            assert_eq!(of_site(Url::parse(url).ok().as_ref(), language), zone, "{url} {language:?}");
        }
    }

    #[test]
    fn every_zone_is_in_the_database() {
        for (place, zone) in COUNTRIES.iter().chain(LANGUAGES) {
            assert!(Tz::named(zone).is_some(), "{place}: {zone}");
        }
    }
}
