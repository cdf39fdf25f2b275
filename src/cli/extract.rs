//! `feedmill extract`: saved pages to records, with no network and no database.

use super::arguments::Extract;
use super::failure::Failure;
use super::output::{json_line, printable, stdout};
use super::saved;
use crate::clean;
use crate::model::Record;
use crate::pipeline;
use serde_json::json;
use std::io::Write;

pub fn extract(arguments: &Extract) -> Result<(), Failure> {
    let url = saved::typed_url(arguments.url.as_deref())?;
    let mut out = stdout();
    let mut unread = 0usize;
    let work = |body: &[u8]| pipeline::saved_record(body, url.as_ref());
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
