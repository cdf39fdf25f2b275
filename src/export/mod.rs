//! Articles to the formats that other programs read.

use crate::model::ArticleRow;
use std::io::{self, Write};

/// One article as one line of JSON, with the columns of the view `articles`.
///
/// # Errors
/// Whatever `out` gives.
pub fn jsonl(out: &mut impl Write, article: &ArticleRow) -> io::Result<()> {
    serde_json::to_writer(&mut *out, article).map_err(io::Error::from)?;
    out.write_all(b"\n")
}
