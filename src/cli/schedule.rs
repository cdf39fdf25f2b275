//! `feedmill schedule`: when each feed is asked next, and why then.

use super::arguments::{Place, Schedule as Arguments};
use super::failure::Failure;
use super::output::{counted, json_line, printable, short_time, stdout, table, utc};
use super::{fetch, locate};
use crate::config::{Config, FeedConfig, ShownKey};
use crate::link::{host_and_port, registrable_domain};
use crate::model::{RetryAfterReach, Timestamp};
use crate::schedule::{self, NewsHabit, Rhythm, Schedule, display_duration};
use crate::store::{Archive, FeedTiming, StoreError};
use chrono::{SubsecRound, TimeDelta, Utc};
use serde::Serialize;
use std::collections::HashMap;
use std::io::{self, Write};
use std::time::Duration;
use url::Url;

const USUAL_FOR_ONE: u16 = 5;

pub fn schedule(place: &Place, arguments: &Arguments) -> Result<(), Failure> {
    let config = locate::configuration(place)?;
    let known = Known::of(&config)?;
    let keys = fetch::named_feeds(&config, arguments.feed.as_slice())?;
    let chosen = config.feeds.iter().filter(|feed| keys.is_empty() || keys.contains(&feed.key));
    let count = arguments.count.unwrap_or(if arguments.feed.is_some() { USUAL_FOR_ONE } else { 1 });
    let now = Utc::now();
    let outlooks = chosen.map(|feed| known.outlook(feed, count.into(), now)).collect::<Result<Vec<_>, _>>()?;
    let mut out = stdout();
    match (&outlooks[..], arguments.json) {
        (outlooks, true) => outlooks.iter().try_for_each(|outlook| json_line(&mut out, outlook))?,
        ([outlook], false) if arguments.feed.is_some() => print_one(&mut out, outlook, now)?,
        (outlooks, false) => print_all(&mut out, outlooks, now)?,
    }
    Ok(out.flush()?)
}

/// What is known of the feeds before they are asked again.
struct Known {
    /// `None` before the first run.
    archive: Option<Archive>,
    timings: HashMap<String, FeedTiming>,
    salt: u64,
}

/// A feed's next polls and what decides about them.
#[derive(Debug, Serialize)]
struct Outlook {
    feed: String,
    /// `new`, `active`, `gone` or `paused`.
    state: String,
    /// As configured: `@hourly`, `every 30m`, `adaptive, 15m to 1d`.
    schedule: String,
    /// Where it was written; `None` for the one that is built in.
    schedule_at: Option<String>,
    timezone: &'static str,
    spread: String,
    next: Vec<Upcoming>,
    last_try_at: Option<Timestamp>,
    /// Failed polls in a row.
    failures: u32,
    failing_since: Option<Timestamp>,
    error: Option<String>,
    /// Why the next poll is later than the schedule has it.
    waits_for: Option<String>,
    /// Until when the server wants to be left alone.
    left_alone_until: Option<Timestamp>,
    /// For an adaptive schedule.
    habit: Option<Habit>,
}

#[derive(Debug, Serialize)]
struct Upcoming {
    at: Timestamp,
    /// By the clock of the schedule's zone.
    local: String,
    why: String,
}

#[derive(Debug, Serialize)]
struct Habit {
    news: usize,
    watched_days: f64,
    news_per_day: f64,
    by_hour: Vec<f64>,
}

impl Known {
    fn of(config: &Config) -> Result<Known, Failure> {
        let archive = match Archive::open_read_only(&config.daemon.database) {
            Ok(archive) => archive,
            Err(StoreError::NotFound { .. }) => return Ok(Known { archive: None, timings: HashMap::new(), salt: 0 }),
            Err(error) => return Err(error.into()),
        };
        let timings = archive.feed_timings()?.into_iter().map(|timing| (timing.key.to_string(), timing)).collect();
        let salt = archive.salt()?;
        Ok(Known { archive: Some(archive), timings, salt })
    }

    fn outlook(&self, feed: &FeedConfig, count: usize, now: Timestamp) -> Result<Outlook, Failure> {
        let timing = self.timings.get(feed.key.as_str());
        let habit = self.habit(feed, timing, now)?;
        let rhythm = Rhythm { habit: habit.as_ref(), ..feed.settings.rhythm() };
        let left_alone_until = timing.map(|timing| self.left_alone_until(feed, timing, now)).transpose()?.flatten();
        let shown = feed.settings.shown();
        let written = shown.iter().find(|key| matches!(key.key.as_str(), "schedule" | "every"));
        Ok(Outlook {
            feed: feed.key.to_string(),
            state: state(timing),
            schedule: feed.settings.schedule.to_string(),
            schedule_at: written.and_then(place_of),
            timezone: rhythm.zone.name(),
            spread: display_duration(rhythm.spread),
            next: self.next(&rhythm, timing, left_alone_until, count, now),
            last_try_at: timing.and_then(|timing| timing.last_try_at),
            failures: timing.map_or(0, |timing| timing.failures),
            failing_since: timing.and_then(|timing| timing.failing_since),
            error: timing.and_then(|timing| timing.error.clone()),
            waits_for: timing.and_then(|timing| timing.waits_for.clone()),
            left_alone_until,
            habit: habit.as_ref().map(Habit::of),
        })
    }

