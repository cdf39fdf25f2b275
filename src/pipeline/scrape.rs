//! The second line: one request for an article's page, and the record made from it.

use super::robots::robots_for;
use super::{Environment, Failure, left_alone, manners, request_row};
use crate::boilerplate::{self, Learning};
use crate::fetch::{Fetch, FetchAnswer, FetchRequest, Reach};
use crate::model::{
    ArticleId, FailureKind, FeedKey, ItemFacts, PageContext, PauseScope, Record, RequestKind, SiteRules, Timestamp,
    Validators, Wall,
};
use crate::store::{ArticleFacts, RequestRow, ScrapeOutcome, ScrapeRecord, StoreError, StoredPage, WantedPage};
use crate::text::count_words;
use crate::{clean, decode, extract, link, plan, schedule};
use std::time::Duration;
use url::Url;

/// How long a page waits whose host's robots.txt could not be read.
const UNREACHABLE_ROBOTS_WAIT: Duration = Duration::from_secs(3600);

/// What one scrape came to, for the log and the progress bar.
#[derive(Debug)]
pub struct ScrapeReport {
    pub article_id: ArticleId,
    pub feed: FeedKey,
    pub url: String,
    /// `page`, or the kind of the failure.
    pub outcome: String,
    pub failure: Option<Failure>,
    pub words: u32,
    pub took_ms: u64,
}

/// Asks for one wanted page at the instant `at` and stores the article, or why there is none.
pub async fn scrape<F: Fetch>(
    env: &Environment<F>,
    wanted: &WantedPage,
    at: Timestamp,
) -> Result<ScrapeReport, StoreError> {
    let mut report = ScrapeReport {
        article_id: wanted.article_id,
        feed: wanted.feed.clone(),
        url: wanted.url.clone(),
        outcome: String::new(),
        failure: None,
        words: 0,
        took_ms: 0,
    };
    let mut request = None;
    // Kept until all is stored: what waits for the writer is then bounded by the workers too.
    let _place;
    let outcome = match ask(env, wanted, at, &mut request).await? {
        Ok((mut answer, rules)) => {
            _place = std::mem::take(&mut answer.place);
            let facts = env.store.article_facts(wanted.article_id).await?;
            let host = answer.url.host_str().unwrap_or_default();
            let learns = env.config.article_settings(Some(&wanted.feed), host).learn;
            let limit = env.limits.scrape.decoded;
            let (tries, jitter) = (wanted.failures.saturating_add(1), env.jitter(&wanted.url, at));
            let again = move |wall| schedule::wall_retry(wall, tries, at, jitter);
            env.think(move || read_page(answer, &rules, learns, &facts, limit, again)).await.and_then(|read| read)
        }
        Err(failure) => Err(failure),
    };
    let outcome = outcome.unwrap_or_else(|failure| {
        report.failure = Some(failure.clone());
        failed(failure, wanted, at, env.jitter(&wanted.url, at))
    });
    if let ScrapeOutcome::Page { record, .. } = &outcome {
        report.words = record.words;
    }
    report.outcome = outcome_word(&outcome).to_owned();
    if let Some(row) = &mut request {
        row.outcome.clone_from(&report.outcome);
        row.body_bytes = body_bytes(&outcome);
        report.took_ms = row.took_ms;
    }
    env.store.record_scrape(ScrapeRecord { article_id: wanted.article_id, at, request, outcome }).await?;
    Ok(report)
}

