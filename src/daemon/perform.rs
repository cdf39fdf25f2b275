//! One job done, down the line that it belongs to.

use super::events::Event;
use super::frontier::Job;
use super::purge::{purge, retention_plan};
use crate::fetch::Fetch;
use crate::model::Timestamp;
use crate::pipeline::{self, Environment};
use crate::store::{FeedState, StoreError};
use std::sync::Arc;

/// Most jobs are polls that bring nothing, and a task is as large as the largest thing in it: the others have room of their
/// own.
pub(super) async fn perform<F: Fetch>(env: &Arc<Environment<F>>, job: Job, at: Timestamp) -> Result<Event, StoreError> {
    match job {
        Job::Poll(state) => poll_if_configured(env, &state, at).await,
        Job::Scrape(wanted) => {
            Box::pin(pipeline::scrape(env, &wanted, at)).await.map(|report| Event::Scraped(Box::new(report)))
        }
        Job::Recheck(check) => {
            Box::pin(pipeline::recheck(env, &check, at)).await.map(|report| Event::Rechecked(Box::new(report)))
        }
        Job::Purge => Box::pin(purge(&env.store, retention_plan(&env.config, at), at)).await.map(Event::Purged),
        Job::CleanAgain(article_id) => {
            Box::pin(pipeline::clean_again(env, article_id, at)).await.map(Event::CleanedAgain)
        }
    }
}

pub(super) async fn poll_if_configured<F: Fetch>(
    env: &Environment<F>,
    state: &FeedState,
    at: Timestamp,
) -> Result<Event, StoreError> {
    match env.config.feed(&state.key) {
        Some(feed) => pipeline::poll(env, feed, state, at).await.map(|report| Event::Polled(Box::new(report))),
        None => Ok(Event::Broken(format!("feed {} is in the database but not in the configuration", state.key))),
    }
}
