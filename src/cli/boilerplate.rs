//! `feedmill boilerplate`: what a site repeats, and the user's word on it.

use super::arguments::{Boilerplate, Place};
use super::failure::Failure;
use super::output::{counted, json_line, short_time, stdout, table, utc};
use super::{fetch, locate};
use crate::boilerplate::{BlockState, site_of};
use crate::link;
use crate::store::{BlockRow, SiteBlocks, Store};
use chrono::Utc;
use serde_json::json;
use std::io::Write;

/// Of a block's id as many characters are shown; as few may be typed as name one block alone.
const SHOWN_DIGITS: usize = 8;
const SHOWN_TEXT: usize = 70;

pub fn boilerplate(place: &Place, arguments: &Boilerplate) -> Result<(), Failure> {
    let site = named_site(&arguments.site)?;
    let known = locate::archive(place)?.site_blocks(&site)?.ok_or_else(|| {
        Failure::new(format!("no article of {site} has been counted"))
            .with_hint("articles are counted as their pages are read; `feedmill reextract` counts those of before")
    })?;
    let wish = [
        (&arguments.pin, BlockState::Pinned),
        (&arguments.free, BlockState::Freed),
        (&arguments.count, BlockState::Counted),
    ];
    match wish.iter().find_map(|(id, state)| Some((id.as_deref()?, *state))) {
        Some((id, state)) => decide(place, &site, named_block(&known, id)?, state),
        None => list(&site, &known, arguments.json),
    }
}

/// The site that a host, or an address on it, belongs to.
fn named_site(typed: &str) -> Result<String, Failure> {
    let url = link::absolute(typed, None).or_else(|| link::absolute(&format!("http://{typed}/"), None));
    url.and_then(|url| site_of(&url)).ok_or_else(|| {
        Failure::usage(format!("`{typed}` is no site")).with_hint("name it by its host, as in news.example.com")
    })
}

fn named_block<'a>(known: &'a SiteBlocks, typed: &str) -> Result<&'a BlockRow, Failure> {
    let typed = typed.to_lowercase();
    let mut found = known.blocks.iter().filter(|row| !typed.is_empty() && id(row).starts_with(&typed));
    match (found.next(), found.next()) {
        (Some(row), None) => Ok(row),
        (None, _) => Err(Failure::usage(format!("the site has no block `{typed}`"))
            .with_hint("`feedmill boilerplate SITE` lists the blocks and their ids")),
        (Some(_), Some(_)) => {
            Err(Failure::usage(format!("several blocks begin with `{typed}`")).with_hint("type more of the id"))
        }
    }
}

fn id(row: &BlockRow) -> String {
    format!("{:016x}", row.key.0)
}

fn decide(place: &Place, site: &str, row: &BlockRow, state: BlockState) -> Result<(), Failure> {
    let database = locate::database(place)?;
    let runtime = fetch::runtime()?;
    let articles = runtime.block_on(async {
        let store = Store::open_beside(&database)?;
        let articles = store.set_block_state(site.to_owned(), row.key, state, Utc::now()).await?;
        store.close().await;
        Ok::<u64, Failure>(articles)
    })?;
    let mut out = stdout();
    let articles = counted(articles, "article", "articles");
    writeln!(
        out,
        "{} is {}: {articles} to be cleaned again by `feedmill run` or the next `fetch`",
        id(row),
        state.as_str()
    )?;
    Ok(out.flush()?)
}

fn list(site: &str, known: &SiteBlocks, as_json: bool) -> Result<(), Failure> {
    let mut out = stdout();
    if as_json {
        for row in &known.blocks {
            json_line(&mut out, &block_json(row))?;
        }
        return Ok(out.flush()?);
    }
    let header = ["ID", "STATE", "STORIES", "SINCE (UTC)", "ARTICLES", "TEXT"];
    let rows = known.blocks.iter().map(|row| {
        let examples: Vec<String> = row.examples.iter().map(|id| id.0.to_string()).collect();
        vec![
            id(row)[..SHOWN_DIGITS].to_owned(),
            row.block.state.as_str().to_owned(),
            row.block.stories.to_string(),
            short_time(Some(row.known_at)),
            examples.join(" "),
            row.block.text.chars().take(SHOWN_TEXT).collect(),
        ]
    });
    writeln!(out, "{}\n", table(&header, rows))?;
    writeln!(
        out,
        "{site}: {} in {} counted, {} suspect",
        counted(known.blocks.len() as u64, "block that recurs", "blocks that recur"),
        counted(u64::from(known.articles), "article", "articles"),
        known.suspects
    )?;
    Ok(out.flush()?)
}

/// A block with its evidence, as JSON.
pub fn block_json(row: &BlockRow) -> serde_json::Value {
    json!({
        "id": id(row),
        "state": row.block.state.as_str(),
        "stories": row.block.stories,
        "since": utc(row.known_at),
        "examples": row.examples,
        "text": row.block.text,
    })
}
