//! How long to wait after failures, for feeds and for article pages.

use crate::model::{FailureKind, Timestamp, Wall};
use chrono::TimeDelta;

const HOUR: TimeDelta = TimeDelta::hours(1);
const DAY: TimeDelta = TimeDelta::days(1);
/// However long a feed has failed, it is asked again this often: feeds come back after months.
const WEEK: TimeDelta = TimeDelta::days(7);
/// So many failures in a row are about two weeks of daily tries; from here on it is one a week.
const MOST_DAILY_FAILURES: u32 = 20;

/// Waits before an article's page is asked for again, by failures so far; then it is given up.
const PAGE_WAITS: &[TimeDelta] =
    &[TimeDelta::minutes(15), TimeDelta::hours(1), TimeDelta::hours(6), TimeDelta::hours(24), TimeDelta::days(3)];

/// When a feed is polled next after a failure, never earlier than `scheduled`.
///
/// `failures` counts those in a row, this one included. `scheduled` is the ordinary next time. `jitter`
/// (0 to 1) moves the wait up to a tenth later, so that feeds that failed together don't come back
/// together. The wait from `now` depends on the kind:
///
/// - refused (`forbidden`, `unauthorized`, `bot_wall`, `robots`): 24 h, doubling to 7 days;
/// - passing (network, timeouts, 5xx): 5 to 15 minutes the first time, then 1 h doubling to 24 h;
/// - all else, 429 among it: 1 h doubling to 24 h;
/// - whatever has failed more than twenty times in a row: 7 days.
///
/// A feed that is `gone` is for the caller to pause; here it waits as long as a refused one.
pub fn after_failure(kind: FailureKind, failures: u32, scheduled: Timestamp, now: Timestamp, jitter: f64) -> Timestamp {
    let wait = match (persistence(kind), failures) {
        (Persistence::Refused, _) => later_by(doubled(DAY, failures, WEEK), 0.1, jitter),
        (_, failures) if failures > MOST_DAILY_FAILURES => later_by(WEEK, 0.1, jitter),
        (Persistence::Passing, 0 | 1) => later_by(TimeDelta::minutes(5), 2.0, jitter),
        (Persistence::Passing, _) => later_by(doubled(HOUR, failures - 1, DAY), 0.1, jitter),
        (Persistence::Standing, _) => later_by(doubled(HOUR, failures, DAY), 0.1, jitter),
    };
    scheduled.max(now.checked_add_signed(wait).unwrap_or(now))
}

/// When an article's page is asked for again after `failures` in a row (this one included):
/// 15 min, 1 h, 6 h, 24 h, 3 days, each up to a tenth later by `jitter` (0 to 1); `None`: give up.
pub fn page_retry(failures: u32, now: Timestamp, jitter: f64) -> Option<Timestamp> {
    let earlier_failures = usize::try_from(failures.saturating_sub(1)).ok()?;
    let wait = *PAGE_WAITS.get(earlier_failures)?;
    now.checked_add_signed(later_by(wait, 0.1, jitter))
}

/// When a page is asked for again that showed a wall at `tries` in a row (this one included), a tenth later at
/// most by `jitter`; `None`: not again.
///
/// - paywall, login, needs_script: never, since it would be the same;
/// - consent: after 1 and 7 days, as sites drop such questions for whoever doesn't answer;
/// - bot_wall: after 6 h, 1 and 3 days;
/// - not_found: after 1 h and 1 day, since feeds announce pages before all servers have them;
/// - error_page: as a page whose server fails.
///
/// ```
/// use feedmill::{model::Wall, schedule::wall_retry};
/// let now = chrono::DateTime::UNIX_EPOCH;
/// assert_eq!(wall_retry(Wall::Paywall, 1, now, 0.0), None);
/// assert_eq!(wall_retry(Wall::NotFound, 1, now, 0.0), Some(now + chrono::TimeDelta::hours(1)));
/// assert_eq!(wall_retry(Wall::NotFound, 3, now, 0.0), None);
/// ```
pub fn wall_retry(wall: Wall, tries: u32, now: Timestamp, jitter: f64) -> Option<Timestamp> {
    let waits: &[TimeDelta] = match wall {
        Wall::Paywall | Wall::Login | Wall::NeedsScript => &[],
        Wall::Consent => &[DAY, TimeDelta::days(7)],
        Wall::BotWall => &[TimeDelta::hours(6), DAY, TimeDelta::days(3)],
        Wall::NotFound => &[HOUR, DAY],
        Wall::ErrorPage => return page_retry(tries, now, jitter),
    };
    let wait = *waits.get(usize::try_from(tries.saturating_sub(1)).ok()?)?;
    now.checked_add_signed(later_by(wait, 0.1, jitter))
}

/// How likely the same failure is to be met again soon.
pub(super) enum Persistence {
    /// A moment's trouble of a server or of the way to it.
    Passing,
    /// Stays until somebody repairs something.
    Standing,
    /// The site has said no.
    Refused,
}

pub(super) fn persistence(kind: FailureKind) -> Persistence {
    match kind {
        FailureKind::Dns
        | FailureKind::Connect
        | FailureKind::TimeoutConnect
        | FailureKind::TimeoutHeaders
        | FailureKind::TimeoutIdle
        | FailureKind::TimeoutTotal
        | FailureKind::Reset
        | FailureKind::Truncated
        | FailureKind::Protocol
        | FailureKind::ServerError => Persistence::Passing,
        FailureKind::Unauthorized
        | FailureKind::Forbidden
        | FailureKind::BotWall
        | FailureKind::Robots
        | FailureKind::Gone => Persistence::Refused,
        FailureKind::TlsExpired
        | FailureKind::TlsWrongHost
        | FailureKind::TlsUnknownCa
        | FailureKind::Tls
        | FailureKind::TooLarge
        | FailureKind::Encoding
        | FailureKind::Redirect
        | FailureKind::RedirectScheme
        | FailureKind::BlockedScheme
        | FailureKind::BlockedAddress
        | FailureKind::BlockedPort
        | FailureKind::NotFound
        | FailureKind::RateLimited
        | FailureKind::Status
        | FailureKind::Empty
        | FailureKind::NotAFeed
        | FailureKind::Parse
        | FailureKind::NotAPage
        | FailureKind::NoArticle
        | FailureKind::Internal => Persistence::Standing,
    }
}

/// `first` for one failure, twice that for two, and so on up to `longest`.
pub(super) fn doubled(first: TimeDelta, failures: u32, longest: TimeDelta) -> TimeDelta {
    let doublings = failures.saturating_sub(1).min(16);
    first.checked_mul(1 << doublings).map_or(longest, |wait| wait.min(longest))
}

/// `wait`, made longer by up to `share` of it.
pub(super) fn later_by(wait: TimeDelta, share: f64, jitter: f64) -> TimeDelta {
    let jitter = if jitter.is_nan() { 0.0 } else { jitter.clamp(0.0, 1.0) };
    // Waits are at most days, so whole milliseconds of them are exact in an f64.
    wait + TimeDelta::milliseconds((wait.num_milliseconds() as f64 * share * jitter) as i64)
}
