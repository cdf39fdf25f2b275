//! Whether a line is furniture, and of what kind.

use super::fold::{bare, fold, goes_on_in_word, is_joined};
use super::labels::label_at;
use super::table::{Phrase, Section};
use super::{FURNITURE, Role};
use crate::text::{is_letter_or_digit, is_unspaced};

/// Why a line is no part of an article: the closed set of reasons that words give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// What the publisher says under or over every article: copyright, reprints, its app, its hotline, its address.
    Boilerplate,
    Newsletter,
    Share,
    /// A link to another article.
    Related,
    Paywall,
    /// What a page says of itself: consent, scripts, embedded content, a summary made by a machine.
    Notice,
    Advertisement,
    Breadcrumb,
    Comment,
    Caption,
    /// A control of the page: print, size of type, listen, reading time, table of contents.
    Tool,
    /// When the article was published or changed.
    Dateline,
    /// Who wrote it, apart from the text.
    Byline,
}

impl Reason {
    const ALL: [Reason; 13] = [
        Reason::Boilerplate,
        Reason::Newsletter,
        Reason::Share,
        Reason::Related,
        Reason::Paywall,
        Reason::Notice,
        Reason::Advertisement,
        Reason::Breadcrumb,
        Reason::Comment,
        Reason::Caption,
        Reason::Tool,
        Reason::Dateline,
        Reason::Byline,
    ];

    /// The reason as a record's `removed` names it.
    pub fn as_str(self) -> &'static str {
        match self {
            Reason::Boilerplate => "boilerplate",
            Reason::Newsletter => "newsletter",
            Reason::Share => "share",
            Reason::Related => "related",
            Reason::Paywall => "paywall",
            Reason::Notice => "notice",
            Reason::Advertisement => "advertisement",
            Reason::Breadcrumb => "breadcrumb",
            Reason::Comment => "comment",
            Reason::Caption => "caption",
            Reason::Tool => "tool",
            Reason::Dateline => "dateline",
            Reason::Byline => "byline",
        }
    }

    /// Whether a heading of nothing but the phrase is furniture too; "Audio" or "Share" may head a chapter.
    fn may_label(self) -> bool {
        !matches!(self, Reason::Notice | Reason::Share | Reason::Advertisement | Reason::Dateline | Reason::Tool)
    }

    pub(super) fn named(name: &str) -> Option<Reason> {
        Reason::ALL.into_iter().find(|reason| reason.as_str() == name)
    }
}

/// A line to be judged, folded once.
///
/// ```
/// use feedmill::furniture::{Line, Opening, Reason};
/// assert_eq!(Line::new("Sign up for our newsletter").why(), Some(Reason::Newsletter));
/// assert_eq!(Line::new("未经授权，不得转载").why(), Some(Reason::Boilerplate));
/// assert_eq!(Line::new("The newsletter has ten thousand readers.").why(), None);
/// assert_eq!(Line::new("Διαβάστε επίσης").opens(), Some(Opening::Related));
/// assert!(Line::new("The ferry at noon (记者 李雷 摄)").is_caption(false));
/// ```
#[derive(Debug)]
pub struct Line {
    /// Nothing in it if the text is too long to be furniture.
    folded: String,
    weight: usize,
}

/// What a page knows of a line.
#[derive(Clone, Copy, Debug, Default)]
pub struct Setting {
    /// The share of its characters in links; `None` where the page is not known.
    pub link_density: Option<f32>,
    /// Whether it names what stands below or beside it: a heading, a cell of a table.
    pub is_labelling: bool,
}

/// Longer texts are never furniture, whatever they hold.
const MOST_BYTES: usize = 3000;

/// A phrase decides alone in a line of this weight; each such stretch more asks for one phrase more.
const WEIGHT_PER_PHRASE: usize = 200;

/// A phrase at its beginning decides for a line up to this weight.
const MOST_START_WEIGHT: usize = 240;

/// A pointer that isn't a link and has no colon points in few words.
const MOST_BARE_POINTER_WEIGHT: usize = 45;

/// A phrase at its end decides for a line up to this weight.
const MOST_END_WEIGHT: usize = 60;

/// Names behind a photographer's label weigh no more.
const MOST_NAME_WEIGHT: usize = 50;

/// A line with more of its characters in links is mostly a link.
const LINK_DENSITY: f32 = 0.3;

