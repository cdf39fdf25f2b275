//! Who made the article: lines that say nothing else, captions that name their maker, and the dateline that a text begins with.

use super::datelines::Dateline;
use super::labels::labelled_facts;
use super::names::{MOST_HAN_NAME_CHARACTERS, is_name, names_between};
use super::removed;
use crate::furniture::{Role, label_at, label_before};
use crate::model::{Block, BlockKind, Removed};
use std::collections::BTreeMap;

const BRACKETS: &[char] = &['(', ')', '（', '）', '[', ']', '【', '】', '〔', '〕', ' '];

/// Credits stand in short lines of their own.
const MOST_CHARACTERS: usize = 120;

/// Where a dateline may stand: the first paragraphs, below a headline that wasn't known.
const DATELINE_BLOCKS: usize = 2;

/// What the page says of its makers: role to names.
pub(super) type Credits = BTreeMap<String, Vec<String>>;

/// What lines near the text are left out for when nothing but their score speaks against them.
const NO_REASON: &str = "low_score";

/// Takes credit lines out of the text, and reads those that stand `beside` it; they are listed as left out and kept as credits. What captions and the
/// dateline say stays where it is.
pub(super) fn take_credits(
    blocks: Vec<Block>,
    captions: &[String],
    left_out: &mut Vec<Removed>,
    beside: &mut [Removed],
) -> (Vec<Block>, Credits) {
    let mut credits = Credits::new();
    let mut kept: Vec<Block> = Vec::with_capacity(blocks.len());
    for block in blocks {
        match (block.kind == BlockKind::Paragraph).then(|| told_by(&block.text)).flatten() {
            Some(found) => {
                found.into_iter().for_each(|(role, names)| add(&mut credits, role, names));
                left_out.push(removed(block, "credit"));
            }
            None => kept.push(block),
        }
    }
    // Some stand so far from the text that it was left out without a look at its words.
    for line in beside.iter_mut().filter(|line| line.why == NO_REASON) {
        if let Some(found) = told_by(&line.text).filter(|found| !found.is_empty()) {
            found.into_iter().for_each(|(role, names)| add(&mut credits, role, names));
            line.why = "credit".to_owned();
        }
    }
    let dateline = kept.iter().take(DATELINE_BLOCKS).find_map(|block| Dateline::read(&block.text));
    if let Some(dateline) = dateline {
        add(&mut credits, Role::Agency.as_str(), dateline.agency.into_iter().collect());
        add(&mut credits, "dateline", dateline.place_and_date);
        add(&mut credits, Role::Reporter.as_str(), dateline.reporters);
    }
    for caption in captions {
        add(&mut credits, Role::Photographer.as_str(), photographers(caption));
    }
    (kept, credits)
}

fn add(credits: &mut Credits, role: &str, names: Vec<String>) {
    let is_time = |name: &String| name.chars().filter(char::is_ascii_digit).count() >= 4 && role != "dateline";
    let names: Vec<String> = names.into_iter().filter(|name| !name.is_empty() && !is_time(name)).collect();
    if names.is_empty() {
        return;
    }
    let known = credits.entry(role.to_owned()).or_default();
    for name in names {
        if !known.contains(&name) {
            known.push(name);
        }
    }
}

/// What a line that is nothing but credits and facts tells; none for any other line.
fn told_by(text: &str) -> Option<Vec<(&'static str, Vec<String>)>> {
    match labelled_facts(text) {
        Some(facts) => Some(facts.iter().map(|&(role, names)| (role, names_between(names))).collect()),
        None => Some(credits_in(text)).filter(|found| !found.is_empty()),
    }
}

/// The roles and names of a line that is nothing but credits; none for any other.
fn credits_in(text: &str) -> Vec<(&'static str, Vec<String>)> {
    if text.chars().count() > MOST_CHARACTERS {
        return Vec::new();
    }
    let bare = text.trim_matches(BRACKETS);
    // Agencies name several roles on a line: "Reporting by Jane Doe; Editing by John Roe".
    let parts = bare.split([';', '；', '|', '｜']).map(str::trim).filter(|part| !part.is_empty());
    let found: Option<Vec<_>> = parts.map(credit_in).collect();
    found.filter(|found| !found.is_empty()).unwrap_or_else(|| {
        // "(李雷 编辑)"
        let in_brackets = bare.len() < text.len();
        in_brackets.then(|| credit_before(bare)).flatten().into_iter().collect()
    })
}

fn credit_in(part: &str) -> Option<(&'static str, Vec<String>)> {
    let (Some(role), behind) = label_at(part)? else { return None };
    let names = behind.trim_start_matches([':', '：', '/', '／', '=', '＝', ' ']);
    // Interviews mark the questions so: "记者：…？".
    if names.contains(['。', '？', '！', '?', '!']) {
        return None;
    }
    let names = names_between(names);
    (!names.is_empty() && names.iter().all(|name| is_name(name, role))).then_some((role.as_str(), names))
}

