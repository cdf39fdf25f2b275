//! `docs/schema.md` against the views as they are.

use super::*;
use crate::model::FailureKind;

const DOCS: &str = include_str!("../../../docs/schema.md");

/// Two feeds with a story in both, an edit, and a wire report on two sites, one of which took it away.
fn begun() -> Bench {
    let bench = Bench::new();
    let url = "https://one.example/a";
    let wanted = bench.poll("one", 1, vec![item("a", Some(url), "Ferry opens", "A teaser")]).wanted;
    bench.scrape(wanted[0].article_id, 2, page(url, "Ferry opens", "The whole story of the ferry"));
    bench.scrape(wanted[0].article_id, 3, page(url, "Ferry opens", "The corrected story of the ferry"));
    bench.poll("two", 4, vec![item("b", Some(url), "Ferry opens", "x"), chinese("c", "新闻", "人工智能新闻")]);
    let wire: String = (0..80).map(|n| format!("word{n} ")).collect();
    for (id, second) in [("d", 5), ("e", 6)] {
        let url = format!("https://{id}.example/{second}");
        let wanted = bench.poll("one", second, vec![item(id, Some(&url), "From the wire", "x")]).wanted;
        bench.scrape(wanted[0].article_id, second, page(&url, "From the wire", &wire));
    }
    bench.check(wanted[0].article_id, DAY, CheckOutcome::Gone);
    bench
}

/// The same nine days later: with a page that can't be had, and a site whose pages hold no article any more.
fn filled() -> Bench {
    let bench = begun();
    let lost = bench.poll("one", 7, vec![item("f", Some("https://f.example/7"), "Lost", "x")]).wanted;
    let mut not_found = scrape(lost[0].article_id, 8, failed(FailureKind::NotFound));
    not_found.requests[0].outcome = "not_found".into();
    bench.wait(bench.store.record_scrape(not_found)).unwrap();
    for number in 0..45 {
        let url = format!("https://new.example/{number}");
        let name = format!("g{number}");
        let wanted = bench.poll("one", 7 * DAY + number, vec![item(&name, Some(&url), "Harbour notes", "x")]).wanted;
        let text = format!("What was new in the harbour on day {number} of that year.");
        let redesigned =
            ScrapeOutcome::NoArticle { page: stored_page(&url, "<html>"), message: "nothing there".into() };
        let outcome = if number < 33 { page(&url, "Harbour notes", &text) } else { redesigned };
        bench.scrape(wanted[0].article_id, 7 * DAY + number, outcome);
    }
    let mut unchanged = poll_outcome(bench.state("two").feed_id, "two", 8 * DAY, not_modified());
    unchanged.request.outcome = "not_modified".into();
    bench.wait(bench.store.record_poll(unchanged)).unwrap();
    bench.poll("one", 8 * DAY + 60, vec![chinese("z", "渡轮重新开航", "渡轮今天重新开航。")]);
    let mut fails = poll_outcome(bench.state("one").feed_id, "one", 8 * DAY + 3600, timed_out());
    fails.request.outcome = "timeout_total".into();
    bench.wait(bench.store.record_poll(fails)).unwrap();
    bench
}

const DAY: i64 = 86_400;
/// When the questions are asked: the morning after the last news.
const NOW: &str = "'2026-02-09T07:00:00Z'";

fn chinese(id: &str, title: &str, text: &str) -> ItemRecord {
    let mut item = item(id, None, title, text);
    item.record.language = Some("zh-CN".into());
    item.record.authors = vec!["王小明".into()];
    item.planned.item.published = Some("2026-01-31T16:00:00+08:00".parse().unwrap());
    item
}

fn failed(kind: FailureKind) -> ScrapeOutcome {
    ScrapeOutcome::Failed { kind, message: "it is not there".into(), next_try_at: None }
}

fn timed_out() -> PollOutcome {
    PollOutcome::Failed { kind: FailureKind::TimeoutTotal, message: "slow".into(), gone: false, is_outage: false }
}

fn not_modified() -> PollOutcome {
    PollOutcome::NotModified { validators: Some(Validators::default()) }
}

