//! The torture list by groups.

pub mod feeds;
pub mod fleet;
pub mod pages;
pub mod redirects;
pub mod statuses;
pub mod transport;

use super::case::Row;

/// The whole list, in order.
pub fn all() -> Vec<Row> {
    let mut rows: Vec<Row> =
        [transport::rows(), redirects::rows(), statuses::rows(), feeds::rows(), pages::rows(), fleet::rows()]
            .into_iter()
            .flatten()
            .collect();
    rows.sort_by_key(|row| row.id.trim_start_matches('T').parse::<u32>().unwrap_or(u32::MAX));
    rows
}
