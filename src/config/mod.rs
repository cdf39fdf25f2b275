//! The configuration: text to what was written, to what is meant, with every fault at once.
