//! Faults that repeat: the first is told, those that follow within an hour are counted, and the next one says how many.

use crate::model::Timestamp;
use chrono::TimeDelta;
use std::collections::HashMap;

/// For so long a fault that was told is only counted.
const QUIET: TimeDelta = TimeDelta::hours(1);
/// Different faults remembered; past it the oldest are forgotten, and told anew.
const MOST_KNOWN: usize = 4096;

/// Which faults have been told lately.
#[derive(Debug, Default)]
pub struct Repeats {
    /// By what makes two faults alike: when it was told, and how often it has come since.
    told: HashMap<String, (Timestamp, u64)>,
}

impl Repeats {
    /// Whether a fault is to be told at `now`: `None` if not, else how many like it were not told before.
    pub fn admit(&mut self, alike: &str, now: Timestamp) -> Option<u64> {
        if let Some((told_at, untold)) = self.told.get_mut(alike) {
            if (now - *told_at).abs() < QUIET {
                *untold += 1;
                return None;
            }
            *told_at = now;
            return Some(std::mem::take(untold));
        }
        if self.told.len() >= MOST_KNOWN {
            self.told.retain(|_, (told_at, _)| (now - *told_at).abs() < QUIET);
        }
        if self.told.len() >= MOST_KNOWN {
            self.told.clear();
        }
        self.told.insert(alike.to_owned(), (now, 0));
        Some(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    #[test]
    fn the_first_is_told_and_the_rest_is_counted() {
        let mut repeats = Repeats::default();
        let at = |minutes| DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes);
        assert_eq!(repeats.admit("a not_found", at(0)), Some(0));
        assert_eq!(repeats.admit("b not_found", at(0)), Some(0));
        assert!((1..60).all(|minute| repeats.admit("a not_found", at(minute)).is_none()));
        assert_eq!(repeats.admit("a not_found", at(60)), Some(59));
        assert_eq!(repeats.admit("a not_found", at(61)), None);
        assert_eq!(repeats.admit("a not_found", at(200)), Some(1));
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut repeats = Repeats::default();
        for number in 0..3 * MOST_KNOWN {
            assert_eq!(repeats.admit(&number.to_string(), DateTime::UNIX_EPOCH), Some(0));
            assert!(repeats.told.len() <= MOST_KNOWN);
        }
    }
}
