//! Which addresses may be asked at all: a URL, or an address a name stands for, to yes or a reason.
//!
//! A feed is outside text, and so are its links and redirects: without this room one could point
//! feedmill at the machine it runs on. Three callers ask: before each hop for the URL (`reqwest`
//! never resolves a host that is an address, so its resolver can't see it), and the resolver for
//! every address that a name gives, the ones that are then connected to.

use crate::model::FailureKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use thiserror::Error;
use url::{Host, Url};

/// Why an address isn't asked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    #[error("`{0}:` addresses aren't fetched, only http and https")]
    Scheme(String),
    #[error("the address names no host")]
    NoHost,
    #[error("port {0} isn't one that pages are served on (80, 443, 8080, 8443)")]
    Port(u16),
    #[error("{address} is {what}; a feed may reach it with `allow_private = true`")]
    Private { address: IpAddr, what: &'static str },
    #[error("{address} is {what} and is never fetched")]
    Special { address: IpAddr, what: &'static str },
}

impl Refusal {
    pub fn kind(&self) -> FailureKind {
        match self {
            Refusal::Scheme(_) => FailureKind::BlockedScheme,
            Refusal::Port(_) => FailureKind::BlockedPort,
            Refusal::NoHost | Refusal::Private { .. } | Refusal::Special { .. } => FailureKind::BlockedAddress,
        }
    }
}

/// The ports on which sites serve pages; a link to another is a mistake or an attack on what listens there.
const WEB_PORTS: [u16; 4] = [80, 443, 8080, 8443];

/// Where a request may go beside public web servers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Private and loopback addresses, and there any port.
    pub private: bool,
    /// Any port of public addresses: for what the user wrote, not for what a feed links to.
    pub any_port: bool,
}

/// Judges a URL by its scheme, its port and, where its host is an address in any spelling, by that address.
///
/// ```
/// use feedmill::fetch::{Reach, judge_url};
/// let url = url::Url::parse("http://2130706433/").unwrap(); // 127.0.0.1
/// assert!(judge_url(&url, Reach::default()).is_err());
/// assert!(judge_url(&url, Reach { private: true, any_port: false }).is_ok());
/// ```
pub fn judge_url(url: &Url, reach: Reach) -> Result<(), Refusal> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Refusal::Scheme(url.scheme().to_owned()));
    }
    judge_host(url, reach.private)?;
    match url.port() {
        Some(port) if !reach.private && !reach.any_port && !WEB_PORTS.contains(&port) => Err(Refusal::Port(port)),
        _ => Ok(()),
    }
}

fn judge_host(url: &Url, allow_private: bool) -> Result<(), Refusal> {
    match url.host() {
        None => Err(Refusal::NoHost),
        Some(Host::Domain(_)) => Ok(()),
        Some(Host::Ipv4(address)) => judge_address(address.into(), allow_private),
        Some(Host::Ipv6(address)) => judge_address(address.into(), allow_private),
    }
}

/// Judges an address by the IANA special-purpose registries (RFC 6890 and its successors).
///
/// `allow_private` opens what a user can have feeds on: loopback, private, shared, unique local and
/// benchmark ranges (some proxies answer every name with one of the latter). Never opened are
/// link-local addresses and two others where clouds keep their credentials, the unspecified address,
/// multicast, broadcast, documentation, reserved ranges and the IPv6 forms that no host is reached by.
pub fn judge_address(address: IpAddr, allow_private: bool) -> Result<(), Refusal> {
    let range = match address {
        IpAddr::V4(v4) => range_of_v4(v4),
        IpAddr::V6(v6) => range_of_v6(v6),
    };
    match range {
        Range::Public => Ok(()),
        Range::Private(_) if allow_private => Ok(()),
        Range::Private(what) => Err(Refusal::Private { address, what }),
        Range::Special(what) => Err(Refusal::Special { address, what }),
    }
}

/// In what kind of range an address lies.
enum Range {
    Public,
    Private(&'static str),
    Special(&'static str),
}

fn range_of_v4(address: Ipv4Addr) -> Range {
    use Range::{Private, Public, Special};
    match address.octets() {
        [0, ..] => Special("an unspecified address"),
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => Private("a private address"),
        [100, 100, 100, 200] => Special("a cloud's metadata address"),
        [100, 64..=127, ..] => Private("a shared address"),
        [127, ..] => Private("a loopback address"),
        [169, 254, ..] => Special("a link-local address"),
        [192, 0, 0, _] => Special("an address kept for protocols"),
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => Special("an address for documentation"),
        [192, 88, 99, _] => Special("a 6to4 relay"),
        [198, 18..=19, ..] => Private("an address for benchmarks"),
        [224..=239, ..] => Special("a multicast address"),
        [240..=255, ..] => Special("a reserved address"),
        _ => Public,
    }
}

fn range_of_v6(address: Ipv6Addr) -> Range {
    use Range::{Private, Public, Special};
    match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0] => Special("an unspecified address"),
        [0, 0, 0, 0, 0, 0, 0, 1] => Private("a loopback address"),
        // Mapped addresses are IPv4 on the wire, and in a NAT64 network (RFC 6052) every IPv4 host
        // is reached by this prefix: both are as good as the IPv4 address they carry.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => range_of_v4(embedded(high, low)),
        [0, 0, 0, 0, 0, 0, _, _] => Special("an IPv4-compatible address"),
        [0x64, 0xff9b, 1, ..] => Special("a local translation address"),
        [0x2001, 0, ..] => Special("a Teredo address"),
        [0x2001, 0x0001..=0x01ff, ..] => Special("an address kept for protocols"),
        [0x2001, 0x0db8, ..] | [0x3fff, 0x0000..=0x0fff, ..] => Special("an address for documentation"),
        [0x2002, ..] => Special("a 6to4 address"),
        [0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0254] => Special("a cloud's metadata address"),
        [0xfc00..=0xfdff, ..] => Private("a unique local address"),
        [0xfec0..=0xfeff, ..] => Private("a site-local address"),
        [0xfe80..=0xfebf, ..] => Special("a link-local address"),
        [0xff00..=0xffff, ..] => Special("a multicast address"),
        // Only 2000::/3 has been given out as global unicast (RFC 4291 §2.4).
        [0x2000..=0x3fff, ..] => Public,
        _ => Special("a reserved address"),
    }
}

fn embedded(high: u16, low: u16) -> Ipv4Addr {
    Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low))
}

#[cfg(test)]
mod tests;
