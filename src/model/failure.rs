//! The kinds of failure: each with its word, what it means, and what a person can do about it.

use super::Wall;
use serde::Serialize;

/// Why a request, or the reading of its answer, failed: the first word of a stored error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    Dns,
    Connect,
    TimeoutConnect,
    TimeoutHeaders,
    TimeoutIdle,
    TimeoutTotal,
    TlsExpired,
    TlsWrongHost,
    TlsUnknownCa,
    Tls,
    Reset,
    Truncated,
    Protocol,
    TooLarge,
    Encoding,
    Redirect,
    RedirectScheme,
    BlockedScheme,
    BlockedAddress,
    BlockedPort,
    Robots,
    Unauthorized,
    Forbidden,
    BotWall,
    NotFound,
    Gone,
    RateLimited,
    Status,
    ServerError,
    Empty,
    NotAFeed,
    Parse,
    NotAPage,
    NoArticle,
    Internal,
}

/// What is said about a kind.
struct Entry {
    word: &'static str,
    meaning: &'static str,
    advice: &'static str,
}

const fn entry(word: &'static str, meaning: &'static str, advice: &'static str) -> Entry {
    Entry { word, meaning, advice }
}

impl FailureKind {
    /// The wall that an answer without a page told of.
    pub fn wall(self) -> Option<Wall> {
        match self {
            FailureKind::BotWall => Some(Wall::BotWall),
            FailureKind::Unauthorized => Some(Wall::Login),
            _ => None,
        }
    }

    /// Every kind, in the order in which a request meets them.
    pub const ALL: [FailureKind; 35] = [
        FailureKind::Dns,
        FailureKind::Connect,
        FailureKind::TimeoutConnect,
        FailureKind::TimeoutHeaders,
        FailureKind::TimeoutIdle,
        FailureKind::TimeoutTotal,
        FailureKind::TlsExpired,
        FailureKind::TlsWrongHost,
        FailureKind::TlsUnknownCa,
        FailureKind::Tls,
        FailureKind::Reset,
        FailureKind::Truncated,
        FailureKind::Protocol,
        FailureKind::TooLarge,
        FailureKind::Encoding,
        FailureKind::Redirect,
        FailureKind::RedirectScheme,
        FailureKind::BlockedScheme,
        FailureKind::BlockedAddress,
        FailureKind::BlockedPort,
        FailureKind::Robots,
        FailureKind::Unauthorized,
        FailureKind::Forbidden,
        FailureKind::BotWall,
        FailureKind::NotFound,
        FailureKind::Gone,
        FailureKind::RateLimited,
        FailureKind::Status,
        FailureKind::ServerError,
        FailureKind::Empty,
        FailureKind::NotAFeed,
        FailureKind::Parse,
        FailureKind::NotAPage,
        FailureKind::NoArticle,
        FailureKind::Internal,
    ];

