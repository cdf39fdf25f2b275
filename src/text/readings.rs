//! How a character is read: whether what stands in parentheses spells the characters before it.

use memchr::{memmem, memrchr};
use unicode_normalization::UnicodeNormalization;

/// The way in which a reading is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    /// Latin letters, with or without marks or digits for the tones.
    Pinyin,
    /// Bopomofo: `ㄨㄤˇ`.
    Zhuyin,
    /// Furigana.
    Kana,
}

/// Lines of a reading and all characters with it.
const READINGS: &str = include_str!("readings.txt");

/// The most characters that one reading spells.
const MOST_CHARACTERS: usize = 6;

/// Kana that spell one character: `志` is read `こころざし`.
const MOST_KANA: usize = 5;

/// In which script `reading` spells the last characters of `before`, and how many of them.
///
/// Pinyin has to be known as a reading of these characters; a word's needs its tones, since
/// `北京(beijing)` may be a name in another language. Zhuyin and kana spell nothing but readings. Names in
/// Japanese news have a dot or a space in theirs, `鈴木(すずき・いちろう)`, and are part of the news.
pub(super) fn spells(reading: &str, before: &str) -> Option<(Script, usize)> {
    let han: Vec<char> = before.chars().rev().take_while(|&c| is_han(c)).take(MOST_CHARACTERS).collect();
    let reading = reading.trim();
    if han.is_empty() || reading.is_empty() {
        None
    } else if reading.starts_with(|c| matches!(c, '\u{3105}'..='\u{312f}' | '˙')) && reading.chars().all(is_zhuyin) {
        let syllables = reading.split_whitespace().count();
        (syllables <= han.len()).then_some((Script::Zhuyin, syllables))
    } else if reading.chars().all(is_kana) {
        (reading.chars().count() <= MOST_KANA * han.len()).then_some((Script::Kana, han.len()))
    } else {
        let spelt = Spelling::of(reading)?;
        let characters = if is_syllable(&spelt, *han.first()?) { 1 } else { characters_of_word(&spelt, &han)? };
        Some((Script::Pinyin, characters))
    }
}

/// Han characters and the mark that repeats one.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '々' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn is_zhuyin(c: char) -> bool {
    matches!(c, '\u{3105}'..='\u{312f}' | '\u{31a0}'..='\u{31bf}' | 'ˊ' | 'ˇ' | 'ˋ' | '˙' | 'ˉ' | '\u{301}' | ' ' | '\u{3000}')
}

fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | 'ー')
}

/// Pinyin taken apart: letters `a` to `z` with `v` for `ü`, and the tone.
#[derive(Debug, PartialEq, Eq)]
struct Spelling {
    /// Syllables may be set apart by spaces and apostrophes.
    letters: String,
    /// 1 to 4 of the last syllable; `None` if it isn't marked, or neutral.
    tone: Option<u8>,
}

impl Spelling {
    /// `None` for what holds anything but pinyin's letters, in lower case, and its tones.
    fn of(text: &str) -> Option<Spelling> {
        let (mut letters, mut tone) = (String::new(), None);
        // Compatibility forms are decomposed too: full-width letters, superscript tone numbers.
        for c in text.nfkd() {
            match c {
                // Type for schoolbooks has an `a` and a `g` of its own.
                'ɑ' => letters.push('a'),
                'ɡ' => letters.push('g'),
                'a'..='z' => letters.push(c),
                // `ü`, and `lu:` as keyboards without it have it.
                '\u{308}' | ':' if letters.ends_with('u') => {
                    letters.pop();
                    letters.push('v');
                }
                '\u{302}' if letters.ends_with('e') => {}
                '\u{304}' | '1' => tone = Some(1),
                '\u{301}' | '2' => tone = Some(2),
                '\u{30c}' | '\u{306}' | '3' => tone = Some(3),
                '\u{300}' | '4' => tone = Some(4),
                '0' | '5' => tone = None,
                ' ' | '\'' | '’' | '-' | '·' if !letters.is_empty() => letters.push(' '),
                _ => return None,
            }
        }
        (!letters.is_empty()).then_some(Spelling { letters, tone })
    }
}

