//! Readings in parentheses that a careless copy left throughout a text: `渡(dù)輪`.
//!
//! Sites show readings above their characters, or keep them for scripts to hide; a copy as plain text
//! has them in the line. One such reading may be meant, so they are taken out of a text only where it has
//! them throughout: [`AnnotationStudy`] reads all of it, and its [`Annotated`] takes them out.

use super::readings::{Script, is_han, spells};
use std::collections::HashMap;
use std::ops::Range;

/// Fewer readings are meant.
const LEAST_READINGS: u32 = 6;
const LEAST_KANA_READINGS: u32 = 10;

/// Of the places of an annotated character, those that carry its reading. People explain a character once.
const LEAST_CONSISTENCY: f32 = 0.8;

/// Of the characters of annotated lines, those that carry a reading.
const LEAST_DENSITY: f32 = 0.03;

/// News in Japanese has readings of names; only where half of all characters have theirs they are furigana.
const LEAST_KANA_DENSITY: f32 = 0.5;

/// Names have four characters, words one or two.
const MOST_CHARACTERS_PER_KANA_READING: f32 = 2.5;

/// Of all readings, those within a sentence. In lists of words they stand at the end.
const LEAST_WITHIN: f32 = 0.5;

/// Of all readings, those that come again. In lists of rare characters none does.
const LEAST_REPEATED: f32 = 0.1;

/// A text is about pronunciation if one of these words comes with this many readings.
const READINGS_PER_LESSON_WORD: u32 = 25;

/// What lessons speak of.
const LESSON_WORDS: &[&str] = &[
    "拼音",
    "读音",
    "讀音",
    "发音",
    "發音",
    "声调",
    "聲調",
    "多音字",
    "读作",
    "讀作",
    "念作",
    "唸作",
    "注音",
    "声母",
    "聲母",
    "韵母",
    "韻母",
    "生词",
    "生詞",
    "生字",
    "课文",
    "課文",
    "怎么读",
    "怎麼讀",
    "轻声",
    "輕聲",
    "読み方",
    "音読み",
    "訓読み",
    "ふりがな",
    "振り仮名",
    "送り仮名",
];

/// Longer parentheses hold no reading.
const MOST_INSIDE_CHARACTERS: usize = 24;

/// A reading with its parentheses.
struct Annotation {
    place: Range<usize>,
    script: Script,
    /// How many characters before it are spelt.
    characters: usize,
    /// The text goes on with another character, without a mark between.
    within: bool,
}

/// What a text has of readings, line by line.
#[derive(Debug, Default)]
pub struct AnnotationStudy {
    latin: Tally,
    kana: Tally,
    lesson_words: u32,
}

#[derive(Debug, Default)]
struct Tally {
    readings: u32,
    within: u32,
    /// Characters that are spelt.
    spelt: u32,
    /// All characters of lines that have a reading.
    characters: u32,
    /// Each character of these lines: how often it is there, and how often with a reading of its own.
    places: HashMap<char, (u32, u32)>,
}

impl AnnotationStudy {
    /// Reads one more line.
    pub fn read(&mut self, line: &str) {
        // No Chinese character begins with a smaller byte: U+2FFF ends in `E2`.
        if !line.bytes().any(|byte| byte >= 0xe3) || !line.chars().any(is_han) {
            return;
        }
        let annotations = annotations_in(line);
        let bare = without(line, &annotations);
        let words = lesson_words_in(&bare);
        self.lesson_words = self.lesson_words.saturating_add(u32::try_from(words).unwrap_or(u32::MAX));
        for kana in [false, true] {
            let tally = if kana { &mut self.kana } else { &mut self.latin };
            tally.read(line, &bare, annotations.iter().filter(|found| (found.script == Script::Kana) == kana));
        }
    }

    /// What is to be taken out of this text; `None` for nearly every one.
    pub fn verdict(&self) -> Option<Annotated> {
        let is_lesson = |tally: &Tally| self.lesson_words * READINGS_PER_LESSON_WORD >= tally.readings;
        let annotated = Annotated {
            latin: self.latin.is_throughout() && !is_lesson(&self.latin),
            kana: self.kana.is_furigana() && !is_lesson(&self.kana),
        };
        (annotated.latin || annotated.kana).then_some(annotated)
    }
}

/// How often a text has one of the lesson words. None of them overlaps itself, so each place is looked at once.
fn lesson_words_in(text: &str) -> usize {
    let starts = text.char_indices().filter(|(_, c)| begins_lesson_word(*c));
    starts.map(|(at, _)| LESSON_WORDS.iter().filter(|word| text[at..].starts_with(**word)).count()).sum()
}

