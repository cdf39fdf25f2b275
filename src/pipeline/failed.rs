//! What comes of a page whose request failed.

use super::Failure;
use crate::model::{FailureKind, Timestamp};
use crate::schedule;
use crate::store::{ScrapeOutcome, WantedPage};

/// What a failed request means for the page: asked for again later, or given up.
pub(super) fn failed(failure: Failure, wanted: &WantedPage, at: Timestamp, jitter: f64) -> ScrapeOutcome {
    if let Some(next_try_at) = failure.put_off_until {
        return ScrapeOutcome::PutOff { kind: failure.kind, message: failure.message, next_try_at };
    }
    let for_good = matches!(
        failure.kind,
        FailureKind::NotFound
            | FailureKind::Gone
            | FailureKind::NotAPage
            | FailureKind::RedirectScheme
            | FailureKind::BlockedScheme
            | FailureKind::BlockedAddress
            | FailureKind::BlockedPort
            | FailureKind::TooLarge
    ) || (failure.kind == FailureKind::Robots && failure.retry_after.is_none());
    let next_try_at = if for_good {
        None
    } else {
        let tries = wanted.failures.saturating_add(1);
        let retry = match failure.kind.wall() {
            Some(wall) => schedule::wall_retry(wall, tries, at, jitter),
            None => schedule::page_retry(tries, at, jitter),
        };
        retry.map(|retry| failure.retry_after.map_or(retry, |wait| retry.max(schedule::retry_at(wait, at, jitter))))
    };
    ScrapeOutcome::Failed { kind: failure.kind, message: failure.message, next_try_at }
}
