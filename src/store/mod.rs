//! The archive in SQLite: the only room that knows SQL.
//!
//! `Store` is the handle of the two lines of work: one thread writes and groups what arrives into
//! commits (`writer`), a few read-only connections answer (`readers`). One value is one transaction:
//! a poll with its items, validators, wanted pages and due time; a scrape with its page, article and
//! revision. `Archive` is the look from outside: read-only, without a runtime. The schema is in
//! `migrations/`, the views that others rely on are described in `docs/schema.md`.

mod archive;
mod article;
mod check_times;
mod checks;
mod configuration;
mod connection;
mod disk;
mod error;
mod feeds;
mod figures;
mod full_text;
mod learned;
mod lines;
mod lock;
mod manners;
mod merge;
mod migrate;
mod pauses;
mod poll;
mod purge;
mod readers;
mod records;
mod requests;
mod reread;
mod rule_figures;
mod scrape;
mod stories;
mod values;
mod writer;

pub use archive::{
    Archive, ArticleDetails, ArticlesOfPart, BlockRow, Counts, FeedRow, FeedTiming, Filter, KeptPage, Listing,
    PageFailures, PartitionBy, Revision, SearchHit, SiteBlocks, Snippet, StoryMember, Vitals,
};
pub use disk::{DiskState, LONG_WAL_BYTES, Obstacle, Process, disk_state};
pub use error::StoreError;
pub use figures::SiteDrift;
pub use records::{
    Address, ArticleFacts, CheckOutcome, CheckRecord, Checked, ConfigurationLook, ContentChange, Expired, FeedId,
    FeedRetention, FeedSetup, FeedState, ItemRecord, KeptArticle, NextReading, OutOfTime, PageCheck, PagePart,
    PollOutcome, PollRecord, PollStored, PurgeCounts, PutOff, ReadAgain, RequestRow, Reread, RereadRecord,
    RetentionPlan, RobotsRow, ScrapeOutcome, ScrapeRecord, ScrapeStored, StoredPage, WantedPage,
};
pub use rule_figures::StaleRule;

use crate::boilerplate::{BlockKey, BlockState};
use crate::model::{ArticleId, FeedKey, FollowedFeed, KnownItem, Pause, Sighting, Timestamp};
use chrono::TimeDelta;
use lock::WriterLock;
pub use lock::writing_process;
use pauses::PauseGlance;
use readers::Readers;
use rusqlite::Connection;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use writer::Writer;

/// The archive, to work in: clones share one writer and one pool of readers.
///
/// The last clone's drop finishes what is queued and closes the file; so does `close`.
#[derive(Clone)]
pub struct Store {
    writer: Arc<Writer>,
    readers: Readers,
    pauses: Arc<PauseGlance>,
    salt: u64,
}

impl Store {
    /// Opens the file, makes it if it isn't there, and brings its schema up to date.
    ///
    /// # Errors
    /// `Locked` if another process writes to it; `NotFeedmill` and `Newer` for files left alone; `Io`.
    pub fn open(path: &Path) -> Result<Store, StoreError> {
        let lock = WriterLock::take(path)?;
        Store::over(path, connection::open_writer(path)?, Some(lock))
    }

    /// Opens the file for a few changes beside a daemon that may be writing to it: each waits for the
    /// other's commits. Without a daemon it is as `open`.
    ///
    /// # Errors
    /// As `open`; `Locked` only if the schema would have to change under the daemon.
    pub fn open_beside(path: &Path) -> Result<Store, StoreError> {
        match Store::open(path) {
            Err(StoreError::Locked { .. }) => Store::over(path, connection::open_second_writer(path)?, None),
            opened => opened,
        }
    }

    fn over(path: &Path, connection: Connection, lock: Option<WriterLock>) -> Result<Store, StoreError> {
        let salt = manners::salt(&connection)?;
        let no_thread = |source| StoreError::Io { path: path.into(), source: Arc::new(source) };
        let readers = Readers::start(path).map_err(no_thread)?;
        let writer = Writer::start(connection, lock).map_err(no_thread)?;
        Ok(Store { writer: Arc::new(writer), readers, pauses: Arc::default(), salt })
    }

    /// Finishes what is queued, moves the WAL into the file and closes it. Clones are closed with it.
    pub async fn close(self) {
        self.readers.close();
        self.writer.close().await;
        let writer = self.writer.clone();
        // The thread is at its end; a runtime that is being shut down joins it on drop instead.
        let _ = tokio::task::spawn_blocking(move || writer.join()).await;
    }

    /// Returns once the writer has opened a transaction and closed it: it works, and nobody holds the file locked.
    pub async fn round_trip(&self) -> Result<(), StoreError> {
        self.writer.write(|_| Ok(())).await
    }

