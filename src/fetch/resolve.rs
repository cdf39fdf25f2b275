//! Names to addresses, each judged before it is connected to.

use super::guard::{Refusal, judge_address};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::fmt;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use thiserror::Error;

/// Where names lead.
pub trait Names: fmt::Debug + Send + Sync {
    /// The addresses of a name; their port is a placeholder that the client replaces.
    fn lookup<'a>(&'a self, name: &'a str) -> Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send + 'a>>;

    /// By which way an admitted address is reached: itself, but in tests, whose servers are all on loopback.
    fn way(&self, _name: &str, admitted: SocketAddr) -> SocketAddr {
        admitted
    }
}

/// The system's resolver.
#[derive(Clone, Copy, Debug)]
pub struct SystemNames;

impl Names for SystemNames {
    fn lookup<'a>(&'a self, name: &'a str) -> Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send + 'a>> {
        Box::pin(async move { Ok(tokio::net::lookup_host((name, 0)).await?.collect()) })
    }
}

/// A resolver behind the address guard.
///
/// What it returns is what the client connects to, so a name can't give one answer to the check and
/// another to the connection.
#[derive(Clone, Debug)]
pub struct GuardedResolver {
    pub names: Arc<dyn Names>,
    pub allow_private: bool,
}

/// A name without any address.
#[derive(Debug, Error)]
#[error("the name {0} has no address")]
pub struct NoAddress(String);

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let GuardedResolver { names, allow_private } = self.clone();
        Box::pin(async move {
            let found = names.lookup(name.as_str()).await?;
            if found.is_empty() {
                return Err(NoAddress(name.as_str().to_owned()).into());
            }
            let admitted = admit(found, allow_private)?.into_iter();
            let ways: Vec<SocketAddr> = admitted.map(|address| names.way(name.as_str(), address)).collect();
            let addresses: Addrs = Box::new(ways.into_iter());
            Ok(addresses)
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
