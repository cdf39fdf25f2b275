//! Brings a changed configuration to the running daemon: on SIGHUP, and when its files have changed.

use super::arguments::Place;
use super::{locate, systemd};
use crate::config::{Config, Faults, Stamp, stamps};
use crate::daemon::Control;
use std::io;
use std::path::PathBuf;
use std::time::Duration;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::{MissedTickBehavior, interval};

/// Files are looked at this often; a change is taken up at the second look that finds the same.
const BETWEEN_LOOKS: Duration = Duration::from_secs(2);

/// Hang-ups from here on are asks for a reload, and no longer the end.
pub fn hang_ups() -> io::Result<Signal> {
    signal(SignalKind::hangup())
}

/// Works until the loop is over: a storm of signals is one reload after the other, never two at once.
pub async fn follow(place: Place, config: &Config, control: Control, mut hang_ups: Signal) {
    let path = config.path.clone();
    let (mut files, mut is_watching) = (config.files.clone(), config.daemon.watch);
    let mut watched = Watched::new(look(&path, &files).await);
    let mut looks = interval(BETWEEN_LOOKS);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let is_changed = tokio::select! {
            heard = hang_ups.recv() => {
                if heard.is_none() {
                    return;
                }
                true
            }
            _ = looks.tick(), if is_watching => watched.is_changed(look(&path, &files).await),
        };
        if !is_changed {
            continue;
        }
        systemd::reloading();
        let seen = look(&path, &files).await;
        let read = read(place.clone()).await;
        if let Ok(config) = &read {
            files.clone_from(&config.files);
            is_watching = config.daemon.watch;
        }
        control.reload(read).await;
        systemd::reloaded();
        watched = Watched::after(&seen, look(&path, &files).await);
    }
}

async fn read(place: Place) -> Result<Config, Faults> {
    let read = tokio::task::spawn_blocking(move || locate::changed_configuration(&place)).await;
    read.unwrap_or_else(|broken| Err(Faults::of_reading(broken.to_string())))
}

async fn look(path: &std::path::Path, files: &[PathBuf]) -> Vec<Stamp> {
    let (path, files) = (path.to_owned(), files.to_vec());
    tokio::task::spawn_blocking(move || stamps(&path, &files)).await.unwrap_or_default()
}

/// What the files looked like when they were taken up, and at the last look.
struct Watched {
    taken_up: Vec<Stamp>,
    last: Vec<Stamp>,
}

impl Watched {
    fn new(seen: Vec<Stamp>) -> Watched {
        Watched { taken_up: seen.clone(), last: seen }
    }

    /// After a reading, between these two looks. What has changed meanwhile counts as not taken up.
    fn after(before: &[Stamp], after: Vec<Stamp>) -> Watched {
        let is_new = |stamp: &&Stamp| before.iter().any(|earlier| earlier.path() == stamp.path() && earlier != *stamp);
        let taken_up = after.iter().filter(|stamp| !is_new(stamp)).cloned().collect();
        Watched { taken_up, last: after }
    }

    /// Whether the files have changed and stand still again: an editor or a deployment may still be writing.
    fn is_changed(&mut self, seen: Vec<Stamp>) -> bool {
        let stands_still = seen == self.last;
        self.last = seen;
        stands_still && self.last != self.taken_up
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;

    #[test]
    fn a_change_is_told_once_it_stands_still() {
        let folder = tempfile::tempdir().unwrap();
        let main = folder.path().join("feedmill.toml");
        fs::create_dir(folder.path().join("conf.d")).unwrap();
        fs::write(&main, "include = [\"conf.d/*.toml\"]\n").unwrap();
        let secret = folder.path().join("secret");
        let look = |path: &Path| stamps(path, std::slice::from_ref(&secret));
        let mut watched = Watched::new(look(&main));
        assert!(!watched.is_changed(look(&main)));
        for (name, text) in [("conf.d/new.toml", "[group.a]"), ("secret", "one"), ("feedmill.toml", "include = []")] {
            fs::write(folder.path().join(name), text).unwrap();
            assert!(!watched.is_changed(look(&main)), "{name} may still be written to");
            assert!(watched.is_changed(look(&main)), "{name}");
            watched = Watched::new(look(&main));
            assert!(!watched.is_changed(look(&main)));
        }
        fs::write(&main, "include = [\"conf.d/*.toml\"]\n").unwrap();
        fs::remove_file(&secret).unwrap();
        watched.is_changed(look(&main));
        fs::remove_file(folder.path().join("conf.d/new.toml")).unwrap();
        assert!(!watched.is_changed(look(&main)), "changes go on");
        assert!(watched.is_changed(look(&main)));
    }
}
