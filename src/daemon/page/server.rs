//! The listener: bounded in connections and time, and deaf to what a browser was talked into.

use super::Desk;
use crate::reception::{Bounds, receive};
use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{self, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

/// A monitor asks for one page at a time, with a line and a few headers.
const BOUNDS: Bounds = Bounds {
    connections: 16,
    request: Duration::from_secs(3),
    connection: Duration::from_secs(10),
    request_bytes: 8192,
    keep_alive: false,
};

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
    receive(listener, BOUNDS, move |request| {
        let desk = Arc::clone(&desk);
        async move { respond(&desk, &request, is_local).await }
    })
    .await;
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
