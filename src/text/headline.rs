//! A headline, what sites put behind it, and whether another heads the same story.

use super::searchable;
use std::collections::HashSet;

/// Whether a title is a headline and, behind a separator, something shorter: a section's or a site's name.
///
/// ```
/// use feedmill::text::goes_on_behind;
/// assert!(goes_on_behind("Night ferry returns | The Bridge", "Night ferry returns"));
/// assert!(!goes_on_behind("Night ferry returns: a story", "Night ferry returns"));
/// ```
pub fn goes_on_behind(title: &str, headline: &str) -> bool {
    const MARKS: &[char] = &['_', '|', '｜', '-', '–', '—', '－', '·', '•', '»', '›', '>', '/'];
    let behind = title.trim().strip_prefix(headline).map(str::trim_start);
    behind.is_some_and(|rest| rest.starts_with(MARKS) && rest.len() < headline.len())
}

/// Whether two titles may head the same story: three of five words of the shorter one are in the other. A
/// title that isn't there contradicts nothing.
pub fn titles_agree(one: Option<&str>, other: Option<&str>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return true };
    let (one, other) = (words(one), words(other));
    let common = one.intersection(&other).count();
    common * 5 >= one.len().min(other.len()) * 3
}

/// Words of a title, or the pairs of characters where it has no spaces.
fn words(title: &str) -> HashSet<String> {
    let indexed = searchable(title).to_lowercase();
    indexed.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_agree_by_most_of_their_words() {
        for (one, other, agree) in [
            ("Ferry opens", "Ferry opens | The Harbour Post", true),
            ("Ferry opens today", "FERRY OPENS LATE TODAY", true),
            ("The mayor of Linz", "The price of bread", false),
            ("Ferry opens", "Please log in", false),
            ("渡轮今天开放", "渡轮今天开放_港口新闻", true),
            ("渡轮今天开放", "请先登录", false),
        ] {
            assert_eq!(titles_agree(Some(one), Some(other)), agree, "{one} / {other}");
        }
        assert!(titles_agree(None, Some("Ferry opens")));
    }
}