/// One request for the page, if robots.txt lets us. The ledger's line is kept in `request`.
async fn ask<F: Fetch>(
    env: &Environment<F>,
    wanted: &WantedPage,
    at: Timestamp,
    request: &mut Option<RequestRow>,
) -> Result<Result<(FetchAnswer, SiteRules), Failure>, StoreError> {
    let Some(url) = link::absolute(&wanted.url, None) else {
        return Ok(Err(Failure::new(FailureKind::BlockedScheme, "the link is neither http nor https")));
    };
    let settings = env.config.article_settings(Some(&wanted.feed), url.host_str().unwrap_or_default());
    // A site whose feed has a port of its own has its pages there too.
    let feed = env.config.feed(&wanted.feed);
    let any_port = feed.is_some_and(|feed| feed.url.host() == url.host() && feed.url.port() == url.port());
    let credentials = feed.and_then(|feed| feed.credentials_for(&url));
    let mut asked = FetchRequest {
        url,
        kind: RequestKind::Scrape,
        validators: Validators::default(),
        credentials,
        reach: Reach { private: settings.allow_private, any_port },
        gap: settings.gap,
    };
    if let Some(until) = manners::paused_until(env, [&asked.url], &settings, true, at).await? {
        return Ok(Err(Failure { put_off_until: Some(until), ..left_alone(until) }));
    }
    if settings.robots {
        let robots = match robots_for(env, &asked, &wanted.feed, at).await? {
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
    *request = Some(request_row(RequestKind::Scrape, &wanted.feed, &url, at, &answer));
    let is_outage = manners::is_outage(env, &answer, at);
    let failure = match answer {
        Ok(answer) => return Ok(Ok((answer, settings.rules.clone()))),
        Err(failure) => failure,
    };
    let failures = wanted.failures.saturating_add(1);
    if let Some(pause) = manners::pause_after(&failure, &settings, PauseScope::Pages, failures, at) {
        env.store.pause(pause, at).await?;
    }
    let put_off_until = is_outage.then(|| schedule::after_outage(at, env.jitter(&wanted.url, at)));
    Ok(Err(Failure { put_off_until, ..Failure::from(&failure) }))
}

/// Decodes a page, finds its article and cleans it. The body is kept as it came. `again` says when a page
/// that is a wall is asked for next.
fn read_page(
    answer: FetchAnswer,
    rules: &SiteRules,
    learns: bool,
    facts: &ArticleFacts,
    limit_bytes: usize,
    again: impl Fn(Wall) -> Option<Timestamp>,
) -> Result<ScrapeOutcome, Failure> {
    let body = decode::unpack(&answer.content_encoding, &answer.body, limit_bytes)?;
    if body.is_empty() {
        return Err(Failure::new(FailureKind::Empty, "the answer has no body"));
    }
    if !may_be_page(answer.content_type.as_deref(), &body) {
        let served = answer.content_type.as_deref().unwrap_or("something else");
        return Err(Failure::new(FailureKind::NotAPage, format!("the link leads to {served}, not to a page of text")));
    }
    let record = page_record(&body, answer.content_type.as_deref(), Some(&answer.url), rules, Some(&facts.item));
    let body_bytes = body.len() as u64;
    let learning = if learns { learning(&record, Some(&answer.url)) } else { None };
    let addresses = plan::page_addresses(&answer.url, record.canonical_url.as_deref());
    drop(body);
    let (content_encoding, body) = as_kept(answer.content_encoding, answer.body);
    let page = StoredPage {
        url: answer.url.into(),
        status: answer.status,
        content_type: answer.content_type,
        content_encoding,
        body,
        body_bytes,
    };
    if let Some(wall) = record.wall {
        return Ok(ScrapeOutcome::Wall { page, wall, next_try_at: again(wall) });
    }
    Ok(match lack_of_article(&record, &facts.feed_text) {
        Some(message) => ScrapeOutcome::NoArticle { page, message: message.to_owned() },
        None => {
            let feed_was_whole = facts.has_content.then(|| plan::carries_whole(&facts.feed_text, &record.text));
            ScrapeOutcome::Page { url: addresses.shown, alias: addresses.alias, page, record, learning, feed_was_whole }
        }
    })
}

/// A body in the encoding in which it came; packed by us only if it came plain.
fn as_kept(content_encoding: String, body: Vec<u8>) -> (String, Vec<u8>) {
    let is_plain = content_encoding.is_empty() || content_encoding == "identity";
    match is_plain.then(|| decode::pack(&body)).flatten() {
        Some((coding, packed)) => (coding.to_owned(), packed),
        None => (content_encoding, body),
    }
}

/// A page's bytes, unpacked, to its record: decode, extract, clean.
pub(super) fn page_record(
    body: &[u8],
    content_type: Option<&str>,
    url: Option<&Url>,
    rules: &SiteRules,
    item: Option<&ItemFacts>,
) -> Record {
    let decoded = decode::page_text(body, content_type);
    let context = PageContext { url, rules: Some(rules), feed_title: item.and_then(|item| item.title.as_deref()) };
    clean::record(extract::page(&decoded.text, &context), item)
}

/// What a record teaches of the site of its page.
pub(super) fn learning(record: &Record, url: Option<&Url>) -> Option<Learning> {
    Some(Learning { site: boilerplate::site_of(url?)?, prints: boilerplate::prints(&record.blocks) })
}

/// A saved file's bytes to its record. The file may be a page or plain text.
///
/// # Errors
/// A sentence, for a file that holds no text.
pub fn saved_record(body: &[u8], url: Option<&Url>) -> Result<Record, String> {
    if body.trim_ascii().is_empty() {
        return Err("the file is empty".to_owned());
    }
    if !may_be_page(None, body) {
        return Err("the file is no page of text".to_owned());
    }
    let decoded = decode::page_text(body, None);
    let extracted = if extract::is_html(&decoded.text) {
        extract::page(&decoded.text, &PageContext { url, ..PageContext::default() })
    } else {
        extract::plain_text(&decoded.text)
    };
    Ok(clean::record(extracted, None))
}

/// Servers label pages as HTML, as XHTML, as plain text, or not at all; files have their own marks.
fn may_be_page(content_type: Option<&str>, body: &[u8]) -> bool {
    const FILE_MARKS: [&[u8]; 8] =
        [b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"RIFF", b"\x7fELF", b"SQLite format"];
    let media_type = content_type.and_then(|value| value.split(';').next()).unwrap_or_default().trim();
    let labelled = media_type.is_empty()
        || ["text/", "application/xhtml", "application/xml", "application/octet-stream"]
            .iter()
            .any(|known| media_type.to_ascii_lowercase().starts_with(known));
    labelled && !FILE_MARKS.iter().any(|mark| body.starts_with(mark))
}

/// Why a page's record can't stand for the article: nothing was found, or far less than the feed has.
pub(super) fn lack_of_article(record: &Record, feed_text: &str) -> Option<&'static str> {
    let feed_words = count_words(feed_text);
    if let Some(wall) = record.wall {
        Some(wall.sentence())
    } else if record.words == 0 {
        Some("no article was found in the page")
    } else if record.words < 50 && feed_words > record.words * 2 {
        Some("the page holds far less of the article than its feed")
    } else {
        None
    }
}

/// What a failed request means for the page: asked for again later, or given up.
fn failed(failure: Failure, wanted: &WantedPage, at: Timestamp, jitter: f64) -> ScrapeOutcome {
    if let Some(next_try_at) = failure.put_off_until {
        return ScrapeOutcome::PutOff { kind: failure.kind, message: failure.message, next_try_at };
    }
    let for_good = matches!(
        failure.kind,
        FailureKind::NotFound
            | FailureKind::Gone
            | FailureKind::NotAPage
            | FailureKind::RedirectScheme
            | FailureKind::BlockedScheme
            | FailureKind::BlockedAddress
            | FailureKind::BlockedPort
            | FailureKind::TooLarge
    ) || (failure.kind == FailureKind::Robots && failure.retry_after.is_none());
    let next_try_at = if for_good {
        None
    } else {
        let tries = wanted.failures.saturating_add(1);
        let retry = match failure.kind.wall() {
            Some(wall) => schedule::wall_retry(wall, tries, at, jitter),
            None => schedule::page_retry(tries, at, jitter),
        };
        retry.map(|retry| failure.retry_after.map_or(retry, |wait| retry.max(schedule::retry_at(wait, at, jitter))))
    };
    ScrapeOutcome::Failed { kind: failure.kind, message: failure.message, next_try_at }
}

fn outcome_word(outcome: &ScrapeOutcome) -> &'static str {
    match outcome {
        ScrapeOutcome::Page { .. } => "page",
        ScrapeOutcome::NoArticle { .. } => FailureKind::NoArticle.as_str(),
        ScrapeOutcome::Wall { wall, .. } => wall.as_str(),
        ScrapeOutcome::Failed { kind, .. } | ScrapeOutcome::PutOff { kind, .. } => kind.as_str(),
    }
}

fn body_bytes(outcome: &ScrapeOutcome) -> u64 {
    match outcome {
        ScrapeOutcome::Page { page, .. } | ScrapeOutcome::NoArticle { page, .. } | ScrapeOutcome::Wall { page, .. } => {
            page.body_bytes
        }
        ScrapeOutcome::Failed { .. } | ScrapeOutcome::PutOff { .. } => 0,
    }
}
