//! The loop: draws what is due from the store, starts it in its host's turn, until told to stop.
//!
//! `run` and `fetch` are the same loop; they differ in what they draw and in when they end.

mod alarms;
mod control;
mod events;
mod exposition;
mod frontier;
mod heartbeat;
mod hold;
mod metrics;
mod page;
mod perform;
mod purge;
mod reload;
mod repeats;
mod shift;
mod signals;
mod take_up;
mod tell;
#[cfg(test)]
mod tests;
mod wal;

pub use alarms::watch_for_alarms;
pub use control::{Asks, Control, Pulse, control};
pub use events::{Event, Log, Totals, log_event};
pub use heartbeat::{Heartbeat, Organ, Trip, watch};
pub use page::{Desk, listen, serve};
pub use purge::{PurgeReport, purge, retention_plan};
pub use signals::stop_on_signals;
pub use take_up::{subscribe, take_up};
pub use tell::Tellers;
pub use tokio_util::sync::CancellationToken;

use crate::fetch::Fetch;
use crate::model::{FeedKey, Timestamp};
use crate::pipeline::Environment;
use crate::store::StoreError;
use shift::Shift;
use std::sync::Arc;
use tokio::time::sleep_until;

/// Tells the time. The program's is `Utc::now`; a simulation brings its own.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Which work is drawn, and when the loop ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Each feed on its schedule, until the stop.
    Forever,
    /// These feeds now (all if empty), schedule aside, with their wanted pages; then the end.
    Once { feeds: Vec<FeedKey> },
}

/// Works until `stop` is cancelled, or until all is done in `Mode::Once`; reports each job to `on_event`, and
/// answers what it is asked meanwhile.
///
/// After the stop nothing is started, and what runs has 20 seconds to end; the rest is dropped and will be
/// due again.
///
/// # Errors
/// Only the store's: what goes wrong with a feed is an event.
pub async fn work<F: Fetch>(
    env: Arc<Environment<F>>,
    mode: Mode,
    clock: Clock,
    stop: CancellationToken,
    mut asks: Asks,
    mut on_event: impl FnMut(&Event),
) -> Result<Totals, StoreError> {
    match mode {
        Mode::Forever => {
            take_up(&env, clock()).await?;
            reload::note_start(&env, clock()).await?;
        }
        Mode::Once { .. } => subscribe(&env, clock()).await?,
    }
    let mut shift = Shift::new(env, clock, mode == Mode::Forever);
    match mode {
        Mode::Forever => shift.look(&mode, &mut on_event).await?,
        Mode::Once { .. } => {
            shift.room()?;
            shift.draw(&mode, true).await?;
        }
    }
    while !stop.is_cancelled() {
        shift.start_jobs();
        on_event(&shift.backlog());
        if shift.tasks.is_empty() && mode != Mode::Forever {
            if shift.draw(&mode, false).await? == 0 {
                break;
            }
            continue;
        }
        let (busy, draw_again_at) = (!shift.tasks.is_empty(), shift.draw_again_at);
        tokio::select! {
            () = stop.cancelled() => break,
            ask = asks.next() => shift.answer(ask, &mut on_event).await,
            ended = shift.job_ended(), if busy => on_event(&ended?),
            () = sleep_until(draw_again_at), if mode == Mode::Forever => shift.look(&mode, &mut on_event).await?,
        }
    }
    shift.finish(&mut asks, &mut on_event).await
}
