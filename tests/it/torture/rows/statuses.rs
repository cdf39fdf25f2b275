//! T30–T66: statuses, validators, freshness, throttling, robots.txt.

use super::redirects::moved;
use crate::torture::case::{Act, Asked, Case, Expect, Found, Hurry, Row, fails, feed, page, reads, site};
use crate::torture::site::{feed_of, item, ok, rss, send, title};
use std::sync::Arc;

const DAY: i64 = 24 * 3600;

pub fn rows() -> Vec<Row> {
    let mut rows = answers();
    rows.extend(validators());
    rows.extend(failures());
    rows.extend(throttles());
    rows.push(robots());
    rows
}

fn answers() -> Vec<Row> {
    vec![
        Row {
            id: "T30",
            does: "answers a page that asks to log in, with status 200",
            cases: vec![
                feed("t30-login", |_| ok("Content-Type: text/html\r\n", LOGIN), fails(&["not_a_feed"])),
                feed("t30-as-feed", |_| ok("Content-Type: application/rss+xml\r\n", LOGIN), fails(&["not_a_feed"])),
                feed("t30-error", |_| ok("", "Error establishing a database connection"), fails(&["not_a_feed"])),
                site(
                    "t30-consent",
                    |asked| {
                        (asked.path == "feed.xml")
                            .then(|| moved(302, &asked.link("consent")))
                            .or_else(|| (asked.path == "consent").then(|| ok("Content-Type: text/html\r\n", LOGIN)))
                    },
                    fails(&["not_a_feed"]),
                ),
            ],
        },
        Row {
            id: "T31",
            does: "answers nothing, with status 200",
            cases: vec![
                feed("t31-empty", |_| ok("", ""), fails(&["empty"])),
                feed("t31-white", |_| ok("", " \r\n\t\n "), fails(&["empty"])),
                feed("t31-mark", |_| ok("", "\u{feff}"), fails(&["empty"])),
                feed("t31-nul", |_| ok("", [0; 500]), fails(&["empty", "not_a_feed"])),
            ],
        },
        Row {
            id: "T32",
            does: "answers a status that a feed never needs",
            cases: vec![
                status("t32-204", "204 No Content", fails(&["status"])),
                status("t32-205", "205 Reset Content", fails(&["status"])),
                with_feed("t32-206", "206 Partial Content", fails(&["status"])),
                with_feed("t32-226", "226 IM Used", reads(1)),
                with_feed("t32-203", "203 Non-Authoritative Information", reads(1)),
                status("t32-300", "300 Multiple Choices", fails(&["status"])),
                status("t32-305", "305 Use Proxy", fails(&["status"])),
                feed("t32-304", |_| vec![Act::Send(b"HTTP/1.1 304 Not Modified\r\n\r\n".to_vec())], fails(&["status"]))
                    .without_validators(),
            ],
        },
        Row {
            id: "T33",
            does: "answers a feed without items",
            cases: vec![
                feed("t33-rss", |_| ok("", rss("")), reads(0)),
                feed(
                    "t33-atom",
                    |_| ok("", "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>t</title></feed>"),
                    reads(0),
                ),
                feed(
                    "t33-json",
                    |_| ok("", "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"t\",\"items\":[]}"),
                    reads(0),
                ),
            ],
        },
    ]
}

