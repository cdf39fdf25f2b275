//! What somebody should be told of: a feed that broke or fell silent against its own habit, a site that is read worse.
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
}

impl AlarmKind {
    pub const ALL: [AlarmKind; 3] = [AlarmKind::Broken, AlarmKind::Silent, AlarmKind::Drift];

    pub fn as_str(self) -> &'static str {
        match self {
            AlarmKind::Broken => "broken",
            AlarmKind::Silent => "silent",
            AlarmKind::Drift => "drift",
        }
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
/// Gaps that make the habit, the newest.
pub const MOST_GAPS: usize = 200;
/// No feed is silent earlier: whoever reads of it looks once a day.
pub const LEAST_SILENCE: TimeDelta = TimeDelta::days(1);

/// After how long without news a feed has fallen silent, by the gaps between its news so far in any order; `None` if
/// they are too few. Twice what 99 of 100 of them stayed below: week-ends and nights are among them.
///
/// ```
/// use chrono::TimeDelta;
/// let weekly = vec![TimeDelta::days(7); 20];
/// assert_eq!(feedmill::alarm::silent_after(&weekly), Some(TimeDelta::days(14)));
/// assert_eq!(feedmill::alarm::silent_after(&weekly[..5]), None);
/// ```
pub fn silent_after(gaps: &[TimeDelta]) -> Option<TimeDelta> {
    if gaps.len() < LEAST_GAPS {
        return None;
    }
    let mut sorted = gaps.to_vec();
    sorted.sort_unstable();
    let at = (sorted.len() * 99).div_ceil(100) - 1;
    Some((sorted[at] * 2).max(LEAST_SILENCE))
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

    /// Ten articles a weekday between eight and six, for four weeks: its week-ends are no silence.
    #[test]
    fn nights_and_week_ends_are_part_of_a_habit() {
        let week = |_| {
            let day = [1i64; 9].into_iter().chain([15]);
            (0..4).flat_map(move |_| day.clone()).chain([1; 9]).chain([63])
        };
        let gaps: Vec<_> = (0..4).flat_map(week).map(TimeDelta::hours).collect();
        assert_eq!(silent_after(&gaps), Some(TimeDelta::hours(126)));
    }

    #[test]
    fn a_busy_feed_is_not_silent_within_a_day() {
        assert_eq!(silent_after(&[TimeDelta::minutes(5); 200]), Some(LEAST_SILENCE));
    }
}
