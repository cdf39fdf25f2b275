//! A site's rules as TOML.

use super::SiteFile;
use super::translate::Test;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use url::Host;

/// The keys in the order in which they are written.
const KEYS: &[&str] = &["replace", "body", "strip", "title", "author", "date", "next", "single_page"];

/// What a file's name says: `news.example.com`, or `*.example.com` for `.example.com.txt`.
pub(super) fn host_of(path: &Path) -> Result<String, &'static str> {
    const NO_HOST: &str = "its name is no host";
    let name = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_suffix(".txt"));
    let name = name.ok_or(NO_HOST)?.to_ascii_lowercase();
    let (below, domain) = match name.strip_prefix('.') {
        Some(domain) => ("*.", domain),
        None => ("", name.strip_prefix("www.").unwrap_or(&name)),
    };
    match Host::parse(domain) {
        Ok(Host::Domain(domain)) if domain.contains('.') => Ok(format!("{below}{domain}")),
        _ => Err(NO_HOST),
    }
}

/// The site's table, and a table for each of its tests.
pub(super) fn table(
    file: &SiteFile,
    host: &str,
    rules: &BTreeMap<&'static str, Vec<String>>,
    tests: &[Test],
) -> String {
    let name = file.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    // A comment ends with its line.
    let name: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut toml = format!("# {name}\n[site.{}]\n", quoted(host));
    for key in KEYS {
        if let Some(rules) = rules.get(key).filter(|rules| !rules.is_empty()) {
            push_list(&mut toml, key, rules);
        }
    }
    for test in tests {
        // Writing to a String never fails.
        let _ = writeln!(toml, "\n[[site.{}.test]]\nurl = {}", quoted(host), quoted(&test.url));
        push_list(&mut toml, "contains", &test.contains);
    }
    toml
}

/// One value on the key's line, several on a line each.
fn push_list(toml: &mut String, key: &str, values: &[String]) {
    let _ = match values {
        [value] => writeln!(toml, "{key} = [{}]", quoted(value)),
        values => {
            let lines: String = values.iter().map(|value| format!("    {},\n", quoted(value))).collect();
            writeln!(toml, "{key} = [\n{lines}]")
        }
    };
}

/// In 'single quotes' where that saves backslashes. JSON's strings are basic strings of TOML, but for U+007F.
fn quoted(text: &str) -> String {
    let is_literal = text.contains(['"', '\\']) && !text.contains('\'') && !text.chars().any(char::is_control);
    if is_literal { format!("'{text}'") } else { Value::from(text).to_string().replace('\u{7f}', "\\u007f") }
}
