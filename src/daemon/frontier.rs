//! What is to be done, in whose turn: jobs queued by host, one job of a host at a time.
//!
//! A value without clock or network: the loop puts jobs in, takes what may start, and says what ended.

use crate::model::{ArticleId, FeedKey};
use crate::store::{FeedState, PageCheck, WantedPage};
use std::collections::{HashMap, HashSet, VecDeque};

/// Kept pages read again at once: both cores read while the writer stores.
const CLEANED_AT_ONCE: i64 = 16;

/// Work to come, nearly always a request, with what it needs to start.
#[derive(Clone, Debug)]
pub enum Job {
    Poll(Box<FeedState>),
    Scrape(WantedPage),
    /// Reads a page that was read before, as far as it has changed.
    Recheck(Box<PageCheck>),
    /// Reads an article's kept page again: no request, so it takes no host's turn.
    CleanAgain(ArticleId),
    /// Purges what has had its time.
    Purge,
}

/// What makes two jobs the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum JobId {
    Poll(FeedKey),
    Scrape(ArticleId),
    Recheck(ArticleId),
    CleanAgain(ArticleId),
    Purge,
}

impl Job {
    fn id(&self) -> JobId {
        match self {
            Job::Poll(state) => JobId::Poll(state.key.clone()),
            Job::Scrape(wanted) => JobId::Scrape(wanted.article_id),
            Job::Recheck(check) => JobId::Recheck(check.page.article_id),
            Job::CleanAgain(article_id) => JobId::CleanAgain(*article_id),
            Job::Purge => JobId::Purge,
        }
    }

    /// The host whose turn the job takes, as its URL spells it. A purge has the empty host; kept pages have a few of
    /// their own, which no URL spells.
    fn host(&self) -> String {
        let url = match self {
            Job::Poll(state) => state.ask_url(),
            Job::Scrape(wanted) => wanted.url.as_str(),
            Job::Recheck(check) => check.page.url.as_str(),
            Job::CleanAgain(article_id) => return format!("kept page {}", article_id.0.rem_euclid(CLEANED_AT_ONCE)),
            Job::Purge => return String::new(),
        };
        url::Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
    }
}

/// Names a job that was taken, to be handed back when it is over.
#[derive(Clone, Debug)]
pub struct Receipt {
    host: String,
    id: JobId,
}

/// The jobs of a host: polls go before pages, for news don't wait for an archive, and pages that were never read
/// before those that were.
#[derive(Debug, Default)]
struct Queue {
    polls: VecDeque<Job>,
    pages: VecDeque<Job>,
    others: VecDeque<Job>,
}

impl Queue {
    fn push(&mut self, job: Job) {
        match job {
            Job::Poll(_) => self.polls.push_back(job),
            Job::Scrape(_) => self.pages.push_back(job),
            Job::Recheck(_) | Job::CleanAgain(_) | Job::Purge => self.others.push_back(job),
        }
    }

    fn pop(&mut self) -> Option<Job> {
        self.polls.pop_front().or_else(|| self.pages.pop_front()).or_else(|| self.others.pop_front())
    }

    fn is_empty(&self) -> bool {
        self.polls.is_empty() && self.pages.is_empty() && self.others.is_empty()
    }
}

/// Jobs by host. A job that is queued or under way is not taken in again.
#[derive(Debug, Default)]
pub struct Frontier {
    queues: HashMap<String, Queue>,
    /// Hosts with jobs queued and none under way, in the order in which they may start.
    ready: VecDeque<String>,
    busy: HashSet<String>,
    known: HashSet<JobId>,
    waiting: usize,
}

impl Frontier {
    /// Queues a job behind the others of its host and kind.
    pub fn push(&mut self, job: Job) {
        if !self.known.insert(job.id()) {
            return;
        }
        let host = job.host();
        let queue = self.queues.entry(host.clone()).or_default();
        if queue.is_empty() && !self.busy.contains(&host) {
            self.ready.push_back(host);
        }
        queue.push(job);
        self.waiting += 1;
    }

