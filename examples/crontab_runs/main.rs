//! When crontab expressions are due, for comparison with other programs: `compare.py` beside this file.
//!
//! Standard input has one question a line, separated by tabs: expression, zone, seconds of the Unix epoch to start
//! after, how many times. The answer is the times in seconds, separated by spaces, or `-` and what is wrong with it.

use chrono::DateTime;
use feedmill::schedule::{Schedule, next_due};
use std::io::{self, BufRead, Write};

fn main() -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        match answer(&line?) {
            Ok(times) => writeln!(out, "{}", times.join(" "))?,
            Err(fault) => writeln!(out, "- {fault}")?,
        }
    }
    out.flush()
}

fn answer(line: &str) -> Result<Vec<String>, String> {
    let [expression, zone, after, count] = line.split('\t').collect::<Vec<_>>()[..] else {
        return Err("a question has four fields".to_owned());
    };
    let schedule = Schedule::cron(expression).map_err(|fault| fault.to_string())?;
    let zone = zone.parse().map_err(|fault| format!("{fault}"))?;
    let after: i64 = after.parse().map_err(|fault| format!("{fault}"))?;
    let count: usize = count.parse().map_err(|fault| format!("{fault}"))?;
    let mut at = DateTime::from_timestamp(after, 0).ok_or("no such time")?;
    let next = std::iter::from_fn(|| {
        at = next_due(&schedule, zone, at)?;
        Some(at.timestamp().to_string())
    });
    Ok(next.take(count).collect())
}
