//! What somebody should be told of, from what is stored.

use super::Archive;
use crate::alarm::{Alarm, AlarmKind, BROKEN_AFTER, BROKEN_POLLS, LEAST_SILENCE, MOST_GAPS, silent_after};
use crate::model::Timestamp;
use crate::store::error::StoreError;
use crate::store::rule_figures::StaleRule;
use crate::store::values::{read_optional_utc, read_utc};
use chrono::TimeDelta;
use rusqlite::{Row, params};
use std::collections::BTreeMap;

/// A feed as it bears on alarms.
struct Fed {
    id: i64,
    key: String,
    is_gone: bool,
    failures: u32,
    failing_since: Option<Timestamp>,
    error: Option<String>,
    last_try_at: Option<Timestamp>,
    last_new_at: Option<Timestamp>,
    /// Nearly no host can be reached: our own network is at fault.
    is_outage: bool,
}

impl Archive {
    /// All that is wrong at `now`: feeds in the order of their keys, then sites, then rules.
    pub fn alarms(&self, now: Timestamp) -> Result<Vec<Alarm>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, key, state = 'gone', failures, failing_since, error, last_try_at, last_new_at,
                    coalesce(waits_for = 'outage', 0)
             FROM feed WHERE state <> 'paused' ORDER BY key",
        )?;
        let feeds = statement.query_and_then([], read_fed)?.collect::<Result<Vec<_>, _>>()?;
        let mut alarms = Vec::new();
        for feed in feeds {
            if let Some(alarm) = broken(&feed, now) {
                alarms.push(alarm);
            } else if let Some(alarm) = self.silent(&feed, now)? {
                alarms.push(alarm);
            }
        }
        let drifting = self.drift()?.into_iter().map(|site| Alarm {
            kind: AlarmKind::Drift,
            what: format!("the pages of {} are read worse than before", site.site),
            whose: site.site,
            since: site.fell_at,
        });
        alarms.extend(drifting);
        alarms.extend(of_stale_rules(self.stale_rules()?));
        Ok(alarms)
    }

    fn silent(&self, feed: &Fed, now: Timestamp) -> Result<Option<Alarm>, StoreError> {
        let Some(since) = feed.last_new_at.filter(|at| feed.error.is_none() && now - *at >= LEAST_SILENCE) else {
            return Ok(None);
        };
        let mut statement = self.connection.prepare_cached(
            "SELECT DISTINCT first_seen_at FROM item WHERE feed_id = ?1 ORDER BY first_seen_at DESC LIMIT ?2",
        )?;
        let seen = statement.query_and_then(params![feed.id, MOST_GAPS as i64 + 1], |row| {
            read_utc(row.get_ref(0)?.as_str().unwrap_or(""))
        })?;
        let seen = seen.collect::<Result<Vec<Timestamp>, StoreError>>()?;
        let gaps: Vec<TimeDelta> = seen.windows(2).map(|pair| pair[0] - pair[1]).collect();
        let Some(longest) = silent_after(&gaps).filter(|longest| now - since > *longest) else { return Ok(None) };
        let what = format!(
            "{} has brought nothing new for {}, where {} would have been long",
            feed.key,
            days(now - since),
            days(longest)
        );
        Ok(Some(Alarm { kind: AlarmKind::Silent, whose: feed.key.clone(), since, what }))
    }
}

/// One for each host; those of its rules that failed first lead.
fn of_stale_rules(stale: Vec<StaleRule>) -> Vec<Alarm> {
    let mut by_host: BTreeMap<String, (Timestamp, Vec<String>)> = BTreeMap::new();
    for StaleRule { host, rule, missed_since, .. } in stale {
        by_host.entry(host).or_insert((missed_since, Vec::new())).1.push(format!("`{rule}`"));
    }
    let alarm = |(host, (since, rules)): (String, (Timestamp, Vec<String>))| Alarm {
        kind: AlarmKind::StaleRule,
        what: format!("rules of {host} select nothing any more: {}", rules.join(", ")),
        whose: host,
        since,
    };
    by_host.into_iter().map(alarm).collect()
}

fn broken(feed: &Fed, now: Timestamp) -> Option<Alarm> {
    if feed.is_gone {
        let what = format!("{} is gone for good, its server says", feed.key);
        let since = feed.last_try_at.unwrap_or(now);
        return Some(Alarm { kind: AlarmKind::Broken, whose: feed.key.clone(), since, what });
    }
    let since = feed.failing_since?;
    if feed.is_outage || feed.failures < BROKEN_POLLS || now - since < BROKEN_AFTER {
        return None;
    }
    let what =
        format!("{} has failed {} times: {}", feed.key, feed.failures, feed.error.as_deref().unwrap_or("unknown"));
    Some(Alarm { kind: AlarmKind::Broken, whose: feed.key.clone(), since, what })
}

fn days(span: TimeDelta) -> String {
    format!("{:.1} days", span.num_minutes() as f64 / 1440.0)
}

fn read_fed(row: &Row<'_>) -> Result<Fed, StoreError> {
    Ok(Fed {
        id: row.get(0)?,
        key: row.get(1)?,
        is_gone: row.get(2)?,
        failures: row.get(3)?,
        failing_since: read_optional_utc(row.get(4)?)?,
        error: row.get(5)?,
        last_try_at: read_optional_utc(row.get(6)?)?,
        last_new_at: read_optional_utc(row.get(7)?)?,
        is_outage: row.get(8)?,
    })
}