/// Trails, captions, labels: longer lines are sentences.
const MOST_SHORT_WEIGHT: usize = 200;

/// What stands between the steps of a trail of links, folded.
const STEPS: &[char] = &['>', '›', '"', '→'];
const LEAST_STEPS: usize = 3;

impl Line {
    pub fn new(text: &str) -> Line {
        let folded = if text.len() > MOST_BYTES { String::new() } else { fold(text) };
        Line { weight: weight(&folded), folded }
    }

    /// Why the line is no part of an article, if its words say so.
    pub fn why(&self) -> Option<Reason> {
        self.why_in(Setting::default())
    }

    /// The same where it is known how it stands in its page.
    pub fn why_in(&self, setting: Setting) -> Option<Reason> {
        whole(bare(&self.folded), setting.is_labelling)
            .or_else(|| self.begins(setting.link_density))
            .or_else(|| self.ends())
            .or_else(|| self.says_enough())
            .or_else(|| self.is_trail().then_some(Reason::Breadcrumb))
            .or_else(|| is_shortcode(&self.folded).then_some(Reason::Notice))
            .or_else(|| is_signature(&self.folded).then_some(Reason::Byline))
    }

    /// What the line opens, if it opens anything: it says "related articles" or "comments" and nothing else.
    pub fn opens(&self) -> Option<Opening> {
        if self.weight > MOST_SHORT_WEIGHT {
            return None;
        }
        let bare = bare(&self.folded);
        if whole(bare, false) == Some(Reason::Related) {
            return Some(Opening::Related);
        }
        let found = |section: Section| self.at_start().find(|(phrase, _)| phrase.section == section);
        let is_whole =
            FURNITURE.whole.at(bare).any(|phrase| phrase.section == Section::After && is_whole(phrase, bare));
        let starts = found(Section::After)
            .is_some_and(|(phrase, text)| !text[phrase.head.len()..].starts_with(char::is_alphanumeric));
        let is_related = found(Section::Why(Reason::Related)).is_some();
        (is_whole || starts).then_some(if is_related { Opening::Related } else { Opening::End })
    }

    /// Whether it is the word that is set above an advertisement, and nothing else.
    pub fn labels_advertisement(&self) -> bool {
        self.weight <= MOST_SHORT_WEIGHT && whole(bare(&self.folded), false) == Some(Reason::Advertisement)
    }

    /// Whether it reads as an image's caption; `after_image` says that it stands behind one, where less is enough.
    pub fn is_caption(&self, after_image: bool) -> bool {
        if self.weight > MOST_SHORT_WEIGHT || self.folded.is_empty() {
            return false;
        }
        let is_caption =
            |phrase: &&Phrase| phrase.section == Section::Why(Reason::Caption) && (after_image || phrase.is_sure);
        let closed = self.folded.trim_end_matches([')', ']', '】', '。', ' ']);
        let ends =
            |phrase: &Phrase| ends_with(&self.folded, &phrase.head) || after_image && ends_with(closed, &phrase.head);
        FURNITURE.starts.at(&self.folded).filter(is_caption).any(|phrase| fits(phrase, &self.folded))
            || FURNITURE.ends.iter().filter(is_caption).any(ends)
            || ends_with_photographer(&self.folded)
    }

    /// Phrases that the line begins with, and the line from there: a bracket or an arrow may belong to a phrase.
    fn at_start(&self) -> impl Iterator<Item = (&'static Phrase, &str)> {
        let folded = self.folded.as_str();
        let bare = bare(folded);
        let decorated = (bare.len() < folded.len()).then_some(folded);
        [Some(bare), decorated]
            .into_iter()
            .flatten()
            .flat_map(|text| FURNITURE.starts.at(text).map(move |phrase| (phrase, text)))
    }

    fn begins(&self, link_density: Option<f32>) -> Option<Reason> {
        // "Read more books" in quotation marks is somebody's word.
        if self.folded.starts_with('"') {
            return None;
        }
        self.at_start().find_map(|(phrase, text)| {
            let Section::Why(reason) = phrase.section else { return None };
            if phrase.is_link && link_density.is_none_or(|density| density < LINK_DENSITY) {
                return None;
            }
            let short_enough = phrase.is_sure || self.weight <= MOST_START_WEIGHT;
            let told = match reason {
                Reason::Caption => false,
                Reason::Related => points(phrase, text, self.weight, link_density),
                Reason::Advertisement | Reason::Dateline | Reason::Byline | Reason::Tool => {
                    !ends_sentence(text) && self.weight <= MOST_SHORT_WEIGHT
                }
                _ => true,
            };
            (short_enough && told && fits(phrase, text)).then_some(reason)
        })
    }

