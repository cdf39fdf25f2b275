//! A record's Markdown as HTML for feed readers: no raw HTML in it, no link but to the web or to mail.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, html};

/// The HTML of a record's Markdown. What looks like HTML in it is text.
///
/// Safe by how it is made: every tag is the renderer's own, every text is escaped, every address judged. The corpus of
/// attacks in `tests/it/hostile.rs` holds it to that.
///
/// ```
/// use feedmill::export::html;
/// assert_eq!(html("<script>x</script> [y](javascript:z)"), "&lt;script&gt;x&lt;/script&gt; [y](javascript:z)");
/// ```
pub fn html(markdown: &str) -> String {
    let events = Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH).map(harmless);
    let mut out = String::with_capacity(markdown.len() + markdown.len() / 4);
    html::push_html(&mut out, events);
    out
}

fn harmless(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Link { link_type, dest_url: web_address(dest_url), title, id })
        }
        Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Image { link_type, dest_url: web_address(dest_url), title, id })
        }
        other => other,
    }
}

/// The address if a reader may follow it, nothing otherwise.
fn web_address(address: CowStr<'_>) -> CowStr<'_> {
    let is_allowed =
        |scheme: &str| address.get(..scheme.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(scheme));
    if ["http://", "https://", "mailto:"].iter().any(|scheme| is_allowed(scheme)) { address } else { "".into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_becomes_harmless_html() {
        for (markdown, expected) in [
            ("One.\n\n## Two\n\n- a\n- b", "<p>One.</p>\n<h2>Two</h2>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
            ("[a](https://a.example/?x=1&y=2)", "<p><a href=\"https://a.example/?x=1&amp;y=2\">a</a></p>\n"),
            ("[a](javascript:alert(1))", "<p><a href=\"\">a</a></p>\n"),
            ("[a](JaVaScRiPt:alert(1)) <b onclick=x>", "<p><a href=\"\">a</a> &lt;b onclick=x&gt;</p>\n"),
            ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
            ("![p](data:text/html,x)", "<p><img src=\"\" alt=\"p\" /></p>\n"),
            (
                "| a | b |\n| --- | --- |\n| 新 | 闻 |",
                "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody>\n<tr><td>新</td><td>闻</td></tr>\n</tbody></table>\n",
            ),
        ] {
            assert_eq!(html(markdown), expected, "{markdown}");
        }
    }
}
