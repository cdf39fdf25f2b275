//! T20–T29: redirects, and the addresses to which they lead.

use crate::torture::CANARY_PORT;
use crate::torture::case::{Act, Asked, Case, Expect, Found, Row, Tls, fails, feed, reads, site};
use crate::torture::site::{feed_of, ok, send};

pub fn rows() -> Vec<Row> {
    let canary = |host: &str| format!("http://{host}:{CANARY_PORT}/feed.xml");
    vec![
        Row {
            id: "T20",
            does: "redirects in a circle or without end",
            cases: vec![
                feed("t20-self", |asked| moved(302, &asked.link("feed.xml")), fails(&["redirect"])),
                site(
                    "t20-circle",
                    |asked| Some(moved(302, &asked.link(if asked.path == "feed.xml" { "a" } else { "feed.xml" }))),
                    fails(&["redirect"]),
                ),
                site(
                    "t20-six",
                    |asked| {
                        let hop = asked.path.trim_start_matches("hop-").parse().unwrap_or(0_u32);
                        if hop < 6 {
                            Some(moved(302, &asked.link(&format!("hop-{}", hop + 1))))
                        } else {
                            Some(ok("", feed_of(asked, &["x"])))
                        }
                    },
                    fails(&["redirect"]),
                ),
                site(
                    "t20-five",
                    |asked| {
                        if asked.path.ends_with(".html") || asked.path == "robots.txt" {
                            return None;
                        }
                        let hop = asked.path.trim_start_matches("hop-").parse().unwrap_or(0_u32);
                        if hop < 5 {
                            Some(moved(302, &asked.link(&format!("hop-{}", hop + 1))))
                        } else {
                            Some(ok("", feed_of(asked, &["x"])))
                        }
                    },
                    reads(1),
                ),
                site(
                    "t20-growing",
                    |asked| Some(moved(302, &asked.link(&format!("{}x", asked.path)))),
                    fails(&["redirect"]),
                ),
            ],
        },
        Row {
            id: "T21",
            does: "names its target badly",
            cases: vec![
                feed("t21-missing", |_| send("302 Found", "", ""), fails(&["redirect"])),
                feed("t21-empty", |_| send("302 Found", "Location: \r\n", ""), fails(&["redirect"])),
                feed(
                    "t21-bytes",
                    |_| {
                        vec![Act::Send(
                            b"HTTP/1.1 302 Found\r\nLocation: /\xff\xfe\r\nContent-Length: 0\r\n\r\n".to_vec(),
                        )]
                    },
                    fails(&["redirect"]),
                ),
                feed("t21-long", |asked| moved(302, &asked.link(&"a".repeat(64 * 1024))), fails(&["redirect"])),
                feed("t21-hostless", |_| moved(302, "http://"), fails(&["redirect"])),
                feed("t21-zone", |_| moved(302, "http://[fe80::1%25eth0]/"), fails(&["redirect"])),
                elsewhere("t21-relative", |_| "other".to_owned()),
                elsewhere("t21-rooted", |asked| format!("/{}/other", asked.case)),
                elsewhere("t21-spaces", |asked| format!("  {}  ", asked.link("other"))),
                elsewhere("t21-schemeless", |asked| format!("//{}/{}/other", asked.host, asked.case)),
                elsewhere("t21-fragment", |_| "other#part".to_owned()),
                elsewhere("t21-upper", |asked| format!("HTTP://{}/{}/other", asked.host.to_uppercase(), asked.case)),
            ],
        },
        Row {
            id: "T22",
            does: "redirects to another scheme",
            cases: [
                "file:///etc/passwd",
                "ftp://files.example/x",
                "gopher://127.0.0.1:70/",
                "data:text/xml,<rss/>",
                "javascript:alert(1)",
                "FILE:/etc/passwd",
                "jar:http://a.example/x",
                "ws://a.example/",
            ]
            .into_iter()
            .zip(1..)
            .map(|(target, number)| to(&format!("t22-{number}"), target.to_owned(), fails(&["redirect_scheme"])))
            .collect(),
        },
        Row {
            id: "T23",
            does: "redirects to this machine in every spelling",
            cases: [
                "127.0.0.1",
                "127.1",
                "0x7f.1",
                "2130706433",
                "017700000001",
                "0",
                "0.0.0.0",
                "127.0.0.1.",
                "127。0。0。1",
                "１２７.0.0.1",
                "%31%32%37.0.0.1",
            ]
            .into_iter()
            .map(canary)
            .chain([
                "http://localhost/feed.xml".to_owned(),
                "http://LOCALHOST./feed.xml".to_owned(),
                "https://localhost/".to_owned(),
            ])
            .zip(1..)
            .map(|(target, number)| to(&format!("t23-{number}"), target, fails(&["blocked_address"])))
            .collect(),
        },
        Row {
            id: "T24",
            does: "redirects to where clouds keep credentials",
            cases: [
                "http://169.254.169.254/latest/meta-data/",
                "http://metadata.google.internal/",
                "http://100.100.100.200/",
                "http://0xa9fea9fe/",
                "http://[fd00:ec2::254]/",
                "http://192.0.0.192/",
            ]
            .into_iter()
            .zip(1..)
            .map(|(target, number)| to(&format!("t24-{number}"), target.to_owned(), fails(&["blocked_address"])))
            .collect(),
        },
        Row {
            id: "T25",
            does: "redirects to private addresses by way of IPv6",
            cases: [
                "[::1]",
                "[::ffff:10.0.0.1]",
                "[::ffff:127.0.0.1]",
                "[::7f00:1]",
                "[64:ff9b::a9fe:a9fe]",
                "[2002:7f00:1::]",
                "[2001::1]",
                "[fe80::1]",
                "[fc00::1]",
                "[::]",
                "[ff02::1]",
            ]
            .into_iter()
            .map(canary)
            .zip(1..)
            .map(|(target, number)| to(&format!("t25-{number}"), target, fails(&["blocked_address"])))
            .collect(),
        },
        Row {
            id: "T26",
            does: "has a name that leads to a private address, at once or at the second look",
            cases: ["t26-private", "t26-mixed", "t26-rebound", "t26-mapped"]
                .into_iter()
                .map(|id| feed(id, |asked| ok("", feed_of(asked, &["x"])), fails(&["blocked_address"])))
                .chain([
                    feed("t26-nothing", |asked| ok("", feed_of(asked, &["x"])), fails(&["dns"])),
                    to("t26-invalid", "http://nowhere.invalid/".to_owned(), fails(&["dns"])),
                ])
                .collect(),
        },
        Row {
            id: "T27",
            does: "redirects from https to http",
            cases: vec![
                feed(
                    "t27-down",
                    |asked| {
                        moved(
                            301,
                            &format!("http://t27-below.example/{}/feed.xml", asked.case.replace("down", "below")),
                        )
                    },
                    reads(2),
                )
                .tls(Tls::Sound)
                .config(CREDENTIALS)
                .check(|found| sent(found, "feed.xml", "authorization", true)),
                feed("t27-below", |asked| ok("", feed_of(asked, &["x"])), reads(1)).guests(1).check(no_secrets),
            ],
        },
        Row {
            id: "T28",
            does: "redirects to another site, to which no secret may go",
            cases: vec![
                feed("t28-from", |_| moved(302, "http://t28-to.example/t28-to/feed.xml"), reads(2))
                    .config(CREDENTIALS)
                    .check(|found| {
                        sent(found, "feed.xml", "authorization", true).and(sent(found, "feed.xml", "x-api-key", true))
                    }),
                feed("t28-to", |asked| ok("Set-Cookie: session=1\r\n", feed_of(asked, &["x"])), reads(1))
                    .guests(1)
                    .check(no_secrets),
                feed(
                    "t28-port",
                    |asked| moved(302, &format!("http://{}:8080/{}/feed.xml", asked.host, asked.case)),
                    fails(&["connect", "redirect"]),
                )
                .config(CREDENTIALS),
                elsewhere("t28-same", |asked| asked.link("other"))
                    .config(CREDENTIALS)
                    .check(|found| sent(found, "other", "x-api-key", true)),
            ],
        },
        Row {
            id: "T29",
            does: "names credentials in its target",
            cases: vec![
                feed("t29-from", |_| moved(302, "http://good:pass@t29-to.example/t29-to/feed.xml"), reads(2)),
                feed("t29-to", |asked| ok("", feed_of(asked, &["x"])), reads(1)).guests(1).check(no_secrets),
            ],
        },
    ]
}