    fn ends(&self) -> Option<Reason> {
        let short = self.weight <= MOST_END_WEIGHT;
        let ends = |phrase: &&Phrase| short && ends_with(&self.folded, &phrase.head);
        FURNITURE.ends.iter().filter(ends).find_map(|phrase| match phrase.section {
            Section::Why(reason) if reason != Reason::Caption => Some(reason),
            _ => None,
        })
    }

    /// Whether the phrases of the line outweigh its other words.
    fn says_enough(&self) -> Option<Reason> {
        let asked = 1 + self.weight / WEIGHT_PER_PHRASE;
        let mut found: Option<Reason> = None;
        let mut count = 0;
        let mut behind = 0;
        for (at, phrase, reason) in hits(&self.folded) {
            if phrase.is_sure {
                return Some(reason);
            }
            if at >= behind {
                behind = at + phrase.head.len();
                count += 1;
                found = found.or(Some(reason));
            }
            if count >= asked {
                return found;
            }
        }
        None
    }

    /// The way from the site's front page to here.
    fn is_trail(&self) -> bool {
        self.weight <= MOST_SHORT_WEIGHT
            && self.folded.bytes().any(|byte| matches!(byte, b'>' | b'"') || !byte.is_ascii())
            && self.folded.contains(STEPS)
            && !ends_sentence(&self.folded)
            && self.folded.split(STEPS).filter(|step| !step.trim().is_empty()).count() >= LEAST_STEPS
            && self.at_start().any(|(phrase, text)| phrase.section == Section::FrontPage && fits(phrase, text))
    }
}

/// What a line opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// A box of links to other articles; the article may go on behind it.
    Related,
    /// What stands behind an article: comments, its author's life.
    End,
}

/// Characters, those of scripts without spaces twice, as they say more.
pub(super) fn weight(folded: &str) -> usize {
    if folded.is_ascii() { folded.len() } else { folded.chars().map(|c| 1 + usize::from(is_unspaced(c))).sum() }
}

fn whole(bare: &str, is_labelling: bool) -> Option<Reason> {
    FURNITURE.whole.at(bare).find_map(|phrase| match phrase.section {
        Section::Why(reason) if is_whole(phrase, bare) => {
            (!is_labelling || phrase.is_sure || reason.may_label()).then_some(reason)
        }
        _ => None,
    })
}

fn is_whole(phrase: &Phrase, bare: &str) -> bool {
    let Some(rest) = phrase.rest.split_last() else { return bare.len() == phrase.head.len() };
    fits(phrase, bare) && bare.ends_with(rest.0.as_str())
}

/// Whether a line that begins as a pointer is one: a link, or few words, or a colon behind the phrase.
fn points(phrase: &Phrase, text: &str, weight: usize, link_density: Option<f32>) -> bool {
    let behind = text[phrase.head.len()..].trim_start();
    let goes_on = behind.starts_with(|c: char| is_unspaced(c) && c.is_alphanumeric());
    let is_bare = weight <= MOST_BARE_POINTER_WEIGHT && !ends_sentence(text) && !goes_on;
    phrase.is_sure
        || phrase.head.ends_with(':')
        || behind.starts_with([':', '>', '-', '|', '"', '→'])
        || link_density.is_some_and(|density| density > LINK_DENSITY)
        || is_bare
}

/// Phrases at the beginnings of words, outside of quotation marks; at each sign in scripts without spaces.
fn hits(folded: &str) -> impl Iterator<Item = (usize, &'static Phrase, Reason)> {
    let furniture = &*FURNITURE;
    let starts = Starts { folded, at: 0, is_inside_word: false, is_quoted: false, is_behind_apostrophe: false };
    starts.filter(move |&at| furniture.anywhere.may_begin(&folded[at..])).flat_map(move |at| {
        furniture.anywhere.at(&folded[at..]).filter_map(move |phrase| match phrase.section {
            Section::Why(reason) if fits(phrase, &folded[at..]) => Some((at, phrase, reason)),
            _ => None,
        })
    })
}

