//! Lines that say who made the article, where they are plainly labelled.

use super::labels::labelled_facts;
use super::removed;
use crate::model::{Block, BlockKind, Removed};
use crate::text::tidy_line;
use std::collections::BTreeMap;

/// What a line of credits begins with, lower case, and the role that it names.
const LABELS: &[(&str, &str)] = &[
    ("责任编辑：", "editor"),
    ("责任编辑:", "editor"),
    ("责编：", "editor"),
    ("责编:", "editor"),
    ("编辑：", "editor"),
    ("编辑:", "editor"),
    ("校对：", "editor"),
    ("作者：", "reporter"),
    ("记者：", "reporter"),
    ("摄影：", "photographer"),
    ("来源：", "agency"),
    ("reporting by ", "reporter"),
    ("edited by ", "editor"),
    ("editing by ", "editor"),
    ("photo: ", "photographer"),
    ("photo by ", "photographer"),
    ("photos: ", "photographer"),
    ("photograph: ", "photographer"),
    ("foto: ", "photographer"),
];

/// Marks between several names on one line.
const BETWEEN: &[char] = &['、', '，', ',', ';', '；', ' '];

/// Credits stand in short lines of their own.
const MOST_CHARACTERS: usize = 80;

/// What the page says of its makers: role to names.
pub(super) type Credits = BTreeMap<String, Vec<String>>;

/// Takes credit lines out of the text; they are listed as left out and kept as credits.
pub(super) fn take_credits(blocks: Vec<Block>, left_out: &mut Vec<Removed>) -> (Vec<Block>, Credits) {
    let mut credits = Credits::new();
    let mut kept = Vec::with_capacity(blocks.len());
    for block in blocks {
        let facts = (block.kind == BlockKind::Paragraph).then(|| labelled_facts(&block.text)).flatten();
        let found = match &facts {
            Some(facts) => facts.iter().map(|&(role, names)| (role, names_between(names))).collect(),
            None => credits_in(&block),
        };
        if found.is_empty() && facts.is_none() {
            kept.push(block);
            continue;
        }
        for (role, names) in found {
            let known = credits.entry(role.to_owned()).or_default();
            for name in names {
                if !name.is_empty() && !known.contains(&name) {
                    known.push(name);
                }
            }
        }
        left_out.push(removed(block, "credit"));
    }
    (kept, credits)
}

/// The roles and names of a line that is nothing but credits; none for any other.
fn credits_in(block: &Block) -> Vec<(&'static str, Vec<String>)> {
    if block.kind != BlockKind::Paragraph || block.text.chars().count() > MOST_CHARACTERS {
        return Vec::new();
    }
    let bare = block.text.trim_matches(|c| matches!(c, '(' | ')' | '（' | '）' | '[' | ']' | '【' | '】' | ' '));
    // Agencies name several roles on a line: "Reporting by Jane Doe; Editing by John Roe".
    let parts: Option<Vec<_>> = bare.split([';', '；']).map(|part| credit_in(part.trim())).collect();
    parts.unwrap_or_default()
}

fn credit_in(part: &str) -> Option<(&'static str, Vec<String>)> {
    let lower = part.to_lowercase();
    let (label, role) = LABELS.iter().find(|(label, _)| lower.starts_with(label))?;
    let names = part.get(label.len()..)?;
    // Interviews mark the questions so: "记者：…？".
    if names.contains(['。', '？', '！', '?', '!']) {
        return None;
    }
    let names = names_between(names);
    let is_name = |name: &String| name.chars().count() <= 40 && name.split_whitespace().count() <= 5;
    names.iter().all(is_name).then_some((role, names))
}

fn names_between(names: &str) -> Vec<String> {
    let spaced = !names.chars().any(crate::text::is_unspaced);
    if spaced {
        names.split(" and ").flat_map(|part| part.split(',')).map(tidy_line).collect()
    } else {
        names.split(BETWEEN).map(tidy_line).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_labelled_lines_are_credits() {
        for (line, role, names) in [
            ("责任编辑：李雷", "editor", &["李雷"][..]),
            ("（责编：李雷、韩梅梅）", "editor", &["李雷", "韩梅梅"]),
            ("(Reporting by Jane Doe and John Roe; Editing by Ana Díaz)", "reporter", &["Jane Doe", "John Roe"]),
            ("Photo: Jane Doe", "photographer", &["Jane Doe"]),
        ] {
            let block = Block { kind: BlockKind::Paragraph, text: line.to_owned(), markdown: line.to_owned() };
            let (kept, credits) = take_credits(vec![block], &mut Vec::new());
            assert!(kept.is_empty(), "{line}");
            assert_eq!(credits[role], names, "{line}");
            assert_eq!(credits.contains_key("editor"), line.contains("Editing") || line.contains("责"), "{line}");
        }
        for line in [
            "Photo by photo, the town was rebuilt in the memory of those who had left it.",
            "Jane Doe",
            "记者：渡轮为什么沉没？",
        ] {
            let block = Block { kind: BlockKind::Paragraph, text: line.to_owned(), markdown: line.to_owned() };
            assert_eq!(take_credits(vec![block], &mut Vec::new()).0.len(), 1, "{line}");
        }
    }
}
