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
    let mut rest: Vec<Phrase> = LANGUAGES.iter().flat_map(|(_, file)| table::read(file).0).collect();
    let mut pick =
        |wanted: &dyn Fn(&Phrase) -> bool| -> Vec<Phrase> { rest.extract_if(.., |phrase| wanted(phrase)).collect() };
    let is_label = |phrase: &Phrase| matches!(phrase.section, Section::Credit(_) | Section::Fact);
    let judges = |phrase: &Phrase| matches!(phrase.section, Section::Why(_) | Section::After | Section::FrontPage);
    let mut placed = |place: Place| pick(&|phrase| judges(phrase) && phrase.place == place);
    Furniture {
        anywhere: Table::new(placed(Place::Anywhere)),
        starts: Table::new(placed(Place::Start)),
        whole: Table::new(placed(Place::Whole)),
        ends: placed(Place::End),
        labels: Table::new(pick(&|phrase| is_label(phrase) && phrase.place != Place::End)),
        label_ends: pick(&|phrase| is_label(phrase) && phrase.place == Place::End),
        agencies: Table::new(pick(&|phrase| phrase.section == Section::Agency)),
        dateline_words: Table::new(pick(&|phrase| phrase.section == Section::Dateline)),
    }
});

#[cfg(test)]
mod tests;
