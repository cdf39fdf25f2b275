//! The language of each paragraph, where a text is in more than one.

use super::tongues::{beginning, related, told_by};
use crate::model::LanguageRun;
use std::collections::{BTreeMap, HashSet};

/// Of all letters, those that a second language has at least where a text counts as mixed.
const LEAST_SHARE: f32 = 0.1;

/// Of a paragraph's letters, those in the script that it is in.
const LEAST_IN_SCRIPT: f32 = 0.7;

/// Long paragraphs that are looked at where all are in one script.
const SAMPLES: usize = 2;

/// Fewer letters tell nothing of their own.
const LEAST_LETTERS: u32 = 20;

/// Words that every text of a language is held together by have so many letters at most.
const MOST_LETTERS_OF_SHORT_WORDS: usize = 4;

/// Of a paragraph's short words, those that the first long one has where both are in one language, and how many
/// short words it must have: between languages of one family a third is shared.
const LEAST_SHARED: f32 = 0.5;
const LEAST_SHORT_WORDS: usize = 8;

/// A text in more than one language, or in another than it begins in.
#[derive(Debug, PartialEq)]
pub(super) struct Mixed {
    /// Paragraphs in one language, one run after the other; empty where the others have too little of it.
    pub(super) runs: Vec<LanguageRun>,
    /// The language of most letters.
    pub(super) largest: String,
}

/// The languages of a text whose paragraphs are in `main` unless they are told to be in another; `None` for a
/// text in one language, as nearly all are.
///
/// Whether there is a second language is told by the scripts of all paragraphs, and among languages of one
/// script by a few of the long paragraphs.
pub(super) fn mixed(text: &str, main: &str) -> Option<Mixed> {
    let paragraphs: Vec<Paragraph<'_>> = text.split("\n\n").map(Paragraph::of).collect();
    if paragraphs.len() < 2 || !is_mixed(&paragraphs, main) {
        return None;
    }
    let mut runs: Vec<LanguageRun> = Vec::new();
    let mut letters: BTreeMap<String, u32> = BTreeMap::new();
    let mut last = main.to_owned();
    for paragraph in &paragraphs {
        if let Some(language) = paragraph.language(main) {
            last = language;
        }
        *letters.entry(last.clone()).or_default() += paragraph.letters;
        match runs.last_mut() {
            Some(run) if run.language == last => run.paragraphs += 1,
            _ => runs.push(LanguageRun { language: last.clone(), paragraphs: 1 }),
        }
    }
    let all: u32 = letters.values().sum();
    let (largest, most) = letters.into_iter().max_by_key(|(_, letters)| *letters)?;
    if ((all - most) as f32) < LEAST_SHARE * all as f32 {
        runs.clear();
    }
    (runs.len() > 1 || largest != main).then_some(Mixed { runs, largest })
}

fn is_mixed(paragraphs: &[Paragraph<'_>], main: &str) -> bool {
    let mut scripts = paragraphs.iter().filter_map(|paragraph| paragraph.script);
    let first = scripts.next();
    if scripts.any(|script| Some(script) != first) {
        return true;
    }
    let long: Vec<&Paragraph<'_>> = paragraphs
        .iter()
        .filter(|paragraph| paragraph.letters >= 2 * LEAST_LETTERS && paragraph.text.len() >= 120)
        .collect();
    // Every other one steps aside, since two languages often take turns.
    let place = |sample: usize| long.len() * sample / (SAMPLES + 1) / 2 * 2 + sample % 2;
    let known = long.first().map(|paragraph| short_words(beginning(paragraph.text))).unwrap_or_default();
    let is_alike = |paragraph: &&&Paragraph<'_>| shares_words(beginning(paragraph.text), &known);
    let samples = (1..=SAMPLES).filter_map(|sample| long.get(place(sample)));
    let unlike = samples.filter(|paragraph| !is_alike(paragraph));
    unlike.filter_map(|paragraph| paragraph.language(main)).any(|language| language != main)
}

/// The words of a text that are short, in lower case.
fn short_words(text: &str) -> HashSet<String> {
    let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| is_short(word));
    words.map(str::to_lowercase).collect()
}

fn is_short(word: &str) -> bool {
    (1..=MOST_LETTERS_OF_SHORT_WORDS).contains(&word.chars().take(MOST_LETTERS_OF_SHORT_WORDS + 1).count())
}

/// Whether a text has enough of the short words to be surely in their language: a hundredth of the work that
/// telling the language is.
fn shares_words(text: &str, known: &HashSet<String>) -> bool {
    let short = text.split(|c: char| !c.is_alphabetic()).filter(|word| is_short(word));
    let (mut shared, mut all) = (0, 0);
    for word in short {
        all += 1;
        shared += usize::from(known.contains(&word.to_lowercase()));
    }
    all >= LEAST_SHORT_WORDS && shared as f32 >= LEAST_SHARED * all as f32
}

