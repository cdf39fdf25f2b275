//! `feedmill diff`: what changed between two revisions of an article, word by word.

use super::arguments::{Diff, Place};
use super::failure::Failure;
use super::locate;
use super::output::{json_line, printable, stdout, utc};
use crate::model::ArticleId;
use crate::store::{Revision, StoreError};
use crate::text::{Difference, difference};
use serde_json::json;
use std::io::{self, IsTerminal, Write};

/// Words of what stayed that are shown on each side of a change.
const WORDS_AROUND: usize = 12;

pub fn diff(place: &Place, arguments: &Diff) -> Result<(), Failure> {
    let id = ArticleId(arguments.id);
    let archive = locate::archive(place)?;
    let revisions = archive.revisions(id)?;
    if revisions.is_empty() {
        archive.show(id)?.ok_or(StoreError::UnknownArticle(id))?;
        return Err(Failure::new("the article has no revision yet: its page is still wanted"));
    }
    let (from, to) = chosen(&revisions, arguments)?;
    let mut out = stdout();
    if arguments.json {
        json_line(&mut out, &as_json(id, from, to))?;
    } else {
        let marks = if io::stdout().is_terminal() { COLOURS } else { BRACKETS };
        writeln!(out, "--- revision {} ({}, {})", from.revision, utc(from.made_at), from.reason.as_str())?;
        writeln!(out, "+++ revision {} ({}, {})", to.revision, utc(to.made_at), to.reason.as_str())?;
        for (name, old, new) in [("title", title(from), title(to)), ("text", &from.text, &to.text)] {
            if old != new {
                writeln!(out, "\n[{name}]\n{}", shown(&difference(old, new), marks))?;
            }
        }
    }
    Ok(out.flush()?)
}

fn title(revision: &Revision) -> &str {
    revision.title.as_deref().unwrap_or_default()
}

/// The revisions that were asked for; without a word, the last two.
fn chosen<'a>(revisions: &'a [Revision], arguments: &Diff) -> Result<(&'a Revision, &'a Revision), Failure> {
    let numbered = |number: u32| {
        revisions.iter().find(|revision| revision.revision == number).ok_or_else(|| {
            Failure::usage(format!("there is no revision {number}"))
                .with_hint(format!("the article has revisions 1 to {}", revisions.len()))
        })
    };
    let to = match (arguments.to, revisions.last()) {
        (Some(number), _) => numbered(number)?,
        (None, Some(last)) => last,
        (None, None) => return Err(Failure::new("the article has no revision yet")),
    };
    let from = match arguments.from {
        Some(number) => numbered(number)?,
        None if to.revision > 1 => numbered(to.revision - 1)?,
        None => return Err(Failure::new("the article has one revision: nothing has changed since it was first read")),
    };
    Ok((from, to))
}

fn as_json(id: ArticleId, from: &Revision, to: &Revision) -> serde_json::Value {
    let side = |revision: &Revision| json!({"revision": revision.revision, "made_at": utc(revision.made_at), "reason": revision.reason});
    json!({
        "article_id": id,
        "from": side(from),
        "to": side(to),
        "title": difference(title(from), title(to)),
        "text": difference(&from.text, &to.text),
    })
}

/// What stands around removed and around added text.
type Marks = [(&'static str, &'static str); 2];
const BRACKETS: Marks = [("[-", "-]"), ("{+", "+}")];
const COLOURS: Marks = [("\u{1b}[31;9m", "\u{1b}[0m"), ("\u{1b}[32m", "\u{1b}[0m")];

/// Changes with some words around them; longer stretches that stayed are left out.
fn shown(pieces: &[Difference], [removed, added]: Marks) -> String {
    let mut line = String::new();
    for (place, piece) in pieces.iter().enumerate() {
        let text = printable(piece.text());
        match piece {
            Difference::Removed(_) => line.extend([removed.0, &text, removed.1]),
            Difference::Added(_) => line.extend([added.0, &text, added.1]),
            Difference::Same(_) => line.push_str(&shortened(&text, place > 0, place + 1 < pieces.len())),
        }
    }
    line
}

/// A stretch that stayed, as far as it stands beside a change.
fn shortened(text: &str, after_change: bool, before_change: bool) -> String {
    let ends: Vec<usize> = word_ends(text);
    let sides = usize::from(after_change) + usize::from(before_change);
    if ends.len() <= WORDS_AROUND * sides.max(1) {
        return text.to_owned();
    }
    let head = if after_change { &text[..ends[WORDS_AROUND - 1]] } else { "" };
    let tail = if before_change { &text[ends[ends.len() - 1 - WORDS_AROUND]..] } else { "" };
    format!("{head} […] {}", tail.trim_start())
}

/// Where words end: at white space, or behind each character of a script without spaces.
fn word_ends(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut inside = false;
    for (at, c) in text.char_indices() {
        if c.is_whitespace() {
            if inside {
                ends.push(at);
            }
            inside = false;
        } else if crate::text::is_unspaced(c) {
            ends.push(at + c.len_utf8());
            inside = false;
        } else {
            inside = true;
        }
    }
    if inside {
        ends.push(text.len());
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_stand_among_some_words() {
        let old = format!("{}left at noon. {}", "before ".repeat(40), "after ".repeat(40));
        let new = old.replace("noon", "one");
        let text = shown(&difference(&old, &new), BRACKETS);
        let expected = format!("[…] {}left at [-noon-]{{+one+}}. {}[…]", "before ".repeat(10), "after ".repeat(11));
        assert_eq!(text.trim(), expected.trim());
        assert_eq!(shown(&difference("渡轮今天开放", "渡轮明天开放"), BRACKETS), "渡轮[-今-]{+明+}天开放");
    }
}
