//! One decision about the charset of a body: byte order mark, then proof by the bytes, then labels, then a guess.
//!
//! Labels are often wrong, so a label counts only if the bytes agree: valid UTF-8 with a multibyte
//! character in it is UTF-8 whatever its label says, since text in another charset hardly ever looks so.

use super::label;
use crate::text::without_mojibake;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;
use std::cell::LazyCell;

/// The detector reads no more than this; more does not change its mind, and it is the slow part.
const DETECTOR_BYTES: usize = 1024 * 1024;

/// A text may have one broken character among this many beyond ASCII, and still be in the charset it seems to be in.
const TOLERATED_FAULTS: usize = 20;

/// A body as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// Lent from the body where the body is UTF-8. No byte order mark in front.
    pub text: Cow<'a, str>,
    /// The name in the Encoding Standard, such as `UTF-8` or `gb18030`.
    pub charset: &'static str,
    /// Some bytes were no text in that charset and became U+FFFD.
    pub replaced: bool,
}

/// The text of an HTML page; `content_type` is the header as the server sent it.
///
/// ```
/// use feedmill::decode::page_text;
/// let page = page_text(b"<meta charset=gb2312><p>\xd0\xc2\xce\xc5", Some("text/html; charset=utf-8"));
/// assert_eq!((page.text.as_ref(), page.charset), ("<meta charset=gb2312><p>新闻", "gb18030"));
/// ```
pub fn page_text<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Decoded<'a> {
    meant(decode(bytes, content_type, label::from_meta))
}

/// The text of a feed, without its XML declaration, since that speaks of bytes that are no more.
pub fn feed_text<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Decoded<'a> {
    let decoded = meant(decode(bytes, content_type, label::from_xml_declaration));
    Decoded { text: without_declaration(decoded.text), ..decoded }
}

/// The text as it was meant, where a server had read it in another charset before it sent it.
fn meant(decoded: Decoded<'_>) -> Decoded<'_> {
    match without_mojibake(&decoded.text) {
        Cow::Owned(text) => Decoded { text: Cow::Owned(text), ..decoded },
        Cow::Borrowed(_) => decoded,
    }
}

fn decode<'a>(
    bytes: &'a [u8],
    content_type: Option<&str>,
    own_label: fn(&[u8]) -> Option<&'static Encoding>,
) -> Decoded<'a> {
    if let Some(decoded) = by_order_mark(bytes).or_else(|| by_zero_bytes(bytes)) {
        return decoded;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return match has_iso_2022_jp(bytes) {
            true => with(ISO_2022_JP, bytes),
            false => Decoded { text: Cow::Borrowed(text), charset: UTF_8.name(), replaced: false },
        };
    }
    if is_nearly_utf_8(bytes) {
        return with(UTF_8, bytes);
    }
    let header = content_type.and_then(label::from_content_type);
    let labels = match (header, own_label(bytes)) {
        // Latin-1 in a header is mostly the server's default, so the document knows better.
        (Some(header), Some(own)) if header == WINDOWS_1252 => [Some(own), None],
        labels => labels.into(),
    };
    let labels = labels.into_iter().flatten().map(|label| if label == GBK { GB18030 } else { label });
    let guess = LazyCell::new(|| guess(bytes));
    for label in labels {
        if let Some(decoded) = read_as(label, &guess, bytes) {
            return decoded;
        }
    }
    with(*guess, bytes)
}

/// UTF-8, UTF-16 and UTF-32 by their mark. The standard knows no UTF-32, but feeds in it exist.
fn by_order_mark(bytes: &[u8]) -> Option<Decoded<'_>> {
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => Some(with(UTF_8, rest)),
        [0xff, 0xfe, 0, 0, rest @ ..] => Some(utf_32(rest, "UTF-32LE", u32::from_le_bytes)),
        [0, 0, 0xfe, 0xff, rest @ ..] => Some(utf_32(rest, "UTF-32BE", u32::from_be_bytes)),
        [0xff, 0xfe, rest @ ..] => Some(with(UTF_16LE, rest)),
        [0xfe, 0xff, rest @ ..] => Some(with(UTF_16BE, rest)),
        _ => None,
    }
}

