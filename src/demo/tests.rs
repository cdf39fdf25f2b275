//! The newsroom as a whole: what it prints, and how it answers over a socket.

use super::papers::{self, Pages, Paper};
use super::site::{self, Answer, Site};
use super::story::{Block, PageFate, Story};
use super::*;
use crate::model::{FeedFormat, FeedKey};
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

fn all_papers() -> Vec<Paper> {
    papers::all().unwrap()
}

fn sites(papers: &[Paper], round: Round) -> Vec<Site> {
    let origins: Vec<String> = papers.iter().map(|paper| format!("http://{}.example", paper.key)).collect();
    site::build(papers, &origins, round).unwrap()
}

fn body(site: &Site, path: &str) -> Vec<u8> {
    match site.get(path) {
        Some(Answer::Document(document)) => document.body.to_vec(),
        _ => panic!("{path} is no document"),
    }
}

fn text(site: &Site, path: &str) -> String {
    String::from_utf8(body(site, path)).unwrap()
}

fn feed_of(key: &str) -> String {
    let papers = all_papers();
    let (paper, site) = papers.iter().zip(sites(&papers, Round::First)).find(|(paper, _)| paper.key == key).unwrap();
    text(&site, paper.feed_path)
}

#[test]
fn every_story_is_whole() {
    let papers = all_papers();
    for paper in &papers {
        FeedKey::parse(paper.key).unwrap();
        let slugs: BTreeSet<&str> = paper.stories.iter().map(|story| story.slug).collect();
        assert_eq!(slugs.len(), paper.stories.len(), "{}", paper.key);
        for story in &paper.stories {
            let paragraphs = story.blocks.iter().filter(|block| matches!(block, Block::Paragraph(_))).count();
            let kept_whole = matches!(paper.pages, Pages::Whole(_));
            assert!(kept_whole || (3..=7).contains(&paragraphs), "{}: {paragraphs} paragraphs", story.slug);
            assert!(!story.slug.contains(|c: char| !c.is_ascii_alphanumeric() && c != '-'), "{}", story.slug);
        }
    }
}

#[test]
fn the_newsroom_holds_one_case_of_each_oddity() {
    let papers = all_papers();
    let count = |odd: fn(&Story) -> bool| papers.iter().flat_map(|paper| &paper.stories).filter(|s| odd(s)).count();
    assert_eq!(count(|story| story.fate == PageFate::Gone), 1);
    assert_eq!(count(|story| story.fate == PageFate::Moved), 1);
    assert_eq!(count(|story| story.also_in.is_some()), 1);
    assert_eq!(count(|story| story.correction.is_some()), 1);
}

#[test]
fn a_guest_in_another_feed_exists_and_carries_tracking() {
    let papers = all_papers();
    for story in papers.iter().flat_map(|paper| &paper.stories) {
        assert!(story.also_in.is_none_or(|key| papers.iter().any(|paper| paper.key == key)), "{}", story.slug);
    }
    let link = "http://harbour-courier.example/2026/11/seagrass-survey";
    assert!(feed_of("harbour-courier").contains(&format!("<link>{link}</link>")));
    assert!(feed_of("wrackline").contains(&format!("href=\"{link}?utm_source=wrackline&amp;utm_medium=feed\"")));
}

#[test]
fn every_xml_feed_is_balanced_and_lists_its_stories() {
    let papers = all_papers();
    for (paper, site) in papers.iter().zip(sites(&papers, Round::First)) {
        let item = match paper.format {
            FeedFormat::Rss => "<item>",
            FeedFormat::Rdf => "<item rdf:about=",
            FeedFormat::Atom => "<entry>",
            FeedFormat::Json => continue,
        };
        let feed = text(&site, paper.feed_path);
        assert_balanced(&feed);
        let guests = papers.iter().flat_map(|other| &other.stories).filter(|s| s.also_in == Some(paper.key)).count();
        assert_eq!(feed.matches(item).count(), paper.stories.len() + guests, "{}", paper.key);
    }
}

/// Every element is closed in its turn, and every `&` begins an entity that XML knows.
fn assert_balanced(xml: &str) {
    let mut open: Vec<&str> = Vec::new();
    for tag in xml.split('<').skip(1).map(|piece| piece.split_once('>').expect("a tag ends").0) {
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.starts_with('?') && !tag.ends_with('/') {
            open.push(tag.split_whitespace().next().unwrap());
        }
    }
    assert_eq!(open, Vec::<&str>::new());
    for entity in xml.split('&').skip(1).map(|piece| piece.split(';').next().unwrap()) {
        assert!(["amp", "lt", "gt", "quot", "#39"].contains(&entity), "&{entity}");
    }
}

