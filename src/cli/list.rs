//! `feedmill list`: the newest articles.

use super::arguments::{List, Place, Selection};
use super::failure::Failure;
use super::output::{json_line, short_time, stdout, table};
use super::{locate, selection};
use crate::model::{ArticleRow, FeedKey};
use chrono::Utc;
use std::io::Write;

pub fn list(place: &Place, arguments: &List) -> Result<(), Failure> {
    let filter = selection::filter(&arguments.selection, Some(arguments.limit), Utc::now())?;
    let articles = locate::archive(place)?.list(&filter)?;
    let mut out = stdout();
    if arguments.json {
        for article in &articles {
            json_line(&mut out, article)?;
        }
    } else if articles.is_empty() {
        writeln!(out, "no articles")?;
    } else {
        writeln!(
            out,
            "{}",
            table(&["ID", "PUBLISHED (UTC)", "LANG", "WORDS", "FEEDS", "TITLE"], articles.iter().map(row))
        )?;
    }
    Ok(out.flush()?)
}

/// The newest of a selection, as `demo` shows them.
pub fn newest(selection: Selection, limit: u32) -> List {
    List { selection, limit, json: false }
}

fn row(article: &ArticleRow) -> Vec<String> {
    let published = article.published.map_or(article.first_seen_at, |time| time.to_utc());
    vec![
        article.id.0.to_string(),
        short_time(Some(published)),
        article.language.clone().unwrap_or_else(|| "-".to_owned()),
        article.words.to_string(),
        article.feeds.iter().map(FeedKey::as_str).collect::<Vec<_>>().join(" "),
        title(article),
    ]
}

/// What its site has taken away bears a mark.
fn title(article: &ArticleRow) -> String {
    let title = article.title.as_deref().unwrap_or("(without a title)");
    if article.gone_at.is_some() { format!("{title} [gone]") } else { title.to_owned() }
}
