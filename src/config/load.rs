//! The files of a configuration: the main one, and those that its `include` names.

use super::compile::compile_after;
use super::fault::Lines;
use super::judge::toml_text;
use super::{Config, Fault, Faults, JudgeRule, Source, Surroundings};
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use toml::de::{DeTable, DeValue};

const LARGEST_FILE_BYTES: u64 = 64 * 1024 * 1024;
const LARGEST_SECRET_BYTES: u64 = 64 * 1024;

/// Reads the main file and its drop-ins, and says all that is wrong with them at once.
///
/// `include` is a list of paths and patterns (`conf.d/*.toml`), relative to the main file. Files are
/// read in the order listed, those of one pattern by name; a pattern may match nothing, a plain path
/// must be a file.
pub fn load(path: &Path, judge_rule: &JudgeRule) -> Result<Config, Faults> {
    let (sources, faults) = read_sources(path)?;
    let around = Surroundings {
        env: &|name| std::env::var(name).ok(),
        read_file: &|path| {
            let bytes = read_bytes(path, LARGEST_SECRET_BYTES).map_err(|error| why(&error))?;
            String::from_utf8(bytes).map_err(|_| "it isn't UTF-8".to_owned())
        },
        judge_rule,
    };
    compile_after(&sources, around, faults)
}

/// The first folder of which the main file includes every `.toml` file (`conf.d/*.toml`); `None` if there is
/// none, or the main file can't be read.
pub fn drop_in_folder(path: &Path) -> Option<PathBuf> {
    let patterns = included(&head_of(path).ok()?).into_iter().map(|(pattern, _)| pattern);
    let folder = patterns.filter_map(|pattern| {
        let folder = pattern.strip_suffix("*.toml").filter(|folder| folder.is_empty() || folder.ends_with('/'))?;
        (!folder.contains(['*', '?', '['])).then(|| folder.to_owned())
    });
    folder.map(|folder| path.parent().unwrap_or(Path::new("")).join(folder)).next()
}

/// What tells a file from a later one of its name: when it was written, its length, its number in the file system.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp(PathBuf, Option<(SystemTime, u64, u64)>);

impl Stamp {
    pub fn path(&self) -> &Path {
        &self.0
    }
}

/// The stamps of all files that the configuration is read from now, and of those that it was read from.
pub fn stamps(path: &Path, files: &[PathBuf]) -> Vec<Stamp> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let main = head_of(path).map(|head| included(&head)).unwrap_or_default();
    let named = main.into_iter().flat_map(|(pattern, _)| matching(folder, &pattern).unwrap_or_default());
    let mut paths: Vec<PathBuf> = named.chain([path.to_owned()]).chain(files.iter().cloned()).collect();
    paths.sort();
    paths.dedup();
    let stamp = |path: PathBuf| {
        let metadata = std::fs::metadata(&path).ok();
        let told = metadata.and_then(|found| Some((found.modified().ok()?, found.len(), number_of(&found))));
        Stamp(path, told)
    };
    paths.into_iter().map(stamp).collect()
}

