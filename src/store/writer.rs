//! The one thread that writes: it takes what has arrived, commits it together, then answers.
//!
//! A job that fails takes no other with it: what the group has done is undone and done again, each job in a savepoint of
//! its own. Without such a failure there are none, since each copies every page that the job is about to change. An
//! answer is given only after the commit that holds the job's work: what a caller was told of survives a kill.

use super::error::StoreError;
use super::full_text;
use super::lock::WriterLock;
use rusqlite::Connection;
use std::sync::Mutex;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::error::TryRecvError;
use tokio::sync::{mpsc, oneshot};

/// Jobs that may wait; beyond it, callers wait to hand theirs over.
const QUEUED_JOBS: usize = 256;

/// A commit takes in no more jobs than this, nor works longer on them.
const GROUP_JOBS: usize = 256;
const GROUP_TIME: Duration = Duration::from_millis(100);

/// A commit waits for company, if the one before had some, and does meanwhile what has come. It costs as much as many
/// jobs, and what it brings to the full-text index is a segment to be merged. It waits so long in all, and no longer
/// than this for one more: when that is over, those who could come may be waiting for the commit.
const GATHER_TIME: Duration = Duration::from_millis(40);
const QUIET_TIME: Duration = Duration::from_millis(4);

/// So many jobs that hold texts make a commit: no more pages than these wait for the writer at once.
const LARGE_JOBS: usize = 12;

/// How often it is looked for company meanwhile.
const GLANCE: Duration = Duration::from_millis(2);

/// Begins that may run into the busy timeout before the waiting jobs are given up: five minutes.
const BEGIN_TRIES: u32 = 30;

/// How long the last checkpoint waits for readers.
const CLOSING_WAIT: Duration = Duration::from_secs(1);

/// Work for the group's transaction.
type Job = Box<dyn Work + Send>;

trait Work {
    /// Does the work, once more if what was done before has been undone; `is_careful` makes it a savepoint of its own.
    fn run(&mut self, connection: &Connection, is_careful: bool) -> Result<(), StoreError>;

    /// Whether it holds texts: what a commit works on stays in memory until it is over.
    fn is_large(&self) -> bool;

    /// Takes whether the commit came about, and tells the caller.
    fn answer(self: Box<Self>, committed: Result<(), StoreError>);
}

/// A caller's work, and what came of it last.
struct Asked<T, W> {
    work: W,
    is_large: bool,
    outcome: Option<Result<T, StoreError>>,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, W: FnMut(&Connection) -> Result<T, StoreError>> Work for Asked<T, W> {
    fn run(&mut self, connection: &Connection, is_careful: bool) -> Result<(), StoreError> {
        let outcome = if is_careful { in_savepoint(connection, &mut self.work) } else { (self.work)(connection) };
        let error = outcome.as_ref().err().cloned();
        self.outcome = Some(outcome);
        error.map_or(Ok(()), Err)
    }

    fn is_large(&self) -> bool {
        self.is_large
    }

    fn answer(self: Box<Self>, committed: Result<(), StoreError>) {
        // What never ran had no transaction.
        let outcome = self.outcome.unwrap_or(Err(StoreError::Closed)).and_then(|value| committed.map(|()| value));
        // Nobody may be waiting any more; the work is done all the same.
        let _ = self.reply.send(outcome);
    }
}

/// Runs between two commits, outside of any transaction.
type Aside = Box<dyn FnOnce(&Connection) + Send>;

enum Message {
    Work(Job),
    Aside(Aside),
    Close,
}

/// The handle to the writing thread; dropping it lets the thread finish what is queued, and waits.
pub(super) struct Writer {
    sender: Option<mpsc::Sender<Message>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    /// `lock` is kept until the file is closed; a second writer has none.
    pub(super) fn start(connection: Connection, lock: Option<WriterLock>) -> std::io::Result<Writer> {
        let (sender, receiver) = mpsc::channel(QUEUED_JOBS);
        let thread =
            std::thread::Builder::new().name("store-writer".into()).spawn(move || run(connection, receiver, lock))?;
        Ok(Writer { sender: Some(sender), thread: Mutex::new(Some(thread)) })
    }

    /// Runs `work` in a transaction and returns once it is on disk. Dropping the future does not undo it.
    ///
    /// It runs again where another job of its transaction failed, so it may change nothing but the database.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        work: impl FnMut(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.hand_over(work, false).await
    }

    /// The same for work that holds texts: a commit has few of them.
    pub(super) async fn write_large<T: Send + 'static>(
        &self,
        work: impl FnMut(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.hand_over(work, true).await
    }

