//! `feedmill explain`: how one record came about.

use super::arguments::{Explain, Place};
use super::failure::Failure;
use super::output::{counted, json_line, printable, short_time, stdout, utc};
use super::{boilerplate, locate};
use crate::boilerplate::{key_of, site_of};
use crate::config::Config;
use crate::model::{ArticleId, Removed};
use crate::store::{Archive, ArticleDetails, BlockRow, KeptPage, Revision, StoreError};
use crate::{link, pipeline};
use serde_json::{Value, json};
use std::io::Write;

const SHOWN_CHARACTERS: usize = 100;

/// All that is known of one record's making.
struct Story {
    details: ArticleDetails,
    page: Option<KeptPage>,
    revisions: Vec<Revision>,
    /// Beside each block that was left out, what is known of it where the site repeats it.
    removed: Vec<(Removed, Option<BlockRow>)>,
    /// Key and text of today's site rules that select nothing on the kept page.
    idle_rules: Vec<(&'static str, String)>,
}

pub fn explain(place: &Place, arguments: &Explain) -> Result<(), Failure> {
    let id = ArticleId(arguments.id);
    // With `--database` the archive is explained without a configuration too.
    let config = match &place.database {
        Some(_) => locate::configuration(place).ok(),
        None => Some(locate::configuration(place)?),
    };
    let story = tell(&locate::archive(place)?, config.as_ref(), id)?;
    let mut out = stdout();
    if arguments.json {
        json_line(&mut out, &story.as_json())?;
    } else {
        story.print(&mut out)?;
    }
    Ok(out.flush()?)
}

fn tell(archive: &Archive, config: Option<&Config>, id: ArticleId) -> Result<Story, Failure> {
    let details = archive.show(id)?.ok_or(StoreError::UnknownArticle(id))?;
    let page = archive.page(id)?;
    let site = page.as_ref().and_then(|kept| site_of(&link::absolute(&kept.page.url, None)?));
    let evidence = |removed: &Removed| match &site {
        Some(site) if removed.why == "site_boilerplate" => archive.site_block(site, key_of(&removed.text)),
        _ => Ok(None),
    };
    let removed = details.removed.iter().map(|one| Ok((one.clone(), evidence(one)?)));
    let removed = removed.collect::<Result<_, StoreError>>()?;
    let kept = archive.kept_article(id)?;
    let idle = kept.zip(config).map(|(kept, config)| pipeline::idle_rules(&kept, config));
    // A page that can't be read any more has said so where it was read.
    let idle_rules = idle.and_then(Result::ok).unwrap_or_default();
    Ok(Story { removed, revisions: archive.revisions(id)?, page, details, idle_rules })
}

impl Story {
    fn print(&self, out: &mut impl Write) -> std::io::Result<()> {
        let article = &self.details.article;
        let title = article.title.as_deref().unwrap_or("(without a title)");
        writeln!(out, "article {}: {}\n", article.id.0, printable(title))?;
        for listing in &self.details.listings {
            let (feed, seen) = (&listing.feed, short_time(Some(listing.first_seen_at)));
            writeln!(
                out,
                "listed by {feed} since {seen}: {}",
                printable(listing.item_link.as_deref().unwrap_or("no link"))
            )?;
        }
        for request in &self.details.requests {
            let status = request.status.map_or_else(|| "no answer".to_owned(), |status| status.to_string());
            let (at, url) = (short_time(Some(request.at)), printable(&request.url));
            writeln!(
                out,
                "asked {at}: {url}: {status}, {}, {} bytes ({} decoded) in {} ms",
                request.outcome, request.wire_bytes, request.body_bytes, request.took_ms
            )?;
        }
        if let Some(KeptPage { fetched_at, page }) = &self.page {
            let (url, at) = (printable(&page.url), short_time(Some(*fetched_at)));
            let media = page.content_type.as_deref().unwrap_or("no type");
            writeln!(out, "page kept of {at}: {url}: {}, {} bytes", printable(media), page.body_bytes)?;
        }
        if let Some(gone_at) = self.details.article.gone_at {
            writeln!(out, "gone since {}: its site has it no more", short_time(Some(gone_at)))?;
        }
        if let Some(error) = &article.error {
            writeln!(out, "error: {}", printable(error))?;
        }
        let words = counted(u64::from(article.words), "word", "words");
        writeln!(out, "status {}, chosen by {}: {words}", article.status.as_str(), article.method)?;
        self.print_sources(out)?;
        self.print_removed(out)?;
        if !self.idle_rules.is_empty() {
            writeln!(out, "of today's site rules these select nothing on the kept page")?;
            for (key, rule) in &self.idle_rules {
                writeln!(out, "{key:>16}  {}", printable(rule))?;
            }
            writeln!(out)?;
        }
        for revision in &self.revisions {
            let at = short_time(Some(revision.made_at));
            writeln!(out, "revision {} of {at}: {}", revision.revision, revision.reason.as_str())?;
        }
        Ok(())
    }

