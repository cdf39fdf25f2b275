//! The network: one request in, one answer or one failure out.
//!
//! ```text
//! FetchRequest → guard (scheme, address) → turn of the host → a worker's place → exchange
//!                  ↑                                                                │
//!                  └────────────────────── redirect ────────────────────────────────┤
//!                                                       FetchAnswer or FetchFailure ┘
//! ```
//!
//! Bodies are handed on as they came over the wire, still encoded: unpacking is `decode`'s job, so
//! that a page can be stored in the encoding in which it was served. Nothing is retried here, and
//! nothing is remembered but the hosts' turns: when to ask again is `schedule`'s, what to keep is
//! the store's. It must not know what a feed or an article is.

mod client;
mod exchange;
mod failure;
mod guard;
mod headers;
mod limits;
mod places;
mod post;
mod redirect;
mod resolve;
mod robots;
mod turns;
mod wire;

#[cfg(test)]
mod test_server;
#[cfg(test)]
mod tests;

pub use client::{FetchOptions, HttpFetcher};
pub use failure::{FetchFailure, masked, masked_text};
pub use guard::{Reach, Refusal, judge_address, judge_url};
pub use headers::user_agent;
pub use limits::{ByteLimits, Limits};
pub use places::Place;
pub use post::POST_TIMEOUT;
pub use resolve::{Names, SystemNames};
pub use robots::{Robots, robots_status, robots_url};
pub use wire::{HeaderLine, answer_of, failure_of, lines_of};

use crate::model::{Credentials, RequestKind, Validators};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// The door to the network; the daemon holds an [`HttpFetcher`], tests a table of answers.
pub trait Fetch: Send + Sync + 'static {
    /// Asks for one resource. Dropping the future drops the connection and gives the turn back.
    fn fetch(&self, request: FetchRequest) -> impl Future<Output = Result<FetchAnswer, FetchFailure>> + Send;
}

/// What is asked of a server.
#[derive(Clone, Debug)]
pub struct FetchRequest {
    /// Sent as it is, without its fragment.
    pub url: Url,
    pub kind: RequestKind,
    /// What the last answer gave for this URL; empty asks unconditionally.
    ///
    /// They go to every hop, since only the last one knows them. A 304 whose [`FetchAnswer::url`]
    /// isn't the URL that gave them therefore says nothing: ask again without.
    pub validators: Validators,
    /// Where it may go. `any_port` holds for the URL's own host and port alone, not for where redirects lead.
    pub reach: Reach,
    /// Sent to the origin of `url` alone, wherever redirects lead.
    pub credentials: Option<Arc<Credentials>>,
    /// Time between the end of the last request to the host and the start of this one.
    pub gap: Duration,
}

/// What a server answered: 200, 203, 226, or 304 if validators were sent.
#[derive(Debug)]
pub struct FetchAnswer {
    pub status: u16,
    /// Where the answer came from, after redirects.
    pub url: Url,
    pub hops: Vec<Hop>,
    /// The header as sent.
    pub content_type: Option<String>,
    /// The header's codings in the order they were applied, lower case, separated by `, `; mostly
    /// one, and empty without the header.
    pub content_encoding: String,
    /// Bytes as sent; one of more than 1 KiB is dropped.
    pub validators: Validators,
    pub cache: CacheHints,
    /// Bytes as on the wire, still encoded; empty on 304.
    pub body: Vec<u8>,
    /// Time on the network, all hops; waiting for turns isn't in it.
    pub took: Duration,
    /// Of the worker that brought it: whoever keeps the answer keeps the place, which bounds how many
    /// bodies there are at once.
    pub place: Place,
}

/// A redirect that was followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    pub status: u16,
    pub from: Url,
    pub to: Url,
}

/// What a server says about asking again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheHints {
    /// How long the answer stays fresh, from now: `max-age`, else `Expires` − `Date`; `Age` is
    /// subtracted. `None` without either, and for `no-store` and `no-cache`.
    pub max_age_seconds: Option<u64>,
    /// `Retry-After` on an answer that was no failure; at most 31 days.
    pub retry_after: Option<Duration>,
}
