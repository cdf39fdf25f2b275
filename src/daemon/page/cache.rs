//! What is dear to know is asked for once for all who want it, and again only when that is cheap.

use crate::store::StoreError;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// An answer is good for so long at least,
const SHORTEST: Duration = Duration::from_secs(5);
/// and for so many times what it took to find: reading takes a twentieth of one core at most, whoever asks.
const TIMES_ITS_COST: u32 = 20;

/// The last answer.
pub struct Cached<T> {
    last: Mutex<Option<(Arc<T>, Instant)>>,
}

impl<T> Default for Cached<T> {
    fn default() -> Cached<T> {
        Cached { last: Mutex::new(None) }
    }
}

impl<T: Send + Sync + 'static> Cached<T> {
    /// The last answer while it is good, else what `find` gives, on a thread that may block. Whoever asks meanwhile
    /// waits for the same answer.
    pub async fn get(
        &self,
        find: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
    ) -> Result<Arc<T>, StoreError> {
        let mut last = self.last.lock().await;
        if let Some((answer, good_until)) = &*last
            && Instant::now() < *good_until
        {
            return Ok(Arc::clone(answer));
        }
        let started = Instant::now();
        let found = tokio::task::spawn_blocking(find).await.map_err(|_| StoreError::Closed)??;
        let answer = Arc::new(found);
        let good_for = SHORTEST.max(started.elapsed() * TIMES_ITS_COST);
        *last = Some((Arc::clone(&answer), Instant::now() + good_for));
        Ok(answer)
    }
}
