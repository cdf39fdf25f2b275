//! `feedmill show`: one article with its whole text.

use super::arguments::{Place, Show};
use super::failure::Failure;
use super::locate;
use super::output::{json_line, printable, stdout, utc};
use crate::model::{ArticleId, FeedKey};
use crate::store::{ArticleDetails, StoreError};
use std::io::Write;

pub fn show(place: &Place, arguments: &Show) -> Result<(), Failure> {
    let id = ArticleId(arguments.id);
    let details = locate::archive(place)?.show(id)?.ok_or(StoreError::UnknownArticle(id))?;
    let mut out = stdout();
    if arguments.json {
        json_line(&mut out, &details)?;
    } else {
        print(&mut out, &details, arguments.markdown)?;
    }
    Ok(out.flush()?)
}

fn print(out: &mut impl Write, details: &ArticleDetails, markdown: bool) -> std::io::Result<()> {
    let article = &details.article;
    writeln!(out, "{}\n", printable(article.title.as_deref().unwrap_or("(without a title)")))?;
    let feeds: Vec<_> = article.feeds.iter().map(FeedKey::as_str).collect();
    let facts = [
        ("url", article.url.clone()),
        ("site", details.site_name.clone().or_else(|| article.site.clone())),
        ("by", (!article.authors.is_empty()).then(|| article.authors.join(", "))),
        ("published", article.published.map(|time| time.to_rfc3339())),
        ("modified", article.modified.map(|time| time.to_rfc3339())),
        ("first seen", Some(utc(article.first_seen_at))),
        ("language", article.language.clone()),
        ("feeds", Some(feeds.join(", "))),
        ("status", Some(format!("{} ({} words, {})", article.status.as_str(), article.words, article.method))),
        ("revision", (article.revision > 1).then(|| article.revision.to_string())),
        ("gone", article.gone_at.map(|gone| format!("{}: no longer at its site", utc(gone)))),
        ("error", article.error.clone()),
    ];
    for (name, value) in facts {
        if let Some(value) = value {
            writeln!(out, "{name:>10}  {}", printable(&value))?;
        }
    }
    let body = if markdown { &article.markdown } else { &article.text };
    writeln!(out, "\n{}", printable(body))?;
    for caption in &details.captions {
        writeln!(out, "\n[picture] {}", printable(caption))?;
    }
    for (role, names) in &details.credits {
        writeln!(out, "\n[{role}] {}", printable(&names.join(", ")))?;
    }
    Ok(())
}
