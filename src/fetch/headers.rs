//! What is sent in a request's header, and what is read from an answer's.

use super::CacheHints;
use crate::model::{Credentials, RequestKind, Timestamp, Validators};
use chrono::{DateTime, NaiveDateTime, Utc};
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, AGE, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, DATE, ETAG, EXPIRES, HeaderMap,
    HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, RETRY_AFTER, USER_AGENT,
};
use std::time::Duration;
use url::Url;

/// A longer validator is dropped: it would be stored and sent for ever.
const LONGEST_VALIDATOR_BYTES: usize = 1024;

/// No server may ask for a longer pause than a month.
const LONGEST_RETRY_AFTER_SECONDS: u64 = 31 * 24 * 60 * 60;

/// Who is asking: `feedmill/0.1.0 (+contact)`, without the parenthesis if there is no contact.
///
/// What a header can't carry is left out; a contact that is a URL in another script is sent in its
/// ASCII form.
///
/// ```
/// use feedmill::fetch::user_agent;
/// assert!(user_agent(Some("https://example.org/bot")).ends_with(" (+https://example.org/bot)"));
/// assert!(user_agent(None).starts_with("feedmill/"));
/// ```
pub fn user_agent(contact: Option<&str>) -> String {
    let program = concat!("feedmill/", env!("CARGO_PKG_VERSION"));
    let contact = contact.map(str::trim).unwrap_or_default();
    let contact = match Url::parse(contact) {
        Ok(url) if !contact.is_ascii() => url.into(),
        _ => contact.to_owned(),
    };
    // A parenthesis would end the comment that the contact stands in (RFC 9110 §5.6.5).
    let is_sendable = |c: &char| (c.is_ascii_graphic() || *c == ' ') && !matches!(c, '(' | ')' | '\\');
    let contact: String = contact.chars().filter(is_sendable).collect();
    if contact.is_empty() { program.to_owned() } else { format!("{program} (+{contact})") }
}

/// The header of a request as it goes out, but for `Host`, which the connection adds, and for credentials in
/// its URL.
pub fn request_headers(agent: &str, kind: RequestKind, validators: &Validators) -> HeaderMap {
    let (accept, encodings) = match kind {
        RequestKind::Poll => (
            "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9, \
             application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5",
            "gzip, br, zstd, deflate",
        ),
        RequestKind::Scrape => {
            ("text/html, application/xhtml+xml, application/xml;q=0.8, */*;q=0.5", "gzip, br, zstd, deflate")
        }
        // A robots.txt past the limit is cut, and a cut archive can't be unpacked.
        RequestKind::Robots => ("text/plain, */*;q=0.5", "identity"),
    };
    let mut headers = HeaderMap::new();
    if let Ok(agent) = HeaderValue::from_str(agent) {
        headers.insert(USER_AGENT, agent);
    }
    headers.insert(ACCEPT, HeaderValue::from_static(accept));
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(encodings));
    for (name, validator) in [(IF_NONE_MATCH, &validators.etag), (IF_MODIFIED_SINCE, &validators.last_modified)] {
        // What once came in a header can be sent in one; anything else came from elsewhere.
        if let Some(Ok(value)) = validator.as_deref().map(HeaderValue::from_bytes) {
            headers.insert(name, value);
        }
    }
    headers
}

/// The lines by which a user proves who is asking; what a header can't carry is left out.
pub fn secret_headers(credentials: &Credentials) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in &credentials.headers {
        if let (Ok(name), Ok(mut value)) = (HeaderName::try_from(name.as_str()), HeaderValue::from_str(value)) {
            value.set_sensitive(true);
            headers.insert(name, value);
        }
    }
    headers
}

/// The validators of an answer, byte for byte.
pub fn validators_of(headers: &HeaderMap) -> Validators {
    let bytes_of = |name: HeaderName| {
        let bytes = headers.get(name)?.as_bytes();
        (1..=LONGEST_VALIDATOR_BYTES).contains(&bytes.len()).then(|| bytes.to_vec())
    };
    Validators { etag: bytes_of(ETAG), last_modified: bytes_of(LAST_MODIFIED) }
}

