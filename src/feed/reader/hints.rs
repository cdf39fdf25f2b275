//! Where the XML dialects put their wishes: when to ask again, and where.

use super::branch::{Branch, Element};
use super::links::by_relation;
use super::names::Space;
use crate::feed::draft::HintsDraft;
use crate::link::absolute;
use url::Url;

/// Hours of the day, and more than the days of the week.
const MOST_SKIPPED: usize = 24;

/// Gathers what stands in the channel (`about`) and, in RDF and redirects, beside it in the document.
pub(super) fn collect(about: Branch<'_>, document: Branch<'_>) -> HintsDraft {
    let children = || about.children().chain(document.children());
    let elements = || children().filter_map(Branch::top);
    let found = |space: Space, name: &str| {
        elements().find(|element| (element.space, element.name.as_str()) == (space, name) && element.said().is_some())
    };
    let text = |space: Space, name: &str| found(space, name).map(|element| element.text.clone());
    let url = |element: &Element| absolute(element.said()?, element.base.as_deref());
    let inside = |name: &str, inner: &str| -> Vec<String> {
        let outer = children().filter(|child| child.top().is_some_and(|top| top.name == name));
        let inner = outer.flat_map(Branch::children).filter_map(Branch::top).filter(|element| element.name == inner);
        inner.take(MOST_SKIPPED).map(|element| element.text.clone()).collect()
    };
    let related = |relation: &str| -> Option<Url> { by_relation(elements(), relation).next() };
    HintsDraft {
        ttl: text(Space::Core, "ttl"),
        update_period: text(Space::Syndication, "updateperiod"),
        update_frequency: text(Space::Syndication, "updatefrequency"),
        update_base: text(Space::Syndication, "updatebase"),
        skip_hours: inside("skiphours", "hour"),
        skip_days: inside("skipdays", "day"),
        new_url: found(Space::Itunes, "new-feed-url").or_else(|| found(Space::Core, "newlocation")).and_then(url),
        self_url: related("self"),
        hub_urls: by_relation(elements(), "hub").collect(),
        previous_archive_url: related("prev-archive"),
        next_page_url: related("next"),
        next_archive_url: related("next-archive"),
    }
}
