//! Chosen blocks to what a record holds: their kind, their text, their Markdown.

use super::blocks::{ElementIndex, Survey, TextBlock};
use super::markdown::{self, Source};
use super::tags::Tag;
use crate::model::{Block, BlockKind};
use crate::text::tidy_line;
use std::collections::HashSet;

/// Climbs past this many elements find no list or quotation that matters.
const CLIMB: usize = 24;

/// A table has cells of a few words; with more it is a layout.
const WORDS_PER_CELL: f32 = 25.0;

/// Blocks in reading order, the cells of a table put together.
pub(super) fn render(source: &Source<'_>, chosen: &[usize]) -> Vec<Block> {
    let mut blocks = Vec::with_capacity(chosen.len());
    let mut last_item = None;
    let mut rest = chosen;
    while let Some((&index, after)) = rest.split_first() {
        let block = &source.survey.blocks[index];
        let (cells, others) = rest.split_at(cells_of_one_table(source.survey, rest));
        if is_data_table(source.survey, cells) {
            blocks.extend(table(source, cells));
            rest = others;
            continue;
        }
        rest = after;
        let place = place_of(source.survey, block);
        let starts_item = place.item != last_item;
        last_item = place.item;
        let kind = match place.kind {
            BlockKind::ListItem { .. } if !starts_item => BlockKind::Paragraph,
            kind => kind,
        };
        blocks.extend(one(source, block, kind, place.ordered));
    }
    blocks
}

fn one(source: &Source<'_>, block: &TextBlock, kind: BlockKind, ordered: bool) -> Option<Block> {
    if kind == BlockKind::Code {
        let text = markdown::lines_of_code(source, block);
        let markdown = markdown::fenced(&text);
        return (!text.is_empty()).then_some(Block { kind, text, markdown });
    }
    let text = tidy_line(&source.survey.text[block.text.clone()]);
    if text.is_empty() {
        return None;
    }
    let line = markdown::line(source, block);
    let markdown = match kind {
        BlockKind::Heading(level) => format!("{} {}", "#".repeat(usize::from(level)), line.inner()),
        BlockKind::ListItem { depth } => {
            let marker = if ordered { "1. " } else { "- " };
            format!("{}{marker}{}", "  ".repeat(usize::from(depth)), line.at_line_start())
        }
        BlockKind::Quote => format!("> {}", line.at_line_start()),
        BlockKind::Paragraph | BlockKind::Code | BlockKind::Table => line.at_line_start(),
    };
    Some(Block { kind, text, markdown })
}

struct Place {
    kind: BlockKind,
    ordered: bool,
    /// The list item that the block is in.
    item: Option<ElementIndex>,
}

fn place_of(survey: &Survey, block: &TextBlock) -> Place {
    let mut place = Place { kind: BlockKind::Paragraph, ordered: false, item: None };
    let mut lists = 0u8;
    let mut index = block.element;
    for _ in 0..CLIMB {
        let element = &survey.elements[index];
        match element.tag {
            Tag::Heading(level) => {
                place.kind = BlockKind::Heading(level);
                return place;
            }
            Tag::Preformatted => {
                place.kind = BlockKind::Code;
                return place;
            }
            // Items of several paragraphs are parts of a page rather than of a list.
            Tag::ItemOfList if place.item.is_none() && element.blocks.len() <= 3 => place.item = Some(index),
            Tag::Blockquote if place.item.is_none() => {
                place.kind = BlockKind::Quote;
                return place;
            }
            Tag::List | Tag::OrderedList if place.item.is_some() => {
                place.ordered |= lists == 0 && element.tag == Tag::OrderedList;
                lists = lists.saturating_add(1);
            }
            Tag::Body | Tag::Article => break,
            _ => {}
        }
        index = element.parent;
    }
    if place.item.is_some() && lists > 0 {
        place.kind = BlockKind::ListItem { depth: (lists - 1).min(5) };
    }
    place
}

/// The row and cell that a block is in, if it is in a table; and the table.
fn cell_of(survey: &Survey, block: &TextBlock) -> Option<[ElementIndex; 3]> {
    let mut index = block.element;
    let mut cell = None;
    let mut row = None;
    for _ in 0..8 {
        let element = &survey.elements[index];
        match element.tag {
            Tag::Cell if cell.is_none() => cell = Some(index),
            Tag::Row if cell.is_some() && row.is_none() => row = Some(index),
            Tag::Table if row.is_some() && survey.elements[element.parent].tag != Tag::Table => {
                return Some([index, row?, cell?]);
            }
            Tag::Body => break,
            _ => {}
        }
        index = element.parent;
    }
    None
}

/// How many of the first blocks lie in the same table as the first.
fn cells_of_one_table(survey: &Survey, chosen: &[usize]) -> usize {
    let table_of = |index: &usize| cell_of(survey, &survey.blocks[*index]).map(|[table, ..]| table);
    let Some(first) = chosen.first().and_then(table_of) else { return 0 };
    chosen.iter().take_while(|index| table_of(index) == Some(first)).count()
}

fn is_data_table(survey: &Survey, cells: &[usize]) -> bool {
    let mut rows = HashSet::new();
    let mut distinct = HashSet::new();
    let mut words = 0.0;
    for &index in cells {
        let block = &survey.blocks[index];
        let Some([_, row, cell]) = cell_of(survey, block) else { return false };
        rows.insert(row);
        distinct.insert(cell);
        words += block.counts.words;
    }
    rows.len() >= 2 && distinct.len() > rows.len() && words < WORDS_PER_CELL * distinct.len() as f32
}

fn table(source: &Source<'_>, cells: &[usize]) -> Option<Block> {
    let mut rows: Vec<Vec<(String, String)>> = Vec::new();
    let mut at = (None, None);
    for &index in cells {
        let block = &source.survey.blocks[index];
        let Some([_, row, cell]) = cell_of(source.survey, block) else { continue };
        if at.0 != Some(row) {
            rows.push(Vec::new());
            at = (Some(row), None);
        }
        let text = tidy_line(&source.survey.text[block.text.clone()]);
        let inner = markdown::line(source, block).inner().replace('|', "\\|");
        let Some(current) = rows.last_mut() else { continue };
        match current.last_mut() {
            Some((known_text, known_inner)) if at.1 == Some(cell) => {
                known_text.push(' ');
                known_text.push_str(&text);
                known_inner.push(' ');
                known_inner.push_str(&inner);
            }
            _ => current.push((text, inner)),
        }
        at.1 = Some(cell);
    }
    rows.retain(|row| row.iter().any(|(text, _)| !text.is_empty()));
    let columns = rows.iter().map(Vec::len).max()?;
    let text: Vec<String> =
        rows.iter().map(|row| row.iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>().join(" ")).collect();
    let mut lines: Vec<String> = rows
        .iter()
        .map(|row| {
            let mut cells: Vec<&str> = row.iter().map(|(_, inner)| inner.as_str()).collect();
            cells.resize(columns, "");
            format!("| {} |", cells.join(" | "))
        })
        .collect();
    lines.insert(1, format!("|{}", " --- |".repeat(columns)));
    Some(Block { kind: BlockKind::Table, text: text.join("\n"), markdown: lines.join("\n") })
}
