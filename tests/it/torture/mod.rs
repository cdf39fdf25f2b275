//! feedmill against servers that do everything wrong: the torture list, one row after the other.
//!
//! Every case is held to the same: its poll ends in time, within its limits, with a kind and a sentence; what was
//! stored before stays; the neighbour's feed is on time; nothing is asked that may not be; no panic; and the next
//! sound answer is read as if nothing had been. `docs/survives.md` is made of the list.
//!
//! By hand: `cargo run --example torture -- T10`.

pub mod case;
#[cfg(test)]
mod effort;
#[cfg(test)]
mod log;
pub mod rows;
pub mod server;
pub mod site;
pub mod tls;
#[cfg(test)]
mod world;

/// A port of loopback that hostile addresses name, and on which a test listens for who comes.
pub const CANARY_PORT: u16 = 8443;

macro_rules! group {
    ($name:ident) => {
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            let cases = rows::$name::rows().into_iter().flat_map(|row| row.cases).collect();
            let faults = world::faults_of(cases).await;
            assert!(faults.is_empty(), "\n{}", faults.join("\n"));
        }
    };
}

group!(transport);
group!(redirects);
group!(statuses);
group!(feeds);
group!(pages);
group!(fleet);
