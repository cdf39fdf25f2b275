//! The headline in the page's `title`, and in its headings.

use super::super::tree::text_below;
use super::{Source, page_title};
use crate::model::{Found, Metadata};
use crate::text::comparable;

/// What stands between a headline and the name of the site.
const SEPARATORS: &[&str] = &[
    " | ", " - ", " – ", " — ", " :: ", " » ", " « ", " · ", " • ", " / ", " > ", "｜", "|", "_", " － ", "－", "—",
    " ‖ ",
];

/// Adds `h1` and the cleaned `title` to the witnesses.
pub(super) fn read(source: &Source<'_>, metadata: &mut Metadata) {
    let title = page_title(source);
    let folded_title = comparable(&title);
    let mut headings: Vec<String> = source
        .survey
        .sightings
        .headings
        .iter()
        .take(8)
        .filter_map(|&id| source.tree.get(id))
        .map(|heading| text_below(heading, 400))
        .filter(|text| text.chars().count() >= 4)
        .collect();
    // A logo is a heading too on some sites; the headline is the one that the title repeats.
    headings.sort_by_key(|heading| !folded_title.contains(&comparable(heading)));
    let site_names: Vec<String> =
        metadata.site_names.iter().map(|found| comparable(&found.value)).filter(|name| !name.is_empty()).collect();
    headings.retain(|heading| !site_names.contains(&comparable(heading)));
    let known: Vec<String> =
        metadata.titles.iter().map(|found| found.value.clone()).chain(headings.first().cloned()).collect();
    if let Some(heading) = headings.into_iter().next() {
        metadata.titles.push(Found { value: heading, source: "h1" });
    }
    let headline = headline_in(&title, &known, &site_names);
    if !headline.is_empty() {
        metadata.titles.push(Found { value: headline, source: "title" });
    }
    for found in &mut metadata.titles {
        if found.source.starts_with("meta") {
            found.value = headline_in(&found.value, &[], &site_names);
        }
    }
}

/// A title without the site's name: what another witness confirms, else what is left without a known
/// site name, else without a short last part.
fn headline_in(title: &str, known: &[String], site_names: &[String]) -> String {
    let parts = cuts(title);
    for &(at, behind) in &parts {
        for part in [&title[..at], &title[behind..]] {
            let folded = comparable(part);
            if !folded.is_empty() && known.iter().any(|other| comparable(other) == folded) {
                return part.trim().to_owned();
            }
        }
    }
    if known.iter().any(|other| comparable(other) == comparable(title)) {
        return title.trim().to_owned();
    }
    for &(at, behind) in &parts {
        let (before, after) = (comparable(&title[..at]), comparable(&title[behind..]));
        if site_names.iter().any(|name| after.starts_with(name.as_str())) && !before.is_empty() {
            return title[..at].trim().to_owned();
        }
        if site_names.contains(&before) {
            return title[behind..].trim().to_owned();
        }
    }
    // Without any other witness the last part is the site's name, if it is the shorter one.
    if known.is_empty() && site_names.is_empty() {
        if let Some(&(at, behind)) = parts.last()
            && title[..at].chars().count() > 2 * title[behind..].chars().count()
        {
            return title[..at].trim().to_owned();
        }
    }
    title.trim().to_owned()
}

/// Places where a title may be cut: end of the first part, start of the second; the first such places first.
fn cuts(title: &str) -> Vec<(usize, usize)> {
    let mut cuts: Vec<(usize, usize)> = SEPARATORS
        .iter()
        .flat_map(|separator| title.match_indices(separator).map(|(at, found)| (at, at + found.len())))
        .collect();
    cuts.sort_unstable();
    cuts.truncate(20);
    cuts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_site_goes_and_the_headline_stays() {
        for (title, known, site, expected) in [
            ("Ferry sinks | The Bridge", &["Ferry sinks"][..], "", "Ferry sinks"),
            ("The Bridge: Ferry - all saved - The Bridge", &[], "The Bridge", "The Bridge: Ferry - all saved"),
            ("渡轮沉没_大桥网", &[], "大桥网", "渡轮沉没"),
            ("渡轮沉没｜大桥网", &["渡轮沉没"], "", "渡轮沉没"),
            ("Bridge » Ferry sinks", &[], "Bridge", "Ferry sinks"),
            (
                "The mayor of the river town sinks a ferry - Bridge",
                &[],
                "",
                "The mayor of the river town sinks a ferry",
            ),
            ("Ferry - a short history", &["Ferry - a short history"], "", "Ferry - a short history"),
            ("", &[], "", ""),
        ] {
            let known: Vec<String> = known.iter().map(|text| (*text).to_owned()).collect();
            let sites: Vec<String> = [comparable(site)].into_iter().filter(|site| !site.is_empty()).collect();
            assert_eq!(headline_in(title, &known, &sites), expected, "{title}");
        }
    }
}
