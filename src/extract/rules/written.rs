//! A rule as written to what it asks of a page.

use super::xpath::Expression;
use super::{css, replaced, xpath};
use crate::model::RuleUse;
use scraper::Selector;

/// What stands before an XPath.
const XPATH_LEAD: &str = "xpath:";

pub(super) enum Rule {
    Css {
        selector: Selector,
        /// The attribute whose value is meant, in place of the element's text.
        attribute: Option<String>,
    },
    XPath(Expression),
}

/// Whether a text is a rule: a CSS selector, for a value with ` @attribute` behind it, or `xpath:` and an
/// XPath 1.0; for a replacement two pieces of source with `=>` between them. The error says what is wrong with it.
///
/// ```
/// use feedmill::{extract::judge_rule, model::RuleUse};
/// assert!(judge_rule("article .story > p", RuleUse::Elements).is_ok());
/// assert!(judge_rule("meta[name=by] @content", RuleUse::Value).is_ok());
/// assert!(judge_rule("xpath: substring-after(//p[@class='by'], 'By ')", RuleUse::Value).is_ok());
/// let fault = judge_rule("p:first-line-of-all", RuleUse::Elements).unwrap_err();
/// assert_eq!(fault, "this isn't a CSS selector: it has a pseudo-class that isn't supported");
/// ```
pub fn judge_rule(text: &str, asked: RuleUse) -> Result<(), String> {
    if asked == RuleUse::Replacement {
        return replaced::parse(text).map(|_| ()).map_err(str::to_owned);
    }
    match (parse(text)?, asked) {
        (Rule::Css { attribute: Some(name), .. }, RuleUse::Elements) => {
            Err(format!("an attribute is no part of the page's text: leave `@{name}` out"))
        }
        _ => Ok(()),
    }
}

/// What is wrong with an XPath; `None` if nothing is.
pub fn xpath_fault(xpath: &str) -> Option<String> {
    xpath::parse(xpath).err()
}

pub(super) fn parse(text: &str) -> Result<Rule, String> {
    let text = text.trim();
    if let Some(xpath) = text.strip_prefix(XPATH_LEAD) {
        return xpath::parse(xpath).map(Rule::XPath).map_err(|why| format!("this isn't an XPath: {why}"));
    }
    let (selector, attribute) = match text.rsplit_once(char::is_whitespace) {
        Some((selector, last)) => match last.strip_prefix('@').filter(|name| is_attribute_name(name)) {
            Some(name) => (selector, Some(name.to_ascii_lowercase())),
            None => (text, None),
        },
        None => (text, None),
    };
    if let Some(name) = text.strip_prefix('@') {
        return Err(format!("this isn't a CSS selector: the element is missing, as in `meta @{name}`"));
    }
    match css::parse(selector) {
        Ok(selector) => Ok(Rule::Css { selector, attribute }),
        Err(_) if reads_as_xpath(text) => {
            Err(format!("this isn't a CSS selector: an XPath is written `{XPATH_LEAD} {text}`"))
        }
        Err(why) => Err(format!("this isn't a CSS selector: {why}")),
    }
}

fn is_attribute_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'))
}

fn reads_as_xpath(text: &str) -> bool {
    text.starts_with(['/', '(']) && xpath::parse(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_and_what_to_write_instead() {
        use RuleUse::{Elements, Value};
        for (text, asked, words) in [
            ("article[", Elements, "this isn't a CSS selector: it ends too early"),
            (
                "//div[@id='story']",
                Elements,
                "this isn't a CSS selector: an XPath is written `xpath: //div[@id='story']`",
            ),
            ("xpath: //div[", Elements, "this isn't an XPath: something is missing before its end"),
            ("xpath:", Value, "this isn't an XPath: something is missing before its end"),
            ("p @class", Elements, "an attribute is no part of the page's text: leave `@class` out"),
            ("@content", Value, "this isn't a CSS selector: the element is missing, as in `meta @content`"),
        ] {
            let why = judge_rule(text, asked).expect_err(text);
            assert!(why.starts_with(words), "{text}: {why}");
        }
        for (text, asked) in [
            ("a[rel=next] @href", Value),
            ("meta[property='og:title']\t@content", Value),
            ("[data-x=' @y']", Elements),
            ("xpath://a[contains(text(), 'Next')]/@href", Value),
        ] {
            assert_eq!(judge_rule(text, asked), Ok(()), "{text}");
        }
    }
}
