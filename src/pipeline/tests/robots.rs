//! Articles' pages: robots.txt first, each page once, and nothing else.

use super::*;

const FEED: &str = "https://news.example/feed";
const ROBOTS: &str = "https://news.example/robots.txt";
const CONFIG: &str = "[feed.one]\nurl = \"https://news.example/feed\"\nschedule = \"@hourly\"\nfulltext = \"always\"\n";

fn feed_with_pages(numbers: &[u32]) -> Reply {
    let item = |n: &u32| {
        format!(
            "<item><guid>{n}</guid><title>Story {n}</title><link>https://news.example/{n}</link>\
             <enclosure url=\"https://news.example/{n}.mp3\" type=\"audio/mpeg\" length=\"1\"/></item>"
        )
    };
    let items: String = numbers.iter().map(item).collect();
    let image = "<image><url>https://news.example/icon.png</url></image>";
    let body = format!("<rss version=\"2.0\"><channel><title>News</title>{image}{items}</channel></rss>");
    reply(200, &[], &body)
}

fn page(number: u32) -> Reply {
    let paragraph = "<p>The ferry crossed the harbour in the fog and came to rest beside the old customs house.</p>";
    let body = format!(
        "<html><head><link rel=icon href=/icon.png></head><body><article><h1>Story {number}</h1>{}<img src=/a.png></article></body></html>",
        paragraph.repeat(5)
    );
    reply(200, &[("content-type", "text/html")], &body)
}

fn with_pages(numbers: &[u32]) -> Bench {
    let bench = Bench::new(CONFIG);
    bench.says(FEED, feed_with_pages(numbers));
    for number in numbers {
        bench.says(&format!("https://news.example/{number}"), page(*number));
    }
    bench
}

/// B32, B33: the feed, robots.txt, each page once; no picture, icon or enclosure, and nothing again later.
#[test]
fn a_page_is_asked_for_once_and_nothing_beside_it() {
    let bench = with_pages(&[1, 2]);
    bench.poll("one");
    bench.scrape();
    let mut asked = bench.asked_urls();
    asked.sort_unstable();
    assert_eq!(asked, ["https://news.example/1", "https://news.example/2", FEED, ROBOTS]);
    for _ in 0..3 {
        bench.pass(TimeDelta::hours(2));
        bench.poll("one");
        bench.scrape();
    }
    assert_eq!(bench.asked_urls(), [FEED, FEED, FEED]);
}

/// B30, B31: each status of robots.txt, and whether the page was asked for.
#[test]
fn robots_txt_by_its_answer() {
    let rules = "User-agent: *\nDisallow: /1\nUser-agent: feedmill\nDisallow: /secret\nCrawl-delay: 30\n";
    for (said, is_asked, gap_seconds) in [
        (reply(200, &[], "User-agent: *\nDisallow: /"), false, 0),
        (reply(200, &[], rules), true, 30),
        (reply(200, &[], "User-agent: feedmill\nCrawl-delay: 9999"), true, 120),
        (reply(404, &[], ""), true, 5),
        (reply(403, &[], ""), true, 5),
        (reply(500, &[], ""), false, 0),
        (reply(429, &[], ""), false, 0),
        (unreachable(), false, 0),
    ] {
        let bench = with_pages(&[1]);
        bench.says(ROBOTS, said.clone());
        bench.poll("one");
        bench.scrape();
        let pages: Vec<FetchRequest> =
            bench.asked().into_iter().filter(|request| request.kind == RequestKind::Scrape).collect();
        assert_eq!(pages.len(), usize::from(is_asked), "{said:?}");
        if let Some(page) = pages.first() {
            assert_eq!(page.gap.as_secs(), gap_seconds, "{said:?}");
        }
    }
}

/// B30: asked for once a day, once an hour while it can't be had, and then the last copy holds for 30 days.
#[test]
fn the_last_copy_of_robots_txt_holds_while_the_host_cannot_be_asked() {
    let numbers: Vec<u32> = (1..=5).collect();
    let bench = with_pages(&numbers);
    let news = |upto: usize| {
        bench.says(FEED, feed_with_pages(&numbers[..upto]));
        bench.poll("one");
        bench.scrape();
        let asked = bench.asked();
        let robots = asked.iter().filter(|request| request.kind == RequestKind::Robots).count();
        let pages = asked.iter().filter(|request| request.kind == RequestKind::Scrape).count();
        (robots, pages)
    };
    bench.says(ROBOTS, reply(200, &[], "User-agent: *\nDisallow: /secret"));
    assert_eq!(news(1), (1, 1));
    bench.pass(TimeDelta::hours(23));
    assert_eq!(news(2), (0, 1), "a copy is used for a day");
    bench.says(ROBOTS, reply(503, &[], ""));
    bench.pass(TimeDelta::hours(2));
    assert_eq!(news(3), (1, 1), "the last copy holds");
    bench.pass(TimeDelta::days(29));
    assert_eq!(news(4), (1, 0), "but not for more than 30 days");
}

/// T65: a page that is refused for haste makes the pages wait, and the feed goes on.
#[test]
fn haste_with_pages_is_no_haste_with_feeds() {
    let bench = with_pages(&[1, 2]);
    bench.says("https://news.example/2", reply(429, &[("retry-after", "7200")], ""));
    bench.poll("one");
    let outcomes: Vec<String> = bench.scrape().into_iter().map(|report| report.outcome).collect();
    assert_eq!(outcomes, ["rate_limited", "rate_limited"]);
    let pages = |asked: Vec<FetchRequest>| asked.iter().filter(|request| request.kind == RequestKind::Scrape).count();
    assert_eq!(pages(bench.asked()), 1, "the second page isn't asked for");
    bench.pass(TimeDelta::hours(1));
    assert_eq!(bench.poll("one").outcome, "fresh");
    bench.scrape();
    assert_eq!(pages(bench.asked()), 0);
    bench.says("https://news.example/2", page(2));
    bench.pass(TimeDelta::hours(2));
    bench.scrape();
    assert_eq!(pages(bench.asked()), 2, "both are read once the wait is over");
}
