//! The names in lines that say more: bylines with a date, lines with a label.

use super::super::super::dates::{month_of, read_date};
use super::super::unspaced;
use super::words::{AUTHORS, BEFORE_NAMES};
use super::{names_of, without_lead};
use crate::text::{find, is_person, is_unspaced};

/// Longer lines are sentences that begin with a byline's word.
const MOST_BYLINE_CHARACTERS: usize = 80;

/// The names in a line that begins as bylines do, such as "By …" or "记者 …"; none in any other.
pub(in super::super) fn names_behind_lead(line: &str) -> Vec<String> {
    let line = line.trim_start_matches(['(', '（', '[', '【', ' ']);
    let marked = unspaced::names_behind_marker(line);
    if !marked.is_empty() {
        return marked;
    }
    let behind = without_lead(line);
    if behind.len() == line.len() {
        return Vec::new();
    }
    let ends = |c: char| matches!(c, '|' | '(' | '（' | ')' | '）' | '•' | '·');
    let byline = before_date(behind.split(ends).next().unwrap_or(behind));
    let read_whole = byline.chars().count() <= MOST_BYLINE_CHARACTERS && !byline.contains(['。', '！', '？', '!', '?']);
    if read_whole { names_of(byline) } else { Vec::new() }
}

/// The part of a byline before a date: "Jane Doe" of "Jane Doe on November 23, 2026".
pub(in super::super) fn before_date(byline: &str) -> &str {
    const BEFORE_DATES: &[&str] =
        &["on", "at", "am", "vom", "le", "el", "il", "em", "op", "den", "the", "published", "updated", "posted"];
    let mut end = 0;
    let mut rest = byline;
    while let Some(start) = rest.find(|c: char| !c.is_whitespace()) {
        let word = rest[start..].split(char::is_whitespace).next().unwrap_or_default();
        let after = &rest[start + word.len()..];
        let is_digit = |c: char| c.is_numeric();
        let is_number = || {
            let behind = word.trim_start_matches(is_digit).to_lowercase();
            behind.len() < word.len()
                && (behind.is_empty()
                    || behind.starts_with(['.', ',', '/', ':', '-', '年'])
                    || matches!(behind.trim_end_matches(','), "st" | "nd" | "rd" | "th" | "h" | "er"))
        };
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let is_weekday = |word: &str| WEEKDAYS.contains(&word);
        let is_month = || bare.len() > 2 && month_of(&bare).is_some() && after.trim_start().starts_with(is_digit);
        let is_connector = || {
            let next = after.split_whitespace().next().unwrap_or_default().to_lowercase();
            BEFORE_DATES.contains(&bare.as_str())
                && (next.starts_with(is_digit)
                    || is_weekday(next.trim_end_matches(','))
                    || (next.len() > 2 && month_of(next.trim_end_matches('.')).is_some()))
        };
        if is_number() || is_month() || is_weekday(&bare) || is_connector() {
            break;
        }
        end = byline.len() - after.len();
        rest = after;
    }
    byline[..end].trim_end_matches([' ', ',', '-', '–', '—', '/', '|', '•', '·'])
}

/// The days of the week, English, German, French, Spanish, Italian and Dutch.
const WEEKDAYS: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonnabend",
    "sonntag",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "lunes",
    "martes",
    "miércoles",
    "jueves",
    "viernes",
    "sábado",
    "domingo",
    "lunedì",
    "martedì",
    "mercoledì",
    "giovedì",
    "venerdì",
    "sabato",
    "domenica",
    "maandag",
    "dinsdag",
    "woensdag",
    "donderdag",
    "vrijdag",
    "zaterdag",
    "zondag",
];

/// The names behind a label, such as "Autor:", or "Autor" before a person; none in any other line.
pub(in super::super) fn names_behind_label(line: &str) -> Vec<String> {
    let is_labelled = line.split_once([':', '：']).is_some_and(|(label, _)| {
        let lower = format!("{}:", label.trim().to_lowercase());
        BEFORE_NAMES.iter().any(|lead| lower.trim_end_matches(':') == lead.trim_end_matches(':'))
    });
    if is_labelled {
        return names_behind_lead(line);
    }
    let Some((label, behind)) = line.trim().split_once(' ') else { return Vec::new() };
    let names = if AUTHORS.contains(&label.to_lowercase().as_str()) { names_of(behind) } else { Vec::new() };
    if names.iter().all(|name| is_person(name)) { names } else { Vec::new() }
}

