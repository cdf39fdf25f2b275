//! The real program on disks that are full, read-only, shared and killed: docs/safety.md has the list.

use crate::program::{Desk, page, rss, subscribe, terminate};
use crate::server::Server;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Output, Stdio};

const FEEDMILL: &str = env!("CARGO_BIN_EXE_feedmill");

/// A newsroom with so many articles.
fn newsroom(articles: usize) -> Server {
    let server = Server::start();
    let stories: Vec<(String, String)> = (0..articles).map(|n| (format!("/{n}.html"), format!("Story {n}"))).collect();
    let items: Vec<(&str, &str)> = stories.iter().map(|(path, title)| (path.as_str(), title.as_str())).collect();
    server.answer("/feed.xml", rss(&server, &items));
    for (path, title) in &items {
        server.answer(path, page(title));
    }
    server
}

/// What a daemon says on its standard error, line by line.
struct Said(BufReader<ChildStderr>);

impl Said {
    fn of(child: &mut Child) -> Said {
        Said(BufReader::new(child.stderr.take().unwrap()))
    }

    fn until(&mut self, wanted: &str) -> String {
        let mut seen = String::new();
        loop {
            let mut line = String::new();
            assert!(self.0.read_line(&mut line).unwrap() > 0, "the daemon ended without saying `{wanted}`: {seen}");
            if line.contains(wanted) {
                return line;
            }
            seen.push_str(&line);
        }
    }
}

/// Runs a line of shell in the desk's folder; `$feedmill` is the program.
fn shell(desk: &Desk, line: &str) -> Command {
    let mut command = Command::new("sh");
    command
        .current_dir(desk.path(""))
        .env("FEEDMILL_CONFIG", desk.path("feedmill.toml"))
        .env("feedmill", FEEDMILL)
        .args(["-c", line]);
    command
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout)
}

/// D05
#[test]
fn a_disk_below_the_floor_is_told_and_nothing_is_asked() {
    let server = newsroom(2);
    let rules = subscribe(&server, &[("daily", "/feed.xml")]);
    let desk = Desk::new(&rules);
    desk.ok(&["fetch"]);
    server.take_asked();
    fs::write(desk.path("feedmill.toml"), format!("[daemon]\nmin_free = \"900TB\"\n{rules}")).unwrap();
    let refused = desk.run(&["fetch"]);
    assert_eq!(refused.code, 1);
    assert!(
        refused.stderr.contains("the floor is") && refused.stderr.contains("hint: make space"),
        "{}",
        refused.stderr
    );
    let status = desk.ok(&["status"]);
    assert!(status.contains("nothing is fetched below 819 TiB (`min_free`)"), "{status}");

    let mut daemon = desk.command(&["run"]).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = Said::of(&mut daemon);
    said.until("nothing is fetched until this is over");
    terminate(&daemon);
    assert!(daemon.wait().unwrap().success());
    assert!(server.take_asked().is_empty());
    assert_eq!(desk.ok(&["list", "--json"]).lines().count(), 2, "all can be read");
}

/// D06: the system lets the log grow no further, as a failing disk would; then it does.
#[test]
fn a_disk_that_fails_for_a_while_is_waited_for() {
    let server = newsroom(20);
    let desk = Desk::new(&subscribe(&server, &[("daily", "/feed.xml")]));
    // Makes the file, with nothing in it.
    drop(feedmill::store::Store::open(&desk.path("feedmill.db")).unwrap());
    let mut daemon =
        shell(&desk, "trap '' XFSZ; ulimit -S -f 400; exec $feedmill run").stderr(Stdio::piped()).spawn().unwrap();
    let mut said = Said::of(&mut daemon);
    let why = said.until("nothing is fetched until this is over");
    assert!(why.contains("can't be written") || why.contains("no space is left"), "{why}");
    let limit = ["--pid", &daemon.id().to_string(), "--fsize=unlimited:unlimited"];
    assert!(Command::new("prlimit").args(limit).status().unwrap().success());
    said.until("the work goes on");
    let full = "SELECT count(*) FROM articles WHERE status = 'full'";
    while desk.sql(full)[0][0] != "20" {
        std::thread::yield_now();
    }
    terminate(&daemon);
    assert!(daemon.wait().unwrap().success());
    assert_eq!(desk.sql("SELECT count(*), count(DISTINCT url) FROM articles"), [["20", "20"]]);
    assert_eq!(desk.sql("PRAGMA integrity_check"), [["ok"]]);
}

