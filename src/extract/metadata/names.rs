//! A byline to the names in it.

use super::super::dates::read_date;
use super::super::months::month_of;
use super::unspaced;
use crate::text::{is_person, is_unspaced};

/// Words that stand before names in bylines, lower case, the longer before those that they begin with; a colon
/// behind them goes with them, and those that end in one need it.
const BEFORE_NAMES: &[&str] = &[
    "article written by",
    "this article was written by",
    "written by",
    "authored by",
    "article by",
    "story by",
    "posted by",
    "published by",
    "reported by",
    "words by",
    "interview by",
    "review by",
    "guest post by",
    "by",
    "ein beitrag von",
    "ein artikel von",
    "artikel von",
    "beitrag von",
    "geschrieben von",
    "verfasst von",
    "text von",
    "von",
    "écrit par",
    "rédigé par",
    "publié par",
    "propos recueillis par",
    "par",
    "escrito por",
    "redactado por",
    "publicado por",
    "por",
    "scritto da",
    "a cura di",
    "di",
    "geschreven door",
    "door",
    "skrevet af",
    "skrevet av",
    "skriven av",
    "av",
    "af",
    "authors:",
    "author:",
    "autoren:",
    "autorinnen:",
    "autorin:",
    "autori:",
    "autores:",
    "autora:",
    "autor:",
    "autore:",
    "auteurs:",
    "auteur:",
    "auteure:",
    "autorka:",
    "författare:",
    "kirjoittaja:",
    "text:",
    "texte:",
    "texto:",
    "testo:",
    "tekst:",
    "reporter:",
    "redaktion:",
    "作者",
    "文/",
    "文／",
    "文 /",
    "本报记者",
    "记者",
    "記者",
    "撰文",
    "авторы:",
    "автор:",
    "автор",
    "текст:",
    "oleh",
    "yazan",
    "haber:",
    "كتبت",
    "كتب",
    "بقلم",
    "نوشته",
    "द्वारा",
];

/// Between two names.
const BETWEEN_NAMES: &[&str] = &[
    " and ", " und ", " et ", " y ", " e ", " och ", " og ", " en ", " & ", ";", "、", "|", " / ", "；", " i ", " и ",
];

/// In no name: words of links and labels beside names.
const NO_NAMES: &[&str] = &["作者", "文章", "记者", "博客", "更多", "关注", "点击", "手记", "来源", "时间", "评论"];

/// Whole lines that stand where names do, lower case.
const BESIDE_NAMES: &[&str] = &[
    "about",
    "about us",
    "about me",
    "author",
    "authors",
    "the author",
    "no author",
    "unknown",
    "unknown author",
    "anonymous",
    "null",
    "none",
    "undefined",
    "guest",
    "name",
    "name *",
    "by",
    "admin",
    "administrator",
    "wordpressadmin",
    "webmaster",
    "share",
    "comments",
    "home",
    "menu",
    "welcome",
    "contact",
    "contact us",
    "connect with us",
    "what we do",
    "subscribe",
    "follow",
    "follow us",
    "login",
    "log in",
    "sign in",
    "sign up",
    "register",
    "registrieren",
    "anmelden",
    "anzeige",
    "werbung",
    "advertisement",
    "posts",
    "view all posts",
    "more",
    "editor",
    "reporter",
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
    "date",
    "datum",
    "text",
    "interview",
    "autor",
    "autorin",
    "autoren",
    "auteur",
    "autore",
    "artikel von",
    "ein artikel von",
    "kommentare",
    "teilen",
    "author bio",
    "biography",
    "photo",
    "photos",
    "foto",
    "fotos",
    "bilder",
    "bücher",
    "quelle",
    "source",
    "updated",
    "read more",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
];

/// Before the names of people who did something else than write the text, lower case.
const BEFORE_OTHERS: &[&str] = &[
    "reviewed by",
    "medically reviewed",
    "fact checked by",
    "fact-checked by",
    "edited by",
    "translated by",
    "photo by",
    "photos by",
    "image by",
    "illustration by",
    "geprüft von",
    "übersetzt von",
    "foto von",
    "photo :",
    "photo:",
    "foto:",
    "fotos:",
    "bild:",
];

/// Longer lines are sentences that begin with a byline's word.
const MOST_BYLINE_CHARACTERS: usize = 80;

/// Longer than any person's or agency's name in a script without spaces.
const MOST_UNSPACED_CHARACTERS: usize = 15;

