//! What the rules give on one page.

use super::super::arena::{NodeId, Tree};
use super::super::blocks::Marked;
use super::super::dates::{order_of, read_reading};
use super::super::metadata::declared_names;
use super::super::tags::Tag;
use super::super::tree::{Step, Walk, attribute, text_below};
use super::css::Selectable;
use super::written::{Rule, parse};
use super::xpath;
use crate::link;
use crate::model::{Found, Metadata, SiteRules};
use crate::text::tidy_line;
use scraper::Selector;
use std::cell::OnceCell;
use std::collections::{BTreeMap, HashSet};
use url::Url;

/// Longer values are no titles, names, dates or addresses.
const MOST_VALUE_BYTES: usize = 2_000;

/// Elements that give names; more are a list of everybody.
const MOST_VALUES: usize = 20;

/// What is noted of a rule that gave nothing.
pub(in super::super) const SELECTED_NOTHING: &str = "selected nothing";

/// A page and the rules for it.
pub(in super::super) struct RuledPage<'a> {
    tree: &'a Tree,
    rules: &'a SiteRules,
    /// Made once, for the first rule that is a CSS selector.
    selectable: OnceCell<Selectable>,
    /// Made once, for the first rule that is an XPath.
    laid_out: OnceCell<xpath::Page<'a>>,
}

/// What one rule selects.
enum Selected {
    Nodes(Vec<(NodeId, Option<String>)>),
    Text(String),
}

