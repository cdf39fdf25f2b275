//! T70–T100: what stands in a feed: XML, text, identity, dates.

use super::transport::gzip;
use crate::torture::case::{Article, Asked, Case, Expect, Found, Row, fails, feed, reads};
use crate::torture::site::{feed_of, item, ok, rss, title};

pub fn rows() -> Vec<Row> {
    let mut rows = xml();
    rows.extend(text());
    rows.extend(sizes());
    rows.extend(identity());
    rows
}

fn xml() -> Vec<Row> {
    vec![
        Row {
            id: "T70",
            does: "nests elements a hundred thousand deep",
            cases: vec![
                around(
                    "t70-before",
                    |x| format!("{}{x}", nested("a", 100_000)),
                    Expect::Reads { articles: 1, warning: Some("") },
                ),
                around(
                    "t70-inside",
                    |_| {
                        format!(
                            "<item><title>Story x</title><guid>x</guid><description>Text.</description>{}</item>",
                            nested("media:group", 30_000)
                        )
                    },
                    Expect::Reads { articles: 1, warning: Some("") },
                ),
                around(
                    "t70-unclosed",
                    |x| format!("{x}{}", "<a>".repeat(200_000)),
                    Expect::Reads { articles: 1, warning: Some("") },
                ),
                around(
                    "t70-xhtml",
                    |_| {
                        format!(
                            "<item><title>Story x</title><guid>x</guid><content:encoded>{}</content:encoded></item>",
                            escaped(&nested("div", 20_000))
                        )
                    },
                    reads(1),
                ),
                feed("t70-all", |_| ok("", "<a>".repeat(300_000)), fails(&["not_a_feed"])),
                feed("t70-json", |_| ok("", "[".repeat(100_000)), fails(&["not_a_feed", "parse"])),
                feed("t70-json-objects", |_| ok("", "{\"a\":".repeat(100_000)), fails(&["not_a_feed", "parse"])),
            ],
        },
        Row {
            id: "T71",
            does: "declares entities that grow or lead elsewhere",
            cases: vec![
                with_doctype("t71-laughs", &laughs(), "&lol9;"),
                with_doctype("t71-quadratic", &format!("<!ENTITY a \"{}\">", "a".repeat(50_000)), &"&a;".repeat(5_000)),
                with_doctype("t71-file", "<!ENTITY x SYSTEM \"file:///etc/passwd\">", "&x;"),
                with_doctype("t71-http", "<!ENTITY x SYSTEM \"http://127.0.0.1:8443/dtd\">", "&x;"),
                with_doctype("t71-parameter", "<!ENTITY % p SYSTEM \"http://127.0.0.1:8443/p\"> %p;", "p"),
                with_doctype("t71-self", "<!ENTITY a \"&b;\"><!ENTITY b \"&a;\">", "&a;"),
                around(
                    "t71-xinclude",
                    |x| {
                        format!(
                            "<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"file:///etc/passwd\" parse=\"text\"/>{x}"
                        )
                    },
                    reads(1),
                ),
                feed(
                    "t71-dtd",
                    |asked| {
                        ok("", feed_of(asked, &["x"]).replacen("<rss", "<!DOCTYPE rss SYSTEM \"http://127.0.0.1:8443/dtd\"><?xml-stylesheet href=\"http://127.0.0.1:8443/xsl\"?><rss", 1))
                    },
                    reads(1),
                ),
            ],
        },
        Row {
            id: "T72",
            does: "has a million of something small",
            cases: vec![
                around(
                    "t72-attributes",
                    |x| format!("<a {}/>{x}", (0..60_000).map(|n| format!("a{n}=\"\" ")).collect::<String>()),
                    reads(1),
                ),
                around(
                    "t72-prefixes",
                    |x| {
                        format!("<a {}/>{x}", (0..30_000).map(|n| format!("xmlns:a{n}=\"u:{n}\" ")).collect::<String>())
                    },
                    reads(1),
                ),
                around("t72-long-attribute", |x| format!("<a b=\"{}\"/>{x}", "c".repeat(900_000)), reads(1)),
                around("t72-comments", |x| format!("{}{x}", "<!--c-->".repeat(100_000)), reads(1)),
                around("t72-instructions", |x| format!("{}{x}", "<?p i?>".repeat(100_000)), reads(1)),
                around("t72-cdata", |x| format!("<a>{}</a>{x}", "<![CDATA[]]>".repeat(60_000)), reads(1)),
                around(
                    "t72-brackets",
                    |x| format!("{x}{}", "<".repeat(500_000)),
                    Expect::Reads { articles: 1, warning: None },
                ),
                around("t72-ampersands", |x| format!("<a>{}</a>{x}", "&".repeat(500_000)), reads(1)),
                around("t72-end-tags", |x| format!("{}{x}", "</a>".repeat(150_000)), reads(1)),
            ],
        },
        Row {
            id: "T73",
            does: "breaks off, or goes on after its end",
            cases: vec![
                whole(
                    "t73-cut",
                    |asked| {
                        let feed = feed_of(asked, &["x", "y"]);
                        let at = feed.find("Story y").unwrap() + 30;
                        feed[..at].to_owned()
                    },
                    Expect::Reads { articles: 2, warning: Some("breaks off") },
                )
                .check(no_validators),
                whole(
                    "t73-cut-in-tag",
                    |asked| {
                        let feed = feed_of(asked, &["x"]);
                        feed[..feed.rfind("</channel").unwrap() + 5].to_owned()
                    },
                    Expect::Reads { articles: 1, warning: Some("breaks off") },
                )
                .check(no_validators),
                whole(
                    "t73-unclosed",
                    |asked| feed_of(asked, &["x"]).replace("</item>", "").replace("</title>", "</title >"),
                    Expect::Reads { articles: 1, warning: None },
                ),
                whole(
                    "t73-two-roots",
                    |asked| {
                        feed_of(asked, &["x"])
                            + "<rss><channel><item><title>Second root</title><guid>r</guid></item></channel></rss>"
                    },
                    Expect::Reads { articles: 2, warning: None },
                ),
                whole(
                    "t73-garbage",
                    |asked| feed_of(asked, &["x"]) + "\n\n<!-- cached at noon --> garbage & more",
                    reads(1),
                ),
                whole(
                    "t73-before",
                    |asked| {
                        "Warning: mysql_connect() in /var/www/feed.php on line 3\n\n".to_owned()
                            + &feed_of(asked, &["x"])
                    },
                    reads(1),
                ),
            ],
        },
    ]
}

