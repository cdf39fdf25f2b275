//! `feedmill config show`: every value in force for a feed, and where it was written.

use crate::cli::arguments::{ConfigShow, Place};
use crate::cli::failure::Failure;
use crate::cli::fetch::named_feeds;
use crate::cli::locate;
use crate::cli::output::{json_line, printable, stdout};
use crate::config::{Config, FeedConfig, ShownKey};
use serde_json::json;
use std::io::Write;

pub fn show(place: &Place, arguments: &ConfigShow) -> Result<(), Failure> {
    let config = locate::configuration(place)?;
    let (title, keys) = match &arguments.feed {
        None => ("[daemon]".to_owned(), config.daemon.shown.clone()),
        Some(name) => {
            let feed = one_feed(&config, name)?;
            let settings = config.settings_for(feed, arguments.host.as_deref());
            let own = if arguments.host.is_none() { feed.own.clone() } else { Vec::new() };
            (format!("[feed.{}]", quoted(feed.key.as_str())), own.into_iter().chain(settings.shown()).collect())
        }
    };
    let mut out = stdout();
    if arguments.json {
        for key in keys {
            let origin = key.origin.as_deref();
            let (level, place) = (origin.map(|origin| &origin.level), origin.map(|origin| &origin.place));
            json_line(&mut out, &json!({"key": key.key, "value": key.value, "level": level, "place": place}))?;
        }
    } else {
        writeln!(out, "{title}")?;
        print_keys(&mut out, &keys, arguments.origin)?;
    }
    Ok(out.flush()?)
}

/// Lines of TOML, their origins as comments side by side.
fn print_keys(out: &mut impl Write, keys: &[ShownKey], with_origins: bool) -> std::io::Result<()> {
    const WIDEST: usize = 48;
    let lines: Vec<(String, String)> =
        keys.iter().map(|key| (format!("{} = {}", key.key, key.value), origin(key))).collect();
    let widths = lines.iter().map(|(line, _)| line.chars().count()).filter(|width| *width <= WIDEST);
    let width = widths.max().unwrap_or(0);
    for (line, origin) in lines {
        match with_origins {
            true => writeln!(out, "{}", printable(&format!("{line:width$}  # {origin}")))?,
            false => writeln!(out, "{}", printable(&line))?,
        }
    }
    Ok(())
}

fn origin(key: &ShownKey) -> String {
    key.origin.as_ref().map_or_else(|| "built in".to_owned(), |origin| format!("{}  {}", origin.place, origin.level))
}

fn one_feed<'a>(config: &'a Config, name: &String) -> Result<&'a FeedConfig, Failure> {
    let keys = named_feeds(config, std::slice::from_ref(name))?;
    let feed = keys.first().and_then(|key| config.feed(key));
    feed.ok_or_else(|| Failure::usage(format!("no feed is called `{name}`")))
}

fn quoted(key: &str) -> String {
    let is_bare = key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if is_bare { key.to_owned() } else { format!("\"{key}\"") }
}
