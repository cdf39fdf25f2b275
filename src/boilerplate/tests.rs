//! What is learned, what is condemned, and what must never go.

use super::*;
use crate::model::{ArticleId, Block, BlockKind, Record};
use proptest::prelude::*;

/// A site read article by article.
#[derive(Default)]
struct Site {
    memory: SiteMemory,
    articles: i64,
}

impl Site {
    /// Reads an article; gives it as it is stored, and whose records are to be cleaned again.
    fn read(&mut self, title: &str, blocks: &[&str]) -> (Record, Vec<ArticleId>) {
        self.articles += 1;
        let record = record(title, blocks);
        let prints = prints(&record.blocks);
        let lesson = learn(&self.memory, ArticleId(self.articles), &record.blocks, &prints);
        let again = lesson.to_clean_again.clone();
        self.memory.take_in(lesson);
        (self.clean(record), again)
    }

    fn clean(&self, record: Record) -> Record {
        let judgement = judge(&self.memory, record.title.as_deref(), &record.blocks, &prints(&record.blocks));
        cut(&record, &judgement).into_owned()
    }

    /// Reads `many` articles whose blocks are prose of their own with these among them.
    fn read_around(&mut self, many: usize, common: &[&str]) -> Record {
        let mut last = Record::default();
        for _ in 0..many {
            let own = own(self.articles);
            let mut blocks: Vec<&str> = own.iter().map(String::as_str).collect();
            blocks.splice(2..2, common.iter().copied());
            last = self.read("A headline of the day", &blocks).0;
        }
        last
    }
}

fn record(title: &str, blocks: &[&str]) -> Record {
    let block = |text: &&str| Block { kind: BlockKind::Paragraph, text: (*text).into(), markdown: (*text).into() };
    let mut record = Record { title: Some(title.into()), ..Record::default() };
    record.set_blocks(blocks.iter().map(block).collect());
    record
}

/// Prose that no other article has.
fn own(article: i64) -> Vec<String> {
    const WORDS: [&str; 8] = ["ferry", "harbour", "bread", "winter", "council", "bridge", "school", "market"];
    let word = |step: i64| WORDS[usize::try_from((article / step).rem_euclid(8)).unwrap()];
    let name: String = word(1).chars().chain(word(8).chars()).chain(word(64).chars()).collect();
    (0..5)
        .map(|at| format!("The people of {name} had gathered for the {at:b} time to hear of the {} before the {}, and {name} had much to say of it on that day.", WORDS[at], word(1)))
        .collect()
}

const PITCH: &str = "Six mornings a week the Harbour Letter leaves our kitchen table at dawn, with the tides, the weather and one good story, for all who like to read it early.";
const QUOTE: &str = "“We were told in the spring that every boat would be counted and every family heard, and we are still waiting,” the speaker of the families said.";

fn holds(record: &Record, text: &str) -> bool {
    record.blocks.iter().any(|block| block.text == text)
}

#[test]
fn a_short_line_goes_at_its_second_story_and_prose_amid_the_text_at_its_fifth() {
    let mut site = Site::default();
    assert!(holds(&site.read_around(1, &["Read on your phone"]), "Read on your phone"));
    assert!(!holds(&site.read_around(1, &["Read on your phone"]), "Read on your phone"));
    let mut site = Site::default();
    assert!(holds(&site.read_around(4, &[PITCH]), PITCH));
    assert!(!holds(&site.read_around(1, &[PITCH]), PITCH));
}

#[test]
fn what_changes_with_the_day_is_the_same_line() {
    let mut site = Site::default();
    site.read_around(1, &["Updated 5 January 2026, 10:24"]);
    assert!(!holds(&site.read_around(1, &["Updated 17 March 2026, 8:01"]), "Updated 17 March 2026, 8:01"));
}

#[test]
fn earlier_articles_are_named_when_a_block_becomes_known() {
    let mut site = Site::default();
    site.read_around(1, &["Read on your phone"]);
    let own = own(7);
    let blocks: Vec<&str> = own.iter().map(String::as_str).chain(["Read on your phone"]).collect();
    assert_eq!(site.read("Another", &blocks).1, [ArticleId(1)]);
    let own = self::own(8);
    let blocks: Vec<&str> = own.iter().map(String::as_str).chain(["Read on your phone"]).collect();
    assert_eq!(site.read("A third", &blocks).1, [], "a short line has nothing more to learn");
}

#[test]
fn prose_names_earlier_articles_at_the_counts_at_which_it_may_go() {
    let mut site = Site::default();
    let mut named = Vec::new();
    for number in 1..=5 {
        let own = own(number);
        let blocks: Vec<&str> = own.iter().map(String::as_str).chain([PITCH]).collect();
        named.push(site.read("A headline of the day", &blocks).1.len());
    }
    assert_eq!(named, [0, 0, 2, 0, 4]);
}

#[test]
fn news_that_recurs_stays() {
    let mut site = Site::default();
    assert!(holds(&site.read_around(3, &[QUOTE]), QUOTE), "a quote in three stories");
    site.read_around(60, &[]);
    assert!(holds(&site.read_around(3, &[QUOTE]), QUOTE), "and in six of sixty");
    let correction = "Correction: an earlier version named the wrong pier.";
    assert!(holds(&site.read_around(4, &[correction]), correction));
    let headline = "A headline of the day";
    assert!(holds(&site.read_around(4, &[headline]), headline));
}

