//! Whether a name is spelt as a person's.

use super::is_unspaced;

/// Whether a name reads as a person's: two to four words of which the first and the last have capitals, two to four
/// signs of a script without spaces, two to four Korean syllables, or two or three words in Thai.
///
/// ```
/// use feedmill::text::is_person;
/// assert!(is_person("Ludwig van der Berg") && is_person("李雷"));
/// assert!(!is_person("jane.doe") && !is_person("澜江晚报社编辑部"));
/// ```
pub fn is_person(name: &str) -> bool {
    let is_between = |first: char, last: char| name.chars().all(|c| c.is_whitespace() || (first..=last).contains(&c));
    if is_between('\u{ac00}', '\u{d7a3}') {
        return (2..=4).contains(&name.chars().count());
    }
    if is_between('\u{e01}', '\u{e4e}') {
        return (2..=3).contains(&name.split_whitespace().count());
    }
    if name.chars().any(is_unspaced) {
        return (2..=4).contains(&name.chars().filter(|c| !c.is_whitespace()).count());
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_capital = |word: &&str| word.chars().find(|c| c.is_alphabetic()).is_some_and(|c| !c.is_lowercase());
    (2..=4).contains(&words.len())
        && words.first().is_some_and(is_capital)
        && words.last().is_some_and(is_capital)
        && !name.contains(|c: char| c.is_numeric() || matches!(c, ':' | '/' | '|' | '©' | '–'))
}

#[cfg(test)]
mod tests {
    use super::is_person;

    #[test]
    fn persons_are_told_from_logins_and_labels() {
        for (name, person) in [
            ("Jane Doe", true),
            ("Ludwig van der Berg", true),
            ("李雷", true),
            ("김하늘", true),
            ("항구일보 사회부", false),
            ("สมชาย ใจดี", true),
            ("", false),
            ("kicker", false),
            ("red", false),
            ("jane.doe", false),
            ("Text: Doe", false),
            ("澜江晚报社编辑部", false),
        ] {
            assert_eq!(is_person(name), person, "{name}");
        }
    }
}
