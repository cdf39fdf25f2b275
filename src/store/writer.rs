//! The one thread that writes: it takes what has arrived, commits it together, then answers.
//!
//! Each job runs in a savepoint, so that one that fails takes nothing with it. An answer is given only
//! after the commit that holds the job's work: what a caller was told of survives a kill.

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

/// A commit waits this long for company, if the one before had some, and does meanwhile what has come. It costs as
/// much as many jobs, and what it brings to the full-text index is a segment to be merged.
const GATHER_TIME: Duration = Duration::from_millis(10);

/// How often it is looked for company meanwhile.
const GLANCE: Duration = Duration::from_millis(2);

/// Begins that may run into the busy timeout before the waiting jobs are given up: five minutes.
const BEGIN_TRIES: u32 = 30;

/// How long the last checkpoint waits for readers.
const CLOSING_WAIT: Duration = Duration::from_secs(1);

/// Runs in the group's transaction, or learns why there is none.
type Job = Box<dyn FnOnce(Result<&Connection, StoreError>) -> Done + Send>;

/// A job that ran.
struct Done {
    error: Option<StoreError>,
    /// Takes whether the commit came about, and tells the job's caller.
    answer: Box<dyn FnOnce(Result<(), StoreError>) + Send>,
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
    pub(super) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, replied) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            let outcome = connection.and_then(|connection| in_savepoint(connection, work));
            let error = outcome.as_ref().err().cloned();
            let answer = Box::new(move |committed: Result<(), StoreError>| {
                // Nobody may be waiting any more; the work is done all the same.
                let _ = reply.send(outcome.and_then(|value| committed.map(|()| value)));
            });
            Done { error, answer }
        });
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
    let mut lost = begin(connection).err();
    let started = Instant::now();
    let mut done: Vec<Done> = Vec::new();
    let mut job = Some(first);
    while let Some(work) = job.take() {
        let ran = work(lost.clone().map_or(Ok(connection), Err));
        // A full disk, or one that fails, makes SQLite roll the whole transaction back by itself.
        if lost.is_none() && connection.is_autocommit() {
            lost = Some(ran.error.clone().unwrap_or(StoreError::Full));
        }
        done.push(ran);
        if done.len() < GROUP_JOBS && started.elapsed() < GROUP_TIME {
            match next_within(receiver, gather.saturating_sub(started.elapsed())) {
                Some(Message::Work(work)) => job = Some(work),
                other => next = other,
            }
        }
    }
    let committed = lost.map_or_else(|| commit(connection), Err);
    let jobs = done.len();
    for ran in done {
        (ran.answer)(committed.clone());
    }
    Group { jobs, next }
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

fn commit(connection: &Connection) -> Result<(), StoreError> {
    let committed = full_text::write_gathered(connection).and_then(|()| Ok(connection.execute_batch("COMMIT")?));
    if committed.is_err() && !connection.is_autocommit() {
        // If this fails too, the next begin reports it.
        let _ = connection.execute_batch("ROLLBACK");
    }
    committed
}

/// Runs one job inside the group's transaction; its own failure undoes its own work.
fn in_savepoint<T>(
    connection: &Connection,
    work: impl FnOnce(&Connection) -> Result<T, StoreError>,
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
