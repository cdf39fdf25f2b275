//! `feedmill story`: the near copies of an article on other sites, and one taken out for good.

use super::arguments::{Place, Story};
use super::failure::Failure;
use super::fetch::runtime;
use super::locate;
use super::output::{json_line, short_time, stdout, table};
use crate::model::ArticleId;
use crate::store::{Store, StoreError, StoryMember};
use std::io::Write;

pub fn story(place: &Place, arguments: &Story) -> Result<(), Failure> {
    let id = ArticleId(arguments.id);
    let archive = locate::archive(place)?;
    if archive.story(id)?.is_empty() {
        return Err(StoreError::UnknownArticle(id).into());
    }
    if arguments.apart || arguments.together {
        let store = Store::open_beside(&locate::database(place)?)?;
        let runtime = runtime()?;
        let compared = runtime.block_on(store.set_apart(id, arguments.apart));
        runtime.block_on(store.close());
        if !compared? {
            return Err(Failure::new("the article's text is too short to be compared with others"));
        }
    }
    let members = archive.story(id)?;
    let mut out = stdout();
    if arguments.json {
        for member in &members {
            json_line(&mut out, member)?;
        }
    } else {
        let header = ["ID", "FIRST SEEN (UTC)", "ALIKE", "TO", "SITE", "TITLE"];
        writeln!(out, "{}", table(&header, members.iter().map(row)))?;
    }
    Ok(out.flush()?)
}

fn row(member: &StoryMember) -> Vec<String> {
    let dash = || "-".to_owned();
    vec![
        member.article_id.0.to_string(),
        short_time(Some(member.first_seen_at)),
        member.likeness.map_or_else(dash, |likeness| format!("{:.0} %", likeness * 100.0)),
        member.similar_to.map_or_else(dash, |id| id.0.to_string()),
        member.site.clone().unwrap_or_else(dash),
        member.title.clone().unwrap_or_else(|| "(without a title)".to_owned()),
    ]
}
