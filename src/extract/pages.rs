//! Several pages of one article, each extracted by itself, to one.

use crate::link::story_key;
use crate::model::{Extracted, Metadata, PageRole, Removed};
use std::collections::HashSet;
use url::Url;

/// What is noted of a rule whose link was not followed, or led to nothing.
const NOT_READ: &str = "page not read";

/// A page beside the article's own.
#[derive(Clone, Debug)]
pub struct FurtherPage {
    pub role: PageRole,
    /// Where it was served.
    pub url: Url,
    pub extracted: Extracted,
}

/// The article that its own page, served at `url`, and further ones make: what the page says of itself, and
/// the text of the page on which it is whole, or else of all in their order.
///
/// ```
/// use feedmill::extract::{FurtherPage, article_of, page};
/// use feedmill::model::{PageContext, PageRole};
/// let read = |text: &str| page(&format!("<title>Ferry</title><p>{text}, and nobody minded the delay.</p>"), &PageContext::default());
/// let url = url::Url::parse("https://news.example/ferry").unwrap();
/// let second = FurtherPage { role: PageRole::Next, url: url.join("?page=2").unwrap(), extracted: read("It came back at one") };
/// let article = article_of(&url, read("The ferry left at noon"), vec![second]);
/// assert_eq!(article.blocks.len(), 2);
/// ```
pub fn article_of(url: &Url, own: Extracted, further: Vec<FurtherPage>) -> Extracted {
    let (single, following): (Vec<_>, Vec<_>) = further.into_iter().partition(|page| page.role == PageRole::SinglePage);
    let wanted_single = own.onward.single_page.is_some();
    let mut article = match single.into_iter().next() {
        Some(single) => in_place_of(own, single.extracted),
        None => joined(url, own, following),
    };
    if wanted_single && article.onward.single_page.is_some() {
        article.rule_notes.insert("rule single_page", NOT_READ);
    }
    article
}

/// The single page's text under what the article's own page says of itself.
fn in_place_of(own: Extracted, single: Extracted) -> Extracted {
    let metadata = filled(own.metadata, single.metadata);
    let mut rule_notes = single.rule_notes;
    rule_notes.retain(|rule, _| *rule == "rule body" || own.rule_notes.contains_key(rule));
    Extracted { metadata, rule_notes, onward: Default::default(), ..single }
}

/// A page's witnesses, and another's for fields of which the page says nothing.
fn filled(own: Metadata, other: Metadata) -> Metadata {
    fn or<T>(own: Vec<T>, other: Vec<T>) -> Vec<T> {
        if own.is_empty() { other } else { own }
    }
    Metadata {
        titles: or(own.titles, other.titles),
        authors: or(own.authors, other.authors),
        published: or(own.published, other.published),
        modified: or(own.modified, other.modified),
        languages: or(own.languages, other.languages),
        site_names: or(own.site_names, other.site_names),
        descriptions: or(own.descriptions, other.descriptions),
        images: or(own.images, other.images),
        // The single page's own address is none of the article's.
        canonical_urls: own.canonical_urls,
        sections: or(own.sections, other.sections),
        keywords: or(own.keywords, other.keywords),
    }
}

/// The texts one after the other, each without the head and the foot that it shares with those before.
fn joined(url: &Url, own: Extracted, following: Vec<FurtherPage>) -> Extracted {
    let mut seen = HashSet::from([story_key(url)]);
    let mut article = own;
    let mut next = article.onward.next.take();
    for page in following {
        seen.insert(story_key(&page.url));
        let mut part = page.extracted;
        next = part.onward.next.take();
        leave_out_shared_ends(&article, &mut part);
        article.blocks.append(&mut part.blocks);
        article.captions.extend(
            part.captions.into_iter().filter(|caption| !article.captions.contains(caption)).collect::<Vec<_>>(),
        );
        article.removed.append(&mut part.removed);
        article.cut_short.extend(part.cut_short);
        article.annotations_removed += part.annotations_removed;
        if let Some(why) = part.rule_notes.get("rule body") {
            article.rule_notes.insert("rule body", why);
        }
    }
    if next.is_some_and(|next| !seen.contains(&story_key(&next))) {
        article.rule_notes.insert("rule next", NOT_READ);
    }
    article
}

