//! How much time and how many bytes a server may take.

use crate::model::RequestKind;
use std::time::Duration;

/// The limits on one fetch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// From the name to the end of the TLS handshake.
    pub connect: Duration,
    /// From the start of the request, connecting included, to the end of the answer's header.
    pub headers: Duration,
    /// Before the answer begins, until the request gives its place to another; it goes on waiting.
    pub silence: Duration,
    /// Between two pieces of the body.
    pub idle: Duration,
    /// All of it, every hop; waiting for a turn isn't counted.
    pub total: Duration,
    /// Redirects followed.
    pub hops: usize,
    pub poll: ByteLimits,
    pub scrape: ByteLimits,
    pub robots: ByteLimits,
}

/// How large a body may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ByteLimits {
    /// As it comes over the wire: kept here.
    pub wire: usize,
    /// Once unpacked: kept by whoever unpacks it.
    pub decoded: usize,
}

impl Limits {
    pub fn bytes(&self, kind: RequestKind) -> ByteLimits {
        match kind {
            RequestKind::Poll => self.poll,
            RequestKind::Scrape => self.scrape,
            RequestKind::Robots => self.robots,
        }
    }
}

impl Default for Limits {
    fn default() -> Limits {
        const KIB: usize = 1024;
        const MIB: usize = 1024 * KIB;
        Limits {
            connect: Duration::from_secs(10),
            headers: Duration::from_secs(15),
            silence: Duration::from_secs(2),
            idle: Duration::from_secs(15),
            total: Duration::from_secs(60),
            hops: 5,
            poll: ByteLimits { wire: 10 * MIB, decoded: 10 * MIB },
            scrape: ByteLimits { wire: 10 * MIB, decoded: 16 * MIB },
            robots: ByteLimits { wire: 512 * KIB, decoded: 512 * KIB },
        }
    }
}
