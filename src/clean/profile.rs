//! Who the author is, told below the text: "Jane Doe is a reporter for the River Post."

use super::removed;
use crate::model::{Block, BlockKind, Record, Removed};
use crate::text::{comparable, count_words, is_unspaced};

/// An author's life fills the last lines and no more.
const MOST_BLOCKS: usize = 3;
const MOST_WORDS: u32 = 90;

/// Fewer words behind a name sign the article.
const LEAST_WORDS: u32 = 5;

/// The text before it goes on for this many times as many words.
const TEXT_TIMES: u32 = 4;

/// A name of fewer words, or of fewer characters where there are no spaces, begins other sentences too.
const LEAST_NAME_WORDS: usize = 2;
const LEAST_UNSPACED_NAME: usize = 3;

/// The text without paragraphs at its end that begin with the name of one of its authors.
pub(super) fn without_profile(mut blocks: Vec<Block>, record: &Record, left_out: &mut Vec<Removed>) -> Vec<Block> {
    let names: Vec<String> = record.authors.iter().filter(|name| is_full(name)).map(|name| comparable(name)).collect();
    let words = |blocks: &[Block]| blocks.iter().map(|block| count_words(&block.text)).sum::<u32>();
    let mut from = blocks.len();
    while from > 0 && blocks.len() - from < MOST_BLOCKS && tells_of(&blocks[from - 1], &names) {
        from -= 1;
    }
    if from == blocks.len() || words(&blocks[..from]) < TEXT_TIMES * words(&blocks[from..]) {
        return blocks;
    }
    left_out.extend(blocks.drain(from..).map(|block| removed(block, "byline")));
    blocks
}

fn is_full(name: &str) -> bool {
    if name.chars().any(is_unspaced) {
        name.chars().count() >= LEAST_UNSPACED_NAME
    } else {
        name.split_whitespace().count() >= LEAST_NAME_WORDS
    }
}

fn tells_of(block: &Block, names: &[String]) -> bool {
    block.kind == BlockKind::Paragraph && (LEAST_WORDS..=MOST_WORDS).contains(&count_words(&block.text)) && {
        let text = comparable(&block.text);
        names.iter().any(|name| !name.is_empty() && text.starts_with(name.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(lines: &[&str], authors: &[&str]) -> usize {
        let record = Record { authors: authors.iter().map(|&name| name.to_owned()).collect(), ..Record::default() };
        let block =
            |text: &&str| Block { kind: BlockKind::Paragraph, text: (*text).to_owned(), markdown: (*text).to_owned() };
        without_profile(lines.iter().map(block).collect(), &record, &mut Vec::new()).len()
    }

    #[test]
    fn the_authors_life_is_no_part_of_the_article() {
        let text = "The ferry left at noon, an hour late, and nobody minded. ".repeat(10);
        let quoted = "The boat, Jane Doe says, is a hazard to the whole river.";
        for (last, authors, kept) in [
            ("Jane Doe is a reporter for the River Post.", &["Jane Doe"][..], 1),
            ("Jane Doe is a captain.", &["John Roe"], 2),
            (quoted, &["Jane Doe"], 2),
            ("Jane Doe, Tórshavn", &["Jane Doe"], 2),
            ("Desk: the ferry's own desk, it says.", &["Desk"], 2),
            ("欧阳修文是本报驻河口的记者，写过三本书。", &["欧阳修文"], 1),
        ] {
            assert_eq!(left(&[&text, last], authors), kept, "{last}");
        }
        assert_eq!(left(&["Jane Doe is a reporter for the River Post."], &["Jane Doe"]), 1);
    }
}
