//! A byline to the names in it.

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
    for name in names.iter().flat_map(|name| split_at_commas(name)) {
        let name = without_lead(
            name.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ':' | '：' | '，' | '–' | '•' | '·')),
        );
        if is_name(name) && !found.iter().any(|known| known == name) {
            found.push(name.to_owned());
        }
    }
    found
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
        && !text.contains(['{', '}', '<', '>', '='])
}

#[cfg(test)]
mod tests {
    use super::names_of;

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
            ("https://www.facebook.com/bridge", &[]),
            ("jane@news.example", &[]),
            ("2026", &[]),
            ("", &[]),
        ] {
            assert_eq!(names_of(byline), names, "{byline}");
        }
    }
}
