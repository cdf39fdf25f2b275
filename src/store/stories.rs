//! Near copies joined into stories: an article's place is found when its text settles.
//!
//! A story's number is the id of the article that was seen first. Joining is by the likeness to one member, so it
//! can be undone: the likeness and the member are kept, and a user may take an article out for good.

use super::error::StoreError;
use crate::model::ArticleId;
use crate::text::{Signature, likeness};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// Likeness from which on two texts of different sites are copies. Among 2,645 benchmark pages in eleven languages, 3.5
/// million pairs, all nine from 0.4 to 0.9 that stood on two sites were one report, cut or edited, and so was the
/// one from 0.3 on.
const LEAST_LIKENESS: f64 = 0.4;

/// The same within one site, whose articles may share a form: results, prices, the weather.
const LEAST_LIKENESS_WITHIN_SITE: f64 = 0.8;

/// The newest articles looked at for each band; a form that thousands share costs no more than this.
const MOST_OF_A_BAND: usize = 16;

/// Articles whose bands stand together. All that one commit brings goes to a few pages of the file then, wherever in
/// the archive they would stand by their bands alone: with a million articles that was half of what is written.
const SHELF_ARTICLES: i64 = 8192;

/// Copies are looked for on so many shelves, the newest. Wire copy comes within days, and this is a week of a very
/// large archive, years of a small one.
const SHELVES: i64 = 4;

/// An article to be placed, with its text as it is now.
pub(super) struct Placed<'a> {
    pub id: ArticleId,
    pub site: Option<&'a str>,
    pub text: &'a str,
}

/// Finds the story of an article and remembers its signature; gives the story's number. `None` for a text that is
/// too short to be compared.
pub(super) fn place(connection: &Connection, placed: &Placed<'_>) -> Result<Option<i64>, StoreError> {
    let id = placed.id.0;
    let Some(signature) = Signature::of(placed.text) else {
        connection.prepare_cached("DELETE FROM signature WHERE article_id = ?1")?.execute([id])?;
        return Ok(None);
    };
    let is_apart = is_apart(connection, placed.id)?;
    let best = if is_apart { None } else { most_alike(connection, placed, &signature)? };
    connection
        .prepare_cached(
            "INSERT INTO signature (article_id, bytes, similar_to, likeness) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (article_id) DO UPDATE SET
               bytes = excluded.bytes, similar_to = excluded.similar_to, likeness = excluded.likeness",
        )?
        .execute(params![
            id,
            signature.as_bytes(),
            best.as_ref().map(|best| best.article_id),
            best.as_ref().map(|best| best.likeness)
        ])?;
    if is_apart {
        return Ok(Some(id));
    }
    shelve(connection, id, &signature)?;
    match best {
        Some(best) if best.cluster_id > id => {
            lead(connection, best.cluster_id, id)?;
            Ok(Some(id))
        }
        // Whoever leads a story stays in it, whatever became of its text.
        Some(best) if !leads(connection, id)? => Ok(Some(best.cluster_id)),
        _ => Ok(Some(id)),
    }
}

/// Forgets by which bands a text was found. The signature goes with its article, or is replaced.
pub(super) fn forget(connection: &Connection, id: ArticleId, text: &str) -> Result<(), StoreError> {
    let Some(signature) = Signature::of(text) else { return Ok(()) };
    let mut statement =
        connection.prepare_cached("DELETE FROM signature_shelf WHERE shelf = ?1 AND band = ?2 AND article_id = ?3")?;
    for shelf in shelves(connection)? {
        for band in signature.bands() {
            statement.execute(params![shelf, band, id.0])?;
        }
    }
    Ok(())
}

/// Takes an article that is about to go out of its story.
pub(super) fn leave(connection: &Connection, id: ArticleId, text: &str) -> Result<(), StoreError> {
    forget(connection, id, text)?;
    pass_on(connection, id)
}

/// The others of a story that an article leads go on under the one that was seen next.
fn pass_on(connection: &Connection, id: ArticleId) -> Result<(), StoreError> {
    let next: Option<i64> = connection
        .prepare_cached("SELECT min(id) FROM article WHERE cluster_id = ?1 AND id <> ?1")?
        .query_row([id.0], |row| row.get(0))?;
    next.map_or(Ok(()), |next| lead(connection, id.0, next))
}

/// Puts a text where its copies will look for it, and clears the shelves where nobody looks any more.
fn shelve(connection: &Connection, id: i64, signature: &Signature) -> Result<(), StoreError> {
    let shelves = shelves(connection)?;
    connection.prepare_cached("DELETE FROM signature_shelf WHERE shelf < ?1")?.execute([shelves.start()])?;
    let mut statement = connection
        .prepare_cached("INSERT OR IGNORE INTO signature_shelf (shelf, band, article_id) VALUES (?1, ?2, ?3)")?;
    for band in signature.bands() {
        statement.execute(params![shelves.end(), band, id])?;
    }
    Ok(())
}

