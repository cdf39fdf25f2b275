//! Articles, their revisions, merges, search.

use super::*;
use crate::model::{FailureKind, PageRole, RevisionReason, Wall};

const URL: &str = "https://one.example/a";

/// Polls one wanted item and gives its article.
fn pending(bench: &Bench) -> ArticleId {
    bench.poll("one", 1, vec![item("a", Some(URL), "Ferry opens", "A teaser")]).wanted[0].article_id
}

fn failure(next_try_at: Option<Timestamp>) -> ScrapeOutcome {
    ScrapeOutcome::Failed { kind: FailureKind::ServerError, message: "503".into(), next_try_at }
}

#[test]
fn a_page_takes_the_place_of_the_feeds_text() {
    let bench = Bench::new();
    let id = pending(&bench);
    let before = bench.article(id).article;
    assert_eq!((before.status, before.revision, before.text.as_str()), (ArticleStatus::Pending, 0, "A teaser"));
    assert_eq!(bench.found("teaser"), [0i64; 0], "indexed when it settles");
    let facts = bench.wait(bench.store.article_facts(id)).unwrap();
    assert_eq!(facts.item.authors, ["A. Writer"]);
    assert_eq!((facts.item.language.as_deref(), facts.feed_text.as_str()), (Some("en"), "A teaser"));

    let outcome = page(URL, "Ferry opens", "The whole story of the ferry");
    let stored = bench.scrape(id, 5, outcome.clone());
    assert_eq!((stored.status, stored.revision, stored.changed), (ArticleStatus::Full, 1, true));
    let details = bench.article(id);
    let article = &details.article;
    assert_eq!(article.text, "The whole story of the ferry");
    assert_eq!((article.url.as_deref(), article.site.as_deref()), (Some(URL), Some("one.example")));
    assert_eq!(article.feeds, [feed_key("one")]);
    assert_eq!(article.updated_at, at(5));
    assert_eq!(details.requests.len(), 1);
    assert!(bench.wanted().is_empty());
    assert_eq!(bench.found("whole ferry"), [id.0]);
    assert_eq!(bench.archive().page(id).unwrap().unwrap().page.body, b"The whole story of the ferry");

    let again = bench.scrape(id, 9, outcome);
    assert_eq!((again.revision, again.changed), (1, false));
    assert_eq!(bench.article(id).article, details.article, "the same page changes nothing");
}

#[test]
fn what_a_record_was_made_of_is_read_back() {
    let bench = Bench::new();
    let id = pending(&bench);
    let text = "The whole story of the ferry";
    let other = Alternative { source: "meta og:title".into(), value: "\"Ferry\"｜The Bridge".into() };
    let mut record = record("Ferry opens", text, "scored");
    record.sources.insert("title", "h1");
    record.alternatives.insert("title", vec![other.clone()]);
    let outcome = ScrapeOutcome::Page {
        url: URL.into(),
        alias: None,
        page: stored_page(URL, text),
        parts: Vec::new(),
        record,
        learning: None,
        feed_was_whole: None,
    };
    bench.scrape(id, 5, outcome);
    let details = bench.article(id);
    assert_eq!(details.sources["title"], "h1");
    assert_eq!(details.alternatives["title"], [other]);
}

#[test]
fn revisions_say_why_they_were_made() {
    let bench = Bench::new();
    let id = pending(&bench);
    bench.scrape(id, 5, page(URL, "Ferry opens", "First text"));
    bench.scrape(id, 6, page(URL, "Ferry opens late", "First text"));
    bench.reread(id, 7, Some(record("Ferry opens late", "Better text", "scored")));
    let revisions = bench.archive().revisions(id).unwrap();
    let told: Vec<_> =
        revisions.iter().map(|r| (r.revision, r.reason, r.title.as_deref().unwrap(), r.text.as_str())).collect();
    assert_eq!(
        told,
        [
            (1, RevisionReason::New, "Ferry opens", "First text"),
            (2, RevisionReason::Edited, "Ferry opens late", "First text"),
            (3, RevisionReason::Reextracted, "Ferry opens late", "Better text"),
        ]
    );
    assert_eq!(bench.found("first"), [0i64; 0], "the old text is out of the index");
    assert_eq!(bench.found("better"), [id.0]);
}

