//! What the servers saw, as a table: one line a feed, and what holds for all.

use super::fleet::{FLEET, Instant};
use super::run::{Asked, DAYS, Ledger};
use chrono::{TimeDelta, Timelike};
use feedmill::fetch::HeaderLine;
use feedmill::schedule::{Rhythm, Schedule, phase, scheduled};
use feedmill::zone::Tz;
use std::fmt::Write;
use std::time::Duration;

const BEGIN: &str = "<!-- score run: begin -->\n";
const END: &str = "<!-- score run: end -->";
/// A poll may start this late, so that the next seems early.
const LATENESS: TimeDelta = TimeDelta::minutes(2);

/// What one server saw.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    pub feed: &'static str,
    pub manner: &'static str,
    pub requests: usize,
    pub not_modified: usize,
    /// Without any validator.
    pub unconditional: usize,
    /// With a validator that isn't, byte for byte, the last that the server gave, or without one that it gave.
    pub invalid: usize,
    pub smallest_gap: TimeDelta,
}

/// What holds for the whole fleet.
#[derive(Clone, Debug, PartialEq)]
pub struct Whole {
    pub requests: usize,
    pub restarts: usize,
    /// Requests with a header line that says more than is anybody's business.
    pub telling: usize,
    /// Requests within an hour of the last to the same server.
    pub early: usize,
    /// Polls of a thousand hourly feeds that share their schedule: in the fullest minute of the hour, in the
    /// emptiest, and in the first.
    pub thousand: [usize; 3],
}

pub fn scores(ledger: &Ledger) -> Vec<Score> {
    let score = |feed: &super::fleet::Feed| {
        let answered = answered(ledger, feed.key);
        Score {
            feed: feed.key,
            manner: feed.manner,
            requests: answered.len(),
            not_modified: answered.iter().filter(|asked| asked.status == Some(304)).count(),
            unconditional: answered.iter().filter(|asked| sent(asked).next().is_none()).count(),
            invalid: answered.iter().filter(|asked| is_invalid(asked)).count(),
            smallest_gap: gaps(&answered).min().unwrap_or_default(),
        }
    };
    FLEET.iter().map(score).collect()
}

pub fn whole(ledger: &Ledger) -> Whole {
    const TELLING: [&str; 5] = ["cookie", "referer", "authorization", "origin", "from"];
    let tells = |asked: &&Asked| asked.lines.iter().any(|(name, _)| TELLING.contains(&name.as_str()));
    let is_early = |gap: &TimeDelta| *gap < TimeDelta::hours(1) - LATENESS;
    Whole {
        requests: ledger.asked.iter().filter(|asked| asked.status.is_some()).count(),
        restarts: ledger.starts.len() - 1,
        telling: ledger.asked.iter().filter(tells).count(),
        early: FLEET.iter().map(|feed| gaps(&answered(ledger, feed.key)).filter(is_early).count()).sum(),
        thousand: thousand_feeds(ledger.starts[0]),
    }
}

/// The report as it stands in docs/behaviour.md.
pub fn report(ledger: &Ledger) -> String {
    let mut text = String::new();
    let whole = whole(ledger);
    let _ = writeln!(text, "| server | requests | 304 | unconditional | invalid validators | smallest gap |");
    let _ = writeln!(text, "| --- | ---: | ---: | ---: | ---: | ---: |");
    for score in scores(ledger) {
        let Score { manner, requests, not_modified, unconditional, invalid, smallest_gap, .. } = score;
        let minutes = (smallest_gap + TimeDelta::seconds(30)).num_minutes();
        let (hours, minutes) = (minutes / 60, minutes % 60);
        let _ = writeln!(
            text,
            "| {manner} | {requests} | {not_modified} | {unconditional} | {invalid} | {hours}:{minutes:02} h |"
        );
    }
    let [fullest, emptiest, first] = whole.thousand;
    let _ = writeln!(
        text,
        "\n{DAYS} days, {} feeds on the built-in schedule, {} requests, {} restarts. Requests with a cookie, a referrer, an \
         origin or credentials: {}. Requests less than an hour after the last to the same server: {}. Of a thousand hourly \
         feeds, {fullest} come due in the fullest minute of the hour, {emptiest} in the emptiest, {first} in the first (the \
         mean is 16.7).",
        FLEET.len(),
        whole.requests,
        whole.restarts,
        whole.telling,
        whole.early,
    );
    text
}

/// The page with the report in its place.
pub fn put_into(page: &str, report: &str) -> String {
    let (before, rest) = page.split_once(BEGIN).expect("the page has a place for the report");
    let (_, after) = rest.split_once(END).expect("the place for the report has an end");
    format!("{before}{BEGIN}{report}{END}{after}")
}

/// One day after the first poll of each, by the schedule's own decision.
fn thousand_feeds(start: Instant) -> [usize; 3] {
    let schedule = Schedule::cron("@hourly").unwrap();
    let spread = Duration::from_secs(3600);
    let rhythm =
        Rhythm { schedule: &schedule, zone: Tz::UTC, spread, follows_hints: true, is_chosen: true, habit: None };
    let mut minutes = [0; 60];
    for feed in 1..=1000 {
        let due = (0..24).fold(start, |last, hour| scheduled(&rhythm, phase(0, feed), hour == 0, last).unwrap());
        minutes[due.minute() as usize] += 1;
    }
    [minutes.into_iter().max().unwrap(), minutes.into_iter().min().unwrap(), minutes[0]]
}

fn is_invalid(asked: &Asked) -> bool {
    let was_given = |name, value: &[u8]| asked.given_before.iter().any(|(given, last)| given == name && last == value);
    let is_wrong =
        |(name, value): &HeaderLine| !was_given(if name == "if-none-match" { "etag" } else { "last-modified" }, value);
    let count = sent(asked).count();
    sent(asked).any(is_wrong) || (count > 0 && count != asked.given_before.len())
}

fn sent(asked: &Asked) -> impl Iterator<Item = &HeaderLine> {
    asked.lines.iter().filter(|(name, _)| name == "if-none-match" || name == "if-modified-since")
}

/// What reached the server of a feed.
pub fn answered<'a>(ledger: &'a Ledger, feed: &str) -> Vec<&'a Asked> {
    ledger.asked.iter().filter(|asked| asked.feed == feed && asked.status.is_some()).collect()
}

fn gaps(answered: &[&Asked]) -> impl Iterator<Item = TimeDelta> {
    answered.windows(2).map(|pair| pair[1].at - pair[0].at)
}
