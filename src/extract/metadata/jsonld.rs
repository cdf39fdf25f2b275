//! The article among a page's JSON-LD, read with patience for JSON that isn't quite.

use super::names;
use crate::text::{comparable, tidy_line};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// What JSON-LD says of the page's article; empty where it says nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in super::super) struct Article {
    pub(in super::super) headline: String,
    /// Whether it calls itself news, whose headlines are written by editors for readers.
    pub(in super::super) is_news: bool,
    pub(in super::super) authors: Vec<String>,
    pub(in super::super) signatories: Signatories,
    pub(in super::super) published: String,
    pub(in super::super) modified: String,
    pub(in super::super) publisher: String,
    pub(in super::super) description: String,
    pub(in super::super) image: String,
    pub(in super::super) language: String,
    pub(in super::super) section: String,
    pub(in super::super) keywords: Vec<String>,
    /// The body as the publisher gives it to machines: often whole, often a teaser.
    pub(in super::super) body: String,
    /// Whether everybody may read it.
    pub(in super::super) is_free: Option<bool>,
    /// Of the whole article; 0 where nothing is said.
    pub(in super::super) words: u32,
}

/// What linked data says that the authors are; all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in super::super) enum Signatories {
    #[default]
    Persons,
    Organisations,
    /// By the account of whoever keeps the site.
    Keeper,
}

/// Objects looked at in one page; ordinary pages have under a hundred.
const MOST_OBJECTS: usize = 5_000;

/// The page's article: the one whose headline the page's title agrees with, else the first.
pub(super) fn article(scripts: &[&str], page_title: &str) -> Article {
    let documents: Vec<Value> = scripts.iter().filter_map(|script| parse(script)).collect();
    let objects = objects_of(&documents);
    let by_id: HashMap<&str, &Map<String, Value>> = objects
        .iter()
        .filter_map(|object| Some((object.get("@id")?.as_str()?, *object)))
        .filter(|(_, object)| object.contains_key("name"))
        .collect();
    let title = comparable(page_title);
    let agrees = |object: &&&Map<String, Value>| {
        let headline = comparable(&line(object.get("headline").or_else(|| object.get("name"))));
        !headline.is_empty() && title.contains(&headline)
    };
    let articles: Vec<&Map<String, Value>> = objects.iter().copied().filter(|object| is_article(object)).collect();
    let work = || objects.iter().find(|object| is_other_work(object));
    let chosen = articles.iter().find(agrees).or(articles.first()).or_else(work);
    let mut article = chosen.map(|object| read(object, &by_id)).unwrap_or_default();
    // Some publishers say of the page what they don't say of the article.
    if let Some(page) = objects.iter().find(|object| has_type(object, |kind| kind.ends_with("WebPage"))) {
        let page = read(page, &by_id);
        fill(&mut article.published, page.published);
        fill(&mut article.modified, page.modified);
        fill(&mut article.language, page.language);
        fill(&mut article.description, page.description);
        if article.authors.is_empty() {
            article.authors = page.authors;
            article.signatories = page.signatories;
        }
    }
    if article.publisher.is_empty() {
        let site = objects.iter().find(|object| has_type(object, |kind| kind == "WebSite"));
        article.publisher = site.map(|site| line(site.get("name"))).unwrap_or_default();
    }
    article
}

fn fill(field: &mut String, other: String) {
    if field.is_empty() {
        *field = other;
    }
}

/// JSON as publishers write it: between comment marks, with raw line breaks in strings, with trailing commas.
fn parse(script: &str) -> Option<Value> {
    let text = script.trim().trim_end_matches(';');
    if let Ok(value) = serde_json::from_str(text) {
        return Some(value);
    }
    let text = text.replace("<![CDATA[", "").replace("]]>", "");
    // Some escape it as if it stood in an attribute.
    let text = if text.contains("{&quot;") { super::plain(&text) } else { text };
    let start = text.find(['{', '['])?;
    let end = text.rfind(['}', ']'])?;
    serde_json::from_str(&repaired(text.get(start..=end)?)).ok()
}