    fn print_sources(&self, out: &mut impl Write) -> std::io::Result<()> {
        if !self.details.sources.is_empty() {
            writeln!(out, "\nwhere the fields came from")?;
        }
        for (field, source) in &self.details.sources {
            writeln!(out, "{field:>16}  {source}")?;
            for other in self.details.alternatives.get(field).into_iter().flatten() {
                writeln!(out, "{:>16}  not {}: {}", "", printable(&other.source), shown(&other.value))?;
            }
        }
        writeln!(out)
    }

    fn print_removed(&self, out: &mut impl Write) -> std::io::Result<()> {
        let (around, within): (Vec<_>, Vec<_>) = self.removed.iter().partition(|(removed, _)| removed.is_around);
        Story::print_left_out(out, "left out of the text", &within)?;
        Story::print_left_out(out, "left out around it", &around)?;
        writeln!(out)
    }

    fn print_left_out(
        out: &mut impl Write,
        heading: &str,
        left_out: &[&(Removed, Option<BlockRow>)],
    ) -> std::io::Result<()> {
        if !left_out.is_empty() {
            writeln!(out, "{heading}")?;
        }
        for (removed, evidence) in left_out {
            writeln!(out, "{:>16}  {}", printable(&removed.why), shown(&removed.text))?;
            if let Some(row) = evidence {
                let examples: Vec<String> = row.examples.iter().map(|id| id.0.to_string()).collect();
                writeln!(
                    out,
                    "{:>16}  in {} of the site since {}, such as in articles {} ({})",
                    "",
                    counted(u64::from(row.block.stories), "story", "stories"),
                    short_time(Some(row.known_at)),
                    examples.join(", "),
                    row.block.state.as_str()
                )?;
            }
        }
        Ok(())
    }

    fn as_json(&self) -> Value {
        let details = &self.details;
        let article = &details.article;
        let page = self.page.as_ref().map(|kept| {
            json!({
                "url": kept.page.url, "fetched_at": utc(kept.fetched_at), "status": kept.page.status,
                "content_type": kept.page.content_type, "content_encoding": kept.page.content_encoding,
                "body_bytes": kept.page.body_bytes,
            })
        });
        let removed: Vec<Value> = self
            .removed
            .iter()
            .map(|(removed, evidence)| {
                let evidence = evidence.as_ref().map(boilerplate::block_json);
                json!({ "text": removed.text, "why": removed.why, "around": removed.is_around, "evidence": evidence })
            })
            .collect();
        let revisions: Vec<Value> = self
            .revisions
            .iter()
            .map(|one| json!({ "revision": one.revision, "made_at": utc(one.made_at), "reason": one.reason }))
            .collect();
        json!({
            "id": article.id, "url": article.url, "title": article.title, "status": article.status,
            "error": article.error, "method": article.method, "words": article.words, "urls": details.urls,
            "listings": details.listings, "requests": details.requests, "page": page, "sources": details.sources,
            "alternatives": details.alternatives, "removed": removed, "revisions": revisions,
            "gone_at": details.article.gone_at.map(utc), "checked_at": details.checked_at.map(utc),
            "idle_rules": self.idle_rules.iter().map(|(key, rule)| json!({ "key": key, "rule": rule })).collect::<Vec<_>>(),
        })
    }
}

fn shown(text: &str) -> String {
    let text = printable(text).replace('\n', " ");
    let short: String = text.chars().take(SHOWN_CHARACTERS).collect();
    if short.len() < text.len() { short + "…" } else { short }
}
