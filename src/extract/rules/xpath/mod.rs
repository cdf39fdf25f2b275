//! XPath 1.0 over a parsed page, for rules that say more than a selector can: by text, by what stands
//! before, by a part of a text.
//!
//! `tokens` and `parse` make an `expression` of a text, `page` lays the tree out in document order, `looks` reads it
//! within a budget, `evaluate` finds what the expression selects, with `functions` and `value`. No crate does it over this
//! tree: those there are bring a parser and a tree of their own, and none has a limit on the work.

mod evaluate;
mod expression;
mod functions;
mod looks;
mod page;
mod parse;
#[cfg(test)]
mod tests;
mod tokens;
mod value;

pub(super) use evaluate::evaluate;
pub(super) use expression::Expression;
pub(super) use looks::text;
pub(super) use page::Page;
pub(super) use parse::parse;
pub(super) use value::Value;
