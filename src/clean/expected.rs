//! A record held against what a test of its site's rules expects of it.

use crate::model::{Expected, ExpectedDate, Record};
use crate::text::fold_space;

/// Characters of a text that a sentence shows.
const SHOWN_CHARACTERS: usize = 80;

/// What a record lacks of what is expected, a sentence each; empty if it is as expected. White space and
/// line breaks don't count.
///
/// A body rule that selects nothing is told as well, since the text is then not the rule's.
///
/// ```
/// use feedmill::{clean::unmet, model::{Expected, Record}};
/// let record = Record { text: "The ferry left.".into(), ..Record::default() };
/// let expected = Expected { contains: vec!["came back".into()], ..Expected::default() };
/// assert_eq!(unmet(&record, &expected), ["the text lacks \"came back\""]);
/// ```
pub fn unmet(record: &Record, expected: &Expected) -> Vec<String> {
    let text = fold_space(&record.text);
    let holds = |wanted: &&String| text.contains(&fold_space(wanted));
    let mut sentences = Vec::new();
    if record.sources.get("rule body") == Some(&"selected nothing") {
        sentences.push("`body` selects nothing on this page".to_owned());
    }
    let lacking = expected.contains.iter().filter(|wanted| !holds(wanted));
    sentences.extend(lacking.map(|wanted| format!("the text lacks {}", shown(wanted))));
    sentences.extend(expected.absent.iter().filter(holds).map(|wanted| format!("the text holds {}", shown(wanted))));
    if let Some(title) = &expected.title
        && record.title.as_deref().map(fold_space) != Some(fold_space(title))
    {
        sentences.push(differs("the title", record.title.as_deref().map(shown), &shown(title)));
    }
    if let Some(authors) = &expected.authors
        && record.authors != *authors
    {
        let list = |names: &[String]| if names.is_empty() { "nobody".to_owned() } else { shown(&names.join(", ")) };
        sentences.push(differs("the author", Some(list(&record.authors)), &list(authors)));
    }
    if let Some(date) = &expected.published {
        let (is_met, wanted) = match date {
            ExpectedDate::Day(day) => (record.published.is_some_and(|time| time.date_naive() == *day), day.to_string()),
            ExpectedDate::Instant(instant) => (record.published == Some(*instant), instant.to_rfc3339()),
        };
        if !is_met {
            sentences.push(differs("the date", record.published.map(|time| time.to_rfc3339()), &wanted));
        }
    }
    sentences
}

fn differs(what: &str, found: Option<String>, wanted: &str) -> String {
    match found {
        Some(found) => format!("{what} is {found}, not {wanted}"),
        None => format!("{what} isn't found: {wanted} is expected"),
    }
}

fn shown(text: &str) -> String {
    let text = fold_space(text);
    let beginning: String = text.chars().take(SHOWN_CHARACTERS).collect();
    let rest = if beginning.len() < text.len() { "…" } else { "" };
    format!("\"{beginning}{rest}\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    #[test]
    fn what_is_unmet_is_said() {
        let published = DateTime::parse_from_rfc3339("2026-11-23T00:30:00+01:00").unwrap();
        let record = Record {
            title: Some("Ferry  sinks".into()),
            authors: vec!["Jane Doe".into()],
            published: Some(published),
            text: "One.\n\nTwo and\nthree.".into(),
            ..Record::default()
        };
        let stale = Record { sources: [("rule body", "selected nothing")].into(), ..Record::default() };
        let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let day = |text: &str| Some(ExpectedDate::Day(text.parse().unwrap()));
        let instant = |text: &str| Some(ExpectedDate::Instant(DateTime::parse_from_rfc3339(text).unwrap()));
        let nothing = Expected::default();
        for (record, expected, sentences) in [
            (&record, nothing.clone(), &[][..]),
            (&record, Expected { contains: texts(&["One. Two", "three"]), ..nothing.clone() }, &[]),
            (&record, Expected { contains: texts(&["Four"]), ..nothing.clone() }, &["the text lacks \"Four\""]),
            (
                &record,
                Expected { absent: texts(&["Four", "Two and three"]), ..nothing.clone() },
                &["the text holds \"Two and three\""],
            ),
            (&record, Expected { title: Some("Ferry sinks".into()), ..nothing.clone() }, &[]),
            (
                &record,
                Expected { title: Some("Ferry".into()), ..nothing.clone() },
                &["the title is \"Ferry sinks\", not \"Ferry\""],
            ),
            (
                &record,
                Expected { authors: Some(texts(&[])), ..nothing.clone() },
                &["the author is \"Jane Doe\", not nobody"],
            ),
            (&record, Expected { published: day("2026-11-23"), ..nothing.clone() }, &[]),
            (&record, Expected { published: instant("2026-11-22T23:30:00Z"), ..nothing.clone() }, &[]),
            (
                &record,
                Expected { published: day("2026-11-22"), ..nothing.clone() },
                &["the date is 2026-11-23T00:30:00+01:00, not 2026-11-22"],
            ),
            (&stale, nothing.clone(), &["`body` selects nothing on this page"]),
            (
                &stale,
                Expected { title: Some("Ferry".into()), ..nothing.clone() },
                &["`body` selects nothing on this page", "the title isn't found: \"Ferry\" is expected"],
            ),
        ] {
            assert_eq!(unmet(record, &expected), sentences, "{expected:?}");
        }
    }
}