fn begins_lesson_word(c: char) -> bool {
    matches!(
        c,
        '拼' | '读'
            | '讀'
            | '发'
            | '發'
            | '声'
            | '聲'
            | '多'
            | '作'
            | '念'
            | '唸'
            | '注'
            | '母'
            | '韵'
            | '韻'
            | '生'
            | '课'
            | '課'
            | '怎'
            | '轻'
            | '輕'
            | '音'
            | '訓'
            | 'ふ'
            | '振'
            | '送'
            | '読'
    )
}

impl Tally {
    fn read<'a>(&mut self, line: &str, bare: &str, annotations: impl Iterator<Item = &'a Annotation>) {
        let readings_before = self.readings;
        for annotation in annotations {
            self.readings += 1;
            self.within += u32::from(annotation.within);
            self.spelt += u32::try_from(annotation.characters).unwrap_or(0);
            let last = line[..annotation.place.start].chars().next_back();
            if let Some(c) = last.filter(|_| annotation.characters == 1) {
                self.places.entry(c).or_default().1 += 1;
            }
        }
        if self.readings > readings_before {
            for c in bare.chars().filter(|&c| is_han(c)) {
                self.characters += 1;
                self.places.entry(c).or_default().0 += 1;
            }
        }
    }

    /// Pinyin or zhuyin of single characters or words, in the midst of sentences and again and again.
    fn is_throughout(&self) -> bool {
        let annotated = self.places.values().filter(|(_, readings)| *readings > 0);
        let (mut places, mut singles, mut different) = (0, 0, 0);
        for (there, readings) in annotated {
            (places, singles, different) = (places + there, singles + readings, different + 1);
        }
        self.readings >= LEAST_READINGS
            && share(self.within, self.readings) >= LEAST_WITHIN
            && share(self.spelt, self.characters) >= LEAST_DENSITY
            && share(singles, places) >= LEAST_CONSISTENCY
            && share(singles - different, singles) >= LEAST_REPEATED
    }

    fn is_furigana(&self) -> bool {
        self.readings >= LEAST_KANA_READINGS
            && share(self.spelt, self.characters) >= LEAST_KANA_DENSITY
            && share(self.spelt, self.readings) <= MOST_CHARACTERS_PER_KANA_READING
    }
}

fn share(part: u32, whole: u32) -> f32 {
    part as f32 / whole.max(1) as f32
}

/// A text that has readings throughout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Annotated {
    latin: bool,
    kana: bool,
}

impl Annotated {
    /// The line without its readings, and how many there were; `None` if there were none.
    ///
    /// ```
    /// use feedmill::text::AnnotationStudy;
    /// let line = "渡(dù)輪到港(gǎng)口，渡(dù)口的港(gǎng)務(wù)局(jú)(Port Office)在港(gǎng)內";
    /// let mut study = AnnotationStudy::default();
    /// study.read(line);
    /// let (text, readings) = study.verdict().unwrap().strip(line).unwrap();
    /// assert_eq!((text.as_str(), readings), ("渡輪到港口，渡口的港務局(Port Office)在港內", 7));
    /// ```
    pub fn strip(self, line: &str) -> Option<(String, u32)> {
        let mut annotations = annotations_in(line);
        annotations.retain(|found| if found.script == Script::Kana { self.kana } else { self.latin });
        let count = u32::try_from(annotations.len()).unwrap_or(u32::MAX);
        (count > 0).then(|| (without(line, &annotations), count))
    }
}

/// Whether a text may have readings throughout: a look at bytes, to spare all other texts the study.
///
/// `markup` may be HTML: letters may be character references, and tags stand before the parentheses.
pub fn may_be_annotated(markup: &str) -> bool {
    ['(', '（'].into_iter().any(|open| {
        let places = markup.match_indices(open).filter(|(at, _)| {
            let before = markup.as_bytes()[..*at].last();
            let inside = &markup.as_bytes()[at + open.len_utf8()..];
            before.is_some_and(|byte| !byte.is_ascii() || matches!(byte, b'>' | b' ' | b';'))
                && inside.first().is_some_and(|byte| !byte.is_ascii() || byte.is_ascii_lowercase() || *byte == b'&')
                && inside.iter().take(2 * MOST_INSIDE_CHARACTERS).any(|byte| matches!(byte, b')' | 0x89))
        });
        places.take(LEAST_READINGS as usize).count() >= LEAST_READINGS as usize
    })
}

