use super::*;
use proptest::prelude::*;
use std::borrow::Cow;
use std::io::Write;

const TEXT: &[u8] = b"The ferry sails at seven. The ferry sails at eight. The ferry sails at nine.";

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn zlib(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn bare_deflate(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn zstandard(text: &[u8]) -> Vec<u8> {
    zstd::stream::encode_all(text, 3).unwrap()
}

/// `TEXT` from a Brotli encoder; no crate here has one.
#[rustfmt::skip]
const BROTLI: &[u8] = &[0x1b, 0x4b, 0x00, 0xf8, 0x8d, 0x94, 0xab, 0xed, 0x68, 0x41, 0xa5, 0x93, 0x23, 0x3d, 0x50, 0xe8, 0x87, 0xb7, 0xda, 0xa2, 0x97, 0x04, 0x1b, 0x70, 0x0e, 0xb1, 0xb5, 0xad, 0x38, 0x80, 0xde, 0x29, 0xdc, 0xa2, 0x4c, 0x4a, 0x9e, 0x12, 0x52, 0xf6, 0x63, 0xd9, 0xb3, 0xe0, 0x61, 0xd2, 0x2e, 0xe2, 0xd9, 0x68, 0x03];

/// 1 MiB of zeros.
#[rustfmt::skip]
const BROTLI_BOMB: &[u8] = &[0x5b, 0xff, 0xff, 0x8f, 0x7f, 0x02, 0x20, 0x1e, 0x0b, 0x04, 0x72, 0xef, 0x1f, 0x00];

#[test]
fn every_coding_and_two_of_them() {
    for (name, wire) in [
        ("", TEXT.to_vec()),
        ("identity", TEXT.to_vec()),
        ("gzip", gzip(TEXT)),
        ("X-GZip", gzip(TEXT)),
        ("deflate", zlib(TEXT)),
        ("deflate", bare_deflate(TEXT)),
        ("zstd", zstandard(TEXT)),
        ("br", BROTLI.to_vec()),
        ("gzip, zstd", zstandard(&gzip(TEXT))),
        ("identity, gzip, ", gzip(TEXT)),
        ("gzip", [gzip(&TEXT[..30]), gzip(&TEXT[30..])].concat()),
        ("gzip", [gzip(TEXT), vec![0; 512]].concat()),
        ("zstd", [zstandard(&TEXT[..30]), zstandard(&TEXT[30..])].concat()),
    ] {
        assert_eq!(unpack(name, &wire, TEXT.len()).as_deref(), Ok(TEXT), "{name}");
    }
}

#[test]
fn an_empty_body_is_empty_in_any_coding() {
    for name in ["", "gzip", "deflate", "br", "zstd", "gzip, br"] {
        assert_eq!(unpack(name, b"", 10).as_deref(), Ok(&b""[..]), "{name}");
    }
}

#[test]
fn a_plain_body_is_lent() {
    assert!(matches!(unpack("identity", TEXT, 1000), Ok(Cow::Borrowed(_))));
}

#[test]
fn a_cut_body_is_corrupt() {
    for (name, wire) in [
        ("gzip", gzip(TEXT)),
        ("deflate", zlib(TEXT)),
        ("deflate", bare_deflate(TEXT)),
        ("zstd", zstandard(TEXT)),
        ("br", BROTLI.to_vec()),
    ] {
        for length in [1, wire.len() / 2, wire.len() - 1] {
            let result = unpack(name, &wire[..length], 1000);
            assert!(matches!(result, Err(UnpackFault::Corrupt { .. })), "{name} cut to {length}: {result:?}");
        }
    }
}

#[test]
fn what_is_wrong_has_a_name() {
    let garbage = [gzip(TEXT), b"garbage".to_vec()].concat();
    assert!(matches!(unpack("gzip", &garbage, 1000), Err(UnpackFault::Corrupt { coding: "gzip", .. })));
    assert!(matches!(unpack("gzip", TEXT, 1000), Err(UnpackFault::Corrupt { .. })));
    assert!(matches!(unpack("compress", TEXT, 1000), Err(UnpackFault::Unknown(name)) if name == "compress"));
    assert_eq!(unpack("gzip, gzip, gzip", TEXT, 1000), Err(UnpackFault::TooManyLayers(3)));
    let large_window = [&[0x11][..], BROTLI].concat();
    assert!(matches!(unpack("br", &large_window, 1000), Err(UnpackFault::Corrupt { coding: "br", .. })));
    let garbage = [BROTLI, b"garbage"].concat();
    assert!(matches!(unpack("br", &garbage, 1000), Err(UnpackFault::Corrupt { coding: "br", .. })));
    let members: Vec<u8> = gzip(b"").repeat(2000);
    assert!(matches!(unpack("gzip", &members, 1000), Err(UnpackFault::Corrupt { .. })));
}

#[test]
fn a_bomb_stops_at_the_limit() {
    let zeros = vec![0; 1 << 20];
    for (name, wire) in [
        ("gzip", gzip(&zeros)),
        ("deflate", zlib(&zeros)),
        ("deflate", bare_deflate(&zeros)),
        ("zstd", zstandard(&zeros)),
        ("gzip, gzip", gzip(&gzip(&zeros))),
        ("br", BROTLI_BOMB.to_vec()),
    ] {
        let result = unpack(name, &wire, 100_000);
        assert_eq!(result, Err(UnpackFault::TooLarge { limit_bytes: 100_000 }), "{name}");
    }
}

#[test]
fn saved_files_are_known_by_their_first_bytes() {
    for wire in [gzip(TEXT), zstandard(TEXT), TEXT.to_vec()] {
        assert_eq!(unpack_file(wire, 1000).as_deref(), Ok(TEXT));
    }
    assert!(unpack_file(TEXT.to_vec(), 10).is_err());
    assert_eq!(unpack_file(Vec::new(), 10), Ok(Vec::new()));
}

const CHINESE: &str = "新华社北京电：今天上午，市政府宣布新的地铁线路将于明年春天开通，预计每天有三十万人乘坐。记者在现场看到，工人们正在安装最后一批设备。";
const JAPANESE: &str =
    "東京の新しい図書館が来月開館します。市民は誰でも無料で利用でき、夜遅くまで本を読むことができます。";
const KOREAN: &str =
    "서울시는 내년 봄에 새로운 지하철 노선을 개통한다고 오늘 발표했다. 하루 삼십만 명이 이용할 것으로 보인다.";
const RUSSIAN: &str = "Сегодня утром мэр города объявил, что новая линия метро откроется весной следующего года.";
const FRENCH: &str =
    "Aujourd'hui, le maire a annoncé que la nouvelle ligne de métro ouvrira l'année prochaine, après l'été.";

fn encoded(label: &str, text: &str) -> Vec<u8> {
    let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
    let (bytes, used, failed) = encoding.encode(text);
    assert!(!failed && used == encoding, "{label} can't hold {text}");
    bytes.into_owned()
}

#[test]
fn pages_are_read_in_their_own_charset() {
    let page = |head: &str, text: &str| {
        format!("<html><head>{head}<title>{text}</title></head><body><p>{text}</p></body></html>")
    };
    for (bytes_in, header, head, text, charset) in [
        ("utf-8", None, "", CHINESE, "UTF-8"),
        // Declared, in the header or in the page.
        ("gbk", Some("text/html; charset=GBK"), "", CHINESE, "gb18030"),
        ("gbk", None, "<meta charset='gb2312'>", CHINESE, "gb18030"),
        (
            "big5",
            None,
            r#"<META content="text/html; charset=big5" http-equiv="Content-Type">"#,
            "新的地鐵線路將於明年春天開通",
            "Big5",
        ),
        ("shift_jis", Some("text/html;charset=\"Shift_JIS\""), "", JAPANESE, "Shift_JIS"),
        ("windows-1251", None, "<!-- <meta charset=utf-8> --><meta charset=windows-1251>", RUSSIAN, "windows-1251"),
        ("iso-2022-jp", None, "", JAPANESE, "ISO-2022-JP"),
        // Not declared.
        ("gbk", None, "", CHINESE, "gb18030"),
        (
            "big5",
            None,
            "",
            "今天上午市政府宣布新的地鐵線路將於明年春天開通，預計每天有三十萬人乘坐。記者在現場看到工人們正在安裝設備。",
            "Big5",
        ),
        ("shift_jis", None, "", JAPANESE, "Shift_JIS"),
        ("euc-jp", None, "", JAPANESE, "EUC-JP"),
        ("euc-kr", None, "", KOREAN, "EUC-KR"),
        ("windows-1251", None, "", RUSSIAN, "windows-1251"),
        ("windows-1252", None, "", FRENCH, "windows-1252"),
        // Declared wrongly.
        ("utf-8", Some("text/html; charset=iso-8859-1"), "", FRENCH, "UTF-8"),
        ("utf-8", Some("text/html; charset=gb2312"), "<meta charset=big5>", CHINESE, "UTF-8"),
        ("gbk", Some("text/html; charset=utf-8"), "", CHINESE, "gb18030"),
        ("gbk", Some("text/html; charset=iso-8859-1"), "", CHINESE, "gb18030"),
        ("gbk", Some("text/html; charset=iso-8859-1"), "<meta charset=gbk>", CHINESE, "gb18030"),
        ("shift_jis", Some("text/html; charset=utf-8"), "<meta charset=utf-8>", JAPANESE, "Shift_JIS"),
        ("windows-1252", Some("text/html; charset=utf-8"), "", FRENCH, "windows-1252"),
        ("windows-1251", Some("text/html; charset=no-such-charset"), "", RUSSIAN, "windows-1251"),
        ("utf-8", None, "<meta charset=utf-16>", FRENCH, "UTF-8"),
    ] {
        let page = page(head, text);
        let bytes = encoded(bytes_in, &page);
        let decoded = page_text(&bytes, header);
        assert_eq!(
            (decoded.text.as_ref(), decoded.charset, decoded.replaced),
            (page.as_str(), charset, false),
            "{bytes_in} as {header:?} {head}"
        );
    }
}

#[test]
fn a_few_accents_in_latin_1_are_no_chinese() {
    for text in [
        "Café noir",
        "Straße nach München",
        "El niño y la señora",
        "São Paulo",
        "£5 © 2026",
        "“Quotes” – and dashes",
        "½ Ÿ þ",
        "ÀÉÎÕÜ",
        "Ærø",
        "1° 25′".replace('′', "'").as_str(),
    ] {
        let bytes = encoded("windows-1252", text);
        let decoded = page_text(&bytes, Some("text/html; charset=ISO-8859-1"));
        assert_eq!((decoded.text.as_ref(), decoded.charset), (text, "windows-1252"));
    }
}

#[test]
fn valid_utf_8_is_lent() {
    assert!(matches!(page_text(CHINESE.as_bytes(), None).text, Cow::Borrowed(_)));
    let feed = format!("\u{feff}<?xml version=\"1.0\" encoding=\"gbk\"?><rss>{CHINESE}</rss>");
    let decoded = feed_text(feed.as_bytes(), None);
    assert!(matches!(decoded.text, Cow::Borrowed(_)));
    assert_eq!(decoded.text, format!("<rss>{CHINESE}</rss>"));
}

#[test]
fn utf_8_with_a_broken_place_stays_utf_8() {
    let mut bytes = CHINESE.repeat(3).into_bytes();
    bytes.truncate(bytes.len() - 1);
    bytes.insert(30, 0xff);
    for header in [None, Some("text/html; charset=utf-8"), Some("text/html; charset=iso-8859-1")] {
        let decoded = page_text(&bytes, header);
        assert_eq!((decoded.charset, decoded.replaced), ("UTF-8", true), "{header:?}");
        assert!(decoded.text.contains("地铁线路"));
    }
}

#[test]
fn feeds_in_wide_charsets_with_a_mark_and_without() {
    let feed = format!("<?xml version=\"1.0\" encoding=\"utf-16\"?><rss>{CHINESE}</rss>");
    let bare = format!("<rss>{CHINESE}</rss>");
    let wide = |mark: bool, unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
        mark.then_some(0xfeff).into_iter().chain(feed.encode_utf16()).flat_map(unit).collect()
    };
    let wider = |mark: bool, unit: fn(u32) -> [u8; 4]| -> Vec<u8> {
        mark.then_some(0xfeff).into_iter().chain(feed.chars().map(u32::from)).flat_map(unit).collect()
    };
    for mark in [true, false] {
        for (bytes, charset) in [
            (wide(mark, u16::to_le_bytes), "UTF-16LE"),
            (wide(mark, u16::to_be_bytes), "UTF-16BE"),
            (wider(mark, u32::to_le_bytes), "UTF-32LE"),
            (wider(mark, u32::to_be_bytes), "UTF-32BE"),
        ] {
            let decoded = feed_text(&bytes, Some("application/xml; charset=utf-8"));
            assert_eq!((decoded.text.as_ref(), decoded.charset), (bare.as_str(), charset), "mark: {mark}");
        }
    }
}

#[test]
fn the_declaration_goes_wherever_it_stands() {
    for (feed, expected) in [
        ("<?xml version='1.0' encoding='windows-1251'?><rss/>", "<rss/>"),
        ("\n\n  <?xml\nversion='1.0'\nencoding = 'windows-1251' ?><rss/>", "<rss/>"),
        ("<!-- made by hand --><?xml version='1.0' encoding='windows-1251'?><rss/>", "<!-- made by hand --><rss/>"),
        ("<?xml-stylesheet href='a.xsl'?><rss/>", "<?xml-stylesheet href='a.xsl'?><rss/>"),
        ("<rss/>", "<rss/>"),
    ] {
        let russian = feed.replace("<rss/>", &format!("<rss>{RUSSIAN}</rss>"));
        let bytes = encoded("windows-1251", &russian);
        let decoded = feed_text(&bytes, None);
        assert_eq!(decoded.text, expected.replace("<rss/>", &format!("<rss>{RUSSIAN}</rss>")));
    }
}

proptest! {
    #[test]
    fn any_bytes_are_text(bytes in prop::collection::vec(any::<u8>(), 0..400), header in "[ -~]{0,40}") {
        for decoded in [page_text(&bytes, Some(&header)), feed_text(&bytes, Some(&header))] {
            prop_assert!(decoded.text.len() <= bytes.len() * 4 + 4);
        }
    }

    #[test]
    fn any_bytes_unpack_within_the_limit(bytes in prop::collection::vec(any::<u8>(), 0..200), limit_bytes in 0usize..300) {
        for name in ["", "gzip", "deflate", "br", "zstd", "gzip, br"] {
            if let Ok(body) = unpack(name, &bytes, limit_bytes) {
                prop_assert!(body.len() <= limit_bytes);
            }
        }
    }

    #[test]
    fn what_is_packed_comes_back(bytes in prop::collection::vec(any::<u8>(), 0..2000), flip in any::<prop::sample::Index>()) {
        for (name, wire) in [("gzip", gzip(&bytes)), ("deflate", zlib(&bytes)), ("zstd", zstandard(&bytes))] {
            let unpacked = unpack(name, &wire, bytes.len());
            prop_assert_eq!(unpacked.as_deref(), Ok(bytes.as_slice()));
            let mut damaged = wire.clone();
            damaged[flip.index(wire.len())] ^= 0x10;
            if let Ok(body) = unpack(name, &damaged, bytes.len()) {
                prop_assert!(body.len() <= bytes.len());
            }
        }
    }
}
