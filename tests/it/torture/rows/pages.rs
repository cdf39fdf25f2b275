//! T110–T120: article pages and the links that lead to them.

use super::redirects::moved;
use crate::torture::CANARY_PORT;
use crate::torture::case::{Case, Expect, Found, Row, feed, page, reads};
use crate::torture::site::{BODY, article_page, item, ok, page_around, rss, send, title};

const READ: Expect = Expect::Page { status: "full", error: None };

pub fn rows() -> Vec<Row> {
    let mut rows = pages();
    rows.extend(links());
    rows.push(attacks());
    rows
}

fn pages() -> Vec<Row> {
    let html = |id: &str, markup: fn() -> String, expect| {
        page(id, move |asked| ok(HTML, page_around(&title(&asked.case, "x"), &markup())), expect).check(clean)
    };
    let bare = |id: &str, body: fn() -> String, expect| page(id, move |_| ok(HTML, body()), expect).check(clean);
    vec![
        Row {
            id: "T110",
            does: "serves a page that is too deep, too wide or too large",
            cases: vec![
                html("t110-div", || "<div>".repeat(60_000), READ),
                html("t110-list", || "<ul><li>".repeat(50_000), READ),
                html("t110-table", || "<table><tr><td>".repeat(5_000), READ),
                html("t110-formatting", || (0..3_000).map(|n| format!("<p><b id={n}>x</p>")).collect(), READ),
                html("t110-siblings", || "<p>x</p>".repeat(100_000), READ),
                html(
                    "t110-attributes",
                    || format!("<div {}>x</div>", (0..50_000).map(|n| format!("a{n} ")).collect::<String>()),
                    READ,
                ),
                bare(
                    "t110-large",
                    || "<p>word</p>".repeat(200_000),
                    Expect::Page { status: "failed", error: Some("too_large") },
                ),
                bare(
                    "t110-unclosed-comment",
                    || format!("<html><body><p>{BODY}</p><p>{BODY}</p><!-- {}", "x".repeat(500_000)),
                    READ,
                ),
                bare(
                    "t110-unclosed-script",
                    || {
                        format!(
                            "<html><body><article><h1>T</h1><p>{BODY}</p><p>{BODY}</p></article><script>{}",
                            "<".repeat(500_000)
                        )
                    },
                    READ,
                ),
                bare(
                    "t110-noise",
                    || String::from_utf8_lossy(&super::transport::noise(300_000)).into_owned(),
                    Expect::Either { kinds: &["no_article", "not_a_page"], articles: 1 },
                ),
            ],
        },
        Row {
            id: "T111",
            does: "leads from page to page without end",
            cases: vec![
                page(
                    "t111-next",
                    |asked| {
                        ok(
                            HTML,
                            page_around(
                                &title(&asked.case, "x"),
                                &format!(
                                    "<a rel=next href='{}'>Next page</a>",
                                    asked.link(&format!("x{}.html", asked.nth + 2))
                                ),
                            ),
                        )
                    },
                    READ,
                )
                .check(few_requests),
                page(
                    "t111-self",
                    |asked| {
                        ok(
                            HTML,
                            page_around(
                                &title(&asked.case, "x"),
                                "<link rel=next href='x.html'><a rel=next href='x.html'>Next page</a>",
                            ),
                        )
                    },
                    READ,
                )
                .check(few_requests),
                page(
                    "t111-elsewhere",
                    |asked| {
                        ok(
                            HTML,
                            page_around(
                                &title(&asked.case, "x"),
                                &format!("<a rel=next href='http://127.0.0.1:{CANARY_PORT}/2'>Next page</a>"),
                            ),
                        )
                    },
                    READ,
                )
                .check(few_requests),
            ],
        },
        Row {
            id: "T112",
            does: "serves a page without the article",
            cases: vec![
                bare(
                    "t112-refresh",
                    || {
                        "<html><head><meta http-equiv=refresh content='0;url=x.html'></head><body></body></html>"
                            .to_owned()
                    },
                    NOTHING,
                ),
                bare(
                    "t112-script-only",
                    || "<html><body><div id=root></div><script src=app.js></script></body></html>".to_owned(),
                    NOTHING,
                ),
                bare("t112-empty", String::new, Expect::Page { status: "pending", error: Some("empty") }),
                page(
                    "t112-redirect-home",
                    |asked| moved(302, &asked.link("")),
                    Expect::Either { kinds: &["not_found", "no_article"], articles: 1 },
                ),
                page(
                    "t112-circle",
                    |asked| moved(302, &asked.link("x.html")),
                    Expect::Page { status: "pending", error: Some("redirect") },
                ),
                page(
                    "t112-404",
                    |_| send("404 Not Found", HTML, article_page("Not found")),
                    Expect::Page { status: "failed", error: Some("not_found") },
                ),
                page(
                    "t112-image",
                    |_| ok("Content-Type: image/png\r\n", b"\x89PNG\r\n\x1a\n"),
                    Expect::Page { status: "failed", error: Some("not_a_page") },
                ),
                page(
                    "t112-film",
                    |_| ok("Content-Type: video/mp4\r\n", [0; 1000]),
                    Expect::Page { status: "failed", error: Some("not_a_page") },
                ),
                page(
                    "t112-disguised",
                    |_| ok(HTML, b"%PDF-1.7\n%\xe2\xe3"),
                    Expect::Page { status: "failed", error: Some("not_a_page") },
                ),
                page(
                    "t112-wall",
                    |_| send("403 Forbidden", "cf-mitigated: challenge\r\n", ""),
                    Expect::Page { status: "pending", error: Some("bot_wall") },
                ),
                walled("t112-consent", "consent", "Before you continue", CONSENT),
                walled(
                    "t112-bot-check",
                    "bot_wall",
                    "Just a moment...",
                    "<p>Enable JavaScript and cookies to continue</p>",
                ),
                walled(
                    "t112-password",
                    "login",
                    "Log in | The Harbour News",
                    "<form><input name=user><input type='password'><button>Log in</button></form><p>Forgot your password?</p>",
                ),
                walled(
                    "t112-soft-404",
                    "not_found",
                    "Page not found",
                    "<h1>Sorry</h1><p>Perhaps one of these is of interest:</p>",
                ),
                walled("t112-soft-502", "error_page", "502 Bad Gateway", "<center><h1>502 Bad Gateway</h1></center>"),
                walled(
                    "t112-paywall",
                    "paywall",
                    "Story x of t112-paywall",
                    "<article><h1>Story x of t112-paywall</h1><p>The ferry left the harbour at noon, an hour late, and nobody \
                     on board minded the delay.</p><div>Subscribe to continue reading this story.</div></article>",
                ),
            ],
        },
        Row {
            id: "T117",
            does: "bases its links elsewhere, and packs pictures into its text",
            cases: vec![
                html(
                    "t117-base",
                    || "<base href='javascript:alert(1)//'><p>More of it <a href='x'>here</a>.</p>".to_owned(),
                    READ,
                ),
                html(
                    "t117-base-private",
                    || {
                        "<base href='http://127.0.0.1:8443/'><p>More of it <a href='x'>here</a> <img src='y.png'>.</p>"
                            .to_owned()
                    },
                    READ,
                ),
                html("t117-srcset", || format!("<img srcset='{}' alt=a>", "a.png 1x, ".repeat(50_000)), READ),
                html(
                    "t117-data",
                    || format!("<p>Look: <img alt=inline src='data:image/png;base64,{}'></p>", "A".repeat(700_000)),
                    READ,
                )
                .check(small),
                html(
                    "t117-pixel",
                    || {
                        "<img src='http://127.0.0.1:8443/pixel.gif' width=1 height=1><script src='http://127.0.0.1:8443/s.js'></script><iframe src='http://127.0.0.1:8443/'></iframe>".to_owned()
                    },
                    READ,
                ),
            ],
        },
        Row {
            id: "T118",
            does: "hides its charset",
            cases: vec![
                charset(
                    "t118-late",
                    "",
                    &format!("<!-- {} --><meta charset=gb2312>", "x".repeat(2_100)),
                    b"\xd0\xc2\xce\xc5",
                    "新闻",
                ),
                charset(
                    "t118-conflict",
                    "; charset=utf-8",
                    "<meta charset=shift_jis>",
                    b"\x93\x8c\x8b\x9e\x82\xcc\x90\x56\x95\xb7",
                    "東京の新聞",
                ),
                charset("t118-none", "", "", "Заголовок новости сегодня".as_bytes(), "Заголовок новости"),
                charset(
                    "t118-wrong",
                    "; charset=utf-16",
                    "",
                    "Заголовок новости сегодня".as_bytes(),
                    "Заголовок новости",
                ),
            ],
        },
        Row {
            id: "T119",
            does: "serves another page at every request",
            cases: vec![
                page(
                    "t119-nonce",
                    |asked| {
                        ok(HTML, page_around(&title(&asked.case, "x"), &format!("<p>Visitor number {}</p>", asked.nth)))
                    },
                    READ,
                )
                .check(|found| {
                    if found.paths().iter().filter(|path| **path == "x.html").count() == 1 {
                        Ok(())
                    } else {
                        Err("the page was asked for again".to_owned())
                    }
                }),
            ],
        },
        Row {
            id: "T120",
            does: "answers for a page in odd ways",
            cases: vec![
                page(
                    "t120-304",
                    |_| send("304 Not Modified", "", ""),
                    Expect::Page { status: "pending", error: Some("status") },
                ),
                page(
                    "t120-206",
                    |asked| {
                        send(
                            "206 Partial Content",
                            "Content-Range: bytes 0-99/1000\r\n",
                            article_page(&title(&asked.case, "x")),
                        )
                    },
                    Expect::Page { status: "pending", error: Some("status") },
                ),
                page(
                    "t120-405",
                    |_| send("405 Method Not Allowed", "Allow: HEAD\r\n", ""),
                    Expect::Page { status: "pending", error: Some("status") },
                ),
                page(
                    "t120-406",
                    |_| send("406 Not Acceptable", "", ""),
                    Expect::Page { status: "pending", error: Some("status") },
                ),
                page("t120-typeless", |asked| ok("", article_page(&title(&asked.case, "x"))), READ),
                page(
                    "t120-octets",
                    |asked| ok("Content-Type: application/octet-stream\r\n", article_page(&title(&asked.case, "x"))),
                    READ,
                ),
                page(
                    "t120-gzip",
                    |asked| {
                        ok(
                            "Content-Type: text/html\r\nContent-Encoding: gzip\r\n",
                            super::transport::gzip(article_page(&title(&asked.case, "x")).as_bytes()),
                        )
                    },
                    READ,
                ),
                page(
                    "t120-bomb",
                    |_| {
                        ok(
                            "Content-Type: text/html\r\nContent-Encoding: gzip\r\n",
                            super::transport::gzip(&vec![b' '; 1 << 20]).repeat(300),
                        )
                    },
                    Expect::Page { status: "failed", error: Some("too_large") },
                ),
                page(
                    "t120-foo",
                    |_| ok("Content-Type: text/html\r\nContent-Encoding: foo\r\n", "x"),
                    Expect::Page { status: "pending", error: Some("encoding") },
                ),
            ],
        },
    ]
}

