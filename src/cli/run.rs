//! `feedmill run`: the daemon, every feed on its schedule until SIGTERM.

use super::arguments::Place;
use super::failure::Failure;
use super::{changes, fetch, locate, logging, systemd};
use crate::config::Config;
use crate::daemon::{self, Clock, Desk, Log, Mode, Tellers};
use chrono::Utc;
use std::sync::Arc;
use tracing_subscriber::filter::LevelFilter;

pub fn run(place: &Place) -> Result<(), Failure> {
    let config = locate::configuration(place)?;
    logging::start(LevelFilter::INFO, place.log_format);
    fetch::runtime()?.block_on(serve(place.clone(), config))
}

async fn serve(place: Place, config: Config) -> Result<(), Failure> {
    let stop = daemon::stop_on_signals()?;
    let hang_ups = changes::hang_ups()?;
    let feeds = config.feeds.len();
    let env = Arc::new(fetch::environment(config)?);
    tracing::info!(feeds, database = %env.config.daemon.database.display(), "feedmill {} is running", env!("CARGO_PKG_VERSION"));
    let told = stop.clone();
    tokio::spawn(async move {
        told.cancelled().await;
        systemd::stopping();
    });
    let clock: Clock = Arc::new(Utc::now);
    let desk = Desk::new(env.config.daemon.database.clone(), Arc::clone(&clock));
    if let Some(address) = env.config.daemon.watching.listen {
        let listener = daemon::listen(address).await.map_err(|error| {
            Failure::new(format!("{address}: {error}")).with_hint("`listen` in [daemon] says where the daemon listens")
        })?;
        tracing::info!(address = %listener.local_addr()?, "listening for monitors");
        tokio::spawn(daemon::serve(listener, Arc::clone(&desk)));
    }
    let tellers = Tellers::start(&env.config.daemon.watching.alarm, &env.fetcher);
    tokio::spawn(daemon::watch_for_alarms(Arc::clone(&desk), tellers));
    let (control, asks) = daemon::control();
    tokio::spawn(systemd::watch(env.store.clone(), control.clone(), feeds, Arc::clone(&desk)));
    let followed = Arc::clone(&env);
    let following = tokio::spawn(async move { changes::follow(place, &followed.config, control, hang_ups).await });
    let mut log = Log::default();
    let totals = daemon::work(Arc::clone(&env), Mode::Forever, Arc::clone(&clock), stop, asks, |event| {
        log.write(event, clock());
        desk.take_in(event);
    })
    .await;
    following.abort();
    fetch::close(env).await;
    let totals = totals?;
    tracing::info!(polls = totals.polls, new = totals.new_articles, pages = totals.pages, "feedmill has stopped");
    Ok(())
}
