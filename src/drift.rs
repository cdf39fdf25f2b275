//! A site read worse than before: its last readings against its own past.
//!
//! Two running means of each figure, a slow one for the past and a fast one for the last dozen readings. A
//! redesign that the rules can't read shows within about ten articles; if it stays so, it becomes the past
//! after some hundreds, and the alarm ends. A site rule that gives nothing any more is told by its last ten pages.

use serde::Serialize;

/// Weight of a new reading in the past, and in the last readings.
const PAST_WEIGHT: f64 = 1.0 / 100.0;
const RECENT_WEIGHT: f64 = 1.0 / 10.0;
/// While something is wrong the past learns it this much more slowly.
const PATIENCE: f64 = 1.0 / 4.0;
/// Fewer readings are no past.
const LEAST_READINGS: u32 = 30;
/// An article in half as many pages, two fifths of the words, three titles less in ten.
const LEAST_YIELD_LEFT: f64 = 0.5;
const LEAST_WORDS_LEFT: f64 = 0.4;
const MOST_TITLES_LOST: f64 = 0.3;
/// A share fell if its recent mean is so many standard deviations lower: of a site of which half the pages are films,
/// ten in a row without an article are nothing.
const DEVIATIONS: f64 = 3.5;
/// The surest site misses one page in a hundred.
const LEAST_VARIANCE: f64 = 0.01;
/// Shorter articles count as so many words, or as this much of the past: a few flashes in a row are nothing.
const FLASH_WORDS: f64 = 60.0;
const FLASH_OF_PAST: f64 = 0.3;

/// What the first reading of an article's page came to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// Words of the article; `None` if none was found.
    pub words: Option<u32>,
    /// The page bears the title that the feed announced.
    pub title_agrees: bool,
}

/// Running means of one span.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Means {
    /// Share of pages in which an article was found.
    pub found: f64,
    /// Words of an article, as the mean of their logarithms has it.
    pub words: f64,
    /// Share of articles whose title was as announced.
    pub titles: f64,
}

/// A site's running figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Figures {
    pub readings: u32,
    /// Of these, pages with an article.
    pub articles: u32,
    pub past: Means,
    pub recent: Means,
}

/// What fell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Drift {
    /// An article is found in fewer pages.
    Yield,
    /// Articles are shorter.
    Length,
    /// Pages bear other titles than announced.
    Titles,
}

/// The figures after one more reading.
pub fn take_in(figures: Figures, reading: Reading) -> Figures {
    let patience = if drifts(&figures).is_empty() { 1.0 } else { PATIENCE };
    let mut next = Figures { readings: figures.readings.saturating_add(1), ..figures };
    let found = f64::from(u8::from(reading.words.is_some()));
    let towards =
        |mean: f64, value: f64, weight: f64, count: u32| mean + (value - mean) * weight.max(1.0 / f64::from(count));
    next.past.found = towards(figures.past.found, found, PAST_WEIGHT * patience, next.readings);
    next.recent.found = towards(figures.recent.found, found, RECENT_WEIGHT, next.readings);
    if let Some(words) = reading.words {
        next.articles = figures.articles.saturating_add(1);
        let titles = f64::from(u8::from(reading.title_agrees));
        let flash = (figures.past.words * FLASH_OF_PAST).min(FLASH_WORDS);
        let length = f64::from(words.max(1)).max(flash);
        let words_towards = |mean: f64, weight: f64| {
            if figures.articles == 0 {
                length
            } else {
                towards(mean.max(1.0).ln(), length.ln(), weight, next.articles).exp()
            }
        };
        next.past.words = words_towards(figures.past.words, PAST_WEIGHT * patience);
        next.recent.words = words_towards(figures.recent.words, RECENT_WEIGHT);
        next.past.titles = towards(figures.past.titles, titles, PAST_WEIGHT * patience, next.articles);
        next.recent.titles = towards(figures.recent.titles, titles, RECENT_WEIGHT, next.articles);
    }
    next
}

/// In what a site has fallen behind its past.
///
/// ```
/// use feedmill::drift::{drifts, take_in, Drift, Figures, Reading};
/// let reading = |words| Reading { words: Some(words), title_agrees: true };
/// let past = (0..50).fold(Figures::default(), |figures, n| take_in(figures, reading(400 + n)));
/// assert!(drifts(&past).is_empty());
/// let now = (0..15).fold(past, |figures, _| take_in(figures, reading(40)));
/// assert_eq!(drifts(&now), [Drift::Length]);
/// ```
pub fn drifts(figures: &Figures) -> Vec<Drift> {
    let (past, recent) = (&figures.past, &figures.recent);
    let mut drifts = Vec::new();
    if figures.readings >= LEAST_READINGS
        && recent.found < past.found * LEAST_YIELD_LEFT
        && is_no_chance(past.found, recent.found)
    {
        drifts.push(Drift::Yield);
    }
    if figures.articles >= LEAST_READINGS && recent.words < past.words * LEAST_WORDS_LEFT {
        drifts.push(Drift::Length);
    }
    if figures.articles >= LEAST_READINGS
        && recent.titles < past.titles - MOST_TITLES_LOST
        && is_no_chance(past.titles, recent.titles)
    {
        drifts.push(Drift::Titles);
    }
    drifts
}

/// Whether the last readings' share is further below the past one than chance takes it.
fn is_no_chance(past: f64, recent: f64) -> bool {
    // The variance of a running mean of draws.
    let variance = (past * (1.0 - past)).max(LEAST_VARIANCE) * RECENT_WEIGHT / (2.0 - RECENT_WEIGHT);
    past - recent > DEVIATIONS * variance.sqrt()
}

