//! feedmill, the news archive daemon: feeds in a TOML file, clean articles in a SQLite database.
//!
//! The library is a pure core (`decode`, `feed`, `ftr`, `extract`, `clean`, `boilerplate`, `discover`,
//! `schedule`, `plan`, `export`) and a few edges behind the feature `daemon` (`fetch`, `store`, `pipeline`, `daemon`,
//! `cli`, `demo`). ARCHITECTURE.md is the map.

pub mod alarm;
pub mod boilerplate;
pub mod clean;
pub mod config;
pub mod decode;
pub mod discover;
pub mod drift;
pub mod edit;
pub mod export;
pub mod extract;
pub mod feed;
pub mod ftr;
pub mod furniture;
pub mod link;
pub mod model;
pub mod plan;
pub mod schedule;
pub mod text;
pub mod zone;

#[cfg(feature = "daemon")]
pub mod cli;
#[cfg(feature = "daemon")]
pub mod daemon;
#[cfg(feature = "daemon")]
pub mod demo;
#[cfg(feature = "daemon")]
pub mod fetch;
#[cfg(feature = "daemon")]
pub mod pipeline;
#[cfg(feature = "daemon")]
mod reception;
#[cfg(feature = "daemon")]
pub mod store;
