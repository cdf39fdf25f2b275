//! Outside text through the pure core: on a small stack, and with every attack on whoever shows it later.

use feedmill::feed::FeedContext;
use feedmill::model::PageContext;
use feedmill::store::{Archive, Filter, Store};
use feedmill::text::{SearchFault, SearchQuery};
use feedmill::{clean, export, extract, feed};
use proptest::prelude::*;
use std::thread;

/// A quarter of what a thread has by default: whatever recurses over a hostile tree breaks here.
const SMALL_STACK_BYTES: usize = 512 * 1024;

fn on_a_small_stack(name: &str, work: impl FnOnce() + Send + 'static) {
    let run = thread::Builder::new().name(name.to_owned()).stack_size(SMALL_STACK_BYTES).spawn(work).unwrap();
    assert!(run.join().is_ok(), "{name}");
}

const CONTEXT: FeedContext<'_> = FeedContext { url: None, content_type: None, timezone: feedmill::zone::Tz::UTC };

#[test]
fn nothing_recurses_over_a_hundred_thousand_levels() {
    let nested = |open: &str, close: &str| open.repeat(100_000) + &close.repeat(100_000);
    for (name, html) in [
        ("div", nested("<div>", "</div>")),
        ("list", "<ul><li>".repeat(20_000)),
        ("table", "<table><tr><td>".repeat(5_000)),
        ("span", nested("<span>", "</span>")),
        ("link", "<a href=x><b>".repeat(5_000)),
    ] {
        on_a_small_stack(name, move || {
            let page = extract::page(&format!("<p>Text before.</p>{html}deep"), &PageContext::default());
            clean::record(page, None);
            clean::record(extract::fragment(&html, None), None);
        });
    }
    for (name, body) in [
        ("xml", format!("<rss><channel>{}</channel></rss>", nested("<a>", "</a>"))),
        ("item", format!("<rss><channel><item><title>x</title>{}</item></channel></rss>", nested("<m>", "</m>"))),
        (
            "xhtml",
            format!(
                "<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='xhtml'>{}</content></entry></feed>",
                nested("<div>", "</div>")
            ),
        ),
        ("array", "[".repeat(100_000)),
        ("object", "{\"items\":".repeat(100_000)),
        ("json-ld", "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[".to_owned() + &"[".repeat(100_000)),
    ] {
        on_a_small_stack(name, move || {
            // Whether it is read or refused doesn't matter here.
            let _ = feed::parse(body.as_bytes(), &CONTEXT);
        });
    }
    for (name, script) in [("array", "[".repeat(100_000)), ("object", "{\"@graph\":".repeat(100_000))] {
        on_a_small_stack(name, move || {
            let html = format!("<script type='application/ld+json'>{script}</script><p>Text.</p>");
            clean::record(extract::page(&html, &PageContext::default()), None);
        });
    }
    on_a_small_stack("markdown", || drop(export::html(&("> ".repeat(100_000) + &"[".repeat(100_000)))));
}

fn attacks() -> Vec<String> {
    serde_json::from_str(include_str!("../fixtures/attacks.json")).unwrap()
}

/// What stands in HTML as markup that could act, told by a parser of its own.
fn acts(html: &str) -> Option<String> {
    const TAGS: &str = " html head body a blockquote br code del em h1 h2 h3 h4 h5 h6 hr img li ol p pre strong table tbody td th thead tr ul ";
    let tree = scraper::Html::parse_fragment(html);
    tree.tree.nodes().filter_map(|node| node.value().as_element()).find_map(|element| {
        if !TAGS.contains(&format!(" {} ", element.name())) {
            return Some(format!("<{}>", element.name()));
        }
        element.attrs().find_map(|(name, value)| {
            let known = matches!(
                (element.name(), name),
                ("a", "href" | "title") | ("img", "src" | "alt" | "title") | ("ol", "start") | ("code", "class")
            );
            let is_address = matches!(name, "href" | "src");
            let leads_out =
                ["http://", "https://", "mailto:"].iter().any(|scheme| value.to_lowercase().starts_with(scheme));
            (!known || is_address && !leads_out && !value.is_empty()).then(|| format!("{name}={value:?}"))
        })
    })
}

