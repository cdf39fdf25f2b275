//! Which day is believed where a page's witnesses name several.
//!
//! Each rule was counted on pages with known dates (docs/metadata.md has the figures); where none holds, the order
//! of trust decides.

use super::witness::Moment;

/// What a page says of the day when it was published and changed.
pub(super) struct Dispute<'a> {
    /// From the most to the least trusted.
    pub(super) published: &'a [Moment],
    pub(super) modified: &'a [Moment],
    /// Whether the article calls itself news, which isn't published anew.
    pub(super) is_news: bool,
}

impl Dispute<'_> {
    /// Which of the witnesses of publication is believed; they are one at least.
    pub(super) fn believed(&self) -> usize {
        let rules = [Dispute::outvoted, Dispute::stamped, Dispute::anew, Dispute::delivered, Dispute::in_address];
        rules.iter().find_map(|rule| rule(self)).unwrap_or(0)
    }

    fn first(&self) -> Moment {
        self.published[0]
    }

    /// A declared day with which no other witness agrees, where another that is declared in the page's head is the one
    /// that readers see.
    fn outvoted(&self) -> Option<usize> {
        let is_alone = is_declared(self.first()) && !self.is_confirmed();
        let other = |at: &usize| {
            let moment = self.published[*at];
            // Less than a day apart they may be one moment in two zones.
            let apart = moment.reading.time - self.first().reading.time;
            (is_declared(moment) || moment.source.starts_with("meta "))
                && !moment.source.starts_with("microdata")
                && apart.num_hours().abs() >= 24
                && self.shown().any(|(_, shown)| shown.day() == moment.day())
        };
        is_alone.then(|| (1..self.published.len()).find(other)).flatten()
    }

    /// Linked data that calls the day of the last change, or of the page's making, the day of publication: readers
    /// see an earlier one.
    fn stamped(&self) -> Option<usize> {
        let first = self.first();
        let modified = self.modified.first()?.day();
        let is_stamp = (first.day() - modified).num_days().abs() <= 2;
        if !is_stamp || self.is_confirmed() || self.updates().any(|update| update.day() == first.day()) {
            return None;
        }
        // A meta is outvoted by what is written for machines alone.
        let is_stronger = |shown: Moment| {
            is_linked_data(first) || (shown.source == "time" && first.source == "meta article:published_time")
        };
        self.shown().find(|(_, shown)| shown.day() < first.day() && is_stronger(*shown)).map(|(at, _)| at)
    }

    /// A meta of doubtful meaning that is later than the change that readers see: the day of its delivery.
    fn delivered(&self) -> Option<usize> {
        let first = self.first();
        let is_late = self.updates().any(|update| update.day() < first.day());
        let is_doubtful = first.source.starts_with("meta") && !is_declared(first);
        self.published.iter().position(|moment| moment.source == "visible update").filter(|_| is_doubtful && is_late)
    }

    /// An article that was published anew: the only day that readers see is that of the declared change, and the
    /// page doesn't call it one.
    fn anew(&self) -> Option<usize> {
        let first = self.first();
        let is_dated = is_linked_data(first) || first.source.starts_with("microdata");
        if self.is_news || !is_dated || self.is_confirmed() || self.updates().next().is_some() {
            return None;
        }
        let modified = self.modified.first()?.day();
        let shown = self.shown().find(|(_, shown)| shown.day() > first.day() && shown.day() == modified);
        shown.map(|(at, _)| at)
    }

    /// The day in the page's address where nothing is declared: what is seen near the headline may be another's.
    fn in_address(&self) -> Option<usize> {
        let first = self.first();
        let is_seen = matches!(first.source, "visible date" | "relative date") || first.source.starts_with("another");
        let address = self.published.iter().position(|moment| moment.source == "url").filter(|_| is_seen)?;
        let day = self.published[address].day();
        if day == first.day() {
            return None;
        }
        self.published.iter().position(|moment| moment.day() == day)
    }

    /// Whether another witness names the same day as the first.
    fn is_confirmed(&self) -> bool {
        let first = self.first();
        let others = self.published[1..].iter().filter(|other| !is_elsewhere(**other));
        others.filter(|other| other.source != "visible update").any(|other| other.day() == first.day())
    }

    /// What readers see as the date, and where among the witnesses it stands.
    fn shown(&self) -> impl Iterator<Item = (usize, Moment)> {
        let all = self.published.iter().copied().enumerate();
        all.filter(|(_, moment)| matches!(moment.source, "visible date" | "time"))
    }

    /// What readers see as the date of a change.
    fn updates(&self) -> impl Iterator<Item = Moment> {
        self.modified.iter().copied().filter(|moment| moment.source == "visible update")
    }
}

