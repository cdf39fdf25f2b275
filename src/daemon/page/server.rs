//! The listener: bounded in connections and time, and deaf to what a browser was talked into.

use super::Desk;
use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{self, HeaderValue};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// Open connections; further ones wait in the system's queue.
const MOST_CONNECTIONS: usize = 16;
const LONGEST_WAIT_FOR_A_REQUEST: Duration = Duration::from_secs(3);
/// From accept to the end of the answer.
const LONGEST_CONNECTION: Duration = Duration::from_secs(10);
/// The least that hyper takes; a request here is a line and a few headers.
const REQUEST_BYTES: usize = 8192;
/// A pause after a failed accept, which out of file descriptors would fail again at once.
const PAUSE_AFTER_FAILED_ACCEPT: Duration = Duration::from_millis(50);

const INDEX: &str = "feedmill\n\n/healthz      200 while the loop and the writer answer, else 503\n\
    /metrics      for Prometheus\n/status.json  each feed, as `feedmill status --json` has it\n";

/// # Errors
/// If the address is taken, or isn't ours.
pub async fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    TcpListener::bind(address).await
}

/// Answers until the future is dropped, which ends its connections too.
pub async fn serve(listener: TcpListener, desk: Arc<Desk>) {
    let is_local = listener.local_addr().is_ok_and(|address| address.ip().is_loopback());
    let turns = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let mut connections = JoinSet::new();
    // The semaphore is never closed, so this ends only with the task.
    while let Ok(turn) = Arc::clone(&turns).acquire_owned().await {
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(_) => {
                sleep(PAUSE_AFTER_FAILED_ACCEPT).await;
                continue;
            }
        };
        while connections.try_join_next().is_some() {}
        let desk = Arc::clone(&desk);
        connections.spawn(async move {
            let service = service_fn(|request| {
                let desk = Arc::clone(&desk);
                async move { Ok::<_, Infallible>(respond(&desk, &request, is_local).await) }
            });
            let connection = hyper::server::conn::http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(LONGEST_WAIT_FOR_A_REQUEST)
                .max_buf_size(REQUEST_BYTES)
                .keep_alive(false)
                .serve_connection(TokioIo::new(stream), service);
            // A connection that breaks or takes too long concerns its client alone.
            let _ = timeout(LONGEST_CONNECTION, connection).await;
            drop(turn);
        });
    }
}

async fn respond(desk: &Desk, request: &Request<Incoming>, is_local: bool) -> Response<Full<Bytes>> {
    if is_local && !names_this_machine(request.headers().get(header::HOST)) {
        return text(StatusCode::FORBIDDEN, "ask for it by its address: another name may be somebody's trick\n");
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return text(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD\n");
    }
    match request.uri().path() {
        "/" => text(StatusCode::OK, INDEX),
        "/healthz" => match desk.ailment() {
            None => text(StatusCode::OK, "ok\n"),
            Some(ailment) => text(StatusCode::SERVICE_UNAVAILABLE, format!("{ailment}\n")),
        },
        "/metrics" => match desk.metrics().await {
            Ok(page) => typed(StatusCode::OK, "text/plain; version=0.0.4; charset=utf-8", page.into()),
            Err(error) => text(StatusCode::SERVICE_UNAVAILABLE, format!("{error}\n")),
        },
        "/status.json" => match desk.status().await {
            Ok(json) => typed(StatusCode::OK, "application/json", Bytes::from(json.to_vec())),
            Err(error) => text(StatusCode::SERVICE_UNAVAILABLE, format!("{error}\n")),
        },
        _ => text(StatusCode::NOT_FOUND, INDEX),
    }
}

/// Whether the request was addressed to an IP address or `localhost`. A page in a browser on this machine can ask
/// for a name of its own that leads here (DNS rebinding), and would read the answer.
fn names_this_machine(host: Option<&HeaderValue>) -> bool {
    let Some(host) = host.and_then(|host| host.to_str().ok()) else { return false };
    let is_address = host.parse::<SocketAddr>().is_ok()
        || host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().is_ok();
    is_address || host.split(':').next().is_some_and(|name| name.eq_ignore_ascii_case("localhost"))
}

fn text(status: StatusCode, text: impl Into<Bytes>) -> Response<Full<Bytes>> {
    typed(status, "text/plain; charset=utf-8", text.into())
}

fn typed(status: StatusCode, media_type: &'static str, body: Bytes) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_and_localhost_name_this_machine() {
        for (host, expected) in [
            ("127.0.0.1:9184", true),
            ("127.0.0.1", true),
            ("[::1]:9184", true),
            ("[::1]", true),
            ("LocalHost:9184", true),
            ("rebound.example:9184", false),
            ("localhost.example", false),
            ("", false),
        ] {
            assert_eq!(names_this_machine(Some(&HeaderValue::from_str(host).unwrap())), expected, "{host}");
        }
        assert!(!names_this_machine(None));
    }
}
