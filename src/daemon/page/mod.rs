//! A small page for monitors: `/healthz`, `/metrics` and `/status.json`, on loopback unless told otherwise.
//!
//! Nobody who asks can hurt: few connections at once, each with one short request, one answer and little time;
//! what is read from the database is read once for all who ask, and not more often than it is cheap.

mod cache;
mod server;

pub use server::{listen, serve};

use super::exposition::{Exposition, write_process};
use super::heartbeat::{Heartbeat, Organ, Trip};
use super::metrics::Metrics;
use crate::alarm::{AlarmKind, Standing};
use crate::model::Timestamp;
use crate::store::{Archive, StoreError, Vitals, disk_state};
use cache::Cached;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// Without a beat for so long the daemon counts as ill.
const STALE: Duration = Duration::from_secs(45);

/// What the page tells of, filled in by the daemon as it works.
pub struct Desk {
    pub(super) database: PathBuf,
    pub(super) clock: super::Clock,
    metrics: Mutex<Metrics>,
    heart: Mutex<Option<(Heartbeat, Instant)>>,
    last_trip: Mutex<Option<Trip>>,
    vitals: Cached<Vitals>,
    status: Cached<Vec<u8>>,
    /// How many alarms of each kind stand; `None` before the first look.
    alarms: Mutex<Option<[(AlarmKind, usize); AlarmKind::ALL.len()]>>,
}

impl Desk {
    pub fn new(database: PathBuf, clock: super::Clock) -> Arc<Desk> {
        Arc::new(Desk {
            database,
            clock,
            metrics: Mutex::default(),
            heart: Mutex::default(),
            last_trip: Mutex::default(),
            vitals: Cached::default(),
            status: Cached::default(),
            alarms: Mutex::default(),
        })
    }

    /// Counts what happened.
    pub fn take_in(&self, event: &super::Event) {
        lock(&self.metrics).take_in(event);
    }

    pub fn hear(&self, beat: Heartbeat) {
        if let Heartbeat::Beat(trip) = beat {
            *lock(&self.last_trip) = Some(trip);
        }
        *lock(&self.heart) = Some((beat, Instant::now()));
    }

    pub(super) fn count_alarms(&self, standing: &Standing) {
        *lock(&self.alarms) = Some(AlarmKind::ALL.map(|kind| (kind, standing.count(kind))));
    }

    /// What is wrong; `None` if nothing is.
    fn ailment(&self) -> Option<&'static str> {
        match *lock(&self.heart) {
            None => Some("starting"),
            Some((Heartbeat::Silent(Organ::Loop), _)) => Some("the loop does not answer"),
            Some((Heartbeat::Silent(Organ::Writer), _)) => Some("the database cannot be written"),
            Some((Heartbeat::Beat(_), at)) if at.elapsed() > STALE => Some("nothing was heard of the daemon lately"),
            Some((Heartbeat::Beat(_), _)) => None,
        }
    }

    /// All metrics in Prometheus' text format 0.0.4.
    async fn metrics(&self) -> Result<String, StoreError> {
        let (database, now) = (self.database.clone(), (self.clock)());
        let vitals = self.vitals.get(move || Archive::open_read_only(&database)?.vitals(now)).await?;
        let mut page = Exposition::default();
        page.gauge("feedmill_build_info", "Always 1; the version is its label.");
        page.sample("feedmill_build_info", &[("version", env!("CARGO_PKG_VERSION"))], 1.0);
        page.gauge("feedmill_up", "1 while the loop and the writer answer, as /healthz has it.");
        page.sample("feedmill_up", &[], f64::from(u8::from(self.ailment().is_none())));
        lock(&self.metrics).write(&mut page);
        if let Some(trip) = *lock(&self.last_trip) {
            write_trip(&mut page, &trip);
        }
        write_vitals(&mut page, &vitals);
        let disk = disk_state(&self.database)?;
        page.gauge("feedmill_wal_bytes", "Size of the database's write-ahead log.");
        page.sample("feedmill_wal_bytes", &[], disk.wal_bytes as f64);
        page.gauge("feedmill_disk_free_bytes", "What is free on the database's disk.");
        page.sample("feedmill_disk_free_bytes", &[], disk.free_bytes as f64);
        if let Some(alarms) = *lock(&self.alarms) {
            page.gauge("feedmill_alarms", "Alarms that stand: feeds broken or silent, sites that drift.");
            for (kind, count) in alarms {
                page.sample("feedmill_alarms", &[("kind", kind.as_str())], count as f64);
            }
        }
        write_process(&mut page);
        Ok(page.finish())
    }

    /// `{"at", "counts", "alarms": […], "feeds": […]}`, each feed as `feedmill status --json` has it.
    async fn status(&self) -> Result<Arc<Vec<u8>>, StoreError> {
        let (database, now) = (self.database.clone(), (self.clock)());
        self.status.get(move || status_json(&Archive::open_read_only(&database)?, now)).await
    }
}

fn status_json(archive: &Archive, now: Timestamp) -> Result<Vec<u8>, StoreError> {
    let mut feeds = archive.feeds()?;
    archive.count_days(&mut feeds, now)?;
    let at = now.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let value =
        serde_json::json!({ "at": at, "counts": archive.counts()?, "alarms": archive.alarms(now)?, "feeds": feeds });
    Ok(format!("{value}\n").into_bytes())
}

fn write_trip(page: &mut Exposition, trip: &Trip) {
    page.gauge("feedmill_jobs", "Jobs of the loop, by whether they have started.");
    page.sample("feedmill_jobs", &[("state", "waiting")], trip.pulse.waiting as f64);
    page.sample("feedmill_jobs", &[("state", "under_way")], trip.pulse.under_way as f64);
    page.gauge("feedmill_loop_round_trip_seconds", "How long the loop took to answer last.");
    page.sample("feedmill_loop_round_trip_seconds", &[], trip.loop_took.as_secs_f64());
    page.gauge("feedmill_writer_round_trip_seconds", "How long a job took through the writer last.");
    page.sample("feedmill_writer_round_trip_seconds", &[], trip.writer_took.as_secs_f64());
}

fn write_vitals(page: &mut Exposition, vitals: &Vitals) {
    page.gauge("feedmill_feeds", "Feeds, by status.");
    for (status, count) in &vitals.feeds {
        page.sample("feedmill_feeds", &[("status", status)], *count as f64);
    }
    let gauges = [
        ("feedmill_feeds_overdue", "Feeds that have been due for more than ten minutes.", vitals.overdue),
        ("feedmill_articles", "Articles in the archive.", vitals.articles),
        ("feedmill_pages_wanted", "Pages of articles that are still to be read.", vitals.wanted),
        ("feedmill_sites_drifting", "Sites whose pages are read worse than before.", vitals.drifting),
        ("feedmill_database_bytes", "Size of the database, without its write-ahead log.", vitals.database_bytes),
    ];
    for (name, help, value) in gauges {
        page.gauge(name, help);
        page.sample(name, &[], value as f64);
    }
    if let Some(at) = vitals.last_new_at {
        let name = "feedmill_last_new_timestamp_seconds";
        page.gauge(name, "When a feed brought something new last.");
        page.sample(name, &[], at.timestamp() as f64);
    }
}

/// A panic of another holder has left a value that is still whole: each change is one assignment or sum.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
