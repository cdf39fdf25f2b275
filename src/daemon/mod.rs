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
mod purge;
mod reload;
mod repeats;
mod signals;
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
pub use tell::Tellers;
pub use tokio_util::sync::CancellationToken;

use crate::config::FeedConfig;
use crate::fetch::Fetch;
use crate::model::{FeedKey, FollowedFeed, SettingsInForce, Timestamp, WaitReason};
use crate::pipeline::{self, Environment};
use crate::schedule::{self, NewsHabit, Rhythm, Schedule};
use crate::store::{FeedId, FeedSetup, FeedState, PutOff, StoreError};
use chrono::{DateTime, TimeDelta, Utc};
use control::Ask;
use frontier::{Frontier, Job, Receipt};
use hold::{Hold, room};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::{Id, JoinSet};
use tokio::time::{Instant, sleep_until, timeout};
use wal::WalWatch;

/// Tells the time. The program's is `Utc::now`; a simulation brings its own.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Jobs under way at once, most of them waiting for their host's turn; requests in flight are fewer.
const MOST_TASKS: usize = 2048;
/// Jobs in memory that wait for a start. What is past it stays in the store and is drawn later.
const MOST_WAITING: usize = 50_000;
/// A feed that missed its time by more than this is one that the daemon wasn't there for.
const OVERDUE_BY_FAR: TimeDelta = TimeDelta::minutes(10);
/// More than two clocks drift apart within a minute.
const A_JUMP: TimeDelta = TimeDelta::seconds(90);
/// Articles drawn at once to be cleaned again.
const MOST_CLEANED: usize = 256;
/// Pages drawn at once to be read again.
const MOST_RECHECKED: usize = 1000;
/// How often it is looked for what has had its time; a single pass does it at its end.
const PURGED_EVERY: TimeDelta = TimeDelta::hours(6);
/// What runs when the stop comes may end within this time.
const STOP_DEADLINE: Duration = Duration::from_secs(20);
/// The store is asked for due work at least and at most this often.
const SHORTEST_REST: Duration = Duration::from_secs(1);
const LONGEST_REST: Duration = Duration::from_secs(60);

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

/// Begins where an earlier daemon ended: due times first, which the configuration then may bring forward.
pub async fn take_up<F: Fetch>(env: &Environment<F>, now: Timestamp) -> Result<(), StoreError> {
    put_in_order(env, now).await?;
    subscribe(env, now).await
}

/// Brings the store's feeds in line with the configuration's.
pub async fn subscribe<F: Fetch>(env: &Environment<F>, now: Timestamp) -> Result<(), StoreError> {
    let followed = env.store.followed_feeds().await?;
    let known: HashMap<&FeedKey, &(FeedId, FollowedFeed)> = followed.iter().map(|feed| (&feed.1.key, feed)).collect();
    let mut setups = Vec::with_capacity(env.config.feeds.len());
    // What is in force for settings that feeds share is made ready once.
    let mut in_force: HashMap<usize, Arc<SettingsInForce>> = HashMap::new();
    for feed in &env.config.feeds {
        let settings =
            in_force.entry(Arc::as_ptr(&feed.settings).addr()).or_insert_with(|| feed.settings.in_force().into());
        let settings = Arc::clone(settings);
        let scheduled_at = match known.get(&feed.key) {
            Some((feed_id, followed)) if followed.settings != settings => {
                scheduled_anew(env, feed, *feed_id, now).await?
            }
            // What stays as it was has been asked for that at the last poll.
            _ => None,
        };
        setups.push(FeedSetup {
            key: feed.key.clone(),
            url: feed.url.to_string(),
            tags: feed.settings.tags.clone(),
            first_poll_at: now,
            scheduled_at,
            settings,
        });
    }
    env.store.sync_feeds(setups, now).await
}

/// When a schedule that has changed has a known feed due next, seen from now.
async fn scheduled_anew<F: Fetch>(
    env: &Environment<F>,
    feed: &FeedConfig,
    feed_id: FeedId,
    now: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    let rhythm = feed.settings.rhythm();
    let phase = schedule::phase(env.salt, feed_id.0);
    if !matches!(rhythm.schedule, Schedule::Adaptive(_)) {
        return Ok(schedule::scheduled(&rhythm, phase, false, now));
    }
    let sightings = env.store.sightings(feed_id).await?;
    let habit = NewsHabit::of(rhythm.zone, &sightings, now);
    Ok(schedule::scheduled(&Rhythm { habit: Some(&habit), ..rhythm }, phase, false, now))
}

