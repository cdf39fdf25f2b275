//! T130–T137: many at once; and servers that do something at random.

use super::redirects::moved;
use super::statuses::next_poll;
use super::transport::noise;
use crate::torture::case::{Act, Case, Expect, Hurry, Row, Tls, fails, feed, reads};
use crate::torture::site::{answer, feed_of, ok, send};
use std::time::Duration;

const DAY: i64 = 24 * 3600;
/// How the cases begin that are limited all at once.
pub const LIMITED: &str = "t133";
const SHARED: &str = "t131-shared.example";

pub fn rows() -> Vec<Row> {
    let numbered = |row: &str, count: usize, case: &dyn Fn(&str) -> Case| {
        (1..=count).map(|number| case(&format!("{row}-{number}"))).collect::<Vec<Case>>()
    };
    let mut hanging = numbered("t130-hangs", 40, &|id| {
        feed(id, |_| vec![Act::Hold], fails(&["timeout_headers"])).hurry(Hurry::Headers)
    });
    hanging.extend(numbered("t130-beside", 20, &|id| feed(id, |asked| ok("", feed_of(asked, &["x"])), reads(1))));
    // More than there are places for requests: they are silent until the neighbour has been asked, who is behind them.
    hanging.extend(numbered("t130-silent", 80, &|id| {
        feed(id, |asked| [vec![Act::Until("control")], ok("", feed_of(asked, &["x"]))].concat(), reads(1))
    }));
    vec![
        Row { id: "T130", does: "hangs, with many others at once", cases: hanging },
        Row {
            id: "T131",
            does: "has many feeds on one host",
            cases: numbered("t131", 20, &|id| {
                feed(
                    id,
                    |asked| {
                        let whole = answer("200 OK", "", feed_of(asked, &["x"]).as_bytes());
                        let (start, rest) = whole.split_at(10);
                        vec![Act::Drip(start.to_vec(), Duration::from_millis(2)), Act::Send(rest.to_vec())]
                    },
                    reads(1),
                )
                .at(SHARED)
            })
            .into_iter()
            .map(|case| {
                case.check(|found| match found.most_at_once {
                    0 | 1 => Ok(()),
                    more => Err(format!("{more} requests at once to one host")),
                })
            })
            .collect(),
        },
        Row {
            id: "T132",
            does: "sends as much as it may, with many others at once",
            cases: numbered("t132", 12, &|id| {
                feed(
                    id,
                    |asked| {
                        let body = feed_of(asked, &["x"]);
                        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len() + 900 * 1024);
                        vec![Act::Send([head, body].concat().into()), Act::Many(vec![b' '; 1024], 900)]
                    },
                    reads(1),
                )
            }),
        },
        Row {
            id: "T133",
            does: "limits, with all others at once",
            // That they don't come back together is `world.rs`'s to judge.
            cases: numbered(LIMITED, 40, &|id| {
                feed(id, |_| send("429 Too Many Requests", "", ""), fails(&["rate_limited"]))
                    .check(|found| next_poll(found, 3600, DAY))
            }),
        },
        Row {
            id: "T134",
            does: "sends everyone from http to https",
            cases: vec![
                feed("t134-plain", |_| moved(301, "https://t134-secure.example/t134-secure/feed.xml"), reads(2)),
                feed("t134-secure", |asked| ok("", feed_of(asked, &["x"])), reads(1)).tls(Tls::Sound).guests(1),
            ],
        },
        Row {
            id: "T135",
            does: "answers browsers alone",
            cases: vec![feed(
                "t135-disguise",
                |asked| match asked.header("user-agent").is_some_and(|agent| agent.starts_with(b"Mozilla")) {
                    true => ok("", feed_of(asked, &["x"])),
                    false => send("403 Forbidden", "", "browsers alone"),
                },
                fails(&["forbidden"]),
            )],
        },
        Row {
            id: "T136",
            does: "is subscribed to twice",
            cases: vec![
                feed("t136-first", |asked| ok("", feed_of(asked, &["x"])), reads(1)).guests(1),
                feed("t136-second", |_| vec![Act::Close], reads(1))
                    .url("http://t136-first.example/t136-first/feed.xml"),
            ],
        },
        Row {
            id: "T137",
            does: "lives in another year",
            cases: [("past", "2025"), ("future", "2027")]
                .into_iter()
                .map(|(name, year)| {
                    feed(
                        &format!("t137-{name}"),
                        move |asked| {
                            let dates = format!(
                                "Date: Wed, 24 Nov {year} 08:00:00 GMT\r\nExpires: Wed, 24 Nov {year} 09:00:00 GMT\r\n"
                            );
                            ok(&dates, feed_of(asked, &["x"]))
                        },
                        reads(1),
                    )
                    .check(|found| next_poll(found, 1, DAY))
                })
                .collect(),
        },
        Row { id: "T138", does: "sends something a little wrong, at random", cases: (1..=100).map(mutated).collect() },
        Row {
            id: "T139",
            does: "sends its answer in random pieces",
            cases: (1..=20)
                .map(|seed| {
                    feed(
                        &format!("t139-{seed}"),
                        move |asked| pieces(&answer("200 OK", "", feed_of(asked, &["x"]).as_bytes()), seed),
                        reads(1),
                    )
                })
                .collect(),
        },
    ]
}

