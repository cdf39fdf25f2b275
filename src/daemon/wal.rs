//! Watches the write-ahead log: it grows without end while another program keeps a transaction open.

use super::events::Event;
use crate::store::{LONG_WAL_BYTES, Store, StoreError, disk_state};
use std::path::Path;

#[derive(Debug, Default)]
pub(super) struct WalWatch {
    /// The length that was told last; 0 while all is well.
    told_bytes: u64,
}

impl WalWatch {
    /// Tells of a log that has grown long, again at each doubling, and once it could be emptied.
    pub async fn look(&mut self, store: &Store, database: &Path) -> Result<Option<Event>, StoreError> {
        let state = disk_state(database)?;
        if state.wal_bytes <= LONG_WAL_BYTES && self.told_bytes == 0 {
            return Ok(None);
        }
        if store.empty_wal().await? {
            let was_told = std::mem::take(&mut self.told_bytes) > 0;
            return Ok(was_told.then_some(Event::WalEmptied));
        }
        if state.wal_bytes < self.told_bytes.saturating_mul(2) {
            return Ok(None);
        }
        self.told_bytes = state.wal_bytes;
        Ok(Some(Event::WalGrown(state)))
    }
}