fn is_syllable(spelt: &Spelling, c: char) -> bool {
    let changes_tone = matches!(c, '一' | '不');
    let is_r = matches!(c, '儿' | '兒') && spelt.letters == "r";
    is_r || readings_of(c).any(|known| {
        let tone = spelt.tone.is_none() || known.tone.is_none() || known.tone == spelt.tone || changes_tone;
        tone && known.letters == spelt.letters
    })
}

/// How many characters a word of several marked syllables spells; `han` is the last character first.
fn characters_of_word(spelt: &Spelling, han: &[char]) -> Option<usize> {
    spelt.tone?;
    let word = spelt.letters.replace(' ', "");
    (2..=han.len()).find(|&count| {
        let mut ends = vec![0];
        for &c in han[..count].iter().rev() {
            let syllables: Vec<Spelling> = readings_of(c).collect();
            let behind = |&at: &usize| {
                let fits = |known: &&Spelling| word[at..].starts_with(&known.letters);
                syllables.iter().filter(fits).map(|known| at + known.letters.len()).collect::<Vec<_>>()
            };
            ends = ends.iter().flat_map(behind).collect();
            ends.sort_unstable();
            ends.dedup();
        }
        ends.contains(&word.len())
    })
}

/// The lines that hold the character: a few microseconds of search, for the few characters that are asked for.
fn readings_of(c: char) -> impl Iterator<Item = Spelling> {
    let mut bytes = [0; 4];
    let searched = memmem::Finder::new(c.encode_utf8(&mut bytes)).into_owned();
    let mut at = 0;
    let lines = std::iter::from_fn(move || {
        let found = at + searched.find(&READINGS.as_bytes()[at..])?;
        at = found + c.len_utf8();
        let line = memrchr(b'\n', &READINGS.as_bytes()[..found]).map_or(0, |newline| newline + 1);
        Some(&READINGS[line..found])
    });
    lines.filter_map(|line| Spelling::of(line.split(is_read).next().unwrap_or_default()))
}

/// The characters that have readings.
fn is_read(c: char) -> bool {
    c >= '\u{2e80}'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_are_known() {
        for (before, reading, characters) in [
            ("渡", "dù", Some(1)),
            ("渡", "du", Some(1)),
            ("渡", "du4", Some(1)),
            ("渡", "du⁴", Some(1)),
            ("渡", " dù ", Some(1)),
            ("渡", "du\u{300}", Some(1)),
            ("港", "ɡɑ\u{30c}nɡ", Some(1)),
            ("绿", "lǜ", Some(1)),
            ("绿", "lv4", Some(1)),
            ("绿", "lu:4", Some(1)),
            ("长", "cháng", Some(1)),
            ("长", "zhǎng", Some(1)),
            ("不", "bú", Some(1)),
            ("儿", "r", Some(1)),
            ("渡", "ｄù", Some(1)),
            ("的北京", "běijīng", Some(2)),
            ("北京", "běi jīng", Some(2)),
            ("西安", "xī'ān", Some(2)),
            ("北京", "Beijing", None),
            ("北京", "beijing", None),
            ("北京", "Běijīng", None),
            ("渡", "dú", None),
            ("渡", "Du", None),
            ("能", "AI", None),
            ("渡", "port", None),
            ("ferry", "dù", None),
            ("", "dù", None),
            ("渡", "", None),
        ] {
            let expected = characters.map(|count| (Script::Pinyin, count));
            assert_eq!(spells(reading, before), expected, "{before}({reading})");
        }
        assert_eq!(spells("ㄉㄨˋ", "渡"), Some((Script::Zhuyin, 1)));
        assert_eq!(spells("みなと", "その港"), Some((Script::Kana, 1)));
        assert_eq!(spells("わたしぶね", "渡し船"), Some((Script::Kana, 1)));
        assert_eq!(spells("すずき・いちろう", "鈴木一郎"), None);
        assert_eq!(spells("みなとのそばにあるまち", "港"), None);
    }
}