fn links() -> Vec<Row> {
    vec![
        Row {
            id: "T113",
            does: "links to its articles badly",
            cases: vec![
                link("t113-relative", "x.html", Some("/x.html")),
                link("t113-schemeless", "//t113-schemeless.example/t113-schemeless/x.html", Some("/x.html")),
                link("t113-spaces", "  x.html\n ", Some("/x.html")),
                link("t113-dots", "../../../t113-dots/./a/../x.html", Some("/x.html")),
                link(
                    "t113-userinfo",
                    "http://good@t113-userinfo.example/t113-userinfo/x.html",
                    Some("http://t113-userinfo.example/t113-userinfo/x.html"),
                ),
                link("t113-fragment", "#top", None),
                link("t113-nul", "http://t113-nul.example/%00x.html", Some("%00x.html")),
                link("t113-idn", "http://xn--80ak6aa92e.example/x.html", Some("http://xn--80ak6aa92e.example/x.html")),
                link("t113-homograph", "http://аррӏе.example/x.html", Some("http://xn--80ak6aa92e.example/x.html")),
                link("t113-port", "http://t113-port.example:22/x.html", Some(":22/"))
                    .check(|found| page_error(found, "blocked_port")),
                feed(
                    "t113-long",
                    |asked| {
                        ok(
                            "",
                            rss(&(item(&title(&asked.case, "1"), &asked.link("1.html"))
                                + &item("Story x", &asked.link(&"y".repeat(100_000))))),
                        )
                    },
                    reads(1),
                ),
            ],
        },
        Row {
            id: "T114",
            does: "links to scripts and files",
            cases: [
                "javascript:alert(1)",
                "data:text/html,x",
                "file:///etc/passwd",
                "vbscript:x",
                "java&#9;script:alert(1)",
                "JAVASCRIPT:alert(1)",
                "feed:javascript:alert(1)",
                "blob:http://a.example/x",
                "about:blank",
                "mailto:a@b.example",
                "tel:1",
            ]
            .into_iter()
            .zip(1..)
            .map(|(target, number)| link(&format!("t114-{number}"), target, None))
            .collect(),
        },
        Row {
            id: "T115",
            does: "links to this machine and its networks",
            cases: [
                "127.0.0.1",
                "[::1]",
                "10.0.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "0x7f000001",
                "[::ffff:127.0.0.1]",
            ]
            .into_iter()
            .zip(1..)
            .map(|(host, number)| {
                let target: &'static str = format!("http://{host}:{CANARY_PORT}/x.html").leak();
                link(&format!("t115-{number}"), target, Some(":8443/"))
                    .check(|found| page_error(found, "blocked_address"))
            })
            .chain([
                link("t115-name", "http://localhost/x.html", Some("localhost"))
                    .check(|found| page_error(found, "blocked_address")),
                page(
                    "t115-redirect",
                    |_| moved(302, &format!("http://127.0.0.1:{CANARY_PORT}/")),
                    Expect::Page { status: "failed", error: Some("blocked_address") },
                ),
                page(
                    "t115-redirect-scheme",
                    |_| moved(302, "file:///etc/passwd"),
                    Expect::Page { status: "failed", error: Some("redirect_scheme") },
                ),
            ])
            .collect(),
        },
    ]
}

