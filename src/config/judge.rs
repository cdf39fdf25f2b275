//! The collector of faults that every step writes to, with the texts it needs to place them.

use super::fault::{Fault, Lines, Severity};
use super::{Source, Surroundings};
use std::ops::Range;
use std::path::PathBuf;

/// A piece of one of the sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// Which source, in the order given.
    pub source: usize,
    /// Bytes of its text.
    pub start: usize,
    pub end: usize,
}

impl Place {
    pub fn new(source: usize, span: Range<usize>) -> Place {
        Place { source, start: span.start, end: span.end }
    }
}

pub(super) struct Judge<'a> {
    pub sources: &'a [Source],
    /// Of each of the sources.
    lines: Vec<Lines>,
    pub around: Surroundings<'a>,
    faults: Vec<(Option<Place>, Fault)>,
    /// Files beside the sources that values were taken from, or should have been.
    pub secret_files: Vec<PathBuf>,
}

impl<'a> Judge<'a> {
    /// `earlier` are faults met before the texts could be read.
    pub fn new(sources: &'a [Source], around: Surroundings<'a>, earlier: Vec<Fault>) -> Judge<'a> {
        let faults = earlier.into_iter().map(|fault| (None, fault)).collect();
        let lines = sources.iter().map(|source| Lines::of(toml_text(source))).collect();
        Judge { sources, lines, around, faults, secret_files: Vec::new() }
    }

    pub fn fault(&mut self, place: Place, message: String) {
        self.note(Severity::Error, place, message, None);
    }

    pub fn fault_with_hint(&mut self, place: Place, message: String, hint: String) {
        self.note(Severity::Error, place, message, Some(hint));
    }

    pub fn warn(&mut self, place: Place, message: String, hint: String) {
        self.note(Severity::Warning, place, message, Some(hint));
    }

    /// A warning that doesn't show the line it is about.
    pub fn warn_of_secret(&mut self, place: Place, message: String, hint: String) {
        self.warn(place, message, hint);
        if let Some((_, fault)) = self.faults.last_mut() {
            fault.excerpt = None;
        }
    }

    pub fn note(&mut self, severity: Severity, place: Place, message: String, hint: Option<String>) {
        if let (Some(source), Some(lines)) = (self.sources.get(place.source), self.lines.get(place.source)) {
            let fault = Fault::at(&source.path, toml_text(source), lines, place.start..place.end, message);
            self.faults.push((Some(place), Fault { severity, hint, ..fault }));
        }
    }

    /// A place as one line of text: `conf.d/world.toml:12:1`.
    pub fn name_place(&self, place: Place) -> String {
        match (self.sources.get(place.source), self.lines.get(place.source)) {
            (Some(source), Some(lines)) => {
                let (line, column) = lines.position(toml_text(source), place.start);
                format!("{}:{line}:{column}", source.path.display())
            }
            _ => "elsewhere".to_owned(),
        }
    }

    /// All files that the configuration was read from.
    pub fn files(&self) -> Vec<PathBuf> {
        self.sources.iter().map(|source| source.path.clone()).chain(self.secret_files.iter().cloned()).collect()
    }

    /// What is written at a place.
    pub fn written_at(&self, place: Place) -> &str {
        let source = self.sources.get(place.source).map(toml_text);
        source.and_then(|text| text.get(place.start..place.end)).unwrap_or_default()
    }

    /// Whether there is anything but warnings so far.
    pub fn has_errors(&self) -> bool {
        self.faults.iter().any(|(_, fault)| fault.severity == Severity::Error)
    }

    /// All that was found, in the order of the files.
    pub fn into_faults(mut self) -> Vec<Fault> {
        self.faults.sort_by_key(|(place, _)| *place);
        self.faults.into_iter().map(|(_, fault)| fault).collect()
    }
}

/// A source's text as it is parsed: byte positions in faults count from here.
pub(super) fn toml_text(source: &Source) -> &str {
    source.text.strip_prefix('\u{feff}').unwrap_or(&source.text)
}
