//! `feedmill parse`: saved feeds to what the parser reads in them.

use super::arguments::Parse;
use super::failure::Failure;
use super::output::{counted, json_line, printable, stdout};
use super::saved;
use crate::feed::{self, FeedContext, FeedFault};
use crate::model::{FailureKind, FeedDocument};
use crate::zone::Tz;
use std::io::Write;
use std::path::Path;

pub fn parse(arguments: &Parse) -> Result<(), Failure> {
    let url = saved::typed_url(arguments.url.as_deref())?;
    let mut out = stdout();
    let mut unread = 0usize;
    let context = FeedContext { url: url.as_ref(), content_type: None, timezone: Tz::UTC };
    let work = |body: &[u8]| Ok(feed::parse(body, &context));
    saved::for_each(&arguments.files, work, |file, answer| {
        let read = answer.unwrap_or_else(|message| Err(FeedFault { kind: FailureKind::Parse, message }));
        unread += usize::from(read.is_err());
        if arguments.json {
            json_line(&mut out, &feed::to_json(&file.display().to_string(), &read))?;
        } else {
            print(&mut out, file, &read)?;
        }
        Ok(())
    })?;
    out.flush()?;
    saved::verdict(unread, &arguments.files)
}

fn print(out: &mut impl Write, file: &Path, read: &Result<FeedDocument, FeedFault>) -> std::io::Result<()> {
    let file = printable(&file.display().to_string());
    let document = match read {
        Ok(document) => document,
        Err(fault) => return writeln!(out, "{file}: {}: {}", fault.kind.as_str(), printable(&fault.message)),
    };
    let title = printable(document.title.as_deref().unwrap_or("without a title"));
    let items = counted(document.items.len() as u64, "item", "items");
    writeln!(out, "{file}: {title} ({}, {items})", document.format.as_str())?;
    for warning in &document.warnings {
        writeln!(out, "  warning: {}", printable(warning))?;
    }
    for item in &document.items {
        let day = item.published.or(item.updated).map(|time| time.format("%Y-%m-%d %H:%M").to_string());
        let day = day.unwrap_or_else(|| " ".repeat(16));
        writeln!(out, "  {day}  {}", printable(item.title.as_deref().unwrap_or("without a title")))?;
    }
    Ok(())
}