/// Markup that means harm, in every place in which markup is read.
fn attacks() -> Row {
    let attack = "<script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)><a href=\"java\tscript:alert(1)\">x</a><iframe srcdoc=\"<script>alert(1)</script>\"></iframe><math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">";
    let escaped = attack.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    let (in_feed, in_page) = (escaped, attack);
    Row { id: "T116", does: "puts scripts everywhere", cases: vec![
        feed("t116-feed", move |asked| ok("", rss(&format!(
            "{}<item><title>Story x {in_feed}</title><guid>{in_feed}</guid><author>{in_feed}</author><category>{in_feed}</category><description>Words {in_feed} words</description><enclosure url=\"javascript:alert(1)\" type=\"text/html\"/></item>",
            item(&title(&asked.case, "1"), &asked.link("1.html"))
        ))), reads(1)).check(clean),
        page("t116-page", move |asked| ok(HTML, page_around(&format!("{} {in_page}", title(&asked.case, "x")), in_page)), READ).check(clean),
    ] }
}

const HTML: &str = "Content-Type: text/html; charset=utf-8\r\n";
const NOTHING: Expect = Expect::Page { status: "failed", error: Some("no_article") };

const CONSENT: &str = "<p>We and our partners store and/or access information on a device, such as cookies.</p>\
    <p>You can withdraw your consent at any time, or manage settings.</p><p>Accept all Reject all</p>";

