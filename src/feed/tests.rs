//! Fixtures, comparison with feed-rs, hostile documents, and what must hold for any bytes.

use super::*;
use crate::zone::Tz;
use proptest::prelude::*;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

fn fixtures() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/feeds");
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut feeds: Vec<PathBuf> = entries.filter(|path| !path.to_string_lossy().ends_with(".expected.json")).collect();
    feeds.sort();
    feeds
}

fn read_bytes(bytes: &[u8]) -> Result<FeedDocument, FeedFault> {
    let url = Url::parse("https://news.example/feeds/world.xml").unwrap();
    parse(bytes, &FeedContext { url: Some(&url), content_type: None, timezone: Tz::UTC })
}

/// A case is a feed beside what it reads as. `UPDATE_FIXTURES=1` accepts what is read now.
#[test]
fn fixtures_read_as_expected() {
    let accept = std::env::var_os("UPDATE_FIXTURES").is_some();
    let mut different = Vec::new();
    for path in fixtures() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let read = to_json(&name, &read_bytes(&fs::read(&path).unwrap()));
        let expected_path = path.with_file_name(format!("{name}.expected.json"));
        let written = format!("{read:#}\n");
        if accept {
            fs::write(&expected_path, &written).unwrap();
        } else if fs::read_to_string(&expected_path).unwrap_or_default() != written {
            different.push(format!("{name} reads as {written}"));
        }
    }
    assert!(different.is_empty(), "{}\nUPDATE_FIXTURES=1 accepts", different.join("\n"));
}

/// Every title and link that feed-rs reads of a document is read here as well.
#[test]
fn feed_rs_reads_nothing_more() {
    let mut compared = 0;
    for path in fixtures() {
        let bytes = fs::read(&path).unwrap();
        let Ok(theirs) = feed_rs::parser::parse(bytes.as_slice()) else { continue };
        let ours = read_bytes(&bytes).unwrap();
        for entry in theirs.entries {
            compared += 1;
            let title = entry.title.and_then(|title| plain::plain_line(&title.content));
            let pages: Vec<&str> =
                entry.links.iter().filter(|link| link.rel.is_none()).map(|link| link.href.as_str()).collect();
            let same = |item: &crate::model::FeedItem| {
                item.title == title
                    && pages.iter().all(|page| !page.starts_with("https://") || item.link.as_deref() == Some(page))
            };
            assert!(ours.items.iter().any(same), "{}: {title:?} {pages:?}", path.display());
        }
    }
    assert!(compared >= 15, "only {compared} entries compared");
}

#[test]
fn every_fault_has_its_kind() {
    for (bytes, kind) in [
        (&b""[..], FailureKind::Empty),
        (b" \n\t", FailureKind::Empty),
        (b"\xef\xbb\xbf", FailureKind::Empty),
        (b"<?xml version='1.0'?>", FailureKind::Empty),
        (b"plain words", FailureKind::NotAFeed),
        (b"<html><body/></html>", FailureKind::NotAFeed),
        (b"<opml><body/></opml>", FailureKind::NotAFeed),
        (b"<redirect><newLocation>nowhere:</newLocation></redirect>", FailureKind::NotAFeed),
        (b"{\"a\": 1}", FailureKind::NotAFeed),
        (b"[1, 2]", FailureKind::NotAFeed),
        (b"{\"a\": ", FailureKind::Parse),
    ] {
        let fault = read_bytes(bytes).unwrap_err();
        assert_eq!(fault.kind, kind, "{}: {fault}", String::from_utf8_lossy(bytes));
    }
}

/// Each document is of the kind that makes careless readers slow, deep or large.
#[test]
fn hostile_documents_cost_no_more_than_others() {
    let size = 300_000;
    let repeated = |start: &str, part: &str| format!("{start}{}", part.repeat(size / part.len())).into_bytes();
    let item = "<rss><channel><item>";
    for (name, document) in [
        ("deep elements", repeated("<rss>", "<a>")),
        ("deep markup", repeated("<rss><channel><item><description>", "<b>")),
        ("ends of nothing", repeated(&format!("{item}<description>{}", "<b>".repeat(600)), "</q>")),
        ("many elements", repeated(item, "<a/>")),
        ("many feed elements", repeated("<rss><channel>", "<a/>")),
        ("many items", repeated("<rss><channel>", "<item/>")),
        ("open items", repeated("<rss><channel>", "<item>")),
        ("signs", repeated(&format!("{item}<title>"), "<")),
        ("ampersands", repeated(&format!("{item}<title>"), "&")),
        ("references", repeated(&format!("{item}<title>"), "&lt;")),
        ("tags in a title", repeated(&format!("{item}<title>"), "&lt;b ")),
        ("comments in a title", repeated(&format!("{item}<title>"), "&lt;!--")),
        ("attributes", repeated("<rss><channel><item ", "a='' ")),
        ("prefixes", repeated("<rss ", "xmlns:a='b' ")),
        ("declarations", repeated("<rss>", "<a xmlns:b='c'>")),
        ("open sections", repeated(item, "<![CDATA[")),
        ("open comments", repeated(item, "<!-- ")),
        ("quotes", repeated(item, "<a b=\"")),
        ("enclosures", repeated(item, "<enclosure url='/a'/>")),
        ("bases", repeated("<rss>", "<a xml:base='b/'>")),
        ("deep JSON", repeated("{\"items\":", "[")),
        ("many JSON items", repeated("{\"items\":[{}", ",{}")),
        ("digits", repeated(&format!("{item}<pubDate>"), "1")),
    ] {
        let start = Instant::now();
        if let Ok(feed) = read_bytes(&document) {
            assert!(feed.items.len() <= 10_000, "{name}");
        }
        // A reader that looks back or ahead at each step needs minutes, so even a slow machine tells the difference.
        assert!(start.elapsed() < Duration::from_secs(10), "{name} took {:?}", start.elapsed());
    }
}

