//! Who looks at the running daemon: `/healthz`, `/metrics`, `/status.json`, and those who come to harm it.

use crate::program::{Desk, page, rss, subscribe, terminate};
use crate::server::{Answer, Server};
use crate::service::{LONG, Manager};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::fs::PermissionsExt;

/// A feed with one article, and a daemon that listens at a port of the system's choice.
fn listening(server: &Server) -> (Desk, Manager, SocketAddr) {
    server.answer("/feed.xml", rss(server, &[("/one.html", "First story")]));
    server.answer("/one.html", page("First story"));
    let config = subscribe(server, &[("daily-新闻", "/feed.xml"), ("missing", "/nothing.xml")])
        .replace("[feed.daily-新闻]", "[feed.\"daily-新闻\"]");
    let desk = Desk::new(&format!("[daemon]\nlisten = \"127.0.0.1:0\"\n{config}"));
    let mut manager = Manager::start(&desk);
    let line = manager.log_line("listening for monitors");
    let address = serde_json::from_str::<Value>(&line).unwrap()["address"].as_str().unwrap().parse().unwrap();
    manager.log_line("read page");
    manager.hear_until("WATCHDOG=1");
    (desk, manager, address)
}

/// What is answered to these lines: status and body.
fn ask_raw(address: SocketAddr, request: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(LONG)).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    // A refusal may be cut off by a reset, since not all that was sent has been read.
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8(answer).unwrap();
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    (status, answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default())
}

fn ask(address: SocketAddr, path: &str) -> (u16, String) {
    ask_raw(address, &format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n"))
}

/// Families by name, each with its kind, and the names of all samples.
fn families(metrics: &str) -> BTreeMap<String, String> {
    let kinds = metrics.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' '));
    kinds.map(|(name, kind)| (name.to_owned(), kind.to_owned())).collect()
}

/// The family of a sample: histograms have three names beside their own.
fn family<'a>(families: &BTreeMap<String, String>, sample: &'a str) -> Option<&'a str> {
    let stem = ["_bucket", "_sum", "_count"].iter().find_map(|end| sample.strip_suffix(end));
    stem.filter(|stem| families.get(*stem).is_some_and(|kind| kind == "histogram"))
        .or_else(|| families.contains_key(sample).then_some(sample))
}

#[test]
fn monitors_see_health_metrics_and_status() {
    let server = Server::start();
    let (desk, manager, address) = listening(&server);
    assert_eq!(ask(address, "/healthz"), (200, "ok\n".to_owned()));

    let (status, metrics) = ask(address, "/metrics");
    assert_eq!(status, 200);
    metrics_keep_the_conventions(&metrics);
    for line in [
        "feedmill_polls_total{outcome=\"fresh\"} 1",
        "feedmill_polls_total{outcome=\"not_found\"} 1",
        "feedmill_pages_total{outcome=\"page\"} 1",
        "feedmill_articles_new_total 1",
        "feedmill_feeds{status=\"failing\"} 1",
        "feedmill_articles 1",
        "feedmill_alarms{kind=\"broken\"} 0",
        "feedmill_up 1",
    ] {
        assert!(metrics.lines().any(|known| known == line), "{line} in {metrics}");
    }
    the_dashboard_asks_for_nothing_else(&metrics);

    let (status, json) = ask(address, "/status.json");
    assert_eq!(status, 200);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["counts"]["articles"], 1);
    let printed = desk.lines(&["status", "--json"]);
    assert_eq!(json["feeds"].as_array().unwrap(), &printed, "the same as `status --json`");
    let days = printed[0]["new_per_day"].as_array().unwrap();
    assert_eq!((days.len(), days.iter().filter_map(Value::as_u64).sum::<u64>()), (14, 1));

    let other = rusqlite::Connection::open(desk.path("feedmill.db")).unwrap();
    other.busy_timeout(LONG).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    manager.hear_silence();
    assert_eq!(ask(address, "/healthz"), (503, "the database cannot be written\n".to_owned()));
}

