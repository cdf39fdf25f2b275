//! The torture server: raw TCP on loopback, so that it can break HTTP in every way; one site for each case.
//!
//! A case is known by the first part of the path or of the host's name (`t10-gzip`). Each site is sound at first,
//! hostile then, and sound again at the end, when it has one article more.

use super::case::{Act, Asked, Case, Tls};
use super::site;
use super::tls::Certificates;
use std::collections::HashMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// What the sites do at present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Sound,
    Hostile,
    SoundAgain,
}

/// Longer than any request that feedmill makes.
const LONGEST_HEAD_BYTES: usize = 64 * 1024;

/// All sites, what they do at present, and what they were asked.
pub struct Grounds {
    cases: HashMap<String, Arc<Case>>,
    phase: AtomicU8,
    asked: Mutex<Vec<Asked>>,
    /// Something was asked.
    news: Notify,
    /// By host: requests that are being answered, and the most that were.
    at_once: Mutex<HashMap<String, (usize, usize)>>,
    certificates: Option<Certificates>,
}

impl Grounds {
    /// Without certificates, cases that need TLS can't be served.
    pub fn new(cases: Vec<Case>, certificates: Option<Certificates>) -> Arc<Grounds> {
        let cases = cases.into_iter().map(|case| (case.id.clone(), Arc::new(case))).collect();
        Arc::new(Grounds {
            cases,
            phase: AtomicU8::new(0),
            asked: Mutex::default(),
            news: Notify::new(),
            at_once: Mutex::default(),
            certificates,
        })
    }

    pub fn enter(&self, phase: Phase) {
        self.phase.store(phase as u8, Ordering::SeqCst);
    }

    pub fn phase(&self) -> Phase {
        match self.phase.load(Ordering::SeqCst) {
            0 => Phase::Sound,
            1 => Phase::Hostile,
            _ => Phase::SoundAgain,
        }
    }

    /// What was asked of a case in a phase.
    pub fn asked(&self, case: &str, phase: Phase) -> Vec<Asked> {
        let asked = self.asked.lock().unwrap();
        asked.iter().filter(|asked| asked.case == case && asked.phase == phase).cloned().collect()
    }

    pub fn most_at_once(&self, host: &str) -> usize {
        self.at_once.lock().unwrap().get(host).map_or(0, |(_, most)| *most)
    }

    pub fn all_asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// Serves unencrypted sites at an address; a port of 0 is chosen by the system.
    pub async fn listen(self: &Arc<Self>, address: SocketAddr) -> io::Result<SocketAddr> {
        self.listen_plainly(None, address).await
    }

    /// Serves one case's unencrypted site at an address, whatever it is called there.
    #[cfg_attr(test, allow(dead_code, reason = "for the example"))]
    pub async fn listen_for(self: &Arc<Self>, case: &str, address: SocketAddr) -> io::Result<SocketAddr> {
        self.listen_plainly(Some(case), address).await
    }

