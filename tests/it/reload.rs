//! A configuration that changes under the running program (D23), and what is told of schedules and settings.

use crate::program::{DEFAULTS, Desk, rss, signal, subscribe};
use crate::server::Server;
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStderr, Command, Stdio};

/// A daemon whose log is read line by line.
struct Daemon {
    child: Child,
    log: BufReader<ChildStderr>,
}

impl Daemon {
    fn start(desk: &Desk) -> Daemon {
        let mut child = desk.command(&["run"]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let log = BufReader::new(child.stderr.take().unwrap());
        let mut daemon = Daemon { child, log };
        daemon.wait_for("is running");
        daemon
    }

    /// The next line of the log that holds these words.
    #[track_caller]
    fn wait_for(&mut self, words: &str) -> String {
        let mut line = String::new();
        loop {
            line.clear();
            assert_ne!(self.log.read_line(&mut line).unwrap(), 0, "the daemon ended before it said `{words}`");
            if line.contains(words) {
                return line;
            }
        }
    }

    fn signal(&self, name: &str) {
        signal(&self.child, name);
    }

    /// Its exit code once it has ended.
    fn end(mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn without_watching(config: &str) -> String {
    format!("[daemon]\nwatch = false\n{config}")
}

#[test]
fn a_changed_configuration_is_taken_up_whole_or_refused() {
    let server = Server::start();
    server.answer("/a.xml", rss(&server, &[]));
    server.answer("/b.xml", rss(&server, &[]));
    let both = without_watching(&subscribe(&server, &[("a", "/a.xml"), ("b", "/b.xml")]));
    let desk = Desk::new(&both);
    let told = desk.run(&["reload"]);
    assert_eq!((told.code, told.stderr.contains("no daemon is running")), (1, true), "{}", told.stderr);
    let mut daemon = Daemon::start(&desk);
    daemon.wait_for("polled b");

    // A feed goes, another comes, and one is asked more often.
    let changed = without_watching(&subscribe(&server, &[("a", "/a.xml"), ("c", "/b.xml")]))
        .replace("[feed.c]", "every = \"5m\"\n[feed.c]");
    fs::write(desk.path("feedmill.toml"), &changed).unwrap();
    let planned = desk.ok(&["config", "diff"]);
    for line in ["~ feed a", "+ feed c: new", "- feed b: paused", "every: … → \"5m\"", "1 added, 1 paused, 1 re-timed"]
    {
        assert!(planned.contains(line), "{line}\n{planned}");
    }
    let told = desk.ok(&["reload"]);
    assert!(told.contains("1 added, 1 paused, 1 re-timed"), "{told}");
    daemon.wait_for("polled c");
    assert_eq!(desk.sql("SELECT key FROM feeds WHERE status = 'paused'"), [["b"]]);
    assert_eq!(desk.ok(&["config", "diff"]), "nothing would change\n");

    // A fault anywhere: nothing of it is taken up, the daemon goes on, and the fault is told.
    fs::write(desk.path("feedmill.toml"), changed.replace("/b.xml", "/new.xml") + "gapp = \"1s\"\n").unwrap();
    let told = desk.run(&["reload"]);
    assert_eq!((told.code, told.stderr.contains("unknown key `gapp`")), (78, true), "{}", told.stderr);
    daemon.signal("-HUP");
    daemon.wait_for("refused");
    let fault = "SELECT count(*) FROM configuration WHERE fault LIKE '%gapp%'";
    assert_eq!(desk.sql(fault), [["1"]]);
    assert_eq!(desk.sql("SELECT url FROM feeds WHERE key = 'c'"), [[server.url("/b.xml")]]);
    let status = desk.ok(&["status", "--database", "feedmill.db"]);
    assert!(status.contains("the configuration was refused at") && status.contains("gapp"), "{status}");

    // It comes back, and goes on where it was.
    fs::write(desk.path("feedmill.toml"), &both).unwrap();
    let told = desk.ok(&["reload"]);
    assert!(told.contains("1 resumed, 1 paused, 1 re-timed"), "{told}");
    let status = desk.ok(&["status"]);
    assert!(!status.contains("refused"), "{status}");
    assert_eq!(desk.sql("SELECT key FROM feeds WHERE status = 'paused'"), [["c"]]);
    daemon.signal("-TERM");
    daemon.wait_for("has stopped");
    assert_eq!(daemon.end(), Some(0));
}

#[test]
fn a_file_that_has_changed_is_taken_up_by_itself() {
    let server = Server::start();
    server.answer("/a.xml", rss(&server, &[]));
    let desk = Desk::new(&format!("include = [\"conf.d/*.toml\"]\n{}", subscribe(&server, &[("a", "/a.xml")])));
    fs::create_dir(desk.path("conf.d")).unwrap();
    let mut daemon = Daemon::start(&desk);
    daemon.wait_for("polled a");
    let table = format!("[feed.new]\nurl = \"{}\"\n", server.url("/a.xml"));
    fs::write(desk.path("conf.d/new.toml"), table).unwrap();
    daemon.wait_for("is in force");
    daemon.wait_for("polled new");
    fs::remove_file(desk.path("conf.d/new.toml")).unwrap();
    daemon.wait_for("is in force");
    assert_eq!(desk.sql("SELECT key FROM feeds WHERE status = 'paused'"), [["new"]]);
}

/// D23.
#[test]
fn storms_of_signals_end_nothing_but_once() {
    let server = Server::start();
    server.answer("/a.xml", rss(&server, &[]));
    let good = without_watching(&subscribe(&server, &[("a", "/a.xml")]));
    let desk = Desk::new(&good);
    let mut daemon = Daemon::start(&desk);
    daemon.wait_for("polled a");
    for round in 0..40 {
        let text = if round % 2 == 0 { "this = is not [ toml".to_owned() } else { good.clone() };
        fs::write(desk.path("feedmill.toml"), text).unwrap();
        daemon.signal("-HUP");
    }
    fs::write(desk.path("feedmill.toml"), good.replace("/a.xml", "/moved.xml")).unwrap();
    // A hang-up of the storm may have brought it already.
    desk.ok(&["reload"]);
    assert_eq!(desk.sql("SELECT key, url FROM feeds"), [["a".to_owned(), server.url("/moved.xml")]]);
    for _ in 0..20 {
        daemon.signal("-HUP");
    }
    daemon.signal("-TERM");
    // The first asks it to end, and each one more lets it leave at once: both are an end in order.
    for _ in 0..20 {
        let _ = Command::new("kill").args(["-TERM", &daemon.child.id().to_string()]).stderr(Stdio::null()).status();
    }
    assert!(matches!(daemon.end(), Some(0 | 130)));
    assert_eq!(desk.sql("PRAGMA integrity_check"), [["ok"]]);
    desk.ok(&["status"]);
}

#[test]
fn schedules_and_settings_tell_where_they_come_from() {
    let server = Server::start();
    server.answer("/a.xml", rss(&server, &[]));
    let config = format!(
        "{DEFAULTS}timezone = \"Asia/Tokyo\"\n[feed.daily]\nurl = \"{0}\"\nschedule = \"0 6 * * *\"\nspread = \"0s\"\n\
         [feed.habit]\nurl = \"{0}\"\nschedule = \"adaptive\"\nevery_min = \"20m\"\n[feed.lost]\nurl = \"{1}\"\n",
        server.url("/a.xml"),
        server.url("/lost.xml")
    );
    let desk = Desk::new(&config);
    assert!(desk.ok(&["schedule"]).contains("new: asked as soon as the daemon has it"));
    desk.ok(&["fetch"]);
    let daily = &desk.lines(&["schedule", "daily", "-n", "3", "--json"])[0];
    let next = daily["next"].as_array().unwrap();
    assert_eq!(next.len(), 3);
    assert!(next.iter().all(|next| next["local"].as_str().unwrap().ends_with("06:00:00 JST")), "{daily}");
    assert!(daily["schedule_at"].as_str().unwrap().ends_with("feedmill.toml:7 [feed.daily]"), "{daily}");
    let habit = desk.ok(&["schedule", "habit"]);
    assert!(habit.contains("adaptive, 20m to 1d") && habit.contains("by the hour"), "{habit}");
    let lost = desk.ok(&["schedule", "lost"]);
    assert!(lost.contains("not_found") && lost.contains("1 poll"), "{lost}");
    assert_eq!(desk.run(&["schedule", "nobody"]).code, 2);

    let shown = desk.ok(&["config", "show", "habit", "--origin"]);
    assert!(shown.contains("every_min = \"20m\"") && shown.contains("feedmill.toml:12  [feed.habit]"), "{shown}");
    assert!(shown.contains("# built in"), "{shown}");
    toml::from_str::<toml::Table>(&shown).expect("what is shown is TOML");
    toml::from_str::<toml::Table>(&desk.ok(&["config", "show"])).expect("that of the daemon too");

    let checked = desk.run(&["check", "--online"]);
    assert_eq!(checked.code, 1, "one feed is lost: {}", checked.stderr);
    assert!(checked.stdout.contains("not_found") && checked.stdout.contains("rss"), "{}", checked.stdout);
    let asked = desk.sql("SELECT count(*) FROM requests");
    desk.run(&["check", "--online", "--json"]);
    assert_eq!(desk.sql("SELECT count(*) FROM requests"), asked, "nothing is stored");
    let schema: serde_json::Value = serde_json::from_str(&desk.ok(&["check", "--schema"])).unwrap();
    assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
}
