//! Whether a page is the article at all, or what a site shows in its place.
//!
//! Judged by what is said to the reader and how little else there is: a wall has a few words and no date,
//! and a headline of its own. To take an article for a wall loses it, and to take a wall for an article is
//! seen at once; so where in doubt a page is none.

mod words;

use super::blocks::Survey;
use super::choose::Choice;
use crate::model::{Extracted, Wall};
use crate::text::{comparable, is_letter_or_digit, is_unspaced};
use url::Url;

/// More words than any wall has but for questions of consent.
const MOST_WORDS: f32 = 150.0;
const MOST_CONSENT_WORDS: f32 = 800.0;

/// Of a page with a check or a script alone.
const FEW_WORDS: f32 = 60.0;

/// Of a teaser: the longer the more witnesses.
const MOST_TEASER_WORDS: f32 = 120.0;
const MOST_TEASER_WORDS_BY_TWO: f32 = 250.0;

/// An article announced with this many times the words that are shown is cut off.
const TIMES_ANNOUNCED: f32 = 2.5;

/// Blocks behind the text in which a paywall speaks.
const BLOCKS_BEHIND: usize = 8;

/// A shorter headline may be a word that other titles have too, "News" or "Login".
const LEAST_HEADLINE_BYTES: usize = 12;

/// The share of a text that asks for consent.
const CONSENT_SHARE: f32 = 0.5;

/// What is judged.
pub(super) struct Evidence<'a> {
    pub(super) extracted: &'a Extracted,
    pub(super) survey: &'a Survey,
    pub(super) choice: &'a Choice,
    pub(super) html: &'a str,
    pub(super) page_title: &'a str,
    pub(super) url: Option<&'a Url>,
    pub(super) feed_title: Option<&'a str>,
    /// The page's word on whether everybody may read it.
    pub(super) is_free: Option<bool>,
    /// Words of the whole article by the page's word; 0 for none.
    pub(super) announced_words: u32,
}

/// What stands in the article's place; `None` for an article, and where in doubt.
pub(super) fn judge(page: &Evidence<'_>) -> Option<Wall> {
    let said = words_said(page);
    if page.feed_title.is_some() && page.url.is_some_and(is_front_page) && !is_announced(page) {
        return Some(Wall::NotFound);
    }
    if said > MOST_CONSENT_WORDS {
        return None;
    }
    if let Some(wall) = paywall(page, said) {
        return Some(wall);
    }
    if is_announced(page) || has_date(page) {
        return None;
    }
    let address = page.url.map(by_address).unwrap_or_default();
    if address == Some(Wall::Consent) {
        return Some(Wall::Consent);
    }
    let text = spoken(page, said);
    if said < MOST_WORDS {
        let shown = words_of(&page.survey.text);
        let wall = by_title(page)
            .or_else(|| bot_wall(page, said, shown, &text))
            .or_else(|| login(page, shown, address))
            .or_else(|| (said < FEW_WORDS && says(&text, words::NOT_FOUND)).then_some(Wall::NotFound))
            .or_else(|| needs_script(page, said, shown));
        if wall.is_some() {
            return wall;
        }
    }
    asks_for_consent(page, said).then_some(Wall::Consent)
}

/// Words of the text, counted as far as they matter.
fn words_said(page: &Evidence<'_>) -> f32 {
    let mut said = 0.0;
    for block in &page.extracted.blocks {
        said += words_of(&block.text);
        if said > MOST_CONSENT_WORDS {
            break;
        }
    }
    said
}

/// Words, two characters of an unspaced script for one.
fn words_of(text: &str) -> f32 {
    let mut words = 0.0;
    let mut inside = false;
    for c in text.chars() {
        if is_unspaced(c) {
            words += if is_letter_or_digit(c) { 0.5 } else { 0.0 };
            inside = false;
        } else {
            let is_word = is_letter_or_digit(c);
            words += if is_word && !inside { 1.0 } else { 0.0 };
            inside = is_word;
        }
    }
    words
}

/// Whether the page bears the headline under which a feed announced it.
fn is_announced(page: &Evidence<'_>) -> bool {
    let announced = page.feed_title.map(comparable).unwrap_or_default();
    let agrees = |title: &str| {
        let title = comparable(title);
        let is_whole = |part: &str, whole: &str| part.len() * 2 >= whole.len() && whole.contains(part);
        // A page's title has the site's name and its sections beside the headline.
        let is_headed = announced.len() >= LEAST_HEADLINE_BYTES && title.contains(&announced);
        is_headed || is_whole(&announced, &title) || is_whole(&title, &announced)
    };
    !announced.is_empty() && titles(page).any(agrees)
}

/// A date that was written for readers or machines; addresses have theirs even where nothing is.
fn has_date(page: &Evidence<'_>) -> bool {
    page.extracted.metadata.published.iter().any(|found| !matches!(found.source, "url" | "visible date"))
}

fn titles<'a>(page: &'a Evidence<'_>) -> impl Iterator<Item = &'a str> {
    let found = page.extracted.metadata.titles.iter().map(|found| found.value.as_str());
    found.chain((!page.page_title.is_empty()).then_some(page.page_title))
}

fn by_title(page: &Evidence<'_>) -> Option<Wall> {
    let tables = [(words::NOT_FOUND_TITLES, Wall::NotFound), (words::ERROR_TITLES, Wall::ErrorPage)];
    tables.into_iter().find_map(|(table, wall)| is_titled(page, table).then_some(wall))
}