/// D20
#[test]
fn a_second_daemon_is_sent_away() {
    let server = newsroom(1);
    let desk = Desk::new(&subscribe(&server, &[("daily", "/feed.xml")]));
    let mut daemon = desk.command(&["run"]).stderr(Stdio::piped()).spawn().unwrap();
    Said::of(&mut daemon).until("polled daily");
    for command in ["run", "fetch"] {
        let second = desk.run(&[command]);
        assert_eq!(second.code, 1, "{command}");
        assert!(second.stderr.contains("another feedmill is writing to"), "{}", second.stderr);
    }
    terminate(&daemon);
    assert!(daemon.wait().unwrap().success());
    desk.ok(&["fetch"]);
}

/// D19: what has had its time goes when it is told to, says so before, and doesn't come back.
#[test]
fn a_purge_is_told_done_and_lasting() {
    let server = newsroom(5);
    let rules = subscribe(&server, &[("daily", "/feed.xml")]);
    let desk = Desk::new(&format!("{rules}keep = {{ articles = \"30d\", pages = \"7d\", last = 1 }}\n"));
    desk.ok(&["fetch"]);
    assert!(desk.ok(&["purge", "--dry-run"]).starts_with("0 articles, 0 pages of others"));
    let old = rusqlite::Connection::open(desk.path("feedmill.db")).unwrap();
    // Of five, three have had their time, one is of an age for its page to go, and the last stays with its page.
    old.execute_batch(
        "UPDATE item SET first_seen_at = '2020-01-01T00:00:00Z' WHERE id <= 3;
         UPDATE page SET fetched_at = '2020-01-01T00:00:00Z';",
    )
    .unwrap();
    drop(old);
    let would = desk.ok(&["purge", "--dry-run"]);
    assert!(would.starts_with("3 articles, 1 page of others") && would.contains("would go"), "{would}");
    assert_eq!(desk.sql("SELECT count(*) FROM articles")[0][0], "5");
    let done = desk.ok(&["purge"]);
    assert!(done.starts_with("3 articles, 1 page of others") && done.contains("gone; the file has"), "{done}");
    assert_eq!(desk.sql("SELECT count(*), sum(id IN (SELECT article_id FROM page)) FROM articles"), [["2", "1"]]);

    // The feed lists the newest first, and these were the oldest.
    let listed = rss(&server, &[("/3.html", "Story 3"), ("/4.html", "Story 4, edited")]);
    server.answer("/feed.xml", listed.with("ETag", "\"two\""));
    server.take_asked();
    let again = desk.ok(&["fetch"]);
    assert!(again.contains("0 articles new, 0 changed"), "{again}");
    assert_eq!(server.take_asked().len(), 1, "the feed alone is asked for");
    let report: serde_json::Value = serde_json::from_str(&desk.ok(&["purge", "--compact", "--json"])).unwrap();
    assert_eq!((&report["articles"], &report["pages"]), (&0.into(), &0.into()));
    assert_eq!(desk.sql("PRAGMA freelist_count"), [["0"]]);
}

/// All that a feed had goes once it is taken out of the configuration, and not before.
#[test]
fn a_removed_feed_is_purged_by_name() {
    let server = newsroom(3);
    server.answer("/other.xml", rss(&server, &[("/0.html", "Story 0"), ("/x.html", "Another story")]));
    server.answer("/x.html", page("Another story"));
    let desk = Desk::new(&subscribe(&server, &[("daily", "/feed.xml"), ("other", "/other.xml")]));
    desk.ok(&["fetch"]);
    let refused = |why: &str| {
        let purge = desk.run(&["purge", "--feed", "daily"]);
        assert!(purge.code == 1 && purge.stderr.contains(why) && purge.stderr.contains("hint:"), "{}", purge.stderr);
    };
    refused("is in the configuration");
    fs::write(desk.path("feedmill.toml"), subscribe(&server, &[("other", "/other.xml")])).unwrap();
    refused("was followed until now");
    desk.ok(&["fetch"]);
    assert!(desk.ok(&["purge", "--feed", "daily", "--dry-run"]).starts_with("2 articles"));
    assert_eq!(desk.sql("SELECT count(*) FROM articles"), [["4"]]);
    assert!(desk.ok(&["purge", "--feed", "daily"]).starts_with("2 articles"));
    let left = desk.sql("SELECT title, feeds FROM articles ORDER BY title");
    assert_eq!(left, [["Another story", "[\"other\"]"], ["Story 0", "[\"daily\",\"other\"]"]]);
}

/// D24: an export that is killed in its middle leaves the old file whole.
#[test]
fn an_export_that_is_killed_leaves_what_was_there() {
    let server = newsroom(12);
    let desk = Desk::new(&subscribe(&server, &[("daily", "/feed.xml")]));
    desk.ok(&["fetch"]);
    for format in ["jsonl", "csv", "parquet", "atom"] {
        fs::write(desk.path("out"), "the old one").unwrap();
        // The signal comes with the byte behind the limit.
        let killed =
            shell(&desk, &format!("ulimit -f 4; exec $feedmill export --format {format} -o out")).output().unwrap();
        assert!(!killed.status.success(), "{format}: {}", told(&killed));
        assert_eq!(fs::read_to_string(desk.path("out")).unwrap(), "the old one", "{format}");
        desk.ok(&["export", "--format", format, "-o", "out"]);
        assert!(fs::metadata(desk.path("out")).unwrap().len() > 2048, "{format}");
        fs::remove_file(desk.path("out")).unwrap();
    }
    let full = "12";
    assert_eq!(desk.sql("SELECT count(*) FROM articles")[0][0], full);
}

