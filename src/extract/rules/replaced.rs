//! Replacements in a page's source before it is parsed: `<noscript> => <div>`.

use crate::model::SiteRules;
use memchr::memmem;
use std::borrow::Cow;

/// What stands between what is looked for and what takes its place.
const ARROW: &str = "=>";

/// A page may grow by its own length and this.
const ROOM_BYTES: usize = 64 << 10;

/// What is looked for and what takes its place; the error says what is wrong.
pub(super) fn parse(rule: &str) -> Result<(&str, &str), &'static str> {
    let (find, with) =
        rule.split_once(ARROW).ok_or("this isn't a replacement: what takes the place stands behind `=>`")?;
    let find = find.trim();
    if find.is_empty() {
        Err("this isn't a replacement: there is nothing to look for")
    } else {
        Ok((find, with.trim()))
    }
}

/// The page with each rule's replacements made, one rule after the other; a rule that would make more of the page
/// than its double is passed over.
pub(in super::super) fn replaced<'a>(html: &'a str, rules: &SiteRules) -> Cow<'a, str> {
    one_after_the_other(html, rules).0
}

/// The replacements that find nothing in a page, each after those before it.
pub(in super::super) fn idle(html: &str, rules: &SiteRules) -> Vec<String> {
    one_after_the_other(html, rules).1.into_iter().map(str::to_owned).collect()
}

/// The page after all rules, and those that were passed over.
fn one_after_the_other<'a, 'r>(html: &'a str, rules: &'r SiteRules) -> (Cow<'a, str>, Vec<&'r str>) {
    let most_bytes = html.len().saturating_mul(2).saturating_add(ROOM_BYTES);
    let (mut page, mut idle) = (Cow::Borrowed(html), Vec::new());
    for rule in &rules.replace {
        match replaced_once(&page, rule, most_bytes) {
            Some(changed) => page = Cow::Owned(changed),
            None => idle.push(rule.as_str()),
        }
    }
    (page, idle)
}

/// The page after one rule; `None` where it finds nothing or would make more than `most` bytes.
fn replaced_once(page: &str, rule: &str, most: usize) -> Option<String> {
    let (find, with) = parse(rule).ok()?;
    let places = memmem::find_iter(page.as_bytes(), find).count();
    let length = (page.len() - places * find.len()).saturating_add(places.saturating_mul(with.len()));
    (places > 0 && length <= most).then(|| page.replace(find, with))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(replace: &[&str]) -> SiteRules {
        SiteRules { replace: replace.iter().map(|&rule| rule.to_owned()).collect(), ..SiteRules::default() }
    }

    #[test]
    fn each_rule_sees_what_the_one_before_made() {
        let rules = rules(&["<noscript> => <div>", "</noscript>=></div>", "<div>=><p>", "<hr> =>", "<b> => <i>"]);
        let page = "<noscript>One.</noscript><hr>Two.";
        assert_eq!(replaced(page, &rules), "<p>One.</div>Two.");
        assert_eq!(idle(page, &rules), ["<b> => <i>"]);
    }

    #[test]
    fn a_page_does_not_grow_past_its_double() {
        let long = format!("e => {}", "e".repeat(100));
        let page = "e".repeat(1 << 20);
        let found = replaced(&page, &rules(&[&long, "e => ee", &long]));
        assert_eq!(found.len(), 2 << 20);
    }

    #[test]
    fn faults_are_told() {
        assert_eq!(parse("<a> => <b>=>"), Ok(("<a>", "<b>=>")));
        for (rule, words) in [("<noscript>", "stands behind `=>`"), (" => <p>", "nothing to look for")] {
            assert!(parse(rule).is_err_and(|why| why.ends_with(words)), "{rule}");
        }
    }
}
