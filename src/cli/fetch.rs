//! `feedmill fetch`: one pass over all feeds, schedule aside, and its summary.

use super::arguments::{Fetch, Place};
use super::failure::Failure;
use super::output::{counted, json_line, stdout};
use super::{locate, logging, progress};
use crate::config::Config;
use crate::daemon::{self, Asks, Event, Mode, Totals, log_event};
use crate::fetch::{FetchOptions, HttpFetcher, Limits};
use crate::model::FeedKey;
use crate::pipeline::Environment;
use crate::store::Store;
use chrono::Utc;
use serde_json::json;
use std::io::{IsTerminal, Write};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tracing_subscriber::filter::LevelFilter;

pub fn fetch(place: &Place, arguments: &Fetch) -> Result<(), Failure> {
    let config = locate::configuration(place)?;
    let feeds = named_feeds(&config, &arguments.feeds)?;
    // A person has the bar and the summary; a log file wants one line a poll.
    let level = if std::io::stderr().is_terminal() { LevelFilter::WARN } else { LevelFilter::INFO };
    logging::start(level, place.log_format);
    let started = Instant::now();
    let totals = runtime()?.block_on(pass(config, feeds))?;
    let took = started.elapsed();
    let mut out = stdout();
    if arguments.json {
        json_line(&mut out, &summary_json(&totals, took))?;
    } else {
        writeln!(out, "{}", summary(&totals, took))?;
    }
    out.flush()?;
    let failed = totals.failed_polls + totals.broken;
    if arguments.strict && failed > 0 {
        return Err(Failure::new(format!("{} failed", counted(failed, "feed", "feeds")))
            .with_hint("`feedmill status` says why"));
    }
    Ok(())
}

/// One pass with a progress bar, until done or told to stop.
pub async fn pass(config: Config, feeds: Vec<FeedKey>) -> Result<Totals, Failure> {
    let stop = daemon::stop_on_signals()?;
    let env = Arc::new(environment(config)?);
    let bar = progress::bar(0, "feeds and pages");
    let mut done = 0u64;
    let totals =
        daemon::work(Arc::clone(&env), Mode::Once { feeds }, Arc::new(Utc::now), stop.clone(), Asks::none(), |event| {
            match event {
                Event::Backlog { waiting, under_way } => bar.set_length(done + (waiting + under_way) as u64),
                event => {
                    done += 1;
                    bar.suspend(|| log_event(event));
                    bar.set_position(done);
                }
            }
        })
        .await;
    bar.finish_and_clear();
    close(env).await;
    let totals = totals?;
    if stop.is_cancelled() { Err(stopped(&totals)) } else { Ok(totals) }
}

/// The edges that the configuration asks for.
pub fn environment(config: Config) -> Result<Environment<HttpFetcher>, Failure> {
    let store = Store::open(&config.daemon.database)?;
    environment_over(config, store)
}

/// The same over a store that is open already.
pub fn environment_over(config: Config, store: Store) -> Result<Environment<HttpFetcher>, Failure> {
    let limits = Limits::default();
    let fetcher = fetcher(&config, limits);
    Ok(Environment::new(config, store, fetcher, limits)?)
}

/// The door to the network that the configuration asks for.
pub fn fetcher(config: &Config, limits: Limits) -> HttpFetcher {
    HttpFetcher::new(FetchOptions {
        contact: config.daemon.contact.clone(),
        workers: config.daemon.workers,
        limits,
        ..FetchOptions::default()
    })
}

/// Waits until the store has written all that it was given.
pub async fn close(env: Arc<Environment<HttpFetcher>>) {
    env.store.clone().close().await;
}

/// A thread for waiting, beside the one of the loop: parsing has its own, as many as there are cores, and so has the
/// store. Each thread more keeps some megabytes that it once needed.
pub fn runtime() -> Result<Runtime, Failure> {
    Ok(Runtime(tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?))
}

/// tokio's, with one way to wait for all futures: its own is compiled for each of them, at some kilobytes a time.
pub struct Runtime(tokio::runtime::Runtime);

impl Runtime {
    pub fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        let mut output = None;
        {
            let work: Pin<&mut dyn Future<Output = ()>> = pin!(async { output = Some(future.await) });
            self.0.block_on(work);
        }
        output.unwrap_or_else(|| unreachable!("tokio waits until the future has its output"))
    }
}

/// What a pass came to, in two lines.
pub fn summary(totals: &Totals, took: Duration) -> String {
    let polls = counted(totals.polls, "feed", "feeds");
    let mut summary = format!(
        "{polls} polled in {:.1} s: {} new, {} changed",
        took.as_secs_f64(),
        counted(totals.new_articles, "article", "articles"),
        totals.changed_articles
    );
    summary.push_str(&format!("; {} read", counted(totals.pages, "page", "pages")));
    if totals.not_modified > 0 {
        summary.push_str(&format!("; {} not modified", counted(totals.not_modified, "feed", "feeds")));
    }
    if totals.rechecked > 0 {
        let pages = counted(totals.rechecked, "page", "pages");
        summary.push_str(&format!("; {pages} read again: {} edited, {} gone", totals.edited, totals.gone));
    }
    if totals.cleaned_again > 0 {
        summary.push_str(&format!("; {} cleaned again", counted(totals.cleaned_again, "article", "articles")));
    }
    if totals.left_alone > 0 {
        let feeds = counted(totals.left_alone, "feed", "feeds");
        summary.push_str(&format!("; {feeds} not asked, as their servers want to be left alone"));
    }
    let failures = [(totals.failed_polls, "feed", "feeds"), (totals.failed_pages, "page", "pages")];
    for (count, one, many) in failures.into_iter().filter(|(count, ..)| *count > 0) {
        summary.push_str(&format!("\n{} failed: `feedmill status` says why", counted(count, one, many)));
    }
    summary
}

fn summary_json(totals: &Totals, took: Duration) -> serde_json::Value {
    json!({
        "polls": totals.polls,
        "not_modified": totals.not_modified,
        "failed_polls": totals.failed_polls,
        "left_alone": totals.left_alone,
        "new_articles": totals.new_articles,
        "changed_articles": totals.changed_articles,
        "pages": totals.pages,
        "failed_pages": totals.failed_pages,
        "rechecked": totals.rechecked,
        "edited": totals.edited,
        "gone": totals.gone,
        "cleaned_again": totals.cleaned_again,
        "took_ms": u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
    })
}

fn stopped(totals: &Totals) -> Failure {
    Failure::new(format!("stopped after {}", counted(totals.polls, "poll", "polls")))
        .with_hint("what is left is still wanted: `feedmill fetch` goes on with it")
}

/// The feeds that were typed, each of which must be configured.
pub fn named_feeds(config: &Config, names: &[String]) -> Result<Vec<FeedKey>, Failure> {
    let find = |name: &String| {
        let known = FeedKey::parse(name).ok().filter(|key| config.feed(key).is_some());
        known.ok_or_else(|| {
            Failure::usage(format!("no feed is called `{name}`")).with_hint("`feedmill status` lists the feeds")
        })
    };
    names.iter().map(find).collect()
}
