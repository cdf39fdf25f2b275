//! `feedmill reextract`: stored pages through today's rules, with no network.
//!
//! Pages are read, worked on and stored by the chunk, so memory doesn't grow with their number. A daemon
//! may go on writing meanwhile.

use super::arguments::{Place, Reextract};
use super::failure::Failure;
use super::output::{counted, json_line, printable, stdout};
use super::{fetch, locate, parallel, progress, selection};
use crate::config::Config;
use crate::model::ArticleId;
use crate::pipeline::{self, KeptReading};
use crate::store::{Archive, ContentChange, KeptArticle, Reread, RereadRecord, Store};
use chrono::{DateTime, Utc};
use serde_json::json;
use std::io::Write;

/// Pages in memory at a time, packed as they are kept.
const PAGES_AT_ONCE: usize = 64;
/// Changed articles that a dry run shows to a person.
const MOST_EXAMPLES: u64 = 20;

pub fn reextract(place: &Place, arguments: &Reextract) -> Result<(), Failure> {
    let config = locate::configuration(place)?;
    let filter = selection::of_pages(arguments, Utc::now())?;
    let archive = Archive::open_read_only(&config.daemon.database)?;
    let store = if arguments.dry_run { None } else { Some(Store::open_beside(&config.daemon.database)?) };
    let runtime = fetch::runtime()?;
    let mut report = Report::new(arguments);
    let bar = progress::bar(archive.count_kept(&filter)?, "pages");
    let mut last = ArticleId(0);
    loop {
        let ids = archive.kept_ids(&filter, last, PAGES_AT_ONCE)?;
        let Some(&newest) = ids.last() else { break };
        last = newest;
        let chunk = Chunk::read(&archive, &config, &ids)?;
        let outcomes = match &store {
            None => chunk.compare(&archive)?,
            Some(store) => runtime.block_on(chunk.store(store))?,
        };
        bar.suspend(|| outcomes.iter().try_for_each(|outcome| report.add(&archive, outcome)))?;
        bar.inc(ids.len() as u64);
    }
    bar.finish_and_clear();
    if let Some(store) = store {
        // What the pages taught of their sites, now that all of them are counted.
        loop {
            let ids = runtime.block_on(store.due_to_clean_again(DateTime::<Utc>::MAX_UTC, PAGES_AT_ONCE))?;
            if ids.is_empty() {
                break;
            }
            let outcomes = runtime.block_on(Chunk::read(&archive, &config, &ids)?.store(&store))?;
            outcomes.iter().try_for_each(|outcome| report.add_again(&archive, outcome))?;
            for id in ids {
                runtime.block_on(store.give_up_cleaning(id))?;
            }
        }
        runtime.block_on(store.close());
    }
    report.finish()
}

/// Pages of one chunk and what they give today.
struct Chunk(Vec<(KeptArticle, Result<KeptReading, String>)>);

/// What became of one page.
type Outcome = (ArticleId, Result<Reread, String>);

impl Chunk {
    fn read(archive: &Archive, config: &Config, ids: &[ArticleId]) -> Result<Chunk, Failure> {
        let mut kept = Vec::with_capacity(ids.len());
        for &id in ids {
            kept.extend(archive.kept_article(id)?);
        }
        let records = parallel::map(&kept, |kept| pipeline::kept_record(kept, config));
        Ok(Chunk(kept.into_iter().zip(records).collect()))
    }

    fn compare(self, archive: &Archive) -> Result<Vec<Outcome>, Failure> {
        let compare = |(kept, reading): (KeptArticle, Result<KeptReading, String>)| {
            let reread = match reading {
                Ok(KeptReading { record: Some(record), learning }) => {
                    Ok(Reread::Article(archive.compare(kept.article_id, &record, learning.as_ref())?))
                }
                Ok(KeptReading { record: None, .. }) => Ok(Reread::NoArticle),
                Err(sentence) => Err(sentence),
            };
            Ok((kept.article_id, reread))
        };
        self.0.into_iter().map(compare).collect()
    }

