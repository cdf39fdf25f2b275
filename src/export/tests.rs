use super::*;
use crate::model::{ArticleId, ArticleStatus, FeedKey, Timestamp};
use chrono::DateTime;
use std::sync::{Arc, Mutex};

fn utc(text: &str) -> Timestamp {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn article(id: i64, title: &str) -> ArticleRow {
    ArticleRow {
        id: ArticleId(id),
        url: Some(format!("https://news.example/{id}?a=1&b=2")),
        site: Some("news.example".to_owned()),
        title: Some(title.to_owned()),
        authors: vec!["Ada Roth".to_owned(), "李 \"明\"".to_owned()],
        published: Some(DateTime::parse_from_rfc3339("2026-11-23T08:30:00+08:00").unwrap()),
        modified: None,
        first_seen_at: utc("2026-11-23T01:00:00Z"),
        updated_at: utc("2026-11-23T02:00:00Z"),
        language: Some("zh".to_owned()),
        summary: None,
        text: "First, line.\n\n第二段。".to_owned(),
        markdown: "First, line.\n\n第二段。".to_owned(),
        words: 5,
        method: "scored".to_owned(),
        content_hash: "00".repeat(16),
        revision: 1,
        cluster_id: None,
        status: ArticleStatus::Full,
        feeds: vec![FeedKey::parse("one").unwrap()],
        section: None,
        keywords: Vec::new(),
        image: None,
        error: None,
        change_seq: id * 10,
        gone_at: (id == 2).then(|| utc("2026-11-24T09:00:00Z")),
    }
}

/// A buffer that can be looked into once its writer is finished.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn written(make: impl FnOnce(Shared) -> Box<dyn ArticleWriter>, articles: &[ArticleRow]) -> Vec<u8> {
    let shared = Shared::default();
    let mut writer = make(shared.clone());
    articles.iter().for_each(|article| writer.write(article).unwrap());
    writer.finish().unwrap();
    let bytes = shared.0.lock().unwrap();
    bytes.clone()
}

fn jsonl(articles: &[ArticleRow]) -> Vec<serde_json::Value> {
    let bytes = written(|out| Box::new(Jsonl::new(out)), articles);
    let text = String::from_utf8(bytes).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn csv_says_what_jsonl_says() {
    let articles = [article(1, "=HYPERLINK(\"x\")"), article(2, "新闻, \"quoted\"\nand broken")];
    let bytes = written(|out| Box::new(Csv::new(out, true).unwrap()), &articles);
    let mut reader = ::csv::Reader::from_reader(&*bytes);
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let lines = jsonl(&articles);
    let keys: Vec<String> = lines[0].as_object().unwrap().keys().cloned().collect();
    let sorted = |mut names: Vec<String>| {
        names.sort();
        names
    };
    assert_eq!(sorted(header.clone()), sorted(keys), "the columns are the keys of a line");
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 2);
    for (row, line) in rows.iter().zip(&lines) {
        for (name, cell) in header.iter().zip(row.iter()) {
            let expected = match &line[name] {
                serde_json::Value::Null => String::new(),
                serde_json::Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            assert_eq!(cell, expected, "{name}");
        }
    }
    let guarded = written(|out| Box::new(Csv::new(out, false).unwrap()), &articles);
    assert!(String::from_utf8(guarded).unwrap().contains("'=HYPERLINK"));
}

fn atom(articles: &[ArticleRow]) -> String {
    let head = AtomHead { title: "All", selection: "all", updated_at: utc("2026-11-23T02:00:00Z") };
    String::from_utf8(written(|out| Box::new(Atom::new(out, &head).unwrap()), articles)).unwrap()
}

/// What stands between the tags of an element, each time it occurs.
fn texts<'a>(xml: &'a str, name: &str) -> Vec<&'a str> {
    let open = format!("<{name}>");
    xml.split(&*open).skip(1).filter_map(|rest| rest.split(&format!("</{name}>")).next()).collect()
}