fn repaired(text: &str) -> String {
    let mut repaired = String::with_capacity(text.len());
    let (mut in_string, mut escaped) = (false, false);
    for c in text.chars() {
        if in_string {
            match c {
                '\n' | '\r' | '\t' => repaired.push(' '),
                c if c.is_control() => {}
                c => repaired.push(c),
            }
            in_string = c != '"' || escaped;
            escaped = c == '\\' && !escaped;
            continue;
        }
        if matches!(c, '}' | ']') {
            let kept = repaired.trim_end().trim_end_matches(',').len();
            repaired.truncate(kept);
        }
        in_string = c == '"';
        repaired.push(c);
    }
    repaired
}

/// Every object that may describe the page, in the order of the page.
fn objects_of(documents: &[Value]) -> Vec<&Map<String, Value>> {
    let mut objects = Vec::new();
    let mut waiting: Vec<&Value> = documents.iter().rev().collect();
    while let Some(value) = waiting.pop() {
        if objects.len() >= MOST_OBJECTS {
            break;
        }
        match value {
            Value::Array(values) => waiting.extend(values.iter().rev()),
            Value::Object(object) => {
                objects.push(object);
                let inner = ["publisher", "author", "mainEntityOfPage", "mainEntity", "@graph"];
                waiting.extend(inner.iter().filter_map(|key| object.get(*key)));
            }
            _ => {}
        }
    }
    objects
}

fn has_type(object: &Map<String, Value>, wanted: impl Fn(&str) -> bool) -> bool {
    match object.get("@type") {
        Some(Value::String(kind)) => wanted(kind),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).any(wanted),
        _ => false,
    }
}

fn is_article(object: &Map<String, Value>) -> bool {
    has_type(object, |kind| {
        let kind = kind.rsplit(['/', ':']).next().unwrap_or(kind);
        kind.ends_with("Article")
            || matches!(kind, "BlogPosting" | "LiveBlogPosting" | "Report" | "Review" | "SocialMediaPosting")
    })
}

/// What else people write, of which a page without an article may be made.
fn is_other_work(object: &Map<String, Value>) -> bool {
    has_type(object, |kind| matches!(kind.rsplit(['/', ':']).next(), Some("HowTo" | "Recipe")))
}

type ById<'a> = HashMap<&'a str, &'a Map<String, Value>>;

fn read(object: &Map<String, Value>, by_id: &ById<'_>) -> Article {
    let headline = line(object.get("headline"));
    let (authors, signatories) = authors_of(object.get("author").or_else(|| object.get("creator")), by_id);
    Article {
        headline: if headline.is_empty() && (is_article(object) || is_other_work(object)) {
            line(object.get("name"))
        } else {
            headline
        },
        is_news: has_type(object, |kind| kind.contains("News")),
        authors,
        signatories,
        published: line(object.get("datePublished").or_else(|| object.get("dateCreated"))),
        modified: line(object.get("dateModified")),
        publisher: names_in(object.get("publisher"), by_id).into_iter().next().unwrap_or_default(),
        description: line(object.get("description")),
        image: image_of(object.get("image")),
        language: line(object.get("inLanguage")),
        section: line(object.get("articleSection")),
        keywords: keywords_of(object.get("keywords")),
        body: body_of(object),
        is_free: truth_of(object.get("isAccessibleForFree")),
        words: number_of(object.get("wordCount")),
    }
}

/// `articleBody`, or the posts of a live blog, each under its headline.
fn body_of(object: &Map<String, Value>) -> String {
    let text = |object: &Map<String, Value>, key: &str| {
        object.get(key).and_then(Value::as_str).unwrap_or_default().trim().to_owned()
    };
    let own = text(object, "articleBody");
    let posts = object.get("liveBlogUpdate").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let posts: Vec<String> = posts
        .iter()
        .filter_map(Value::as_object)
        .flat_map(|post| [text(post, "headline"), text(post, "articleBody")])
        .filter(|line| !line.is_empty())
        .collect();
    let live = posts.join("\n\n");
    if live.len() > own.len() { live } else { own }
}