#[test]
fn a_page_that_fails_is_tried_again_then_given_up() {
    let bench = Bench::new();
    let id = pending(&bench);
    bench.scrape(id, 5, failure(Some(at(60))));
    let wanted = bench.wanted();
    assert_eq!((wanted[0].failures, wanted[0].next_try_at), (1, at(60)));
    let stored = bench.scrape(id, 60, failure(None));
    assert_eq!((stored.status, stored.revision), (ArticleStatus::Failed, 1));
    assert!(bench.wanted().is_empty());
    assert_eq!(bench.article(id).article.error.as_deref(), Some("server_error: 503"));
    assert_eq!(bench.found("teaser"), [id.0], "the feed's text stands in");
    // The same feed's next change does not ask again, another feed does.
    bench.poll("one", 70, vec![item("a", Some(URL), "Ferry opens", "A longer teaser")]);
    assert!(bench.wanted().is_empty());
    assert_eq!(bench.found("longer"), [id.0]);
    bench.poll("two", 71, vec![item("z", Some(URL), "Ferry opens", "Short")]);
    assert_eq!(bench.wanted()[0].feed, feed_key("two"));
    let article = bench.article(id).article;
    assert_eq!(
        (article.status, article.text.as_str(), article.revision),
        (ArticleStatus::Pending, "A longer teaser", 2)
    );
    bench.scrape(id, 80, page(URL, "Ferry opens", "The page"));
    assert_eq!(bench.found("longer"), [0i64; 0]);
    let revisions = bench.archive().revisions(id).unwrap();
    assert_eq!(
        revisions.iter().map(|r| r.reason).collect::<Vec<_>>(),
        [RevisionReason::New, RevisionReason::Edited, RevisionReason::New]
    );
}

#[test]
fn a_page_without_article_is_kept_and_not_asked_for_again() {
    let bench = Bench::new();
    let id = pending(&bench);
    let outcome = ScrapeOutcome::NoArticle { page: stored_page(URL, "<video>"), message: "no text".into() };
    assert_eq!(bench.scrape(id, 5, outcome).status, ArticleStatus::Failed);
    assert_eq!(bench.archive().page(id).unwrap().unwrap().page.body, b"<video>");
    bench.poll("two", 9, vec![item("z", Some(URL), "Ferry opens", "Short")]);
    assert!(bench.wanted().is_empty());
}

#[test]
fn a_wall_is_a_status_until_the_article_comes() {
    let bench = Bench::new();
    let id = pending(&bench);
    let wall = |wall, next: Option<i64>| ScrapeOutcome::Wall {
        page: stored_page(URL, "<form>"),
        wall,
        next_try_at: next.map(at),
    };
    assert_eq!(bench.scrape(id, 5, wall(Wall::Consent, Some(90))).status, ArticleStatus::Walled(Wall::Consent));
    let article = bench.article(id).article;
    assert_eq!(article.text, "A teaser", "the feed's text stands in");
    assert_eq!(article.error.as_deref().and_then(|error| error.split(':').next()), Some("consent"));
    assert_eq!((bench.wanted().len(), bench.wanted()[0].failures), (1, 1));
    // What feeds say meanwhile changes the text, and not when the page is asked for.
    bench.poll("one", 70, vec![item("a", Some(URL), "Ferry opens", "A longer teaser")]);
    assert_eq!(bench.article(id).article.status, ArticleStatus::Walled(Wall::Consent));
    assert_eq!(bench.article(id).article.text, "A longer teaser");
    let gone = ScrapeOutcome::Failed { kind: FailureKind::NotFound, message: "404".into(), next_try_at: None };
    assert_eq!(bench.scrape(id, 91, gone).status, ArticleStatus::Walled(Wall::Consent));
    assert!(bench.wanted().is_empty());
    assert_eq!(bench.scrape(id, 92, page(URL, "Ferry opens", "The page")).status, ArticleStatus::Full);
    assert_eq!(bench.scrape(id, 93, wall(Wall::Paywall, None)).status, ArticleStatus::Full, "what is had stays");
}

