//! Names to addresses, each judged before it is connected to.

use super::guard::{Refusal, judge_address};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::SocketAddr;
use thiserror::Error;

/// The system's resolver behind the address guard.
///
/// What it returns is what the client connects to, so a name can't give one answer to the check and
/// another to the connection.
#[derive(Clone, Copy, Debug)]
pub struct GuardedResolver {
    pub allow_private: bool,
}

/// A name without any address.
#[derive(Debug, Error)]
#[error("the name {0} has no address")]
pub struct NoAddress(String);

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let allow_private = self.allow_private;
        Box::pin(async move {
            // The port is a placeholder: the client puts the URL's in its place.
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            if found.is_empty() {
                return Err(NoAddress(name.as_str().to_owned()).into());
            }
            let admitted: Addrs = Box::new(admit(found, allow_private)?.into_iter());
            Ok(admitted)
        })
    }
}

/// All addresses of a name, or the refusal of one: a name that mixes good and bad is up to no good.
fn admit(addresses: Vec<SocketAddr>, allow_private: bool) -> Result<Vec<SocketAddr>, Refusal> {
    for address in &addresses {
        judge_address(address.ip(), allow_private)?;
    }
    Ok(addresses)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_bad_address_spoils_the_name() {
        let addresses = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect::<Vec<SocketAddr>>();
        let public = addresses(&["8.8.8.8:0", "[2606:4700::1]:0"]);
        assert_eq!(admit(public.clone(), false), Ok(public));
        for texts in [["8.8.8.8:0", "10.0.0.1:0"], ["[::1]:0", "8.8.8.8:0"]] {
            assert!(matches!(admit(addresses(&texts), false), Err(Refusal::Private { .. })));
            assert!(admit(addresses(&texts), true).is_ok());
        }
        assert!(matches!(admit(addresses(&["169.254.169.254:0"]), true), Err(Refusal::Special { .. })));
    }
}
