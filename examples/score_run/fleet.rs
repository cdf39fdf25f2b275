//! The simulated servers: each feed's manner of answering, a function of what is asked and when.

use chrono::{DateTime, TimeDelta, Utc};
use feedmill::fetch::HeaderLine;
use std::collections::HashMap;

pub type Instant = DateTime<Utc>;

/// A feed of the fleet.
pub struct Feed {
    pub key: &'static str,
    pub url: &'static str,
    /// What is particular about its server, for the report.
    pub manner: &'static str,
    /// How far apart its news are.
    news_hours: i64,
    trait_of: Manner,
}

#[derive(Clone, Copy, PartialEq)]
enum Manner {
    Both,
    EtagOnly,
    DateOnly,
    OddBytes,
    /// A new validator each time the file is written, whether or not it changed.
    Touched,
    /// Each 304 brings the validator for the next time.
    Rolling,
    /// The validators of the first day for ever.
    Frozen,
    NoValidators,
    MaxAge,
    ExpiresInAnotherTime,
    Ttl,
    SkipHours,
    RateLimitedOnce,
    DownForTwoDays,
    Moved,
    Detour,
    GoneForGood,
    LostForGood,
}

const fn feed(key: &'static str, url: &'static str, trait_of: Manner, news_hours: i64, manner: &'static str) -> Feed {
    Feed { key, url, manner, news_hours, trait_of }
}

/// Every feed of the fleet; none has a schedule of its own.
pub const FLEET: &[Feed] = &[
    feed("both", "https://both.example/feed", Manner::Both, 6, "ETag and Last-Modified"),
    feed("daily", "https://daily.example/feed", Manner::Both, 24, "the same, news once a day"),
    feed("etag", "https://etag.example/feed", Manner::EtagOnly, 6, "ETag alone"),
    feed("date", "https://date.example/feed", Manner::DateOnly, 6, "Last-Modified alone"),
    feed("odd", "https://odd.example/feed", Manner::OddBytes, 6, "validators that are no proper ones"),
    feed("touched", "https://touched.example/feed", Manner::Touched, 24, "new validators for an unchanged feed"),
    feed("rolling", "https://rolling.example/feed", Manner::Rolling, 24, "a new ETag on every 304"),
    feed("frozen", "https://frozen.example/feed", Manner::Frozen, 24, "\"not modified\" whatever happens"),
    feed("bare", "https://bare.example/feed", Manner::NoValidators, 6, "no validators"),
    feed("max-age", "https://max-age.example/feed", Manner::MaxAge, 6, "max-age of four hours, Age of one"),
    feed(
        "expires",
        "https://expires.example/feed",
        Manner::ExpiresInAnotherTime,
        6,
        "Expires in two hours, clock two days ahead",
    ),
    feed("ttl", "https://ttl.example/feed", Manner::Ttl, 6, "ttl of two hours"),
    feed("skip-hours", "https://skip-hours.example/feed", Manner::SkipHours, 6, "skipHours from 0 to 5"),
    feed("limited", "https://feeds.limited.example/one", Manner::RateLimitedOnce, 6, "429 once, Retry-After of a day"),
    feed("beside", "https://www.limited.example/two", Manner::Both, 6, "at the same domain as that one"),
    feed("down", "https://down.example/feed", Manner::DownForTwoDays, 6, "503 for two days"),
    feed("moved", "https://moved.example/feed", Manner::Moved, 6, "301 to another host from day 5 on"),
    feed("detour", "https://detour.example/feed", Manner::Detour, 6, "302 to another host"),
    feed("gone", "https://gone.example/feed", Manner::GoneForGood, 6, "410 from day 40 on"),
    feed("lost", "https://lost.example/feed", Manner::LostForGood, 6, "404 from day 20 on"),
];

/// What the server of a feed says.
pub struct Reply {
    pub status: u16,
    pub lines: Vec<HeaderLine>,
    pub body: Vec<u8>,
    /// A redirect on the way, with its status: from the feed's address to this one.
    pub by_way_of: Option<(u16, &'static str)>,
}

/// Where the moved feed lives.
const NEW_HOME: &str = "https://new-home.example/feed";
const ELSEWHERE: &str = "https://elsewhere.example/feed";

/// The feed that answers at an address.
pub fn feed_at(url: &str) -> Option<&'static Feed> {
    let url = if url == NEW_HOME { "https://moved.example/feed" } else { url };
    FLEET.iter().find(|feed| feed.url == url)
}

/// What is true of a moment in a server's life.
struct Moment {
    now: Instant,
    since_start: TimeDelta,
    /// News so far; the body changes with each.
    news: i64,
}

