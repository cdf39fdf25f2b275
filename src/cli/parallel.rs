//! Pure work on many inputs: by all cores, answered in order, a panic being an answer too.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Works on every input and gives the answers in the order of the inputs.
pub fn map<I: Sync, T: Send>(inputs: &[I], work: impl Fn(&I) -> Result<T, String> + Sync) -> Vec<Result<T, String>> {
    let cores = thread::available_parallelism().map_or(1, usize::from).min(inputs.len());
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Result<T, String>)>> = Mutex::new(Vec::with_capacity(inputs.len()));
    thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while let Some((position, input)) = take(inputs, &next) {
                    let answer = shielded(|| work(input));
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((position, answer));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|(position, _)| *position);
    done.into_iter().map(|(_, answer)| answer).collect()
}

fn take<'a, I>(inputs: &'a [I], next: &AtomicUsize) -> Option<(usize, &'a I)> {
    let position = next.fetch_add(1, Ordering::Relaxed);
    inputs.get(position).map(|input| (position, input))
}

fn shielded<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err("reading it failed inside feedmill".to_owned()))
}