struct Paragraph<'a> {
    text: &'a str,
    letters: u32,
    script: Option<Script>,
}

/// Scripts as far as they part languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    Latin,
    Cyrillic,
    Greek,
    Hebrew,
    Arabic,
    Indic,
    Thai,
    /// Chinese characters and kana.
    EastAsian,
    Hangul,
}

impl Paragraph<'_> {
    fn of(text: &str) -> Paragraph<'_> {
        let mut counts = [0u32; 9];
        let ascii = text.bytes().filter(u8::is_ascii_alphabetic).count();
        let mut letters = u32::try_from(ascii).unwrap_or(u32::MAX);
        counts[Script::Latin as usize] = letters;
        for script in text.chars().filter(|c| !c.is_ascii()).filter_map(script_of) {
            // A Chinese character says as much as two letters.
            let weight = 1 + u32::from(script == Script::EastAsian);
            letters += weight;
            counts[script as usize] += weight;
        }
        let most = ALL.into_iter().max_by_key(|script| counts[*script as usize]);
        let is_most = |script: &Script| counts[*script as usize] as f32 >= LEAST_IN_SCRIPT * letters as f32;
        Paragraph { text, letters, script: most.filter(|script| letters >= LEAST_LETTERS && is_most(script)) }
    }

    /// `main` unless the paragraph is surely in another one; `None` for one that tells nothing.
    fn language(&self, main: &str) -> Option<String> {
        self.script?;
        let (told, _) = told_by(self.text)?;
        // A paragraph in Japanese may have next to no kana.
        let is_main = related(told, main) || told == "zh" && main == "ja";
        Some(if is_main { main.to_owned() } else { told.to_owned() })
    }
}

const ALL: [Script; 9] = [
    Script::Latin,
    Script::Cyrillic,
    Script::Greek,
    Script::Hebrew,
    Script::Arabic,
    Script::Indic,
    Script::Thai,
    Script::EastAsian,
    Script::Hangul,
];

fn script_of(c: char) -> Option<Script> {
    Some(match c {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Script::Latin,
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Script::Greek,
        '\u{400}'..='\u{52f}' => Script::Cyrillic,
        '\u{590}'..='\u{5ff}' => Script::Hebrew,
        '\u{600}'..='\u{77f}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' => Script::Arabic,
        '\u{900}'..='\u{dff}' => Script::Indic,
        '\u{e00}'..='\u{eff}' => Script::Thai,
        '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' => {
            Script::EastAsian
        }
        '\u{ac00}'..='\u{d7af}' => Script::Hangul,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHINESE: &str = "渡轮中午离开港口，晚了一个小时，没有人介意，因为河上的天气很好，船上的人都在看风景。";
    const ENGLISH: &str =
        "The ferry left the harbour at noon, an hour late, and nobody on board minded the delay. On the river
        the wind had dropped, and the captain, who was new, took the long way round the island.";
    const FRENCH: &str =
        "Le bac a quitté le port à midi, avec une heure de retard, et personne à bord ne s’en est plaint. Sur le
        fleuve, le vent était tombé, et le capitaine, qui était nouveau, a fait le tour de l’île.";

    fn told(paragraphs: &[&str], main: &str) -> Vec<(String, u32)> {
        let mixed = mixed(&paragraphs.join("\n\n"), main);
        let runs = mixed.map(|mixed| mixed.runs).unwrap_or_default();
        runs.into_iter().map(|run| (run.language, run.paragraphs)).collect()
    }

    #[test]
    fn paragraphs_are_told_apart() {
        let run = |language: &str, paragraphs| (language.to_owned(), paragraphs);
        assert_eq!(told(&[CHINESE, CHINESE, "2026", ENGLISH], "zh"), [run("zh", 3), run("en", 1)]);
        assert_eq!(
            told(&[ENGLISH, FRENCH, ENGLISH, FRENCH], "en"),
            [run("en", 1), run("fr", 1), run("en", 1), run("fr", 1)]
        );
        for (paragraphs, main) in
            [(&[CHINESE, CHINESE][..], "zh"), (&[ENGLISH, ENGLISH, "Ja."], "en"), (&[CHINESE], "zh")]
        {
            assert!(told(paragraphs, main).is_empty());
        }
        let quoted = [CHINESE.repeat(20), "The ferry left at noon and nobody minded the delay at all.".to_owned()];
        assert!(told(&[&quoted[0], &quoted[1]], "zh").is_empty(), "a quotation makes no second language");
    }
}
