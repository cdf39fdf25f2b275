//! Why a fetch came to nothing: the kinds of failure, told from statuses and from the client's errors.

use super::guard::Refusal;
use crate::model::FailureKind;
use crate::text::tidy_line;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use std::error::Error as StdError;
use std::io;
use std::time::Duration;
use thiserror::Error;
use url::Url;

/// A fetch that came to nothing.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct FetchFailure {
    pub kind: FailureKind,
    /// A sentence for people; credentials are masked.
    pub message: String,
    /// Of the answer that failed, where one came: of the redirect, if that could not be followed.
    pub status: Option<u16>,
    /// The URL that failed, without userinfo.
    pub url: Url,
    /// What the server asked for; at most 31 days.
    pub retry_after: Option<Duration>,
    /// Body bytes read before it failed.
    pub wire_bytes: u64,
    /// Time on the network, all hops; waiting for turns isn't in it.
    pub took: Duration,
}

/// The kind and the sentence of a failure, before it is known where it happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    pub kind: FailureKind,
    pub message: String,
}

impl Cause {
    pub fn new(kind: FailureKind, message: impl Into<String>) -> Cause {
        Cause { kind, message: message.into() }
    }
}

/// A URL as it may be shown: userinfo and the values of parameters that sound secret become `***`.
///
/// ```
/// let url = url::Url::parse("https://me:pw@a.example/feed?id=7&token=abc").unwrap();
/// assert_eq!(feedmill::fetch::masked(&url), "https://***@a.example/feed?id=7&token=***");
/// ```
pub fn masked(url: &Url) -> String {
    let mut shown = url.clone();
    if !url.username().is_empty() || url.password().is_some() {
        let _ = shown.set_password(None);
        let _ = shown.set_username("***");
    }
    if let Some(query) = url.query() {
        let pairs: Vec<String> = query.split('&').map(masked_pair).collect();
        shown.set_query(Some(&pairs.join("&")));
    }
    shown.into()
}

/// `masked` for an address that is stored as text; what is no address stays as it is.
pub fn masked_text(url: &str) -> String {
    Url::parse(url).map_or_else(|_| url.to_owned(), |url| masked(&url))
}

fn masked_pair(pair: &str) -> String {
    const SECRETS: [&str; 8] = ["auth", "credential", "key", "pass", "secret", "session", "sig", "token"];
    match pair.split_once('=') {
        Some((name, _)) if SECRETS.iter().any(|secret| name.to_ascii_lowercase().contains(secret)) => {
            format!("{name}=***")
        }
        _ => pair.to_owned(),
    }
}

/// The failure that a final answer means; not for those that are content or redirects to follow.
pub fn cause_of_answer(status: u16, headers: &HeaderMap) -> Cause {
    if let Some(wall) = bot_wall_of(status, headers) {
        return Cause::new(
            FailureKind::BotWall,
            format!("{wall} in front of the site wants a browser (status {status})"),
        );
    }
    cause_of_status(status)
}

/// The service that holds back whatever isn't a browser, by the headers with which each says so.
fn bot_wall_of(status: u16, headers: &HeaderMap) -> Option<&'static str> {
    let says = |name: &str, words: &[&str]| {
        let value = headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_ascii_lowercase();
        words.iter().any(|word| value.contains(word))
    };
    // https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response/
    if says("cf-mitigated", &["challenge"]) {
        return Some("Cloudflare");
    }
    // https://docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-and-challenge-how-it-works.html
    if says("x-amzn-waf-action", &["challenge", "captcha"]) {
        return Some("AWS WAF");
    }
    let datadome = headers.contains_key("x-datadome") || headers.contains_key("x-dd-b");
    (status == 403 && datadome).then_some("DataDome")
}

/// The failure that a status means.
pub fn cause_of_status(status: u16) -> Cause {
    let kind = match status {
        101 => FailureKind::Protocol,
        401 | 407 => FailureKind::Unauthorized,
        402 | 403 | 451 => FailureKind::Forbidden,
        404 => FailureKind::NotFound,
        410 => FailureKind::Gone,
        429 => FailureKind::RateLimited,
        500..=599 => FailureKind::ServerError,
        _ => FailureKind::Status,
    };
    let reason = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    let message = match (status, reason) {
        (304, _) => "the server answered 304 Not Modified to an unconditional request".to_owned(),
        (_, Some(reason)) => format!("the server answered {status} {reason}"),
        (_, None) => format!("the server answered {status}"),
    };
    Cause { kind, message }
}

