//! A byline to the names in it.

use super::super::months::month_of;
use super::unspaced;
use crate::text::is_unspaced;

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
    "كتبت",
    "كتب",
    "بقلم",
    "نوشته",
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
    let line = super::plain(byline);
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

/// Whether a line is nothing but the words that stand before names, so that the next line holds them.
pub(super) fn is_lead(line: &str) -> bool {
    const LEADS: &[&str] = &[
        "by",
        "written by",
        "article by",
        "posted by",
        "story by",
        "words by",
        "author",
        "von",
        "par",
        "por",
        "autor",
        "autorin",
        "text",
    ];
    line.len() < 20 && LEADS.contains(&line.trim_end_matches([' ', ':']).to_lowercase().as_str())
}

/// The names behind "by" within a line that tells when something was published.
pub(super) fn names_within(line: &str) -> Vec<String> {
    let lower = line.to_ascii_lowercase();
    let is_stated = ["publish", "posted", "written", "updated", "on "].iter().any(|word| lower.starts_with(word));
    match lower.find(" by ").filter(|_| is_stated) {
        Some(at) => names_behind_lead(&line[at + 1..]).into_iter().take_while(|name| !name.contains(':')).collect(),
        None => Vec::new(),
    }
}

fn without_lead(text: &str) -> &str {
    for lead in BEFORE_NAMES {
        let Some(head) = text.get(..lead.len()) else { continue };
        let rest = &text[lead.len()..];
        // Inline elements often stand without a space between: "ByJane Doe".
        let is_word_end = !lead.ends_with(|c: char| c.is_ascii_alphabetic())
            || rest.is_empty()
            || rest.starts_with([' ', ':', '：'])
            || (lead.ends_with("by") && rest.starts_with(char::is_uppercase));
        if is_word_end && head.to_lowercase() == *lead {
            return rest.trim_start_matches([' ', ':', '：', '/', '／']);
        }
    }
    text
}

/// Names in a script without spaces that stand apart by spaces: `王建宏 张文攀`.
fn split_at_spaces(text: &str) -> Vec<&str> {
    let parts: Vec<&str> = text.split_whitespace().collect();
    // A Japanese name has a space of its own, between family and given name.
    if parts.len() > 1 && !unspaced::bare_names(text).is_empty() { parts } else { vec![text] }
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
        && (length <= MOST_UNSPACED_CHARACTERS || !text.chars().any(is_unspaced))
        && !text.contains(['{', '}', '<', '>', '=', '。', '，', '！', '？', '“', '｜', '■'])
        && !NO_NAMES.iter().any(|word| text.contains(word))
        && (text.chars().any(is_unspaced) || is_spelt_as_name(text))
}

/// Whether a line of a script with spaces is spelt as names are: words with capitals, but for particles;
/// none of the words that stand beside names, no month.
fn is_spelt_as_name(text: &str) -> bool {
    const BESIDE_NAMES: &[&str] = &[
        "about",
        "about us",
        "author",
        "authors",
        "the author",
        "name",
        "name *",
        "by",
        "admin",
        "share",
        "comments",
        "home",
        "menu",
        "contact",
        "contact us",
        "subscribe",
        "follow",
        "posts",
        "view all posts",
        "more",
        "editor",
        "overview",
        "posted",
        "written by",
        "posted by",
        "facebook",
        "twitter",
        "instagram",
        "linkedin",
        "x",
        "email",
        "staff",
    ];
    const PARTICLES: &[&str] = &[
        "de", "del", "der", "den", "des", "di", "da", "do", "dos", "das", "du", "la", "le", "van", "von", "vom", "zu",
        "ter", "te", "ten", "bin", "ibn", "al", "el", "of", "the", "and", "for", "av", "af", "y", "e", "st", "dan",
        "für", "und", "pour", "per",
    ];
    let lower = text.to_lowercase();
    if BESIDE_NAMES.contains(&lower.as_str()) || lower.starts_with("about ") || text.contains(['!', '?', '*']) {
        return false;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_capital = |word: &&str| {
        let first = word.chars().find(|c| c.is_alphanumeric());
        first.is_none_or(|c| !c.is_lowercase()) || PARTICLES.contains(word)
    };
    // Nicknames are often all small letters.
    let small = text.chars().all(|c| !c.is_uppercase()) && words.len() == 1 && !text.ends_with('.');
    let has_month = text.contains(|c: char| c.is_ascii_digit())
        && lower.split(|c: char| !c.is_alphabetic()).any(|word| word.len() > 2 && month_of(word).is_some());
    (small || words.iter().filter(|word| !is_capital(word)).count() * 2 <= words.len()) && !has_month
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
            ("كتب: ريم الصبّاغي", &["ريم الصبّاغي"]),
            ("记者 李雷 韩梅梅", &["李雷", "韩梅梅"]),
            ("https://www.facebook.com/bridge", &[]),
            ("jane@news.example", &[]),
            ("2026", &[]),
            ("November 23, 2026", &[]),
            ("ByJane Doe", &["Jane Doe"]),
            ("Written by", &[]),
            ("Jane Doe &amp; John Roe", &["Jane Doe", "John Roe"]),
            ("About the Author", &[]),
            ("Stay connected with me!", &[]),
            ("Ludwig van der Berg", &["Ludwig van der Berg"]),
            ("jane_doe", &["jane_doe"]),
            ("Агентство новостей", &["Агентство новостей"]),
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
