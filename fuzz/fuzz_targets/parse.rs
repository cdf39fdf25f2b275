//! Any bytes: a feed document within its bounds or a fault that is no panic, and the same each time.

#![no_main]

use feedmill::feed::{FeedContext, parse, to_json};
use feedmill::model::FailureKind;
use libfuzzer_sys::fuzz_target;
use std::collections::HashSet;
use url::Url;

fuzz_target!(|bytes: &[u8]| {
    let url = Url::parse("https://news.example/feeds/world.xml").unwrap();
    let context = FeedContext { url: Some(&url), content_type: None, timezone: feedmill::zone::Tz::UTC };
    let read = parse(bytes, &context);
    match &read {
        Err(fault) => assert_ne!(fault.kind, FailureKind::Internal, "{fault}"),
        Ok(feed) => {
            let ids: HashSet<&str> = feed.items.iter().map(|item| item.id.as_str()).collect();
            assert_eq!(ids.len(), feed.items.len(), "an id stands twice");
            assert!(ids.iter().all(|id| !id.is_empty() && id.len() <= 1024));
            let links = feed.items.iter().filter_map(|item| item.link.as_deref());
            assert!(links.chain(feed.link.as_deref()).all(|link| link.starts_with("http")));
        }
    }
    // A hash with a seed of its own would show here.
    if bytes.len() < 512 {
        assert_eq!(read, parse(bytes, &context));
    }
    to_json("-", &read);
});
