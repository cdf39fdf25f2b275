//! A page that shows several posts, one after another, and the one of them that is the article.
//!
//! Old blogs, release notes and digests of a day are read under an address that many posts share. Which of them is meant
//! the address says by the place in the page, or the feed by the title; where neither does, the newest stands first.

use super::arena::NodeId;
use super::blocks::{ElementIndex, Survey, TextBlock};
use super::dates::read_reading;
use super::features::prose_words;
use super::groups::Group;
use super::headline::headline_block;
use super::tags::Tag;
use crate::text::{comparable, tidy_line};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::ops::Range;

/// Fewer are an article with something else below it.
const LEAST_POSTS: usize = 3;

/// Two posts of three have more words of prose than this: less is a teaser.
const LEAST_POST_WORDS: f32 = 40.0;

/// A line with more words is no stamp.
const MOST_STAMP_WORDS: f32 = 8.0;
const LEAST_STAMP_DIGITS: u32 = 3;

/// Lines that are read as dates; a page with more is no page of posts.
const MOST_STAMPS: usize = 2_000;

/// A stamp stands this near below its post's title.
const BLOCKS_ABOVE_STAMP: usize = 3;

/// A shorter title might be any line of the page.
const LEAST_TITLE_CHARACTERS: usize = 6;

/// A line that is a date.
struct Stamp {
    block: usize,
    day: NaiveDate,
}

/// The posts of a page, one behind the other; each begins with its title.
struct Row {
    /// Into [`Survey::blocks`].
    posts: Vec<Range<usize>>,
    wanted: usize,
}

/// Leaves of a page of several posts the one that is wanted, its title first, and tells the lines of the others. A page
/// that shows but one article stays as it is.
///
/// The wanted one is that to which `anchor` leads, else that of which `feed_title` is the title, else the newest.
pub(super) fn single_out(
    survey: &mut Survey,
    anchor: Option<NodeId>,
    feed_title: Option<&str>,
    page_title: &str,
) -> Option<Vec<String>> {
    let rows = rows_of_stamps(survey);
    let anchored = anchor.and_then(|anchor| anchored(survey, anchor, &rows));
    let named = || feed_title.and_then(|title| named(survey, title, &rows));
    let Row { posts, wanted } = anchored.or_else(named).or_else(|| newest(survey, page_title, &rows))?;
    let line = |at: usize| tidy_line(&survey.text[survey.blocks[at].text.clone()]);
    let others = posts.iter().enumerate().filter(|(at, _)| *at != wanted).flat_map(|(_, post)| post.clone());
    let others = others.map(line).filter(|line| !line.is_empty()).collect();
    let post = &posts[wanted];
    survey.blocks.truncate(post.end);
    survey.blocks.drain(..post.start);
    for element in &mut survey.elements {
        let within = |at: usize| at.clamp(post.start, post.end) - post.start;
        element.blocks = within(element.blocks.start)..within(element.blocks.end);
    }
    Some(others)
}

/// The post to which the page's address leads, among others with titles like its own or with dates.
fn anchored(survey: &Survey, anchor: NodeId, rows: &[Vec<Stamp>]) -> Option<Row> {
    let at = survey.blocks.iter().position(|block| block.first >= anchor)?;
    let titles = is_heading(survey, &survey.blocks[at]).then(|| like(survey, at));
    let stamped = rows.iter().map(|row| row.iter().map(|stamp| title_above(survey, stamp.block)).collect());
    titles.into_iter().chain(stamped).find_map(|starts: Vec<usize>| {
        let posts = (starts.len() > 1).then(|| posts(survey, &starts))?;
        let wanted = posts.iter().position(|post| post.contains(&at))?;
        Some(Row { posts, wanted })
    })
}