fn validators() -> Vec<Row> {
    let etag = |id: &str, value: &'static [u8], kept: bool| validator(id, "ETag", value, kept);
    vec![
        Row {
            id: "T34",
            does: "says 304 in odd ways",
            cases: vec![
                not_modified("t34-bare", "", b"").check(|found| has_etag(found, Some(b"\"one\""))),
                not_modified("t34-other-etag", "ETag: \"new\"\r\n", b"")
                    .check(|found| has_etag(found, Some(b"\"new\""))),
                not_modified("t34-body", "Content-Length: 5\r\nConnection: close\r\n", b"hello")
                    .check(|found| has_etag(found, Some(b"\"one\""))),
            ],
        },
        Row {
            id: "T35",
            does: "gives odd entity tags",
            cases: vec![
                etag("t35-weak", b"W/\"weak\"", true),
                etag("t35-unquoted", b"unquoted", true),
                etag("t35-star", b"*", true),
                etag("t35-quotes", b"\"a\"b\"", true),
                etag("t35-inner-space", b"\"a  b\"", true),
                etag("t35-latin", b"\"\xe9\xff\"", true),
                etag("t35-han", "\"新闻\"".as_bytes(), true),
                etag("t35-empty", b"", false),
                validator("t35-long", "ETag", vec![b'x'; 8192].leak(), false),
            ],
        },
        Row {
            id: "T36",
            does: "gives a new entity tag for the same body",
            cases: vec![
                feed("t36-same-body", |asked| ok("ETag: \"touched\"\r\n", feed_of(asked, &[])), reads(0))
                    .check(|found| has_etag(found, Some(b"\"touched\""))),
            ],
        },
        Row {
            id: "T37",
            does: "says 304 for ever, whatever it has",
            cases: vec![
                site(
                    "t37-frozen",
                    |asked| {
                        let is_conditional = asked.path == "feed.xml" && asked.header("if-none-match").is_some();
                        is_conditional.then(|| send("304 Not Modified", "ETag: \"one\"\r\n", ""))
                    },
                    Expect::NotModified,
                )
                // The last poll, a month later, has to be without validators.
                .for_good(),
            ],
        },
        Row {
            id: "T38",
            does: "gives odd dates of modification",
            cases: vec![
                validator("t38-future", "Last-Modified", b"Fri, 01 Jan 2099 00:00:00 GMT", true),
                validator("t38-garbage", "Last-Modified", b"yesterday", true),
                validator("t38-lower-case", "last-modified", b"mon, 23 nov 2026 08:30:00 gmt", true),
                validator("t38-other-zone", "LAST-MODIFIED", b"Mon, 23 Nov 2026 08:30:00 +0200", true),
                validator("t38-number", "Last-Modified", b"1764000000", true),
            ],
        },
        Row {
            id: "T39",
            does: "says impossible things of freshness",
            cases: [
                "max-age=0",
                "max-age=1000000000000000000",
                "max-age=-1",
                "max-age=1\r\nCache-Control: max-age=99999999999",
                "no-store, max-age=99999999",
                "max-age=\"60\"",
                "max-age=abc",
                "max-age",
                ",,,=,;",
                "s-maxage=4294967296",
            ]
            .into_iter()
            .zip(1..)
            .map(|(value, number)| {
                feed(
                    &format!("t39-{number}"),
                    move |asked| {
                        ok(&format!("Cache-Control: {value}\r\nAge: 99999999999999999999\r\n"), feed_of(asked, &["x"]))
                    },
                    reads(1),
                )
                .check(|found| next_poll(found, 1, 8 * DAY))
            })
            .chain([feed(
                "t39-expires",
                |asked| {
                    ok(
                        "Expires: Fri, 31 Dec 9999 23:59:59 GMT\r\nDate: Mon, 01 Jan 0001 00:00:00 GMT\r\n",
                        feed_of(asked, &["x"]),
                    )
                },
                reads(1),
            )
            .check(|found| next_poll(found, 1, 8 * DAY))])
            .collect(),
        },
    ]
}

