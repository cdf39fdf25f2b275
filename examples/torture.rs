//! The torture servers by hand, and the whole list at once against the real program.
//!
//! `--list` prints the rows; row names (`T10 T66`) serve these until Ctrl-C and print the configuration that subscribes
//! to them; `--all-at-once PROGRAM [SECONDS]` runs `PROGRAM run` with every server as a feed and a sound one beside them,
//! and prints the program's peak memory, how late the sound feed was, and when the first round was over.

#[allow(dead_code, reason = "the tests use the rest")]
#[path = "../tests/it/torture/mod.rs"]
mod torture;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use std::collections::HashMap;
use std::error::Error;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use torture::case::{Case, Tls};
use torture::rows;
use torture::server::{Grounds, Phase};
use torture::site;

/// More than any server that listens on loopback by itself is likely to use.
const PORT: u16 = 18_080;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--list"] => list(),
        ["--all-at-once", program] => all_at_once(program, 180).await?,
        ["--all-at-once", program, seconds] => all_at_once(program, seconds.parse()?).await?,
        [] => println!("torture --list | torture ROW… | torture --all-at-once PROGRAM [SECONDS]"),
        ids => serve(ids).await?,
    }
    Ok(())
}

fn list() {
    for row in rows::all() {
        println!("{:5} {}", row.id, row.does);
        for case in row.cases {
            println!("      {:24} {}", case.id, case.expect);
        }
    }
}

async fn serve(ids: &[&str]) -> Result<(), Box<dyn Error>> {
    let rows = rows::all().into_iter().filter(|row| ids.iter().any(|id| id.eq_ignore_ascii_case(row.id)));
    let cases = servable(rows.flat_map(|row| row.cases).collect());
    if cases.is_empty() {
        return Err("no such row, or its servers need names and certificates, as in the tests".into());
    }
    let feeds = start(&cases).await?;
    println!("[defaults]\ngap = \"0s\"\nallow_private = true\n\n{feeds}");
    eprintln!("# serving {} feeds; Ctrl-C ends it", cases.len());
    tokio::signal::ctrl_c().await?;
    Ok(())
}

/// Cases that need no names: by hand each has an address of its own instead.
fn servable(cases: Vec<Case>) -> Vec<Case> {
    cases.into_iter().filter(|case| case.tls == Tls::No && case.host.is_none() && case.url.is_none()).collect()
}

/// Starts the cases' servers; gives the tables that subscribe to them.
async fn start(cases: &[Case]) -> Result<String, Box<dyn Error>> {
    let grounds = Grounds::new(cases.to_vec(), None);
    grounds.enter(Phase::Hostile);
    let mut feeds = String::new();
    for (number, case) in cases.iter().enumerate() {
        let ip = Ipv4Addr::new(127, 7, u8::try_from(number / 250)?, u8::try_from(number % 250 + 1)?);
        let address = grounds.listen_for(&case.id, SocketAddr::from((ip, PORT))).await?;
        feeds.push_str(&format!("[feed.{id}]\nurl = \"http://{address}/{id}/feed.xml\"\n", id = case.id));
    }
    Ok(feeds)
}

async fn all_at_once(program: &str, seconds: u64) -> Result<(), Box<dyn Error>> {
    let mut cases = servable(rows::all().into_iter().flat_map(|row| row.cases).collect());
    cases.push(torture::case::feed(
        "control",
        |asked| site::ok("", site::feed_of(asked, &["x"])),
        torture::case::reads(1),
    ));
    let feeds = start(&cases).await?;
    let dir = tempfile::TempDir::new()?;
    let config = dir.path().join("feedmill.toml");
    std::fs::write(&config, format!("[defaults]\ngap = \"0s\"\nallow_private = true\nevery = \"1m\"\n{feeds}"))?;
    let log = std::fs::File::create(dir.path().join("log"))?;
    let mut daemon =
        Command::new(program).args(["run", "--config"]).arg(&config).stdout(Stdio::null()).stderr(log).spawn()?;
    let begun = Instant::now();
    let mut peak_kib = 0;
    while begun.elapsed() < Duration::from_secs(seconds) && daemon.try_wait()?.is_none() {
        tokio::time::sleep(Duration::from_millis(200)).await;
        peak_kib = peak_kib.max(peak_memory_kib(&daemon).unwrap_or(0));
    }
    Command::new("kill").args(["-TERM", &daemon.id().to_string()]).status()?;
    let status = daemon.wait()?;
    println!("{} feeds for {seconds} s, ended with {status}", cases.len());
    println!("peak memory: {:.1} MiB", f64::from(peak_kib) / 1024.0);
    report_times(&std::fs::read_to_string(dir.path().join("log"))?)?;
    report_outcomes(&dir.path().join("feedmill.db"))?;
    Ok(())
}

/// The most memory that a process has held so far.
fn peak_memory_kib(process: &Child) -> Option<u32> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.id())).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// A poll as the log tells of it.
struct Polled {
    feed: String,
    ended_at: DateTime<Utc>,
    next_at: DateTime<Utc>,
    took: TimeDelta,
    has_hung: bool,
}

fn polled(line: &str) -> Option<Polled> {
    let line: Value = serde_json::from_str(line).ok()?;
    let time = |key: &str| line[key].as_str()?.parse().ok();
    let message = line["message"].as_str()?;
    Some(Polled {
        feed: line["feed"].as_str()?.to_owned(),
        ended_at: time("timestamp")?,
        next_at: time("next_poll_at")?,
        took: TimeDelta::milliseconds(line["took_ms"].as_i64()?),
        has_hung: message.contains(": timeout_"),
    })
}

/// From when a poll was due to when its request went out, for the sound feed; and from the first poll's end to the
/// last feed's that doesn't itself hang.
fn report_times(log: &str) -> Result<(), Box<dyn Error>> {
    let polls: Vec<Polled> = log.lines().filter_map(polled).collect();
    let begun = polls.first().ok_or("nothing was polled")?.ended_at;
    let control: Vec<&Polled> = polls.iter().filter(|poll| poll.feed == "control").collect();
    let late = control.windows(2).map(|pair| pair[1].ended_at - pair[1].took - pair[0].next_at).max();
    let late_ms = late.map_or(0, |late| late.num_milliseconds());
    println!("the control feed: {} polls, at most {late_ms} ms late", control.len());
    let mut firsts: HashMap<&str, &Polled> = HashMap::new();
    for poll in &polls {
        firsts.entry(&poll.feed).or_insert(poll);
    }
    let mut waits: Vec<i64> = firsts
        .values()
        .filter(|poll| !poll.has_hung)
        .map(|poll| (poll.ended_at - begun - poll.took).num_milliseconds())
        .collect();
    waits.sort_unstable();
    let [median, most] =
        [waits.len() / 2, waits.len().saturating_sub(1)].map(|rank| waits.get(rank).copied().unwrap_or_default());
    println!("{} feeds that don't hang waited {median} ms in the median, {most} ms at most", waits.len());
    Ok(())
}

fn report_outcomes(database: &Path) -> Result<(), Box<dyn Error>> {
    let database = rusqlite::Connection::open_with_flags(database, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut statement = database.prepare("SELECT outcome, count(*) FROM requests GROUP BY outcome ORDER BY 2 DESC")?;
    let outcomes = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
    for outcome in outcomes {
        let (outcome, count) = outcome?;
        println!("{count:6} {outcome}");
    }
    Ok(())
}
