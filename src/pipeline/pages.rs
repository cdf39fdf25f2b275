//! The pages of one article: its own, and those that its site's rules lead to; each asked for under its own
//! host's terms, and read on its own.

use super::failed::failed;
use super::robots::robots_for;
use super::saved::{extracted, may_be_page};
use super::{Environment, Failure, left_alone, manners, request_row};
use crate::extract::FurtherPage;
use crate::fetch::{Fetch, FetchAnswer, FetchRequest, Place, Reach, answer_of};
use crate::link::story_key;
use crate::model::{
    Extracted, FailureKind, PageContext, PageRole, PauseScope, RequestKind, SiteRules, Timestamp, Validators,
};
use crate::store::{PagePart, RequestRow, ScrapeOutcome, StoreError, StoredPage, WantedPage};
use crate::{decode, link, schedule};
use chrono::TimeDelta;
use std::collections::HashSet;
use std::time::Duration;
use url::Url;

/// A page of several posts is asked for once within this time.
const SHARED_FOR: TimeDelta = TimeDelta::minutes(10);

/// Pages that are joined to one article at most, its own among them.
const MOST_PAGES: usize = 5;

/// How long a page waits whose host's robots.txt could not be read.
const UNREACHABLE_ROBOTS_WAIT: Duration = Duration::from_secs(3600);

/// A page that was asked for and read.
pub(super) struct ReadPage {
    /// Where it was served.
    pub url: Url,
    pub extracted: Extracted,
    pub page: StoredPage,
    pub validators: Validators,
}

/// A page that the rules led to.
pub(super) struct ReadFurtherPage {
    role: PageRole,
    read: ReadPage,
}

impl ReadFurtherPage {
    /// What it gives to the article, and what is kept of it.
    pub fn split(self) -> (FurtherPage, PagePart) {
        let ReadFurtherPage { role, read: ReadPage { url, extracted, page, .. } } = self;
        (FurtherPage { role, url, extracted }, PagePart { role, page })
    }
}

/// What asking for an article's pages takes, and what it leaves.
pub(super) struct Desk<'a, F> {
    pub env: &'a Environment<F>,
    pub wanted: &'a WantedPage,
    pub at: Timestamp,
    /// In the order in which they were sent.
    pub requests: Vec<RequestRow>,
    /// Among the workers, of the page that was read last.
    pub place: Place,
}

