//! Tables that are searched as they are written: sorted records in one text.

use memchr::{memchr, memrchr};
use std::cmp::Ordering;

/// The record with a key among records that are sorted by the bytes of their keys.
///
/// ```
/// let lines = "ferry ship\nquay place\n";
/// let key = |line: &str| line.split_once(' ').unwrap_or((line, "")).0.len();
/// assert_eq!(feedmill::text::find_record(lines, b'\n', "quay", |line| &line[..key(line)]), Some("quay place"));
/// ```
pub fn find_record<'a>(records: &'a str, separator: u8, wanted: &str, key: impl Fn(&str) -> &str) -> Option<&'a str> {
    let bytes = records.as_bytes();
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = memrchr(separator, &bytes[low..middle]).map_or(low, |at| low + at + 1);
        let end = memchr(separator, &bytes[middle..high]).map_or(high, |at| middle + at);
        let record = records.get(start..end)?;
        match key(record).cmp(wanted) {
            Ordering::Equal => return Some(record),
            Ordering::Less => low = end + 1,
            Ordering::Greater => high = start.saturating_sub(1).max(low),
        }
    }
    None
}