/// What broke a request or an answer, told from the chain of the client's error.
pub fn cause_of_error(error: &reqwest::Error) -> Cause {
    let causes: Vec<&(dyn StdError + 'static)> = chain_of(error).collect();
    if let Some(refusal) = find::<Refusal>(&causes) {
        return Cause::new(refusal.kind(), refusal.to_string());
    }
    if let Some(fault) = find::<rustls::Error>(&causes) {
        return cause_of_tls(fault);
    }
    let deepest = causes.last().map(|cause| tidy_line(&cause.to_string())).unwrap_or_default();
    if error.is_dns() {
        return Cause::new(FailureKind::Dns, format!("the host's name could not be resolved: {deepest}"));
    }
    let broken = find::<io::Error>(&causes).map(io::Error::kind);
    if error.is_connect() {
        return cause_of_connect(error.is_timeout(), broken, &deepest);
    }
    if let Some(kind) = broken.and_then(cause_of_break) {
        return kind;
    }
    match find::<hyper::Error>(&causes) {
        Some(fault) if fault.is_incomplete_message() => {
            Cause::new(FailureKind::Reset, "the server closed the connection without an answer")
        }
        _ => Cause::new(FailureKind::Protocol, format!("the answer isn't proper HTTP: {deepest}")),
    }
}

fn cause_of_tls(fault: &rustls::Error) -> Cause {
    use rustls::CertificateError::{
        Expired, ExpiredContext, NotValidForName, NotValidForNameContext, NotValidYet, NotValidYetContext,
        UnknownIssuer,
    };
    let kind = match fault {
        rustls::Error::InvalidCertificate(certificate) => match certificate {
            Expired | ExpiredContext { .. } | NotValidYet | NotValidYetContext { .. } => FailureKind::TlsExpired,
            NotValidForName | NotValidForNameContext { .. } => FailureKind::TlsWrongHost,
            UnknownIssuer => FailureKind::TlsUnknownCa,
            _ => FailureKind::Tls,
        },
        _ => FailureKind::Tls,
    };
    Cause::new(kind, tidy_line(&format!("no secure connection: {fault}")))
}

fn cause_of_connect(is_timeout: bool, broken: Option<io::ErrorKind>, deepest: &str) -> Cause {
    match broken {
        _ if is_timeout => Cause::new(FailureKind::TimeoutConnect, "the server could not be reached in time"),
        Some(io::ErrorKind::ConnectionRefused) => Cause::new(FailureKind::Connect, "the server refused the connection"),
        // A TCP connect meets neither, so it came in the handshake that follows it.
        Some(io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe) => {
            Cause::new(FailureKind::Tls, "the server closed the connection during the TLS handshake")
        }
        _ => Cause::new(FailureKind::Connect, format!("no connection to the server: {deepest}")),
    }
}

/// What an I/O error means once the connection stands; `None` for faults in what was said over it.
fn cause_of_break(kind: io::ErrorKind) -> Option<Cause> {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, TimedOut, UnexpectedEof};
    match kind {
        UnexpectedEof => {
            Some(Cause::new(FailureKind::Truncated, "the server closed the connection before the answer was complete"))
        }
        ConnectionReset | ConnectionAborted | BrokenPipe => {
            Some(Cause::new(FailureKind::Reset, "the server broke the connection off"))
        }
        TimedOut => Some(Cause::new(FailureKind::TimeoutIdle, "the connection fell silent")),
        _ => None,
    }
}

/// An error and its causes, outermost first.
///
/// `io::Error` hands out the source of what it wraps, not what it wraps, so that is asked for apart.
fn chain_of<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    const LONGEST_CHAIN: usize = 32;
    std::iter::successors(Some(error), |error| cause_in(*error)).take(LONGEST_CHAIN)
}

fn cause_in<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(wrapped) => Some(wrapped),
        None => error.source(),
    }
}

/// The deepest cause of a type.
fn find<'a, E: StdError + 'static>(causes: &[&'a (dyn StdError + 'static)]) -> Option<&'a E> {
    causes.iter().rev().find_map(|cause| cause.downcast_ref::<E>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_have_kinds() {
        for (status, kind) in [
            (101, "protocol"),
            (204, "status"),
            (206, "status"),
            (300, "status"),
            (304, "status"),
            (400, "status"),
            (401, "unauthorized"),
            (402, "forbidden"),
            (403, "forbidden"),
            (404, "not_found"),
            (407, "unauthorized"),
            (410, "gone"),
            (418, "status"),
            (429, "rate_limited"),
            (451, "forbidden"),
            (500, "server_error"),
            (503, "server_error"),
            (526, "server_error"),
            (999, "status"),
        ] {
            assert_eq!(cause_of_status(status).kind.as_str(), kind, "{status}");
        }
        assert_eq!(cause_of_status(404).message, "the server answered 404 Not Found");
        assert_eq!(cause_of_status(520).message, "the server answered 520");
    }

    #[test]
    fn walls_against_bots_name_themselves() {
        for (status, name, value, kind) in [
            (403, "cf-mitigated", "challenge", "bot_wall"),
            (503, "cf-mitigated", "Challenge", "bot_wall"),
            (202, "x-amzn-waf-action", "challenge", "bot_wall"),
            (405, "x-amzn-waf-action", "captcha", "bot_wall"),
            (403, "x-datadome", "protected", "bot_wall"),
            (403, "server", "cloudflare", "forbidden"),
            (500, "x-datadome", "protected", "server_error"),
        ] {
            let headers = HeaderMap::from_iter([(name.parse().unwrap(), value.parse().unwrap())]);
            assert_eq!(cause_of_answer(status, &headers).kind.as_str(), kind, "{status} {name}: {value}");
        }
    }

    #[test]
    fn secrets_are_masked() {
        for (url, expected) in [
            ("https://a.example/feed?id=7", "https://a.example/feed?id=7"),
            ("https://me@a.example/", "https://***@a.example/"),
            ("https://:pw@a.example/", "https://***@a.example/"),
            ("https://a.example/?API_KEY=1&x=2&Signature=3", "https://a.example/?API_KEY=***&x=2&Signature=***"),
            ("https://a.example/?token", "https://a.example/?token"),
        ] {
            assert_eq!(masked(&Url::parse(url).unwrap()), expected);
        }
    }

    #[test]
    fn what_an_io_error_wraps_is_in_the_chain() {
        let refusal = Refusal::NoHost;
        let error = io::Error::other(io::Error::other(refusal.clone()));
        let causes: Vec<_> = chain_of(&error).collect();
        assert_eq!(find::<Refusal>(&causes), Some(&refusal));
    }
}