fn text() -> Vec<Row> {
    let titled = |id: &str, written: &'static str, expected: &'static str| {
        around(id, move |_| format!("<item><title>{written}</title><guid>x</guid></item>"), reads(1)).check(
            move |found| {
                let title = &found.articles.last().ok_or("no article")?.title;
                if title == expected { Ok(()) } else { Err(format!("the title is {title:?}")) }
            },
        )
    };
    vec![
        Row { id: "T74", does: "isn't well-formed", cases: vec![
            titled("t74-ampersand", "AT&T & co", "AT&T & co"),
            titled("t74-nbsp", "one&nbsp;two &copy; &#8212; &unknown;", "one two © — &unknown;"),
            titled("t74-unclosed-br", "one<br>two", "one two"),
            titled("t74-control", "a\u{1}b\u{8}c", "a b c"),
            around("t74-unquoted", |_| "<item><title type=html>Story x</title><guid isPermaLink=false>x</guid></item>".to_owned(), reads(1)),
            around("t74-less-than", |_| "<item><title>1 < 2</title><guid>x</guid></item>".to_owned(), reads(1)),
            around("t74-case", |_| "<ITEM><Title>Story x</tItLe><GUID>x</guid></item>".to_owned(), reads(1)),
            feed("t74-nul", |asked| ok("", feed_of(asked, &["x"]).replace("Story x", "Story\0 x")), reads(1)),
        ] },
        Row { id: "T75", does: "isn't in the charset it names", cases: vec![
            encoded("t75-invalid-utf8", "application/rss+xml; charset=utf-8", |feed| feed.replace("Story x", "Story x @").into_bytes().into_iter().map(|byte| if byte == b'@' { 0xff } else { byte }).collect()),
            encoded("t75-three-claims", "text/xml; charset=iso-8859-1", |feed| feed.replace("Story x", "Story x @").into_bytes().into_iter().map(|byte| if byte == b'@' { 0x97 } else { byte }).collect()),
            encoded("t75-overlong", "", |feed| [feed.as_bytes(), b"\xc0\x80\xed\xa0\x80\xf4\x90\x80\x80"].concat()),
        ] },
        Row { id: "T76", does: "comes in an old or rare charset", cases: vec![
            encoded("t76-utf16le", "", |feed| utf16(feed, u16::to_le_bytes, true)),
            encoded("t76-utf16be", "", |feed| utf16(feed, u16::to_be_bytes, true)),
            encoded("t76-utf16le-unmarked", "", |feed| utf16(feed, u16::to_le_bytes, false)),
            encoded("t76-utf16be-unmarked", "", |feed| utf16(feed, u16::to_be_bytes, false)),
            encoded("t76-utf32le", "", |feed| [&[0xff, 0xfe, 0, 0][..], &feed.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect::<Vec<u8>>()].concat()),
            encoded("t76-shift-jis", "", |feed| legacy(feed, "shift_jis", b"\x93\x8c\x8b\x9e")),
            encoded("t76-gb18030", "", |feed| legacy(feed, "gb2312", b"\xd0\xc2\xce\xc5")),
            encoded("t76-koi8-r", "", |feed| legacy(feed, "koi8-r", b"\xee\xcf\xd7\xcf\xd3\xd4\xc9")),
            encoded("t76-unknown", "text/xml; charset=klingon", |feed| feed.replace("utf-8", "x-klingon").into_bytes()),
            feed("t76-ebcdic", |_| ok("", b"\x4c\x6f\xa7\x94\x93\x40\xa5\x85\x99\xa2\x89\x96\x95\x7e\x7f\xf1\x4b\xf0\x7f\x6f\x6e"), fails(&["encoding", "not_a_feed"])),
            feed("t76-utf7", |_| ok("", "+ADw-rss version=+ACI-2.0+ACI-+AD4APA-channel+AD4-"), fails(&["encoding", "not_a_feed"])),
        ] },
        Row { id: "T77", does: "sends something else as application/rss+xml", cases: [
            ("html", b"<!doctype html><html><body><p>Hello</p></body></html>".to_vec()),
            ("pdf", b"%PDF-1.7\n1 0 obj\n".to_vec()),
            ("jpeg", b"\xff\xd8\xff\xe0\0\x10JFIF\0".to_vec()),
            ("gzip", gzip(b"<rss/>")),
            ("sitemap", b"<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>http://a.example/</loc></url></urlset>".to_vec()),
            ("opml", b"<opml version='2.0'><body><outline text='a' xmlUrl='http://a.example/'/></body></opml>".to_vec()),
            ("soap", b"<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body/></s:Envelope>".to_vec()),
            ("json", b"{\"error\":\"not found\",\"items\":null}".to_vec()),
            ("svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".to_vec()),
            ("text", b"No such feed.".to_vec()),
        ].into_iter().map(|(name, body)| feed(&format!("t77-{name}"), move |_| ok("Content-Type: application/rss+xml\r\n", &body), fails(&["not_a_feed"]))).collect() },
        Row { id: "T78", does: "names the wrong type, or none", cases: ["text/plain", "text/html", "", "application/x-msdownload", "image/png", ";;;", "text/xml; charset"].into_iter().zip(1..).map(|(kind, number)| {
            feed(&format!("t78-{number}"), move |asked| ok(&if kind.is_empty() { String::new() } else { format!("Content-Type: {kind}\r\nX-Content-Type-Options: nosniff\r\n") }, feed_of(asked, &["x"])), reads(1))
        }).collect() },
        Row { id: "T79", does: "sends JSON Feed of a rough kind", cases: vec![
            json("t79-numbers", "{\"id\":1e400,\"title\":\"Story x\",\"content_text\":\"x\"}", &["parse", "not_a_feed"], 1),
            json("t79-duplicates", "{\"id\":\"a\",\"id\":\"x\",\"title\":\"Story x\",\"title\":\"Story x\"}", &[], 1),
            json("t79-null", "null,{\"id\":null,\"title\":\"Story x\",\"url\":null,\"tags\":null}", &[], 1),
            json("t79-types", "7,[],{\"id\":7,\"title\":[1],\"content_text\":{}},{\"id\":\"x\",\"title\":\"Story x\"}", &[], 2),
            json("t79-surrogate", "{\"id\":\"x\",\"title\":\"Story x \\ud800\"}", &["parse", "not_a_feed"], 1),
        ] },
        Row { id: "T80", does: "speaks an old, mixed or misnamed dialect", cases: dialects() },
    ]
}

