//! A byline to the names in it.

use super::unspaced;
use crate::text::tidy_line;

/// Words that stand before names in bylines; a colon behind them goes with them.
const BEFORE_NAMES: &[&str] = &[
    "written by",
    "posted by",
    "published by",
    "reported by",
    "words by",
    "by",
    "von",
    "par",
    "por",
    "di",
    "door",
    "av",
    "af",
    "autor:",
    "autore:",
    "auteur:",
    "author:",
    "text:",
    "texte:",
    "作者",
    "文/",
    "文／",
    "文 /",
    "记者",
    "記者",
    "撰文",
    "本报记者",
    "编辑",
    "автор:",
    "автор",
    "tekst:",
    "oleh",
    "yazan",
];

/// Between two names.
const BETWEEN_NAMES: &[&str] = &[
    " and ", " und ", " et ", " y ", " e ", " och ", " og ", " en ", " & ", ";", "、", "|", " / ", "；", " i ", " и ",
];

/// In no name: words of links and labels beside names.
const NO_NAMES: &[&str] = &["作者", "文章", "记者", "博客", "更多", "关注", "点击", "手记", "来源", "时间", "评论"];

/// Longer lines are sentences that begin with a byline's word.
const MOST_BYLINE_CHARACTERS: usize = 80;

/// Longer than any person's or agency's name in a script without spaces.
const MOST_UNSPACED_CHARACTERS: usize = 15;

/// Longer than any person's or agency's name.
const MOST_CHARACTERS: usize = 60;

/// The names in a byline, without "By" and its like; empty if what is there reads as no name.
pub(super) fn names_of(byline: &str) -> Vec<String> {
    if byline.len() > 600 {
        return Vec::new();
    }
    let line = tidy_line(byline);
    let mut names = vec![without_lead(&line).to_owned()];
    for separator in BETWEEN_NAMES {
        names = names.iter().flat_map(|name| name.split(separator)).map(|name| name.trim().to_owned()).collect();
    }
    let mut found: Vec<String> = Vec::new();
    for name in names.iter().flat_map(|name| split_at_commas(name)).flat_map(split_at_spaces) {
        let name = without_lead(
            name.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ':' | '：' | '，' | '–' | '•' | '·')),
        );
        if is_name(name) && !found.iter().any(|known| known == name) {
            found.push(name.to_owned());
        }
    }
    found
}

/// The names in a line that begins as bylines do, such as "By …" or "记者 …"; none in any other.
pub(super) fn names_behind_lead(line: &str) -> Vec<String> {
    let line = line.trim_start_matches(['(', '（', '[', '【', ' ']);
    let marked = unspaced::names_behind_marker(line);
    if !marked.is_empty() {
        return marked;
    }
    let behind = without_lead(line);
    let is_led = behind.len() < line.len();
    let ends = |c: char| matches!(c, '|' | '(' | '（' | ')' | '）' | '•' | '·');
    let byline = behind.split(ends).next().unwrap_or(behind);
    let read_whole = byline.chars().count() <= MOST_BYLINE_CHARACTERS && !byline.contains(['。', '！', '？', '!', '?']);
    if is_led && read_whole { names_of(byline) } else { Vec::new() }
}

fn without_lead(text: &str) -> &str {
    for lead in BEFORE_NAMES {
        let Some(head) = text.get(..lead.len()) else { continue };
        let rest = &text[lead.len()..];
        let is_word_end = !lead.ends_with(|c: char| c.is_ascii_alphabetic()) || rest.starts_with([' ', ':', '：']);
        if is_word_end && head.to_lowercase() == *lead {
            return rest.trim_start_matches([' ', ':', '：', '/', '／']);
        }
    }
    text
}

/// Names in a script without spaces that stand apart by spaces: `王建宏 张文攀`.
fn split_at_spaces(text: &str) -> Vec<&str> {
    let parts: Vec<&str> = text.split_whitespace().collect();
    let is_short = |part: &&str| (2..=4).contains(&part.chars().count()) && part.chars().all(crate::text::is_unspaced);
    if parts.len() > 1 && parts.iter().all(is_short) { parts } else { vec![text] }
}

/// At commas only where every part can be a whole name, so that "Jane Doe, Jr." stays one.
fn split_at_commas(text: &str) -> Vec<&str> {
    let parts: Vec<&str> = text.split([',', '，']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let whole = |part: &&str| {
        let words = part.split_whitespace().count();
        let spaced = !part.chars().any(crate::text::is_unspaced);
        !spaced
            || ((2..=4).contains(&words)
                && part.split_whitespace().all(|word| word.starts_with(|c: char| !c.is_lowercase())))
    };
    if parts.iter().all(whole) { parts } else { parts.into_iter().take(1).collect() }
}

fn is_name(text: &str) -> bool {
    let length = text.chars().count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let is_address = text.contains('@') || text.contains("://") || text.contains("www.") || text.contains(".com/");
    (2..=MOST_CHARACTERS).contains(&length)
        && letters * 2 > length
        && digits <= 2
        && !is_address
        && text.split_whitespace().count() <= 7
        && (length <= MOST_UNSPACED_CHARACTERS || !text.chars().any(crate::text::is_unspaced))
        && !text.contains(['{', '}', '<', '>', '=', '。', '，', '！', '？', '“', '｜', '■'])
        && !NO_NAMES.iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::{names_behind_lead, names_of};

    #[test]
    fn names_stand_alone() {
        for (byline, names) in [
            ("By Jane Doe", &["Jane Doe"][..]),
            ("By: Jane Doe and John Roe", &["Jane Doe", "John Roe"]),
            ("Von Anna Müller und Max Weiß", &["Anna Müller", "Max Weiß"]),
            ("Byron Smith", &["Byron Smith"]),
            ("Jane Doe, John Roe, Ana Díaz", &["Jane Doe", "John Roe", "Ana Díaz"]),
            ("Jane Doe, political editor", &["Jane Doe"]),
            ("记者 李雷、韩梅梅", &["李雷", "韩梅梅"]),
            ("文/李雷", &["李雷"]),
            ("记者 李雷 韩梅梅", &["李雷", "韩梅梅"]),
            ("https://www.facebook.com/bridge", &[]),
            ("jane@news.example", &[]),
            ("2026", &[]),
            ("", &[]),
        ] {
            assert_eq!(names_of(byline), names, "{byline}");
        }
    }

    #[test]
    fn only_bylines_have_names_behind_their_lead() {
        for (line, names) in [
            ("By Jane Doe | 23 Nov 2026", &["Jane Doe"][..]),
            ("（记者 李雷）", &["李雷"]),
            ("河口日报记者 李雷 韩梅梅", &["李雷", "韩梅梅"]),
            ("By noon the ferry had left. Was anybody there?", &[]),
            ("Jane Doe", &[]),
        ] {
            assert_eq!(names_behind_lead(line), names, "{line}");
        }
    }
}
