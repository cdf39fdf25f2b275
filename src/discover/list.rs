//! A list of subscriptions that another program kept, as TOML: folders as groups, categories as tags.

use super::key::joined;
use super::written::{bare_or_quoted, comment, quoted};
use crate::model::FeedKey;
use std::collections::BTreeMap;
use std::fmt::Write;
use url::Url;

/// A feed from a list, under the key it is to have.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportedFeed {
    pub key: FeedKey,
    pub url: Url,
    pub title: Option<String>,
    /// The names of the folders around it, the outermost first; empty at the top.
    pub folders: Vec<String>,
    pub tags: Vec<String>,
}

/// The TOML that subscribes to all of them: groups first, then feeds in the list's order.
///
/// A group carries its folder's name as a tag. `taken_groups` are tables that the configuration has already;
/// their settings stay as they are.
///
/// ```
/// use feedmill::{discover::{ImportedFeed, imported}, model::FeedKey};
/// let feed = ImportedFeed {
///     key: FeedKey::parse("one").unwrap(),
///     url: url::Url::parse("https://a.example/rss").unwrap(),
///     title: Some("One".to_owned()),
///     folders: vec!["World news".to_owned()],
///     tags: vec![],
/// };
/// let toml = imported(&[feed], &|_| false);
/// assert!(toml.starts_with("# World news\n[group.world-news]\ntags = [\"World news\"]\n\n# One\n[feed.one]\n"));
/// assert!(toml.ends_with("url = \"https://a.example/rss\"\ngroup = \"world-news\"\n"));
/// ```
pub fn imported(feeds: &[ImportedFeed], taken_groups: &dyn Fn(&str) -> bool) -> String {
    let names = group_names(feeds);
    let mut toml = String::new();
    // Writing to a String never fails.
    for (folders, name) in names.iter().filter(|(_, name)| !taken_groups(name)) {
        let _ = writeln!(toml, "# {}\n[group.{}]", comment(&folders.join(" / ")), bare_or_quoted(name));
        let _ = writeln!(toml, "tags = {}\n", list(folders.last().into_iter()));
    }
    for (place, feed) in feeds.iter().enumerate() {
        let gap = if place > 0 { "\n" } else { "" };
        let title = comment(feed.title.as_deref().unwrap_or("without a title"));
        let _ = writeln!(toml, "{gap}# {title}\n[feed.{}]", bare_or_quoted(feed.key.as_str()));
        let _ = writeln!(toml, "url = {}", quoted(feed.url.as_str()));
        if let Some(name) = names.get(&feed.folders) {
            let _ = writeln!(toml, "group = {}", quoted(name));
        }
        if !feed.tags.is_empty() {
            // A feed's tags take the place of its group's.
            let _ = writeln!(toml, "tags = {}", list(feed.tags.iter().chain(feed.folders.last())));
        }
    }
    toml
}

/// A name for each path of folders; two paths never share one.
fn group_names(feeds: &[ImportedFeed]) -> BTreeMap<Vec<String>, String> {
    let mut names: BTreeMap<Vec<String>, String> = BTreeMap::new();
    for feed in feeds.iter().filter(|feed| !feed.folders.is_empty()) {
        if names.contains_key(&feed.folders) {
            continue;
        }
        let stem = joined(&feed.folders.join(" "));
        let stem = if stem.is_empty() { "folder".to_owned() } else { stem };
        let numbered = (2u32..).map(|number| format!("{stem}-{number}"));
        let is_free = |name: &String| !names.values().any(|taken| taken == name);
        if let Some(name) = std::iter::once(stem.clone()).chain(numbered).find(is_free) {
            names.insert(feed.folders.clone(), name);
        }
    }
    names
}

fn list<'a>(values: impl Iterator<Item = &'a String>) -> String {
    let values: Vec<String> = values.map(|value| quoted(value)).collect();
    format!("[{}]", values.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(key: &str, folders: &[&str], tags: &[&str]) -> ImportedFeed {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        ImportedFeed {
            key: FeedKey::parse(key).unwrap(),
            url: Url::parse("https://a.example/rss").unwrap(),
            title: None,
            folders: owned(folders),
            tags: owned(tags),
        }
    }

    #[test]
    fn folders_of_one_name_are_two_groups() {
        let feeds = [
            feed("a", &["News"], &[]),
            feed("b", &["news!"], &["x\"y"]),
            feed("c", &[], &[]),
            feed("d", &["新闻", "亚洲"], &[]),
        ];
        let toml = imported(&feeds, &|name| name == "news-2");
        assert!(toml.contains("[group.news]\ntags = [\"News\"]"), "{toml}");
        assert!(!toml.contains("[group.news-2]"), "the configuration has it: {toml}");
        assert!(toml.contains("group = \"news-2\"\ntags = [\"x\\\"y\", \"news!\"]"), "{toml}");
        assert!(toml.contains("# 新闻 / 亚洲\n[group.\"新闻-亚洲\"]\ntags = [\"亚洲\"]"), "{toml}");
        assert!(toml.contains("[feed.c]\nurl = \"https://a.example/rss\"\n\n"), "{toml}");
    }
}
