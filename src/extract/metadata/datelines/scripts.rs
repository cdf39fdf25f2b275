//! The day of publication in a page's scripts, where its application keeps it: `"publishedAt":"2026-11-23T08:30:00Z"`.

use super::super::super::dates::{Reading, read_machine};
use super::super::Source;
use memchr::memmem;

/// What the names of such keys end in.
const KEYS: &[&str] =
    &["datePublished", "ublishedAt", "ublished_at", "ublishedDate", "ublishDate", "ublicationDate", "blication_date"];

/// Behind a key, so much may be quotes, a colon and the date.
const MOST_BYTES: usize = 48;

/// The date that all keys name; none where they name several days, as in lists of articles.
pub(super) fn date_in_scripts(source: &Source<'_>) -> Option<Reading> {
    let scripts = source.survey.sightings.scripts.iter().map(|&id| source.tree.get(id));
    let texts: Vec<&str> = scripts.filter_map(|script| script.first_child()?.text().map(|text| &**text)).collect();
    date_in(&texts)
}

fn date_in(texts: &[&str]) -> Option<Reading> {
    let places = texts.iter().flat_map(|text| {
        KEYS.iter().flat_map(move |key| memmem::find_iter(text.as_bytes(), key).map(move |at| (*text, at + key.len())))
    });
    let mut readings = places.filter_map(|(text, end)| {
        let value = &text[end..text.floor_char_boundary(end + MOST_BYTES)];
        let value = value.trim_start_matches(['"', '\'', '\\', ' ']).strip_prefix([':', '='])?;
        let value = value.trim_start_matches(['"', '\'', '\\', ' ']);
        let value = &value[..value.find(['"', '\'', '\\', ',', '}'])?];
        // Years first, as machines write them.
        let is_date = value.len() >= 10 && value.bytes().take(4).all(|byte| byte.is_ascii_digit());
        read_machine(value, None).filter(|_| is_date)
    });
    let first = readings.next()?;
    readings.all(|other| other.time.date_naive() == first.time.date_naive()).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_name_one_day_or_none() {
        for (script, day) in [
            (r#"{"publishedAt":"2026-11-23T08:30:00Z"}"#, Some("2026-11-23")),
            (r#"self.push("{\"published_at\":\"2026-11-23T08:30:00+01:00\"}")"#, Some("2026-11-23")),
            (r#"{publishedDate: '2026-11-23', publishDate: "2026-11-23T08:30"}"#, Some("2026-11-23")),
            (r#"{"publishedAt":"2026-11-23"},{"publishedAt":"2026-11-22"}"#, None),
            (r#"{"publishedAt":"$undefined","publishedAtText":"yesterday"}"#, None),
            (r#"{"publishedAt":null}"#, None),
            (r#"{"publishedAt"#, None),
        ] {
            let found = date_in(&[script]).map(|reading| reading.time.date_naive().to_string());
            assert_eq!(found.as_deref(), day, "{script}");
        }
    }
}