    fn habit(
        &self,
        feed: &FeedConfig,
        timing: Option<&FeedTiming>,
        now: Timestamp,
    ) -> Result<Option<NewsHabit>, Failure> {
        if !matches!(feed.settings.schedule, Schedule::Adaptive(_)) {
            return Ok(None);
        }
        let sightings = match (&self.archive, timing) {
            (Some(archive), Some(timing)) => archive.sightings(timing.feed_id)?,
            _ => Vec::new(),
        };
        Ok(Some(NewsHabit::of(feed.settings.timezone, &sightings, now)))
    }

    fn left_alone_until(
        &self,
        feed: &FeedConfig,
        timing: &FeedTiming,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, Failure> {
        let (Some(archive), Ok(url)) = (&self.archive, Url::parse(&timing.ask_url)) else { return Ok(None) };
        if feed.settings.retry_after == RetryAfterReach::Feed {
            return Ok(None);
        }
        let whose: Vec<String> = [registrable_domain(&url), host_and_port(&url)].into_iter().flatten().collect();
        Ok(archive.paused_until(&whose, now)?)
    }

    fn next(
        &self,
        rhythm: &Rhythm<'_>,
        timing: Option<&FeedTiming>,
        left_alone_until: Option<Timestamp>,
        count: usize,
        now: Timestamp,
    ) -> Vec<Upcoming> {
        if timing.is_some_and(|timing| timing.state != "active") {
            return Vec::new();
        }
        let (due, mut why) = match timing {
            None => (now, "new: asked as soon as the daemon has it".to_owned()),
            Some(timing) => (timing.next_poll_at, first_reason(rhythm, timing)),
        };
        let mut at = due;
        if let Some(until) = left_alone_until.filter(|until| *until > due) {
            (at, why) = (until, "its server wants to be left alone until then (Retry-After)".to_owned());
        } else if due <= now && timing.is_some() {
            why = format!("overdue: {why}");
        }
        let phase = timing.map_or(0.0, |timing| schedule::phase(self.salt, timing.feed_id.0));
        let mut is_first = timing.is_none_or(|timing| timing.last_try_at.is_none());
        let mut next = vec![upcoming(rhythm, at, why)];
        while next.len() < count {
            let Some(later) = schedule::scheduled(rhythm, phase, is_first, at.max(now)) else { break };
            is_first = false;
            at = later;
            next.push(upcoming(rhythm, at, by_schedule(rhythm)));
        }
        next
    }
}

impl Habit {
    fn of(habit: &NewsHabit) -> Habit {
        let tenths = |number: f64| (number * 10.0).round() / 10.0;
        Habit {
            news: habit.news,
            watched_days: tenths(habit.watched.num_minutes() as f64 / 1440.0),
            news_per_day: tenths(habit.per_day()),
            by_hour: habit.by_hour().iter().map(|rate| (rate * 1000.0).round() / 1000.0).collect(),
        }
    }
}

fn state(timing: Option<&FeedTiming>) -> String {
    match timing {
        None => "new".to_owned(),
        // It is in the configuration, so the daemon will go on with it.
        Some(timing) if timing.state == "paused" => "active".to_owned(),
        Some(timing) => timing.state.clone(),
    }
}

fn place_of(key: &ShownKey) -> Option<String> {
    let origin = key.origin.as_ref()?;
    Some(format!("{} {}", origin.place, origin.level))
}

fn upcoming(rhythm: &Rhythm<'_>, at: Timestamp, why: String) -> Upcoming {
    let at = at.trunc_subsecs(0);
    Upcoming { at, local: at.with_timezone(&rhythm.zone).format("%Y-%m-%d %H:%M:%S %Z").to_string(), why }
}

fn by_schedule(rhythm: &Rhythm<'_>) -> String {
    match rhythm.schedule {
        Schedule::Cron(_) if rhythm.spread.is_zero() => "the schedule's own time".to_owned(),
        Schedule::Cron(_) => "the schedule, and the feed's own moment after it".to_owned(),
        Schedule::Every(_) => "so long after the poll before".to_owned(),
        Schedule::Adaptive(_) => "as often as the feed brings news at these hours".to_owned(),
    }
}

/// Why the next poll is when it is; the words of the configuration for what nothing has put off.
fn first_reason(rhythm: &Rhythm<'_>, timing: &FeedTiming) -> String {
    let failures = || counted(timing.failures.into(), "failure", "failures");
    match timing.waits_for.as_deref() {
        None => by_schedule(rhythm),
        Some("cache") => "its last answer is fresh until then (Cache-Control, Expires)".to_owned(),
        Some("feed_hint") => "the feed says that nothing new comes before (ttl, sy:updatePeriod)".to_owned(),
        Some("quiet_hours") => "the feed asks for hours or days to be skipped (skipHours, skipDays)".to_owned(),
        Some("no_validators") => "its server can't say \"not modified\"".to_owned(),
        Some("retry_after") => "its server asked for that (Retry-After)".to_owned(),
        Some("back_off") => format!("back-off after {}", failures()),
        Some("refused") => format!("the site said no: back-off after {}", failures()),
        Some("outage") => "nearly no host could be reached: tried again within the hour".to_owned(),
        Some("catch_up") => "its turn among many that were overdue".to_owned(),
        Some(other) => other.to_owned(),
    }
}

fn print_all(out: &mut impl Write, outlooks: &[Outlook], now: Timestamp) -> io::Result<()> {
    let mut rows: Vec<(Option<Timestamp>, Vec<String>)> = Vec::new();
    for outlook in outlooks {
        let cells = |next: [String; 3]| {
            let [at, wait, why] = next;
            vec![outlook.feed.clone(), at, wait, outlook.schedule.clone(), why]
        };
        for next in &outlook.next {
            let at = short_time(Some(next.at));
            rows.push((Some(next.at), cells([at, wait(next.at, now), next.why.clone()])));
        }
        if outlook.next.is_empty() {
            rows.push((None, cells(["-".to_owned(), "-".to_owned(), nothing_comes(outlook).to_owned()])));
        }
    }
    rows.sort_by_key(|(at, _)| (at.is_none(), *at));
    let header = ["FEED", "NEXT (UTC)", "IN", "SCHEDULE", "WHY THEN"];
    writeln!(out, "{}", table(&header, rows.into_iter().map(|(_, row)| row)))
}

fn nothing_comes(outlook: &Outlook) -> &'static str {
    if outlook.state == "gone" { "gone (410): `feedmill retry` brings it back" } else { "paused" }
}