#[test]
fn an_answer_without_a_page_may_tell_of_a_wall() {
    let bench = Bench::new();
    let id = pending(&bench);
    let held = ScrapeOutcome::Failed { kind: FailureKind::BotWall, message: "403".into(), next_try_at: None };
    assert_eq!(bench.scrape(id, 5, held).status, ArticleStatus::Walled(Wall::BotWall));
}

#[test]
fn two_feeds_one_story() {
    let bench = Bench::new();
    let items = |id: &str| vec![item(id, Some(URL), "Ferry opens", "A teaser")];
    let polls = (
        poll(bench.state("one").feed_id, "one", 1, items("a")),
        poll(bench.state("two").feed_id, "two", 1, items("b")),
    );
    let (one, two) =
        bench.wait(async { tokio::join!(bench.store.record_poll(polls.0), bench.store.record_poll(polls.1)) });
    assert_eq!(one.unwrap().new_articles + two.unwrap().new_articles, 1);
    let articles = bench.all();
    assert_eq!(articles.len(), 1);
    assert_eq!(articles[0].feeds, [feed_key("one"), feed_key("two")]);
    assert_eq!(bench.wanted().len(), 1);
    let id = articles[0].id;
    bench.scrape(id, 5, page(URL, "Ferry opens", "The whole story"));
    bench.poll("two", 9, vec![feed_only(item("c", Some(URL), "Ferry!", "Another much longer text than the page"))]);
    let article = bench.article(id).article;
    assert_eq!((article.status, article.text.as_str()), (ArticleStatus::Full, "The whole story"));
    assert_eq!(bench.archive().list(&Filter { feed: Some(feed_key("two")), ..Filter::default() }).unwrap().len(), 1);
    assert_eq!(bench.archive().list(&Filter { tag: Some("tag-one".into()), ..Filter::default() }).unwrap().len(), 1);
    assert!(bench.archive().list(&Filter { tag: Some("tag".into()), ..Filter::default() }).unwrap().is_empty());
}

#[test]
fn redirects_and_canonical_urls_make_one_story_of_two() {
    let bench = Bench::new();
    let elder = pending(&bench);
    let short = "https://s.example/x";
    let younger = bench.poll("two", 2, vec![item("b", Some(short), "Ferry opens", "A teaser")]).wanted[0].article_id;
    let stored = bench.scrape(younger, 5, page(URL, "Ferry opens", "The whole story"));
    assert_eq!(stored.article_id, elder);
    let articles = bench.all();
    assert_eq!(articles.len(), 1);
    assert_eq!(articles[0].feeds.len(), 2);
    assert_eq!((articles[0].url.as_deref(), articles[0].text.as_str()), (Some(URL), "The whole story"));
    assert!(bench.wanted().is_empty());
    assert_eq!(bench.article(younger).article.id, elder, "the old id leads to the story");
    assert_eq!(bench.article(elder).urls, [URL, short]);
    assert_eq!(bench.found("whole"), [elder.0]);
    // The elder's own page was under way meanwhile.
    let late = bench.scrape(elder, 6, page(URL, "Ferry opens", "The whole story"));
    assert!(!late.changed);
    // Both addresses are known from now on.
    assert_eq!(bench.poll("one", 9, vec![item("c", Some(short), "Ferry opens", "x")]).new_articles, 0);
}

