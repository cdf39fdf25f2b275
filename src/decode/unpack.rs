//! Content encodings undone under a limit: gzip, deflate, Brotli, Zstandard.

use std::borrow::Cow;
use std::io::Read;
use thiserror::Error;

/// No server packs a body more than once but by mistake; twice is seen, more is an attack.
const MOST_LAYERS: usize = 2;

/// RFC 1952 lets a gzip body be a chain of members. Each costs its set-up, so the chain is bounded.
const MOST_GZIP_MEMBERS: usize = 1024;

/// RFC 9659 bounds what a `zstd` body may ask of its reader: a window of 8 MiB, 2 to the power of 23.
const ZSTD_WINDOW_LOG2: u32 = 23;

/// Pages become this many times as long at most; what says that it is longer finds its room as it comes.
const MOST_TIMES_PACKED: usize = 16;

const CHUNK_BYTES: usize = 64 * 1024;

/// The largest window of deflate (RFC 1951).
const GZIP_WINDOW_LOG2: u8 = 15;

/// Why a body could not be unpacked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum UnpackFault {
    #[error("the body is larger than {limit_bytes} bytes when unpacked")]
    TooLarge { limit_bytes: usize },
    #[error("the body is packed as {0:?}, which is none of gzip, deflate, br, zstd")]
    Unknown(String),
    #[error("the body claims to be packed {0} times over")]
    TooManyLayers(usize),
    #[error("the body is not whole, valid {coding}: {reason}")]
    Corrupt { coding: &'static str, reason: String },
}

/// Undoes the codings of a `Content-Encoding` header, given as the header has them: the last named is the
/// outermost. Without a coding the body is lent, not copied.
///
/// No more than `limit_bytes` come out, and not much more is ever held. An empty body is empty in any coding,
/// since servers send one with answers that have none.
///
/// ```
/// use feedmill::decode::unpack;
/// assert_eq!(unpack("identity", b"plain", 100).unwrap(), &b"plain"[..]);
/// assert!(unpack("gzip", b"plain", 100).is_err());
/// assert!(unpack("", b"too much", 3).is_err());
/// ```
pub fn unpack<'a>(content_encoding: &str, wire: &'a [u8], limit_bytes: usize) -> Result<Cow<'a, [u8]>, UnpackFault> {
    let names: Vec<String> = content_encoding
        .split(',')
        .map(|name| name.trim().to_ascii_lowercase())
        .filter(|name| !name.is_empty() && name != "identity")
        .collect();
    if names.len() > MOST_LAYERS {
        return Err(UnpackFault::TooManyLayers(names.len()));
    }
    let mut body = Cow::Borrowed(wire);
    for name in names.iter().rev() {
        if body.is_empty() {
            break;
        }
        body = Cow::Owned(match name.as_str() {
            "gzip" | "x-gzip" => gunzip(&body, limit_bytes)?,
            "deflate" => inflate(&body, limit_bytes)?,
            "br" => unbrotli(&body, limit_bytes)?,
            "zstd" => unzstd(&body, limit_bytes)?,
            _ => return Err(UnpackFault::Unknown(name.chars().take(40).collect())),
        });
    }
    if body.len() > limit_bytes {
        return Err(UnpackFault::TooLarge { limit_bytes });
    }
    Ok(body)
}

/// The content of a saved file: gzip and Zstandard are known by their first bytes, all else is as it is.
pub fn unpack_file(bytes: Vec<u8>, limit_bytes: usize) -> Result<Vec<u8>, UnpackFault> {
    let coding = match bytes.as_slice() {
        [0x1f, 0x8b, 0x08, ..] => "gzip",
        [0x28, 0xb5, 0x2f, 0xfd, ..] => "zstd",
        _ if bytes.len() > limit_bytes => return Err(UnpackFault::TooLarge { limit_bytes }),
        _ => return Ok(bytes),
    };
    unpack(coding, &bytes, limit_bytes).map(Cow::into_owned)
}

fn gunzip(wire: &[u8], limit_bytes: usize) -> Result<Vec<u8>, UnpackFault> {
    let mut rest = wire;
    // One byte more than there is, so that the end is met without asking for room.
    let mut body = Vec::with_capacity(announced_bytes(wire, limit_bytes) + 1);
    for _ in 0..MOST_GZIP_MEMBERS {
        let member_bytes = gunzip_member(rest, &mut body, limit_bytes)?;
        rest = rest.get(member_bytes..).unwrap_or_default();
        // Some servers fill the last block with zero bytes, as tape archives do.
        if rest.iter().all(|&byte| byte == 0) {
            return Ok(body);
        }
    }
    Err(UnpackFault::Corrupt { coding: "gzip", reason: format!("more than {MOST_GZIP_MEMBERS} members") })
}

