//! The keys that every level takes: from a table's entries to what one level gives.

use super::judge::Judge;
use super::keeping::{GivenKeeping, read_keep, read_revisions};
use super::origin;
use super::value::{Text, boolean, named, text, texts};
use super::written::{Entry, Table};
use super::{Origin, Retention, RevisionChecks, Settings, guess, keys};
use crate::model::{Fulltext, RetryAfterReach, RuleUse, SiteRules};
use crate::schedule::{Bounds, Schedule, ScheduleFault, parse_duration, parse_interval};
use crate::zone::Tz;
use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

/// In place of a crontab schedule.
const ADAPTIVE: &str = "adaptive";
const LONGEST_GAP: Duration = Duration::from_secs(24 * 60 * 60);
const LONGEST_SPREAD: Duration = Duration::from_secs(24 * 60 * 60);
const RETRY_AFTER: &[(&str, RetryAfterReach)] =
    &[("domain", RetryAfterReach::Domain), ("host", RetryAfterReach::Host), ("feed", RetryAfterReach::Feed)];
const FULLTEXT: &[(&str, Fulltext)] =
    &[("auto", Fulltext::Auto), ("always", Fulltext::Always), ("feed", Fulltext::Feed), ("off", Fulltext::Off)];

/// The keys of site rules, what each is asked for, and where it goes.
const RULES: &[(&str, RuleUse, PlaceOfRules)] = &[
    ("replace", RuleUse::Replacement, |rules| &mut rules.replace),
    ("body", RuleUse::Elements, |rules| &mut rules.body),
    ("strip", RuleUse::Elements, |rules| &mut rules.strip),
    ("title", RuleUse::Value, |rules| &mut rules.title),
    ("author", RuleUse::Value, |rules| &mut rules.author),
    ("date", RuleUse::Value, |rules| &mut rules.date),
    ("next", RuleUse::Value, |rules| &mut rules.next),
    ("single_page", RuleUse::Value, |rules| &mut rules.single_page),
];

type PlaceOfRules = fn(&mut SiteRules) -> &mut Vec<String>;

/// What one level says; `None` leaves the word to the next.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Given {
    pub schedule: Option<Schedule>,
    pub every_min: Option<Duration>,
    pub every_max: Option<Duration>,
    pub spread: Option<Duration>,
    pub hints: Option<bool>,
    pub retry_after: Option<RetryAfterReach>,
    pub timezone: Option<Tz>,
    pub fulltext: Option<Fulltext>,
    pub tags: Option<Vec<String>>,
    pub gap: Option<Duration>,
    pub robots: Option<bool>,
    pub allow_private: Option<bool>,
    pub learn: Option<bool>,
    pub keeping: GivenKeeping,
    /// By their keys.
    pub rules: BTreeMap<&'static str, Vec<String>>,
    /// Where each of these stands, by its key.
    pub origins: BTreeMap<&'static str, Arc<Origin>>,
}

impl Given {
    /// This level, and `farther` where this one is silent.
    pub fn over(&self, farther: &Given) -> Given {
        let near = self.clone();
        Given {
            schedule: near.schedule.or_else(|| farther.schedule.clone()),
            every_min: near.every_min.or(farther.every_min),
            every_max: near.every_max.or(farther.every_max),
            spread: near.spread.or(farther.spread),
            hints: near.hints.or(farther.hints),
            retry_after: near.retry_after.or(farther.retry_after),
            timezone: near.timezone.or(farther.timezone),
            fulltext: near.fulltext.or(farther.fulltext),
            tags: near.tags.or_else(|| farther.tags.clone()),
            gap: near.gap.or(farther.gap),
            robots: near.robots.or(farther.robots),
            allow_private: near.allow_private.or(farther.allow_private),
            learn: near.learn.or(farther.learn),
            keeping: near.keeping.over(&farther.keeping),
            rules: farther.rules.clone().into_iter().chain(near.rules).collect(),
            origins: farther.origins.clone().into_iter().chain(near.origins).collect(),
        }
    }