/// Where phrases may begin in a line.
struct Starts<'a> {
    folded: &'a str,
    at: usize,
    is_inside_word: bool,
    is_quoted: bool,
    is_behind_apostrophe: bool,
}

impl Iterator for Starts<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        while let Some(&byte) = self.folded.as_bytes().get(self.at) {
            let start = self.at;
            let may_start = !self.is_quoted && !self.is_behind_apostrophe;
            let is_start = if byte.is_ascii() {
                self.at += 1;
                let is_letter = byte.is_ascii_alphanumeric();
                let is_start = may_start && !self.is_inside_word && (is_letter || byte == b'#');
                self.is_quoted ^= byte == b'"';
                (self.is_inside_word, self.is_behind_apostrophe) = (is_letter, byte == b'\'');
                is_start
            } else {
                let c = self.folded[start..].chars().next()?;
                self.at += c.len_utf8();
                let (is_letter, is_joined) = (is_letter_or_digit(c), is_joined(c));
                let is_start = may_start && (is_joined || !self.is_inside_word && (is_letter || c == '©'));
                (self.is_inside_word, self.is_behind_apostrophe) = (is_letter && !is_joined, false);
                is_start
            };
            if is_start {
                return Some(start);
            }
        }
        None
    }
}

/// As `str::ends_with`; the last byte tells it of most texts.
fn ends_with(text: &str, end: &str) -> bool {
    text.as_bytes().last() == end.as_bytes().last() && text.ends_with(end)
}

/// Whether the photographer is named behind a caption's sentence, a bar or a bracket: "Boats at noon. Photo by Jane
/// Doe", "… © Jane Doe".
fn ends_with_photographer(folded: &str) -> bool {
    let closed = folded.trim_end_matches(['.', ')', ']', ' ']);
    // "Fot. J. Doe" has signs of its own.
    let credits = closed.rmatch_indices(['.', '!', '?', '|', '(', '[', '"']).take(4);
    credits.map(|(at, sign)| closed[at + sign.len()..].trim_start()).any(|credit| {
        let names = match label_at(credit) {
            Some((Some(Role::Photographer), names)) => Some(names),
            _ => credit.strip_prefix('©'),
        };
        names.is_some_and(|names| !names.trim().is_empty() && weight(names) <= MOST_NAME_WEIGHT)
    })
}

/// Whether a page shows the call of an extension that was to put something here: `[video-player id="12"]`,
/// `{{banner="/ferry"}}`.
fn is_shortcode(folded: &str) -> bool {
    if folded.starts_with("{{") && folded.ends_with("}}") {
        return true;
    }
    let Some(call) = folded.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else { return false };
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'#' | b'-' | b'_'))
    };
    let Some((name, attributes)) = call.split_once(' ') else { return false };
    is_name(name) && attributes.split_once('=').is_some_and(|(first, value)| is_name(first) && value.starts_with('"'))
}

/// Whether a line is nothing but a mail address, or that of a Korean reporter with name and post before it.
fn is_signature(folded: &str) -> bool {
    let (before, last) = folded.rsplit_once(' ').unwrap_or(("", folded));
    let is_address = |word: &str| {
        word.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.') && !host.contains('@'))
    };
    let is_reporter = || before.split(' ').count() <= 4 && ["기자", "특파원"].iter().any(|post| before.ends_with(post));
    is_address(last.trim_end_matches('.')) && (before.is_empty() || is_reporter())
}

/// Whether a text that begins with a phrase's head goes on as the phrase asks.
fn fits(phrase: &Phrase, text: &str) -> bool {
    let mut behind = &text[phrase.head.len()..];
    let open = phrase.goes_on || !phrase.rest.is_empty();
    if !open && goes_on_in_word(&phrase.head, behind) {
        return false;
    }
    for part in &phrase.rest {
        let Some(at) = behind.find(part.as_str()) else { return false };
        behind = &behind[at + part.len()..];
    }
    true
}

fn ends_sentence(folded: &str) -> bool {
    let open = folded.trim_end_matches([')', '"', '\'', ']', ' ']);
    open.ends_with(['.', '!', '?', '。', '।', '؟', '…']) && !open.ends_with("...")
}
