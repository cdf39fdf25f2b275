//! The language that a text is written in, against the one that its page declares.

use super::paragraphs::{Mixed, mixed};
use super::tongues::{is_told, related, told_by};
use crate::model::{Alternative, Record};
use whatlang::Script;

/// Sets the record's language from its text where that is sure, else keeps the declared primary language.
pub(super) fn tell(record: &mut Record) {
    let declared = record.language.take().and_then(|tag| primary(&tag));
    let gives_way = |told| declared.as_ref().is_some_and(|declared| gives_way(told, declared));
    let told = told_by(&record.text).filter(|told| !gives_way(*told)).map(|(told, _)| told.to_owned());
    let Some(beginning) = told.or_else(|| declared.clone()) else { return };
    let language = match mixed(&record.text, &beginning) {
        None => beginning,
        // It begins in another language than most of it is in.
        Some(Mixed { runs, largest }) => {
            record.languages = runs;
            largest
        }
    };
    if declared.as_ref() != Some(&language) {
        let source = record.sources.insert("language", "text");
        if let (Some(source), Some(value)) = (source, declared) {
            let source = source.to_owned();
            record.alternatives.entry("language").or_default().insert(0, Alternative { source, value });
        }
    }
    record.language = Some(language);
}

/// The primary language of a BCP 47 tag, lower case, as today's lists have it: `zh` of `zh-Hant-TW`, `no` of
/// `nb-NO`, which is what a text in it is told to be.
fn primary(tag: &str) -> Option<String> {
    let primary = tag.split(['-', '_']).next()?.trim().to_ascii_lowercase();
    let is_code = (2..=3).contains(&primary.len()) && primary.bytes().all(|b| b.is_ascii_lowercase());
    let today = match primary.as_str() {
        "nb" => "no",
        "iw" => "he",
        "in" => "id",
        "ji" => "yi",
        "mo" => "ro",
        "cmn" => "zh",
        other => other,
    };
    is_code.then(|| today.to_owned())
}

/// Whether the publisher's word is better than what the text was told to be: for languages so close that one
/// is taken for the other, and for those that aren't told at all and are taken for a neighbour in their script.
fn gives_way((told, script): (&str, Script), declared: &str) -> bool {
    // English is told from everything, and sites in small languages have much of it.
    let is_neighbour = !is_told(declared) && told != "en" && script == script_of(declared);
    related(told, declared) || is_neighbour
}

/// The script of languages that aren't told by their texts; most have Latin letters.
fn script_of(language: &str) -> Script {
    match language {
        "kk" | "ky" | "mn" | "tg" | "tt" | "ba" | "os" | "ab" | "cv" | "ce" => Script::Cyrillic,
        "ps" | "ckb" | "sd" | "ug" | "ks" | "ar" => Script::Arabic,
        "sa" | "kok" | "mai" | "bho" | "doi" => Script::Devanagari,
        "as" => Script::Bengali,
        "ti" => Script::Ethiopic,
        _ => Script::Latin,
    }
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
        let icelandic = "Ferjan fór úr höfninni um hádegi, klukkutíma of seint, og enginn um borð kvartaði. ".repeat(3);
        for (text, declared, expected) in [
            (chinese.as_str(), Some("en"), Some("zh")),
            (chinese.as_str(), None, Some("zh")),
            (german.as_str(), Some("de-AT"), Some("de")),
            ("Kurz.", Some("zh-CN"), Some("zh")),
            ("Kurz.", Some("not a tag"), None),
            ("Kurz.", Some("nb-NO"), Some("no")),
            // The program that tells languages knows no Icelandic, and takes it for Swedish.
            (icelandic.as_str(), Some("is"), Some("is")),
            (german.as_str(), Some("zh"), Some("de")),
            ("渡轮中午离开港口，晚了一个小时，没有人介意，因为河上的天气很好。", None, Some("zh")),
            ("", None, None),
        ] {
            assert_eq!(language_of(text, declared).as_deref(), expected, "{declared:?}");
        }
        let english = "The ferry left the harbour at noon, an hour late, and nobody on board minded the delay. On the \
                       river the wind had dropped, and the captain took the long way round the island.";
        let led_in = format!("{english}\n\n{english}\n\n{0}\n\n{0}\n\n{0}\n\n{0}", chinese);
        assert_eq!(language_of(&led_in, Some("zh-CN")).as_deref(), Some("zh"), "most of it is Chinese");
        let led_in = format!("{english}\n\n{0}\n\n{0}\n\n{0}", german);
        assert_eq!(language_of(&led_in, None).as_deref(), Some("de"), "most of it is German");
        assert_eq!(language_of(&format!("{german}\n\n{german}\n\n{english}"), None).as_deref(), Some("de"));
    }
}
