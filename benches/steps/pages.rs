//! Pages and a feed of our own, as long and as cluttered as those of news sites.

use flate2::Compression;
use flate2::write::GzEncoder;
use std::fmt::Write as _;
use std::io::Write as _;

/// What is written in it, and about how many bytes a page of it has.
#[derive(Clone, Copy, Debug)]
pub enum Language {
    English,
    Chinese,
}

impl Language {
    pub const ALL: [Language; 2] = [Language::English, Language::Chinese];

    fn sentences(self) -> &'static [&'static str] {
        match self {
            Language::English => &[
                "The ferry that links the two halves of the town left its dock at noon, an hour late.",
                "Nobody on board minded the delay, since the wind had dropped & the river lay as flat as a plate.",
                "“We had waited ten years for this day,” said the harbour master, who bought the first ticket himself.",
                "The engines are new, the bell is the old one, and a second crew will be trained before winter.",
            ],
            Language::Chinese => &[
                "连接两岸的渡轮中午离开码头，比原定时间晚了一个小时。",
                "船上的人都不介意，因为风停了，河面平得像一面镜子。",
                "“我们等这一天等了十年。”港务局长说，他自己买了第一张票。",
                "发动机是新的，钟还是原来那口，入冬以前还要培训第二批船员。",
            ],
        }
    }

    fn title(self) -> &'static str {
        match self {
            Language::English => "Night ferry returns after ten years",
            Language::Chinese => "停航十年之后夜班渡轮重新往返",
        }
    }

    fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Chinese => "zh",
        }
    }
}

/// A page of about 150 kB: menus, scripts and teasers around thirty paragraphs.
pub fn page(language: Language) -> String {
    let (title, tag) = (language.title(), language.tag());
    let mut html = format!(
        "<!DOCTYPE html><html lang={tag}><head><meta charset=utf-8><title>{title} | The Bridge</title>
<meta property=\"og:title\" content=\"{title}\"><meta property=\"og:site_name\" content=\"The Bridge\">
<link rel=canonical href=\"https://bridge.example/ferry\"><style>{}</style><script>{}</script>
<script type=\"application/ld+json\">{{\"@type\":\"NewsArticle\",\"headline\":\"{title}\",\
\"datePublished\":\"2026-11-23T09:00:00+01:00\",\"author\":{{\"name\":\"Jane Doe\"}}}}</script></head><body>",
        ".card{display:flex;margin:0 auto}.card>a{color:#123}\n".repeat(300),
        "window.layers=window.layers||[];if(a<b){layers.push({\"event\":\"view\",\"n\":1})}\n".repeat(400),
    );
    list(&mut html, "site-nav", "nav__item", 120, language);
    let _ = write!(
        html,
        "<main class=\"page\"><article class=\"story\" data-id=\"42\"><h1 class=\"story__title\">{title}</h1>\
         <p class=\"byline\">By <a href=\"/authors/jane-doe\">Jane Doe</a>, <time datetime=\"2026-11-23\">today</time></p>\
         <div class=\"story__body\">"
    );
    let sentences = language.sentences();
    for number in 0..30 {
        let text: Vec<&str> = (0..4).map(|n| sentences[(number + n * n) % sentences.len()]).collect();
        let _ = writeln!(html, "<p>{number}. {} <a href=\"/topics/{number}\">{title}</a></p>", text.join(" "));
        if number % 10 == 9 {
            html.push_str("<aside class=\"related\"><h3>Related</h3><ul><li><a href=\"/a\">One</a><li><a href=\"/b\">Two</a></ul></aside>");
        }
    }
    html.push_str("</div></article></main>");
    list(&mut html, "teasers teasers--grid", "teaser", 150, language);
    list(&mut html, "site-footer", "footer__link", 80, language);
    html.push_str("</body></html>");
    html
}

fn list(html: &mut String, class: &str, item: &str, count: usize, language: Language) {
    let _ = write!(html, "<div class=\"{class}\" role=\"navigation\"><ul>");
    for number in 0..count {
        let _ = writeln!(
            html,
            "<li class=\"{item} {item}--{number}\" data-track=\"list-{number}\"><!-- item --><a class=\"link\" \
             href=\"https://bridge.example/section/{number}?a=1&amp;b=2\" title=\"{title}\"><span class=\"icon\" \
             aria-hidden=\"true\"></span>{title} {number}</a></li>",
            title = language.title()
        );
    }
    html.push_str("</ul></div>");
}

/// An RSS feed of 25 items.
pub fn feed(language: Language) -> String {
    let (title, text) = (language.title(), language.sentences().join(" "));
    let items: String = (0..25)
        .map(|number| {
            format!(
                "<item><title>{title} {number}</title><link>https://bridge.example/{number}</link>\
                 <guid>bridge-{number}</guid><pubDate>Mon, 23 Nov 2026 09:{number:02}:00 +0100</pubDate>\
                 <description>&lt;p&gt;{text}&lt;/p&gt;</description></item>"
            )
        })
        .collect();
    format!("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>The Bridge</title>{items}</channel></rss>")
}

/// Packed as servers pack pages.
pub fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}