fn sizes() -> Vec<Row> {
    vec![
        Row { id: "T81", does: "has tens of thousands of entries", cases: vec![
            feed("t81-many", |asked| ok("", rss(&(item(&title(&asked.case, "1"), &asked.link("1.html")) + &(0..11_000).map(|n| format!("<item><guid>{n}</guid><title>n</title></item>")).collect::<String>()))),
                Expect::Reads { articles: 9_999, warning: Some("left out") }),
        ] },
        Row { id: "T82", does: "has giant texts and lists", cases: vec![
            around("t82-title", |_| format!("<item><title>Story x {}</title><guid>x</guid></item>", "y".repeat(900_000)), Expect::Reads { articles: 1, warning: Some("cut short") }).check(|found| limit(&found.articles, 5_000)),
            around("t82-categories", |_| format!("<item><title>Story x</title><guid>x</guid>{}</item>", (0..20_000).map(|n| format!("<category>c{n}</category>")).collect::<String>()), reads(1)),
            around("t82-enclosures", |_| format!("<item><title>Story x</title><guid>x</guid>{}</item>", (0..9_000).map(|n| format!("<enclosure url=\"http://a.example/{n}\" type=\"audio/mpeg\"/>")).collect::<String>()), reads(1)),
            around("t82-authors", |_| format!("<item><title>Story x</title><guid>x</guid>{}</item>", (0..9_000).map(|n| format!("<dc:creator>Name {n}</dc:creator>")).collect::<String>()), reads(1)),
            around("t82-guid", |_| format!("<item><title>Story x</title><guid>{}</guid></item>", "g".repeat(900_000)), reads(1)),
            around("t82-link", |_| format!("<item><title>Story x</title><guid>x</guid><link>http://a.example/{}</link></item>", "l".repeat(900_000)), reads(1)),
            around("t82-word", |_| format!("<item><title>Story x</title><guid>x</guid><description>{}</description></item>", "w".repeat(900_000)), reads(1)),
        ] },
        Row { id: "T83", does: "has characters that steer", cases: vec![
            around("t83-all", |_| "<item><title>Story x \u{202e}evil\u{202c} \u{1b}[31mred\u{1b}]0;title\u{7} &#27;[2J &#x9b;31m Z\u{0361}\u{0362}\u{0363} \u{feff}\u{200b}👨\u{200d}👩\u{200d}👧</title><guid>x</guid></item>".to_owned(), reads(1)).check(|found| {
                let title = &found.article("Story x")?.title;
                let steers = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
                if title.chars().any(steers) || !title.contains("👨\u{200d}👩\u{200d}👧") { Err(format!("the title is {title:?}")) } else { Ok(()) }
            }),
            around("t83-line-ends", |_| "<item><title>Story x&#13;&#10;2026-11-25 ERROR forged&#x2028;line</title><guid>x</guid></item>".to_owned(), reads(1)).check(|found| {
                let title = &found.article("Story x")?.title;
                if title.contains(['\r', '\n', '\u{2028}']) { Err(format!("the title is {title:?}")) } else { Ok(()) }
            }),
        ] },
    ]
}

