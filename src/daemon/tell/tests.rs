//! Both ways, with programs of the system's shell.

use super::*;
use crate::alarm::{Alarm, AlarmKind, Changes, Standing, State, messages};
use chrono::DateTime;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::time::Duration;
use tokio::sync::mpsc::unbounded_channel;

fn broken(whose: &str) -> Alarm {
    let what = format!("{whose} has failed 3 times; $(touch /nowhere) 报");
    Alarm { kind: AlarmKind::Broken, whose: whose.to_owned(), since: DateTime::UNIX_EPOCH, what }
}

fn begins(whose: &str) -> Message {
    Message { state: State::Begins, alarm: broken(whose), at: DateTime::UNIX_EPOCH }
}

fn shell(script: &str, argument: &str) -> Vec<String> {
    ["/bin/sh", "-c", script, argument].map(str::to_owned).to_vec()
}

#[tokio::test]
async fn a_command_hears_the_beginning_and_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let heard = folder.path().join("heard");
    let words = shell("{ echo $FEEDMILL_ALARM $FEEDMILL_STATE $HOME; cat; } >> \"$0\"", heard.to_str().unwrap());
    let mut standing = Standing::default();
    for alarms in [vec![broken("daily")], Vec::new()] {
        let changes: Changes = standing.renew(alarms);
        for message in messages(&changes, DateTime::UNIX_EPOCH) {
            command::run(&words, &message).await.unwrap();
        }
    }
    let over = Message { state: State::Over, ..begins("daily") };
    let expected = format!("broken begins\n{}\nbroken over\n{}\n", begins("daily").json(), over.json());
    assert_eq!(fs::read_to_string(heard).unwrap(), expected);
}

#[tokio::test]
async fn a_command_that_fails_says_why_in_one_line() {
    for (script, expected) in [
        ("printf '\\n\\033[31mno\\033[0m route\\nmore' >&2; exit 3", "exit status: 3: "),
        ("head -c 300000 /dev/zero | tr '\\0' x >&2; exit 1", "exit status: 1: xxx"),
        ("exit 7", "exit status: 7"),
    ] {
        let failure = command::run(&shell(script, "sh"), &begins("daily")).await.unwrap_err();
        assert!(failure.starts_with(&format!("/bin/sh: {expected}")), "{failure}");
        assert!(failure.len() < 300 && !failure.contains(char::is_control), "{failure}");
    }
    let failure = command::run(&["/nowhere/tell".to_owned()], &begins("daily")).await.unwrap_err();
    assert!(failure.starts_with("/nowhere/tell could not be started: "), "{failure}");
}

/// The clock jumps ahead as soon as there is nothing to do but wait, and a blocking thread is something to do.
#[tokio::test(start_paused = true)]
async fn a_command_that_hangs_is_killed_with_what_it_started() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let words = shell("exec 3> \"$0\"; { echo up >&3; exec sleep 600; } & wait", pipe.to_str().unwrap());
    let up = tokio::task::spawn_blocking(move || {
        let mut pipe = BufReader::new(fs::File::open(pipe).unwrap());
        let mut line = String::new();
        pipe.read_line(&mut line).unwrap();
        (line, pipe)
    });
    let message = begins("daily");
    let (outcome, up) = tokio::join!(command::run(&words, &message), up);
    assert_eq!(outcome, Err("/bin/sh took longer than 30 s and was killed".to_owned()));
    let (line, mut pipe) = up.unwrap();
    assert_eq!(line, "up\n");
    // It ends once nobody has its other end open.
    assert_eq!(pipe.read_to_end(&mut Vec::new()).unwrap(), 0);
}

#[tokio::test(start_paused = true)]
async fn what_failed_is_told_again_and_holds_up_nothing() {
    let (sender, mut tries) = unbounded_channel();
    let begun = Instant::now();
    let mut tellers = Tellers::default();
    let fails = Arc::new(Mutex::new(2));
    tellers.spawn("web hook", move |message| {
        let (sender, fails) = (sender.clone(), Arc::clone(&fails));
        async move {
            sender.send((message.alarm.whose.clone(), begun.elapsed())).unwrap();
            let mut left = fails.lock().unwrap();
            let is_bad = message.alarm.whose == "bad" && *left > 0;
            *left -= i32::from(is_bad);
            if is_bad { Err("the server answered 500".to_owned()) } else { Ok(()) }
        }
    });
    tellers.tell(&[begins("bad"), begins("good")]);
    let mut heard = Vec::new();
    for _ in 0..4 {
        let (whose, at) = tries.recv().await.unwrap();
        heard.push((whose, at.as_secs() / 60));
    }
    let expected = [("bad", 0), ("good", 0), ("bad", 1), ("bad", 6)].map(|(whose, at)| (whose.to_owned(), at));
    assert_eq!(heard, expected);
    tokio::time::sleep(Duration::from_secs(86_400)).await;
    assert!(tries.try_recv().is_err(), "once is enough");
}
