//! The headline in the page's `title`, and in its headings.

use super::super::blocks::Survey;
use super::super::headline::{block_of_title, cuts};
use super::super::tags::Tag;
use super::{Source, announced, page_title};
use crate::model::{Found, Metadata};
use crate::text::{comparable, goes_on_behind, is_unspaced, tidy_line};
use std::collections::HashSet;

/// Headings looked at; the headline is among the first.
const MOST_HEADINGS: usize = 40;

/// A shorter headline might be any word of the page.
const LEAST_CHARACTERS: usize = 8;

/// What stands between a kicker and the headline where both are one line.
const KICKER_MARKS: &[&str] = &[": ", " - ", " – ", " | ", " / "];

/// The block of the headline: the longest heading that the page's title repeats, else the first `h1`, else the
/// first block that is the page's title.
///
/// On some sites the `h1` is the logo and the headline a smaller heading.
pub(super) fn headline_at(source: &Source<'_>, site_names: &[String]) -> Option<usize> {
    let folded_title = comparable(&announced(source));
    let headings: Vec<(u8, String, usize)> = headings(source.survey)
        .map(|(level, at, text)| (level, comparable(&text), at))
        .filter(|(_, folded, _)| folded.chars().count() >= 3 && !site_names.contains(folded))
        .collect();
    let repeated = headings.iter().filter(|(level, folded, _)| {
        folded_title.contains(folded.as_str()) && (*level == 1 || folded.len() * 3 > folded_title.len())
    });
    let longest = repeated.reduce(|best, next| if next.1.len() > best.1.len() { next } else { best });
    let heading = longest.or_else(|| headings.iter().find(|(level, ..)| *level == 1));
    heading.map(|&(.., at)| at).or_else(|| block_of_title(source.survey, &page_title(source.tree, source.survey)))
}

/// Level, block and text of the first headings.
fn headings(survey: &Survey) -> impl Iterator<Item = (u8, usize, String)> {
    let headings =
        survey.blocks.iter().enumerate().filter_map(|(at, block)| match survey.elements[block.element].tag {
            Tag::Heading(level @ 1..=3) => Some((level, at, tidy_line(survey.text.get(block.text.clone())?))),
            _ => None,
        });
    headings.take(MOST_HEADINGS)
}

/// Adds what the page shows as its headline and the cleaned `title` to the witnesses, and cleans those by the others.
pub(super) fn read(source: &Source<'_>, headline: Option<usize>, site_names: &[String], metadata: &mut Metadata) {
    let title = page_title(source.tree, source.survey);
    for found in &mut metadata.titles {
        found.value = headline_in(&found.value, &[], site_names);
    }
    metadata.titles.retain(|found| !site_names.contains(&comparable(&found.value)));
    if let Some(shown) = shown_card(source.survey, headline, &metadata.titles) {
        metadata.titles.push(Found { value: shown, source: "heading" });
    }
    let heading = headline.map(|at| tidy_line(&source.survey.text[source.survey.blocks[at].text.clone()]));
    let known: Vec<String> = metadata.titles.iter().map(|found| found.value.clone()).chain(heading.clone()).collect();
    if let Some(value) = heading {
        metadata.titles.push(Found { value, source: "h1" });
    }
    let value = headline_in(&title, &known, site_names);
    if !value.is_empty() {
        metadata.titles.push(Found { value, source: "title" });
    }
    agree(&mut metadata.titles);
}

/// What the page's title calls the site, as names are compared: what stands behind the headline and a separator, all of
/// it and its last part.
pub(super) fn site_in_title(source: &Source<'_>, titles: &[Found<String>]) -> Vec<String> {
    let title = page_title(source.tree, source.survey);
    let Some(headline) = titles.iter().find(|found| goes_on_behind(&title, &found.value)) else { return Vec::new() };
    let behind = title.trim().strip_prefix(headline.value.as_str()).unwrap_or_default();
    let whole = behind.trim_start_matches(|c: char| !c.is_alphanumeric());
    let last = [" | ", " - ", " – ", " — ", "｜", "_"]
        .iter()
        .filter_map(|mark| whole.rsplit(mark).next())
        .min_by_key(|part| part.len());
    [Some(whole), last].into_iter().flatten().map(comparable).filter(|name| !name.is_empty()).collect()
}

