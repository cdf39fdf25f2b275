//! Saved pages to records: a case is a folder of `fixtures/pages` with `page.html` and the record expected of it.
//!
//! `UPDATE_FIXTURES=1 cargo test --test it pages` writes what comes out; look at the difference before it is kept.

use feedmill::{clean, extract, model::PageContext};
use proptest::prelude::*;
use serde_json::Value;
use std::fs;
use std::path::Path;
use url::Url;

#[test]
fn pages_become_the_expected_records() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pages");
    let mut cases: Vec<_> = fs::read_dir(folder).unwrap().map(|case| case.unwrap().path()).collect();
    cases.sort();
    assert!(!cases.is_empty());
    for case in cases {
        let name = case.file_name().unwrap().to_str().unwrap();
        let html = fs::read_to_string(case.join("page.html")).unwrap();
        let url = Url::parse(&format!("https://post.example/{name}")).unwrap();
        let page = extract::page(&html, &PageContext { url: Some(&url), ..PageContext::default() });
        let found = clean::extract_json("page.html", Some(&url), &clean::record(page, None));
        let expected_file = case.join("expected.json");
        if std::env::var_os("UPDATE_FIXTURES").is_some() {
            fs::write(&expected_file, format!("{found:#}\n")).unwrap();
        }
        let expected: Value = serde_json::from_str(&fs::read_to_string(&expected_file).unwrap()).unwrap();
        assert_eq!(found, expected, "{name}");
    }
}

/// The same article as a page and as a careless copy of its text.
#[test]
fn a_plain_text_becomes_the_record_of_its_page() {
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pages/annotated-news");
    let text = fs::read_to_string(case.join("page.txt")).unwrap();
    let expected: Value = serde_json::from_str(&fs::read_to_string(case.join("expected.json")).unwrap()).unwrap();
    let found = clean::extract_json("page.txt", None, &clean::record(extract::plain_text(&text), None));
    for field in ["text", "markdown", "captions", "credits", "removed", "language", "annotations_removed"] {
        assert_eq!(found[field], expected[field], "{field}");
    }
    let readings = text.matches('(').count() - 6;
    assert_eq!(found["annotations_removed"], readings, "six parentheses are no readings");
}

#[test]
fn list_items_share_a_paragraph() {
    let page = extract::fragment("<p>Two:</p><ul><li>one</li><li>two</li></ul><p>Done.</p>", None);
    let record = clean::record(page, None);
    assert_eq!(record.text, "Two:\n\none\ntwo\n\nDone.");
    assert_eq!(record.markdown, "Two:\n\n- one\n- two\n\nDone.");
    assert_eq!((record.words, record.method.as_str()), (4, "feed"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_record_s_text_is_as_it_would_be_again(html in "(<p>|<br><br>|<li>|[a-z,.。 \u{200b}\u{a0}]{1,20}){0,30}") {
        let first = clean::record(extract::fragment(&html, None), None);
        prop_assert!(!first.text.contains("\n\n\n"));
        prop_assert_eq!(first.text.trim(), first.text.as_str());
        let again = clean::record(extract::plain_text(&first.text), None);
        let one_line = |text: &str| feedmill::text::fold_space(text);
        prop_assert_eq!(one_line(&again.text), one_line(&first.text));
    }
}