    async fn store(self, store: &Store) -> Result<Vec<Outcome>, Failure> {
        let at = Utc::now();
        let mut outcomes = Vec::with_capacity(self.0.len());
        let (mut ids, mut rereads) = (Vec::new(), Vec::new());
        for (kept, reading) in self.0 {
            match reading {
                Ok(KeptReading { record, learning }) => {
                    let (article_id, page_fetched_at) = (kept.article_id, kept.fetched_at);
                    ids.push(article_id);
                    rereads.push(RereadRecord { article_id, at, page_fetched_at, record, learning });
                }
                Err(sentence) => outcomes.push((kept.article_id, Err(sentence))),
            }
        }
        let stored = store.record_rereads(rereads).await?;
        outcomes.extend(ids.into_iter().zip(stored.into_iter().map(Ok)));
        outcomes.sort_by_key(|(id, _)| *id);
        Ok(outcomes)
    }
}

/// What is printed along the way, and the sums for the end.
struct Report<'a> {
    arguments: &'a Reextract,
    pages: u64,
    changed: u64,
    texts: u64,
    titles: u64,
    found: u64,
    lost: u64,
    unread: u64,
}

impl<'a> Report<'a> {
    fn new(arguments: &'a Reextract) -> Report<'a> {
        Report { arguments, pages: 0, changed: 0, texts: 0, titles: 0, found: 0, lost: 0, unread: 0 }
    }

    fn add(&mut self, archive: &Archive, (id, reread): &Outcome) -> Result<(), Failure> {
        self.pages += 1;
        match reread {
            Ok(Reread::Article(change)) if change.is_none() => {}
            Ok(Reread::Article(change)) => {
                self.changed += 1;
                self.texts += u64::from(change.fields.contains(&"text"));
                self.titles += u64::from(change.fields.contains(&"title"));
                self.found += u64::from(!change.was_full);
                self.show(archive, *id, change)?;
            }
            Ok(Reread::NoArticle) => self.lost += 1,
            Ok(Reread::Overtaken) => {}
            Err(sentence) => {
                self.unread += 1;
                eprintln!("article {}: {}", id.0, printable(sentence));
            }
        }
        Ok(())
    }

    /// An article that was cleaned again is no further page.
    fn add_again(&mut self, archive: &Archive, outcome: &Outcome) -> Result<(), Failure> {
        self.pages -= 1;
        self.add(archive, outcome)
    }

    fn show(&self, archive: &Archive, id: ArticleId, change: &ContentChange) -> Result<(), Failure> {
        let mut out = stdout();
        if self.arguments.json {
            json_line(&mut out, &json!({ "id": id, "change": change }))?;
        } else if self.arguments.dry_run && self.changed <= MOST_EXAMPLES {
            let title = archive.show(id)?.and_then(|details| details.article.title).unwrap_or_default();
            let words = format!("{} → {} words", change.words_before, change.words_after);
            let title: String = printable(&title).chars().take(60).collect();
            writeln!(out, "{:>8}  {title}: {words} ({})", id.0, change.fields.join(", "))?;
        }
        Ok(out.flush()?)
    }

    fn finish(self) -> Result<(), Failure> {
        if !self.arguments.json {
            let mut out = stdout();
            writeln!(out, "{}", self.summary())?;
            out.flush()?;
        }
        if self.unread > 0 {
            return Err(Failure::new(format!("{} of {} could not be read", self.unread, self.pages)));
        }
        Ok(())
    }

    fn summary(&self) -> String {
        let would = if self.arguments.dry_run { "would change" } else { "changed" };
        let pages = counted(self.pages, "page", "pages");
        let articles = counted(self.changed, "article", "articles");
        let mut summary = format!("{pages} read again: {articles} {would}");
        if self.changed > 0 {
            summary.push_str(&format!(", {} in their text, {} in their title", self.texts, self.titles));
        }
        for (count, what) in [
            (self.found, "with an article where none was found before"),
            (self.lost, "in which no article is found today, left as they were"),
        ] {
            if count > 0 {
                summary.push_str(&format!("; {count} {what}"));
            }
        }
        summary
    }
}
