//! What a poll or a scrape owes to its server: who is left alone, where a feed lives now, whether the
//! network is down, and whether "not modified" can still be believed.

use super::Environment;
use crate::config::Settings;
use crate::fetch::{FetchAnswer, FetchFailure, Hop};
use crate::link::{host_and_port, registrable_domain};
use crate::model::{FailureKind, MoveClaim, Pause, PauseScope, RetryAfterReach, Timestamp};
use crate::schedule;
use crate::store::{Address, FeedState, StoreError};
use std::collections::HashSet;
use std::sync::PoisonError;
use url::Url;

/// Until when the servers of these URLs want to be left alone; `None` if they may be asked.
pub(super) async fn paused_until<F>(
    env: &Environment<F>,
    urls: impl IntoIterator<Item = &Url>,
    settings: &Settings,
    is_page: bool,
    at: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    if settings.retry_after == RetryAfterReach::Feed {
        return Ok(None);
    }
    let names = urls.into_iter().flat_map(|url| [registrable_domain(url), host_and_port(url)]).flatten();
    let names = names.collect::<HashSet<_>>().into_iter().collect();
    env.store.paused_until(names, is_page, at).await
}

/// Who is to be left alone after a failure, and for how long: a server that says 429, and one that says when
/// to come back along with 503. `failures` counts this one.
pub(super) fn pause_after(
    failure: &FetchFailure,
    settings: &Settings,
    scope: PauseScope,
    failures: u32,
    at: Timestamp,
) -> Option<Pause> {
    let asks_for_it =
        failure.kind == FailureKind::RateLimited || (failure.status == Some(503) && failure.retry_after.is_some());
    let whose = match settings.retry_after {
        RetryAfterReach::Domain => registrable_domain(&failure.url),
        RetryAfterReach::Host => host_and_port(&failure.url),
        RetryAfterReach::Feed => None,
    };
    let until = match failure.retry_after {
        Some(wait) => schedule::retry_at(wait, at, 0.0),
        None => schedule::after_failure(failure.kind, failures, at, at, 0.0),
    };
    whose.filter(|_| asks_for_it).map(|whose| Pause { whose, scope, until })
}

/// Takes in whether a host could be reached; true if it is our own network that is down.
pub(super) fn is_outage<F>(env: &Environment<F>, answer: &Result<FetchAnswer, FetchFailure>, at: Timestamp) -> bool {
    let (url, was_reached) = match answer {
        Ok(answer) => (&answer.url, true),
        Err(failure) if failure.status.is_some() => (&failure.url, true),
        Err(failure) if schedule::is_unreachable(failure.kind) => (&failure.url, false),
        Err(_) => return false,
    };
    let mut reach = env.reach.lock().unwrap_or_else(PoisonError::into_inner);
    reach.note(url.host_str().unwrap_or_default(), was_reached, at)
}

/// What an answer that was a feed says about where the feed lives.
pub(super) async fn address_after<F>(
    env: &Environment<F>,
    state: &FeedState,
    answered_by: &[Hop],
    at: Timestamp,
) -> Result<Address, StoreError> {
    let Some(target) = permanent_target(answered_by) else { return Ok(Address::Stays) };
    let host = target.host_str().unwrap_or_default();
    let movers = env.store.movers_to(host, schedule::portal_watch_begins(at)).await?;
    let own = registrable_domain(&target);
    let movers = movers.iter().filter_map(|url| Url::parse(url).ok()).chain(Url::parse(&state.url).ok());
    let unrelated: HashSet<String> =
        movers.filter_map(|url| registrable_domain(&url)).filter(|domain| Some(domain) != own.as_ref()).collect();
    let claim = schedule::claimed_again(state.move_claim.as_ref(), target.as_str(), at);
    Ok(match schedule::is_captive_portal(unrelated.len()) {
        // The claim is kept, so that the others see it, but never grows old enough.
        true => Address::Claimed(MoveClaim { sightings: 1, since: at, ..claim }),
        false if schedule::is_believed(&claim) => Address::Moved(claim.target),
        false => Address::Claimed(claim),
    })
}

/// Where the permanent redirects at the beginning of a chain lead; never from https to http.
fn permanent_target(hops: &[Hop]) -> Option<Url> {
    let permanent = hops.iter().take_while(|hop| matches!(hop.status, 301 | 308));
    let kept = permanent.take_while(|hop| hop.from.scheme() != "https" || hop.to.scheme() == "https");
    kept.last().map(|hop| hop.to.clone())
}

/// What a failure says about it: an address that was only learnt is given up once it has no feed, or has
/// failed for days.
pub(super) fn address_after_failure(state: &FeedState, kind: FailureKind) -> Address {
    const FAILURES_OF_DAYS: u32 = 8;
    let has_no_feed =
        matches!(kind, FailureKind::NotFound | FailureKind::Gone | FailureKind::NotAFeed | FailureKind::Forbidden);
    let is_over = has_no_feed || state.failures >= FAILURES_OF_DAYS;
    if state.moved_url.is_some() && is_over { Address::Returned } else { Address::Silent }
}

/// Whether the feed is asked for in full this time, though its server gave validators.
pub(super) async fn is_doubted<F>(env: &Environment<F>, state: &FeedState, at: Timestamp) -> Result<bool, StoreError> {
    // What fails doesn't say "not modified".
    let may_stand_still = !state.validators.is_empty() && state.failures == 0;
    let Some(last_fresh_at) = state.last_fresh_at.filter(|_| may_stand_still) else { return Ok(false) };
    if !schedule::may_be_doubted(last_fresh_at, state.frozen_validators, at) {
        return Ok(false);
    }
    let usual_gap = env.store.usual_gap(state.feed_id).await?;
    Ok(schedule::is_doubted(last_fresh_at, usual_gap, state.frozen_validators, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_permanent_redirects_from_the_first_on_lead_to_a_new_address() {
        let hops = |chain: &[(u16, &str, &str)]| -> Vec<Hop> {
            let hop = |(status, from, to): &(u16, &str, &str)| Hop {
                status: *status,
                from: Url::parse(from).unwrap(),
                to: Url::parse(to).unwrap(),
            };
            chain.iter().map(hop).collect()
        };
        let (a, b, c) = ("https://a.example/", "https://b.example/", "https://c.example/");
        for (chain, expected) in [
            (vec![], None),
            (vec![(301, a, b)], Some(b)),
            (vec![(308, a, b), (301, b, c)], Some(c)),
            (vec![(301, a, b), (302, b, c)], Some(b)),
            (vec![(302, a, b), (301, b, c)], None),
            (vec![(303, a, b)], None),
            (vec![(307, a, b)], None),
            (vec![(301, a, "http://a.example/")], None),
            (vec![(301, "http://a.example/", a)], Some(a)),
        ] {
            assert_eq!(permanent_target(&hops(&chain)).as_ref().map(Url::as_str), expected, "{chain:?}");
        }
    }
}