/// Longer than any person's or agency's name.
const MOST_CHARACTERS: usize = 60;

/// The names in a byline, without "By" and its like; empty if what is there reads as no name.
pub(super) fn names_of(byline: &str) -> Vec<String> {
    names_that(byline, |name| is_name(name) && !is_phrase(name))
}

/// The names in a value that is declared to be the author's, where small letters are as good: "jane doe".
pub(in super::super) fn declared_names(value: &str) -> Vec<String> {
    names_that(value, |name| is_name(name) || is_small_name(name))
}

/// A word with a capital and a short one without, or a number of things: "Recommendations are", "9 articles".
fn is_phrase(text: &str) -> bool {
    text.split_once(' ').is_some_and(|(first, rest)| {
        let is_short = first.starts_with(char::is_uppercase) && rest.len() <= 4;
        (is_short || first.chars().all(char::is_numeric)) && rest.chars().all(char::is_lowercase)
    })
}

/// Two or three words in small letters and nothing else.
fn is_small_name(text: &str) -> bool {
    (2..=3).contains(&text.split(' ').count())
        && text.chars().all(|c| c.is_lowercase() || matches!(c, ' ' | '.' | '\'' | '-'))
        && text.chars().count() <= 30
        && !BESIDE_NAMES.contains(&text)
}

