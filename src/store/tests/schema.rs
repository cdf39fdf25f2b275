//! `docs/schema.md` against the views as they are.

use super::*;

const DOCS: &str = include_str!("../../../docs/schema.md");

/// Runs of text between two marks.
fn between<'a>(text: &'a str, open: &str, close: &str) -> Vec<&'a str> {
    text.split(open).skip(1).filter_map(|rest| rest.split_once(close)).map(|(inside, _)| inside).collect()
}

fn filled() -> Bench {
    let bench = Bench::new();
    let url = "https://one.example/a";
    let wanted = bench.poll("one", 1, vec![item("a", Some(url), "Ferry opens", "A teaser")]).wanted;
    bench.scrape(wanted[0].article_id, 2, page(url, "Ferry opens", "The whole story of the ferry"));
    bench.scrape(wanted[0].article_id, 3, page(url, "Ferry opens", "The corrected story of the ferry"));
    bench.poll("two", 4, vec![item("b", Some(url), "Ferry opens", "x"), item("c", None, "新闻", "人工智能新闻")]);
    let wire: String = (0..80).map(|n| format!("word{n} ")).collect();
    for (id, second) in [("d", 5), ("e", 6)] {
        let url = format!("https://{id}.example/{second}");
        let wanted = bench.poll("one", second, vec![item(id, Some(&url), "From the wire", "x")]).wanted;
        bench.scrape(wanted[0].article_id, second, page(&url, "From the wire", &wire));
    }
    bench.check(wanted[0].article_id, 86_400, CheckOutcome::Gone);
    bench
}

#[test]
fn the_documented_columns_are_the_views_columns() {
    let bench = Bench::new();
    let archive = bench.archive();
    let sections: Vec<(&str, &str)> = DOCS.split("\n## `").skip(1).filter_map(|part| part.split_once('`')).collect();
    let names: Vec<&str> = sections.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["articles", "article_feeds", "revisions", "stories", "feeds", "requests", "articles_fts"]);
    for (view, section) in sections {
        let documented: Vec<&str> =
            between(section, "\n| `", "` |").into_iter().filter(|name| *name != "rowid").collect();
        let statement = archive.connection().prepare(&format!("SELECT * FROM {view}")).unwrap();
        assert_eq!(documented, statement.column_names(), "{view}");
    }
}

#[test]
fn every_documented_query_runs() {
    let bench = filled();
    let archive = bench.archive();
    let queries = between(DOCS, "```sql\n", "```");
    assert!(queries.len() >= 12, "a dozen queries");
    let mut with_rows = 0;
    for query in &queries {
        let mut statement = archive.connection().prepare(query).unwrap_or_else(|error| panic!("{error}\n{query}"));
        let rows = statement.query_map([], |_| Ok(())).unwrap();
        with_rows += usize::from(rows.map(Result::unwrap).count() > 0);
    }
    assert!(with_rows >= queries.len() - 3, "nearly all find something in a small archive: {with_rows}");
}

#[test]
fn every_table_and_column_is_explained() {
    let sql = include_str!("../../../migrations/0001_archive.sql");
    let mut before = "";
    let mut inside = false;
    for line in sql.lines() {
        if line.starts_with("CREATE TABLE") {
            assert!(before.starts_with("-- "), "{line}");
        }
        // A column stands two spaces in; what goes on from the line above stands further in.
        let column = line.strip_prefix("  ").filter(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()));
        assert!(!inside || column.is_none() || line.contains(" -- "), "{line}");
        inside = (inside || line.starts_with("CREATE TABLE")) && !line.starts_with(')');
        before = line;
    }
}

#[test]
fn types_are_exact() {
    let bench = filled();
    for (expression, expected) in [
        ("SELECT authors FROM articles WHERE id = 1", "[]"),
        ("SELECT feeds FROM articles WHERE id = 1", r#"["one","two"]"#),
        ("SELECT json_type(feeds) FROM articles WHERE id = 2", "array"),
        ("SELECT first_seen_at FROM articles WHERE id = 1", "2026-01-31T08:30:01Z"),
        ("SELECT typeof(published_at) FROM articles WHERE id = 1", "null"),
        ("SELECT typeof(words) || typeof(revision) || typeof(status) FROM articles WHERE id = 1", "integerintegertext"),
        ("SELECT typeof(cluster_id) FROM articles WHERE id = 1", "null"),
        ("SELECT tags FROM feeds WHERE key = 'one'", r#"["tag-one"]"#),
        ("SELECT next_poll_at FROM feeds WHERE key = 'one'", "2026-01-31T09:00:06Z"),
        ("SELECT typeof(status) || typeof(wire_bytes) FROM requests LIMIT 1", "integerinteger"),
        ("SELECT revision || reason FROM revisions WHERE article_id = 1 ORDER BY revision DESC", "2edited"),
        (
            "SELECT snippet(articles_fts, 1, '[', ']', '…', 9) FROM articles_fts WHERE articles_fts MATCH 'corrected'",
            "The [corrected] story of the ferry",
        ),
    ] {
        assert_eq!(bench.sql(expression), expected, "{expression}");
    }
}
