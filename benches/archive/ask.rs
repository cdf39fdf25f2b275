//! Questions to a filled archive, as the commands ask them: how long the middle and the slowest take.

use crate::chance::Chance;
use crate::meter::Times;
use crate::tongue::WORDS;
use crate::world::{self, World};
use chrono::TimeDelta;
use feedmill::export::{ArticleWriter, Jsonl};
use feedmill::model::FeedKey;
use feedmill::store::{Archive, Filter, StoreError};
use feedmill::text::SearchQuery;
use std::error::Error;
use std::io;
use std::path::Path;

const ROUNDS: u64 = 40;

type Failed = Box<dyn Error + Send + Sync>;

struct Asker {
    archive: Archive,
    world: World,
    /// The number behind that of the last article.
    articles: u64,
}

pub fn ask(path: &Path, only: Option<&str>) -> Result<(), Failed> {
    let mut opening = Times::default();
    let archive = opening.take("", || Archive::open_read_only(path))?;
    let articles = archive.counts()?.articles;
    println!("{articles} articles; milliseconds, by the clock the best of three, of the CPU their mean");
    println!("{:<36}{:>5}{:>9}{:>9}{:>9}{:>9}{:>9}  slowest", "", "asked", "p50", "p95", "max", "cpu", "cpu p95");
    println!("{}", opening.line("open"));
    let asker = Asker { archive, world: World::new(), articles };
    type Kind = (&'static str, fn(&Asker, u64) -> (String, Filter));
    let kinds: [Kind; 17] = [
        ("search: one word", |asker, n| (asker.word(0, n), Filter::default())),
        ("search: one of the 10 most frequent", |asker, n| (asker.frequent(n), Filter::default())),
        ("search: two words", |asker, n| {
            (format!("{} {}", asker.word(0, n), asker.word(0, n + 99)), Filter::default())
        }),
        ("search: phrase", |asker, n| (asker.phrase(n), Filter::default())),
        ("search: Chinese word", |asker, n| (asker.word(1, n), Filter::default())),
        ("search: Japanese word", |asker, n| (asker.word(3, n), Filter::default())),
        ("search: Arabic word", |asker, n| (asker.word(4, n), Filter::default())),
        ("search: a single Han character", |asker, n| (asker.character(n), Filter::default())),
        ("search: prefix", |asker, n| (asker.prefix(n), Filter::default())),
        ("search: word, feed", |asker, n| asker.in_feed(n)),
        ("search: word, tag", |asker, n| (asker.word(0, n), asker.tag(n))),
        ("search: word, its language", |asker, n| (asker.word(0, n), language("en"))),
        ("search: word, another language", |asker, n| (asker.word(0, n), language("ko"))),
        ("search: word, a day", |asker, n| (asker.word(0, n), asker.days(n, 1))),
        ("search: word, a month", |asker, n| (asker.word(0, n), asker.days(n, 30))),
        ("search: word, before a day", |asker, n| (asker.word(0, n), Filter { since: None, ..asker.days(n, 1) })),
        ("search: frequent word, tag", |asker, n| (asker.frequent(n), asker.tag(n))),
    ];
    let is_asked = |kind: &str| only.is_none_or(|only| kind.contains(only));
    for (kind, question) in kinds.into_iter().filter(|(kind, _)| is_asked(kind)) {
        asker.search(kind, question)?;
    }
    type List = (&'static str, fn(&Asker, u64) -> Filter);
    let lists: [List; 6] = [
        ("list", |_, _| Filter::default()),
        ("list: feed", |asker, n| Filter { feed: asker.feed(n), ..Filter::default() }),
        ("list: tag", |asker, n| asker.tag(n)),
        ("list: language", |asker, n| language(asker.world.tongues[n as usize % asker.world.tongues.len()].code)),
        ("list: a day", |asker, n| asker.days(n, 1)),
        ("list: language, before a day", |asker, n| Filter {
            until: asker.days(n, 1).until,
            ..language(asker.world.tongues[n as usize % 8].code)
        }),
    ];
    for (kind, filter) in lists.into_iter().filter(|(kind, _)| is_asked(kind)) {
        let mut times = Times::default();
        for n in 0..ROUNDS {
            let filter = Filter { limit: Some(20), ..filter(&asker, n) };
            times.take("", || asker.archive.list(&filter))?;
        }
        println!("{}", times.line(kind));
    }
    if is_asked("status") {
        let mut times = Times::default();
        for _ in 0..ROUNDS / 4 {
            times.take("", || -> Result<(), StoreError> {
                asker.archive.feeds()?;
                asker.archive.counts()?;
                asker.archive.page_failures()?;
                asker.archive.drift()?;
                Ok(())
            })?;
        }
        println!("{}", times.line("status"));
    }
    if is_asked("export") {
        let mut times = Times::default();
        for n in 0..ROUNDS / 4 {
            times.take("", || asker.export_day(n))?;
        }
        println!("{}", times.line("export: a day as JSON lines"));
    }
    Ok(())
}

fn language(code: &str) -> Filter {
    Filter { language: Some(code.to_owned()), ..Filter::default() }
}

impl Asker {
    fn search(&self, kind: &str, question: fn(&Asker, u64) -> (String, Filter)) -> Result<(), Failed> {
        let mut times = Times::default();
        for n in 0..ROUNDS {
            let (typed, filter) = question(self, n);
            let filter = Filter { limit: Some(20), ..filter };
            let query = SearchQuery::parse(&typed)?;
            let hits = times.take("", || self.archive.search(&query, &filter))?;
            times.name_slowest(|| format!("{typed}: {} found", hits.len()));
        }
        println!("{}", times.line(kind));
        Ok(())
    }

    /// A word as people look for one: by its frequency from the thirtieth on.
    fn word(&self, tongue: usize, n: u64) -> String {
        let rank = 30 + Chance::of(31, n).rank(WORDS - 30);
        self.world.tongues[tongue].words[rank].clone()
    }

    fn frequent(&self, n: u64) -> String {
        self.world.tongues[n as usize % 2].words[n as usize % 10].clone()
    }

    /// One that many words begin with, or few.
    fn character(&self, n: u64) -> String {
        let words = &self.world.tongues[1].words;
        words[n as usize * 7].chars().take(1).collect()
    }

    /// Three words as they stand in an article.
    fn phrase(&self, n: u64) -> String {
        let tongue = &self.world.tongues[0];
        let story = Chance::of(32, n).below(self.articles as usize) as u64;
        let text = self.world.paragraphs(tongue, story).swap_remove(0);
        let words: Vec<&str> = text.split(' ').skip(5).take(3).collect();
        format!("\"{}\"", words.join(" ").replace('.', ""))
    }

    fn prefix(&self, n: u64) -> String {
        let word = self.word(0, n + 7);
        format!("{}*", word.chars().take(5).collect::<String>())
    }

    fn feed(&self, n: u64) -> Option<FeedKey> {
        let feed = &self.world.feeds[Chance::of(33, n).below(self.world.feeds.len())];
        FeedKey::parse(&feed.key).ok()
    }

    /// A word of its language in a feed.
    fn in_feed(&self, n: u64) -> (String, Filter) {
        let feed = self.feed(n);
        let code = feed.as_ref().map(|key| key.as_str().split('-').next().unwrap_or_default().to_owned());
        let tongue = self
            .world
            .tongues
            .iter()
            .position(|tongue| Some(tongue.code.split('-').next().unwrap_or_default().to_owned()) == code);
        (self.word(tongue.unwrap_or(0), n), Filter { feed, ..Filter::default() })
    }

    fn tag(&self, n: u64) -> Filter {
        Filter { tag: Some(format!("desk-{}", n % 12)), ..Filter::default() }
    }

    fn days(&self, n: u64, days: i64) -> Filter {
        let since = world::time_of(Chance::of(34, n).below(self.articles as usize) as u64);
        Filter { since: Some(since), until: Some(since + TimeDelta::days(days)), ..Filter::default() }
    }

    fn export_day(&self, n: u64) -> Result<(), Failed> {
        let mut out: Box<dyn ArticleWriter> = Box::new(Jsonl::new(io::sink()));
        let filter = self.days(n, 1);
        let ids = self.archive.article_ids(&filter)?;
        self.archive.each_of::<Failed>(&ids, None, &mut |article| Ok(out.write(&article)?))?;
        Ok(out.finish()?)
    }
}