    /// A write that changes nothing, brought onto the disk like any other.
    pub async fn probe(&self) -> Result<(), StoreError> {
        self.writer
            .write(|connection| {
                connection.execute("UPDATE installation SET salt = salt", [])?;
                Ok(())
            })
            .await
    }

    /// Moves all of the write-ahead log into the file and empties it. False if a reader keeps an earlier state alive.
    pub async fn empty_wal(&self) -> Result<bool, StoreError> {
        self.writer
            .aside(|connection| {
                // Who is in the way isn't waited for: it is tried again.
                connection.busy_timeout(Duration::ZERO)?;
                let busy = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, bool>(0));
                connection.busy_timeout(connection::BUSY_TIMEOUT)?;
                Ok(!busy?)
            })
            .await
    }

    /// Brings the store's feeds in line with the configuration's.
    ///
    /// New feeds come in; one with another URL loses its validators and is due at once; one that is no
    /// longer configured is paused with its articles kept, and goes on when it is back.
    pub async fn sync_feeds(&self, feeds: Vec<FeedSetup>, now: Timestamp) -> Result<(), StoreError> {
        self.writer.write(move |connection| feeds::sync(connection, &feeds, now)).await
    }

    /// The feeds that were ever configured, with the settings by which they are followed.
    pub async fn followed_feeds(&self) -> Result<Vec<(FeedId, FollowedFeed)>, StoreError> {
        self.readers.read(configuration::followed).await
    }

    /// Remembers what became of a look at the configuration.
    pub async fn note_configuration(&self, look: ConfigurationLook) -> Result<(), StoreError> {
        self.writer.write(move |connection| configuration::note(connection, &look)).await
    }

    /// A number of this archive's own, the same for as long as it lives.
    pub fn salt(&self) -> u64 {
        self.salt
    }

    /// Feeds that are overdue by more than `tolerance`, and those whose due time was set by a clock that has
    /// been put back, as the store has them.
    pub async fn out_of_time(&self, now: Timestamp, tolerance: TimeDelta) -> Result<OutOfTime, StoreError> {
        self.readers.read(move |connection| manners::out_of_time(connection, now, tolerance)).await
    }

    /// Sets due times anew, at the instant `now`.
    pub async fn put_off_feeds(&self, feeds: Vec<PutOff>, now: Timestamp) -> Result<(), StoreError> {
        self.writer.write(move |connection| manners::put_off_feeds(connection, &feeds, now)).await
    }

    /// Until when the servers of these names want to be left alone; `None` if they don't at `now`.
    pub async fn paused_until(
        &self,
        whose: Vec<String>,
        is_page: bool,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        if self.pauses.shows_none(now) {
            return Ok(None);
        }
        let changes = self.pauses.changes();
        let look = move |connection: &Connection| {
            Ok((manners::paused_until(connection, &whose, is_page, now)?, manners::is_anybody_paused(connection, now)?))
        };
        let (until, is_anybody) = self.readers.read(look).await?;
        if !is_anybody {
            self.pauses.saw_none(now, changes);
        }
        Ok(until)
    }

    /// Remembers that a server wants to be left alone.
    pub async fn pause(&self, pause: Pause, now: Timestamp) -> Result<(), StoreError> {
        self.noting_a_pause(self.writer.write(move |connection| manners::pause(connection, &pause, now))).await
    }

    /// Waits for what writes down that a server wants to be left alone.
    async fn noting_a_pause<T>(&self, written: impl Future<Output = T>) -> T {
        self.pauses.change();
        let written = written.await;
        self.pauses.change();
        written
    }

    /// The configured addresses of feeds that permanent redirects have led to `host` since `since`.
    pub async fn movers_to(&self, host: &str, since: Timestamp) -> Result<Vec<String>, StoreError> {
        let host = host.to_owned();
        self.readers.read(move |connection| manners::movers_to(connection, &host, since)).await
    }

    /// How far apart a feed's news have come on the average; `None` before the second time.
    pub async fn usual_gap(&self, feed_id: FeedId) -> Result<Option<TimeDelta>, StoreError> {
        self.readers.read(move |connection| manners::usual_gap(connection, feed_id)).await
    }

    /// When the newest items of a feed were first there, at most a thousand.
    pub async fn sightings(&self, feed_id: FeedId) -> Result<Vec<Sighting>, StoreError> {
        self.readers.read(move |connection| manners::sightings(connection, feed_id)).await
    }

    /// Has a feed polled at `at`, whatever kept it from it (`gone`, a long back-off, or that servers of the
    /// names `whose` want to be left alone).
    ///
    /// # Errors
    /// `UnknownFeed`, also for a feed that isn't in the configuration.
    pub async fn retry_feed(&self, key: FeedKey, whose: Vec<String>, at: Timestamp) -> Result<(), StoreError> {
        self.writer
            .write(move |connection| {
                feeds::retry(connection, &key, at)?;
                manners::end_pauses(connection, &whose)
            })
            .await
    }

    /// The addresses of a feed: as configured, where it has moved to, and the one that answered last.
    pub async fn addresses_of(&self, key: FeedKey) -> Result<Vec<String>, StoreError> {
        self.readers.read(move |connection| manners::addresses_of(connection, &key)).await
    }

    /// Stores a poll. Once more with the same record adds a line to the ledger and nothing else.
    pub async fn record_poll(&self, poll: PollRecord) -> Result<PollStored, StoreError> {
        let pauses = poll.pause.is_some();
        let is_large = match &poll.outcome {
            PollOutcome::Fresh { items, .. } | PollOutcome::Older { items, .. } => !items.is_empty(),
            PollOutcome::NotModified { .. } | PollOutcome::Failed { .. } => false,
        };
        let record = move |connection: &Connection| poll::record(connection, &poll);
        // Most polls bring nothing, and many of them make a commit.
        let stored =
            async { if is_large { self.writer.write_large(record).await } else { self.writer.write(record).await } };
        if pauses { self.noting_a_pause(stored).await } else { stored.await }
    }

    /// Stores a scrape. Once more with the same record adds a line to the ledger and nothing else.
    ///
    /// # Errors
    /// `UnknownArticle` for an id that was never given.
    pub async fn record_scrape(&self, scrape: ScrapeRecord) -> Result<ScrapeStored, StoreError> {
        self.writer.write_large(move |connection| scrape::record(connection, &scrape)).await
    }

    /// Pages to be read again: at most `limit` of those due by `due_by`, the longest due first; all, or those of
    /// the given feeds.
    pub async fn page_checks(
        &self,
        due_by: Timestamp,
        only: Option<Vec<FeedKey>>,
        limit: usize,
    ) -> Result<Vec<PageCheck>, StoreError> {
        self.readers.read(move |connection| check_times::due(connection, due_by, only.as_deref(), limit)).await
    }

    /// Title and text of an article as they are; `None` if they aren't its page's.
    pub async fn said_now(&self, id: ArticleId) -> Result<Option<(Option<String>, String)>, StoreError> {
        self.readers.read(move |connection| checks::said_now(connection, id)).await
    }

    /// Stores what came of reading a page again.
    pub async fn record_check(&self, check: CheckRecord) -> Result<Checked, StoreError> {
        self.writer.write_large(move |connection| checks::record(connection, &check)).await
    }

    /// Stores what kept pages give today, all in one transaction; the answers are in the order given. Once
    /// more with the same records changes nothing.
    pub async fn record_rereads(&self, rereads: Vec<RereadRecord>) -> Result<Vec<Reread>, StoreError> {
        let each = move |connection: &Connection| rereads.iter().map(|one| reread::record(connection, one)).collect();
        self.writer.write_large(each).await
    }

    /// Takes an article out of its story for good, or lets it be compared again. False for one whose text is too
    /// short to be compared.
    pub async fn set_apart(&self, id: ArticleId, apart: bool) -> Result<bool, StoreError> {
        let set = move |connection: &_| stories::set_apart(connection, merge::where_now(connection, id)?, apart);
        self.writer.write(set).await
    }

    /// Stores what a host's robots.txt says.
    pub async fn record_robots(
        &self,
        origin: String,
        robots: RobotsRow,
        request: RequestRow,
    ) -> Result<(), StoreError> {
        self.writer.write(move |connection| requests::record_robots(connection, &origin, &robots, &request)).await
    }

    /// Articles whose kept pages are to be read again, since more is known of their sites: at most `limit`
    /// of those due by `due_by`, the longest due first.
    pub async fn due_to_clean_again(&self, due_by: Timestamp, limit: usize) -> Result<Vec<ArticleId>, StoreError> {
        self.readers.read(move |connection| learned::due_to_clean_again(connection, due_by, limit)).await
    }

    /// An article's page with what is known beside it; `None` if no page was kept.
    pub async fn kept_article(&self, id: ArticleId) -> Result<Option<KeptArticle>, StoreError> {
        self.readers.read(move |connection| reread::kept_article(connection, id)).await
    }

    /// The page of this address that another post which stands on it was read from since a moment.
    pub async fn shared_page(
        &self,
        id: ArticleId,
        page_url: String,
        since: Timestamp,
    ) -> Result<Option<StoredPage>, StoreError> {
        self.readers.read(move |connection| reread::shared_page(connection, id, &page_url, since)).await
    }

    /// An article can't be cleaned again: its page isn't there or can't be read.
    pub async fn give_up_cleaning(&self, id: ArticleId) -> Result<(), StoreError> {
        self.writer.write(move |connection| learned::cleaned_again(connection, id)).await
    }

    /// What has had its time by the plan: at most `limit` articles, pages of as many others, and some more of the
    /// ledger's lines.
    pub async fn expired(&self, plan: Arc<RetentionPlan>, limit: usize) -> Result<Expired, StoreError> {
        self.readers.read(move |connection| purge::expired(connection, &plan, limit)).await
    }

    /// Purges what `expired` found, as far as it still holds.
    pub async fn purge(&self, plan: Arc<RetentionPlan>, expired: Expired) -> Result<PurgeCounts, StoreError> {
        self.writer.write(move |connection| purge::purge(connection, &plan, &expired)).await
    }

    /// Forgets some purged items that their feeds haven't listed for three months; gives their number.
    pub async fn forget_purged(&self, now: Timestamp) -> Result<u64, StoreError> {
        self.writer.write(move |connection| purge::forget_buried(connection, now)).await
    }

    /// Pages of the file, each of a few KiB, that hold nothing, and all of its pages.
    pub async fn free_pages(&self) -> Result<(u64, u64), StoreError> {
        self.readers.read(purge::free_pages).await
    }

    /// Gives at most so many free pages back to the disk; gives how many are left.
    pub async fn give_back(&self, most: u32) -> Result<u64, StoreError> {
        self.writer.write(move |connection| purge::give_back(connection, most)).await
    }

    /// Writes the whole file anew, as small as it gets, and in the form that can give space back bit by bit. Needs
    /// the space of a second file, and nobody else at it.
    pub async fn compact(&self) -> Result<(), StoreError> {
        self.writer
            .aside(|connection| {
                connection.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
                Ok(connection.execute_batch("VACUUM")?)
            })
            .await
    }

    /// Puts a block of a site into the user's hands, or back to the count, and has every article in which
    /// it stands cleaned again. Gives their number.
    pub async fn set_block_state(
        &self,
        site: String,
        key: BlockKey,
        state: BlockState,
        at: Timestamp,
    ) -> Result<u64, StoreError> {
        let set = move |connection: &Connection| match learned::known_site(connection, &site)? {
            Some(site_id) => learned::set_state(connection, site_id, key, state, at),
            None => Ok(0),
        };
        self.writer.write(set).await
    }

    /// Feeds that are polled, in the order of their keys; all, or those with the given keys.
    pub async fn feed_states(&self, only: Option<Vec<FeedKey>>) -> Result<Vec<FeedState>, StoreError> {
        self.readers.read(move |connection| feeds::states(connection, only.as_deref())).await
    }

    /// At most `limit` feeds that are due at `now`, the longest due first.
    pub async fn due_feeds(&self, now: Timestamp, limit: usize) -> Result<Vec<FeedState>, StoreError> {
        self.readers.read(move |connection| feeds::due(connection, now, limit)).await
    }

    /// When a feed or a page comes due next after `now`; `None` while there is nothing to wait for.
    pub async fn next_due_after(&self, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        self.readers.read(move |connection| lines::next_due_after(connection, now)).await
    }

    /// What is known of a feed's items; ids that are not known have no row.
    pub async fn known_items(&self, feed_id: FeedId, ids: Vec<String>) -> Result<Vec<KnownItem>, StoreError> {
        self.readers.read(move |connection| lines::known_items(connection, feed_id, &ids)).await
    }

    /// At most `limit` pages that are due by `due_by`, the longest due first; all, or those of the given
    /// feeds. Pages of feeds that are no longer configured wait.
    pub async fn wanted_pages(
        &self,
        due_by: Timestamp,
        only: Option<Vec<FeedKey>>,
        limit: usize,
    ) -> Result<Vec<WantedPage>, StoreError> {
        self.readers.read(move |connection| lines::wanted_pages(connection, due_by, only.as_deref(), limit)).await
    }

    /// What the robots.txt of an origin said last.
    pub async fn robots(&self, origin: &str) -> Result<Option<RobotsRow>, StoreError> {
        let origin = origin.to_owned();
        self.readers.read(move |connection| requests::robots(connection, &origin)).await
    }

    /// What feeds have said of an article.
    ///
    /// # Errors
    /// `UnknownArticle`.
    pub async fn article_facts(&self, article_id: ArticleId) -> Result<ArticleFacts, StoreError> {
        self.readers.read(move |connection| lines::article_facts(connection, article_id)).await
    }
}

#[cfg(test)]
mod tests;