/// Puts due times in order that have lost touch with the clock: those that many feeds have missed by far
/// are spread, and those that a clock set which has since been put back are brought near.
async fn put_in_order<F: Fetch>(env: &Environment<F>, now: Timestamp) -> Result<(), StoreError> {
    let found = env.store.out_of_time(now, OVERDUE_BY_FAR).await?;
    let missed = (0..).zip(&found.overdue).map(|(rank, feed_id)| PutOff {
        feed_id: *feed_id,
        until: schedule::catch_up(rank, found.overdue.len(), now),
        waits_for: Some(WaitReason::CatchUp),
    });
    // What the old clock showed last: a wait goes on from there, or feeds of one interval would all begin theirs anew.
    let shown = found.from_the_future.iter().map(|(.., set_at)| *set_at).max().unwrap_or(now);
    let brought_near = found.from_the_future.iter().filter_map(|(feed_id, due, _)| {
        let until = schedule::after_clock_was_put_back(*due, shown, now)?;
        Some(PutOff { feed_id: *feed_id, until, waits_for: Some(WaitReason::CatchUp) })
    });
    let put_off: Vec<PutOff> = missed.chain(brought_near).collect();
    if put_off.is_empty() { Ok(()) } else { env.store.put_off_feeds(put_off, now).await }
}

/// The loop's state: what waits, what runs, what has been done.
struct Shift<F> {
    env: Arc<Environment<F>>,
    clock: Clock,
    frontier: Frontier,
    tasks: JoinSet<Result<Event, StoreError>>,
    receipts: HashMap<Id, Receipt>,
    draw_again_at: Instant,
    purge_at: Timestamp,
    /// The clock on the wall and the one that nobody sets, both at the last look.
    clocks: (Timestamp, Instant),
    totals: Totals,
    /// Works on in spite of what passes.
    is_patient: bool,
    /// What keeps it from its work.
    hold: Option<Hold>,
    wal: WalWatch,
}

impl<F: Fetch> Shift<F> {
    fn new(env: Arc<Environment<F>>, clock: Clock, is_patient: bool) -> Shift<F> {
        let clocks = (clock(), Instant::now());
        Shift {
            env,
            clock,
            clocks,
            frontier: Frontier::default(),
            tasks: JoinSet::new(),
            receipts: HashMap::new(),
            draw_again_at: Instant::now(),
            purge_at: clocks.0,
            totals: Totals::default(),
            is_patient,
            hold: None,
            wal: WalWatch::default(),
        }
    }

    /// Draws what is due, unless something keeps it from that: then it looks whether that is over.
    async fn look(&mut self, mode: &Mode, on_event: &mut impl FnMut(&Event)) -> Result<(), StoreError> {
        let (database, floor_bytes) = self.floor();
        if let Some(hold) = &mut self.hold {
            if !hold.is_over(&self.env.store, &database, floor_bytes).await? {
                self.draw_again_at = hold.until();
                return Ok(());
            }
            self.hold = None;
            on_event(&Event::GoesOn);
        }
        let drawn = match self.room() {
            Ok(()) => self.draw(mode, false).await.map(|_| ()),
            Err(error) => Err(error),
        };
        if let Err(error) = drawn {
            on_event(&self.hold_over(error)?);
        }
        if let Some(event) = self.wal.look(&self.env.store, &database).await? {
            on_event(&event);
        }
        Ok(())
    }

    /// The work stands still, but for purges, which make space.
    fn hold_over(&mut self, error: StoreError) -> Result<Event, StoreError> {
        if !self.is_patient {
            return Err(error);
        }
        if self.hold.is_some() {
            // What was under way when it began ends so; that has been told.
            return Ok(self.backlog());
        }
        let event = Event::StandsStill(error.clone());
        if matches!(error, StoreError::LowSpace { .. }) {
            let (env, now) = (Arc::clone(&self.env), (self.clock)());
            self.purge_at = now + PURGED_EVERY;
            self.tasks.spawn(async move { perform(&env, Job::Purge, now).await });
        }
        let hold = Hold::over(error)?;
        self.draw_again_at = hold.until();
        self.hold = Some(hold);
        Ok(event)
    }

