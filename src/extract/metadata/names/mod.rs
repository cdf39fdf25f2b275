//! A byline to the names in it.
//!
//! `lines` finds the byline in a line that says more, `spelling` tells names from what else stands where they do,
//! `words` lists what stands before, between and beside them.

mod lines;
mod spelling;
mod words;

use super::unspaced;
use crate::furniture::is_agency;
use crate::text::{find, is_person, is_unspaced};
pub(super) use lines::{
    before_date, is_lead, names_behind_label, names_behind_lead, names_beside_date, names_in_summary, names_within,
};
use spelling::{is_name, is_phrase, is_small_name};
use words::{BEFORE_NAMES, BEFORE_OTHERS, BETWEEN_NAMES, KOREAN_POSTS, PICTURES, POSTS};

/// The names in a byline, without "By" and its like; empty if what is there reads as no name.
pub(super) fn names_of(byline: &str) -> Vec<String> {
    names_that(byline, without_place, |name| is_name(name) && !is_phrase(name))
}

/// The names in a value that is declared to be the author's, where small letters are as good: "jane doe".
pub(in super::super) fn declared_names(value: &str) -> Vec<String> {
    names_that(value, str::to_owned, |name| is_name(name) || is_small_name(name))
}

fn names_that(byline: &str, trimmed: fn(&str) -> String, is_name: impl Fn(&str) -> bool) -> Vec<String> {
    if byline.len() > 600 {
        return Vec::new();
    }
    let line = super::plain(byline);
    let lower = line.get(..line.floor_char_boundary(20)).unwrap_or_default().to_lowercase();
    if BEFORE_OTHERS.iter().any(|lead| lower.starts_with(lead)) {
        return Vec::new();
    }
    let line = trimmed(before_pictures(without_lead(&line)));
    let mut names = vec![line];
    for separator in BETWEEN_NAMES {
        names = names.iter().flat_map(|name| name.split(separator)).map(|name| name.trim().to_owned()).collect();
    }
    let mut found: Vec<String> = Vec::new();
    let mut in_post = false;
    for name in &names {
        let (parts, has_post) = split_at_commas(name);
        // "Jane Doe, Director of Ports and Rivers".
        let goes_on = in_post && parts.first().is_some_and(|part| !part.contains(' ') || is_post(part));
        in_post = has_post || goes_on;
        if goes_on {
            continue;
        }
        for name in parts.into_iter().flat_map(split_at_spaces) {
            let name = alone(name);
            if is_name(&name) && !found.contains(&name) {
                found.push(name);
            }
        }
    }
    found
}

/// A name without the marks and words around it.
fn alone(name: &str) -> String {
    let name = without_lead(name.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, ',' | ':' | '：' | '，' | '–' | '-' | '•' | '·' | '●')
    }));
    let name = BETWEEN_NAMES.iter().find_map(|word| name.strip_suffix(word.trim_end())).unwrap_or(name).trim_end();
    without_padding(without_post(without_aside(without_label(without_handle(name)))))
}

/// A byline before what it says of pictures: "Text: Jane Doe, Fotos: Max Weiß".
fn before_pictures(line: &str) -> &str {
    let lower = line.to_lowercase();
    let starts =
        PICTURES.iter().filter_map(|label| find(&lower, label)).filter(|at| *at > 0 && lower.len() == line.len());
    let before = starts.min().and_then(|at| line.get(..at)).unwrap_or(line);
    // "Text & Fotos: Jane Doe" is one label.
    let goes_on = before.trim_end().ends_with(|c: char| !c.is_alphanumeric() && !matches!(c, ',' | ';' | '.' | '|'))
        || before.split_whitespace().next_back().is_some_and(|word| matches!(word, "und" | "and" | "et" | "y" | "e"));
    if goes_on { line } else { before }
}

