//! What a host's robots.txt lets feedmill ask for (RFC 9309).
//!
//! `texting_robots` picks the group and the longest rule. Before it reads a file the file is put in
//! order: cut at the limit, reduced to lines that matter, percent-encoding made one, product tokens
//! freed of versions, and the rules that cost a compiled pattern each counted.

use super::failure::FetchFailure;
use crate::model::FailureKind;
use std::time::Duration;
use texting_robots::Robot;
use url::{Position, Url};

/// The name by which a robots.txt may call this program.
const PRODUCT_TOKEN: &str = "feedmill";

/// What a crawler has to read at least (RFC 9309 §2.5), and all that is read here.
const MOST_BYTES: usize = 500 * 1024;

/// A longer line says nothing that a person wrote.
const LONGEST_LINE_BYTES: usize = 4 * 1024;

/// Rules with a `$` are compiled, and each path is held against all of them; no site needs more than this.
const MOST_ANCHORED_RULES: usize = 200;

/// No host may ask for a longer `Crawl-delay`.
const LONGEST_CRAWL_DELAY_SECONDS: f32 = 120.0;

/// The rules of one host for feedmill.
#[derive(Debug)]
pub struct Robots {
    rules: Rules,
}

#[derive(Debug)]
enum Rules {
    AllowAll,
    DisallowAll,
    File(Box<Robot>),
}

impl Robots {
    /// Reads an answer to [`robots_url`] by its status, `None` if the host could not be reached.
    ///
    /// 2xx is obeyed, 3xx and 4xx mean that there is no robots.txt, anything else that nothing may
    /// be asked for now (RFC 9309 §2.3.1). `body` is the unpacked text in any encoding.
    ///
    /// ```
    /// # use feedmill::fetch::Robots;
    /// let robots = Robots::parse(Some(200), b"User-agent: *\nDisallow: /private/\nCrawl-delay: 3");
    /// let allows = |url| robots.allows(&url::Url::parse(url).unwrap());
    /// assert!(allows("https://a.example/news"));
    /// assert!(!allows("https://a.example/private/x"));
    /// assert_eq!(robots.crawl_delay().unwrap().as_secs(), 3);
    /// ```
    pub fn parse(status: Option<u16>, body: &[u8]) -> Robots {
        let rules = match status {
            Some(200..=299) => rules_of(body),
            Some(300..=499) => Rules::AllowAll,
            _ => Rules::DisallowAll,
        };
        Robots { rules }
    }

    /// The host could not be asked: nothing may be read from it until it answers.
    pub fn is_unreachable(&self) -> bool {
        matches!(self.rules, Rules::DisallowAll)
    }

    /// Whether the URL's path and query may be asked for; its host is the caller's to match.
    pub fn allows(&self, url: &Url) -> bool {
        match &self.rules {
            Rules::AllowAll => true,
            Rules::DisallowAll => false,
            Rules::File(robot) => {
                let path = &url[Position::BeforePath..Position::AfterQuery];
                robot.allowed(&String::from_utf8_lossy(&one_encoding(path.as_bytes())))
            }
        }
    }

    /// The pause that the host wants between two requests (not in the RFC, but common); at most 120 s.
    pub fn crawl_delay(&self) -> Option<Duration> {
        let Rules::File(robot) = &self.rules else { return None };
        Duration::try_from_secs_f32(robot.delay?.min(LONGEST_CRAWL_DELAY_SECONDS)).ok()
    }
}

/// Where the robots.txt of a URL's host is; the URL itself if it has no host.
///
/// ```
/// let url = url::Url::parse("https://me@a.example:8443/news?id=1#top").unwrap();
/// assert_eq!(feedmill::fetch::robots_url(&url).as_str(), "https://a.example:8443/robots.txt");
/// ```
pub fn robots_url(url: &Url) -> Url {
    let mut robots = url.clone();
    if url.has_host() {
        let _ = robots.set_username("");
        let _ = robots.set_password(None);
        robots.set_path("/robots.txt");
        robots.set_query(None);
        robots.set_fragment(None);
    }
    robots
}

/// The status to read a robots.txt by that could not be had: the failure's own only if the failure is
/// that status, not if the body broke off after a 200. Redirects that lead nowhere mean that there is none.
pub fn robots_status(failure: &FetchFailure) -> Option<u16> {
    let leads_nowhere = failure.kind == FailureKind::Redirect || failure.kind.is_held_back();
    let is_answer = leads_nowhere || matches!(failure.status, Some(400..));
    failure.status.filter(|_| is_answer)
}

