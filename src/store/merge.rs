//! Two articles that turn out to be one story: the elder stays, with the items and addresses of both.

use super::article::{self, Article, NewState};
use super::error::StoreError;
use super::{full_text, stories};
use crate::model::{ArticleId, ArticleStatus, Record, RevisionReason, Timestamp};
use crate::text::{fingerprint, fold_space, titles_agree};
use rusqlite::{Connection, OptionalExtension, params};

/// The id under which an article is found today.
pub(super) fn where_now(connection: &Connection, id: ArticleId) -> Result<ArticleId, StoreError> {
    let into = connection
        .prepare_cached("SELECT into_id FROM merged_article WHERE id = ?1")?
        .query_row([id.0], |row| row.get(0))
        .optional()?;
    Ok(into.map_or(id, ArticleId))
}

/// Merges an article with the one that owns an address of its page, where that is plausible.
///
/// `record` is what the page says. Gives the article as it is then, under whichever id.
pub(super) fn with_owner_of(
    connection: &Connection,
    article: Article,
    address: &str,
    record: &Record,
    at: Timestamp,
) -> Result<Article, StoreError> {
    let owner = match article::by_url(connection, address)? {
        Some(owner) if owner != article.id => owner,
        _ => return Ok(article),
    };
    let Some(other) = article::load(connection, owner)? else { return Ok(article) };
    if !is_one_story(&other, record) {
        return Ok(article);
    }
    let (elder, younger) = if article.id < other.id { (article, other) } else { (other, article) };
    merge(connection, &elder, &younger, at)
}

/// Sites that give several stories one canonical address exist, so the address alone proves nothing.
fn is_one_story(other: &Article, record: &Record) -> bool {
    let folded = |title: Option<&str>| fold_space(title.unwrap_or_default()).to_lowercase();
    let hash = fingerprint(&[record.title.as_deref().unwrap_or_default(), &record.text]);
    match other.status {
        ArticleStatus::Full => {
            other.content_hash == hash || folded(other.content.title.as_deref()) == folded(record.title.as_deref())
        }
        _ => titles_agree(other.content.title.as_deref(), record.title.as_deref()),
    }
}

fn merge(connection: &Connection, elder: &Article, younger: &Article, at: Timestamp) -> Result<Article, StoreError> {
    let ids = params![elder.id.0, younger.id.0];
    for statement in [
        "UPDATE item SET article_id = ?1 WHERE article_id = ?2",
        "UPDATE story_url SET article_id = ?1 WHERE article_id = ?2",
        "UPDATE request SET article_id = ?1 WHERE article_id = ?2",
        "UPDATE merged_article SET into_id = ?1 WHERE into_id = ?2",
        // Two that were counted are one from now on: the younger's row goes with it.
        "UPDATE OR IGNORE site_article SET article_id = ?1 WHERE article_id = ?2",
        "INSERT INTO merged_article (into_id, id) VALUES (?1, ?2)",
    ] {
        connection.prepare_cached(statement)?.execute(ids)?;
    }
    stories::forget(connection, younger.id, &younger.content.text)?;
    stories::hand_over(connection, younger.id, elder.id)?;
    if younger.indexed {
        let content = &younger.content;
        full_text::remove(connection, younger.id, content.title.as_deref(), &content.text)?;
    }
    if is_fuller(younger, elder) {
        for statement in ["DELETE FROM page WHERE article_id = ?1", "DELETE FROM page_part WHERE article_id = ?1"] {
            connection.prepare_cached(statement)?.execute([elder.id.0])?;
        }
        for statement in [
            "UPDATE page SET article_id = ?1 WHERE article_id = ?2",
            "UPDATE page_part SET article_id = ?1 WHERE article_id = ?2",
        ] {
            connection.prepare_cached(statement)?.execute(ids)?;
        }
        let state = NewState {
            status: younger.status,
            content: younger.content.clone(),
            text_item: younger.text_item,
            error: younger.error.clone(),
            reason: RevisionReason::New,
        };
        article::put(connection, elder, state, at)?;
    }
    // Takes its revisions, its pages and its place among the wanted with it.
    connection.prepare_cached("DELETE FROM article WHERE id = ?1")?.execute([younger.id.0])?;
    article::load(connection, elder.id)?.ok_or(StoreError::UnknownArticle(elder.id))
}

/// A page's record is fuller than a feed's text, and of two pages' the longer one.
fn is_fuller(one: &Article, other: &Article) -> bool {
    let rank = |article: &Article| (article.status == ArticleStatus::Full, article.content.words);
    one.status == ArticleStatus::Full && rank(one) > rank(other)
}
