//! What stands in the daemon's way on the disk, if anything does.

use super::super::output::{bytes, printable};
use crate::store::{DiskState, LONG_WAL_BYTES, Obstacle, Process};

/// A line for each thing; none while all is well.
pub fn lines(state: &DiskState, floor_bytes: u64) -> Vec<String> {
    let mut lines = Vec::new();
    let obstacle = state.obstacle.as_ref().map(|obstacle| match obstacle {
        Obstacle::FullDisk => "its disk is full".to_owned(),
        Obstacle::ReadOnlyDisk => "its disk is read-only".to_owned(),
        Obstacle::ReadOnly(path) => format!("{} is read-only", printable(&path.display().to_string())),
    });
    lines.extend(obstacle.map(|why| format!("the archive can't be written: {why}")));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_trouble_has_its_line() {
        let well = DiskState { free_bytes: 9 << 30, obstacle: None, wal_bytes: 0, wal_holders: Vec::new() };
        let told = |state: DiskState| lines(&state, 200 << 20);
        assert_eq!(told(well.clone()), [""; 0]);
        let full = DiskState { free_bytes: 0, obstacle: Some(Obstacle::FullDisk), ..well.clone() };
        assert_eq!(
            told(full),
            [
                "the archive can't be written: its disk is full",
                "the disk has 0 B free: nothing is fetched below 200 MiB (`min_free`)"
            ]
        );
        let fixed = DiskState { obstacle: Some(Obstacle::ReadOnly("/srv/news.db".into())), ..well.clone() };
        assert_eq!(told(fixed), ["the archive can't be written: /srv/news.db is read-only"]);
        let holder = Process { id: 7, name: "duckdb".to_owned() };
        let long = told(DiskState { wal_bytes: 100 << 20, wal_holders: vec![holder], ..well });
        assert!(long[0].contains("100 MiB") && long[0].contains("duckdb (process 7)"), "{long:?}");
    }
}