fn metrics_keep_the_conventions(metrics: &str) {
    let families = families(metrics);
    for (name, kind) in &families {
        assert!(metrics.contains(&format!("# HELP {name} ")), "{name} has no help");
        assert!(name.starts_with("feedmill_") || name.starts_with("process_"), "{name}");
        assert_eq!(kind == "counter", name.ends_with("_total"), "{name} is a {kind}");
        assert!(
            !["_ms", "_milliseconds", "_minutes", "_mib", "_kb"].iter().any(|unit| name.ends_with(unit)),
            "{name}: base units"
        );
    }
    let mut labels = BTreeSet::new();
    for line in metrics.lines().filter(|line| !line.starts_with('#')) {
        let (series, value) = line.rsplit_once(' ').unwrap();
        value.parse::<f64>().unwrap();
        let name = series.split('{').next().unwrap();
        assert!(family(&families, name).is_some(), "{name} has no TYPE");
        let inside = series.split_once('{').map_or("", |(_, labels)| labels.trim_end_matches('}'));
        labels.extend(inside.split(',').filter_map(|label| label.split_once('=')).map(|(name, _)| name.to_owned()));
    }
    // Words of our own only: no feed, host or address can add to their number.
    assert_eq!(labels.into_iter().collect::<Vec<_>>(), ["kind", "le", "outcome", "state", "status", "version"]);
}

fn the_dashboard_asks_for_nothing_else(metrics: &str) {
    let families = families(metrics);
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("contrib/grafana-dashboard.json");
    let dashboard: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let mut asked = BTreeSet::new();
    for target in dashboard["panels"].as_array().unwrap().iter().flat_map(|panel| panel["targets"].as_array().unwrap())
    {
        let expression = target["expr"].as_str().unwrap();
        let names = expression.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        for name in names.filter(|name| name.starts_with("feedmill_") || name.starts_with("process_")) {
            let family = family(&families, name).unwrap_or_else(|| panic!("{name} of the dashboard does not exist"));
            asked.insert(family.to_owned());
        }
    }
    let unseen: Vec<_> = families.keys().filter(|name| !asked.contains(*name)).collect();
    assert_eq!(unseen, ["feedmill_build_info", "process_threads"], "figures that the dashboard does not show");
}

#[test]
fn those_who_come_to_harm_are_sent_away() {
    let server = Server::start();
    let (_desk, _manager, address) = listening(&server);
    let (status, said) = ask_raw(address, "GET /status.json HTTP/1.1\r\nHost: rebound.example\r\n\r\n");
    assert!(status == 403 && !said.contains("daily"), "{said}");
    assert_eq!(
        ask_raw(address, &format!("POST /metrics HTTP/1.1\r\nHost: {address}\r\nContent-Length: 0\r\n\r\n")).0,
        405
    );
    assert_eq!(ask(address, "/../../etc/passwd").0, 404);
    let long = format!("GET / HTTP/1.1\r\nHost: {address}\r\nX: {}\r\n\r\n", "x".repeat(100_000));
    assert!(matches!(ask_raw(address, &long).0, 0 | 431));

    let silent: Vec<_> = (0..24).map(|_| TcpStream::connect(address).unwrap()).collect();
    assert_eq!(ask(address, "/healthz").0, 200, "those who say nothing lose their places");
    drop(silent);
}

#[test]
fn it_listens_beyond_this_machine_only_if_that_is_said() {
    let refused = Desk::new("[daemon]\nlisten = \"0.0.0.0:9184\"\n").run(&["check"]);
    assert_eq!(refused.code, 78);
    assert!(refused.stderr.contains("listen_anywhere = true"), "{}", refused.stderr);
    Desk::new("[daemon]\nlisten = \"0.0.0.0:9184\"\nlisten_anywhere = true\n").ok(&["check"]);
    let nonsense = Desk::new("[daemon]\nlisten = \"localhost\"\n").run(&["check"]);
    assert!(nonsense.code == 78 && nonsense.stderr.contains("127.0.0.1:9184"), "{}", nonsense.stderr);
}

