//! `feedmill check --online`: each feed asked for once, and what it is; nothing is stored.

use crate::cli::failure::Failure;
use crate::cli::fetch::{fetcher, runtime};
use crate::cli::output::{counted, json_line, printable, short_time, stdout, table};
use crate::cli::progress;
use crate::config::{Config, FeedConfig};
use crate::decode;
use crate::feed::{self, FeedContext};
use crate::fetch::{Fetch, FetchAnswer, FetchRequest, HttpFetcher, Limits, Reach};
use crate::link::{host_and_port, registrable_domain};
use crate::model::{FeedDocument, RequestKind, Timestamp, Validators};
use crate::store::{Archive, StoreError};
use chrono::Utc;
use serde::Serialize;
use std::collections::HashMap;
use std::io::Write;
use std::sync::Arc;
use std::time::Instant;
use tokio::task::JoinSet;
use url::Url;

/// What came of one request.
#[derive(Debug, Serialize)]
struct Seen {
    feed: String,
    /// `ok`, `left_alone` if nothing was asked, or the kind of the failure.
    outcome: String,
    format: Option<&'static str>,
    items: Option<usize>,
    /// The newest date of an item.
    newest: Option<Timestamp>,
    /// The server can say "not modified".
    has_validators: bool,
    took_ms: u64,
    /// A redirect, a warning, or the failure.
    note: Option<String>,
}

/// Asks for every feed, many at a time, each host one at a time with its gap.
pub fn online(config: &Config, as_json: bool) -> Result<(), Failure> {
    let limits = Limits::default();
    let fetcher = Arc::new(fetcher(config, limits));
    let left_alone = left_alone(config)?;
    let bar = progress::bar(config.feeds.len() as u64, "feeds");
    let mut seen = runtime()?.block_on(async {
        let mut asking = JoinSet::new();
        let mut seen = Vec::new();
        for (number, feed) in config.feeds.iter().enumerate() {
            match left_alone.get(feed.key.as_str()) {
                Some(until) => seen.push((number, not_asked(feed, *until))),
                None => {
                    let (fetcher, feed) = (Arc::clone(&fetcher), feed.clone());
                    asking.spawn(async move { (number, ask(&fetcher, &feed, limits).await) });
                }
            }
        }
        while let Some(asked) = asking.join_next().await {
            bar.inc(1);
            seen.push(asked.map_err(Failure::new)?);
        }
        Ok::<_, Failure>(seen)
    })?;
    bar.finish_and_clear();
    seen.sort_by_key(|(number, _)| *number);
    let seen: Vec<Seen> = seen.into_iter().map(|(_, seen)| seen).collect();
    print(&seen, as_json)?;
    let failed = seen.iter().filter(|seen| !matches!(seen.outcome.as_str(), "ok" | "left_alone")).count();
    if failed > 0 { Err(Failure::new(format!("{} failed", counted(failed as u64, "feed", "feeds")))) } else { Ok(()) }
}

/// Feeds whose servers have said to the daemon that they want to be left alone, and until when.
fn left_alone(config: &Config) -> Result<HashMap<String, Timestamp>, Failure> {
    let archive = match Archive::open_read_only(&config.daemon.database) {
        Ok(archive) => archive,
        Err(StoreError::NotFound { .. }) => return Ok(HashMap::new()),
        Err(error) => return Err(error.into()),
    };
    let mut left_alone = HashMap::new();
    for feed in &config.feeds {
        let whose: Vec<String> =
            [registrable_domain(&feed.url), host_and_port(&feed.url)].into_iter().flatten().collect();
        if let Some(until) = archive.paused_until(&whose, Utc::now())? {
            left_alone.insert(feed.key.to_string(), until);
        }
    }
    Ok(left_alone)
}

fn not_asked(feed: &FeedConfig, until: Timestamp) -> Seen {
    let note = Some(format!("not asked: its server wants to be left alone until {}", short_time(Some(until))));
    Seen { note, ..failed(feed, "left_alone", String::new()) }
}

fn failed(feed: &FeedConfig, outcome: &str, message: String) -> Seen {
    Seen {
        feed: feed.key.to_string(),
        outcome: outcome.to_owned(),
        format: None,
        items: None,
        newest: None,
        has_validators: false,
        took_ms: 0,
        note: Some(message),
    }
}

async fn ask(fetcher: &HttpFetcher, feed: &FeedConfig, limits: Limits) -> Seen {
    let request = FetchRequest {
        credentials: feed.credentials_for(&feed.url),
        url: feed.url.clone(),
        kind: RequestKind::Poll,
        validators: Validators::default(),
        reach: Reach { private: feed.settings.allow_private, any_port: true },
        gap: feed.settings.gap,
    };
    let started = Instant::now();
    let seen = match fetcher.fetch(request).await {
        Ok(answer) => read(feed, &answer, limits),
        Err(failure) => failed(feed, failure.kind.as_str(), failure.message),
    };
    Seen { took_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX), ..seen }
}

fn read(feed: &FeedConfig, answer: &FetchAnswer, limits: Limits) -> Seen {
    let body = match decode::unpack(&answer.content_encoding, &answer.body, limits.poll.decoded) {
        Ok(body) => body,
        Err(fault) => return failed(feed, "encoding", fault.to_string()),
    };
    let context = FeedContext {
        url: Some(&answer.url),
        content_type: answer.content_type.as_deref(),
        timezone: feed.settings.timezone,
    };
    match feed::parse(&body, &context) {
        Ok(document) => Seen {
            format: Some(document.format.as_str()),
            items: Some(document.items.len()),
            newest: newest(&document),
            has_validators: !answer.validators.is_empty(),
            note: redirected(&feed.url, answer).or_else(|| document.warnings.first().cloned()),
            ..failed(feed, "ok", String::new())
        },
        Err(fault) => failed(feed, fault.kind.as_str(), fault.message),
    }
}

fn newest(document: &FeedDocument) -> Option<Timestamp> {
    document.items.iter().filter_map(|item| item.published.or(item.updated)).map(|time| time.to_utc()).max()
}

fn redirected(asked: &Url, answer: &FetchAnswer) -> Option<String> {
    let for_good = answer.hops.iter().all(|hop| matches!(hop.status, 301 | 308));
    let how = if for_good { "has moved for good" } else { "is redirected" };
    (!answer.hops.is_empty() && answer.url != *asked).then(|| format!("{how} to {}", answer.url))
}

fn print(seen: &[Seen], as_json: bool) -> Result<(), Failure> {
    let mut out = stdout();
    if as_json {
        seen.iter().try_for_each(|seen| json_line(&mut out, seen))?;
    } else {
        let header = ["FEED", "RESULT", "FORMAT", "ITEMS", "NEWEST (UTC)", "304", "TOOK", "NOTE"];
        let dash = || "-".to_owned();
        let rows = seen.iter().map(|seen| {
            vec![
                seen.feed.clone(),
                seen.outcome.clone(),
                seen.format.map_or_else(dash, str::to_owned),
                seen.items.map_or_else(dash, |items| items.to_string()),
                short_time(seen.newest),
                if seen.has_validators { "yes".to_owned() } else { "no".to_owned() },
                format!("{} ms", seen.took_ms),
                printable(seen.note.as_deref().unwrap_or_default()),
            ]
        });
        writeln!(out, "{}", table(&header, rows))?;
    }
    Ok(out.flush()?)
}
