//! A key for a feed that has none: from its title, else from its host.

use crate::link;
use crate::model::{FeedKey, InvalidFeedKey};
use url::Url;

const LONGEST_KEY_CHARACTERS: usize = 40;

/// Titles that say nothing of whose feed it is.
const GENERIC: &[&str] = &[
    "articles",
    "atom",
    "blog",
    "feed",
    "home",
    "index",
    "latest",
    "latest-news",
    "main",
    "news",
    "posts",
    "rss",
    "rss-feed",
    "untitled",
    "首页",
    "新闻",
    "最新",
    "ニュース",
    "الأخبار",
];

/// A key that is not `taken`: words of the title joined by `-`, in the title's own script.
///
/// Fails only where everything is taken.
///
/// ```
/// use feedmill::discover::key_for;
/// let url = url::Url::parse("https://www.news.example/rss").unwrap();
/// let key = |title, taken: &str| key_for(title, &url, &|key| key == taken).unwrap();
/// assert_eq!(key(Some("The Daily News – World"), "").as_str(), "the-daily-news-world");
/// assert_eq!(key(Some("人民日报"), "人民日报").as_str(), "人民日报-2");
/// assert_eq!(key(Some("RSS"), "").as_str(), "news-example");
/// ```
pub fn key_for(title: Option<&str>, url: &Url, taken: &dyn Fn(&str) -> bool) -> Result<FeedKey, InvalidFeedKey> {
    let from_title = title.map(joined).filter(|key| !key.is_empty() && !GENERIC.contains(&key.as_str()));
    let from_host = || joined(&link::site(url).unwrap_or_default());
    let stem = from_title.unwrap_or_else(from_host);
    let stem = if stem.is_empty() { "feed".to_owned() } else { stem };
    let numbered = (2u32..).map(|number| format!("{stem}-{number}"));
    let free = std::iter::once(stem.clone()).chain(numbered).find(|key| !taken(key));
    FeedKey::parse(&free.unwrap_or_default())
}

/// A text as a name of a group or key: letters and digits in lower case, one `-` for all between them, cut behind a word.
pub(super) fn joined(title: &str) -> String {
    let mut key = String::new();
    let mut characters = 0;
    let apostrophe = |c: char| matches!(c, '\'' | '’' | 'ʼ');
    let lower = title.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric() && !apostrophe(c));
    for word in words.map(|word| word.replace(apostrophe, "")).filter(|word| !word.is_empty()) {
        let room = LONGEST_KEY_CHARACTERS - characters;
        let length = word.chars().count() + usize::from(characters > 0);
        if length > room && characters > 0 {
            break;
        }
        if characters > 0 {
            key.push('-');
        }
        key.extend(word.chars().take(room));
        characters += length.min(room);
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_readable() {
        for (title, expected) in [
            ("BBC News - World", "bbc-news-world"),
            ("  Today's «Küche»!  ", "todays-küche"),
            ("RSS", "a-example"),
            ("", "a-example"),
            ("???", "a-example"),
            ("首页", "a-example"),
            ("新华网 · 要闻", "新华网-要闻"),
            ("الجزيرة نت", "الجزيرة-نت"),
            ("One very long title that goes on and on and on", "one-very-long-title-that-goes-on-and-on"),
        ] {
            let key = key_for(Some(title), &Url::parse("https://www.a.example/").unwrap(), &|_| false).unwrap();
            assert_eq!(key.as_str(), expected, "{title}");
        }
        let endless = "长".repeat(300);
        let key = key_for(Some(&endless), &Url::parse("https://a.example/").unwrap(), &|_| false).unwrap();
        assert_eq!(key.as_str().chars().count(), LONGEST_KEY_CHARACTERS);
    }

    #[test]
    fn taken_keys_are_counted_on() {
        let taken = ["a", "a-2", "a-3"];
        let key = key_for(Some("A"), &Url::parse("https://b.example/").unwrap(), &|key| taken.contains(&key));
        assert_eq!(key.unwrap().as_str(), "a-4");
    }
}