fn identity() -> Vec<Row> {
    vec![
        Row { id: "T90", does: "gives every item a new GUID at every poll", cases: vec![
            feed("t90-fresh", |asked| ok("", feed_of(asked, &["x"]).replace("<guid>", &format!("<guid>{}", asked.nth))), reads(1)),
        ] },
        Row { id: "T91", does: "has items without GUID and link", cases: vec![
            around("t91-neither", |_| "<item><title>Story x</title><description>One.</description></item><item><title>Story x</title><description>Two.</description></item><item><description>Three.</description></item>".to_owned(), reads(3)),
            around("t91-nothing", |_| "<item/><item></item><item><title/></item>".to_owned(), reads(0)),
        ] },
        Row { id: "T92", does: "gives all items one GUID", cases: vec![
            feed("t92-same", |asked| ok("", feed_of(asked, &["x", "y", "z"]).replace(&format!("<guid>http://{}", asked.host), "<guid>same</guid><guid>http://")), Expect::Reads { articles: 3, warning: None }),
        ] },
        Row { id: "T93", does: "varies its links", cases: vec![
            feed("t93-tracking", |asked| ok("", rss(&["", "?utm_source=rss", "?utm_medium=feed&amp;fbclid=7", "#comments"].map(|end| item(&title(&asked.case, "1"), &format!("{}{end}", asked.link("1.html")))).concat())), reads(0)),
        ] },
        Row { id: "T94", does: "has GUIDs that are scripts, giants or nothing", cases: vec![
            around("t94-odd", |_| format!("<item><title>Story x</title><guid isPermaLink=\"true\">javascript:alert(1)</guid></item><item><title>Story y</title><guid>{}</guid></item><item><title>Story z</title><guid isPermaLink=\"\"></guid></item>", "g".repeat(200_000)), reads(3)).check(|found| {
                if found.articles.iter().any(|article| article.url.as_deref().is_some_and(|url| !url.starts_with("http"))) { Err("a script became a link".to_owned()) } else { Ok(()) }
            }),
        ] },
        Row { id: "T95", does: "edits an item", cases: vec![
            feed("t95-edited", |asked| ok("", feed_of(asked, &[]).replace("In short", "Shorter")), reads(0)),
        ] },
        Row { id: "T96", does: "drops an item and brings it back", cases: vec![feed("t96-empty", |_| ok("", rss("")), reads(0))] },
        Row { id: "T97", does: "uses the GUID of another feed's item", cases: vec![
            feed("t97-a", |_| ok("", rss("<item><title>Story x of a</title><guid>shared</guid><description>One.</description></item>")), reads(1)).check(|found| found.article("Story x of a").map(|_| ())),
            feed("t97-b", |_| ok("", rss("<item><title>Story x of b</title><guid>shared</guid><description>Other.</description></item>")), reads(1)).check(|found| found.article("Story x of b").map(|_| ())),
        ] },
        Row { id: "T98", does: "dates its items impossibly", cases: vec![dates()] },
        Row { id: "T99", does: "turns its order round", cases: vec![
            feed("t99-reversed", |asked| { let names = ["5", "4", "3"]; ok("", feed_of(asked, &names).replace("<channel>", "<channel><ttl>-5</ttl>")) }, reads(3)),
        ] },
        Row { id: "T100", does: "becomes another site's feed", cases: vec![
            feed("t100-sold", |asked| ok("", rss(&item("Story x of the new owner", &asked.link("x.html"))).replace("The Harbour News", "Casino Bonus").replace("harbour.example", "casino.example")), reads(1)),
        ] },
        Row { id: "T101", does: "leads many items to one page", cases: [("front", "/", ""), ("blog", "/live", "#p"), ("notes", "/notes", "?utm_term=")].into_iter().map(|(name, path, end)| {
            feed(&format!("t101-{name}"), move |asked| {
                let items = [("Ferries", 1), ("Trains", 2), ("Roads", 3)].map(|(about, number)| {
                    let end = if end.is_empty() { String::new() } else { format!("{end}{number}") };
                    format!("<item><title>{about}</title><guid isPermaLink=\"false\">{number}</guid><link>http://{}{path}{end}</link><description>A short report of {about}.</description></item>", asked.host)
                });
                ok("", rss(&items.concat()).replace("http://harbour.example/", &format!("http://{}/", asked.host)))
            }, reads(3))
            .check(|found| match ["Ferries", "Trains", "Roads"].into_iter().find(|about| !found.articles.iter().any(|article| article.text.contains(about))) {
                Some(about) => Err(format!("no text of {about}")),
                None => Ok(()),
            })
        }).collect() },
    ]
}