impl<'a> RuledPage<'a> {
    pub(in super::super) fn new(tree: &'a Tree, rules: &'a SiteRules) -> RuledPage<'a> {
        RuledPage { tree, rules, selectable: OnceCell::new(), laid_out: OnceCell::new() }
    }

    /// The nodes that are the main content, and those that are taken out.
    pub(in super::super) fn marked(&self) -> Marked {
        let body = self.nodes_of(&self.rules.body);
        let around = body.iter().flat_map(|&id| self.tree.get(id).ancestors());
        Marked { around: around.map(|node| node.id()).collect(), strip: self.nodes_of(&self.rules.strip), body }
    }

    /// Puts what the rules give before all other witnesses; notes the rules that gave nothing.
    pub(in super::super) fn fill(&self, metadata: &mut Metadata) -> BTreeMap<&'static str, &'static str> {
        let language = metadata.languages.first().map(|found| found.value.clone()).unwrap_or_default();
        let order = order_of(&language);
        let one = |values: &[String]| values.first().cloned();
        let names = |values: &[String]| Some(names_in(values)).filter(|names| !names.is_empty());
        let date =
            |values: &[String]| values.iter().find_map(|text| read_reading(text, order)).map(|reading| reading.time);
        let mut notes = BTreeMap::new();
        self.put(&mut metadata.titles, &self.rules.title, one, "rule title", &mut notes);
        self.put(&mut metadata.authors, &self.rules.author, names, "rule author", &mut notes);
        self.put(&mut metadata.published, &self.rules.date, date, "rule date", &mut notes);
        notes
    }

    /// Puts what `take` makes of the first rule's values from which it makes anything.
    fn put<T>(
        &self,
        witnesses: &mut Vec<Found<T>>,
        rules: &[String],
        take: impl Fn(&[String]) -> Option<T>,
        source: &'static str,
        notes: &mut BTreeMap<&'static str, &'static str>,
    ) {
        match rules.iter().find_map(|rule| take(&self.values(rule))) {
            Some(value) => witnesses.insert(0, Found { value, source }),
            None if rules.is_empty() => {}
            None => _ = notes.insert(source, SELECTED_NOTHING),
        }
    }

    /// Key and text of each rule that selects nothing here. `next` and `single_page` needn't on any page.
    pub(in super::super) fn idle(&self) -> Vec<(&'static str, String)> {
        let SiteRules { body, strip, title, author, date, .. } = self.rules;
        let keys = [("body", body), ("strip", strip), ("title", title), ("author", author), ("date", date)];
        let is_idle = |rule: &&String| match self.selected(rule) {
            Some(Selected::Nodes(nodes)) => nodes.is_empty(),
            Some(Selected::Text(text)) => text.trim().is_empty(),
            None => true,
        };
        let idle = |(key, rules): (&'static str, &'a Vec<String>)| {
            rules.iter().filter(is_idle).map(move |rule| (key, rule.clone())).collect::<Vec<_>>()
        };
        keys.into_iter().flat_map(idle).collect()
    }

    /// The address of the article's next page.
    pub(in super::super) fn next(&self, base: Option<&Url>) -> Option<Url> {
        self.link(&self.rules.next, base)
    }

    /// The address of the whole article on one page.
    pub(in super::super) fn single_page(&self, base: Option<&Url>) -> Option<Url> {
        self.link(&self.rules.single_page, base)
    }

    fn link(&self, rules: &[String], base: Option<&Url>) -> Option<Url> {
        rules.iter().find_map(|rule| {
            let addresses: Vec<String> = match self.selected(rule)? {
                Selected::Text(text) => vec![text],
                Selected::Nodes(nodes) => {
                    nodes.into_iter().filter_map(|(id, value)| value.or_else(|| self.href(id))).collect()
                }
            };
            addresses.iter().find_map(|address| link::absolute(address, base))
        })
    }

    /// Where an element leads: by itself, or by the first link in it.
    fn href(&self, id: NodeId) -> Option<String> {
        let mut links = Walk::new(self.tree.get(id)).filter_map(|step| match step {
            Step::Open(node) => attribute(node.element()?, "href"),
            Step::Close(_) => None,
        });
        links.next().map(str::to_owned)
    }

    fn values(&self, rule: &str) -> Vec<String> {
        let values: Vec<String> = match self.selected(rule) {
            None => Vec::new(),
            Some(Selected::Text(text)) => vec![text],
            Some(Selected::Nodes(nodes)) => nodes
                .into_iter()
                .take(MOST_VALUES)
                .map(|(id, value)| value.unwrap_or_else(|| self.own_value(id)))
                .collect(),
        };
        let tidy = values.iter().filter(|value| value.len() <= MOST_VALUE_BYTES).map(|value| tidy_line(value));
        tidy.filter(|value| !value.is_empty()).collect()
    }

    /// An element's value where no attribute is named: what it says to machines, else its text.
    fn own_value(&self, id: NodeId) -> String {
        let node = self.tree.get(id);
        let machine = node.element().and_then(|element| match element.tag {
            Tag::Meta => attribute(element, "content"),
            Tag::Time => attribute(element, "datetime"),
            _ => None,
        });
        match node.text() {
            Some(text) => text.to_string(),
            None => machine.map_or_else(|| text_below(node, MOST_VALUE_BYTES), str::to_owned),
        }
    }

    fn nodes_of(&self, rules: &[String]) -> HashSet<NodeId> {
        let selected = rules.iter().filter_map(|rule| match self.selected(rule)? {
            Selected::Nodes(nodes) => Some(nodes),
            Selected::Text(_) => None,
        });
        // An attribute is no part of the text.
        selected.flatten().filter(|(_, value)| value.is_none()).map(|(id, _)| id).collect()
    }

    fn select(&self, selector: &Selector) -> Vec<NodeId> {
        self.selectable.get_or_init(|| Selectable::new(self.tree)).select(selector)
    }

    /// `None` for what is no rule, and for an XPath that is too much work on this page.
    fn selected(&self, rule: &str) -> Option<Selected> {
        match parse(rule).ok()? {
            Rule::Css { selector, attribute: None } => {
                Some(Selected::Nodes(self.select(&selector).into_iter().map(|id| (id, None)).collect()))
            }
            Rule::Css { selector, attribute: Some(name) } => {
                let valued = self.select(&selector).into_iter().filter_map(|id| {
                    let value = attribute(self.tree.get(id).element()?, &name)?;
                    Some((id, Some(value.to_owned())))
                });
                Some(Selected::Nodes(valued.collect()))
            }
            Rule::XPath(expression) => {
                let page = self.laid_out.get_or_init(|| xpath::Page::new(self.tree));
                Some(match xpath::evaluate(page, &expression).ok()? {
                    xpath::Value::Nodes(items) => {
                        let valued = items.into_iter().map(|item| {
                            (page.node(item).id(), page.attribute(item).map(|(_, value)| value.to_owned()))
                        });
                        Selected::Nodes(valued.collect())
                    }
                    other => Selected::Text(xpath::text(page, &other)),
                })
            }
        }
    }
}

/// The separate names in bylines; one that reads as no name is believed as it stands.
fn names_in(bylines: &[String]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for byline in bylines {
        let mut found = declared_names(byline);
        if found.is_empty() {
            found.push(byline.clone());
        }
        for name in found {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}