    /// This level on the ground of what holds everywhere.
    pub fn settle(self, ground: &Settings) -> Settings {
        let mut rules = ground.rules.clone();
        for (key, _, place) in RULES {
            if let Some(given) = self.rules.get(key) {
                place(&mut rules).clone_from(given);
            }
        }
        let bounds = Bounds {
            shortest: self.every_min.unwrap_or(ground.bounds.shortest),
            longest: self.every_max.unwrap_or(ground.bounds.longest),
        };
        let schedule = match self.schedule.as_ref().unwrap_or(&ground.schedule) {
            Schedule::Adaptive(_) => Schedule::Adaptive(bounds),
            other => other.clone(),
        };
        Settings {
            revisions: self.keeping.revisions(&ground.revisions),
            keep: self.keeping.retention(ground.keep),
            schedule_is_chosen: self.schedule.is_some() || ground.schedule_is_chosen,
            schedule,
            bounds,
            spread: self.spread.unwrap_or(ground.spread),
            hints: self.hints.unwrap_or(ground.hints),
            retry_after: self.retry_after.unwrap_or(ground.retry_after),
            timezone: self.timezone.unwrap_or(ground.timezone),
            fulltext: self.fulltext.unwrap_or(ground.fulltext),
            tags: self.tags.unwrap_or_else(|| ground.tags.clone()),
            gap: self.gap.unwrap_or(ground.gap),
            robots: self.robots.unwrap_or(ground.robots),
            allow_private: self.allow_private.unwrap_or(ground.allow_private),
            learn: self.learn.unwrap_or(ground.learn),
            rules,
            origins: ground.origins.clone().into_iter().chain(self.origins).collect(),
        }
    }
}

/// What holds where the configuration says nothing.
pub(super) fn built_in() -> Settings {
    Settings {
        schedule: Schedule::cron("@hourly").unwrap_or(Schedule::Every(Duration::from_secs(60 * 60))),
        bounds: Bounds::default(),
        schedule_is_chosen: false,
        spread: Duration::from_secs(60 * 60),
        hints: true,
        retry_after: RetryAfterReach::Domain,
        timezone: Tz::UTC,
        fulltext: Fulltext::Auto,
        tags: Vec::new(),
        gap: Duration::from_secs(5),
        robots: true,
        allow_private: false,
        learn: true,
        revisions: RevisionChecks { ages: vec![Duration::from_secs(24 * 60 * 60)], follow_feed: true },
        keep: Retention { pages: None, articles: None, last: 20 },
        rules: SiteRules::default(),
        origins: BTreeMap::new(),
    }
}

/// Reads one entry into what its level gives; false if it is no key of a level.
pub(super) fn read_setting(judge: &mut Judge<'_>, table: &Table<'_>, entry: &Entry<'_>, given: &mut Given) -> bool {
    let Some(key) = keys::setting_names().find(|known| *known == entry.key) else { return false };
    given.origins.extend(origin::origins_of(judge, table, entry));
    match key {
        "schedule" => given.schedule = schedule(judge, table, entry, scheduled),
        "every" => {
            if let Some(other) = table.entry("schedule") {
                let message = format!("`schedule` and `every` are both in {}", table.title);
                let hint = format!("keep one of them; `schedule` is at {}", judge.name_place(other.key_place));
                judge.fault_with_hint(entry.key_place, message, hint);
            }
            given.schedule = schedule(judge, table, entry, Schedule::every);
        }
        "every_min" => given.every_min = interval(judge, table, entry),
        "every_max" => given.every_max = interval(judge, table, entry),
        "spread" => given.spread = length(judge, table, entry, LONGEST_SPREAD, "the widest spread is one day"),
        "hints" => given.hints = boolean(judge, table, entry),
        "retry_after" => given.retry_after = word(judge, table, entry, RETRY_AFTER),
        "timezone" => given.timezone = timezone(judge, table, entry),
        "fulltext" => given.fulltext = word(judge, table, entry, FULLTEXT),
        "tags" => given.tags = tags(judge, table, entry),
        "gap" => given.gap = length(judge, table, entry, LONGEST_GAP, "the longest gap is one day"),
        "robots" => given.robots = boolean(judge, table, entry),
        "allow_private" => given.allow_private = boolean(judge, table, entry),
        "learn" => given.learn = boolean(judge, table, entry),
        "revisions" => read_revisions(judge, table, entry, &mut given.keeping),
        "keep" => read_keep(judge, table, entry, &mut given.keeping),
        other => match RULES.iter().find(|(key, ..)| *key == other) {
            Some((key, asked, _)) => {
                if let Some(rules) = site_rules(judge, table, entry, *asked) {
                    given.rules.insert(key, rules);
                }
            }
            None => return false,
        },
    }
    true
}

/// A crontab schedule, or the word that leaves it to the feed's own habit.
fn scheduled(text: &str) -> Result<Schedule, ScheduleFault> {
    if text.trim() == ADAPTIVE { Ok(Schedule::Adaptive(Bounds::default())) } else { Schedule::cron(text) }
}

fn interval(judge: &mut Judge<'_>, table: &Table<'_>, entry: &Entry<'_>) -> Option<Duration> {
    let text = text(judge, table, entry)?;
    match parse_interval(&text.value) {
        Ok(interval) => Some(interval),
        Err(fault) => {
            judge.fault(text.place, format!("{}: {fault}", named(table, entry)));
            None
        }
    }
}

