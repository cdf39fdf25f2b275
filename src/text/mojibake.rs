//! UTF-8 that somebody read as windows-1252 or Latin-1 before it came to us: `CafÃ©`, `æ–°é—»`.
//!
//! Text between two tags is put right on its own proof: all that isn't ASCII in it has to be the bytes of
//! UTF-8, and they have to spell letters and marks that people write. `NÃO` and `CAFÉ»` are no such bytes.

use std::borrow::Cow;

/// What windows-1252 has at 0x80 to 0x9F; `\0` where it has nothing, and Latin-1 a control character.
const SPECIALS: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“', '”', '•',
    '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

/// Pages that explain the trouble have it on purpose.
const ABOUT_IT: &[&str] = &["mojibake", "Mojibake", "文字化け", "乱码", "亂碼"];

/// Some text was read wrongly twice.
const MOST_ROUNDS: usize = 2;

/// A page or feed with such text put right; lent back where there is none.
///
/// ```
/// use feedmill::text::without_mojibake;
/// assert_eq!(without_mojibake("<p>CafÃ© â€œZur FÃ¤hreâ€\u{9d}</p>"), "<p>Café “Zur Fähre”</p>");
/// assert_eq!(without_mojibake("<p>æ–°é—»</p>"), "<p>新闻</p>");
/// assert_eq!(without_mojibake("<p>NÃO, «CAFÉ»</p>"), "<p>NÃO, «CAFÉ»</p>");
/// ```
pub fn without_mojibake(markup: &str) -> Cow<'_, str> {
    if !may_have_any(markup) || ABOUT_IT.iter().any(|word| markup.contains(word)) {
        return Cow::Borrowed(markup);
    }
    let mut whole = String::with_capacity(markup.len());
    for segment in segments(markup) {
        if segment.is_ascii() {
            whole.push_str(segment);
            continue;
        }
        let mut text = Cow::Borrowed(segment);
        for _ in 0..MOST_ROUNDS {
            match repaired(&text) {
                Some(better) => text = Cow::Owned(better),
                None => break,
            }
        }
        whole.push_str(&text);
    }
    Cow::Owned(whole)
}

/// Texts between tags and the tags themselves, line by line; together they are the whole.
fn segments(markup: &str) -> impl Iterator<Item = &str> {
    let ends = memchr::memchr3_iter(b'<', b'>', b'\n', markup.as_bytes()).map(|at| at + 1);
    let mut start = 0;
    ends.chain([markup.len()]).map(move |end| &markup[std::mem::replace(&mut start, end)..end])
}

/// Whether a sign that may be a first byte stands before one that may be a later one: a look at bytes, since
/// nearly every text passes it.
fn may_have_any(markup: &str) -> bool {
    let bytes = markup.as_bytes();
    memchr::memchr_iter(0xc3, bytes).any(|at| matches!(bytes.get(at + 2), Some(0xc2 | 0xc5 | 0xc6 | 0xcb | 0xe2)))
}

/// The text read as it was meant; `None` unless that is proved.
fn repaired(text: &str) -> Option<String> {
    let mut meant = String::with_capacity(text.len());
    let (mut pairs, mut sure) = (0, 0);
    let mut run: Vec<u8> = Vec::new();
    for c in text.chars().chain([' ']) {
        if !c.is_ascii() {
            run.push(byte_of(c)?);
            continue;
        }
        if !run.is_empty() {
            let spelt = std::str::from_utf8(&run).ok()?;
            for letter in spelt.chars() {
                if !is_written(letter) {
                    return None;
                }
                pairs += 1;
                // Three signs in a row that are one by chance don't occur, nor does `Ã` before a mark.
                sure += usize::from(letter.len_utf8() > 2 || ('\u{a0}'..='\u{ff}').contains(&letter));
            }
            meant.push_str(spelt);
            run.clear();
        }
        meant.push(c);
    }
    meant.pop();
    (sure > 0 || pairs > 1).then_some(meant)
}

