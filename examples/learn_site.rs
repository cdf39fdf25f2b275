//! Saved pages as a stream of articles, each cleaned with what its site has taught so far: one JSON line a
//! page with the text without learning (`base`), as first stored (`stored`) and as cleaned again (`after`).
//!
//! Standard input has one page a line, `HOST<tab>FILE`, in the order of arrival.

use feedmill::boilerplate::{self, Print, SiteMemory, WINDOW};
use feedmill::model::{ArticleId, PageContext, Record};
use feedmill::{decode, pipeline};
use serde_json::json;
use std::collections::HashMap;
use std::error::Error;
use std::time::{Duration, Instant};
use url::Url;

struct Page {
    site: String,
    file: String,
    record: Record,
    prints: Vec<Print>,
    stored: Record,
    after: Record,
    is_suspect: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut pages: Vec<Page> = Vec::new();
    let mut sites: HashMap<String, SiteMemory> = HashMap::new();
    let (mut cleaned_again, mut took) = (0usize, Duration::ZERO);
    for line in std::io::stdin().lines() {
        let line = line?;
        let (host, file) = line.split_once('\t').ok_or("no tab in a line")?;
        let site = boilerplate::site_of(&Url::parse(&format!("http://{host}/"))?).ok_or("no host")?;
        let body = decode::unpack_file(std::fs::read(file)?, 64 << 20)?;
        let record = pipeline::saved_record(&body, &PageContext::default()).unwrap_or_default();
        let started = Instant::now();
        let prints = boilerplate::prints(&record.blocks);
        let memory = sites.entry(site.clone()).or_default();
        let lesson = boilerplate::learn(memory, ArticleId(pages.len() as i64), &record.blocks, &prints);
        let again = lesson.to_clean_again.clone();
        memory.take_in(lesson);
        let judgement = boilerplate::judge(memory, record.title.as_deref(), &record.blocks, &prints);
        took += started.elapsed();
        let stored = boilerplate::cut(&record, &judgement).into_owned();
        let (file, after) = (file.to_owned(), stored.clone());
        pages.push(Page { site, file, record, prints, stored, after, is_suspect: judgement.is_suspect });
        for id in again {
            let page = &mut pages[usize::try_from(id.0)?];
            let judgement = boilerplate::judge(memory, page.record.title.as_deref(), &page.record.blocks, &page.prints);
            page.after = boilerplate::cut(&page.record, &judgement).into_owned();
            page.is_suspect = judgement.is_suspect;
            cleaned_again += 1;
        }
    }
    for page in &pages {
        let removed: Vec<_> = page.after.removed.iter().filter(|one| one.why.ends_with("site_boilerplate")).collect();
        println!(
            "{}",
            json!({
                "site": page.site, "file": page.file, "base": page.record.text, "stored": page.stored.text,
                "after": page.after.text, "removed": removed, "suspect": page.is_suspect,
                "title": page.record.title,
            })
        );
    }
    let rows: usize = sites.values().map(|memory| memory.known.len()).sum();
    let most = sites.values().map(|memory| memory.known.len()).max().unwrap_or(0);
    eprintln!(
        "{} pages of {} sites, window {WINDOW}: {rows} known blocks, at most {most} a site; cleaned again {cleaned_again} times; {:.3} ms a page",
        pages.len(),
        sites.len(),
        took.as_secs_f64() * 1000.0 / pages.len() as f64,
    );
    Ok(())
}