/// Names without the place behind a bar or a dash, which is one word where a name has two: "Ana Díaz | Madrid".
fn without_place(line: &str) -> String {
    const BARS: &[&str] = &["|", " / "];
    const DASHES: &[(&str, usize)] = &[(" — ", 2), (" – ", 1), (" - ", 1)];
    let is_spaced = |text: &str| !text.contains(is_unspaced);
    let has_words = |text: &str| text.trim().contains(char::is_whitespace);
    let named = DASHES.iter().find_map(|(dash, words)| {
        let (before, place) = line.split_once(dash)?;
        (place.split_whitespace().count() <= *words).then_some(before)
    });
    let is_named =
        |before: &&str| is_spaced(before) && before.split(',').next().is_some_and(|name| is_person(name.trim()));
    let line = named.filter(is_named).unwrap_or(line);
    let Some(bar) = BARS.iter().find(|bar| line.contains(**bar)) else { return line.to_owned() };
    let mut parts: Vec<&str> = line.split(bar).collect();
    if parts.iter().all(|part| is_spaced(part)) && parts.first().is_some_and(|first| has_words(first)) {
        let mut at = 0;
        parts.retain(|part| {
            at += 1;
            at == 1 || has_words(part) || is_agency(part.trim())
        });
    }
    parts.join(bar)
}

/// A name without brackets around it or behind it, and without where its bearer was: `【山田花子】`,
/// "Jean Dupont (avec AFP)", "Jane Doe in London".
fn without_aside(name: &str) -> &str {
    const PAIRS: &[(char, char)] = &[('(', ')'), ('（', '）'), ('[', ']'), ('【', '】')];
    let mut name = name;
    for &(open, close) in PAIRS {
        if let Some(inside) = name.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)) {
            name = inside.trim();
        } else if let Some((before, aside)) = name.strip_suffix(close).and_then(|name| name.split_once(open))
            && before.ends_with(' ')
            && says_no_name(aside)
        {
            name = before.trim_end();
        }
    }
    name.split_once(" in ").map(|(before, _)| before).filter(|before| is_person(before)).unwrap_or(name)
}

/// Whether what stands in brackets behind a name is an agency, with a word before it, or the name's initials.
fn says_no_name(aside: &str) -> bool {
    let is_initials = aside.len() <= 4 && aside.chars().all(|c| c.is_lowercase() || c == '.');
    is_initials || aside.rsplit(' ').next().is_some_and(is_agency)
}

