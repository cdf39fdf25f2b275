//! Packing of what came plain, for the archive.

/// What speed costs little and size gains most by, for pages of text (zstd's own default).
const LEVEL: i32 = 3;

/// A body in zstd, by its name in `Content-Encoding`; `None` if it would not become smaller.
///
/// ```
/// use feedmill::decode::{pack, unpack};
/// let page = "<p>The ferry is back.</p>".repeat(40);
/// let (coding, packed) = pack(page.as_bytes()).unwrap();
/// assert!(packed.len() < page.len() / 10);
/// assert_eq!(unpack(coding, &packed, page.len()).unwrap(), page.as_bytes());
/// assert!(pack(b"x").is_none());
/// ```
pub fn pack(plain: &[u8]) -> Option<(&'static str, Vec<u8>)> {
    let packed = zstd::bulk::compress(plain, LEVEL).ok()?;
    (packed.len() < plain.len()).then_some(("zstd", packed))
}
