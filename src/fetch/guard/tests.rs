use super::*;
use proptest::prelude::*;

/// What is expected of one spelling: refused always, opened by `allow_private`, or public.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Expected {
    Never,
    Private,
    Public,
}
use Expected::{Never, Private, Public};

const PUBLIC: Reach = Reach { private: false, any_port: false };
const PRIVATE: Reach = Reach { private: true, any_port: false };

const HOSTS: &[(&str, Expected)] = &[
    // Loopback in the spellings that the URL standard reads as an address.
    ("127.0.0.1", Private),
    ("127.1", Private),
    ("127.255.255.254", Private),
    ("2130706433", Private),
    ("017700000001", Private),
    ("0x7f.1", Private),
    ("0x7f000001", Private),
    ("0X7F.0.0.0x1", Private),
    ("127。0。0。1", Private),
    ("１２７．０．０．１", Private),
    ("127.0.0.1.", Private),
    ("%31%32%37.0.0.1", Private),
    ("[::1]", Private),
    ("[0:0:0:0:0:0:0:1]", Private),
    ("[::ffff:127.0.0.1]", Private),
    ("[::ffff:7f00:1]", Private),
    ("[64:ff9b::7f00:1]", Private),
    ("[64:ff9b::10.0.0.1]", Private),
    // Private, shared, unique local, site-local, benchmark.
    ("10.0.0.1", Private),
    ("172.16.0.1", Private),
    ("172.31.255.255", Private),
    ("192.168.1.1", Private),
    ("3232235777", Private),
    ("100.64.0.1", Private),
    ("100.127.255.255", Private),
    ("198.18.0.1", Private),
    ("198.19.255.255", Private),
    ("[fc00::1]", Private),
    ("[fdff::1]", Private),
    ("[fec0::1]", Private),
    ("[::ffff:10.0.0.1]", Private),
    // Credentials of clouds.
    ("169.254.169.254", Never),
    ("0xa9fea9fe", Never),
    ("169.254.0.1", Never),
    ("[::ffff:a9fe:a9fe]", Never),
    ("[64:ff9b::a9fe:a9fe]", Never),
    ("100.100.100.200", Never),
    ("192.0.0.192", Never),
    ("[fd00:ec2::254]", Never),
    ("[fe80::1]", Never),
    ("[febf::1]", Never),
    // Nobody's.
    ("0", Never),
    ("0.0.0.0", Never),
    ("0.1.2.3", Never),
    ("[::]", Never),
    ("[::ffff:0.0.0.0]", Never),
    ("[::127.0.0.1]", Never),
    ("[::8.8.8.8]", Never),
    ("192.0.2.1", Never),
    ("198.51.100.7", Never),
    ("203.0.113.9", Never),
    ("192.88.99.1", Never),
    ("224.0.0.1", Never),
    ("239.255.255.250", Never),
    ("240.0.0.1", Never),
    ("255.255.255.255", Never),
    ("[64:ff9b:1::a00:1]", Never),
    ("[100::1]", Never),
    ("[2001::1]", Never),
    ("[2001:0:7f00:1::]", Never),
    ("[2001:10::1]", Never),
    ("[2001:db8::1]", Never),
    ("[2002:7f00:1::]", Never),
    ("[2002:a00:1::]", Never),
    ("[3fff::1]", Never),
    ("[4000::1]", Never),
    ("[ff02::1]", Never),
    // Neighbours of the ranges above, which are everyone's.
    ("1.1.1.1", Public),
    ("9.255.255.255", Public),
    ("11.0.0.1", Public),
    ("100.63.255.255", Public),
    ("100.128.0.1", Public),
    ("126.255.255.255", Public),
    ("128.0.0.1", Public),
    ("169.253.255.255", Public),
    ("172.15.255.255", Public),
    ("172.32.0.1", Public),
    ("192.0.1.1", Public),
    ("192.167.255.255", Public),
    ("198.17.255.255", Public),
    ("198.20.0.1", Public),
    ("223.255.255.255", Public),
    ("[2606:4700::1]", Public),
    ("[2001:200::1]", Public),
    ("[2a00:1450::1]", Public),
    ("[::ffff:8.8.8.8]", Public),
    ("[64:ff9b::808:808]", Public),
    // Names are judged when they are resolved.
    ("localhost", Public),
    ("新闻.example", Public),
];

