//! The day in a page's address.

use super::super::super::dates::{Reading, month_of};
use chrono::{FixedOffset, NaiveDate, NaiveTime, TimeZone};
use url::Url;

/// The day in an address such as `/2026/11/23/ferry`, `/2026-11-23/`, `/20261123/`, `/2026/1123/`, `/2026/nov/23/`.
pub(in super::super) fn date_in_url(url: &Url) -> Option<Reading> {
    let is_part = |c: char| c.is_ascii_alphanumeric();
    let parts: Vec<&str> = url.path().split(|c| !is_part(c)).filter(|part| !part.is_empty()).take(30).collect();
    let number = |part: &str| part.parse::<u32>().ok().filter(|_| part.bytes().all(|b| b.is_ascii_digit()));
    let month = |part: &str| match number(part) {
        Some(month) => Some(month),
        None => month_of(&part.to_ascii_lowercase()).filter(|_| part.len() >= 3),
    };
    let day = |year: u32, month: u32, day: u32| {
        (1995..=2100).contains(&year).then(|| NaiveDate::from_ymd_opt(year as i32, month, day)).flatten()
    };
    let date = (0..parts.len()).find_map(|at| match &parts[at..] {
        [y, m, d, ..] if y.len() == 4 && d.len() <= 2 && (m.len() <= 2 || number(m).is_none()) => {
            day(number(y)?, month(m)?, number(d)?)
        }
        // The other way round where the day can be no month.
        [d, m, y, ..] if [d.len(), m.len(), y.len()] == [2, 2, 4] && number(d)? > 12 => {
            day(number(y)?, number(m)?, number(d)?)
        }
        [y, md, ..] if y.len() == 4 && md.len() == 4 => day(number(y)?, number(md)? / 100, number(md)? % 100),
        [packed, ..] if packed.len() == 8 => {
            let packed = number(packed)?;
            day(packed / 10_000, packed / 100 % 100, packed % 100)
        }
        _ => None,
    })?;
    let time = FixedOffset::east_opt(0)?.from_local_datetime(&date.and_time(NaiveTime::MIN)).single()?;
    Some(Reading { time, has_time: false, has_zone: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_addresses() {
        for (url, day) in [
            ("https://a.example/2026/11/23/ferry", Some("2026-11-23")),
            ("https://a.example/news/2026-11-23-ferry.html", Some("2026-11-23")),
            ("https://a.example/n/20261123/c1.html", Some("2026-11-23")),
            ("https://a.example/n/2026/1123/c1-7.html", Some("2026-11-23")),
            ("https://a.example/town/2026/nov/23/ferry", Some("2026-11-23")),
            ("https://a.example/2026/november/23/ferry", Some("2026-11-23")),
            ("https://a.example/news/23-11-2026", Some("2026-11-23")),
            ("https://a.example/news/05-11-2026", None),
            ("https://a.example/2026/ferry-12", None),
            ("https://a.example/2026/ferry/12", None),
            ("https://a.example/99999999/", None),
        ] {
            let found = date_in_url(&Url::parse(url).unwrap()).map(|read| read.time.date_naive().to_string());
            assert_eq!(found.as_deref(), day, "{url}");
        }
    }
}