fn failures() -> Vec<Row> {
    let statuses = |row: &str, all: &[(&'static str, &'static [&'static str])]| {
        all.iter()
            .map(|(line, kinds)| status(&format!("{row}-{}", &line[..3]), line, Expect::Fails(kinds)))
            .collect::<Vec<Case>>()
    };
    vec![
        Row {
            id: "T40",
            does: "answers 400 or 404",
            cases: statuses(
                "t40",
                &[
                    ("400 Bad Request", &["status"]),
                    ("404 Not Found", &["not_found"]),
                    ("405 Method Not Allowed", &["status"]),
                    ("421 Misdirected Request", &["status"]),
                ],
            ),
        },
        Row {
            id: "T41",
            does: "answers 410",
            cases: vec![status("t41-gone", "410 Gone", fails(&["gone"])).check(|found| {
                if found.state == "gone" { Ok(()) } else { Err(format!("the feed is {}", found.state)) }
            })],
        },
        Row {
            id: "T42",
            does: "refuses",
            cases: {
                let mut cases = statuses(
                    "t42",
                    &[
                        ("401 Unauthorized", &["unauthorized"]),
                        ("402 Payment Required", &["forbidden"]),
                        ("403 Forbidden", &["forbidden"]),
                        ("407 Proxy Authentication Required", &["unauthorized"]),
                        ("451 Unavailable For Legal Reasons", &["forbidden"]),
                    ],
                );
                cases.extend([
                    feed(
                        "t42-cloudflare",
                        |_| {
                            send(
                                "403 Forbidden",
                                "cf-mitigated: challenge\r\nServer: cloudflare\r\n",
                                "<title>Just a moment...</title>",
                            )
                        },
                        fails(&["bot_wall"]),
                    ),
                    feed(
                        "t42-aws",
                        |_| send("202 Accepted", "x-amzn-waf-action: challenge\r\n", ""),
                        fails(&["bot_wall"]),
                    ),
                ]);
                let mut cases: Vec<Case> =
                    cases.into_iter().map(|case| case.check(|found| next_poll(found, DAY, 8 * DAY))).collect();
                cases
                    .extend(statuses("t42", &[("418 I'm a teapot", &["status"]), ("999 Request denied", &["status"])]));
                cases
            },
        },
        Row {
            id: "T43",
            does: "fails",
            cases: statuses(
                "t43",
                &[
                    ("500 Internal Server Error", &["server_error"]),
                    ("502 Bad Gateway", &["server_error"]),
                    ("503 Service Unavailable", &["server_error"]),
                    ("504 Gateway Timeout", &["server_error"]),
                    ("520 Unknown", &["server_error"]),
                    ("521 Down", &["server_error"]),
                    ("522 Timed out", &["server_error"]),
                    ("523 Unreachable", &["server_error"]),
                    ("524 Timed out", &["server_error"]),
                    ("525 SSL", &["server_error"]),
                    ("526 SSL", &["server_error"]),
                    ("530 Frozen", &["server_error"]),
                ],
            ),
        },
        Row {
            id: "T44",
            does: "says that it has moved for good, once",
            cases: vec![
                site(
                    "t44-once",
                    |asked| match asked.path.as_str() {
                        "feed.xml" => Some(moved(301, &asked.link("new"))),
                        "new" => Some(ok("", feed_of(asked, &["x"]))),
                        _ => None,
                    },
                    reads(1),
                ),
                site(
                    "t44-to-login",
                    |asked| match asked.path.as_str() {
                        "feed.xml" => Some(moved(308, &asked.link("login"))),
                        "login" => Some(ok("", LOGIN)),
                        _ => None,
                    },
                    fails(&["not_a_feed"]),
                ),
            ],
        },
        Row {
            id: "T45",
            does: "answers 404 after it was there",
            cases: vec![status("t45-vanished", "404 Not Found", fails(&["not_found"]))],
        },
    ]
}

fn throttles() -> Vec<Row> {
    let limited = |id: &str, header: &'static str, at_least, at_most| {
        feed(id, move |_| send("429 Too Many Requests", header, ""), fails(&["rate_limited"]))
            .check(move |found| next_poll(found, at_least, at_most))
    };
    vec![
        Row {
            id: "T60",
            does: "asks for a pause of two minutes or a day",
            cases: vec![
                limited("t60-minutes", "Retry-After: 120\r\n", 120, 2 * DAY),
                limited("t60-day", "Retry-After: 86400\r\n", DAY, 3 * DAY),
            ],
        },
        Row {
            id: "T61",
            does: "asks for a pause until a date, in all three forms, by its own clock",
            cases: vec![
                limited(
                    "t61-imf",
                    "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nRetry-After: Mon, 07 Nov 1994 08:49:37 GMT\r\n",
                    DAY,
                    3 * DAY,
                ),
                limited(
                    "t61-rfc850",
                    "Date: Sunday, 06-Nov-94 08:49:37 GMT\r\nRetry-After: Monday, 07-Nov-94 08:49:37 GMT\r\n",
                    DAY,
                    3 * DAY,
                ),
                limited(
                    "t61-asctime",
                    "Date: Sun Nov  6 08:49:37 1994\r\nRetry-After: Mon Nov  7 08:49:37 1994\r\n",
                    DAY,
                    3 * DAY,
                ),
            ],
        },
        Row {
            id: "T62",
            does: "asks for an impossible pause",
            // What is too long is a month and up to an hour more; what isn't a time at all is left to feedmill.
            cases: [
                ("1000000000000", [31 * DAY, 31 * DAY + 3600]),
                ("18446744073709551615", [31 * DAY, 31 * DAY + 3600]),
                ("18446744073709551616", [31 * DAY, 31 * DAY + 3600]),
                ("Fri, 31 Dec 9999 23:59:59 GMT", [31 * DAY, 31 * DAY + 3600]),
                ("-5", [3600, DAY]),
                ("soon", [3600, DAY]),
                ("", [3600, DAY]),
                ("1.5", [3600, DAY]),
                ("1e9", [3600, DAY]),
            ]
            .into_iter()
            .zip(1..)
            .map(|((value, [at_least, at_most]), number)| {
                feed(
                    &format!("t62-{number}"),
                    move |_| send("429 Too Many Requests", &format!("Retry-After: {value}\r\n"), ""),
                    fails(&["rate_limited"]),
                )
                .check(move |found| next_poll(found, at_least, at_most))
            })
            .collect(),
        },
        Row { id: "T63", does: "limits without saying for how long", cases: vec![limited("t63-silent", "", 60, DAY)] },
        Row {
            id: "T64",
            does: "asks for a pause by other statuses",
            cases: vec![
                feed(
                    "t64-503",
                    |_| send("503 Service Unavailable", "Retry-After: 86400\r\n", ""),
                    fails(&["server_error"]),
                )
                .check(|found| next_poll(found, DAY, 3 * DAY)),
                feed("t64-403", |_| send("403 Forbidden", "Retry-After: 172800\r\n", ""), fails(&["forbidden"]))
                    .check(|found| next_poll(found, 2 * DAY, 5 * DAY)),
            ],
        },
        Row {
            id: "T65",
            does: "limits its pages and not its feed",
            cases: vec![
                page(
                    "t65-429",
                    |_| send("429 Too Many Requests", "Retry-After: 3600\r\n", ""),
                    Expect::Page { status: "pending", error: Some("rate_limited") },
                )
                .check(|found| {
                    if found.article("Story x")?.text.contains("In short") {
                        Ok(())
                    } else {
                        Err("the summary is lost".to_owned())
                    }
                }),
                page(
                    "t65-503",
                    |_| send("503 Service Unavailable", "Retry-After: 3600\r\n", ""),
                    Expect::Page { status: "pending", error: Some("server_error") },
                ),
            ],
        },
    ]
}

/// What a robots.txt may be; without it a page is read.
fn robots() -> Row {
    const READ: Expect = Expect::Page { status: "full", error: None };
    const REFUSED: Expect = Expect::Page { status: "failed", error: Some("robots") };
    // Nothing is known of the host, and whoever can't be asked has not said yes.
    const PUT_OFF: Expect = Expect::Page { status: "pending", error: Some("robots") };
    // The last copy stands, which says that all may be read.
    const LAST_COPY: Expect = READ;
    let file =
        |id: &str, body: Vec<u8>, expect| robots_case(id, move |_| ok("Content-Type: text/plain\r\n", &body), expect);
    let text = |id: &str, body: &str, expect| file(id, body.as_bytes().to_vec(), expect);
    Row {
        id: "T66",
        does: "has a robots.txt of every kind",
        cases: vec![
            text("t66-forbids", FORBIDS, REFUSED),
            text("t66-names-us", "User-agent: *\nDisallow:\n\nUser-agent: FeedMill/2.0\nDisallow: /\n", REFUSED),
            text("t66-names-others", "User-agent: otherbot\nDisallow: /\n", READ),
            robots_case("t66-404", |_| send("404 Not Found", "", FORBIDS), READ),
            robots_case("t66-403", |_| send("403 Forbidden", "", FORBIDS), READ),
            robots_case("t66-500", |_| send("500 Internal Server Error", "", ""), LAST_COPY),
            robots_case("t66-hangs", |_| vec![Act::Hold], LAST_COPY).hurry(Hurry::Headers),
            robots_case("t66-reset", |_| vec![Act::Reset], LAST_COPY),
            file("t66-huge", [FORBIDS.as_bytes(), &b"# padding\n".repeat(200_000)].concat(), REFUSED),
            file("t66-beyond-the-limit", [b"# padding\n".repeat(60_000), FORBIDS.as_bytes().to_vec()].concat(), READ),
            text("t66-html", "<!doctype html><html><body>Disallow nothing</body></html>", READ),
            robots_case("t66-circle", |asked| moved(302, &format!("http://{}/robots.txt", asked.host)), READ),
            file("t66-mark", [&b"\xef\xbb\xbf"[..], FORBIDS.as_bytes()].concat(), REFUSED),
            file("t66-bad-utf8", [&b"\xff\xfe\xff# \xc0\n"[..], FORBIDS.as_bytes()].concat(), REFUSED),
            text("t66-cr", "User-agent: *\rDisallow: /\r", REFUSED),
            text(
                "t66-many-rules",
                &format!("User-agent: *\n{}Disallow: /\n", "Disallow: /a*b*c*d*e*f*g*$\n".repeat(5000)),
                REFUSED,
            ),
            site(
                "t66-six-hops",
                |asked| {
                    let hop: usize =
                        asked.path.strip_prefix("robots.txt")?.trim_start_matches('?').parse().unwrap_or(0);
                    Some(match hop {
                        0..6 => moved(302, &format!("http://{}/robots.txt?{}", asked.host, hop + 1)),
                        _ => send("200 OK", "", FORBIDS),
                    })
                },
                LAST_COPY,
            )
            .lists("x.html"),
            first_time("t66-first-404", |_| send("404 Not Found", "", FORBIDS), READ),
            first_time("t66-first-500", |_| send("500 Internal Server Error", "", ""), PUT_OFF),
            first_time("t66-first-hang", |_| vec![Act::Hold], PUT_OFF).hurry(Hurry::Headers),
            first_time("t66-first-reset", |_| vec![Act::Reset], PUT_OFF),
            text("t66-delay", "User-agent: *\nCrawl-delay: -7\nCrawl-delay: nan\n", READ),
        ],
    }
}

/// A robots.txt that wants nobody.
const FORBIDS: &str = "User-agent: *\nDisallow: /\n";

const LOGIN: &str =
    "<!doctype html><html><head><title>Sign in</title></head><body><form><input name=password></form></body></html>";

fn status(id: &str, line: &'static str, expect: Expect) -> Case {
    // 204 and 205 have no body by their nature.
    let body = if line.starts_with("20") { "" } else { "<html><body>No.</body></html>" };
    feed(id, move |_| send(line, "", body), expect)
}

fn with_feed(id: &str, line: &'static str, expect: Expect) -> Case {
    feed(id, move |asked| send(line, "", feed_of(asked, &["x"])), expect)
}

fn not_modified(id: &str, header: &'static str, body: &'static [u8]) -> Case {
    feed(
        id,
        move |_| {
            vec![
                Act::Send([format!("HTTP/1.1 304 Not Modified\r\n{header}\r\n").as_bytes(), body].concat()),
                Act::Close,
            ]
        },
        Expect::NotModified,
    )
}

/// A validator that must be kept byte for byte, or not at all.
fn validator(id: &str, name: &'static str, value: &'static [u8], kept: bool) -> Case {
    let line = [name.as_bytes(), b": ", value, b"\r\n"].concat();
    let serve = move |asked: &Asked| {
        let body = feed_of(asked, &["x"]);
        let head =
            [b"HTTP/1.1 200 OK\r\n", line.as_slice(), format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes()]
                .concat();
        vec![Act::Send([head, body.into_bytes()].concat())]
    };
    let expected = kept.then(|| value.to_vec());
    let is_etag = name.eq_ignore_ascii_case("etag");
    let check = move |found: &Found| {
        let kept = if is_etag { &found.etag } else { &found.last_modified };
        if *kept == expected { Ok(()) } else { Err(format!("the validator kept is {kept:?}")) }
    };
    Case { check: Some(Arc::new(check)), ..feed(id, serve, reads(1)) }
}

fn has_etag(found: &Found, expected: Option<&[u8]>) -> Result<(), String> {
    if found.etag.as_deref() == expected { Ok(()) } else { Err(format!("the entity tag kept is {:?}", found.etag)) }
}

pub fn next_poll(found: &Found, at_least: i64, at_most: i64) -> Result<(), String> {
    let seconds = found.next_poll_seconds;
    if (at_least..=at_most).contains(&seconds) { Ok(()) } else { Err(format!("the next poll is in {seconds} s")) }
}

fn robots_case(id: &str, serve: impl Fn(&Asked) -> Vec<Act> + Send + Sync + 'static, expect: Expect) -> Case {
    // The sound site's copy would be good for a day, so that a new one is asked for in the hostile pass.
    site(id, move |asked| (asked.path == "robots.txt").then(|| serve(asked)), expect).lists("x.html")
}

/// The same on a host of which no copy has been seen before: the page's own.
fn first_time(id: &str, serve: impl Fn(&Asked) -> Vec<Act> + Send + Sync + 'static, expect: Expect) -> Case {
    let pages = format!("{id}.pages.example");
    site(
        id,
        move |asked| match asked.path.as_str() {
            "robots.txt" if asked.host == pages => Some(serve(asked)),
            "feed.xml" => {
                let first = item(&title(&asked.case, "1"), &asked.link("1.html"));
                let other = item(&title(&asked.case, "x"), &format!("http://{pages}/{}/x.html", asked.case));
                Some(ok("", rss(&format!("{first}{other}"))))
            }
            _ => None,
        },
        expect,
    )
}
