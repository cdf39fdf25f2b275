//! Bytes from outside to text: content encodings under a limit, then one charset decision.
//!
//! Takes what a server or a file gave, gives bytes without their compression ([`unpack()`],
//! [`unpack_file`]) and then text ([`page_text`], [`feed_text`]). Knows nothing of HTTP beyond the two
//! header values that describe a body, and nothing of what the text means.

mod charset;
mod label;
mod pack;
mod unpack;

pub use charset::{Decoded, feed_text, page_text};
pub use pack::pack;
pub use unpack::{UnpackFault, unpack, unpack_file};

#[cfg(test)]
mod tests;
