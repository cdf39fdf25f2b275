//! Addresses that only a private network, or this machine, has.

use std::net::{IpAddr, Ipv4Addr};
use url::Host;

/// Whether an address written out is one that `fetch` refuses without `allow_private`.
pub(super) fn is_private(host: Host<&str>) -> bool {
    let address = match host {
        Host::Domain(name) => {
            let name = name.strip_suffix('.').unwrap_or(name);
            return name == "localhost" || name.ends_with(".localhost");
        }
        Host::Ipv4(address) => IpAddr::V4(address),
        Host::Ipv6(address) => IpAddr::V6(address).to_canonical(),
    };
    match address {
        IpAddr::V4(address) => is_private_v4(address),
        IpAddr::V6(address) => {
            address.is_loopback()
                || address.is_unspecified()
                || address.is_unique_local()
                || address.is_unicast_link_local()
        }
    }
}

fn is_private_v4(address: Ipv4Addr) -> bool {
    // 100.64.0.0/10 is shared by a provider's customers (RFC 6598).
    let is_shared = matches!(address.octets(), [100, 64..=127, ..]);
    address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || is_shared
        || matches!(address.octets(), [0, ..])
}
