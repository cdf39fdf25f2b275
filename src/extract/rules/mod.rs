//! The user's rules for a page: judged when they are read, applied when a page is.
//!
//! `written` tells a CSS selector, one with an attribute behind it, and an XPath apart; `css` and `xpath`
//! read them; `found` holds what they give on a page. `replaced` changes its source before. What a rule can't give is
//! left to the extractor, and `Extracted::rule_notes` says so.

mod css;
mod found;
mod replaced;
mod written;
mod xpath;

pub(super) use found::{RuledPage, SELECTED_NOTHING};
pub(super) use replaced::{idle as idle_replacements, replaced};
pub use written::{judge_rule, xpath_fault};
