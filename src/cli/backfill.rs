//! `feedmill backfill`: the older documents that a feed names, one after the other.

use super::arguments::{Backfill, Place};
use super::failure::Failure;
use super::output::{counted, json_line, printable, stdout};
use super::{fetch, locate};
use crate::config::Config;
use crate::daemon;
use crate::fetch::HttpFetcher;
use crate::model::FeedKey;
use crate::pipeline::{self, BackfillEnd, BackfilledPage, Environment};
use crate::store::{Store, StoreError};
use chrono::Utc;
use serde_json::json;
use std::io::Write;

pub fn backfill(place: &Place, arguments: &Backfill) -> Result<(), Failure> {
    let config = locate::configuration(place)?;
    let key = fetch::named_feeds(&config, std::slice::from_ref(&arguments.feed))?.remove(0);
    let store = Store::open_beside(&config.daemon.database)?;
    let mut pages = Vec::new();
    let end = fetch::runtime()?.block_on(read_back(config, store, &key, |page| {
        if !arguments.json {
            eprintln!("{}: {}", printable(&page.url), counted(page.new_articles.into(), "new article", "new articles"));
        }
        pages.push(page.clone());
    }))?;
    let new: u64 = pages.iter().map(|page| u64::from(page.new_articles)).sum();
    let wanted: usize = pages.iter().map(|page| page.wanted).sum();
    let mut out = stdout();
    if arguments.json {
        let ended = ended(&end);
        json_line(
            &mut out,
            &json!({ "documents": pages.len(), "new_articles": new, "wanted": wanted, "ended": ended }),
        )?;
    } else {
        let documents = counted(pages.len() as u64, "document", "documents");
        writeln!(out, "{documents} read, {} new; {}", counted(new, "article", "articles"), printable(&ended(&end)))?;
        if wanted > 0 {
            let pages = counted(wanted as u64, "page is", "pages are");
            writeln!(out, "{pages} wanted: `feedmill fetch {key}` or the daemon reads them")?;
        }
    }
    out.flush()?;
    match end {
        BackfillEnd::Failed(failure) => Err(Failure::new(format!("{}: {}", failure.kind.as_str(), failure.message))),
        _ => Ok(()),
    }
}

async fn read_back(
    config: Config,
    store: Store,
    key: &FeedKey,
    on_page: impl FnMut(&BackfilledPage),
) -> Result<BackfillEnd, Failure> {
    let env: Environment<HttpFetcher> = fetch::environment_over(config, store)?;
    daemon::subscribe(&env, Utc::now()).await?;
    let states = env.store.feed_states(Some(vec![key.clone()])).await?;
    let (Some(state), Some(feed)) = (states.first(), env.config.feed(key)) else {
        return Err(Failure::from(StoreError::UnknownFeed));
    };
    let end = pipeline::backfill(&env, feed, state, Utc::now, on_page).await;
    env.store.clone().close().await;
    Ok(end?)
}

fn ended(end: &BackfillEnd) -> String {
    match end {
        BackfillEnd::Oldest => "the last one names no older one".to_owned(),
        BackfillEnd::Enough => "it goes on, but that is enough for once".to_owned(),
        BackfillEnd::Loop => "the last one names one that has been read".to_owned(),
        BackfillEnd::Elsewhere(url) => format!("the next one is at another server, which isn't asked: {url}"),
        BackfillEnd::Failed(failure) => format!("then it failed: {}", failure.message),
    }
}
