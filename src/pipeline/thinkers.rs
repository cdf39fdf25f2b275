//! A thread for each core, on which the pure steps run: parsing never waits behind the network, nor the
//! network behind parsing.
//!
//! They are threads of their own and not the runtime's blocking ones, since those come and go by the
//! hundred and each keeps what its parses had allocated.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use tokio::sync::{Semaphore, oneshot};

type Step = Box<dyn FnOnce() + Send>;

/// The pool. Dropping it ends the threads once they have done what they were given.
pub(super) struct Thinkers {
    steps: SyncSender<Step>,
    /// As many as the channel has room for, so that handing over a step never blocks.
    places: Semaphore,
}

/// The step panicked.
#[derive(Debug)]
pub(super) struct Panicked;

impl Thinkers {
    /// Starts the threads, one for each core.
    pub fn start() -> io::Result<Thinkers> {
        let cores = thread::available_parallelism().map_or(2, usize::from);
        // One step waits for each that runs: no core is idle while an answer travels.
        let room = cores * 2;
        let (steps, taken) = sync_channel(room);
        let taken = Arc::new(Mutex::new(taken));
        for number in 0..cores {
            let taken = Arc::clone(&taken);
            thread::Builder::new().name(format!("thinker-{number}")).spawn(move || think(&taken))?;
        }
        Ok(Thinkers { steps, places: Semaphore::new(room) })
    }

    /// Runs a step on one of the threads and waits for what it gives.
    pub async fn run<T: Send + 'static>(&self, step: impl FnOnce() -> T + Send + 'static) -> Result<T, Panicked> {
        let _place = self.places.acquire().await;
        let (answer, told) = oneshot::channel();
        let step = Box::new(move || {
            if let Ok(value) = catch_unwind(AssertUnwindSafe(step)) {
                // Nobody waits any more when the job was dropped, as at a stop.
                let _ = answer.send(value);
            }
        });
        self.steps.try_send(step).map_err(|_| Panicked)?;
        told.await.map_err(|_| Panicked)
    }
}

fn think(taken: &Mutex<Receiver<Step>>) {
    loop {
        let next = taken.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match next {
            Ok(step) => step(),
            Err(_) => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_an_answer_and_the_thread_goes_on() {
        let thinkers = Thinkers::start().unwrap();
        for _ in 0..20 {
            assert!(thinkers.run(|| -> u8 { panic!("on purpose") }).await.is_err());
        }
        assert_eq!(thinkers.run(|| 2 + 2).await.unwrap(), 4);
    }

    #[tokio::test]
    async fn more_steps_than_threads_all_come_out() {
        let thinkers = Arc::new(Thinkers::start().unwrap());
        let mut steps = tokio::task::JoinSet::new();
        for number in 0..200u64 {
            let thinkers = Arc::clone(&thinkers);
            steps.spawn(async move { thinkers.run(move || number).await.unwrap() });
        }
        let sum: u64 = steps.join_all().await.into_iter().sum();
        assert_eq!(sum, 199 * 200 / 2);
    }
}
