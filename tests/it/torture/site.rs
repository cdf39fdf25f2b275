//! What a sound site answers: a feed, its articles, no robots.txt; and the pieces of which hostile answers are made.

use super::case::{Act, Asked, Case, Tls};
use super::server::Phase;

/// A whole answer with its length.
pub fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

/// A whole answer as the only thing that is done.
pub fn send(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Vec<Act> {
    vec![Act::Send(answer(status, headers, body.as_ref()))]
}

/// A whole answer of status 200.
pub fn ok(headers: &str, body: impl AsRef<[u8]>) -> Vec<Act> {
    send("200 OK", headers, body)
}

/// Bytes as they are, and then nothing more on this connection.
pub fn raw(bytes: impl Into<Vec<u8>>) -> Vec<Act> {
    vec![Act::Send(bytes.into()), Act::Close]
}

/// What a site answers that wishes nobody ill.
pub fn sound(case: &Case, asked: &Asked) -> Vec<Act> {
    match asked.path.as_str() {
        "feed.xml" => sound_feed(case, asked),
        path if path.ends_with(".html") => {
            let name = path.trim_end_matches(".html");
            ok("Content-Type: text/html; charset=utf-8\r\n", article_page(&title(&asked.case, name)))
        }
        _ => send("404 Not Found", "", "there is nothing here"),
    }
}

fn sound_feed(case: &Case, asked: &Asked) -> Vec<Act> {
    let (etag, names): (&str, Vec<&str>) = match asked.phase {
        Phase::Sound => ("\"one\"", vec!["1"]),
        Phase::Hostile => {
            ("\"two\"", vec!["1"].into_iter().chain(case.page.map(|page| page.trim_end_matches(".html"))).collect())
        }
        Phase::SoundAgain => ("\"three\"", vec!["1", "2"]),
    };
    let validator = if case.validators { format!("ETag: {etag}\r\n") } else { String::new() };
    let same = case.validators && asked.header("if-none-match").as_deref() == Some(etag.as_bytes());
    if same {
        return vec![Act::Send(format!("HTTP/1.1 304 Not Modified\r\n{validator}\r\n").into())];
    }
    let secure = if case.tls == Tls::No { "http" } else { "https" };
    let items: String = names
        .iter()
        .map(|name| item(&title(&asked.case, name), &format!("{secure}://{}/{}/{name}.html", asked.host, asked.case)))
        .collect();
    ok(&format!("{validator}Content-Type: application/rss+xml\r\n"), rss(&items))
}

/// The title of a site's article.
pub fn title(case: &str, name: &str) -> String {
    format!("Story {name} of {case}")
}

pub fn rss(items: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\"><channel><title>The Harbour News</title>\
         <link>http://harbour.example/</link>{items}</channel></rss>"
    )
}

/// An item whose GUID is its link.
pub fn item(title: &str, link: &str) -> String {
    format!(
        "<item><title>{title}</title><link>{link}</link><guid>{link}</guid><pubDate>Mon, 23 Nov 2026 08:30:00 GMT</pubDate>\
         <description>In short: {title}.</description></item>"
    )
}

/// A feed that lists the article which the site has listed before, and others of these names.
pub fn feed_of(asked: &Asked, names: &[&str]) -> String {
    let items =
        ["1"].iter().chain(names).map(|name| item(&title(&asked.case, name), &asked.link(&format!("{name}.html"))));
    rss(&items.collect::<String>())
}

pub const BODY: &str = "The ferry that links the two halves of the town came back into service on Monday after a winter in \
    dry dock, and half of the town had come to see it off. Its engines are new, its bell is the old one. The harbour \
    master, who had promised the date in spring, was the first to buy a ticket, and he paid for it in coins.";

/// An ordinary page with an article.
pub fn article_page(title: &str) -> String {
    page_around(title, "")
}

/// The same with more markup in the middle of the article.
pub fn page_around(title: &str, markup: &str) -> String {
    format!(
        "<!doctype html><html lang=en><head><meta charset=utf-8><title>{title}</title></head><body>\
         <nav><a href=/>Home</a> <a href=/sport>Sport</a></nav><article><h1>{title}</h1><p>{BODY}</p>{markup}\
         <p>{title}: that was the headline of the day, and nobody in the harbour doubted it for a moment, for once.</p>\
         </article><footer>All rights reserved.</footer></body></html>"
    )
}