fn dates() -> Case {
    let written = [
        "",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "Wed, 24 Nov 2027 08:00:00 GMT",
        "-1",
        "yesterday",
        "Mon, 30 Feb 2026 08:00:00 GMT",
        "Mon, 23 Nov 2026 08:30:00 XYZ",
        "Mon, 23 Nov 2026 08:30:00",
        "lundi 23 novembre 2026",
        "99999999999999999999",
        "2026-13-45T99:99:99Z",
        "Mon, 23 Nov 2026 08:30:00 +9999",
    ];
    around(
        "t98-all",
        move |_| {
            written
                .iter()
                .zip(0..)
                .map(|(date, number)| {
                    format!(
                        "<item><title>Story x{number}</title><guid>x{number}</guid><pubDate>{date}</pubDate></item>"
                    )
                })
                .collect()
        },
        Expect::Reads { articles: 13, warning: None },
    )
    .check(|found| {
        let late = |article: &Article| article.published_at.as_deref().is_some_and(|date| date > "2026-11-27");
        match found.articles.iter().find(|article| late(article)) {
            Some(article) => Err(format!("{} is of {:?}", article.title, article.published_at)),
            None => Ok(()),
        }
    })
}

fn dialects() -> Vec<Case> {
    let bodies: [(&str, &str); 9] = [
        (
            "rss090",
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://my.netscape.com/rdf/simple/0.9/'><channel><title>t</title></channel><item><title>Story x</title></item></rdf:RDF>",
        ),
        (
            "rss10",
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'><channel><title>t</title></channel><item rdf:about='u:x'><title>Story x</title></item></rdf:RDF>",
        ),
        ("rss091", "<rss version='0.91'><channel><title>t</title><item><title>Story x</title></item></channel></rss>"),
        ("rss-bare", "<rss><item><title>Story x</title></item></rss>"),
        (
            "rss-namespaced",
            "<r:rss xmlns:r='http://backend.userland.com/rss2'><r:channel><r:item><r:title>Story x</r:title></r:item></r:channel></r:rss>",
        ),
        (
            "atom03",
            "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title>t</title><entry><title>Story x</title><id>x</id></entry></feed>",
        ),
        ("atom-unnamed", "<feed><title>t</title><entry><title>Story x</title><id>x</id></entry></feed>"),
        (
            "atom-wrong",
            "<feed xmlns='http://example.com/atom'><title>t</title><entry><title>Story x</title><id>x</id></entry></feed>",
        ),
        (
            "mixed",
            "<rss version='2.0' xmlns:a='http://www.w3.org/2005/Atom'><channel><title>t</title><a:entry><a:title>Story x</a:title><a:id>x</a:id></a:entry></channel></rss>",
        ),
    ];
    bodies.into_iter().map(|(name, body)| feed(&format!("t80-{name}"), move |_| ok("", body), reads(1))).collect()
}

