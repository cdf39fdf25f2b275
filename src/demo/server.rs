//! Serves the sites over HTTP/1.1 on loopback, with validators and conditional answers.

use super::site::{Answer, Document, Site};
use crate::reception::{Bounds, receive};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use std::future::ready;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::net::TcpListener;

/// Of the connections to one paper.
const BOUNDS: Bounds = Bounds {
    connections: 64,
    request: Duration::from_secs(10),
    connection: Duration::from_secs(600),
    request_bytes: 64 * 1024,
    keep_alive: true,
};

/// A paper's site in each round, and the round that is served.
#[derive(Clone)]
pub(super) struct Shelf {
    pub rounds: Arc<[Site; 2]>,
    pub current: Arc<AtomicUsize>,
}

/// A listener on a loopback address of its own, so that each paper is another host.
///
/// The port is `preferred_port` if it is free, which keeps the addresses from one demo to the next.
/// Where 127.0.0.1 is the only loopback address (macOS), the papers differ by port alone.
pub(super) async fn listen(last_octet: u8, preferred_port: u16) -> std::io::Result<TcpListener> {
    let own_address = Ipv4Addr::new(127, 0, 0, last_octet);
    for port in [preferred_port, 0] {
        if let Ok(listener) = TcpListener::bind((own_address, port)).await {
            return Ok(listener);
        }
    }
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await
}

/// Answers on the listener until the future is dropped, which ends its connections too.
pub(super) async fn answer_all(listener: TcpListener, shelf: Shelf) {
    receive(listener, BOUNDS, move |request| ready(respond_from(&shelf, &request))).await;
}

fn respond_from(shelf: &Shelf, request: &Request<Incoming>) -> Response<Full<Bytes>> {
    let [first, second] = &*shelf.rounds;
    let site = if shelf.current.load(Ordering::Acquire) == 0 { first } else { second };
    respond(site, request.method(), request.uri().path(), request.headers())
}

fn respond(site: &Site, method: &Method, path: &str, asked: &HeaderMap) -> Response<Full<Bytes>> {
    if !matches!(*method, Method::GET | Method::HEAD) {
        return notice(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD are answered here.");
    }
    match site.get(path) {
        None => notice(StatusCode::NOT_FOUND, "There is no such page in the newsroom."),
        Some(Answer::MovedTo(path)) => {
            let mut response = notice(StatusCode::MOVED_PERMANENTLY, "The page has moved.");
            set(&mut response, header::LOCATION, path);
            response
        }
        Some(Answer::Document(document)) => document_response(document, asked),
    }
}

fn document_response(document: &Document, asked: &HeaderMap) -> Response<Full<Bytes>> {
    let unchanged = is_unchanged(document, asked);
    let body = if unchanged { Bytes::new() } else { document.body.clone() };
    let mut response = Response::new(Full::new(body));
    set(&mut response, header::ETAG, &document.etag);
    set(&mut response, header::LAST_MODIFIED, &http_date(document.last_modified.to_utc()));
    set(&mut response, header::CACHE_CONTROL, document.cache_control);
    if unchanged {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    } else {
        set(&mut response, header::CONTENT_TYPE, document.media_type);
    }
    response
}

/// RFC 9110, section 13.2.2: If-Modified-Since counts only where no If-None-Match is sent.
fn is_unchanged(document: &Document, asked: &HeaderMap) -> bool {
    let text = |name| asked.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    if let Some(tags) = text(header::IF_NONE_MATCH) {
        return tags
            .split(',')
            .map(|tag| tag.trim().trim_start_matches("W/"))
            .any(|tag| tag == "*" || tag == document.etag);
    }
    let since = text(header::IF_MODIFIED_SINCE).and_then(|date| DateTime::parse_from_rfc2822(date).ok());
    since.is_some_and(|since| document.last_modified <= since)
}

/// A small page that says what the status means.
fn notice(status: StatusCode, sentence: &str) -> Response<Full<Bytes>> {
    let page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<title>{status}</title>\n<h1>{status}</h1>\n<p>{sentence}</p>\n</html>\n"
    );
    let mut response = Response::new(Full::new(page.into()));
    *response.status_mut() = status;
    set(&mut response, header::CONTENT_TYPE, "text/html; charset=utf-8");
    response
}

fn set(response: &mut Response<Full<Bytes>>, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// The IMF-fixdate of RFC 9110, section 5.6.7.
fn http_date(time: DateTime<Utc>) -> String {
    time.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