    /// The next job whose host is free; the host is busy until its receipt comes back.
    pub fn take(&mut self) -> Option<(Job, Receipt)> {
        let host = self.ready.pop_front()?;
        let queue = self.queues.get_mut(&host)?;
        let job = queue.pop()?;
        if queue.is_empty() {
            self.queues.remove(&host);
        }
        self.busy.insert(host.clone());
        self.waiting -= 1;
        let id = job.id();
        Some((job, Receipt { host, id }))
    }

    /// The job is over, well or not: its host may start the next one.
    pub fn ended(&mut self, receipt: Receipt) {
        self.busy.remove(&receipt.host);
        self.known.remove(&receipt.id);
        if self.queues.contains_key(&receipt.host) {
            self.ready.push_back(receipt.host);
        }
    }

    /// Drops the polls that have not started: the store has them, and may have other ones now.
    pub fn forget_polls(&mut self) {
        for job in self.queues.values_mut().flat_map(|queue| queue.polls.drain(..)) {
            self.known.remove(&job.id());
            self.waiting -= 1;
        }
        self.queues.retain(|_, queue| !queue.is_empty());
        self.ready.retain(|host| self.queues.contains_key(host));
    }

    /// Jobs that have not started.
    pub fn waiting(&self) -> usize {
        self.waiting
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::FeedId;
    use chrono::DateTime;
    use proptest::prelude::*;

    fn page(article_id: i64, host: &str) -> Job {
        Job::Scrape(WantedPage {
            article_id: ArticleId(article_id),
            url: format!("https://{host}/{article_id}"),
            feed: FeedKey::parse("feed").unwrap(),
            feed_id: FeedId(1),
            failures: 0,
            next_try_at: DateTime::UNIX_EPOCH,
        })
    }

    #[test]
    fn a_host_has_one_job_under_way() {
        let mut frontier = Frontier::default();
        frontier.push(page(1, "a.example"));
        frontier.push(page(2, "a.example"));
        frontier.push(page(3, "b.example"));
        let (_, first) = frontier.take().unwrap();
        let (_, other) = frontier.take().unwrap();
        assert_eq!((first.host.as_str(), other.host.as_str()), ("a.example", "b.example"));
        assert!(frontier.take().is_none());
        frontier.ended(first);
        assert_eq!(frontier.take().unwrap().1.host, "a.example");
    }

    #[test]
    fn a_job_is_taken_in_once_until_it_ended() {
        let mut frontier = Frontier::default();
        frontier.push(page(1, "a.example"));
        frontier.push(page(1, "a.example"));
        assert_eq!(frontier.waiting(), 1);
        let (_, receipt) = frontier.take().unwrap();
        frontier.push(page(1, "a.example"));
        assert_eq!(frontier.waiting(), 0);
        frontier.ended(receipt);
        frontier.push(page(1, "a.example"));
        assert_eq!(frontier.waiting(), 1);
    }

    proptest! {
        /// Whatever the order of pushes and ends, every job comes out once and no host twice at a time.
        #[test]
        fn every_job_comes_out_once(hosts in proptest::collection::vec(0u8..4, 1..60), ends in proptest::collection::vec(any::<bool>(), 200)) {
            let mut frontier = Frontier::default();
            let mut under_way: Vec<Receipt> = Vec::new();
            let mut seen = HashSet::new();
            for (number, host) in hosts.iter().enumerate() {
                frontier.push(page(number as i64, &format!("h{host}.example")));
            }
            for end in ends.into_iter().chain(std::iter::repeat_n(true, hosts.len() * 2)) {
                while let Some((_, receipt)) = frontier.take() {
                    prop_assert!(under_way.iter().all(|other| other.host != receipt.host));
                    prop_assert!(seen.insert(receipt.id.clone()));
                    under_way.push(receipt);
                }
                if end && let Some(receipt) = under_way.pop() {
                    frontier.ended(receipt);
                }
            }
            prop_assert_eq!(seen.len(), hosts.len());
        }
    }
}