/// The title of the page's card where a heading shows it, and the `h1` another: sites write an `h1` for search
/// engines and let readers see the headline below it.
fn shown_card(survey: &Survey, headline: Option<usize>, titles: &[Found<String>]) -> Option<String> {
    let headline = headline?;
    let card = titles.iter().find(|found| found.source == "meta og:title")?;
    let folded = comparable(&card.value);
    let shown = headings(survey).filter(|&(level, at, _)| level <= 2 && at != headline && at < headline + 20);
    let mut shown = shown.map(|(.., text)| comparable(&text));
    let is_card = shown.any(|text| ends_with_headline(&text, &folded) || text == folded);
    is_card.then(|| card.value.clone())
}

/// Takes from each title what another shows to be no part of it: a site's or section's name behind the headline,
/// a kicker before it. An `h1` that has nothing in common with what the page calls itself is marked as stray.
fn agree(titles: &mut [Found<String>]) {
    part_kickers(titles);
    let values: Vec<String> = titles.iter().map(|found| found.value.trim().to_owned()).collect();
    let folded: Vec<String> = values.iter().map(|value| comparable(value)).collect();
    let sources: Vec<&'static str> = titles.iter().map(|found| found.source).collect();
    let of = |source: &str| titles.iter().position(|found| found.source == source);
    let stray = match (of("h1"), of("meta og:title"), of("title")) {
        (Some(h1), Some(card), Some(title)) => {
            let common = |one: usize, two: usize| in_common(&values[one], &values[two]);
            (common(h1, card) < 0.2 && common(h1, title) < 0.2 && common(card, title) > 0.5).then_some(h1)
        }
        _ => None,
    };
    for (at, found) in titles.iter_mut().enumerate() {
        let is_shorter =
            |other: &&String| other.chars().count() >= LEAST_CHARACTERS && goes_on_behind(&found.value, other);
        if let Some(shorter) = values.iter().filter(is_shorter).min_by_key(|other| other.len()) {
            found.value.clone_from(shorter);
        } else if found.source == "h1"
            && let Some(other) = (0..values.len()).find(|&other| {
                ends_with_headline(&folded[at], &folded[other])
                    || (sources[other].starts_with("json-ld") && runs_on_behind(&values[at], &values[other]))
            })
        {
            found.value.clone_from(&values[other]);
        }
        if stray == Some(at) {
            found.source = "stray h1";
        }
    }
}

/// Takes a kicker from the titles where the `h1` has it as a line of its own, without a mark behind it, and others write
/// it before the headline with one: "Harbour Night ferry returns" and "Harbour: Night ferry returns".
fn part_kickers(titles: &mut [Found<String>]) {
    let Some(heading) = titles.iter().find(|found| found.source == "h1").map(|found| found.value.clone()) else {
        return;
    };
    let headline = titles.iter().filter(|found| found.source != "h1").find_map(|found| {
        KICKER_MARKS.iter().find_map(|mark| {
            let (kicker, headline) = found.value.split_once(mark)?;
            let headline = headline.trim();
            let before = heading.strip_suffix(headline)?.trim_end();
            let is_bare = before.ends_with(char::is_alphanumeric) && comparable(before) == comparable(kicker);
            let is_longer = headline.chars().count() >= LEAST_CHARACTERS.max(kicker.chars().count());
            (is_bare && is_longer).then(|| headline.to_owned())
        })
    });
    let Some(headline) = headline else { return };
    let has_kicker = |title: &String| {
        title
            .strip_suffix(headline.as_str())
            .is_some_and(|before| heading.starts_with(before.trim_end_matches([' ', ':', '-', '–', '|'])))
    };
    for found in titles.iter_mut().filter(|found| has_kicker(&found.value)) {
        found.value.clone_from(&headline);
    }
}

/// Whether a heading is the headline and, without any mark between them, a line more.
fn runs_on_behind(heading: &str, headline: &str) -> bool {
    let behind = heading.strip_prefix(headline).map(str::trim_start);
    headline.chars().count() >= 2 * LEAST_CHARACTERS
        && behind.is_some_and(|rest| rest.starts_with(|c: char| c.is_uppercase() || is_unspaced(c)))
}