impl<'a, F: Fetch> Desk<'a, F> {
    pub fn new(env: &'a Environment<F>, wanted: &'a WantedPage, at: Timestamp) -> Desk<'a, F> {
        Desk { env, wanted, at, requests: Vec::new(), place: Place::default() }
    }

    /// One page with the rules that it was read by: those given, else those for the host that served it.
    pub async fn read(
        &mut self,
        url: Url,
        feed_title: Option<String>,
        rules: Option<&SiteRules>,
    ) -> Result<Result<(ReadPage, SiteRules), Failure>, StoreError> {
        match self.ask(url, Validators::default()).await? {
            Ok(answer) => Ok(self.open(answer, feed_title, rules).await),
            Err(failure) => Ok(Err(failure)),
        }
    }

    /// The page of an answer, with the rules that it was read by.
    pub async fn open(
        &mut self,
        mut answer: FetchAnswer,
        feed_title: Option<String>,
        rules: Option<&SiteRules>,
    ) -> Result<(ReadPage, SiteRules), Failure> {
        self.place = std::mem::take(&mut answer.place);
        let host = answer.url.host_str().unwrap_or_default();
        let rules = match rules {
            Some(rules) => rules.clone(),
            None => self.env.config.article_settings(Some(&self.wanted.feed), host).rules.clone(),
        };
        let (limit, fetched_at) = (self.env.limits.scrape.decoded, self.at);
        let read = self.env.think(move || {
            let read = read_answer(answer, &rules, feed_title.as_deref(), fetched_at, limit);
            read.map(|page| (page, rules))
        });
        let read = read.await.and_then(|read| read);
        if let Some(request) = self.requests.last_mut() {
            let (outcome, body_bytes) = match &read {
                Ok((read, _)) => ("page", read.page.body_bytes),
                Err(failure) => (failure.kind.as_str(), 0),
            };
            request.outcome = outcome.to_owned();
            request.body_bytes = body_bytes;
        }
        read
    }

    /// One request, if robots.txt lets us; a 304 is an answer to whoever has validators. For the posts of one page it is
    /// one request.
    pub async fn ask(
        &mut self,
        mut url: Url,
        validators: Validators,
    ) -> Result<Result<FetchAnswer, Failure>, StoreError> {
        if url.fragment().is_some() {
            if let Some(answer) = self.shared_answer(&url).await? {
                return Ok(Ok(answer));
            }
            url.set_fragment(None);
        }
        // It needs a place, and there may be no other than the one that the page before has.
        self.place = Place::default();
        let (env, key) = (self.env, &self.wanted.feed);
        let settings = env.config.article_settings(Some(key), url.host_str().unwrap_or_default());
        // A site whose feed has a port of its own has its pages there too.
        let feed = env.config.feed(key);
        let any_port = feed.is_some_and(|feed| feed.url.host() == url.host() && feed.url.port() == url.port());
        let credentials = feed.and_then(|feed| feed.credentials_for(&url));
        let mut asked = FetchRequest {
            url,
            kind: RequestKind::Scrape,
            validators,
            credentials,
            reach: Reach { private: settings.allow_private, any_port },
            gap: settings.gap,
        };
        if let Some(until) = manners::paused_until(env, [&asked.url], &settings, true, self.at).await? {
            return Ok(Err(Failure { put_off_until: Some(until), ..left_alone(until) }));
        }
        if settings.robots {
            let robots = match robots_for(env, &asked, key, self.at).await? {
                Ok(robots) => robots,
                Err(failure) => return Ok(Err(failure)),
            };
            if !robots.allows(&asked.url) {
                let message = if robots.is_unreachable() {
                    "the host's robots.txt could not be read, so no page is asked for"
                } else {
                    "the host's robots.txt asks not to read this page"
                };
                return Ok(Err(Failure {
                    retry_after: robots.is_unreachable().then_some(UNREACHABLE_ROBOTS_WAIT),
                    ..Failure::new(FailureKind::Robots, message)
                }));
            }
            asked.gap = asked.gap.max(robots.crawl_delay().unwrap_or_default());
        }
        let url = asked.url.to_string();
        let answer = env.fetcher.fetch(asked).await;
        self.requests.push(request_row(RequestKind::Scrape, key, &url, self.at, &answer));
        let is_outage = manners::is_outage(env, &answer, self.at);
        let failure = match answer {
            Ok(answer) => return Ok(Ok(answer)),
            Err(failure) => failure,
        };
        let failures = self.wanted.failures.saturating_add(1);
        if let Some(pause) = manners::pause_after(&failure, &settings, PauseScope::Pages, failures, self.at) {
            env.store.pause(pause, self.at).await?;
        }
        let put_off_until = is_outage.then(|| schedule::after_outage(self.at, self.jitter()));
        Ok(Err(Failure { put_off_until, ..Failure::from(&failure) }))
    }

    /// The page of several posts that another of them was just read from, as if it had been asked for.
    async fn shared_answer(&self, url: &Url) -> Result<Option<FetchAnswer>, StoreError> {
        let (store, since) = (&self.env.store, self.at - SHARED_FOR);
        let Some(page) = store.shared_page(self.wanted.article_id, story_key(url), since).await? else {
            return Ok(None);
        };
        let Some(served) = link::absolute(&page.url, None) else { return Ok(None) };
        let encoding = Some(page.content_encoding).filter(|encoding| !encoding.is_empty());
        let lines = [("content-type", page.content_type), ("content-encoding", encoding)];
        let lines = lines.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.into_bytes())));
        Ok(Some(answer_of(page.status, served, Vec::new(), &lines.collect::<Vec<_>>(), page.body, self.at)))
    }

    fn is_same_site(&self, one: &Url, other: &Url) -> bool {
        self.env.config.is_same_site(one.host_str().unwrap_or_default(), other.host_str().unwrap_or_default())
    }

    /// Whether the article waits for a page that failed: it can be had later, and tries are left.
    fn is_worth_waiting(&self, failure: &Failure) -> bool {
        let outcome = failed(failure.clone(), self.wanted, self.at, self.jitter());
        !matches!(outcome, ScrapeOutcome::Failed { next_try_at: None, .. })
    }

    /// The same for all pages of one try.
    pub fn jitter(&self) -> f64 {
        self.env.jitter(&self.wanted.url, self.at)
    }
}

