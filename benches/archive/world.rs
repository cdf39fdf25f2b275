//! A world of feeds and articles out of chance: the same on every run, any part of it by its number alone.
//!
//! Lengths, the frequency of words, words that one article repeats, wire copy on several sites, stories in two feeds
//! and later corrections are as in an archive of news. Nothing of it was ever published.

use crate::chance::Chance;
use crate::tongue::{self, Tongue};
use chrono::{DateTime, TimeDelta, Utc};
use feedmill::boilerplate::{self, Learning};
use feedmill::model::{ArticleStatus, Block, BlockKind, FeedItem, FeedKey, ItemNews, PlannedItem, Record, Validators};
use feedmill::store::{FeedSetup, ItemRecord};
use feedmill::text::{count_words, fingerprint};
use url::Url;

/// Articles that one poll brings.
pub const BATCH: u64 = 20;
/// Articles of a day.
pub const A_DAY: u64 = 3000;
const FEEDS: usize = 400;

/// What chance is drawn for.
const FOR_FEED: u64 = 2;
const FOR_COPY: u64 = 3;
const FOR_TEXT: u64 = 4;
const FOR_EDITS: u64 = 5;
const FOR_FIELDS: u64 = 6;

pub struct World {
    pub tongues: Vec<Tongue>,
    pub feeds: Vec<Feed>,
}

pub struct Feed {
    pub key: String,
    pub tongue: usize,
    pub tags: Vec<String>,
}

/// One poll that brings articles.
pub struct Batch {
    pub feed: usize,
    pub at: DateTime<Utc>,
    pub articles: Vec<Article>,
    /// An article of an earlier batch that this feed lists too.
    pub relisted: Option<(String, String)>,
}

/// One article as its page gives it.
pub struct Article {
    pub url: String,
    pub record: Record,
    /// The same after a correction by its publisher; few have one.
    pub corrected: Option<Record>,
}

impl World {
    pub fn new() -> World {
        let (tongues, shares): (Vec<Tongue>, Vec<usize>) = tongue::all().into_iter().unzip();
        let places: Vec<usize> =
            shares.iter().enumerate().flat_map(|(tongue, share)| std::iter::repeat_n(tongue, *share)).collect();
        let feeds = (0..FEEDS)
            .map(|number| {
                let tongue = places[number * 37 % places.len()];
                let code = tongues[tongue].code.split('-').next().unwrap_or_default();
                let tags = vec![code.to_owned(), format!("desk-{}", number % 12)];
                Feed { key: format!("{code}-{number}"), tongue, tags }
            })
            .collect();
        World { tongues, feeds }
    }

    pub fn setups(&self, at: DateTime<Utc>) -> Vec<FeedSetup> {
        self.feeds
            .iter()
            .map(|feed| FeedSetup {
                key: FeedKey::parse(&feed.key).expect("made of letters and digits"),
                url: feed_url(&feed.key),
                tags: feed.tags.clone(),
                first_poll_at: at,
                scheduled_at: None,
                settings: Default::default(),
            })
            .collect()
    }

    /// Which feed a poll is of: few feeds bring most of the news.
    pub fn feed_of(&self, batch: u64) -> usize {
        let mut chance = Chance::of(FOR_FEED, batch);
        if chance.happens(0.6) { chance.below(self.feeds.len()) } else { chance.rank(self.feeds.len()) }
    }

    pub fn batch(&self, number: u64) -> Batch {
        let feed = self.feed_of(number);
        let at = time_of(number * BATCH);
        let articles = (0..BATCH).map(|place| self.article(feed, number * BATCH + place)).collect();
        let mut chance = Chance::of(FOR_COPY, number.wrapping_mul(7) + 1);
        let tongue = self.feeds[feed].tongue;
        let relisted = self
            .earlier(number, &mut chance)
            .filter(|_| chance.happens(0.5))
            .map(|(other, story)| (self.url(other, story), self.title(&self.tongues[tongue], story)));
        Batch { feed, at, articles, relisted }
    }

    /// An article of the same language from one of the batches before.
    fn earlier(&self, batch: u64, chance: &mut Chance) -> Option<(usize, u64)> {
        let tongue = self.feeds[self.feed_of(batch)].tongue;
        let back = 1 + chance.below(20) as u64;
        let other = (back..back + 60)
            .filter_map(|back| batch.checked_sub(back))
            .find(|&other| self.feeds[self.feed_of(other)].tongue == tongue)?;
        Some((self.feed_of(other), other * BATCH + chance.below(BATCH as usize) as u64))
    }

