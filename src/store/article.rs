//! An article's row: its content as columns, and the one way in which it changes.
//!
//! Every change goes through `put`, which keeps the revisions, the full-text index, the change number
//! and `updated_at` in step, and does nothing where nothing differs.

use super::error::StoreError;
use super::full_text;
use super::stories::{self, Placed};
use super::values::{json, publisher_columns, read_status, utc_text};
use crate::edit::Said;
use crate::link;
use crate::model::{ArticleId, ArticleStatus, Record, RevisionReason, Timestamp};
use crate::text::fingerprint;
use rusqlite::{Connection, OptionalExtension, Row, named_params, params};
use url::Url;

/// The record as columns hold it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Content {
    pub title: Option<String>,
    pub authors: String,
    pub published_at: Option<String>,
    pub published_offset_minutes: Option<i32>,
    pub modified_at: Option<String>,
    pub modified_offset_minutes: Option<i32>,
    pub language: Option<String>,
    pub site_name: Option<String>,
    pub section: Option<String>,
    pub keywords: String,
    pub image: Option<String>,
    pub canonical_url: Option<String>,
    pub words: u32,
    pub method: String,
    pub credits: String,
    pub captions: String,
    pub sources: String,
    pub alternatives: String,
    pub languages: String,
    pub summary: Option<String>,
    pub text: String,
    pub markdown: String,
    pub removed: String,
}

impl Content {
    pub(super) fn from_record(record: &Record) -> Result<Content, StoreError> {
        let (published_at, published_offset_minutes) = publisher_columns(record.published);
        let (modified_at, modified_offset_minutes) = publisher_columns(record.modified);
        Ok(Content {
            title: record.title.clone(),
            authors: json(&record.authors)?,
            published_at,
            published_offset_minutes,
            modified_at,
            modified_offset_minutes,
            language: record.language.clone(),
            site_name: record.site_name.clone(),
            section: record.section.clone(),
            keywords: json(&record.keywords)?,
            image: record.image.clone(),
            canonical_url: record.canonical_url.clone(),
            words: record.words,
            method: record.method.clone(),
            credits: json(&record.credits)?,
            captions: json(&record.captions)?,
            sources: json(&record.sources)?,
            alternatives: json(&record.alternatives)?,
            languages: json(&record.languages)?,
            summary: record.description.clone(),
            text: record.text.clone(),
            markdown: record.markdown.clone(),
            removed: json(&record.removed)?,
        })
    }

    /// A summary that only the feed gave stays when the page brings none.
    pub(super) fn keep_summary_of(&mut self, before: &Content) {
        if self.summary.is_none() {
            self.summary.clone_from(&before.summary);
        }
    }

    /// What is compared to tell an edit.
    pub(super) fn said(&self) -> Said<'_> {
        Said { title: self.title.as_deref(), text: &self.text }
    }

    /// Takes what is said, and how it was found, from a state before: what is left to differ is said about it.
    pub(super) fn keep_text_of(&mut self, before: &Content) {
        let about = std::mem::take(self);
        *self = Content {
            authors: about.authors,
            published_at: about.published_at,
            published_offset_minutes: about.published_offset_minutes,
            modified_at: about.modified_at,
            modified_offset_minutes: about.modified_offset_minutes,
            section: about.section,
            keywords: about.keywords,
            image: about.image,
            credits: about.credits,
            summary: about.summary,
            ..before.clone()
        };
    }

    /// Names of the fields whose values differ.
    pub(super) fn fields_unlike(&self, other: &Content) -> Vec<&'static str> {
        let fields = [
            ("title", self.title == other.title),
            ("text", self.text == other.text),
            ("markdown", self.markdown == other.markdown),
            ("authors", self.authors == other.authors),
            (
                "published",
                (&self.published_at, self.published_offset_minutes)
                    == (&other.published_at, other.published_offset_minutes),
            ),
            (
                "modified",
                (&self.modified_at, self.modified_offset_minutes)
                    == (&other.modified_at, other.modified_offset_minutes),
            ),
            ("language", self.language == other.language),
            ("site_name", self.site_name == other.site_name),
            ("section", self.section == other.section),
            ("keywords", self.keywords == other.keywords),
            ("image", self.image == other.image),
            ("canonical_url", self.canonical_url == other.canonical_url),
            ("summary", self.summary == other.summary),
            ("captions", self.captions == other.captions),
            ("credits", self.credits == other.credits),
            ("method", self.method == other.method),
            ("sources", self.sources == other.sources),
            ("removed", self.removed == other.removed),
        ];
        fields.into_iter().filter(|(_, same)| !same).map(|(name, _)| name).collect()
    }

    pub(super) fn hash(&self) -> String {
        hash(self.title.as_deref(), &self.text)
    }
}

/// Of what makes a revision.
pub(super) fn hash(title: Option<&str>, text: &str) -> String {
    fingerprint(&[title.unwrap_or_default(), text])
}