/// The post whose title the feed gave, among others with titles like it that bear dates or are articles by their tag.
fn named(survey: &Survey, feed_title: &str, rows: &[Vec<Stamp>]) -> Option<Row> {
    let wanted = comparable(feed_title);
    if wanted.chars().count() < LEAST_TITLE_CHARACTERS {
        return None;
    }
    let is_wanted = |block: &TextBlock| {
        let text = &survey.text[block.text.clone()];
        text.len() <= 2 * feed_title.len() && is_heading(survey, block) && comparable(text) == wanted
    };
    let title = survey.blocks.iter().position(is_wanted)?;
    let titles = like(survey, title);
    let posts = whole_posts(survey, &titles)?;
    let is_dated = |post: &Range<usize>, row: &[Stamp]| {
        let next = row.partition_point(|stamp| stamp.block < post.start);
        row.get(next).is_some_and(|stamp| stamp.block < post.end)
    };
    let are_dated = rows.iter().any(|row| posts.iter().all(|post| is_dated(post, row)));
    let articles: Option<Vec<ElementIndex>> = titles.iter().map(|&at| article_around(survey, at)).collect();
    let are_articles = articles.is_some_and(|articles| articles.is_sorted_by(|one, next| one < next));
    let wanted = titles.binary_search(&title).ok().filter(|_| are_dated || are_articles)?;
    Some(Row { posts, wanted })
}

/// The first of posts that each bear their date, from the newest to the oldest. A headline above them all makes them
/// parts of one article, such as the entries of a live blog.
fn newest(survey: &Survey, page_title: &str, rows: &[Vec<Stamp>]) -> Option<Row> {
    let posts = rows.iter().filter(|row| runs_back(row)).find_map(|row| {
        let starts: Vec<usize> = row.iter().map(|stamp| title_above(survey, stamp.block)).collect();
        whole_posts(survey, &starts)
    })?;
    let first = posts.first()?;
    let is_around = headline_block(survey, page_title).is_some_and(|headline| headline < first.start);
    let is_first = words_of_prose(&survey.blocks[..first.start]) < LEAST_POST_WORDS;
    (!is_around && is_first).then_some(Row { posts, wanted: 0 })
}

/// The posts that begin at these blocks, if so many are whole that these are no teasers.
fn whole_posts(survey: &Survey, starts: &[usize]) -> Option<Vec<Range<usize>>> {
    let posts = posts(survey, starts);
    let is_whole = |post: &&Range<usize>| {
        survey.blocks.get((*post).clone()).is_some_and(|blocks| words_of_prose(blocks) >= LEAST_POST_WORDS)
    };
    let whole = posts.iter().filter(is_whole).count();
    (posts.len() >= LEAST_POSTS && 3 * whole >= 2 * posts.len()).then_some(posts)
}

