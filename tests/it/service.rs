//! `feedmill run` as systemd runs it: a notification socket that listens as systemd would.

use crate::program::{Desk, rss, signal, subscribe, terminate};
use crate::server::Server;
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixDatagram;
use std::process::{Child, ChildStderr, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// Nothing that is waited for takes as long, even on a busy machine.
pub const LONG: Duration = Duration::from_secs(60);
/// The watchdog's interval; by then a daemon that is well has fed it.
const WATCHDOG: Duration = Duration::from_secs(4);

/// systemd's end of the notification protocol (sd_notify(3)).
pub struct Manager {
    socket: UnixDatagram,
    daemon: Child,
    log: Receiver<String>,
}

impl Manager {
    pub fn start(desk: &Desk) -> Manager {
        let path = desk.path("notify");
        let socket = UnixDatagram::bind(&path).unwrap();
        let mut daemon = desk
            .command(&["run"])
            .env("NOTIFY_SOCKET", &path)
            .env("WATCHDOG_USEC", WATCHDOG.as_micros().to_string())
            .env_remove("WATCHDOG_PID")
            .env("FEEDMILL_LOG", "debug")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let log = lines_of(daemon.stderr.take().unwrap());
        Manager { socket, daemon, log }
    }

    pub fn daemon(&self) -> &Child {
        &self.daemon
    }

    /// Reads the log up to a line that holds `wanted`, and gives it.
    pub fn log_line(&mut self, wanted: &str) -> String {
        loop {
            let line = self.log.recv_timeout(LONG).unwrap_or_else(|_| panic!("the daemon never said `{wanted}`"));
            if line.contains(wanted) {
                return line;
            }
        }
    }

    /// The next notification; `None` if none comes within the time.
    fn hear(&self, within: Duration) -> Option<Vec<String>> {
        self.socket.set_read_timeout(Some(within)).unwrap();
        let mut buffer = [0; 4096];
        let length = self.socket.recv(&mut buffer).ok()?;
        Some(String::from_utf8(buffer[..length].to_vec()).unwrap().lines().map(str::to_owned).collect())
    }

    /// Listens until a notification holds this line, and gives it whole.
    pub fn hear_until(&self, line: &str) -> Vec<String> {
        loop {
            let said = self.hear(LONG).unwrap_or_else(|| panic!("`{line}` was never said"));
            if said.iter().any(|said| said == line) {
                return said;
            }
        }
    }

    /// Listens until the watchdog has not been fed for its whole interval; gives what was said last.
    pub fn hear_silence(&self) -> Vec<String> {
        let mut last = Vec::new();
        while let Some(said) = self.hear(WATCHDOG) {
            last = said;
        }
        last
    }
}

/// The log's lines as they come, read by a thread of its own so that the wait for one can end.
fn lines_of(log: ChildStderr) -> Receiver<String> {
    let (sender, lines) = channel();
    thread::spawn(move || BufReader::new(log).lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
    lines
}

impl Drop for Manager {
    fn drop(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

fn desk(server: &Server) -> Desk {
    server.answer("/feed.xml", rss(server, &[]));
    Desk::new(&subscribe(server, &[("daily", "/feed.xml")]))
}

#[test]
fn systemd_hears_ready_watchdog_and_stopping() {
    let server = Server::start();
    let desk = desk(&server);
    let mut manager = Manager::start(&desk);
    assert_eq!(manager.hear(LONG).unwrap(), ["READY=1"], "ready comes first");
    let fed = manager.hear_until("WATCHDOG=1");
    assert!(fed.iter().any(|line| line.starts_with("STATUS=1 feed;")), "{fed:?}");
    terminate(&manager.daemon);
    let stopping = manager.hear_until("STOPPING=1");
    assert!(stopping.iter().any(|line| line.starts_with("STATUS=stopping")), "{stopping:?}");
    assert!(manager.daemon.wait().unwrap().success());
}

/// systemd waits for both notifications, sd_notify(3), whatever becomes of the change.
#[test]
fn systemd_hears_of_reloads_taken_up_and_refused() {
    let server = Server::start();
    let desk = desk(&server);
    // Else it may be read once more, for the file has changed.
    let config = format!("[daemon]\nwatch = false\n{}", fs::read_to_string(desk.path("feedmill.toml")).unwrap());
    fs::write(desk.path("feedmill.toml"), &config).unwrap();
    let mut manager = Manager::start(&desk);
    manager.hear_until("READY=1");
    for (change, outcome) in [("every = \"2h\"\n", "is in force"), ("evry = \"2h\"\n", "refused")] {
        fs::write(desk.path("feedmill.toml"), format!("{config}{change}")).unwrap();
        signal(&manager.daemon, "-HUP");
        let reloading = manager.hear_until("RELOADING=1");
        let since = reloading.iter().find_map(|line| line.strip_prefix("MONOTONIC_USEC=")).expect("since when");
        assert!(since.parse::<u64>().is_ok_and(|since| since > 0), "{since}");
        manager.hear_until("READY=1");
        manager.log_line(outcome);
    }
    manager.hear_until("WATCHDOG=1");
}

#[test]
fn the_watchdog_goes_hungry_while_the_writer_is_stuck() {
    let server = Server::start();
    let desk = desk(&server);
    let manager = Manager::start(&desk);
    manager.hear_until("WATCHDOG=1");
    let other = rusqlite::Connection::open(desk.path("feedmill.db")).unwrap();
    other.busy_timeout(LONG).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let last = manager.hear_silence();
    assert!(last.iter().any(|line| line.starts_with("STATUS=the database cannot be written")), "{last:?}");
    other.execute_batch("ROLLBACK").unwrap();
    manager.hear_until("WATCHDOG=1");
}

#[test]
fn a_daemon_that_cannot_write_at_its_start_is_not_ready() {
    let server = Server::start();
    let desk = desk(&server);
    desk.ok(&["fetch"]);
    let other = rusqlite::Connection::open(desk.path("feedmill.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let manager = Manager::start(&desk);
    let last = manager.hear_silence();
    assert!(last.iter().any(|line| line.starts_with("STATUS=the database cannot be written")), "{last:?}");
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(manager.hear(LONG).unwrap(), ["READY=1"], "and not before");
}

/// The unit's `UMask=0027`: the group reads, others see nothing, and nobody but the daemon writes.
#[test]
fn the_database_is_for_the_group_to_read() {
    let server = Server::start();
    let desk = desk(&server);
    let program = env!("CARGO_BIN_EXE_feedmill");
    let fetched = std::process::Command::new("sh")
        .args(["-c", "umask 0027 && exec \"$0\" fetch", program])
        .env("FEEDMILL_CONFIG", desk.path("feedmill.toml"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(fetched.success());
    for name in ["feedmill.db", "feedmill.db-wal", "feedmill.db-shm"] {
        let mode = fs::metadata(desk.path(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o640, "{name}");
    }
}

/// The variable is inherited by whatever a service starts; only where it names this very output is that the journal.
#[test]
fn the_log_goes_where_standard_error_goes() {
    let server = Server::start();
    let desk = desk(&server);
    let log = |arguments: &[&str]| {
        let fetched = desk.command(arguments).env("JOURNAL_STREAM", "1:1").output().unwrap();
        assert!(fetched.status.success());
        String::from_utf8(fetched.stderr).unwrap()
    };
    let said = log(&["fetch"]);
    let lines: Vec<serde_json::Value> = said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let polls: Vec<_> = lines.iter().filter(|line| line["feed"] == "daily").collect();
    assert_eq!(polls.len(), 1, "one line a poll: {said}");
    assert_eq!((&polls[0]["level"], &polls[0]["outcome"]), (&"INFO".into(), &"fresh".into()));
    let said = log(&["fetch", "--log-format", "text"]);
    assert!(said.contains("polled daily") && !said.contains('\u{1b}') && !said.contains('{'), "{said}");
}