#[test]
fn the_json_feed_is_version_1_1() {
    let feed: serde_json::Value = serde_json::from_str(&feed_of("barid-alzaafaran")).unwrap();
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
    let items = feed["items"].as_array().unwrap();
    assert_eq!(items.len(), 5);
    assert!(items.iter().all(|item| item["id"].is_string() && item["content_text"].is_string()));
}

#[test]
fn markup_in_a_title_is_escaped_for_each_layer() {
    assert!(
        feed_of("wrackline").contains("translator &amp;amp; learn that owls mostly talk about &amp;lt;owls&amp;gt;")
    );
}

#[test]
fn a_story_without_a_page_is_whole_in_the_feed() {
    let papers = all_papers();
    for (paper, site) in papers.iter().zip(sites(&papers, Round::First)) {
        for story in paper.stories.iter().filter(|story| story.fate == PageFate::Gone) {
            assert!(!site.contains_key(&pages::page_path(paper, story)));
            let feed = text(&site, paper.feed_path);
            for block in &story.blocks {
                let (Block::Paragraph(line) | Block::Heading(line) | Block::Quote(line)) = block else { continue };
                assert!(feed.contains(&markup::escape(&markup::escape(line))), "{line}");
            }
        }
    }
}

#[test]
fn every_page_carries_its_text_and_no_empty_box() {
    let papers = all_papers();
    for (paper, site) in papers.iter().zip(sites(&papers, Round::First)) {
        let Pages::Template(template) = paper.pages else { continue };
        for story in paper.stories.iter().filter(|story| story.fate != PageFate::Gone) {
            let page = text(&site, &pages::page_path(paper, story));
            assert!(page.contains(&format!("{}</h1>", markup::escape(story.title))), "{}", story.slug);
            for block in &story.blocks {
                let (Block::Paragraph(line) | Block::Heading(line) | Block::Quote(line) | Block::Fact(line)) = block;
                assert_eq!(page.matches(&markup::escape(line)).count(), 1, "{line}");
            }
            let has_facts = story.blocks.iter().any(|block| matches!(block, Block::Fact(_)));
            assert_eq!(has_facts, template.contains("{{facts}}"), "{}", story.slug);
        }
    }
}

#[test]
fn json_ld_in_a_page_reads_as_json() {
    let papers = all_papers();
    let page = text(&sites(&papers, Round::First)[0], "/2026/11/library-boat");
    let (_, after) = page.split_once("<script type=\"application/ld+json\">").unwrap();
    let data: serde_json::Value = serde_json::from_str(after.split_once("</script>").unwrap().0).unwrap();
    assert_eq!(data["headline"], "Library boat adds a sixth village to its round");
    assert_eq!(data["datePublished"], "2026-11-13T08:00:00+00:00");
}

#[test]
fn the_chinese_pages_are_gb18030_though_they_say_gb2312() {
    // 澜江晚报 in GB18030.
    const NAME: &[u8] = b"\xc0\xbd\xbd\xad\xcd\xed\xb1\xa8";
    let papers = all_papers();
    let (paper, site) =
        papers.iter().zip(sites(&papers, Round::First)).find(|(paper, _)| paper.language == "zh-CN").unwrap();
    for story in &paper.stories {
        let page = body(&site, &pages::page_path(paper, story));
        assert!(std::str::from_utf8(&page).is_err(), "{}", story.slug);
        assert!(is_gb18030(&page), "{}", story.slug);
        for part in [NAME, b"charset=gb2312"] {
            assert!(page.windows(part.len()).any(|window| window == part), "{}", story.slug);
        }
    }
}

/// Whether the bytes have the shape of GB18030: one, two or four to a character.
fn is_gb18030(mut bytes: &[u8]) -> bool {
    loop {
        bytes = match bytes {
            [] => return true,
            [0..=0x7F, rest @ ..] => rest,
            [0x81..=0xFE, 0x40..=0x7E | 0x80..=0xFE, rest @ ..] => rest,
            [0x81..=0xFE, 0x30..=0x39, 0x81..=0xFE, 0x30..=0x39, rest @ ..] => rest,
            _ => return false,
        };
    }
}

#[test]
fn round_two_dates_one_page_anew() {
    let papers = all_papers();
    let mut changed = BTreeSet::new();
    for (first, second) in sites(&papers, Round::First).iter().zip(&sites(&papers, Round::Second)) {
        for path in first.keys() {
            let (Answer::Document(before), Some(Answer::Document(after))) = (&first[path], second.get(path)) else {
                continue;
            };
            let is_list = path == "/" || path.ends_with("xml");
            if before.etag != after.etag && !is_list && before.last_modified != after.last_modified {
                changed.insert(path.clone());
            }
        }
    }
    assert_eq!(changed, BTreeSet::from(["/2026/11/night-ferry-returns".to_owned()]));
}