#[test]
fn the_documented_columns_are_the_views_columns() {
    let bench = filled();
    let archive = bench.archive();
    let sections: Vec<(&str, &str)> = DOCS.split("\n## `").skip(1).filter_map(|part| part.split_once('`')).collect();
    let names: Vec<&str> = sections.iter().map(|(name, _)| *name).collect();
    let views = ["articles", "article_feeds", "revisions", "stories", "feeds", "requests", "sites", "articles_fts"];
    assert_eq!(names, views);
    let made = bench.sql("SELECT count(*) FROM sqlite_schema WHERE type = 'view'");
    assert_eq!(made, (views.len() - 1).to_string(), "every view is documented");
    for (view, section) in sections {
        let rows: Vec<[&str; 3]> =
            section.lines().filter_map(|line| line.strip_prefix("| `")).map(documented).collect();
        let columns: Vec<&str> = rows.iter().map(|[name, ..]| *name).filter(|name| *name != "rowid").collect();
        let statement = archive.connection().prepare(&format!("SELECT * FROM {view}")).unwrap();
        assert_eq!(columns, statement.column_names(), "{view}");
        for [name, kind, meaning] in rows {
            assert!(meaning.len() > 3, "{view}.{name} has a meaning");
            let is_of_kind = match kind {
                "integer" | "real" | "text" => format!("typeof({name}) = '{kind}'"),
                "UTC time" => format!("{name} = strftime('%Y-%m-%dT%H:%M:%SZ', {name})"),
                _ if kind.starts_with("JSON array") => format!("json_type({name}) = 'array'"),
                _ if kind.starts_with("JSON object") => format!("json_type({name}) = 'object'"),
                _ => panic!("{view}.{name} is of no known type: {kind}"),
            };
            let others =
                bench.sql(&format!("SELECT count(*) FROM {view} WHERE {name} IS NOT NULL AND NOT {is_of_kind}"));
            assert_eq!(others, "0", "{view}.{name}: {kind}");
        }
    }
}

/// Name, type and meaning of a row of a table, its first mark cut off.
fn documented(row: &str) -> [&str; 3] {
    let mut cells = row.trim_end_matches(" |").splitn(3, " | ");
    let mut cell = || cells.next().unwrap_or_default();
    [cell().trim_end_matches('`'), cell(), cell()]
}

/// What the small archive answers to each query of the page, as `answers.txt` has it. `UPDATE_FIXTURES=1` writes it
/// anew, to be read.
#[test]
fn the_documented_queries_are_answered() {
    let bench = filled();
    let archive = bench.archive();
    let mut answers = String::new();
    let mut queries = 0;
    for (before, query) in DOCS.split("```sql\n").zip(DOCS.split("```sql\n").skip(1)) {
        let title = before.trim_end().rsplit('\n').next().unwrap_or_default();
        let query = query.split("```").next().unwrap_or_default().replace("'now'", NOW);
        queries += 1;
        answers.push_str(&format!("# {title}\n"));
        let mut statement = archive.connection().prepare(&query).unwrap_or_else(|error| panic!("{error}\n{query}"));
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        let mut found = 0;
        while let Some(row) = rows.next().unwrap() {
            let cells: Vec<String> = (0..columns).map(|column| shown(row.get_ref(column).unwrap())).collect();
            if found < 6 {
                answers.push_str(&format!("{}\n", cells.join(" | ")));
            }
            found += 1;
        }
        assert!(found > 0, "nothing is found by\n{query}");
        answers.push_str(if found > 6 { "…\n\n" } else { "\n" });
    }
    assert!(queries >= 20, "twenty queries");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/store/tests/answers.txt");
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        std::fs::write(path, answers).unwrap();
    } else {
        pretty_equal(&answers, &std::fs::read_to_string(path).unwrap_or_default());
    }
}

fn shown(value: rusqlite::types::ValueRef<'_>) -> String {
    use rusqlite::types::ValueRef;
    match value {
        ValueRef::Null => "NULL".into(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).chars().take(60).collect(),
        ValueRef::Blob(_) => "(blob)".into(),
    }
}

/// Equal line by line, so that a failure shows the line.
fn pretty_equal(found: &str, expected: &str) {
    for (found, expected) in found.lines().zip(expected.lines()) {
        assert_eq!(found, expected);
    }
    assert_eq!(found.lines().count(), expected.lines().count());
}

#[test]
fn every_table_and_column_is_explained() {
    let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations")).unwrap();
    let files: Vec<_> = folder.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect();
    assert_eq!(files.len(), migrate::MIGRATIONS.len(), "every migration is run");
    let mut before = "";
    let mut inside = false;
    for line in files.iter().flat_map(|sql| sql.lines()) {
        if line.starts_with("CREATE TABLE") {
            assert!(before.starts_with("-- "), "{line}");
        }
        // A column stands two spaces in; what goes on from the line above stands further in.
        let column = line.strip_prefix("  ").filter(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()));
        assert!(!inside || column.is_none() || line.contains(" -- "), "{line}");
        let added = line.contains("ADD COLUMN").then_some(line).filter(|line| !line.contains(" -- "));
        assert_eq!(added, None, "a column that came later is explained too");
        inside = (inside || line.starts_with("CREATE TABLE")) && !line.starts_with(')');
        before = line;
    }
}

#[test]
fn types_are_exact() {
    let bench = begun();
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
