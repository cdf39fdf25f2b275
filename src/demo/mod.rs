//! A small newsroom of our own, served on loopback for `feedmill demo`.
//!
//! Five invented papers in four languages, each with its feed format and page layout. Stories are
//! files under `newsroom/` (its README tells their format); feeds and pages are made from them.

mod feeds;
mod markup;
mod pages;
mod papers;
mod round;
mod server;
mod site;
mod story;
#[cfg(test)]
mod tests;

pub use round::Round;

use papers::Paper;
use server::Shelf;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// Asked for first, so that a second demo meets the addresses of the first.
const PREFERRED_PORT: u16 = 7411;

/// A newsroom that is being served; dropping it ends the service.
pub struct Newsroom {
    /// The configuration that subscribes to all its feeds, as TOML.
    pub config: String,
    /// Stories, each counted once however many feeds list it.
    pub articles: usize,
    /// Feeds, one for each paper.
    pub feeds: usize,
    current: Arc<AtomicUsize>,
    // Held so that the servers end with the newsroom.
    _servers: JoinSet<()>,
}

impl Newsroom {
    /// Serves this round from the next request on: its feeds, pages and validators.
    pub fn turn_to(&self, round: Round) {
        self.current.store(round as usize, Ordering::Release);
    }
}

/// Serves the newsroom, one loopback host for each paper, until it is dropped.
///
/// Must be called within a tokio runtime with I/O and time. Fails if not even 127.0.0.1 can be
/// listened on.
pub async fn serve(round: Round) -> io::Result<Newsroom> {
    let papers = papers::all().map_err(io::Error::other)?;
    let mut listeners = Vec::new();
    for last_octet in (1..).take(papers.len()) {
        listeners.push(server::listen(last_octet, PREFERRED_PORT).await?);
    }
    let origins = listeners.iter().map(origin).collect::<io::Result<Vec<String>>>()?;
    let current = Arc::new(AtomicUsize::new(round as usize));
    let mut servers = JoinSet::new();
    let first = site::build(&papers, &origins, Round::First).map_err(unfilled)?;
    let second = site::build(&papers, &origins, Round::Second).map_err(unfilled)?;
    for (listener, rounds) in listeners.into_iter().zip(first.into_iter().zip(second)) {
        let shelf = Shelf { rounds: Arc::new(rounds.into()), current: Arc::clone(&current) };
        servers.spawn(server::answer_all(listener, shelf));
    }
    Ok(Newsroom {
        config: config(&papers, &origins),
        articles: papers.iter().map(|paper| paper.stories.len()).sum(),
        feeds: papers.len(),
        current,
        _servers: servers,
    })
}

fn origin(listener: &TcpListener) -> io::Result<String> {
    Ok(format!("http://{}", listener.local_addr()?))
}

fn unfilled(slot: String) -> io::Error {
    io::Error::other(format!("nothing fills `{slot}` in a page of the newsroom"))
}

fn config(papers: &[Paper], origins: &[String]) -> String {
    let mut config = String::from(CONFIG_HEAD);
    for (paper, origin) in papers.iter().zip(origins) {
        let Paper { key, name, feed_path, tags, .. } = paper;
        config.push_str(&format!("\n# {name}\n[feed.{key}]\nurl  = \"{origin}{feed_path}\"\ntags = {tags:?}\n"));
    }
    config
}

const CONFIG_HEAD: &str = r#"# The newsroom of `feedmill demo`, which answers on this machine while the demo runs.

[daemon]
database = "feedmill.db"

[defaults]
fulltext      = "always" # the newsroom's feeds carry teasers
gap           = "0s"     # nobody's server is troubled but our own
allow_private = true     # loopback addresses are refused without this
"#;