/// The posts that begin at these blocks. The last ends with the element around them all.
fn posts(survey: &Survey, starts: &[usize]) -> Vec<Range<usize>> {
    let (Some(&first), Some(&last)) = (starts.first(), starts.last()) else { return Vec::new() };
    let end = survey.elements[element_around(survey, first, last)].blocks.end;
    let ends = starts.iter().skip(1).copied().chain([end]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

/// The blocks that stand in places like a block's own, itself among them.
fn like(survey: &Survey, block: usize) -> Vec<usize> {
    let place = survey.place(block);
    (0..survey.blocks.len()).filter(|&at| survey.place(at) == place).collect()
}

/// The innermost element that holds a block and another.
fn element_around(survey: &Survey, block: usize, other: usize) -> ElementIndex {
    let mut index = survey.blocks[block].element;
    while !survey.elements[index].blocks.contains(&other) && index != survey.elements[index].parent {
        index = survey.elements[index].parent;
    }
    index
}

fn article_around(survey: &Survey, block: usize) -> Option<ElementIndex> {
    let mut index = survey.blocks[block].element;
    while survey.elements[index].tag != Tag::Article {
        let parent = survey.elements[index].parent;
        if parent == index {
            return None;
        }
        index = parent;
    }
    Some(index)
}

/// Dates that stand in like places, each row from the top down.
fn rows_of_stamps(survey: &Survey) -> Vec<Vec<Stamp>> {
    let mut places: BTreeMap<[u64; 2], Vec<usize>> = BTreeMap::new();
    let may_be_stamp =
        |block: &TextBlock| block.counts.words <= MOST_STAMP_WORDS && block.counts.digits >= LEAST_STAMP_DIGITS;
    let stamps = survey.blocks.iter().enumerate().filter(|(_, block)| may_be_stamp(block));
    for (at, _) in stamps.take(MOST_STAMPS) {
        places.entry(survey.place(at)).or_default().push(at);
    }
    let stamp = |block: usize| {
        let reading = read_reading(&survey.text[survey.blocks[block].text.clone()], None)?;
        Some(Stamp { block, day: reading.time.date_naive() })
    };
    let like = places.into_values().filter(|blocks| blocks.len() >= LEAST_POSTS);
    let rows = like.map(|blocks| blocks.into_iter().filter_map(stamp).collect::<Vec<_>>());
    rows.filter(|row| row.len() >= LEAST_POSTS).collect()
}

/// Whether dates are of several days, none later than the one before.
fn runs_back(row: &[Stamp]) -> bool {
    let changes = row.windows(2).filter(|pair| pair[0].day != pair[1].day).count();
    changes + 1 >= LEAST_POSTS && row.is_sorted_by(|one, next| one.day >= next.day)
}

/// The block of the title that stands above a stamp, or beside it; without one the stamp itself.
fn title_above(survey: &Survey, stamp: usize) -> usize {
    let own = survey.place(stamp);
    let mut above = (stamp.saturating_sub(BLOCKS_ABOVE_STAMP)..stamp).rev();
    above.find(|&at| is_heading(survey, &survey.blocks[at]) || survey.place(at) == own).unwrap_or(stamp)
}

fn is_heading(survey: &Survey, block: &TextBlock) -> bool {
    let element = &survey.elements[block.element];
    matches!(element.tag, Tag::Heading(_)) || element.groups.has(Group::Title)
}

fn words_of_prose(blocks: &[TextBlock]) -> f32 {
    blocks.iter().map(prose_words).sum()
}

#[cfg(test)]
mod tests {
    use crate::extract::page;
    use crate::model::{Extracted, PageContext};

    const SAID: [(&str, &str); 3] = [
        (
            "The ferry is back",
            "It left the harbour at noon, an hour late, and nobody on board minded the delay at all.",
        ),
        (
            "The bridge is shut",
            "The town closed it in the morning, after a lorry had lost its load, and it stays closed.",
        ),
        (
            "The market moves",
            "From next week on it is held on the river bank, as it was before the flood, says the mayor.",
        ),
    ];

    /// A page of three posts, each filled up to the length of one.
    fn page_of(title: &str, above: &str, days: [&str; 3], feed_title: Option<&str>) -> Extracted {
        let posts = SAID.iter().zip(days).map(|((title, said), day)| {
            let said = format!("<p>{said}</p>").repeat(3);
            format!("<div class=post><h2 class=post-title>{title}</h2><div class=stamp>{day}</div>{said}</div>")
        });
        let posts: String = posts.collect();
        let html = format!("<title>{title}</title><body>{above}<div id=posts>{posts}</div></body>");
        page(&html, &PageContext { feed_title, ..PageContext::default() })
    }

    fn told(extracted: &Extracted) -> Vec<bool> {
        SAID.iter().map(|(_, said)| extracted.blocks.iter().any(|block| block.text == *said)).collect()
    }

    const BACK: [&str; 3] = ["2026-11-23 07:48", "2026-11-21 19:00", "2026-11-20 08:10"];

    #[test]
    fn of_a_page_of_posts_the_newest_is_the_article() {
        let extracted = page_of("Notes from a town", "", BACK, None);
        assert_eq!(told(&extracted), [true, false, false]);
        assert_eq!(extracted.metadata.titles[0].value, SAID[0].0);
        assert_eq!(extracted.metadata.published[0].value.to_rfc3339(), "2026-11-23T07:48:00+00:00");
        let other = extracted.removed.iter().find(|removed| removed.text == SAID[1].1).unwrap();
        assert_eq!((other.why.as_str(), other.is_around), ("other_post", true));
    }

    #[test]
    fn the_post_that_the_feed_names_is_the_article() {
        for (days, feed_title) in [(BACK, "The market moves"), (["2026-11-20", "2026-11-20", "2026-11-20"], SAID[2].0)]
        {
            let extracted = page_of("Notes from a town", "<h1>Notes from a town</h1>", days, Some(feed_title));
            assert_eq!(told(&extracted), [false, false, true]);
            assert_eq!(extracted.metadata.titles[0].value, SAID[2].0);
        }
    }

    #[test]
    fn entries_below_one_headline_are_one_article() {
        let headline = "<h1>A day on the river, as it happened</h1>";
        let extracted = page_of("A day on the river, as it happened", headline, BACK, Some("A day on the river"));
        assert_eq!(told(&extracted), [true, true, true]);
        let forward = ["2026-11-20", "2026-11-21", "2026-11-23"];
        assert_eq!(told(&page_of("Notes from a town", "", forward, None)), [true, true, true]);
    }
}
