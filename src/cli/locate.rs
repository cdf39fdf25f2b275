//! Where the configuration and the database are: what was typed, else what is configured, else the usual places.

use super::arguments::Place;
use super::failure::Failure;
use super::output::printable;
use crate::config::{self, Config, Faults};
use crate::extract;
use crate::store::Archive;
use crate::text::tidy_line;
use std::env;
use std::path::PathBuf;

const SYSTEM_CONFIG: &str = "/etc/feedmill/feedmill.toml";

/// The configuration in force; its warnings are printed.
pub fn configuration(place: &Place) -> Result<Config, Failure> {
    let mut config = config::load(&config_path(place)?, &extract::judge_rule)?;
    for warning in &config.warnings {
        eprintln!("{}", printable(&warning.to_string()));
    }
    if let Some(database) = &place.database {
        config.daemon.database.clone_from(database);
    }
    Ok(config)
}

/// The configuration as it is now, for a daemon that runs: its warnings go to the log.
pub fn changed_configuration(place: &Place) -> Result<Config, Faults> {
    let path = config_path(place).map_err(|failure| Faults::of_reading(failure.to_string()))?;
    let mut config = config::load(&path, &extract::judge_rule)?;
    for warning in &config.warnings {
        tracing::warn!("{}", tidy_line(&warning.to_string()));
    }
    if let Some(database) = &place.database {
        config.daemon.database.clone_from(database);
    }
    Ok(config)
}

/// The database for reading. With `--database` no configuration is needed.
pub fn archive(place: &Place) -> Result<Archive, Failure> {
    Ok(Archive::open_read_only(&database(place)?)?)
}

/// Where the database is. With `--database` no configuration is needed.
pub fn database(place: &Place) -> Result<PathBuf, Failure> {
    match &place.database {
        Some(path) => Ok(path.clone()),
        None => Ok(configuration(place)?.daemon.database),
    }
}

/// The file that was typed or set, else the first of the usual places that is there.
pub fn config_path(place: &Place) -> Result<PathBuf, Failure> {
    if let Some(path) = &place.config {
        return Ok(path.clone());
    }
    let usual = usual_places();
    usual.iter().find(|path| path.is_file()).cloned().ok_or_else(|| {
        let looked: Vec<_> = usual.iter().map(|path| path.display().to_string()).collect();
        Failure::configuration(format!("there is no configuration: looked for {}", looked.join(" and ")))
            .with_hint("name one with --config FILE, or see feedmill at work without one: `feedmill demo`")
    })
}

fn usual_places() -> Vec<PathBuf> {
    let own = env::var_os("XDG_CONFIG_HOME")
        .map(PathBuf::from)
        .filter(|dir| dir.is_absolute())
        .or_else(|| env::home_dir().map(|home| home.join(".config")));
    own.map(|dir| dir.join("feedmill/feedmill.toml")).into_iter().chain([PathBuf::from(SYSTEM_CONFIG)]).collect()
}