/// The person who stands alone beside a date: "Jane Doe | 23.11.2026", `2026年11月23日 [ 黄宇 ]`.
pub(in super::super) fn names_beside_date(line: &str) -> Vec<String> {
    const BETWEEN: &[&str] = &["|", "｜", " • ", " · ", " – ", " — ", "[", "]"];
    let is_short = line.chars().take(MOST_BYLINE_CHARACTERS + 1).count() <= MOST_BYLINE_CHARACTERS;
    if !is_short || !line.contains(|c: char| c.is_numeric()) || !BETWEEN.iter().any(|mark| line.contains(mark)) {
        return Vec::new();
    }
    if read_date(line).is_none() {
        return Vec::new();
    }
    let parts = BETWEEN.iter().fold(vec![line], |parts, mark| parts.iter().flat_map(|part| part.split(mark)).collect());
    let names = parts.into_iter().map(|part| {
        let names = if part.contains(is_unspaced) { unspaced::bare_names(part) } else { names_of(part) };
        if names.iter().all(|name| is_person(name) && name.len() < part.len() + 4) { names } else { Vec::new() }
    });
    names.into_iter().find(|names| !names.is_empty()).unwrap_or_default()
}

/// The persons whom a summary names as those who wrote: "… was written by Jane Doe, who …", "… Von Jane Doe" at its
/// end.
pub(in super::super) fn names_in_summary(summary: &str) -> Vec<String> {
    const AT_ENDS: &[&str] = &["von ", "by ", "par ", "por ", "door ", "av ", "af "];
    let persons = |names: Vec<String>| if names.iter().all(|name| is_person(name)) { names } else { Vec::new() };
    let lower = summary.to_ascii_lowercase();
    if let Some(at) = lower.find("written by ") {
        let behind = &summary[at + "written by ".len()..];
        let end = behind.find(['.', ';', '|', '(', '!', '?']).unwrap_or(behind.len());
        return persons(names_of(&behind[..end]));
    }
    let summary = summary.trim().trim_end_matches('.');
    let Some((_, last)) = summary.rsplit_once(['.', '!', '?', '…']) else { return Vec::new() };
    let last = last.trim_start();
    let is_led = AT_ENDS.iter().any(|lead| last.get(..lead.len()).is_some_and(|head| head.eq_ignore_ascii_case(lead)));
    if is_led { persons(names_of(last)) } else { Vec::new() }
}

/// Whether a line is nothing but the words that stand before names, so that the next line holds them.
pub(in super::super) fn is_lead(line: &str) -> bool {
    if line.len() >= 30 {
        return false;
    }
    let line = line.trim().trim_end_matches([' ', ':']).to_lowercase();
    line == "author" || BEFORE_NAMES.iter().any(|lead| lead.is_ascii() && lead.trim_end_matches(':') == line)
}

/// The names behind "by" and its like within a line that tells when something was published.
pub(in super::super) fn names_within(line: &str) -> Vec<String> {
    const WITHIN: &[&str] = &[
        " by ", " von ", " par ", " por ", " door ", " av ", " af ", " di ", " da ", " oleh ", " przez ", " от ",
        " від ",
    ];
    if line.chars().take(MOST_BYLINE_CHARACTERS + 1).count() > MOST_BYLINE_CHARACTERS {
        return Vec::new();
    }
    let lower = line.to_lowercase();
    let found = WITHIN.iter().filter_map(|word| Some((find(&lower, word)?, *word))).min();
    let Some((at, word)) = found.filter(|_| lower.len() == line.len()) else { return Vec::new() };
    let starts = ["publish", "posted", "written", "updated", "on "];
    if !starts.iter().any(|word| lower.starts_with(word)) && read_date(line).is_none() {
        return Vec::new();
    }
    let ends = |c: char| matches!(c, '|' | '(' | ')' | '•' | '·' | '-' | '–' | '—' | '/');
    let behind = line[at + word.len()..].split(ends).next().unwrap_or_default();
    let byline = before_date(behind);
    let is_last = line.ends_with(byline.trim());
    let names = names_of(byline);
    names.into_iter().take_while(|name| is_person(name) || is_last && is_given_name(name)).collect()
}

/// Whether a word is spelt as a given name.
fn is_given_name(word: &str) -> bool {
    word.starts_with(char::is_uppercase) && word.chars().skip(1).all(char::is_lowercase) && word.chars().count() > 2
}
