//! What a row of the torture list is made of: cases, what their servers do, and what is required of feedmill.

use super::server::Phase;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// A row of the list.
pub struct Row {
    /// `T10`.
    pub id: &'static str,
    /// What the server does, for people.
    pub does: &'static str,
    pub cases: Vec<Case>,
}

/// One server of a row.
#[derive(Clone)]
pub struct Case {
    /// `t10-gzip`: the site's host is `t10-gzip.example`.
    pub id: String,
    pub serve: Serve,
    /// How its site is served by TLS.
    pub tls: Tls,
    /// The limit that it is to meet, which is then short.
    pub hurry: Hurry,
    /// Whether it does what it does in the last pass too.
    pub for_good: bool,
    /// Whether its sound feed gives validators.
    pub validators: bool,
    /// The host of its feed, where that isn't its own.
    pub host: Option<&'static str>,
    /// The address under which it is subscribed to, where that isn't its own.
    pub url: Option<&'static str>,
    /// Requests for its feed that are made for other cases.
    pub guests: usize,
    /// Further lines of the feed's table in the configuration.
    pub config: &'static str,
    /// The feed lists this page too while the site is hostile.
    pub page: Option<&'static str>,
    pub expect: Expect,
    /// What else must hold after the hostile poll.
    pub check: Option<Check>,
}

/// What a hostile site sends for a request; `None` leaves the answer to the sound site.
pub type Serve = Arc<dyn Fn(&Asked) -> Option<Vec<Act>> + Send + Sync>;

/// A further requirement, over what the database and the server's record hold.
pub type Check = Arc<dyn Fn(&Found) -> Result<(), String> + Send + Sync>;

/// What must come of the hostile poll.
#[derive(Clone, Copy, Debug)]
pub enum Expect {
    /// The poll fails by one of these kinds, and nothing else changes.
    Fails(&'static [&'static str]),
    /// The feed is read, with so many articles more and a warning that has this in it.
    Reads { articles: usize, warning: Option<&'static str> },
    /// Either fails by one of these kinds, or is read: both are sound, and which it is doesn't matter to anybody.
    Either { kinds: &'static [&'static str], articles: usize },
    /// Nobody can say beforehand: it fails by some kind or is read.
    Any,
    /// The server's 304 counts.
    NotModified,
    /// The feed is read, and its further article ends in this status with this kind of error.
    Page { status: &'static str, error: Option<&'static str> },
}

impl fmt::Display for Expect {
    /// As it stands in `docs/survives.md`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds = |kinds: &[&str]| kinds.iter().map(|kind| format!("`{kind}`")).collect::<Vec<_>>().join(" or ");
        match self {
            Expect::Fails(all) => f.write_str(&kinds(all)),
            Expect::Reads { warning: Some(_), .. } => f.write_str("read, with a warning"),
            Expect::Reads { articles: 0, .. } => f.write_str("read, nothing new"),
            Expect::Reads { .. } => f.write_str("read"),
            Expect::Either { kinds: all, .. } => write!(f, "read, or {}", kinds(all)),
            Expect::Any => f.write_str("read, or a failure that is told"),
            Expect::NotModified => f.write_str("not modified"),
            Expect::Page { status: "full", .. } => f.write_str("page read"),
            Expect::Page { status: "pending", error } => write!(f, "page later ({})", kinds(error.as_slice())),
            Expect::Page { error, .. } => write!(f, "the feed's text stays ({})", kinds(error.as_slice())),
        }
    }
}

/// What a server does next on a connection; at the end it reads the next request.
#[derive(Clone, Debug)]
pub enum Act {
    Send(Vec<u8>),
    /// The same bytes so many times.
    Many(Vec<u8>, usize),
    /// Byte by byte, with a pause before each.
    Drip(Vec<u8>, Duration),
    /// The same bytes until the client leaves.
    Forever(Vec<u8>),
    /// Nothing until another case's feed has been asked for.
    Until(&'static str),
    /// Nothing more, and the connection stays.
    Hold,
    Close,
    Reset,
}

/// By which certificate, or without what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// Unencrypted, as most cases are.
    No,
    Sound,
    Expired,
    WrongHost,
    SelfSigned,
    UnknownAuthority,
    /// A chain of certificates of 2 MB.
    Huge,
    /// An alert instead of a handshake.
    Old,
    /// No answer to the handshake.
    Hang,
    /// HTTP without TLS on the port for TLS.
    Plain,
    /// HTTP/2, whose frames the case sends itself.
    H2,
}

/// Which limit is short, so that the test need not wait for a real one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Hurry {
    No,
    Connect,
    Headers,
    Idle,
    Total,
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Asked {
    pub case: String,
    /// Below the case's own folder: `feed.xml`.
    pub path: String,
    pub host: String,
    /// By TLS.
    pub secure: bool,
    /// The request line and the header, as sent.
    pub head: Vec<u8>,
    /// How often the path was asked for before in this phase.
    pub nth: usize,
    /// Requests before it on the same connection; in HTTP/2 half the number of its stream.
    pub served: usize,
    pub phase: Phase,
}