    async fn hand_over<T: Send + 'static>(
        &self,
        work: impl FnMut(&Connection) -> Result<T, StoreError> + Send + 'static,
        is_large: bool,
    ) -> Result<T, StoreError> {
        let (reply, replied) = oneshot::channel();
        let job: Job = Box::new(Asked { work, is_large, outcome: None, reply });
        let sender = self.sender.as_ref().ok_or(StoreError::Closed)?;
        sender.send(Message::Work(job)).await.map_err(|_| StoreError::Closed)?;
        replied.await.map_err(|_| StoreError::Closed)?
    }

    /// Runs `work` between two commits: for what can't be done in a transaction.
    pub(super) async fn aside<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, replied) = oneshot::channel();
        let aside: Aside = Box::new(move |connection| {
            let _ = reply.send(work(connection));
        });
        let sender = self.sender.as_ref().ok_or(StoreError::Closed)?;
        sender.send(Message::Aside(aside)).await.map_err(|_| StoreError::Closed)?;
        replied.await.map_err(|_| StoreError::Closed)?
    }

    /// Lets the thread finish what is queued, then waits for it; later writes are refused.
    pub(super) async fn close(&self) {
        if let Some(sender) = &self.sender {
            // A closed channel means that the thread is at its end already.
            let _ = sender.send(Message::Close).await;
            sender.closed().await;
        }
    }

    /// Waits until the thread has closed the file.
    pub(super) fn join(&self) {
        let thread = self.thread.lock().ok().and_then(|mut thread| thread.take());
        if let Some(thread) = thread {
            // A panic was reported when it happened.
            let _ = thread.join();
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.sender = None;
        self.join();
    }
}

fn run(connection: Connection, mut receiver: mpsc::Receiver<Message>, lock: Option<WriterLock>) {
    let mut had_company = false;
    let mut next = receiver.blocking_recv();
    loop {
        next = match next {
            Some(Message::Work(first)) => {
                let gather = if had_company { GATHER_TIME } else { Duration::ZERO };
                let group = write_group(&connection, first, &mut receiver, gather);
                had_company = group.jobs > 1;
                group.next.or_else(|| receiver.blocking_recv())
            }
            Some(Message::Aside(aside)) => {
                aside(&connection);
                receiver.blocking_recv()
            }
            Some(Message::Close) => {
                // What was handed over before is still to be done.
                receiver.close();
                receiver.blocking_recv()
            }
            None => break,
        };
    }
    finish(connection);
    drop(lock);
}

/// What was in one commit.
struct Group {
    jobs: usize,
    /// What came meanwhile and belongs to no commit.
    next: Option<Message>,
}

/// One commit: the first job and those that come meanwhile, or within `gather`.
fn write_group(connection: &Connection, first: Job, receiver: &mut mpsc::Receiver<Message>, gather: Duration) -> Group {
    let mut next = None;
    let started = Instant::now();
    let mut transaction = Transaction::begin(connection);
    let mut jobs = vec![first];
    loop {
        transaction.run_last(&mut jobs);
        let large_jobs = jobs.iter().filter(|job| job.is_large()).count();
        if jobs.len() >= GROUP_JOBS || large_jobs >= LARGE_JOBS || started.elapsed() >= GROUP_TIME {
            break;
        }
        match next_within(receiver, QUIET_TIME.min(gather.saturating_sub(started.elapsed()))) {
            Some(Message::Work(job)) => jobs.push(job),
            other => {
                next = other;
                break;
            }
        }
    }
    let committed = transaction.commit();
    let count = jobs.len();
    for job in jobs {
        job.answer(committed.clone());
    }
    Group { jobs: count, next }
}

/// The group's transaction.
struct Transaction<'a> {
    connection: &'a Connection,
    /// Why there is none.
    lost: Option<StoreError>,
    /// One of its jobs has failed, so each has a savepoint.
    is_careful: bool,
}

impl Transaction<'_> {
    fn begin(connection: &Connection) -> Transaction<'_> {
        Transaction { connection, lost: begin(connection).err(), is_careful: false }
    }

    /// Runs the job that came last. At the first that fails what was done is undone, and all run again by themselves.
    fn run_last(&mut self, jobs: &mut [Job]) {
        let Some(last) = jobs.last_mut() else { return };
        let failed = self.run(last).is_err();
        if failed && self.lost.is_none() && !self.is_careful {
            self.is_careful = true;
            self.lost = self.roll_back().and_then(|()| begin(self.connection)).err();
            for job in jobs {
                // Each keeps what came of it for its caller.
                let _ = self.run(job);
            }
        }
    }

    fn run(&mut self, job: &mut Job) -> Result<(), StoreError> {
        if let Some(lost) = &self.lost {
            return Err(lost.clone());
        }
        let ran = job.run(self.connection, self.is_careful);
        // A full disk, or one that fails, makes SQLite roll the whole transaction back by itself.
        if self.connection.is_autocommit() {
            self.lost = Some(ran.clone().err().unwrap_or(StoreError::Full));
        }
        ran
    }

    fn roll_back(&self) -> Result<(), StoreError> {
        Ok(self.connection.execute_batch("ROLLBACK")?)
    }

    fn commit(self) -> Result<(), StoreError> {
        if let Some(lost) = self.lost {
            return Err(lost);
        }
        let connection = self.connection;
        let committed = full_text::write_gathered(connection).and_then(|()| Ok(connection.execute_batch("COMMIT")?));
        if committed.is_err() && !connection.is_autocommit() {
            // If this fails too, the next begin reports it.
            let _ = self.roll_back();
        }
        committed
    }
}