fn names_that(byline: &str, is_name: impl Fn(&str) -> bool) -> Vec<String> {
    if byline.len() > 600 {
        return Vec::new();
    }
    let line = super::plain(byline);
    let lower = line.get(..line.floor_char_boundary(20)).unwrap_or_default().to_lowercase();
    if BEFORE_OTHERS.iter().any(|lead| lower.starts_with(lead)) {
        return Vec::new();
    }
    let mut names = vec![without_lead(&line).to_owned()];
    for separator in BETWEEN_NAMES {
        names = names.iter().flat_map(|name| name.split(separator)).map(|name| name.trim().to_owned()).collect();
    }
    let mut found: Vec<String> = Vec::new();
    for name in names.iter().flat_map(|name| split_at_commas(name)).flat_map(split_at_spaces) {
        let name = without_lead(name.trim_matches(|c: char| {
            c.is_whitespace() || matches!(c, ',' | ':' | '：' | '，' | '–' | '-' | '•' | '·' | '●')
        }));
        let name = BETWEEN_NAMES.iter().find_map(|word| name.strip_suffix(word.trim_end())).unwrap_or(name).trim_end();
        let name = without_padding(without_label(without_handle(name)));
        if is_name(&name) && !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

/// A name without the account behind it: "Jane Doe @jane".
fn without_handle(name: &str) -> &str {
    name.split_once(" @").map_or(name, |(name, _)| name.trim_end())
}

/// A name without the label before it, or the one that begins behind it: "Text: Jane Doe", "Jane Doe Bild: dpa".
fn without_label(name: &str) -> &str {
    let Some((before, behind)) = name.split_once(": ") else { return name };
    match before.trim_end().rsplit_once(char::is_whitespace) {
        Some((name, _label)) => name.trim_end(),
        None => behind.trim_start(),
    }
}

/// A Chinese name of two signs is often set as wide as one of three: `赵 培`.
fn without_padding(name: &str) -> String {
    let is_sign =
        |part: &str| part.chars().count() == 1 && part.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let parts: Vec<&str> = name.split_whitespace().collect();
    if parts.len() == 2 && parts.iter().all(|part| is_sign(part)) { parts.concat() } else { name.to_owned() }
}

/// The names in a line that begins as bylines do, such as "By …" or "记者 …"; none in any other.
pub(super) fn names_behind_lead(line: &str) -> Vec<String> {
    let line = line.trim_start_matches(['(', '（', '[', '【', ' ']);
    let marked = unspaced::names_behind_marker(line);
    if !marked.is_empty() {
        return marked;
    }
    let behind = without_lead(line);
    if behind.len() == line.len() {
        return Vec::new();
    }
    let ends = |c: char| matches!(c, '|' | '(' | '（' | ')' | '）' | '•' | '·');
    let byline = before_date(behind.split(ends).next().unwrap_or(behind));
    let read_whole = byline.chars().count() <= MOST_BYLINE_CHARACTERS && !byline.contains(['。', '！', '？', '!', '?']);
    if read_whole { names_of(byline) } else { Vec::new() }
}

/// The part of a byline before a date: "Jane Doe" of "Jane Doe on November 23, 2026".
fn before_date(byline: &str) -> &str {
    const BEFORE_DATES: &[&str] =
        &["on", "at", "am", "vom", "le", "el", "il", "em", "op", "den", "the", "published", "updated", "posted"];
    let mut end = 0;
    let mut rest = byline;
    while let Some(start) = rest.find(|c: char| !c.is_whitespace()) {
        let word = rest[start..].split(char::is_whitespace).next().unwrap_or_default();
        let after = &rest[start + word.len()..];
        let is_digit = |c: char| c.is_numeric();
        let is_number = || {
            let behind = word.trim_start_matches(is_digit).to_lowercase();
            behind.len() < word.len()
                && (behind.is_empty()
                    || behind.starts_with(['.', ',', '/', ':', '-', '年'])
                    || matches!(behind.trim_end_matches(','), "st" | "nd" | "rd" | "th" | "h" | "er"))
        };
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let is_month = || bare.len() > 2 && month_of(&bare).is_some() && after.trim_start().starts_with(is_digit);
        let is_connector = || {
            let next = after.split_whitespace().next().unwrap_or_default().to_lowercase();
            BEFORE_DATES.contains(&bare.as_str())
                && (next.starts_with(is_digit) || (next.len() > 2 && month_of(next.trim_end_matches('.')).is_some()))
        };
        if is_number() || is_month() || is_connector() {
            break;
        }
        end = byline.len() - after.len();
        rest = after;
    }
    byline[..end].trim_end_matches([' ', ',', '-', '–', '—', '/', '|'])
}

/// The names behind a label with a colon, such as "Autor:"; none in any other line.
pub(super) fn names_behind_label(line: &str) -> Vec<String> {
    let is_labelled = line.split_once([':', '：']).is_some_and(|(label, _)| {
        let lower = format!("{}:", label.trim().to_lowercase());
        BEFORE_NAMES.iter().any(|lead| lower.trim_end_matches(':') == lead.trim_end_matches(':'))
    });
    if is_labelled { names_behind_lead(line) } else { Vec::new() }
}

/// Whether a line is nothing but the words that stand before names, so that the next line holds them.
pub(super) fn is_lead(line: &str) -> bool {
    if line.len() >= 30 {
        return false;
    }
    let line = line.trim().trim_end_matches([' ', ':']).to_lowercase();
    line == "author" || BEFORE_NAMES.iter().any(|lead| lead.is_ascii() && lead.trim_end_matches(':') == line)
}

/// The names behind "by" and its like within a line that tells when something was published.
pub(super) fn names_within(line: &str) -> Vec<String> {
    const WITHIN: &[&str] = &[
        " by ", " von ", " par ", " por ", " door ", " av ", " af ", " di ", " da ", " oleh ", " przez ", " от ",
        " від ",
    ];
    if line.chars().take(MOST_BYLINE_CHARACTERS + 1).count() > MOST_BYLINE_CHARACTERS {
        return Vec::new();
    }
    let lower = line.to_lowercase();
    let found = WITHIN.iter().filter_map(|word| Some((lower.find(word)?, *word))).min();
    let Some((at, word)) = found.filter(|_| lower.len() == line.len()) else { return Vec::new() };
    let starts = ["publish", "posted", "written", "updated", "on "];
    if !starts.iter().any(|word| lower.starts_with(word)) && read_date(line).is_none() {
        return Vec::new();
    }
    let ends = |c: char| matches!(c, '|' | '(' | ')' | '•' | '·' | '-' | '–' | '—' | '/');
    let behind = line[at + word.len()..].split(ends).next().unwrap_or_default();
    let byline = before_date(behind);
    let is_last = line.ends_with(byline.trim());
    let names = names_of(byline);
    names.into_iter().take_while(|name| is_person(name) || is_last && is_given_name(name)).collect()
}

/// Whether a word is spelt as a given name.
fn is_given_name(word: &str) -> bool {
    word.starts_with(char::is_uppercase) && word.chars().skip(1).all(char::is_lowercase) && word.chars().count() > 2
}

fn without_lead(text: &str) -> &str {
    let Some(first) = text.chars().next().and_then(|c| c.to_lowercase().next()) else { return text };
    for lead in BEFORE_NAMES.iter().filter(|lead| lead.starts_with(first)) {
        let Some(head) = text.get(..lead.len()) else { continue };
        let rest = &text[lead.len()..];
        // Inline elements often stand without a space between: "ByJane Doe".
        let is_word_end = !lead.ends_with(char::is_alphabetic)
            || lead.chars().any(is_unspaced)
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
        && text.matches('.').count() < 4
        && !is_identifier(text)
        && !text.contains(['©', '{', '}', '<', '>', '=', '。', '，', '！', '？', '“', '｜', '■'])
        && !NO_NAMES.iter().any(|word| text.contains(word))
        && (text.chars().any(is_unspaced) || is_spelt_as_name(text))
}

/// Whether a text is a name of a program's: `page.head.author`.
fn is_identifier(text: &str) -> bool {
    text.matches('.').count() > 2 && text.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '.' | '_'))
}

/// Whether a line of a script with spaces is spelt as names are: words with capitals, but for particles;
/// none of the words that stand beside names, no month.
fn is_spelt_as_name(text: &str) -> bool {
    const PARTICLES: &[&str] = &[
        "de", "del", "der", "den", "des", "di", "da", "do", "dos", "das", "du", "la", "le", "van", "von", "vom", "zu",
        "ter", "te", "ten", "bin", "ibn", "al", "el", "of", "the", "and", "for", "av", "af", "y", "e", "st", "dan",
        "für", "und", "pour", "per",
    ];
    let lower = text.to_lowercase();
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
    if BESIDE_NAMES.contains(&bare) || lower.starts_with("about ") || text.contains(['!', '?', '*']) {
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
    use super::*;

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
            ("Jane Doe @jane", &["Jane Doe"]),
            ("Interview: Jane Doe", &["Jane Doe"]),
            ("Jane Doe Bild: dpa", &["Jane Doe"]),
            ("赵 培", &["赵培"]),
            ("Reviewed by Jane Doe", &[]),
            ("Foto: Jane Doe", &[]),
            ("9 articles", &[]),
            ("Recommendations are", &[]),
            ("page.head.extra.author", &[]),
            ("© River Post", &[]),
            ("Sat", &[]),
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
            ("By Jane Doe November 23, 2026", &["Jane Doe"]),
            ("Von Jane Doe und Max Weiß am 23.11.2026", &["Jane Doe", "Max Weiß"]),
            ("By Jane Doe, on Nov. 23", &["Jane Doe"]),
            ("By 3i Rivers", &["3i Rivers"]),
            ("Authored by: Dr. Jane Doe", &["Dr. Jane Doe"]),
            ("Verfasst von Anna Müller", &["Anna Müller"]),
            ("Escrito por Ana Díaz", &["Ana Díaz"]),
            ("Écrit par Zoé Martin", &["Zoé Martin"]),
            ("Автор: Анна Иванова", &["Анна Иванова"]),
            ("Jane Doe", &[]),
        ] {
            assert_eq!(names_behind_lead(line), names, "{line}");
        }
    }

    #[test]
    fn date_lines_hold_names_behind_a_word_alone() {
        for (line, names) in [
            ("23.11.2026 13:30 von Anna Müller", &["Anna Müller"][..]),
            ("Published November 23, 2026 by Jane Doe", &["Jane Doe"]),
            ("23 de noviembre de 2026 por Ana Díaz | Ciudad", &["Ana Díaz"]),
            ("23.11.2026 13:30 von Olga", &["Olga"]),
            ("11/23/2026 by Olga on the river", &[]),
            ("On the way by noon", &[]),
            ("Ein Fest von und mit Kindern", &[]),
        ] {
            assert_eq!(names_within(line), names, "{line}");
        }
    }

    #[test]
    fn what_stands_where_names_do_is_none() {
        for line in
            ["Welcome", "No Author", "Registrieren", "-- Anzeige --", "Artikel von", "-Login", "null", "wordpressadmin"]
        {
            assert_eq!(names_of(line), [""; 0], "{line}");
        }
        assert_eq!(declared_names("jane doe"), ["jane doe"]);
        assert_eq!(names_of("jane doe was here"), [""; 0]);
    }

    #[test]
    fn labels_with_a_colon_go_before_names() {
        for (line, names) in [
            ("Autor: Anna Müller", &["Anna Müller"][..]),
            ("Text: Jane Doe", &["Jane Doe"]),
            ("Von der Fähre: ein Bericht", &[]),
            ("Jane Doe", &[]),
        ] {
            assert_eq!(names_behind_label(line), names, "{line}");
        }
    }
}