/// `true`, or as publishers write it: `"True"`, `"https://schema.org/False"`.
fn truth_of(value: Option<&Value>) -> Option<bool> {
    match value? {
        Value::Bool(truth) => Some(*truth),
        Value::String(text) if text.to_ascii_lowercase().ends_with("true") => Some(true),
        Value::String(text) if text.to_ascii_lowercase().ends_with("false") => Some(false),
        _ => None,
    }
}

fn number_of(value: Option<&Value>) -> u32 {
    let number = value.and_then(|value| value.as_u64().or_else(|| value.as_str()?.trim().parse().ok()));
    number.and_then(|number| u32::try_from(number).ok()).unwrap_or(0)
}

/// A string, or the first of several.
fn line(value: Option<&Value>) -> String {
    let first = match value {
        Some(Value::Array(values)) => values.first(),
        other => other,
    };
    match first {
        Some(Value::String(text)) => tidy_line(text),
        Some(Value::Object(object)) => object
            .get("@value")
            .or_else(|| object.get("name"))
            .and_then(Value::as_str)
            .map(tidy_line)
            .unwrap_or_default(),
        _ => String::new(),
    }
}

/// Names of people or organisations: strings, objects with a name, references, or lists of these.
fn names_in(value: Option<&Value>, by_id: &ById<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let mut waiting: Vec<&Value> = value.into_iter().collect();
    while let Some(value) = waiting.pop() {
        if found.len() >= 30 {
            break;
        }
        match value {
            Value::String(text) => found.push(tidy_line(text)),
            Value::Array(values) => waiting.extend(values.iter().rev()),
            Value::Object(object) => {
                let referred = || by_id.get(object.get("@id")?.as_str()?)?.get("name");
                waiting.extend(object.get("name").or_else(referred));
            }
            _ => {}
        }
    }
    found
}

/// The authors and what they are; the names of organisations are kept whole.
fn authors_of(value: Option<&Value>, by_id: &ById<'_>) -> (Vec<String>, Signatories) {
    let objects = match value {
        Some(Value::Array(values)) => values.iter().collect(),
        other => other.into_iter().collect::<Vec<_>>(),
    };
    let are_all = |is: fn(&Map<String, Value>) -> bool| {
        let is_so = |value: &&Value| {
            let Some(object) = value.as_object() else { return false };
            let referred = object.get("@id").and_then(Value::as_str).and_then(|id| by_id.get(id).copied());
            [Some(object), referred].into_iter().flatten().any(is)
        };
        !objects.is_empty() && objects.iter().all(is_so)
    };
    let signatories = if are_all(|object| has_type(object, |kind| kind.ends_with("Organization"))) {
        Signatories::Organisations
    } else if are_all(is_keeper) {
        Signatories::Keeper
    } else {
        Signatories::Persons
    };
    let mut authors: Vec<String> = Vec::new();
    for text in names_in(value, by_id) {
        let names = names::declared_names(&text);
        let whole = signatories == Signatories::Organisations && !names.is_empty();
        for name in if whole { vec![super::plain(&text)] } else { names } {
            if !authors.contains(&name) {
                authors.push(name);
            }
        }
    }
    (authors, signatories)
}

/// Whether an author's address is that of the account with which a site is set up: `/author/admin/`.
fn is_keeper(object: &Map<String, Value>) -> bool {
    let addresses = ["url", "@id"].iter().filter_map(|key| object.get(*key)?.as_str());
    let mut last_parts = addresses.filter_map(|address| address.trim_end_matches('/').rsplit('/').next());
    last_parts.any(|part| matches!(part, "admin" | "administrator" | "webmaster"))
}

