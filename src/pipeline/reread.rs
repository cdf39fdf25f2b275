//! A page that was kept, through today's rules: what the second line does with a fresh one, without the network.

use super::scrape::{lack_of_article, page_record};
use crate::config::Config;
use crate::fetch::Limits;
use crate::model::{FeedKey, Record, SiteRules};
use crate::store::KeptArticle;
use crate::{decode, link};
use url::Url;

/// The record that a kept page gives today; `None` if no article is found in it.
///
/// # Errors
/// A sentence, for a body that can't be unpacked any more.
pub fn kept_record(kept: &KeptArticle, config: &Config) -> Result<Option<Record>, String> {
    let page = &kept.page;
    let body = decode::unpack(&page.content_encoding, &page.body, Limits::default().scrape.decoded)
        .map_err(|fault| fault.to_string())?;
    let url = link::absolute(&page.url, None);
    let rules = rules_for(kept, url.as_ref(), config);
    let record = page_record(&body, page.content_type.as_deref(), url.as_ref(), &rules, Some(&kept.facts.item));
    Ok(lack_of_article(&record, &kept.facts.feed_text).is_none().then_some(record))
}

/// The rules of the feed that listed the article first, of those that are configured.
fn rules_for(kept: &KeptArticle, url: Option<&Url>, config: &Config) -> SiteRules {
    let feed: Option<&FeedKey> = kept.feeds.iter().find(|key| config.feed(key).is_some());
    config.article_settings(feed, url.and_then(Url::host_str).unwrap_or_default()).rules.clone()
}
