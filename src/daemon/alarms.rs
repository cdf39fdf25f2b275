//! Looks for what somebody should be told of, and tells it in the log and outside: once when it begins, once when over.

use super::page::Desk;
use super::tell::Tellers;
use crate::alarm::{Alarm, Standing, messages};
use crate::store::{Archive, StoreError};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};
use tracing::{info, warn};

/// From one look to the next.
const EVERY: Duration = Duration::from_secs(5 * 60);

/// Looks until the future is dropped. After a start what still stands is told again.
pub async fn watch_for_alarms(desk: Arc<Desk>, tellers: Tellers) {
    let mut standing = Standing::default();
    let mut looks = interval(EVERY);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        looks.tick().await;
        match look(&desk).await {
            Ok(alarms) => {
                let changes = standing.renew(alarms);
                changes.raised.iter().for_each(tell);
                for Alarm { kind, whose, .. } in &changes.over {
                    info!(alarm = kind.as_str(), whose, "alarm over: {whose} is no longer {}", kind.as_str());
                }
                tellers.tell(&messages(&changes, (desk.clock)()));
                desk.count_alarms(&standing);
            }
            Err(error) => warn!("alarms were not looked for: {error}"),
        }
    }
}

async fn look(desk: &Arc<Desk>) -> Result<Vec<Alarm>, StoreError> {
    let (database, now) = (desk.database.clone(), (desk.clock)());
    let looking = tokio::task::spawn_blocking(move || Archive::open_read_only(&database)?.alarms(now));
    looking.await.map_err(|_| StoreError::Closed)?
}

fn tell(alarm: &Alarm) {
    let since = alarm.since.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    warn!(alarm = alarm.kind.as_str(), whose = alarm.whose, since, "alarm: {}", alarm.what);
}