/// One request on a connection of its own: the answer's head and body.
async fn ask(url: &str, method: &str, headers: &str) -> (String, Vec<u8>) {
    let (host, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut stream = TcpStream::connect(host).await.unwrap();
    let request = format!("{method} /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let end_of_head = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    let body = answer.split_off(end_of_head + 4);
    (String::from_utf8(answer).unwrap(), body)
}

fn header<'a>(head: &'a str, name: &str) -> &'a str {
    let line = head.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("{name} in {head}"));
    line.trim_start_matches(": ")
}

/// The feeds' URLs, as the configuration gives them.
fn feed_urls(newsroom: &Newsroom) -> Vec<String> {
    let lines = newsroom.config.lines().filter_map(|line| line.strip_prefix("url  = \""));
    lines.map(|line| line.trim_end_matches('"').to_owned()).collect()
}

#[tokio::test]
async fn a_feed_is_sent_once_and_then_known() {
    let newsroom = serve(Round::First).await.unwrap();
    let urls = feed_urls(&newsroom);
    assert_eq!((urls.len(), newsroom.feeds, newsroom.articles), (5, 5, 26));
    for url in urls {
        let (head, body) = ask(&url, "GET", "").await;
        assert!(head.starts_with("HTTP/1.1 200 OK"), "{head}");
        assert!(header(&head, "content-type").starts_with("application/"));
        assert_eq!(header(&head, "content-length"), body.len().to_string());
        for condition in [
            format!("If-None-Match: \"other\", W/{}\r\n", header(&head, "etag")),
            format!("If-Modified-Since: {}\r\n", header(&head, "last-modified")),
        ] {
            let (head, body) = ask(&url, "GET", &condition).await;
            assert!(head.starts_with("HTTP/1.1 304 Not Modified"), "{head}");
            assert!(body.is_empty());
        }
        let (head, _) = ask(&url, "GET", "If-None-Match: \"other\"\r\n").await;
        assert!(head.starts_with("HTTP/1.1 200 OK"), "{head}");
    }
}

#[tokio::test]
async fn the_correction_is_served_from_the_next_request_on() {
    let newsroom = serve(Round::First).await.unwrap();
    let url = &feed_urls(&newsroom)[0];
    let (head, before) = ask(url, "GET", "").await;
    newsroom.turn_to(Round::Second);
    let known = format!("If-None-Match: {}\r\n", header(&head, "etag"));
    let (head, after) = ask(url, "GET", &known).await;
    assert!(head.starts_with("HTTP/1.1 200 OK"), "{head}");
    let says = |body: &[u8], words: &str| String::from_utf8_lossy(body).contains(words);
    assert!(says(&before, "after eleven years") && !says(&before, "after twelve years"));
    assert!(says(&after, "after twelve years") && !says(&after, "after eleven years"));
}

#[tokio::test]
async fn other_paths_and_methods_have_their_answers() {
    let newsroom = serve(Round::First).await.unwrap();
    let url = &feed_urls(&newsroom)[0];
    let origin = url.strip_suffix("/rss.xml").unwrap();
    for (method, path, status) in [
        ("GET", "/2026/11/library-boat?utm_source=x", "200 OK"),
        ("HEAD", "/2026/11/library-boat", "200 OK"),
        ("GET", "/robots.txt", "200 OK"),
        ("GET", "/picture.svg", "200 OK"),
        ("GET", "/", "200 OK"),
        ("GET", "/nowhere", "404 Not Found"),
        ("GET", "/../../etc/passwd", "404 Not Found"),
        ("POST", "/rss.xml", "405 Method Not Allowed"),
    ] {
        let (head, body) = ask(&format!("{origin}{path}"), method, "").await;
        assert!(head.starts_with(&format!("HTTP/1.1 {status}")), "{method} {path}: {head}");
        assert_eq!(body.is_empty(), method == "HEAD", "{method} {path}");
    }
    let (head, _) = ask(&format!("{origin}/go/library-boat"), "GET", "").await;
    assert!(head.starts_with("HTTP/1.1 301 Moved Permanently"), "{head}");
    assert_eq!(header(&head, "location"), "/2026/11/library-boat");
}

#[tokio::test]
async fn dropping_the_newsroom_ends_its_connections() {
    let newsroom = serve(Round::First).await.unwrap();
    let url = feed_urls(&newsroom).remove(0);
    let host = url.strip_prefix("http://").unwrap().split('/').next().unwrap();
    let mut stream = TcpStream::connect(host).await.unwrap();
    stream.write_all(format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes()).await.unwrap();
    let mut first_byte = [0];
    stream.read_exact(&mut first_byte).await.unwrap();
    drop(newsroom);
    // The server would close an idle connection by itself, but later than this.
    let mut rest = Vec::new();
    let end = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut rest)).await;
    assert!(end.is_ok(), "the connection outlived the newsroom");
}