impl Asked {
    /// The value of a header line, byte for byte.
    pub fn header(&self, name: &str) -> Option<Vec<u8>> {
        self.head.split(|byte| *byte == b'\n').skip(1).find_map(|line| {
            let colon = line.iter().position(|byte| *byte == b':')?;
            let (found, value) = (&line[..colon], &line[colon + 1..]);
            found.eq_ignore_ascii_case(name.as_bytes()).then(|| value.trim_ascii().to_vec())
        })
    }

    /// The address of a path of this case's site.
    pub fn link(&self, path: &str) -> String {
        let scheme = if self.secure { "https" } else { "http" };
        format!("{scheme}://{}/{}/{path}", self.host, self.case)
    }
}

/// What there is after a poll.
#[derive(Clone, Debug, Default)]
pub struct Found {
    pub error: Option<String>,
    pub warning: Option<String>,
    pub state: String,
    pub failures: u32,
    pub etag: Option<Vec<u8>>,
    pub last_modified: Option<Vec<u8>>,
    /// From the poll to the next, in seconds.
    pub next_poll_seconds: i64,
    pub articles: Vec<Article>,
    /// Requests that the server got in the phase.
    pub asked: Vec<Asked>,
    /// The most requests that its host had to answer at once.
    pub most_at_once: usize,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Article {
    pub title: String,
    pub url: Option<String>,
    pub status: String,
    pub error: Option<String>,
    pub text: String,
    pub markdown: String,
    pub authors: String,
    pub revision: i64,
    pub published_at: Option<String>,
}

impl Found {
    /// The article whose title begins so.
    pub fn article(&self, title: &str) -> Result<&Article, String> {
        self.articles
            .iter()
            .find(|article| article.title.starts_with(title))
            .ok_or_else(|| format!("no article {title:?}"))
    }

    /// Paths asked for.
    pub fn paths(&self) -> Vec<&str> {
        self.asked.iter().map(|asked| asked.path.as_str()).collect()
    }
}

/// A case of which everything is ordinary but what its feed's address answers.
pub fn feed(id: &str, serve: impl Fn(&Asked) -> Vec<Act> + Send + Sync + 'static, expect: Expect) -> Case {
    site(id, move |asked| (asked.path == "feed.xml").then(|| serve(asked)), expect)
}

/// A case whose feed lists one page more, `x.html`, and what that answers.
pub fn page(id: &str, serve: impl Fn(&Asked) -> Vec<Act> + Send + Sync + 'static, expect: Expect) -> Case {
    Case { page: Some("x.html"), ..site(id, move |asked| (asked.path == "x.html").then(|| serve(asked)), expect) }
}

/// A case that answers for its whole site.
pub fn site(id: &str, serve: impl Fn(&Asked) -> Option<Vec<Act>> + Send + Sync + 'static, expect: Expect) -> Case {
    Case {
        id: id.to_owned(),
        serve: Arc::new(serve),
        tls: Tls::No,
        hurry: Hurry::No,
        for_good: false,
        validators: true,
        host: None,
        url: None,
        guests: 0,
        config: "",
        page: None,
        expect,
        check: None,
    }
}

impl Case {
    pub fn hurry(self, hurry: Hurry) -> Case {
        Case { hurry, ..self }
    }

    pub fn tls(self, tls: Tls) -> Case {
        Case { tls, ..self }
    }

    pub fn at(self, host: &'static str) -> Case {
        Case { host: Some(host), ..self }
    }

    pub fn url(self, url: &'static str) -> Case {
        Case { url: Some(url), ..self }
    }

    pub fn guests(self, guests: usize) -> Case {
        Case { guests, ..self }
    }

    pub fn config(self, config: &'static str) -> Case {
        Case { config, ..self }
    }

    pub fn for_good(self) -> Case {
        Case { for_good: true, ..self }
    }

    pub fn without_validators(self) -> Case {
        Case { validators: false, ..self }
    }

    pub fn check(self, check: impl Fn(&Found) -> Result<(), String> + Send + Sync + 'static) -> Case {
        Case { check: Some(Arc::new(check)), ..self }
    }

    /// The page that the hostile feed lists beside the sound one.
    pub fn lists(self, page: &'static str) -> Case {
        Case { page: Some(page), ..self }
    }

    pub fn feed_url(&self) -> String {
        if let Some(url) = self.url {
            return url.to_owned();
        }
        let host = self.host.map_or_else(|| format!("{}.example", self.id), str::to_owned);
        let scheme = if self.tls == Tls::No { "http" } else { "https" };
        format!("{scheme}://{host}/{}/feed.xml", self.id)
    }
}

/// The poll fails by this kind.
pub const fn fails(kinds: &'static [&'static str]) -> Expect {
    Expect::Fails(kinds)
}

/// The feed is read and brings so many articles.
pub const fn reads(articles: usize) -> Expect {
    Expect::Reads { articles, warning: None }
}
