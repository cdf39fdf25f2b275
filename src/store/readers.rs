//! A few read-only connections, each on a thread of its own: reads run beside the writer and beside each other.
//!
//! They aren't the runtime's blocking threads, since those come and go by the dozen, and each keeps what it had
//! allocated.

use super::connection::open_reader;
use super::error::StoreError;
use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use tokio::sync::{Semaphore, oneshot};

/// Reads that run at once.
const READERS: usize = 2;

/// As many reads are handed over; further ones wait to be.
const HANDED_OVER: usize = 2 * READERS;

/// Runs on a connection, or learns why there is none.
type Read = Box<dyn FnOnce(Result<&Connection, StoreError>) + Send>;

#[derive(Clone)]
pub(super) struct Readers {
    /// As many as the channel has room for, so that handing over a read never blocks.
    places: Arc<Semaphore>,
    /// Taken away at the close, at which the threads end.
    reads: Arc<Mutex<Option<SyncSender<Read>>>>,
}

impl Readers {
    /// Starts the threads; each opens its connection for its first read.
    pub(super) fn start(path: &Path) -> std::io::Result<Readers> {
        let (sender, taken) = sync_channel(HANDED_OVER);
        let taken = Arc::new(Mutex::new(taken));
        for number in 0..READERS {
            let (path, taken) = (path.to_owned(), Arc::clone(&taken));
            thread::Builder::new().name(format!("store-reader-{number}")).spawn(move || run(&path, &taken))?;
        }
        Ok(Readers { places: Arc::new(Semaphore::new(HANDED_OVER)), reads: Arc::new(Mutex::new(Some(sender))) })
    }

    /// Runs `work` on one of the threads, once one is free.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let place = Arc::clone(&self.places).acquire_owned().await.map_err(|_| StoreError::Closed)?;
        let (reply, replied) = oneshot::channel();
        let read: Read = Box::new(move |connection| {
            // The channel has room again, whether or not anybody waits any more.
            drop(place);
            let _ = reply.send(connection.and_then(work));
        });
        let handed_over = match &*self.reads.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(reads) => reads.try_send(read).is_ok(),
            None => false,
        };
        if !handed_over {
            return Err(StoreError::Closed);
        }
        replied.await.map_err(|_| StoreError::Closed)?
    }

    /// Refuses further reads; the threads end after those that were handed over, and close their connections.
    pub(super) fn close(&self) {
        self.places.close();
        self.reads.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

fn run(path: &Path, taken: &Mutex<Receiver<Read>>) {
    let mut connection = None;
    loop {
        let next = taken.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(read) = next else { return };
        if connection.is_none() {
            match open_reader(path) {
                Ok(opened) => connection = Some(opened),
                Err(error) => {
                    read(Err(error));
                    continue;
                }
            }
        }
        if let Some(open) = &connection
            && catch_unwind(AssertUnwindSafe(|| read(Ok(open)))).is_err()
        {
            // It was reported when it happened, and its caller learns of it by the lost reply.
            connection = None;
        }
    }
}
