//! What somebody should be told of: a feed that broke or fell silent against its own habit, a site that is read worse
//! or has changed under its rules.
//!
//! Alarms are worked out anew from what is known each time; what changed between two times is told, once each way.

mod outbox;

pub use outbox::{MOST_WAITING, Message, Outbox, Retry, State, messages};

use crate::model::Timestamp;
use chrono::TimeDelta;
use serde::Serialize;
use std::collections::BTreeMap;

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AlarmKind {
    Broken,
    Silent,
    Drift,
    StaleRule,
}

impl AlarmKind {
    pub const ALL: [AlarmKind; 4] = [AlarmKind::Broken, AlarmKind::Silent, AlarmKind::Drift, AlarmKind::StaleRule];

    pub fn as_str(self) -> &'static str {
        match self {
            AlarmKind::Broken => "broken",
            AlarmKind::Silent => "silent",
            AlarmKind::Drift => "drift",
            AlarmKind::StaleRule => "stale_rule",
        }
    }

    /// Whether it is a site's and no feed's.
    pub fn is_of_a_site(self) -> bool {
        matches!(self, AlarmKind::Drift | AlarmKind::StaleRule)
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Alarm {
    pub kind: AlarmKind,
    /// The key of a feed, or a site.
    pub whose: String,
    pub since: Timestamp,
    /// What a person reads.
    pub what: String,
}

/// Failed polls that make a feed broken, if they went on for as long as `BROKEN_AFTER`.
pub const BROKEN_POLLS: u32 = 3;
pub const BROKEN_AFTER: TimeDelta = TimeDelta::hours(6);
/// A feed of which less is known has no habit yet.
const LEAST_GAPS: usize = 10;
/// The habit is what the last eight weeks showed, so that a busy feed's has its week-ends in it; and for a slow feed
/// as many gaps as these.
const HABIT: TimeDelta = TimeDelta::weeks(8);
const GAPS_OF_A_SLOW_FEED: usize = 200;
/// More aren't looked at.
pub const MOST_GAPS: usize = 5000;
/// No feed is silent earlier: whoever reads of it looks once a day.
pub const LEAST_SILENCE: TimeDelta = TimeDelta::days(1);

/// After how long without news a feed has fallen silent, by the gaps between its news so far, the newest first; `None`
/// if they are too few.
///
/// Twice the longer of two: the gap that 99 of 100 stayed below, and the gap in which 95 of 100 moments lie. The first
/// alone takes the nights and week-ends of a feed with much news for rare, however many hours they are.
///
/// ```
/// use chrono::TimeDelta;
/// let weekly = vec![TimeDelta::days(7); 20];
/// assert_eq!(feedmill::alarm::silent_after(&weekly), Some(TimeDelta::days(14)));
/// assert_eq!(feedmill::alarm::silent_after(&weekly[..5]), None);
/// ```
pub fn silent_after(gaps: &[TimeDelta]) -> Option<TimeDelta> {
    let mut sorted = habitual(gaps).to_vec();
    if sorted.len() < LEAST_GAPS {
        return None;
    }
    sorted.sort_unstable();
    let rare = sorted[(sorted.len() * 99).div_ceil(100) - 1];
    let of_most_moments = covering(&sorted, 95);
    Some((rare.max(of_most_moments) * 2).max(LEAST_SILENCE))
}

/// The gaps of the last eight weeks of news, or a slow feed's last ones.
fn habitual(gaps: &[TimeDelta]) -> &[TimeDelta] {
    let mut span = TimeDelta::zero();
    let recent = gaps.iter().take_while(|gap| {
        span += **gap;
        span <= HABIT
    });
    let count = recent.count().max(GAPS_OF_A_SLOW_FEED);
    &gaps[..count.min(gaps.len())]
}

/// The least gap such that it and the shorter ones make up `percent` of the time.
fn covering(sorted: &[TimeDelta], percent: i64) -> TimeDelta {
    let seconds = |gap: &TimeDelta| gap.num_seconds();
    let all: i64 = sorted.iter().map(seconds).sum();
    let mut covered = 0;
    let found = sorted.iter().find(|gap| {
        covered += seconds(gap);
        covered * 100 >= all * percent
    });
    found.copied().unwrap_or_default()
}

/// The alarms that stand, to be held against the next.
#[derive(Debug, Default)]
pub struct Standing(BTreeMap<(AlarmKind, String), Alarm>);

/// What changed: what is new, and what is over.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Changes {
    pub raised: Vec<Alarm>,
    pub over: Vec<Alarm>,
}

