//! Several posts on one page: an article each.

use super::*;
use crate::store::Archive;

const FEED: &str = "http://notes.example/feed";
const PAGE: &str = "http://notes.example/today";
const SAID: [(&str, &str, &str); 3] = [
    ("noon", "The ferry is back", "It left the harbour at noon, an hour late, and nobody on board minded the delay. "),
    ("ten", "The bridge is shut", "The town closed it at ten, after a lorry had lost its load, and it stays closed. "),
    (
        "nine",
        "The market moves",
        "From next week on it is held on the river bank, as it was before the flood, they say. ",
    ),
];

/// The feed with each item's link, and the page that all of them lead to.
fn newsroom(link: impl Fn(&str) -> String) -> Bench {
    let bench = Bench::new(&format!("[feed.notes]\nurl = \"{FEED}\"\nrobots = false\nlearn = false\ngap = \"0s\""));
    let items = SAID.map(|(place, title, _)| {
        format!("<item><guid>{place}</guid><title>{title}</title><link>{}</link></item>", link(place))
    });
    bench.says(FEED, reply(200, &[], &format!("<rss version=\"2.0\"><channel>{}</channel></rss>", items.concat())));
    let posts = SAID.map(|(place, title, said)| {
        format!("<section id={place}><h2>{title}</h2><p>{}</p><p>{}</p></section>", said.repeat(2), said.repeat(3))
    });
    let html = format!("<title>Today</title><h1>Notes of the day</h1><main>{}</main>", posts.concat());
    bench.says(PAGE, reply(200, &[("content-type", "text/html")], &html));
    bench
}

/// Address, title, and whether the text has what each post says.
fn held(bench: &Bench) -> Vec<(String, String, [bool; 3])> {
    let archive = Archive::open_read_only(&bench._folder.path().join("archive.db")).unwrap();
    let mut held: Vec<_> = archive
        .list(&Default::default())
        .unwrap()
        .into_iter()
        .map(|article| {
            let has = SAID.map(|(.., said)| article.text.contains(said.trim()));
            (article.url.unwrap_or_default(), article.title.unwrap_or_default(), has)
        })
        .collect();
    held.sort();
    held
}

#[test]
fn posts_that_share_a_page_are_an_article_each() {
    let bench = newsroom(|place| format!("{PAGE}#{place}"));
    bench.poll("notes");
    assert_eq!(bench.asked_urls(), [FEED]);
    bench.scrape();
    assert_eq!(bench.asked_urls(), [PAGE]);
    let article = |at: usize| {
        let (place, title, _) = SAID[at];
        (format!("{PAGE}#{place}"), title.to_owned(), [0, 1, 2].map(|other| other == at))
    };
    assert_eq!(held(&bench), [article(2), article(0), article(1)]);
    let before = held(&bench);
    bench.pass(TimeDelta::days(2));
    bench.poll("notes");
    bench.scrape();
    assert_eq!(bench.recheck().len(), 3);
    assert_eq!(held(&bench), before);
}

#[test]
fn a_page_without_the_post_is_not_taken_for_it() {
    let bench = newsroom(|place| format!("{PAGE}#{place}"));
    let said =
        "The mayor said that the quay would be mended within the week, as she had promised in spring. ".repeat(3);
    let html = format!("<title>All of today</title><h1>All of today</h1><main><p>{said}</p><p>{said}</p></main>");
    bench.says(PAGE, reply(200, &[("content-type", "text/html")], &html));
    bench.poll("notes");
    bench.scrape();
    let mut titles: Vec<String> = held(&bench).into_iter().map(|(_, title, _)| title).collect();
    titles.sort();
    assert_eq!(titles, ["The bridge is shut", "The ferry is back", "The market moves"]);
    let archive = Archive::open_read_only(&bench._folder.path().join("archive.db")).unwrap();
    assert!(archive.list(&Default::default()).unwrap().iter().all(|article| article.text.is_empty()));
}

#[test]
fn a_place_in_a_page_of_its_own_is_no_other_story() {
    let bench =
        newsroom(|place| if place == "noon" { format!("{PAGE}#comments") } else { format!("{PAGE}/{place}#xtor=1") });
    bench.poll("notes");
    let urls: Vec<_> = held(&bench).into_iter().map(|(url, ..)| url).collect();
    assert_eq!(urls, [PAGE.to_owned(), format!("{PAGE}/nine"), format!("{PAGE}/ten")]);
}
