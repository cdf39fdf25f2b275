//! Saved files for `extract` and `parse`: read, unpacked, worked on by all cores, answered in order.

use super::failure::{Failure, chain};
use super::{parallel, progress};
use crate::decode;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use url::Url;

/// Larger than any page or feed that is read from the net.
const LARGEST_FILE_BYTES: u64 = 64 << 20;
/// Files whose answers are held until those before them are printed.
const FILES_AT_ONCE: usize = 256;

/// Works on every file with all cores and hands each answer to `print`, in the order of `files`.
///
/// A file that can't be read, or on which `work` panics, is an error sentence in its place.
pub fn for_each<T: Send>(
    files: &[PathBuf],
    work: impl Fn(&[u8]) -> Result<T, String> + Sync,
    mut print: impl FnMut(&Path, Result<T, String>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let bar = progress::bar(files.len() as u64, "files");
    for chunk in files.chunks(FILES_AT_ONCE) {
        let answers = parallel::map(chunk, |file| read(file, LARGEST_FILE_BYTES).and_then(|body| work(&body)));
        for (file, answer) in chunk.iter().zip(answers) {
            bar.suspend(|| print(file, answer))?;
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    Ok(())
}

/// How a command over saved files ends: well, unless some could not be read.
pub fn verdict(unread: usize, files: &[PathBuf]) -> Result<(), Failure> {
    if unread > 0 { Err(Failure::new(format!("{unread} of {} could not be read", files.len()))) } else { Ok(()) }
}

/// The address that was typed with `--url`.
pub fn typed_url(url: Option<&str>) -> Result<Option<Url>, Failure> {
    url.map(|url| Url::parse(url).map_err(|fault| Failure::usage(format!("--url {url}: {fault}")))).transpose()
}

/// A file's bytes, unpacked; `-` is standard input.
pub fn read(file: &Path, most_bytes: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let source: Box<dyn Read> = if file.as_os_str() == "-" {
        Box::new(io::stdin().lock())
    } else {
        let file = File::open(file).map_err(|error| error.to_string())?;
        let file_bytes = file.metadata().map_or(0, |about| about.len());
        bytes.reserve_exact(usize::try_from(file_bytes.min(most_bytes) + 1).unwrap_or(0));
        Box::new(file)
    };
    source.take(most_bytes + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > most_bytes {
        return Err(format!("larger than {} MiB", most_bytes >> 20));
    }
    let limit_bytes = usize::try_from(most_bytes).unwrap_or(usize::MAX);
    decode::unpack_file(bytes, limit_bytes).map_err(|fault| chain(&fault))
}
