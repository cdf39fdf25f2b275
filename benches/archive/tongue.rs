//! Languages of our own making: words as frequent, as long and as written as in the languages they stand for.
//!
//! A few words are real and stand at the ranks that they have in news, so that a search for them is as hard as it is
//! in an archive of news.

use crate::chance::Chance;
use std::collections::HashSet;

/// Words that each language has, beside names and numbers.
pub const WORDS: usize = 60_000;

/// One language: words in the order of their frequency.
pub struct Tongue {
    /// BCP 47.
    pub code: &'static str,
    pub words: Vec<String>,
    pub is_spaced: bool,
    /// Words of the middle article.
    pub median_words: f64,
    pub sentence_end: &'static str,
    script: Script,
}

#[derive(Clone, Copy)]
enum Script {
    Syllables(&'static [&'static str], &'static [&'static str]),
    Chinese,
    Japanese,
    Korean,
}

const CONSONANTS: &[&str] = &[
    "b", "c", "d", "f", "g", "h", "l", "m", "n", "p", "r", "s", "t", "v", "w", "st", "tr", "pl", "ch", "br", "gr", "sh",
];
const VOWELS: &[&str] = &["a", "e", "i", "o", "u", "ea", "io", "ai"];
const SPANISH_VOWELS: &[&str] = &["a", "e", "i", "o", "u", "á", "é", "í", "ó", "ie"];
const GERMAN_VOWELS: &[&str] = &["a", "e", "i", "o", "u", "ä", "ö", "ü", "ei", "au"];
const CYRILLIC: &[&str] = &["б", "в", "г", "д", "ж", "з", "к", "л", "м", "н", "п", "р", "с", "т", "х", "ч", "ст", "пр"];
const CYRILLIC_VOWELS: &[&str] = &["а", "е", "и", "о", "у", "я", "ы", "ий", "ой"];
const ARABIC: &[&str] = &["ب", "ت", "ج", "ح", "د", "ر", "س", "ش", "ع", "ف", "ق", "ك", "ل", "م", "ن", "ه", "ال"];
const ARABIC_VOWELS: &[&str] = &["ا", "و", "ي", "", "ة", "ى"];

/// Real words with their ranks.
type Planted = &'static [(usize, &'static str)];

const ENGLISH: Planted = &[
    (0, "the"),
    (1, "of"),
    (2, "to"),
    (3, "and"),
    (4, "in"),
    (5, "said"),
    (90, "government"),
    (300, "election"),
    (900, "climate"),
    (3000, "harbour"),
    (9000, "ferry"),
    (30_000, "bellwether"),
];
const CHINESE: Planted = &[
    (0, "的"),
    (1, "一"),
    (2, "在"),
    (3, "了"),
    (12, "中国"),
    (60, "新闻"),
    (90, "政府"),
    (300, "选举"),
    (900, "气候"),
    (700, "人工智能"),
    (9000, "渡轮"),
];
const JAPANESE: Planted = &[
    (0, "の"),
    (1, "に"),
    (2, "は"),
    (3, "を"),
    (4, "した"),
    (30, "日本"),
    (60, "東京"),
    (300, "選挙"),
    (900, "気候"),
];
const KOREAN: Planted = &[(0, "이"), (1, "있다"), (30, "한국"), (60, "서울"), (300, "선거")];
const ARABIC_WORDS: Planted = &[(0, "في"), (1, "من"), (2, "على"), (60, "الحكومة"), (300, "الانتخابات")];
const RUSSIAN: Planted = &[(0, "в"), (1, "и"), (2, "на"), (60, "правительство"), (300, "выборы")];
const SPANISH: Planted = &[(0, "de"), (1, "la"), (2, "que"), (60, "gobierno"), (300, "elección")];
const GERMAN: Planted = &[(0, "der"), (1, "die"), (2, "und"), (60, "regierung"), (300, "wahl")];

