//! `feedmill reload`: has the running daemon take up the configuration, and tells what came of it.

use super::arguments::{Place, Reload};
use super::config::fates;
use super::failure::Failure;
use super::output::{json_line, printable, stdout, utc};
use super::{fetch, locate};
use crate::config::{Config, difference};
use crate::model::ConfigurationState;
use crate::store::{Archive, writing_process};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

/// The daemon answers as soon as its loop turns, which a slow disk may keep waiting.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// After an answer that doesn't fit, so long for another.
const LAST_WORD: Duration = Duration::from_secs(3);
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

pub fn reload(place: &Place, arguments: &Reload) -> Result<(), Failure> {
    // What can't be followed is said here: the daemon need not hear of it.
    let config = locate::configuration(place)?;
    let database = &config.daemon.database;
    let (daemon, archive) = running(database)?;
    let before = state(&archive)?;
    if before.pid != daemon {
        return Err(nobody(database).with_hint("another command writes to it: wait until it is done"));
    }
    let difference = difference(&config, &archive.followed_feeds()?, Some(&before.common));
    hang_up(daemon)?;
    let after = fetch::runtime()?.block_on(looked_again(&archive, &config, before.tries))?;
    if let Some(fault) = after.fault {
        return Err(Failure::configuration(fault).with_hint("the daemon goes on by the configuration from before"));
    }
    let mut out = stdout();
    if arguments.json {
        json_line(&mut out, &json!({"applied_at": utc(after.applied_at), "difference": difference}))?;
    } else {
        writeln!(out, "{}", printable(&format!("taken up by process {daemon}; {}", fates(&difference))))?;
    }
    Ok(out.flush()?)
}

fn running(database: &Path) -> Result<(u32, Archive), Failure> {
    let daemon = writing_process(database)?.ok_or_else(|| nobody(database).with_hint("`feedmill run` starts one"))?;
    Ok((daemon, Archive::open_read_only(database)?))
}

fn nobody(database: &Path) -> Failure {
    Failure::new(format!("no daemon is running on {}", database.display()))
}

fn state(archive: &Archive) -> Result<ConfigurationState, Failure> {
    archive.configuration()?.ok_or_else(|| Failure::new("no daemon has noted its configuration yet"))
}

fn hang_up(daemon: u32) -> Result<(), Failure> {
    let pid = i32::try_from(daemon).ok().and_then(Pid::from_raw);
    let pid = pid.ok_or_else(|| Failure::new(format!("{daemon} is no number of a process")))?;
    kill_process(pid, Signal::HUP).map_err(|error| {
        let failure = Failure::new(format!("process {daemon} can't be told: {error}"));
        failure.with_hint("the user who runs it, and root, may: `systemctl reload feedmill`")
    })
}

/// The daemon's answer. One that says something else than this configuration asks for may be to an earlier ask: then
/// the next is waited for, for a while.
async fn looked_again(archive: &Archive, config: &Config, tries: u64) -> Result<ConfigurationState, Failure> {
    let looking = async {
        let mut last: Option<(u64, Instant)> = None;
        loop {
            let state = state(archive)?;
            if state.tries > tries && last.is_none_or(|(seen, _)| seen < state.tries) {
                last = Some((state.tries, Instant::now()));
                let left = difference(config, &archive.followed_feeds()?, Some(&state.common));
                if state.fault.is_none() && left.feeds.is_empty() && left.sites.is_empty() {
                    return Ok(state);
                }
            }
            if last.is_some_and(|(_, since)| since.elapsed() > LAST_WORD) {
                return Ok(state);
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
    };
    let late = |_| {
        Failure::new(format!("the daemon has said nothing for {} s", LONGEST_WAIT.as_secs()))
            .with_hint("its log tells, and `feedmill status` once it has answered")
    };
    tokio::time::timeout(LONGEST_WAIT, looking).await.map_err(late)?
}
