//! Character references that a site escaped once too often: `AT&amp;T` read as text, `don&#8217;t`.

use std::borrow::Cow;

/// The references that are met in running text. `&lt;` and `&gt;` are left: who shows them means them.
#[rustfmt::skip]
const NAMES: &[(&str, char)] = &[
    ("Auml", 'Ä'), ("Eacute", 'É'), ("Ouml", 'Ö'), ("Uuml", 'Ü'), ("aacute", 'á'), ("acirc", 'â'), ("agrave", 'à'),
    ("apos", '\''), ("aring", 'å'), ("atilde", 'ã'), ("auml", 'ä'), ("bdquo", '„'), ("bull", '•'),
    ("ccedil", 'ç'), ("copy", '©'), ("deg", '°'), ("eacute", 'é'), ("ecirc", 'ê'), ("egrave", 'è'), ("emsp", '\u{2003}'),
    ("ensp", '\u{2002}'), ("euml", 'ë'), ("euro", '€'), ("hellip", '…'), ("iacute", 'í'), ("icirc", 'î'), ("iuml", 'ï'),
    ("laquo", '«'), ("ldquo", '“'), ("lsaquo", '‹'), ("lsquo", '‘'), ("mdash", '—'), ("middot", '·'), ("nbsp", '\u{a0}'),
    ("ndash", '–'), ("ntilde", 'ñ'), ("oacute", 'ó'), ("ocirc", 'ô'), ("oslash", 'ø'), ("otilde", 'õ'), ("ouml", 'ö'),
    ("pound", '£'), ("quot", '"'), ("raquo", '»'), ("rdquo", '”'), ("reg", '®'), ("rsaquo", '›'), ("rsquo", '’'),
    ("sbquo", '‚'), ("shy", '\u{ad}'), ("szlig", 'ß'), ("thinsp", '\u{2009}'), ("times", '×'), ("trade", '™'),
    ("uacute", 'ú'), ("ucirc", 'û'), ("ugrave", 'ù'), ("uuml", 'ü'), ("zwj", '\u{200d}'), ("zwnj", '\u{200c}'),
];

/// Lines that speak of markup have their references on purpose.
const ABOUT_MARKUP: &[&str] =
    &["html", "xml", "entit", "markup", "escap", "unicode", "ampersand", "&lt;", "&gt;", "`", "<"];

/// The longest is `&thetasym;`; numbers are shorter.
const LONGEST: usize = 10;

/// A line with its left-over references read, however often they were escaped; lent back where there are none or the line speaks of markup.
pub(super) fn without_leftovers(line: &str) -> Cow<'_, str> {
    if !line.contains('&') || is_about_markup(line) {
        return Cow::Borrowed(line);
    }
    read(line).map_or(Cow::Borrowed(line), Cow::Owned)
}

fn is_about_markup(line: &str) -> bool {
    let lower = line.to_ascii_lowercase();
    ABOUT_MARKUP.iter().any(|word| lower.contains(word))
}

fn read(line: &str) -> Option<String> {
    let mut read = String::with_capacity(line.len());
    let mut rest = line;
    let mut any = false;
    while let Some(at) = rest.find('&') {
        read.push_str(&rest[..at]);
        let mut reference = &rest[at + 1..];
        while let Some(behind) = ["amp;", "#38;"].iter().find_map(|amp| reference.strip_prefix(amp)) {
            reference = behind;
            any = true;
        }
        let end = reference.bytes().take(LONGEST).position(|byte| byte == b';');
        match end.and_then(|end| Some((end, character(&reference[..end])?))) {
            Some((end, c)) => {
                read.push(c);
                rest = &reference[end + 1..];
                any = true;
            }
            None => {
                read.push('&');
                rest = reference;
            }
        }
    }
    read.push_str(rest);
    any.then_some(read)
}

fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        let is_syntax =
            |c: char| c.is_ascii_alphanumeric() || c.is_control() || matches!(c, '<' | '>' | '&' | '#' | ';');
        return char::from_u32(code).filter(|&c| !is_syntax(c));
    }
    NAMES.binary_search_by_key(&name, |(known, _)| known).ok().map(|at| NAMES[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_can_be_searched() {
        assert!(NAMES.is_sorted_by_key(|(name, _)| name));
    }

    #[test]
    fn leftovers_are_read_and_markup_stays() {
        for (line, expected) in [
            ("don&#8217;t", "don’t"),
            ("AT&amp;T", "AT&T"),
            ("a&amp;amp;nbsp;b", "a\u{a0}b"),
            ("&#x4e2d;&#25991;", "中文"),
            ("Q&A; R&D", "Q&A; R&D"),
            ("the entity &amp;nbsp; in HTML", "the entity &amp;nbsp; in HTML"),
            ("a &lt; b &amp; c", "a &lt; b &amp; c"),
            ("&#0; &#60; &unknown; &", "&#0; &#60; &unknown; &"),
        ] {
            assert_eq!(without_leftovers(line), expected);
        }
    }
}
