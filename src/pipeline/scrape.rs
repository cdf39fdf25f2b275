//! The second line: one request for an article's page, and the record made from it.

use super::failed::failed;
use super::pages::{Desk, ReadFurtherPage, ReadPage, further_pages};
use super::{Environment, Failure};
use crate::boilerplate::{self, Learning};
use crate::fetch::{Fetch, FetchAnswer};
use crate::model::{ArticleId, FailureKind, FeedKey, Record, Timestamp, Validators, Wall};
use crate::store::{ArticleFacts, NextReading, ScrapeOutcome, ScrapeRecord, StoreError, WantedPage};
use crate::text::{count_words, titles_agree};
use crate::{clean, extract, link, plan, schedule};
use url::Url;

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
    let mut desk = Desk::new(env, wanted, at);
    let (outcome, validators) = match article_of(&mut desk).await? {
        Ok(read) => read,
        Err(failure) => {
            report.failure = Some(failure.clone());
            (failed(failure, wanted, at, env.jitter(&wanted.url, at)), Validators::default())
        }
    };
    let mut then = None;
    if let ScrapeOutcome::Page { record, .. } = &outcome {
        report.words = record.words;
        then = next_reading(env, wanted, record, validators, at);
    }
    report.outcome = outcome_word(&outcome).to_owned();
    let Desk { mut requests, place, .. } = desk;
    if let (ScrapeOutcome::NoArticle { .. }, Some(own)) = (&outcome, requests.first_mut()) {
        own.outcome.clone_from(&report.outcome);
    }
    report.took_ms = requests.iter().map(|request| request.took_ms).sum();
    let unsaved = env.unsaved_place(place).await;
    env.store.record_scrape(ScrapeRecord { article_id: wanted.article_id, at, requests, outcome, then }).await?;
    drop(unsaved);
    Ok(report)
}

/// When the page is read again, and what it is compared by.
fn next_reading<F>(
    env: &Environment<F>,
    wanted: &WantedPage,
    record: &Record,
    validators: Validators,
    at: Timestamp,
) -> Option<NextReading> {
    let host = Url::parse(&wanted.url).ok()?;
    let settings = env.config.article_settings(Some(&wanted.feed), host.host_str().unwrap_or_default());
    let born = record.published.map_or(at, |published| published.to_utc().min(at));
    let due = schedule::next_check(&settings.revisions.ages, born, at, env.jitter(&wanted.url, at));
    Some(NextReading { feed: Some(wanted.feed.clone()), validators, due })
}

/// Asks for the article's page and those that its site's rules lead to, and reads them.
async fn article_of<F: Fetch>(
    desk: &mut Desk<'_, F>,
) -> Result<Result<(ScrapeOutcome, Validators), Failure>, StoreError> {
    let Some(url) = link::absolute(&desk.wanted.url, None) else {
        return Ok(Err(Failure::new(FailureKind::BlockedScheme, "the link is neither http nor https")));
    };
    match desk.ask(url, Validators::default()).await? {
        Ok(answer) => read_article(desk, answer).await,
        Err(failure) => Ok(Err(failure)),
    }
}

/// Reads the article that begins with an answer, and asks for the pages that its site's rules lead to. Gives the
/// validators of its own page too.
pub(super) async fn read_article<F: Fetch>(
    desk: &mut Desk<'_, F>,
    mut answer: FetchAnswer,
) -> Result<Result<(ScrapeOutcome, Validators), Failure>, StoreError> {
    answer.url.set_fragment(link::absolute(&desk.wanted.url, None).as_ref().and_then(Url::fragment));
    let facts = desk.env.store.article_facts(desk.wanted.article_id).await?;
    let title = facts.item.title.clone();
    let (mut own, rules) = match desk.open(answer, title, None).await {
        Ok(read) => read,
        Err(failure) => return Ok(Err(failure)),
    };
    let validators = std::mem::take(&mut own.validators);
    let further = match further_pages(desk, &own, &rules).await? {
        Ok(further) => further,
        Err(failure) => return Ok(Err(failure)),
    };
    let (tries, at) = (desk.wanted.failures.saturating_add(1), desk.at);
    let jitter = desk.jitter();
    let again = move |wall| schedule::wall_retry(wall, tries, at, jitter);
    let host = own.url.host_str().unwrap_or_default();
    let learns = desk.env.config.article_settings(Some(&desk.wanted.feed), host).learn;
    let outcome = desk.env.think(move || outcome_of(own, further, learns, &facts, again)).await;
    Ok(outcome.map(|outcome| (outcome, validators)))
}

/// The article that its pages make, if they hold one. `again` says when a page that is a wall is asked for
/// next.
fn outcome_of(
    own: ReadPage,
    further: Vec<ReadFurtherPage>,
    learns: bool,
    facts: &ArticleFacts,
    again: impl Fn(Wall) -> Option<Timestamp>,
) -> ScrapeOutcome {
    let ReadPage { url, extracted, page, .. } = own;
    let (further, parts) = further.into_iter().map(ReadFurtherPage::split).unzip();
    let record = clean::record(extract::article_of(&url, extracted, further), Some(&facts.item));
    let learning = if learns { learning(&record, &url) } else { None };
    let addresses = plan::page_addresses(&url, record.canonical_url.as_deref());
    if let Some(wall) = record.wall {
        return ScrapeOutcome::Wall { page, wall, next_try_at: again(wall) };
    }
    // One post among several, which the page doesn't show, or no longer.
    let is_another = url.fragment().is_some() && !titles_agree(facts.item.title.as_deref(), record.title.as_deref());
    let missing = is_another.then_some("the page doesn't show the post");
    match missing.or_else(|| lack_of_article(&record, &facts.feed_text)) {
        Some(message) => ScrapeOutcome::NoArticle { page, message: message.to_owned() },
        None => {
            let feed_was_whole = facts.has_content.then(|| plan::carries_whole(&facts.feed_text, record.words));
            let (url, alias) = (addresses.shown, addresses.alias);
            ScrapeOutcome::Page { url, alias, page, parts, record, learning, feed_was_whole }
        }
    }
}

/// What a record teaches of the site of its page.
pub(super) fn learning(record: &Record, url: &Url) -> Option<Learning> {
    Some(Learning { site: boilerplate::site_of(url)?, prints: boilerplate::prints(&record.blocks) })
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

fn outcome_word(outcome: &ScrapeOutcome) -> &'static str {
    match outcome {
        ScrapeOutcome::Page { .. } => "page",
        ScrapeOutcome::NoArticle { .. } => FailureKind::NoArticle.as_str(),
        ScrapeOutcome::Wall { wall, .. } => wall.as_str(),
        ScrapeOutcome::Failed { kind, .. } | ScrapeOutcome::PutOff { kind, .. } => kind.as_str(),
    }
}
