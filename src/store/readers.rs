//! A few read-only connections, shared: reads run beside the writer and beside each other.

use super::connection::open_reader;
use super::error::StoreError;
use rusqlite::Connection;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use tokio::sync::Semaphore;

/// Reads that run at once.
const READERS: usize = 2;

#[derive(Clone)]
pub(super) struct Readers {
    path: PathBuf,
    turns: Arc<Semaphore>,
    idle: Arc<Mutex<Vec<Connection>>>,
}

impl Readers {
    pub(super) fn new(path: PathBuf) -> Readers {
        Readers { path, turns: Arc::new(Semaphore::new(READERS)), idle: Arc::default() }
    }

    /// Runs `work` on a thread that may block, once one of the connections is free.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let turn = self.turns.clone().acquire_owned().await.map_err(|_| StoreError::Closed)?;
        let readers = self.clone();
        let reading = tokio::task::spawn_blocking(move || {
            let connection = match readers.idle.lock().ok().and_then(|mut idle| idle.pop()) {
                Some(connection) => connection,
                None => open_reader(&readers.path)?,
            };
            let outcome = work(&connection);
            if let Ok(mut idle) = readers.idle.lock() {
                idle.push(connection);
            }
            drop(turn);
            outcome
        });
        reading.await.map_err(|_| StoreError::Closed)?
    }

    /// Refuses further reads and closes what is idle.
    pub(super) fn close(&self) {
        self.turns.close();
        if let Ok(mut idle) = self.idle.lock() {
            idle.clear();
        }
    }
}
