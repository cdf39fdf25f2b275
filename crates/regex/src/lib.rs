//! What feed-rs and texting_robots call of `regex`, over `regex-lite`.
//!
//! Their patterns are a dozen short ones for dates, durations and rules with a `$`: not worth three engines and the
//! tables of Unicode, a twentieth of the program. `regex-lite` reads the same patterns and takes time in proportion to
//! pattern and text as well, but its `\d` are the ten of ASCII, as feed-rs means them: it makes a number of them and
//! breaks off in a panic where they are others.

pub use regex_lite::{Captures, Error, Regex, escape};

/// Sets bounds to a pattern.
pub struct RegexBuilder(regex_lite::RegexBuilder);

impl RegexBuilder {
    pub fn new(pattern: &str) -> RegexBuilder {
        RegexBuilder(regex_lite::RegexBuilder::new(pattern))
    }

    /// The most bytes that the compiled pattern takes.
    pub fn size_limit(&mut self, bytes: usize) -> &mut RegexBuilder {
        self.0.size_limit(bytes);
        self
    }

    /// Bounds an engine that isn't here.
    pub fn dfa_size_limit(&mut self, _bytes: usize) -> &mut RegexBuilder {
        self
    }

    /// # Errors
    /// The pattern is none, or larger than it may be.
    pub fn build(&self) -> Result<Regex, Error> {
        self.0.build()
    }
}
