//! What people see on a terminal: tables, times, and text that can't steer the terminal.

use crate::model::Timestamp;
use chrono::SecondsFormat;
use comfy_table::{ContentArrangement, Table, presets};
use serde::Serialize;
use std::io::{self, BufWriter, StdoutLock, Write};
use terminal_size::{Width, terminal_size_of};

/// Standard output, buffered.
pub fn stdout() -> BufWriter<StdoutLock<'static>> {
    BufWriter::with_capacity(64 * 1024, io::stdout().lock())
}

/// Text from outside without what could steer a terminal, turn its line around or hide in it: control characters
/// other than line ends and tabs, separators of lines, direction overrides, and letters without a shape.
///
/// The marks by which Arabic and Hebrew keep single signs in place stay; they turn nothing but what stands beside them.
pub fn printable(text: &str) -> String {
    text.chars().map(|c| if steers(c) { '\u{fffd}' } else { c }).collect()
}

fn steers(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Rows under a header, fitted to the terminal; no rules, so that it can be read and cut alike.
pub fn table(header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_header(header.to_vec());
    // Anywhere but on a terminal a row is one line, however long.
    if let Some((Width(columns), _)) = terminal_size_of(io::stdout()) {
        table.set_width(columns);
    }
    for row in rows {
        table.add_row(row.iter().map(|cell| printable(cell)).collect::<Vec<_>>());
    }
    table.trim_fmt()
}

/// One JSON object on a line of its own.
pub fn json_line(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value).map_err(io::Error::from)?;
    out.write_all(b"\n")
}

/// An instant as the database writes it.
pub fn utc(time: Timestamp) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// An instant for a table: `2026-11-23 08:30`; a dash if there is none.
pub fn short_time(time: Option<Timestamp>) -> String {
    time.map_or_else(|| "-".to_owned(), |time| time.format("%Y-%m-%d %H:%M").to_string())
}

/// Bytes in the unit that fits: `812 KiB`, `3.1 GiB`.
pub fn bytes(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["B", "KiB", "MiB", "GiB", "TiB"];
    let (mut size, mut unit) = (bytes as f64, 0);
    while size >= 1024.0 && unit + 1 < UNITS.len() {
        size /= 1024.0;
        unit += 1;
    }
    if size < 10.0 && unit > 0 { format!("{size:.1} {}", UNITS[unit]) } else { format!("{size:.0} {}", UNITS[unit]) }
}

/// A count with the right word: `1 article`, `2 articles`.
pub fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_in_the_unit_that_fits() {
        assert_eq!(
            [bytes(0), bytes(1023), bytes(1536), bytes(812 << 10), bytes(3 << 30)],
            ["0 B", "1023 B", "1.5 KiB", "812 KiB", "3.0 GiB"]
        );
    }

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(printable("a\u{1b}[31mred\u{7}\n\u{202e}txt"), "a\u{fffd}[31mred\u{fffd}\n\u{fffd}txt");
        assert_eq!(
            printable("\u{9b}31m \u{1b}]8;;http://evil.example\u{7}x\u{1b}\\"),
            "\u{fffd}31m \u{fffd}]8;;http://evil.example\u{fffd}x\u{fffd}\\"
        );
        assert_eq!(printable("a\u{2028}b\u{2067}c\u{e0041}"), "a\u{fffd}b\u{fffd}c\u{fffd}");
        assert_eq!(printable("新闻 خبر 한국"), "新闻 خبر 한국");
    }
}