fn annotations_in(line: &str) -> Vec<Annotation> {
    let mut found: Vec<Annotation> = Vec::new();
    for (at, open) in line.match_indices(['(', '（']) {
        let inside = &line[at + open.len()..];
        let Some(length) = inside.char_indices().take(MOST_INSIDE_CHARACTERS).find_map(|(length, c)| match c {
            ')' | '）' => Some(Some(length)),
            '(' | '（' => Some(None),
            _ => None,
        }) else {
            continue;
        };
        let Some(length) = length else { continue };
        // Where two stand side by side, the second may be a translation; it spells nothing.
        let before = line[..at].trim_end_matches(' ');
        let Some((script, characters)) = spells(&inside[..length], before) else { continue };
        let closing = inside[length..].chars().next().map_or(0, char::len_utf8);
        let end = at + open.len() + length + closing;
        let within = line[end..].chars().next().is_some_and(char::is_alphanumeric);
        found.push(Annotation { place: before.len()..end, script, characters, within });
    }
    found
}

fn without(line: &str, annotations: &[Annotation]) -> String {
    let mut bare = String::with_capacity(line.len());
    let mut at = 0;
    for annotation in annotations {
        bare.push_str(&line[at..annotation.place.start]);
        at = annotation.place.end;
    }
    bare.push_str(&line[at..]);
    bare
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stripped(text: &str) -> String {
        let mut study = AnnotationStudy::default();
        text.lines().for_each(|line| study.read(line));
        let Some(annotated) = study.verdict() else { return text.to_owned() };
        let lines = text.lines().map(|line| annotated.strip(line).map_or(line.to_owned(), |(bare, _)| bare));
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn every_lesson_word_is_looked_for() {
        for word in LESSON_WORDS {
            assert_eq!(lesson_words_in(&format!("渡{word}轮{word}")), 2, "{word}");
        }
    }

    #[test]
    fn readings_throughout_a_text_are_taken_out() {
        for (text, expected) in [
            (
                "港(gǎng)務(wù)局說渡(dù)輪（ferry）明天停航(háng)，渡(dù)口關(guān)閉。\n港(gǎng)口(Kou)的渡(dù)輪在北京(Beijing)造(2019年)，航(háng)程十里。",
                "港務局說渡輪（ferry）明天停航，渡口關閉。\n港口(Kou)的渡輪在北京(Beijing)造(2019年)，航程十里。",
            ),
            (
                "港（gang）务局说渡（du）轮停航（hang），渡（du）口关闭，港（gang）口的渡（du）轮停航（hang）了。",
                "港务局说渡轮停航，渡口关闭，港口的渡轮停航了。",
            ),
            (
                "港(ㄍㄤˇ)務局說渡(ㄉㄨˋ)輪停航(ㄏㄤˊ)，渡(ㄉㄨˋ)口關閉，港(ㄍㄤˇ)口的渡(ㄉㄨˋ)輪停。",
                "港務局說渡輪停航，渡口關閉，港口的渡輪停。",
            ),
            (
                "港(みなと)の船(ふね)は昼(ひる)に出(で)ました。一時間(いちじかん)遅(おく)れです。川(かわ)の天気(てんき)は良(よ)く、人(ひと)も多(おお)い。",
                "港の船は昼に出ました。一時間遅れです。川の天気は良く、人も多い。",
            ),
        ] {
            assert_eq!(stripped(text), expected);
        }
    }

    #[test]
    fn what_is_meant_stays() {
        for text in [
            // A lesson.
            "“长”是多音字：长(cháng)城的长读作cháng，长(zhǎng)大的长读作zhǎng。\n长(cháng)江、长(zhǎng)辈、长(cháng)短、长(zhǎng)官、长(cháng)度。",
            // Rare characters, explained where they first come.
            "犇(bēn)、骉(biāo)、猋(biāo)、羴(shān)、鱻(xiān)、麤(cū)、龘(dá)都是三叠字，人名里的犇和骉都有。",
            "垚(yáo)字多见于人名。陈垚、李垚、王垚都是渡口的船工，芈(mǐ)月是戏里的人。",
            // Names in other letters.
            "北京(Beijing)、上海(Shanghai)、天津(Tianjin)、重庆(Chongqing)、南京(Nanjing)、西安(Xi'an)、广州(Guangzhou)。",
            // Readings of names.
            "鈴木一郎(すずきいちろう)さんと田中花子(たなかはなこ)さんは、港の船が昼に出ると話しました。",
            "The (ferry) left (a) late (hour) of (the) day (at) last (in) rain.",
        ] {
            assert_eq!(stripped(text), text);
        }
    }
}