    fn url(&self, feed: usize, number: u64) -> String {
        let day = time_of(number).format("%Y/%m/%d");
        format!("https://www.news-{feed}.example/{day}/{:x}-{number}.html", Chance::of(9, number).next() >> 24)
    }

    fn article(&self, feed: usize, number: u64) -> Article {
        let mut chance = Chance::of(FOR_COPY, number << 20);
        let copied = if chance.happens(0.12) { self.earlier(number / BATCH, &mut chance) } else { None };
        let tongue = &self.tongues[self.feeds[feed].tongue];
        let url = self.url(feed, number);
        let mut paragraphs = self.paragraphs(tongue, copied.map_or(number, |(_, story)| story));
        if copied.is_some() {
            edit(tongue, &mut paragraphs, &mut Chance::of(FOR_EDITS, number));
        }
        let title = self.title(tongue, number);
        let corrected = chance.happens(0.02).then(|| {
            let mut paragraphs = paragraphs.clone();
            paragraphs.push(self.paragraphs(tongue, number ^ (1 << 40)).swap_remove(0));
            self.record(feed, number, &url, &title, paragraphs)
        });
        let record = self.record(feed, number, &url, &title, paragraphs);
        Article { url, record, corrected }
    }

    fn title(&self, tongue: &Tongue, number: u64) -> String {
        let mut chance = Chance::of(FOR_TEXT, number);
        let topic = topic(&mut chance, tongue);
        let mut title = String::new();
        for _ in 0..5 + chance.below(6) {
            let word = if chance.happens(0.5) { chance.pick(&topic) } else { chance.rank(tongue.words.len()) };
            tongue.join(&mut title, &tongue.words[word], &mut chance);
        }
        title
    }

    /// A story's paragraphs. What it is about, it says again and again.
    pub fn paragraphs(&self, tongue: &Tongue, story: u64) -> Vec<String> {
        let mut chance = Chance::of(FOR_TEXT, story);
        let topic = topic(&mut chance, tongue);
        told(tongue, &topic, &mut chance)
    }

    /// Another story about what `story` is about.
    pub fn about_the_same(&self, tongue: &Tongue, story: u64, number: u64) -> Vec<String> {
        let topic = topic(&mut Chance::of(FOR_TEXT, story), tongue);
        told(tongue, &topic, &mut Chance::of(FOR_EDITS, number << 32))
    }

    /// An article of these paragraphs.
    pub fn article_of(&self, feed: usize, number: u64, paragraphs: Vec<String>) -> Article {
        let url = self.url(feed, number);
        let title = self.title(&self.tongues[self.feeds[feed].tongue], number);
        let record = self.record(feed, number, &url, &title, paragraphs);
        Article { url, record, corrected: None }
    }

    fn record(&self, feed: usize, number: u64, url: &str, title: &str, paragraphs: Vec<String>) -> Record {
        let tongue = &self.tongues[self.feeds[feed].tongue];
        let mut chance = Chance::of(FOR_FIELDS, number);
        let published = time_of(number) - TimeDelta::minutes(chance.below(180) as i64);
        let name = |chance: &mut Chance| {
            let mut name = String::new();
            for _ in 0..2 {
                let word = tongue.word(chance, 1000);
                tongue.join(&mut name, &word, &mut Chance::of(0, 0));
            }
            name
        };
        let author = name(&mut Chance::of(FOR_FIELDS, ((feed as u64) << 32) | (number % 40)));
        let blocks = paragraphs
            .into_iter()
            .map(|text| Block { kind: BlockKind::Paragraph, markdown: text.clone(), text })
            .collect();
        let mut record = Record {
            title: Some(title.to_owned()),
            authors: vec![author],
            published: Some(published.fixed_offset()),
            language: Some(tongue.code.to_owned()),
            site_name: Some(format!("News {feed}")),
            image: Some(format!("https://img.news-{feed}.example/{number}/lead-1200x630.jpg")),
            canonical_url: Some(url.to_owned()),
            section: Some(tongue.words[300 + number as usize % 12].clone()),
            keywords: (0..3).map(|_| tongue.words[300 + chance.rank(5000)].clone()).collect(),
            method: "scored".to_owned(),
            sources: [
                ("title", "json-ld headline"),
                ("published", "json-ld datePublished"),
                ("authors", "json-ld author"),
            ]
            .into(),
            ..Record::default()
        };
        record.set_blocks(blocks);
        record.description = record.text.split("\n\n").next().map(|text| text.chars().take(160).collect());
        record.words = count_words(&record.text);
        record
    }
}

