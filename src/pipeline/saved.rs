//! A page's bytes to its main content, and a saved file's to its record.

use crate::model::{Extracted, PageContext, Record};
use crate::{clean, decode, extract};

/// A saved file's bytes to its record, by what is known of it. The file may be a page or plain text.
///
/// # Errors
/// A sentence, for a file that holds no text.
pub fn saved_record(body: &[u8], context: &PageContext<'_>) -> Result<Record, String> {
    if body.trim_ascii().is_empty() {
        return Err("the file is empty".to_owned());
    }
    if !may_be_page(None, body) {
        return Err("the file is no page of text".to_owned());
    }
    Ok(clean::record(extracted(body, None, context), None))
}

/// A page's bytes, unpacked, to its main content.
pub(super) fn extracted(body: &[u8], content_type: Option<&str>, context: &PageContext<'_>) -> Extracted {
    let decoded = decode::page_text(body, content_type);
    // A file has no label, so that its text alone says what it is.
    if content_type.is_none() && !extract::is_html(&decoded.text) {
        return extract::plain_text(&decoded.text);
    }
    extract::page(&decoded.text, context)
}

/// Servers label pages as HTML, as XHTML, as plain text, or not at all; files have their own marks.
pub(super) fn may_be_page(content_type: Option<&str>, body: &[u8]) -> bool {
    const FILE_MARKS: [&[u8]; 8] =
        [b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"RIFF", b"\x7fELF", b"SQLite format"];
    let media_type = content_type.and_then(|value| value.split(';').next()).unwrap_or_default().trim();
    let labelled = media_type.is_empty()
        || ["text/", "application/xhtml", "application/xml", "application/octet-stream"]
            .iter()
            .any(|known| media_type.to_ascii_lowercase().starts_with(known));
    labelled && !FILE_MARKS.iter().any(|mark| body.starts_with(mark))
}
