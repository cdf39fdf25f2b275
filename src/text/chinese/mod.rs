//! Chinese in simplified or traditional characters: a text in the others, and the spellings of a term.
//!
//! One simplified character often stands for several traditional ones (`发` for `發` and `髮`), so a text is
//! turned phrase by phrase, the longest first: `头发` becomes `頭髮`, `发现` `發現`. Characters are turned,
//! not words: what Taiwan calls `軟體` stays so. The tables are OpenCC's, under the Apache License 2.0; the phrases to
//! be turned into traditional ones are packed, for they are long and seldom asked for.

mod table;

use std::cmp::Ordering;
use std::sync::LazyLock;
use table::{Characters, Table, characters, likeliest};

const TO_TRADITIONAL: &str = include_str!("traditional.txt");
const PHRASES_TO_TRADITIONAL: &[u8] = include_bytes!("traditional_phrases.txt.zst");
const TO_SIMPLIFIED: &str = include_str!("simplified.txt");
const TAIWAN: &str = include_str!("taiwan.txt");
const HONG_KONG: &str = include_str!("hong_kong.txt");

/// A term with more spellings, character by character, is written whole in each form instead.
const MOST_SPELLINGS: usize = 32;

/// A set of characters in which Chinese is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChineseForm {
    Simplified,
    /// As Taiwan writes: `為`, `裡`.
    Traditional,
    /// As Hong Kong writes: `為`, `裏`, `説`.
    HongKong,
}

/// Turns Chinese texts into one form.
pub struct ChineseConverter {
    form: ChineseForm,
    words: Table,
    /// What the form writes otherwise than other traditional texts.
    forms: Characters,
}

/// A converter's way with one text: what is written in the form already is left as it is.
#[derive(Clone, Copy)]
pub struct ChineseRewriter<'a> {
    words: Option<&'a Table>,
    forms: &'a Characters,
}

impl ChineseConverter {
    pub fn new(form: ChineseForm) -> ChineseConverter {
        let (words, forms) = match form {
            ChineseForm::Simplified => ([TO_SIMPLIFIED, ""], ""),
            ChineseForm::Traditional => ([TO_TRADITIONAL, &PHRASES], TAIWAN),
            ChineseForm::HongKong => ([TO_TRADITIONAL, &PHRASES], HONG_KONG),
        };
        ChineseConverter { form, words: Table::read(words), forms: characters(forms) }
    }

    pub fn form(&self) -> ChineseForm {
        self.form
    }

    /// The way with a text like `sample`: the whole of an article, since a title alone may not show how it
    /// is written.
    ///
    /// ```
    /// use feedmill::text::{ChineseConverter, ChineseForm};
    /// let converter = ChineseConverter::new(ChineseForm::Traditional);
    /// assert_eq!(converter.for_text_like("头发").convert("头发和发现"), "頭髮和發現");
    /// assert_eq!(converter.for_text_like("乾隆的後代").convert("台上的干擾"), "台上的干擾");
    /// ```
    pub fn for_text_like(&self, sample: &str) -> ChineseRewriter<'_> {
        let is_target = |written: Written| (written == Written::Simplified) == (self.form == ChineseForm::Simplified);
        let is_there = written(sample).is_some_and(is_target);
        ChineseRewriter { words: (!is_there).then_some(&self.words), forms: &self.forms }
    }
}

impl ChineseRewriter<'_> {
    /// A piece of the text, in the converter's form.
    pub fn convert(&self, text: &str) -> String {
        let text = self.words.map_or_else(|| text.to_owned(), |words| words.convert(text));
        if self.forms.is_empty() {
            return text;
        }
        text.chars().map(|c| likeliest(self.forms, c)).collect()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    Simplified,
    Traditional,
}

/// How a text is written, by the characters that only one of the forms has.
fn written(text: &str) -> Option<Written> {
    let known = &*CHARACTERS;
    let only_in = |table: &Characters, c: char| table.get(&c).is_some_and(|values| !values.contains(&c));
    let count = |table| text.chars().filter(|&c| only_in(table, c)).count();
    let (simplified, traditional) = (count(&known.traditional), count(&known.simplified));
    match simplified.cmp(&traditional) {
        Ordering::Greater => Some(Written::Simplified),
        Ordering::Less => Some(Written::Traditional),
        Ordering::Equal => None,
    }
}

/// Single characters: how each is written elsewhere.
struct Known {
    simplified: Characters,
    traditional: Characters,
    regional: [Characters; 2],
}

static CHARACTERS: LazyLock<Known> = LazyLock::new(|| Known {
    simplified: characters(TO_SIMPLIFIED),
    traditional: characters(TO_TRADITIONAL),
    regional: [characters(TAIWAN), characters(HONG_KONG)],
});

/// Phrases that read otherwise in traditional characters than their characters do alone.
static PHRASES: LazyLock<String> = LazyLock::new(|| {
    // What the program itself brings is whole: a test reads it.
    let text = zstd::stream::decode_all(PHRASES_TO_TRADITIONAL).unwrap_or_default();
    String::from_utf8(text).unwrap_or_default()
});

/// A character in simplified form, by which spellings are compared.
///
/// ```
/// use feedmill::text::simplified_character;
/// assert_eq!(['聞', '闻', 'a'].map(simplified_character), ['闻', '闻', 'a']);
/// ```
pub fn simplified_character(c: char) -> char {
    likeliest(&CHARACTERS.simplified, c)
}

