//! Kept pages read again by other rules.

use super::*;

const URL: &str = "https://one.example/a";

fn read_once() -> (Bench, ArticleId) {
    let bench = Bench::new();
    let id = bench.poll("one", 1, vec![item("a", Some(URL), "Ferry opens", "A teaser")]).wanted[0].article_id;
    bench.scrape(id, 2, page(URL, "Ferry opens", "The whole story. Subscribe now!"));
    (bench, id)
}

#[test]
fn another_reading_is_a_revision_of_its_own_kind() {
    let (bench, id) = read_once();
    let better = record("Ferry opens", "The whole story.", "scored");
    let Reread::Article(change) = bench.reread(id, 3, Some(better.clone())) else { panic!("not stored") };
    assert_eq!(change.fields, ["text", "markdown"]);
    assert_eq!((change.words_before, change.words_after, change.was_full), (5, 3, true));
    let revisions = bench.archive().revisions(id).unwrap();
    let reasons: Vec<_> = revisions.iter().map(|revision| revision.reason.as_str()).collect();
    assert_eq!(reasons, ["new", "reextracted"]);
    assert_eq!(bench.found("subscribe"), [] as [i64; 0]);

    let before = bench.all();
    let Reread::Article(change) = bench.reread(id, 4, Some(better)) else { panic!("not stored") };
    assert!(change.is_none());
    assert_eq!(bench.all(), before, "the same reading twice");
}

#[test]
fn what_is_compared_is_what_would_change() {
    let (bench, id) = read_once();
    let other = Record { language: Some("en".into()), ..record("Ferry opens late", "The whole story.", "scored") };
    let would = bench.archive().compare(id, &other, None).unwrap();
    assert_eq!(would.fields, ["title", "text", "markdown", "language"]);
    assert_eq!(bench.article(id).article.revision, 1);
    assert_eq!(bench.reread(id, 3, Some(other)), Reread::Article(would));
}

#[test]
fn a_page_without_an_article_today_leaves_the_record() {
    let (bench, id) = read_once();
    let before = bench.all();
    assert_eq!(bench.reread(id, 3, None), Reread::NoArticle);
    assert_eq!(bench.all(), before);
}

#[test]
fn an_article_found_only_now_is_new() {
    let bench = Bench::new();
    let id = bench.poll("one", 1, vec![item("a", Some(URL), "Ferry opens", "A teaser")]).wanted[0].article_id;
    bench.scrape(id, 2, ScrapeOutcome::NoArticle { page: stored_page(URL, "x"), message: "none".into() });
    let Reread::Article(change) = bench.reread(id, 3, Some(record("Ferry opens", "The whole story.", "scored"))) else {
        panic!("not stored")
    };
    assert!(!change.was_full && !change.is_none());
    let article = bench.article(id).article;
    assert_eq!((article.status, article.error, article.text.as_str()), (ArticleStatus::Full, None, "The whole story."));
    let reasons: Vec<_> = bench.archive().revisions(id).unwrap().into_iter().map(|one| one.reason.as_str()).collect();
    assert_eq!(reasons, ["new", "new"]);
}

#[test]
fn a_page_fetched_anew_meanwhile_goes_before() {
    let (bench, id) = read_once();
    let kept = bench.archive().kept_article(id).unwrap().unwrap();
    bench.scrape(id, 5, page(URL, "Ferry opens", "The corrected story."));
    let stale = RereadRecord {
        article_id: id,
        at: at(6),
        page_fetched_at: kept.fetched_at,
        record: Some(record("Ferry opens", "The whole story.", "scored")),
        learning: None,
    };
    assert_eq!(bench.wait(bench.store.record_rereads(vec![stale])).unwrap(), [Reread::Overtaken]);
    assert_eq!(bench.article(id).article.text, "The corrected story.");
}

#[test]
fn pages_are_found_by_feed_and_site() {
    let (bench, id) = read_once();
    let other =
        bench.poll("two", 3, vec![item("b", Some("https://news.two.example/b"), "Bread", "x")]).wanted[0].article_id;
    bench.scrape(other, 4, page("https://news.two.example/b", "Bread", "The price of bread"));
    let found = |filter: Filter| bench.archive().kept_ids(&filter, ArticleId(0), 10).unwrap();
    assert_eq!(found(Filter::default()), [id, other]);
    assert_eq!(found(Filter { feed: Some(feed_key("two")), ..Filter::default() }), [other]);
    for (site, expected) in [("two.example", vec![other]), ("news.two.example", vec![other]), ("wo.example", vec![])] {
        assert_eq!(found(Filter { site: Some(site.into()), ..Filter::default() }), expected, "{site}");
    }
    assert_eq!(bench.archive().kept_ids(&Filter::default(), id, 10).unwrap(), [other]);
    assert_eq!(bench.archive().count_kept(&Filter::default()).unwrap(), 2);
}

#[test]
fn a_second_writer_beside_the_first() {
    let (bench, id) = read_once();
    let beside = Store::open_beside(&bench.path()).unwrap();
    let kept = bench.archive().kept_article(id).unwrap().unwrap();
    let better = Some(record("Ferry opens", "The whole story.", "scored"));
    let reread =
        RereadRecord { article_id: id, at: at(3), page_fetched_at: kept.fetched_at, record: better, learning: None };
    bench.wait(beside.record_rereads(vec![reread])).unwrap();
    bench.wait(beside.close());
    let next =
        bench.poll("one", 4, vec![item("b", Some("https://one.example/b"), "Bread", "The price")]).wanted[0].article_id;
    bench.scrape(next, 5, page("https://one.example/b", "Bread", "The price of bread"));
    assert_eq!((bench.found("story").len(), bench.found("bread").len()), (1, 1));
    assert_eq!(bench.sql("PRAGMA integrity_check"), "ok");
}
