//! Whether it is our own network that is down: when nearly every host fails, no feed is to blame.

use crate::model::{FailureKind, Timestamp};
use chrono::TimeDelta;
use std::collections::VecDeque;

/// Hosts whose last word is remembered.
const MOST_HOSTS: usize = 20;
/// Hosts that must have been tried, fewer where there are fewer.
const ENOUGH_HOSTS: usize = 5;
const FEWEST_HOSTS: usize = 3;
/// What was heard longer ago says nothing of now.
const MEMORY: TimeDelta = TimeDelta::hours(2);

/// Who could be reached of late: each host once, the latest first.
#[derive(Clone, Debug, Default)]
pub struct Reachability {
    recent: VecDeque<(Timestamp, String, bool)>,
    hosts: usize,
}

impl Reachability {
    /// Of `hosts` different hosts in all.
    pub fn among(hosts: usize) -> Reachability {
        Reachability { recent: VecDeque::new(), hosts }
    }

    /// The hosts are other ones now, so many of them.
    pub fn hosts_are(&mut self, hosts: usize) {
        self.hosts = hosts;
    }

    /// Takes in that a host was reached or not, and says whether the network seems to be down: more than
    /// four of five of the hosts tried last could not be reached, this one among them.
    pub fn note(&mut self, host: &str, was_reached: bool, now: Timestamp) -> bool {
        self.recent.retain(|(at, known, _)| known != host && (now - *at).abs() < MEMORY);
        self.recent.push_front((now, host.to_owned(), was_reached));
        self.recent.truncate(MOST_HOSTS);
        let enough = self.hosts.clamp(FEWEST_HOSTS, ENOUGH_HOSTS);
        let mut unreached = 0;
        let is_down_by = |(tried, (_, _, was_reached)): (usize, &(Timestamp, String, bool))| {
            unreached += usize::from(!was_reached);
            tried >= enough && unreached * 5 > tried * 4
        };
        !was_reached && (1..).zip(&self.recent).any(is_down_by)
    }
}

/// Whether a failure means that no connection came about.
pub fn is_unreachable(kind: FailureKind) -> bool {
    matches!(kind, FailureKind::Dns | FailureKind::Connect | FailureKind::TimeoutConnect)
}
