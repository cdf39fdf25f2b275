//! What a site repeats from article to article: blocks counted, and taken out of the records they furnish.
//!
//! A block is known by its template: the text without letter case, with digits and dates masked. `learn`
//! counts in how many *stories* of a site a template stands, since one story is often published twice;
//! `judge` says which blocks of a record the counts condemn; `cut` takes them out. All of it is a function
//! of the site's memory, which `store` keeps: the last articles with the keys of their blocks, and a row
//! for each block that stood in more than one story.
//!
//! The thresholds were chosen on 1,687 pages of 567 sites in five languages (CHANGELOG.md has the gain).

mod cut;
mod judge;
mod learn;
mod memory;
mod site;
mod template;

pub use cut::cut;
pub use judge::{Judgement, Verdict, judge};
pub use learn::learn;
pub use memory::{BlockState, KnownBlock, Lesson, SeenArticle, SiteMemory, WINDOW};
pub use site::site_of;
pub use template::{BlockKey, Print, key_of, prints};

/// What one article brings to its site's memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learning {
    /// As `site_of` gives it.
    pub site: String,
    /// One for each block of the record, in its order.
    pub prints: Vec<Print>,
}

#[cfg(test)]
mod tests;