/// Names before their label: `李雷 摄`.
fn credit_before(text: &str) -> Option<(&'static str, Vec<String>)> {
    let (before, role) = label_before(text)?;
    let at = REPORTER.iter().filter_map(|word| before.rfind(word).map(|at| at + word.len())).max();
    let names = names_between(&before[at.unwrap_or(0)..]);
    let is_short = |name: &String| (2..=MOST_HAN_NAME_CHARACTERS).contains(&name.chars().count());
    (!names.is_empty() && names.iter().all(is_short)).then_some((role.as_str(), names))
}

/// What stands before a reporter's name.
const REPORTER: &[&str] = &["记者", "記者", "通讯员", "通訊員"];

/// Who made the picture of a caption: in brackets at its end, or behind a label.
fn photographers(caption: &str) -> Vec<String> {
    let closed = caption.trim_end_matches([')', '）', '。', ' ']);
    let behind_bracket = closed.rfind(['(', '（']).map_or(closed, |at| closed[at..].trim_start_matches(BRACKETS));
    if let Some((role, names)) = credit_before(behind_bracket)
        && role == Role::Photographer.as_str()
    {
        return names;
    }
    let mut before = ' ';
    let starts = closed.char_indices().filter_map(|(at, c)| {
        let is_start = c.is_alphabetic() && !before.is_alphanumeric();
        before = c;
        is_start.then_some(at)
    });
    let labelled = starts.filter_map(|at| credit_in(&closed[at..]));
    labelled.filter(|(role, _)| *role == Role::Photographer.as_str()).last().map_or_else(Vec::new, |(_, names)| names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(line: &str) -> Block {
        Block { kind: BlockKind::Paragraph, text: line.to_owned(), markdown: line.to_owned() }
    }

    #[test]
    fn only_labelled_lines_are_credits() {
        for (line, role, names) in [
            ("责任编辑：李雷", "editor", &["李雷"][..]),
            ("編輯:林小滿", "editor", &["林小滿"]),
            ("(李雷 编辑)", "editor", &["李雷"]),
            ("（责编：李雷、韩梅梅）", "editor", &["李雷", "韩梅梅"]),
            ("(本文来源：河口日报)", "agency", &["河口日报"]),
            ("(Reporting by Jane Doe and John Roe; Editing by Ana Díaz)", "reporter", &["Jane Doe", "John Roe"]),
            ("To contact the reporter on this story: Jane Doe in London at jd@post.example", "reporter", &["Jane Doe"]),
            ("--Editors: Jane Doe, John Roe", "editor", &["Jane Doe", "John Roe"]),
            ("Photo: Jane Doe", "photographer", &["Jane Doe"]),
            ("Foto: dpa/Jana Müller", "photographer", &["dpa/Jana Müller"]),
            ("Quelle: Flusspost", "agency", &["Flusspost"]),
            ("Crédit photo : Jeanne Petit", "photographer", &["Jeanne Petit"]),
            ("Fuente: EFE", "agency", &["EFE"]),
            ("Fot. Jan Kowalski", "photographer", &["Jan Kowalski"]),
            ("Редактор: Иван Петров", "editor", &["Иван Петров"]),
            ("Πηγή: ΑΠΕ-ΜΠΕ", "agency", &["ΑΠΕ-ΜΠΕ"]),
            ("取材・文／山田花子", "reporter", &["山田花子"]),
            ("사진=홍길동", "photographer", &["홍길동"]),
            ("Kaynak: AA", "agency", &["AA"]),
            ("المصدر: رويترز", "agency", &["رويترز"]),
            ("स्रोत: पीटीआई", "agency", &["पीटीआई"]),
        ] {
            let (kept, credits) = take_credits(vec![block(line)], &[], &mut Vec::new(), &mut []);
            assert!(kept.is_empty(), "{line}");
            assert_eq!(credits[role], names, "{line}");
        }
    }

    #[test]
    fn a_time_is_nobody() {
        let line = "配信：2026年11月23日18時30分　更新：19時02分";
        let (kept, credits) = take_credits(vec![block(line)], &[], &mut Vec::new(), &mut []);
        assert!(kept.is_empty());
        assert_eq!(credits, Credits::new());
    }

    #[test]
    fn sentences_are_no_credits() {
        for line in [
            "Photo by photo, the town was rebuilt in the memory of those who had left it.",
            "Jane Doe",
            "记者：渡轮为什么沉没？",
            "Quelle: wie man sieht, gibt es keine.",
            "Reporting by mail is allowed from May, the ministry said on Monday.",
            "Source: the river itself, as the old people say when they are asked.",
            "编辑们说，渡轮的故事还没有写完",
        ] {
            assert_eq!(take_credits(vec![block(line)], &[], &mut Vec::new(), &mut []).0.len(), 1, "{line}");
        }
    }

    #[test]
    fn captions_name_photographers() {
        for (caption, names) in [
            ("座谈会现场 (河口网记者 李雷 摄)", &["李雷"][..]),
            ("渡轮停在岸边（李雷摄）", &["李雷"]),
            ("The new boat in the harbour. Photo: Ana Díaz", &["Ana Díaz"]),
            ("Die Fähre im Hafen (Foto: dpa)", &["dpa"]),
            ("The new boat in the harbour", &[]),
        ] {
            assert_eq!(photographers(caption), names, "{caption}");
        }
    }
}