/// The single page, else the pages that follow, as far as the article's site has them.
///
/// A page that can be had later fails the article, which is tried again as a whole; one that can't is done
/// without.
pub(super) async fn further_pages<F: Fetch>(
    desk: &mut Desk<'_, F>,
    own: &ReadPage,
    rules: &SiteRules,
) -> Result<Result<Vec<ReadFurtherPage>, Failure>, StoreError> {
    if own.extracted.wall.is_some() {
        return Ok(Ok(Vec::new()));
    }
    let mut seen = HashSet::from([story_key(&own.url)]);
    let onward = &own.extracted.onward;
    if let Some(url) = onward.single_page.clone() {
        match further_page(desk, own, url, rules, &mut seen).await? {
            Ok(Some(read)) => return Ok(Ok(vec![ReadFurtherPage { role: PageRole::SinglePage, read }])),
            Ok(None) => {}
            Err(failure) => return Ok(Err(failure)),
        }
    }
    let mut pages: Vec<ReadFurtherPage> = Vec::new();
    let mut next = onward.next.clone();
    while let Some(url) = next.filter(|_| pages.len() + 1 < MOST_PAGES) {
        match further_page(desk, own, url, rules, &mut seen).await? {
            Ok(Some(read)) => {
                next = read.extracted.onward.next.clone();
                pages.push(ReadFurtherPage { role: PageRole::Next, read });
            }
            Ok(None) => break,
            Err(failure) => return Ok(Err(failure)),
        }
    }
    Ok(Ok(pages))
}

/// One further page; `None` for one of another site, one that was read already, and one that can't be had.
async fn further_page<F: Fetch>(
    desk: &mut Desk<'_, F>,
    own: &ReadPage,
    url: Url,
    rules: &SiteRules,
    seen: &mut HashSet<String>,
) -> Result<Result<Option<ReadPage>, Failure>, StoreError> {
    let asked = story_key(&url);
    if !desk.is_same_site(&own.url, &url) || !seen.insert(asked.clone()) {
        return Ok(Ok(None));
    }
    match desk.read(url, None, Some(rules)).await? {
        Ok((read, _)) => {
            let served = story_key(&read.url);
            // A redirect may lead away, or back.
            let is_new = served == asked || seen.insert(served);
            let is_article = read.extracted.wall.is_none() && desk.is_same_site(&own.url, &read.url);
            Ok(Ok((is_new && is_article).then_some(read)))
        }
        Err(failure) if desk.is_worth_waiting(&failure) => Ok(Err(failure)),
        Err(_) => Ok(Ok(None)),
    }
}

/// Decodes a page and finds its article. The body is kept as it came.
fn read_answer(
    answer: FetchAnswer,
    rules: &SiteRules,
    feed_title: Option<&str>,
    fetched_at: Timestamp,
    limit_bytes: usize,
) -> Result<ReadPage, Failure> {
    let body = decode::unpack(&answer.content_encoding, &answer.body, limit_bytes)?;
    if body.is_empty() {
        return Err(Failure::new(FailureKind::Empty, "the answer has no body"));
    }
    if !may_be_page(answer.content_type.as_deref(), &body) {
        let served = answer.content_type.as_deref().unwrap_or("something else");
        return Err(Failure::new(FailureKind::NotAPage, format!("the link leads to {served}, not to a page of text")));
    }
    let context = PageContext { url: Some(&answer.url), rules: Some(rules), feed_title, fetched_at: Some(fetched_at) };
    let extracted = extracted(&body, answer.content_type.as_deref(), &context);
    let body_bytes = body.len() as u64;
    drop(body);
    let (content_encoding, body) = as_kept(answer.content_encoding, answer.body);
    let page = StoredPage {
        url: answer.url.to_string(),
        status: answer.status,
        content_type: answer.content_type,
        content_encoding,
        body,
        body_bytes,
    };
    Ok(ReadPage { url: answer.url, extracted, page, validators: answer.validators })
}

/// A body in the encoding in which it came; packed by us only if it came plain.
fn as_kept(content_encoding: String, body: Vec<u8>) -> (String, Vec<u8>) {
    let is_plain = content_encoding.is_empty() || content_encoding == "identity";
    match is_plain.then(|| decode::pack(&body)).flatten() {
        Some((coding, packed)) => (coding.to_owned(), packed),
        None => (content_encoding, body),
    }
}