fn image_of(value: Option<&Value>) -> String {
    let first = match value {
        Some(Value::Array(values)) => values.first(),
        other => other,
    };
    match first {
        Some(Value::String(url)) => url.trim().to_owned(),
        Some(Value::Object(object)) => object
            .get("url")
            .or_else(|| object.get("contentUrl"))
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned(),
        _ => String::new(),
    }
}

fn keywords_of(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => text.split([',', '，', '、', ';']).map(tidy_line).collect(),
        Some(Value::Array(values)) => values.iter().filter_map(Value::as_str).map(tidy_line).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_one(script: &str) -> Article {
        article(&[script], "")
    }

    #[test]
    fn authors_in_any_shape() {
        for (author, names) in [
            (r#""Jane Doe""#, &["Jane Doe"][..]),
            (r#"{"@type":"Person","name":"Jane Doe"}"#, &["Jane Doe"]),
            (r#"[{"name":"Jane Doe"},{"name":"李雷"}]"#, &["Jane Doe", "李雷"]),
            (r#"{"name":["Jane Doe","John Roe"]}"#, &["Jane Doe", "John Roe"]),
            ("null", &[]),
        ] {
            let script = format!(r#"{{"@type":"NewsArticle","author":{author}}}"#);
            assert_eq!(read_one(&script).authors, names, "{author}");
        }
    }

    #[test]
    fn an_organisation_keeps_its_whole_name() {
        let name = r#"{"@type":"NewsArticle","author":{"@type":"Organization","name":"Office of Rivers and Ports"}}"#;
        let found = read_one(name);
        assert_eq!(
            (found.authors, found.signatories),
            (vec!["Office of Rivers and Ports".to_owned()], Signatories::Organisations)
        );
        let found = read_one(r#"{"@type":"NewsArticle","author":{"@type":"Person","name":"Jane Doe and John Roe"}}"#);
        assert_eq!((found.authors.len(), found.signatories), (2, Signatories::Persons));
        let keeper = r#"{"@type":"NewsArticle","author":{"name":"Bridge D","url":"https://b.example/author/admin/"}}"#;
        assert_eq!(read_one(keeper).signatories, Signatories::Keeper);
    }

    #[test]
    fn a_graph_with_references() {
        let found = read_one(
            r##"{"@graph":[{"@type":"Person","@id":"#p","name":"Jane Doe"},{"@type":"WebSite","name":"Bridge"},
            {"@type":["Article","Thing"],"headline":"Ferry","author":{"@id":"#p"},"image":{"url":"https://a.example/i.jpg"}}]}"##,
        );
        assert_eq!((found.headline.as_str(), found.publisher.as_str()), ("Ferry", "Bridge"));
        assert_eq!((found.authors[0].as_str(), found.image.as_str()), ("Jane Doe", "https://a.example/i.jpg"));
    }

    #[test]
    fn json_that_is_not_quite() {
        for script in [
            "<!-- {\"@type\":\"Article\",\"headline\":\"Ferry\"} -->",
            "{\"@type\":\"Article\",\"headline\":\"Ferry\",}",
            "{\"@type\":\"Article\",\"description\":\"two\nlines\",\"headline\":\"Ferry\",\"keywords\":[\"a\",],};",
            "{&quot;@type&quot;:&quot;Article&quot;,&quot;headline&quot;:&quot;Ferry&quot;}",
            "//<![CDATA[\n{\"@type\":\"Article\",\"headline\":\"Ferry\"}\n//]]>",
        ] {
            assert_eq!(read_one(script).headline, "Ferry", "{script}");
        }
        assert_eq!(read_one("{]"), Article::default());
        assert_eq!(read_one(&"[".repeat(100_000)), Article::default());
    }

    #[test]
    fn the_title_tells_the_article_from_its_neighbours() {
        let script = r#"[{"@type":"Article","headline":"Another"},{"@type":"Article","headline":"Ferry sinks"}]"#;
        assert_eq!(article(&[script], "Ferry sinks | Bridge").headline, "Ferry sinks");
    }
}