    /// Whether the disk has more free space than the floor.
    fn room(&self) -> Result<(), StoreError> {
        let (database, floor_bytes) = self.floor();
        room(&database, floor_bytes)
    }

    fn floor(&self) -> (PathBuf, u64) {
        let daemon = &self.env.config.daemon;
        (daemon.database.clone(), daemon.min_free_bytes)
    }

    /// Takes in what is due; says how much that was. The first draw of a single pass takes every feed and
    /// every wanted page, later ones only what had no room before.
    async fn draw(&mut self, mode: &Mode, first: bool) -> Result<usize, StoreError> {
        let now = (self.clock)();
        if self.has_jumped(now) && *mode == Mode::Forever {
            put_in_order(&self.env, now).await?;
        }
        let before = self.frontier.waiting();
        let store = &self.env.store;
        let (polls, pages_due_by, only) = match mode {
            Mode::Once { feeds } if first => {
                (store.feed_states(chosen(feeds)).await?, DateTime::<Utc>::MAX_UTC, chosen(feeds))
            }
            Mode::Once { feeds } => (Vec::new(), now, chosen(feeds)),
            Mode::Forever => (store.due_feeds(now, self.capacity()).await?, now, None),
        };
        for state in polls {
            self.frontier.push(Job::Poll(Box::new(state)));
        }
        for wanted in self.env.store.wanted_pages(pages_due_by, only.clone(), self.capacity()).await? {
            self.frontier.push(Job::Scrape(wanted));
        }
        for check in self.env.store.page_checks(now, only, MOST_RECHECKED.min(self.capacity())).await? {
            self.frontier.push(Job::Recheck(Box::new(check)));
        }
        if !first {
            // A pass does it at its end, when it has learned all that it will.
            let due_by = if *mode == Mode::Forever { now } else { DateTime::<Utc>::MAX_UTC };
            for article_id in self.env.store.due_to_clean_again(due_by, MOST_CLEANED.min(self.capacity())).await? {
                self.frontier.push(Job::CleanAgain(article_id));
            }
            if now >= self.purge_at {
                self.purge_at = now + PURGED_EVERY;
                self.frontier.push(Job::Purge);
            }
        }
        if *mode == Mode::Forever {
            self.draw_again_at = Instant::now() + self.rest(now).await?;
        }
        Ok(self.frontier.waiting() - before)
    }

    /// Whether the clock on the wall was set, or stood still while the machine slept.
    fn has_jumped(&mut self, now: Timestamp) -> bool {
        let (was, then) = std::mem::replace(&mut self.clocks, (now, Instant::now()));
        let passed = TimeDelta::from_std(then.elapsed()).unwrap_or_default();
        ((now - was) - passed).abs() > A_JUMP
    }

    /// How long until more is due than what has been drawn, which is all that was due at `now`.
    async fn rest(&self, now: Timestamp) -> Result<Duration, StoreError> {
        let due_at = self.env.store.next_due_after(now).await?;
        Ok(due_at.map_or(LONGEST_REST, |due_at| rest_until(due_at, now)))
    }

    fn capacity(&self) -> usize {
        MOST_WAITING.saturating_sub(self.frontier.waiting())
    }

    fn start_jobs(&mut self) {
        while self.hold.is_none() && self.tasks.len() < MOST_TASKS {
            let Some((job, receipt)) = self.frontier.take() else { break };
            let env = Arc::clone(&self.env);
            let clock = Arc::clone(&self.clock);
            let task = self.tasks.spawn(async move { perform(&env, job, clock()).await });
            self.receipts.insert(task.id(), receipt);
        }
    }