#[test]
fn of_two_pages_of_one_story_the_fuller_stays() {
    let bench = Bench::new();
    let elder = pending(&bench);
    let amp = "https://one.example/a/amp";
    let younger = bench.poll("two", 2, vec![item("b", Some(amp), "Ferry opens", "A teaser")]).wanted[0].article_id;
    bench.scrape(younger, 5, page(amp, "Ferry opens", "The long and whole story"));
    let mut outcome = page(URL, "Ferry opens", "A short story");
    if let ScrapeOutcome::Page { alias, .. } = &mut outcome {
        *alias = Some(amp.into());
    }
    for seconds in [6, 7] {
        let stored = bench.scrape(elder, seconds, outcome.clone());
        assert_eq!((stored.article_id, stored.revision), (elder, 1));
        let article = bench.article(elder).article;
        assert_eq!((article.text.as_str(), article.url.as_deref()), ("The long and whole story", Some(URL)));
    }
    assert_eq!(bench.all().len(), 1);
    assert_eq!(bench.archive().page(elder).unwrap().unwrap().page.url, amp);
    assert_eq!(bench.found("long whole"), [elder.0]);
    assert_eq!(bench.found("short"), [0i64; 0]);
}

#[test]
fn a_login_page_makes_no_one_story_of_many() {
    let bench = Bench::new();
    let login = "https://one.example/login";
    let items = [("a", "Ferry opens"), ("b", "Harvest fails"), ("c", "Mayor resigns")];
    for (id, title) in items {
        let url = format!("https://one.example/{id}");
        let wanted = bench.poll("one", 1, vec![item(id, Some(&url), title, "Teaser")]).wanted;
        bench.scrape(wanted[0].article_id, 5, page(login, "Please log in", "Please log in to read on"));
    }
    assert_eq!(bench.all().len(), 3);
    assert_eq!(bench.sql("SELECT count(*) FROM articles WHERE url LIKE '%login%'"), "0");
}

#[test]
fn items_without_a_link_are_articles_of_their_feed() {
    let bench = Bench::new();
    bench.poll("one", 1, vec![item("a", None, "Notice", "Closed today"), item("b", None, "Notice", "Closed today")]);
    bench.poll("two", 1, vec![item("a", None, "Notice", "Closed today")]);
    assert_eq!(bench.all().len(), 3);
    assert_eq!(bench.sql("SELECT count(*) FROM articles WHERE url IS NULL AND status = 'feed_only'"), "3");
    let changed = bench.poll("one", 2, vec![item("a", None, "Notice", "Open again today")]);
    assert_eq!((changed.new_articles, changed.changed_articles), (0, 1));
    let revisions = bench.archive().revisions(ArticleId(1)).unwrap();
    assert_eq!(revisions.iter().map(|r| r.text.as_str()).collect::<Vec<_>>(), ["Closed today", "Open again today"]);
    assert_eq!(revisions[1].reason, RevisionReason::Edited);
}

#[test]
fn the_longest_of_several_feeds_texts_stands() {
    let bench = Bench::new();
    let listed = |text: &str| feed_only(item("a", Some(URL), "Ferry opens", text));
    bench.poll("one", 1, vec![listed("Short")]);
    bench.poll("two", 2, vec![listed("A longer text of it")]);
    bench.poll("one", 3, vec![listed("Shorter still")]);
    assert_eq!(bench.all()[0].text, "A longer text of it");
    bench.poll("two", 4, vec![listed("Cut")]);
    assert_eq!(bench.all()[0].text, "Cut", "the feed that gave the text may change it");
    assert_eq!(bench.all().len(), 1);
}

#[test]
fn a_feed_is_seen_to_carry_its_articles_whole() {
    let bench = Bench::new();
    for number in 0..5 {
        assert!(!bench.state("one").carries_whole);
        let url = format!("https://one.example/{number}");
        let wanted = bench.poll("one", number, vec![item(&url, Some(&url), "Title", "Text")]).wanted;
        let mut outcome = page(&url, "Title", "Text");
        if let ScrapeOutcome::Page { feed_was_whole, .. } = &mut outcome {
            *feed_was_whole = Some(true);
        }
        bench.scrape(wanted[0].article_id, number, outcome.clone());
        bench.scrape(wanted[0].article_id, number, outcome);
    }
    assert!(bench.state("one").carries_whole);
    assert!(!bench.state("two").carries_whole);
}

