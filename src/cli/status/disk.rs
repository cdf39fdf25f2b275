//! What stands in the daemon's way on the disk, if anything does.

use super::super::output::printable;
use super::words::bytes;
use crate::store::{DiskState, LONG_WAL_BYTES, Process};

/// A line for each thing; none while all is well.
pub fn lines(state: &DiskState, floor_bytes: u64) -> Vec<String> {
    let mut lines = Vec::new();
    if state.free_bytes < floor_bytes {
        let (free, floor) = (bytes(state.free_bytes), bytes(floor_bytes));
        lines.push(format!("the disk has {free} free: nothing is fetched below {floor} (`min_free`)"));
    }
    if state.wal_bytes > LONG_WAL_BYTES {
        let named = |process: &Process| format!("{} (process {})", printable(&process.name), process.id);
        let holders: Vec<String> = state.wal_holders.iter().map(named).collect();
        let whose = if holders.is_empty() { "some program".to_owned() } else { holders.join(", ") };
        let size = bytes(state.wal_bytes);
        lines.push(format!("the -wal file has {size} and can't be emptied: {whose} keeps a transaction open"));
    }
    lines
}