    /// Waits for a job to end. A job that panicked is an event too, and its host goes on.
    async fn job_ended(&mut self) -> Result<Event, StoreError> {
        let (id, ended) = match self.tasks.join_next_with_id().await {
            Some(Ok((id, ended))) => (id, ended),
            Some(Err(broken)) => (broken.id(), Ok(Event::Broken(broken.to_string()))),
            None => return Ok(self.backlog()),
        };
        if let Some(receipt) = self.receipts.remove(&id) {
            self.frontier.ended(receipt);
        }
        let event = match ended {
            Ok(event) => event,
            // It was purged meanwhile.
            Err(StoreError::UnknownArticle(_)) => self.backlog(),
            // Nothing of it was stored, so it is due again.
            Err(error) => return self.hold_over(error),
        };
        if let Event::Polled(report) = &event {
            let due_at = if report.to_reread > 0 { (self.clock)() } else { report.next_poll_at };
            let rest = rest_until(due_at, (self.clock)());
            self.draw_again_at = self.draw_again_at.min(Instant::now() + rest);
            for wanted in report.wanted.iter().take(self.capacity()) {
                self.frontier.push(Job::Scrape(wanted.clone()));
            }
        }
        self.totals.add(&event);
        Ok(event)
    }

    fn backlog(&self) -> Event {
        Event::Backlog { waiting: self.frontier.waiting(), under_way: self.tasks.len() }
    }

    fn pulse(&self) -> Pulse {
        Pulse { waiting: self.frontier.waiting(), under_way: self.tasks.len() }
    }

    /// Whoever asked may have gone.
    async fn answer(&mut self, ask: Ask, on_event: &mut impl FnMut(&Event)) {
        match ask {
            Ask::Pulse(reply) => {
                let _ = reply.send(self.pulse());
            }
            Ask::Reload(read, reply) => {
                on_event(&self.reload(*read).await);
                let _ = reply.send(());
            }
        }
    }

    /// Lets what runs come to its end within the deadline.
    async fn finish(mut self, asks: &mut Asks, on_event: &mut impl FnMut(&Event)) -> Result<Totals, StoreError> {
        let all_ended = timeout(STOP_DEADLINE, async {
            while !self.tasks.is_empty() {
                tokio::select! {
                    ask = asks.next() => {
                        if let Ask::Pulse(reply) = ask {
                            let _ = reply.send(self.pulse());
                        }
                    }
                    ended = self.job_ended() => on_event(&ended?),
                }
            }
            Ok::<(), StoreError>(())
        });
        // Past the deadline what still runs is dropped: it was not stored, so it is due again.
        all_ended.await.unwrap_or(Ok(()))?;
        Ok(self.totals)
    }
}

/// A wait that neither asks the store without pause nor sleeps through a change of the clock.
fn rest_until(due_at: Timestamp, now: Timestamp) -> Duration {
    (due_at - now).to_std().unwrap_or_default().clamp(SHORTEST_REST, LONGEST_REST)
}

/// `None` stands for all feeds.
fn chosen(feeds: &[FeedKey]) -> Option<Vec<FeedKey>> {
    (!feeds.is_empty()).then(|| feeds.to_vec())
}

async fn perform<F: Fetch>(env: &Arc<Environment<F>>, job: Job, at: Timestamp) -> Result<Event, StoreError> {
    match job {
        Job::Poll(state) => poll_if_configured(env, &state, at).await,
        Job::Scrape(wanted) => pipeline::scrape(env, &wanted, at).await.map(|report| Event::Scraped(Box::new(report))),
        Job::Recheck(check) => {
            pipeline::recheck(env, &check, at).await.map(|report| Event::Rechecked(Box::new(report)))
        }
        Job::Purge => purge::purge(&env.store, retention_plan(&env.config, at), at).await.map(Event::Purged),
        Job::CleanAgain(article_id) => pipeline::clean_again(env, article_id, at).await.map(Event::CleanedAgain),
    }
}

async fn poll_if_configured<F: Fetch>(
    env: &Environment<F>,
    state: &FeedState,
    at: Timestamp,
) -> Result<Event, StoreError> {
    match env.config.feed(&state.key) {
        Some(feed) => pipeline::poll(env, feed, state, at).await.map(|report| Event::Polled(Box::new(report))),
        None => Ok(Event::Broken(format!("feed {} is in the database but not in the configuration", state.key))),
    }
}
