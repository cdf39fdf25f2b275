//! Tables of docs/ that are made from the program's own lists, so that they can't fall behind it.
//!
//! `UPDATE_FIXTURES=1 cargo test --test it tables` writes them anew.

use crate::torture;
use feedmill::model::FailureKind;
use std::fs;
use std::path::Path;

#[test]
fn every_kind_of_failure_is_documented() {
    let mut table = "| kind | meaning | what to do |\n| --- | --- | --- |\n".to_owned();
    for kind in FailureKind::ALL {
        table.push_str(&format!("| `{}` | {} | {} |\n", kind.as_str(), kind.meaning(), kind.advice()));
    }
    holds_table("docs/errors.md", &table);
}

#[test]
fn the_torture_list_is_documented() {
    let mut table = "| row | the server | what comes of it |\n| --- | --- | --- |\n".to_owned();
    for row in torture::rows::all() {
        let mut outcomes: Vec<String> = Vec::new();
        for outcome in row.cases.iter().map(|case| case.expect.to_string()) {
            if !outcomes.contains(&outcome) {
                outcomes.push(outcome);
            }
        }
        table.push_str(&format!("| {} | {} | {} |\n", row.id, row.does, outcomes.join("; ")));
    }
    holds_table("docs/survives.md", &table);
}

/// Compares what stands between the two marks of a page with what should.
pub fn holds_table(page: &str, table: &str) {
    const BEGIN: &str = "<!-- table: made by tests/it/tables.rs -->\n";
    const END: &str = "<!-- end of table -->\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    let text = fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(BEGIN).unwrap_or_else(|| panic!("{page} has no `{BEGIN}`"));
    let (found, after) = rest.split_once(END).unwrap_or_else(|| panic!("{page} has no `{END}`"));
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        fs::write(&path, format!("{before}{BEGIN}{table}{END}{after}")).unwrap();
    } else {
        assert!(
            found == table,
            "the table of {page} is out of date: run with UPDATE_FIXTURES=1 and read the difference"
        );
    }
}
