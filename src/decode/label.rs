//! What a body says of its own charset: byte order marks, headers, XML declarations, `<meta>`.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};
use std::ops::Range;

/// The HTML standard asks for 1,024 bytes; pages with a long comment or script in front need some more.
const PRESCAN_BYTES: usize = 8 * 1024;

/// Junk, comments and white space stand before an XML declaration now and then.
const DECLARATION_BYTES: usize = 4 * 1024;

/// The charset of a `Content-Type` header: `text/html; charset="gb2312"`.
pub(super) fn from_content_type(content_type: &str) -> Option<&'static Encoding> {
    from_charset_parameter(content_type.as_bytes())
}

/// The charset that an HTML page gives in its first kilobytes.
///
/// This is the prescan of the HTML standard, less its exactness about malformed tags: comments are
/// passed over, `<meta charset>` and `<meta http-equiv content>` count, and UTF-16 is taken as UTF-8, since
/// the tag was just read as bytes.
pub(super) fn from_meta(page: &[u8]) -> Option<&'static Encoding> {
    let mut rest = page.get(..PRESCAN_BYTES).unwrap_or(page);
    while let Some(start) = find(rest, b"<") {
        rest = rest.get(start..)?;
        if rest.starts_with(b"<!--") {
            let end = find(rest, b"-->")?;
            rest = rest.get(end + 3..)?;
            continue;
        }
        let is_meta = rest.get(1..5).is_some_and(|name| name.eq_ignore_ascii_case(b"meta"))
            && rest.get(5).is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b'/');
        if is_meta {
            let tag = rest.get(5..find(rest, b">").unwrap_or(rest.len())).unwrap_or_default();
            if let Some(encoding) = from_charset_parameter(tag) {
                return Some(match encoding {
                    e if e == UTF_16BE || e == UTF_16LE => UTF_8,
                    e if e == X_USER_DEFINED => WINDOWS_1252,
                    e => e,
                });
            }
        }
        rest = rest.get(1..)?;
    }
    None
}

/// Where the XML declaration stands, if there is one near the start: nothing but a comment, white space
/// or junk without a tag may come before it.
pub(super) fn xml_declaration(text: &[u8]) -> Option<Range<usize>> {
    let head = text.get(..DECLARATION_BYTES).unwrap_or(text);
    let start = find(head, b"<?xml").filter(|&start| head.get(start + 5).is_some_and(u8::is_ascii_whitespace))?;
    let length = find(head.get(start..)?, b">")? + 1;
    Some(start..start + length)
}

/// The `encoding` of an XML declaration.
pub(super) fn from_xml_declaration(text: &[u8]) -> Option<&'static Encoding> {
    let declaration = text.get(xml_declaration(text)?)?;
    let after_name = declaration.get(find(declaration, b"encoding")? + 8..)?;
    from_value(after_name)
}

/// The label after the first `charset=`, quoted or bare.
fn from_charset_parameter(text: &[u8]) -> Option<&'static Encoding> {
    let lower = text.to_ascii_lowercase();
    let mut position = 0;
    while let Some(found) = lower.get(position..).and_then(|rest| find(rest, b"charset")) {
        position += found + 7;
        if let Some(encoding) = lower.get(position..).and_then(from_value) {
            return Some(encoding);
        }
    }
    None
}

/// `= "label"`, with or without quotes and white space.
fn from_value(text: &[u8]) -> Option<&'static Encoding> {
    let value = text.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let value = value.strip_prefix(b"\\").unwrap_or(value);
    let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'")).unwrap_or(value).trim_ascii_start();
    let end = value.iter().position(|byte| !(byte.is_ascii_alphanumeric() || b"-_:.".contains(byte)));
    let label = value.get(..end.unwrap_or(value.len()))?;
    Encoding::for_label_no_replacement(label)
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    let first = *wanted.first()?;
    let mut position = 0;
    while let Some(found) = text.get(position..)?.iter().position(|&byte| byte == first) {
        position += found;
        if text.get(position..)?.starts_with(wanted) {
            return Some(position);
        }
        position += 1;
    }
    None
}