    /// The word stored and shown, as in `timeout_total: …`.
    pub fn as_str(self) -> &'static str {
        self.entry().word
    }

    /// The kind of a stored error, which begins with its word.
    ///
    /// ```
    /// use feedmill::model::FailureKind;
    /// assert_eq!(FailureKind::of_error("dns: the host's name could not be resolved"), Some(FailureKind::Dns));
    /// assert_eq!(FailureKind::of_error("something else"), None);
    /// ```
    pub fn of_error(error: &str) -> Option<FailureKind> {
        let (word, _) = error.split_once(':')?;
        FailureKind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Whether nothing was asked, since it may not be.
    pub fn is_held_back(self) -> bool {
        matches!(
            self,
            FailureKind::RedirectScheme
                | FailureKind::BlockedScheme
                | FailureKind::BlockedAddress
                | FailureKind::BlockedPort
        )
    }

    /// What has happened, in a sentence for people.
    pub fn meaning(self) -> &'static str {
        self.entry().meaning
    }

    /// What the person who runs feedmill can do about it.
    pub fn advice(self) -> &'static str {
        self.entry().advice
    }

    fn entry(self) -> Entry {
        match self {
            FailureKind::Dns => entry(
                "dns",
                "The host's name has no address, or the resolver did not answer.",
                "Check the spelling of the host; if many feeds have it at once, it is this machine's resolver.",
            ),
            FailureKind::Connect => entry(
                "connect",
                "No connection: the server refused it, or no way leads there.",
                "Mostly passes by itself. If it stays, the server or a firewall in between is closed.",
            ),
            FailureKind::TimeoutConnect => entry(
                "timeout_connect",
                "The server could not be reached within the time for connecting.",
                "Mostly passes by itself. If it stays, see whether the address opens in a browser.",
            ),
            FailureKind::TimeoutHeaders => entry(
                "timeout_headers",
                "The server took the request and did not begin to answer in time.",
                "The server is overloaded or hangs; nothing to do but wait.",
            ),
            FailureKind::TimeoutIdle => entry(
                "timeout_idle",
                "The server began its answer and then fell silent.",
                "The server is overloaded or hangs; nothing to do but wait.",
            ),
            FailureKind::TimeoutTotal => entry(
                "timeout_total",
                "The answer as a whole took longer than one request may.",
                "The server sends too slowly; nothing to do but wait.",
            ),
            FailureKind::TlsExpired => entry(
                "tls_expired",
                "The server's certificate is past its date, or not yet valid.",
                "The site has to renew it. If every site has this, this machine's clock is wrong.",
            ),
            FailureKind::TlsWrongHost => entry(
                "tls_wrong_host",
                "The server's certificate is for another host.",
                "Check the host's spelling, with and without `www.`; else the site has to repair it.",
            ),
            FailureKind::TlsUnknownCa => entry(
                "tls_unknown_ca",
                "Nobody whom this machine trusts has signed the server's certificate.",
                "Install `ca-certificates`, or the authority of your own network; else the site has to repair it.",
            ),
            FailureKind::Tls => entry(
                "tls",
                "No secure connection for another reason, such as a server that speaks no TLS of this decade.",
                "The site has to repair it. feedmill never falls back to an unencrypted connection.",
            ),
            FailureKind::Reset => entry(
                "reset",
                "The server broke the connection off.",
                "Mostly passes by itself. If it stays, the server may refuse this machine.",
            ),
            FailureKind::Truncated => entry(
                "truncated",
                "The answer ended before its announced end; nothing of it is kept.",
                "Mostly passes by itself.",
            ),
            FailureKind::Protocol => entry(
                "protocol",
                "What came back is no proper HTTP.",
                "Check port and scheme of the address; else the site has to repair it.",
            ),
            FailureKind::TooLarge => entry(
                "too_large",
                "The body is larger than feedmill reads, on the wire or once unpacked.",
                "Look for a smaller feed of the site, such as one of a section.",
            ),
            FailureKind::Encoding => entry(
                "encoding",
                "The body isn't packed in the way its header claims, or in a way nobody offered to read.",
                "The site has to repair it.",
            ),
            FailureKind::Redirect => entry(
                "redirect",
                "The redirects lead in a circle, too far, or nowhere.",
                "Open the address in a browser and write where it ends into the configuration.",
            ),
            FailureKind::RedirectScheme => entry(
                "redirect_scheme",
                "A redirect leads to an address that isn't http or https.",
                "Nothing of it was asked. If the site isn't hacked, it has to repair it.",
            ),
            FailureKind::BlockedScheme => entry(
                "blocked_scheme",
                "The address isn't http or https.",
                "Nothing of it was asked. Correct the address if it is yours.",
            ),
            FailureKind::BlockedAddress => entry(
                "blocked_address",
                "The address belongs to this machine, a private network or a range that no site stands in.",
                "Nothing of it was asked. A feed of your own network needs `allow_private = true` in its table.",
            ),
            FailureKind::BlockedPort => entry(
                "blocked_port",
                "A link or redirect leads to a port on which no site serves pages.",
                "Nothing of it was asked. A feed's own address may have any port.",
            ),
            FailureKind::Robots => entry(
                "robots",
                "The host's robots.txt asks not to read this page, or could not be read.",
                "Respect it, or ask the site. For a site of your own, `robots = false` in its `[site]` table.",
            ),
            FailureKind::Unauthorized => entry(
                "unauthorized",
                "The server wants credentials, or other ones (401, 407).",
                "Check the feed's credentials, and whether the subscription still holds.",
            ),
            FailureKind::Forbidden => entry(
                "forbidden",
                "The server refuses (402, 403, 451).",
                "Ask the site, or set `contact` so that it can see who asks. feedmill takes no disguise.",
            ),
            FailureKind::BotWall => entry(
                "bot_wall",
                "A service in front of the site wants a browser and a person in it.",
                "Ask the site to let feed readers pass. feedmill takes no disguise.",
            ),
            FailureKind::NotFound => entry(
                "not_found",
                "The server has nothing at this address (404).",
                "If a feed has moved, `feedmill add SITE` finds where to.",
            ),
            FailureKind::Gone => entry(
                "gone",
                "The server says that this address is gone for good (410).",
                "The feed is no longer polled and its articles stay; `feedmill add SITE` looks for another.",
            ),
            FailureKind::RateLimited => entry(
                "rate_limited",
                "The server has been asked too often (429), by this machine or its neighbours.",
                "feedmill waits as long as the server asks. If it stays, poll less often.",
            ),
            FailureKind::Status => entry(
                "status",
                "The server answered with a status that is neither content nor one of the kinds above.",
                "The message names the status.",
            ),
            FailureKind::ServerError => entry("server_error", "The server failed (5xx).", "Mostly passes by itself."),
            FailureKind::Empty => entry(
                "empty",
                "The answer has no body, or nothing but white space.",
                "Mostly passes by itself. What is stored stays.",
            ),
            FailureKind::NotAFeed => entry(
                "not_a_feed",
                "The answer is something else than a feed, such as a page that asks to log in.",
                "Open the address in a browser; `feedmill add SITE` finds feeds.",
            ),
            FailureKind::Parse => entry(
                "parse",
                "The feed is too broken to be read.",
                "The site has to repair it. `feedmill parse FILE` shows what can be read of a saved copy.",
            ),
            FailureKind::NotAPage => entry(
                "not_a_page",
                "The link leads to a picture, a film or another file, not to a page of text.",
                "The article keeps what the feed says.",
            ),
            FailureKind::NoArticle => entry(
                "no_article",
                "No article was found in the page.",
                "The article keeps what the feed says; `body` in the `[site]` table tells where the text stands.",
            ),
            FailureKind::Internal => entry(
                "internal",
                "A fault of feedmill's own; one feed or page is affected.",
                "Please report it with the address.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_kind_has_a_word_of_its_own_and_is_found_by_it() {
        let words: HashSet<&str> = FailureKind::ALL.iter().map(|kind| kind.as_str()).collect();
        assert_eq!(words.len(), FailureKind::ALL.len());
        for kind in FailureKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
            assert_eq!(FailureKind::of_error(&format!("{}: why", kind.as_str())), Some(kind));
        }
    }
}