/// The languages and how many articles of a hundred are in each.
pub fn all() -> Vec<(Tongue, usize)> {
    let latin = |vowels| Script::Syllables(CONSONANTS, vowels);
    vec![
        (tongue("en", latin(VOWELS), ENGLISH, 360.0), 40),
        (tongue("zh-CN", Script::Chinese, CHINESE, 380.0), 20),
        (tongue("es", latin(SPANISH_VOWELS), SPANISH, 360.0), 8),
        (tongue("ja", Script::Japanese, JAPANESE, 300.0), 8),
        (tongue("ar", Script::Syllables(ARABIC, ARABIC_VOWELS), ARABIC_WORDS, 270.0), 8),
        (tongue("de", latin(GERMAN_VOWELS), GERMAN, 320.0), 7),
        (tongue("ru", Script::Syllables(CYRILLIC, CYRILLIC_VOWELS), RUSSIAN, 270.0), 6),
        (tongue("ko", Script::Korean, KOREAN, 240.0), 3),
    ]
}

fn tongue(code: &'static str, script: Script, planted: Planted, median_words: f64) -> Tongue {
    let is_spaced = !matches!(script, Script::Chinese | Script::Japanese);
    let sentence_end = if is_spaced { ". " } else { "。" };
    let mut tongue = Tongue { code, words: Vec::with_capacity(WORDS), is_spaced, median_words, sentence_end, script };
    let mut chance = Chance::of(1, code.bytes().fold(0, |sum, byte| sum * 31 + u64::from(byte)));
    let mut taken: HashSet<String> = planted.iter().map(|(_, word)| (*word).to_owned()).collect();
    while tongue.words.len() < WORDS {
        let rank = tongue.words.len();
        if let Some((_, word)) = planted.iter().find(|(planted, _)| *planted == rank) {
            tongue.words.push((*word).to_owned());
            continue;
        }
        let word = tongue.word(&mut chance, rank);
        if taken.insert(word.clone()) {
            tongue.words.push(word);
        }
    }
    tongue
}

impl Tongue {
    /// A word as one of that rank may look: the frequent are short.
    pub fn word(&self, chance: &mut Chance, rank: usize) -> String {
        let parts = 1 + chance.below(2) + usize::from(rank > 200) + usize::from(rank > 5000) * chance.below(2);
        match self.script {
            Script::Syllables(consonants, vowels) => {
                let mut word: String =
                    (0..parts).map(|_| format!("{}{}", chance.pick(consonants), chance.pick(vowels))).collect();
                if chance.happens(0.4) {
                    word.push_str(chance.pick(consonants));
                }
                word
            }
            Script::Chinese if rank < 120 => han(1 + chance.below(2), chance),
            Script::Chinese => han(chance.pick(&[2, 2, 2, 2, 2, 2, 3, 4]), chance),
            Script::Japanese if rank < 80 => letters(0x3042, 80, 1 + chance.below(3), chance),
            Script::Japanese => match chance.below(10) {
                0..=5 => han(2, chance),
                6 => format!("{}{}", han(1, chance), letters(0x3042, 80, 2, chance)),
                _ => letters(0x30a2, 80, 2 + chance.below(4), chance),
            },
            Script::Korean => letters(0xac00, 11_000, 2 + chance.below(2), chance),
        }
    }

    /// Puts a word behind the text so far.
    pub fn join(&self, text: &mut String, word: &str, chance: &mut Chance) {
        if self.is_spaced && !text.is_empty() && !text.ends_with(char::is_whitespace) {
            text.push(' ');
        }
        text.push_str(word);
        // Korean words carry their particles.
        if matches!(self.script, Script::Korean) && chance.happens(0.5) {
            text.push_str(chance.pick(&["에서", "은", "는", "이", "을", "의"]));
        }
    }
}

/// Characters of which the first few hundred make up most of the words, as in Chinese.
fn han(characters: usize, chance: &mut Chance) -> String {
    (0..characters)
        .filter_map(|_| {
            let rank = (chance.share() * chance.share() * 3500.0) as u32;
            char::from_u32(0x4e00 + rank * 5)
        })
        .collect()
}

fn letters(first: u32, many: usize, length: usize, chance: &mut Chance) -> String {
    (0..length).filter_map(|_| char::from_u32(first + chance.below(many) as u32)).collect()
}
