//! A page to its main content and metadata, from one parse and one tree.
