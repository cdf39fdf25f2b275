//! When an article's page is read again.

use crate::model::Timestamp;
use chrono::TimeDelta;
use std::time::Duration;

/// Between two readings that a feed asks for, after one that brought nothing; twice as long after two, and so on.
const FIRST_QUIET: TimeDelta = TimeDelta::hours(1);
const LONGEST_QUIET: TimeDelta = TimeDelta::days(7);

/// When an article that came out at `born` comes to the next of these ages after `now`, up to a tenth of the age
/// later by `jitter` (0 to 1); `None` if it is past them all. `ages` rise.
///
/// ```
/// use feedmill::schedule::next_check;
/// use std::time::Duration;
/// let hour = chrono::TimeDelta::hours(1);
/// let (born, ages) = (chrono::DateTime::UNIX_EPOCH, [Duration::from_secs(3600), Duration::from_secs(24 * 3600)]);
/// assert_eq!(next_check(&ages, born, born, 0.0), Some(born + hour));
/// assert_eq!(next_check(&ages, born, born + hour, 0.0), Some(born + hour * 24));
/// assert_eq!(next_check(&ages, born, born + hour * 30, 0.0), None);
/// ```
pub fn next_check(ages: &[Duration], born: Timestamp, now: Timestamp, jitter: f64) -> Option<Timestamp> {
    let mut dues = ages.iter().filter_map(|age| {
        let age = TimeDelta::from_std(*age).ok()?;
        let due = born.checked_add_signed(age)?;
        (due > now).then(|| due.checked_add_signed(super::backoff::later_by(age, 0.1, jitter) - age)).flatten()
    });
    dues.next()
}

/// When a page is read again of which its feed says something else: at once, unless the last `quiet` readings
/// brought nothing, for some feeds say something else at each poll.
pub fn check_for_feed(quiet: u32, checked_at: Timestamp, now: Timestamp) -> Timestamp {
    if quiet == 0 {
        return now;
    }
    let wait = super::backoff::doubled(FIRST_QUIET, quiet, LONGEST_QUIET);
    checked_at.checked_add_signed(wait).map_or(now, |due| due.max(now))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    #[test]
    fn a_feed_that_cries_wolf_is_followed_less_and_less() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(1);
        let hours = |quiet| (check_for_feed(quiet, now, now) - now).num_hours();
        assert_eq!([0, 1, 2, 3, 20].map(hours), [0, 1, 2, 4, 168]);
        assert_eq!(check_for_feed(3, now - TimeDelta::hours(5), now), now, "the wait counts from the last reading");
    }
}
