//! `feedmill search`: articles that hold all the words, the best match first.

use super::arguments::{Place, Search};
use super::failure::Failure;
use super::output::{json_line, printable, short_time, stdout};
use super::{locate, selection};
use crate::store::{SearchHit, Snippet};
use crate::text::SearchQuery;
use chrono::Utc;
use std::io::{IsTerminal, Write};

const BOLD: &str = "\u{1b}[1m";
const PLAIN: &str = "\u{1b}[0m";

pub fn search(place: &Place, arguments: &Search) -> Result<(), Failure> {
    let filter = selection::filter(&arguments.selection, Some(arguments.limit), Utc::now())?;
    let query = SearchQuery::parse(&arguments.query.join(" "))
        .map_err(|fault| Failure::usage(fault).with_hint(fault.hint()))?;
    let hits = locate::archive(place)?.search(&query, &filter)?;
    let coloured = std::io::stdout().is_terminal();
    let mut out = stdout();
    for hit in &hits {
        if arguments.json {
            json_line(&mut out, hit)?;
        } else {
            print(&mut out, hit, coloured)?;
        }
    }
    if hits.is_empty() && !arguments.json {
        writeln!(out, "nothing was found")?;
    }
    Ok(out.flush()?)
}

fn print(out: &mut impl Write, hit: &SearchHit, coloured: bool) -> std::io::Result<()> {
    let article = &hit.article;
    let published = article.published.map_or(article.first_seen_at, |time| time.to_utc());
    let title = printable(article.title.as_deref().unwrap_or("(without a title)"));
    writeln!(out, "{:>6}  {}  {title}", article.id.0, short_time(Some(published)))?;
    writeln!(out, "        {}\n", marked(&hit.snippet, coloured))
}

/// The snippet with its matches in bold where that can be seen.
fn marked(snippet: &Snippet, coloured: bool) -> String {
    if !coloured {
        return printable(&snippet.text);
    }
    let mut marked = String::new();
    let mut shown = 0;
    for range in &snippet.matches {
        let (Some(before), Some(matched)) = (snippet.text.get(shown..range.start), snippet.text.get(range.clone()))
        else {
            continue;
        };
        marked.push_str(&format!("{}{BOLD}{}{PLAIN}", printable(before), printable(matched)));
        shown = range.end;
    }
    marked.push_str(&printable(snippet.text.get(shown..).unwrap_or_default()));
    marked
}