/// An article as it stands in the store.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Article {
    pub id: ArticleId,
    pub url: Option<String>,
    pub status: ArticleStatus,
    pub revision: u32,
    pub indexed: bool,
    /// Row of the item whose text this is; `None` once it is a page's.
    pub text_item: Option<i64>,
    pub error: Option<String>,
    pub content_hash: String,
    /// The story that it belongs to.
    pub cluster_id: Option<i64>,
    pub content: Content,
}

/// A state that an article is to take.
pub(super) struct NewState {
    pub status: ArticleStatus,
    pub content: Content,
    pub text_item: Option<i64>,
    pub error: Option<String>,
    /// Of the revision, should this make one.
    pub reason: RevisionReason,
}

/// What `put` did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Put {
    pub revision: u32,
    /// Title or text is another than before.
    pub changed: bool,
}

/// A new row without content, to be filled by `put`.
pub(super) fn create(connection: &Connection, url: Option<&str>, at: Timestamp) -> Result<Article, StoreError> {
    let content = Content::default();
    connection
        .prepare_cached(
            "INSERT INTO article (url, site, status, first_seen_at, updated_at, change, content_hash)
             VALUES (?1, ?2, 'pending', ?3, ?3, (SELECT coalesce(max(change), 0) + 1 FROM article), ?4)",
        )?
        .execute(params![url, url.and_then(site), utc_text(at), content.hash()])?;
    let id = ArticleId(connection.last_insert_rowid());
    if let Some(url) = url {
        claim_url(connection, id, url)?;
    }
    load(connection, id)?.ok_or(StoreError::UnknownArticle(id))
}

pub(super) fn load(connection: &Connection, id: ArticleId) -> Result<Option<Article>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, url, status, revision, indexed, text_item, error, content_hash, title, authors, published_at,
                published_offset_minutes, modified_at, modified_offset_minutes, language, site_name, section,
                keywords, image, canonical_url, words, method, credits, captions, sources, summary, text, markdown,
                removed, alternatives, cluster_id, languages
         FROM article WHERE id = ?1",
    )?;
    statement.query_and_then([id.0], read)?.next().transpose()
}

/// What became of an article, without what it says.
pub(super) struct Standing {
    pub status: ArticleStatus,
    pub revision: u32,
    pub content_hash: String,
}

pub(super) fn standing(connection: &Connection, id: ArticleId) -> Result<Option<Standing>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT status, revision, content_hash FROM article WHERE id = ?1")?;
    let read = |row: &Row<'_>| -> Result<Standing, StoreError> {
        Ok(Standing {
            status: read_status(row.get_ref(0)?.as_str().unwrap_or_default())?,
            revision: row.get(1)?,
            content_hash: row.get(2)?,
        })
    };
    statement.query_and_then([id.0], read)?.next().transpose()
}

fn read(row: &Row<'_>) -> Result<Article, StoreError> {
    let content = Content {
        title: row.get(8)?,
        authors: row.get(9)?,
        published_at: row.get(10)?,
        published_offset_minutes: row.get(11)?,
        modified_at: row.get(12)?,
        modified_offset_minutes: row.get(13)?,
        language: row.get(14)?,
        site_name: row.get(15)?,
        section: row.get(16)?,
        keywords: row.get(17)?,
        image: row.get(18)?,
        canonical_url: row.get(19)?,
        words: row.get(20)?,
        method: row.get(21)?,
        credits: row.get(22)?,
        captions: row.get(23)?,
        sources: row.get(24)?,
        summary: row.get(25)?,
        text: row.get(26)?,
        markdown: row.get(27)?,
        removed: row.get(28)?,
        alternatives: row.get(29)?,
        languages: row.get(31)?,
    };
    Ok(Article {
        id: ArticleId(row.get(0)?),
        url: row.get(1)?,
        status: read_status(row.get_ref(2)?.as_str().unwrap_or_default())?,
        revision: row.get(3)?,
        indexed: row.get(4)?,
        text_item: row.get(5)?,
        error: row.get(6)?,
        content_hash: row.get(7)?,
        cluster_id: row.get(30)?,
        content,
    })
}

/// Brings an article into a state. Its first settled text is revision 1; from then on each other text is
/// a revision, whatever its status.
pub(super) fn put(
    connection: &Connection,
    before: &Article,
    state: NewState,
    at: Timestamp,
) -> Result<Put, StoreError> {
    let content_hash = state.content.hash();
    let changed = content_hash != before.content_hash;
    let settled = state.status != ArticleStatus::Pending;
    let revises = if before.revision == 0 { settled } else { changed };
    let same = before.status == state.status
        && before.content == state.content
        && before.text_item == state.text_item
        && before.error == state.error;
    if same && !revises {
        return Ok(Put { revision: before.revision, changed: false });
    }
    let revision = if revises { revise(connection, before, state.reason, at)? } else { before.revision };
    let indexed = index(connection, before, &state, changed, settled)?;
    let story = if revises { find_story(connection, before, &state)? } else { before.cluster_id };
    update(connection, before.id, &state, &Derived { content_hash, revision, indexed, story }, at)?;
    Ok(Put { revision, changed })
}

