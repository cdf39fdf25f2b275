//! From a feed that fails, by the archive, to whoever is told; and back.

use super::super::perform::poll_if_configured;
use super::super::tell::Tellers;
use super::super::{Desk, subscribe, watch_for_alarms};
use super::start;
use crate::config::{Source, Surroundings, compile};
use crate::fetch::{Fetch, FetchAnswer, FetchFailure, FetchRequest, Limits, answer_of};
use crate::model::FailureKind;
use crate::pipeline::Environment;
use crate::store::Store;
use chrono::TimeDelta;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::mpsc::unbounded_channel;

/// A server that is ill until it is well.
struct Patient(Arc<AtomicBool>);

impl Fetch for Patient {
    async fn fetch(&self, request: FetchRequest) -> Result<FetchAnswer, FetchFailure> {
        if self.0.load(Ordering::Relaxed) {
            let body = b"<rss version=\"2.0\"><channel><title>News</title></channel></rss>".to_vec();
            return Ok(answer_of(200, request.url, Vec::new(), &[], body, start()));
        }
        Err(FetchFailure {
            kind: FailureKind::ServerError,
            message: "the server answered 500".to_owned(),
            status: Some(500),
            url: request.url,
            retry_after: None,
            wire_bytes: 0,
            took: Duration::ZERO,
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_feed_that_broke_is_told_and_that_it_is_well_again() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("archive.db");
    let around = Surroundings {
        env: &|_| None,
        read_file: &|_| Err("there is no such file".to_owned()),
        judge_rule: &|_, _| Ok(()),
    };
    let text = "[feed.daily]\nurl = \"https://a.example/feed\"\n".to_owned();
    let config = compile(&[Source { path: "feedmill.toml".into(), text }], around).unwrap();
    let is_well = Arc::new(AtomicBool::new(false));
    let env =
        Environment::new(config, Store::open(&database).unwrap(), Patient(Arc::clone(&is_well)), Limits::default())
            .unwrap();
    subscribe(&env, start()).await.unwrap();
    let poll = async |hours| {
        let state = env.store.feed_states(None).await.unwrap().remove(0);
        poll_if_configured(&env, &state, start() + TimeDelta::hours(hours)).await.unwrap();
    };
    for hours in [0, 4, 8] {
        poll(hours).await;
    }

    let now = start() + TimeDelta::hours(9);
    let desk = Desk::new(database, Arc::new(move || now));
    let (sender, mut told) = unbounded_channel();
    let mut tellers = Tellers::default();
    tellers.spawn("command", move |message| {
        let sender = sender.clone();
        async move { sender.send(message.json()).map_err(|error| error.to_string()) }
    });
    let watching = tokio::spawn(watch_for_alarms(desk, tellers));
    let begins = told.recv().await.unwrap();
    assert!(
        begins.starts_with(
            "{\"state\":\"begins\",\"kind\":\"broken\",\"feed\":\"daily\",\"since\":\"2026-01-31T08:30:00Z\","
        ) && begins.ends_with(",\"at\":\"2026-01-31T17:30:00Z\"}"),
        "{begins}"
    );
    is_well.store(true, Ordering::Relaxed);
    poll(9).await;
    let over = told.recv().await.unwrap();
    assert!(over.starts_with("{\"state\":\"over\",\"kind\":\"broken\",\"feed\":\"daily\","), "{over}");
    tokio::time::sleep(Duration::from_secs(3600)).await;
    assert!(told.try_recv().is_err(), "each once");
    watching.abort();
}
