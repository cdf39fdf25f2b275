//! The headline in the page's `title`, and in its headings.

use super::super::blocks::Survey;
use super::super::headline::{cuts, headline_outside_headings};
use super::super::tree::Tag;
use super::{Source, announced, page_title};
use crate::model::{Found, Metadata};
use crate::text::{comparable, tidy_line};

/// Headings looked at; the headline is among the first.
const MOST_HEADINGS: usize = 40;

/// Adds `h1` and the cleaned `title` to the witnesses.
pub(super) fn read(source: &Source<'_>, metadata: &mut Metadata) {
    let title = page_title(source.tree, source.survey);
    let folded_title = comparable(&announced(source));
    let site_names: Vec<String> =
        metadata.site_names.iter().map(|found| comparable(&found.value)).filter(|name| !name.is_empty()).collect();
    let heading = heading_of(source.survey, &folded_title, &site_names)
        .or_else(|| headline_outside_headings(source.survey, &title));
    let known: Vec<String> = metadata.titles.iter().map(|found| found.value.clone()).chain(heading.clone()).collect();
    if let Some(heading) = heading {
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

/// The heading that is the headline: the longest that the page's title repeats, else the first `h1`.
///
/// On some sites the `h1` is the logo and the headline a smaller heading.
fn heading_of(survey: &Survey, folded_title: &str, site_names: &[String]) -> Option<String> {
    let headings = survey.blocks.iter().filter_map(|block| match survey.elements[block.element].tag {
        Tag::Heading(level @ 1..=3) => Some((level, tidy_line(survey.text.get(block.text.clone())?))),
        _ => None,
    });
    let headings: Vec<(u8, String, String)> = headings
        .take(MOST_HEADINGS)
        .map(|(level, text)| (level, comparable(&text), text))
        .filter(|(_, folded, _)| folded.chars().count() >= 3 && !site_names.contains(folded))
        .collect();
    let repeated = headings.iter().filter(|(level, folded, _)| {
        folded_title.contains(folded.as_str()) && (*level == 1 || folded.len() * 3 > folded_title.len())
    });
    let longest = repeated.reduce(|best, next| if next.1.len() > best.1.len() { next } else { best });
    longest.or_else(|| headings.iter().find(|(level, ..)| *level == 1)).map(|(.., text)| text.clone())
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
    if known.is_empty()
        && site_names.is_empty()
        && let Some(&(at, behind)) = parts.last()
        && is_site_shaped(&title[..at], &title[at..behind], &title[behind..])
    {
        return title[..at].trim().to_owned();
    }
    title.trim().to_owned()
}

/// Whether a last part reads as a site's name: always behind a bar, else if it is the shorter part by far.
fn is_site_shaped(before: &str, separator: &str, last: &str) -> bool {
    let (before, last) = (before.chars().count(), last.chars().count());
    let is_bar = matches!(separator.trim(), "|" | "｜" | "_" | "»" | "::");
    before > 2 * last || (is_bar && before * 2 > last)
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
            ("渡轮沉没-大桥网", &[], "大桥网", "渡轮沉没"),
            ("渡轮中午在大河中沉没_大桥网", &[], "", "渡轮中午在大河中沉没"),
            ("", &[], "", ""),
        ] {
            let known: Vec<String> = known.iter().map(|text| (*text).to_owned()).collect();
            let sites: Vec<String> = [comparable(site)].into_iter().filter(|site| !site.is_empty()).collect();
            assert_eq!(headline_in(title, &known, &sites), expected, "{title}");
        }
    }
}
