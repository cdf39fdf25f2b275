//! Whatever polls and scrapes come in whichever order, the archive keeps its rules.

use super::*;
use crate::model::FailureKind;
use proptest::prelude::*;

const URLS: [&str; 4] = ["https://a.example/1", "https://a.example/2", "https://a.example/3", "https://b.example/1"];
const TITLES: [&str; 3] = ["Ferry opens today", "Ferry opens late today", "渡轮今天开放"];
const TEXTS: [&str; 4] = ["alpha", "alpha beta gamma", "新闻报道全文", "alpha beta gamma delta epsilon"];

#[derive(Clone, Debug)]
enum Step {
    Poll { feed: usize, item: u8, url: Option<usize>, title: usize, text: usize, wants: bool },
    Page { article: usize, to: usize, canonical: Option<usize>, title: usize, text: usize, asked: bool },
    NoArticle { article: usize },
    Failed { article: usize, again: bool },
    Sync { both: bool },
}

fn step() -> impl Strategy<Value = Step> {
    let (url, title, text) = (0..URLS.len(), 0..TITLES.len(), 0..TEXTS.len());
    prop_oneof![
        4 => (0..2usize, 0..5u8, prop::option::weighted(0.9, url.clone()), title.clone(), text.clone(), any::<bool>())
            .prop_map(|(feed, item, url, title, text, wants)| Step::Poll { feed, item, url, title, text, wants }),
        4 => (0..6usize, url.clone(), prop::option::of(url), title, text, any::<bool>())
            .prop_map(|(article, to, canonical, title, text, asked)| {
                Step::Page { article, to, canonical, title, text, asked }
            }),
        1 => (0..6usize).prop_map(|article| Step::NoArticle { article }),
        2 => (0..6usize, any::<bool>()).prop_map(|(article, again)| Step::Failed { article, again }),
        1 => any::<bool>().prop_map(|both| Step::Sync { both }),
    ]
}

fn perform(bench: &Bench, step: &Step, seconds: i64) {
    match step {
        Step::Poll { feed, item: number, url, title, text, wants } => {
            let key = ["one", "two"][*feed];
            let new = item(&format!("i{number}"), url.map(|url| URLS[url]), TITLES[*title], TEXTS[*text]);
            let new = if *wants { new } else { feed_only(new) };
            let feed_id: i64 = bench.sql(&format!("SELECT id FROM feed WHERE key = '{key}'")).parse().unwrap();
            bench.wait(bench.store.record_poll(poll(FeedId(feed_id), key, seconds, vec![new]))).unwrap();
        }
        Step::Page { article, to, canonical, title, text, asked } => {
            let mut outcome = page(URLS[*to], TITLES[*title], TEXTS[*text]);
            if let ScrapeOutcome::Page { alias, .. } = &mut outcome {
                *alias = canonical.map(|url| URLS[url].to_owned());
            }
            if *asked {
                try_scrape(bench, *article, seconds, outcome);
            } else {
                let id = ArticleId(*article as i64 + 1);
                let read = Some(record(TITLES[*title], TEXTS[*text], "scored"));
                let first = bench.reread(id, seconds, read.clone());
                let rows = bench.all();
                let second = bench.reread(id, seconds + 1, read);
                assert_eq!(matches!(first, Reread::Article(_)), matches!(second, Reread::Article(_)));
                assert_eq!(bench.all(), rows, "the same reading twice");
            }
        }
        Step::NoArticle { article } => {
            let outcome = ScrapeOutcome::NoArticle { page: stored_page(URLS[0], "x"), message: "none".into() };
            try_scrape(bench, *article, seconds, outcome);
        }
        Step::Failed { article, again } => {
            let next_try_at = again.then(|| at(seconds + 60));
            let outcome = ScrapeOutcome::Failed { kind: FailureKind::Dns, message: "none".into(), next_try_at };
            try_scrape(bench, *article, seconds, outcome);
        }
        Step::Sync { both } => {
            let mut feeds = vec![setup("one")];
            feeds.extend(both.then(|| setup("two")));
            bench.wait(bench.store.sync_feeds(feeds, at(seconds))).unwrap();
        }
    }
}

/// The article is any id up to six, which may have been merged or never given.
fn try_scrape(bench: &Bench, article: usize, seconds: i64, outcome: ScrapeOutcome) {
    let record = scrape(ArticleId(article as i64 + 1), seconds, outcome);
    let first = bench.wait(bench.store.record_scrape(record.clone()));
    if let Ok(first) = first {
        let rows = bench.all();
        let second = bench.wait(bench.store.record_scrape(record)).unwrap();
        assert_eq!((second.article_id, second.revision), (first.article_id, first.revision));
        assert_eq!(bench.all(), rows, "the same scrape twice");
    }
}

/// Each gives 0 in a sound archive.
const RULES: &[(&str, &str)] = &[
    ("an article is listed by an item", "SELECT count(*) FROM article WHERE id NOT IN (SELECT article_id FROM item)"),
    ("a URL is one article's", "SELECT count(*) - count(DISTINCT url) FROM article WHERE url IS NOT NULL"),
    (
        "an article is known by its URL",
        "SELECT count(*) FROM article WHERE url IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM story_url WHERE story_url.url = article.url AND article_id = article.id)",
    ),
    (
        "the wanted are the pending",
        "SELECT count(*) FROM (SELECT id FROM article WHERE status = 'pending' EXCEPT SELECT article_id FROM wanted
         UNION ALL SELECT * FROM (SELECT article_id FROM wanted EXCEPT SELECT id FROM article WHERE status = 'pending'))",
    ),
    (
        "the settled have a revision and are indexed",
        "SELECT count(*) FROM article WHERE status <> 'pending' AND (revision = 0 OR indexed = 0)",
    ),
    (
        "revisions are numbered without gaps, and old ones keep their text",
        "SELECT count(*) FROM article WHERE revision <> (SELECT count(*) FROM revision WHERE article_id = article.id)
         OR EXISTS (SELECT 1 FROM revisions WHERE article_id = article.id AND text IS NULL)",
    ),
    ("a full article has its page", "SELECT count(*) FROM article WHERE status = 'full' AND id NOT IN (SELECT article_id FROM page)"),
    ("merged ids lead to an article", "SELECT count(*) FROM merged_article WHERE id IN (SELECT id FROM article)"),
    ("no key leads nowhere", "SELECT count(*) FROM pragma_foreign_key_check"),
];

fn check(bench: &Bench) {
    for (rule, sql) in RULES {
        assert_eq!(bench.sql(sql), "0", "{rule}");
    }
    assert_eq!(bench.sql("PRAGMA integrity_check"), "ok");
    let rows: Vec<_> = bench.all().into_iter().filter(|row| row.revision > 0).collect();
    for word in ["alpha", "beta", "epsilon", "late", "新闻", "渡轮"] {
        let holds = |text: &str| {
            text.split_whitespace().any(|held| held.eq_ignore_ascii_case(word))
                || (!word.is_ascii() && text.contains(word))
        };
        let mut expected: Vec<i64> = rows
            .iter()
            .filter(|row| holds(&row.text) || row.title.as_deref().is_some_and(holds))
            .map(|row| row.id.0)
            .collect();
        let mut found = bench.found(word);
        expected.sort_unstable();
        found.sort_unstable();
        assert_eq!(found, expected, "search for {word}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_sequence_keeps_the_rules(steps in prop::collection::vec(step(), 1..40)) {
        let bench = Bench::new();
        for (number, step) in steps.iter().enumerate() {
            perform(&bench, step, number as i64);
        }
        check(&bench);
    }
}
