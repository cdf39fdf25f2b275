//! A scripted HTTP server on loopback: paths to answers, and a record of what was asked.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

/// One answer; `ETag` makes it conditional.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn ok(content_type: &str, body: impl Into<Vec<u8>>) -> Answer {
        Answer { status: 200, headers: vec![("Content-Type".into(), content_type.into())], body: body.into() }
    }

    pub fn status(status: u16) -> Answer {
        Answer { status, headers: vec![], body: b"no".to_vec() }
    }

    pub fn with(mut self, name: &str, value: &str) -> Answer {
        self.headers.retain(|(known, _)| known != name);
        self.headers.push((name.into(), value.into()));
        self
    }
}

/// One request as it came.
#[derive(Clone, Debug)]
pub struct Asked {
    pub path: String,
    /// Names in lower case.
    pub headers: HashMap<String, String>,
}

/// Serves until the test ends. Paths without an answer are 404.
pub struct Server {
    pub address: SocketAddr,
    answers: Arc<Mutex<HashMap<String, Answer>>>,
    asked: Arc<Mutex<Vec<Asked>>>,
    held: Arc<Mutex<HashMap<String, Hold>>>,
}

/// A path whose answer never comes; says when it was asked for.
struct Hold {
    reached: Sender<()>,
}

impl Server {
    pub fn start() -> Server {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let server = Server {
            address: listener.local_addr().unwrap(),
            answers: Arc::default(),
            asked: Arc::default(),
            held: Arc::default(),
        };
        let (answers, asked, held) = (server.answers.clone(), server.asked.clone(), server.held.clone());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (answers, asked, held) = (answers.clone(), asked.clone(), held.clone());
                thread::spawn(move || serve(stream, &answers, &asked, &held));
            }
        });
        server
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn answer(&self, path: &str, answer: Answer) {
        self.answers.lock().unwrap().insert(path.to_owned(), answer);
    }

    /// Leaves requests for `path` without an answer; the receiver hears of the first.
    pub fn hold(&self, path: &str) -> Receiver<()> {
        let (reached, hear) = channel();
        self.held.lock().unwrap().insert(path.to_owned(), Hold { reached });
        hear
    }

    pub fn release(&self, path: &str) {
        self.held.lock().unwrap().remove(path);
    }

    /// All requests so far, taken out of the record.
    pub fn take_asked(&self) -> Vec<Asked> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

fn serve(
    stream: TcpStream,
    answers: &Mutex<HashMap<String, Answer>>,
    asked: &Mutex<Vec<Asked>>,
    held: &Mutex<HashMap<String, Hold>>,
) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    while let Some(request) = read_request(&mut reader) {
        asked.lock().unwrap().push(request.clone());
        if let Some(hold) = held.lock().unwrap().get(&request.path) {
            let _ = hold.reached.send(());
            // The connection stays open and silent until the other side gives up.
            let mut line = String::new();
            let _ = reader.read_line(&mut line);
            return;
        }
        let answer = answers.lock().unwrap().get(&request.path).cloned().unwrap_or_else(|| Answer::status(404));
        if write_answer(&stream, &request, &answer).is_err() {
            return;
        }
    }
}

fn read_request(reader: &mut BufReader<TcpStream>) -> Option<Asked> {
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let path = line.split_whitespace().nth(1)?.to_owned();
    let mut headers = HashMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    Some(Asked { path, headers })
}

fn write_answer(mut stream: &TcpStream, request: &Asked, answer: &Answer) -> std::io::Result<()> {
    let etag = answer.headers.iter().find(|(name, _)| name == "ETag").map(|(_, value)| value);
    let unchanged = etag.is_some() && request.headers.get("if-none-match") == etag;
    let (status, body) = if unchanged { (304, &b""[..]) } else { (answer.status, &answer.body[..]) };
    let mut head = format!("HTTP/1.1 {status} Said\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in &answer.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    stream.write_all(format!("{head}\r\n").as_bytes())?;
    stream.write_all(body)
}