/// The shelves on which copies are looked for, the newest last.
fn shelves(connection: &Connection) -> Result<RangeInclusive<i64>, StoreError> {
    let newest: i64 =
        connection.prepare_cached("SELECT coalesce(max(id), 0) FROM article")?.query_row([], |row| row.get(0))?;
    let shelf = newest / SHELF_ARTICLES;
    Ok((shelf - SHELVES + 1).max(0)..=shelf)
}

/// Hands the story that an article leads on to the story of another one, which it is about to become.
pub(super) fn hand_over(connection: &Connection, from: ArticleId, to: ArticleId) -> Result<(), StoreError> {
    if !leads(connection, from.0)? {
        return Ok(());
    }
    let story: i64 = connection
        .prepare_cached("SELECT coalesce(cluster_id, id) FROM article WHERE id = ?1")?
        .query_row([to.0], |row| row.get(0))?;
    lead(connection, from.0, story)
}

/// Takes an article out of its story for good, or lets it be compared again. False if it has no signature.
pub(super) fn set_apart(connection: &Connection, id: ArticleId, apart: bool) -> Result<bool, StoreError> {
    let changed = connection
        .prepare_cached("UPDATE signature SET is_apart = ?2 WHERE article_id = ?1")?
        .execute(params![id.0, apart])?;
    if changed == 0 {
        return Ok(false);
    }
    let (site, text, cluster_id): (Option<String>, String, Option<i64>) = connection
        .prepare_cached("SELECT site, text, cluster_id FROM article WHERE id = ?1")?
        .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    forget(connection, id, &text)?;
    if apart && cluster_id == Some(id.0) {
        pass_on(connection, id)?;
    }
    let story = place(connection, &Placed { id, site: site.as_deref(), text: &text })?;
    join(connection, id.0, story)?;
    Ok(true)
}

struct Candidate {
    article_id: i64,
    cluster_id: i64,
    likeness: f64,
}

/// The article that is most like the one to be placed, if it is like enough.
fn most_alike(
    connection: &Connection,
    placed: &Placed<'_>,
    signature: &Signature,
) -> Result<Option<Candidate>, StoreError> {
    let mut others = BTreeSet::new();
    let mut on_shelf = connection.prepare_cached(
        "SELECT article_id FROM signature_shelf WHERE shelf = ?1 AND band = ?2 ORDER BY article_id DESC LIMIT ?3",
    )?;
    let shelves = shelves(connection)?;
    for band in signature.bands() {
        let mut left = MOST_OF_A_BAND;
        for shelf in shelves.clone().rev() {
            let found = on_shelf.query_map(params![shelf, band, left as i64], |row| row.get::<_, i64>(0))?;
            for other in found {
                left -= 1;
                others.insert(other?);
            }
            if left == 0 {
                break;
            }
        }
    }
    others.remove(&placed.id.0);
    let mut best: Option<Candidate> = None;
    for other in others {
        let read = connection
            .prepare_cached(
                "SELECT signature.bytes, article.site, coalesce(article.cluster_id, article.id)
                 FROM signature JOIN article ON article.id = signature.article_id
                 WHERE signature.article_id = ?1 AND NOT signature.is_apart",
            )?
            .query_row([other], |row| {
                Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Option<String>>(1)?, row.get::<_, i64>(2)?))
            })
            .optional()?;
        let Some((bytes, site, cluster_id)) = read else { continue };
        let likeness = likeness(signature.as_bytes(), &bytes);
        let is_same_site = site.is_some() && site.as_deref() == placed.site;
        let least = if is_same_site { LEAST_LIKENESS_WITHIN_SITE } else { LEAST_LIKENESS };
        if likeness >= least && best.as_ref().is_none_or(|best| likeness > best.likeness) {
            best = Some(Candidate { article_id: other, cluster_id, likeness });
        }
    }
    Ok(best)
}

fn is_apart(connection: &Connection, id: ArticleId) -> Result<bool, StoreError> {
    let apart = connection
        .prepare_cached("SELECT is_apart FROM signature WHERE article_id = ?1")?
        .query_row([id.0], |row| row.get(0))
        .optional()?;
    Ok(apart.unwrap_or(false))
}

fn leads(connection: &Connection, id: i64) -> Result<bool, StoreError> {
    Ok(connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM article WHERE cluster_id = ?1 AND id <> ?1)")?
        .query_row([id], |row| row.get(0))?)
}

/// Gives a story another number: the id of the article that leads it from now on.
fn lead(connection: &Connection, from: i64, to: i64) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached("SELECT id FROM article WHERE cluster_id = ?1")?;
    let members = statement.query_map([from], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
    members.into_iter().try_for_each(|member| join(connection, member, Some(to)))
}

/// The story of one article, as a change that readers who follow the archive see.
fn join(connection: &Connection, id: i64, story: Option<i64>) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE article SET cluster_id = ?2, change = (SELECT max(change) + 1 FROM article)
             WHERE id = ?1 AND cluster_id IS NOT ?2",
        )?
        .execute(params![id, story])?;
    Ok(())
}