#[test]
fn atom_entries_are_escaped_and_keep_their_ids() {
    let xml = atom(&[article(1, "新闻"), article(7, "A < B & \u{1}C")]);
    assert_eq!(texts(&xml, "title"), ["All", "新闻", "A &lt; B &amp; C"], "no control character is XML");
    assert_eq!(texts(&xml, "name")[..2], ["Ada Roth", "李 &quot;明&quot;"]);
    assert!(xml.contains("<link rel=\"alternate\" href=\"https://news.example/1?a=1&amp;b=2\"/>"), "{xml}");
    assert!(xml.contains("&lt;p&gt;第二段。&lt;/p&gt;"), "{xml}");
    // 8-4-4-4-12, version 8, variant 10.
    for id in texts(&xml, "id") {
        let uuid = id.strip_prefix("urn:uuid:").unwrap();
        assert_eq!(uuid.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
        assert!(&uuid[14..15] == "8" && matches!(&uuid[19..20], "8" | "9" | "a" | "b"), "{uuid}");
    }
    let edited = ArticleRow { url: None, change_seq: 99, ..article(1, "Other") };
    assert_eq!(texts(&atom(&[edited]), "id")[..2], texts(&xml, "id")[..2], "an edit keeps the id");
}

#[test]
fn markdown_documents_stay_in_their_folder() {
    for (title, expected) in [
        ("The ferry: back at last!", "17-the-ferry-back-at-last.md"),
        ("../../etc/passwd", "17-etc-passwd.md"),
        ("CON", "17-con.md"),
        ("\u{202e}gpj.exe\0", "17-gpj-exe.md"),
        ("新闻：渡轮", "17-新闻-渡轮.md"),
        ("", "17.md"),
    ] {
        assert_eq!(markdown_path(&article(17, title)), ("2026-11".to_owned(), expected.to_owned()), "{title}");
    }
    let (_, long) = markdown_path(&article(17, &"长".repeat(500)));
    assert!(long.len() < 255, "file systems take names of up to 255 bytes");

    let document = markdown_document(&article(17, "A \"b\": [c]\n---"));
    let expected = "---\nid: 17\ntitle: \"A \\\"b\\\": [c]\\n---\"\nurl: \"https://news.example/17?a=1&b=2\"\n";
    assert!(document.starts_with(expected), "{document}");
    assert!(document.contains("authors: [\"Ada Roth\",\"李 \\\"明\\\"\"]\n"), "{document}");
    assert!(document.contains("---\n\n# A \"b\": \\[c\\] ---\n\nFirst, line.\n\n第二段。\n"), "{document}");
    assert!(!document.contains("null"), "what isn't known isn't there: {document}");
    assert!(!document.contains("gone_at"), "{document}");
    assert!(markdown_document(&article(2, "A")).contains("\ngone_at: \"2026-11-24T09:00:00Z\"\n"));
}

#[test]
fn opml_puts_feeds_into_folders() {
    let feed = |title: &str, folder: Option<&str>| OpmlFeed {
        title: title.to_owned(),
        url: "https://a.example/rss?x=1&y=2".to_owned(),
        site_url: None,
        folder: folder.map(str::to_owned),
        tags: vec!["t".to_owned(), "新".to_owned()],
    };
    let mut out = Vec::new();
    opml(&mut out, "feedmill", &[feed("B", Some("World")), feed("A \"&\"", None)]).unwrap();
    let text = String::from_utf8(out).unwrap();
    let (top, folder) = (text.find("A &quot;&amp;&quot;").unwrap(), text.find("<outline text=\"World\">").unwrap());
    assert!(top < folder, "{text}");
    assert!(text.contains("xmlUrl=\"https://a.example/rss?x=1&amp;y=2\" category=\"t,新\"/>"), "{text}");
    assert!(text.trim_end().ends_with("</body>\n</opml>"), "{text}");
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_gives_back_what_went_in() {
    use ::parquet::file::reader::{FileReader, SerializedFileReader};
    use ::parquet::record::Field;
    let bare = ArticleRow { url: None, authors: Vec::new(), published: None, ..article(2, "Bare") };
    let bytes = written(|out| Box::new(Parquet::new(out).unwrap()), &[article(1, "新闻"), bare, article(3, "C")]);
    let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
    let rows: Vec<_> = reader.get_row_iter(None).unwrap().map(Result::unwrap).collect();
    let field = |row: usize, name: &str| {
        rows[row].get_column_iter().find(|(found, _)| *found == name).map(|(_, field)| field.clone()).unwrap()
    };
    assert_eq!(rows.len(), 3);
    assert_eq!(field(0, "title"), Field::Str("新闻".to_owned()));
    assert_eq!(field(1, "url"), Field::Null);
    assert_eq!(field(0, "published_at"), Field::TimestampMicros(utc("2026-11-23T00:30:00Z").timestamp_micros()));
    assert_eq!(field(0, "published_offset_minutes"), Field::Long(480));
    assert_eq!(field(1, "published_offset_minutes"), Field::Null);
    let authors = |row| match field(row, "authors") {
        Field::ListInternal(list) => list.elements().len(),
        other => panic!("{other:?}"),
    };
    assert_eq!([authors(0), authors(1), authors(2)], [2, 0, 2]);
    assert_eq!(field(2, "change_seq"), Field::Long(30));
    assert_eq!(field(0, "gone_at"), Field::Null);
    assert_eq!(field(1, "gone_at"), Field::TimestampMicros(utc("2026-11-24T09:00:00Z").timestamp_micros()));
}

#[test]
fn chinese_is_turned_and_nothing_else() {
    use crate::text::{ChineseConverter, ChineseForm};
    let traditional = ChineseConverter::new(ChineseForm::Traditional);
    let mut chinese = article(1, "头发");
    chinese.text = "他们发现了头发。".to_owned();
    chinese.markdown = "[头发](https://news.example/%E5%8F%91)".to_owned();
    chinese.keywords = vec!["发现".to_owned()];
    chinese.language = Some("zh-CN".to_owned());
    let turned = in_chinese_form(chinese.clone(), &traditional);
    assert_eq!((turned.title.as_deref(), &*turned.text), (Some("頭髮"), "他們發現了頭髮。"));
    assert_eq!(turned.markdown, "[頭髮](https://news.example/%E5%8F%91)");
    assert_eq!((turned.keywords, turned.language.as_deref()), (vec!["發現".to_owned()], Some("zh-Hant")));
    assert_eq!((&turned.url, &turned.content_hash), (&chinese.url, &chinese.content_hash));

    let japanese = ArticleRow { language: Some("ja".to_owned()), text: "会社の発表".to_owned(), ..chinese };
    assert_eq!(in_chinese_form(japanese.clone(), &traditional), japanese);
}
