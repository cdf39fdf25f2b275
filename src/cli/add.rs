//! `feedmill add`: a site's or a feed's URL to the TOML that subscribes to it.

use super::arguments::{Add, Place};
use super::failure::Failure;
use super::fetch::runtime;
use super::output::{json_line, printable, stdout};
use super::{files, locate, logging, progress};
use crate::config::{self, Config, Surroundings};
use crate::discover::{self, Subscription, subscription};
use crate::feed::{self, FeedContext};
use crate::fetch::{Fetch, FetchAnswer, FetchOptions, FetchRequest, HttpFetcher, Limits, Reach, judge_url};
use crate::model::{FailureKind, FeedDocument, FeedLink, RequestKind, Validators};
use crate::zone::Tz;
use crate::{decode, extract, link};
use serde_json::json;
use std::io::Write;
use std::path::{Path, PathBuf};
use tracing_subscriber::filter::LevelFilter;
use url::Url;

pub fn add(place: &Place, arguments: &Add) -> Result<(), Failure> {
    let url = typed_url(&arguments.url, arguments.allow_private)?;
    let config = configuration(place)?;
    // Asked before any server is, so that nothing is fetched for nothing.
    let folder = arguments.write.then(|| drop_in_folder(place)).transpose()?;
    logging::start(LevelFilter::WARN, place.log_format);
    let found = runtime()?.block_on(find(&config, &url, arguments.allow_private))?;
    let offers = offers(found, &config, folder.as_deref(), arguments.allow_private)?;
    let written = match (&folder, offers.iter().find(|offer| offer.configured_as.is_none())) {
        (Some(folder), Some(best)) => Some(write(folder, best)?),
        _ => None,
    };
    print(&offers, &url, written.as_deref(), arguments.json)
}

/// A feed that was found, and the key under which it is known already.
struct Offer {
    feed: Subscription,
    configured_as: Option<String>,
}

/// A feed that was asked for and read.
struct ReadFeed {
    url: Url,
    document: FeedDocument,
    /// The page's name for it, should it have none of its own.
    title: Option<String>,
}

/// What the address holds: itself a feed, feeds that its page names, else those at the usual places.
async fn find(config: &Config, url: &Url, allow_private: bool) -> Result<Vec<ReadFeed>, Failure> {
    let limits = Limits::default();
    let options = FetchOptions { contact: config.daemon.contact.clone(), workers: 1, ..FetchOptions::default() };
    let fetcher = HttpFetcher::new(options);
    let desk = Desk { config, fetcher, limits, typed: url, allow_private };
    let answer = desk.fetch(url).await.map_err(|unread| {
        let failure = Failure::new(format!("{url}: {}", unread.sentence));
        if unread.is_private { failure.with_hint("--allow-private lets it be asked") } else { failure }
    })?;
    match answer.parse() {
        Ok(document) => return Ok(vec![ReadFeed { url: answer.lasting_url, document, title: None }]),
        Err(fault) if fault.kind == FailureKind::Empty => {
            return Err(Failure::new(format!("{url}: {}", fault.message)));
        }
        Err(_) => {}
    }
    let page = decode::page_text(&answer.body, answer.content_type.as_deref());
    let named = discover::best_first(extract::feed_links(&page.text, Some(&answer.url)), &answer.url);
    let mut found = desk.read_all(named).await;
    if found.is_empty() {
        found = desk.first_usual(&answer.url).await;
    }
    if found.is_empty() {
        return Err(Failure::new(format!("{url}: there is no feed on this page, nor at the usual places"))
            .with_hint("if you know the feed's own address: `feedmill add` takes it too"));
    }
    Ok(found)
}

/// Why an address gave no feed.
struct Unread {
    sentence: String,
    /// The guard held it back.
    is_private: bool,
}

impl Unread {
    fn new(sentence: String) -> Unread {
        Unread { sentence, is_private: false }
    }
}

/// What a server answered, without its place among the fetcher's workers, which the next request needs.
struct Answer {
    url: Url,
    lasting_url: Url,
    content_type: Option<String>,
    body: Vec<u8>,
}

