//! How far exports with a cursor have come: a small file with the number of the last change that was written.

use crate::cli::failure::Failure;
use crate::cli::files;
use crate::store::Archive;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

/// The changes that an export is about.
pub struct Span {
    pub after_change: i64,
    pub up_to_change: i64,
}

/// From where the file says to the newest change. A file that isn't there yet says: from the beginning.
pub fn read(path: &Path, archive: &Archive) -> Result<Span, Failure> {
    let told = |message: String| {
        Failure::new(format!("{}: {message}", path.display()))
            .with_hint("a cursor is a file that `export --cursor` wrote; name a new one to begin from the start")
    };
    let after_change = match fs::read_to_string(path) {
        Ok(text) => text.trim().parse::<i64>().map_err(|_| told("this is no cursor".to_owned()))?,
        Err(error) if error.kind() == ErrorKind::NotFound => 0,
        Err(error) => return Err(told(error.to_string())),
    };
    let up_to_change = archive.newest_change()?;
    if after_change > up_to_change {
        return Err(told(format!(
            "it stands at change {after_change}, the archive at {up_to_change}: it is another's"
        )));
    }
    Ok(Span { after_change, up_to_change })
}

/// Remembers the last change written. Comes after the export itself, so a killed one is made again.
pub fn write(path: &Path, change: i64) -> Result<(), Failure> {
    files::whole(path, |file| Ok(writeln!(file, "{change}")?))
}
