//! `feedmill extract`: saved pages to records, with no network and no database.
//!
//! The rules of a configuration that was named apply to a page whose address is known.

use super::arguments::{Extract, Place};
use super::failure::Failure;
use super::output::{json_line, printable, stdout};
use super::selection::read_time;
use super::{locate, saved};
use crate::clean;
use crate::model::{PageContext, Record, SiteRules};
use crate::pipeline;
use chrono::Utc;
use serde_json::json;
use std::io::Write;
use url::Url;

pub fn extract(place: &Place, arguments: &Extract) -> Result<(), Failure> {
    let url = saved::typed_url(arguments.url.as_deref())?;
    let rules = url.as_ref().map(|url| rules_for(place, url)).transpose()?.flatten();
    let fetched_at = arguments.fetched_at.as_deref().map(|text| read_time(text, Utc::now())).transpose()?;
    let mut out = stdout();
    let mut unread = 0usize;
    let context = PageContext { url: url.as_ref(), rules: rules.as_ref(), fetched_at, ..PageContext::default() };
    let work = |body: &[u8]| pipeline::saved_record(body, &context);
    saved::for_each(&arguments.files, work, |file, answer| {
        let file = file.display().to_string();
        unread += usize::from(answer.is_err());
        match (&answer, arguments.json) {
            (Ok(record), true) => {
                json_line(&mut out, &clean::extract_json(&file, url.as_ref(), record))?;
            }
            (Err(error), true) => json_line(&mut out, &json!({ "file": file, "error": error }))?,
            (Ok(record), false) => print(&mut out, &file, record)?,
            (Err(error), false) => eprintln!("{}: {}", printable(&file), printable(error)),
        }
        Ok(())
    })?;
    out.flush()?;
    saved::verdict(unread, &arguments.files)
}

/// The rules for a page's host, if a configuration was named.
fn rules_for(place: &Place, url: &Url) -> Result<Option<SiteRules>, Failure> {
    if place.config.is_none() {
        return Ok(None);
    }
    let config = locate::configuration(place)?;
    Ok(Some(config.article_settings(None, url.host_str().unwrap_or_default()).rules.clone()))
}

fn print(out: &mut impl Write, file: &str, record: &Record) -> std::io::Result<()> {
    writeln!(out, "file: {}", printable(file))?;
    let rows = [
        ("title", record.title.clone()),
        ("authors", (!record.authors.is_empty()).then(|| record.authors.join(", "))),
        ("published", record.published.map(|time| time.to_rfc3339())),
        ("language", record.language.clone()),
        ("site", record.site_name.clone()),
    ];
    for (name, value) in rows {
        if let Some(value) = value {
            writeln!(out, "{name}: {}", printable(&value))?;
        }
    }
    writeln!(out, "words: {} ({})\n\n{}\n", record.words, record.method, printable(&record.text))
}