#[test]
fn attacks_in_pages_and_feeds_reach_nobody() {
    let filler =
        "The ferry came back into service on Monday after a winter in dry dock, and half of the town came. ".repeat(3);
    for attack in attacks() {
        let head = format!("<head><title>{attack}</title><meta name=author content='{attack}'></head>");
        let body = format!("<h1>Ferry {attack}</h1><p>{filler}</p><p>{attack}</p><p>{filler} {attack}</p>");
        let html = format!("<html>{head}<body><article>{body}</article></body></html>");
        let page = clean::record(extract::page(&html, &PageContext::default()), None);
        let fragment = clean::record(extract::fragment(&format!("<p>{filler}</p>{attack}"), None), None);
        for record in [page, fragment] {
            let shown = export::html(&record.markdown);
            assert_eq!(acts(&shown), None, "{attack}: {shown}");
            assert!(!has_markup(&record.markdown), "{attack}: {}", record.markdown);
        }
    }
}

/// Markdown that some renderer could take for HTML, or a link that leads to script.
fn has_markup(markdown: &str) -> bool {
    let outside_code: String = markdown.split("```").step_by(2).collect();
    let folded = outside_code.to_lowercase();
    let tag = folded
        .match_indices('<')
        .any(|(at, _)| folded[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')));
    let link = ["](javascript", "](data:", "](vbscript"]
        .iter()
        .flat_map(|link| folded.match_indices(link))
        .any(|(at, _)| !folded[..at].ends_with('\\'));
    tag || link
}

#[test]
fn markdown_of_any_kind_renders_to_nothing_that_acts() {
    for attack in attacks() {
        for written in [attack.clone(), format!("Before\n\n{attack}\n\nafter"), format!("- {attack}\n> {attack}")] {
            let shown = export::html(&written);
            assert_eq!(acts(&shown), None, "{attack}: {shown}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Attacks cut and joined at random: nothing acts, and cleaned once more nothing changes.
    #[test]
    fn mixtures_of_attacks_come_to_nothing(parts in proptest::collection::vec((0..80usize, 0..120usize, 0..120usize), 1..6)) {
        let attacks = attacks();
        let mixed: String = parts
            .into_iter()
            .flat_map(|(index, start, length)| attacks[index % attacks.len()].chars().skip(start).take(length).collect::<Vec<_>>())
            .collect();
        prop_assert_eq!(acts(&export::html(&mixed)), None);
        let once = clean::record(extract::fragment(&mixed, None), None);
        prop_assert_eq!(acts(&export::html(&once.markdown)), None);
        prop_assert!(!has_markup(&once.markdown), "{}", once.markdown);
        let again = clean::record(extract::fragment(&export::html(&once.markdown), None), None);
        prop_assert_eq!(acts(&export::html(&again.markdown)), None);
        prop_assert_eq!(feedmill::text::fold_space(&again.text), feedmill::text::fold_space(&once.text));
    }
}

#[test]
fn no_query_breaks_the_search() {
    let dir = tempfile::TempDir::new().unwrap();
    let path = dir.path().join("a.db");
    drop(Store::open(&path).unwrap());
    let archive = Archive::open_read_only(&path).unwrap();
    for query in [
        "'",
        "\"",
        "\"\"",
        "\"a",
        "a\"",
        "*",
        "a*",
        "^a",
        "a AND",
        "NOT",
        "OR OR",
        "NEAR(",
        "NEAR(a b, 5)",
        "a:b",
        "title:x",
        "{a b}:c",
        "-a",
        "a - b",
        "(",
        ")",
        "()",
        "a' OR 1=1 --",
        "'; DROP TABLE article; --",
        "\\",
        "%",
        "_",
        "\0",
        "a\0b",
        "新",
        "新闻 AND",
        "\u{202e}",
        "+",
        "a + b",
        ";",
        "/**/",
        "?1",
        ":a",
        "@a",
        "$a",
    ] {
        // What can't be searched for is told; all the rest is no syntax to SQLite.
        let Ok(parsed) = SearchQuery::parse(query) else { continue };
        let found = archive.search(&parsed, &Filter::default());
        assert!(found.is_ok(), "{query:?}: {found:?}");
    }
    assert_eq!(SearchQuery::parse(&"a ".repeat(2_000)), Err(SearchFault::TooMany));
}
