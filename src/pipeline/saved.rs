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
    // A file has no label, and some servers call every page plain, so that the text alone says what it is.
    let may_be_plain = content_type.is_none_or(|value| media_type(value).eq_ignore_ascii_case("text/plain"));
    if may_be_plain && !extract::is_html(&decoded.text) {
        return extract::plain_text(&decoded.text);
    }
    extract::page(&decoded.text, context)
}

/// Servers label pages as HTML, as XHTML, as plain text, or not at all; files have their own marks.
pub(super) fn may_be_page(content_type: Option<&str>, body: &[u8]) -> bool {
    const FILE_MARKS: [&[u8]; 8] =
        [b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"RIFF", b"\x7fELF", b"SQLite format"];
    let media_type = content_type.map(media_type).unwrap_or_default();
    let labelled = media_type.is_empty()
        || ["text/", "application/xhtml", "application/xml", "application/octet-stream"]
            .iter()
            .any(|known| media_type.to_ascii_lowercase().starts_with(known));
    labelled && !FILE_MARKS.iter().any(|mark| body.starts_with(mark)) && !is_binary(body)
}

fn media_type(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}

/// Whether more than one of twenty bytes at the beginning is a control character that no text has. UTF-16 is marked by
/// its order mark, and its zeros don't count.
fn is_binary(body: &[u8]) -> bool {
    const LOOKED_AT_BYTES: usize = 1024;
    let beginning = body.get(..LOOKED_AT_BYTES).unwrap_or(body);
    let is_marked = beginning.starts_with(&[0xff, 0xfe]) || beginning.starts_with(&[0xfe, 0xff]);
    let controls = beginning.iter().filter(|byte| matches!(byte, 1..=8 | 0xb | 0xe..=0x1a | 0x1c..=0x1f)).count();
    !is_marked && 20 * controls > beginning.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_bytes_are_no_pages() {
        let noise: Vec<u8> = (0..4096_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert!(!may_be_page(Some("text/html"), &noise));
        assert!(saved_record(&noise, &PageContext::default()).is_err());
        let marked: Vec<u8> = "\u{feff}渡轮中午离开港口。".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let unmarked: Vec<u8> = "<p>The ferry left.".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for text in ["<p>The ferry left.".as_bytes(), "渡轮".as_bytes(), b"\x1b$B\x1b(B", &marked, &unmarked, b""] {
            assert!(may_be_page(None, text), "{text:?}");
        }
    }

    #[test]
    fn a_page_served_as_plain_text_keeps_its_paragraphs() {
        let text = "The ferry left at noon.\n\nIt was an hour late.";
        let blocks = |content_type| extracted(text.as_bytes(), content_type, &PageContext::default()).blocks.len();
        assert_eq!((blocks(None), blocks(Some("Text/Plain; charset=utf-8"))), (2, 2));
        let page = b"<!doctype html><p>The ferry left at noon, an hour late, and nobody on board minded.";
        assert_eq!(extracted(page, Some("text/plain"), &PageContext::default()).method, "scored");
    }
}
