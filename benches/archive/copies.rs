//! Wire copy as editors leave it, and other stories about the same: which of them the store joins.

use crate::chance::Chance;
use crate::fill;
use crate::tongue::Tongue;
use crate::world::{self, Batch, World};
use feedmill::store::{Archive, Filter, Store};
use std::collections::HashMap;
use std::error::Error;
use std::sync::Arc;

type Failed = Box<dyn Error + Send + Sync>;

/// Reports of each language.
const REPORTS: u64 = 60;

/// What becomes of a report on another site.
const EDITS: [(&str, Edit); 8] = [
    ("as it came, other furniture", |desk, text| desk.with_furniture(text)),
    ("head cut", |_, text| text[1..].to_vec()),
    ("last quarter cut", |_, text| text[..(text.len() * 3).div_ceil(4)].to_vec()),
    ("head and a third cut", |_, text| text[1..(text.len() * 2).div_ceil(3).max(2)].to_vec()),
    ("a tenth said otherwise", |desk, text| desk.rewritten(text, 0.1)),
    ("a quarter said otherwise", |desk, text| desk.rewritten(text, 0.25)),
    ("two fifths said otherwise", |desk, text| desk.rewritten(text, 0.4)),
    ("a quarter otherwise, a quarter cut", |desk, text| desk.rewritten(&text[..(text.len() * 3).div_ceil(4)], 0.25)),
];

type Edit = fn(&mut Desk<'_>, &[String]) -> Vec<String>;

/// Where a report is edited.
struct Desk<'a> {
    tongue: &'a Tongue,
    chance: Chance,
}

impl Desk<'_> {
    fn words(&mut self, many: usize) -> String {
        let mut text = String::new();
        for _ in 0..many {
            let word = &self.tongue.words[self.chance.rank(self.tongue.words.len())];
            self.tongue.join(&mut text, word, &mut self.chance);
        }
        text
    }

    fn with_furniture(&mut self, text: &[String]) -> Vec<String> {
        let (above, below) = (self.words(12), self.words(18));
        std::iter::once(above).chain(text.iter().cloned()).chain([below]).collect()
    }

    /// A share of the sentences in other words.
    fn rewritten(&mut self, text: &[String], share: f64) -> Vec<String> {
        let end = self.tongue.sentence_end;
        let mut rewrite = |sentence: &str| {
            if !self.chance.happens(share) {
                return sentence.to_owned();
            }
            let words = if self.tongue.is_spaced { sentence.split(' ').count() } else { sentence.chars().count() / 2 };
            self.words(words.max(1))
        };
        text.iter().map(|paragraph| paragraph.split(end).map(&mut rewrite).collect::<Vec<_>>().join(end)).collect()
    }
}

pub fn copies() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("archive.db");
    let world = Arc::new(World::new());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    // Which report an article is of, and what was done to it; none for other stories about the same.
    let made = runtime.block_on(async {
        let store = Store::open(&path)?;
        let made = publish(&store, &world).await?;
        store.close().await;
        Ok::<_, Failed>(made)
    })?;
    let rows = Archive::open_read_only(&path)?.list(&Filter::default())?;
    let by_url: HashMap<&str, i64> =
        rows.iter().filter_map(|row| Some((row.url.as_deref()?, row.cluster_id?))).collect();
    println!(
        "{} articles, of them {} copies, in {} languages",
        rows.len(),
        made.iter().filter(|one| one.edit.is_some()).count(),
        world.tongues.len()
    );
    println!(
        "{:<36}{}",
        "share of the copies joined",
        world.tongues.iter().map(|tongue| format!("{:>7}", tongue.code)).collect::<String>()
    );
    let joined =
        |one: &Made| by_url.get(one.url.as_str()).is_some_and(|story| by_url.get(one.of.as_str()) == Some(story));
    for (number, (name, _)) in EDITS.iter().enumerate() {
        let mut line = format!("{name:<36}");
        for tongue in 0..world.tongues.len() {
            let all: Vec<&Made> = made.iter().filter(|one| one.edit == Some(number) && one.tongue == tongue).collect();
            let share = all.iter().filter(|one| joined(one)).count() as f64 / all.len().max(1) as f64;
            line.push_str(&format!("{share:>7.2}"));
        }
        println!("{line}");
    }
    let others: Vec<&Made> = made.iter().filter(|one| one.edit.is_none()).collect();
    let wrong = others.iter().filter(|one| joined(one)).count();
    println!("other stories about the same, joined with it: {wrong} of {}", others.len());
    println!("pairs that were joined: {}", precision(&made, &by_url));
    Ok(())
}

/// How many of the pairs in one story are of one report.
fn precision(made: &[Made], by_url: &HashMap<&str, i64>) -> String {
    let mut stories: HashMap<i64, HashMap<&str, u64>> = HashMap::new();
    for (url, story) in by_url {
        let of = made.iter().find(|one| one.url == *url && one.edit.is_some()).map_or(*url, |one| one.of.as_str());
        *stories.entry(*story).or_default().entry(of).or_default() += 1;
    }
    let pairs = |many: u64| many * many.saturating_sub(1) / 2;
    let all: u64 = stories.values().map(|reports| pairs(reports.values().sum())).sum();
    let right: u64 = stories.values().flat_map(HashMap::values).map(|&many| pairs(many)).sum();
    format!("{right} of {all} are of one report")
}

/// An article that was made of a report, or about what it is about.
struct Made {
    url: String,
    /// The report's address.
    of: String,
    tongue: usize,
    edit: Option<usize>,
}

async fn publish(store: &Store, world: &Arc<World>) -> Result<Vec<Made>, Failed> {
    let ids = Arc::new(fill::subscribe(store, world).await?);
    let mut made = Vec::new();
    for (tongue, language) in world.tongues.iter().enumerate() {
        let feeds: Vec<usize> =
            (0..world.feeds.len()).filter(|&feed| world.feeds[feed].tongue == tongue).take(EDITS.len() + 2).collect();
        for report in 0..REPORTS {
            // Of a single paragraph there is nothing to cut.
            let (first, text) = ((report * 8 + tongue as u64) * 100..)
                .map(|number| (number, world.paragraphs(language, number)))
                .find(|(_, text)| text.len() >= 3)
                .ok_or("no story is long enough")?;
            let original = world.article_of(feeds[0], first, text.clone());
            let of = original.url.clone();
            let mut articles = vec![(feeds[0], original)];
            for (edit, (_, edited)) in EDITS.iter().enumerate() {
                let number = first + 1 + edit as u64;
                let mut desk = Desk { tongue: language, chance: Chance::of(40, number) };
                let copy = world.article_of(feeds[edit % (feeds.len() - 1) + 1], number, edited(&mut desk, &text));
                made.push(Made { url: copy.url.clone(), of: of.clone(), tongue, edit: Some(edit) });
                articles.push((feeds[edit % (feeds.len() - 1) + 1], copy));
            }
            let number = first + 20;
            let other = world.article_of(feeds[1], number, world.about_the_same(language, first, number));
            made.push(Made { url: other.url.clone(), of, tongue, edit: None });
            articles.push((feeds[1], other));
            for (feed, article) in articles {
                let batch = Batch { feed, at: world::time_of(first), articles: vec![article], relisted: None };
                fill::store_batch(store.clone(), world.clone(), ids.clone(), first, batch, 0).await?;
            }
        }
    }
    Ok(made)
}