const CREDENTIALS: &str =
    "username = \"reader\"\npassword = \"${TORTURE_SECRET}\"\nheaders = { X-Api-Key = \"${TORTURE_SECRET}\" }\n";

pub fn moved(status: u16, to: &str) -> Vec<Act> {
    send(&format!("{status} Moved"), &format!("Location: {to}\r\nSet-Cookie: seen=1\r\n"), "")
}

fn to(id: &str, target: String, expect: Expect) -> Case {
    feed(id, move |_| moved(302, &target), expect)
}

/// A feed that has moved to `other` on its own site.
fn elsewhere(id: &str, target: fn(&Asked) -> String) -> Case {
    site(
        id,
        move |asked| match asked.path.as_str() {
            "feed.xml" => Some(moved(302, &target(asked))),
            "other" => Some(ok("", feed_of(asked, &["x"]))),
            _ => None,
        },
        reads(1),
    )
}

fn no_secrets(found: &Found) -> Result<(), String> {
    ["authorization", "x-api-key"].into_iter().try_for_each(|header| sent(found, "feed.xml", header, false))
}

/// Whether a header came with every request for a path, or with none.
fn sent(found: &Found, path: &str, header: &str, wanted: bool) -> Result<(), String> {
    let requests: Vec<_> = found.asked.iter().filter(|asked| asked.path == path).collect();
    let right = requests.iter().all(|asked| asked.header(header).is_some() == wanted);
    if right && !requests.is_empty() { Ok(()) } else { Err(format!("{header} on {path}: wanted {wanted}")) }
}