fn byte_of(c: char) -> Option<u8> {
    let special = || SPECIALS.iter().position(|&known| known == c).and_then(|at| u8::try_from(0x80 + at).ok());
    u8::try_from(u32::from(c)).ok().or_else(special)
}

/// Letters and marks that texts are written in, as against those that only chance spells.
fn is_written(c: char) -> bool {
    matches!(
        c,
        '\u{80}'..='\u{17f}' // Latin-1 again where it was read wrongly twice
            | '\u{2c6}' | '\u{2dc}'
            | '\u{192}' | '\u{218}'..='\u{21b}'
            | '\u{386}'..='\u{3ce}'
            | '\u{400}'..='\u{45f}' | '\u{490}' | '\u{491}'
            | '\u{5d0}'..='\u{5ea}'
            | '\u{60c}' | '\u{61b}' | '\u{61f}' | '\u{621}'..='\u{652}' | '\u{660}'..='\u{66a}' | '\u{67e}'..='\u{6d2}' | '\u{6f0}'..='\u{6f9}'
            | '\u{901}'..='\u{d4f}'
            | '\u{e01}'..='\u{e5b}'
            | '\u{1e00}'..='\u{1eff}'
            | '\u{200b}'..='\u{200f}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{203a}' | '\u{20a0}'..='\u{20bf}' | '\u{2116}' | '\u{2122}'
            | '\u{2190}'..='\u{21ff}' | '\u{25a0}'..='\u{27bf}'
            | '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'
            | '\u{fe0f}' | '\u{feff}' | '\u{ff01}'..='\u{ff5e}' | '\u{1f300}'..='\u{1faff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// As windows-1252 reads the bytes of UTF-8.
    fn misread(text: &str) -> String {
        let sign = |byte: u8| match byte {
            0x80..=0x9f if SPECIALS[usize::from(byte - 0x80)] != '\0' => SPECIALS[usize::from(byte - 0x80)],
            _ => char::from(byte),
        };
        text.bytes().map(sign).collect()
    }

    #[test]
    fn what_is_proved_is_put_right() {
        for text in [
            "Café",
            "L’été à Orléans",
            "Größe über „Maß“",
            "Новости дня",
            "Νέα της ημέρας",
            "新闻联播，今天",
            "ニュース",
            "뉴스",
            "أخبار اليوم",
            "חדשות",
            "समाचार",
            "Żółć",
            "ışık",
            "tin tức mới",
            "10 € – 20 €",
            "naïve…",
        ] {
            assert_eq!(without_mojibake(&misread(text)), text);
            assert_eq!(without_mojibake(&misread(&misread(text))), text, "twice");
            assert_eq!(without_mojibake(text), text, "right as it is");
        }
        // Each paragraph on its own.
        let mixed = format!("<p>Die Fähre</p><p>{}</p>", misread("Die Fähre"));
        assert_eq!(without_mojibake(&mixed), "<p>Die Fähre</p><p>Die Fähre</p>");
    }

    #[test]
    fn what_may_be_meant_stays() {
        for text in [
            "NÃO É",
            "«CAFÉ»",
            "SÃO PAULO",
            "»GRÜN«",
            "Ä»",
            "Â£5 and Ã© are mojibake",
            "10°–20°",
            "“ÀÉ”",
            "ÇÃ",
            "ÄÖÜ",
            "Ωmega Ã©",
            "Ã",
            "",
        ] {
            assert_eq!(without_mojibake(text), text);
        }
    }

    proptest! {
        #[test]
        fn ascii_and_what_was_put_right_stay(text in "[ -~\n]{0,40}", letters in "[a-zà-ÿ –—“”€а-я新闻<>]{0,20}") {
            prop_assert_eq!(without_mojibake(&text), text.as_str());
            let once = without_mojibake(&letters).into_owned();
            let again = without_mojibake(&once).into_owned();
            prop_assert_eq!(again, once);
        }
    }
}
