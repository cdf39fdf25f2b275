//! D02: a poll or a scrape that ends at any of its waits, as a kill would end it, and is done again.

use super::*;
use crate::store::Archive;
use std::pin::Pin;
use std::task::{Context, Poll};

const FEED: &str = "http://news.example/feed";

/// Polls a future so often, then lets go of it.
struct Ending<F> {
    inner: Pin<Box<F>>,
    left: usize,
}

impl<F: Future> Future for Ending<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        self.left -= 1;
        self.inner.as_mut().poll(context).map(Some)
    }
}

fn newsroom() -> Bench {
    let bench = Bench::new(&format!("[feed.news]\nurl = \"{FEED}\"\nrobots = false\ngap = \"0s\""));
    let links = ["a", "b", "c"].map(|id| {
        format!(
            "<item><guid>{id}</guid><title>Story {id}</title><link>http://news.example/{id}</link>\
             <description>In short: {id}</description></item>"
        )
    });
    let feed = format!("<rss version=\"2.0\"><channel><title>News</title>{}</channel></rss>", links.concat());
    bench.says(FEED, reply(200, &[("etag", "\"1\"")], &feed));
    for id in ["a", "b", "c"] {
        let text = format!("The ferry {id} came back into service on Monday after a winter in dry dock. ").repeat(8);
        let html = format!("<title>Story {id}</title><article><h1>Story {id}</h1><p>{text}</p></article>");
        bench.says(&format!("http://news.example/{id}"), reply(200, &[("content-type", "text/html")], &html));
    }
    bench
}

/// What the archive has come to hold, in the terms of its readers.
fn held(bench: &Bench) -> String {
    let archive = Archive::open_read_only(&bench._folder.path().join("archive.db")).unwrap();
    let articles = archive.list(&Default::default()).unwrap();
    let each = articles.iter().map(|article| {
        let revisions = archive.revisions(article.id).unwrap().len();
        let details = archive.show(article.id).unwrap().unwrap();
        let page = archive.page(article.id).unwrap().map(|kept| kept.page.body.len());
        let listed: Vec<_> = details.listings.iter().map(|one| one.item_id.as_str()).collect();
        format!("{:?} {:?} {revisions} {page:?} {listed:?}\n{}\n", article.url, article.status, article.text)
    });
    let mut each: Vec<String> = each.collect();
    each.sort();
    let state = bench.state("news");
    format!("{}{:?} {:?}", each.concat(), state.validators, state.validators_url)
}

#[test]
fn whatever_is_cut_short_is_made_good_by_the_next() {
    let undisturbed = newsroom();
    undisturbed.poll("news");
    undisturbed.scrape();
    let expected = held(&undisturbed);
    assert!(expected.contains("ferry c came back"), "{expected}");
    let (mut cut_polls, mut cut_scrapes) = (0, 0);
    for left in 0..60 {
        let bench = newsroom();
        let state = bench.state("news");
        let feed = bench.env.config.feed(&state.key).unwrap();
        let polling = Ending { inner: Box::pin(poll(&bench.env, feed, &state, bench.now())), left };
        cut_polls += usize::from(bench.wait(polling).is_none());
        bench.poll("news");
        for page in bench.wait(bench.env.store.wanted_pages(bench.now(), None, 10)).unwrap() {
            let scraping = Ending { inner: Box::pin(scrape(&bench.env, &page, bench.now())), left };
            cut_scrapes += usize::from(bench.wait(scraping).is_none());
        }
        bench.scrape();
        // The first poll may be whole, so that the second finds nothing new.
        assert_eq!(held(&bench), expected, "ended after {left} steps");
        if cut_polls + cut_scrapes > 0 && left > cut_polls + 20 {
            break;
        }
    }
    assert!(cut_polls >= 3 && cut_scrapes >= 6, "{cut_polls} polls and {cut_scrapes} scrapes were cut short");
}
