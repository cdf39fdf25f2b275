//! The words that stand beside a time: halves of the day and zones, as feeds and pages write them.

use super::Tz;
use chrono::FixedOffset;

/// Which half of the day an hour is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HalfOfDay {
    Morning,
    Afternoon,
}

impl HalfOfDay {
    /// The hour of a day of 24, of one that is counted in this half; others stay.
    pub fn hour_of_day(self, hour: u32) -> u32 {
        match (self, hour) {
            (HalfOfDay::Morning, 12) => 0,
            (HalfOfDay::Afternoon, 1..=11) => hour + 12,
            _ => hour,
        }
    }
}

/// A zone that a date names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NamedZone {
    Offset(FixedOffset),
    /// Where summer time has to be looked up.
    Place(Tz),
}

/// Zones by name, in minutes east of Greenwich. Where a name is used twice, the reading with more feeds stands.
#[rustfmt::skip]
const ZONES: &[(&str, i32)] = &[
    ("acdt", 630), ("acst", 570), ("adt", -180), ("aedt", 660), ("aest", 600), ("akdt", -480), ("akst", -540), ("art", -180),
    ("ast", -240), ("awst", 480), ("brt", -180), ("bst", 60), ("cat", 120), ("cdt", -300), ("cest", 120), ("cet", 60),
    ("clst", -180), ("clt", -240), ("cst", -360), ("eat", 180), ("edt", -240), ("eest", 180), ("eet", 120), ("est", -300),
    ("gmt", 0), ("gst", 240), ("hadt", -540), ("hast", -600), ("hkt", 480), ("hst", -600), ("ict", 420), ("idt", 180),
    ("irst", 210), ("ist", 330), ("jst", 540), ("kst", 540), ("mdt", -360), ("mesz", 120), ("mest", 120), ("met", 60),
    ("mez", 60), ("msd", 240), ("msk", 180), ("mst", -420), ("myt", 480), ("ndt", -150), ("npt", 345), ("nst", -210),
    ("nzdt", 780), ("nzst", 720), ("pdt", -420), ("pht", 480), ("pkt", 300), ("pst", -480), ("sast", 120), ("sgt", 480),
    ("trt", 180), ("ut", 0), ("utc", 0), ("wat", 60), ("west", 60), ("wet", 0), ("wib", 420), ("wit", 540), ("wita", 480),
    ("z", 0), ("北京时间", 480), ("мск", 180),
];

/// Halves of the day in scripts without spaces, where other words may run on before them.
const UNSPACED_HALVES: &[(&str, HalfOfDay)] = &[
    ("上午", HalfOfDay::Morning),
    ("早上", HalfOfDay::Morning),
    ("凌晨", HalfOfDay::Morning),
    ("午前", HalfOfDay::Morning),
    ("오전", HalfOfDay::Morning),
    ("下午", HalfOfDay::Afternoon),
    ("晚上", HalfOfDay::Afternoon),
    ("傍晚", HalfOfDay::Afternoon),
    ("午後", HalfOfDay::Afternoon),
    ("오후", HalfOfDay::Afternoon),
];

/// The half of the day that a word in small letters names.
///
/// ```
/// use feedmill::zone::{HalfOfDay, half_of_day};
/// assert_eq!(half_of_day("午後"), Some(HalfOfDay::Afternoon));
/// assert_eq!(half_of_day("noon"), None);
/// ```
pub fn half_of_day(word: &str) -> Option<HalfOfDay> {
    match word {
        "am" | "ص" | "صباحا" | "صباحاً" | "πμ" | "öö" | "এএম" => Some(HalfOfDay::Morning),
        "pm" | "م" | "مساء" | "مساءا" | "مساءً" | "μμ" | "ös" | "পিএম" => {
            Some(HalfOfDay::Afternoon)
        }
        _ => UNSPACED_HALVES.iter().find(|(ending, _)| word.ends_with(ending)).map(|(_, half)| *half),
    }
}

/// The half of the day that two letters with full stops name: `p.m.`, `μ.μ.`, `ب.ظ`.
pub fn abbreviated_half_of_day(first: &str, second: &str) -> Option<HalfOfDay> {
    match (first, second) {
        ("a", "m") | ("π", "μ") | ("ق", "ظ") => Some(HalfOfDay::Morning),
        ("p", "m") | ("μ", "μ") | ("ب", "ظ") => Some(HalfOfDay::Afternoon),
        _ => None,
    }
}

/// The zone that a word in small letters names.
///
/// ```
/// use feedmill::zone::{NamedZone, zone_named};
/// assert_eq!(zone_named("wib"), chrono::FixedOffset::east_opt(7 * 3600).map(NamedZone::Offset));
/// assert!(matches!(zone_named("et"), Some(NamedZone::Place(place)) if place.name() == "America/New_York"));
/// assert_eq!(zone_named("uhr"), None);
/// ```
pub fn zone_named(word: &str) -> Option<NamedZone> {
    let place = match word {
        "et" => "America/New_York",
        "ct" => "America/Chicago",
        "mt" => "America/Denver",
        "pt" => "America/Los_Angeles",
        _ => {
            let (_, minutes) = ZONES.iter().find(|(name, _)| *name == word)?;
            return FixedOffset::east_opt(minutes * 60).map(NamedZone::Offset);
        }
    };
    Tz::named(place).map(NamedZone::Place)
}