/// An RSS feed whose channel holds the article listed before, and what `markup` makes of one more item.
fn around(id: &str, markup: impl Fn(&str) -> String + Send + Sync + 'static, expect: Expect) -> Case {
    feed(
        id,
        move |asked| {
            let more = item(&title(&asked.case, "x"), &asked.link("x.html"));
            ok("", rss(&(item(&title(&asked.case, "1"), &asked.link("1.html")) + &markup(&more))))
        },
        expect,
    )
}

/// A feed's text as a whole.
fn whole(id: &str, text: fn(&Asked) -> String, expect: Expect) -> Case {
    feed(id, move |asked| ok("ETag: \"whole\"\r\n", text(asked)), expect)
}

fn encoded(id: &str, content_type: &'static str, encode: fn(&str) -> Vec<u8>) -> Case {
    feed(
        id,
        move |asked| {
            let header =
                if content_type.is_empty() { String::new() } else { format!("Content-Type: {content_type}\r\n") };
            ok(&header, encode(&feed_of(asked, &["x"])))
        },
        reads(1),
    )
    .check(|found| found.article("Story x").map(|_| ()))
}

fn with_doctype(id: &str, declarations: &str, description: &str) -> Case {
    let (declarations, description) = (declarations.to_owned(), description.to_owned());
    feed(
        id,
        move |asked| {
            let feed = feed_of(asked, &["x"]).replacen("<rss", &format!("<!DOCTYPE rss [{declarations}]><rss"), 1);
            let at = feed.rfind("In short").unwrap();
            ok("", format!("{}{description}{}", &feed[..at], &feed[at..]))
        },
        reads(1),
    )
    .check(|found| {
        let text = &found.articles.last().ok_or("no article")?.text;
        if text.contains("root:") || text.len() > 100_000 {
            Err(format!("an entity was followed: {} bytes", text.len()))
        } else {
            Ok(())
        }
    })
}

