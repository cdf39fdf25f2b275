//! Years that are counted otherwise: Japanese eras, the Republic of China's, the Buddha's, and the Persian calendar.

use chrono::{Days, NaiveDate};

/// Lunar Hijri years of today begin here; those of the Persian calendar end before.
const PERSIAN_YEARS: std::ops::RangeInclusive<u32> = 1370..=1415;

/// Years after the Buddha's death that were within the last centuries.
const BUDDHIST_YEARS: std::ops::RangeInclusive<u32> = 2443..=2643;

/// The year of an era, such as the 8th of `令和`; a word may end with the era's name.
pub(super) fn year_of_era(word: &str, year: u32) -> Option<u32> {
    const ERAS: [(&str, u32); 5] = [("令和", 2018), ("平成", 1988), ("昭和", 1925), ("民國", 1911), ("民国", 1911)];
    let era = ERAS.iter().find(|(era, _)| word.ends_with(era)).filter(|_| (1..=150).contains(&year));
    era.map(|(_, before)| before + year)
}

/// The common year of one that may be counted from the Buddha's death, as in Thailand.
pub(super) fn common_year(year: u32) -> u32 {
    if BUDDHIST_YEARS.contains(&year) { year - 543 } else { year }
}

/// The day of a date in the Persian calendar, of the last decades; years of the lunar calendar are none.
pub(super) fn persian_date(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    let length = match month {
        1..=6 => 31,
        7..=11 => 30,
        12 if is_leap(year) => 30,
        12 => 29,
        _ => return None,
    };
    if !PERSIAN_YEARS.contains(&year) || !(1..=length).contains(&day) {
        return None;
    }
    // 1370 began on 21 March 1991.
    let years: u32 = (*PERSIAN_YEARS.start()..year).map(|year| if is_leap(year) { 366 } else { 365 }).sum();
    let months = (month - 1) * 30 + (month - 1).min(6);
    NaiveDate::from_ymd_opt(1991, 3, 21)?.checked_add_days(Days::new(u64::from(years + months + day - 1)))
}

/// By the cycle of 33 years, which is right from 1343 to 1472.
fn is_leap(year: u32) -> bool {
    matches!(year % 33, 1 | 5 | 9 | 13 | 17 | 22 | 26 | 30)
}

/// The month of the Persian calendar that a word names, 1 to 12.
pub(super) fn persian_month(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] =
        ["فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"];
    // Some keyboards write the Arabic yeh.
    let word = word.replace('ي', "ی");
    (1..).zip(MONTHS).find(|(_, name)| *name == word).map(|(month, _)| month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persian_days_are_common_ones() {
        for (date, expected) in [
            ((1370, 1, 1), "1991-03-21"),
            ((1400, 1, 1), "2021-03-21"),
            ((1403, 12, 30), "2025-03-20"),
            ((1404, 1, 1), "2025-03-21"),
            ((1405, 9, 2), "2026-11-23"),
            ((1404, 12, 29), "2026-03-20"),
        ] {
            let (year, month, day) = date;
            assert_eq!(persian_date(year, month, day).unwrap().to_string(), expected, "{date:?}");
        }
        for (year, month, day) in [(1404, 12, 30), (1405, 7, 31), (1448, 6, 2), (1405, 13, 1), (1405, 1, 0)] {
            assert_eq!(persian_date(year, month, day), None, "{year}-{month}-{day}");
        }
    }

    #[test]
    fn years_of_eras_are_common_ones() {
        assert_eq!(year_of_era("更新日：平成", 31), Some(2019));
        assert_eq!(year_of_era("中華民國", 115), Some(2026));
        assert_eq!(year_of_era("西暦", 115), None);
        assert_eq!((common_year(2569), common_year(2026)), (2026, 2026));
    }
}