/// Answers a request for `feed` at the instant `now`; `asked` are its header lines.
pub fn answer(feed: &Feed, url: &str, asked: &HashMap<String, Vec<u8>>, start: Instant, now: Instant) -> Reply {
    let since_start = now - start;
    let moment = Moment { now, since_start, news: since_start.num_hours() / feed.news_hours };
    let days = since_start.num_days();
    let refusal = match feed.trait_of {
        Manner::RateLimitedOnce if days == 10 => Some((429, vec![line("retry-after", "86400")])),
        Manner::DownForTwoDays if (15..17).contains(&days) => Some((503, Vec::new())),
        Manner::GoneForGood if days >= 40 => Some((410, Vec::new())),
        Manner::LostForGood if days >= 20 => Some((404, Vec::new())),
        _ => None,
    };
    if let Some((status, lines)) = refusal {
        return Reply { status, lines, body: Vec::new(), by_way_of: None };
    }
    let by_way_of = match feed.trait_of {
        Manner::Moved if days >= 5 && url != NEW_HOME => Some((301, NEW_HOME)),
        Manner::Detour => Some((302, ELSEWHERE)),
        _ => None,
    };
    let validators = validators_of(feed, &moment);
    let matches = match (asked.get("if-none-match"), asked.get("if-modified-since")) {
        // RFC 9110 §13.2.2: the date is looked at only where there is no entity tag.
        (Some(etag), _) => validators.iter().any(|(name, value)| name == "etag" && is_same_state(feed, value, etag)),
        (None, Some(date)) => validators.iter().any(|(name, value)| name == "last-modified" && value == date),
        (None, None) => false,
    };
    let mut lines = cache_lines(feed, &moment);
    if matches {
        lines.extend(validators.into_iter().filter(|_| feed.trait_of == Manner::Rolling));
        return Reply { status: 304, lines, body: Vec::new(), by_way_of };
    }
    lines.extend(validators);
    Reply { status: 200, lines, body: body(feed, &moment), by_way_of }
}

/// The server with rolling tags knows its state by the part before the dot.
fn is_same_state(feed: &Feed, current: &[u8], asked: &[u8]) -> bool {
    let state = |tag: &[u8]| tag.split(|byte| *byte == b'.').next().map(<[u8]>::to_vec);
    if feed.trait_of == Manner::Rolling { state(current) == state(asked) } else { current == asked }
}

fn validators_of(feed: &Feed, moment: &Moment) -> Vec<HeaderLine> {
    let changed_at = moment.now - moment.since_start + TimeDelta::hours(moment.news * feed.news_hours);
    let etag = line("etag", &format!("\"{}\"", moment.news));
    let date = line("last-modified", &http_date(changed_at));
    match feed.trait_of {
        Manner::NoValidators => Vec::new(),
        Manner::EtagOnly => vec![etag],
        Manner::DateOnly => vec![date],
        Manner::OddBytes => {
            let mut tag = b"W/caf\xe9 no quotes ".to_vec();
            tag.extend_from_slice(moment.news.to_string().as_bytes());
            vec![("etag".to_owned(), tag), line("last-modified", &format!("day {} or so", moment.news))]
        }
        Manner::Touched => {
            let written = moment.since_start.num_hours() / 3;
            vec![line("etag", &format!("\"written-{written}\"")), date]
        }
        Manner::Rolling => vec![line("etag", &format!("W/\"{}.{}\"", moment.news, moment.since_start.num_minutes()))],
        Manner::Frozen => {
            vec![line("etag", "\"since the first day\""), line("last-modified", "Thu, 01 Jan 2026 00:00:00 GMT")]
        }
        _ => vec![etag, date],
    }
}

fn cache_lines(feed: &Feed, moment: &Moment) -> Vec<HeaderLine> {
    match feed.trait_of {
        Manner::MaxAge => vec![line("cache-control", "public, max-age=14400"), line("age", "3600")],
        Manner::ExpiresInAnotherTime => {
            let ahead = moment.now + TimeDelta::days(2);
            vec![line("date", &http_date(ahead)), line("expires", &http_date(ahead + TimeDelta::hours(2)))]
        }
        _ => Vec::new(),
    }
}

fn body(feed: &Feed, moment: &Moment) -> Vec<u8> {
    let hints = match feed.trait_of {
        Manner::Ttl => "<ttl>120</ttl>".to_owned(),
        Manner::SkipHours => {
            (0..6).map(|hour| format!("<hour>{hour}</hour>")).fold("<skipHours>".to_owned(), |all, hour| all + &hour)
                + "</skipHours>"
        }
        _ => String::new(),
    };
    let items: String = (moment.news.saturating_sub(2).max(0)..=moment.news)
        .map(|number| format!("<item><guid>{number}</guid><title>News {number}</title><description>What happened.</description></item>"))
        .collect();
    format!("<rss version=\"2.0\"><channel><title>{}</title>{hints}{items}</channel></rss>", feed.key).into_bytes()
}

fn line(name: &str, value: &str) -> HeaderLine {
    (name.to_owned(), value.as_bytes().to_vec())
}

fn http_date(at: Instant) -> String {
    at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
