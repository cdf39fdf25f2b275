//! Plain text to paragraphs, judged by the words of each line alone.

use super::counts::count;
use super::markdown;
use crate::furniture::Line;
use crate::model::{Block, BlockKind, Extracted, Removed};
use crate::text::{AnnotationStudy, is_unspaced, may_be_annotated, tidy_line};

/// Mail and old terminals wrap lines at 72 to 80 columns; with more, a line is a paragraph.
const MOST_WRAPPED_CHARACTERS: usize = 100;

/// The share of a text behind which a line such as "related articles" ends the article.
const MOST_PROSE: f32 = 0.75;

/// A saved plain text: its paragraphs, less what says by its own words that it is no part of an article.
/// No line of it is taken for a title.
///
/// Paragraphs end at blank lines, and at each line break where lines weren't wrapped at a width.
///
/// ```
/// let text = feedmill::extract::plain_text("One\nline.\r\n\r\nTwo.\n\nAdvertisement");
/// assert_eq!(text.blocks[0].text, "One line.");
/// assert_eq!(text.blocks.len(), 2);
/// assert_eq!(text.removed[0].why, "advertisement");
/// ```
pub fn plain_text(text: &str) -> Extracted {
    let (text, annotations_removed) = without_annotations(text);
    let mut extracted = Extracted { method: "text", annotations_removed, ..Extracted::default() };
    let blocks = paragraphs(&text);
    let lines: Vec<Line> = blocks.iter().map(|block| Line::new(&block.text)).collect();
    let end = end_of_article(&blocks, &lines);
    for (index, (block, line)) in blocks.into_iter().zip(&lines).enumerate() {
        let told = line.why().map(|reason| reason.as_str());
        if let Some(why) = told.or((index > end).then_some("after_end")) {
            extracted.removed.push(Removed::within(block.text, why));
        } else if line.is_caption(!count(&block.text).ends_sentence) {
            extracted.captions.push(block.text);
        } else {
            extracted.blocks.push(block);
        }
    }
    extracted
}

/// The first block that opens what follows an article, if most of the text is before it.
fn end_of_article(blocks: &[Block], lines: &[Line]) -> usize {
    let bytes = |blocks: &[Block]| blocks.iter().map(|block| block.text.len()).sum::<usize>() as f32;
    let all = bytes(blocks);
    let opens = |&at: &usize| lines[at].opens().is_some() && bytes(&blocks[..at]) > MOST_PROSE * all;
    (0..blocks.len()).find(opens).unwrap_or(blocks.len())
}

fn without_annotations(text: &str) -> (String, u32) {
    let mut study = AnnotationStudy::default();
    if may_be_annotated(text) {
        text.lines().for_each(|line| study.read(line));
    }
    let Some(annotated) = study.verdict() else { return (text.to_owned(), 0) };
    annotated.strip(text).unwrap_or_else(|| (text.to_owned(), 0))
}

/// Paragraphs of a plain text, whatever they say.
pub(super) fn paragraphs(text: &str) -> Vec<Block> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut paragraphs: Vec<String> = Vec::new();
    let lines: Vec<String> = text.lines().map(tidy_line).collect();
    for group in lines.split(String::is_empty) {
        if is_wrapped(group) {
            paragraphs.push(unwrapped(group));
        } else {
            paragraphs.extend_from_slice(group);
        }
    }
    let paragraph = |text: String| {
        let markdown = markdown::plain(&text);
        Block { kind: BlockKind::Paragraph, text, markdown }
    };
    paragraphs.into_iter().filter(|text| !text.is_empty()).map(paragraph).collect()
}

/// Whether lines were broken at a width: all but the last are about as long as the longest, and sentences
/// go on behind them.
fn is_wrapped(lines: &[String]) -> bool {
    let lengths = || lines.iter().map(|line| line.chars().count());
    let longest = lengths().max().unwrap_or(0);
    let all_but_last = lines.len().saturating_sub(1);
    let closed = lines.iter().take(all_but_last).filter(|line| count(line).ends_sentence).count();
    longest <= MOST_WRAPPED_CHARACTERS
        && lengths().take(all_but_last).all(|length| 2 * length >= longest)
        && 2 * closed <= all_but_last
}

/// Lines joined to a paragraph: by a space, but where both sides are written without.
fn unwrapped(lines: &[String]) -> String {
    let mut paragraph = String::new();
    for line in lines {
        let runs_on = |c: char| is_unspaced(c) || !c.is_ascii() && !c.is_alphanumeric();
        let unspaced = paragraph.ends_with(runs_on) && line.starts_with(is_unspaced);
        if !paragraph.is_empty() && !unspaced {
            paragraph.push(' ');
        }
        paragraph.push_str(line);
    }
    paragraph
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        paragraphs(text).into_iter().map(|block| block.text).collect()
    }

    #[test]
    fn lines_are_paragraphs_or_parts_of_one() {
        for (text, expected) in [
            (
                "The ferry left the harbour\nat noon, an hour late and\nnobody minded.",
                &["The ferry left the harbour at noon, an hour late and nobody minded."][..],
            ),
            ("The ferry left.\nIt was late.\nNobody minded.", &["The ferry left.", "It was late.", "Nobody minded."]),
            ("渡轮中午离开港口，\n晚了一个小时。", &["渡轮中午离开港口，晚了一个小时。"]),
            (
                "编辑：李雷\n渡轮中午离开港口，晚了一个小时，船上的人都在看风景。\n关注",
                &["编辑：李雷", "渡轮中午离开港口，晚了一个小时，船上的人都在看风景。", "关注"],
            ),
            ("", &[]),
        ] {
            assert_eq!(texts(text), expected);
        }
    }
}
