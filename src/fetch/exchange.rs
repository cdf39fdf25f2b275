//! One request and its answer on one connection, within the limits on time and bytes.

use super::failure::{Cause, cause_of_error};
use super::headers::{request_headers, secret_headers};
use super::limits::Limits;
use super::places::Seat;
use crate::model::{Credentials, FailureKind, RequestKind, Validators};
use reqwest::header::HeaderMap;
use reqwest::{Client, Response};
use std::future::Future;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};
use url::Url;

/// Room made for a body before it comes; one that announces more finds its room as it comes.
const MOST_RESERVED_BYTES: usize = 256 * 1024;

/// What is asked, and by when it has to be over.
pub struct Question<'a> {
    pub url: &'a Url,
    /// Who is asking.
    pub agent: &'a str,
    pub kind: RequestKind,
    pub validators: &'a Validators,
    /// Already known to belong to the URL's origin.
    pub credentials: Option<&'a Credentials>,
    pub limits: &'a Limits,
    /// The end of the time for the whole fetch.
    pub end: Instant,
}

/// The answer to one request, redirects included.
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    /// As on the wire; empty for every status whose body isn't an answer.
    pub body: Vec<u8>,
}

/// An exchange that broke.
pub struct Broken {
    pub cause: Cause,
    /// If the answer had come as far.
    pub status: Option<u16>,
    /// Body bytes that had been read.
    pub wire_bytes: usize,
}

impl Broken {
    /// The server held the request until its time was over.
    pub fn is_hang(&self) -> bool {
        use FailureKind::{TimeoutConnect, TimeoutHeaders, TimeoutIdle, TimeoutTotal};
        matches!(self.cause.kind, TimeoutConnect | TimeoutHeaders | TimeoutIdle | TimeoutTotal)
    }

    /// The connection broke, or was said to be at its end, before any part of an answer came.
    pub fn is_unanswered(&self) -> bool {
        matches!(self.cause.kind, FailureKind::Reset | FailureKind::Protocol) && self.status.is_none()
    }
}

/// Whether a status comes with what was asked for: as it is, by way of a proxy, or as a delta.
pub fn carries_content(status: u16) -> bool {
    matches!(status, 200 | 203 | 226)
}

/// Sends a request and reads its answer. The seat's place is held but for a long silence before the answer.
pub async fn exchange(client: &Client, question: &Question<'_>, seat: &mut Seat<'_>) -> Result<Reply, Broken> {
    let headers = request_headers(question.agent, question.kind, question.validators);
    let mut request = client.get(question.url.clone()).headers(headers);
    if let Some(credentials) = question.credentials {
        request = request.headers(secret_headers(credentials));
        if credentials.username.is_some() || credentials.password.is_some() {
            request = request
                .basic_auth(credentials.username.as_deref().unwrap_or_default(), credentials.password.as_deref());
        }
    }
    let limits = question.limits;
    let response = seat
        .until_heard(within(request.send(), limits.headers, FailureKind::TimeoutHeaders, question.end))
        .await
        .map_err(|cause| Broken { cause, status: None, wire_bytes: 0 })?;
    let status = response.status().as_u16();
    let headers = response.headers().clone();
    // Dropping a response whose body isn't wanted closes its connection: cheaper than reading on.
    let body = if carries_content(status) { read_body(response, question).await? } else { Vec::new() };
    Ok(Reply { status, headers, body })
}

/// Reads a body piece by piece up to the limit; past it a robots.txt is cut, anything else has failed.
async fn read_body(mut response: Response, question: &Question<'_>) -> Result<Vec<u8>, Broken> {
    let status = Some(response.status().as_u16());
    let is_cut = question.kind == RequestKind::Robots;
    let limit = question.limits.bytes(question.kind).wire;
    let broken = |cause, wire_bytes| Broken { cause, status, wire_bytes };
    let too_large = || Cause::new(FailureKind::TooLarge, format!("the body has more than {limit} bytes"));
    let announced = response.content_length().and_then(|length| usize::try_from(length).ok());
    if !is_cut && announced.is_some_and(|announced| announced > limit) {
        return Err(broken(too_large(), 0));
    }
    let mut body = Vec::with_capacity(announced.unwrap_or_default().min(limit).min(MOST_RESERVED_BYTES));
    loop {
        let piece = within(response.chunk(), question.limits.idle, FailureKind::TimeoutIdle, question.end).await;
        let Some(piece) = piece.map_err(|cause| broken(cause, body.len()))? else {
            return Ok(body);
        };
        let room = limit - body.len();
        if piece.len() <= room {
            body.extend_from_slice(&piece);
        } else if is_cut {
            body.extend_from_slice(piece.get(..room).unwrap_or_default());
            return Ok(body);
        } else {
            return Err(broken(too_large(), body.len() + piece.len()));
        }
    }
}

/// Waits for the client until `limit` has passed or the whole fetch has to end, whichever is sooner.
async fn within<T>(
    wait: impl Future<Output = reqwest::Result<T>>,
    limit: Duration,
    kind: FailureKind,
    end: Instant,
) -> Result<T, Cause> {
    let (until, kind) = match Instant::now().checked_add(limit) {
        Some(until) if until <= end => (until, kind),
        _ => (end, FailureKind::TimeoutTotal),
    };
    match timeout_at(until, wait).await {
        Ok(outcome) => outcome.map_err(|error| cause_of_error(&error)),
        Err(_) => Err(Cause::new(kind, message_of_timeout(kind))),
    }
}

fn message_of_timeout(kind: FailureKind) -> &'static str {
    match kind {
        FailureKind::TimeoutHeaders => "the server did not answer in time",
        FailureKind::TimeoutIdle => "the server stopped sending before the answer was complete",
        _ => "the answer took too long as a whole",
    }
}
