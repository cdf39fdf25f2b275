//! A page that is looked at within a budget, and what is read off it: texts, numbers, names.

use super::page::{Item, Page};
use super::value::{Value, number_text};
use std::cell::Cell;

/// Looks at a page's nodes for one rule. A path looks at each node a few times, so that the largest pages
/// are read to their end; a rule that compares every node with every other ends here.
const MOST_LOOKS: usize = 4_000_000;

/// The budget is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Spent;

/// Where an expression is evaluated.
#[derive(Clone, Copy)]
pub(super) struct Context {
    pub(super) item: Item,
    /// From 1.
    pub(super) position: usize,
    pub(super) size: usize,
}

/// A page, and how often its nodes have been looked at.
pub(super) struct Looks<'p, 'a> {
    pub(super) page: &'p Page<'a>,
    spent: Cell<usize>,
}

/// A value as text: of nodes, the first one's.
pub(in super::super) fn text(page: &Page<'_>, value: &Value) -> String {
    match value {
        Value::Nodes(nodes) => nodes.first().map(|&first| page.text(first)).unwrap_or_default(),
        Value::Text(text) => text.clone(),
        Value::Number(number) => number_text(*number),
        Value::Truth(truth) => truth.to_string(),
    }
}

impl<'p, 'a> Looks<'p, 'a> {
    pub(super) fn at(page: &'p Page<'a>) -> Looks<'p, 'a> {
        Looks { page, spent: Cell::new(0) }
    }

    pub(super) fn spend(&self, looks: usize) -> Result<(), Spent> {
        let spent = self.spent.get().saturating_add(looks);
        self.spent.set(spent);
        if spent > MOST_LOOKS { Err(Spent) } else { Ok(()) }
    }

    /// Of nodes, each one's text.
    pub(super) fn texts(&self, value: &Value) -> Result<Vec<String>, Spent> {
        match value {
            Value::Nodes(nodes) => nodes.iter().map(|&item| self.text_of(&Value::Nodes(vec![item]))).collect(),
            other => Ok(vec![text(self.page, other)]),
        }
    }

    pub(super) fn numbers(&self, value: &Value) -> Result<Vec<f64>, Spent> {
        Ok(self.texts(value)?.into_iter().map(|text| Value::Text(text).number()).collect())
    }

    pub(super) fn number(&self, value: &Value) -> Result<f64, Spent> {
        match value {
            Value::Nodes(_) => Ok(Value::Text(self.text_of(value)?).number()),
            other => Ok(other.number()),
        }
    }

    pub(super) fn text_of(&self, value: &Value) -> Result<String, Spent> {
        if let Value::Nodes(nodes) = value
            && let Some(&first) = nodes.first()
        {
            self.spend(self.page.size(first))?;
        }
        Ok(text(self.page, value))
    }

    pub(super) fn name_of(&self, value: &Value) -> String {
        match value {
            Value::Nodes(nodes) => nodes.first().map(|&first| self.page.name(first)).unwrap_or_default().to_owned(),
            _ => String::new(),
        }
    }

    pub(super) fn with_id(&self, id: &str) -> Result<Option<Item>, Spent> {
        self.spend(self.page.size(Item::ROOT))?;
        Ok(self.page.with_id(id))
    }
}