/// Headline, byline and notices stand on each page again.
fn leave_out_shared_ends(before: &Extracted, part: &mut Extracted) {
    let known: HashSet<&str> = before.blocks.iter().map(|block| block.text.as_str()).collect();
    let is_known = |text: &str| known.contains(text) || before.metadata.titles.iter().any(|title| title.value == text);
    let head = part.blocks.iter().take_while(|block| is_known(&block.text)).count();
    let foot = part.blocks[head..].iter().rev().take_while(|block| is_known(&block.text)).count();
    let end = part.blocks.len() - foot;
    let shared = part.blocks.drain(end..).collect::<Vec<_>>().into_iter();
    let shared = part.blocks.drain(..head).chain(shared);
    part.removed.extend(shared.map(|block| Removed::within(block.text, "on_page_before")));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::page;
    use crate::model::{PageContext, SiteRules};

    const RULES: &str = "article";

    fn url(path: &str) -> Url {
        Url::parse("https://news.example/").unwrap().join(path).unwrap()
    }

    /// Page by page: its address, where it leads, and its paragraphs.
    fn read(address: &str, next: &str, single: &str, paragraphs: &[&str]) -> Extracted {
        let rules = SiteRules {
            body: vec![RULES.to_owned()],
            next: vec!["a.next".to_owned()],
            single_page: vec!["a.all".to_owned()],
            ..SiteRules::default()
        };
        let text: String = paragraphs.iter().map(|text| format!("<p>{text}</p>")).collect();
        let links: String = [("next", next), ("all", single)]
            .iter()
            .filter(|(_, href)| !href.is_empty())
            .map(|(class, href)| format!("<a class={class} href='{href}'>{class}</a>"))
            .collect();
        let html = format!("<title>Ferry</title><link rel=canonical href='{address}'><article>{text}</article>{links}");
        page(&html, &PageContext { url: Some(&url(address)), rules: Some(&rules), ..PageContext::default() })
    }

    fn further(role: PageRole, address: &str, extracted: Extracted) -> FurtherPage {
        FurtherPage { role, url: url(address), extracted }
    }

    fn texts(article: &Extracted) -> Vec<&str> {
        article.blocks.iter().map(|block| block.text.as_str()).collect()
    }

    #[test]
    fn pages_are_joined_in_order_without_what_they_share() {
        let own = read("/a", "/a?2", "", &["By J. Doe", "One.", "Yes.", "Two.", "Read us daily."]);
        let second = read("/a?2", "/a?3", "", &["Ferry", "By J. Doe", "Three.", "Yes.", "Four.", "Read us daily."]);
        let third = read("/a?3", "/a", "", &["By J. Doe", "Five."]);
        let article = article_of(
            &url("/a"),
            own,
            vec![further(PageRole::Next, "/a?2", second), further(PageRole::Next, "/a?3", third)],
        );
        let expected = ["By J. Doe", "One.", "Yes.", "Two.", "Read us daily.", "Three.", "Yes.", "Four.", "Five."];
        assert_eq!(texts(&article), expected);
        let shared = article.removed.iter().filter(|removed| removed.why == "on_page_before").count();
        assert_eq!((shared, article.rule_notes.len()), (4, 0), "and the last page leads back");
        assert_eq!(article.metadata.canonical_urls[0].value, "https://news.example/a");
    }

    #[test]
    fn what_was_not_read_is_noted() {
        let article = article_of(&url("/a"), read("/a", "/a?2", "/all", &["One."]), Vec::new());
        let notes: Vec<(&str, &str)> = article.rule_notes.into_iter().collect();
        assert_eq!(notes, [("rule next", "page not read"), ("rule single_page", "page not read")]);
    }

    #[test]
    fn a_single_page_has_the_text_and_the_article_s_own_page_the_say() {
        let single = read("/all", "", "", &["One.", "Two.", "Three."]);
        let own = read("/a", "/a?2", "/all", &["One."]);
        let article = article_of(&url("/a"), own, vec![further(PageRole::SinglePage, "/all", single)]);
        assert_eq!(texts(&article), ["One.", "Two.", "Three."]);
        assert_eq!(article.metadata.canonical_urls[0].value, "https://news.example/a");
        assert!(article.rule_notes.is_empty(), "{:?}", article.rule_notes);
    }
}