    async fn listen_plainly(self: &Arc<Self>, case: Option<&str>, address: SocketAddr) -> io::Result<SocketAddr> {
        let case = case.map(str::to_owned);
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let grounds = Arc::clone(self);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (grounds, case) = (Arc::clone(&grounds), case.clone());
                tokio::spawn(async move {
                    let mut line = Line { stream, case, served: 0 };
                    let end = grounds.serve(&mut line).await;
                    if end == End::Reset {
                        let _ = line.stream.set_zero_linger();
                    }
                });
            }
        });
        Ok(address)
    }

    /// Serves one case's site by TLS, in the way it asks for.
    pub async fn listen_tls(self: &Arc<Self>, case: &str) -> io::Result<SocketAddr> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let (grounds, case) = (Arc::clone(self), case.to_owned());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (grounds, case) = (Arc::clone(&grounds), case.clone());
                tokio::spawn(async move { grounds.serve_tls(stream, case).await });
            }
        });
        Ok(address)
    }

    async fn serve_tls(self: Arc<Self>, mut stream: TcpStream, case: String) {
        let (Some(known), Some(certificates)) = (self.cases.get(&case), &self.certificates) else { return };
        let way = if self.phase() == Phase::Hostile { known.tls } else { Tls::Sound };
        match way {
            Tls::Hang => {
                let _ = stream.read(&mut [0; 4096]).await;
                std::future::pending::<()>().await;
            }
            // A fatal alert: this version of the protocol isn't spoken (RFC 5246 §7.2).
            Tls::Old => {
                let _ = stream.read(&mut [0; 4096]).await;
                let _ = stream.write_all(b"\x15\x03\x01\x00\x02\x02\x46").await;
            }
            Tls::Plain => {
                let _ = stream.read(&mut [0; 4096]).await;
                let _ = stream.write_all(&site::answer("200 OK", "", b"<rss version='2.0'/>")).await;
            }
            _ => {
                let acceptor = certificates.acceptor(way, &format!("{case}.example"));
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                if way == Tls::H2 {
                    self.serve_h2(&mut stream, &case).await;
                } else {
                    let _ = self.serve(&mut Line { stream, case: Some(case), served: 0 }).await;
                    // The closing alert is left out by the case's own wish only.
                }
            }
        }
    }

    /// HTTP/2 as far as the first request, and then the case's own frames.
    async fn serve_h2(&self, stream: &mut (impl AsyncRead + AsyncWrite + Unpin), case: &str) {
        const PREFACE_BYTES: usize = 24;
        const HEADERS: u8 = 1;
        let mut preface = [0; PREFACE_BYTES];
        if stream.read_exact(&mut preface).await.is_err() {
            return;
        }
        let settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];
        if stream.write_all(&settings).await.is_err() {
            return;
        }
        loop {
            let mut frame = [0; 9];
            if stream.read_exact(&mut frame).await.is_err() {
                return;
            }
            let length = usize::from(frame[0]) << 16 | usize::from(frame[1]) << 8 | usize::from(frame[2]);
            let mut payload = vec![0; length];
            if stream.read_exact(&mut payload).await.is_err() {
                return;
            }
            if frame[3] == HEADERS {
                let head = b"GET /feed.xml HTTP/2\r\n\r\n".to_vec();
                let stream_id = u32::from_be_bytes([frame[5] & 0x7f, frame[6], frame[7], frame[8]]);
                let asked = self.note(head, Some(case), stream_id as usize / 2);
                let acts = self.cases.get(case).and_then(|known| (known.serve)(&asked)).unwrap_or_default();
                let _ = self.perform(stream, acts).await;
            }
        }
    }

    async fn serve<S: AsyncRead + AsyncWrite + Unpin>(&self, line: &mut Line<S>) -> End {
        while let Some(head) = read_head(&mut line.stream).await {
            let asked = self.note(head, line.case.as_deref(), line.served);
            line.served += 1;
            {
                let mut at_once = self.at_once.lock().unwrap();
                let (now, most) = at_once.entry(asked.host.clone()).or_default();
                *now += 1;
                *most = (*most).max(*now);
            }
            let mut acts = self.acts(&asked);
            let last = acts.pop();
            let mut end = self.perform(&mut line.stream, acts).await;
            // Over before the last bytes go out: after these the next request may come at any moment.
            self.at_once.lock().unwrap().entry(asked.host).or_default().0 -= 1;
            if end == End::Open {
                end = self.perform(&mut line.stream, last.into_iter().collect()).await;
            }
            if end != End::Open {
                return end;
            }
        }
        End::Closed
    }

    async fn perform(&self, stream: &mut (impl AsyncRead + AsyncWrite + Unpin), acts: Vec<Act>) -> End {
        for act in acts {
            let sent = match act {
                Act::Send(bytes) => stream.write_all(&bytes).await,
                Act::Many(bytes, times) => {
                    let mut sent = Ok(());
                    for _ in 0..times {
                        sent = stream.write_all(&bytes).await;
                        if sent.is_err() {
                            break;
                        }
                    }
                    sent
                }
                Act::Drip(bytes, pause) => {
                    let mut sent = Ok(());
                    for byte in bytes {
                        tokio::time::sleep(pause).await;
                        sent = stream.write_all(&[byte]).await;
                        let _ = stream.flush().await;
                        if sent.is_err() {
                            break;
                        }
                    }
                    sent
                }
                Act::Forever(bytes) => loop {
                    if let Err(error) = stream.write_all(&bytes).await {
                        break Err(error);
                    }
                },
                Act::Until(case) => {
                    let _ = stream.flush().await;
                    self.was_asked(case).await;
                    Ok(())
                }
                Act::Hold => {
                    let _ = stream.flush().await;
                    // Whatever still comes is read and not answered, until the other side leaves.
                    while stream.read(&mut [0; 4096]).await.is_ok_and(|count| count > 0) {}
                    return End::Closed;
                }
                Act::Close => {
                    let _ = stream.shutdown().await;
                    return End::Closed;
                }
                Act::Reset => return End::Reset,
            };
            if sent.is_err() || stream.flush().await.is_err() {
                return End::Closed;
            }
        }
        End::Open
    }

    /// Waits until a case's feed has been asked for in this phase.
    async fn was_asked(&self, case: &str) {
        loop {
            let news = self.news.notified();
            let phase = self.phase();
            let is_asked = |asked: &Asked| asked.case == case && asked.phase == phase && asked.path == "feed.xml";
            if self.asked.lock().unwrap().iter().any(is_asked) {
                return;
            }
            news.await;
        }
    }

    /// What the case does, or what a sound site would.
    fn acts(&self, asked: &Asked) -> Vec<Act> {
        let Some(case) = self.cases.get(&asked.case) else {
            return vec![Act::Send(site::answer("404 Not Found", "", b"no such case"))];
        };
        let is_hostile = asked.phase == Phase::Hostile || asked.phase == Phase::SoundAgain && case.for_good;
        let own = if is_hostile { (case.serve)(asked) } else { None };
        own.unwrap_or_else(|| site::sound(case, asked))
    }

    fn note(&self, head: Vec<u8>, case: Option<&str>, served: usize) -> Asked {
        let text = String::from_utf8_lossy(&head);
        let target = text.split(' ').nth(1).unwrap_or_default().to_owned();
        let header = |name: &str| {
            let mut lines = text.lines().skip(1).filter_map(|line| line.split_once(':'));
            lines.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned())
        };
        let host = header("host").unwrap_or_default();
        let (first, rest) =
            target.trim_start_matches('/').split_once('/').unwrap_or(("", target.trim_start_matches('/')));
        let label = host.split('.').next().unwrap_or_default();
        let (case, path) = match case {
            _ if self.cases.contains_key(first) => (first.to_owned(), rest.to_owned()),
            Some(case) => (case.to_owned(), rest.to_owned()),
            None => (label.to_owned(), target.trim_start_matches('/').to_owned()),
        };
        let secure = self.cases.get(&case).is_some_and(|known| known.tls != Tls::No);
        let phase = self.phase();
        let mut log = self.asked.lock().unwrap();
        let nth = log.iter().filter(|asked| asked.case == case && asked.path == path && asked.phase == phase).count();
        let asked = Asked { case, path, host, secure, head, nth, served, phase };
        log.push(asked.clone());
        drop(log);
        self.news.notify_waiters();
        asked
    }
}

/// A connection.
struct Line<S> {
    stream: S,
    /// Known before the first request where the port tells it.
    case: Option<String>,
    /// Requests answered on it.
    served: usize,
}

/// How a connection goes on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Open,
    Closed,
    Reset,
}

async fn read_head(stream: &mut (impl AsyncRead + Unpin)) -> Option<Vec<u8>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
        if head.len() > LONGEST_HEAD_BYTES {
            return None;
        }
    }
    Some(head)
}
