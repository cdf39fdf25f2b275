//! The fetcher: who asks, from redirect to redirect, in turn.
//!
//! The only file that builds a client: whatever leaves feedmill leaves through these two.

use super::exchange::{Broken, Question, Reply, carries_content, exchange};
use super::failure::{Cause, FetchFailure, cause_of_answer};
use super::guard::{Reach, Refusal, judge_url};
use super::headers::{cache_hints_of, content_encoding_of, content_type_of, retry_after_of, user_agent, validators_of};
use super::limits::Limits;
use super::places::{Place, Places};
use super::redirect::{is_redirect, may_go_on, target};
use super::resolve::{GuardedResolver, Names, SystemNames};
use super::turns::{Turns, host_of};
use super::{Fetch, FetchAnswer, FetchRequest, Hop};
use crate::model::FailureKind;
use chrono::Utc;
use reqwest::header::LOCATION;
use reqwest::{Certificate, Client, ClientBuilder};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::time::Instant;
use url::Url;

/// How long an idle connection is kept for the next request to its host.
const KEPT_ALIVE: Duration = Duration::from_secs(30);

/// What a fetcher is made from.
#[derive(Clone, Debug)]
pub struct FetchOptions {
    /// Goes into the `User-Agent`: a URL or a mail address.
    pub contact: Option<String>,
    /// Requests in flight, all hosts together; at least one. Silent hosts don't count.
    pub workers: usize,
    pub limits: Limits,
    pub names: Arc<dyn Names>,
    /// Certificates in DER, in place of the authorities that the system trusts.
    pub authorities: Option<Vec<Vec<u8>>>,
}

impl Default for FetchOptions {
    fn default() -> FetchOptions {
        FetchOptions {
            contact: None,
            workers: 16,
            limits: Limits::default(),
            names: Arc::new(SystemNames),
            authorities: None,
        }
    }
}

/// The network by HTTP/1.1 and HTTP/2.
#[derive(Debug)]
pub struct HttpFetcher {
    /// Refuses private addresses; a connection of the other client is never reused by it.
    guarded: OnceLock<Client>,
    private: OnceLock<Client>,
    options: FetchOptions,
    /// Sent along with every request.
    agent: String,
    turns: Turns,
    places: Places,
}

impl HttpFetcher {
    /// Needs no network, and a Tokio runtime only once it fetches.
    pub fn new(options: FetchOptions) -> HttpFetcher {
        // reqwest panics without a provider; one that is already installed will do.
        let _ = rustls::crypto::ring::default_provider().install_default();
        HttpFetcher {
            guarded: OnceLock::new(),
            private: OnceLock::new(),
            agent: user_agent(options.contact.as_deref()),
            turns: Turns::default(),
            places: Places::new(options.workers, options.limits.silence),
            options,
        }
    }

    /// The client that goes no farther than it may. Built when it is first asked for: reading the certificates of all
    /// authorities takes longer than many a pass, and most installations need one client.
    pub(super) fn client(&self, reach: Reach) -> Result<&Client, Cause> {
        let built = if reach.private { &self.private } else { &self.guarded };
        if let Some(client) = built.get() {
            return Ok(client);
        }
        let client = client(&self.options, reach.private).map_err(|fault| {
            Cause::new(FailureKind::Internal, format!("the HTTP client could not be set up: {fault}"))
        })?;
        // Whoever was first stays: connections are kept in it.
        Ok(built.get_or_init(|| client))
    }

    /// What is said of who asks.
    pub(super) fn agent(&self) -> &str {
        &self.agent
    }

    /// Asks once, in the host's turn and with a worker's place. The turn ends on return; the place stays
    /// with the reply, so that bodies that wait to be read are as few as the places.
    async fn ask(&self, request: &FetchRequest, trail: &mut Trail) -> Result<(Reply, Place), Broken> {
        let url = trail.current();
        let mut turn = self.turns.take(&host_of(url), request.gap).await;
        let mut seat = self.places.seat(&turn);
        seat.take().await;
        let begun = Instant::now();
        let unsent = |cause| Broken { cause, status: None, wire_bytes: 0 };
        let client = self.client(request.reach).map_err(unsent)?;
        let question = Question {
            url,
            agent: &self.agent,
            kind: request.kind,
            validators: &request.validators,
            credentials: request.credentials.as_deref().filter(|_| url.origin() == request.url.origin()),
            limits: &self.options.limits,
            end: begun + self.options.limits.total.saturating_sub(trail.took),
        };
        let mut outcome = exchange(client, &question, &mut seat).await;
        // A server may close a connection that has been idle just as the next request goes (RFC 9112 §9.3.1):
        // such a request, and none other, is made once more.
        let may_be_stale = turn.rested.is_some_and(|rested| rested < KEPT_ALIVE);
        if may_be_stale && outcome.as_ref().is_err_and(Broken::is_unanswered) {
            seat.take().await;
            outcome = exchange(client, &question, &mut seat).await;
        }
        trail.took += begun.elapsed();
        turn.note(outcome.as_ref().is_err_and(Broken::is_hang));
        outcome.map(|reply| (reply, seat.keep()))
    }
}

fn client(options: &FetchOptions, allow_private: bool) -> reqwest::Result<Client> {
    let builder = || client_builder(options, allow_private);
    match &options.authorities {
        Some(authorities) => {
            let certificates = authorities.iter().map(|der| Certificate::from_der(der));
            builder().tls_certs_only(certificates.collect::<reqwest::Result<Vec<_>>>()?).build()
        }
        // Without any certificate authority on the machine only https can't be had, so the
        // rest goes on: with an empty list of them each https request fails by itself.
        None => builder().build().or_else(|_| builder().tls_certs_only([]).build()),
    }
}

