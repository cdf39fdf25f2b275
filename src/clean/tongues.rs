//! Which language a text is in, as far as its words and letters tell, and which languages are taken for each other.

use super::common_words::told_by_common_words;
use crate::text::is_unspaced;
use whatlang::{Lang, Script};

/// Shorter texts don't tell their language reliably; in scripts without spaces a sixth is enough.
const LEAST_CHARACTERS: usize = 120;
const LEAST_UNSPACED_CHARACTERS: usize = 20;

/// What is looked at; more of the text changes the answer only where it is in more than one language.
const READ_CHARACTERS: usize = 300;

/// As much of a text as its language is told by.
pub(super) fn beginning(text: &str) -> &str {
    let end = text.char_indices().nth(READ_CHARACTERS).map_or(text.len(), |(at, _)| at);
    &text[..end]
}

/// The language of a text and its script, where the text is long enough to be sure.
pub(super) fn told_by(text: &str) -> Option<(&'static str, Script)> {
    let sample = beginning(text);
    let characters = sample.chars().count();
    let unspaced = sample.chars().filter(|&c| is_unspaced(c)).count();
    if characters < LEAST_CHARACTERS && unspaced < LEAST_UNSPACED_CHARACTERS {
        return None;
    }
    if unspaced == 0
        && let Some(language) = told_by_common_words(sample)
    {
        return Some((language, Script::Latin));
    }
    let told = whatlang::detect(sample).filter(whatlang::Info::is_reliable)?;
    Some((code_of(told.lang())?, told.script()))
}

/// Pairs so close that the publisher's word is better than a guess.
pub(super) fn related(told: &str, declared: &str) -> bool {
    const FAMILIES: &[&[&str]] = &[
        &["no", "nn", "da"],
        &["hr", "sr", "bs", "sh", "sl"],
        &["id", "ms", "jv", "su"],
        &["zh", "yue", "wuu"],
        &["pt", "gl"],
        &["es", "ca", "gl", "ast", "an", "oc"],
        &["cs", "sk"],
        &["hi", "mr", "ne"],
        &["fa", "ur", "ps"],
        &["bg", "mk"],
        &["af", "nl"],
    ];
    told == declared || FAMILIES.iter().any(|family| family.contains(&told) && family.contains(&declared))
}

/// Whether texts in a language are told to be in it; the others are taken for a neighbour.
pub(super) fn is_told(language: &str) -> bool {
    Lang::all().iter().any(|&lang| code_of(lang) == Some(language))
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