/// Adds what the first member of a chain holds to `body`, straight into its room; gives the member's length.
fn gunzip_member(wire: &[u8], body: &mut Vec<u8>, limit_bytes: usize) -> Result<usize, UnpackFault> {
    let corrupt = |reason: String| UnpackFault::Corrupt { coding: "gzip", reason };
    let mut member = flate2::Decompress::new_gzip(GZIP_WINDOW_LOG2);
    let mut read_bytes = 0;
    loop {
        if body.len() == body.capacity() {
            let room = limit_bytes.saturating_sub(body.len()).saturating_add(1);
            body.reserve_exact(room.min(body.len().max(CHUNK_BYTES)));
        }
        let before = (read_bytes, body.len());
        let status = member.decompress_vec(&wire[read_bytes..], body, flate2::FlushDecompress::None);
        if body.len() > limit_bytes {
            return Err(UnpackFault::TooLarge { limit_bytes });
        }
        read_bytes = usize::try_from(member.total_in()).unwrap_or(wire.len()).min(wire.len());
        match status.map_err(|fault| corrupt(fault.to_string()))? {
            flate2::Status::StreamEnd => return Ok(read_bytes),
            _ if (read_bytes, body.len()) == before => return Err(corrupt("it breaks off".to_owned())),
            _ => {}
        }
    }
}

/// How long a gzip body says that it is when unpacked (RFC 1952 section 2.3.1), as far as it may be believed.
fn announced_bytes(wire: &[u8], limit_bytes: usize) -> usize {
    let said = wire.last_chunk().map_or(0, |length| u32::from_le_bytes(*length) as usize);
    said.min(limit_bytes).min(wire.len().saturating_mul(MOST_TIMES_PACKED))
}

/// RFC 9110 says that `deflate` is zlib; some servers send the bare stream, and browsers take both.
fn inflate(wire: &[u8], limit_bytes: usize) -> Result<Vec<u8>, UnpackFault> {
    let mut body = Vec::new();
    let as_zlib = read_within(&mut flate2::bufread::ZlibDecoder::new(wire), "deflate", &mut body, limit_bytes);
    let Err(UnpackFault::Corrupt { .. }) = as_zlib else {
        return as_zlib.map(|()| body);
    };
    let mut bare_body = Vec::new();
    let bare = read_within(&mut flate2::bufread::DeflateDecoder::new(wire), "deflate", &mut bare_body, limit_bytes);
    match bare {
        Ok(()) => Ok(bare_body),
        Err(UnpackFault::TooLarge { .. }) => bare.map(|()| bare_body),
        Err(_) => as_zlib.map(|()| body),
    }
}

fn unbrotli(wire: &[u8], limit_bytes: usize) -> Result<Vec<u8>, UnpackFault> {
    // This first byte announces a window of up to 1 GiB, an extension that `br` (RFC 7932) doesn't have.
    if wire.first().is_some_and(|byte| byte & 0x7f == 0x11) {
        return Err(UnpackFault::Corrupt { coding: "br", reason: "a window beyond RFC 7932".to_owned() });
    }
    let mut body = Vec::new();
    let mut decoder = brotli_decompressor::Decompressor::new(wire, CHUNK_BYTES);
    read_within(&mut decoder, "br", &mut body, limit_bytes)?;
    // The decoder tells of bytes behind the end only when it is asked once more.
    match decoder.read(&mut [0]) {
        Ok(0) => Ok(body),
        _ => Err(UnpackFault::Corrupt { coding: "br", reason: "there are bytes behind its end".to_owned() }),
    }
}

fn unzstd(wire: &[u8], limit_bytes: usize) -> Result<Vec<u8>, UnpackFault> {
    let corrupt = |fault: std::io::Error| UnpackFault::Corrupt { coding: "zstd", reason: fault.to_string() };
    let mut decoder = zstd::stream::read::Decoder::with_buffer(wire).map_err(corrupt)?;
    decoder.window_log_max(ZSTD_WINDOW_LOG2).map_err(corrupt)?;
    let mut body = Vec::new();
    read_within(&mut decoder, "zstd", &mut body, limit_bytes)?;
    Ok(body)
}

/// Adds all that the decoder gives to `body`, which may not grow past the limit.
fn read_within(
    decoder: &mut impl Read,
    coding: &'static str,
    body: &mut Vec<u8>,
    limit_bytes: usize,
) -> Result<(), UnpackFault> {
    let room = limit_bytes.saturating_sub(body.len()).saturating_add(1);
    match decoder.take(room as u64).read_to_end(body) {
        _ if body.len() > limit_bytes => Err(UnpackFault::TooLarge { limit_bytes }),
        Ok(_) => Ok(()),
        Err(fault) => Err(UnpackFault::Corrupt { coding, reason: fault.to_string() }),
    }
}