/// A Korean name without the post behind it, or the word for a text before it: `김하늘 기자`, `글 김하늘`.
fn without_post(name: &str) -> &str {
    let mut bare = name.strip_prefix("글 ").unwrap_or(name);
    while let Some((before, _)) = bare.rsplit_once(' ').filter(|(_, last)| KOREAN_POSTS.contains(last)) {
        // The paper's name may stand before: `항구일보 김하늘 기자`.
        bare =
            before.rsplit_once(' ').filter(|(_, last)| !KOREAN_POSTS.contains(last)).map_or(before, |(_, name)| name);
    }
    bare
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

/// At commas only where every part can be a whole name, so that "Jane Doe, Jr." stays one; and whether a post stands
/// behind one of the commas, with which the names end. An agency may stand behind a name.
fn split_at_commas(text: &str) -> (Vec<&str>, bool) {
    let mut parts: Vec<&str> = text.split([',', '，']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let post = parts.iter().skip(1).position(|part| is_post(part)).map(|at| at + 1);
    parts.truncate(post.unwrap_or(parts.len()));
    let is_hangul = |part: &str| part.chars().all(|c| ('\u{ac00}'..='\u{d7a3}').contains(&c));
    let whole = |part: &str| {
        let words = part.split_whitespace().count();
        let spaced = !part.chars().any(crate::text::is_unspaced);
        !spaced
            || is_hangul(part)
            || ((2..=4).contains(&words)
                && part.split_whitespace().all(|word| word.starts_with(|c: char| !c.is_lowercase())))
    };
    if !parts.iter().all(|part| whole(part)) {
        let mut at = 0;
        parts.retain(|part| {
            at += 1;
            at == 1 || is_agency(part)
        });
    }
    (parts, post.is_some())
}

fn is_post(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 2);
    words.any(|word| POSTS.contains(&word.to_lowercase().as_str()))
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
            ("Jane Doe, Senior Director, Rivers and Ports, River Institute", &["Jane Doe"]),
            ("Jane Doe and John Roe, dpa", &["Jane Doe", "John Roe", "dpa"]),
            ("Ein Kommentar von Jane Doe", &["Jane Doe"]),
            ("Updated by Jane Doe", &[]),
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
            ("김하늘 기자", &["김하늘"]),
            ("김하늘, 이바다 기자", &["김하늘", "이바다"]),
            ("글 김하늘", &["김하늘"]),
            ("[항구일보 김하늘 선임기자]", &["김하늘"]),
            ("글로벌경제팀", &["글로벌경제팀"]),
            ("文・山田花子", &["山田花子"]),
            ("著者：山田花子", &["山田花子"]),
            ("【山田花子】", &["山田花子"]),
            ("責任編輯：韓梅梅", &[]),
            ("โดย สมชาย ใจดี", &["สมชาย ใจดี"]),
            ("Του Γιώργου Παπαδόπουλου", &["Γιώργου Παπαδόπουλου"]),
            ("By Jane Doe and John Roe, Staff Writers", &["Jane Doe", "John Roe"]),
            ("Text: Jane Doe, Fotos: Max Weiß", &["Jane Doe"]),
            ("Text & Fotos: Jane Doe", &["Jane Doe"]),
            ("Text und Fotos: Jane Doe", &["Jane Doe"]),
            ("Jane Doe in London", &["Jane Doe"]),
            ("Jean Dupont (avec AFP)", &["Jean Dupont"]),
            ("Jane Doe (jad)", &["Jane Doe"]),
            ("Jane (River) Doe", &["Jane (River) Doe"]),
            ("River Port (www.port.example)", &[]),
            ("Jane Doe - Max Weiß", &["Jane Doe - Max Weiß"]),
            ("Ana Díaz | Madrid", &["Ana Díaz"]),
            ("Ana Díaz | Juan Pérez", &["Ana Díaz", "Juan Pérez"]),
            ("João Silva, G1 — São Paulo", &["João Silva"]),
            ("أحمد السيد - القاهرة", &["أحمد السيد"]),
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
    fn a_name_stands_beside_a_date() {
        for (line, names) in [
            ("Jane Doe | 23.11.2026 - Update: 24.11.2026", &["Jane Doe"][..]),
            ("23.11.2026 | 13:10 | Jane Doe", &["Jane Doe"]),
            ("2026年11月23日08:19 [ 黄宇 ] 来源：大桥网", &["黄宇"]),
            ("2026年11月23日08:19 [ 渡轮 ] 来源：大桥网", &[]),
            ("23.11.2026 | 13:10", &[]),
            ("Jane Doe | Bridge", &[]),
        ] {
            assert_eq!(names_beside_date(line), names, "{line}");
        }
    }

    #[test]
    fn summaries_say_who_wrote() {
        for (summary, names) in [
            ("This post was written by Jane Doe, MD, of the harbour. It is long.", &["Jane Doe"][..]),
            ("Die Fähre fährt wieder. Von Jane Doe und Max Weiß", &["Jane Doe", "Max Weiß"]),
            ("The ferry returned. By noon it was full.", &[]),
            ("Die Fähre von Jane Doe", &[]),
        ] {
            assert_eq!(names_in_summary(summary), names, "{summary}");
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
            ("Autorin/Autor Jane Doe", &["Jane Doe"]),
            ("Author Jane Doe", &["Jane Doe"]),
            ("Author of the year is a ferryman", &[]),
            ("Von der Fähre: ein Bericht", &[]),
            ("Jane Doe", &[]),
        ] {
            assert_eq!(names_behind_label(line), names, "{line}");
        }
    }
}