#[test]
fn search_ranks_titles_first_and_shows_the_place() {
    let bench = Bench::new();
    bench.poll(
        "one",
        1,
        vec![
            item("a", None, "Harbour news", "A long text in which the word ferry stands once."),
            item("b", None, "Ferry", "Something else entirely, in about as many words as that."),
            item("c", None, "人工智能新闻", "今天发布了人工智能的新闻报道。"),
        ],
    );
    assert_eq!(bench.found("ferry"), [2, 1]);
    assert_eq!(bench.found("人工智能"), [3]);
    assert_eq!(bench.found("报"), [3]);
    assert_eq!(bench.found("\"ferry stands\""), [1]);
    assert_eq!(bench.found("ferry AND"), [0i64; 0]);
    assert_eq!(bench.found("ferr*"), [2, 1]);
    assert_eq!(bench.found("ferry -harbour"), [2]);
    let hit = bench.search("智能", &Filter::default()).remove(0);
    assert_eq!(&hit.snippet.text[hit.snippet.matches[0].clone()], "智能");
    assert_eq!(bench.sql("SELECT group_concat(rowid) FROM articles_fts WHERE articles_fts MATCH '新闻'"), "3");
}

/// Few articles and many, by every part of a filter: lists and searches leave what the filter says, however they get it.
#[test]
fn every_filter_leaves_what_it_says() {
    let bench = Bench::new();
    let many = |feed: &str, second: i64, languages: &[&str]| {
        let items = languages.iter().enumerate().map(|(n, language)| {
            let mut item = item(&format!("{feed}{n}"), None, &format!("Ferry {n}"), "A text about the harbour");
            item.record.language = Some((*language).into());
            item
        });
        bench.poll(feed, second, items.collect());
    };
    many("one", 1, &["en", "en", "en-GB", "de", "en", "zh-CN"]);
    many("two", 100, &["en", "fr"]);
    let all = bench.all();
    let (one, two) = (Some(feed_key("one")), Some(feed_key("two")));
    let language = |language: &str| Some(language.to_owned());
    for filter in [
        Filter { feed: one.clone(), ..Filter::default() },
        Filter { feed: two.clone(), ..Filter::default() },
        Filter { tag: Some("tag-one".into()), ..Filter::default() },
        Filter { tag: Some("none".into()), ..Filter::default() },
        Filter { language: language("en"), ..Filter::default() },
        Filter { language: language("EN-gb"), ..Filter::default() },
        Filter { language: language("e"), ..Filter::default() },
        Filter { language: language("en"), feed: two.clone(), ..Filter::default() },
        Filter { language: language("fr"), tag: Some("tag-two".into()), ..Filter::default() },
        Filter { since: Some(at(50)), ..Filter::default() },
        Filter { until: Some(at(50)), language: language("en"), ..Filter::default() },
        Filter { since: Some(at(50)), feed: one.clone(), ..Filter::default() },
    ] {
        let passes = |row: &&crate::model::ArticleRow| {
            let key = filter.tag.as_deref().map(|tag| tag.trim_start_matches("tag-").to_owned());
            let lists = |key: &str| row.feeds.iter().any(|feed| feed.as_str() == key);
            let own = row.language.as_deref().unwrap_or_default().to_lowercase();
            filter.feed.as_ref().is_none_or(|feed| row.feeds.contains(feed))
                && key.is_none_or(|key| lists(&key))
                && filter.language.as_deref().is_none_or(|wanted| {
                    own == wanted.to_lowercase() || own.starts_with(&format!("{}-", wanted.to_lowercase()))
                })
                && filter.since.is_none_or(|since| row.first_seen_at >= since)
                && filter.until.is_none_or(|until| row.first_seen_at < until)
        };
        let mut expected: Vec<i64> = all.iter().filter(passes).map(|row| row.id.0).collect();
        let listed: Vec<i64> = bench.archive().list(&filter).unwrap().iter().map(|row| row.id.0).collect();
        assert_eq!(listed, expected, "{filter:?}");
        expected.sort_unstable();
        for query in ["ferry", "harbour", "harb* -absent"] {
            let mut found: Vec<i64> = bench.search(query, &filter).iter().map(|hit| hit.article.id.0).collect();
            found.sort_unstable();
            assert_eq!(found, expected, "{query} {filter:?}");
        }
    }
}

