//! Which witness is believed.

use super::*;
use crate::model::{BlockKind, Found, Metadata, PublisherTime};

fn time(text: &str) -> PublisherTime {
    PublisherTime::parse_from_rfc3339(text).unwrap()
}

fn found<T>(value: T, source: &'static str) -> Found<T> {
    Found { value, source }
}

fn block(text: &str) -> Block {
    Block { kind: BlockKind::Paragraph, text: text.to_owned(), markdown: text.to_owned() }
}

fn of(metadata: Metadata, item: &ItemFacts) -> Record {
    record(Extracted { metadata, method: "scored", ..Extracted::default() }, Some(item))
}

#[test]
fn the_title_is_what_feed_and_page_agree_on() {
    let titles = || {
        vec![
            found("Ferry: the long read".to_owned(), "h1"),
            found("Ferry, a history".to_owned(), "json-ld headline"),
            found("“Ferry” Returns".to_owned(), "meta og:title"),
        ]
    };
    for (announced, title, source) in [
        (Some("\"ferry\" returns"), "“Ferry” Returns", "meta og:title"),
        (Some("Something else"), "Ferry: the long read", "h1"),
        (None, "Ferry: the long read", "h1"),
    ] {
        let item = ItemFacts { title: announced.map(str::to_owned), ..ItemFacts::default() };
        let record = of(Metadata { titles: titles(), ..Metadata::default() }, &item);
        assert_eq!((record.title.as_deref(), record.sources["title"]), (Some(title), source), "{announced:?}");
    }
    let item = ItemFacts { title: Some(" Ferry\u{200b} ".into()), ..ItemFacts::default() };
    assert_eq!(of(Metadata::default(), &item).title.as_deref(), Some("Ferry"));
}

#[test]
fn the_feed_s_date_stands_between_declared_and_visible_ones() {
    let item = ItemFacts { published: Some(time("2026-11-22T23:30:00-05:00")), ..ItemFacts::default() };
    for (source, day) in [("json-ld datePublished", 20), ("time", 20), ("visible date", 22), ("url", 22)] {
        let published = vec![found(time("2026-11-20T00:00:00Z"), source)];
        let record = of(Metadata { published, ..Metadata::default() }, &item);
        assert_eq!(record.published.unwrap().to_rfc3339()[8..10], format!("{day}"), "{source}");
    }
}

#[test]
fn a_title_that_goes_on_behind_the_feed_s_is_cut() {
    let titles = vec![found("渡轮沉没_教育".to_owned(), "title")];
    let item = ItemFacts { title: Some("渡轮沉没".into()), ..ItemFacts::default() };
    let record = of(Metadata { titles, ..Metadata::default() }, &item);
    assert_eq!((record.title.as_deref(), record.sources["title"]), (Some("渡轮沉没"), "feed"));
}

#[test]
fn what_was_not_believed_is_kept() {
    let titles = vec![
        found("Ferry sinks".to_owned(), "h1"),
        found("Ferry sinks".to_owned(), "title"),
        found("Shock: ferry down".to_owned(), "meta og:title"),
        found("Shock: ferry down".to_owned(), "meta twitter:title"),
    ];
    let keywords = vec![found(vec!["river".to_owned(), "ferry".to_owned()], "meta keywords")];
    let authors = vec![found(vec!["Jane".to_owned()], "meta author"), found(vec!["Jane Doe".to_owned()], "byline")];
    let languages = vec![found("de".to_owned(), "html lang")];
    let metadata = Metadata { titles, keywords, authors, languages, ..Metadata::default() };
    let item = ItemFacts {
        title: Some("Ferry sinks".into()),
        published: Some(time("2026-11-22T23:30:00-05:00")),
        keywords: vec!["boats".into()],
        ..ItemFacts::default()
    };
    let extracted = Extracted {
        metadata,
        blocks: vec![block(&"The ferry left the harbour at noon, an hour late, and nobody minded. ".repeat(3))],
        ..Extracted::default()
    };
    let record = record(extracted, Some(&item));
    let of = |field: &str| -> Vec<(&str, &str)> {
        let others = record.alternatives.get(field).into_iter().flatten();
        others.map(|other| (other.source.as_str(), other.value.as_str())).collect()
    };
    assert_eq!(of("title"), [("meta og:title", "Shock: ferry down")]);
    assert_eq!(of("authors"), [("meta author", "Jane")]);
    assert_eq!(of("keywords"), [("feed", "boats")]);
    assert_eq!(of("published"), []);
    assert_eq!((record.sources["language"], of("language")), ("text", vec![("html lang", "de")]));
}

#[test]
fn alternatives_are_few_and_short() {
    let titles = (0..30).map(|n| found(format!("{n}{}", "渡".repeat(1_000)), "meta dc.title")).collect();
    let others = of(Metadata { titles, ..Metadata::default() }, &ItemFacts::default()).alternatives.remove("title");
    let others = others.unwrap();
    assert_eq!(others.len(), 5);
    assert!(others.iter().all(|other| other.value.chars().count() == 200));
}

#[test]
fn who_is_credited_with_reporting_is_the_author() {
    let blocks = vec![block("渡轮中午沉没。"), block("记者：李雷")];
    let record = record(Extracted { blocks, ..Extracted::default() }, None);
    assert_eq!((record.text.as_str(), record.authors), ("渡轮中午沉没。", vec!["李雷".to_owned()]));
}

#[test]
fn a_fuller_name_is_taken() {
    let authors = vec![found(vec!["Jane".to_owned()], "json-ld author"), found(vec!["Jane Doe".to_owned()], "byline")];
    let record = of(Metadata { authors, ..Metadata::default() }, &ItemFacts::default());
    assert_eq!(record.authors, ["Jane Doe"]);
}

#[test]
fn a_site_is_no_author_while_the_feed_names_one() {
    let metadata = || Metadata {
        authors: vec![found(vec!["River Post".to_owned()], "meta author")],
        site_names: vec![found("River Post".to_owned(), "meta og:site_name")],
        ..Metadata::default()
    };
    let item = ItemFacts { authors: vec!["Jane Doe".into()], ..ItemFacts::default() };
    assert_eq!(of(metadata(), &item).authors, ["Jane Doe"]);
    assert_eq!(of(metadata(), &ItemFacts::default()).authors, ["River Post"]);
}

#[test]
fn a_feed_s_text_is_cleared_of_furniture() {
    let block = |text: &str| Block { kind: BlockKind::Paragraph, text: text.to_owned(), markdown: text.to_owned() };
    let of = |texts: &[&str]| {
        let blocks = texts.iter().map(|text| block(text)).collect();
        record(Extracted { blocks, method: "feed", ..Extracted::default() }, None)
    };
    let cleared = of(&["The ferry sank at noon.", "The post Ferry appeared first on River Post."]);
    assert_eq!(cleared.text, "The ferry sank at noon.");
    assert_eq!(cleared.removed[0].why, "boilerplate");
    assert_eq!(of(&["Read more"]).text, "Read more");
}
