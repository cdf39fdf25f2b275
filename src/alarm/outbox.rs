//! What is still to be told by one way: what is tried when, how often, and what falls out when there is no more room.
//!
//! Pure: `now` is the time since the outbox was made, by a clock that nobody sets.

use super::{Alarm, Changes};
use crate::model::Timestamp;
use chrono::SecondsFormat;
use serde::{Serialize, Serializer};
use std::collections::{HashSet, VecDeque};
use std::time::Duration;

/// Messages that wait at most; the oldest makes room.
pub const MOST_WAITING: usize = 256;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
/// From each failed try to the next: a day in all, less what the tries take. After the last the message is given up.
const BACK_OFF_SECONDS: [u64; 6] = [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR, 15 * HOUR];

/// Which way an alarm changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Begins,
    Over,
}

impl State {
    pub fn as_str(self) -> &'static str {
        match self {
            State::Begins => "begins",
            State::Over => "over",
        }
    }
}

/// One change of one alarm, for somebody outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub state: State,
    pub alarm: Alarm,
    /// When the change was found.
    pub at: Timestamp,
}

/// The object that goes out: `state`, `kind`, `feed` or `site`, `since`, `text`, `at`.
#[derive(Serialize)]
struct Body<'a> {
    state: State,
    kind: super::AlarmKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    feed: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    site: Option<&'a str>,
    #[serde(serialize_with = "to_the_second")]
    since: Timestamp,
    text: &'a str,
    #[serde(serialize_with = "to_the_second")]
    at: Timestamp,
}

fn to_the_second<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&at.to_rfc3339_opts(SecondsFormat::Secs, true))
}

impl Message {
    /// One JSON object in one line, without a line's end.
    pub fn json(&self) -> String {
        let Alarm { kind, whose, since, what } = &self.alarm;
        let is_site = kind.is_of_a_site();
        let whose = |wanted: bool| wanted.then_some(whose.as_str());
        let (feed, site) = (whose(!is_site), whose(is_site));
        let body = Body { state: self.state, kind: *kind, feed, site, since: *since, text: what, at: self.at };
        serde_json::to_string(&body).unwrap_or_default()
    }
}

/// A message for each change, what is over first.
pub fn messages(changes: &Changes, at: Timestamp) -> Vec<Message> {
    let message = |state| move |alarm: &Alarm| Message { state, alarm: alarm.clone(), at };
    let over = changes.over.iter().map(message(State::Over));
    over.chain(changes.raised.iter().map(message(State::Begins))).collect()
}

/// The messages that wait, the oldest first.
#[derive(Debug, Default)]
pub struct Outbox {
    waiting: VecDeque<Waiting>,
    taken: u64,
    dropped: u64,
}

#[derive(Debug)]
struct Waiting {
    number: u64,
    message: Message,
    failures: usize,
    due_at: Duration,
}

/// What a failed try came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    After(Duration),
    /// It was the last try, or the message had to make room meanwhile.
    Never,
}

impl Outbox {
    /// Takes a message to be told at once. If that was one too many, how many have been dropped so far.
    pub fn push(&mut self, message: Message, now: Duration) -> Option<u64> {
        self.waiting.push_back(Waiting { number: self.taken, message, failures: 0, due_at: now });
        self.taken += 1;
        if self.waiting.len() <= MOST_WAITING {
            return None;
        }
        self.waiting.pop_front();
        self.dropped += 1;
        Some(self.dropped)
    }

    /// What is to be told next, with its number and when. Of one alarm the beginning is told before its end, however
    /// long that takes; others don't wait for it.
    pub fn next(&self) -> Option<(u64, &Message, Duration)> {
        let mut names = HashSet::new();
        let first_of_each =
            self.waiting.iter().filter(|one| names.insert((one.message.alarm.kind, &one.message.alarm.whose)));
        first_of_each.min_by_key(|one| (one.due_at, one.number)).map(|one| (one.number, &one.message, one.due_at))
    }

    /// It has been told.
    pub fn told(&mut self, number: u64) {
        self.waiting.retain(|one| one.number != number);
    }