fn rules_of(body: &[u8]) -> Rules {
    let lines = lines_of(body);
    let anchored = lines.iter().filter(|line| line.is_anchored()).count();
    let as_written = (anchored <= MOST_ANCHORED_RULES).then(|| Robot::new(PRODUCT_TOKEN, &text_of(&lines)));
    if let Some(Ok(robot)) = as_written {
        return Rules::File(Box::new(robot));
    }
    // Too many or too large patterns: without the anchors there is nothing left to compile.
    let lines: Vec<Line> = lines.into_iter().filter_map(Line::without_anchor).collect();
    Robot::new(PRODUCT_TOKEN, &text_of(&lines)).map_or(Rules::DisallowAll, |robot| Rules::File(Box::new(robot)))
}

/// A line that matters.
struct Line {
    key: Key,
    value: Vec<u8>,
}

#[derive(Clone, Copy, PartialEq)]
enum Key {
    UserAgent,
    Allow,
    Disallow,
    CrawlDelay,
}

impl Line {
    fn is_anchored(&self) -> bool {
        matches!(self.key, Key::Allow | Key::Disallow) && self.value.contains(&b'$')
    }

    /// The line without its `$`: a prohibition grows, a permission goes.
    fn without_anchor(mut self) -> Option<Line> {
        if self.is_anchored() {
            if self.key == Key::Allow {
                return None;
            }
            let end = self.value.iter().position(|byte| *byte == b'$').unwrap_or(self.value.len());
            self.value.truncate(end);
            // Without a path the rule would read as "nothing is disallowed".
            if self.value.is_empty() {
                self.value.push(b'/');
            }
        }
        Some(self)
    }
}

/// The lines that matter, in the file's order.
fn lines_of(body: &[u8]) -> Vec<Line> {
    let body = body.get(..MOST_BYTES).unwrap_or(body);
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    body.split(|byte| matches!(byte, b'\n' | b'\r' | 0)).filter_map(line_of).collect()
}

fn line_of(line: &[u8]) -> Option<Line> {
    let line = line.split(|byte| *byte == b'#').next().unwrap_or_default().trim_ascii();
    if line.len() > LONGEST_LINE_BYTES {
        return None;
    }
    let (key, value) = line.split_at_checked(line.iter().position(|byte| *byte == b':')?)?;
    let value = value.get(1..).unwrap_or_default().trim_ascii();
    let (key, value) = match key.trim_ascii().to_ascii_lowercase().as_slice() {
        b"user-agent" | b"useragent" | b"user agent" => (Key::UserAgent, product_token(value).to_vec()),
        b"allow" => (Key::Allow, one_encoding(value)),
        b"disallow" | b"dissallow" | b"dissalow" | b"disalow" => (Key::Disallow, one_encoding(value)),
        b"crawl-delay" | b"crawldelay" | b"crawl delay" => (Key::CrawlDelay, value.to_vec()),
        _ => return None,
    };
    Some(Line { key, value })
}

/// The product token without what follows it, as in `feedmill/1.0 (…)` (RFC 9309 §2.2.1).
fn product_token(value: &[u8]) -> &[u8] {
    let is_token = |byte: &u8| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_' | b'*');
    let end = value.iter().position(|byte| !is_token(byte)).unwrap_or(value.len());
    value.get(..end).unwrap_or_default()
}

fn text_of(lines: &[Line]) -> Vec<u8> {
    let mut text = Vec::new();
    for line in lines {
        let key: &[u8] = match line.key {
            Key::UserAgent => b"user-agent:",
            Key::Allow => b"allow:",
            Key::Disallow => b"disallow:",
            Key::CrawlDelay => b"crawl-delay:",
        };
        for part in [key, line.value.as_slice(), b"\n".as_slice()] {
            text.extend_from_slice(part);
        }
    }
    text
}

/// Brings rules and paths to one percent-encoding, so that they compare byte by byte (RFC 9309 §2.2.2):
/// bytes that no URL may hold are encoded, unreserved characters aren't, digits are upper case.
fn one_encoding(path: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(path.len());
    let mut rest = path;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if *byte == b'%'
            && let Some((digits, after)) = after.split_at_checked(2)
            && let Some(escaped) = byte_of(digits)
        {
            rest = after;
            if escaped.is_ascii_alphanumeric() || matches!(escaped, b'-' | b'.' | b'_' | b'~') {
                out.push(escaped);
            } else {
                push_escape(&mut out, escaped);
            }
        } else if byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(byte) {
            out.push(*byte);
        } else {
            push_escape(&mut out, *byte);
        }
    }
    out
}

fn byte_of(digits: &[u8]) -> Option<u8> {
    let digits = str::from_utf8(digits).ok().filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
    u8::from_str_radix(digits, 16).ok()
}

fn push_escape(out: &mut Vec<u8>, byte: u8) {
    const DIGITS: [u8; 16] = *b"0123456789ABCDEF";
    out.push(b'%');
    out.extend([byte >> 4, byte & 15].map(|digit| DIGITS[usize::from(digit)]));
}

#[cfg(test)]
mod tests;
