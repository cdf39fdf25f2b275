//! `feedmill run`: the daemon, every feed on its schedule until SIGTERM.

use super::arguments::Place;
use super::failure::Failure;
use super::{fetch, locate, logging, systemd};
use crate::config::Config;
use crate::daemon::{self, Mode, log_event};
use chrono::Utc;
use std::sync::Arc;
use tracing_subscriber::filter::LevelFilter;

pub fn run(place: &Place) -> Result<(), Failure> {
    let config = locate::configuration(place)?;
    logging::start(LevelFilter::INFO);
    fetch::runtime()?.block_on(serve(config))
}

async fn serve(config: Config) -> Result<(), Failure> {
    let stop = daemon::stop_on_signals()?;
    let feeds = config.feeds.len();
    let env = Arc::new(fetch::environment(config)?);
    tracing::info!(feeds, database = %env.config.daemon.database.display(), "feedmill {} is running", env!("CARGO_PKG_VERSION"));
    let told = stop.clone();
    tokio::spawn(async move {
        told.cancelled().await;
        systemd::stopping();
    });
    let (control, asks) = daemon::control();
    tokio::spawn(systemd::watch(env.store.clone(), control, feeds));
    let totals = daemon::work(Arc::clone(&env), Mode::Forever, Arc::new(Utc::now), stop, asks, log_event).await;
    fetch::close(env).await;
    let totals = totals?;
    tracing::info!(polls = totals.polls, new = totals.new_articles, pages = totals.pages, "feedmill has stopped");
    Ok(())
}
