//! What pages set around and into articles, told by its words, in many languages.
//!
//! The words are data: `languages/*.txt`, one file a language, with lines beside them (`*.cases`) that say what
//! each is. `docs/furniture.md` explains both to whoever speaks a language better than these files do.
//! Nothing here knows a page or a record: a line is judged by itself.

mod fold;
mod judge;
mod labels;
mod table;

pub use judge::{Line, Opening, Reason, Setting};
pub use labels::{agency_at, dateline_word_at, is_agency, label_at, label_before};

use std::sync::LazyLock;
use table::{Phrase, Place, Section, Table};

/// Whose names a label introduces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    Reporter,
    Editor,
    Photographer,
    Agency,
    Translator,
}

impl Role {
    const ALL: [Role; 5] = [Role::Reporter, Role::Editor, Role::Photographer, Role::Agency, Role::Translator];

    /// The role as a record's `credits` name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Reporter => "reporter",
            Role::Editor => "editor",
            Role::Photographer => "photographer",
            Role::Agency => "agency",
            Role::Translator => "translator",
        }
    }

    fn named(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

/// The files of all languages: code, phrases, cases.
macro_rules! languages {
    ($($code:literal),*) => {
        const LANGUAGES: &[(&str, &str)] = &[$(($code, include_str!(concat!("languages/", $code, ".txt")))),*];
        #[cfg(test)]
        const CASES: &[(&str, &str)] = &[$(($code, include_str!(concat!("languages/", $code, ".cases")))),*];
    };
}
languages!("ar", "de", "el", "en", "es", "fr", "hi", "it", "ja", "ko", "pl", "pt", "ru", "tr", "zh", "others");

/// All phrases of all languages, by where in a line they count.
struct Furniture {
    whole: Table,
    starts: Table,
    anywhere: Table,
    ends: Vec<Phrase>,
    /// Labels of credits and facts.
    labels: Table,
    label_ends: Vec<Phrase>,
    agencies: Table,
    dateline_words: Table,
}

/// Read once, at the first line that is judged, and never changed.
static FURNITURE: LazyLock<Furniture> = LazyLock::new(|| {
    let (mut whole, mut starts, mut anywhere, mut ends) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut labels, mut label_ends, mut agencies, mut dateline_words) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for phrase in LANGUAGES.iter().flat_map(|(_, file)| table::read(file).0) {
        let shelf = match (phrase.section, phrase.place) {
            (Section::Agency, _) => &mut agencies,
            (Section::Dateline, _) => &mut dateline_words,
            (Section::Credit(_) | Section::Fact, Place::End) => &mut label_ends,
            (Section::Credit(_) | Section::Fact, _) => &mut labels,
            (Section::Why(_) | Section::After | Section::FrontPage, Place::Whole) => &mut whole,
            (Section::Why(_) | Section::After | Section::FrontPage, Place::Start) => &mut starts,
            (Section::Why(_) | Section::After | Section::FrontPage, Place::Anywhere) => &mut anywhere,
            (Section::Why(_) | Section::After | Section::FrontPage, Place::End) => &mut ends,
        };
        shelf.push(phrase);
    }
    Furniture {
        whole: Table::new(whole),
        starts: Table::new(starts),
        anywhere: Table::new(anywhere),
        ends,
        labels: Table::new(labels),
        label_ends,
        agencies: Table::new(agencies),
        dateline_words: Table::new(dateline_words),
    }
});

#[cfg(test)]
mod tests;
