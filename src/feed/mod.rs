//! Feed bytes to a `FeedDocument`: charset, parse, dates, identity.
