//! Pages that were kept, through today's rules: what the second line does with fresh ones, without the network.

use super::Environment;
use super::saved::extracted;
use super::scrape::{lack_of_article, learning};
use crate::boilerplate::Learning;
use crate::config::{Config, Settings};
use crate::extract::FurtherPage;
use crate::fetch::{Fetch, Limits};
use crate::model::{ArticleId, Extracted, FeedKey, PageContext, Record, Timestamp};
use crate::store::{KeptArticle, Reread, RereadRecord, StoreError, StoredPage};
use crate::{clean, decode, extract, link};
use std::borrow::Cow;
use std::sync::Arc;
use url::Url;

/// What a kept page gives today.
#[derive(Debug)]
pub struct KeptReading {
    /// `None` if no article is found in them.
    pub record: Option<Record>,
    /// `None` where nothing is learned of the site.
    pub learning: Option<Learning>,
}

/// What cleaning an article again came to.
#[derive(Debug)]
pub struct CleanReport {
    pub article_id: ArticleId,
    pub changed: bool,
}

/// Reads an article's kept pages by the rules of the feed that listed the article first, of those that are configured.
///
/// # Errors
/// A sentence, for a body that can't be unpacked any more.
pub fn kept_record(kept: &KeptArticle, config: &Config) -> Result<KeptReading, String> {
    let (url, settings) = settings_for(kept, config)?;
    let context = PageContext {
        url: Some(&url),
        rules: Some(&settings.rules),
        feed_title: kept.facts.item.title.as_deref(),
        fetched_at: Some(kept.fetched_at),
    };
    let own = read(&kept.page, &context)?;
    let further = kept.parts.iter().map(|part| {
        let url = link::absolute(&part.page.url, Some(&url)).unwrap_or_else(|| url.clone());
        let extracted = read(&part.page, &PageContext { url: Some(&url), feed_title: None, ..context })?;
        Ok(FurtherPage { role: part.role, url, extracted })
    });
    let further = further.collect::<Result<Vec<_>, String>>()?;
    let record = clean::record(extract::article_of(&url, own, further), Some(&kept.facts.item));
    let learning = if settings.learn { learning(&record, &url) } else { None };
    let record = lack_of_article(&record, &kept.facts.feed_text).is_none().then_some(record);
    Ok(KeptReading { record, learning })
}

/// Key and text of each of today's rules that selects nothing on an article's kept page.
///
/// # Errors
/// As `kept_record`.
pub fn idle_rules(kept: &KeptArticle, config: &Config) -> Result<Vec<(&'static str, String)>, String> {
    let (_, settings) = settings_for(kept, config)?;
    let body = unpacked(&kept.page)?;
    let text = decode::page_text(&body, kept.page.content_type.as_deref()).text;
    Ok(extract::idle_rules(&text, &settings.rules))
}

/// The address of an article's kept page and what is configured for it.
fn settings_for<'a>(kept: &KeptArticle, config: &'a Config) -> Result<(Url, Cow<'a, Settings>), String> {
    let url = link::absolute(&kept.page.url, None);
    let url = url.ok_or_else(|| format!("`{}` is no address of a page", kept.page.url))?;
    let feed: Option<&FeedKey> = kept.feeds.iter().find(|key| config.feed(key).is_some());
    let settings = config.article_settings(feed, url.host_str().unwrap_or_default());
    Ok((url, settings))
}

fn read(page: &StoredPage, context: &PageContext<'_>) -> Result<Extracted, String> {
    let body = unpacked(page)?;
    Ok(extracted(&body, page.content_type.as_deref(), context))
}

fn unpacked(page: &StoredPage) -> Result<Cow<'_, [u8]>, String> {
    decode::unpack(&page.content_encoding, &page.body, Limits::default().scrape.decoded)
        .map_err(|fault| fault.to_string())
}

/// Cleans an article again from its kept page, since more is known of its site.
pub async fn clean_again<F: Fetch>(
    env: &Arc<Environment<F>>,
    article_id: ArticleId,
    at: Timestamp,
) -> Result<CleanReport, StoreError> {
    let mut report = CleanReport { article_id, changed: false };
    let Some(kept) = env.store.kept_article(article_id).await? else {
        env.store.give_up_cleaning(article_id).await?;
        return Ok(report);
    };
    let page_fetched_at = kept.fetched_at;
    let around = Arc::clone(env);
    let Ok(Ok(reading)) = env.think(move || kept_record(&kept, &around.config)).await else {
        env.store.give_up_cleaning(article_id).await?;
        return Ok(report);
    };
    let KeptReading { record, learning } = reading;
    let reread = RereadRecord { article_id, at, page_fetched_at, record, learning };
    let stored = env.store.record_rereads(vec![reread]).await?;
    report.changed = stored.iter().any(|reread| matches!(reread, Reread::Article(change) if !change.is_none()));
    Ok(report)
}
