//! What is kept only for so long (D19): who decides, what goes with an article, and that it doesn't come back.

use super::*;

const DAY: i64 = 86_400;

/// These feeds keep articles and pages for so many days, and their last ones.
fn plan(now: i64, feeds: &[(&str, Option<i64>, Option<i64>, u32)]) -> Arc<RetentionPlan> {
    let before = |days: Option<i64>| days.map(|days| at(now - days * DAY));
    let feeds = feeds.iter().map(|(feed, articles, pages, last)| FeedRetention {
        feed: feed_key(feed),
        articles_before: before(*articles),
        pages_before: before(*pages),
        last: *last,
        is_removed: false,
    });
    Arc::new(RetentionPlan { feeds: feeds.collect(), requests_before: None })
}

impl Bench {
    fn purge(&self, plan: &Arc<RetentionPlan>) -> PurgeCounts {
        let expired = self.wait(self.store.expired(Arc::clone(plan), 100)).unwrap();
        let would = self.archive().would_purge(plan).unwrap();
        let purged = self.wait(self.store.purge(Arc::clone(plan), expired)).unwrap();
        assert_eq!(would, purged, "what a dry run says");
        let rest = self.wait(self.store.expired(Arc::clone(plan), 100)).unwrap();
        assert!(rest.is_empty(), "{rest:?}");
        assert_eq!(self.sql("SELECT count(*) FROM pragma_foreign_key_check"), "0");
        purged
    }

    /// One article of `feed` with its page.
    fn whole(&self, feed: &str, number: i64, seconds: i64) -> ArticleId {
        let url = format!("https://{feed}.example/{number}");
        let listed = item(&format!("i{number}"), Some(&url), &format!("Title {number}"), "A teaser");
        let id = self.poll(feed, seconds, vec![listed]).wanted[0].article_id;
        let text = format!("The whole story of number{number}");
        self.scrape(id, seconds, page(&url, &format!("Title {number}"), &text));
        id
    }

    fn ids(&self) -> Vec<i64> {
        let mut ids: Vec<i64> = self.all().iter().map(|article| article.id.0).collect();
        ids.sort_unstable();
        ids
    }
}

#[test]
fn what_is_old_goes_with_all_that_belongs_to_it_and_the_last_ones_stay() {
    let bench = Bench::new();
    for number in 1..=5 {
        bench.whole("one", number, number);
    }
    let keep = plan(40 * DAY, &[("one", Some(30), None, 2)]);
    assert_eq!(bench.purge(&keep).articles, 3);
    assert_eq!(bench.ids(), [4, 5]);
    assert!(bench.found("number1").is_empty());
    assert_eq!(bench.found("number4"), [4]);
    for (count, expected) in [
        ("SELECT count(*) FROM page", "2"),
        ("SELECT count(*) FROM item", "2"),
        ("SELECT count(*) FROM revision", "2"),
        ("SELECT count(*) FROM story_url", "2"),
        ("SELECT count(*) FROM purged_item", "3"),
        ("SELECT count(*) FROM requests", "10"),
    ] {
        assert_eq!(bench.sql(count), expected, "{count}");
    }
    // External content: the index must have lost exactly what it had been given.
    let writer = Connection::open(bench.path()).unwrap();
    writer.execute_batch("INSERT INTO articles_fts (articles_fts) VALUES ('integrity-check')").unwrap();
}

#[test]
fn an_article_is_kept_as_long_as_any_feed_keeps_it() {
    let bench = Bench::new();
    let shared = "https://one.example/1";
    bench.whole("one", 1, 1);
    bench.poll("two", 2, vec![item("copy", Some(shared), "Title 1", "A teaser")]);
    bench.whole("one", 2, 3);
    bench.whole("two", 3, 4);
    let now = 40 * DAY;
    assert!(bench.purge(&plan(now, &[("one", Some(30), Some(30), 0)])).articles == 1, "the one of feed one alone");
    assert_eq!(bench.ids(), [1, 3]);
    assert_eq!(bench.sql("SELECT count(*) FROM page"), "2", "its page is kept by the other feed too");
    assert!(bench.purge(&plan(now, &[("one", Some(30), None, 0), ("two", Some(60), None, 0)])).is_empty());
    // A feed that isn't in the configuration any more keeps all that it lists.
    bench.wait(bench.store.sync_feeds(vec![setup("one")], at(now))).unwrap();
    assert!(bench.purge(&plan(now, &[("one", Some(30), None, 0), ("two", Some(30), None, 0)])).is_empty());
}