#[test]
fn chinese_is_found_in_either_characters_and_as_typed_first() {
    let bench = Bench::new();
    let texts = ["渡轮的新闻。", "渡輪的新聞。", "渡轮停了，没有新闻。", "頭髮店", "頭痛的發現"];
    let items = texts.iter().enumerate().map(|(n, text)| item(&format!("n{n}"), None, &format!("Item {n}"), text));
    bench.poll("one", 1, items.collect());
    let sorted = |query: &str| {
        let mut found = bench.found(query);
        found.sort_unstable();
        found
    };
    assert_eq!((bench.found("新聞")[0], sorted("新聞")), (2, vec![1, 2, 3]));
    assert_eq!((bench.found("新闻")[2], sorted("新闻")), (2, vec![1, 2, 3]), "the rarer spelling doesn't come first");
    assert_eq!(sorted("渡轮 新聞"), [1, 2, 3]);
    assert_eq!((sorted("头发"), sorted("发现"), sorted("发")), (vec![4], vec![5], vec![4, 5]));
    let hit = bench.search("渡輪", &Filter::default()).pop().unwrap();
    assert_eq!(&hit.snippet.text[hit.snippet.matches[0].clone()], "渡轮");
}

#[test]
fn lists_and_streams_go_by_the_filter() {
    let bench = Bench::new();
    let mut old = item("a", None, "Old", "Text");
    old.record.published = Some("2020-05-05T00:30:00+08:00".parse().unwrap());
    old.record.language = Some("zh-CN".into());
    let items: Vec<ItemRecord> =
        (0..600).map(|n| item(&format!("n{n}"), None, &format!("New {n}"), "Text")).chain([old]).collect();
    bench.poll("one", 1, items);
    let archive = bench.archive();
    let count = |filter: Filter| archive.list(&filter).unwrap().len();
    assert_eq!(count(Filter { until: Some("2020-05-05T00:00:00Z".parse().unwrap()), ..Filter::default() }), 1);
    assert_eq!(count(Filter { since: Some("2020-05-05T00:00:00Z".parse().unwrap()), ..Filter::default() }), 600);
    assert_eq!(count(Filter { language: Some("zh".into()), ..Filter::default() }), 1);
    assert_eq!(count(Filter { limit: Some(7), ..Filter::default() }), 7);
    let old = archive.list(&Filter { language: Some("ZH-cn".into()), ..Filter::default() }).unwrap().remove(0);
    assert_eq!(old.published.unwrap().to_rfc3339(), "2020-05-05T00:30:00+08:00");

    let streamed = |filter: Filter| {
        let mut ids = Vec::new();
        let mut each = |row: crate::model::ArticleRow| -> Result<(), StoreError> {
            ids.push(row.id.0);
            Ok(())
        };
        archive.each_of(&archive.article_ids(&filter).unwrap(), filter.up_to_change, &mut each).unwrap();
        ids
    };
    assert_eq!(streamed(Filter::default()), (1..=601).collect::<Vec<_>>());
    assert_eq!(streamed(Filter { limit: Some(300), ..Filter::default() }).len(), 300);
    let newest = archive.newest_change().unwrap();
    bench.poll("one", 2, vec![item("n5", None, "New 5", "Changed"), item("fresh", None, "Fresh", "Text")]);
    assert_eq!(streamed(Filter { after_change: Some(newest), ..Filter::default() }), [6, 602]);
}