fn client_builder(options: &FetchOptions, allow_private: bool) -> ClientBuilder {
    Client::builder()
        // Redirects are followed by our own code, which judges each hop.
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        // A proxy from the environment would resolve names itself, past the guard.
        .no_proxy()
        // When a request is made once more is decided here, in `ask`.
        .retry(reqwest::retry::never())
        .dns_resolver(GuardedResolver { names: Arc::clone(&options.names), allow_private })
        .connect_timeout(options.limits.connect)
        .pool_max_idle_per_host(1)
        .pool_idle_timeout(KEPT_ALIVE)
}

impl Fetch for HttpFetcher {
    async fn fetch(&self, request: FetchRequest) -> Result<FetchAnswer, FetchFailure> {
        let mut trail = Trail::from(&request.url);
        loop {
            if let Err(refusal) = judge_url(trail.current(), trail.reach(&request)) {
                return Err(trail.held_back(&refusal));
            }
            let (reply, place) = match self.ask(&request, &mut trail).await {
                Ok(answered) => answered,
                Err(broken) => return Err(trail.broken(broken)),
            };
            trail.status = Some(reply.status);
            let is_answer = carries_content(reply.status) || (reply.status == 304 && !request.validators.is_empty());
            if is_answer {
                return Ok(trail.answer(reply, place));
            }
            if !is_redirect(reply.status) {
                return Err(trail.refused(&reply));
            }
            if let Err(fault) = trail.follow(&reply, self.options.limits.hops) {
                return Err(FetchFailure { retry_after: trail.retry_after(&reply), ..trail.failure(fault) });
            }
        }
    }
}

/// How far a fetch has come.
struct Trail {
    /// Every URL asked, the current one apart.
    visited: Vec<Url>,
    current: Url,
    hops: Vec<Hop>,
    /// Of the last answer.
    status: Option<u16>,
    took: Duration,
}

impl Trail {
    fn from(url: &Url) -> Trail {
        let mut current = url.clone();
        // It isn't sent, and with it the first URL would not be known again in a circle.
        current.set_fragment(None);
        Trail { visited: Vec::new(), current, hops: Vec::new(), status: None, took: Duration::ZERO }
    }

    fn current(&self) -> &Url {
        &self.current
    }

    /// Where the current URL may lie: the user's word for a port holds for the server it was given for.
    fn reach(&self, request: &FetchRequest) -> Reach {
        let same_server = self.current.host() == request.url.host() && self.current.port() == request.url.port();
        Reach { any_port: request.reach.any_port && same_server, ..request.reach }
    }

    /// Takes the redirect of a reply.
    fn follow(&mut self, reply: &Reply, most_hops: usize) -> Result<(), Cause> {
        let location = reply.headers.get(LOCATION).map(|value| value.as_bytes());
        self.visited.push(self.current.clone());
        let to = target(&self.current, location)
            .and_then(|to| may_go_on(&self.visited, &to, most_hops).map(|()| to))
            .map_err(|fault| Cause::new(FailureKind::Redirect, fault.to_string()))?;
        let (from, shown) = (without_userinfo(&self.current), without_userinfo(&to));
        self.hops.push(Hop { status: reply.status, from, to: shown });
        self.current = to;
        Ok(())
    }

    fn answer(self, reply: Reply, place: Place) -> FetchAnswer {
        FetchAnswer {
            status: reply.status,
            url: without_userinfo(&self.current),
            hops: self.hops,
            content_type: content_type_of(&reply.headers),
            content_encoding: content_encoding_of(&reply.headers),
            validators: validators_of(&reply.headers),
            cache: cache_hints_of(&reply.headers, Utc::now()),
            body: reply.body,
            took: self.took,
            place,
        }
    }

    fn failure(&self, cause: Cause) -> FetchFailure {
        FetchFailure {
            kind: cause.kind,
            message: cause.message,
            status: self.status,
            url: without_userinfo(&self.current),
            retry_after: None,
            wire_bytes: 0,
            took: self.took,
        }
    }

    /// The guard does not let the current URL be asked.
    fn held_back(&self, refusal: &Refusal) -> FetchFailure {
        let kind = match refusal {
            Refusal::Scheme(_) if !self.hops.is_empty() => FailureKind::RedirectScheme,
            _ => refusal.kind(),
        };
        self.failure(Cause::new(kind, refusal.to_string()))
    }

    /// The server answered, but not with what was asked for.
    fn refused(&self, reply: &Reply) -> FetchFailure {
        let cause = cause_of_answer(reply.status, &reply.headers);
        FetchFailure { retry_after: self.retry_after(reply), ..self.failure(cause) }
    }

    /// The exchange broke before it was over.
    fn broken(&self, broken: Broken) -> FetchFailure {
        let wire_bytes = u64::try_from(broken.wire_bytes).unwrap_or(u64::MAX);
        FetchFailure { status: broken.status, wire_bytes, ..self.failure(broken.cause) }
    }

    fn retry_after(&self, reply: &Reply) -> Option<Duration> {
        retry_after_of(&reply.headers, Utc::now())
    }
}

/// A URL as it may be stored and as links are resolved against it.
fn without_userinfo(url: &Url) -> Url {
    let mut url = url.clone();
    // Both fail only without a host, and then there is no userinfo.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
}