fn laughs() -> String {
    let levels = (1..10).map(|level| format!("<!ENTITY lol{level} \"{}\">", format!("&lol{};", level - 1).repeat(10)));
    "<!ENTITY lol0 \"lol\">".to_owned() + &levels.collect::<String>()
}

/// A JSON Feed of these items; without kinds of failure it is to be read.
fn json(id: &str, items: &'static str, kinds: &'static [&'static str], articles: usize) -> Case {
    let expect = if kinds.is_empty() { reads(articles) } else { Expect::Either { kinds, articles } };
    feed(
        id,
        move |_| {
            ok("", format!("{{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"t\",\"items\":[{items}]}}"))
        },
        expect,
    )
}

fn nested(name: &str, depth: usize) -> String {
    format!("<{name}>").repeat(depth) + &format!("</{name}>").repeat(depth)
}

fn escaped(html: &str) -> String {
    html.replace('<', "&lt;")
}

fn utf16(feed: &str, bytes: fn(u16) -> [u8; 2], marked: bool) -> Vec<u8> {
    let mark = marked.then_some('\u{feff}');
    mark.into_iter().chain(feed.chars()).collect::<String>().encode_utf16().flat_map(bytes).collect()
}

/// A feed that names a charset and has a word in it.
fn legacy(feed: &str, charset: &str, word: &[u8]) -> Vec<u8> {
    let feed = feed.replace("utf-8", charset).replace("In short", "@");
    feed.into_bytes().into_iter().flat_map(|byte| if byte == b'@' { word.repeat(20) } else { vec![byte] }).collect()
}

fn no_validators(found: &Found) -> Result<(), String> {
    if found.etag.is_none() { Ok(()) } else { Err("a feed that breaks off left its validators".to_owned()) }
}

fn limit(articles: &[Article], most_bytes: usize) -> Result<(), String> {
    match articles.iter().find(|article| article.title.len() > most_bytes) {
        Some(article) => Err(format!("a title has {} bytes", article.title.len())),
        None => Ok(()),
    }
}
