//! What is wrong, and where: faults of the configuration and how they are shown.

use serde::Serialize;
use std::fmt;
use std::ops::Range;
use std::path::Path;
use unicode_width::UnicodeWidthChar;

/// The widest piece of a line that is shown, in terminal columns.
const EXCERPT_COLUMNS: usize = 100;
/// What is shown before the place in a line that is too long.
const COLUMNS_BEFORE: usize = 40;
const TAB_COLUMNS: usize = 4;

/// Whether the configuration can be followed all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Error,
    Warning,
}

/// Something wrong with the configuration. Shown, it has the place, the line and a hint below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    pub severity: Severity,
    pub message: String,
    pub path: String,
    /// From 1; `None` if the whole file is meant.
    pub line: Option<usize>,
    /// From 1, in characters.
    pub column: Option<usize>,
    #[serde(skip)]
    pub excerpt: Option<Excerpt>,
    pub hint: Option<String>,
}

/// The line of a fault, made ready for a terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// Tabs made spaces, control characters replaced, cut to a readable width.
    pub text: String,
    /// Terminal columns before the place.
    pub marker_offset: usize,
    /// Terminal columns of the place, at least one.
    pub marker_width: usize,
}

/// All that is wrong, in the order of the files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Faults(pub Vec<Fault>);

impl Faults {
    /// The configuration could not be read at all.
    pub fn of_reading(message: String) -> Faults {
        Faults(vec![Fault::of_file(Path::new(""), message, None)])
    }
}

impl Fault {
    /// A fault of a whole file.
    pub(super) fn of_file(path: &Path, message: String, hint: Option<String>) -> Fault {
        let path = path.display().to_string();
        Fault { severity: Severity::Error, message, path, line: None, column: None, excerpt: None, hint }
    }

    /// A fault at a byte range of a file's text.
    pub(super) fn at(path: &Path, text: &str, lines: &Lines, span: Range<usize>, message: String) -> Fault {
        let (line, column) = lines.position(text, span.start);
        let mut fault = Fault::of_file(path, message, None);
        fault.line = Some(line);
        fault.column = Some(column);
        fault.excerpt = Some(excerpt(text, span));
        fault
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let label = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(f, "{label}: {}\n  --> {}", self.message, self.path)?;
        let line = self.line.map(|line| line.to_string()).unwrap_or_default();
        let margin = " ".repeat(line.len().max(1) + 1);
        if let Some(column) = self.column {
            write!(f, ":{line}:{column}")?;
        }
        if let Some(excerpt) = &self.excerpt {
            let (before, marker) = (" ".repeat(excerpt.marker_offset), "^".repeat(excerpt.marker_width));
            write!(f, "\n{margin}|\n{line} | {}\n{margin}| {before}{marker}", excerpt.text)?;
        }
        match &self.hint {
            Some(hint) => write!(f, "\n{margin}hint: {hint}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, fault) in self.0.iter().enumerate() {
            if number > 0 {
                f.write_str("\n\n")?;
            }
            fault.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}

/// Where the lines of a text begin: with ten thousand feeds in it nobody counts to each of their keys anew.
pub(super) struct Lines(Vec<usize>);

impl Lines {
    pub(super) fn of(text: &str) -> Lines {
        Lines(std::iter::once(0).chain(text.match_indices('\n').map(|(newline, _)| newline + 1)).collect())
    }

    /// Line and column, both from 1, of a byte in the text.
    pub(super) fn position(&self, text: &str, byte: usize) -> (usize, usize) {
        let before = text.get(..byte).unwrap_or(text);
        let line = self.0.partition_point(|start| *start <= before.len());
        let line_start = line.checked_sub(1).and_then(|index| self.0.get(index)).copied().unwrap_or_default();
        (line, before.get(line_start..).unwrap_or_default().chars().count() + 1)
    }
}

fn excerpt(text: &str, span: Range<usize>) -> Excerpt {
    let line_start = text.get(..span.start).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
    let line = text.get(line_start..).unwrap_or_default().lines().next().unwrap_or_default();

    // Where the place lies, in columns of the whole line as it will be shown.
    let mut shown: Vec<(char, usize)> = Vec::new();
    let mut columns = 0;
    let mut marked: Option<Range<usize>> = None;
    for (index, c) in line.char_indices() {
        let begin = columns;
        if c == '\t' {
            let spaces = TAB_COLUMNS - columns % TAB_COLUMNS;
            shown.extend((0..spaces).map(|space| (' ', begin + space)));
            columns += spaces;
        } else {
            let c = if is_safe_to_show(c) { c } else { char::REPLACEMENT_CHARACTER };
            shown.push((c, begin));
            columns += c.width().unwrap_or(1);
        }
        if (span.start..span.end).contains(&(line_start + index)) {
            marked.get_or_insert(begin..columns).end = columns;
        }
    }
    let marked = marked.unwrap_or(columns..columns + 1);
    cut_around(&shown, columns, marked)
}

fn cut_around(shown: &[(char, usize)], columns: usize, marked: Range<usize>) -> Excerpt {
    let window = if columns <= EXCERPT_COLUMNS {
        0..columns
    } else {
        let begin = marked.start.saturating_sub(COLUMNS_BEFORE).min(columns - EXCERPT_COLUMNS);
        begin..begin + EXCERPT_COLUMNS
    };
    let inside: Vec<(char, usize)> = shown.iter().copied().filter(|(_, column)| window.contains(column)).collect();
    let begin = inside.first().map_or(window.start, |(_, column)| *column);
    let (lead, tail) = (if begin > 0 { "…" } else { "" }, if window.end < columns { "…" } else { "" });
    let text: String = inside.iter().map(|(c, _)| *c).collect();
    let lead_columns = usize::from(begin > 0);
    Excerpt {
        text: format!("{lead}{}{tail}", text.trim_end()),
        marker_offset: lead_columns + marked.start.saturating_sub(begin),
        marker_width: marked.end.min(window.end.max(marked.start + 1)).saturating_sub(marked.start).max(1),
    }
}

/// Control characters could move the cursor, and direction marks could turn the line around.
fn is_safe_to_show(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