impl Standing {
    /// Takes the alarms of now for those that stand, and says what changed by it.
    pub fn renew(&mut self, alarms: Vec<Alarm>) -> Changes {
        let now: BTreeMap<_, _> = alarms.into_iter().map(|alarm| ((alarm.kind, alarm.whose.clone()), alarm)).collect();
        let raised =
            now.iter().filter(|(name, _)| !self.0.contains_key(*name)).map(|(_, alarm)| alarm.clone()).collect();
        let before = std::mem::replace(&mut self.0, now);
        let over = before.into_iter().filter(|(name, _)| !self.0.contains_key(name)).map(|(_, alarm)| alarm).collect();
        Changes { raised, over }
    }

    /// How many stand.
    pub fn count(&self, kind: AlarmKind) -> usize {
        self.0.keys().filter(|(known, _)| *known == kind).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use proptest::prelude::RngExt;
    use proptest::test_runner::{RngAlgorithm, TestRng};

    fn alarm(kind: AlarmKind, whose: &str, what: &str) -> Alarm {
        Alarm { kind, whose: whose.to_owned(), since: DateTime::UNIX_EPOCH, what: what.to_owned() }
    }

    #[test]
    fn a_change_is_told_once_each_way() {
        let mut standing = Standing::default();
        let (broken, silent) = (alarm(AlarmKind::Broken, "a", "3 polls"), alarm(AlarmKind::Silent, "a", "9 days"));
        assert_eq!(standing.renew(vec![broken.clone()]).raised, std::slice::from_ref(&broken));
        let later = alarm(AlarmKind::Broken, "a", "4 polls");
        assert_eq!(standing.renew(vec![later.clone()]), Changes::default(), "it still stands");
        let changes = standing.renew(vec![silent.clone()]);
        assert_eq!((changes.raised, changes.over), (vec![silent.clone()], vec![later]));
        assert_eq!((standing.count(AlarmKind::Silent), standing.count(AlarmKind::Broken)), (1, 0));
        assert_eq!(standing.renew(Vec::new()).over, [silent]);
    }

    /// How a feed's news spreads over the hours of a week, counted from Monday.
    type Habit = fn(i64) -> bool;

    /// A year and a quarter of polls twice an hour: the gaps between those that found news, in order.
    fn gaps(is_at_work: Habit, news_a_week: f64) -> Vec<TimeDelta> {
        let hours_at_work = (0..168).filter(|hour| is_at_work(*hour)).count() as f64;
        let quiet = (-news_a_week / hours_at_work / 2.0).exp();
        let mut chance = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        let polls = (0..65 * 168 * 2i64).filter(|poll| is_at_work(poll / 2 % 168) && chance.random::<f64>() > quiet);
        let with_news: Vec<i64> = polls.collect();
        with_news.windows(2).map(|pair| TimeDelta::minutes(30 * (pair[1] - pair[0]))).collect()
    }

    /// Feeds that are alive, and how often in the year they would have been called silent; and after how long they
    /// are when they end.
    #[test]
    fn nights_and_week_ends_are_part_of_a_habit() {
        let always: Habit = |_| true;
        let office: Habit = |hour| hour < 5 * 24 && (8..18).contains(&(hour % 24));
        let morning: Habit = |hour| hour % 24 == 6;
        let weekly: Habit = |hour| (3 * 24 + 9..3 * 24 + 12).contains(&hour);
        let rows: [(&str, Habit, f64, i64); 8] = [
            ("an agency", always, 2000.0, 1),
            ("a paper", always, 70.0, 2),
            ("a daily blog", always, 7.0, 11),
            ("a ministry", office, 1000.0, 6),
            ("a town hall", office, 100.0, 6),
            ("a university", office, 20.0, 7),
            ("a letter each morning", morning, 40.0, 3),
            ("a weekly", weekly, 10.0, 15),
        ];
        let mut false_alarms = 0;
        for (name, habit, news_a_week, most_days) in rows {
            let gaps = gaps(habit, news_a_week);
            let in_the_year = gaps.iter().rev().scan(TimeDelta::zero(), |age, gap| {
                *age += *gap;
                (*age < TimeDelta::weeks(52)).then_some(())
            });
            let first = gaps.len() - in_the_year.count();
            let told = (first..gaps.len()).filter(|at| gaps[*at] >= LEAST_SILENCE).filter(|at| {
                let before: Vec<TimeDelta> = gaps[..*at].iter().rev().copied().collect();
                silent_after(&before).is_some_and(|longest| gaps[*at] > longest)
            });
            false_alarms += told.count();
            let newest_first: Vec<TimeDelta> = gaps.iter().rev().copied().collect();
            let longest = silent_after(&newest_first).unwrap();
            assert!(longest <= TimeDelta::days(most_days), "{name}: told after {longest}");
        }
        assert!(false_alarms <= 1, "{false_alarms} false alarms in eight years of feeds");
    }

    #[test]
    fn a_busy_feed_is_not_silent_within_a_day() {
        assert_eq!(silent_after(&[TimeDelta::minutes(5); 200]), Some(LEAST_SILENCE));
    }
}
