//! What is learned of a site is counted once, with the article, in one transaction.

use super::*;
use crate::boilerplate::{BlockState, Learning, key_of, prints};
use crate::model::{Block, BlockKind};

const LINE: &str = "Carry the paper in your pocket";
const SITE: &str = "one.example";

fn paragraphs(number: usize, with: Option<&str>) -> Record {
    let name = ["alder", "birch", "cedar", "dogwood", "elm"][number];
    let own = (0..4).map(|at| {
        let what = ["bridge", "winter", "school", "market"][at];
        format!("Nobody in {name} had thought that the {what} would be talked of in {name} for so long after the {what} of {name}.")
    });
    let block = |text: String| Block { kind: BlockKind::Paragraph, markdown: text.clone(), text };
    let mut record = Record { title: Some(format!("News of {name}")), method: "scored".into(), ..Record::default() };
    record.set_blocks(own.chain(with.map(str::to_owned)).map(block).collect());
    record.words = count_words(&record.text);
    record
}

fn read(number: usize, with: Option<&str>) -> ScrapeOutcome {
    let record = paragraphs(number, with);
    let learning = Some(Learning { site: SITE.into(), prints: prints(&record.blocks) });
    let url = format!("https://one.example/{number}");
    let page = stored_page(&url, &record.text);
    ScrapeOutcome::Page { url, alias: None, page, parts: Vec::new(), record, learning, feed_was_whole: None }
}

fn bench_with(articles: usize) -> (Bench, Vec<ArticleId>) {
    let bench = Bench::new();
    let items = (0..articles).map(|n| {
        let title = paragraphs(n, None).title.unwrap();
        item(&n.to_string(), Some(&format!("https://one.example/{n}")), &title, "A teaser")
    });
    let wanted = bench.poll("one", 1, items.collect()).wanted;
    (bench, wanted.into_iter().map(|page| page.article_id).collect())
}

fn due(bench: &Bench) -> Vec<ArticleId> {
    bench.wait(bench.store.due_to_clean_again(at(1_000_000), 100)).unwrap()
}

fn clean_again(bench: &Bench, id: ArticleId, number: usize, seconds: i64) -> Reread {
    let kept = bench.wait(bench.store.kept_article(id)).unwrap().unwrap();
    let ScrapeOutcome::Page { record, learning, .. } = read(number, Some(LINE)) else { unreachable!() };
    let reread = RereadRecord {
        article_id: id,
        at: at(seconds),
        page_fetched_at: kept.fetched_at,
        record: Some(record),
        learning,
    };
    bench.wait(bench.store.record_rereads(vec![reread])).unwrap().remove(0)
}

#[test]
fn the_second_story_teaches_and_the_first_is_cleaned_again() {
    let (bench, ids) = bench_with(2);
    bench.scrape(ids[0], 2, read(0, Some(LINE)));
    assert!(bench.article(ids[0]).article.text.contains(LINE));
    assert!(due(&bench).is_empty());
    bench.scrape(ids[1], 3, read(1, Some(LINE)));
    let second = bench.article(ids[1]);
    assert!(!second.article.text.contains(LINE));
    assert_eq!(second.removed[0].why, "site_boilerplate");
    assert_eq!(due(&bench), [ids[0]]);
    assert!(bench.wait(bench.store.due_to_clean_again(at(4), 100)).unwrap().is_empty(), "not at once");

    let Reread::Article(change) = clean_again(&bench, ids[0], 0, 400) else { panic!("not stored") };
    assert_eq!(change.fields, ["text", "markdown", "removed"]);
    assert!(due(&bench).is_empty());
    let reasons: Vec<_> = bench.archive().revisions(ids[0]).unwrap().iter().map(|one| one.reason.as_str()).collect();
    assert_eq!(reasons, ["new", "reextracted"]);
    assert!(bench.found("pocket").is_empty());
    let blocks = bench.archive().site_blocks(SITE).unwrap().unwrap();
    assert_eq!((blocks.articles, blocks.blocks.len(), blocks.blocks[0].block.stories), (2, 1, 2));
    assert_eq!(blocks.blocks[0].examples, [ids[1], ids[0]]);
}

/// An article that has the site's line only now, or no longer, says what it said.
#[test]
fn what_the_site_repeats_makes_no_edit() {
    let (bench, ids) = bench_with(4);
    for (second, number) in (2..).zip(0..3) {
        bench.scrape(ids[number], second, read(number, Some(LINE)));
    }
    bench.scrape(ids[3], 5, read(3, None));
    let before = bench.article(ids[3]).article;
    let again = |with: Option<&str>, edited: &str| {
        let ScrapeOutcome::Page { mut record, learning, page, .. } = read(3, with) else { unreachable!() };
        record.text = record.text.replace("market", edited);
        for block in &mut record.blocks {
            block.text = block.text.replace("market", edited);
        }
        let validators = Validators::default();
        let parts = Vec::new();
        CheckOutcome::Read(ReadAgain { page, parts, record, learning, validators, is_elsewhere: false, is_edit: true })
    };
    assert_eq!(bench.check(ids[3], 6, again(Some(LINE), "market")), Checked::Same);
    assert_eq!(bench.article(ids[3]).article, before);
    assert_eq!(bench.check(ids[3], 7, again(Some(LINE), "fair")), Checked::Edited);
    let after = bench.article(ids[3]).article;
    assert!(after.text.contains("fair") && !after.text.contains(LINE), "{}", after.text);
    assert_eq!(after.revision, 2);
}

