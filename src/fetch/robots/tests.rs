use super::*;
use proptest::prelude::*;

fn allows(file: impl AsRef<[u8]>, path: &str) -> bool {
    Robots::parse(Some(200), file.as_ref()).allows(&Url::parse(&format!("https://a.example{path}")).unwrap())
}

#[test]
fn the_status_decides_first() {
    let disallow = b"User-agent: *\nDisallow: /";
    for (status, allowed) in [
        (Some(200), false),
        (Some(301), true),
        (Some(401), true),
        (Some(403), true),
        (Some(404), true),
        (Some(410), true),
        (Some(429), true),
        (Some(500), false),
        (Some(503), false),
        (None, false),
    ] {
        let robots = Robots::parse(status, disallow);
        assert_eq!(robots.allows(&Url::parse("https://a.example/x").unwrap()), allowed, "{status:?}");
    }
}

#[test]
fn a_failure_counts_by_what_failed() {
    let failure = |kind, status| FetchFailure {
        kind,
        status,
        message: String::new(),
        url: Url::parse("https://a.example/robots.txt").unwrap(),
        retry_after: None,
        wire_bytes: 0,
        took: Duration::ZERO,
    };
    for (kind, status, allowed) in [
        (FailureKind::NotFound, Some(404), true),
        (FailureKind::Redirect, Some(302), true),
        (FailureKind::ServerError, Some(500), false),
        (FailureKind::Truncated, Some(200), false),
        (FailureKind::TimeoutHeaders, Some(301), false),
        (FailureKind::Dns, None, false),
    ] {
        let robots = Robots::parse(robots_status(&failure(kind, status)), b"");
        assert_eq!(robots.allows(&Url::parse("https://a.example/x").unwrap()), allowed, "{kind:?}");
    }
}

#[test]
fn rules_are_chosen_by_group_and_length() {
    for (file, path, allowed) in [
        ("", "/x", true),
        ("User-agent: *\nDisallow:", "/x", true),
        ("User-agent: *\nDisallow: /", "/x", false),
        ("User-agent: *\nDisallow: /", "/robots.txt", true),
        ("User-agent: other\nDisallow: /", "/x", true),
        ("User-agent: FeedMill\nDisallow: /a\n\nUser-agent: *\nDisallow: /", "/b", true),
        ("User-agent: feedmill/2.0 (+x)\nDisallow: /", "/b", false),
        ("User-agent: feedmill-news\nDisallow: /", "/b", true),
        ("User-agent: a\nUser-agent: feedmill\nDisallow: /a\nUser-agent: *\nAllow: /", "/a", false),
        (
            "User-agent: feedmill\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: feedmill\nDisallow: /b",
            "/b",
            false,
        ),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", true),
        ("User-agent: *\nAllow: /a\nDisallow: /a/b", "/a/b/c", false),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", true),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf", false),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf?x", true),
        ("User-agent: *\nDisallow: /*?print=", "/a?x=1&print=1", true),
        ("User-agent: *\nDisallow: /*?*print=", "/a?x=1&print=1", false),
        ("User-agent: *\nDisallow: /a # not /b", "/a", false),
        ("user-agent:*\r\rdisallow:/a\r", "/a", false),
        ("User-agent: *\0Disallow: /a", "/a", false),
        ("\u{feff}User-agent: *\nDisallow: /a", "/a", false),
        ("<html><body>Not found</body></html>", "/a", true),
        ("User-agent: *\nSitemap: x\nDisallow: /a", "/a", false),
        // One octet however it is written (RFC 9309 §2.2.2).
        ("User-agent: *\nDisallow: /foo/bar/%62%61%7A", "/foo/bar/baz", false),
        ("User-agent: *\nDisallow: /foo/bar/ツ", "/foo/bar/%E3%83%84", false),
        ("User-agent: *\nDisallow: /%e6%96%b0", "/新闻", false),
        ("User-agent: *\nDisallow: /a{b}", "/a{b}", false),
        ("User-agent: *\nDisallow: /a%2Fb", "/a/b", true),
    ] {
        assert_eq!(allows(file, path), allowed, "{file:?} {path}");
    }
    assert!(!allows(b"User-agent: *\nDisallow: /\xe9", "/%E9t%E9"));
    assert!(allows(b"\xff\xfe\x00U\n: :\n::", "/"));
}

#[test]
fn the_crawl_delay_is_bounded() {
    for (value, expected) in [
        ("3", Some(3.0)),
        ("0.5", Some(0.5)),
        ("99999", Some(120.0)),
        ("inf", Some(120.0)),
        ("-1", None),
        ("NaN", None),
        ("x", None),
    ] {
        let robots = Robots::parse(Some(200), format!("User-agent: *\nCrawl-delay: {value}").as_bytes());
        assert_eq!(robots.crawl_delay().map(|delay| delay.as_secs_f32()), expected, "{value}");
    }
    assert_eq!(Robots::parse(None, b"").crawl_delay(), None);
}

#[test]
fn what_is_past_the_limit_is_not_read() {
    let padding = format!("{}\n", "#".repeat(99)).repeat(MOST_BYTES / 100);
    assert!(!allows(format!("User-agent: *\nDisallow: /a\n{padding}"), "/a"));
    assert!(allows(format!("{padding}{padding}User-agent: *\nDisallow: /a\n"), "/a"));
}

#[test]
fn too_many_patterns_make_it_stricter_not_larger() {
    let rules = "Disallow: /b*c$\nAllow: /d$\n".repeat(20_000);
    let file = format!("User-agent: *\nDisallow: /d\n{rules}");
    assert!(!allows(&file, "/b/c"));
    assert!(!allows(&file, "/b/cd"), "without its end the rule forbids more");
    assert!(!allows(&file, "/d"), "a permission is dropped rather than widened");
    assert!(allows(&file, "/e"));
    let huge = format!("User-agent: *\nDisallow: /{}$", "a*".repeat(1900));
    assert!(!allows(&huge, &format!("/{}", "a".repeat(2000))));
    assert!(!allows("User-agent: *\n".to_owned() + &"Disallow: $\n".repeat(MOST_ANCHORED_RULES + 1), "/x"));
}

/// Files that a reader could take hours over. Too many patterns forbid all.
#[test]
fn hostile_files_are_read_to_their_end() {
    let line = |text: &str| format!("User-agent: *\n{}", text.repeat(MOST_BYTES / text.len()));
    for (text, is_allowed) in [
        ("\n", true),
        (" ", true),
        ("*", true),
        ("allow:/*a\n", true),
        ("user-agent:*\n", true),
        ("disallow:/$\n", false),
        ("%25", true),
    ] {
        let robots = Robots::parse(Some(200), line(text).as_bytes());
        let page = Url::parse(&format!("https://a.example/{}", "a*".repeat(2000))).unwrap();
        assert_eq!(robots.allows(&page), is_allowed, "{text:?}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read(body in proptest::collection::vec(any::<u8>(), 0..300), path in "\\PC{0,40}") {
        allows(body, &format!("/{path}"));
    }

    #[test]
    fn any_rules_are_read(
        lines in proptest::collection::vec("(user-agent|allow|disallow|crawl-delay) ?: ?[*$/a%0-9é.-]{0,12}", 0..12),
        path in "[*$/a%0-9é.-]{0,12}",
    ) {
        allows(lines.join("\n"), &format!("/{path}"));
    }

    #[test]
    fn one_encoding_is_one(path in proptest::collection::vec(any::<u8>(), 0..40)) {
        let once = one_encoding(&path);
        prop_assert_eq!(one_encoding(&once), once);
    }
}