#[test]
fn what_is_cut_short_is_said() {
    let title = "長い".repeat(4000);
    let many: String = (0..10_050).map(|number| format!("<item><guid>{number}</guid></item>")).collect();
    let feed = format!("<rss><channel><title>{title}</title>{many}</channel></rss>");
    let feed = read_bytes(feed.as_bytes()).unwrap();
    assert!(feed.title.as_ref().unwrap().len() <= 4096);
    assert_eq!(feed.items.len(), 10_000);
    assert_eq!(feed.warnings, ["items beyond the first 10000 are left out", "overlong texts cut short: 1"]);
}

#[test]
fn broken_bytes_are_said() {
    let feed = read_bytes(
        "<rss><channel><title>日本語日本語日本語日本語\u{1}</title></channel></rss>".replace('\u{1}', "").as_bytes(),
    );
    assert_eq!(feed.unwrap().warnings, Vec::<String>::new());
    let mut bytes = format!("<rss><channel><title>{}", "日本語".repeat(20)).into_bytes();
    bytes.push(0xff);
    bytes.extend_from_slice(b"</title></channel></rss>");
    let feed = read_bytes(&bytes).unwrap();
    assert!(feed.warnings[0].contains("U+FFFD"), "{:?}", feed.warnings);
}

fn check_bounds(feed: &FeedDocument) -> Result<(), TestCaseError> {
    let mut ids = std::collections::HashSet::new();
    for item in &feed.items {
        prop_assert!(!item.id.is_empty() && item.id.len() <= 1024);
        prop_assert!(ids.insert(&item.id), "twice: {}", item.id);
        prop_assert!(item.link.as_ref().is_none_or(|link| link.starts_with("http")));
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_bytes_are_a_feed_or_a_fault(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(feed) = read_bytes(&bytes) {
            check_bounds(&feed)?;
        }
    }

    #[test]
    fn any_soup_of_tags_is_read(pieces in prop::collection::vec(prop::sample::select(vec![
        "<rss>", "<channel>", "<item>", "</item>", "<entry>", "</entry>", "<feed>", "<title>", "</title>", "<link>", "</link>",
        "<link href='/a'/>", "<description>", "</description>", "<content type='xhtml'>", "</content>", "<guid>", "</guid>", "<b>", "</b>",
        "<![CDATA[", "]]>", "<!--", "-->", "&", "&amp;", "&#0;", "&#xD800;", "<", ">", "\"", "http://a.example/", "text", "新闻",
        "<pubDate>", "2026-11-23", "</pubDate>", "<media:group>", "<dc:date>", "<?xml version='1.0'?>", "<!DOCTYPE a [", "\0",
    ]), 0..60)) {
        let document = format!("<rss>{}", pieces.concat());
        let feed = read_bytes(document.as_bytes());
        prop_assert!(feed.is_ok(), "{:?}", feed);
        check_bounds(&feed.unwrap())?;
    }

    #[test]
    fn a_feed_cut_anywhere_keeps_its_whole_items(cut in 0usize..2000) {
        let items: String = (0..20).map(|n| format!("<item><title>T{n}</title><guid>g{n}</guid><link>https://a.example/{n}</link></item>")).collect();
        let start = "<rss version='2.0'><channel><title>Cut</title>";
        let document = format!("{start}{items}</channel></rss>");
        let cut = cut % document.len();
        let whole = document[..cut].matches("</item>").count();
        if cut > 4 && let Ok(feed) = read_bytes(&document.as_bytes()[..cut]) {
            prop_assert!(feed.items.len() >= whole);
            for (n, item) in feed.items.iter().take(whole).enumerate() {
                prop_assert_eq!(&item.id, &format!("g{n}"));
                let title = format!("T{n}");
                prop_assert_eq!(item.title.as_deref(), Some(title.as_str()));
            }
        }
    }

    #[test]
    fn the_same_bytes_give_the_same_document(bytes in "<rss><channel>(<item>(<title>[a-c]</title>)?(<guid>[a-c]</guid>)?(<link>/[a-c]</link>)?</item>){0,12}") {
        let [one, other] = [read_bytes(bytes.as_bytes()), read_bytes(bytes.as_bytes())];
        prop_assert_eq!(&one, &other);
        check_bounds(&one.unwrap())?;
    }
}
