//! Public suffixes: names below which anybody may register one of their own.

use crate::text::find_record;

/// Sorted lines of sorted names; its head says how they are read.
const SUFFIXES: &str = include_str!("public_suffixes.txt");

/// What stands behind a name in the table.
const MARKS: &[char] = &['*', '+', '!'];

/// The domain that somebody registered, by the Public Suffix List: a public suffix and one name more. `None` for a
/// suffix itself.
///
/// `host` is in lower case and ASCII, as in a URL, without a dot at its end. What the list doesn't know ends with a
/// suffix of one name.
pub(super) fn registered(host: &str) -> Option<&str> {
    let suffix = host.get(suffix_start(host)..)?;
    let before = host.strip_suffix(suffix)?.strip_suffix('.')?;
    let name = before.rsplit('.').next()?;
    host.get(before.len() - name.len()..)
}

/// Where the public suffix begins at which a host's name ends.
fn suffix_start(host: &str) -> usize {
    let starts = || host.rmatch_indices('.').map(|(dot, _)| dot + 1).chain([0]);
    let mut start = host.rfind('.').map_or(0, |dot| dot + 1);
    for (at, below) in starts().zip(starts().skip(1).map(Some).chain([None])) {
        let (first, rest) = host.get(at..).and_then(|name| name.split_once('.')).unwrap_or((&host[at..], "."));
        match mark(first, rest) {
            Some("!") => return host.len() - rest.len(),
            Some("*") => start = below.unwrap_or(start),
            Some("+") => start = below.unwrap_or(at),
            Some(_) => start = at,
            None => {}
        }
    }
    start
}

/// The mark of a name that the table has before `rest`.
fn mark(first: &str, rest: &str) -> Option<&'static str> {
    let line = find_record(SUFFIXES, b'\n', rest, |line| line.split(' ').next().unwrap_or_default())?;
    let (_, names) = line.split_once(' ')?;
    find_record(names, b' ', first, |name| name.trim_end_matches(MARKS)).map(|name| &name[first.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_orders_are_kept() {
        let lines: Vec<&str> = SUFFIXES.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(lines.len() > 900 && SUFFIXES.is_ascii());
        assert!(lines.is_sorted_by_key(|line| line.split(' ').next()));
        for line in lines {
            assert!(line.split(' ').skip(1).is_sorted_by_key(|name| name.trim_end_matches(MARKS)), "{line}");
        }
    }

    #[test]
    fn a_suffix_and_one_name_more_are_registered() {
        for (host, expected) in [
            ("example.org", Some("example.org")),
            ("a.b.example.org", Some("example.org")),
            ("org", None),
            ("news.example.co.uk", Some("example.co.uk")),
            ("co.uk", None),
            ("me.github.io", Some("me.github.io")),
            // `*.ck`, and `!www.ck`.
            ("a.b.c.ck", Some("b.c.ck")),
            ("c.ck", None),
            ("a.www.ck", Some("www.ck")),
            ("www.ck", Some("www.ck")),
            // `*.kawasaki.jp` and `!city.kawasaki.jp`, beside `kawasaki.jp` of `jp`.
            ("a.b.c.kawasaki.jp", Some("b.c.kawasaki.jp")),
            ("a.city.kawasaki.jp", Some("city.kawasaki.jp")),
            // Below `*.futurecms.at` also where `*.ex.futurecms.at` is listed.
            ("ex.futurecms.at", None),
            ("a.ex.futurecms.at", None),
            ("b.a.ex.futurecms.at", Some("b.a.ex.futurecms.at")),
            ("a.xn--fiqs8s", Some("a.xn--fiqs8s")),
            ("www.unknown-end", Some("www.unknown-end")),
            ("a..b", Some(".b")),
            ("", None),
            (".", Some(".")),
        ] {
            assert_eq!(registered(host), expected, "{host}");
        }
    }
}
