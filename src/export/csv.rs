//! CSV (RFC 4180) for spreadsheets: lists as JSON arrays, and no cell that a spreadsheet would run.

use super::ArticleWriter;
use super::columns::{COLUMNS, Value, own_time, publisher_time};
use crate::model::ArticleRow;
use std::borrow::Cow;
use std::io::{self, Write};

/// Rows under a header with the names of the columns.
pub struct Csv<W: Write> {
    out: ::csv::Writer<W>,
    keeps_formulas: bool,
}

impl<W: Write> Csv<W> {
    /// Writes the header. Text that a spreadsheet would take for a formula gets a `'` before it, unless
    /// `keeps_formulas`.
    ///
    /// # Errors
    /// Whatever `out` gives.
    pub fn new(out: W, keeps_formulas: bool) -> io::Result<Csv<W>> {
        let mut out = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(out);
        out.write_record(COLUMNS.iter().map(|column| column.name)).map_err(io::Error::from)?;
        Ok(Csv { out, keeps_formulas })
    }
}

impl<W: Write> ArticleWriter for Csv<W> {
    fn write(&mut self, article: &ArticleRow) -> io::Result<()> {
        for column in COLUMNS {
            let cell = cell((column.value)(article))?;
            let cell = if self.keeps_formulas { cell } else { without_formula(cell) };
            self.out.write_field(cell.as_bytes()).map_err(io::Error::from)?;
        }
        self.out.write_record(None::<&[u8]>).map_err(io::Error::from)
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.out.flush()
    }
}

fn cell(value: Value<'_>) -> io::Result<Cow<'_, str>> {
    Ok(match value {
        Value::Text(text) => text.unwrap_or_default(),
        Value::List(values) => Cow::Owned(serde_json::to_string(&values).map_err(io::Error::from)?),
        Value::Integer(number) => Cow::Owned(number.map(|number| number.to_string()).unwrap_or_default()),
        Value::Time(time) => Cow::Owned(time.map(own_time).unwrap_or_default()),
        Value::PublisherTime(time) => Cow::Owned(time.map(publisher_time).unwrap_or_default()),
    })
}

/// Spreadsheets run a cell that begins with one of these, and some look behind white space
/// (OWASP, "CSV Injection").
fn without_formula(cell: Cow<'_, str>) -> Cow<'_, str> {
    let runs = |c: char| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
    let starts_odd = cell.starts_with(['\t', '\r', '\n', '\0']);
    let shown = cell.trim_start_matches(|c: char| c.is_whitespace() || c.is_control() || is_shapeless(c));
    if starts_odd || shown.starts_with(runs) { Cow::Owned(format!("'{cell}")) } else { cell }
}

/// Characters behind which a formula could hide.
fn is_shapeless(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_run() {
        for (cell, expected) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("  -2", "'  -2"),
            ("\t=cmd|'/c calc'!A0", "'\t=cmd|'/c calc'!A0"),
            ("＝1", "'＝1"),
            ("\u{feff}=1", "'\u{feff}=1"),
            ("\u{200b}\u{202e}@x", "'\u{200b}\u{202e}@x"),
            ("\0=x", "'\0=x"),
            ("2-1", "2-1"),
            ("新闻", "新闻"),
            ("", ""),
        ] {
            assert_eq!(without_formula(Cow::Borrowed(cell)), expected);
        }
    }
}