#[test]
fn the_same_poll_twice_changes_nothing() {
    let bench = Bench::new();
    let record = poll(
        bench.state("one").feed_id,
        "one",
        1,
        vec![item("a", Some(URL), "Ferry opens", "A teaser"), item("b", None, "Notice", "Closed today")],
    );
    bench.wait(bench.store.record_poll(record.clone())).unwrap();
    let before = (bench.all(), bench.wanted());
    let again = bench.wait(bench.store.record_poll(record)).unwrap();
    assert_eq!(again, PollStored::default());
    assert_eq!((bench.all(), bench.wanted()), before);
}

#[test]
fn an_unknown_article_is_an_error() {
    let bench = Bench::new();
    let outcome = bench.wait(bench.store.record_scrape(scrape(ArticleId(9), 1, failure(None))));
    assert!(matches!(outcome, Err(StoreError::UnknownArticle(ArticleId(9)))));
    assert!(bench.archive().show(ArticleId(9)).unwrap().is_none());
}

#[test]
fn a_feed_may_correct_the_address_of_a_wanted_page() {
    let bench = Bench::new();
    let id = pending(&bench);
    let corrected = "https://one.example/ferry";
    let stored = bench.poll("one", 2, vec![item("a", Some(corrected), "Ferry opens", "A teaser")]);
    assert_eq!((stored.new_articles, stored.wanted.len()), (0, 1));
    assert_eq!(bench.wanted()[0].url, corrected);
    bench.scrape(id, 5, page(corrected, "Ferry opens", "The whole story"));
    assert_eq!(bench.article(id).urls, [URL, corrected]);
    assert_eq!(bench.article(id).article.url.as_deref(), Some(corrected));
}

#[test]
fn a_single_character_is_looked_for_at_the_ends_of_runs_where_many_have_it_there() {
    let bench = Bench::new();
    let put = |number: i64, text: &str| {
        let listed = item(&format!("i{number}"), None, &format!("Title {number}"), text);
        bench.poll("one", number, vec![feed_only(listed)]);
    };
    put(1, "报在前面");
    put(2, "前面有报，后面没有");
    put(3, "前面有報。");
    let filter = Filter { limit: Some(2), ..Filter::default() };
    let ids = |typed: &str| bench.search(typed, &filter).iter().map(|hit| hit.article.id.0).collect::<Vec<_>>();
    assert_eq!(ids("报").len(), 2);
    assert_eq!(ids("报 在前"), [1], "two at the ends are not many");
    put(4, "报在前面");
    put(5, "前面有报，后面没有");
    assert_eq!(ids("报"), [5, 2], "three are, with either spelling");
    assert_eq!(bench.found("报").len(), 5, "whoever wants all gets all");
    assert_eq!(ids("报 在前"), [4, 1], "nowhere at an end");
}

#[test]
fn pages_of_one_article_are_asked_for_again_without_validators() {
    let bench = Bench::new();
    let validators = Validators { etag: Some(b"\"p1\"".to_vec()), last_modified: None };
    for (number, parts) in [(1, 0), (2, 1)] {
        let url = format!("https://one.example/{number}");
        let id =
            bench.poll("one", number, vec![item(&url, Some(&url), "Ferry opens", "A teaser")]).wanted[0].article_id;
        let ScrapeOutcome::Page { alias, page, record, learning, feed_was_whole, .. } =
            page(&url, "Ferry opens", "A text")
        else {
            unreachable!()
        };
        let part = PagePart { role: PageRole::Next, page: stored_page(&format!("{url}?page=2"), "goes on") };
        let parts = vec![part; parts];
        let outcome = ScrapeOutcome::Page { url, alias, page, parts, record, learning, feed_was_whole };
        let then =
            NextReading { feed: Some(feed_key("one")), validators: validators.clone(), due: Some(at(100 + number)) };
        let record = ScrapeRecord { then: Some(then), ..scrape(id, 3, outcome) };
        bench.wait(bench.store.record_scrape(record)).unwrap();
    }
    let due = bench.wait(bench.store.page_checks(at(200), None, 10)).unwrap();
    let sent: Vec<_> = due.iter().map(|check| check.validators.etag.clone()).collect();
    assert_eq!(sent, [validators.etag, None], "a 304 for the first page says nothing of the second");
}
