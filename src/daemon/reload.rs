//! A changed configuration while the daemon works: taken up whole, or refused, and the one from before stays.

use super::events::Event;
use super::shift::Shift;
use super::take_up::{put_in_order, subscribe};
use crate::config::{Config, Difference, Faults, difference};
use crate::fetch::Fetch;
use crate::model::{CommonSettings, Timestamp};
use crate::pipeline::Environment;
use crate::store::{ConfigurationLook, StoreError};
use std::sync::Arc;
use tokio::time::Instant;

/// Remembers by what the daemon starts.
pub(super) async fn note_start<F: Fetch>(env: &Environment<F>, at: Timestamp) -> Result<(), StoreError> {
    let outcome = Ok(env.config.common());
    env.store.note_configuration(ConfigurationLook { pid: std::process::id(), at, outcome, is_start: true }).await
}

impl<F: Fetch> Shift<F> {
    /// Goes on by what was read. Jobs under way end by the configuration they began with; polls that had not started
    /// are drawn again.
    pub(super) async fn reload(&mut self, read: Result<Config, Faults>) -> Event {
        let now = (self.clock)();
        let taken_up = match read {
            Ok(config) => self.take_up_changed(config, now).await.map_err(|error| error.to_string()),
            Err(faults) => Err(faults.to_string()),
        };
        let outcome = taken_up.as_ref().map(|(common, _)| common.clone()).map_err(Clone::clone);
        let look = ConfigurationLook { pid: std::process::id(), at: now, outcome, is_start: false };
        let noted = self.env.store.note_configuration(look).await;
        match (taken_up, noted) {
            (Ok((_, difference)), Ok(())) => Event::Reloaded(Box::new(difference)),
            (Ok(_), Err(error)) => Event::Broken(format!("the changed configuration is in force, but {error}")),
            (Err(faults), _) => Event::ReloadRefused(faults),
        }
    }

    async fn take_up_changed(
        &mut self,
        config: Config,
        now: Timestamp,
    ) -> Result<(CommonSettings, Difference), StoreError> {
        let store = &self.env.store;
        let followed: Vec<_> = store.followed_feeds().await?.into_iter().map(|(_, feed)| feed).collect();
        let difference = difference(&config, &followed, Some(&self.env.config.common()));
        let env = Arc::new(self.env.with_config(config));
        subscribe(&env, now).await?;
        // From here on the store has it.
        let common = env.config.common();
        self.env = env;
        self.frontier.forget_polls();
        self.draw_again_at = Instant::now();
        // Feeds that come back have missed their times.
        put_in_order(&self.env, now).await?;
        Ok((common, difference))
    }
}
