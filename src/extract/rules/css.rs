//! CSS selectors of the user's rules, and what is wrong with one in words for people.

use scraper::Selector;
use scraper::error::SelectorErrorKind;

/// A selector; the error is the rest of a sentence that begins with what is wrong.
pub(super) fn parse(css: &str) -> Result<Selector, &'static str> {
    Selector::parse(css).map_err(|error| what_is_wrong(&error))
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
    use super::parse;

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
            let why = parse(css).expect_err(css);
            assert!(why.contains(words), "{css}: {why}");
            assert!(!why.contains("developer") && !why.contains('\n'), "{css}: {why}");
        }
    }
}
