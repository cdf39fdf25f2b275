//! A filter as the archive answers it quickly: the ids that it leaves where they are few, conditions where they are many.
//!
//! A word or a date finds ids by the hundred thousand without a look at the articles. To look at one costs more than to
//! find a hundred, so what a filter asks for is gathered from its own index first, as far as that is small.

use super::articles::Conditions;
use super::{Archive, Filter};
use crate::model::{FeedKey, Timestamp};
use crate::store::error::StoreError;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use std::sync::Arc;

/// Of one part of a filter, so many ids are gathered; there is no point in more, since soon enough one passes. Tests
/// reach it.
const MOST_GATHERED: usize = if cfg!(test) { 3 } else { 150_000 };

/// Articles by their ids, one bit each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct IdSet {
    bits: Vec<u64>,
    len: usize,
}

impl IdSet {
    fn insert(&mut self, id: i64) {
        let Ok(id) = usize::try_from(id) else { return };
        let (word, bit) = (id / 64, 1 << (id % 64));
        if self.bits.len() <= word {
            self.bits.resize(word + 1, 0);
        }
        self.len += usize::from(self.bits[word] & bit == 0);
        self.bits[word] |= bit;
    }

    pub(super) fn contains(&self, id: i64) -> bool {
        usize::try_from(id).is_ok_and(|id| self.bits.get(id / 64).is_some_and(|word| word & (1 << (id % 64)) != 0))
    }

    fn intersect(&mut self, other: &IdSet) {
        self.bits.truncate(other.bits.len());
        for (word, other) in self.bits.iter_mut().zip(&other.bits) {
            *word &= other;
        }
        self.len = self.bits.iter().map(|word| word.count_ones() as usize).sum();
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = i64> {
        let of_word = |(place, &word): (usize, &u64)| {
            (0..64).filter(move |bit| word & (1 << bit) != 0).map(move |bit| (place * 64 + bit) as i64)
        };
        self.bits.iter().enumerate().flat_map(of_word)
    }

    /// The least and the greatest id.
    pub(super) fn bounds(&self) -> Option<[i64; 2]> {
        Some([self.iter().next()?, (0..self.bits.len() * 64).rev().map(|id| id as i64).find(|&id| self.contains(id))?])
    }
}

/// What a filter leaves.
pub(super) struct Selected {
    /// The articles that all parts leave which were small enough to be gathered; `None` if none was.
    pub(super) ids: Option<Arc<IdSet>>,
    /// The other parts.
    pub(super) others: Conditions,
}

impl Selected {
    /// Whether the parts that were gathered leave nothing.
    pub(super) fn is_nothing(&self) -> bool {
        self.ids.as_ref().is_some_and(|ids| ids.len() == 0)
    }
}

impl Archive {
    /// Gathers what can be gathered of a filter's parts.
    pub(super) fn selected(&self, filter: &Filter) -> Result<Selected, StoreError> {
        let mut ids: Option<IdSet> = None;
        let mut others = Filter::default();
        for part in parts(filter) {
            let gathered = self.gathered(&part, MOST_GATHERED)?;
            if gathered.len() > MOST_GATHERED {
                others = part.beside(others);
            } else if let Some(ids) = &mut ids {
                ids.intersect(&gathered);
            } else {
                ids = Some(gathered);
            }
        }
        Ok(Selected { ids: ids.map(Arc::new), others: self.conditions(&others)? })
    }

    /// All that a filter leaves; `None` if it leaves everything.
    pub(super) fn all_selected(&self, filter: &Filter) -> Result<Option<IdSet>, StoreError> {
        let mut all: Option<IdSet> = None;
        for part in parts(filter) {
            let ids = self.gathered(&part, usize::MAX)?;
            match &mut all {
                Some(all) => all.intersect(&ids),
                None => all = Some(ids),
            }
        }
        Ok(all)
    }

    /// The ids that a part leaves, and one more than `most` at the most. No article is looked at: each part has an index
    /// that holds the ids.
    fn gathered(&self, part: &Part<'_>, most: usize) -> Result<IdSet, StoreError> {
        let mut ids = IdSet::default();
        let (sql, values) = match part {
            Part::Feed(feed) => (IDS_OF_FEED.to_owned(), vec![Value::Text(feed.as_str().to_owned())]),
            Part::Tag(tag) => (IDS_OF_TAG.to_owned(), vec![Value::Text((*tag).to_owned())]),
            other => {
                let conditions = self.conditions(&other.beside(Filter::default()))?;
                (format!("SELECT articles.id FROM articles WHERE {}", conditions.sql), conditions.after([], []))
            }
        };
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        while ids.len() <= most
            && let Some(row) = rows.next()?
        {
            ids.insert(row.get(0)?);
        }
        Ok(ids)
    }

    /// Makes `is_selected(id)` say whether an id is among these, for the statements that follow.
    pub(super) fn let_pass(&self, ids: Arc<IdSet>) -> Result<(), StoreError> {
        let connection: &Connection = &self.connection;
        connection.create_scalar_function(
            "is_selected",
            1,
            FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC,
            move |context| Ok(ids.contains(context.get(0)?)),
        )?;
        Ok(())
    }
}

/// What a filter asks for in one respect.
enum Part<'a> {
    Feed(&'a FeedKey),
    Tag(&'a str),
    Site(&'a str),
    Language(&'a str),
    Dates(Option<Timestamp>, Option<Timestamp>),
}

const IDS_OF_FEED: &str = "SELECT article_id FROM item WHERE feed_id = (SELECT id FROM feed WHERE key = ?)";
const IDS_OF_TAG: &str = "SELECT article_id FROM item WHERE feed_id IN
     (SELECT feed.id FROM feed, json_each(feed.tags) AS tag WHERE tag.value = ?)";

impl Part<'_> {
    /// A filter that asks for this too.
    fn beside(&self, filter: Filter) -> Filter {
        match *self {
            Part::Feed(feed) => Filter { feed: Some(feed.clone()), ..filter },
            Part::Tag(tag) => Filter { tag: Some(tag.to_owned()), ..filter },
            Part::Site(site) => Filter { site: Some(site.to_owned()), ..filter },
            Part::Language(language) => Filter { language: Some(language.to_owned()), ..filter },
            Part::Dates(since, until) => Filter { since, until, ..filter },
        }
    }
}

fn parts(filter: &Filter) -> Vec<Part<'_>> {
    let has_dates = filter.since.is_some() || filter.until.is_some();
    let parts = [
        filter.feed.as_ref().map(Part::Feed),
        filter.tag.as_deref().map(Part::Tag),
        filter.site.as_deref().map(Part::Site),
        filter.language.as_deref().map(Part::Language),
        has_dates.then_some(Part::Dates(filter.since, filter.until)),
    ];
    parts.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_of_ids_holds_what_was_put_in() {
        let mut ids = IdSet::default();
        for id in [3, 64, 1000, 3, -1] {
            ids.insert(id);
        }
        assert_eq!((ids.len(), ids.bounds()), (3, Some([3, 1000])));
        assert_eq!(ids.iter().collect::<Vec<_>>(), [3, 64, 1000]);
        assert!(ids.contains(64) && !ids.contains(65) && !ids.contains(5000) && !ids.contains(-1));
        let mut others = IdSet::default();
        others.insert(64);
        others.insert(65);
        ids.intersect(&others);
        assert_eq!((ids.iter().collect::<Vec<_>>(), ids.len()), (vec![64], 1));
        assert_eq!(IdSet::default().bounds(), None);
    }
}
