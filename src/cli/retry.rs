//! `feedmill retry`: a feed is asked again, whatever kept it from it.

use super::arguments::{Place, Retry};
use super::failure::Failure;
use super::output::stdout;
use super::{fetch, locate};
use crate::link::{host_and_port, registrable_domain};
use crate::model::FeedKey;
use crate::store::{Store, StoreError};
use chrono::Utc;
use std::io::Write;
use url::Url;

pub fn retry(place: &Place, arguments: &Retry) -> Result<(), Failure> {
    let config = locate::configuration(place)?;
    let keys = fetch::named_feeds(&config, &arguments.feeds)?;
    let store = Store::open_beside(&config.daemon.database)?;
    fetch::runtime()?.block_on(async {
        for key in &keys {
            retry_one(&store, key).await?;
        }
        store.close().await;
        Ok::<(), StoreError>(())
    })?;
    let mut out = stdout();
    for key in keys {
        writeln!(out, "{key} is due now: a running daemon asks within a minute, else `feedmill fetch {key}`")?;
    }
    Ok(out.flush()?)
}

/// The feed's servers, as configured and as they have moved, may be asked again along with it.
async fn retry_one(store: &Store, key: &FeedKey) -> Result<(), StoreError> {
    let addresses = store.addresses_of(key.clone()).await?;
    let urls = addresses.iter().filter_map(|url| Url::parse(url).ok());
    let whose = urls.flat_map(|url| [registrable_domain(&url), host_and_port(&url)]).flatten().collect();
    store.retry_feed(key.clone(), whose, Utc::now()).await
}