impl Answer {
    fn parse(&self) -> Result<FeedDocument, feed::FeedFault> {
        let content_type = self.content_type.as_deref();
        feed::parse(&self.body, &FeedContext { url: Some(&self.url), content_type, timezone: Tz::UTC })
    }
}

/// What asking takes.
struct Desk<'a> {
    config: &'a Config,
    fetcher: HttpFetcher,
    limits: Limits,
    typed: &'a Url,
    allow_private: bool,
}

impl Desk<'_> {
    /// Asks for one address.
    async fn fetch(&self, url: &Url) -> Result<Answer, Unread> {
        let request = FetchRequest {
            url: url.clone(),
            kind: RequestKind::Poll,
            validators: Validators::default(),
            // What the page links to may have another port only on the host that was typed.
            reach: Reach { private: self.allow_private, any_port: url.host() == self.typed.host() },
            credentials: None,
            gap: self.config.article_settings(None, url.host_str().unwrap_or_default()).gap,
        };
        let answer = self.fetcher.fetch(request).await.map_err(|failure| Unread {
            is_private: failure.kind == FailureKind::BlockedAddress && !self.allow_private,
            sentence: failure.message,
        })?;
        let body = decode::unpack(&answer.content_encoding, &answer.body, self.limits.poll.decoded);
        let body = body.map_err(|fault| Unread::new(fault.to_string()))?.into_owned();
        let lasting_url = lasting_url(url, &answer);
        Ok(Answer { body, lasting_url, url: answer.url, content_type: answer.content_type })
    }

    async fn read(&self, link: FeedLink) -> Result<ReadFeed, Unread> {
        let answer = self.fetch(&link.url).await?;
        let document = answer.parse().map_err(|fault| Unread::new(fault.message))?;
        Ok(ReadFeed { url: answer.lasting_url, document, title: link.title })
    }

    /// Every feed that can be read of those that a page names.
    async fn read_all(&self, links: Vec<FeedLink>) -> Vec<ReadFeed> {
        let mut found: Vec<ReadFeed> = Vec::new();
        let bar = progress::bar(links.len() as u64, "feeds");
        for link in links {
            let url = link.url.clone();
            let read = self.read(link).await;
            bar.inc(1);
            match read {
                Ok(read) if found.iter().any(|other| other.url == read.url) => {}
                Ok(read) => found.push(read),
                Err(unread) => {
                    let sentence = printable(&format!("passed over {url}: {}", unread.sentence));
                    bar.suspend(|| eprintln!("{sentence}"));
                }
            }
        }
        bar.finish_and_clear();
        found
    }

    /// The first of the usual places that has a feed.
    async fn first_usual(&self, page: &Url) -> Vec<ReadFeed> {
        let places = discover::well_known(page);
        let bar = progress::bar(places.len() as u64, "usual places");
        let mut found = Vec::new();
        for url in places {
            bar.inc(1);
            if let Ok(read) = self.read(FeedLink { url, title: None, is_declared: false }).await {
                found.push(read);
                break;
            }
        }
        bar.finish_and_clear();
        found
    }
}

/// Where the feed will be asked for: the address it has moved to for good, else the one that was named.
fn lasting_url(asked: &Url, answer: &FetchAnswer) -> Url {
    let for_good = answer.hops.iter().all(|hop| matches!(hop.status, 301 | 308));
    if for_good { answer.url.clone() } else { asked.clone() }
}

fn typed_url(typed: &str, allow_private: bool) -> Result<Url, Failure> {
    let written = if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") };
    let url = Url::parse(&written).map_err(|fault| Failure::usage(format!("{typed}: {fault}")))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Failure::usage("an address is taken without credentials")
            .with_hint("they are written as `username` and `password` of the feed"));
    }
    let reach = Reach { private: allow_private, any_port: true };
    judge_url(&url, reach).map_err(|refusal| {
        let failure = Failure::usage(format!("{typed}: {refusal}"));
        let is_private = judge_url(&url, Reach { private: true, ..reach }).is_ok();
        if is_private { failure.with_hint("--allow-private lets it be asked") } else { failure }
    })?;
    Ok(url)
}

