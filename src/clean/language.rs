//! The language that a text is written in, against the one that its page declares.

use crate::model::{Alternative, Record};
use whatlang::Lang;

/// Shorter texts don't tell their language reliably.
const LEAST_CHARACTERS: usize = 120;

/// What is looked at; more of the text doesn't change the answer.
const READ_CHARACTERS: usize = 300;

/// Sets the record's language from its text where that is sure, else keeps the declared primary language.
pub(super) fn tell(record: &mut Record) {
    let declared = record.language.take().and_then(|tag| primary(&tag));
    let sample: String = record.text.chars().take(READ_CHARACTERS).collect();
    let told = (sample.chars().count() >= LEAST_CHARACTERS).then(|| whatlang::detect(&sample)).flatten();
    let told = told.filter(|info| info.is_reliable()).and_then(|info| code_of(info.lang()));
    record.language = match (told, declared) {
        (Some(told), Some(declared)) if related(told, &declared) => Some(declared),
        (Some(told), declared) => {
            let source = record.sources.insert("language", "text");
            if let (Some(source), Some(value)) = (source, declared) {
                let source = source.to_owned();
                record.alternatives.entry("language").or_default().insert(0, Alternative { source, value });
            }
            Some(told.to_owned())
        }
        (None, declared) => declared,
    };
}

/// The primary language of a BCP 47 tag, lower case: `zh` of `zh-Hant-TW`.
fn primary(tag: &str) -> Option<String> {
    let primary = tag.split(['-', '_']).next()?.trim().to_ascii_lowercase();
    let is_code = (2..=3).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_lowercase());
    is_code.then_some(primary)
}

/// Pairs so close that the publisher's word is better than a guess.
fn related(told: &str, declared: &str) -> bool {
    const FAMILIES: &[&[&str]] = &[
        &["nb", "no", "nn", "da"],
        &["hr", "sr", "bs", "sh", "sl"],
        &["id", "ms", "jv"],
        &["zh", "yue", "wuu"],
        &["pt", "gl"],
        &["es", "ca", "gl", "ast"],
        &["cs", "sk"],
        &["hi", "mr", "ne"],
        &["fa", "ur", "ps"],
        &["bg", "mk"],
        &["af", "nl"],
    ];
    told == declared || FAMILIES.iter().any(|family| family.contains(&told) && family.contains(&declared))
}

/// ISO 639-1 where there is one.
fn code_of(language: Lang) -> Option<&'static str> {
    Some(match language {
        Lang::Afr => "af",
        Lang::Aka => "ak",
        Lang::Amh => "am",
        Lang::Ara => "ar",
        Lang::Aze => "az",
        Lang::Bel => "be",
        Lang::Ben => "bn",
        Lang::Bul => "bg",
        Lang::Cat => "ca",
        Lang::Ces => "cs",
        Lang::Cmn => "zh",
        Lang::Dan => "da",
        Lang::Deu => "de",
        Lang::Ell => "el",
        Lang::Eng => "en",
        Lang::Epo => "eo",
        Lang::Est => "et",
        Lang::Fin => "fi",
        Lang::Fra => "fr",
        Lang::Guj => "gu",
        Lang::Heb => "he",
        Lang::Hin => "hi",
        Lang::Hrv => "hr",
        Lang::Hun => "hu",
        Lang::Hye => "hy",
        Lang::Ind => "id",
        Lang::Ita => "it",
        Lang::Jav => "jv",
        Lang::Jpn => "ja",
        Lang::Kan => "kn",
        Lang::Kat => "ka",
        Lang::Khm => "km",
        Lang::Kor => "ko",
        Lang::Lat => "la",
        Lang::Lav => "lv",
        Lang::Lit => "lt",
        Lang::Mal => "ml",
        Lang::Mar => "mr",
        Lang::Mkd => "mk",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Nld => "nl",
        Lang::Nob => "no",
        Lang::Ori => "or",
        Lang::Pan => "pa",
        Lang::Pes => "fa",
        Lang::Pol => "pl",
        Lang::Por => "pt",
        Lang::Ron => "ro",
        Lang::Rus => "ru",
        Lang::Sin => "si",
        Lang::Slk => "sk",
        Lang::Slv => "sl",
        Lang::Sna => "sn",
        Lang::Spa => "es",
        Lang::Srp => "sr",
        Lang::Swe => "sv",
        Lang::Tam => "ta",
        Lang::Tel => "te",
        Lang::Tgl => "tl",
        Lang::Tha => "th",
        Lang::Tuk => "tk",
        Lang::Tur => "tr",
        Lang::Ukr => "uk",
        Lang::Urd => "ur",
        Lang::Uzb => "uz",
        Lang::Vie => "vi",
        Lang::Yid => "yi",
        Lang::Zul => "zu",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language_of(text: &str, declared: Option<&str>) -> Option<String> {
        let mut record = Record { text: text.into(), language: declared.map(str::to_owned), ..Record::default() };
        tell(&mut record);
        record.language
    }

    #[test]
    fn the_text_decides_where_it_is_sure() {
        let chinese = "渡轮中午离开港口，晚了一个小时，没有人介意，因为河上的天气很好，船上的人都在看风景。".repeat(4);
        let german =
            "Die Fähre verließ mittags den Hafen, eine Stunde zu spät, und niemand störte sich daran. ".repeat(3);
        for (text, declared, expected) in [
            (chinese.as_str(), Some("en"), Some("zh")),
            (chinese.as_str(), None, Some("zh")),
            (german.as_str(), Some("de-AT"), Some("de")),
            ("Kurz.", Some("zh-CN"), Some("zh")),
            ("Kurz.", Some("not a tag"), None),
            ("", None, None),
        ] {
            assert_eq!(language_of(text, declared).as_deref(), expected, "{declared:?}");
        }
    }
}