#[test]
fn a_broken_feed_and_a_silent_one_are_told() {
    let server = Server::start();
    let paths: Vec<String> = (0..12).map(|number| format!("/{number}.html")).collect();
    let items: Vec<_> = paths.iter().map(|path| (path.as_str(), "Story")).collect();
    server.answer("/feed.xml", rss(&server, &items));
    let feeds = subscribe(&server, &[("daily", "/feed.xml"), ("missing", "/nothing.xml")]);
    let desk = Desk::new(&format!(
        "[daemon]\nlisten = \"127.0.0.1:0\"\n{}",
        feeds.replace("[defaults]", "[defaults]\nfulltext = \"off\"")
    ));
    desk.ok(&["fetch"]);
    assert!(!desk.ok(&["status"]).contains("nothing new"));
    // As if an article had come a day until forty days ago, and the other feed had failed for ten.
    let archive = rusqlite::Connection::open(desk.path("feedmill.db")).unwrap();
    let days_ago = |days: &str| format!("strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-' || ({days}) || ' days')");
    archive
        .execute_batch(&format!(
            "UPDATE item SET first_seen_at = {};
             UPDATE feed SET last_new_at = (SELECT max(first_seen_at) FROM item) WHERE key = 'daily';
             UPDATE feed SET failures = 5, failing_since = {} WHERE key = 'missing';
             INSERT INTO rule_figures (host, rule, feed_id, pages, missed_bits, missed_since, is_stale)
             VALUES ('a.example', 'body', 1, 10, 7, {}, 1);",
            days_ago("52 - id"),
            days_ago("10"),
            days_ago("3")
        ))
        .unwrap();
    drop(archive);
    assert!(
        desk.ok(&["status"])
            .contains("daily has brought nothing new for 40.0 days, where 2.0 days would have been long")
    );

    let mut manager = Manager::start(&desk);
    let line = manager.log_line("listening for monitors");
    let address = serde_json::from_str::<Value>(&line).unwrap()["address"].as_str().unwrap().parse().unwrap();
    let told = manager.log_line("alarm: ");
    assert!(
        told.contains("alarm: missing has failed 5 times: not_found") && told.contains("\"alarm\":\"broken\""),
        "{told}"
    );
    let told: Value = serde_json::from_str(&manager.log_line("alarm: ")).unwrap();
    assert_eq!((&told["alarm"], &told["whose"], &told["level"]), (&"silent".into(), &"daily".into(), &"WARN".into()));
    let (_, json) = ask(address, "/status.json");
    let json: Value = serde_json::from_str(&json).unwrap();
    let kinds: Vec<_> =
        json["alarms"].as_array().unwrap().iter().map(|alarm| alarm["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["silent", "broken", "stale_rule"]);
    assert_eq!(json["alarms"][2]["what"], "rules of a.example select nothing any more: `body`");
    let (_, metrics) = ask(address, "/metrics");
    for line in [
        "feedmill_alarms{kind=\"silent\"} 1",
        "feedmill_alarms{kind=\"broken\"} 1",
        "feedmill_alarms{kind=\"drift\"} 0",
        "feedmill_alarms{kind=\"stale_rule\"} 1",
    ] {
        assert!(metrics.lines().any(|known| known == line), "{line} in {metrics}");
    }
}

/// A script hears by its input, a web hook by POST; an answer of 500 is told in the log without the address.
#[test]
fn alarms_go_out_by_command_and_web_hook() {
    let server = Server::start();
    server.answer("/hook-s3cret", Answer::status(500));
    let feeds = subscribe(&server, &[("missing", "/nothing.xml")]);
    let desk = Desk::new("");
    let (script, heard) = (desk.path("tell"), desk.path("heard"));
    fs::write(&script, "#!/bin/sh\ncat > \"$1.part\" && mv \"$1.part\" \"$1\" && echo told >&2\nexit 4\n").unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    let url = server.url("/hook-s3cret");
    let ways = format!("command = [{script:?}, {heard:?}]\nurl = {url:?}\nallow_private = true");
    fs::write(desk.path("feedmill.toml"), format!("[daemon.alarm]\n{ways}\n{feeds}")).unwrap();
    assert!(!desk.ok(&["config", "show"]).contains("s3cret"));
    desk.ok(&["fetch"]);
    let archive = rusqlite::Connection::open(desk.path("feedmill.db")).unwrap();
    archive.execute("UPDATE feed SET failures = 5, failing_since = '2026-01-02T03:04:05Z'", ()).unwrap();
    drop(archive);

    let mut manager = Manager::start(&desk);
    let mut told = [manager.log_line("not told by the "), manager.log_line("not told by the ")];
    told.sort_by_key(|line| line.contains("web hook"));
    assert!(
        told[0].contains("by the command, again in 1 min: ") && told[0].contains("exit status: 4: told"),
        "{told:?}"
    );
    assert!(told[1].contains("by the web hook, again in 1 min: the server answered 500"), "{told:?}");
    assert!(!told[1].contains("s3cret"), "{told:?}");
    let json: Value = serde_json::from_str(&fs::read_to_string(heard).unwrap()).unwrap();
    let expected = [("state", "begins"), ("kind", "broken"), ("feed", "missing"), ("since", "2026-01-02T03:04:05Z")];
    for (name, value) in expected {
        assert_eq!(json[name], value, "{json}");
    }
    assert!(json["text"].as_str().unwrap().starts_with("missing has failed "), "{json}");
    assert!(server.take_asked().iter().any(|asked| asked.path == "/hook-s3cret"));
    terminate(manager.daemon());
    manager.log_line("feedmill has stopped");
}