fn print_one(out: &mut impl Write, outlook: &Outlook, now: Timestamp) -> io::Result<()> {
    let mut rows: Vec<(&str, String)> = vec![
        ("feed", outlook.feed.clone()),
        ("schedule", format!("{}, {} clock", outlook.schedule, outlook.timezone)),
        ("written at", outlook.schedule_at.clone().unwrap_or_else(|| "nowhere: it is the built-in one".to_owned())),
        ("spread", outlook.spread.clone()),
        ("last try", short_time(outlook.last_try_at)),
    ];
    if outlook.failures > 0 {
        let failures = counted(outlook.failures.into(), "poll", "polls");
        rows.push(("failing", format!("since {}, {failures}", short_time(outlook.failing_since))));
        rows.push(("error", outlook.error.clone().unwrap_or_default()));
    }
    rows.extend(outlook.left_alone_until.map(|until| ("left alone", format!("until {}", short_time(Some(until))))));
    if let Some(habit) = &outlook.habit {
        let learnt = format!(
            "{} in {:.1} days",
            counted(habit.news as u64, "piece of news", "pieces of news"),
            habit.watched_days
        );
        rows.push(("brings", format!("{:.1} a day, by {learnt}", habit.news_per_day)));
        rows.push(("by the hour", format!("0h {} 23h", bars(&habit.by_hour))));
    }
    if outlook.next.is_empty() {
        rows.push(("next", nothing_comes(outlook).to_owned()));
    }
    for (number, next) in outlook.next.iter().enumerate() {
        let name = if number == 0 { "next" } else { "then" };
        let local = if outlook.timezone == "UTC" { String::new() } else { format!(", {}", utc(next.at)) };
        rows.push((name, format!("{}, {}{local}: {}", next.local, wait(next.at, now), next.why)));
    }
    rows.iter().try_for_each(|(name, value)| writeln!(out, "{name:>12}  {}", printable(value)))
}

/// `now`, `in 12m`, `in 3h5m`, `in 2d4h`.
fn wait(at: Timestamp, now: Timestamp) -> String {
    let seconds = (at - now).max(TimeDelta::zero()).num_seconds().unsigned_abs();
    let rounded = match seconds {
        0..60 => return if seconds == 0 { "now".to_owned() } else { format!("in {seconds}s") },
        60..86_400 => seconds - seconds % 60,
        _ => seconds - seconds % 3600,
    };
    format!("in {}", display_duration(Duration::from_secs(rounded)))
}

/// One character for each rate, the highest as high as it goes.
fn bars(rates: &[f64]) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let most = rates.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    rates.iter().map(|rate| BARS[((rate / most * 7.0).round() as usize).min(7)]).collect()
}