/// All spellings of a term in simplified and traditional characters, the term as it is first.
///
/// Every character in each of its forms where these are few, else the term as a whole in each form. A term
/// with kana or Hangul isn't Chinese.
///
/// ```
/// use feedmill::text::chinese_spellings;
/// assert_eq!(chinese_spellings("新闻"), ["新闻", "新聞"]);
/// assert_eq!(chinese_spellings("頭髮"), ["頭髮", "頭发", "頭發", "头髮", "头发", "头發"]);
/// assert_eq!(chinese_spellings("ferry"), ["ferry"]);
/// ```
pub fn chinese_spellings(term: &str) -> Vec<String> {
    let is_other = |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7af}');
    if term.is_ascii() || term.chars().any(is_other) {
        return vec![term.to_owned()];
    }
    let forms: Vec<Vec<char>> = term.chars().map(forms_of).collect();
    let many = forms.iter().try_fold(1_usize, |many, forms| many.checked_mul(forms.len()));
    if many.is_some_and(|many| many <= MOST_SPELLINGS) {
        forms.iter().fold(vec![String::new()], |spellings, forms| {
            spellings.iter().flat_map(|start| forms.iter().map(move |&c| format!("{start}{c}"))).collect()
        })
    } else {
        let mut spellings = vec![term.to_owned()];
        for form in [ChineseForm::Simplified, ChineseForm::Traditional, ChineseForm::HongKong] {
            let spelt = ChineseConverter::new(form).for_text_like(term).convert(term);
            if !spellings.contains(&spelt) {
                spellings.push(spelt);
            }
        }
        spellings
    }
}

/// A character and all that are written for it elsewhere.
fn forms_of(c: char) -> Vec<char> {
    let known = &*CHARACTERS;
    let with = |mut forms: Vec<char>, table: &Characters| {
        for form in forms.clone().iter().filter_map(|c| table.get(c)).flatten() {
            if !forms.contains(form) {
                forms.push(*form);
            }
        }
        forms
    };
    let forms = with(with(vec![c], &known.simplified), &known.traditional);
    known.regional.iter().fold(forms, with)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn turned(form: ChineseForm, text: &str) -> String {
        ChineseConverter::new(form).for_text_like(text).convert(text)
    }

    #[test]
    fn texts_are_turned_phrase_by_phrase() {
        use ChineseForm::{HongKong, Simplified, Traditional};
        for (form, text, expected) in [
            (Traditional, "他的头发，一个发现", "他的頭髮，一個發現"),
            (Traditional, "干部在干涸的树干上", "幹部在乾涸的樹幹上"),
            (Traditional, "皇后后来只有一只猫", "皇后後來只有一隻貓"),
            (Traditional, "因为在里面", "因為在裡面"),
            (HongKong, "因为他说在里面", "因為他説在裏面"),
            (Traditional, "爲了裏面的頭髮", "為了裡面的頭髮"),
            (Traditional, "Ferry 2026", "Ferry 2026"),
            (Simplified, "他看著頭髮說：軟體的著作", "他看着头发说：软体的著作"),
            (Simplified, "乾隆與餅乾，原著", "乾隆与饼干，原著"),
            (Simplified, "因為他説在裏面，衞生", "因为他说在里面，卫生"),
            (Simplified, "乾坤与发现", "乾坤与发现"),
        ] {
            assert_eq!(turned(form, text), expected);
        }
    }

    #[test]
    fn the_packed_phrases_are_whole() {
        assert!(PHRASES.lines().count() > 10_000 && PHRASES.ends_with('\n'));
    }

    #[test]
    fn a_traditional_text_with_words_that_look_simplified_is_left() {
        let text = "后羿干擾了范先生，於是回到里長的家。這個問題";
        assert_eq!(turned(ChineseForm::Traditional, text), text);
    }

    #[test]
    fn spellings_are_all_forms_of_a_term() {
        for (term, expected) in
            [("新聞", "新闻"), ("台湾", "臺灣"), ("里面", "裡面"), ("裡面", "裏面"), ("发现", "發現")]
        {
            assert!(chinese_spellings(term).contains(&expected.to_owned()), "{term}");
        }
        for term in ["ニュース発表", "뉴스新聞", "東京", ""] {
            assert_eq!(chinese_spellings(term), if term == "東京" { vec!["東京", "东京"] } else { vec![term] });
        }
        let long = "复杂干系后台里面的头发发现";
        assert_eq!(chinese_spellings(long), [long, "複雜干係後臺裡面的頭髮發現", "複雜干係後台裏面的頭髮發現"]);
    }

    #[test]
    fn any_text_can_be_turned() {
        let forms = [ChineseForm::Simplified, ChineseForm::Traditional, ChineseForm::HongKong];
        let converters = forms.map(ChineseConverter::new);
        proptest!(|(text in "[发头髮干后里\\PC]{0,60}")| {
            for converter in &converters {
                let turned = converter.for_text_like(&text).convert(&text);
                prop_assert_eq!(turned.is_empty(), text.is_empty());
            }
            let latin: String = text.chars().filter(char::is_ascii).collect();
            for converter in &converters {
                prop_assert_eq!(&converter.for_text_like(&latin).convert(&latin), &latin);
            }
        });
    }
}
