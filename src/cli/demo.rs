//! `feedmill demo`: a newsroom of our own on loopback, the main line over it, and what to try next.

use super::arguments::{Demo, LogFormat, Place, Selection};
use super::failure::Failure;
use super::{fetch, list, locate, logging};
use crate::demo::{self, Round};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;
use tracing_subscriber::filter::LevelFilter;

pub fn demo(arguments: &Demo) -> Result<(), Failure> {
    // One story's page is missing on purpose; the summary tells.
    logging::start(LevelFilter::ERROR, LogFormat::Auto);
    let place = prepare(&arguments.dir)?;
    println!("A newsroom of our own opens on loopback: five papers, in English, Chinese, Japanese and Arabic.\n");
    let started = Instant::now();
    let totals = fetch::runtime()?.block_on(async {
        let newsroom = demo::serve(Round::First).await?;
        fs::write(config_file(&arguments.dir), &newsroom.config)?;
        fetch::pass(locate::configuration(&place)?, Vec::new()).await
    })?;
    println!("{}\n", fetch::summary(&totals, started.elapsed()));
    list::list(&place, &list::newest(Selection::default(), 12))?;
    println!("\n{}", next_commands(&arguments.dir));
    Ok(())
}

/// An empty place for the demonstration. Only its own files are replaced.
fn prepare(dir: &Path) -> Result<Place, Failure> {
    fs::create_dir_all(dir).map_err(|error| Failure::new(format!("{}: {error}", dir.display())))?;
    let database = dir.join("feedmill.db");
    for ending in ["", "-wal", "-shm", ".lock"] {
        let mut file = database.clone().into_os_string();
        file.push(ending);
        match fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Failure::new(format!("{}: {error}", file.display())));
            }
            _ => {}
        }
    }
    Ok(Place { config: Some(config_file(dir)), database: Some(database), ..Place::default() })
}

fn config_file(dir: &Path) -> PathBuf {
    dir.join("feedmill.toml")
}

fn next_commands(dir: &Path) -> String {
    let database = dir.join("feedmill.db").display().to_string();
    let program = std::env::args().next().unwrap_or_else(|| "feedmill".to_owned());
    format!(
        "The archive is {database}. Try next:\n\
         \n  {program} show 1 --database {database}\
         \n  {program} search 石桥 --database {database}\
         \n  sqlite3 {database} \"SELECT title, words, language, feeds FROM articles ORDER BY published_at\""
    )
}
