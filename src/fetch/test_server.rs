//! A server on loopback that sends bytes as scripted, so that it can break HTTP, and remembers what it was asked.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;
use url::Url;

/// What the server does next on a connection; at the script's end it reads the next request.
#[derive(Clone, Debug)]
pub enum Act {
    Send(Vec<u8>),
    /// Says nothing for so long, by tokio's clock.
    Wait(Duration),
    /// Says nothing more until the client leaves.
    Hold,
    Close,
    Reset,
    /// Sends the same bytes until the client leaves.
    Repeat(Vec<u8>),
}

/// A request as it came in.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Header lines, the request line first.
    pub header: Vec<u8>,
    pub begun: Instant,
}

impl Seen {
    pub fn path(&self) -> String {
        String::from_utf8_lossy(&self.header).split(' ').nth(1).unwrap_or_default().to_owned()
    }

    /// The value of a header line, byte for byte.
    pub fn header(&self, name: &str) -> Option<Vec<u8>> {
        self.header.split(|byte| *byte == b'\n').skip(1).find_map(|line| {
            let colon = line.iter().position(|byte| *byte == b':')?;
            let (found, value) = (&line[..colon], &line[colon + 1..]);
            found.eq_ignore_ascii_case(name.as_bytes()).then(|| value.trim_ascii().to_vec())
        })
    }
}

pub struct TestServer {
    pub address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    connections: Arc<AtomicUsize>,
}

impl TestServer {
    /// Listens on a loopback address; `script` is given each request's path.
    pub async fn start(ip: &str, script: impl Fn(&str) -> Vec<Act> + Send + Sync + 'static) -> TestServer {
        let listener = TcpListener::bind((ip, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
        let connections = Arc::new(AtomicUsize::new(0));
        let (script, log, counter) = (Arc::new(script), Arc::clone(&seen), Arc::clone(&connections));
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                counter.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(serve(connection, Arc::clone(&script), Arc::clone(&log)));
            }
        });
        TestServer { address, seen, connections }
    }

    /// A server that answers every request with the same bytes.
    pub async fn answering(bytes: impl Into<Vec<u8>>) -> TestServer {
        let bytes = bytes.into();
        TestServer::start("127.0.0.1", move |_| vec![Act::Send(bytes.clone())]).await
    }

    pub fn url(&self, path: &str) -> Url {
        Url::parse(&format!("http://{}{path}", self.address)).unwrap()
    }

    /// Connections accepted so far.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }
}

/// A whole answer with its length.
pub fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let header = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n", body.len());
    [header.as_bytes(), body].concat()
}

async fn serve(mut connection: TcpStream, script: Arc<impl Fn(&str) -> Vec<Act>>, log: Arc<Mutex<Vec<Seen>>>) {
    while let Some(seen) = read_request(&mut connection).await {
        let acts = script(&seen.path());
        log.lock().unwrap().push(seen);
        for act in acts {
            match act {
                Act::Send(bytes) => {
                    if connection.write_all(&bytes).await.is_err() {
                        return;
                    }
                }
                Act::Wait(time) => tokio::time::sleep(time).await,
                Act::Hold => {
                    let _ = connection.read(&mut [0; 64]).await;
                    return;
                }
                Act::Close => return,
                Act::Reset => {
                    connection.set_zero_linger().unwrap();
                    return;
                }
                Act::Repeat(bytes) => while connection.write_all(&bytes).await.is_ok() {},
            }
        }
    }
}

async fn read_request(connection: &mut TcpStream) -> Option<Seen> {
    let mut header = Vec::new();
    while !header.ends_with(b"\r\n\r\n") {
        header.push(connection.read_u8().await.ok()?);
    }
    Some(Seen { header, begun: Instant::now() })
}