/// All that a feed had which was taken out of the configuration.
fn removal(feed: &str, now: i64) -> Arc<RetentionPlan> {
    Arc::new(RetentionPlan::of_removed(feed_key(feed), at(now)))
}

#[test]
fn what_a_removed_feed_had_goes_when_it_is_told_to() {
    let bench = Bench::new();
    let shared = "https://two.example/1";
    bench.whole("two", 1, 1);
    bench.poll("one", 2, vec![item("copy", Some(shared), "Title 1", "A teaser")]);
    bench.whole("two", 2, 3);
    bench.poll("two", 4, vec![item("i3", Some("https://two.example/3"), "Title 3", "Its page is still wanted")]);
    bench.whole("one", 4, 5);
    assert!(bench.purge(&removal("two", 10)).is_empty(), "it is in the configuration");
    bench.wait(bench.store.sync_feeds(vec![setup("one")], at(20))).unwrap();
    assert_eq!(bench.purge(&removal("two", 30)).articles, 2);
    assert_eq!(bench.ids(), [1, 4], "what another feed lists stays");
    // It comes back to the configuration, and what it lists doesn't.
    bench.wait(bench.store.sync_feeds(vec![setup("one"), setup("two")], at(40))).unwrap();
    let listed = ["i2", "i3"].map(|id| item(id, Some(&format!("https://two.example/{}", &id[1..])), "Title", "x"));
    assert_eq!(bench.poll("two", 50, listed.into()).new_articles, 0);
    let new = item("i5", Some("https://two.example/5"), "Title 5", "x");
    assert_eq!(bench.poll("two", 60, vec![new]).new_articles, 1);
}

#[test]
fn pages_go_and_their_articles_stay() {
    let bench = Bench::new();
    for number in 1..=3 {
        bench.whole("one", number, number);
    }
    let keep = plan(100 * DAY, &[("one", None, Some(90), 1)]);
    let purged = bench.purge(&keep);
    assert_eq!((purged.articles, purged.pages), (0, 2));
    assert!(purged.page_bytes > 0);
    assert_eq!(bench.ids(), [1, 2, 3]);
    assert_eq!(bench.found("number1"), [1]);
    assert!(bench.archive().page(ArticleId(1)).unwrap().is_none());
    assert!(bench.archive().page(ArticleId(3)).unwrap().is_some());
    assert!(bench.wanted().is_empty(), "nobody asks for the page again");
}

#[test]
fn what_was_purged_does_not_come_back_while_its_feed_lists_it() {
    let bench = Bench::new();
    bench.whole("one", 1, 1);
    bench.whole("one", 2, 2);
    let now = 40 * DAY;
    bench.purge(&plan(now, &[("one", Some(30), None, 1)]));
    assert_eq!(bench.ids(), [2]);
    let feed_id = bench.state("one").feed_id;
    let known = bench.wait(bench.store.known_items(feed_id, vec!["i1".into(), "i2".into()])).unwrap();
    assert_eq!(known.len(), 2, "it is known, so that it isn't read again at each poll");

    let url = Some("https://one.example/1");
    let edited = item("i1", url, "Title 1, edited", "Another teaser");
    let renamed = item("another-id", url, "Title 1", "A teaser");
    for (day, listed) in [(1, edited), (2, renamed.clone())] {
        let stored = bench.poll("one", now + day * DAY, vec![listed]);
        assert_eq!((stored.new_articles, stored.wanted.len()), (0, 0));
    }
    assert_eq!(bench.ids(), [2]);
    // Another feed that lists it now has it as news.
    assert_eq!(bench.poll("two", now + 3 * DAY, vec![item("x", url, "Title 1", "A teaser")]).new_articles, 1);
    let later = now + 60 * DAY;
    assert_eq!(bench.poll("one", later, vec![item("yet-another", url, "Title 1", "x")]).new_articles, 0);
    assert_eq!(bench.ids(), [2, 3]);

    assert_eq!(bench.wait(bench.store.forget_purged(at(now + 80 * DAY))).unwrap(), 0);
    bench.poll("one", now + 200 * DAY, vec![]);
    assert_eq!(bench.wait(bench.store.forget_purged(at(now + 200 * DAY))).unwrap(), 1);
}

