//! What the full-text index alone costs as it grows, by how many articles come to it at a time and how it is set.

use crate::chance::Chance;
use crate::meter;
use crate::world::{BATCH, World};
use feedmill::text::searchable;
use rusqlite::{Connection, params};
use std::error::Error;
use std::sync::mpsc;

type Failed = Box<dyn Error + Send + Sync>;

/// Articles between two lines of the report.
const SAY_EACH: i64 = 10_000;

/// `settings` are those of FTS5, such as `automerge=8`; with `shuffled` the articles of a commit come in any order, as
/// pages do that are asked for together.
pub fn index(articles: u64, at_once: usize, settings: &[&str]) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let connection = Connection::open(folder.path().join("index.db"))?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -12288;
         CREATE VIRTUAL TABLE found USING fts5 (title, text, content = '', tokenize = 'unicode61 remove_diacritics 2')",
    )?;
    for (name, value) in settings.iter().filter_map(|setting| setting.split_once('=')) {
        connection.execute("INSERT INTO found (found, rank) VALUES (?1, ?2)", params![name, value.parse::<i64>()?])?;
    }
    let is_shuffled = settings.contains(&"shuffled");
    let (sender, receiver) = mpsc::sync_channel(64);
    let making = std::thread::spawn(move || {
        let world = World::new();
        for article in (0..articles / BATCH).flat_map(|number| world.batch(number).articles) {
            if sender.send((article.record.title.unwrap_or_default(), article.record.text)).is_err() {
                return;
            }
        }
    });
    println!(
        "{:>9}{:>10}{:>12}{:>10}  pages of the segments on each level",
        "articles", "cpu ms/a", "written/a", "MiB"
    );
    let (mut done, mut cpu, mut written) = (0, 0.0, meter::bytes_written());
    let mut some: Vec<(i64, (String, String))>;
    while {
        some = (done..).zip(receiver.iter().take(at_once)).collect();
        !some.is_empty()
    } {
        let before = done / SAY_EACH;
        done += some.len() as i64;
        if is_shuffled {
            some.sort_by_key(|(id, _)| Chance::of(50, id.unsigned_abs()).next());
        }
        let started = meter::cpu_of_this_thread();
        connection.execute_batch("BEGIN")?;
        let mut insert = connection.prepare_cached("INSERT INTO found (rowid, title, text) VALUES (?1, ?2, ?3)")?;
        for (id, (title, text)) in &some {
            insert.execute(params![id, searchable(title), searchable(text)])?;
        }
        drop(insert);
        connection.execute_batch("COMMIT")?;
        cpu += (meter::cpu_of_this_thread() - started).as_secs_f64() * 1000.0;
        if done / SAY_EACH > before {
            let (now, in_window) = (meter::bytes_written(), SAY_EACH as f64);
            let size = std::fs::metadata(folder.path().join("index.db"))?.len() >> 20;
            let each = (now - written) as f64 / in_window;
            println!("{done:>9}{:>10.3}{each:>12.0}{size:>10}  {}", cpu / in_window, segments(&connection)?);
            (cpu, written) = (0.0, now);
        }
    }
    making.join().map_err(|_| "the maker of articles panicked")?;
    Ok(())
}

/// Pages of each segment, level by level, by the record of the structure (SQLite, `fts5_index.c`).
fn segments(connection: &Connection) -> Result<String, Failed> {
    let record: Vec<u8> = connection.query_row("SELECT block FROM found_data WHERE id = 10", [], |row| row.get(0))?;
    // Behind the cookie: levels, segments, pages written so far.
    let mut numbers = Varints(record.get(4..).unwrap_or_default());
    let levels = numbers.next().unwrap_or(0);
    let mut shown = Vec::new();
    numbers.nth(1);
    for _ in 0..levels {
        let (_merging, many) = (numbers.next(), numbers.next().unwrap_or(0));
        let pages = (0..many).map(|_| {
            let (_id, first, last) = (numbers.next(), numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
            (last + 1 - first).to_string()
        });
        shown.push(pages.collect::<Vec<_>>().join("+"));
    }
    Ok(shown.join(" | "))
}

/// SQLite's numbers of varied length.
struct Varints<'a>(&'a [u8]);

impl Iterator for Varints<'_> {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        let mut value = 0;
        for place in 0..9 {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            if place == 8 {
                return Some((value << 8) | u64::from(byte));
            }
            value = (value << 7) | u64::from(byte & 0x7f);
            if byte & 0x80 == 0 {
                break;
            }
        }
        Some(value)
    }
}