fn is_linked_data(moment: Moment) -> bool {
    moment.source.starts_with("json-ld")
}

fn is_declared(moment: Moment) -> bool {
    let is_weak = ["meta date", "meta dc.date", "meta dcterms.date"].contains(&moment.source);
    !is_weak && ["json-ld", "meta ", "microdata"].iter().any(|kind| moment.source.starts_with(kind))
}

/// Whether a date stands far from the headline: it may be that of another article.
fn is_elsewhere(moment: Moment) -> bool {
    moment.source.starts_with("another")
}

#[cfg(test)]
mod tests {
    use super::super::super::dates::read_reading;
    use super::*;

    fn moments(told: &[(&'static str, &str)]) -> Vec<Moment> {
        told.iter().map(|&(source, text)| Moment { reading: read_reading(text, None).unwrap(), source }).collect()
    }

    fn believed(published: &[(&'static str, &str)], modified: &[(&'static str, &str)], is_news: bool) -> &'static str {
        let (published, modified) = (moments(published), moments(modified));
        published[Dispute { published: &published, modified: &modified, is_news }.believed()].source
    }

    const DECLARED: &str = "json-ld datePublished";

    #[test]
    fn the_order_of_trust_decides_where_nothing_else_does() {
        for published in [
            &[(DECLARED, "2026-03-05"), ("visible date", "2026-03-04")][..],
            &[(DECLARED, "2026-03-05"), ("meta article:published_time", "2026-03-04")],
            &[(DECLARED, "2026-03-05"), ("time", "2026-03-08"), ("visible date", "2026-03-08")],
        ] {
            assert_eq!(believed(published, &[("json-ld dateModified", "2026-03-20")], false), DECLARED);
        }
    }

    #[test]
    fn a_declared_day_that_readers_see_outvotes_one_that_nobody_confirms() {
        let meta = "meta article:published_time";
        let two = [(DECLARED, "2026-03-01"), (meta, "2026-03-05"), ("visible date", "2026-03-05")];
        assert_eq!(believed(&two, &[], true), meta);
        let doubtful = [two[0], ("visible date", "2026-03-05"), ("meta date", "2026-03-05")];
        assert_eq!(believed(&doubtful, &[], true), "meta date");
        let confirmed = [two[0], two[1], ("time", "2026-03-01"), two[2]];
        assert_eq!(believed(&confirmed, &[], true), DECLARED);
    }

    #[test]
    fn a_stamp_is_no_date_of_publication() {
        let told = [(DECLARED, "2026-03-05"), ("visible date", "2024-01-31")];
        for (modified, source) in
            [("2026-03-05", "visible date"), ("2026-03-04", "visible date"), ("2026-04-01", DECLARED)]
        {
            assert_eq!(believed(&told, &[("json-ld dateModified", modified)], true), source, "{modified}");
        }
        let confirmed = [told[0], told[1], ("url", "2026-03-05")];
        assert_eq!(believed(&confirmed, &[("json-ld dateModified", "2026-03-05")], true), DECLARED);
    }

    #[test]
    fn a_day_after_the_change_is_that_of_delivery() {
        let told = [("meta date", "2026-03-06"), ("visible update", "2026-03-05")];
        assert_eq!(believed(&told, &[("visible update", "2026-03-05")], false), "visible update");
        assert_eq!(believed(&told, &[("visible update", "2026-03-07")], false), "meta date");
    }

    #[test]
    fn an_article_published_anew_has_the_day_that_it_shows() {
        let told = [(DECLARED, "2019-03-05"), ("visible date", "2026-01-31")];
        let changed = ("json-ld dateModified", "2026-01-31");
        assert_eq!(believed(&told, &[changed], false), "visible date");
        assert_eq!(believed(&told, &[changed], true), DECLARED);
        assert_eq!(believed(&told, &[changed, ("visible update", "2026-01-31")], false), DECLARED);
        assert_eq!(believed(&told, &[("json-ld dateModified", "2026-02-02")], false), DECLARED);
    }

    #[test]
    fn the_address_outvotes_what_only_stands_on_the_page() {
        let told = [("visible date", "2026-03-08"), ("url", "2026-03-05")];
        assert_eq!(believed(&told, &[], false), "url");
        let fuller = [told[0], ("another time", "2026-03-05T10:07:00Z"), told[1]];
        assert_eq!(believed(&fuller, &[], false), "another time");
        assert_eq!(believed(&[("time", "2026-03-08"), told[1]], &[], false), "time");
    }
}
