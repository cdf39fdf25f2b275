//! What the index of pairs costs and finds, beside SQLite's own tokenizer `trigram` and beside no pairs at all, on the
//! same articles.

use crate::meter::{self, Times};
use crate::world::{BATCH, World};
use feedmill::text::{SearchQuery, searchable};
use rusqlite::{Connection, params};
use std::borrow::Cow;
use std::error::Error;

type Failed = Box<dyn Error + Send + Sync>;

/// One way to index.
struct Way {
    name: &'static str,
    tokenizer: &'static str,
    indexed: fn(&str) -> Cow<'_, str>,
    query: fn(&str) -> String,
}

const WAYS: [Way; 3] = [
    Way {
        name: "pairs",
        tokenizer: "unicode61 remove_diacritics 2",
        indexed: searchable,
        query: |typed| SearchQuery::parse(typed).map(|query| query.expression()).unwrap_or_default(),
    },
    Way { name: "trigram", tokenizer: "trigram remove_diacritics 1", indexed: as_it_is, query: quoted },
    Way { name: "words", tokenizer: "unicode61 remove_diacritics 2", indexed: as_it_is, query: quoted },
];

fn as_it_is(text: &str) -> Cow<'_, str> {
    Cow::Borrowed(text)
}

fn quoted(typed: &str) -> String {
    format!("\"{}\"", typed.trim_matches('"'))
}

/// Articles by the hundred in a commit, as a daemon that keeps up has them at most.
const A_COMMIT: usize = 100;

pub fn compare(articles: u64) -> Result<(), Failed> {
    let world = World::new();
    let folder = tempfile::tempdir()?;
    let texts: Vec<(String, String)> = (0..articles / BATCH)
        .flat_map(|batch| world.batch(batch).articles)
        .map(|article| (article.record.title.unwrap_or_default(), article.record.text))
        .collect();
    let bytes: usize = texts.iter().map(|(title, text)| title.len() + text.len()).sum();
    println!("{} articles, {} bytes of title and text each", texts.len(), bytes / texts.len());
    println!("{:<9}{:>14}{:>16}{:>12}", "", "cpu ms/article", "bytes/article", "of the text");
    let mut made = Vec::new();
    for way in &WAYS {
        let connection = Connection::open(folder.path().join(way.name))?;
        connection.execute_batch(&format!(
            "PRAGMA journal_mode = WAL; PRAGMA cache_size = -32768;
             CREATE VIRTUAL TABLE found USING fts5 (title, text, content = '', tokenize = '{}');
             INSERT INTO found (found, rank) VALUES ('automerge', 8)",
            way.tokenizer
        ))?;
        let cpu = meter::cpu_of_this_thread();
        for (number, some) in texts.chunks(A_COMMIT).enumerate() {
            connection.execute_batch("BEGIN")?;
            let mut insert = connection.prepare_cached("INSERT INTO found (rowid, title, text) VALUES (?1, ?2, ?3)")?;
            for (place, (title, text)) in some.iter().enumerate() {
                let id = (number * A_COMMIT + place) as i64;
                insert.execute(params![id, (way.indexed)(title), (way.indexed)(text)])?;
            }
            drop(insert);
            connection.execute_batch("COMMIT")?;
        }
        let cpu = (meter::cpu_of_this_thread() - cpu).as_secs_f64() * 1000.0 / texts.len() as f64;
        let size: i64 = connection.query_row("SELECT sum(length(block)) FROM found_data", [], |row| row.get(0))?;
        let each = size as usize / texts.len();
        let share = size as f64 / bytes as f64;
        println!("{:<9}{cpu:>14.3}{each:>16}{share:>12.2}", way.name);
        made.push(connection);
    }
    println!("\n{:<30}{:>9}{:>9}{:>9}  found, then milliseconds of the 200 newest", "", "pairs", "trigram", "words");
    for typed in ["新闻", "東京", "서울", "人工智能", "government", "the", "cafe", "\"said the\"", "报"] {
        let mut line = format!("{typed:<26}");
        let mut took = String::new();
        let holds = typed.trim_matches('"');
        for (way, connection) in WAYS.iter().zip(&made) {
            let query = (way.query)(typed);
            let found: i64 =
                connection.query_row("SELECT count(*) FROM found WHERE found MATCH ?1", [&query], |row| row.get(0))?;
            line.push_str(&format!("{found:>9}"));
            let mut times = Times::default();
            for _ in 0..20 {
                times.take("", || {
                    let mut newest = connection
                        .prepare_cached("SELECT rowid FROM found WHERE found MATCH ?1 ORDER BY rowid DESC LIMIT 200")?;
                    newest.query_map([&query], |row| row.get::<_, i64>(0))?.collect::<Result<Vec<_>, _>>()
                })?;
            }
            took.push_str(&format!("{:>8.2}", times.middle()));
        }
        let there = texts.iter().filter(|(title, text)| title.contains(holds) || text.contains(holds)).count();
        println!("{line}  {took}   in {there} texts, letter by letter");
    }
    Ok(())
}
