//! What systemd is told: ready, still at work, stopping. Where there is no systemd nobody is told, and that is fine.

use super::output::counted;
use crate::daemon::{self, Control, Desk, Heartbeat, Organ, Pulse};
use crate::store::Store;
use sd_notify::NotifyState;
use std::sync::Arc;
use std::time::Duration;

/// Beats in one interval of the watchdog, at least: two in time are at most three quarters of it apart.
const BEATS_PER_INTERVAL: u32 = 4;
/// Where no watchdog wants them more often: /healthz tells of them too.
const USUAL_BEAT: Duration = Duration::from_secs(10);

/// Watches over the daemon until its loop ends. The first beat says that it is ready, each feeds the watchdog;
/// without a beat the watchdog goes hungry, and systemd starts the daemon anew.
pub async fn watch(store: Store, control: Control, feeds: usize, desk: Arc<Desk>) {
    let fed_every = sd_notify::watchdog_enabled().map(|interval| interval / BEATS_PER_INTERVAL);
    let every = fed_every.map_or(USUAL_BEAT, |every| every.min(USUAL_BEAT));
    let mut is_ready = false;
    let mut tell_of = |beat| match beat {
        Heartbeat::Beat(trip) => {
            if trip.is_late {
                let took_ms = u64::try_from((trip.loop_took + trip.writer_took).as_millis()).unwrap_or(u64::MAX);
                tracing::warn!(took_ms, "the loop and the writer answer again");
            }
            let status = status(feeds, trip.pulse);
            if !std::mem::replace(&mut is_ready, true) {
                tell(&[NotifyState::Ready]);
            }
            tell(&[NotifyState::Watchdog, NotifyState::Status(&status)]);
        }
        Heartbeat::Silent(organ) => {
            let who = match organ {
                Organ::Loop => "the loop does not answer",
                Organ::Writer => "the database cannot be written: another program may hold it locked",
            };
            tracing::warn!("{who}; systemd's watchdog gets nothing until this is over");
            tell(&[NotifyState::Status(who)]);
        }
    };
    let watched = daemon::watch(&store, &control, every, |beat| {
        desk.hear(beat);
        tell_of(beat);
    });
    if let Err(error) = watched.await {
        tracing::error!("the writer failed: {error}");
    }
}

/// A changed configuration is being read; `reloaded` must follow.
pub fn reloading() {
    // Only where the clock can't be read is there nothing to say by when.
    if let Ok(since) = NotifyState::monotonic_usec_now() {
        tell(&[NotifyState::Reloading, since]);
    }
}

/// It was taken up or refused.
pub fn reloaded() {
    tell(&[NotifyState::Ready]);
}

/// What runs may end; nothing new begins.
pub fn stopping() {
    tell(&[NotifyState::Stopping, NotifyState::Status("stopping: what is under way may end")]);
}

/// One line for `systemctl status`.
fn status(feeds: usize, pulse: Pulse) -> String {
    let feeds = counted(feeds as u64, "feed", "feeds");
    let under_way = counted(pulse.under_way as u64, "job", "jobs");
    format!("{feeds}; {under_way} under way, {} waiting", pulse.waiting)
}

fn tell(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        tracing::debug!("systemd was not told: {error}");
    }
}
