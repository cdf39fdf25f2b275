//! T01–T19: connections, HTTP, content encodings, TLS.

use crate::torture::case::{Act, Asked, Case, Expect, Hurry, Row, Tls, fails, feed, reads, site};
use crate::torture::site::{answer, feed_of, ok, raw};
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::RngExt;
use proptest::test_runner::{RngAlgorithm, TestRng};
use std::io::Write;
use std::time::Duration;

pub fn rows() -> Vec<Row> {
    let mut rows = vec![
        Row {
            id: "T01",
            does: "accepts the connection and never answers",
            cases: vec![feed("t01-silent", |_| vec![Act::Hold], fails(&["timeout_headers"])).hurry(Hurry::Headers)],
        },
        Row {
            id: "T02",
            does: "sends its header byte by byte, for ever",
            cases: vec![
                feed(
                    "t02-drip",
                    |_| vec![Act::Drip(b"HTTP/1.1 200 OK\r\nX-Slow: ".repeat(50), MOMENT), Act::Hold],
                    fails(&["timeout_headers"]),
                )
                .hurry(Hurry::Headers),
            ],
        },
        Row {
            id: "T03",
            does: "sends its body byte by byte, or stops in the middle of it",
            cases: vec![
                feed("t03-drip", drip_body, fails(&["timeout_total"])).hurry(Hurry::Total),
                feed(
                    "t03-stops",
                    |asked| {
                        let whole = answer("200 OK", "", feed_of(asked, &["x"]).as_bytes());
                        vec![Act::Send(whole[..whole.len() / 2].to_vec()), Act::Hold]
                    },
                    fails(&["timeout_idle"]),
                )
                .hurry(Hurry::Idle),
            ],
        },
        Row {
            id: "T04",
            does: "sends a body that never ends, as fast as it can",
            cases: vec![
                feed(
                    "t04-chunked",
                    |_| endless("Transfer-Encoding: chunked\r\n", b"400\r\n", 1024, b"\r\n"),
                    fails(&["too_large"]),
                ),
                feed("t04-unmeasured", |_| endless("Connection: close\r\n", b"", 4096, b""), fails(&["too_large"])),
                feed(
                    "t04-measured",
                    |_| endless("Content-Length: 99999999999\r\n", b"", 4096, b""),
                    fails(&["too_large"]),
                ),
            ],
        },
        Row {
            id: "T05",
            does: "announces more bytes than it sends",
            cases: vec![
                feed(
                    "t05-short",
                    |asked| {
                        let body = feed_of(asked, &["x"]);
                        raw(format!(
                            "HTTP/1.1 200 OK\r\nETag: \"cut\"\r\nContent-Length: {}\r\n\r\n{body}",
                            body.len() + 100
                        ))
                    },
                    fails(&["truncated"]),
                ),
                feed("t05-nothing", |_| raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"), fails(&["truncated"])),
            ],
        },
        Row {
            id: "T06",
            does: "announces fewer bytes than it sends",
            cases: vec![
                feed(
                    "t06-long",
                    |asked| {
                        let body = feed_of(asked, &["x", "y"]);
                        let until = body.find("Story y").unwrap();
                        vec![Act::Send(
                            format!("HTTP/1.1 200 OK\r\nETag: \"cut\"\r\nContent-Length: {until}\r\n\r\n{body}").into(),
                        )]
                    },
                    Expect::Reads { articles: 1, warning: Some("") },
                )
                .check(|found| {
                    if found.etag.is_some() {
                        Err("validators of a feed that breaks off were kept".to_owned())
                    } else {
                        Ok(())
                    }
                }),
            ],
        },
        Row {
            id: "T07",
            does: "measures its body twice",
            cases: vec![
                feed(
                    "t07-lengths",
                    |_| raw("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n<rss/>"),
                    fails(&["protocol"]),
                ),
                feed(
                    "t07-both",
                    |asked| {
                        let body = feed_of(asked, &["x"]);
                        let head = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n";
                        raw(format!("{head}{:x}\r\n{body}\r\n0\r\n\r\n", body.len()))
                    },
                    reads(1),
                ),
            ],
        },
        Row {
            id: "T08",
            does: "sends broken chunks",
            cases: vec![
                chunked("t08-size", |body| format!("zz\r\n{body}\r\n0\r\n\r\n"), fails(&["protocol"])),
                chunked(
                    "t08-overflow",
                    |body| format!("fffffffffffffffff\r\n{body}\r\n0\r\n\r\n"),
                    fails(&["protocol"]),
                ),
                chunked("t08-negative", |body| format!("-5\r\n{body}\r\n0\r\n\r\n"), fails(&["protocol"])),
                chunked("t08-no-last", |body| format!("{:x}\r\n{body}\r\n", body.len()), fails(&["truncated"])),
                chunked(
                    "t08-extension",
                    |body| format!("{:x};{}\r\n{body}\r\n0\r\n\r\n", body.len(), "e".repeat(100_000)),
                    fails(&["protocol"]),
                ),
                chunked(
                    "t08-trailers",
                    |body| format!("{:x}\r\n{body}\r\n0\r\nX-Trailer: 1\r\n\r\n", body.len()),
                    reads(1),
                ),
                chunked(
                    "t08-bytewise",
                    |body| {
                        body.bytes().map(|byte| format!("1\r\n{}\r\n", char::from(byte))).collect::<String>()
                            + "0\r\n\r\n"
                    },
                    reads(1),
                ),
            ],
        },
        Row {
            id: "T09",
            does: "breaks the connection off",
            cases: vec![
                feed("t09-reset-before", |_| vec![Act::Reset], fails(&["reset"])),
                feed("t09-close-before", |_| vec![Act::Close], fails(&["reset"])),
                feed("t09-close-in-header", |_| raw("HTTP/1.1 200 OK\r\nConte"), fails(&["reset"])),
                feed(
                    "t09-reset-in-body",
                    |_| vec![Act::Send(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n<rss>".to_vec()), Act::Reset],
                    fails(&["reset", "truncated"]),
                ),
            ],
        },
        Row {
            id: "T10",
            does: "packs 512 MiB into half a megabyte of gzip",
            cases: vec![
                feed(
                    "t10-gzip",
                    |_| ok("Content-Encoding: gzip\r\n", gzip(&vec![0; 1 << 20]).repeat(512)),
                    fails(&["too_large"]),
                ),
                feed(
                    "t10-deflate",
                    |_| ok("Content-Encoding: deflate\r\n", zlib(&vec![0; 8 << 20])),
                    fails(&["too_large"]),
                ),
            ],
        },
        Row {
            id: "T11",
            does: "packs as much by other codings, or asks for a giant window",
            cases: vec![
                feed(
                    "t11-zstd",
                    |_| ok("Content-Encoding: zstd\r\n", zstandard(&vec![0; 1 << 20]).repeat(512)),
                    fails(&["too_large"]),
                ),
                feed("t11-brotli", |_| ok("Content-Encoding: br\r\n", BROTLI_BOMB), fails(&["too_large"])),
                feed(
                    "t11-zstd-window",
                    |_| ok("Content-Encoding: zstd\r\n", [&b"\x28\xb5\x2f\xfd\x00\xa8"[..], &[0x01, 0, 0]].concat()),
                    fails(&["encoding"]),
                ),
                feed(
                    "t11-brotli-window",
                    |_| ok("Content-Encoding: br\r\n", [&[0x11, 0x1f][..], BROTLI_BOMB].concat()),
                    fails(&["encoding"]),
                ),
            ],
        },
        Row {
            id: "T12",
            does: "packs its body twice or three times",
            cases: vec![
                packed("t12-said-twice", "gzip, gzip", |feed| gzip(&gzip(feed)), reads(1)),
                packed("t12-two-codings", "gzip, zstd", |feed| zstandard(&gzip(feed)), reads(1)),
                packed("t12-said-once", "gzip", |feed| gzip(&gzip(feed)), fails(&["not_a_feed"])),
                packed("t12-thrice", "gzip, gzip, gzip", |feed| gzip(&gzip(&gzip(feed))), fails(&["encoding"])),
                packed("t12-hundredfold", &"gzip, ".repeat(100), gzip, fails(&["encoding"])),
            ],
        },
        Row {
            id: "T13",
            does: "packs its body otherwise than it says, or badly",
            cases: vec![
                packed("t13-plain", "gzip", <[u8]>::to_vec, fails(&["encoding"])),
                packed(
                    "t13-cut",
                    "gzip",
                    |feed| {
                        let packed = gzip(feed);
                        packed[..packed.len() / 2].to_vec()
                    },
                    fails(&["encoding"]),
                ),
                packed(
                    "t13-crc",
                    "gzip",
                    |feed| {
                        let mut packed = gzip(feed);
                        let at = packed.len() - 8;
                        packed[at] ^= 0xff;
                        packed
                    },
                    fails(&["encoding"]),
                ),
                packed("t13-garbage", "gzip", |feed| [gzip(feed), b"garbage".to_vec()].concat(), fails(&["encoding"])),
                packed("t13-padded", "gzip", |feed| [gzip(feed), vec![0; 512]].concat(), reads(1)),
                packed("t13-unknown", "foo", <[u8]>::to_vec, fails(&["encoding"])),
                packed("t13-identity", "identity", <[u8]>::to_vec, reads(1)),
                packed("t13-unsaid", "", gzip, fails(&["not_a_feed"])),
                packed("t13-empty", "gzip", |_| Vec::new(), fails(&["empty"])),
                packed("t13-deflate", "deflate", zlib, reads(1)),
                packed("t13-zstd", "zstd", zstandard, reads(1)),
                feed("t13-brotli", |_| ok("Content-Encoding: br\r\n", BROTLI_FEED), reads(1)),
            ],
        },
        Row {
            id: "T14",
            does: "sends too many headers, or too long ones",
            cases: vec![
                headed(
                    "t14-many",
                    |_| (0..150).map(|number| format!("X-{number}: y\r\n")).collect(),
                    fails(&["protocol"]),
                ),
                headed("t14-long", |_| format!("X-Long: {}\r\n", "y".repeat(600_000)), fails(&["protocol"])),
                headed("t14-cookies", |_| "Set-Cookie: a=b\r\n".repeat(10_000), fails(&["protocol"])),
                headed("t14-some-cookies", |_| "Set-Cookie: session=1; Path=/\r\n".repeat(20), reads(1)),
            ],
        },
        Row {
            id: "T15",
            does: "speaks another HTTP, or badly",
            cases: vec![
                feed("t15-http09", |asked| raw(feed_of(asked, &["x"])), fails(&["protocol"])),
                feed("t15-http10", |asked| raw(format!("HTTP/1.0 200 OK\r\n\r\n{}", feed_of(asked, &["x"]))), reads(1)),
                feed("t15-http37", |_| raw("HTTP/3.7 200 OK\r\nContent-Length: 6\r\n\r\n<rss/>"), fails(&["protocol"])),
                feed("t15-ssh", |_| raw("SSH-2.0-OpenSSH_9.2\r\n\r\n"), fails(&["protocol"])),
                feed("t15-smtp", |_| raw("220 mail.example ESMTP\r\n\r\n"), fails(&["protocol"])),
                feed(
                    "t15-bare-lf",
                    |asked| {
                        let body = feed_of(asked, &["x"]);
                        raw(format!("HTTP/1.1 200 OK\nContent-Length: {}\n\n{body}", body.len()))
                    },
                    reads(1),
                ),
                headed("t15-nul", |_| "X-Nul: a\0b\r\n".to_owned(), fails(&["protocol"])),
                headed("t15-folded", |_| "X-Folded: a\r\n  b\r\n".to_owned(), fails(&["protocol"])),
                headed("t15-nameless", |_| ": nameless\r\n".to_owned(), fails(&["protocol"])),
                headed("t15-no-colon", |_| "no colon here\r\n".to_owned(), fails(&["protocol"])),
                feed(
                    "t15-no-reason",
                    |asked| {
                        let body = feed_of(asked, &["x"]);
                        raw(format!("HTTP/1.1 200\r\nContent-Length: {}\r\n\r\n{body}", body.len()))
                    },
                    reads(1),
                ),
                feed(
                    "t15-status-000",
                    |_| raw("HTTP/1.1 000 Nothing\r\nContent-Length: 0\r\n\r\n"),
                    fails(&["protocol"]),
                ),
                feed(
                    "t15-status-99999",
                    |_| raw("HTTP/1.1 99999 Much\r\nContent-Length: 0\r\n\r\n"),
                    fails(&["protocol"]),
                ),
                feed("t15-random", |_| raw(noise(5000)), fails(&["protocol"])),
                feed(
                    "t15-random-header",
                    |_| raw([b"HTTP/1.1 200 OK\r\n".to_vec(), noise(5000)].concat()),
                    fails(&["protocol", "reset"]),
                ),
            ],
        },
        Row {
            id: "T16",
            does: "sends interim answers",
            cases: vec![
                feed(
                    "t16-endless",
                    |_| vec![Act::Forever(b"HTTP/1.1 100 Continue\r\n\r\n".to_vec())],
                    fails(&["timeout_headers", "protocol"]),
                )
                .hurry(Hurry::Headers),
                feed(
                    "t16-switching",
                    |_| {
                        vec![Act::Send(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n".to_vec()), Act::Hold]
                    },
                    fails(&["protocol"]),
                ),
                feed(
                    "t16-hints",
                    |asked| {
                        let whole = answer("200 OK", "", feed_of(asked, &["x"]).as_bytes());
                        vec![Act::Send(
                            [b"HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n".to_vec(), whole].concat(),
                        )]
                    },
                    reads(1),
                ),
            ],
        },
    ];
    rows.extend([http2(), tls(), stale()]);
    rows
}

fn http2() -> Row {
    // Such a server reads no path: a page that is read again would be one more request for its feed.
    let h2 = |id: &str, acts: fn(&Asked) -> Vec<Act>, expect| {
        site(id, move |asked| Some(acts(asked)), expect).tls(Tls::H2).config("revisions.check = []")
    };
    Row {
        id: "T17",
        does: "breaks HTTP/2",
        cases: vec![
            h2(
                "t17-sound",
                |_| vec![Act::Send([frame(HEADERS, 4, 1, b"\x88"), frame(DATA, 1, 1, H2_FEED)].concat())],
                reads(1),
            ),
            h2(
                "t17-goaway",
                |_| vec![Act::Send(frame(GOAWAY, 0, 0, &[0, 0, 0, 1, 0, 0, 0, 2])), Act::Close],
                fails(&["protocol", "reset"]),
            ),
            h2(
                "t17-refused",
                |asked| vec![Act::Send(frame(RST_STREAM, 0, stream_of(asked), &[0, 0, 0, 7]))],
                fails(&["protocol", "reset"]),
            ),
            h2(
                "t17-cancelled",
                |_| vec![Act::Send(frame(RST_STREAM, 0, 1, &[0, 0, 0, 8])), Act::Hold],
                fails(&["protocol", "reset"]),
            ),
            h2(
                "t17-reset-in-body",
                |_| {
                    vec![
                        Act::Send(
                            [
                                frame(HEADERS, 4, 1, b"\x88"),
                                frame(DATA, 0, 1, b"<rss>"),
                                frame(RST_STREAM, 0, 1, &[0, 0, 0, 2]),
                            ]
                            .concat(),
                        ),
                        Act::Hold,
                    ]
                },
                fails(&["protocol", "reset", "truncated"]),
            ),
            h2("t17-header-bomb", |_| vec![Act::Send(header_bomb()), Act::Hold], fails(&["protocol", "reset"])),
            h2(
                "t17-continuations",
                |_| vec![Act::Send(frame(HEADERS, 0, 1, b"\x88")), Act::Forever(frame(CONTINUATION, 0, 1, &[0; 64]))],
                fails(&["protocol", "reset"]),
            ),
            h2(
                "t17-pings",
                |_| vec![Act::Forever(frame(PING, 0, 0, &[0; 8]))],
                fails(&["timeout_headers", "protocol", "reset"]),
            )
            .hurry(Hurry::Headers),
            h2(
                "t17-settings",
                |_| vec![Act::Forever(frame(SETTINGS, 0, 0, &[]))],
                fails(&["timeout_headers", "protocol", "reset"]),
            )
            .hurry(Hurry::Headers),
            h2(
                "t17-empty-data",
                |_| vec![Act::Send(frame(HEADERS, 4, 1, b"\x88")), Act::Forever(frame(DATA, 0, 1, b""))],
                fails(&["timeout_total", "protocol", "reset"]),
            )
            .hurry(Hurry::Total),
            h2(
                "t17-no-window",
                |_| {
                    vec![Act::Send(
                        [
                            frame(SETTINGS, 0, 0, &[0, 4, 0, 0, 0, 0]),
                            frame(HEADERS, 4, 1, b"\x88"),
                            frame(DATA, 1, 1, H2_FEED),
                        ]
                        .concat(),
                    )]
                },
                reads(1),
            ),
            h2(
                "t17-pushed",
                |_| vec![Act::Send(frame(5, 4, 1, &[0, 0, 0, 2, 0x82, 0x86, 0x84])), Act::Hold],
                fails(&["protocol", "reset"]),
            ),
            h2("t17-noise", |_| vec![Act::Send(noise(5000)), Act::Hold], fails(&["protocol", "reset"])),
            h2("t17-silent", |_| vec![Act::Hold], fails(&["timeout_headers"])).hurry(Hurry::Headers),
        ],
    }
}

fn tls() -> Row {
    let case = |id: &str, tls, expect| feed(id, |asked| ok("", feed_of(asked, &["x"])), expect).tls(tls);
    Row {
        id: "T18",
        does: "gets TLS wrong",
        cases: vec![
            case("t18-sound", Tls::Sound, reads(1)),
            case("t18-expired", Tls::Expired, fails(&["tls_expired"])),
            case("t18-wrong-host", Tls::WrongHost, fails(&["tls_wrong_host"])),
            case("t18-self-signed", Tls::SelfSigned, fails(&["tls_unknown_ca"])),
            case("t18-unknown-ca", Tls::UnknownAuthority, fails(&["tls_unknown_ca"])),
            case("t18-huge", Tls::Huge, fails(&["tls"])),
            case("t18-old", Tls::Old, fails(&["tls"])),
            case("t18-plain", Tls::Plain, fails(&["tls"])),
            case("t18-hang", Tls::Hang, fails(&["timeout_connect"])).hurry(Hurry::Connect),
            feed(
                "t18-cut-off",
                |_| vec![Act::Send(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n<rss>".to_vec()), Act::Reset],
                fails(&["truncated", "reset"]),
            )
            .tls(Tls::Sound),
        ],
    }
}

fn stale() -> Row {
    Row {
        id: "T19",
        does: "closes a kept connection just as the next request goes",
        cases: vec![
            site(
                "t19-stale",
                |asked| match (asked.path.as_str(), asked.served) {
                    ("feed.xml", _) => None,
                    (_, 0) => None,
                    _ => Some(vec![Act::Close]),
                },
                Expect::Page { status: "full", error: None },
            )
            .lists("x.html"),
        ],
    }
}

const MOMENT: Duration = Duration::from_millis(40);

/// 64 MiB of zeros.
const BROTLI_BOMB: &[u8] = &[
    0xcb, 0xff, 0xff, 0x3f, 0xf8, 0x27, 0x00, 0xe2, 0xb1, 0x40, 0x20, 0xf7, 0xfe, 0x8f, 0xff, 0xff, 0x7f, 0xf0, 0x4f,
    0x00, 0xc4, 0x61, 0x11, 0x80, 0xee, 0xfd, 0x1f, 0xff, 0xff, 0xff, 0xe0, 0x9f, 0x00, 0x88, 0xc3, 0x02, 0x00, 0xdd,
    0xfb, 0x3f, 0xfe, 0xff, 0xff, 0xc1, 0x3f, 0x01, 0x10, 0x87, 0x05, 0x00, 0xba, 0xf7, 0x7f, 0xfc, 0xff, 0xff, 0x83,
    0x7f, 0x02, 0x20, 0x0e, 0x0b, 0x00, 0x74, 0xef, 0xff, 0xf8, 0xff, 0xff, 0x07, 0xff, 0x04, 0x40, 0x1c, 0x16, 0x00,
    0xe8, 0xde, 0xff, 0xf1, 0xff, 0xff, 0x0f, 0xfe, 0x09, 0x80, 0x38, 0x2c, 0x00, 0xd0, 0xbd, 0xff, 0xcb, 0xff, 0xff,
    0x3f, 0xfc, 0x13, 0x00, 0x71, 0x58, 0x00, 0xa0, 0x7b, 0xff, 0x07,
];

/// A feed of one item.
const BROTLI_FEED: &[u8] = &[
    0x1b, 0x9d, 0x00, 0x00, 0x8c, 0xd4, 0x61, 0xcd, 0x9c, 0x27, 0x52, 0xb7, 0xa5, 0x7a, 0xa4, 0x1f, 0x31, 0x8f, 0x05,
    0x53, 0x3c, 0x7f, 0x10, 0x04, 0xe1, 0x37, 0x68, 0xbc, 0x7c, 0x63, 0x63, 0x5f, 0x28, 0x43, 0x49, 0x19, 0x13, 0x65,
    0x2c, 0xe3, 0x1b, 0xfb, 0xd2, 0x1b, 0x96, 0xf2, 0x78, 0x56, 0x8a, 0x90, 0x5c, 0x18, 0x64, 0xd5, 0xe5, 0x67, 0x0d,
    0xed, 0x8d, 0x88, 0x61, 0xf4, 0xa5, 0x2f, 0xa8, 0x0e, 0x07, 0x14, 0x6d, 0x10, 0x33, 0xaf, 0x34, 0xfc, 0x31, 0x4d,
    0x4a, 0xd1, 0xa0, 0x5f, 0x94, 0xa1, 0x7c, 0xa5, 0xfa, 0x84, 0x8b, 0x7d, 0x99, 0x79, 0xee, 0x5e, 0x0a, 0x04, 0xba,
    0x8b, 0x22, 0xf9, 0x81, 0x32, 0xab, 0x08,
];

fn drip_body(asked: &Asked) -> Vec<Act> {
    let whole = answer("200 OK", "", feed_of(asked, &["x"]).as_bytes());
    let start = whole.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
    vec![Act::Send(whole[..start].to_vec()), Act::Drip(whole[start..].to_vec(), MOMENT)]
}

fn endless(header: &str, before: &[u8], bytes: usize, after: &[u8]) -> Vec<Act> {
    let head = format!("HTTP/1.1 200 OK\r\n{header}\r\n");
    vec![Act::Send(head.into()), Act::Forever([before, &vec![b' '; bytes], after].concat())]
}

/// A feed in chunks that the case makes itself.
fn chunked(id: &str, chunks: fn(&str) -> String, expect: Expect) -> Case {
    feed(
        id,
        move |asked| {
            raw(format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{}", chunks(&feed_of(asked, &["x"]))))
        },
        expect,
    )
}

/// A feed packed in some way under a name for it.
fn packed(id: &str, coding: &str, pack: fn(&[u8]) -> Vec<u8>, expect: Expect) -> Case {
    let header = if coding.is_empty() { String::new() } else { format!("Content-Encoding: {coding}\r\n") };
    feed(id, move |asked| ok(&header, pack(feed_of(asked, &["x"]).as_bytes())), expect)
}

/// A feed with further header lines.
pub fn headed(id: &str, header: fn(&Asked) -> String, expect: Expect) -> Case {
    feed(id, move |asked| ok(&header(asked), feed_of(asked, &["x"])), expect)
}

pub fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

fn zlib(body: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

fn zstandard(body: &[u8]) -> Vec<u8> {
    zstd::stream::encode_all(body, 1).unwrap()
}

/// Bytes that look like nothing, the same at every run.
pub fn noise(count: usize) -> Vec<u8> {
    let mut bytes = vec![0; count];
    TestRng::deterministic_rng(RngAlgorithm::ChaCha).fill(&mut bytes[..]);
    bytes
}

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GOAWAY: u8 = 7;
const CONTINUATION: u8 = 9;

const H2_FEED: &[u8] =
    b"<rss version='2.0'><channel><title>H2</title><item><title>Story x</title><guid>h2</guid></item></channel></rss>";

/// The stream on which a request came.
fn stream_of(asked: &Asked) -> u32 {
    asked.served as u32 * 2 + 1
}

/// A frame of HTTP/2 (RFC 9113 §4.1).
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// One header of 4 KB, added to the table, and then named ten thousand times.
fn header_bomb() -> Vec<u8> {
    let mut block = vec![0x88, 0x40, 1, b'x', 0x7f, 0x81, 0x1f];
    block.extend([b'y'; 4096]);
    block.extend([0xbe; 10_000]);
    frame(HEADERS, 4, 1, &block)
}
