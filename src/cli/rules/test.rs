//! `feedmill rules test`: the tests of site rules on stored pages, with no network.

use crate::cli::arguments::{Place, RulesTest};
use crate::cli::failure::Failure;
use crate::cli::output::{counted, json_line, printable, stdout};
use crate::cli::{locate, saved};
use crate::config::Config;
use crate::model::{PageContext, Record, RuleTest};
use crate::pipeline::{self, KeptReading};
use crate::store::{Archive, StoreError};
use crate::{clean, link};
use serde_json::json;
use std::io::Write;

/// Larger than any page that is read from the net.
const LARGEST_PAGE_BYTES: u64 = 64 << 20;

/// What came of one test.
enum Outcome {
    Passed,
    /// What is not as expected, a sentence each.
    Failed(Vec<String>),
    /// There is no such page, and why.
    Missing(String),
}

pub fn test(place: &Place, arguments: &RulesTest) -> Result<(), Failure> {
    let config = locate::configuration(place)?;
    let is_meant = |test: &&RuleTest| arguments.site.as_deref().is_none_or(|site| is_of(test, site));
    let tests: Vec<&RuleTest> = config.rule_tests.iter().filter(is_meant).collect();
    if tests.is_empty() {
        let of_site = arguments.site.as_deref().map(|site| format!(" for {site}")).unwrap_or_default();
        return Err(Failure::new(format!("there are no tests of rules{of_site}"))
            .with_hint("a test is written [[site.\"news.example.com\".test]]; docs/rules.md has an example"));
    }
    let archive = archive(&config, &tests)?;
    let mut out = stdout();
    let (mut passed, mut failed, mut missing) = (0_u64, 0_u64, 0_u64);
    for test in &tests {
        let outcome = outcome(&config, archive.as_ref(), test)?;
        match &outcome {
            Outcome::Passed => passed += 1,
            Outcome::Failed(_) => failed += 1,
            Outcome::Missing(_) => missing += 1,
        }
        print(&mut out, test, &outcome, arguments.json)?;
    }
    if !arguments.json {
        let tests = counted(tests.len() as u64, "test", "tests");
        writeln!(out, "{tests}: {passed} passed, {failed} failed, {missing} without a page")?;
    }
    out.flush()?;
    if failed > 0 || (arguments.strict && missing > 0) {
        Err(Failure::silent())
    } else if passed == 0 {
        Err(Failure::new("no test has run").with_hint("`url` names an article of the archive, `file` a saved page"))
    } else {
        Ok(())
    }
}

/// Whether a test belongs to the table of a site, or of one below it.
fn is_of(test: &RuleTest, site: &str) -> bool {
    let bare = |name: &str| name.trim_start_matches("*.").trim_start_matches("www.").to_ascii_lowercase();
    let (name, site) = (bare(&test.site), bare(site));
    name == site || name.strip_suffix(&site).is_some_and(|above| above.ends_with('.'))
}

/// Opened if a test needs it and it is there.
fn archive(config: &Config, tests: &[&RuleTest]) -> Result<Option<Archive>, Failure> {
    if tests.iter().all(|test| test.file.is_some()) {
        return Ok(None);
    }
    match Archive::open_read_only(&config.daemon.database) {
        Ok(archive) => Ok(Some(archive)),
        Err(StoreError::NotFound { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn outcome(config: &Config, archive: Option<&Archive>, test: &RuleTest) -> Result<Outcome, Failure> {
    let record = if test.file.is_some() { from_file(config, test) } else { from_archive(config, archive, test)? };
    Ok(match record {
        Ok(Ok(record)) => match clean::unmet(&record, &test.expected) {
            sentences if sentences.is_empty() => Outcome::Passed,
            sentences => Outcome::Failed(sentences),
        },
        Ok(Err(sentence)) => Outcome::Failed(vec![sentence]),
        Err(sentence) => Outcome::Missing(sentence),
    })
}

/// The record, or why the page gives none; the outer error says that there is no page.
type Found = Result<Result<Record, String>, String>;

fn from_file(config: &Config, test: &RuleTest) -> Found {
    let path = test.file.clone().unwrap_or_default();
    let host = match &test.url {
        Some(url) => url.host_str().unwrap_or_default().to_owned(),
        None => test.site.trim_start_matches("*.").to_owned(),
    };
    let rules = &config.article_settings(None, &host).rules;
    let body = saved::read(&path, LARGEST_PAGE_BYTES).map_err(|why| format!("{}: {why}", path.display()))?;
    let context = PageContext { url: test.url.as_ref(), rules: Some(rules), ..PageContext::default() };
    Ok(pipeline::saved_record(&body, &context))
}

fn from_archive(config: &Config, archive: Option<&Archive>, test: &RuleTest) -> Result<Found, Failure> {
    let Some(archive) = archive else { return Ok(Err("there is no archive yet".to_owned())) };
    let Some(url) = &test.url else { return Ok(Err("it names no page".to_owned())) };
    let Some(id) = archive.article_at(&link::story_key(url))? else {
        return Ok(Err("the archive has no article of this address".to_owned()));
    };
    let Some(kept) = archive.kept_article(id)? else {
        return Ok(Err("the archive has no page of this article".to_owned()));
    };
    let reading = pipeline::kept_record(&kept, config);
    let found = |reading: KeptReading| reading.record.ok_or_else(|| "no article is found in the page".to_owned());
    Ok(Ok(reading.and_then(found)))
}

fn print(out: &mut impl Write, test: &RuleTest, outcome: &Outcome, as_json: bool) -> std::io::Result<()> {
    let (word, why) = match outcome {
        Outcome::Passed => ("passed", Vec::new()),
        Outcome::Failed(sentences) => ("failed", sentences.clone()),
        Outcome::Missing(sentence) => ("missing", vec![sentence.clone()]),
    };
    let file = test.file.as_ref().map(|file| file.display().to_string());
    if as_json {
        let line = json!({
            "site": test.site, "place": test.place, "url": test.url, "file": file, "outcome": word, "why": why,
        });
        return json_line(out, &line);
    }
    let page = file.or_else(|| test.url.as_ref().map(|url| url.to_string())).unwrap_or_default();
    writeln!(out, "{word:<8} {}  {}", printable(&test.site), printable(&page))?;
    for sentence in why {
        writeln!(out, "         {}: {}", printable(&test.place), printable(&sentence))?;
    }
    Ok(())
}