/// Editors put a new file in the old one's place.
#[cfg(unix)]
fn number_of(metadata: &std::fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn number_of(_: &std::fs::Metadata) -> u64 {
    0
}

fn read_sources(path: &Path) -> Result<(Vec<Source>, Vec<Fault>), Faults> {
    let main = read_source(path, "another file is named by `--config FILE`").map_err(|fault| Faults(vec![*fault]))?;
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    let mut faults = Vec::new();
    let mut paths = Vec::new();
    for (pattern, span) in included(toml_text(&main)) {
        match matching(&folder, &pattern) {
            Ok(found) => paths.extend(found),
            Err(sentence) => {
                faults.push(Fault::at(path, toml_text(&main), &Lines::of(toml_text(&main)), span, sentence))
            }
        }
    }
    let mut seen = HashSet::from([path.to_owned()]);
    let mut sources = vec![main];
    for path in paths {
        if seen.insert(path.clone()) {
            match read_source(&path, "the main file's `include` names it") {
                Ok(source) => sources.push(source),
                Err(fault) => faults.push(*fault),
            }
        }
    }
    Ok((sources, faults))
}

/// The patterns of `include`, as far as they can be read: `compile` says what is wrong with the rest. It stands before
/// the first table, so nothing behind that is read.
fn included(text: &str) -> Vec<(String, Range<usize>)> {
    let head_bytes = text.split_inclusive('\n').take_while(|line| !opens_table(line.as_bytes())).map(str::len).sum();
    let (document, _) = DeTable::parse_recoverable(text.get(..head_bytes).unwrap_or(text));
    let Some(DeValue::Array(items)) = document.get_ref().get("include").map(|value| value.get_ref()) else {
        return Vec::new();
    };
    items
        .iter()
        .filter_map(|item| match item.get_ref() {
            DeValue::String(pattern) => Some((pattern.to_string(), item.span())),
            _ => None,
        })
        .collect()
}

fn opens_table(line: &[u8]) -> bool {
    line.trim_ascii_start().starts_with(b"[")
}

/// What stands before the first table of a file: all that the daemon reads of ten thousand feeds as long as no file
/// has changed.
fn head_of(path: &Path) -> io::Result<String> {
    let mut file = BufReader::new(File::open(path)?.take(LARGEST_FILE_BYTES));
    let (mut head, mut line) = (Vec::new(), Vec::new());
    while file.read_until(b'\n', &mut line)? > 0 && !opens_table(&line) {
        head.append(&mut line);
    }
    let head = head.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&head);
    Ok(String::from_utf8_lossy(head).into_owned())
}

/// The files that an include means, sorted by name.
fn matching(folder: &Path, pattern: &str) -> Result<Vec<PathBuf>, String> {
    let path = folder.join(pattern);
    if !pattern.contains(['*', '?', '[']) {
        return match std::fs::metadata(&path) {
            Ok(metadata) if metadata.is_dir() => {
                Err(format!("`{pattern}` in `include` is a folder: write `{}/*.toml`", pattern.trim_end_matches('/')))
            }
            Ok(_) => Ok(vec![path]),
            Err(error) => Err(format!("`{pattern}` in `include`: {}", why(&error))),
        };
    }
    let folder = folder.to_str().ok_or_else(|| "`include` needs a folder whose name is UTF-8".to_owned())?;
    let folder = PathBuf::from(glob::Pattern::escape(folder));
    let whole = folder.join(pattern).to_string_lossy().into_owned();
    // Editors keep their drafts in hidden files beside the real ones.
    let options = glob::MatchOptions { require_literal_leading_dot: true, ..glob::MatchOptions::new() };
    let found = glob::glob_with(&whole, options).map_err(|error| format!("`{pattern}` in `include`: {}", error.msg))?;
    let mut paths = Vec::new();
    for path in found {
        let path = path.map_err(|error| format!("`{pattern}` in `include`: {}", why(error.error())))?;
        if !path.is_dir() {
            paths.push(path);
        }
    }
    Ok(paths)
}

fn read_source(path: &Path, hint: &str) -> Result<Source, Box<Fault>> {
    let bytes = read_bytes(path, LARGEST_FILE_BYTES).map_err(|error| {
        let message = format!("the configuration can't be read: {}", why(&error));
        Box::new(Fault::of_file(path, message, Some(hint.to_owned())))
    })?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid_bytes = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(error.as_bytes());
        let message = "the configuration can't be read: it isn't UTF-8".to_owned();
        Box::new(Fault::at(path, &text, &Lines::of(&text), valid_bytes..valid_bytes + 1, message))
    })?;
    Ok(Source { path: path.to_owned(), text })
}

fn read_bytes(path: &Path, most_bytes: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(most_bytes + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most_bytes {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("it is larger than {most_bytes} bytes")));
    }
    Ok(bytes)
}

fn why(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "this user may not read it".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => error.to_string(),
    }
}