/// The `Content-Type` as sent.
pub fn content_type_of(headers: &HeaderMap) -> Option<String> {
    headers.get(CONTENT_TYPE).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// The content codings in the order they were applied, lower case; empty without any.
pub fn content_encoding_of(headers: &HeaderMap) -> String {
    let values = headers.get_all(CONTENT_ENCODING).iter();
    let values: Vec<String> = values.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect();
    let codings = values.iter().flat_map(|value| value.split(',')).map(|coding| coding.trim().to_ascii_lowercase());
    codings.filter(|coding| !coding.is_empty()).collect::<Vec<_>>().join(", ")
}

/// What the server says about asking again; `now` stands in for a missing `Date`.
pub fn cache_hints_of(headers: &HeaderMap, now: Timestamp) -> CacheHints {
    CacheHints { max_age_seconds: max_age_of(headers), retry_after: retry_after_of(headers, now) }
}

/// How long the answer stays fresh by RFC 9111 §4.2, in the server's own time.
fn max_age_of(headers: &HeaderMap) -> Option<u64> {
    let values = headers.get_all(CACHE_CONTROL).iter().filter_map(|value| value.to_str().ok());
    let directives: Vec<String> =
        values.flat_map(|value| value.split(',')).map(|directive| directive.trim().to_ascii_lowercase()).collect();
    if directives.iter().any(|directive| directive == "no-store" || directive == "no-cache") {
        return None;
    }
    let max_age = directives.iter().find_map(|directive| directive.strip_prefix("max-age="));
    let lifetime_seconds = match max_age {
        Some(seconds) => seconds_of(seconds.trim_matches('"'))?,
        None => {
            let expires = headers.get(EXPIRES)?;
            // An `Expires` that is no date means: already expired (RFC 9111 §5.3).
            let expires = expires.to_str().ok().and_then(http_date);
            let date = date_of(headers, DATE)?;
            expires.map_or(0, |expires| u64::try_from((expires - date).num_seconds()).unwrap_or(0))
        }
    };
    let age_seconds = headers.get(AGE).and_then(|value| value.to_str().ok()).and_then(seconds_of).unwrap_or(0);
    Some(lifetime_seconds.saturating_sub(age_seconds))
}

/// `Retry-After` as a pause from now, at most 31 days; `None` for one that can't be read or is over.
pub fn retry_after_of(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let seconds = match seconds_of(text) {
        Some(seconds) => seconds,
        None => {
            let date = date_of(headers, DATE).unwrap_or(now);
            u64::try_from((http_date(text)? - date).num_seconds()).ok()?
        }
    };
    Some(Duration::from_secs(seconds.min(LONGEST_RETRY_AFTER_SECONDS)))
}

/// A count of seconds (RFC 9110 `delay-seconds`); one too large to hold is the largest.
fn seconds_of(text: &str) -> Option<u64> {
    let text = text.trim();
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u64::MAX))
}

fn date_of(headers: &HeaderMap, name: HeaderName) -> Option<DateTime<Utc>> {
    headers.get(name)?.to_str().ok().and_then(http_date)
}