#[test]
fn every_spelling_of_an_address_is_judged_as_that_address() {
    for (host, expected) in HOSTS {
        let url = Url::parse(&format!("http://{host}/feed.xml")).unwrap();
        let actual = match (judge_url(&url, PUBLIC), judge_url(&url, PRIVATE)) {
            (Ok(()), Ok(())) => Public,
            (Err(_), Ok(())) => Private,
            (Err(_), Err(_)) => Never,
            (Ok(()), Err(_)) => panic!("{host} is open until private addresses are allowed"),
        };
        assert_eq!(actual, *expected, "{host}");
    }
}

#[test]
fn only_http_and_https() {
    for text in
        ["file:///etc/passwd", "ftp://a.example/x", "gopher://a.example/", "data:text/html,x", "javascript:alert(1)"]
    {
        let refusal = judge_url(&Url::parse(text).unwrap(), PRIVATE).unwrap_err();
        assert_eq!(refusal.kind(), FailureKind::BlockedScheme, "{text}");
    }
}

#[test]
fn links_lead_to_ports_of_the_web_alone() {
    let judge = |text: &str, reach| judge_url(&Url::parse(text).unwrap(), reach).map_err(|refusal| refusal.kind());
    for port in [1, 22, 25, 53, 110, 3306, 5432, 6379, 8000, 9200, 11211, 65535] {
        let url = format!("http://news.example:{port}/");
        assert_eq!(judge(&url, PUBLIC), Err(FailureKind::BlockedPort), "{url}");
        assert_eq!(judge(&url, Reach { any_port: true, ..PUBLIC }), Ok(()), "{url}");
        assert_eq!(judge(&url, PRIVATE), Ok(()), "{url}");
    }
    for port in [80, 443, 8080, 8443] {
        assert_eq!(judge(&format!("https://news.example:{port}/"), PUBLIC), Ok(()), "{port}");
    }
    assert_eq!(judge("http://127.0.0.1:6379/", Reach { any_port: true, ..PUBLIC }), Err(FailureKind::BlockedAddress));
}

#[test]
fn a_refusal_says_what_would_open_it() {
    let refusal = judge_address(IpAddr::from([192, 168, 0, 7]), false).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "192.168.0.7 is a private address; a feed may reach it with `allow_private = true`"
    );
    let refusal = judge_address(IpAddr::from([169, 254, 169, 254]), true).unwrap_err();
    assert_eq!(refusal.to_string(), "169.254.169.254 is a link-local address and is never fetched");
}

proptest! {
    /// The standard library's own predicates, where they are stable, never know better.
    #[test]
    fn nothing_the_standard_library_calls_special_is_public(bits: u32) {
        let v4 = Ipv4Addr::from_bits(bits);
        let special = v4.is_private() || v4.is_loopback() || v4.is_link_local() || v4.is_broadcast()
            || v4.is_documentation() || v4.is_multicast() || v4.is_unspecified();
        prop_assert!(!special || judge_address(v4.into(), false).is_err());
        let mapped = judge_address(v4.to_ipv6_mapped().into(), false);
        prop_assert_eq!(mapped.is_ok(), judge_address(v4.into(), false).is_ok());
    }

    #[test]
    fn only_global_unicast_is_public_in_ipv6(bits: u128) {
        let v6 = Ipv6Addr::from_bits(bits);
        if judge_address(v6.into(), false).is_ok() {
            prop_assert!(bits >> 125 == 1 || v6.to_ipv4_mapped().is_some() || bits >> 32 == 0x64_ff9b << 64);
        }
    }
}