/// An answer with some bytes changed, cut, repeated or put in. What comes of it is open; that it comes to an end isn't.
fn mutated(seed: u64) -> Case {
    feed(
        &format!("t138-{seed}"),
        move |asked| {
            let mut bytes =
                answer("200 OK", "Content-Type: application/rss+xml\r\n", feed_of(asked, &["x"]).as_bytes());
            let mut dice = Dice(seed);
            for _ in 0..dice.up_to(6) + 1 {
                mutate(&mut bytes, &mut dice);
            }
            let mut acts = pieces(&bytes, seed);
            acts.push(if dice.up_to(3) == 0 { Act::Reset } else { Act::Close });
            acts
        },
        Expect::Any,
    )
}

fn mutate(bytes: &mut Vec<u8>, dice: &mut Dice) {
    const WORDS: [&[u8]; 8] =
        [b"\r\n", b"\0", b"\r\n\r\n", b"<![CDATA[", b"]]>", b"Content-Length: 7\r\n", b"&#x0;", b"\xff\xfe"];
    // Half of the faults lie in the header.
    let range = if dice.up_to(2) == 0 { bytes.len().min(90) } else { bytes.len() };
    let at = dice.up_to(range.max(1));
    let until = (at + dice.up_to(40)).min(bytes.len());
    match dice.up_to(5) {
        0 => bytes[at.min(range.saturating_sub(1))] ^= 1 << dice.up_to(8),
        1 => drop(bytes.drain(at..until)),
        2 => {
            let again = bytes[at..until].to_vec();
            bytes.splice(at..at, again);
        }
        3 => drop(bytes.splice(at..at, noise(dice.up_to(30)))),
        _ => drop(bytes.splice(at..at, WORDS[dice.up_to(WORDS.len())].to_vec())),
    }
}

/// Bytes in pieces of random length, each sent by itself.
fn pieces(bytes: &[u8], seed: u64) -> Vec<Act> {
    let mut dice = Dice(seed);
    let mut rest = bytes;
    let mut acts = Vec::new();
    while !rest.is_empty() {
        let (piece, after) = rest.split_at((dice.up_to(60) + 1).min(rest.len()));
        acts.push(Act::Send(piece.to_vec()));
        rest = after;
    }
    acts
}

/// Chance that falls alike at every run (SplitMix64).
struct Dice(u64);

impl Dice {
    /// From 0 to below `bound`.
    fn up_to(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % bound.max(1) as u64) as usize
    }
}