/// D04: a disk of 8 MiB that fills up, and has space again.
#[test]
#[ignore = "mounts a file system in a namespace of its own, which not every machine lets it"]
fn a_full_disk_is_waited_for() {
    let server = newsroom(40);
    let desk = Desk::new(&format!(
        "[daemon]\nmin_free = \"1MiB\"\ndatabase = \"disk/a.db\"\n{}",
        subscribe(&server, &[("daily", "/feed.xml")])
    ));
    fs::create_dir(desk.path("disk")).unwrap();
    let line = "mount -t tmpfs -o size=8m none disk && head -c 7000000 /dev/zero > disk/filler && exec $feedmill run";
    let mut daemon = shell(&desk, &format!("exec unshare -rm sh -c '{line}'")).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = Said::of(&mut daemon);
    let why = said.until("nothing is fetched until this is over");
    assert!(why.contains("the floor is 1 MiB") || why.contains("no space is left"), "{why}");
    let inside = format!("/proc/{}/root{}", daemon.id(), desk.path("disk").display());
    fs::remove_file(Path::new(&inside).join("filler")).unwrap();
    said.until("the work goes on");
    let copy = format!("cp {inside}/a.db {inside}/a.db-wal .");
    let full = |desk: &Desk| {
        assert!(shell(desk, &copy).status().unwrap().success());
        let database = rusqlite::Connection::open(desk.path("a.db")).unwrap();
        let sql = "SELECT count(*) FROM articles WHERE status = 'full'";
        database.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap_or(0)
    };
    while full(&desk) != 40 {
        std::thread::yield_now();
    }
    terminate(&daemon);
    assert!(daemon.wait().unwrap().success());
}

/// D10, D11, M16: a member of the group reads the archive while the daemon runs, after a clean stop and after a
/// kill, and its owner goes on after root has written in it.
#[test]
#[ignore = "needs root, setpriv and sqlite3: it is several users"]
fn several_users_share_an_archive() {
    let server = newsroom(3);
    let desk = Desk::new(&subscribe(&server, &[("daily", "/feed.xml")]));
    let (owner, member) = ("--reuid 54321 --regid 54320", "--reuid 54322 --regid 54320");
    let setup = "chmod 755 . && mkdir state && chown 54321:54320 state && chmod 750 state && cp $feedmill ./feedmill && \
        sed -i '1i [daemon]\\ndatabase = \"state/a.db\"' feedmill.toml && chmod 644 feedmill.toml";
    assert!(shell(&desk, setup).status().unwrap().success());
    let as_user = |who: &str, line: &str| {
        shell(&desk, &format!("umask 027; exec setpriv {who} --clear-groups {line}")).output().unwrap()
    };
    let start = || {
        let line = format!("umask 027; exec setpriv {owner} --clear-groups ./feedmill run");
        shell(&desk, &line).stderr(Stdio::piped()).spawn().unwrap()
    };
    let read_by_all = |when: &str| {
        for line in [
            "./feedmill list --json",
            "./feedmill status",
            "sqlite3 -readonly state/a.db 'SELECT count(*) FROM articles'",
            "sqlite3 file:state/a.db?mode=ro 'SELECT count(*) FROM articles'",
        ] {
            let read = as_user(member, line);
            assert!(read.status.success(), "{when}: {line}: {}", told(&read));
        }
        let other = as_user("--reuid 54323 --regid 54323", "./feedmill list");
        assert!(!other.status.success() && told(&other).contains("hint:"), "{when}: {}", told(&other));
    };
    let mut daemon = start();
    Said::of(&mut daemon).until("polled daily");
    read_by_all("running");
    terminate(&daemon);
    assert!(daemon.wait().unwrap().success());
    read_by_all("stopped");
    let mut daemon = start();
    Said::of(&mut daemon).until("is running");
    daemon.kill().unwrap();
    daemon.wait().unwrap();
    read_by_all("killed");
    let by_root = shell(&desk, "sqlite3 state/a.db 'CREATE TABLE by_root (x); DROP TABLE by_root;'").output().unwrap();
    assert!(by_root.status.success(), "{}", told(&by_root));
    let goes_on = as_user(owner, "./feedmill fetch");
    assert!(goes_on.status.success(), "{}", told(&goes_on));
    read_by_all("after root");
}