impl Article {
    pub fn learning(&self) -> Option<Learning> {
        let site = boilerplate::site_of(&Url::parse(&self.url).ok()?)?;
        Some(Learning { site, prints: boilerplate::prints(&self.record.blocks) })
    }

    /// What the feed says of it: its page is wanted.
    pub fn item(&self) -> ItemRecord {
        let summary = self.record.description.clone().unwrap_or_default();
        listed(&self.url, self.record.title.clone().unwrap_or_default(), summary)
    }
}

/// An item that a feed lists.
pub fn listed(url: &str, title: String, summary: String) -> ItemRecord {
    let fingerprint = fingerprint(&[&title, &summary, url]);
    let record = Record {
        title: Some(title.clone()),
        text: summary.clone(),
        markdown: summary.clone(),
        words: count_words(&summary),
        method: "feed".to_owned(),
        ..Record::default()
    };
    let item = FeedItem {
        id: url.to_owned(),
        title: Some(title),
        link: Some(url.to_owned()),
        summary: Some(summary),
        ..FeedItem::default()
    };
    let planned =
        PlannedItem { item, news: ItemNews::New, fingerprint, story_url: Some(url.to_owned()), want_page: true };
    ItemRecord { planned, record, status: ArticleStatus::Pending }
}

pub fn feed_url(key: &str) -> String {
    format!("https://feeds.example/{key}.xml")
}

pub fn validators(number: u64) -> Validators {
    Validators { etag: Some(format!("\"{number:x}\"").into_bytes()), last_modified: None }
}

/// When an article is seen first: 3,000 a day from 2025 on.
pub fn time_of(number: u64) -> DateTime<Utc> {
    let start = DateTime::from_timestamp(1_735_689_600, 0).expect("a time");
    start + TimeDelta::milliseconds((number * 86_400_000 / A_DAY) as i64)
}

/// A story about something: a few paragraphs.
fn told(tongue: &Tongue, topic: &[usize], chance: &mut Chance) -> Vec<String> {
    let mut left = chance.length(tongue.median_words, 0.7).clamp(40.0, 5000.0) as usize;
    let mut paragraphs = Vec::new();
    while left > 0 {
        let words = (25 + chance.below(60)).min(left);
        paragraphs.push(paragraph(tongue, topic, words, chance));
        left -= words;
    }
    paragraphs
}

/// Ranks of the words that an article is about.
fn topic(chance: &mut Chance, tongue: &Tongue) -> Vec<usize> {
    (0..10).map(|_| (50 + chance.rank(tongue.words.len() - 50)).min(tongue.words.len() - 1)).collect()
}

fn paragraph(tongue: &Tongue, topic: &[usize], words: usize, chance: &mut Chance) -> String {
    let mut text = String::with_capacity(words * 8);
    let mut in_sentence = 8 + chance.below(18);
    for _ in 0..words {
        match chance.below(100) {
            0..=1 => tongue.join(&mut text, &(1 + chance.rank(3000)).to_string(), chance),
            2 => {
                let name = tongue.word(chance, 10_000);
                tongue.join(&mut text, &name, chance);
            }
            3..=13 => tongue.join(&mut text, &tongue.words[chance.pick(topic)], chance),
            _ => tongue.join(&mut text, &tongue.words[chance.rank(tongue.words.len())], chance),
        }
        in_sentence -= 1;
        if in_sentence == 0 {
            text.push_str(tongue.sentence_end);
            in_sentence = 8 + chance.below(18);
        }
    }
    text.truncate(text.trim_end().len());
    text
}

/// What an editor does to wire copy: the end is cut, sometimes the head, and a few words are others.
pub fn edit(tongue: &Tongue, paragraphs: &mut Vec<String>, chance: &mut Chance) {
    let kept = (paragraphs.len() as f64 * (0.6 + 0.4 * chance.share())).ceil() as usize;
    paragraphs.truncate(kept.max(1));
    if paragraphs.len() > 2 && chance.happens(0.2) {
        paragraphs.remove(0);
    }
    for paragraph in paragraphs.iter_mut() {
        if !chance.happens(0.15) {
            continue;
        }
        let other = &tongue.words[chance.rank(tongue.words.len())];
        *paragraph = format!("{other}{}{paragraph}", if tongue.is_spaced { " " } else { "" });
    }
}
