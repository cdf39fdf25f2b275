//! Requests and answers as header lines: what really goes out and how an answer is read, for a [`Fetch`] that
//! has no network, such as a simulated one.
//!
//! [`Fetch`]: super::Fetch

use super::failure::{FetchFailure, cause_of_answer};
use super::headers::{
    cache_hints_of, content_encoding_of, content_type_of, request_headers, retry_after_of, validators_of,
};
use super::{FetchAnswer, FetchRequest, Hop, Place};
use crate::model::Timestamp;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use std::time::Duration;
use url::Url;

/// A name in lower case and its value, byte for byte.
pub type HeaderLine = (String, Vec<u8>);

/// The header lines that the client sends with a request, but for `Host`.
pub fn lines_of(request: &FetchRequest, agent: &str) -> Vec<HeaderLine> {
    let headers = request_headers(agent, request.kind, &request.validators);
    headers.iter().map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec())).collect()
}

/// An answer as the client would read it from these lines, at the instant `now`.
pub fn answer_of(
    status: u16,
    url: Url,
    hops: Vec<Hop>,
    lines: &[HeaderLine],
    body: Vec<u8>,
    now: Timestamp,
) -> FetchAnswer {
    let headers = headers_of(lines);
    FetchAnswer {
        status,
        url,
        hops,
        content_type: content_type_of(&headers),
        content_encoding: content_encoding_of(&headers),
        validators: validators_of(&headers),
        cache: cache_hints_of(&headers, now),
        body,
        took: Duration::ZERO,
        place: Place::default(),
    }
}

/// The failure that the client would make of a final status that is no answer.
pub fn failure_of(status: u16, url: Url, lines: &[HeaderLine], now: Timestamp) -> FetchFailure {
    let headers = headers_of(lines);
    let cause = cause_of_answer(status, &headers);
    FetchFailure {
        kind: cause.kind,
        message: cause.message,
        status: Some(status),
        url,
        retry_after: retry_after_of(&headers, now),
        wire_bytes: 0,
        took: Duration::ZERO,
    }
}

/// Lines that no header can hold are left out.
fn headers_of(lines: &[HeaderLine]) -> HeaderMap {
    let line = |(name, value): &HeaderLine| {
        Some((HeaderName::from_bytes(name.as_bytes()).ok()?, HeaderValue::from_bytes(value).ok()?))
    };
    lines.iter().filter_map(line).fold(HeaderMap::new(), |mut headers, (name, value)| {
        headers.append(name, value);
        headers
    })
}