/// The configuration; without one, what holds where nothing is said.
fn configuration(place: &Place) -> Result<Config, Failure> {
    if place.config.is_some() || locate::config_path(place).is_ok() {
        return locate::configuration(place);
    }
    let around = Surroundings {
        env: &|_| None,
        read_file: &|_| Err("there is no such file".to_owned()),
        judge_rule: &extract::judge_rule,
    };
    let nothing = config::Source { path: "feedmill.toml".into(), text: String::new() };
    Ok(config::compile(&[nothing], around)?)
}

fn drop_in_folder(place: &Place) -> Result<PathBuf, Failure> {
    let main = locate::config_path(place)?;
    config::drop_in_folder(&main).ok_or_else(|| {
        Failure::configuration(format!("{} includes no folder to write to", main.display()))
            .with_hint("put `include = [\"conf.d/*.toml\"]` at its top")
    })
}

/// Gives each feed its key.
fn offers(
    found: Vec<ReadFeed>,
    config: &Config,
    folder: Option<&Path>,
    allow_private: bool,
) -> Result<Vec<Offer>, Failure> {
    let mut offers: Vec<Offer> = Vec::new();
    for read in found {
        let title = read.document.title.or(read.title);
        let is_taken = |key: &str| {
            config.feeds.iter().any(|feed| feed.key.as_str() == key)
                || offers.iter().any(|offer| offer.feed.key.as_str() == key)
                || folder.is_some_and(|folder| file_of(folder, key).exists())
        };
        let key = discover::key_for(title.as_deref(), &read.url, &is_taken).map_err(Failure::new)?;
        let same = |url: &Url| link::story_key(url) == link::story_key(&read.url);
        let known = config.feeds.iter().find(|feed| same(&feed.url)).map(|feed| feed.key.to_string());
        let (format, items) = (read.document.format, read.document.items.len());
        let feed = Subscription { key, url: read.url, title, format, items, allow_private };
        offers.push(Offer { feed, configured_as: known });
    }
    Ok(offers)
}

fn file_of(folder: &Path, key: &str) -> PathBuf {
    folder.join(format!("{key}.toml"))
}

/// A new file with one feed; a file that is there stays as it is.
fn write(folder: &Path, offer: &Offer) -> Result<PathBuf, Failure> {
    let path = file_of(folder, offer.feed.key.as_str());
    let failed = |fault: std::io::Error| Failure::new(format!("{} can't be made: {fault}", folder.display()));
    std::fs::create_dir_all(folder).map_err(failed)?;
    files::new_file(&path, &subscription(&offer.feed, false))?;
    Ok(path)
}

fn print(offers: &[Offer], url: &Url, written: Option<&Path>, as_json: bool) -> Result<(), Failure> {
    let mut out = stdout();
    let best = offers.iter().position(|offer| offer.configured_as.is_none());
    if as_json {
        for (place, offer) in offers.iter().enumerate() {
            let written = written.filter(|_| Some(place) == best).map(|path| path.display().to_string());
            json_line(&mut out, &line(offer, written.as_deref()))?;
        }
        return Ok(out.flush()?);
    }
    if offers.len() > 1 {
        writeln!(
            out,
            "# {} has {} feeds, the best first. Take the `#` away from others you want.\n",
            url,
            offers.len()
        )?;
    }
    for (place, offer) in offers.iter().enumerate() {
        if place > 0 {
            writeln!(out)?;
        }
        if let Some(key) = &offer.configured_as {
            writeln!(out, "# configured already, as [feed.{key}]:")?;
        }
        write!(out, "{}", printable(&subscription(&offer.feed, Some(place) != best)))?;
    }
    out.flush()?;
    match written {
        Some(path) => eprintln!("written to {}; `feedmill check` judges it", path.display()),
        None if best.is_none() => eprintln!("nothing is new: all of it is configured already"),
        None => {}
    }
    Ok(())
}

fn line(offer: &Offer, written: Option<&str>) -> serde_json::Value {
    let feed = &offer.feed;
    json!({
        "url": feed.url,
        "title": feed.title,
        "format": feed.format,
        "items": feed.items,
        "key": feed.key,
        "configured_as": offer.configured_as,
        "toml": subscription(feed, false),
        "written": written,
    })
}
