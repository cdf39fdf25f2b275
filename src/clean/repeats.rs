//! Headline, byline and dateline repeated at the top of the text, pull quotes, and blocks said twice in a row.

use super::removed;
use crate::model::{Block, BlockKind, Record, Removed};
use crate::text::{comparable, count_words};
use chrono::Datelike;
use std::collections::HashSet;

/// The top of a text: a headline that is repeated further down is part of it.
const TOP_BLOCKS: usize = 4;

/// Behind a paragraph of this length a heading that says the title heads a part of the text.
const LEAST_PARAGRAPH_BYTES: usize = 60;

/// Longer lines say more than who and when.
const MOST_BYLINE_WORDS: u32 = 14;

/// Letters of a month's name with a label and a weekday before it.
const MOST_DATE_LETTERS: usize = 28;

/// A paragraph of this length is said twice only where a page shows its article twice.
const LEAST_REPEATED_BYTES: usize = 200;

/// A quotation of fewer letters is a word or a name that others say, too.
const LEAST_QUOTED_BYTES: usize = 20;

/// A text with more quotations is a collection of them.
const MOST_QUOTES: usize = 12;

/// The text without what its record says already. `titles` are the page's own, comparable.
pub(super) fn without_repeats(blocks: Vec<Block>, record: &Record, titles: &[String]) -> (Vec<Block>, Vec<Removed>) {
    let title = record.title.as_deref().map(comparable).unwrap_or_default();
    let pulled = pull_quotes(&blocks);
    let mut kept: Vec<Block> = Vec::with_capacity(blocks.len());
    let mut left_out = Vec::new();
    let mut said: HashSet<String> = HashSet::new();
    for (index, block) in blocks.into_iter().enumerate() {
        // Above the text the page says it of the article.
        let of_head = |block, why| Removed { is_around: kept.is_empty(), ..removed(block, why) };
        let folded = if index < TOP_BLOCKS { comparable(&block.text) } else { String::new() };
        let says_title = !folded.is_empty() && (folded == title || titles.contains(&folded));
        if says_title && !is_subhead(&block, &kept) {
            left_out.push(of_head(block, "repeated_title"));
        } else if index < TOP_BLOCKS && is_byline(&block, &folded, record) {
            left_out.push(of_head(block, "byline"));
        } else if index < TOP_BLOCKS && is_dateline(&block, &folded, record) {
            left_out.push(of_head(block, "dateline"));
        } else if pulled.contains(&index) || is_said_already(&block, kept.last(), &mut said) {
            left_out.push(removed(block, "repeated"));
        } else {
            kept.push(block);
        }
    }
    (kept, left_out)
}

/// Quotations in quotation marks that a paragraph of the same text has as well: a sentence of it set once more, larger.
fn pull_quotes(blocks: &[Block]) -> Vec<usize> {
    let is_marked = |block: &Block| block.kind == BlockKind::Quote && block.text.starts_with(is_quotation_mark);
    let marked = blocks.iter().enumerate().filter(|(_, block)| is_marked(block));
    let quotes: Vec<(usize, String)> = marked
        .map(|(index, block)| (index, comparable(&block.text)))
        .filter(|(_, letters)| letters.len() >= LEAST_QUOTED_BYTES)
        .take(MOST_QUOTES)
        .collect();
    if quotes.is_empty() {
        return Vec::new();
    }
    let paragraphs = blocks.iter().filter(|block| block.kind == BlockKind::Paragraph);
    let paragraphs: Vec<String> = paragraphs.map(|block| comparable(&block.text)).collect();
    let is_said = |letters: &str| paragraphs.iter().any(|paragraph| paragraph.contains(letters));
    quotes.into_iter().filter(|(_, letters)| is_said(letters)).map(|(index, _)| index).collect()
}

fn is_quotation_mark(c: char) -> bool {
    matches!(c, '"' | '\'' | '“' | '”' | '„' | '‘' | '’' | '‚' | '«' | '»' | '‹' | '›' | '「' | '『')
}

/// Whether the block before, or if this one is long any block so far, says the same.
fn is_said_already(block: &Block, before: Option<&Block>, said: &mut HashSet<String>) -> bool {
    let is_long = block.text.len() >= LEAST_REPEATED_BYTES;
    let is_new = !is_long || said.insert(block.text.clone());
    let follows_itself = before.is_some_and(|last| last.text == block.text && block.kind != BlockKind::Code);
    follows_itself || !is_new
}

