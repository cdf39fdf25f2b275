//! What was probably meant: the nearest of the words that would do.

use crate::zone::Tz;

/// The candidate nearest to what was written, if one is near enough to be a slip of the fingers.
pub(super) fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written = written.to_lowercase();
    // One slip in a short word, one more for every three letters of a longer one.
    let most_slips = (written.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&written, &candidate.to_lowercase()), candidate))
        .filter(|(slips, candidate)| *slips <= most_slips && *slips < candidate.chars().count())
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, candidate)| candidate)
}

/// The time zone that was probably meant; a city alone is taken for its zone.
pub(super) fn nearest_timezone(written: &str) -> Option<&'static str> {
    let city = written.replace(' ', "_");
    let of_city = Tz::names().find(|name| name.rsplit('/').next().is_some_and(|last| last.eq_ignore_ascii_case(&city)));
    of_city.or_else(|| nearest(written, Tz::names()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_and_nonsense() {
        let keys = ["schedule", "every", "timezone", "tags", "gap", "url"];
        for (written, expected) in [
            ("shedule", Some("schedule")),
            ("Scheduel", Some("schedule")),
            ("tag", Some("tags")),
            ("ulr", Some("url")),
            ("banana", None),
            ("x", None),
            ("", None),
            ("标签", None),
        ] {
            assert_eq!(nearest(written, keys), expected, "{written}");
        }
    }

    #[test]
    fn zones() {
        for (written, expected) in [
            ("Europe/Berln", Some("Europe/Berlin")),
            ("europe/berlin", Some("Europe/Berlin")),
            ("Shanghai", Some("Asia/Shanghai")),
            ("new york", Some("America/New_York")),
            ("middle-earth", None),
        ] {
            assert_eq!(nearest_timezone(written), expected, "{written}");
        }
    }
}
