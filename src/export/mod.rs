//! Articles to the formats that other programs read, one article after the other, so that memory stays flat.

mod atom;
mod chinese;
mod columns;
mod csv;
mod html;
mod markdown;
mod opml;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(test)]
mod tests;
mod xml;

pub use atom::{Atom, AtomHead};
pub use chinese::in_chinese_form;
pub use csv::Csv;
pub use html::html;
pub use markdown::{markdown_document, markdown_path};
pub use opml::{OpmlFeed, opml};
#[cfg(feature = "parquet")]
pub use parquet::Parquet;

use crate::model::ArticleRow;
use std::io::{self, Write};

/// A file in the making: articles go in one after the other, and it is whole once it has been finished.
pub trait ArticleWriter {
    /// # Errors
    /// Whatever the underlying writer gives.
    fn write(&mut self, article: &ArticleRow) -> io::Result<()>;

    /// Writes what closes the file and flushes it.
    ///
    /// # Errors
    /// Whatever the underlying writer gives.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

/// JSON Lines: one article as one object a line, with the columns of the view `articles`.
pub struct Jsonl<W: Write> {
    out: W,
}

impl<W: Write> Jsonl<W> {
    pub fn new(out: W) -> Jsonl<W> {
        Jsonl { out }
    }
}

impl<W: Write> ArticleWriter for Jsonl<W> {
    fn write(&mut self, article: &ArticleRow) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, article).map_err(io::Error::from)?;
        self.out.write_all(b"\n")
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.out.flush()
    }
}