fn is_subhead(block: &Block, before: &[Block]) -> bool {
    let is_text = |block: &Block| block.kind == BlockKind::Paragraph && block.text.len() >= LEAST_PARAGRAPH_BYTES;
    matches!(block.kind, BlockKind::Heading(2..)) && before.iter().any(is_text)
}

/// A line that is nothing but the authors' names and the date.
fn is_byline(block: &Block, folded: &str, record: &Record) -> bool {
    if record.authors.is_empty() || count_words(&block.text) > MOST_BYLINE_WORDS {
        return false;
    }
    let mut rest = folded.to_owned();
    for name in &record.authors {
        let name = comparable(name);
        if !name.is_empty() {
            rest = rest.replace(&name, "");
        }
    }
    let dates = |c: char| c.is_numeric();
    rest.len() < folded.len() && rest.chars().filter(|&c| !dates(c)).count() <= 12
}

/// A line that is nothing but a date of the year of publication.
fn is_dateline(block: &Block, folded: &str, record: &Record) -> bool {
    let Some(published) = record.published else { return false };
    let letters = folded.chars().filter(|c| !c.is_numeric()).count();
    let digits = folded.chars().filter(|c| c.is_numeric()).count();
    count_words(&block.text) <= MOST_BYLINE_WORDS
        && folded.contains(&published.year().to_string())
        && (5..=16).contains(&digits)
        && letters <= MOST_DATE_LETTERS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(lines: &[&str], title: &str, author: &str) -> Vec<String> {
        let record = Record { title: Some(title.into()), authors: vec![author.into()], ..Record::default() };
        let block =
            |text: &&str| Block { kind: BlockKind::Paragraph, text: (*text).to_owned(), markdown: (*text).to_owned() };
        without_repeats(lines.iter().map(block).collect(), &record, &[]).0.into_iter().map(|block| block.text).collect()
    }

    #[test]
    fn the_top_is_cleared_and_the_text_stays() {
        let lines = [
            "Ferry “sinks”",
            "By Jane Doe, 23 Nov 2026",
            "It sank.",
            "It sank.",
            "Jane Doe saw it from the harbour.",
            "Ferry sinks",
        ];
        let expected = ["It sank.", "Jane Doe saw it from the harbour.", "Ferry sinks"];
        assert_eq!(texts(&lines, "Ferry sinks", "Jane Doe"), expected);
        assert_eq!(texts(&["渡轮沉没", "记者 李雷", "渡轮中午沉没。"], "渡轮沉没", "李雷"), ["渡轮中午沉没。"]);
    }

    #[test]
    fn a_pull_quote_is_no_part_of_the_text() {
        for (quote, paragraph, stays) in [
            ("“Nobody waved when it left.”", "“Nobody waved when it left,” said the harbour master, who did.", false),
            ("「誰も手を振らなかった、と彼は言う。」", "港長は「誰も手を振らなかった、と彼は言う」と述べた。", false),
            ("“Nobody waved when it left.”", "The harbour master said that nobody waved.", true),
            ("“Nobody waved.”", "“Nobody waved,” said the harbour master.", true),
            ("Nobody waved when it left.", "“Nobody waved when it left,” said the harbour master.", true),
        ] {
            let block = |kind, text: &str| Block { kind, text: text.to_owned(), markdown: text.to_owned() };
            let blocks = vec![block(BlockKind::Quote, quote), block(BlockKind::Paragraph, paragraph)];
            let (kept, left_out) = without_repeats(blocks, &Record::default(), &[]);
            assert_eq!(kept.iter().any(|block| block.text == quote), stays, "{quote}");
            assert_eq!(left_out.iter().any(|removed| removed.why == "repeated"), !stays, "{quote}");
        }
    }

    #[test]
    fn a_part_of_the_text_may_be_headed_by_its_title() {
        let record = Record { title: Some("What is a ferry?".into()), ..Record::default() };
        let block = |kind, text: &str| Block { kind, text: text.to_owned(), markdown: text.to_owned() };
        let blocks = vec![
            block(BlockKind::Heading(1), "What is a ferry?"),
            block(BlockKind::Paragraph, "Whoever lives on an island asks early in life what it is that comes at noon."),
            block(BlockKind::Heading(2), "What is a ferry?"),
            block(BlockKind::Paragraph, "A boat."),
        ];
        let (kept, left_out) = without_repeats(blocks, &record, &[]);
        assert_eq!(
            kept.iter().map(|block| block.kind).collect::<Vec<_>>(),
            [BlockKind::Paragraph, BlockKind::Heading(2), BlockKind::Paragraph]
        );
        assert_eq!(left_out.len(), 1);
    }
}
