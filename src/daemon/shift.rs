//! What the loop holds while it works: what waits, what runs, what has been done.

use super::control::{Ask, Asks, Pulse};
use super::events::{Event, Totals};
use super::frontier::{Frontier, Job, Receipt};
use super::hold::{Hold, room};
use super::perform::perform;
use super::take_up::put_in_order;
use super::wal::WalWatch;
use super::{Clock, Mode};
use crate::fetch::Fetch;
use crate::model::{FeedKey, Timestamp};
use crate::pipeline::Environment;
use crate::store::StoreError;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::{Id, JoinSet};
use tokio::time::{Instant, timeout};

/// Jobs under way at once, most of them waiting for their host's turn; requests in flight are fewer.
const MOST_TASKS: usize = 2048;
/// Jobs in memory that wait for a start. What is past it stays in the store and is drawn later.
const MOST_WAITING: usize = 50_000;
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
pub(super) const SHORTEST_REST: Duration = Duration::from_secs(1);
pub(super) const LONGEST_REST: Duration = Duration::from_secs(60);

/// The loop's state: what waits, what runs, what has been done.
pub(super) struct Shift<F> {
    pub(super) env: Arc<Environment<F>>,
    pub(super) clock: Clock,
    pub(super) frontier: Frontier,
    pub(super) tasks: JoinSet<Result<Event, StoreError>>,
    receipts: HashMap<Id, Receipt>,
    pub(super) draw_again_at: Instant,
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
    pub(super) fn new(env: Arc<Environment<F>>, clock: Clock, is_patient: bool) -> Shift<F> {
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
    pub(super) async fn look(&mut self, mode: &Mode, on_event: &mut impl FnMut(&Event)) -> Result<(), StoreError> {
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
    pub(super) fn room(&self) -> Result<(), StoreError> {
        let (database, floor_bytes) = self.floor();
        room(&database, floor_bytes)
    }

    fn floor(&self) -> (PathBuf, u64) {
        let daemon = &self.env.config.daemon;
        (daemon.database.clone(), daemon.min_free_bytes)
    }

    /// Takes in what is due; says how much that was. The first draw of a single pass takes every feed and
    /// every wanted page, later ones only what had no room before.
    pub(super) async fn draw(&mut self, mode: &Mode, first: bool) -> Result<usize, StoreError> {
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
    pub(super) fn has_jumped(&mut self, now: Timestamp) -> bool {
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

    pub(super) fn start_jobs(&mut self) {
        while self.hold.is_none() && self.tasks.len() < MOST_TASKS {
            let Some((job, receipt)) = self.frontier.take() else { break };
            let env = Arc::clone(&self.env);
            let clock = Arc::clone(&self.clock);
            let task = self.tasks.spawn(async move { perform(&env, job, clock()).await });
            self.receipts.insert(task.id(), receipt);
        }
    }

    /// Waits for a job to end. A job that panicked is an event too, and its host goes on.
    pub(super) async fn job_ended(&mut self) -> Result<Event, StoreError> {
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

    pub(super) fn backlog(&self) -> Event {
        Event::Backlog { waiting: self.frontier.waiting(), under_way: self.tasks.len() }
    }

    fn pulse(&self) -> Pulse {
        Pulse { waiting: self.frontier.waiting(), under_way: self.tasks.len() }
    }

    /// Whoever asked may have gone.
    pub(super) async fn answer(&mut self, ask: Ask, on_event: &mut impl FnMut(&Event)) {
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
    pub(super) async fn finish(
        mut self,
        asks: &mut Asks,
        on_event: &mut impl FnMut(&Event),
    ) -> Result<Totals, StoreError> {
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
