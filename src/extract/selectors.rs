//! CSS selectors of the user's rules: judged when they are read, applied when a page is.

use super::blocks::Marked;
use crate::model::SiteRules;
use ego_tree::NodeId;
use scraper::error::SelectorErrorKind;
use scraper::{Html, Selector};
use std::collections::HashSet;

/// Whether a text is a CSS selector that rules can use; the error says what is wrong with it.
///
/// ```
/// use feedmill::extract::judge_selector;
/// assert!(judge_selector("article .story > p").is_ok());
/// assert_eq!(judge_selector("p:first-line-of-all"), Err("it has a pseudo-class that isn't supported".to_owned()));
/// ```
pub fn judge_selector(css: &str) -> Result<(), String> {
    Selector::parse(css).map(|_| ()).map_err(|error| what_is_wrong(&error).to_owned())
}

/// The elements that the rules name.
pub(super) fn mark(html: &Html, rules: &SiteRules) -> Marked {
    Marked { body: nodes_of(html, &rules.body), strip: nodes_of(html, &rules.strip) }
}

fn nodes_of(html: &Html, selectors: &[String]) -> HashSet<NodeId> {
    let parsed = selectors.iter().filter_map(|css| Selector::parse(css).ok());
    parsed.flat_map(|selector| html.select(&selector).map(|element| element.id()).collect::<Vec<_>>()).collect()
}

/// The parser's own words are for its developers.
fn what_is_wrong(error: &SelectorErrorKind) -> &'static str {
    match error {
        SelectorErrorKind::EndOfLine => "it ends too early",
        SelectorErrorKind::TooManyNestedBlocks => "its parentheses are nested too deep",
        SelectorErrorKind::InvalidAtRule | SelectorErrorKind::InvalidAtRuleBody => "an @-rule can't stand in it",
        SelectorErrorKind::ExpectedColonOnPseudoElement => "a colon is missing before a pseudo-element",
        SelectorErrorKind::ExpectedIdentityOnPseudoElement => "the name behind its colon is missing",
        SelectorErrorKind::UnexpectedToken | SelectorErrorKind::QualRuleInvalid => "a sign stands where none can",
        // Of a type that scraper doesn't name; its debug form is the bare name of the variant.
        SelectorErrorKind::UnexpectedSelectorParseError(inner) => match format!("{inner:?}").as_str() {
            "EmptySelector" => "a part of it is empty",
            "DanglingCombinator" => "nothing stands behind its last combinator, such as `>`",
            "NoIdentForPseudo" => "the name behind its colon is missing",
            "UnsupportedPseudoClassOrElement" => "it has a pseudo-class that isn't supported",
            "ClassNeedsIdent" => "the class name behind its dot is missing",
            "ExpectedNamespace" | "ExplicitNamespaceUnexpectedToken" => "namespaces can't stand in it",
            name if name.contains("Attr") => "what stands between its brackets is no attribute",
            _ => "it can't be read",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::judge_selector;

    #[test]
    fn faults_are_told_in_words() {
        for (css, words) in [
            ("article[", "early"),
            ("article[1=2]", "brackets"),
            ("p: a", "colon"),
            ("", "empty"),
            ("p >", "combinator"),
            ("p..a", "dot"),
            ("p:hover-ish", "pseudo-class"),
            ("p, ", "empty"),
            ("ns|p", "namespaces"),
            ("{", ""),
        ] {
            let why = judge_selector(css).expect_err(css);
            assert!(why.contains(words), "{css}: {why}");
            assert!(!why.contains("developer") && !why.contains('\n'), "{css}: {why}");
        }
    }
}