    /// It could not be told.
    pub fn failed(&mut self, number: u64, now: Duration) -> Retry {
        let Some(one) = self.waiting.iter_mut().find(|one| one.number == number) else { return Retry::Never };
        let Some(seconds) = BACK_OFF_SECONDS.get(one.failures) else {
            self.told(number);
            return Retry::Never;
        };
        let wait = Duration::from_secs(*seconds);
        one.failures += 1;
        one.due_at = now + wait;
        Retry::After(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::super::AlarmKind;
    use super::*;
    use chrono::{DateTime, TimeDelta};

    fn message(state: State, kind: AlarmKind, whose: &str) -> Message {
        let since = DateTime::UNIX_EPOCH;
        let alarm = Alarm { kind, whose: whose.to_owned(), since, what: format!("{whose} \"broke\"\n") };
        Message { state, alarm, at: since + TimeDelta::hours(1) }
    }

    fn broken(state: State, whose: &str) -> Message {
        message(state, AlarmKind::Broken, whose)
    }

    #[test]
    fn what_goes_out_names_a_feed_or_a_site() {
        assert_eq!(
            broken(State::Begins, "日报").json(),
            "{\"state\":\"begins\",\"kind\":\"broken\",\"feed\":\"日报\",\"since\":\"1970-01-01T00:00:00Z\",\
             \"text\":\"日报 \\\"broke\\\"\\n\",\"at\":\"1970-01-01T01:00:00Z\"}"
        );
        let json = message(State::Over, AlarmKind::Drift, "a.example").json();
        assert!(json.starts_with("{\"state\":\"over\",\"kind\":\"drift\",\"site\":\"a.example\","), "{json}");
    }

    #[test]
    fn every_change_is_a_message() {
        let changes = Changes {
            raised: vec![broken(State::Begins, "a").alarm],
            over: vec![message(State::Over, AlarmKind::Silent, "a").alarm],
        };
        let states: Vec<_> =
            messages(&changes, DateTime::UNIX_EPOCH).iter().map(|one| (one.state, one.alarm.kind)).collect();
        assert_eq!(states, [(State::Over, AlarmKind::Silent), (State::Begins, AlarmKind::Broken)]);
    }

    #[test]
    fn a_message_is_tried_for_a_day() {
        let mut outbox = Outbox::default();
        outbox.push(broken(State::Begins, "a"), Duration::ZERO);
        let mut tries = vec![];
        while let Some((number, _, due_at)) = outbox.next() {
            tries.push(due_at.as_secs() / MINUTE);
            outbox.failed(number, due_at);
        }
        assert_eq!(tries, [0, 1, 6, 36, 156, 516, 1416], "minutes; a day has 1440");
    }

    #[test]
    fn one_alarm_is_told_in_order_and_holds_up_no_other() {
        let mut outbox = Outbox::default();
        outbox.push(broken(State::Begins, "a"), Duration::ZERO);
        assert_eq!(outbox.failed(0, Duration::ZERO), Retry::After(Duration::from_secs(60)));
        let later = Duration::from_secs(10);
        outbox.push(broken(State::Over, "a"), later);
        outbox.push(broken(State::Begins, "b"), later);
        let next = |outbox: &Outbox| outbox.next().map(|(number, _, due_at)| (number, due_at.as_secs()));
        assert_eq!(next(&outbox), Some((2, 10)), "another alarm");
        outbox.told(2);
        assert_eq!(next(&outbox), Some((0, 60)), "its beginning, though its end has been due for longer");
        outbox.told(0);
        assert_eq!(next(&outbox), Some((1, 10)));
        outbox.told(1);
        assert_eq!(next(&outbox), None);
    }

    #[test]
    fn the_oldest_makes_room() {
        let mut outbox = Outbox::default();
        let dropped: Vec<_> = (0..MOST_WAITING + 2)
            .filter_map(|number| outbox.push(broken(State::Begins, &number.to_string()), Duration::ZERO))
            .collect();
        assert_eq!(dropped, [1, 2]);
        assert_eq!(outbox.waiting.len(), MOST_WAITING);
        assert_eq!(outbox.next().map(|(number, ..)| number), Some(2));
        assert_eq!(outbox.failed(0, Duration::ZERO), Retry::Never, "it is gone");
    }
}
