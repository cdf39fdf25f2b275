//! Any body under any coding and charset: bytes within their limit or a fault, then text.

#![no_main]

use feedmill::decode::{feed_text, page_text, unpack, unpack_file};
use libfuzzer_sys::fuzz_target;

const LIMIT_BYTES: usize = 64 * 1024;
const CODINGS: [&str; 8] = ["", "gzip", "deflate", "br", "zstd", "gzip, br", "identity", "x-gzip,,zstd"];
const TYPES: [Option<&str>; 8] = [
    None,
    Some("text/html"),
    Some("text/xml; charset=gb2312"),
    Some("application/rss+xml; charset=\"UTF-16\""),
    Some("text/html; charset=iso-2022-jp"),
    Some("text/xml;charset=windows-1251"),
    Some("text/html; charset=nothing-like-it"),
    Some("application/xml; charset=utf-32"),
];

// The first byte chooses how the others are read.
fuzz_target!(|input: &[u8]| {
    let Some((&choice, body)) = input.split_first() else { return };
    let coding = CODINGS[usize::from(choice & 7)];
    let content_type = TYPES[usize::from(choice >> 3 & 7)];
    let unpacked = unpack(coding, body, LIMIT_BYTES);
    if let Ok(bytes) = &unpacked {
        assert!(bytes.len() <= LIMIT_BYTES);
    }
    if let Ok(bytes) = unpack_file(body.to_vec(), LIMIT_BYTES) {
        assert!(bytes.len() <= LIMIT_BYTES);
    }
    let bytes = unpacked.as_deref().unwrap_or(body);
    for decoded in [page_text(bytes, content_type), feed_text(bytes, content_type)] {
        // The widest step is a byte that becomes U+FFFD.
        assert!(decoded.text.len() <= bytes.len() * 3 + 3, "{} bytes from {}", decoded.text.len(), bytes.len());
    }
});