/// What has come, or comes within `wait`.
fn next_within(receiver: &mut mpsc::Receiver<Message>, wait: Duration) -> Option<Message> {
    let end = Instant::now() + wait;
    loop {
        match receiver.try_recv() {
            Ok(message) => return Some(message),
            Err(TryRecvError::Empty) if Instant::now() < end => std::thread::sleep(GLANCE),
            Err(_) => return None,
        }
    }
}

/// Waits out a foreign writer: its lock delays the work and loses none.
fn begin(connection: &Connection) -> Result<(), StoreError> {
    let mut tries = 0;
    loop {
        match connection.execute_batch("BEGIN IMMEDIATE").map_err(StoreError::from) {
            Err(StoreError::Busy) if tries < BEGIN_TRIES => tries += 1,
            begun => return begun,
        }
    }
}

/// Runs one job inside the group's transaction; its own failure undoes its own work.
fn in_savepoint<T>(
    connection: &Connection,
    work: &mut impl FnMut(&Connection) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    connection.prepare_cached("SAVEPOINT job")?.execute([])?;
    let outcome = work(connection);
    if outcome.is_err() && !connection.is_autocommit() {
        connection.prepare_cached("ROLLBACK TO job")?.execute([])?;
    }
    if !connection.is_autocommit() {
        connection.prepare_cached("RELEASE job")?.execute([])?;
    }
    outcome
}

/// Leaves the file tidy: statistics renewed, everything moved from the WAL into the database.
fn finish(connection: Connection) {
    // All of it is a service to the next one who opens the file; without it that is only slower. A reader
    // in the way is not waited for long, since somebody waits for this stop.
    let _ = connection.busy_timeout(CLOSING_WAIT);
    let _ = connection.execute_batch("PRAGMA optimize");
    let _ = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    let _ = connection.close();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::connection::open_writer;
    use std::sync::Arc;
    use tempfile::TempDir;
    use tokio::task::JoinSet;

    fn put(connection: &Connection, number: i64) -> Result<(), StoreError> {
        connection.execute("INSERT INTO site (name) VALUES (?1)", [number.to_string()])?;
        Ok(())
    }

    #[tokio::test]
    async fn of_one_commit_those_that_fail_leave_nothing_and_take_nothing_with_them() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("archive.db");
        let writer = Arc::new(Writer::start(open_writer(&path).unwrap(), None).unwrap());
        let (all_are_queued, wait) = std::sync::mpsc::channel::<()>();
        let mut wait = Some(wait);
        let mut jobs = JoinSet::new();
        for number in 0..40 {
            // The first holds the thread until all others wait: they share its commit.
            let mut wait = wait.take();
            let writer = Arc::clone(&writer);
            jobs.spawn(async move {
                let work = move |connection: &Connection| {
                    if let Some(wait) = wait.take() {
                        wait.recv().unwrap();
                    }
                    put(connection, number)?;
                    if number % 10 == 7 { Err(StoreError::UnknownFeed) } else { Ok(()) }
                };
                (number, writer.write(work).await)
            });
        }
        tokio::task::yield_now().await;
        all_are_queued.send(()).unwrap();
        let mut stored = Vec::new();
        for (number, outcome) in jobs.join_all().await {
            match outcome {
                Ok(()) => stored.push(number.to_string()),
                Err(error) => {
                    assert!(number % 10 == 7 && matches!(error, StoreError::UnknownFeed), "{number}: {error}")
                }
            }
        }
        writer.close().await;
        writer.join();
        let connection = open_writer(&path).unwrap();
        let mut names = connection.prepare("SELECT name FROM site ORDER BY id").unwrap();
        let names: Vec<String> = names.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        stored.sort_by_key(|name| names.iter().position(|other| other == name));
        assert_eq!(names, stored);
        assert_eq!(names.len(), 36);
    }
}