/// Pages on which a rule's recent fate is remembered.
const RULE_WINDOW: u32 = 10;
/// A rule is stale that gave nothing on so many of them, and on half of those that were asked.
const LEAST_MISSES: u32 = 3;
/// Mended, once it gave something on so many in a row.
const HITS_THAT_MEND: u32 = 3;

/// What became of a site rule on the last pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RuleFigures {
    /// Pages that it was asked on, at most ten.
    pub pages: u32,
    /// One bit a page, the newest lowest: set where it gave nothing.
    #[serde(skip)]
    pub missed_bits: u32,
}

impl RuleFigures {
    /// The figures after one more page.
    pub fn take_in(self, missed: bool) -> RuleFigures {
        RuleFigures {
            pages: (self.pages + 1).min(RULE_WINDOW),
            missed_bits: (self.missed_bits << 1 | u32::from(missed)) & ((1 << RULE_WINDOW) - 1),
        }
    }

    /// Of the pages, those on which it gave nothing.
    pub fn missed(self) -> u32 {
        self.missed_bits.count_ones()
    }

    /// Whether the site has changed under the rule.
    ///
    /// ```
    /// use feedmill::drift::RuleFigures;
    /// let after = |start: RuleFigures, many, missed| (0..many).fold(start, |figures, _| figures.take_in(missed));
    /// let good = after(RuleFigures::default(), 20, false);
    /// assert!(!after(good, 4, true).is_stale());
    /// assert!(after(good, 5, true).is_stale());
    /// assert!(after(RuleFigures::default(), 3, true).is_stale());
    /// assert!(!after(after(good, 9, true), 3, false).is_stale());
    /// ```
    pub fn is_stale(self) -> bool {
        let missed = self.missed();
        missed >= LEAST_MISSES && missed * 2 >= self.pages && self.missed_bits.trailing_zeros() < HITS_THAT_MEND
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::test_runner::{RngAlgorithm, TestRng};

    fn reading(words: u32, title_agrees: bool) -> Reading {
        Reading { words: (words > 0).then_some(words), title_agrees }
    }

    fn after(start: Figures, many: u32, each: impl Fn(u32) -> Reading) -> Figures {
        (0..many).fold(start, |figures, number| take_in(figures, each(number)))
    }

    #[test]
    fn each_figure_has_its_alarm_and_none_comes_early() {
        let steady = |number: u32| {
            reading(if number.is_multiple_of(7) { 0 } else { 150 + number * 37 % 600 }, !number.is_multiple_of(9))
        };
        let past = after(Figures::default(), 200, steady);
        assert_eq!(drifts(&past), []);
        assert_eq!(drifts(&after(past, 12, |_| reading(0, true))), [Drift::Yield]);
        assert_eq!(drifts(&after(past, 15, |_| reading(60, true))), [Drift::Length]);
        assert_eq!(drifts(&after(past, 12, |_| reading(400, false))), [Drift::Titles]);
        assert_eq!(drifts(&after(after(Figures::default(), 12, steady), 12, |_| reading(0, true))), [], "no past yet");
    }

    /// 40,000 readings of sites that stay as they are.
    #[test]
    fn chance_raises_hardly_an_alarm() {
        let mut drawn = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        let mut chance = move || drawn.random::<f64>();
        // Pages with an article, titles as announced, flashes of some 40 words among articles of some 600.
        for (found, titles, flashes) in
            [(0.97, 0.95, 0.0), (0.5, 0.9, 0.1), (0.2, 0.9, 0.0), (0.95, 0.55, 0.3), (0.9, 0.5, 0.5)]
        {
            let (mut figures, mut alarms) = (Figures::default(), 0);
            for _ in 0..40_000 {
                let middle = if chance() < flashes { 25.0 } else { 300.0 };
                let words = (middle * (1.0 + 3.0 * chance())) as u32;
                let words = if chance() < found { words } else { 0 };
                let before = drifts(&figures).len();
                figures = take_in(figures, reading(words, chance() < titles));
                alarms += drifts(&figures).len().saturating_sub(before);
            }
            assert!(alarms <= 2, "{alarms} alarms of a site with {found}, {titles}, {flashes}");
        }
    }

    #[test]
    fn an_alarm_ends_when_the_site_recovers_or_has_changed_for_good() {
        let past = after(Figures::default(), 100, |_| reading(400, true));
        let fallen = after(past, 30, |_| reading(40, true));
        assert_eq!(drifts(&fallen), [Drift::Length]);
        assert_eq!(drifts(&after(fallen, 30, |_| reading(400, true))), []);
        assert_eq!(drifts(&after(fallen, 100, |_| reading(40, true))), [Drift::Length]);
        assert_eq!(drifts(&after(fallen, 1000, |_| reading(40, true))), []);
    }

    proptest! {
        #[test]
        fn figures_stay_in_their_bounds(words in prop::collection::vec((0u32..100_000, any::<bool>()), 0..300)) {
            let figures = words.iter().fold(Figures::default(), |figures, (words, agrees)| take_in(figures, reading(*words, *agrees)));
            for means in [figures.past, figures.recent] {
                prop_assert!((0.0..=1.0).contains(&means.found) && (0.0..=1.0).contains(&means.titles));
                prop_assert!((0.0..=100_001.0).contains(&means.words));
            }
        }
    }
}
