//! CSS selectors of the user's rules: what they select, and what is wrong with one in words for people.

use super::super::arena::{NodeId, Tree};
use super::super::tree::{Step, Walk};
use html5ever::Attribute;
use scraper::error::SelectorErrorKind;
use scraper::node::{Element, Text};
use scraper::{Html, Node, Selector};
use std::collections::HashMap;

/// A page's tree as scraper has it, for selectors.
pub(super) struct Selectable {
    html: Html,
    /// Which node of the page's tree each of scraper's is.
    ids: HashMap<ego_tree::NodeId, NodeId>,
}

impl Selectable {
    pub(super) fn new(tree: &Tree) -> Selectable {
        let mut html = Html::new_document();
        let mut ids = HashMap::new();
        let mut around = html.tree.root().id();
        for step in Walk::new(tree.root()) {
            match step {
                Step::Open(node) if node.parent().is_some() => {
                    let Some(mut parent) = html.tree.get_mut(around) else { continue };
                    around = parent.append(copy_of(node)).id();
                    ids.insert(around, node.id());
                }
                Step::Open(_) => {}
                Step::Close(_) => {
                    let parent = html.tree.get(around).and_then(|node| node.parent());
                    around = parent.map_or(around, |parent| parent.id());
                }
            }
        }
        Selectable { html, ids }
    }

    /// What a selector selects, in the order of the document.
    pub(super) fn select(&self, selector: &Selector) -> Vec<NodeId> {
        self.html.select(selector).filter_map(|element| self.ids.get(&element.id()).copied()).collect()
    }
}

fn copy_of(node: super::super::arena::Node<'_>) -> Node {
    if let Some(text) = node.text() {
        return Node::Text(Text { text: text.clone() });
    }
    let Some(element) = node.element() else { return Node::Fragment };
    let attributes = element.attributes.iter();
    let copies = attributes.map(|known| Attribute { name: known.name.clone(), value: known.value.clone() });
    Node::Element(Element::new(element.name.clone(), copies.collect()))
}

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