#[test]
fn a_story_goes_on_under_the_next_of_its_articles() {
    let bench = Bench::new();
    let wire: String = (0..80).map(|n| format!("word{n} ")).collect();
    for (feed, second) in [("one", 1), ("two", 2), ("one", 3)] {
        let url = format!("https://{feed}.example/wire{second}");
        let listed = item(&format!("w{second}"), Some(&url), "From the wire", "x");
        let id = bench.poll(feed, second, vec![listed]).wanted[0].article_id;
        bench.scrape(id, second, page(&url, "From the wire", &wire));
    }
    assert_eq!(bench.sql("SELECT group_concat(cluster_id) FROM articles"), "1,1,1");
    let before: i64 = bench.sql("SELECT max(change_seq) FROM articles").parse().unwrap();
    assert_eq!(bench.purge(&plan(40 * DAY, &[("one", Some(30), None, 1)])).articles, 1);
    assert_eq!(bench.sql("SELECT group_concat(cluster_id) FROM articles"), "2,2");
    let changed = bench.sql(&format!("SELECT count(*) FROM articles WHERE change_seq > {before}"));
    assert_eq!(changed, "2", "readers that follow hear of it");
}

#[test]
fn a_change_number_is_never_given_twice() {
    let bench = Bench::new();
    bench.whole("one", 1, 1);
    bench.whole("one", 2, 2);
    let newest: i64 = bench.sql("SELECT max(change_seq) FROM articles").parse().unwrap();
    let keep = plan(40 * DAY, &[("one", Some(30), None, 0)]);
    assert_eq!(bench.purge(&keep).articles, 1, "the one that changed last waits for the next change");
    bench.whole("two", 3, 40 * DAY);
    assert!(bench.article(ArticleId(3)).article.change_seq > newest);
    assert_eq!(bench.purge(&keep).articles, 1);
    assert_eq!(bench.ids(), [3]);
}

#[test]
fn the_ledger_and_the_file_give_their_space_back() {
    let bench = Bench::new();
    for number in 1..=30 {
        let id = bench.whole("one", number, number);
        let text: String = (0..20_000).map(|n| format!("{} ", n * number)).collect();
        let url = format!("https://one.example/{number}");
        bench.scrape(id, number, page(&url, &format!("Title {number}"), &text));
    }
    let pages = |bench: &Bench| -> u64 { bench.sql("PRAGMA page_count").parse().unwrap() };
    let before = pages(&bench);
    let mut keep = plan(40 * DAY, &[("one", Some(30), None, 2)]);
    Arc::make_mut(&mut keep).requests_before = Some(at(10 * DAY));
    let purged = bench.purge(&keep);
    assert_eq!((purged.articles, purged.requests), (28, 90));
    let (free, all) = bench.wait(bench.store.free_pages()).unwrap();
    assert!(free > 256 && all == before, "{free} of {all}");
    // Killed in between, the next look goes on where this one was.
    assert_eq!(bench.wait(bench.store.give_back(200)).unwrap(), free - 200);
    while bench.wait(bench.store.give_back(200)).unwrap() > 0 {}
    // A few that only said where the others were go too.
    assert!(pages(&bench) <= before - free);
    assert_eq!(bench.sql("PRAGMA integrity_check"), "ok");
    let path = bench.path();
    let Bench { folder: _folder, store, runtime } = bench;
    runtime.block_on(store.close());
    let bytes = std::fs::metadata(path).unwrap().len();
    assert!(bytes < (before - free + 1) * 4096, "{bytes}");
}

#[test]
fn a_file_of_another_make_shrinks_once_it_is_compacted() {
    let bench = Bench::new();
    for number in 1..=5 {
        bench.whole("one", number, number);
    }
    // As sqlite3's `.recover` leaves it.
    let other = Connection::open(bench.path()).unwrap();
    other.execute_batch("PRAGMA auto_vacuum = NONE; VACUUM").unwrap();
    assert_eq!(bench.sql("PRAGMA auto_vacuum"), "0");
    bench.wait(bench.store.compact()).unwrap();
    assert_eq!(bench.sql("PRAGMA auto_vacuum"), "2");
    assert_eq!(bench.ids(), [1, 2, 3, 4, 5]);
    assert_eq!(bench.sql("PRAGMA integrity_check"), "ok");
}
