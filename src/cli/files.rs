//! Files and folders that appear whole or not at all: written beside their place, then moved into it.

use super::failure::Failure;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Writes beside the file and takes its place at the end: readers see the old one or the whole new one.
pub fn whole(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> Result<(), Failure>) -> Result<(), Failure> {
    let unfinished = beside(path);
    let written =
        write_file(&unfinished, write).and_then(|()| fs::rename(&unfinished, path).map_err(|error| told(path, &error)));
    if written.is_err() {
        // What went wrong is told; that the remains could not be removed would add nothing.
        let _ = fs::remove_file(&unfinished);
    }
    written
}

fn write_file(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> Result<(), Failure>) -> Result<(), Failure> {
    let mut file = BufWriter::new(File::create(path).map_err(|error| told(path, &error))?);
    write(&mut file)?;
    let file = file.into_inner().map_err(|error| told(path, error.error()))?;
    file.sync_all().map_err(|error| told(path, &error))
}

/// A new file with this text, whole or not at all; one that is there stays as it is.
pub fn new_file(path: &Path, text: &str) -> Result<(), Failure> {
    let failed = |fault: io::Error| Failure::new(format!("{} can't be written: {fault}", path.display()));
    let mut file = OpenOptions::new().write(true).create_new(true).open(path).map_err(failed)?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    if written.is_err() {
        // What went wrong is told; that the remains could not be removed would add nothing.
        let _ = fs::remove_file(path);
    }
    written.map_err(failed)
}

/// A folder in the making, beside its place.
pub struct Staged<'a> {
    place: &'a Path,
    unfinished: PathBuf,
}

impl<'a> Staged<'a> {
    /// The folder must be new or empty, unless the export `adds` to what earlier ones wrote there.
    pub fn new(place: &'a Path, adds: bool) -> Result<Staged<'a>, Failure> {
        let is_occupied = match fs::read_dir(place) {
            Ok(mut entries) => entries.next().is_some(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => return Err(told(place, &error)),
        };
        if is_occupied && !adds {
            return Err(Failure::new(format!("{}: the folder is not empty", place.display()))
                .with_hint("name a new one, or keep this one up to date with --cursor FILE"));
        }
        let unfinished = beside(place);
        fs::create_dir_all(&unfinished).map_err(|error| told(&unfinished, &error))?;
        Ok(Staged { place, unfinished })
    }

    /// One file in one folder of it.
    pub fn file(
        &self,
        folder: &str,
        name: &str,
        write: impl FnOnce(&mut BufWriter<File>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let folder = self.unfinished.join(folder);
        fs::create_dir_all(&folder).map_err(|error| told(&folder, &error))?;
        write_file(&folder.join(name), write)
    }

    /// Moves all into place: at once if nothing is there, else file by file, each taking the place of an earlier
    /// one of the same `identity`.
    pub fn install(self, identity: impl Fn(&str) -> Option<String>) -> Result<(), Failure> {
        // An empty folder may be there; a folder moves over it.
        if fs::rename(&self.unfinished, self.place).is_ok() {
            return Ok(());
        }
        for folder in entries(&self.unfinished)? {
            let target = self.place.join(folder.file_name().unwrap_or_default());
            fs::create_dir_all(&target).map_err(|error| told(&target, &error))?;
            let identity_of = |path: &Path| path.file_name().and_then(|name| identity(name.to_str()?));
            let earlier: Vec<(String, PathBuf)> =
                entries(&target)?.into_iter().filter_map(|path| Some((identity_of(&path)?, path))).collect();
            for file in entries(&folder)? {
                let place = target.join(file.file_name().unwrap_or_default());
                fs::rename(&file, &place).map_err(|error| told(&place, &error))?;
                let new = identity_of(&file);
                for (_, old) in earlier.iter().filter(|(old, path)| Some(old) == new.as_ref() && *path != place) {
                    fs::remove_file(old).map_err(|error| told(old, &error))?;
                }
            }
        }
        Ok(())
    }
}

impl Drop for Staged<'_> {
    fn drop(&mut self) {
        // Gone already once it is installed; otherwise what went wrong has been told.
        let _ = fs::remove_dir_all(&self.unfinished);
    }
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = fs::read_dir(folder).map_err(|error| told(folder, &error))?;
    let entries = entries.map(|entry| entry.map(|entry| entry.path()));
    entries.collect::<Result<_, _>>().map_err(|error| told(folder, &error))
}

fn told(path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("{}: {error}", path.display()))
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().map_or_else(|| OsString::from("export"), OsString::from);
    name.push(format!(".{}.part", std::process::id()));
    path.with_file_name(name)
}