/// The three forms of a date in HTTP (RFC 9110 §5.6.7).
fn http_date(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    let naive = |format| NaiveDateTime::parse_from_str(text, format).map(|date| date.and_utc());
    DateTime::parse_from_rfc2822(text)
        .map(|date| date.to_utc())
        .or_else(|_| naive("%A, %d-%b-%y %H:%M:%S GMT"))
        .or_else(|_| naive("%a %b %e %H:%M:%S %Y"))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        headers
    }

    const DATE: (&str, &str) = ("date", "Sun, 06 Nov 1994 08:49:37 GMT");

    fn now() -> Timestamp {
        http_date("Sun, 06 Nov 1994 08:00:00 GMT").unwrap()
    }

    #[test]
    fn the_user_agent_fits_a_header() {
        let program = format!("feedmill/{}", env!("CARGO_PKG_VERSION"));
        for (contact, expected) in [
            ("ops@example.org", " (+ops@example.org)"),
            ("https://新闻.example/机器人", " (+https://xn--efvy88h.example/%E6%9C%BA%E5%99%A8%E4%BA%BA)"),
            (" a\r\nX-Evil: 1 ", " (+aX-Evil: 1)"),
            ("a) Mozilla/5.0 (b", " (+a Mozilla/5.0 b)"),
            ("联系", ""),
            ("", ""),
        ] {
            assert_eq!(user_agent(Some(contact)), format!("{program}{expected}"));
        }
        assert_eq!(user_agent(None), program);
    }

    #[test]
    fn retry_after_in_every_form() {
        let month = Some(LONGEST_RETRY_AFTER_SECONDS);
        for (value, expected) in [
            ("120", Some(120)),
            ("0", Some(0)),
            (" 7 ", Some(7)),
            ("1000000000000", month),
            ("18446744073709551616", month),
            ("-5", None),
            ("1.5", None),
            ("soon", None),
            ("", None),
            ("Sun, 06 Nov 1994 08:51:37 GMT", Some(120)),
            ("Sunday, 06-Nov-94 08:51:37 GMT", Some(120)),
            ("Sun Nov  6 08:51:37 1994", Some(120)),
            ("Sun, 06 Nov 1994 08:00:00 GMT", None),
            ("Fri, 06 Nov 2099 08:00:00 GMT", month),
        ] {
            let headers = headers(&[DATE, ("retry-after", value)]);
            let seconds = retry_after_of(&headers, now()).map(|pause| pause.as_secs());
            assert_eq!(seconds, expected, "{value:?}");
        }
        let undated = headers(&[("retry-after", "Sun, 06 Nov 1994 08:01:00 GMT")]);
        assert_eq!(retry_after_of(&undated, now()), Some(Duration::from_secs(60)));
    }

    #[test]
    fn freshness_in_the_servers_own_time() {
        let later = ("expires", "Sun, 06 Nov 1994 09:49:37 GMT");
        for (lines, expected) in [
            (vec![("cache-control", "public, Max-Age=3600")], Some(3600)),
            (vec![("cache-control", "max-age=\"60\"")], Some(60)),
            (vec![("cache-control", "s-maxage=9"), ("cache-control", "max-age=60")], Some(60)),
            (vec![("cache-control", "max-age=3600"), ("age", "600")], Some(3000)),
            (vec![("cache-control", "max-age=60"), ("age", "600")], Some(0)),
            (vec![("cache-control", "max-age=99999999999999999999")], Some(u64::MAX)),
            (vec![("cache-control", "max-age=-1")], None),
            (vec![("cache-control", "max-age=3600, no-cache")], None),
            (vec![("cache-control", "no-store"), DATE, later], None),
            (vec![DATE, later], Some(3600)),
            (vec![DATE, later, ("age", "100")], Some(3500)),
            (vec![DATE, later, ("cache-control", "max-age=5")], Some(5)),
            (vec![DATE, ("expires", "0")], Some(0)),
            (vec![DATE, ("expires", "Sun, 06 Nov 1994 00:00:00 GMT")], Some(0)),
            (vec![later], None),
            (vec![], None),
        ] {
            assert_eq!(cache_hints_of(&headers(&lines), now()).max_age_seconds, expected, "{lines:?}");
        }
    }

    #[test]
    fn validators_are_bytes() {
        let long = "x".repeat(LONGEST_VALIDATOR_BYTES + 1);
        for (value, expected) in [
            ("\"a\"", Some("\"a\"")),
            ("W/\"ü\"", Some("W/\"ü\"")),
            ("unquoted", Some("unquoted")),
            ("*", Some("*")),
            ("", None),
            (long.as_str(), None),
        ] {
            let found = validators_of(&headers(&[("etag", value)]));
            assert_eq!(found.etag.as_deref(), expected.map(str::as_bytes));
            let sent = request_headers("feedmill/0", RequestKind::Poll, &found);
            assert_eq!(sent.get(IF_NONE_MATCH).map(|v| v.as_bytes()), expected.map(str::as_bytes));
        }
    }

    #[test]
    fn codings_keep_their_order() {
        for (lines, expected) in [
            (vec![], ""),
            (vec![("content-encoding", "GZip")], "gzip"),
            (vec![("content-encoding", "gzip,br"), ("content-encoding", " zstd ")], "gzip, br, zstd"),
        ] {
            assert_eq!(content_encoding_of(&headers(&lines)), expected);
        }
    }
}
