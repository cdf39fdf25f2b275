//! What hostile feeds and pages cost to read, in time of the processor: bodies that are slow on purpose are bounded.

use super::case::{Act, Asked, Case};
use super::rows;
use super::server::Phase;
use feedmill::extract;
use feedmill::feed::{self, FeedContext};
use feedmill::model::PageContext;
use std::time::Duration;

/// Far more than any of them needs, even without optimisation and beside other programs; work that grows with the
/// square of a body would need minutes.
const MOST: Duration = Duration::from_secs(20);

/// As `world.rs` bounds a body.
const MOST_BYTES: usize = 2 * 1024 * 1024;

#[test]
fn no_body_is_read_for_long() {
    let rows = [rows::feeds::rows(), rows::pages::rows()].into_iter().flatten();
    let mut read = 0;
    for case in rows.flat_map(|row| row.cases) {
        for path in ["feed.xml", "x.html"] {
            let Some(body) = body_of(&case, path) else { continue };
            read += 1;
            let Some(before) = processor_time() else { return };
            if path == "feed.xml" {
                let context = FeedContext { url: None, content_type: None, timezone: feedmill::zone::Tz::UTC };
                let _ = feed::parse(&body, &context);
            } else {
                let _ = extract::page(&String::from_utf8_lossy(&body), &PageContext::default());
            }
            let took = processor_time().unwrap_or_default().saturating_sub(before);
            assert!(took < MOST, "{} took {took:?} for {} bytes of {path}", case.id, body.len());
        }
    }
    assert!(read > 50, "{read} bodies");
}

/// What a case sends as the body of its answer, up to the limit; `None` where the sound site answers.
fn body_of(case: &Case, path: &str) -> Option<Vec<u8>> {
    let host = format!("{}.example", case.id);
    let asked = Asked {
        case: case.id.clone(),
        path: path.to_owned(),
        host,
        secure: false,
        head: Vec::new(),
        nth: 0,
        served: 0,
        phase: Phase::Hostile,
    };
    let mut sent = Vec::new();
    for act in (case.serve)(&asked)? {
        match act {
            Act::Send(bytes) | Act::Drip(bytes, _) => sent.extend(bytes),
            Act::Many(bytes, times) => sent.extend(bytes.repeat(times.min(MOST_BYTES / bytes.len().max(1)))),
            Act::Forever(_) | Act::Until(_) | Act::Hold | Act::Close | Act::Reset => {}
        }
    }
    let end_of_head = sent.windows(4).position(|bytes| bytes == b"\r\n\r\n")? + 4;
    let mut body = sent.split_off(end_of_head);
    body.truncate(MOST_BYTES);
    Some(body)
}

/// What this thread has had of a processor; `None` where the system doesn't say.
fn processor_time() -> Option<Duration> {
    let figures = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    figures.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}