/// A page that stands in the article's place: nothing of it is kept but that it was there.
fn walled(id: &str, wall: &'static str, title: &'static str, body: &'static str) -> Case {
    let html =
        format!("<title>{title}</title><body><nav><a href=/>Home</a> <a href=/w>World</a></nav><main>{body}</main>");
    page(id, move |_| ok(HTML, &html), Expect::Page { status: wall, error: Some(wall) }).check(|found| {
        let text = &found.article("Story x")?.text;
        if text.starts_with("In short") { Ok(()) } else { Err(format!("the feed's text is now {text:?}")) }
    })
}

/// The article's link as the feed writes it, and what its address must have in it; `None`: it has none.
fn link(id: &str, written: &'static str, expected: Option<&'static str>) -> Case {
    feed(id, move |asked| {
        let first = item(&title(&asked.case, "1"), &asked.link("1.html"));
        ok("", rss(&format!("{first}<item><title>Story x</title><guid isPermaLink=\"false\">x</guid><link>{written}</link></item>")))
    }, reads(1)).check(move |found| {
        let url = found.articles.last().ok_or("no article")?.url.as_deref();
        let right = match (url, expected) {
            (None, None) => true,
            (Some(url), Some(part)) => url.contains(part),
            _ => false,
        };
        if right { Ok(()) } else { Err(format!("the article's address is {url:?}")) }
    })
}

