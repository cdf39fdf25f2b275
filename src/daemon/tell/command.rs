//! The user's program, told of one alarm: the only program that feedmill starts.
//!
//! Its words are the configuration's and no shell reads them. What came from outside is on its input alone, as JSON.

use crate::alarm::Message;
use crate::text::tidy_line;
use rustix::process::{Pid, Signal, kill_process_group};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// A program that takes longer is killed, with all that it started.
pub const TIMEOUT: Duration = Duration::from_secs(30);
/// What is kept of its errors; the rest is read and forgotten.
const MOST_KEPT: usize = 4096;
/// For errors that are on their way when the program has ended: one that it left behind may hold the line.
const LAST_WORDS: Duration = Duration::from_millis(100);
const LONGEST_TOLD: usize = 200;

/// Runs the program, and says why it failed.
pub async fn run(words: &[String], message: &Message) -> Result<(), String> {
    let Some((program, arguments)) = words.split_first() else { return Err("there is no command".to_owned()) };
    let mut child = Command::new(program)
        .args(arguments)
        .env_clear()
        .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
        .env("FEEDMILL_ALARM", message.alarm.kind.as_str())
        .env("FEEDMILL_STATE", message.state.as_str())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .process_group(0)
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| format!("{program} could not be started: {error}"))?;
    let mut group = Group(child.id().and_then(|id| Pid::from_raw(id.try_into().ok()?)));
    let ended = timeout(TIMEOUT, speak_and_listen(&mut child, message.json())).await;
    let Ok(ended) = ended else {
        return Err(format!("{program} took longer than {} s and was killed", TIMEOUT.as_secs()));
    };
    let (status, errors) = ended.map_err(|error| format!("{program}: {error}"))?;
    group.0 = None;
    if status.success() { Ok(()) } else { Err(failure(program, status, &errors)) }
}

/// Gives the program its input, and reads its errors until it ends.
async fn speak_and_listen(child: &mut Child, json: String) -> std::io::Result<(ExitStatus, Vec<u8>)> {
    if let Some(mut input) = child.stdin.take() {
        // Whether it wants to read is its own affair.
        let _ = input.write_all(format!("{json}\n").as_bytes()).await;
    }
    let mut errors = Vec::new();
    let Some(mut lines) = child.stderr.take() else { return Ok((child.wait().await?, errors)) };
    let mut piece = [0; 1024];
    let mut listen = async || {
        while let Ok(length @ 1..) = lines.read(&mut piece).await {
            let room = MOST_KEPT - errors.len();
            errors.extend_from_slice(&piece[..length.min(room)]);
        }
    };
    let early = tokio::select! {
        status = child.wait() => Some(status?),
        () = listen() => None,
    };
    let status = match early {
        Some(status) => {
            let _ = timeout(LAST_WORDS, listen()).await;
            status
        }
        None => child.wait().await?,
    };
    Ok((status, errors))
}

/// How it ended, and the first line of its errors.
fn failure(program: &str, status: ExitStatus, errors: &[u8]) -> String {
    let errors = String::from_utf8_lossy(errors);
    let first = errors.lines().map(tidy_line).find(|line| !line.is_empty()).unwrap_or_default();
    let first: String = first.chars().take(LONGEST_TOLD).collect();
    if first.is_empty() { format!("{program}: {status}") } else { format!("{program}: {status}: {first}") }
}

/// A program and what it started, killed together unless it has ended.
struct Group(Option<Pid>);

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(pid) = self.0 {
            let _ = kill_process_group(pid, Signal::KILL);
        }
    }
}