/// Whether a title, or a part of one between bars, is one of these.
fn is_titled(page: &Evidence<'_>, table: &[&str]) -> bool {
    const BEFORE: [&str; 6] = ["error 404", "fehler 404", "erreur 404", "404", "oops", "sorry"];
    let bare = |text: &str| text.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    titles(page).any(|title| {
        let title = title.to_lowercase();
        let mut parts =
            title.split(['|', '｜', '–', '—', '_', '·', '»', '«']).flat_map(|part| part.split(" - ")).map(bare);
        parts.any(|part| {
            let rest = BEFORE.iter().find_map(|before| part.strip_prefix(before)).map(bare);
            table.contains(&part.as_str()) || rest.is_some_and(|rest| table.contains(&rest.as_str()))
        })
    })
}

/// Where sites lead to from addresses that are no more.
fn is_front_page(url: &Url) -> bool {
    url.path() == "/" && url.query().is_none()
}

/// By where the redirects ended.
fn by_address(url: &Url) -> Option<Wall> {
    const CONSENT: [&str; 7] =
        ["collectconsent", "consent", "cookiewall", "cookie-wall", "privacygate", "privacy-gate", "zustimmung"];
    const LOGIN: [&str; 9] =
        ["login", "signin", "sign-in", "log-in", "anmelden", "auth", "sso", "connexion", "identification"];
    let host = url.host_str().unwrap_or_default();
    let path = url.path().to_ascii_lowercase();
    let has_step = |names: &[&str]| path.split('/').any(|step| names.contains(&step.trim_end_matches(".html")));
    if host.starts_with("consent.") || host.starts_with("guce.") || has_step(&CONSENT) {
        Some(Wall::Consent)
    } else {
        has_step(&LOGIN).then_some(Wall::Login)
    }
}

/// What the page says to the reader in place of an article, lower case: the chosen text, or all of it
/// where next to nothing else is there.
fn spoken(page: &Evidence<'_>, said: f32) -> String {
    if said < FEW_WORDS && words_of(&page.survey.text) < MOST_WORDS {
        return page.survey.text.to_lowercase();
    }
    let texts: Vec<&str> = page.extracted.blocks.iter().map(|block| block.text.as_str()).collect();
    texts.join("\n").to_lowercase()
}

fn says(text: &str, table: &[&str]) -> bool {
    table.iter().any(|words| text.contains(words))
}

fn bot_wall(page: &Evidence<'_>, said: f32, shown: f32, text: &str) -> Option<Wall> {
    if shown > 2.0 * MOST_WORDS {
        return None;
    }
    let is_marked = words::BOT_MARKUP.iter().any(|mark| page.html.contains(mark));
    let is_told = says(text, words::BOT);
    let is_named = is_titled(page, words::BOT_TITLES);
    let is_check = is_marked || is_told && (is_named || said < FEW_WORDS) || is_named && shown < FEW_WORDS;
    is_check.then_some(Wall::BotWall)
}

fn login(page: &Evidence<'_>, shown: f32, address: Option<Wall>) -> Option<Wall> {
    let is_named = is_titled(page, words::LOGIN_TITLES);
    let is_there = address == Some(Wall::Login);
    let forms = ["type=\"password\"", "type='password'", "type=password"];
    let has_form = || forms.iter().any(|form| page.html.contains(form));
    let witnesses = is_named && is_there || (is_named || is_there) && has_form();
    (shown < 2.0 * MOST_WORDS && witnesses).then_some(Wall::Login)
}

fn needs_script(page: &Evidence<'_>, said: f32, shown: f32) -> Option<Wall> {
    let is_empty = said < FEW_WORDS && shown < FEW_WORDS;
    (is_empty && says(&page.html.to_lowercase(), words::NEEDS_SCRIPT)).then_some(Wall::NeedsScript)
}

/// Half of the text asks for consent, in more than one way.
fn asks_for_consent(page: &Evidence<'_>, said: f32) -> bool {
    let mut asking = 0.0;
    let mut different = 0;
    for block in &page.extracted.blocks {
        let text = block.text.to_lowercase();
        let ways = words::CONSENT.iter().filter(|words| text.contains(**words)).count();
        different += ways;
        asking += if ways > 0 { words_of(&text) } else { 0.0 };
    }
    different >= 3 && asking >= CONSENT_SHARE * said
}

/// A few words of an article, and the page's word that the rest is for subscribers.
fn paywall(page: &Evidence<'_>, said: f32) -> Option<Wall> {
    let is_closed = page.is_free == Some(false);
    let is_cut = page.announced_words as f32 > TIMES_ANNOUNCED * said;
    if said >= MOST_TEASER_WORDS_BY_TWO || said >= MOST_TEASER_WORDS && !is_closed && !is_cut {
        return None;
    }
    let asks = asks_for_subscription(page);
    let witnesses = u8::from(is_closed) + u8::from(asks) + u8::from(is_cut && (is_closed || asks));
    let enough = if said < MOST_TEASER_WORDS { witnesses >= 1 } else { witnesses >= 2 };
    enough.then_some(Wall::Paywall)
}

/// Whether a block among or right behind the text says that the rest is for subscribers. Links that say
/// so belong to other articles.
fn asks_for_subscription(page: &Evidence<'_>) -> bool {
    let Some(&last) = page.choice.kept.last() else { return false };
    let behind = last..page.survey.blocks.len().min(last + 1 + BLOCKS_BEHIND);
    let left_out = page.choice.left_out.iter().map(|(index, _)| *index).filter(|index| *index < last);
    behind.chain(left_out).any(|index| {
        let block = &page.survey.blocks[index];
        block.counts.link_density() < 0.5 && says(&page.survey.text[block.text.clone()].to_lowercase(), words::PAYWALL)
    })
}

#[cfg(test)]
mod tests;
