//! The words that hold the texts of a language together, for the languages that most news is in: a text that has
//! enough of them needs nobody to tell its language.
//!
//! Telling a language by its runs of three letters takes 11,000 look-ups, a tenth of what an article costs.

/// Common words of languages in Latin letters, none longer than eight bytes. Words that a neighbour has as well tell
/// nothing and stand in both lists, or in none where the neighbour has no list.
const LANGUAGES: [(&str, &str); 7] = [
    (
        "en",
        "the of and to that with this for is was are from were their they said would been his who its she it by have has \
         not but at be which",
    ),
    (
        "de",
        "der die und das nicht ein eine ist auch mit für auf von dem den des sich wird im zu werden einer einen dass \
         sind hat wie bei nach aus noch aber über",
    ),
    (
        "fr",
        "le la les des est dans une pour qui que sur pas avec au du et un plus par ce il elle ne se aux cette ont sont \
         mais",
    ),
    ("es", "el la los las un una que y por con para se del al su como más pero sus fue lo es no"),
    ("it", "il lo la gli le di che è un una per con non si del della dei nel alla anche sono più ha come ma al da in"),
    ("pt", "o a os as que e em um uma para com não se por do da dos das na ao mais foi como no"),
    ("nl", "de het een van zijn niet naar werd heeft ook als er bij maar voor met wordt"),
];

/// So many of a text's words are common ones of its language, at least, and so many hundredths of them.
const LEAST_HITS: u32 = 6;
const LEAST_PERCENT: u32 = 15;

/// And so many times as many as in any other language.
const TIMES_THE_NEXT: u32 = 2;

/// The language of a text in Latin letters by its common words, where they leave no doubt.
pub(super) fn told_by_common_words(text: &str) -> Option<&'static str> {
    let mut hits = [0u32; LANGUAGES.len()];
    let mut words = 0;
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
        words += 1;
        let languages = packed(word.as_bytes()).map_or(0, languages_of);
        for (number, hits) in hits.iter_mut().enumerate() {
            *hits += u32::from(languages >> number & 1);
        }
    }
    let (best, most) = hits.iter().copied().enumerate().max_by_key(|&(_, hits)| hits)?;
    let next = hits.iter().enumerate().filter(|&(number, _)| number != best).map(|(_, &hits)| hits).max()?;
    let is_sure = most >= LEAST_HITS && most * 100 >= words * LEAST_PERCENT && most >= next * TIMES_THE_NEXT;
    is_sure.then(|| LANGUAGES[best].0)
}

/// A bit for each language that has the word, in their order.
fn languages_of(word: u64) -> u8 {
    let found = TABLE.0.binary_search_by_key(&word, |&(word, _)| word);
    found.map_or(0, |at| TABLE.0[at].1)
}

/// A word of up to eight bytes as a number, its ASCII letters in lower case.
const fn packed(word: &[u8]) -> Option<u64> {
    if word.len() > 8 {
        return None;
    }
    let (mut number, mut at) = (0u64, 0);
    while at < word.len() {
        number = number << 8 | word[at].to_ascii_lowercase() as u64;
        at += 1;
    }
    Some(number)
}

/// Each word of the lists and its languages; in the order of the words.
struct WordTable<const WORDS: usize>([(u64, u8); WORDS]);

static TABLE: WordTable<{ count() }> = table();

const fn count() -> usize {
    let (mut words, mut language) = (0, 0);
    while language < LANGUAGES.len() {
        let list = LANGUAGES[language].1.as_bytes();
        let mut at = 0;
        words += 1;
        while at < list.len() {
            words += (list[at] == b' ') as usize;
            at += 1;
        }
        language += 1;
    }
    words
}

/// A word of several languages stands once for each, with the bits of all of them.
const fn table<const WORDS: usize>() -> WordTable<WORDS> {
    let mut table = [(0u64, 0u8); WORDS];
    let (mut filled, mut language) = (0, 0);
    while language < LANGUAGES.len() {
        let mut rest = LANGUAGES[language].1.as_bytes();
        while !rest.is_empty() {
            let mut end = 0;
            while end < rest.len() && rest[end] != b' ' {
                end += 1;
            }
            let (word, behind) = rest.split_at(end);
            let Some(word) = packed(word) else { panic!("a common word has eight bytes at most") };
            filled = insert(&mut table, filled, word, 1 << language);
            rest = if behind.is_empty() { behind } else { behind.split_at(1).1 };
        }
        language += 1;
    }
    WordTable(table)
}

/// Puts a word in its place among those before `filled`, and gives the bits of its twins to it and its to them.
const fn insert(table: &mut [(u64, u8)], filled: usize, word: u64, mut languages: u8) -> usize {
    let mut at = filled;
    while at > 0 && table[at - 1].0 >= word {
        table[at] = table[at - 1];
        at -= 1;
    }
    let mut twin = at + 1;
    while twin <= filled && table[twin].0 == word {
        languages |= table[twin].1;
        twin += 1;
    }
    while twin > at {
        twin -= 1;
        table[twin] = (word, languages);
    }
    filled + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_plain_is_told_and_all_else_is_left() {
        for (text, language) in [
            ("The ferry left the harbour at noon, and nobody on board said that it was late.", Some("en")),
            ("Die Fähre verließ mittags den Hafen, und niemand an Bord hat sich über das Wetter beklagt.", Some("de")),
            ("Le bac a quitté le port à midi et personne n’est venu pour voir les passagers sur le quai.", Some("fr")),
            ("El barco salió del puerto al mediodía con una hora de retraso y nadie se quejó por ello.", Some("es")),
            (
                "Il traghetto ha lasciato il porto con un’ora di ritardo e la gente del molo non si è lamentata.",
                Some("it"),
            ),
            ("O barco saiu do porto ao meio-dia com uma hora de atraso e os passageiros não se queixaram.", Some("pt")),
            (
                "De boot is niet naar het eiland gevaren, maar het bestuur van de haven heeft het ook niet beloofd.",
                Some("nl"),
            ),
            // Neighbours that have no list.
            ("Færgen forlod havnen ved middagstid, en time forsinket, og ingen om bord havde noget imod det.", None),
            ("El vaixell va sortir del port al migdia, amb una hora de retard, i ningú no s'hi va queixar.", None),
            ("Die veerboot het die hawe om twaalfuur verlaat, en niemand aan boord het daaroor gekla nie.", None),
            ("Feribotul a părăsit portul la prânz, cu o oră întârziere, și nimeni nu s-a plâns de asta.", None),
            ("渡轮中午离开港口，晚了一个小时。", None),
            ("The ferry is late.", None),
            ("", None),
        ] {
            assert_eq!(told_by_common_words(text), language, "{text}");
        }
    }

    #[test]
    fn the_table_is_in_order_and_whole() {
        assert!(TABLE.0.is_sorted_by_key(|&(word, _)| word));
        for (number, (language, words)) in LANGUAGES.iter().enumerate() {
            for word in words.split(' ') {
                let languages = packed(word.as_bytes()).map_or(0, languages_of);
                assert!(languages >> number & 1 == 1, "{language}: {word}");
            }
        }
        let twins = packed(b"que").map_or(0, languages_of);
        assert_eq!(twins.count_ones(), 3);
    }
}