/// The story of the text that the article is to have.
fn find_story(connection: &Connection, before: &Article, state: &NewState) -> Result<Option<i64>, StoreError> {
    if before.revision > 0 {
        stories::forget(connection, before.id, &before.content.text)?;
    }
    let site = before.url.as_deref().and_then(site);
    stories::place(connection, &Placed { id: before.id, site: site.as_deref(), text: &state.content.text })
}

/// Files the current text away under its own number and opens the next revision.
fn revise(connection: &Connection, before: &Article, reason: RevisionReason, at: Timestamp) -> Result<u32, StoreError> {
    connection
        .prepare_cached("UPDATE revision SET title = ?3, text = ?4 WHERE article_id = ?1 AND revision = ?2")?
        .execute(params![before.id.0, before.revision, before.content.title, before.content.text])?;
    let revision = before.revision.saturating_add(1);
    // The first revision is new whatever brought it.
    let reason = if before.revision == 0 { RevisionReason::New } else { reason };
    connection
        .prepare_cached("INSERT INTO revision (article_id, revision, made_at, reason) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![before.id.0, revision, utc_text(at), reason.as_str()])?;
    Ok(revision)
}

/// Articles enter the index when they settle, since a page mostly follows its item within seconds.
fn index(
    connection: &Connection,
    before: &Article,
    state: &NewState,
    changed: bool,
    settled: bool,
) -> Result<bool, StoreError> {
    if before.indexed && changed {
        full_text::remove(connection, before.id, before.content.title.as_deref(), &before.content.text)?;
    }
    let enters = if before.indexed { changed } else { settled };
    if enters {
        full_text::insert(connection, before.id, state.content.title.as_deref(), &state.content.text)?;
    }
    Ok(before.indexed || settled)
}

/// What follows from a state and the one before it.
struct Derived {
    content_hash: String,
    revision: u32,
    indexed: bool,
    story: Option<i64>,
}

fn update(
    connection: &Connection,
    id: ArticleId,
    state: &NewState,
    derived: &Derived,
    at: Timestamp,
) -> Result<(), StoreError> {
    let content = &state.content;
    connection
        .prepare_cached(
            "UPDATE article SET
               status = :status, updated_at = :updated_at, revision = :revision, indexed = :indexed,
               change = (SELECT max(change) + 1 FROM article), cluster_id = :story, text_item = :text_item, error = :error,
               content_hash = :content_hash, title = :title, authors = :authors, published_at = :published_at,
               published_offset_minutes = :published_offset, modified_at = :modified_at,
               modified_offset_minutes = :modified_offset, language = :language, site_name = :site_name,
               section = :section, keywords = :keywords, image = :image, canonical_url = :canonical_url,
               words = :words, method = :method, credits = :credits, captions = :captions, sources = :sources,
               summary = :summary, text = :text, markdown = :markdown, removed = :removed, alternatives = :alternatives,
               languages = :languages
             WHERE id = :id",
        )?
        .execute(named_params! {
            ":id": id.0,
            ":status": state.status.as_str(),
            ":updated_at": utc_text(at),
            ":revision": derived.revision,
            ":indexed": derived.indexed,
            ":story": derived.story,
            ":text_item": state.text_item,
            ":error": state.error,
            ":content_hash": derived.content_hash,
            ":title": content.title,
            ":authors": content.authors,
            ":published_at": content.published_at,
            ":published_offset": content.published_offset_minutes,
            ":modified_at": content.modified_at,
            ":modified_offset": content.modified_offset_minutes,
            ":language": content.language,
            ":site_name": content.site_name,
            ":section": content.section,
            ":keywords": content.keywords,
            ":image": content.image,
            ":canonical_url": content.canonical_url,
            ":words": content.words,
            ":method": content.method,
            ":credits": content.credits,
            ":captions": content.captions,
            ":sources": content.sources,
            ":summary": content.summary,
            ":text": content.text,
            ":markdown": content.markdown,
            ":removed": content.removed,
            ":alternatives": content.alternatives,
            ":languages": content.languages,
        })?;
    Ok(())
}

/// The article that is known by an address.
pub(super) fn by_url(connection: &Connection, url: &str) -> Result<Option<ArticleId>, StoreError> {
    let id = connection
        .prepare_cached("SELECT article_id FROM story_url WHERE url = ?1")?
        .query_row([url], |row| row.get(0))
        .optional()?;
    Ok(id.map(ArticleId))
}

/// Makes an article known by an address, unless another one already is.
pub(super) fn claim_url(connection: &Connection, id: ArticleId, url: &str) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT OR IGNORE INTO story_url (url, article_id) VALUES (?1, ?2)")?
        .execute(params![url, id.0])?;
    Ok(())
}

/// Makes an address that the article is known by the one that it is shown with.
pub(super) fn show_url(connection: &Connection, id: ArticleId, url: &str) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE article SET url = ?2, site = ?3 WHERE id = ?1 AND url IS NOT ?2")?
        .execute(params![id.0, url, site(url)])?;
    Ok(())
}

fn site(url: &str) -> Option<String> {
    link::site(&Url::parse(url).ok()?)
}