fn schedule(
    judge: &mut Judge<'_>,
    table: &Table<'_>,
    entry: &Entry<'_>,
    read: fn(&str) -> Result<Schedule, ScheduleFault>,
) -> Option<Schedule> {
    let text = text(judge, table, entry)?;
    let fault = match read(&text.value) {
        Ok(schedule) => return Some(schedule),
        Err(fault) => fault,
    };
    let message = format!("{}: {fault}", named(table, entry));
    let hint = if entry.key == "schedule" && Schedule::every(&text.value).is_ok() {
        Some(format!("an interval is written `every = \"{}\"`", text.value))
    } else if entry.key == "every" && Schedule::cron(&text.value).is_ok() {
        Some(format!("a crontab schedule is written `schedule = \"{}\"`", text.value))
    } else if guess::nearest(&text.value, [ADAPTIVE]).is_some() {
        Some(format!("did you mean `{ADAPTIVE}`?"))
    } else if matches!(fault, ScheduleFault::FieldCount(_)) {
        Some("minute, hour, day of the month, month, weekday, as in \"*/30 * * * *\"".to_owned())
    } else {
        None
    };
    match hint.filter(|_| !text.is_secret) {
        Some(hint) => judge.fault_with_hint(text.place, message, hint),
        None => judge.fault(text.place, message),
    }
    None
}

fn timezone(judge: &mut Judge<'_>, table: &Table<'_>, entry: &Entry<'_>) -> Option<Tz> {
    let text = text(judge, table, entry)?;
    let zone = Tz::from_str(&text.value).ok();
    if zone.is_none() {
        let message = format!("{}: {} is no time zone", named(table, entry), text.shown());
        let hint = match guess::nearest_timezone(&text.value) {
            Some(guess) => format!("did you mean `{guess}`?"),
            None => "zones are named as in the tz database: `Europe/Berlin`, `Asia/Tokyo`, `UTC`".to_owned(),
        };
        judge.fault_with_hint(text.place, message, hint);
    }
    zone
}

/// One of a few words; the last two are joined by "or" where they are listed.
fn word<T: Copy>(judge: &mut Judge<'_>, table: &Table<'_>, entry: &Entry<'_>, words: &[(&str, T)]) -> Option<T> {
    let text = text(judge, table, entry)?;
    let found = words.iter().find(|(word, _)| *word == text.value).map(|(_, meaning)| *meaning);
    if found.is_none() {
        let all: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let (last, rest) = all.split_last()?;
        let message = format!("{} can't be {}: it is {} or {last}", named(table, entry), text.shown(), rest.join(", "));
        match guess::nearest(&text.value, all.iter().copied()) {
            Some(guess) => judge.fault_with_hint(text.place, message, format!("did you mean `{guess}`?")),
            None => judge.fault(text.place, message),
        }
    }
    found
}

fn tags(judge: &mut Judge<'_>, table: &Table<'_>, entry: &Entry<'_>) -> Option<Vec<String>> {
    let mut tags: Vec<String> = Vec::new();
    for tag in texts(judge, table, entry)? {
        let word = tag.value.trim();
        if word.is_empty() || word.chars().any(char::is_control) {
            judge.fault(tag.place, format!("a tag of {} is empty or has a control character", named(table, entry)));
        } else if !tags.iter().any(|earlier| earlier == word) {
            tags.push(word.to_owned());
        }
    }
    Some(tags)
}

fn length(
    judge: &mut Judge<'_>,
    table: &Table<'_>,
    entry: &Entry<'_>,
    longest: Duration,
    limit: &str,
) -> Option<Duration> {
    let text = text(judge, table, entry)?;
    match parse_duration(&text.value) {
        Ok(length) if length <= longest => return Some(length),
        Ok(_) => judge.fault(text.place, format!("{}: {limit}", named(table, entry))),
        Err(fault) => judge.fault(text.place, format!("{}: {fault}", named(table, entry))),
    }
    None
}

fn site_rules(judge: &mut Judge<'_>, table: &Table<'_>, entry: &Entry<'_>, asked: RuleUse) -> Option<Vec<String>> {
    let written = texts(judge, table, entry)?;
    let mut rules = Vec::with_capacity(written.len());
    for Text { value, place, .. } in written {
        match (judge.around.judge_rule)(&value, asked) {
            Ok(()) => rules.push(value),
            Err(why) => judge.fault(place, format!("{}: {why}", named(table, entry))),
        }
    }
    Some(rules)
}
