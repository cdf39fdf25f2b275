//! Takes connections in on a listener, bounded in number and time, for what feedmill serves itself over HTTP/1.1.

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// A pause after a failed accept, which out of file descriptors would fail again at once.
const PAUSE_AFTER_FAILED_ACCEPT: Duration = Duration::from_millis(50);

/// What a client may take up.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Open connections; further ones wait in the system's queue.
    pub connections: usize,
    /// Until the request's headers are there, counted anew for each request.
    pub request: Duration,
    /// From accept to the end of the last answer.
    pub connection: Duration,
    /// Of a request's line and headers; hyper takes no less than 8,192.
    pub request_bytes: usize,
    /// Further requests are answered on the same connection.
    pub keep_alive: bool,
}

/// Answers each request with what `respond` makes of it until the future is dropped, which ends its connections too.
pub async fn receive<R, A>(listener: TcpListener, bounds: Bounds, respond: R)
where
    R: Fn(Request<Incoming>) -> A + Send + Sync + 'static,
    A: Future<Output = Response<Full<Bytes>>> + Send + 'static,
{
    let respond = Arc::new(respond);
    let turns = Arc::new(Semaphore::new(bounds.connections));
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
        let respond = Arc::clone(&respond);
        connections.spawn(async move {
            let service = service_fn(move |request| {
                let answer = respond(request);
                async move { Ok::<_, Infallible>(answer.await) }
            });
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(bounds.request)
                .max_buf_size(bounds.request_bytes)
                .keep_alive(bounds.keep_alive)
                .serve_connection(TokioIo::new(stream), service);
            // A connection that breaks or takes too long concerns its client alone.
            let _ = timeout(bounds.connection, connection).await;
            drop(turn);
        });
    }
}