/// Whether a heading is a few words and then the headline, both as they are compared.
fn ends_with_headline(heading: &str, headline: &str) -> bool {
    heading != headline
        && headline.chars().count() >= LEAST_CHARACTERS
        && heading.ends_with(headline)
        && headline.len() * 2 > heading.len()
}

/// The share of the shorter title's words that the other has too; pairs of characters where there are no words.
fn in_common(one: &str, two: &str) -> f32 {
    let parts = |title: &str| -> HashSet<String> {
        let lower = title.to_lowercase();
        let words: HashSet<String> =
            lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect();
        if words.len() > 2 {
            return words;
        }
        let characters: Vec<char> = comparable(title).chars().collect();
        characters.windows(2).map(|pair| pair.iter().collect()).collect()
    };
    let (one, two) = (parts(one), parts(two));
    let least = one.len().min(two.len()).max(1);
    one.intersection(&two).count() as f32 / least as f32
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

    fn agreed(titles: &[(&'static str, &str)]) -> Vec<(String, &'static str)> {
        let found = |&(source, value): &(&'static str, &str)| Found { value: value.to_owned(), source };
        let mut titles: Vec<Found<String>> = titles.iter().map(found).collect();
        agree(&mut titles);
        titles.into_iter().map(|found| (found.value, found.source)).collect()
    }

    #[test]
    fn titles_are_cleaned_by_each_other() {
        for (h1, card, expected) in [
            ("Night ferry returns", "Night ferry returns | Town", ["Night ferry returns", "Night ferry returns"]),
            ("Night ferry returns – The Bridge", "Night ferry returns", ["Night ferry returns", "Night ferry returns"]),
            ("TransportNight ferry returns", "Night ferry returns", ["Night ferry returns", "Night ferry returns"]),
            ("交通 渡轮中午在大河中沉没", "渡轮中午在大河中沉没", ["渡轮中午在大河中沉没", "渡轮中午在大河中沉没"]),
            (
                "Ferry - the long history of a river town",
                "Ferry",
                ["Ferry - the long history of a river town", "Ferry"],
            ),
            (
                "Night ferry returns: a story",
                "Night ferry returns",
                ["Night ferry returns: a story", "Night ferry returns"],
            ),
            ("Night ferry returns", "Something else", ["Night ferry returns", "Something else"]),
        ] {
            let found = agreed(&[("h1", h1), ("meta og:title", card)]);
            assert_eq!([found[0].0.as_str(), found[1].0.as_str()], expected, "{h1}");
        }
    }

    #[test]
    fn a_kicker_is_a_line_of_its_own() {
        for (h1, card, expected) in [
            ("Harbour Night ferry returns", "Harbour: Night ferry returns", "Night ferry returns"),
            ("HarbourNight ferry returns", "Harbour - Night ferry returns", "Night ferry returns"),
            ("Harbour: Night ferry returns", "Harbour: Night ferry returns", "Harbour: Night ferry returns"),
            (
                "Night ferry returns from its long voyage",
                "Night ferry returns from its: long voyage",
                "Night ferry returns from its long voyage",
            ),
        ] {
            assert_eq!(agreed(&[("h1", h1), ("meta og:title", card)])[0].0, expected, "{h1}");
        }
    }

    #[test]
    fn a_subtitle_within_the_heading_goes_where_linked_data_has_the_headline() {
        for (h1, expected) in [
            ("Night ferry returns The mayor is glad", "Night ferry returns"),
            ("Night ferry returns, at last", "Night ferry returns, at last"),
        ] {
            let found = agreed(&[("h1", h1), ("json-ld headline", "Night ferry returns")]);
            assert_eq!(found[0].0, expected, "{h1}");
        }
    }

    #[test]
    fn a_heading_that_is_about_something_else_is_stray() {
        let card =
            [("meta og:title", "Night ferry returns to the river"), ("title", "Night ferry returns to river town")];
        for (h1, source) in [("Visit our autumn sale", "stray h1"), ("A ferry for the night", "h1")] {
            assert_eq!(agreed(&[("h1", h1), card[0], card[1]])[0].1, source, "{h1}");
        }
    }
}
