//! A week of feeds that bring nothing, under a clock of our own: memory stays as it was after a day.

use super::day::Day;
use crate::daemon::shift::LONGEST_REST;
use chrono::TimeDelta;
use std::time::Duration;

/// The program's own.
#[cfg(all(feature = "jemalloc", target_env = "gnu"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

const FEEDS: usize = 10_000;
const DAYS: usize = 7;
/// What comes due within a minute is polled at once: there are as many polls, and fewer commits to wait for.
const STEP: Duration = LONGEST_REST;
/// What the end of the last day may have more than that of the first, which has the first polls behind it.
const MORE: f64 = 1.05;

/// What the process has in memory, in MiB.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
}

#[tokio::test(start_paused = true)]
#[ignore = "1.7 million polls, some minutes of an optimized build: docs/performance.md has the command"]
async fn a_week_of_idle_feeds_leaves_memory_as_it_was() {
    let mut week = Day::begin(FEEDS).await;
    let mut days = Vec::new();
    let mut polls = 0;
    for number in 1..=DAYS {
        let mut most = 0.0_f64;
        for _ in 0..24 {
            week.pass_in_steps(TimeDelta::hours(1), STEP).await;
            // What the servers remember is none of the daemon's.
            polls += std::mem::take(&mut week.servers.0.lock().unwrap().asked).len();
            most = most.max(resident());
        }
        let at_its_end = resident();
        println!("day {number}: {most:.1} MiB at the most, {at_its_end:.1} at its end");
        days.push(at_its_end);
    }
    assert!(polls >= (DAYS * 24 - 1) * FEEDS, "{polls} polls");
    assert!(days[DAYS - 1] <= days[0] * MORE, "{days:?}");
}