#[test]
fn an_article_counts_once_however_often_it_is_read() {
    let (bench, ids) = bench_with(3);
    bench.scrape(ids[0], 2, read(0, Some(LINE)));
    for seconds in 3..8 {
        bench.scrape(ids[1], seconds, read(1, Some(LINE)));
        clean_again(&bench, ids[0], 0, seconds);
    }
    let blocks = bench.archive().site_blocks(SITE).unwrap().unwrap();
    assert_eq!((blocks.articles, blocks.blocks[0].block.stories), (2, 2));
    assert_eq!(bench.sql("SELECT count(*) FROM revision WHERE reason = 'edited'"), "0");
}

#[test]
fn a_cleaning_is_no_edit_and_an_edit_is_none_of_ours() {
    let (bench, ids) = bench_with(3);
    bench.scrape(ids[0], 2, read(0, Some(LINE)));
    bench.scrape(ids[1], 3, read(1, Some(LINE)));
    bench.scrape(ids[0], 4, read(0, Some(LINE)));
    let reasons =
        |id| -> Vec<_> { bench.archive().revisions(id).unwrap().iter().map(|one| one.reason.as_str()).collect() };
    assert_eq!(reasons(ids[0]), ["new", "reextracted"], "the page says what it said");
    bench.scrape(ids[0], 5, read(2, Some(LINE)));
    assert_eq!(reasons(ids[0]), ["new", "reextracted", "edited"]);
}

#[test]
fn a_failed_transaction_teaches_nothing() {
    let (bench, ids) = bench_with(1);
    let unknown = bench.wait(bench.store.record_scrape(scrape(ArticleId(99), 2, read(0, Some(LINE)))));
    assert!(unknown.is_err());
    assert!(bench.archive().site_blocks(SITE).unwrap().is_none());
    bench.scrape(ids[0], 3, read(0, Some(LINE)));
    assert_eq!(bench.archive().site_blocks(SITE).unwrap().unwrap().articles, 1);
}

#[test]
fn the_users_word_has_the_holders_cleaned_again() {
    let (bench, ids) = bench_with(4);
    for (number, id) in ids.iter().enumerate() {
        let with = (number != 2).then_some(LINE);
        bench.scrape(*id, 2 + number as i64, read(number, with));
    }
    for id in due(&bench) {
        bench.wait(bench.store.give_up_cleaning(id)).unwrap();
    }
    let set = |state| bench.wait(bench.store.set_block_state(SITE.into(), key_of(LINE), state, at(9))).unwrap();
    assert_eq!(set(BlockState::Freed), 3);
    assert_eq!(due(&bench), [ids[0], ids[1], ids[3]]);
    assert_eq!(set(BlockState::Freed), 0, "said before");
    clean_again(&bench, ids[1], 1, 10);
    assert!(bench.article(ids[1]).article.text.contains(LINE));
}

#[test]
fn a_site_keeps_a_thousand_blocks_and_what_the_user_spoke_of() {
    let (bench, ids) = bench_with(1);
    bench.scrape(ids[0], 2, read(0, Some(LINE)));
    let connection = Connection::open(bench.path()).unwrap();
    connection
        .execute_batch(
            "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 1200)
             INSERT INTO site_block (site_id, key, stories, first_number, last_number, known_at, state, text)
             SELECT 1, n, 2 + (n > 300), 1, n, '2026-01-31T08:30:00Z', CASE WHEN n < 10 THEN 'freed' ELSE 'counted' END, 'x' FROM n",
        )
        .unwrap();
    drop(connection);
    let wanted = bench.poll("two", 3, vec![item("z", Some("https://one.example/1"), "News of birch", "x")]).wanted;
    bench.scrape(wanted[0].article_id, 4, read(1, Some(LINE)));
    assert_eq!(bench.sql("SELECT count(*) FROM site_block WHERE state = 'freed'"), "9");
    assert_eq!(bench.sql("SELECT count(*) FROM site_block WHERE state = 'counted'"), "900");
    assert_eq!(bench.sql("SELECT count(*) FROM site_block WHERE state = 'counted' AND stories = 2 AND key < 300"), "0");
}

#[test]
fn a_site_that_is_read_worse_is_flagged_and_no_reading_counts_twice() {
    let bench = Bench::new();
    let page_of = |number: usize, words: usize| {
        let url = format!("https://one.example/{number}");
        let text = "word ".repeat(words);
        let record = record(&format!("News of day {number}"), text.trim(), "scored");
        let mut record = record;
        record.sources.insert("title", "h1");
        ScrapeOutcome::Page {
            parts: Vec::new(),
            url: url.clone(),
            alias: None,
            page: stored_page(&url, &text),
            record,
            learning: None,
            feed_was_whole: None,
        }
    };
    for number in 0..60 {
        let url = format!("https://one.example/{number}");
        let title = format!("News of day {number}");
        let wanted = bench.poll("one", 1, vec![item(&number.to_string(), Some(&url), &title, "x")]).wanted;
        let words = if number < 45 { 400 } else { 30 };
        for _ in 0..2 {
            bench.scrape(wanted[0].article_id, 2 + number as i64, page_of(number, words));
        }
        if number == 44 {
            assert!(bench.archive().drift().unwrap().is_empty());
        }
    }
    let feed = bench.archive().feed(&feed_key("one")).unwrap().unwrap();
    assert_eq!(feed.drift.len(), 1);
    assert_eq!(
        (feed.drift[0].site.as_str(), &feed.drift[0].drifts[..]),
        ("one.example", &[crate::drift::Drift::Length][..])
    );
    assert_eq!(feed.drift[0].figures.readings, 60);
    assert!(bench.archive().feed(&feed_key("two")).unwrap().unwrap().drift.is_empty());
}
