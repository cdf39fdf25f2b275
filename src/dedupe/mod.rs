//! When two things are one: story URLs and content hashes.
