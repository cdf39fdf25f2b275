//! An archive of a million articles: made, measured and asked.
//!
//! `cargo bench` alone makes a small one and prints the milliseconds an article took in the store.
//! `cargo bench --bench archive -- fill DATABASE [ARTICLES] [PAGE_BYTES]` makes one through the store's own doors and
//! prints what an article cost as it grew; `-- ask DATABASE [KIND]` asks it what people ask, and prints how long it took;
//! `-- tokens [ARTICLES]` compares ways to index text, `-- index ARTICLES AT_ONCE [SETTING=VALUE]...` the settings of FTS5,
//! and `-- copies` says which copies of a report are joined.

mod ask;
mod chance;
mod copies;
mod fill;
mod index;
mod meter;
mod tokens;
mod tongue;
mod world;

use std::error::Error;
use std::path::Path;

/// Articles of the archive that is made when nothing else is asked for.
const FEW: u64 = 4_000;

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => fill::fill(&tempfile::tempdir()?.path().join("archive.db"), FEW, 0, FEW / 4)?,
        ["fill", path] => fill::fill(Path::new(path), 1_000_000, 0, 10_000)?,
        ["fill", path, articles] => fill::fill(Path::new(path), articles.parse()?, 0, 10_000)?,
        ["fill", path, articles, page_bytes] => {
            fill::fill(Path::new(path), articles.parse()?, page_bytes.parse()?, 10_000)?;
        }
        ["index", articles, at_once, settings @ ..] => index::index(articles.parse()?, at_once.parse()?, settings)?,
        ["copies"] => copies::copies()?,
        ["tokens"] => tokens::compare(10_000)?,
        ["tokens", articles] => tokens::compare(articles.parse()?)?,
        ["ask", path] => ask::ask(Path::new(path), None)?,
        ["ask", path, only] => ask::ask(Path::new(path), Some(only))?,
        _ => println!(
            "archive fill DATABASE [ARTICLES] [PAGE_BYTES] | archive ask DATABASE [KIND] | archive tokens [ARTICLES] | archive index ARTICLES AT_ONCE [SETTING=VALUE]... | archive copies"
        ),
    }
    Ok(())
}
