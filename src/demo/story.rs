//! A story of the newsroom as its file holds it: fields, a blank line, then one block a line.

use crate::model::PublisherTime;
use chrono::DateTime;
use thiserror::Error;

/// An article before it takes the shape of a feed item or a page.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Story {
    /// The last part of the page's address, and the file's name.
    pub slug: &'static str,
    pub title: &'static str,
    pub published: PublisherTime,
    pub byline: &'static str,
    pub section: &'static str,
    pub summary: &'static str,
    pub caption: &'static str,
    pub credit: &'static str,
    pub fate: PageFate,
    /// The key of a second paper whose feed lists the story too.
    pub also_in: Option<&'static str>,
    pub correction: Option<Correction>,
    /// Empty where the paper keeps its pages whole, as bytes.
    pub blocks: Vec<Block>,
}

/// What becomes of a request for the address that the feed gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum PageFate {
    #[default]
    Served,
    /// A redirect leads to the page.
    Moved,
    /// Answered by 404; the feed carries the whole text instead.
    Gone,
}

/// What the second round prints in place of the first.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Correction {
    pub title: &'static str,
    pub at: PublisherTime,
    pub note: &'static str,
}

/// One line of a story's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Block {
    Paragraph(&'static str),
    Heading(&'static str),
    Quote(&'static str),
    /// A line of the fact box beside the text.
    Fact(&'static str),
}

/// What is wrong with a story's file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(super) enum StoryFault {
    #[error("the story `{slug}` lacks the field `{field}`")]
    Missing { slug: &'static str, field: &'static str },
    #[error("the story `{slug}` has the line `{line}` among its fields, which is not `name: value`")]
    NotAField { slug: &'static str, line: &'static str },
    #[error("the story `{slug}` has an unknown field `{field}`")]
    UnknownField { slug: &'static str, field: &'static str },
    #[error("the story `{slug}` has `{value}` for `{field}`")]
    Value { slug: &'static str, field: &'static str, value: &'static str },
}

const FIELDS: &[&str] = &[
    "title",
    "published",
    "byline",
    "section",
    "summary",
    "caption",
    "credit",
    "page",
    "also-in",
    "corrected-title",
    "corrected-at",
    "corrected-note",
];

/// Reads a story's file; the format is told in `newsroom/README.md`.
pub(super) fn parse(slug: &'static str, text: &'static str) -> Result<Story, StoryFault> {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let fields = Fields::read(slug, head)?;
    Ok(Story {
        slug,
        title: fields.required("title")?,
        published: fields.time("published")?,
        byline: fields.required("byline")?,
        section: fields.required("section")?,
        summary: fields.required("summary")?,
        caption: fields.required("caption")?,
        credit: fields.required("credit")?,
        fate: fields.fate()?,
        also_in: fields.get("also-in"),
        correction: fields.correction()?,
        blocks: body.lines().map(str::trim).filter(|line| !line.is_empty()).map(block).collect(),
    })
}

fn block(line: &'static str) -> Block {
    if let Some(heading) = line.strip_prefix("## ") {
        Block::Heading(heading)
    } else if let Some(quote) = line.strip_prefix("> ") {
        Block::Quote(quote)
    } else if let Some(fact) = line.strip_prefix("- ") {
        Block::Fact(fact)
    } else {
        Block::Paragraph(line)
    }
}

struct Fields {
    slug: &'static str,
    pairs: Vec<(&'static str, &'static str)>,
}

impl Fields {
    fn read(slug: &'static str, head: &'static str) -> Result<Fields, StoryFault> {
        let mut pairs = Vec::new();
        for line in head.lines() {
            let (field, value) = line.split_once(": ").ok_or(StoryFault::NotAField { slug, line })?;
            if !FIELDS.contains(&field) {
                return Err(StoryFault::UnknownField { slug, field });
            }
            pairs.push((field, value.trim()));
        }
        Ok(Fields { slug, pairs })
    }

    fn get(&self, field: &str) -> Option<&'static str> {
        self.pairs.iter().find(|(name, _)| *name == field).map(|(_, value)| *value)
    }

    fn required(&self, field: &'static str) -> Result<&'static str, StoryFault> {
        self.get(field).ok_or(StoryFault::Missing { slug: self.slug, field })
    }

    fn time(&self, field: &'static str) -> Result<PublisherTime, StoryFault> {
        let value = self.required(field)?;
        DateTime::parse_from_rfc3339(value).map_err(|_| StoryFault::Value { slug: self.slug, field, value })
    }

    fn fate(&self) -> Result<PageFate, StoryFault> {
        match self.get("page") {
            None => Ok(PageFate::Served),
            Some("moved") => Ok(PageFate::Moved),
            Some("gone") => Ok(PageFate::Gone),
            Some(value) => Err(StoryFault::Value { slug: self.slug, field: "page", value }),
        }
    }

    fn correction(&self) -> Result<Option<Correction>, StoryFault> {
        let Some(title) = self.get("corrected-title") else { return Ok(None) };
        Ok(Some(Correction { title, at: self.time("corrected-at")?, note: self.required("corrected-note")? }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = "title: A: B\npublished: 2026-11-03T07:40:00+01:00\nbyline: N\nsection: S\nsummary: M\n\
                         caption: C\ncredit: D\npage: moved\n\nFirst.\n\n## Head\n> Said.\n- Fact: 1\n";

    #[test]
    fn fields_and_blocks_are_read() {
        let story = parse("a-b", WHOLE).unwrap();
        assert_eq!((story.title, story.fate), ("A: B", PageFate::Moved));
        assert_eq!(story.published.to_rfc3339(), "2026-11-03T07:40:00+01:00");
        let expected =
            [Block::Paragraph("First."), Block::Heading("Head"), Block::Quote("Said."), Block::Fact("Fact: 1")];
        assert_eq!(story.blocks, expected);
    }

    #[test]
    fn a_fault_names_the_story_and_the_field() {
        for (text, expected) in [
            ("title: A", "the story `x` lacks the field `published`"),
            ("title A", "the story `x` has the line `title A` among its fields, which is not `name: value`"),
            ("titel: A", "the story `x` has an unknown field `titel`"),
            ("title: A\npublished: today", "the story `x` has `today` for `published`"),
        ] {
            assert_eq!(parse("x", text).unwrap_err().to_string(), expected);
        }
    }
}