fn page_error(found: &Found, kind: &str) -> Result<(), String> {
    let error = found.article("Story x")?.error.as_deref();
    if error.is_some_and(|error| error.starts_with(kind)) {
        Ok(())
    } else {
        Err(format!("the page's error is {error:?}"))
    }
}

/// No tag and no scheme of script comes through as Markdown, and no control character.
fn clean(found: &Found) -> Result<(), String> {
    for article in &found.articles {
        for (what, text) in [("markdown", &article.markdown), ("title", &article.title), ("authors", &article.authors)]
        {
            let folded = text.to_lowercase();
            let in_markdown = what == "markdown" && folded.contains('<');
            if in_markdown
                || folded.contains("](javascript")
                || text.chars().any(|c| c.is_control() && c != '\n' && c != '\t')
            {
                return Err(format!("the {what} is {text:?}"));
            }
        }
    }
    Ok(())
}

fn small(found: &Found) -> Result<(), String> {
    let bytes = found.article("Story x")?.markdown.len();
    if bytes < 10_000 { Ok(()) } else { Err(format!("the article has {bytes} bytes")) }
}

fn few_requests(found: &Found) -> Result<(), String> {
    let pages = found.paths().iter().filter(|path| path.ends_with(".html")).count();
    if pages <= 22 { Ok(()) } else { Err(format!("{pages} pages were asked for")) }
}

fn charset(id: &str, parameter: &'static str, head: &str, word: &'static [u8], expected: &'static str) -> Case {
    let head = head.to_owned();
    page(
        id,
        move |_| {
            let text = [word, b" ", BODY.as_bytes(), b" ", word].concat();
            let body = [
                format!(
                    "<!doctype html><html><head>{head}<title>Story x</title></head><body><article><h1>Story x</h1><p>"
                )
                .as_bytes(),
                &text,
                b"</p></article></body></html>",
            ]
            .concat();
            ok(&format!("Content-Type: text/html{parameter}\r\n"), body)
        },
        READ,
    )
    .check(move |found| {
        let text = &found.article("Story x")?.text;
        if text.contains(expected) {
            Ok(())
        } else {
            Err(format!("the text is {:?}", text.chars().take(40).collect::<String>()))
        }
    })
}
