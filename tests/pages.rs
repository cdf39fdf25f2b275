//! Saved pages to records: a case is a folder of `fixtures/pages` with `page.html` and the record expected of it.
//!
//! `UPDATE_FIXTURES=1 cargo test --test pages` writes what comes out; look at the difference before it is kept.

use feedmill::{clean, extract, model::PageContext};
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