/// UTF-16 and UTF-32 without a mark, by the zero bytes around the first `<` or `{` and what follows it.
fn by_zero_bytes(bytes: &[u8]) -> Option<Decoded<'_>> {
    let opens = |byte: u8| matches!(byte, b'<' | b'{' | b' ' | b'\n' | b'\r' | b'\t');
    match *bytes.get(..4)? {
        [a, 0, 0, 0] if opens(a) => Some(utf_32(bytes, "UTF-32LE", u32::from_le_bytes)),
        [0, 0, 0, a] if opens(a) => Some(utf_32(bytes, "UTF-32BE", u32::from_be_bytes)),
        [a, 0, b, 0] if opens(a) && b != 0 => Some(with(UTF_16LE, bytes)),
        [0, a, 0, b] if opens(a) && b != 0 => Some(with(UTF_16BE, bytes)),
        _ => None,
    }
}

fn utf_32<'a>(bytes: &[u8], charset: &'static str, number: fn([u8; 4]) -> u32) -> Decoded<'a> {
    let (quads, rest) = bytes.as_chunks::<4>();
    let mut replaced = !rest.is_empty();
    let text = quads
        .iter()
        .map(|&quad| {
            char::from_u32(number(quad)).unwrap_or_else(|| {
                replaced = true;
                char::REPLACEMENT_CHARACTER
            })
        })
        .collect();
    Decoded { text: Cow::Owned(text), charset, replaced }
}

/// Whether broken places are few among the multibyte characters. A character cut off at the end is none.
fn is_nearly_utf_8(bytes: &[u8]) -> bool {
    let (mut multibyte, mut broken, mut position) = (0, 0, 0);
    for chunk in bytes.utf8_chunks() {
        multibyte += chunk.valid().bytes().filter(|byte| *byte >= 0xc0).count();
        position += chunk.valid().len() + chunk.invalid().len();
        broken += usize::from(!chunk.invalid().is_empty() && position < bytes.len());
    }
    multibyte > 0 && broken <= multibyte / TOLERATED_FAULTS
}

/// ISO-2022-JP is plain ASCII by its bytes, told by its escape sequences alone.
fn has_iso_2022_jp(bytes: &[u8]) -> bool {
    bytes.contains(&0x1b) && [&b"\x1b$B"[..], b"\x1b$@", b"\x1b(J"].iter().any(|escape| contains(bytes, escape))
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

fn with<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Decoded<'a> {
    let (text, replaced) = encoding.decode_without_bom_handling(bytes);
    Decoded { text, charset: encoding.name(), replaced }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let sample = bytes.get(..DETECTOR_BYTES).unwrap_or(bytes);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, sample.len() == bytes.len());
    match detector.guess(None, Utf8Detection::Allow) {
        encoding if encoding == GBK => GB18030,
        encoding => encoding,
    }
}

/// The text by a label, if the bytes agree with it. Single-byte charsets fit any bytes, so the one that servers name by
/// default gives way where the bytes read without a fault in a multibyte charset that the detector is sure enough of.
///
/// The guess takes longer than all else that is done to a page, and most labels need none.
fn read_as<'a>(
    label: &'static Encoding,
    guess: &LazyCell<&'static Encoding, impl FnOnce() -> &'static Encoding>,
    bytes: &'a [u8],
) -> Option<Decoded<'a>> {
    if label == UTF_16BE || label == UTF_16LE {
        return None;
    }
    if label.is_single_byte() {
        let gives_way = label == WINDOWS_1252 && !guess.is_single_byte() && faults(&with(guess, bytes)) == 0;
        return (!gives_way).then(|| with(label, bytes));
    }
    let decoded = with(label, bytes);
    let beyond_ascii = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    let fits = faults(&decoded) <= beyond_ascii / TOLERATED_FAULTS || label == **guess;
    fits.then_some(decoded)
}

/// How often the bytes broke the charset's rules.
fn faults(decoded: &Decoded<'_>) -> usize {
    decoded.text.matches(char::REPLACEMENT_CHARACTER).count()
}

fn without_declaration(text: Cow<'_, str>) -> Cow<'_, str> {
    let text = match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Cow::Owned(mut text) => {
            if text.starts_with('\u{feff}') {
                text.remove(0);
            }
            Cow::Owned(text)
        }
    };
    let Some(place) = label::xml_declaration(text.as_bytes()) else {
        return text;
    };
    let is_first = text.get(..place.start).is_some_and(|before| before.trim().is_empty());
    match text {
        Cow::Borrowed(text) if is_first => Cow::Borrowed(text.get(place.end..).unwrap_or_default()),
        text => {
            let mut text = text.into_owned();
            text.replace_range(if is_first { 0..place.end } else { place }, "");
            Cow::Owned(text)
        }
    }
}
