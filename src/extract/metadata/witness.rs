//! One witness of when an article was published or changed.

use super::super::dates::Reading;
use chrono::NaiveDate;

/// What a witness says, and who it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    pub(super) reading: Reading,
    pub(super) source: &'static str,
}

impl Moment {
    pub(super) fn day(self) -> NaiveDate {
        self.reading.time.date_naive()
    }
}