#[test]
fn one_story_published_again_counts_once() {
    let mut site = Site::default();
    let own = own(1);
    for version in 0..6 {
        let update = format!("A line that only version {version:b} of this story had in it when it came out.");
        let mut blocks: Vec<&str> = own.iter().map(String::as_str).collect();
        blocks.push(&update);
        let (record, again) = site.read("Ferry sinks", &blocks);
        assert_eq!((record.blocks.len(), again.len()), (6, 0), "version {version}");
    }
    assert_eq!(site.memory.known.len(), 0);
}

#[test]
fn lines_behind_a_known_block_go_with_it_unless_they_are_sentences() {
    let mut site = Site::default();
    site.read_around(3, &[]);
    for (line, stays) in [("Bread is dear again", false), ("The ferry sails at nine tomorrow.", true)] {
        let own = own(100 + site.articles);
        let blocks: Vec<&str> = own.iter().map(String::as_str).chain(["Also on the quay", line]).collect();
        site.read("One", &blocks);
        let own = self::own(200 + site.articles);
        let blocks: Vec<&str> = own.iter().map(String::as_str).chain(["Also on the quay", line]).collect();
        let fresh = format!("{line} and more{}", if stays { "." } else { "" });
        let blocks: Vec<&str> = blocks.iter().map(|text| if *text == line { fresh.as_str() } else { *text }).collect();
        assert_eq!(holds(&site.read("Two", &blocks).0, &fresh), stays, "{line}");
    }
}

#[test]
fn a_record_of_which_nothing_would_be_left_stays_whole_and_is_suspect() {
    let mut site = Site::default();
    let common = ["Read on your phone", "Ring the night desk", "All of the town in one place"];
    site.read_around(4, &common);
    let record = record("Odd", &["Read on your phone", "Ring the night desk", "A short text of its own."]);
    let judgement = judge(&site.memory, Some("Odd"), &record.blocks, &prints(&record.blocks));
    assert!(judgement.is_suspect);
    assert_eq!(*cut(&record, &judgement), record);
}

#[test]
fn the_users_word_goes_before_the_count() {
    let mut site = Site::default();
    site.read_around(6, &["Read on your phone", QUOTE]);
    for (text, state, stays) in [
        ("Read on your phone", BlockState::Freed, true),
        ("Read on your phone", BlockState::Pinned, false),
        (QUOTE, BlockState::Freed, true),
        (QUOTE, BlockState::Pinned, false),
    ] {
        site.memory.known.get_mut(&key_of(text)).unwrap().state = state;
        assert_eq!(holds(&site.read_around(1, &["Read on your phone", QUOTE]), text), stays, "{text} {state:?}");
        assert_eq!(site.memory.known[&key_of(text)].state, state, "counting leaves it");
    }
}

#[test]
fn what_is_cut_is_listed_and_text_and_markdown_follow() {
    let mut site = Site::default();
    site.read_around(1, &["Read on your phone"]);
    let record = site.read_around(1, &["Read on your phone"]);
    assert_eq!(record.removed.len(), 1);
    assert_eq!(
        (record.removed[0].text.as_str(), record.removed[0].why.as_str()),
        ("Read on your phone", "site_boilerplate")
    );
    assert!(!record.text.contains("phone") && !record.markdown.contains("phone"));
    assert_eq!(record.words, crate::text::count_words(&record.text));
}

#[test]
fn the_memory_is_bounded_by_its_window() {
    let mut site = Site::default();
    site.read_around(WINDOW + 40, &["Read on your phone"]);
    assert_eq!(site.memory.recent.len(), WINDOW);
    assert_eq!(site.memory.known.len(), 1);
}

proptest! {
    /// Whatever a site publishes: what is kept keeps its order, what goes was known or beside it, enough is
    /// left, and a second judgement is the first.
    #[test]
    fn a_judgement_is_sound(articles in prop::collection::vec(prop::collection::vec((0usize..12, 0usize..3), 0..9), 1..14)) {
        let pool: Vec<String> = (0..12).map(|at| own(at)[usize::try_from(at % 5).unwrap()].chars().take(if at % 2 == 0 { 30 } else { 150 }).collect()).collect();
        let mut site = Site::default();
        for (number, choice) in articles.iter().enumerate() {
            let own = own(500 + i64::try_from(number).unwrap());
            let mut blocks: Vec<&str> = Vec::new();
            for (at, own_at) in choice {
                blocks.push(&own[*own_at]);
                blocks.push(&pool[*at]);
            }
            let before = record("A title of some length", &blocks);
            let (after, _) = site.read("A title of some length", &blocks);
            let mut left = before.blocks.iter();
            prop_assert!(after.blocks.iter().all(|kept| left.any(|block| block == kept)), "order");
            prop_assert_eq!(after.blocks.len() + after.removed.len(), before.blocks.len());
            for removed in after.removed.iter().filter(|one| one.why == "site_boilerplate") {
                prop_assert!(site.memory.known.get(&key_of(&removed.text)).is_some_and(|known| known.stories >= 2));
            }
            if !after.removed.is_empty() {
                prop_assert!(after.blocks.iter().map(|block| block.text.chars().count()).sum::<usize>() >= 150);
            }
            prop_assert_eq!(&site.clean(before), &after, "the same memory, the same verdict");
        }
    }

    #[test]
    fn any_text_has_a_key(text in any::<String>()) {
        prop_assert_eq!(key_of(&text), key_of(&text));
        prints(&record("", &[&text]).blocks);
    }
}
