//! What keeps the daemon from its work for a while: too little space on the disk, a database that can't be written.
//!
//! Nothing is begun meanwhile, so nothing moves on: what is due stays due, and validators stay as they are. It is
//! looked again and again whether it is over, and the daemon then goes on by itself.

use crate::store::{Store, StoreError, disk_state};
use std::path::Path;
use std::time::Duration;
use tokio::time::Instant;

/// Between two looks: at first, and at most.
const FIRST_WAIT: Duration = Duration::from_secs(3);
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// A database that can't be written for so long wants a person.
const MOST_PATIENCE: Duration = Duration::from_secs(10 * 60);
/// Space must have grown by a tenth of the floor before the work goes on, or it would stop and go at each article.
const MARGIN: u64 = 10;

/// The work stands still.
#[derive(Debug)]
pub(super) struct Hold {
    /// Why.
    pub error: StoreError,
    since: Instant,
    wait: Duration,
}

impl Hold {
    /// For what passes by itself; else the error comes back.
    pub fn over(error: StoreError) -> Result<Hold, StoreError> {
        if error.passes() { Ok(Hold { error, since: Instant::now(), wait: FIRST_WAIT }) } else { Err(error) }
    }

    /// When to look again.
    pub fn until(&self) -> Instant {
        Instant::now() + self.wait
    }

    /// Whether it is over: there is space, and a write goes through.
    ///
    /// # Errors
    /// What keeps the database from being written, if that doesn't pass or has lasted too long.
    pub async fn is_over(&mut self, store: &Store, database: &Path, floor_bytes: u64) -> Result<bool, StoreError> {
        let tried = match room(database, floor_bytes + floor_bytes / MARGIN) {
            Ok(()) => store.probe().await,
            Err(error) => Err(error),
        };
        let Err(error) = tried else { return Ok(true) };
        let wants_a_person = !error.passes() || (error.is_a_fault() && self.since.elapsed() > MOST_PATIENCE);
        if wants_a_person {
            return Err(error);
        }
        self.wait = (self.wait * 2).min(LONGEST_WAIT);
        self.error = error;
        Ok(false)
    }
}

/// Whether the floor of free space is kept.
pub(super) fn room(database: &Path, floor_bytes: u64) -> Result<(), StoreError> {
    let free_bytes = disk_state(database)?.free_bytes;
    if free_bytes < floor_bytes { Err(StoreError::LowSpace { free_bytes, floor_bytes }) } else { Ok(()) }
}
