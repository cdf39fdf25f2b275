//! `feedmill check`: judges the whole configuration and touches nothing.

mod online;

use super::arguments::{Check, Place};
use super::failure::Failure;
use super::locate;
use super::output::{counted, json_line, printable, stdout};
use crate::config;
use crate::extract;
use std::io::Write;

pub fn check(place: &Place, check: &Check) -> Result<(), Failure> {
    if check.schema {
        let mut out = stdout();
        serde_json::to_writer_pretty(&mut out, &config::schema()).map_err(std::io::Error::from)?;
        writeln!(out)?;
        return Ok(out.flush()?);
    }
    let path = locate::config_path(place)?;
    let config = match config::load(&path, &extract::judge_rule) {
        Ok(config) => config,
        Err(faults) if check.json => {
            let mut out = stdout();
            for fault in &faults.0 {
                json_line(&mut out, fault)?;
            }
            out.flush()?;
            return Err(Failure::configuration(""));
        }
        Err(faults) => return Err(faults.into()),
    };
    let mut out = stdout();
    for warning in &config.warnings {
        if check.json {
            json_line(&mut out, warning)?;
        } else {
            writeln!(out, "{}", printable(&warning.to_string()))?;
        }
    }
    out.flush()?;
    drop(out);
    if check.online {
        return online::online(&config, check.json);
    }
    let mut out = stdout();
    if !check.json {
        let feeds = counted(config.feeds.len() as u64, "feed", "feeds");
        writeln!(out, "{}: {feeds}, no faults", printable(&path.display().to_string()))?;
    }
    Ok(out.flush()?)
}
