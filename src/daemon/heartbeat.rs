//! Whether the daemon still does its work: the loop and the writer are asked in turn, and both must answer in time.
//!
//! A beat is a real round trip: through the loop's own line of asks, and through the writer's queue into a
//! transaction and out of it. So a loop that hangs, a writer that hangs, a queue that is full and a database
//! that another program holds locked all stop the beats.

use super::control::{Control, Pulse};
use crate::store::{Store, StoreError};
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};

/// What the watch over the daemon has to tell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Heartbeat {
    /// Both have answered, in time or late.
    Beat(Trip),
    /// No answer yet, for as long as an answer may take. Said once.
    Silent(Organ),
}

/// Who is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Organ {
    Loop,
    Writer,
}

/// One round trip through both.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trip {
    pub pulse: Pulse,
    pub loop_took: Duration,
    pub writer_took: Duration,
    /// One of them was silent before.
    pub is_late: bool,
}

/// Asks both at every interval `every`, and tells what came of it; each may take as long to answer, so that two
/// beats in time are at most three intervals apart. Ends with the loop.
///
/// An ask without an answer is waited for: no second one is piled upon it.
///
/// # Errors
/// What keeps the writer from its work, but for what may end by itself, such as another program's lock.
pub async fn watch(
    store: &Store,
    control: &Control,
    every: Duration,
    mut tell: impl FnMut(Heartbeat),
) -> Result<(), StoreError> {
    let mut beats = interval(every);
    beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        beats.tick().await;
        let asked_at = Instant::now();
        // The writer first: a loop that is silent only since it waits for the writer is not to blame.
        match in_time(store.round_trip(), every, || tell(Heartbeat::Silent(Organ::Writer))).await {
            Ok(()) => {}
            Err(error) if error.passes() => continue,
            Err(StoreError::Closed) => return Ok(()),
            Err(error) => return Err(error),
        }
        let writer_took = asked_at.elapsed();
        let pulse = in_time(control.pulse(), every, || tell(Heartbeat::Silent(Organ::Loop))).await;
        let Some(pulse) = pulse else { return Ok(()) };
        let loop_took = asked_at.elapsed() - writer_took;
        let is_late = loop_took >= every || writer_took >= every;
        tell(Heartbeat::Beat(Trip { pulse, loop_took, writer_took, is_late }));
    }
}

/// Waits for an answer, and says so when it has taken longer than it may.
async fn in_time<T>(answer: impl Future<Output = T>, longest: Duration, say: impl FnOnce()) -> T {
    tokio::pin!(answer);
    tokio::select! {
        answered = &mut answer => answered,
        () = sleep(longest) => {
            say();
            answer.await
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::control::{Ask, Asks, control};
    use super::*;
    use tempfile::TempDir;
    use tokio::sync::mpsc;
    use tokio::task::JoinHandle;

    /// A loop that answers whenever it is asked.
    fn turning(mut asks: Asks) -> JoinHandle<()> {
        tokio::spawn(async move {
            loop {
                let Ask::Pulse(reply) = asks.next().await else { continue };
                let _ = reply.send(Pulse { waiting: 3, under_way: 1 });
            }
        })
    }

    /// That a locked database stops the beats, `tests/it/service.rs` shows on the real program.
    #[tokio::test(flavor = "multi_thread")]
    async fn a_loop_that_does_not_turn_gets_no_beat_until_it_does() {
        let dir = TempDir::new().unwrap();
        let store = Store::open(&dir.path().join("archive.db")).unwrap();
        let (control, asks) = control();
        let (say, mut heard) = mpsc::unbounded_channel();
        let watching = tokio::spawn(async move {
            watch(&store, &control, Duration::from_millis(50), |beat| say.send(beat).unwrap()).await
        });
        assert_eq!(heard.recv().await.unwrap(), Heartbeat::Silent(Organ::Loop));
        let turning = turning(asks);
        let late = heard.recv().await.unwrap();
        assert!(matches!(late, Heartbeat::Beat(trip) if trip.is_late && trip.pulse.waiting == 3), "{late:?}");
        turning.abort();
        watching.await.unwrap().unwrap();
    }
}
