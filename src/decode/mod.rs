//! Bytes from outside to text: content encodings under a limit, then one charset decision.
