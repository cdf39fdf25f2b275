//! What is odd about a feed, from its bytes to the archive.

use crate::program::{DEFAULTS, Desk};
use crate::server::{Answer, Server};

fn archive(server: &Server, feed: &str) -> Desk {
    server.answer("/feed", Answer::ok("text/xml", feed).with("ETag", "\"one\""));
    let desk = Desk::new(&format!("{DEFAULTS}fulltext = \"feed\"\n[feed.odd]\nurl = \"{}\"\n", server.url("/feed")));
    desk.ok(&["fetch"]);
    desk
}

#[test]
fn a_date_in_the_far_future_does_not_float_to_the_top() {
    let server = Server::start();
    let desk = archive(
        &server,
        "<rss><channel><item><guid>1</guid><title>The year is a slip</title><pubDate>23 Nov 2126 08:00 GMT</pubDate></item>\
         <item><guid>2</guid><title>On time</title><pubDate>1 Nov 2020 08:00 GMT</pubDate></item></channel></rss>",
    );
    let rows = desk.sql("SELECT title, published_at FROM articles ORDER BY title");
    assert_eq!(rows, [["On time", "2020-11-01T08:00:00Z"], ["The year is a slip", "NULL"]]);
    assert!(desk.lines(&["status", "--json"])[0].to_string().contains("not believed"));
}

#[test]
fn a_feed_that_breaks_off_is_asked_for_whole_the_next_time() {
    let server = Server::start();
    let item = "<item><guid>1</guid><title>Whole</title></item>";
    let desk = archive(&server, &format!("<rss><channel>{item}<item><guid>2</guid><title>Cut sh"));
    let whole = format!("<rss><channel>{item}</channel></rss>");
    server.answer("/feed", Answer::ok("text/xml", whole).with("ETag", "\"two\""));
    desk.ok(&["fetch"]);
    desk.ok(&["fetch"]);
    let told: Vec<Option<String>> =
        server.take_asked().into_iter().map(|mut asked| asked.headers.remove("if-none-match")).collect();
    assert_eq!(told, [None, None, Some("\"two\"".to_owned())]);
}

#[test]
fn links_in_an_item_start_from_its_declared_base() {
    let server = Server::start();
    let desk = archive(
        &server,
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry xml:base='https://a.example/deep/' xml:lang='fr'><id>1</id>\
         <link href='https://b.example/story'/><content type='html'>&lt;p&gt;Voir &lt;a href='more.html'&gt;plus&lt;/a&gt;.</content>\
         </entry></feed>",
    );
    let rows = desk.sql("SELECT markdown, language FROM articles");
    assert_eq!(rows, [["Voir [plus](https://a.example/deep/more.html).", "fr"]]);
}
