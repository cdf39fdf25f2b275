//! A look at the servers that want to be left alone, remembered while there are none: nearly always, and each request
//! asks.

use crate::model::Timestamp;
use chrono::TimeDelta;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// For so long it isn't looked again. A command beside the daemon may note a pause that nobody here is told of.
const HOLDS_FOR: TimeDelta = TimeDelta::seconds(10);

/// Whether there was any pause when it was looked last.
#[derive(Debug, Default)]
pub(super) struct PauseGlance {
    /// One more with each pause that is noted here, before it is written and after.
    changes: AtomicU64,
    /// When there was none, and how many changes there had been before that look.
    none_seen: Mutex<Option<(Timestamp, u64)>>,
}

impl PauseGlance {
    /// Nobody wants to be left alone at `now`, so that nobody needs to be asked about.
    pub(super) fn shows_none(&self, now: Timestamp) -> bool {
        let none_seen = self.none_seen.lock().unwrap_or_else(PoisonError::into_inner);
        none_seen.is_some_and(|(at, changes)| {
            changes == self.changes() && (TimeDelta::zero()..HOLDS_FOR).contains(&(now - at))
        })
    }

    /// To be told to `saw_none`, from before the look.
    pub(super) fn changes(&self) -> u64 {
        self.changes.load(Ordering::SeqCst)
    }

    /// There was none at `now`, unless one was noted since `changes` was asked for.
    pub(super) fn saw_none(&self, now: Timestamp, changes: u64) {
        *self.none_seen.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, changes));
    }

    /// A pause is about to be written, or has been.
    pub(super) fn change(&self) {
        self.changes.fetch_add(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    #[test]
    fn it_holds_for_a_moment_and_until_a_pause_is_noted() {
        let glance = PauseGlance::default();
        let at = |seconds| DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds);
        assert!(!glance.shows_none(at(0)), "nobody has looked");
        glance.saw_none(at(0), glance.changes());
        assert!(glance.shows_none(at(9)));
        assert!(!glance.shows_none(at(10)));
        assert!(!glance.shows_none(at(-1)), "the clock was put back");
        let before = glance.changes();
        glance.change();
        assert!(!glance.shows_none(at(1)));
        // A look that began before the pause was written says nothing.
        glance.saw_none(at(1), before);
        assert!(!glance.shows_none(at(1)));
        glance.saw_none(at(2), glance.changes());
        assert!(glance.shows_none(at(2)));
    }
}
