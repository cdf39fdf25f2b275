//! The columns of an exported article, in order: the keys of its JSON line, with a type for each.

use crate::model::{ArticleRow, FeedKey, PublisherTime, Timestamp};
use chrono::SecondsFormat;
use std::borrow::Cow;

/// The value of one column for one article.
pub(super) enum Value<'a> {
    Text(Option<Cow<'a, str>>),
    List(Vec<&'a str>),
    Integer(Option<i64>),
    /// By our own clock.
    Time(Option<Timestamp>),
    /// By the publisher's word, with the publisher's zone.
    PublisherTime(Option<PublisherTime>),
}

/// An instant as JSON has it, with the publisher's zone.
pub(super) fn publisher_time(time: PublisherTime) -> String {
    time.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// An instant by our own clock, which counts whole seconds.
pub(super) fn own_time(time: Timestamp) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// What a column holds in every row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    OptionalText,
    List,
    Integer,
    OptionalInteger,
    Time,
    OptionalTime,
    PublisherTime,
}

pub(super) struct Column {
    pub(super) name: &'static str,
    #[cfg_attr(not(feature = "parquet"), expect(dead_code, reason = "Parquet alone is typed"))]
    pub(super) kind: Kind,
    pub(super) value: fn(&ArticleRow) -> Value<'_>,
}

const fn column(name: &'static str, kind: Kind, value: fn(&ArticleRow) -> Value<'_>) -> Column {
    Column { name, kind, value }
}

fn text(text: &str) -> Value<'_> {
    Value::Text(Some(Cow::Borrowed(text)))
}

fn optional(text: &Option<String>) -> Value<'_> {
    Value::Text(text.as_deref().map(Cow::Borrowed))
}

fn list(values: &[String]) -> Value<'_> {
    Value::List(values.iter().map(String::as_str).collect())
}

pub(super) const COLUMNS: &[Column] = &[
    column("id", Kind::Integer, |article| Value::Integer(Some(article.id.0))),
    column("url", Kind::OptionalText, |article| optional(&article.url)),
    column("site", Kind::OptionalText, |article| optional(&article.site)),
    column("title", Kind::OptionalText, |article| optional(&article.title)),
    column("authors", Kind::List, |article| list(&article.authors)),
    column("published_at", Kind::PublisherTime, |article| Value::PublisherTime(article.published)),
    column("modified_at", Kind::PublisherTime, |article| Value::PublisherTime(article.modified)),
    column("first_seen_at", Kind::Time, |article| Value::Time(Some(article.first_seen_at))),
    column("updated_at", Kind::Time, |article| Value::Time(Some(article.updated_at))),
    column("language", Kind::OptionalText, |article| optional(&article.language)),
    column("summary", Kind::OptionalText, |article| optional(&article.summary)),
    column("text", Kind::Text, |article| text(&article.text)),
    column("markdown", Kind::Text, |article| text(&article.markdown)),
    column("words", Kind::Integer, |article| Value::Integer(Some(i64::from(article.words)))),
    column("method", Kind::Text, |article| text(&article.method)),
    column("content_hash", Kind::Text, |article| text(&article.content_hash)),
    column("revision", Kind::Integer, |article| Value::Integer(Some(i64::from(article.revision)))),
    column("cluster_id", Kind::OptionalInteger, |article| Value::Integer(article.cluster_id)),
    column("status", Kind::Text, |article| text(article.status.as_str())),
    column("feeds", Kind::List, |article| Value::List(article.feeds.iter().map(FeedKey::as_str).collect())),
    column("section", Kind::OptionalText, |article| optional(&article.section)),
    column("keywords", Kind::List, |article| list(&article.keywords)),
    column("image", Kind::OptionalText, |article| optional(&article.image)),
    column("error", Kind::OptionalText, |article| optional(&article.error)),
    column("change_seq", Kind::Integer, |article| Value::Integer(Some(article.change_seq))),
    column("gone_at", Kind::OptionalTime, |article| Value::Time(article.gone_at)),
];
